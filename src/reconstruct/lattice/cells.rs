//! The cut of one line into pieces of cells that begin in it.

use super::super::text::Gap;
use super::state::{Candidate, Entry, From, INF, Inner, Memory, mix};
use super::{Part, Search};

impl Search<'_> {
    pub(super) fn inner(
        &self,
        a0: usize,
        a1: usize,
        offset: usize,
        entries: Vec<Entry>,
        continued: Vec<(f32, u32, Part)>,
        memory: Option<Memory>,
        cut: bool,
    ) -> Inner {
        let n = self.n;
        let length = a1 - a0;
        let mut inner = Inner {
            base: a0,
            cols: n,
            offset,
            enter: vec![(INF, u16::MAX); (length + 1) * n],
            ended: vec![(INF, 0, false); (length + 1) * n],
            entries,
            continued,
            memory,
            cut,
            begun: 0,
        };
        for c in 0..n {
            inner.enter[c].0 = inner.entries[c].cost;
        }
        let limit = inner.enter[..n].iter().map(|e| e.0).fold(INF, f32::min);
        let limit = inner.continued.iter().map(|c| c.0).fold(limit, f32::min) + self.p.weights.beam * 2.0;
        for a in 0..length {
            if a > 0 {
                let gap = self.p.text.words[a0 + a].gap;
                let gap_cost = match gap {
                    Gap::Wide => self.wide[1],
                    Gap::Glue => self.p.weights.glue,
                    _ => self.wide[0],
                };
                for from in 0..n {
                    let (cost, _, _) = inner.ended[a * n + from];
                    if cost > limit {
                        continue;
                    }
                    for to in 0..n {
                        let step = if inner.memory.is_some() || offset > 0 {
                            if to > from {
                                self.p.weights.header_gap * if offset > 0 { (to - from - 1) as f32 } else { 0.0 }
                            } else {
                                INF
                            }
                        } else {
                            self.p.grammar.same[from * n + to]
                        };
                        let total = cost + step + gap_cost;
                        if total < inner.enter[a * n + to].0 {
                            inner.enter[a * n + to] = (total, from as u16);
                        }
                    }
                }
            }
            for c in 0..n {
                let (cost, _) = inner.enter[a * n + c];
                if cost > limit {
                    continue;
                }
                for b in a + 1..length {
                    let (from, to) = (a0 + a, a0 + b);
                    let over = self.overfull((c + offset) as u16, from, to);
                    if over > self.p.weights.beam * 2.0 {
                        break;
                    }
                    let fresh = inner.memory.as_ref().is_none_or(|m| m[c].is_none());
                    let total = cost
                        + self.piece(inner.memory.as_ref(), c, offset, from, to)
                        + self.end_at(cut, (c + offset) as u16, from as u32, to as u32, fresh)
                        + over
                        + self.share[0];
                    if total < inner.ended[b * n + c].0 {
                        inner.ended[b * n + c] = (total, a as u32, false);
                    }
                }
            }
            if a == 0 {
                for c in 0..n {
                    let (cost, _, _) = inner.continued[c];
                    if cost > limit {
                        continue;
                    }
                    for b in 1..length {
                        let (from, to) = (a0, a0 + b);
                        let over = self.overfull(c as u16, from, to);
                        if over > self.p.weights.beam * 2.0 {
                            break;
                        }
                        let costs = self.costs(c as u16);
                        let total =
                            cost + costs.resume(from, to) + costs.stops(to - 1, usize::MAX) + over + self.share[1];
                        if total < inner.ended[b * n + c].0 {
                            inner.ended[b * n + c] = (total, 0, true);
                        }
                    }
                }
            }
        }
        inner
    }

    /// The states in which an inner search can leave its line.
    pub(super) fn finals(&self, inner: &Inner, number: u16, a1: usize, origin: u32, out: &mut Vec<Candidate>) {
        let n = inner.cols;
        for a in 0..a1 - inner.base {
            for c in 0..n {
                let (cost, _) = inner.enter[a * n + c];
                if cost >= INF {
                    continue;
                }
                let (from, col) = (inner.base + a, (c + inner.offset) as u16);
                let fresh = inner.memory.as_ref().is_none_or(|m| m[c].is_none());
                let total =
                    cost + self.piece(inner.memory.as_ref(), c, inner.offset, from, a1) + self.overfull(col, from, a1);
                out.push(Candidate {
                    cost: total,
                    col,
                    start: from as u32,
                    multi: false,
                    fresh,
                    origin,
                    cut: inner.cut,
                    begun: if inner.cut {
                        mix(inner.begun, from as u32, col)
                    } else {
                        0
                    },
                    from: From::Inner(number),
                });
            }
        }
    }
}
