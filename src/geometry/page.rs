//! The positioned page: words with boxes, and drawn lines where the format has them.
//!
//! Every positioned input (layout text, word boxes, PDF) is brought into this form; nothing
//! later in this module knows which format it was.

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
}

/// A drawn horizontal or vertical line (a stroke or a thin filled rectangle).
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

/// One page of words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// Width in units of the page.
    pub width: f32,
    /// Height in units of the page.
    pub height: f32,
    /// Width of a blank between two words of running text, in units of the page: the measure of gaps.
    pub blank: f32,
    /// Words in reading order of lines (top to bottom, then left to right).
    pub words: Vec<Word>,
    /// Drawn lines, in any order; empty where the format has none.
    pub rules: Vec<Rule>,
}

/// A word on the grid the search works on: one cell is one blank wide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cell {
    /// Source text.
    pub(crate) span: Span,
    /// First grid cell.
    pub(crate) c0: i32,
    /// One past the last grid cell.
    pub(crate) c1: i32,
    /// See [`Word::advance`].
    pub(crate) advance: f32,
}

/// The words that share a baseline, left to right.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TextLine {
    /// 0-based page.
    pub(crate) page: u32,
    /// Vertical position in line pitches from the page's top.
    pub(crate) y: f32,
    /// Its words; never empty.
    pub(crate) words: Vec<Cell>,
}

impl TextLine {
    /// First grid cell with text.
    pub(crate) fn left(&self) -> i32 {
        self.words[0].c0
    }

    /// One past the last grid cell with text.
    pub(crate) fn right(&self) -> i32 {
        self.words[self.words.len() - 1].c1
    }

    /// Ranges of words with single blanks between them.
    pub(crate) fn chunks(&self) -> Vec<std::ops::Range<usize>> {
        let mut chunks = Vec::new();
        let mut start = 0;
        for i in 1..self.words.len() {
            if self.words[i].c0 - self.words[i - 1].c1 >= 2 {
                chunks.push(start..i);
                start = i;
            }
        }
        chunks.push(start..self.words.len());
        chunks
    }
}

/// Groups the words of all pages into lines on the grid.
pub(crate) fn lines(pages: &[Page]) -> Vec<TextLine> {
    let mut out = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let cell = if page.blank > 0.0 { page.blank } else { 1.0 };
        let mut order: Vec<&Word> = page.words.iter().collect();
        order.sort_by(|a, b| (a.y0 + a.y1).total_cmp(&(b.y0 + b.y1)).then(a.x0.total_cmp(&b.x0)));
        let mut heights: Vec<f32> = order.iter().map(|w| w.y1 - w.y0).collect();
        heights.sort_by(f32::total_cmp);
        let height = heights.get(heights.len() / 2).copied().unwrap_or(1.0).max(1e-3);
        let mut group: Vec<&Word> = Vec::new();
        let mut centre = f32::NEG_INFINITY;
        let mut rows: Vec<(f32, Vec<&Word>)> = Vec::new();
        for word in order {
            let y = (word.y0 + word.y1) / 2.0;
            if y - centre > height * 0.5 && !group.is_empty() {
                rows.push((centre, std::mem::take(&mut group)));
            }
            if group.is_empty() {
                centre = y;
            }
            group.push(word);
        }
        if !group.is_empty() {
            rows.push((centre, group));
        }
        let mut steps: Vec<f32> = rows.windows(2).map(|w| w[1].0 - w[0].0).collect();
        steps.sort_by(f32::total_cmp);
        let pitch = steps.get(steps.len() / 4).copied().unwrap_or(height).max(height * 0.5);
        for (y, mut words) in rows {
            words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            let mut cells: Vec<Cell> = Vec::with_capacity(words.len());
            for word in words {
                let mut c0 = (word.x0 / cell).round() as i32;
                if let Some(last) = cells.last() {
                    c0 = c0.max(last.c1);
                }
                let c1 = ((word.x1 / cell).round() as i32).max(c0 + 1);
                cells.push(Cell {
                    span: word.span,
                    c0,
                    c1,
                    advance: word.advance,
                });
            }
            out.push(TextLine {
                page: number as u32,
                y: y / pitch,
                words: cells,
            });
        }
    }
    out
}
