//! Which lines make a row: the cheapest way to cut a table's lines into header, headings and rows.
//!
//! A dynamic programme over lines. Every line of a row pays for how its fragments follow those above
//! them (does the line above have room for the next word, how does it end, how does this one begin),
//! every cell for where it stands in its row (top, middle, bottom), every column for being empty.
//! The prices are negative logarithms of frequencies learned from the table itself: decode, count,
//! decode again, from three starting beliefs (cells at the top, in the middle, at the bottom); the
//! cheapest result stays.

use super::belief::{Belief, Place};
use super::grid::Grid;
use super::open::{Continued, Follows, Open};
use super::prices::Prices;
use super::settings::Rows;
use crate::reconstruct::given::As;
use std::ops::Range;

/// What a range of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The header row.
    Header,
    /// A heading over all columns.
    Heading,
    /// A row, or the part of it on this page.
    Row,
    /// The rest of a row from the page before.
    Rest,
}

/// Lines of the grid that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    /// What they are.
    pub(crate) kind: Kind,
    /// First line.
    pub(crate) from: usize,
    /// One past the last line.
    pub(crate) to: usize,
}

/// Cuts the lines; `header` tells per line at the top the price of being in a header row (`None`: the header is known already).
pub(crate) fn segment(grid: &Grid, header: Option<&[f32]>, settings: &Rows) -> (Vec<Segment>, Belief) {
    let mut best: Option<(f32, Vec<Segment>, Belief)> = None;
    for (place, surprise) in Place::ALL.into_iter().zip(settings.places) {
        let mut belief = Belief::new(grid, place);
        let mut result: Option<Vec<Segment>> = None;
        for _ in 0..settings.rounds {
            let (_, segments) = decode(grid, &belief, header, settings);
            // The same reading teaches the same.
            if result.as_ref() == Some(&segments) {
                break;
            }
            belief = Belief::learn(grid, &segments, place, settings);
            result = Some(segments);
        }
        // Features learned from a wrong reading excuse it: readings are compared by the beliefs all start from.
        if let Some(segments) = result {
            let cost = surprise + decode(grid, &belief.unlearned(), header, settings).0;
            if best.as_ref().is_none_or(|b| cost < b.0) {
                best = Some((cost, segments, belief));
            }
        }
    }
    match best {
        Some((_, segments, belief)) => (segments, belief),
        None => (Vec::new(), Belief::new(grid, Place::Top)),
    }
}

/// The best way to reach a line, or to end a page with a segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) cost: f32,
    pub(crate) segment: Segment,
    /// Index of the step before in the list of all steps.
    pub(crate) before: Option<usize>,
}

/// The cheapest cut and its price.
fn decode(grid: &Grid, belief: &Belief, header: Option<&[f32]>, settings: &Rows) -> (f32, Vec<Segment>) {
    let n = grid.lines.len();
    let prices = Prices::new(grid, belief, settings);
    let mut search = Search {
        grid,
        prices: &prices,
        settings,
        steps: Vec::new(),
        at: vec![None; n + 1],
    };
    // Steps that end the page before.
    let mut ends: Vec<usize> = Vec::new();
    let mut start = 0;
    while start < n {
        let part = grid.lines[start].part;
        let end = (start..n).find(|&i| grid.lines[i].part != part).unwrap_or(n);
        ends = search.page(start..end, &ends, header);
        start = end;
    }
    search.best()
}

/// The cheapest ways to the ends of all lines.
struct Search<'g> {
    grid: &'g Grid,
    prices: &'g Prices<'g>,
    settings: &'g Rows,
    steps: Vec<Step>,
    /// The best step that ends before each line.
    at: Vec<Option<usize>>,
}

impl<'g> Search<'g> {
    /// Goes through the lines of a page; `ends` are the steps that end the page before. Gives those that end this one.
    fn page(&mut self, lines: Range<usize>, ends: &[usize], header: Option<&[f32]>) -> Vec<usize> {
        let mut page_ends = Vec::new();
        let mut header_price = 0.0;
        let mut opens: Vec<Open<'g>> = Vec::new();
        for to in lines.start + 1..=lines.end {
            let mut put = |search: &mut Self, step: Step| {
                let index = search.steps.len();
                let better = search.at[to].is_none_or(|best| step.cost < search.steps[best].cost);
                // Inside a page only the best step counts, and nothing follows it yet.
                if let Some(best) = search.at[to]
                    && to != lines.end
                {
                    if better {
                        search.steps[best] = step;
                    }
                    return;
                }
                if better || to == lines.end {
                    search.steps.push(step);
                }
                if better {
                    search.at[to] = Some(index);
                }
                if to == lines.end {
                    page_ends.push(index);
                }
            };
            if lines.start == 0
                && to <= self.settings.header_lines.min(self.grid.lines.len() - 1)
                && let Some(&price) = header.and_then(|prices| prices.get(to - 1))
            {
                header_price += price + if to > 1 { self.settings.header_line } else { 0.0 };
                let cost = header_price + header_cost(self.grid, self.prices.belief, to, self.settings);
                let segment = Segment {
                    kind: Kind::Header,
                    from: 0,
                    to,
                };
                put(
                    self,
                    Step {
                        cost,
                        segment,
                        before: None,
                    },
                );
            }
            opens.extend(self.open(to - 1, lines.start, ends, header.is_some()));
            for open in &mut opens {
                if to - open.from <= 2
                    && let Some(cost) = heading_cost(self.grid, self.prices, open.from, to, self.settings)
                {
                    let segment = Segment {
                        kind: Kind::Heading,
                        from: open.from,
                        to,
                    };
                    put(
                        self,
                        Step {
                            cost: open.follows.base + cost,
                            segment,
                            before: open.follows.before,
                        },
                    );
                }
                open.push(self.settings);
                for step in [Some(open.row()), open.rest()].into_iter().flatten() {
                    put(self, step);
                }
            }
            let best = self.at[to].map(|best| self.steps[best].cost);
            opens.retain(|open| {
                to - open.from < self.settings.lines && best.is_none_or(|best| !open.is_lost(best, self.settings))
            });
        }
        page_ends
    }

