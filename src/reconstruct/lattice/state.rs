//! The states of the search and what lies between two lines.

use super::Part;

pub(super) const NONE: u32 = u32::MAX;
pub(super) const INF: f32 = 1.0e9;

#[derive(Debug, Clone, Copy)]
pub(super) struct Hyp {
    pub(super) cost: f32,
    pub(super) back: u32,
    /// Column number: rows, then header columns, then heading, before, after.
    pub(super) col: u16,
    /// First word of the last piece.
    pub(super) start: u32,
    /// One past its last word.
    pub(super) end: u32,
    /// The cell has lines above this one on this page.
    pub(super) multi: bool,
    /// The last piece begins its cell.
    pub(super) fresh: bool,
    /// Hypothesis before the page break, while the rest of its row goes on.
    pub(super) origin: u32,
    /// The row will be cut by the coming page break.
    pub(super) cut: bool,
    /// Where the cells of such a row began, hashed; 0 for other rows.
    pub(super) begun: u32,
    /// Its pieces in the arena.
    pub(super) pieces: (u32, u32),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub(super) col: u16,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) part: Part,
    pub(super) row: bool,
}

/// How a line is entered: cost, hypothesis before, whether a new row begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) cost: f32,
    pub(super) hyp: u32,
    pub(super) row: bool,
}

pub(super) const NO_ENTRY: Entry = Entry {
    cost: INF,
    hyp: NONE,
    row: false,
};

/// Last piece of each column before a page break.
pub(super) type Memory = Vec<Option<(u32, u32, bool)>>;

/// One candidate state at a line end, before pruning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) cost: f32,
    pub(super) col: u16,
    pub(super) start: u32,
    pub(super) multi: bool,
    pub(super) fresh: bool,
    pub(super) origin: u32,
    pub(super) cut: bool,
    pub(super) begun: u32,
    pub(super) from: From,
}

impl Candidate {
    /// What tells it from others: of those with one state the cheapest is kept.
    pub(super) fn state(&self) -> (u16, u32, bool, u32, bool, u32) {
        (self.col, self.start, self.multi, self.origin, self.cut, self.begun)
    }

    /// A whole line, from word `start` on, that is no cell.
    pub(super) fn line(col: u16, start: usize, cost: f32, entry: Entry) -> Self {
        Self {
            cost,
            col,
            start: start as u32,
            multi: false,
            fresh: true,
            origin: NONE,
            cut: false,
            begun: 0,
            from: From::Whole(entry, Part::First),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum From {
    /// The whole line is one piece.
    Whole(Entry, Part),
    /// From inner search number `.0`.
    Inner(u16),
}

/// A cell that goes on over a line break.
pub(super) struct Continued {
    /// Cost up to the break.
    pub(super) base: f32,
    pub(super) part: Part,
    pub(super) candidate: Candidate,
}

/// The cut of one line into pieces of cells that begin here (or go on after a page break).
pub(super) struct Inner {
    pub(super) base: usize,
    pub(super) cols: usize,
    pub(super) offset: usize,
    /// `[word][col]`: entering a piece of `col` at `word`, and the column before on this line (NONE: from the entry).
    pub(super) enter: Vec<(f32, u16)>,
    /// `[word][col]`: a piece of `col` ended before `word`, and where it began; `true` if it continued the line above.
    pub(super) ended: Vec<(f32, u32, bool)>,
    pub(super) entries: Vec<Entry>,
    pub(super) continued: Vec<(f32, u32, Part)>,
    pub(super) memory: Option<Memory>,
    pub(super) cut: bool,
    pub(super) begun: u32,
}

/// Readings of a row that is still open at a page break, kept apart by where its cells began.
const OPEN_ROWS: usize = 10;

/// The slot for `key`, made if there is room.
pub(super) fn slot_of(slots: &mut Vec<(u32, Vec<Entry>)>, key: u32, columns: usize) -> Option<usize> {
    slots.iter().position(|s| s.0 == key).or_else(|| {
        (slots.len() < OPEN_ROWS).then(|| {
            slots.push((key, vec![NO_ENTRY; columns]));
            slots.len() - 1
        })
    })
}

/// Adds where one more cell of an open row began.
pub(super) fn mix(begun: u32, word: u32, col: u16) -> u32 {
    (begun ^ word.wrapping_mul(0x9e37_79b1) ^ u32::from(col) << 24).wrapping_mul(0x85eb_ca6b) | 1
}
