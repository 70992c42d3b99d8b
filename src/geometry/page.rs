//! The words of a page on a grid as wide as a blank.

use super::lattice::Lattice;
use crate::document::Span;
pub(crate) use crate::page::Page;
use crate::page::Word;
use std::ops::Range;

/// A gap of fewer blanks is a single one, wherever its ends fall on the grid: rounding both may make it two cells.
const SINGLE: f32 = 1.5;

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
    /// Left edge in units of the page.
    pub(crate) x0: f32,
    /// Right edge in units of the page.
    pub(crate) x1: f32,
}

/// The words that share a baseline, left to right.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TextLine {
    /// 0-based page.
    pub(crate) page: u32,
    /// Vertical position in line pitches from the page's top.
    pub(crate) y: f32,
    /// Vertical position of its middle in units of the page.
    pub(crate) middle: f32,
    /// Which lattice of its page it stands in.
    pub(crate) lattice: Option<usize>,
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

    /// The line of the document it is, or is part of (0-based).
    pub(crate) fn source(&self) -> usize {
        self.words[0].span.line as usize
    }

    /// The source of a range of its words, at least one.
    pub(crate) fn span(&self, words: Range<usize>) -> Span {
        let (first, last) = (self.words[words.start].span, self.words[words.end - 1].span);
        Span {
            line: first.line,
            start: first.start,
            end: last.end,
        }
    }

    /// Its whole source.
    pub(crate) fn whole(&self) -> Span {
        self.span(0..self.words.len())
    }

    /// The middle of a word, in units of the page.
    pub(crate) fn point(&self, word: usize) -> (f32, f32) {
        ((self.words[word].x0 + self.words[word].x1) / 2.0, self.middle)
    }

    /// Ranges of words with single blanks between them.
    pub(crate) fn chunks(&self) -> Vec<Range<usize>> {
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

/// The lines of all pages on the grid: the words that the source has on one line, from left to right.
///
/// What stands in a lattice is apart from the text beside it, and its lines follow each other.
pub(crate) fn lines(pages: &[Page], lattices: &[Vec<Lattice>]) -> Vec<TextLine> {
    let mut out = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let cell = if page.blank > 0.0 { page.blank } else { 1.0 };
        let mut heights: Vec<f32> = page.words.iter().map(|w| w.y1 - w.y0).collect();
        heights.sort_by(f32::total_cmp);
        let height = heights.get(heights.len() / 2).copied().unwrap_or(1.0).max(1e-3);
        let rows: Vec<&[Word]> = page.words.chunk_by(|a, b| a.span.line == b.span.line).collect();
        let middle = |words: &[Word]| words[0].middle();
        let mut steps: Vec<f32> = rows.windows(2).map(|w| middle(w[1]) - middle(w[0])).collect();
        steps.sort_by(f32::total_cmp);
        let pitch = steps.get(steps.len() / 4).copied().unwrap_or(height).max(height * 0.5);
        let none = Vec::new();
        let lattices = lattices.get(number).unwrap_or(&none);
        let mut here: Vec<(f32, TextLine)> = Vec::with_capacity(rows.len());
        for words in rows {
            let y = middle(words);
            let lattice = |word: &Word| {
                let x = word.centre();
                lattices.iter().position(|lattice| lattice.cell_at(x, y).is_some())
            };
            for words in words.chunk_by(|a, b| lattice(a) == lattice(b)) {
                let lattice = lattice(&words[0]);
                // Lines of a lattice stand where it begins.
                let place = lattice.map_or(y, |index| lattices[index].ys[0]);
                here.push((
                    place,
                    TextLine {
                        page: number as u32,
                        y: y / pitch,
                        middle: y,
                        lattice,
                        words: cells(words, cell),
                    },
                ));
            }
        }
        here.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.lattice.cmp(&b.1.lattice)));
        out.extend(here.into_iter().map(|(_, line)| line));
    }
    out
}

/// Cells of the widest page; what a damaged file puts outside of it, to the left as well, is brought to its edge.
const WIDEST: i32 = 6000;

fn cells(words: &[Word], cell: f32) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(words.len());
    for word in words {
        let at = |x: f32| ((x / cell).round() as i32).clamp(0, WIDEST);
        let mut c0 = at(word.x0);
        if let Some(last) = cells.last() {
            if word.x0 - last.x1 < SINGLE * cell {
                c0 = c0.min(last.c1 + 1);
            }
            c0 = c0.max(last.c1);
        }
        let c1 = at(word.x1).max(c0 + 1);
        cells.push(Cell {
            span: word.span,
            c0,
            c1,
            advance: word.advance,
            x0: word.x0,
            x1: word.x1,
        });
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outside_of_the_page_are_brought_to_its_edges() {
        let word = |x0: f32, x1: f32| Word {
            span: Span {
                line: 0,
                start: 0,
                end: 1,
            },
            x0,
            x1,
            y0: 0.0,
            y1: 10.0,
            advance: 1.0,
            bold: false,
        };
        let cells = cells(&[word(-40.0, -20.0), word(-9.0, 2.0), word(1e9, 2e9)], 2.5);
        let places: Vec<(i32, i32)> = cells.iter().map(|cell| (cell.c0, cell.c1)).collect();
        assert_eq!(places, [(0, 1), (1, 2), (WIDEST, WIDEST + 1)]);
    }
}