    /// A row that begins on a line, if the line before can be an end.
    fn open(&self, from: usize, start: usize, ends: &[usize], header: bool) -> Option<Open<'g>> {
        let before = self.at[from];
        if from > 0 && before.is_none() {
            return None;
        }
        let base = before.map_or(0.0, |before| self.steps[before].cost);
        let headless = if from == 0 && header {
            self.settings.headless
        } else {
            0.0
        };
        let keyless = before.is_some_and(|before| {
            let segment = &self.steps[before].segment;
            segment.kind == Kind::Heading && self.grid.lines[segment.from].narrow
        });
        let follows = Follows {
            before,
            base: base + headless,
            keyless: if keyless { self.settings.keyless } else { 0.0 },
        };
        let uppers = ends
            .iter()
            .map(|&end| (end, self.steps[end].segment, self.steps[end].cost));
        let continued = (from == start && from > 0).then(|| Continued::new(uppers));
        Some(Open::new(self.grid, self.prices, from, follows, continued))
    }

    /// The best way to the end.
    fn best(self) -> (f32, Vec<Segment>) {
        let mut segments = Vec::new();
        let mut cursor = self.at[self.grid.lines.len()];
        let cost = cursor.map_or(0.0, |step| self.steps[step].cost);
        while let Some(index) = cursor {
            segments.push(self.steps[index].segment);
            cursor = self.steps[index].before;
        }
        segments.reverse();
        (cost, segments)
    }
}

fn heading_cost(grid: &Grid, prices: &Prices<'_>, from: usize, to: usize, settings: &Rows) -> Option<f32> {
    let (belief, line) = (prices.belief, &grid.lines[from]);
    if !line.heading {
        return None;
    }
    let mut cost = belief.heading()
        + if line.narrow {
            settings.heading_narrow
        } else {
            settings.heading
        };
    cost += grid.lines[from..to]
        .iter()
        .map(|l| l.rule.price(As::Heading))
        .sum::<f32>();
    if line.numbered {
        cost -= settings.heading_numbered;
    }
    if line.again {
        cost -= settings.heading_again;
    }
    if let Some(join) = &grid.joins[from][0] {
        cost += belief.outside(0, join, grid.lines[join.above].part == line.part) * settings.damping;
    }
    if from > 0 && grid.lines[from - 1].part == line.part {
        cost += belief.blank(grid.free_above(from), false);
        cost += belief.drawn(grid, from, false);
    }
    if to - from == 2 {
        cost += belief.drawn(grid, from + 1, true);
        if !grid.lines[from + 1].heading || !line.crossing {
            return None;
        }
        if line.width < 0.75 * prices.widest {
            return None;
        }
        cost += settings.heading_more;
    }
    Some(cost)
}

fn header_cost(grid: &Grid, belief: &Belief, to: usize, settings: &Rows) -> f32 {
    let mut cost: f32 = grid.lines[..to].iter().map(|l| l.rule.price(As::Other)).sum();
    for c in 0..grid.columns {
        let filled = || (0..to).filter(|&l| grid.lines[l].cells[c].is_some());
        match (filled().next(), filled().next_back()) {
            (Some(first), Some(last)) => {
                cost += belief.header_place(grid.depth[first] - grid.depth[0], grid.depth[to - 1] - grid.depth[last]);
            }
            _ => cost += settings.header_empty,
        }
        for l in 1..to {
            if let Some(join) = grid.joins[l][c] {
                cost += belief.header(&join) * settings.damping;
            }
        }
    }
    if let Some(next) = grid.lines.get(to) {
        let above = &grid.lines[to - 1];
        if next.part == above.part {
            cost += belief.blank(grid.free_above(to), false);
            cost += belief.drawn(grid, to, false);
        }
    }
    cost + (1..to).map(|line| belief.drawn_in_header(grid, line)).sum::<f32>()
}
