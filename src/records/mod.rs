//! Rows to records: headings carried down, column names, pages and lines, and the text of each cell.

mod clean;
mod fluency;
mod join;
mod names;
mod printed;
mod words;

pub use join::{Fill, Joiner};

use crate::document::{Document, Span};
use crate::extraction::{Cell, Extraction, Place, Record, Table};
use crate::furniture::Body;
use crate::reconstruct::{Item, Piece, RawTable, Reconstruction};

/// Makes records of what was reconstructed.
///
/// A heading holds for the records behind it; a new section ends the subsection before it. Names are the texts of
/// the header spans, made unique. Only the tables of the result are filled in, as records and as printed.
pub fn assemble(document: &Document, body: &Body, reconstruction: &Reconstruction) -> Extraction {
    let mut extraction = Extraction::default();
    if !reconstruction.tables.is_empty() {
        let joiner = Joiner::new(document);
        let tables = reconstruction.tables.iter();
        extraction.tables = tables.map(|table| assemble_table(&joiner, body, table)).collect();
    }
    extraction.printed = printed::tables(document, body, reconstruction);
    extraction
}

fn assemble_table(joiner: &Joiner<'_>, body: &Body, raw: &RawTable) -> Table {
    let rows = || {
        raw.items.iter().filter_map(|item| match item {
            Item::Row(cells) => Some(cells),
            Item::Heading { .. } => None,
        })
    };
    let width = rows().map(Vec::len).max().unwrap_or(0).max(raw.header.len());
    let mut fills = vec![Fill::default(); width];
    for cells in rows() {
        for (fill, pieces) in fills.iter_mut().zip(cells) {
            for piece in pieces {
                fill.add(&joiner.line(piece));
            }
        }
    }
    let header = (0..width).map(|column| {
        if let Some(Some(name)) = raw.names.get(column) {
            return name.clone();
        }
        let pieces = plain(raw.header.get(column).map_or(&[], Vec::as_slice));
        joiner.text(&pieces, None)
    });
    let mut table = Table {
        columns: names::unique(header.collect()),
        ..Table::default()
    };
    let (mut section, mut subsection) = (None, None);
    for item in &raw.items {
        match item {
            Item::Heading { level: 0, spans } => {
                (section, subsection) = (Some(joiner.text(&plain(spans), None)), None);
            }
            Item::Heading { spans, .. } => subsection = Some(joiner.text(&plain(spans), None)),
            Item::Row(cells) => {
                let cells = fills.iter().enumerate().map(|(column, fill)| {
                    let pieces = cells.get(column).map_or(&[][..], Vec::as_slice);
                    Cell {
                        text: joiner.text(pieces, Some(fill)),
                        places: pieces.iter().map(|piece| place(body, piece.span)).collect(),
                        ..Cell::default()
                    }
                });
                table.records.push(record(body, &section, &subsection, cells.collect()));
            }
        }
    }
    let pages = || table.records.iter().flat_map(|record| [record.pages.0, record.pages.1]);
    table.pages = (pages().min().unwrap_or(1), pages().max().unwrap_or(1));
    table
}

fn record(body: &Body, section: &Option<String>, subsection: &Option<String>, cells: Vec<Cell>) -> Record {
    let lines = || cells.iter().flat_map(|cell| &cell.places).map(|place| place.span.line);
    let (first, last) = (lines().min().unwrap_or(0), lines().max().unwrap_or(0));
    Record {
        section: section.clone(),
        subsection: subsection.clone(),
        pages: (page_of(body, first), page_of(body, last)),
        lines: (first + 1, last + 1),
        cells,
        confidence: None,
    }
}

/// The 1-based page of a 0-based line.
fn page_of(body: &Body, line: u32) -> u32 {
    body.page_of(line as usize).unwrap_or(1)
}

fn place(body: &Body, span: Span) -> Place {
    Place {
        page: page_of(body, span.line),
        span,
        area: None,
    }
}

/// Spans as pieces of one paragraph.
fn plain(spans: &[Span]) -> Vec<Piece> {
    let piece = |&span| Piece { span, paragraph: false };
    spans.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(document: &Document, lines: &[u32]) -> Vec<Piece> {
        let span = |&line: &u32| {
            let range = document.lines[line as usize];
            Span {
                line,
                start: range.start as u32,
                end: range.end as u32,
            }
        };
        plain(&lines.iter().map(span).collect::<Vec<_>>())
    }

    #[test]
    fn headings_are_carried_down_and_a_section_ends_the_subsection() {
        let document = crate::input::read("test", b"One\na\nr1\nr2\nTwo\nr3").unwrap();
        let spans = |line| pieces(&document, &[line]).iter().map(|p| p.span).collect::<Vec<_>>();
        let row = |line| Item::Row(vec![pieces(&document, &[line]), Vec::new()]);
        let raw = RawTable {
            items: vec![
                Item::Heading {
                    level: 0,
                    spans: spans(0),
                },
                Item::Heading {
                    level: 1,
                    spans: spans(1),
                },
                row(2),
                row(3),
                Item::Heading {
                    level: 0,
                    spans: spans(4),
                },
                row(5),
            ],
            ..RawTable::default()
        };
        let body = Body {
            roles: Vec::new(),
            pages: vec![0, 0, 0, 1, 1, 1],
            ..Body::default()
        };
        let reconstruction = Reconstruction {
            tables: vec![raw],
            ..Reconstruction::default()
        };
        let extraction = assemble(&document, &body, &reconstruction);
        let table = &extraction.tables[0];
        let shown: Vec<_> = (table.records.iter())
            .map(|r| {
                (
                    r.section.as_deref(),
                    r.subsection.as_deref(),
                    r.cells[0].text.as_str(),
                    r.pages,
                    r.lines,
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                (Some("One"), Some("a"), "r1", (1, 1), (3, 3)),
                (Some("One"), Some("a"), "r2", (2, 2), (4, 4)),
                (Some("Two"), None, "r3", (2, 2), (6, 6)),
            ]
        );
        assert_eq!(table.columns, ["column 1", "column 2"]);
        assert_eq!(table.pages, (1, 2));
    }
}
