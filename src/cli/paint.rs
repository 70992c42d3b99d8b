//! Colours and aligned columns for the terminal. Everything can be read without colour.

use super::args::Color;
use super::report;
use unicode_width::UnicodeWidthStr;

/// Colours of the columns of a table, in turn.
const COLUMNS: [u8; 6] = [36, 33, 35, 32, 34, 31];

/// Whether to use colours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint(bool);

impl Paint {
    /// As the user asks.
    pub(crate) fn new(when: Color) -> Self {
        Self(report::painted(when, &std::io::stdout()))
    }

    fn code(self, code: u8, text: &str) -> String {
        if self.0 && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Titles.
    pub(crate) fn strong(self, text: &str) -> String {
        self.code(1, text)
    }

    /// What matters least.
    pub(crate) fn faint(self, text: &str) -> String {
        self.code(2, text)
    }

    /// Text of a column.
    pub(crate) fn column(self, column: usize, text: &str) -> String {
        self.code(COLUMNS[column % COLUMNS.len()], text)
    }
}

/// Text of the source that does nothing to the terminal: control characters become blanks.
pub(crate) fn plain(text: &str) -> String {
    let safe = |c: char| {
        if c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) {
            ' '
        } else {
            c
        }
    };
    text.chars().map(safe).collect()
}

/// Where a column of figures or words is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Lines of cells, each column as wide as its widest cell, two blanks between them.
pub(crate) fn aligned(rows: &[Vec<String>], align: &[Align]) -> Vec<String> {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.width())
            .max()
    };
    let widths: Vec<usize> = (0..align.len()).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for ((cell, align), width) in row.iter().zip(align).zip(&widths) {
            let room = " ".repeat(width - cell.width());
            match align {
                Align::Left => line.extend([cell, room.as_str(), "  "]),
                Align::Right => line.extend([room.as_str(), cell, "  "]),
            }
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// The same with a text behind each row, which may be of any length and painted.
pub(crate) fn beside(rows: &[Vec<String>], align: &[Align], texts: &[String]) -> Vec<String> {
    let figures = aligned(rows, align);
    let widest = figures.iter().map(|row| row.width()).max().unwrap_or(0);
    let line = |(figures, text): (&String, &String)| {
        let room = " ".repeat(widest - figures.width());
        format!("{figures}{room}  {text}").trim_end().to_owned()
    };
    figures.iter().zip(texts).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_places() {
        let rows = [
            vec!["表".to_owned(), "1".to_owned()],
            vec!["abc".to_owned(), "20".to_owned()],
        ];
        assert_eq!(aligned(&rows, &[Align::Left, Align::Right]), ["表    1", "abc  20"]);
    }

    #[test]
    fn nothing_of_the_source_commands_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\td"), "a [31mb c d");
        assert_eq!(Paint(false).column(0, "x"), "x");
        assert_eq!(Paint(true).column(0, "x"), "\u{1b}[36mx\u{1b}[0m");
    }
}
