//! What every piece of every line was taken for.

use crate::audit::is_blank;
use crate::document::{Document, Span};
use crate::extraction::sums_before;
use crate::pipeline::Inspection;
use crate::placed;
use crate::reconstruct::{Item, RawTable};
use serde::{Serialize, Serializer};

/// What a piece of a line is. Records, headings and tables are counted from 0 over the whole source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Cell {
        record: u32,
        column: u32,
    },
    Header {
        table: u32,
        column: u32,
    },
    Repeat {
        table: u32,
    },
    Heading {
        heading: u32,
    },
    Furniture,
    Outside,
    /// Text that nothing claims; there is a finding on it.
    Nowhere,
}

impl What {
    /// As the script reads it: kind and two numbers.
    pub(super) fn code(self) -> (u8, u32, u32) {
        match self {
            Self::Cell { record, column } => (0, record, column),
            Self::Header { table, column } => (1, table, column),
            Self::Repeat { table } => (2, table, 0),
            Self::Heading { heading } => (3, heading, 0),
            Self::Furniture => (4, 0, 0),
            Self::Outside => (5, 0, 0),
            Self::Nowhere => (6, 0, 0),
        }
    }

    /// It stands for itself on each line, and does not go on on the next.
    pub(super) fn is_of_one_line(self) -> bool {
        matches!(
            self,
            Self::Repeat { .. } | Self::Furniture | Self::Outside | Self::Nowhere
        )
    }
}

impl Serialize for What {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.code().serialize(serializer)
    }
}

/// The pieces of all lines.
pub(super) struct Pieces {
    /// Per line its pieces from left to right; they do not overlap.
    lines: Vec<Vec<(Span, What)>>,
}

impl Pieces {
    /// Every non-blank character of the document is in a piece.
    pub(super) fn new(document: &Document, inspection: &Inspection) -> Self {
        let mut lines = vec![Vec::new(); document.lines.len()];
        let numbers = Numbers::new(inspection);
        for piece in &inspection.placed {
            if let Some(line) = lines.get_mut(piece.span.line as usize) {
                line.push((piece.span, numbers.of(piece.what)));
            }
        }
        for (number, line) in lines.iter_mut().enumerate() {
            complete(document, number, line);
        }
        Self { lines }
    }

    /// The pieces of a line (0-based) from left to right.
    pub(super) fn of(&self, line: usize) -> &[(Span, What)] {
        self.lines.get(line).map_or(&[], Vec::as_slice)
    }

    /// The pieces that a span shares text with.
    pub(super) fn over(&self, span: Span) -> &[(Span, What)] {
        let line = self.of(span.line as usize);
        let from = line.partition_point(|(piece, _)| piece.end <= span.start);
        let to = line.partition_point(|(piece, _)| piece.start < span.end);
        line.get(from..to).unwrap_or_default()
    }
}

/// Records and headings before each table.
struct Numbers {
    records: Vec<usize>,
    headings: Vec<usize>,
}

impl Numbers {
    fn new(inspection: &Inspection) -> Self {
        let headings = |raw: &RawTable| (raw.items.iter().filter(|item| matches!(item, Item::Heading { .. }))).count();
        Self {
            records: inspection.extraction.records_before(),
            headings: sums_before(inspection.reconstruction.tables.iter().map(headings)),
        }
    }

    /// What a piece is, counted over all tables.
    fn of(&self, what: placed::What) -> What {
        let before = |counts: &[usize], table: usize| counts.get(table).copied().unwrap_or(0);
        match what {
            placed::What::Cell {
                table, record, column, ..
            } => What::Cell {
                record: (before(&self.records, table) + record) as u32,
                column: column as u32,
            },
            placed::What::Header { table, column } => What::Header {
                table: table as u32,
                column: column as u32,
            },
            placed::What::Repeat { table } => What::Repeat {
                table: table.unwrap_or(0) as u32,
            },
            placed::What::Heading { table, heading, .. } => What::Heading {
                heading: (before(&self.headings, table) + heading) as u32,
            },
            placed::What::Furniture => What::Furniture,
            placed::What::Outside => What::Outside,
        }
    }
}

/// Puts the pieces of a line in order, ends overlaps, and adds what no piece holds.
fn complete(document: &Document, number: usize, pieces: &mut Vec<(Span, What)>) {
    let line = document.lines[number];
    pieces.sort_unstable();
    let given = std::mem::take(pieces);
    let mut at = line.start as u32;
    let fill = |pieces: &mut Vec<(Span, What)>, from: u32, to: u32| {
        let Some(text) = document.text.get(from as usize..to as usize) else {
            return;
        };
        let front = text.len() - text.trim_start_matches(is_blank).len();
        let text = text.trim_matches(is_blank);
        if !text.is_empty() {
            let start = from + front as u32;
            let end = start + text.len() as u32;
            let line = number as u32;
            pieces.push((Span { line, start, end }, What::Nowhere));
        }
    };
    for (mut span, what) in given {
        span.start = span.start.max(at);
        if span.start < span.end && document.text.get(span.start as usize..span.end as usize).is_some() {
            fill(pieces, at, span.start);
            at = span.end;
            pieces.push((span, what));
        }
    }
    fill(pieces, at, line.end as u32);
}
