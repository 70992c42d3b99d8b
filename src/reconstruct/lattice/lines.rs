//! From line to line: which states may follow each other, and which are kept.

use super::super::given::As;
use super::super::model::Event;
use super::state::{Candidate, Continued, Entry, From, Hyp, INF, Inner, NO_ENTRY, NONE, slot_of};
use super::{Parse, Part, Search};
use std::ops::Range;

/// Takes an entry of a column if it is the cheapest: cost, hypothesis before, whether a row begins.
trait Offer: Fn(&mut [Entry], usize, f32, u32, bool) {}
impl<F: Fn(&mut [Entry], usize, f32, u32, bool)> Offer for F {}

impl Search<'_> {
    pub(super) fn run(&mut self) -> Parse {
        let (cost, last) = self.run_to();
        self.read_back(last, cost)
    }

    /// Reads all lines: what the cheapest reading costs, and the hypothesis it ends with.
    pub(super) fn run_to(&mut self) -> (f32, u32) {
        let text = self.p.text;
        let mut live: Vec<u32> = vec![0];
        self.arena.push(Hyp {
            cost: 0.0,
            back: NONE,
            col: self.before(),
            start: 0,
            end: 0,
            multi: false,
            fresh: false,
            origin: NONE,
            cut: false,
            begun: 0,
            pieces: (0, 0),
        });
        let mut candidates: Vec<Candidate> = Vec::new();
        for (i, line) in text.lines.iter().enumerate() {
            self.enter(i);
            candidates.clear();
            let inners = self.expand(i, &live, &mut candidates);
            // Prose is kept beside, so that it never crowds the table out.
            let prose = self.before();
            let least = |table: bool| {
                let costs = candidates.iter().filter(|c| !table || c.col < prose).map(|c| c.cost);
                costs.min_by(f32::total_cmp)
            };
            let Some(best) = least(true).or_else(|| least(false)) else {
                break;
            };
            candidates.retain(|c| c.col >= prose || c.cost <= best + self.p.weights.beam);
            candidates.sort_unstable_by(|a, b| a.state().cmp(&b.state()).then(a.cost.total_cmp(&b.cost)));
            candidates.dedup_by(|a, b| a.state() == b.state());
            candidates.sort_by(|a, b| a.cost.total_cmp(&b.cost));
            live.clear();
            self.levels.push(self.arena.len() as u32);
            let mut kept = 0;
            for c in &candidates {
                if c.col < prose {
                    kept += 1;
                    if kept > self.p.weights.width {
                        continue;
                    }
                }
                let hyp = self.materialise(c, &inners, line.words.clone());
                live.push(self.arena.len() as u32);
                self.arena.push(hyp);
            }
        }
        let mut best = (INF * 2.0, 0);
        for &h in &live {
            let hyp = &self.arena[h as usize];
            if hyp.cut && hyp.origin == NONE {
                continue;
            }
            let mut cost = hyp.cost + self.stop(hyp);
            if (hyp.col as usize) < self.n {
                if hyp.origin == NONE {
                    cost += self.p.grammar.trailing[hyp.col as usize];
                }
            } else if hyp.col == self.heading() {
                cost += self.p.weights.heading_last;
            } else if (hyp.col as usize) < 2 * self.n {
                let missing = 2 * self.n - 1 - hyp.col as usize;
                cost += self.p.weights.header_last + self.p.weights.header_gap * missing as f32;
            }
            if cost < best.0 {
                best = (cost, h);
            }
        }
        best
    }

    /// All ways to read line `i` after the live hypotheses.
    fn expand(&self, i: usize, live: &[u32], out: &mut Vec<Candidate>) -> Vec<Inner> {
        let text = self.p.text;
        let line = &text.lines[i];
        let (a0, a1) = (line.words.start, line.words.end);
        let w = self.p.weights;
        let g = self.p.grammar;
        let n = self.n;
        let turned = line.page_start;
        let mark = |event: Event| {
            if turned || i == 0 {
                0.0
            } else {
                self.marks[event as usize][line.mark as usize]
            }
        };
        // Rows that the coming page break will cut are entered apart.
        let cuts = 2 * n + 3;
        let near = g.rows && self.until_turn[i] < w.cut_lines as usize;
        let mut entries = vec![NO_ENTRY; cuts + n];
        let mut continued: Vec<(f32, u32, Part)> = vec![(INF, NONE, Part::Soft); n];
        let mut rests: Vec<(u32, Vec<Entry>)> = Vec::new();
        let mut open_rows: Vec<(u32, Vec<Entry>)> = Vec::new();
        let rule = line.rule;
        // Columns that every word may belong to have no rows, and rules neither.
        let price = |col: usize, begins: bool| {
            let read = match col {
                _ if !g.rows => return 0.0,
                _ if col < n => As::Cell { begins },
                _ if col == 2 * n => As::Heading,
                _ => As::Other,
            };
            rule.price(read)
        };
        let offer = |entries: &mut [Entry], col: usize, cost: f32, hyp: u32, row: bool| {
            let cost = cost + price(col, row);
            if cost < entries[col].cost {
                entries[col] = Entry { cost, hyp, row };
            }
            if row && near && col < n && cost < entries[cuts + col].cost {
                entries[cuts + col] = Entry { cost, hyp, row };
            }
        };
        let prose = self.prose(i);
        for (rank, &index) in live.iter().enumerate() {
            let h = self.arena[index as usize];
            let col = h.col as usize;
            let one_line = !h.multi && !line.lone_blank;
            if i == 0 {
                self.open(&mut entries, 0.0, index, &offer);
                continue;
            }
            let open = h.cut && h.origin == NONE;
            let stop = self.stop(&h);
            let ended = if open {
                h.cost + stop.min(self.goes_on(&h))
            } else {
                h.cost + stop + self.fullness(&h, a0)
            };
            let violation = if one_line { self.alone[0] } else { self.alone[1] };
            if col < n {
                if !(turned && g.rows) {
                    let on = self.carry_on(&h, index, a0..a1, |part| {
                        let event = if part == Part::Hard {
                            Event::Paragraph
                        } else {
                            Event::Soft
                        };
                        mark(event) + price(col, false)
                    });
                    let (base, part) = (on.base, on.part);
                    out.push(on.candidate);
                    if h.origin == NONE && !h.cut && base < continued[col].0 {
                        continued[col] = (base, index, part);
                    }
                }
                if h.origin == NONE && !(turned && g.rows) {
                    let base = ended + violation + mark(Event::Cell);
                    for c in 0..n {
                        if g.same[col * n + c] < INF {
                            let cost = base + g.same[col * n + c];
                            if open {
                                if let Some(slot) = slot_of(&mut open_rows, h.begun, n) {
                                    offer(&mut open_rows[slot].1, c, cost, index, false);
                                }
                            } else {
                                offer(&mut entries, c, cost, index, false);
                            }
                        }
                    }
                }
                if !g.rows || (open && !turned) {
                    continue;
                }
                let trailing = if h.origin == NONE { g.trailing[col] } else { 0.0 };
                if !open {
                    let cut = if turned { self.cut[0] } else { 0.0 };
                    let row_end = ended + mark(Event::Row) + cut;
                    for c in 0..n {
                        let cost = if h.origin == NONE {
                            g.new[col * n + c]
                        } else {
                            g.leading[c] + w.row
                        };
                        if cost < INF {
                            offer(&mut entries, c, row_end + cost, index, true);
                        }
                    }
                    offer(&mut entries, 2 * n, row_end + trailing + w.heading, index, true);
                    offer(&mut entries, 2 * n + 2, row_end + trailing + w.after, index, true);
                }
                // The rest of a row cut by the page break, or its next column.
                if turned && (open || h.origin != NONE) && rank < w.rests as usize {
                    let base = h.cost + stop + self.fullness(&h, a0) + self.cut[1] + trailing + self.settle(index);
                    let base = base + price(0, false);
                    let entry = Entry {
                        cost: base,
                        hyp: index,
                        row: false,
                    };
                    let rest = vec![entry; n];
                    rests.push((index, rest));
                } else if !turned && h.origin != NONE {
                    let base = ended + violation + mark(Event::Cell);
                    let slot = match rests.iter().position(|r| r.0 == h.origin) {
                        Some(slot) => slot,
                        None => {
                            rests.push((h.origin, vec![NO_ENTRY; n]));
                            rests.len() - 1
                        }
                    };
                    for c in col + 1..n {
                        offer(&mut rests[slot].1, c, base, index, false);
                    }
                }
            } else if col < 2 * n {
                let c0 = col - n;
                let turn = if turned { 4.0 } else { mark(Event::Soft) } + price(col, false);
                out.push(self.carry_on(&h, index, a0..a1, |_| turn).candidate);
                for c in c0 + 1..n {
                    let skip = w.header_gap * (c - c0 - 1) as f32;
                    offer(
                        &mut entries,
                        n + c,
                        ended + violation + mark(Event::Cell) + skip,
                        index,
                        false,
                    );
                }
                let base = ended + mark(Event::Row) + w.header_gap * (n - 1 - c0) as f32;
                self.first_cells(&mut entries, base, index, &offer);
                offer(&mut entries, 2 * n, base + w.heading, index, true);
            } else if h.col == self.heading() {
                let turn = if turned { 6.0 } else { mark(Event::Soft) } + price(col, false);
                out.push(self.carry_on(&h, index, a0..a1, |_| turn).candidate);
                let base = ended + mark(Event::Row);
                self.first_cells(&mut entries, base, index, &offer);
                offer(&mut entries, 2 * n, base + w.heading_again, index, true);
                offer(&mut entries, 2 * n + 2, base + w.heading_last, index, true);
            } else if h.col == self.before() {
                offer(&mut entries, 2 * n + 1, h.cost, index, false);
                self.open(&mut entries, h.cost + mark(Event::Row), index, &offer);
            } else {
                offer(&mut entries, 2 * n + 2, h.cost, index, false);
            }
        }
        // Headings and prose take whole lines.
        let heading = entries[2 * n];
        if heading.cost < INF && g.rows {
            let odd = if text.words[a0].shape.continues() {
                w.heading_odd
            } else {
                0.0
            };
            let known = if line.numbered { w.numbered } else { 0.0 };
            let cost =
                heading.cost + odd - known + self.p.heading.begin(a0, a1) + self.overfull(self.heading(), a0, a1);
            out.push(Candidate::line(self.heading(), a0, cost, heading));
        }
        for (col, outside) in [(self.before(), entries[2 * n + 1]), (self.after(), entries[2 * n + 2])] {
            if outside.cost < INF && g.rows {
                out.push(Candidate::line(col, a0, outside.cost + prose, outside));
            }
        }
        let mut inners = Vec::new();
        if self.p.model.share[1] < w.share_after_lines {
            continued.iter_mut().for_each(|c| c.0 = INF);
        }
        let cells = self.inner(a0, a1, 0, entries[..n].to_vec(), continued, None, false);
        self.finals(&cells, 0, a1, NONE, out);
        inners.push(cells);
        let none = vec![(INF, NONE, Part::Soft); n];
        if near {
            open_rows.push((0, entries[cuts..].to_vec()));
        }
        for (begun, entries) in open_rows {
            let mut cut = self.inner(a0, a1, 0, entries, none.clone(), None, true);
            cut.begun = begun;
            self.finals(&cut, inners.len() as u16, a1, NONE, out);
            inners.push(cut);
        }
        if entries[n..2 * n].iter().any(|e| e.cost < INF) {
            let header = self.inner(a0, a1, n, entries[n..2 * n].to_vec(), none.clone(), None, false);
            self.finals(&header, inners.len() as u16, a1, NONE, out);
            inners.push(header);
        }
        for (origin, rest) in rests {
            let memory = self.memory(origin);
            let inner = self.inner(a0, a1, 0, rest, none.clone(), Some(memory), false);
            self.finals(&inner, inners.len() as u16, a1, origin, out);
            inners.push(inner);
        }
        if rule.column.is_some() && g.rows {
            for c in out {
                c.cost += rule.column_price(c.col as usize, c.start as usize == a0);
            }
        }
        inners
    }

    /// The cell of `h` taking the whole line `words`; `mark` prices the look of the break before it.
    fn carry_on(&self, h: &Hyp, index: u32, words: Range<usize>, mark: impl Fn(Part) -> f32) -> Continued {
        let (cost, part) = self.line_break(h.col, h.start, h.end, words.start);
        let base = h.cost + self.goes_on(h) + cost + mark(part);
        let all =
            base + self.costs(h.col).resume(words.start, words.end) + self.overfull(h.col, words.start, words.end);
        let entry = Entry {
            cost: all,
            hyp: index,
            row: false,
        };
        let candidate = Candidate {
            cost: all,
            col: h.col,
            start: words.start as u32,
            multi: true,
            fresh: false,
            origin: h.origin,
            cut: h.cut,
            begun: h.begun,
            from: From::Whole(entry, part),
        };
        Continued { base, part, candidate }
    }

    /// Entries of a row that nothing of a row stands before.
    fn first_cells(&self, entries: &mut [Entry], cost: f32, hyp: u32, offer: &impl Offer) {
        for (c, leading) in self.p.grammar.leading.iter().enumerate() {
            offer(entries, c, cost + leading + self.p.weights.row, hyp, true);
        }
    }

    /// Entries of a table's first line.
    fn open(&self, entries: &mut [Entry], cost: f32, hyp: u32, offer: &impl Offer) {
        let (n, w, g) = (self.n, self.p.weights, self.p.grammar);
        let price = if g.header { w.no_header } else { 0.0 };
        self.first_cells(entries, cost + price, hyp, offer);
        if !g.rows {
            return;
        }
        if g.header {
            for c in 0..n {
                offer(entries, n + c, cost + w.header + w.header_gap * c as f32, hyp, true);
            }
        }
        offer(entries, 2 * n, cost + w.heading + price, hyp, true);
        offer(
            entries,
            2 * n + 1,
            cost + if g.header { 0.0 } else { w.before_known },
            hyp,
            false,
        );
    }
}
