//! The account of one source as JSON.

use super::layout;
use crate::audit::{Audit, Destination, non_blank};
use crate::document::Document;
use crate::pipeline::Inspection;
use crate::placed::{Placed, What};
use serde::Serialize;

#[derive(Serialize)]
struct AccountShape<'a> {
    source: &'a str,
    audit: Audit,
    pieces: Vec<PieceShape>,
}

/// A piece of one line; what counts (pages, lines, tables, records, columns) counts from 1.
#[derive(Serialize)]
struct PieceShape {
    page: u32,
    line: u32,
    start: u32,
    end: u32,
    characters: usize,
    destination: Destination,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// The account of a source: its sums, and each piece of the text with where it went, in source order.
pub fn account(document: &Document, inspection: &Inspection) -> Vec<u8> {
    let shape = AccountShape {
        source: &document.name,
        audit: inspection.extraction.audit,
        pieces: (inspection.placed.iter())
            .map(|piece| shape(document, inspection, piece))
            .collect(),
    };
    layout::write_flat(&shape, usize::MAX, 3)
}

fn shape(document: &Document, inspection: &Inspection, piece: &Placed) -> PieceShape {
    let Placed { span, what } = *piece;
    let (table, record, column) = match what {
        What::Cell {
            table, record, column, ..
        } => (Some(table), Some(record), Some(column)),
        What::Header { table, column } => (Some(table), None, Some(column)),
        What::Heading { table, .. } => (Some(table), None, None),
        What::Repeat { .. } | What::Furniture | What::Outside => (None, None, None),
    };
    let people = |index: Option<usize>| index.map(|index| index + 1);
    PieceShape {
        page: inspection.body.page_of(span.line as usize).unwrap_or(1),
        line: span.line + 1,
        start: span.start,
        end: span.end,
        characters: non_blank(document.span_text(span)),
        destination: what.destination(),
        table: people(table),
        record: people(record),
        column: people(column),
    }
}
