//! What pieces, line breaks and ends of cells cost.

use super::super::math::ln;
use super::super::model::{self, Model};
use super::super::shape;
use super::super::text::Gap;
use super::state::{Hyp, Memory, NONE};
use super::{Part, Search, prose_line};

/// Header cells may be bold, and a bold face is at most this much wider than the regular one.
pub(in crate::reconstruct) const BOLD: f32 = 1.12;
/// A line break inside a header cell that its column's width does not ask for: names are often broken by hand.
const HEADER_BREAK: f32 = 1.5;
/// A column in which no line break tells the width is at most this much wider than its widest line, as a rule.
const CLOSE: f32 = 1.4;
/// Mass of column widths that a line break has which agrees with that.
const LIKELY: f32 = 0.4;
/// Chance of going on after a page break that costs nothing.
pub(super) const REST: f32 = 0.4;

/// Per kind of line break what each look of it costs.
pub(super) fn mark_costs(model: &Model) -> [Vec<f32>; 4] {
    let marks = model.marks[0].len();
    let mut total = vec![0.0_f32; marks];
    let mut all = 0.0;
    for event in &model.marks {
        for (t, m) in total.iter_mut().zip(event) {
            *t += m;
            all += m;
        }
    }
    std::array::from_fn(|e| {
        let sum: f32 = model.marks[e].iter().sum();
        (0..marks)
            .map(|m| -ln(((model.marks[e][m] + 0.1) / (sum + 1.2)) / ((total[m] + 0.1) / (all + 1.2))).clamp(-5.0, 5.0))
            .collect()
    })
}

/// Cost of an ordinary gap before a new cell on the same line, and of a wide one.
pub(super) fn gap_costs(model: &Model) -> [f32; 2] {
    let [(before, cells), (inside, words)] = model.wide;
    let all = (before + inside) / (cells + words);
    let own = before / cells;
    [-ln((1.0 - own) / (1.0 - all)), -ln(own / all)]
}

