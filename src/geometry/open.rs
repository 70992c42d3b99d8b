//! A row while it grows line by line, and what it costs.

use super::belief::Belief;
use super::grid::Grid;
use super::prices::Prices;
use super::rows::{Kind, Segment, Step};
use super::settings::Rows;
use crate::reconstruct::given::As;

/// What a row follows, and what that costs.
pub(crate) struct Follows {
    /// The step before it.
    pub(crate) before: Option<usize>,
    /// The way up to it.
    pub(crate) base: f32,
    /// Having no text in its first column.
    pub(crate) keyless: f32,
}

/// A row from its first line on.
pub(crate) struct Open<'p> {
    grid: &'p Grid,
    prices: &'p Prices<'p>,
    /// First line.
    pub(crate) from: usize,
    /// One past the last line so far.
    to: usize,
    pub(crate) follows: Follows,
    /// First and last line with text per column.
    ends: Vec<Option<(usize, usize)>>,
    /// Price of its lines so far.
    lines: f32,
    /// Price of the columns with text and without.
    present: f32,
    /// Rows of the page before that it may be the rest of.
    continued: Option<Continued>,
}

impl<'p> Open<'p> {
    /// A row without lines yet.
    pub(crate) fn new(
        grid: &'p Grid,
        prices: &'p Prices<'p>,
        from: usize,
        follows: Follows,
        continued: Option<Continued>,
    ) -> Self {
        Self {
            grid,
            prices,
            from,
            to: from,
            follows,
            ends: vec![None; grid.columns],
            lines: 0.0,
            present: prices.present.iter().map(|[without, _]| without).sum(),
            continued,
        }
    }

    /// Takes in the next line.
    pub(crate) fn push(&mut self, settings: &Rows) {
        let line = self.to;
        let price = &self.prices.lines[line];
        for text in &price.texts {
            let ends = &mut self.ends[text.column];
            if let Some(ends) = ends {
                ends.1 = line;
            } else {
                *ends = Some((line, line));
                let [without, with] = self.prices.present[text.column];
                self.present += with - without;
                if let Some(continued) = &mut self.continued {
                    continued.push(self.grid, self.prices.belief, (line, text.column), settings);
                }
            }
            let inside = text.above.is_some_and(|above| above >= self.from);
            self.lines += if inside { text.inside } else { text.outside };
        }
        self.lines += price.any + if line > self.from { price.goes_on } else { 0.0 };
        self.to += 1;
    }

    /// It as a row of its own.
    pub(crate) fn row(&self) -> Step {
        let depth = &self.grid.depth;
        let (top, bottom) = (depth[self.from], depth[self.to - 1]);
        let mut cost = self.lines + self.present + self.prices.row + self.prices.lines[self.from].begins;
        for (c, ends) in self.ends.iter().enumerate() {
            if let &Some((first, last)) = ends
                && (first, last + 1) != (self.from, self.to)
            {
                cost += self.prices.place(c, depth[first] - top, bottom - depth[last]);
            }
        }
        let key = if self.ends[0].is_none() {
            self.follows.keyless
        } else {
            0.0
        };
        Step {
            cost: self.follows.base + cost + key,
            segment: self.segment(Kind::Row),
            before: self.follows.before,
        }
    }

    /// It as the rest of the row of the page before that suits it best; nothing need be present, all begins at the top.
    pub(crate) fn rest(&self) -> Option<Step> {
        let (before, before_cost) = self.continued.as_ref()?.best()?;
        let rule = self.grid.lines[self.from].rule.price(As::Cell { begins: false });
        let mut cost = self.lines + self.prices.rest + rule;
        for (column, ends) in self.ends.iter().enumerate() {
            let &Some((first, _)) = ends else { continue };
            cost += self.prices.belief.rest_place(first - self.from);
            // The join over the page was priced as one between rows.
            let texts = &self.prices.lines[first].texts;
            if let Ok(index) = texts.binary_search_by_key(&column, |text| text.column)
                && texts[index].above.is_some_and(|above| above < self.from)
            {
                cost -= texts[index].outside;
            }
        }
        Some(Step {
            cost: before_cost + cost,
            segment: self.segment(Kind::Rest),
            before: Some(before),
        })
    }

    /// Whether a row that begins below its last line, on a way that costs `best` so far, is cheaper however this one goes on.
    ///
    /// All that further lines add to this one, they add to the other as well, but for the most that beginning a row costs.
    pub(crate) fn is_lost(&self, best: f32, settings: &Rows) -> bool {
        let Some(most) = self.prices.most.get(self.to) else {
            return false;
        };
        self.continued.is_none() && self.follows.base + self.lines > best + most + settings.keyless
    }

    fn segment(&self, kind: Kind) -> Segment {
        Segment {
            kind,
            from: self.from,
            to: self.to,
        }
    }
}

/// Rows that may go on over a page.
pub(crate) struct Continued {
    /// Each end of a row: the step, its lines, its price with what the texts below it that are known cost.
    uppers: Vec<(usize, Segment, f32)>,
}

impl Continued {
    /// Rows among the steps that end the page before: their indices, lines, and what the way to their ends costs.
    pub(crate) fn new(steps: impl Iterator<Item = (usize, Segment, f32)>) -> Self {
        Self {
            uppers: steps
                .filter(|(_, segment, _)| matches!(segment.kind, Kind::Row | Kind::Rest))
                .collect(),
        }
    }

    /// Adds the price of a column whose first text below the page is on this line.
    fn push(&mut self, grid: &Grid, belief: &Belief, (line, column): (usize, usize), settings: &Rows) {
        let join = grid.joins[line][column];
        let inside = join.map_or(0.0, |join| belief.inside(column, &join, false) * settings.damping);
        for (_, upper, cost) in &mut self.uppers {
            *cost += match join {
                Some(join) if join.above >= upper.from && join.above < upper.to => inside,
                _ if upper.kind == Kind::Rest => LATE_REST,
                _ => settings.late,
            };
        }
    }

    /// The step that costs least, with its price.
    fn best(&self) -> Option<(usize, f32)> {
        let mut best: Option<(usize, f32)> = None;
        for &(step, _, cost) in &self.uppers {
            if best.is_none_or(|best| cost < best.1) {
                best = Some((step, cost));
            }
        }
        best
    }
}

/// A cell that begins after the first page of a row over three pages.
const LATE_REST: f32 = 0.5;
