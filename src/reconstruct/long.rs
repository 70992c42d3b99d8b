//! Long texts: the columns are chosen on a part of the text, and the whole is read with them.
//!
//! What a choice of columns costs grows with the lines it is tried on, and the choice itself is trained on tables of a few pages:
//! on thousands of lines small savings add up and wrong columns win. A part of some pages says as much of the columns, and what it
//! teaches is where the reading of the whole begins.

use super::fit::{Fit, ROUNDS, Setting, TOLERANCE};
use super::text::{Text, TextLine};
use rayon::prelude::*;
use std::ops::Range;

/// Lines from which a text is long, and the same where a third of them hold figures: they are nearer to a row each.
const LONG: usize = 600;
const LONG_ROWS: usize = 300;
/// Lines of a part, and words of them, about.
const PART: usize = 250;
const PART_WORDS: usize = 4000;
/// Parts that are looked at, at most, until one has a table.
const PARTS: usize = 5;
/// Parts that choose among the columns that were found in that one, itself among them.
const VOTES: usize = 5;
/// Share of full lines from which a part is prose.
const PROSE: (usize, usize) = (17, 20);
/// Rounds in which the whole is read again, roughly and to the end.
const ROUGHLY: Range<usize> = ROUNDS - 3..ROUNDS - 1;
const TO_THE_END: Range<usize> = ROUNDS - 1..ROUNDS;

/// Lines among which the widest ones are chance.
const HUGE: usize = 5000;
/// Lines before and behind a part in which there must be rows too.
const AROUND: usize = 2 * PART;

impl Setting<'_> {
    /// The best fits and what they cost, cheapest first; of a long text the one that its parts agree on, or what was found in the
    /// first part where none has a table.
    pub(super) fn judged_at_length(&self) -> Vec<(f32, Fit)> {
        if let Some(fit) = self.uniform() {
            return vec![(self.cost(&fit), fit)];
        }
        let long = if self.has_values() { LONG_ROWS } else { LONG };
        if self.text.lines.len() <= long {
            return self.judged_orders();
        }
        let parts = self.parts();
        let mut found = Vec::new();
        for start in parts.iter().take(PARTS) {
            let fits = self.with(&self.part(*start), self.weights).judged_orders();
            if fits.first().is_some_and(|(_, fit)| fit.kinds.len() > 1) {
                if let Some(fit) = self.agreed(&fits, *start, &parts) {
                    return vec![(self.cost(&fit), fit)];
                }
            } else if found.is_empty() {
                found = fits;
            }
        }
        found
    }

    /// The reading of the whole with what fits to the part from `start` on and the other parts agree on, if it has rows.
    fn agreed(&self, fits: &[(f32, Fit)], start: usize, parts: &[usize]) -> Option<Fit> {
        let others = parts.iter().copied().filter(|other| *other != start);
        let fit = self.elected(fits, &others.take(VOTES - 1).collect::<Vec<_>>());
        // Chance in one part of a long prose is no table: the lines around it are looked at before all of them are.
        let (from, to) = (start.saturating_sub(AROUND), start + PART + AROUND);
        let around = self.text.window(from..to.min(self.text.lines.len()), usize::MAX);
        let near = self.with(&around, self.weights).extended(fit, start - from);
        near.parse.rows().next()?;
        Some(self.extended(fit, start)).filter(|whole| whole.parse.rows().next().is_some())
    }

    /// The lines of a part.
    fn part(&self, start: usize) -> Text {
        self.text.window(start..start + PART, PART_WORDS)
    }

    /// The fit with the number of columns that most parts choose of those that some fits have; the fewer where as many parts
    /// choose each.
    fn elected<'f>(&self, fits: &'f [(f32, Fit)], voters: &[usize]) -> &'f Fit {
        let number = |fit: &Fit| fit.kinds.len();
        let choose = |start: &usize| {
            let part = self.part(*start);
            let setting = self.ordered(fits[0].1.model.order).with(&part, self.weights);
            let own = fits
                .iter()
                .map(|(_, fit)| setting.given_with(fit.kinds.clone(), fit.headings));
            let own = own.map(|fit| (setting.cost(&fit), number(&fit)));
            own.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, number)| number)
        };
        let mut votes: Vec<usize> = voters.par_iter().filter_map(choose).collect();
        votes.push(number(&fits[0].1));
        let count = |number: usize| votes.iter().filter(|vote| **vote == number).count();
        let tables = || fits.iter().map(|(_, fit)| fit).filter(|fit| number(fit) > 1);
        let most = tables()
            .map(number)
            .max_by_key(|of| (count(*of), std::cmp::Reverse(*of)));
        tables().find(|fit| Some(number(fit)) == most).unwrap_or(&fits[0].1)
    }

    /// A fit to the part from line `start` on as one to the whole text.
    fn extended(&self, part: &Fit, start: usize) -> Fit {
        let mut model = part.model.clone();
        model.parts.iter_mut().for_each(|line| *line += start as u32);
        let rough = self.weights.rough();
        let end = self.ordered(model.order);
        let whole = end.with(self.text, &rough);
        let tolerance = TOLERANCE[TOLERANCE.len() - 1];
        let parse = whole.decode(&model, &whole.grammar(&model), tolerance, part.headings);
        let fit = whole.settle(
            Fit {
                model,
                parse,
                ..part.clone()
            },
            ROUGHLY,
        );
        end.settle(fit, TO_THE_END)
    }

    /// Where parts of the text to look at begin: its beginning, and then those with the fewest full lines, as rows have and prose
    /// has not.
    fn parts(&self) -> Vec<usize> {
        // They overlap: a text of two parts has a third one to decide.
        let starts = (0..=self.text.lines.len() - PART).step_by(PART / 2);
        let width = |line: &TextLine| self.text.width(line.words.start, line.words.end);
        let widths: Vec<f32> = self.text.lines.iter().map(width).collect();
        let widest = if widths.len() < HUGE {
            self.full
        } else {
            // All but a hundredth keep within it.
            let at = widths.len() * 99 / 100;
            *widths.clone().select_nth_unstable_by(at, f32::total_cmp).1
        };
        let lines: Vec<bool> = widths.iter().map(|width| *width > 0.8 * widest).collect();
        let full = |start: usize| lines[start..start + PART].iter().filter(|full| **full).count();
        let mut parts: Vec<(usize, usize)> = starts.map(|start| (full(start), start)).collect();
        let is_prose = |part: &(usize, usize)| part.0 * PROSE.1 >= PART * PROSE.0;
        // Where all parts look like prose, rows of one line each may all be as wide as the page.
        if !self.has_values() || !parts.iter().all(is_prose) {
            parts.retain(|part| !is_prose(part));
        }
        if let Some((_, others)) = parts.split_first_mut() {
            others.sort_unstable();
        }
        parts.into_iter().map(|(_, start)| start).collect()
    }
}
