//! What repeats per page: page breaks, page numbers, running heads, repeated header rows.

use crate::document::Document;
use std::ops::Range;

/// What a line is, before the table is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// No text.
    Blank,
    /// Running head, footer or page number.
    Furniture,
    /// Part of a header row that repeats at page tops (the first occurrence included; see [`Body::headers`]).
    Header,
    /// Everything else.
    Content,
}

/// The document with its pages and the lines that are not page furniture.
#[derive(Debug, Clone)]
pub struct Body {
    /// One role per [`Document::lines`] entry.
    pub roles: Vec<Role>,
    /// 0-based page of each line.
    pub pages: Vec<u32>,
    /// Lines of each header row found by repetition: the first whole one of each table, then its repeats (maybe cut short).
    pub headers: Vec<HeaderRow>,
}

/// One printed header row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRow {
    /// Range of line indices (blank lines inside included).
    pub lines: Range<usize>,
    /// Which pattern it repeats: rows with the same number are copies of one header.
    pub pattern: usize,
    /// All lines of the pattern are there.
    pub whole: bool,
}

/// Finds pages and furniture.
pub fn find(document: &Document) -> Body {
    Body {
        roles: vec![Role::Content; document.lines.len()],
        pages: vec![0; document.lines.len()],
        headers: Vec::new(),
    }
}
