//! From states back to pieces.

use super::state::{Candidate, From, Hyp, Inner, NONE, Raw};
use super::{Parse, Part, Piece, Place, Search};
use std::ops::Range;

impl Search<'_> {
    pub(super) fn materialise(&mut self, c: &Candidate, inners: &[Inner], words: Range<usize>) -> Hyp {
        let first = self.pieces.len() as u32;
        let back = match c.from {
            From::Whole(entry, part) => {
                self.pieces.push(Raw {
                    col: c.col,
                    start: c.start,
                    end: words.end as u32,
                    part,
                    row: entry.row,
                });
                entry.hyp
            }
            From::Inner(number) => {
                let inner = &inners[number as usize];
                let n = inner.cols;
                let mut chain = Vec::new();
                let (mut a, mut b) = (c.start as usize - inner.base, words.end - inner.base);
                let mut col = c.col as usize - inner.offset;
                let back;
                loop {
                    let resumed = inner.memory.as_ref().is_some_and(|m| m[col].is_some());
                    let part = if resumed { Part::Rest } else { Part::First };
                    let raw = |row| Raw {
                        col: (col + inner.offset) as u16,
                        start: (inner.base + a) as u32,
                        end: (inner.base + b) as u32,
                        part,
                        row,
                    };
                    let (_, from) = inner.enter[a * n + col];
                    if a == 0 {
                        chain.push(raw(inner.entries[col].row));
                        back = inner.entries[col].hyp;
                        break;
                    }
                    chain.push(raw(false));
                    let (_, begin, continued) = inner.ended[a * n + from as usize];
                    b = a;
                    a = begin as usize;
                    col = from as usize;
                    if continued {
                        let (_, hyp, part) = inner.continued[col];
                        chain.push(Raw {
                            col: col as u16,
                            start: inner.base as u32,
                            end: (inner.base + b) as u32,
                            part,
                            row: false,
                        });
                        back = hyp;
                        break;
                    }
                }
                self.pieces.extend(chain.into_iter().rev());
                back
            }
        };
        Hyp {
            cost: c.cost,
            back,
            col: c.col,
            start: c.start,
            end: words.end as u32,
            multi: c.multi,
            fresh: c.fresh,
            origin: c.origin,
            cut: c.cut,
            begun: c.begun,
            pieces: (first, self.pieces.len() as u32),
        }
    }

    pub(super) fn read_back(&self, hyp: u32, cost: f32) -> Parse {
        let mut lines = Vec::new();
        let mut ends = Vec::new();
        let mut at = hyp;
        while at != NONE {
            let h = &self.arena[at as usize];
            lines.push(h.pieces);
            ends.push(h.cost);
            at = h.back;
        }
        let mut pieces = Vec::new();
        for (from, to) in lines.into_iter().rev() {
            for raw in &self.pieces[from as usize..to as usize] {
                let col = raw.col as usize;
                let place = if col < self.n {
                    Place::Cell(col)
                } else if col < 2 * self.n {
                    Place::Header(col - self.n)
                } else if raw.col == self.heading() {
                    Place::Heading
                } else if raw.col == self.before() {
                    Place::Before
                } else {
                    Place::After
                };
                pieces.push(Piece {
                    place,
                    words: raw.start as usize..raw.end as usize,
                    part: raw.part,
                    row: raw.row,
                });
            }
        }
        // The first state is before all lines.
        ends.pop();
        ends.reverse();
        Parse { pieces, cost, ends }
    }
}
