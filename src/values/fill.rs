//! Puts kinds and values into an extraction, and says which cells could not be read.

use super::{Column, Kind, Limits, Reading, read};
use crate::extraction::{Extraction, Table};
use crate::finding::{Finding, Level};

/// Unread texts of a column that have a finding of their own; the other cells are counted in one more.
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
        Kind::Number => "a number",
        Kind::Percentage => "a percentage",
        Kind::Amount => "an amount",
        Kind::Date => "a date",
        Kind::Period => "a period",
        Kind::Places => "a list of known places",
        Kind::Text | Kind::Code | Kind::Status => return Vec::new(),
    };
    let finding = |record: usize, message: String| {
        let cell = table.records.get(record).and_then(|record| record.cells.get(column));
        let line = cell
            .and_then(|cell| cell.places.first())
            .map(|place| place.span.line + 1);
        Finding {
            level: Level::Note,
            code: "unread-value",
            message,
            page: line.and_then(&page),
            line,
        }
    };
    let text = |record: usize| {
        let cell = table.records.get(record).and_then(|record| record.cells.get(column));
        cell.map_or("", |cell| cell.text.as_str())
    };
    let mut seen: Vec<&str> = Vec::new();
    let (mut findings, mut others) = (Vec::new(), Vec::new());
    for &record in &reading.unread {
        let text = text(record);
        if seen.contains(&text) {
            continue;
        }
        if seen.len() == EACH {
            others.push(record);
            continue;
        }
        seen.push(text);
        let start: String = text.chars().take(QUOTED).collect();
        let more = if start.len() < text.len() { " ..." } else { "" };
        let message = format!("column {name:?}: {start:?}{more} cannot be read as {what}; it stays text");
        findings.push(finding(record, message));
    }
    if let Some(&first) = others.first() {
        let count = others.len();
        let cells = if count == 1 { "cell" } else { "cells" };
        let message =
            format!("column {name:?}: {count} more {cells} cannot be read as {what}, the first here; the text stays");
        findings.push(finding(first, message));
    }
    findings
}
