//! What every piece of every line was taken for.

use crate::audit::is_blank;
use crate::document::{Document, Span};
use crate::furniture::Role;
use crate::pipeline::Inspection;
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
        let mut pieces = Self {
            lines: vec![Vec::new(); document.lines.len()],
        };
        let (mut records, mut headings) = (0, 0);
        for (number, table) in inspection.reconstruction.tables.iter().enumerate() {
            pieces.add_table(table, number as u32, &mut records, &mut headings);
        }
        for span in &inspection.reconstruction.outside {
            pieces.add(*span, What::Outside);
        }
        let body = &inspection.body;
        for line in 0..document.lines.len() {
            let what = match body.roles.get(line) {
                Some(Role::Furniture) => What::Furniture,
                // No table took it as its own: a copy of a header row that stands elsewhere.
                Some(Role::Header) if pieces.lines[line].is_empty() => What::Repeat { table: 0 },
                Some(Role::Note | Role::Outside) => What::Outside,
                _ => continue,
            };
            pieces.add(body.text_of(document, line), what);
        }
        body.parts.iter().for_each(|part| pieces.add(*part, What::Furniture));
        for (number, line) in pieces.lines.iter_mut().enumerate() {
            complete(document, number, line);
        }
        pieces
    }

    fn add(&mut self, span: Span, what: What) {
        if let Some(line) = self.lines.get_mut(span.line as usize) {
            line.push((span, what));
        }
    }

    fn add_table(&mut self, raw: &RawTable, table: u32, records: &mut u32, headings: &mut u32) {
        for (column, spans) in (0..).zip(&raw.header) {
            spans
                .iter()
                .for_each(|span| self.add(*span, What::Header { table, column }));
        }
        raw.repeats
            .iter()
            .for_each(|span| self.add(*span, What::Repeat { table }));
        for item in &raw.items {
            match item {
                Item::Heading { spans, .. } => {
                    let heading = *headings;
                    spans.iter().for_each(|span| self.add(*span, What::Heading { heading }));
                    *headings += 1;
                }
                Item::Row(cells) => {
                    let record = *records;
                    for (column, cell) in (0..).zip(cells) {
                        cell.iter()
                            .for_each(|piece| self.add(piece.span, What::Cell { record, column }));
                    }
                    *records += 1;
                }
            }
        }
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
