//! The search: the cheapest way to cut the lines of a text into cells, rows, headings and prose.
//!
//! A Viterbi search over line ends. A state is the column of the line's last piece, the word where that piece begins, and
//! whether the cell has more lines above. Inside a line a second, small search cuts it into pieces, because a cell of one line
//! shares its line with the next cell (the sharing law). After a page break the columns of the running row may go on, in order.

use super::math::ln;
use super::model::{self, Background, Costs, Event, Model};
use super::shape;
use super::text::{Gap, Text};
use super::weights::Weights;
use super::widths::WidthDistribution;
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

/// Header cells may be bold, and a bold face is at most this much wider than the regular one.
const BOLD: f32 = 1.12;
/// Chance of going on after a page break that costs nothing.
const REST: f32 = 0.4;
const NONE: u32 = u32::MAX;
const INF: f32 = 1.0e9;

#[derive(Debug, Clone, Copy)]
struct Hyp {
    cost: f32,
    back: u32,
    /// Column number: rows, then header columns, then heading, before, after.
    col: u16,
    /// First word of the last piece.
    start: u32,
    /// One past its last word.
    end: u32,
    /// The cell has lines above this one on this page.
    multi: bool,
    /// The last piece begins its cell.
    fresh: bool,
    /// Hypothesis before the page break, while the rest of its row goes on.
    origin: u32,
    /// The row will be cut by the coming page break.
    cut: bool,
    /// Where the cells of such a row began, hashed; 0 for other rows.
    begun: u32,
    /// Its pieces in the arena.
    pieces: (u32, u32),
}

#[derive(Debug, Clone, Copy)]
struct Raw {
    col: u16,
    start: u32,
    end: u32,
    part: Part,
    row: bool,
}

/// How a line is entered: cost, hypothesis before, whether a new row begins.
#[derive(Debug, Clone, Copy)]
struct Entry {
    cost: f32,
    hyp: u32,
    row: bool,
}

const NO_ENTRY: Entry = Entry {
    cost: INF,
    hyp: NONE,
    row: false,
};

/// Last piece of each column before a page break.
type Memory = Vec<Option<(u32, u32, bool)>>;

/// One candidate state at a line end, before pruning.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    cost: f32,
    col: u16,
    start: u32,
    multi: bool,
    fresh: bool,
    origin: u32,
    cut: bool,
    begun: u32,
    from: From,
}

#[derive(Debug, Clone, Copy)]
enum From {
    /// The whole line is one piece.
    Whole(Entry, Part),
    /// From inner search number `.0`.
    Inner(u16),
}

/// A cell that goes on over a line break.
struct Continued {
    /// Cost up to the break.
    base: f32,
    part: Part,
    candidate: Candidate,
}

/// The cut of one line into pieces of cells that begin here (or go on after a page break).
struct Inner {
    base: usize,
    cols: usize,
    offset: usize,
    /// `[word][col]`: entering a piece of `col` at `word`, and the column before on this line (NONE: from the entry).
    enter: Vec<(f32, u16)>,
    /// `[word][col]`: a piece of `col` ended before `word`, and where it began; `true` if it continued the line above.
    ended: Vec<(f32, u32, bool)>,
    entries: Vec<Entry>,
    continued: Vec<(f32, u32, Part)>,
    memory: Option<Memory>,
    cut: bool,
    begun: u32,
}

struct Search<'a> {
    p: &'a Problem<'a>,
    n: usize,
    arena: Vec<Hyp>,
    pieces: Vec<Raw>,
    marks: [Vec<f32>; 4],
    share: [f32; 2],
    alone: [f32; 2],
    widths: Vec<f32>,
    limits: Vec<f32>,
    /// Cost of an ordinary gap before a cell, and of a wide one.
    wide: [f32; 2],
    /// Cost of the running row not being cut by a page break, and of being cut.
    cut: [f32; 2],
    /// Per column what its cell going on after a page break costs.
    rest: Vec<f32>,
    /// Lines to the next page break, by line.
    until_turn: Vec<usize>,
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
    let n = problem.model.columns.len();
    let mut search = Search {
        p: problem,
        n,
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
    };
    search.run()
}

/// Readings of a row that is still open at a page break, kept apart by where its cells began.
const OPEN_ROWS: usize = 10;

/// The slot for `key`, made if there is room.
fn slot_of(slots: &mut Vec<(u32, Vec<Entry>)>, key: u32, columns: usize) -> Option<usize> {
    slots.iter().position(|s| s.0 == key).or_else(|| {
        (slots.len() < OPEN_ROWS).then(|| {
            slots.push((key, vec![NO_ENTRY; columns]));
            slots.len() - 1
        })
    })
}

