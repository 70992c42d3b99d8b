//! In which order the text holds the cells of a row: cell by cell, or by baseline.
//!
//! Both are read, and the cheaper description is taken. Reading a text by baselines takes its time, so it is only done where
//! the first lines promise something. A table whose cells hold a line each reads the same either way.

use super::fit::{Fit, Setting};
use super::kinds::Kinds;
use super::lattice::{Part, Place};
use super::learn::{Element, elements, line_of_words};
use super::model::Order;
use super::weights::Weights;
use rayon::prelude::*;

/// Lines that are looked at first.
const HEAD: usize = 60;
/// Hypotheses per line in them, and how far they may be from the best.
const WIDTH: u32 = 6;
const BEAM: f32 = 8.0;
/// Cost of a line of prose in them.
const PROSE: f32 = 12.0;
/// Columns that are tried in them.
const COLUMNS: usize = 9;
/// Rows to lines of a table whose rows are mostly of one line each, at least.
const SHORT: (usize, usize) = (7, 10);
/// What the other order must save on them.
const PROMISE: f32 = 5.0;
/// What it must save in the end for each cell whose lines stand apart.
const GAIN: f32 = 1.0;
/// What it must save at least.
const LEAST: f32 = 10.0;

impl<'a> Setting<'a> {
    /// The same text in another order.
    pub(super) fn ordered(&self, order: Order) -> Setting<'_> {
        let mut other = self.with(self.text, self.weights);
        other.order = order;
        other
    }

    /// The best fits, in the order whose best describes the text at less cost, and what they cost, cheapest first.
    pub(super) fn judged_orders(&self) -> Vec<(f32, Fit)> {
        let cells = self.judged();
        let Some((cost, best)) = cells.first() else {
            return cells;
        };
        if self.has_short_rows(best) {
            return cells;
        }
        let other = self.ordered(Order::Baselines);
        if !other.promising(self, best) {
            return cells;
        }
        let baselines = other.judged();
        let pays = baselines.first().is_some_and(|(own, fit)| {
            let apart = apart(fit);
            apart > 0 && own + LEAST.max(GAIN * apart as f32) < *cost
        });
        if pays { baselines } else { cells }
    }

    /// Most lines of the table are a row each, which reads the same in either order.
    fn has_short_rows(&self, fit: &Fit) -> bool {
        let (mut rows, mut lines) = (0, Vec::new());
        let cells = fit
            .parse
            .pieces
            .iter()
            .filter(|piece| matches!(piece.place, Place::Cell(_)));
        let starts = line_of_words(self.text);
        for piece in cells {
            rows += usize::from(piece.row);
            lines.push(starts[piece.words.start]);
        }
        lines.dedup();
        rows * SHORT.1 > lines.len() * SHORT.0
    }

    /// A rough reading of the first lines in this order is cheaper than those cell by cell.
    fn promising(&self, cells: &Setting<'_>, fit: &Fit) -> bool {
        let head = self.text.head(HEAD, usize::MAX);
        // Nothing is prose here: where a table is still misread, prose would be cheaper, and no change of it would pay.
        let rough = Weights {
            prose_line: PROSE,
            prose_full: PROSE,
            column: self.weights.column * 0.5,
            column_rows: self.weights.column_rows * 0.5,
            ..self.weights.bounded(WIDTH, BEAM, 1)
        };
        let (this, other) = (self.with(&head, &rough), cells.with(&head, &rough));
        let mut rows = vec![&fit.kinds];
        if self.given.is_none() {
            rows.extend(&Kinds::shipped().sequences);
        }
        let price = |setting: &Setting<'_>, kinds: &[usize]| {
            let fit = setting.fit(kinds.to_vec(), 1);
            (setting.price(&fit), fit)
        };
        let cheapest = |fits: &mut dyn Iterator<Item = (f32, Fit)>| fits.min_by(|a, b| a.0.total_cmp(&b.0));
        let Some(mut best) = cheapest(&mut rows.iter().map(|kinds| price(&this, kinds))) else {
            return false;
        };
        // Rows nobody knows yet grow out of the best of the known ones.
        while best.1.kinds.len() < COLUMNS && self.given.is_none() {
            let before = best.1.kinds.clone();
            let kinds = 0..Kinds::shipped().looks.len();
            let places = kinds.flat_map(|kind| (0..=before.len()).map(move |place| (place, kind)));
            let places: Vec<(usize, usize)> = places.collect();
            let longer = places.into_par_iter().map(|(place, kind)| {
                let mut kinds = before.clone();
                kinds.insert(place, kind);
                price(&this, &kinds)
            });
            let longer: Vec<(f32, Fit)> = longer.collect();
            match cheapest(&mut longer.into_iter()) {
                Some(next) if next.0 < best.0 - 1.0 => best = next,
                _ => break,
            }
        }
        let (own, fit) = best;
        apart(&fit) > 1 && rows.iter().all(|kinds| own + PROMISE < price(&other, kinds).0)
    }
}

/// Line breaks inside cells at which words of other cells stand between.
fn apart(fit: &Fit) -> usize {
    let mut count = 0;
    for element in elements(&fit.parse, fit.model.columns.len()) {
        if let Element::Row(cells) = element {
            for cell in &cells {
                let breaks = cell.windows(2);
                let apart = breaks.filter(|pair| pair[1].1 != Part::Rest && pair[0].0.end < pair[1].0.start);
                count += apart.count();
            }
        }
    }
    count
}
