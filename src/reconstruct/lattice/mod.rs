//! The search: the cheapest way to cut the lines of a text into cells, rows, headings and prose.
//!
//! A Viterbi search over line ends. A state is the column of the line's last piece, the word where that piece begins, and
//! whether the cell has more lines above. Inside a line a second, small search cuts it into pieces, because a cell of one line
//! shares its line with the next cell (the sharing law). After a page break the columns of the running row may go on, in order.

mod cells;
mod lines;
mod margins;
mod price;
mod state;
mod trace;

use super::math::ln;
use super::model::{Background, Costs, Model};
use super::text::Text;
use super::weights::Weights;
use super::widths::WidthDistribution;
pub(super) use price::BOLD;
use price::{REST, gap_costs, mark_costs};
use state::{Hyp, Raw};
use std::ops::Range;

/// Which column may follow which.
#[derive(Debug, Clone)]
pub struct Grammar {
    /// Cost of the next cell in the same row, `[from * n + to]`; infinite where impossible.
    pub same: Vec<f32>,
    /// Cost of the next cell as the first of a new row.
    pub new: Vec<f32>,
    /// Cost of a first cell after a heading, a header or prose.
    pub leading: Vec<f32>,
    /// Cost of ending a row after this column.
    pub trailing: Vec<f32>,
    /// Rows are cut by page breaks, headings and prose exist.
    pub rows: bool,
    /// Header cells may be looked for (none was found by repetition).
    pub header: bool,
}

/// How a piece relates to the cell it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// First line of the cell.
    First,
    /// A further line of it, after a soft break.
    Soft,
    /// A further line of it, after a hard break.
    Hard,
    /// It goes on after a page break.
    Rest,
}

/// What a piece belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A cell of this column.
    Cell(usize),
    /// A header cell of this column.
    Header(usize),
    /// A heading.
    Heading,
    /// Prose before the table.
    Before,
    /// Prose after the table.
    After,
}

/// One piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it belongs to.
    pub place: Place,
    /// Its words.
    pub words: Range<usize>,
    /// How it relates to its cell.
    pub part: Part,
    /// It begins a new row.
    pub row: bool,
}

/// The cheapest reading of a text.
#[derive(Debug, Clone)]
pub struct Parse {
    /// All pieces in source order.
    pub pieces: Vec<Piece>,
    /// Its cost.
    pub cost: f32,
    /// Its cost up to the end of each line.
    pub ends: Vec<f32>,
}

impl Parse {
    /// The first piece of each row.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Piece> {
        let pieces = self.pieces.iter();
        pieces.filter(|piece| piece.row && matches!(piece.place, Place::Cell(_)))
    }
}

/// What the search needs.
pub struct Problem<'a> {
    /// The text.
    pub text: &'a Text,
    /// What is known of the table.
    pub model: &'a Model,
    /// Costs per row column.
    pub costs: &'a [Costs],
    /// Costs of header cells.
    pub header: &'a Costs,
    /// Costs of headings.
    pub heading: &'a Costs,
    /// Words whatever their column.
    pub background: &'a Background,
    /// Which column may follow which.
    pub grammar: &'a Grammar,
    /// Trained weights.
    pub weights: &'a Weights,
    /// How plausible each width is where a column's own is unknown.
    pub distribution: &'a WidthDistribution,
    /// Width of a blank.
    pub blank: f32,
    /// Tolerance of widths, in 1/1000 em.
    pub tolerance: f32,
    /// Mean width of a word and a blank.
    pub word: f32,
    /// Width of the whole table, for headings.
    pub full: f32,
}

pub(super) struct Search<'a> {
    p: &'a Problem<'a>,
    n: usize,
    arena: Vec<Hyp>,
    pieces: Vec<Raw>,
    pub(super) marks: [Vec<f32>; 4],
    share: [f32; 2],
    alone: [f32; 2],
    widths: Vec<f32>,
    limits: Vec<f32>,
    /// Cost of an ordinary gap before a cell, and of a wide one.
    pub(super) wide: [f32; 2],
    /// Cost of the running row not being cut by a page break, and of being cut.
    pub(super) cut: [f32; 2],
    /// Per column what its cell going on after a page break costs.
    pub(super) rest: Vec<f32>,
    /// Lines to the next page break, by line.
    until_turn: Vec<usize>,
    /// First hypothesis in the arena of each line.
    levels: Vec<u32>,
}

