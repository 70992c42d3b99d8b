//! Puts kinds and values into an extraction, and says which cells could not be read.

use super::{Column, Kind, Limits, Reading, read};
use crate::extraction::{Extraction, Table};
use crate::finding::{Finding, Level};

/// Unread cells of a column that have a finding of their own; the others are counted in one more.
const EACH: usize = 3;
/// Letters of a cell that a finding quotes.
const QUOTED: usize = 40;

/// Reads the cells of all tables; gives the findings `unread-value`.
///
/// `page` gives the page of a line, both counted from 1.
pub fn fill(extraction: &mut Extraction, limits: &Limits, page: impl Fn(u32) -> Option<u32>) -> Vec<Finding> {
    let cells: Vec<Vec<&str>> = extraction.tables.iter().flat_map(columns).collect();
    let names = extraction.tables.iter().flat_map(|table| &table.columns);
    let given: Vec<Column<'_>> = names.zip(&cells).map(|(name, cells)| Column { name, cells }).collect();
    let mut readings = read(&given, limits).into_iter();
    let mut findings = Vec::new();
    for table in &mut extraction.tables {
        let readings: Vec<Reading> = readings.by_ref().take(table.columns.len()).collect();
        table.kinds = readings.iter().map(|reading| reading.kind).collect();
        for (column, reading) in readings.into_iter().enumerate() {
            findings.extend(unread(table, column, &reading, &page));
            for (record, value) in table.records.iter_mut().zip(reading.values) {
                if let Some(cell) = record.cells.get_mut(column) {
                    cell.value = value;
                }
            }
        }
    }
    findings
}

/// The texts of a table, column by column.
fn columns(table: &Table) -> Vec<Vec<&str>> {
    let text = |column: usize| {
        let cells = table.records.iter().map(move |record| record.cells.get(column));
        cells.map(|cell| cell.map_or("", |cell| cell.text.as_str())).collect()
    };
    (0..table.columns.len()).map(text).collect()
}

fn unread(table: &Table, column: usize, reading: &Reading, page: impl Fn(u32) -> Option<u32>) -> Vec<Finding> {
    let name = &table.columns[column];
    let what = match reading.kind {
        Kind::Number => "number",
        Kind::Percentage => "percentage",
        Kind::Amount => "amount",
        Kind::Date => "date",
        Kind::Period => "period",
        Kind::Places => "list of known places",
        Kind::Text | Kind::Code | Kind::Status => return Vec::new(),
    };
    let finding = |record: usize, message: String| {
        let cell = table.records.get(record).and_then(|record| record.cells.get(column));
        let line = cell.and_then(|cell| cell.spans.first()).map(|span| span.line + 1);
        Finding {
            level: Level::Note,
            code: "unread-value",
            message,
            page: line.and_then(&page),
            line,
        }
    };
    let each = reading.unread.iter().take(EACH).map(|&record| {
        let text = table.records.get(record).and_then(|record| record.cells.get(column));
        let text = text.map_or("", |cell| cell.text.as_str());
        let start: String = text.chars().take(QUOTED).collect();
        let more = if start.len() < text.len() { " ..." } else { "" };
        let message = format!("column {name:?}: {start:?}{more} cannot be read as a {what}; it stays text");
        finding(record, message)
    });
    let mut findings: Vec<Finding> = each.collect();
    if let Some(&first) = reading.unread.get(EACH) {
        let count = reading.unread.len() - EACH;
        let message = format!(
            "column {name:?}: {count} more cells cannot be read as a {what}, this is the first; they stay text"
        );
        findings.push(finding(first, message));
    }
    findings
}
