//! The records as the script reads them.

use super::Confidence;
use crate::document::{Document, Span};
use crate::extraction::{Cell, Record};
use crate::pipeline::Inspection;
use crate::reconstruct::Item;
use serde::Serialize;
use std::borrow::Cow;

/// A table.
#[derive(Serialize)]
pub(super) struct TableData<'a> {
    columns: &'a [String],
    /// First and last 1-based page.
    pages: (u32, u32),
    /// Headings and records in source order.
    items: Vec<ItemData<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ItemData<'a> {
    Heading {
        /// 0 section, 1 subsection.
        level: u8,
        text: Cow<'a, str>,
    },
    Record {
        cells: Vec<&'a str>,
        /// First and last 1-based page.
        pages: (u32, u32),
        /// First and last 1-based line.
        lines: (u32, u32),
        /// Cells that a page break cuts: column, first and last 1-based page.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        cut: Vec<(usize, u32, u32)>,
        /// Cells whose confidence is known: column, confidence in hundredths.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        sure: Vec<(usize, u8)>,
    },
}

/// All tables.
pub(super) fn tables<'a>(
    document: &'a Document,
    inspection: &'a Inspection,
    confidence: &Confidence<'_>,
) -> Vec<TableData<'a>> {
    let raw = inspection.reconstruction.tables.iter();
    let tables = inspection.extraction.tables.iter().zip(raw);
    let table = |(table, raw): (&'a crate::Table, &crate::reconstruct::RawTable)| {
        let mut items: Vec<ItemData<'a>> = Vec::new();
        // Backwards: the text of a heading is written in the records it holds for.
        let mut records = table.records.iter().rev();
        let (mut section, mut subsection) = (None, None);
        for item in raw.items.iter().rev() {
            match item {
                Item::Row(_) => {
                    let Some(record) = records.next() else { continue };
                    section = record.section.as_deref();
                    subsection = record.subsection.as_deref();
                    items.push(record_data(record, confidence));
                }
                Item::Heading { level, spans } => {
                    let known = if *level == 0 {
                        subsection = None;
                        section.take()
                    } else {
                        subsection.take()
                    };
                    let text = known.map_or_else(|| Cow::Owned(text(document, spans)), Cow::Borrowed);
                    items.push(ItemData::Heading { level: *level, text });
                }
            }
        }
        items.reverse();
        TableData {
            columns: &table.columns,
            pages: table.pages,
            items,
        }
    };
    tables.map(table).collect()
}

fn record_data<'a>(record: &'a Record, confidence: &Confidence<'_>) -> ItemData<'a> {
    let cut = |(column, cell): (usize, &Cell)| {
        let pages = || cell.places.iter().map(|place| place.page);
        let (first, last) = (pages().min()?, pages().max()?);
        (first < last).then_some((column, first, last))
    };
    let sure = |(column, cell): (usize, &Cell)| Some((column, hundredths(confidence(cell)?)));
    ItemData::Record {
        cells: record.cells.iter().map(|cell| cell.text.as_str()).collect(),
        pages: record.pages,
        lines: record.lines,
        cut: record.cells.iter().enumerate().filter_map(cut).collect(),
        sure: record.cells.iter().enumerate().filter_map(sure).collect(),
    }
}

/// Rounded down: what is below a threshold stays below it.
fn hundredths(confidence: f32) -> u8 {
    (confidence.clamp(0.0, 1.0) * 100.0).floor() as u8
}

fn text(document: &Document, spans: &[Span]) -> String {
    let texts: Vec<&str> = spans.iter().map(|span| document.span_text(*span)).collect();
    texts.join(" ")
}
