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
use super::settings::Rows;
use crate::reconstruct::given::As;

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

/// Cuts the lines; `header` tells per line the price of being in a header row (`None`: the header is known already).
pub(crate) fn segment(grid: &Grid, header: Option<&dyn Fn(usize) -> f32>, settings: &Rows) -> (Vec<Segment>, Belief) {
    let mut best: Option<(f32, Vec<Segment>, Belief)> = None;
    for (place, surprise) in Place::ALL.into_iter().zip(settings.places) {
        let mut belief = Belief::new(grid, place);
        let mut result = None;
        for _ in 0..settings.rounds {
            let (cost, segments) = decode(grid, &belief, header, settings);
            belief = Belief::learn(grid, &segments, place, settings);
            result = Some((cost + surprise, segments));
        }
        // Features learned from a wrong reading excuse it: readings are compared by the beliefs all start from.
        if let Some((_, segments)) = result {
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
struct Step {
    cost: f32,
    segment: Segment,
    /// Index of the step before in the list of all steps.
    before: Option<usize>,
}

fn decode(grid: &Grid, belief: &Belief, header: Option<&dyn Fn(usize) -> f32>, settings: &Rows) -> (f32, Vec<Segment>) {
    let n = grid.lines.len();
    let mut steps: Vec<Step> = Vec::new();
    // Best step that ends before each line.
    let mut at: Vec<Option<usize>> = vec![None; n + 1];
    // Steps that end the page before.
    let mut ends: Vec<usize> = Vec::new();
    let mut start = 0;
    while start < n {
        let part = grid.lines[start].part;
        let end = (start..n).find(|&i| grid.lines[i].part != part).unwrap_or(n);
        let mut page_ends: Vec<usize> = Vec::new();
        let mut put = |steps: &mut Vec<Step>, at: &mut Vec<Option<usize>>, step: Step| {
            let to = step.segment.to;
            let index = steps.len();
            let better = at[to].is_none_or(|b| step.cost < steps[b].cost);
            if better || to == end {
                steps.push(step);
            }
            if better {
                at[to] = Some(index);
            }
            if to == end {
                page_ends.push(index);
            }
        };
        for from in start..end {
            let before = at[from];
            if from > 0 && before.is_none() {
                continue;
            }
            let base = before.map_or(0.0, |b| steps[b].cost);
            if from == 0
                && let Some(price) = header
            {
                let mut cost = 0.0;
                for to in 1..=end.min(settings.header_lines).min(n - 1) {
                    cost += price(to - 1) + if to > 1 { settings.header_line } else { 0.0 };
                    let total = cost + header_cost(grid, belief, to, settings);
                    let segment = Segment {
                        kind: Kind::Header,
                        from,
                        to,
                    };
                    put(
                        &mut steps,
                        &mut at,
                        Step {
                            cost: total,
                            segment,
                            before: None,
                        },
                    );
                }
            }
            let headless = if from == 0 && header.is_some() {
                settings.headless
            } else {
                0.0
            };
            for to in from + 1..=(from + 2).min(end) {
                if let Some(cost) = heading_cost(grid, belief, from, to, settings) {
                    let segment = Segment {
                        kind: Kind::Heading,
                        from,
                        to,
                    };
                    put(
                        &mut steps,
                        &mut at,
                        Step {
                            cost: base + cost + headless,
                            segment,
                            before,
                        },
                    );
                }
            }
            let mut open = Open::new(grid.columns);
            for to in from + 1..=(from + settings.lines).min(end) {
                open.push(grid, belief, from, to - 1, settings);
                let keyless = open.first[0] == NONE
                    && before.is_some_and(|b| {
                        let segment = &steps[b].segment;
                        segment.kind == Kind::Heading && grid.lines[segment.from].narrow
                    });
                let cost =
                    base + headless + open.row(grid, belief, from, to) + if keyless { settings.keyless } else { 0.0 };
                let segment = Segment {
                    kind: Kind::Row,
                    from,
                    to,
                };
                put(&mut steps, &mut at, Step { cost, segment, before });
                if from == start && from > 0 {
                    let segment = Segment {
                        kind: Kind::Rest,
                        from,
                        to,
                    };
                    let rest = open.rest(grid, belief, from, settings);
                    let mut choice: Option<(f32, usize)> = None;
                    for &e in &ends {
                        let Some(pair) = continued(grid, belief, &steps[e].segment, &segment, settings) else {
                            continue;
                        };
                        let total = steps[e].cost + pair + rest;
                        if choice.is_none_or(|c| total < c.0) {
                            choice = Some((total, e));
                        }
                    }
                    if let Some((cost, e)) = choice {
                        put(
                            &mut steps,
                            &mut at,
                            Step {
                                cost,
                                segment,
                                before: Some(e),
                            },
                        );
                    }
                }
            }
        }
        ends = page_ends;
        start = end;
    }
    let mut segments = Vec::new();
    let mut cursor = at[n];
    let cost = cursor.map_or(0.0, |c| steps[c].cost);
    while let Some(index) = cursor {
        segments.push(steps[index].segment);
        cursor = steps[index].before;
    }
    segments.reverse();
    (cost, segments)
}

/// A row while it grows line by line.
struct Open {
    first: Vec<usize>,
    last: Vec<usize>,
    joins: f32,
}

const NONE: usize = usize::MAX;

impl Open {
    fn new(columns: usize) -> Self {
        Self {
            first: vec![NONE; columns],
            last: vec![NONE; columns],
            joins: 0.0,
        }
    }

    fn push(&mut self, grid: &Grid, belief: &Belief, from: usize, line: usize, settings: &Rows) {
        let here = &grid.lines[line];
        for (c, cell) in here.cells.iter().enumerate() {
            if cell.is_none() {
                continue;
            }
            if self.first[c] == NONE {
                self.first[c] = line;
            }
            self.last[c] = line;
            if let Some(join) = grid.joins[line][c] {
                self.joins += if join.above >= from {
                    belief.inside(c, &join, true) * settings.damping
                } else {
                    belief.outside(c, &join, grid.lines[join.above].part == here.part) * settings.damping
                };
            }
        }
        if here.crossing {
            self.joins += settings.crossing;
        }
        if line > from {
            self.joins += here.rule.price(As::Cell { begins: false });
            let texts = here.cells.iter().map(Option::is_some);
            self.joins += belief.goes_on(texts) * settings.pattern;
        }
        if line > from {
            self.joins += belief.no_boundary() + belief.blank(here.y - grid.lines[line - 1].y > 1.5, true);
            self.joins += belief.drawn(grid, line, true);
        }
    }

    fn row(&self, grid: &Grid, belief: &Belief, from: usize, to: usize) -> f32 {
        let rule = grid.lines[from].rule.price(As::Cell { begins: true });
        let mut cost = self.joins + belief.boundary() + belief.row() + rule;
        if from > 0 && grid.lines[from - 1].part == grid.lines[from].part {
            cost += belief.blank(grid.lines[from].y - grid.lines[from - 1].y > 1.5, false);
            cost += belief.drawn(grid, from, false);
        }
        for c in 0..grid.columns {
            cost += belief.present(c, self.first[c] != NONE);
            if self.first[c] != NONE {
                let above = grid.depth[self.first[c]] - grid.depth[from];
                let below = grid.depth[to - 1] - grid.depth[self.last[c]];
                cost += belief.place(c, above, below);
            }
        }
        cost
    }

    /// As [`Open::row`] for the rest of a row: nothing need be present, all begins at the top.
    fn rest(&self, grid: &Grid, belief: &Belief, from: usize, settings: &Rows) -> f32 {
        let mut cost = self.joins + belief.continued() + grid.lines[from].rule.price(As::Cell { begins: false });
        for c in 0..grid.columns {
            if self.first[c] != NONE {
                cost += belief.rest_place(self.first[c] - from);
                // The join over the page was priced as one between rows.
                if let Some(join) = grid.joins[self.first[c]][c]
                    && join.above < from
                {
                    cost -= belief.outside(c, &join, false) * settings.damping;
                }
            }
        }
        cost
    }
}

/// Price of going on with a row on the next page; `None` where that cannot be.
fn continued(grid: &Grid, belief: &Belief, upper: &Segment, lower: &Segment, settings: &Rows) -> Option<f32> {
    if !matches!(upper.kind, Kind::Row | Kind::Rest) {
        return None;
    }
    let mut cost = 0.0;
    for c in 0..grid.columns {
        let first = (lower.from..lower.to).find(|&l| grid.lines[l].cells[c].is_some());
        let Some(first) = first else { continue };
        match grid.joins[first][c] {
            Some(join) if join.above >= upper.from && join.above < upper.to => {
                cost += belief.inside(c, &join, false) * settings.damping;
            }
            _ if upper.kind == Kind::Rest => cost += 0.5,
            _ => cost += settings.late,
        }
    }
    Some(cost)
}

fn heading_cost(grid: &Grid, belief: &Belief, from: usize, to: usize, settings: &Rows) -> Option<f32> {
    let line = &grid.lines[from];
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
        cost += belief.blank(line.y - grid.lines[from - 1].y > 1.5, false);
        cost += belief.drawn(grid, from, false);
    }
    if to - from == 2 {
        cost += belief.drawn(grid, from + 1, true);
        if !grid.lines[from + 1].heading || !line.crossing {
            return None;
        }
        let widest = grid.lines.iter().map(|l| l.width).fold(0.0, f32::max);
        if line.width < 0.75 * widest {
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
            cost += belief.blank(next.y - above.y > 1.5, false);
            cost += belief.drawn(grid, to, false);
        }
    }
    cost + (1..to).map(|line| belief.drawn_in_header(grid, line)).sum::<f32>()
}
