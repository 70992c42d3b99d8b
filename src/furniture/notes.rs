//! Footnotes: lines at the foot of a page that begin with a mark that stands behind a word elsewhere.

use super::{Body, Role};
use crate::document::Document;
use std::collections::BTreeSet;

/// Most lines that the notes of one page take; longer runs are taken for text.
const LINES: usize = 12;

/// Gives the lines of footnotes their role.
///
/// A note begins with a raised figure, an asterisk or a dagger that also stands at the end of some word of the document,
/// and takes everything to the end of its page. Lines further up that begin with the same mark are a list.
pub(super) fn find(document: &Document, body: &mut Body) {
    let content: Vec<usize> = (0..body.roles.len())
        .filter(|&line| body.roles[line] == Role::Content)
        .collect();
    let text = |line: usize| document.span_text(body.text_of(document, line));
    let marks: BTreeSet<char> = (content.iter())
        .flat_map(|&line| text(line).split_whitespace().filter_map(behind))
        .collect();
    let mut found: Vec<usize> = Vec::new();
    let mut leading: Vec<char> = Vec::new();
    for page in content.chunk_by(|a, b| body.pages[*a] == body.pages[*b]) {
        let mut begin = None;
        for (n, &line) in page.iter().enumerate() {
            let Some(mark) = leads(text(line)) else { continue };
            if marks.contains(&mark) && !leading.contains(&mark) && page.len() - n <= LINES {
                begin = Some(n);
                break;
            }
            leading.push(mark);
        }
        // At least one line above: a page of notes alone is none of a table's.
        if let Some(n) = begin.filter(|&n| n > 0) {
            found.extend(&page[n..]);
        }
    }
    for line in found {
        body.roles[line] = Role::Note;
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '*' | '†' | '‡')
}

/// The mark that a line begins with, a word behind it.
fn leads(text: &str) -> Option<char> {
    let mark = text.chars().next().filter(|c| is_mark(*c))?;
    let rest = text.trim_start_matches(is_mark);
    let rest = rest.trim_start_matches([')', '.']).trim_start();
    rest.starts_with(char::is_alphanumeric).then_some(mark)
}

/// The mark at the end of a word.
fn behind(word: &str) -> Option<char> {
    let word = word.trim_end_matches([',', '.', ';', ':', ')']);
    let mark = word.chars().next_back().filter(|c| is_mark(*c))?;
    let rest = word.trim_end_matches(is_mark);
    rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '”' | '»' | '.'))
        .then(|| word[rest.len()..].chars().next().unwrap_or(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    fn notes(text: &str) -> Vec<String> {
        notes_under(text, "")
    }

    fn notes_under(text: &str, profile: &str) -> Vec<String> {
        let document = crate::input::read("test", text.as_bytes()).unwrap();
        let profile = Profile::parse("test", profile).unwrap();
        let body = super::super::find_given(&document, &profile);
        let lines = (0..body.roles.len()).filter(|&line| body.roles[line] == Role::Note);
        lines.map(|line| document.line_text(line).to_owned()).collect()
    }

    #[test]
    fn a_marked_line_at_the_foot_of_a_page_is_a_note() {
        let text = "Owls¹ of the north\nhunt by night\n¹ Seen in winter\nonly.\n\x0cOwls of the south\nsleep\n";
        assert_eq!(notes(text), ["¹ Seen in winter", "only."]);
    }

    #[test]
    fn a_profile_keeps_the_line_of_a_note() {
        let text = "Owls¹ of the north\nhunt by night\n¹ Seen in winter\nonly.\n\x0cOwls of the south\nsleep\n";
        assert_eq!(notes_under(text, "keep = '¹ Seen in winter'"), ["only."]);
    }

    #[test]
    fn a_mark_that_stands_behind_no_word_begins_no_note() {
        assert!(notes("Owls of the north\n* hunt\n* sleep\n\x0cOwls of the south\n").is_empty());
        assert!(notes("Owls* of the north\n* hunt\n* sleep\n* rest\n* wait\n* fly\n* call\n* nest\n* moult\n* soar\n* dive\n* hide\n* watch\n* eat\n").is_empty());
    }
}