impl Search<'_> {
    /// Cost of lines too wide for their column.
    pub(in crate::reconstruct) fn overfull(&self, col: u16, from: usize, to: usize) -> f32 {
        let w = self.p.text.width(from, to);
        let number = col as usize;
        let limit = match number / self.n {
            0 => self.limits[number],
            1 => self.limits[number - self.n] * BOLD,
            _ => self.p.full,
        };
        if limit.is_finite() {
            ((w - limit) / self.p.tolerance).clamp(0.0, 1.0) * self.p.weights.overfull
                + ((w - limit) / limit).clamp(0.0, 1.0) * 100.0
        } else {
            self.p.distribution.beyond(w) * self.p.weights.unknown_width
        }
    }

    /// Cost of a line break inside a cell, and whether it is a hard one.
    pub(in crate::reconstruct) fn line_break(&self, col: u16, from: u32, end: u32, next: usize) -> (f32, Part) {
        let t = self.p.text;
        let mut need = t.need(from as usize, end as usize - 1, next, self.p.blank);
        let limit = self.width(col);
        let w = self.p.weights;
        // The column that it is a header cell of.
        let named = (col as usize).checked_sub(self.n).filter(|column| *column < self.n);
        if named.is_some() && limit.is_finite() {
            need *= BOLD;
        }
        // A paragraph ends and begins as a cell does.
        let costs = self.costs(col);
        let last = end as usize - 1;
        let ends = (costs.stops(last, usize::MAX) - costs.goes_on(last, usize::MAX)) * w.paragraph_end;
        let paragraph = if t.words[next].shape.kind == shape::BULLET {
            w.bullet + ends
        } else {
            w.paragraph + ends + (costs.first[next] - costs.look[next]).max(-1.0) * w.paragraph_first
        };
        let paragraph = if named.is_some() {
            paragraph.min(HEADER_BREAK)
        } else {
            paragraph
        }
        .max(0.3);
        // A word that does not look like going on from the one before it, at a place where a cell may begin.
        let unlike = if end as usize == next {
            (-self.p.background.pairs[next]).max(0.0) * w.pair_line
        } else {
            0.0
        };
        if limit.is_finite() {
            let early = (limit - need) / self.p.tolerance;
            if early > 1.0 {
                (paragraph, Part::Hard)
            } else if early > 0.0 {
                (paragraph * early + unlike, Part::Soft)
            } else {
                (unlike, Part::Soft)
            }
        } else {
            let width = t.width(from as usize, end as usize);
            let widest = named.map_or(0.0, |column| self.p.model.columns[column].widest);
            let close = width <= widest * CLOSE && need > widest;
            let known = if close { LIKELY } else { 0.0 };
            let mass = self.p.distribution.between(width, need).max(known);
            let soft = -ln(mass + 0.03) * w.unknown_width + unlike;
            if soft > paragraph {
                (paragraph, Part::Hard)
            } else {
                (soft, Part::Soft)
            }
        }
    }

    /// Cost of a cell ending at a line end although the next word would not have fitted either.
    pub(super) fn fullness(&self, h: &Hyp, next: usize) -> f32 {
        self.fullness_at(h.col, h.start, h.end, next)
    }

    /// The narrower the column the likelier the coincidence: about a word's share of the width.
    pub(super) fn fullness_at(&self, col: u16, start: u32, end: u32, next: usize) -> f32 {
        let mut limit = self.width(col);
        let number = col as usize;
        if number >= 2 * self.n {
            return 0.0;
        }
        if !limit.is_finite() {
            limit = self.p.model.columns[number % self.n].widest;
            if end - start < 2 || limit <= 0.0 {
                return 0.0;
            }
        }
        let need = self.p.text.need(start as usize, end as usize - 1, next, self.p.blank);
        if need > limit {
            -ln((self.p.word / limit).clamp(0.03, 0.9)) * self.p.weights.coincidence
        } else {
            0.0
        }
    }

    /// Cost of the cell ending after the hypothesis' last word.
    pub(super) fn stop(&self, h: &Hyp) -> f32 {
        if h.col >= self.before() {
            return 0.0;
        }
        self.stop_at(h.col, h.start, h.end, h.fresh)
    }

    pub(in crate::reconstruct) fn stop_at(&self, col: u16, start: u32, end: u32, fresh: bool) -> f32 {
        let stop = self
            .costs(col)
            .stops(end as usize - 1, self.position(start, end, fresh));
        if fresh {
            stop + self.value(col, start as usize, end as usize, stop)
        } else {
            stop
        }
    }

    /// What a known whole value saves over its words (0 or less).
    pub(super) fn value(&self, col: u16, from: usize, to: usize, stop: f32) -> f32 {
        if col as usize >= self.n {
            return 0.0;
        }
        let p = self.p;
        let words = self.costs(col).begin(from, to) + stop;
        model::value_saving(p.text, p.model, p.background, col as usize, (from, to), words) * p.weights.value
    }

    /// Cost of line `i` as prose: full lines are cheap, lines that end early are not.
    pub(in crate::reconstruct) fn prose(&self, i: usize) -> f32 {
        prose_line(self.p.text, i, self.p.full, self.p.blank, self.p.weights)
    }

    /// Cost of a cell ending, or of going on after the page break if that is less and the row will be cut.
    pub(super) fn end_at(&self, cut: bool, col: u16, start: u32, end: u32, fresh: bool) -> f32 {
        let stop = self.stop_at(col, start, end, fresh);
        if cut {
            stop.min(
                self.costs(col)
                    .goes_on(end as usize - 1, self.position(start, end, fresh)),
            )
        } else {
            stop
        }
    }

    /// What the cells of a cut row still owe if none of them goes on after the page break.
    pub(super) fn settle(&self, hyp: u32) -> f32 {
        let h = &self.arena[hyp as usize];
        if h.origin != NONE {
            return 0.0;
        }
        let mut owed = 0.0;
        for (c, last) in self.memory(hyp).iter().enumerate() {
            let (Some((start, end, fresh)), false) = (*last, c == h.col as usize) else {
                continue;
            };
            let c = c as u16;
            owed += self.stop_at(c, start, end, fresh) - self.end_at(true, c, start, end, fresh);
            if self.p.text.words[end as usize].gap == Gap::Start {
                owed += self.fullness_at(c, start, end, end as usize);
            }
        }
        owed
    }

    pub(super) fn goes_on(&self, h: &Hyp) -> f32 {
        if h.col >= self.before() {
            return 0.0;
        }
        self.costs(h.col)
            .goes_on(h.end as usize - 1, self.position(h.start, h.end, h.fresh))
    }

    /// What went before a page break, per column of the running row.
    pub(super) fn memory(&self, hyp: u32) -> Memory {
        let mut memory: Memory = vec![None; self.n];
        let mut at = hyp;
        while at != NONE {
            let h = &self.arena[at as usize];
            let pieces = &self.pieces[h.pieces.0 as usize..h.pieces.1 as usize];
            let mut begun = false;
            for p in pieces.iter().rev() {
                if (p.col as usize) < self.n && memory[p.col as usize].is_none() {
                    memory[p.col as usize] = Some((p.start, p.end, p.part == Part::First));
                }
                begun |= p.row;
            }
            if begun || pieces.is_empty() {
                break;
            }
            at = h.back;
        }
        memory
    }

    /// Price of beginning (or resuming) a cell of `col` with the words `from..`, first piece ending before `to`.
    pub(super) fn piece(&self, memory: Option<&Memory>, col: usize, offset: usize, from: usize, to: usize) -> f32 {
        let costs = self.costs((col + offset) as u16);
        match memory.map(|m| m[col]) {
            None => costs.begin(from, to),
            Some(None) => costs.begin(from, to) + self.p.weights.late_start,
            Some(Some((start, end, fresh))) => {
                let position = self.position(start, end, fresh);
                let last = end as usize - 1;
                let mut refund = self.stop_at(col as u16, start, end, fresh);
                if self.p.text.words[end as usize].gap == Gap::Start {
                    refund += self.fullness_at(col as u16, start, end, end as usize);
                }
                let (cost, _) = self.line_break(col as u16, start, end, from);
                costs.goes_on(last, position) - refund + cost + self.rest[col] + costs.resume(from, to)
            }
        }
    }
}
