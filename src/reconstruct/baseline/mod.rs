//! The search for text in the order of its baselines.
//!
//! Some extractors sort by position: every line of text holds, for one height on the page, what all columns have there,
//! left to right with one blank between. A row takes as many lines as its tallest cell; its first line begins all its cells,
//! the lines after it hold the pieces of those that go on. A line break inside a cell is still soft or hard by the width of
//! its column, but the next line of the cell is a piece of the next line of text.
//!
//! Between rows nothing is open, so the search keeps apart only the hypotheses of the running row: which words of the last
//! line are whose. The prices are those of the [`lattice`](super::lattice), and the result is the same kind of reading.

mod cut;
mod row;

use super::lattice::{Parse, Part, Piece, Place, Problem, Search};
use super::math::ln;
use super::model::Event;
use cut::Cut;
use std::ops::Range;

/// Ways to cut the first line of a row that are kept.
const FIRST: u32 = 8;
/// Ways to cut a later line that are kept per hypothesis.
const LATER: u32 = 4;
/// Hypotheses per line for which a way is kept.
const PER_WAY: u32 = 6;
/// Lines of more words are headings or prose.
const WORDS: usize = 64;
/// A page break inside a heading or header row.
const TURN: f32 = 6.0;
const INF: f32 = 1.0e9;
const NONE: u32 = u32::MAX;

/// Finds the cheapest reading.
pub(super) fn decode(problem: &Problem<'_>) -> Parse {
    let model = problem.model;
    let rate = |(filled, empty): (f32, f32), which: f32| -ln(which / (filled + empty));
    let columns = model.columns.iter();
    let fill = columns.enumerate().map(|(c, column)| {
        let full = rate(column.filled, column.filled.0);
        let empty = rate(column.filled, column.filled.1).max(problem.weights.empty);
        let first = if c == 0 { problem.weights.empty_first } else { 0.0 };
        (full, empty + first)
    });
    let mut lines = Lines {
        fill: fill.collect(),
        search: Search::new(problem),
        p: problem,
        arena: Vec::new(),
    };
    lines.run()
}

/// What the last line of a hypothesis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Part of a row.
    Row,
    /// Part of a header row.
    Header,
    Heading,
    Before,
    After,
}

/// The piece of a column on the last line of a hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Last {
    col: usize,
    start: usize,
    end: usize,
    /// Its cell has no line above.
    fresh: bool,
}

/// A way to read all lines up to one, as if what runs ended there.
#[derive(Debug, Clone)]
struct Hyp {
    cost: f32,
    back: u32,
    kind: Kind,
    /// What its last line holds, left to right.
    last: Vec<Last>,
    /// How each of them relates to its cell, and whether the line begins a row, a header row, a heading.
    parts: Vec<Part>,
    begins: bool,
    /// Columns of a header row that have a name so far.
    named: u32,
}

struct Lines<'a> {
    search: Search<'a>,
    p: &'a Problem<'a>,
    arena: Vec<Hyp>,
    /// Per column what a cell with text costs, and one without.
    fill: Vec<(f32, f32)>,
}

/// The cheapest way to a line, for each kind of it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    cost: f32,
    back: u32,
}

impl Entry {
    const NEVER: Self = Self { cost: INF, back: NONE };

    fn offer(&mut self, cost: f32, back: u32) {
        if cost < self.cost {
            *self = Self { cost, back };
        }
    }
}

/// Entries of everything that may begin on a line.
struct Entries {
    row: Entry,
    header: Entry,
    heading: Entry,
    before: Entry,
    after: Entry,
}

