//! A model of what extractors make of a table: known rows are set in columns, broken over lines and pages, and printed cell by
//! cell, as a PDF's text is. Everything follows from a seed.

mod words;

use rowstitch::reconstruct::metrics::{Family, width};
pub(crate) use rowstitch::train::Chance;
use words::Words;

/// Lines of text per page.
const PAGE: usize = 46;
/// Rows below each section heading.
const SECTION: usize = 14;

/// A printed table and what it holds.
pub(crate) struct Made {
    /// The text as an extractor gives it.
    pub(crate) text: String,
    /// Names of the columns.
    pub(crate) columns: Vec<String>,
    /// Per row its section and its cells.
    pub(crate) records: Vec<(Option<String>, Vec<String>)>,
}

/// Widths of the columns in 1/1000 em: a name, a description, partners, a period.
const WIDTHS: [u32; 4] = [13_000, 25_000, 10_500, 6_500];
const HEADER: [&str; 4] = [
    "Name of the action",
    "Description and aims",
    "Partner regions",
    "Planned period",
];
/// Width of a section heading.
const WHOLE: u32 = 55_000;

/// Makes a table of so many rows and prints it as Word and Tika do.
pub(crate) fn annex(seed: u64, rows: usize) -> Made {
    let mut chance = Chance::new(seed);
    let mut words = Words::new(&mut chance);
    let mut records = Vec::new();
    let mut section = None;
    let mut printed = Page::new();
    for row in 0..rows {
        if row % SECTION == 0 {
            let title = format!("{}. {}", row / SECTION + 1, words.phrase(&mut chance, 4));
            printed.heading(&title);
            section = Some(title);
        }
        let cells = vec![
            words.title(&mut chance),
            words.prose(&mut chance),
            words.partners(&mut chance),
            words.period(&mut chance),
        ];
        printed.row(&cells);
        records.push((section.clone(), cells));
    }
    Made {
        text: printed.finish(),
        columns: HEADER.map(str::to_owned).to_vec(),
        records,
    }
}

/// A text broken over lines: each takes as many words as fit.
fn broken(text: &str, most: u32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let width = |text: &str| width(text, Family::Serif);
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line) + width(" ") + width(word) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Lines as they are printed, page by page.
struct Page {
    text: String,
    /// Lines left on the page.
    left: usize,
    number: usize,
}

impl Page {
    fn new() -> Self {
        let mut page = Self {
            text: String::new(),
            left: 0,
            number: 0,
        };
        page.begin();
        page
    }

    fn line(&mut self, cells: &[&str]) {
        self.text.push_str(&cells.join(" "));
        // Word ends every line with a blank.
        self.text.push_str(" \n");
    }

    /// A new page: its number and the header row.
    fn begin(&mut self) {
        self.number += 1;
        let number = self.number.to_string();
        self.line(&[&number]);
        self.left = PAGE;
        let header: Vec<Vec<String>> = (HEADER.iter().zip(WIDTHS))
            .map(|(name, width)| broken(name, width))
            .collect();
        self.cells(&header);
    }

    /// The lines of cells beside each other: a cell of one line shares its line with the next cell.
    fn cells(&mut self, cells: &[Vec<String>]) {
        let mut open: Vec<&str> = Vec::new();
        for cell in cells.iter().filter(|cell| !cell.is_empty()) {
            for (at, line) in cell.iter().enumerate() {
                if at > 0 {
                    self.line(&std::mem::take(&mut open));
                }
                open.push(line);
            }
            if cell.len() > 1 {
                self.line(&std::mem::take(&mut open));
            }
        }
        if !open.is_empty() {
            self.line(&open);
        }
        self.left = self.left.saturating_sub(cells.iter().map(Vec::len).max().unwrap_or(0));
    }

    fn heading(&mut self, title: &str) {
        if self.left < 3 {
            self.begin();
        }
        self.cells(&[broken(title, WHOLE)]);
    }

    /// A row, cut where the page ends.
    fn row(&mut self, cells: &[String]) {
        let mut rest: Vec<Vec<String>> = (cells.iter().zip(WIDTHS))
            .map(|(cell, width)| broken(cell, width))
            .collect();
        while rest.iter().any(|cell| !cell.is_empty()) {
            if self.left == 0 {
                self.begin();
            }
            let room = self.left;
            let upper: Vec<Vec<String>> = rest
                .iter_mut()
                .map(|cell| cell.drain(..cell.len().min(room)).collect())
                .collect();
            self.cells(&upper);
        }
    }

    fn finish(self) -> String {
        self.text
    }
}
