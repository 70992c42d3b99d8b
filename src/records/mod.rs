//! Rows to records (stands in until the real assembly lands: plain joins, no hyphens, pages and lines from the spans).

use crate::document::{Document, Span};
use crate::extraction::{Cell, Extraction, Record, Table};
use crate::furniture::Body;
use crate::reconstruct::{Item, RawTable, Reconstruction};

/// Makes records of what was reconstructed.
pub fn assemble(document: &Document, body: &Body, reconstruction: &Reconstruction) -> Extraction {
    Extraction {
        tables: reconstruction
            .tables
            .iter()
            .map(|table| assemble_table(document, body, table))
            .collect(),
        ..Extraction::default()
    }
}

fn assemble_table(document: &Document, body: &Body, raw: &RawTable) -> Table {
    let columns = raw
        .header
        .iter()
        .enumerate()
        .map(|(index, spans)| match join(document, spans) {
            name if name.is_empty() => format!("column {}", index + 1),
            name => name,
        });
    let mut table = Table {
        columns: columns.collect(),
        ..Table::default()
    };
    let (mut section, mut subsection) = (None, None);
    for item in &raw.items {
        match item {
            Item::Heading { level: 0, spans } => (section, subsection) = (Some(join(document, spans)), None),
            Item::Heading { spans, .. } => subsection = Some(join(document, spans)),
            Item::Row(cells) => {
                let cells: Vec<Cell> = cells
                    .iter()
                    .map(|pieces| {
                        let spans: Vec<Span> = pieces.iter().map(|piece| piece.span).collect();
                        Cell {
                            text: join(document, &spans),
                            spans,
                        }
                    })
                    .collect();
                let lines = || cells.iter().flat_map(|cell| &cell.spans).map(|span| span.line);
                let (first, last) = (lines().min().unwrap_or(0), lines().max().unwrap_or(0));
                let page = |line: u32| body.pages.get(line as usize).map_or(1, |page| page + 1);
                table.records.push(Record {
                    section: section.clone(),
                    subsection: subsection.clone(),
                    pages: (page(first), page(last)),
                    lines: (first + 1, last + 1),
                    cells,
                });
            }
        }
    }
    let pages = || table.records.iter().flat_map(|record| [record.pages.0, record.pages.1]);
    table.pages = (pages().min().unwrap_or(1), pages().max().unwrap_or(1));
    table
}

fn join(document: &Document, spans: &[Span]) -> String {
    let texts: Vec<&str> = spans.iter().map(|span| document.span_text(*span).trim()).collect();
    texts.join(" ")
}
