//! What cells of common kinds look like before a document has been seen: counts of word shapes and of cell lengths.
//!
//! Learned from labelled tables by `train kinds` and shipped as `kinds.json`. Kinds only start the search; every column then
//! learns its own statistics from the document.

use super::shape::{self, ENDS, SHAPES};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Words of a cell are counted apart up to this position; later ones together.
pub const POSITIONS: usize = 4;

/// Cells that prior lengths are worth at most.
const LENGTHS: f32 = 8.0;

/// Counts of word shapes and endings over the cells of one kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Looks {
    /// All words by shape.
    pub any: [f32; SHAPES],
    /// First words by shape.
    pub first: [f32; SHAPES],
    /// Last words by shape.
    pub last: [f32; SHAPES],
    /// All words by ending.
    pub end_any: [f32; ENDS],
    /// Last words by ending.
    pub end_last: [f32; ENDS],
    /// Words at each position.
    pub at: [f32; POSITIONS],
    /// Words at each position that end their cell.
    pub at_end: [f32; POSITIONS],
    /// Cells with text.
    pub cells: f32,
    /// Cells without.
    pub empty: f32,
}

impl Looks {
    /// Counts one cell.
    pub fn observe(&mut self, text: &str) {
        let words: Vec<shape::Shape> = text.split_whitespace().map(shape::classify).collect();
        if words.is_empty() {
            self.empty += 1.0;
        } else {
            self.observe_words(&words);
        }
    }

    /// Counts one cell given as shapes.
    pub fn observe_words(&mut self, words: &[shape::Shape]) {
        self.cells += 1.0;
        let last = words.len() - 1;
        for (i, w) in words.iter().enumerate() {
            let position = i.min(POSITIONS - 1);
            self.any[w.kind as usize] += 1.0;
            self.end_any[w.end as usize] += 1.0;
            self.at[position] += 1.0;
            if i == 0 {
                self.first[w.kind as usize] += 1.0;
            }
            if i == last {
                self.last[w.kind as usize] += 1.0;
                self.end_last[w.end as usize] += 1.0;
                self.at_end[position] += 1.0;
            }
        }
    }

    /// Adds `scale` times the *proportions* of `other`, as if `scale` cells (and 4 times as many words) of its kind had been seen.
    pub fn add_prior(&mut self, other: &Self, scale: f32) {
        fn add<const N: usize>(to: &mut [f32; N], from: &[f32; N], amount: f32) {
            let total: f32 = from.iter().sum::<f32>() + N as f32 * 0.2;
            for (t, f) in to.iter_mut().zip(from) {
                *t += amount * (f + 0.2) / total;
            }
        }
        add(&mut self.any, &other.any, scale * 4.0);
        add(&mut self.first, &other.first, scale);
        add(&mut self.last, &other.last, scale);
        add(&mut self.end_any, &other.end_any, scale * 4.0);
        add(&mut self.end_last, &other.end_last, scale);
        for p in 0..POSITIONS {
            // Lengths differ more between documents than looks do.
            let rate = (other.at_end[p] + 1.0) / (other.at[p] + 4.0);
            let worth = scale.min(LENGTHS);
            self.at[p] += worth;
            self.at_end[p] += worth * rate;
        }
    }

    /// Adds another set of counts.
    pub fn add(&mut self, other: &Self) {
        fn add<const N: usize>(to: &mut [f32; N], from: &[f32; N]) {
            for (t, f) in to.iter_mut().zip(from) {
                *t += f;
            }
        }
        add(&mut self.any, &other.any);
        add(&mut self.first, &other.first);
        add(&mut self.last, &other.last);
        add(&mut self.end_any, &other.end_any);
        add(&mut self.end_last, &other.end_last);
        add(&mut self.at, &other.at);
        add(&mut self.at_end, &other.at_end);
        self.cells += other.cells;
        self.empty += other.empty;
    }
}

/// The learned kinds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Kinds {
    /// Names, for people.
    pub names: Vec<String>,
    /// Looks of each kind.
    pub looks: Vec<Looks>,
    /// Rows seen, as kinds in order, most frequent first.
    pub sequences: Vec<Vec<usize>>,
    /// How much likelier a word of shape `b` is after one of shape `a` in the same cell than anywhere inside cells, as a
    /// logarithm: `[a * SHAPES + b]`. (While counting: the counts.)
    pub pairs: Vec<f32>,
    /// Looks of headings.
    pub heading: Looks,
    /// Looks of header cells.
    pub header: Looks,
}

impl Kinds {
    /// The shipped ones.
    pub fn shipped() -> &'static Self {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        KINDS.get_or_init(|| serde_json::from_str(include_str!("kinds.json")).unwrap_or_default())
    }

    /// Looks over all kinds together: a column nobody knows yet.
    pub fn general() -> &'static Looks {
        static GENERAL: OnceLock<Looks> = OnceLock::new();
        GENERAL.get_or_init(|| {
            let mut all = Looks::default();
            for looks in &Self::shipped().looks {
                all.add(looks);
            }
            all
        })
    }

    /// Counts the neighbouring words of one cell.
    pub fn observe_pairs(&mut self, text: &str) {
        self.pairs.resize(SHAPES * SHAPES, 0.0);
        let shapes: Vec<shape::Shape> = text.split_whitespace().map(shape::classify).collect();
        for pair in shapes.windows(2) {
            self.pairs[pair[0].kind as usize * SHAPES + pair[1].kind as usize] += 1.0;
        }
    }

    /// Turns the counts of neighbours into log ratios.
    pub fn finish_pairs(&mut self) {
        let total: f32 = self.pairs.iter().sum::<f32>() + 1.0;
        let second: Vec<f32> = (0..SHAPES)
            .map(|b| ((0..SHAPES).map(|a| self.pairs[a * SHAPES + b]).sum::<f32>() + 1.0) / (total + SHAPES as f32))
            .collect();
        for a in 0..SHAPES {
            let row: f32 = self.pairs[a * SHAPES..(a + 1) * SHAPES].iter().sum();
            for b in 0..SHAPES {
                let share = (self.pairs[a * SHAPES + b] + 5.0 * second[b]) / (row + 5.0);
                self.pairs[a * SHAPES + b] = super::math::ln(share / second[b]).clamp(-4.0, 3.0);
            }
        }
    }

    /// Number of the kind called `name`, added if new.
    pub fn number(&mut self, name: &str) -> usize {
        self.names.iter().position(|n| n == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.looks.push(Looks::default());
            self.names.len() - 1
        })
    }
}
