//! What in the records themselves says that rows were lost, doubled or mixed up: found without configuration, in any language.
//!
//! Every check compares the table with itself: numbers that should follow each other, pages that should be alike, cells that
//! should be of one kind. A finding names the place and the figures compared; what a check cannot tell apart from a table that
//! simply is so, it leaves out.

mod cells;
mod counts;
mod doubts;
mod headings;
mod joined;
mod numbering;
mod pages;
mod spacing;
mod totals;

use crate::document::Document;
use crate::extraction::{Cell, Record, Table};
use crate::finding::{Finding, Level};
use crate::pipeline::Inspection;

/// All findings about the records of a source. Records with a cell less likely to be right than `least` are among them.
pub fn findings(document: &Document, inspection: &Inspection, least: Option<f32>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let printed = numbering::Printed::new(document, &inspection.placed);
    for table in &inspection.extraction.tables {
        if table.records.is_empty() {
            findings.push(empty(table));
        }
        numbering::columns(table, &printed, &mut findings);
        joined::find(table, &mut findings);
        cells::lengths(table, &mut findings);
        cells::kinds(table, &mut findings);
        spacing::find(table, &mut findings);
        totals::find(table, &mut findings);
        doubts::find(table, least, &mut findings);
    }
    headings::find(document, &inspection.body, &inspection.reconstruction, &mut findings);
    pages::find(document, inspection, &mut findings);
    counts::find(document, inspection, &mut findings);
    findings
}

/// A table of which nothing but its column names was read.
fn empty(table: &Table) -> Finding {
    Finding {
        level: Level::Warning,
        code: "no-records",
        message: format!(
            "a table with the columns {} was found, but none of its rows; `rowstitch audit` shows where the text went",
            table
                .columns
                .iter()
                .map(|name| quoted(name))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        page: None,
        line: None,
    }
}

/// A place of the source to look at: 1-based page and line.
#[derive(Debug, Clone, Copy)]
struct At {
    page: u32,
    line: u32,
}

impl At {
    fn record(record: &Record) -> Self {
        Self {
            page: record.pages.0,
            line: record.lines.0,
        }
    }

    /// Where a cell begins, or its record if it is empty.
    fn cell(record: &Record, cell: &Cell) -> Self {
        cell.places.first().map_or(Self::record(record), |place| Self {
            page: place.page,
            line: place.span.line + 1,
        })
    }

    fn warning(self, code: &'static str, message: String) -> Finding {
        self.finding(Level::Warning, code, message)
    }

    fn note(self, code: &'static str, message: String) -> Finding {
        self.finding(Level::Note, code, message)
    }

    fn finding(self, level: Level, code: &'static str, message: String) -> Finding {
        Finding {
            level,
            code,
            message,
            page: Some(self.page),
            line: Some(self.line),
        }
    }
}

/// The cells of a column that have text, each with its record.
fn filled(table: &Table, column: usize) -> impl Iterator<Item = (&Record, &Cell)> {
    let cells = (table.records.iter()).filter_map(move |record| Some((record, record.cells.get(column)?)));
    cells.filter(|(_, cell)| !cell.text.is_empty())
}

/// The beginning of a text, on one line, for a message.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 40;
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}", format!("{}…", text[..end].trim_end())),
        None => format!("{text:?}"),
    }
}

/// A table of one column, a record on each line.
#[cfg(test)]
fn one_column(cells: impl IntoIterator<Item = String>) -> Table {
    let record = |(line, text): (u32, String)| Record {
        cells: vec![Cell {
            text,
            ..Cell::default()
        }],
        pages: (1, 1),
        lines: (line, line),
        ..Record::default()
    };
    Table {
        columns: vec!["a".to_owned()],
        records: (1..).zip(cells).map(record).collect(),
        pages: (1, 1),
        ..Table::default()
    }
}
