//! The positioned page: words with boxes, and drawn lines where the format has them.
//!
//! Every positioned input (layout text, word boxes, PDF) is brought into this form; what reads it does not know which format it
//! was.

use crate::document::Span;

/// A word and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Word {
    /// Its text in the source.
    pub span: Span,
    /// Left edge, in units of the page.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Top edge; y grows downwards.
    pub y0: f32,
    /// Bottom edge.
    pub y1: f32,
    /// Width the word takes in running text, in blanks of that text.
    ///
    /// Equals `(x1 - x0) / blank` where positions are real. Layout text rounds positions to character
    /// cells, so there it is estimated from the advance widths of its characters.
    pub advance: f32,
    /// Set in a bold font, as far as the format says so.
    pub bold: bool,
}

/// A drawn horizontal or vertical line (a stroke or a thin filled rectangle), by the middle of its thickness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Left end.
    pub x0: f32,
    /// Top end.
    pub y0: f32,
    /// Right end.
    pub x1: f32,
    /// Bottom end.
    pub y1: f32,
}

/// A filled rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

/// One page of words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// Width in units of the page: points where the format has them.
    pub width: f32,
    /// Height in units of the page.
    pub height: f32,
    /// Width of a blank between two words of running text, in units of the page: the measure of gaps.
    pub blank: f32,
    /// Words in reading order of lines (top to bottom, then left to right).
    pub words: Vec<Word>,
    /// Drawn lines, in any order; empty where the format has none.
    pub rules: Vec<Rule>,
    /// Filled rectangles behind the text, in the order of drawing.
    pub fills: Vec<Area>,
}
