//! A printed count of entries that is not the count of records.

use super::{At, quoted};
use crate::audit::non_blank;
use crate::document::Document;
use crate::finding::Finding;
use crate::pipeline::Inspection;
use crate::placed::{Placed, What};

/// Pieces behind a table that may tell how many entries it has.
const BEHIND: usize = 3;
/// Words of a piece that does, at most.
const WORDS: usize = 8;
/// Records from which a number near theirs is no chance.
const RECORDS: usize = 15;
/// How near it has to be: one in this many.
const NEAR: usize = 10;

/// Lines right behind a table whose only number is nearly, but not quite, the number of its records.
pub(super) fn find(document: &Document, inspection: &Inspection, findings: &mut Vec<Finding>) {
    let placed = &inspection.placed;
    for (number, table) in inspection.extraction.tables.iter().enumerate() {
        let records = table.records.len();
        let of_table = |piece: &Placed| matches!(piece.what, What::Cell { table, .. } if table == number);
        let Some(last) = placed.iter().rposition(of_table) else {
            continue;
        };
        if records < RECORDS {
            continue;
        }
        let behind = placed[last + 1..].iter();
        let outside = behind
            .filter(|piece| non_blank(document.span_text(piece.span)) > 0)
            .take(BEHIND)
            .filter(|piece| piece.what == What::Outside);
        for piece in outside {
            let text = document.span_text(piece.span);
            let Some(count) = only_number(text) else { continue };
            if count != records && count.abs_diff(records) * NEAR <= records {
                let at = At {
                    page: inspection.body.page_of(piece.span.line as usize).unwrap_or(1),
                    line: piece.span.line + 1,
                };
                findings.push(at.warning(
                    "count-differs",
                    format!(
                        "{} is printed behind a table of {records} records; look whether {} are missing or too many",
                        quoted(text),
                        count.abs_diff(records)
                    ),
                ));
            }
        }
    }
}

/// The number of a short text that has words and no other number.
fn only_number(text: &str) -> Option<usize> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let with_digits: Vec<&str> = (words.iter().copied())
        .filter(|word| word.contains(|c: char| c.is_numeric()))
        .collect();
    let [number] = with_digits[..] else { return None };
    if words.len() < 2 || words.len() > WORDS {
        return None;
    }
    let number = number.trim_matches(|c: char| c.is_ascii_punctuation());
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::only_number;

    #[test]
    fn one_number_among_words() {
        assert_eq!(only_number("Total: 271 projects"), Some(271));
        for text in ["271", "12 of 14", "1,200 euro", "2024-25 is over", "a b c d e f g h 9"] {
            assert_eq!(only_number(text), None, "{text}");
        }
    }
}