impl Lines<'_> {
    fn run(&mut self) -> Parse {
        let text = self.p.text;
        let mut live: Vec<u32> = Vec::new();
        for i in 0..text.lines.len() {
            self.search.enter(i);
            let mut found = self.expand(i, &live);
            // What goes on is decided by the last line alone.
            found.sort_by(|a, b| {
                let key = |h: &Hyp| (h.kind, h.named);
                key(a)
                    .cmp(&key(b))
                    .then_with(|| a.last.cmp(&b.last))
                    .then(a.cost.total_cmp(&b.cost))
            });
            found.dedup_by(|a, b| (a.kind, a.named) == (b.kind, b.named) && a.last == b.last);
            found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
            let prose = |h: &Hyp| matches!(h.kind, Kind::Before | Kind::After);
            let table = found.iter().find(|h| !prose(h)).or(found.first());
            let Some(best) = table.map(|h| h.cost) else { break };
            live.clear();
            let mut kept = 0;
            for hyp in found {
                if !prose(&hyp) {
                    kept += 1;
                    if kept > self.p.weights.width || hyp.cost > best + self.p.weights.beam {
                        continue;
                    }
                }
                live.push(self.arena.len() as u32);
                self.arena.push(hyp);
            }
        }
        let mut best = Entry::NEVER;
        for &index in &live {
            let hyp = &self.arena[index as usize];
            let end = match hyp.kind {
                Kind::Heading => self.p.weights.heading_last,
                Kind::Header => self.p.weights.header_last,
                _ => 0.0,
            };
            best.offer(hyp.cost + end, index);
        }
        self.read_back(best)
    }

    fn read_back(&self, best: Entry) -> Parse {
        let mut lines: Vec<&Hyp> = Vec::new();
        let mut at = best.back;
        while at != NONE {
            let hyp = &self.arena[at as usize];
            lines.push(hyp);
            at = hyp.back;
        }
        lines.reverse();
        let ends = lines.iter().map(|hyp| hyp.cost).collect();
        let mut pieces = Vec::new();
        for hyp in lines {
            for (k, (last, part)) in hyp.last.iter().zip(&hyp.parts).enumerate() {
                pieces.push(Piece {
                    place: match hyp.kind {
                        Kind::Row => Place::Cell(last.col),
                        Kind::Header => Place::Header(last.col),
                        Kind::Heading => Place::Heading,
                        Kind::Before => Place::Before,
                        Kind::After => Place::After,
                    },
                    words: last.start..last.end,
                    part: *part,
                    row: hyp.begins && k == 0,
                });
            }
        }
        Parse {
            pieces,
            cost: best.cost,
            ends,
        }
    }

    /// All ways to read line `i` after the live hypotheses.
    fn expand(&self, i: usize, live: &[u32]) -> Vec<Hyp> {
        let words = self.p.text.lines[i].words.clone();
        let mut out = Vec::new();
        let entries = self.entries(i, live);
        if self.p.grammar.rows {
            self.whole_lines(i, &entries, &mut out);
        }
        if words.len() > WORDS {
            return out;
        }
        self.begin(Kind::Row, &words, entries.row, &mut out);
        self.begin(Kind::Header, &words, entries.header, &mut out);
        for &index in live {
            self.go_on(i, index, &mut out);
        }
        out
    }

    /// What beginning something on line `i` costs.
    fn entries(&self, i: usize, live: &[u32]) -> Entries {
        let (w, g) = (self.p.weights, self.p.grammar);
        let mut e = Entries {
            row: Entry::NEVER,
            header: Entry::NEVER,
            heading: Entry::NEVER,
            before: Entry::NEVER,
            after: Entry::NEVER,
        };
        let open = |e: &mut Entries, cost: f32, back: u32| {
            let price = if g.header { w.no_header } else { 0.0 };
            e.row.offer(cost + price + w.row, back);
            e.heading.offer(cost + price + w.heading, back);
            e.before.offer(cost + if g.header { 0.0 } else { w.before_known }, back);
            if g.header {
                e.header.offer(cost + w.header, back);
            }
        };
        if i == 0 {
            open(&mut e, 0.0, NONE);
        }
        let turned = self.p.text.lines[i].page_start;
        let mark = self.mark(i, Event::Row);
        for &index in live {
            let hyp = &self.arena[index as usize];
            match hyp.kind {
                Kind::Row => {
                    let cut = if turned { self.search.cut[0] } else { 0.0 };
                    let ended = hyp.cost + mark + cut;
                    e.row.offer(ended + w.row, index);
                    e.heading.offer(ended + w.heading, index);
                    e.after.offer(ended + w.after, index);
                }
                Kind::Header => {
                    e.row.offer(hyp.cost + mark + w.row, index);
                    e.heading.offer(hyp.cost + mark + w.heading, index);
                }
                Kind::Heading => {
                    e.row.offer(hyp.cost + mark + w.row, index);
                    e.heading.offer(hyp.cost + mark + w.heading_again, index);
                    e.after.offer(hyp.cost + mark + w.heading_last, index);
                }
                Kind::Before => {
                    open(&mut e, hyp.cost + mark, index);
                    e.before.offer(hyp.cost, index);
                }
                Kind::After => e.after.offer(hyp.cost, index),
            }
        }
        e
    }

    /// Cost of the look of the break before line `i`.
    fn mark(&self, i: usize, event: Event) -> f32 {
        let line = &self.p.text.lines[i];
        if line.page_start || i == 0 {
            0.0
        } else {
            self.search.marks[event as usize][line.mark as usize]
        }
    }

    /// Headings and prose take whole lines.
    fn whole_lines(&self, i: usize, entries: &Entries, out: &mut Vec<Hyp>) {
        let (text, w) = (self.p.text, self.p.weights);
        let line = &text.lines[i];
        let (start, end) = (line.words.start, line.words.end);
        let mut push = |kind: Kind, entry: Entry, cost: f32| {
            if entry.cost < INF {
                out.push(Hyp {
                    cost: entry.cost + cost,
                    back: entry.back,
                    kind,
                    last: vec![Last {
                        col: 0,
                        start,
                        end,
                        fresh: true,
                    }],
                    parts: vec![Part::First],
                    begins: true,
                    named: 0,
                });
            }
        };
        let odd = if text.words[start].shape.continues() {
            w.heading_odd
        } else {
            0.0
        };
        let known = if line.numbered { w.numbered } else { 0.0 };
        let col = self.search.heading();
        let words = self.p.heading.begin(start, end) + self.search.stop_at(col, start as u32, end as u32, true);
        let heading = odd - known + words + self.search.overfull(col, start, end);
        push(Kind::Heading, entries.heading, heading);
        let prose = self.search.prose(i);
        push(Kind::Before, entries.before, prose);
        push(Kind::After, entries.after, prose);
    }

    /// The ways to begin a row or header row with a line.
    fn begin(&self, kind: Kind, words: &Range<usize>, entry: Entry, out: &mut Vec<Hyp>) {
        if entry.cost >= INF {
            return;
        }
        let missing: f32 = match kind {
            Kind::Header => self.p.weights.header_gap * self.fill.len() as f32,
            _ => self.fill.iter().map(|fill| fill.1).sum(),
        };
        let price = |c: usize, a: usize, b: usize| self.fresh(kind, c, a, b);
        for cut in self.cuts(words, self.ways(FIRST), &price) {
            out.push(self.hyp(kind, entry, missing, cut, true, 0));
        }
    }

    /// The ways in which the row, header row or heading of a hypothesis goes on with line `i`.
    fn go_on(&self, i: usize, index: u32, out: &mut Vec<Hyp>) {
        let line = &self.p.text.lines[i];
        let hyp = &self.arena[index as usize];
        let mut entry = Entry {
            cost: hyp.cost,
            back: index,
        };
        let cuts = match hyp.kind {
            Kind::Row => {
                entry.cost += if line.page_start {
                    self.search.cut[1]
                } else {
                    self.mark(i, Event::Soft)
                };
                let price = |c: usize, a: usize, b: usize| {
                    let last = hyp.last.iter().find(|last| last.col == c)?;
                    let rest = if line.page_start { self.search.rest[c] } else { 0.0 };
                    Some(self.further(Kind::Row, last, a, b)? + rest)
                };
                self.cuts(&line.words, self.ways(LATER), &price)
            }
            Kind::Header => {
                entry.cost += if line.page_start {
                    TURN
                } else {
                    self.mark(i, Event::Soft)
                };
                let price = |c: usize, a: usize, b: usize| match hyp.last.iter().find(|last| last.col == c) {
                    Some(last) => self.further(Kind::Header, last, a, b),
                    // A name of fewer lines than others may stand lower than their first.
                    None if hyp.named & 1 << c.min(31) == 0 => self.fresh(Kind::Header, c, a, b),
                    None => None,
                };
                self.cuts(&line.words, self.ways(LATER), &price)
            }
            Kind::Heading if self.p.grammar.rows => {
                entry.cost += if line.page_start {
                    TURN
                } else {
                    self.mark(i, Event::Soft)
                };
                let (start, end) = (line.words.start, line.words.end);
                let price = hyp
                    .last
                    .first()
                    .and_then(|last| self.further(Kind::Heading, last, start, end));
                price
                    .map(|cost| Cut {
                        cost,
                        pieces: vec![(0, start, end)],
                    })
                    .into_iter()
                    .collect()
            }
            _ => Vec::new(),
        };
        for cut in cuts {
            out.push(self.hyp(hyp.kind, entry, 0.0, cut, false, index));
        }
    }

    /// Fewer ways where the search is rough.
    fn ways(&self, most: u32) -> usize {
        (self.p.weights.width / PER_WAY).clamp(1, most) as usize
    }

    /// The hypothesis that reads a line as `cut` says.
    fn hyp(&self, kind: Kind, entry: Entry, cost: f32, cut: Cut, begins: bool, before: u32) -> Hyp {
        let old = if begins { None } else { self.arena.get(before as usize) };
        let mut hyp = Hyp {
            cost: entry.cost + cost + cut.cost,
            back: entry.back,
            kind,
            last: Vec::with_capacity(cut.pieces.len()),
            parts: Vec::with_capacity(cut.pieces.len()),
            begins,
            named: old.map_or(0, |old| old.named),
        };
        for (col, start, end) in cut.pieces {
            let above = old.and_then(|old| old.last.iter().find(|last| last.col == col));
            hyp.parts.push(match above {
                Some(last) => self.part(kind, last, start),
                None => Part::First,
            });
            hyp.last.push(Last {
                col,
                start,
                end,
                fresh: above.is_none(),
            });
            if kind == Kind::Header {
                hyp.named |= 1 << col.min(31);
            }
        }
        hyp
    }
}
