//! Where each piece of the source went: one list for the account and for everything that shows a reading beside its source.

use crate::audit::Destination;
use crate::document::{Document, Span};
use crate::furniture::{Body, Role};
use crate::reconstruct::{Item, Reconstruction};

/// A piece of one line, and what it was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The piece.
    pub span: Span,
    /// What it was taken for.
    pub what: What,
}

/// What a piece of the source is. Tables, records and columns count from 0 here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Text of a cell.
    Cell {
        /// Index of the table.
        table: usize,
        /// Index of the record in its table.
        record: usize,
        /// Index of the column.
        column: usize,
        /// It begins a new paragraph of its cell.
        paragraph: bool,
    },
    /// Text of the header row that became the column names.
    Header {
        /// Index of the table.
        table: usize,
        /// Index of the column.
        column: usize,
    },
    /// A header row that comes again.
    Repeat {
        /// Index of the table; `None` where no table took it as its own.
        table: Option<usize>,
    },
    /// Text of a section heading (level 0) or of a subsection heading.
    Heading {
        /// Index of the table.
        table: usize,
        /// Index of the heading in its table.
        heading: usize,
        /// 0 for a section.
        level: u8,
    },
    /// What repeats per page: running heads, page numbers.
    Furniture,
    /// Prose outside the tables.
    Outside,
}

impl What {
    /// The same for all pieces of a cell, a heading or the name of a column.
    pub fn whole(self) -> Self {
        match self {
            Self::Cell {
                table, record, column, ..
            } => Self::Cell {
                table,
                record,
                column,
                paragraph: false,
            },
            other => other,
        }
    }

    /// The destination it counts for.
    pub fn destination(self) -> Destination {
        match self {
            Self::Cell { .. } => Destination::Cell,
            Self::Header { .. } => Destination::Header,
            Self::Heading { .. } => Destination::Heading,
            Self::Repeat { .. } | Self::Furniture => Destination::Furniture,
            Self::Outside => Destination::Outside,
        }
    }
}

/// All pieces of a document that a reconstruction or the search for furniture placed, in source order.
///
/// Pieces are as the stages left them: whether they cover the source once is for [`crate::audit`] to tell.
pub fn all(document: &Document, body: &Body, reconstruction: &Reconstruction) -> Vec<Placed> {
    let mut placed = Vec::new();
    let mut put = |span: Span, what| placed.push(Placed { span, what });
    reconstruction.outside.iter().for_each(|span| put(*span, What::Outside));
    for (table, raw) in reconstruction.tables.iter().enumerate() {
        for (column, spans) in raw.header.iter().enumerate() {
            spans.iter().for_each(|span| put(*span, What::Header { table, column }));
        }
        let own = What::Repeat { table: Some(table) };
        raw.repeats.iter().for_each(|span| put(*span, own));
        let (mut record, mut heading) = (0, 0);
        for item in &raw.items {
            match item {
                Item::Heading { level, spans } => {
                    let what = What::Heading {
                        table,
                        heading,
                        level: *level,
                    };
                    spans.iter().for_each(|span| put(*span, what));
                    heading += 1;
                }
                Item::Row(cells) => {
                    for (column, pieces) in cells.iter().enumerate() {
                        for (index, piece) in pieces.iter().enumerate() {
                            let what = What::Cell {
                                table,
                                record,
                                column,
                                paragraph: piece.paragraph && index > 0,
                            };
                            put(piece.span, what);
                        }
                    }
                    record += 1;
                }
            }
        }
    }
    let mut taken = vec![false; document.lines.len()];
    for piece in &placed {
        if let Some(line) = taken.get_mut(piece.span.line as usize) {
            *line = true;
        }
    }
    let aside = |line: usize| match body.roles.get(line)? {
        Role::Furniture => Some(What::Furniture),
        // A header line that no table took as its own only repeats.
        Role::Header if !taken[line] => Some(What::Repeat { table: None }),
        Role::Note | Role::Outside => Some(What::Outside),
        _ => None,
    };
    let lines = (0..document.lines.len()).filter_map(|line| Some((line, aside(line)?)));
    placed.extend(lines.map(|(line, what)| Placed {
        span: body.text_of(document, line),
        what,
    }));
    placed.extend(body.parts.iter().map(|&span| Placed {
        span,
        what: What::Furniture,
    }));
    placed.sort_by_key(|piece| piece.span);
    placed
}
