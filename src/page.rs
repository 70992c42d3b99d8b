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

impl Word {
    /// The middle of its width.
    pub fn centre(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    /// Its box.
    pub fn area(&self) -> Area {
        Area {
            x0: self.x0,
            y0: self.y0,
            x1: self.x1,
            y1: self.y1,
        }
    }

    /// The middle of its height.
    pub fn middle(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }
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

/// A rectangle.
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

impl Area {
    /// With its edges in order.
    pub(crate) fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        Self {
            x0: x0.min(x1),
            y0: y0.min(y1),
            x1: x0.max(x1),
            y1: y0.max(y1),
        }
    }

    /// From left to right.
    pub(crate) fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// From top to bottom.
    pub(crate) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// With lengths across times `x`, and down times `y`.
    pub(crate) fn scaled(&self, x: f32, y: f32) -> Self {
        Self {
            x0: self.x0 * x,
            y0: self.y0 * y,
            x1: self.x1 * x,
            y1: self.y1 * y,
        }
    }

    /// The smallest area around both.
    pub(crate) fn around(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
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

impl Page {
    /// [`Page::blank`], but never nothing: lengths are divided by it.
    pub(crate) fn measure(&self) -> f32 {
        self.blank.max(0.1)
    }
}