/// Cost of reading line `i` as prose on a page of width `full`.
pub fn prose_line(text: &Text, i: usize, full: f32, blank: f32, weights: &Weights) -> f32 {
    let line = &text.lines[i];
    let filled = text
        .lines
        .get(i + 1)
        .is_some_and(|next| text.need(line.words.start, line.words.end - 1, next.words.start, blank) > full);
    let words = weights.prose_word * line.words.len() as f32;
    words + if filled { weights.prose_full } else { weights.prose_line }
}

/// Finds the cheapest reading.
pub fn decode(problem: &Problem<'_>) -> Parse {
    Search::new(problem).run()
}

/// Per line of the cheapest reading by how much dearer the cheapest one is that cuts the line otherwise, among those in question
/// [`margins::LATER`] lines later; in nats, [`margins::MOST`] where there is none.
pub fn margins(problem: &Problem<'_>) -> Vec<f32> {
    let mut search = Search::new(problem);
    let (_, last) = search.run_to();
    search.margins(last)
}

/// Lines from each line to the page break after it; a large number without one.
fn until_turn(text: &Text) -> Vec<usize> {
    let mut out = vec![usize::MAX; text.lines.len()];
    let mut distance = usize::MAX;
    for (i, line) in text.lines.iter().enumerate().rev() {
        out[i] = distance;
        distance = if line.page_start { 0 } else { distance.saturating_add(1) };
    }
    out
}

impl<'a> Search<'a> {
    /// A search that has seen no line.
    pub(super) fn new(problem: &'a Problem<'a>) -> Self {
        Self {
            p: problem,
            n: problem.model.columns.len(),
            arena: Vec::new(),
            pieces: Vec::new(),
            marks: mark_costs(problem.model),
            share: problem.model.share.map(|s| -ln(s)),
            alone: problem.model.share.map(|s| -ln(1.0 - s)),
            widths: Vec::new(),
            limits: Vec::new(),
            wide: gap_costs(problem.model),
            cut: [-ln(1.0 - problem.model.cut), -ln(problem.model.cut)],
            rest: problem.model.rest.iter().map(|rest| -ln(rest / REST)).collect(),
            until_turn: until_turn(problem.text),
            levels: Vec::new(),
        }
    }

    /// Takes the widths of the table part of line `i`.
    pub(super) fn enter(&mut self, i: usize) {
        let part = self.p.model.part(i);
        let columns = &self.p.model.columns;
        self.widths = columns.iter().map(|c| c.widths[part.min(c.widths.len() - 1)]).collect();
        self.limits = columns.iter().map(|c| c.limits[part.min(c.limits.len() - 1)]).collect();
    }
}

impl Search<'_> {
    pub(super) fn heading(&self) -> u16 {
        (2 * self.n) as u16
    }

    fn before(&self) -> u16 {
        (2 * self.n + 1) as u16
    }

    fn after(&self) -> u16 {
        (2 * self.n + 2) as u16
    }

    pub(super) fn costs(&self, col: u16) -> &Costs {
        let col = col as usize;
        if col < self.n {
            &self.p.costs[col]
        } else if col < 2 * self.n {
            self.p.header
        } else {
            self.p.heading
        }
    }

    /// Width of a column on the current page.
    pub(super) fn width(&self, col: u16) -> f32 {
        let col = col as usize;
        if col < self.n {
            self.widths[col]
        } else if col < 2 * self.n {
            self.widths[col - self.n]
        } else {
            self.p.full
        }
    }

    pub(super) fn position(&self, start: u32, end: u32, fresh: bool) -> usize {
        if fresh { (end - start - 1) as usize } else { usize::MAX }
    }
}
