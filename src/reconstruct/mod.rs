//! The search for the table that explains every line at least cost.

pub mod metrics;

use crate::document::{Document, Span};
use crate::furniture::Body;

/// What was found in one document. Every non-blank content character is in exactly one place.
#[derive(Debug, Clone, Default)]
pub struct Reconstruction {
    /// Tables in source order; empty when the text explains itself better as prose.
    pub tables: Vec<RawTable>,
    /// Content that belongs to no table.
    pub outside: Vec<Span>,
    /// Why there is no table, when there is none.
    pub reason: Option<String>,
}

/// A table as spans of the source.
#[derive(Debug, Clone, Default)]
pub struct RawTable {
    /// Spans of each column's header; empty where the header is absent.
    pub header: Vec<Vec<Span>>,
    /// Spans of header rows that were repeated (furniture).
    pub repeats: Vec<Span>,
    /// Rows and spanning rows in source order.
    pub items: Vec<Item>,
}

/// One row of a [`RawTable`].
#[derive(Debug, Clone)]
pub enum Item {
    /// A spanning row; level 0 is a section, 1 a subsection.
    Heading {
        /// 0 section, 1 subsection.
        level: u8,
        /// Its text.
        spans: Vec<Span>,
    },
    /// A record: per column its pieces in reading order.
    Row(Vec<Vec<Piece>>),
}

/// A piece of a cell: one span, and how it follows the piece before it in the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub span: Span,
    /// A hard break stands before it: it begins a new paragraph of the cell.
    pub paragraph: bool,
}

/// Reconstructs the tables of a document.
pub fn reconstruct(document: &Document, body: &Body) -> Reconstruction {
    let _ = (document, body);
    Reconstruction::default()
}
