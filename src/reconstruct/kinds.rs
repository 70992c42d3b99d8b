//! What cells of common kinds look like before a document has been seen: counts of word shapes and of cell lengths.
//!
//! Learned from labelled tables by `train kinds` and shipped as `kinds.json`. Kinds only start the search; every column then
//! learns its own statistics from the document.

use super::math::ln;
use super::shape::{self, ENDS, LEFT_ENDS, LEFTS, SHAPES, Shape};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
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
    /// Words of a cell, about.
    pub fn length(&self) -> f32 {
        self.at.iter().sum::<f32>() / (self.cells + 1.0)
    }

    /// Counts one cell.
    pub fn observe(&mut self, words: &[Shape]) {
        if words.is_empty() {
            self.empty += 1.0;
            return;
        }
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

    /// The logarithm of how likely cells with the counts `cells` are of this kind.
    pub(super) fn likelihood(&self, cells: &Self) -> f32 {
        fn of<const N: usize>(kind: &[f32; N], cells: &[f32; N]) -> f32 {
            let total = kind.iter().sum::<f32>() + N as f32 * 0.2;
            let pairs = kind.iter().zip(cells).filter(|(_, n)| **n > 0.0);
            pairs.map(|(k, n)| n * ln((k + 0.2) / total)).sum()
        }
        let ends = (0..POSITIONS).map(|p| {
            let rate = (self.at_end[p] + 1.0) / (self.at[p] + 4.0);
            cells.at_end[p] * ln(rate) + (cells.at[p] - cells.at_end[p]) * ln(1.0 - rate)
        });
        of(&self.any, &cells.any)
            + of(&self.first, &cells.first)
            + of(&self.last, &cells.last)
            + of(&self.end_last, &cells.end_last)
            + ends.sum::<f32>()
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

/// The shapes of a document's words.
#[derive(Debug, Default)]
pub struct Shapes(HashMap<String, Shape>);

impl Shapes {
    /// Looks at all words of a document's texts.
    pub fn of_texts(texts: &[&str]) -> Self {
        let words: BTreeSet<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
        let mut shapes: Vec<(&str, Shape)> = words.into_iter().map(|word| (word, shape::classify(word))).collect();
        shape::mark_beginnings(shapes.iter_mut().map(|(word, shape)| (super::text::fold(word), shape)));
        Self(
            shapes
                .into_iter()
                .map(|(word, shape)| (word.to_owned(), shape))
                .collect(),
        )
    }

    /// The shapes of one text of this document in order.
    pub fn of(&self, text: &str) -> Vec<Shape> {
        let known = |word| self.0.get(word).copied().unwrap_or_else(|| shape::classify(word));
        text.split_whitespace().map(known).collect()
    }
}

static KINDS: OnceLock<Kinds> = OnceLock::new();

/// The learned kinds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Kinds {
    /// Names, for people.
    pub names: Vec<String>,
    /// Looks of each kind.
    pub looks: Vec<Looks>,
    /// Rows seen, as kinds in order, most frequent first.
    pub sequences: Vec<Vec<usize>>,
    /// How much likelier a word of shape `b` is after one of [`Shape::left`] `a` in the same cell than anywhere inside cells,
    /// as a logarithm: `[a * SHAPES + b]`. (While counting: the counts.)
    pub pairs: Vec<f32>,
    /// Looks of headings.
    pub heading: Looks,
    /// Looks of header cells.
    pub header: Looks,
}

impl Kinds {
    /// Takes these instead of the shipped ones, for training without some documents; too late once any were used.
    pub fn ship_instead(self) -> bool {
        KINDS.set(self).is_ok()
    }

    /// The shipped ones.
    pub fn shipped() -> &'static Self {
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

    /// The kind with the longest cells.
    pub fn longest(&self) -> usize {
        let length = |kind: &usize| self.looks[*kind].length();
        let longest = (0..self.looks.len()).max_by(|a, b| length(a).total_cmp(&length(b)));
        longest.unwrap_or(0)
    }

    /// Counts the neighbouring words of one cell.
    pub fn observe_pairs(&mut self, words: &[Shape]) {
        self.pairs.resize(LEFTS * SHAPES, 0.0);
        for pair in words.windows(2) {
            self.pairs[pair[0].left() * SHAPES + pair[1].kind as usize] += 1.0;
        }
    }

    /// Turns the counts of neighbours into log ratios.
    pub fn finish_pairs(&mut self) {
        self.pairs.resize(LEFTS * SHAPES, 0.0);
        let of = |lefts: &mut dyn Iterator<Item = usize>, pairs: &[f32]| -> [f32; SHAPES] {
            let mut counts = [0.0; SHAPES];
            for a in lefts {
                for (count, pair) in counts.iter_mut().zip(&pairs[a * SHAPES..]) {
                    *count += pair;
                }
            }
            counts
        };
        // Rare lefts are smoothed towards all with their kind of ending, and these towards everything.
        let smooth = |counts: [f32; SHAPES], base: &[f32; SHAPES], strength: f32| {
            let total: f32 = counts.iter().sum();
            std::array::from_fn(|b| (counts[b] + strength * base[b]) / (total + strength))
        };
        let all = smooth(
            of(&mut (0..LEFTS), &self.pairs),
            &[1.0 / SHAPES as f32; SHAPES],
            SHAPES as f32,
        );
        let shares: Vec<[f32; SHAPES]> = (0..LEFTS)
            .map(|a| {
                let group = smooth(
                    of(&mut (a % LEFT_ENDS..LEFTS).step_by(LEFT_ENDS), &self.pairs),
                    &all,
                    5.0,
                );
                smooth(of(&mut std::iter::once(a), &self.pairs), &group, 5.0)
            })
            .collect();
        for (row, share) in self.pairs.chunks_exact_mut(SHAPES).zip(shares) {
            for b in 0..SHAPES {
                row[b] = super::math::ln(share[b] / all[b]).clamp(-4.0, 3.0);
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
