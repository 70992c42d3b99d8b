//! Pages of text as their lines, each cut into pieces.

use super::Sheet;
use super::pieces::{Pieces, What};
use crate::document::Document;
use crate::pipeline::Inspection;
use serde::Serialize;

/// A line: its 1-based number, and its text from left to right.
#[derive(Serialize)]
pub(super) struct LineData<'a>(u32, Vec<Segment<'a>>);

/// Part of a line.
#[derive(Serialize)]
#[serde(untagged)]
enum Segment<'a> {
    /// Blanks between pieces.
    Plain(&'a str),
    Piece(&'a str, What),
}

/// All pages of a flat text.
pub(super) fn sheets<'a>(document: &'a Document, inspection: &Inspection, pieces: &Pieces) -> Vec<Sheet<'a>> {
    let mut sheets: Vec<Sheet<'a>> = Vec::new();
    for number in 0..document.lines.len() {
        let page = inspection.body.page_of(number).unwrap_or(1);
        if sheets.last().is_none_or(|sheet| sheet.page != page) {
            sheets.push(Sheet {
                page,
                drawn: None,
                lines: Vec::new(),
            });
        }
        if let Some(sheet) = sheets.last_mut() {
            sheet.lines.push(line(document, number, pieces));
        }
    }
    sheets
}

/// A line (0-based) with its pieces.
pub(super) fn line<'a>(document: &'a Document, number: usize, pieces: &Pieces) -> LineData<'a> {
    let whole = document.lines[number];
    let mut segments = Vec::new();
    let mut at = whole.start;
    let plain = |segments: &mut Vec<Segment<'a>>, from: usize, to: usize| {
        let text = document.text.get(from..to).unwrap_or_default();
        if !text.is_empty() {
            segments.push(Segment::Plain(text));
        }
    };
    for (span, what) in pieces.of(number) {
        plain(&mut segments, at, span.start as usize);
        segments.push(Segment::Piece(document.span_text(*span), *what));
        at = span.end as usize;
    }
    if at > whole.start {
        plain(&mut segments, at, whole.end);
    }
    LineData(number as u32 + 1, segments)
}
