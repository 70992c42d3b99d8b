//! The input of the pipeline after decoding: one source's text with its pages and lines.
//!
//! Everything later refers to the text by [`Span`]s; nothing copies it.

use crate::finding::Finding;
use crate::page::Page;

/// One decoded source.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Name shown in messages and in the `source` field (no folder of this machine).
    pub name: String,
    /// The decoded text, exactly as in the source but for the encoding and a byte order mark.
    pub text: String,
    /// Lines in source order, blank ones included.
    pub lines: Vec<Line>,
    /// Where the words stand, page by page, if the format says so; empty for flat text.
    pub pages: Vec<Page>,
    /// Whether runs of blanks keep the columns of a text without pages (layout text); `None`: the text itself tells.
    pub layout: Option<bool>,
    /// What decoding noticed (invalid bytes replaced, ...).
    pub findings: Vec<Finding>,
}

/// One line of a [`Document`], without its terminator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Byte offset of the first character in [`Document::text`].
    pub start: usize,
    /// Byte offset after the last character; terminators (`\n`, `\r\n`, `\r`, form feed) are outside.
    pub end: usize,
    /// A form feed stands between the previous line and this one, or at this line's start.
    pub form_feed: bool,
    /// Longer than any line of its text can have been on a page; it is part of no table.
    pub long: bool,
}

/// A range of the source: part of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Index into [`Document::lines`] (0-based; shown to people as 1-based).
    pub line: u32,
    /// Byte offset of the first character in [`Document::text`].
    pub start: u32,
    /// Byte offset after the last character.
    pub end: u32,
}

impl Document {
    /// The text of line `index` (0-based), without its terminator.
    pub fn line_text(&self, index: usize) -> &str {
        let line = self.lines[index];
        &self.text[line.start..line.end]
    }

    /// The text of a span.
    pub fn span_text(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }
}
