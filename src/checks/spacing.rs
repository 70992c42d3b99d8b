//! Text that is there but cannot be read: set with blanks between its letters, or drawn with a font whose codes are shifted.

use super::{At, quoted};
use crate::extraction::Table;
use crate::finding::Finding;

/// Single letters in a row that are a word set wide.
const LETTERS: usize = 6;
/// Words of a table that look shifted before it is told.
const SHIFTED: usize = 4;
/// Fonts without Unicode give glyph numbers: in most, letters come this far before their place in ASCII.
///
/// TrueType fonts put three glyphs of their own before the 95 of ASCII, which begin at 32.
const SHIFT: u8 = 29;

/// Cells whose text is letter-spaced, and tables whose text is shifted; each once a column at most.
pub(super) fn find(table: &Table, findings: &mut Vec<Finding>) {
    for (column, name) in table.columns.iter().enumerate() {
        let spaced = table.records.iter().find_map(|record| {
            let cell = record.cells.get(column)?;
            is_spaced(&cell.text).then_some((record, cell))
        });
        if let Some((record, cell)) = spaced {
            findings.push(At::cell(record, cell).note(
                "letter-spaced",
                format!(
                    "column {name:?} has text with blanks between its letters: {}; its words cannot be told apart",
                    quoted(&cell.text)
                ),
            ));
        }
        let mut words = 0;
        let mut shifted = Vec::new();
        for record in &table.records {
            let Some(cell) = record.cells.get(column) else { continue };
            for word in cell.text.split_whitespace() {
                words += 1;
                if shifted_word(word).is_some() {
                    shifted.push((record, cell, word));
                }
            }
        }
        if let Some((record, cell, word)) = shifted.first().filter(|_| shifted.len() >= SHIFTED.max(words / 8)) {
            findings.push(At::cell(record, cell).warning(
                "shifted-text",
                format!(
                    "the text of column {name:?} looks shifted: {} would be {}; its font says not which letters it draws, so \
                     recognise its text (OCR) instead",
                    quoted(word),
                    quoted(&shifted_word(word).unwrap_or_default())
                ),
            ));
        }
    }
}

/// Whether single letters follow each other, lower-case ones among them.
fn is_spaced(text: &str) -> bool {
    let mut letters = 0;
    let mut lower = 0;
    text.split(' ').any(|word| {
        let mut chars = word.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if c.is_alphabetic() => {
                letters += 1;
                lower += usize::from(c.is_lowercase());
            }
            _ => (letters, lower) = (0, 0),
        }
        letters >= LETTERS && lower * 2 >= letters
    })
}

/// The word that a shifted one was: a mark where its capital should be, then nothing but lower-case letters.
fn shifted_word(word: &str) -> Option<String> {
    let bytes = word.as_bytes();
    if bytes.len() < 4 || !word.is_ascii() || !bytes[0].is_ascii_punctuation() {
        return None;
    }
    let back: Option<Vec<u8>> = bytes.iter().map(|byte| byte.checked_add(SHIFT)).collect();
    let back = String::from_utf8(back?).ok()?;
    let mut chars = back.chars();
    let capital = chars.next().is_some_and(|c| c.is_ascii_uppercase());
    (capital && chars.all(|c| c.is_ascii_lowercase())).then_some(back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_apart() {
        assert!(is_spaced("from T o t a l s"));
        assert!(!is_spaced("a b c"), "too few");
        assert!(!is_spaced("A B C D E F G"), "classes");
        assert!(!is_spaced("I am a b in a x"));
    }

    #[test]
    fn glyph_numbers_for_letters() {
        assert_eq!(shifted_word("&RPPLVVLRQ").as_deref(), Some("Commission"));
        for word in ["COMMISSION", "(OLDER", "'s", "-1234", "+VAT]"] {
            let back = shifted_word(word);
            assert!(back.is_none() || word == "(OLDER", "{word}: {back:?}");
        }
    }
}
