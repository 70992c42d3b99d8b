//! Tables as they are printed: the text of each cell, line by line, nothing joined or carried down.

use super::clean::clean;
use crate::document::{Document, Span};
use crate::extraction::{PrintedCell, PrintedTable};
use crate::furniture::Body;
use crate::reconstruct::{Item, RawGrid, RawTable, Reconstruction};

/// The printed tables of a reconstruction. Flat text does not show pages and spans: there each logical table is given as a whole,
/// with the page it begins on.
pub(super) fn tables(document: &Document, body: &Body, reconstruction: &Reconstruction) -> Vec<PrintedTable> {
    if reconstruction.printed.is_empty() {
        let tables = reconstruction.tables.iter();
        return tables.map(|table| logical(document, body, table)).collect();
    }
    reconstruction
        .printed
        .iter()
        .map(|grid| printed(document, grid))
        .collect()
}

fn printed(document: &Document, grid: &RawGrid) -> PrintedTable {
    let rows = grid.rows.iter().map(|row| {
        let cells = row.iter().map(|cell| PrintedCell {
            text: text(document, cell.spans.iter().copied()),
            rows: cell.rows.max(1),
            columns: cell.columns.max(1),
        });
        cells.collect()
    });
    PrintedTable {
        page: grid.page,
        rows: rows.collect(),
    }
}

fn logical(document: &Document, body: &Body, table: &RawTable) -> PrintedTable {
    let columns = table.header.len().max(1);
    let cell = |text: String, columns: usize| PrintedCell { text, rows: 1, columns };
    let mut rows: Vec<Vec<PrintedCell>> = Vec::new();
    let mut page = None;
    let mut see = |spans: &[Span]| {
        let line = spans.first().map(|span| span.line as usize);
        page = page.or(line.and_then(|line| body.page_of(line)));
    };
    if table.header.iter().any(|spans| !spans.is_empty()) {
        let header = table.header.iter();
        rows.push(
            header
                .map(|spans| cell(text(document, spans.iter().copied()), 1))
                .collect(),
        );
    }
    for item in &table.items {
        rows.push(match item {
            Item::Heading { spans, .. } => {
                see(spans);
                vec![cell(text(document, spans.iter().copied()), columns)]
            }
            Item::Row(cells) => {
                let row = cells.iter().map(|pieces| {
                    let spans: Vec<Span> = pieces.iter().map(|piece| piece.span).collect();
                    see(&spans);
                    cell(text(document, spans.into_iter()), 1)
                });
                row.collect()
            }
        });
    }
    PrintedTable {
        page: page.unwrap_or(1),
        rows,
    }
}

fn text(document: &Document, spans: impl Iterator<Item = Span>) -> String {
    let lines: Vec<String> = spans.map(|span| clean(document.span_text(span))).collect();
    lines.join(" ")
}
