//! Lines of a text that are too long to have been set on a page.
//!
//! An extractor that writes hidden text, a formula or a whole page without line breaks leaves one of them in a text of short lines.
//! It says nothing of the table around it, and what the search costs grows faster than its lines are long.

use super::InputError;
use crate::document::{Document, Line};
use crate::finding::{Finding, Level};

/// A line may be this many times as long as all but one in twenty are.
const TIMES: usize = 4;
/// No line of at most `FEWEST` characters is too long, and every line of more than `MOST` is: the widest pages of tables hold some
/// hundred characters, and layout text that keeps their columns by blanks a few times as many.
const FEWEST: usize = 400;
const MOST: usize = 2000;

/// Marks the lines that are too long, with a finding for all of them; `most` is the length that the caller sets, in characters.
///
/// # Errors
/// When most lines are too long: then the lines of a table are lost.
pub(super) fn mark(document: &mut Document, most: Option<usize>) -> Result<(), InputError> {
    let text = &document.text;
    let length = |line: &Line| match line.end - line.start {
        // Bytes are no fewer than characters.
        bytes if bytes <= FEWEST => bytes,
        _ => text[line.start..line.end].trim_end().chars().count(),
    };
    let lengths: Vec<u32> = (document.lines.iter())
        .map(|line| u32::try_from(length(line)).unwrap_or(u32::MAX))
        .collect();
    let most = most.unwrap_or_else(|| limit(&lengths)) as u64;
    let long = |length: &u32| u64::from(*length) > most;
    let Some(first) = lengths.iter().position(long) else {
        return Ok(());
    };
    let count = lengths.iter().filter(|length| long(length)).count();
    let (line, length) = (first + 1, lengths[first] as usize);
    if 2 * count > lengths.iter().filter(|length| **length > 0).count() {
        return Err(InputError::LineTooLong { line, length });
    }
    for (line, length) in document.lines.iter_mut().zip(&lengths) {
        line.long = long(length);
    }
    let others = match count {
        1 => String::new(),
        2 => ", and another one below".to_owned(),
        count => format!(", and {} more below", count - 1),
    };
    document.findings.push(Finding {
        level: Level::Warning,
        code: "long-line",
        message: format!(
            "this line has {length} characters{others}; no page is as wide beside lines of at most {most}, so it is in no table; \
             look whether rows lost their line breaks there, or take longer lines with --max-line"
        ),
        page: None,
        line: u32::try_from(line).ok(),
    });
    Ok(())
}

/// The longest that a line may be, in characters, by the lines that have text.
fn limit(lengths: &[u32]) -> usize {
    let mut lengths: Vec<u32> = lengths.iter().copied().filter(|length| *length > 0).collect();
    let at = lengths.len() * 19 / 20;
    if at == lengths.len() {
        return MOST;
    }
    let (_, usual, _) = lengths.select_nth_unstable(at);
    (*usual as usize).saturating_mul(TIMES).clamp(FEWEST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Options, read, read_within};

    fn text(lines: &[usize]) -> String {
        lines.iter().map(|length| "x".repeat(*length) + "\n").collect()
    }

    fn marked(lines: &[usize]) -> Vec<usize> {
        let document = read("x", text(lines).as_bytes()).unwrap();
        let long = document.lines.iter().enumerate().filter(|(_, line)| line.long);
        let long: Vec<usize> = long.map(|(index, _)| index + 1).collect();
        let told: Vec<_> = document.findings.iter().map(|finding| finding.line).collect();
        assert_eq!(
            told,
            long.first()
                .map(|line| Some(*line as u32))
                .into_iter()
                .collect::<Vec<_>>()
        );
        long
    }

    #[test]
    fn a_line_is_long_beside_the_others() {
        let mut lines = vec![30; 50];
        lines[7] = 400;
        assert!(marked(&lines).is_empty());
        lines[7] = 401;
        assert_eq!(marked(&lines), [8]);
        lines[9] = 5000;
        assert_eq!(marked(&lines), [8, 10]);
        let mut lines = vec![300; 50];
        lines[7] = 1100;
        assert!(marked(&lines).is_empty());
        lines[7] = 1300;
        assert_eq!(marked(&lines), [8]);
        // Blank lines say nothing.
        let mut lines = vec![0; 500];
        lines[..20].fill(300);
        lines[7] = 1100;
        assert!(marked(&lines).is_empty());
    }

    #[test]
    fn text_without_line_breaks_is_refused() {
        let refused = |lines: &[usize]| read("x", text(lines).as_bytes()).unwrap_err();
        let wrong = |line, length| InputError::LineTooLong { line, length };
        assert_eq!(refused(&[0, 3000]), wrong(2, 3000));
        assert_eq!(refused(&[0, 2100, 2200, 0, 50]), wrong(2, 2100));
    }

    #[test]
    fn the_caller_may_take_longer_lines() {
        let options = Options {
            line: Some(3000),
            ..Options::default()
        };
        let document = read_within("x", text(&[30, 3000, 30]).as_bytes(), &options).unwrap();
        assert!(document.lines.iter().all(|line| !line.long));
    }
}