fn mix(begun: u32, word: u32, col: u16) -> u32 {
    (begun ^ word.wrapping_mul(0x9e37_79b1) ^ u32::from(col) << 24).wrapping_mul(0x85eb_ca6b) | 1
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

/// Cost of an ordinary gap before a new cell on the same line, and of a wide one.
fn gap_costs(model: &Model) -> [f32; 2] {
    let [(before, cells), (inside, words)] = model.wide;
    let all = (before + inside) / (cells + words);
    let own = before / cells;
    [-ln((1.0 - own) / (1.0 - all)), -ln(own / all)]
}

fn mark_costs(model: &Model) -> [Vec<f32>; 4] {
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

impl Search<'_> {
    fn heading(&self) -> u16 {
        (2 * self.n) as u16
    }
    fn before(&self) -> u16 {
        (2 * self.n + 1) as u16
    }
    fn after(&self) -> u16 {
        (2 * self.n + 2) as u16
    }

    fn costs(&self, col: u16) -> &Costs {
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
    fn width(&self, col: u16) -> f32 {
        let col = col as usize;
        if col < self.n {
            self.widths[col]
        } else if col < 2 * self.n {
            self.widths[col - self.n]
        } else {
            self.p.full
        }
    }

    fn position(&self, start: u32, end: u32, fresh: bool) -> usize {
        if fresh { (end - start - 1) as usize } else { usize::MAX }
    }

    /// Cost of lines too wide for their column.
    fn overfull(&self, col: u16, from: usize, to: usize) -> f32 {
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
    fn line_break(&self, col: u16, from: u32, end: u32, next: usize) -> (f32, Part) {
        let t = self.p.text;
        let need = t.need(from as usize, end as usize - 1, next, self.p.blank);
        let limit = self.width(col);
        let w = self.p.weights;
        // A paragraph ends and begins as a cell does.
        let costs = self.costs(col);
        let last = end as usize - 1;
        let ends = (costs.stops(last, usize::MAX) - costs.goes_on(last, usize::MAX)) * w.paragraph_end;
        let paragraph = if t.words[next].shape.kind == shape::BULLET {
            w.bullet + ends
        } else {
            w.paragraph + ends + (costs.first[next] - costs.look[next]).max(-1.0) * w.paragraph_first
        };
        let paragraph = paragraph.max(0.3);
        if limit.is_finite() {
            let early = (limit - need) / self.p.tolerance;
            if early > 1.0 {
                (paragraph, Part::Hard)
            } else if early > 0.0 {
                (paragraph * early, Part::Soft)
            } else {
                (0.0, Part::Soft)
            }
        } else {
            let mass = self.p.distribution.between(t.width(from as usize, end as usize), need);
            let soft = -ln(mass + 0.03) * w.unknown_width;
            if soft > paragraph {
                (paragraph, Part::Hard)
            } else {
                (soft, Part::Soft)
            }
        }
    }

    /// Cost of a cell ending at a line end although the next word would not have fitted either.
    fn fullness(&self, h: &Hyp, next: usize) -> f32 {
        self.fullness_at(h.col, h.start, h.end, next)
    }

    /// The narrower the column the likelier the coincidence: about a word's share of the width.
    fn fullness_at(&self, col: u16, start: u32, end: u32, next: usize) -> f32 {
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
    fn stop(&self, h: &Hyp) -> f32 {
        if h.col >= self.before() {
            return 0.0;
        }
        self.stop_at(h.col, h.start, h.end, h.fresh)
    }

    fn stop_at(&self, col: u16, start: u32, end: u32, fresh: bool) -> f32 {
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
    fn value(&self, col: u16, from: usize, to: usize, stop: f32) -> f32 {
        if col as usize >= self.n {
            return 0.0;
        }
        let p = self.p;
        let words = self.costs(col).begin(from, to) + stop;
        model::value_saving(p.text, p.model, p.background, col as usize, (from, to), words) * p.weights.value
    }

    /// Cost of line `i` as prose: full lines are cheap, lines that end early are not.
    fn prose(&self, i: usize) -> f32 {
        prose_line(self.p.text, i, self.p.full, self.p.blank, self.p.weights)
    }

    /// Cost of a cell ending, or of going on after the page break if that is less and the row will be cut.
    fn end_at(&self, cut: bool, col: u16, start: u32, end: u32, fresh: bool) -> f32 {
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
    fn settle(&self, hyp: u32) -> f32 {
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

    fn goes_on(&self, h: &Hyp) -> f32 {
        if h.col >= self.before() {
            return 0.0;
        }
        self.costs(h.col)
            .goes_on(h.end as usize - 1, self.position(h.start, h.end, h.fresh))
    }

    fn run(&mut self) -> Parse {
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
            let part = self.p.model.part(i);
            let columns = &self.p.model.columns;
            self.widths = columns.iter().map(|c| c.widths[part.min(c.widths.len() - 1)]).collect();
            self.limits = columns.iter().map(|c| c.limits[part.min(c.limits.len() - 1)]).collect();
            candidates.clear();
            let inners = self.expand(i, &live, &mut candidates);
            candidates.sort_unstable_by(|a, b| {
                (a.col, a.start, a.multi, a.origin, a.cut, a.begun)
                    .cmp(&(b.col, b.start, b.multi, b.origin, b.cut, b.begun))
                    .then(a.cost.total_cmp(&b.cost))
            });
            candidates.dedup_by(|a, b| {
                (a.col, a.start, a.multi, a.origin, a.cut, a.begun)
                    == (b.col, b.start, b.multi, b.origin, b.cut, b.begun)
            });
            candidates.sort_by(|a, b| a.cost.total_cmp(&b.cost));
            // Prose is kept beside, so that it never crowds the table out.
            let prose = self.before();
            let Some(best) = candidates
                .iter()
                .find(|c| c.col < prose)
                .or(candidates.first())
                .map(|c| c.cost)
            else {
                break;
            };
            live.clear();
            let mut kept = 0;
            for c in &candidates {
                if c.col < prose {
                    kept += 1;
                    if kept > self.p.weights.width || c.cost > best + self.p.weights.beam {
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
        self.read_back(best.1, best.0)
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
        let offer = |entries: &mut [Entry], col: usize, cost: f32, hyp: u32, row: bool| {
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
                        mark(if part == Part::Hard {
                            Event::Paragraph
                        } else {
                            Event::Soft
                        })
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
                let turn = if turned { 4.0 } else { mark(Event::Soft) };
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
                for c in 0..n {
                    offer(&mut entries, c, base + g.leading[c] + w.row, index, true);
                }
                offer(&mut entries, 2 * n, base + w.heading, index, true);
            } else if h.col == self.heading() {
                let turn = if turned { 6.0 } else { mark(Event::Soft) };
                out.push(self.carry_on(&h, index, a0..a1, |_| turn).candidate);
                let base = ended + mark(Event::Row);
                for c in 0..n {
                    offer(&mut entries, c, base + g.leading[c] + w.row, index, true);
                }
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
            out.push(Candidate {
                cost,
                col: self.heading(),
                start: a0 as u32,
                multi: false,
                fresh: true,
                origin: NONE,
                cut: false,
                begun: 0,
                from: From::Whole(heading, Part::First),
            });
        }
        for (col, outside) in [(self.before(), entries[2 * n + 1]), (self.after(), entries[2 * n + 2])] {
            if outside.cost < INF && g.rows {
                out.push(Candidate {
                    cost: outside.cost + prose,
                    col,
                    start: a0 as u32,
                    multi: false,
                    fresh: true,
                    origin: NONE,
                    cut: false,
                    begun: 0,
                    from: From::Whole(outside, Part::First),
                });
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

    /// Entries of a table's first line.
    fn open(&self, entries: &mut [Entry], cost: f32, hyp: u32, offer: &impl Fn(&mut [Entry], usize, f32, u32, bool)) {
        let (n, w, g) = (self.n, self.p.weights, self.p.grammar);
        for c in 0..n {
            let price = if g.header { w.no_header } else { 0.0 };
            offer(entries, c, cost + price + g.leading[c] + w.row, hyp, true);
        }
        if !g.rows {
            return;
        }
        if g.header {
            for c in 0..n {
                offer(entries, n + c, cost + w.header + w.header_gap * c as f32, hyp, true);
            }
        }
        offer(
            entries,
            2 * n,
            cost + w.heading + if g.header { w.no_header } else { 0.0 },
            hyp,
            true,
        );
        offer(
            entries,
            2 * n + 1,
            cost + if g.header { 0.0 } else { w.before_known },
            hyp,
            false,
        );
    }

    /// What went before a page break, per column of the running row.
    fn memory(&self, hyp: u32) -> Memory {
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
    fn piece(&self, memory: Option<&Memory>, col: usize, offset: usize, from: usize, to: usize) -> f32 {
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

    fn inner(
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
    fn finals(&self, inner: &Inner, number: u16, a1: usize, origin: u32, out: &mut Vec<Candidate>) {
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

    fn materialise(&mut self, c: &Candidate, inners: &[Inner], words: Range<usize>) -> Hyp {
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

    fn read_back(&self, hyp: u32, cost: f32) -> Parse {
        let mut lines = Vec::new();
        let mut at = hyp;
        while at != NONE {
            let h = &self.arena[at as usize];
            lines.push(h.pieces);
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
        Parse { pieces, cost }
    }
}
