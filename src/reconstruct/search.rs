//! The search for the number and order of columns among fits.

use super::features::{Features, features};
use super::fit::{Fit, INF, ROUGH, ROUNDS, Setting};
use super::headings::{Doubts, Headings};
use super::kinds::Kinds;
use super::lattice::{Piece, Place};
use super::learn::Sharing;
use super::sequences::{COLUMNS, turned};
use super::shape;
use super::text::Word;
use super::weights::Weights;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Rounds of changing one column.
const CLIMBS: usize = 4;
/// Lines that the number and order of columns are tried on.
const SAMPLE: usize = 200;
/// Words of them, about: a line of many words can be cut in many ways.
const SAMPLE_WORDS: usize = 1600;
/// Numbers of columns of which the best row is tried with any of its columns as the first.
const TURNED: usize = 4;
/// How often the best rows are tried again with the kinds that their cells look like.
const RELABELS: usize = 2;
/// Fits tried on the whole text, for each way to judge them.
const FINALISTS: usize = 6;
/// Most of them with the same number of columns.
const ALIKE: usize = 2;
/// The same where the number is given.
const ALIKE_GIVEN: usize = 4;
/// Fits that are read to the end.
const BEST: usize = 5;
/// Costs that the trained choice cannot tell apart.
const TIE: f32 = 3.0;
/// What sharing all lines must save to be believed.
const UNUSUAL: f32 = 20.0;
/// Numbers of columns for which the best row of kinds known from training is among them.
const KNOWN: usize = 3;

impl Setting<'_> {
    /// The best fit over numbers and orders of columns: cycles of a free reading and rows known from training, changes of one
    /// column at a time as long as they pay, other first columns, and the kinds that the cells found look like; all on the first
    /// lines, and the best of them on the whole text.
    pub fn search(&self) -> Option<Fit> {
        let best = self.judged().into_iter().next();
        best.map(|b| b.1).filter(|fit| fit.kinds.len() > 1)
    }

    /// The best fits and the text as paragraphs (unless the columns are given) with what they cost, cheapest first.
    pub(super) fn judged(&self) -> Vec<(f32, Fit)> {
        let paragraphs = self.given.is_none().then(|| self.single());
        let fits = self.judge(self.finalists().into_iter().chain(paragraphs));
        let found = fits
            .first()
            .is_some_and(|(_, fit)| fit.kinds.len() > 1 && !self.is_outside(&fit.parse));
        if found || self.eager || !self.has_values() {
            return fits;
        }
        self.judged_eagerly(&fits).unwrap_or(fits)
    }

    /// Fits with what they cost, cheapest first; one row shows no columns.
    fn judge(&self, fits: impl Iterator<Item = Fit>) -> Vec<(f32, Fit)> {
        let fits = fits.filter(|fit| fit.kinds.len() == 1 || fit.parse.rows().nth(1).is_some());
        let fits: Vec<(Features, Fit)> = fits.map(|fit| (features(self, &fit), fit)).collect();
        let mut choice = self.choice();
        if !fits.iter().any(|(_, fit)| self.has_names(fit)) {
            choice = choice.without_names();
        }
        let cost = |(features, fit): (Features, Fit)| (choice.cost(&features), fit);
        let mut fits: Vec<(f32, Fit)> = fits.into_iter().map(cost).collect();
        fits.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Of fits with as many columns that cost about the same, the one whose reading costs least by itself.
        if let Some((least, best)) = fits.first() {
            let alike = |(cost, fit): &&(f32, Fit)| *cost < least + TIE && fit.kinds.len() == best.kinds.len();
            let count = fits.iter().take_while(alike).count();
            fits[..count].sort_by(|a, b| a.1.plain_cost().total_cmp(&b.1.plain_cost()));
        }
        fits
    }

    /// Whether a fit finds a header row.
    fn has_names(&self, fit: &Fit) -> bool {
        let header = |piece: &Piece| matches!(piece.place, Place::Header(_));
        self.header.is_some() || fit.parse.pieces.iter().any(header)
    }

    /// A second search beside the fits of the first one, where it finds a table: rows of one line each look like lines of prose
    /// until their columns are known. The table has to be cheaper than paragraphs for the trained choice too.
    fn judged_eagerly(&self, first: &[(f32, Fit)]) -> Option<Vec<(f32, Fit)>> {
        let mut eager = self.with(self.text, self.weights);
        eager.eager = true;
        let paragraphs = first.iter().find(|(_, fit)| fit.kinds.len() == 1);
        let least = paragraphs.map_or(INF, |(cost, _)| *cost);
        let mut fits = eager.judge(eager.finalists().into_iter());
        if let Some(best) = fits.first() {
            let joined = eager.rejoin(best.clone());
            if joined.1.kinds.len() < best.1.kinds.len() {
                fits.insert(0, joined);
            }
        }
        fits.retain(|(_, fit)| self.cost(fit) < least);
        fits.extend(paragraphs.map(|(_, fit)| (eager.cost(fit), fit.clone())));
        fits.sort_by(|a, b| a.0.total_cmp(&b.0));
        fits.first().is_some_and(|(_, fit)| fit.kinds.len() > 1).then_some(fits)
    }

    /// A third of the lines hold a figure, as rows do and prose does not.
    pub(super) fn has_values(&self) -> bool {
        let figures = |word: &Word| shape::is_figures(word.shape.kind);
        let rows = self.text.lines.iter();
        let rows = rows.filter(|line| self.text.words[line.words.clone()].iter().any(figures));
        rows.count() * 3 > self.text.lines.len()
    }

    /// The best fits with different numbers of columns.
    pub fn finalists(&self) -> Vec<Fit> {
        // All of them on the whole text, roughly; the best of these to the end.
        let rough = self.weights.rough();
        let whole = self.with(self.text, &rough);
        let alike = if self.given.is_some() { ALIKE_GIVEN } else { ALIKE };
        let begun = self.sampled().into_iter().flat_map(|fits| go_on(fits, alike));
        let begun: Vec<Begun> = begun.collect();
        let settle = |(kinds, headings)| whole.settle(whole.fit_with(kinds, 1, headings), 0..ROUGH);
        let begun: Vec<Fit> = begun.into_par_iter().map(settle).collect();
        let mut fits = whole.judge(begun.into_iter());
        fits.truncate(BEST);
        let end = |(_, fit)| {
            let fit = self.settle(fit, ROUGH..ROUNDS);
            if self.eager { self.resplit(fit) } else { fit }
        };
        let mut fits: Vec<Fit> = fits.into_par_iter().map(end).collect();
        let best = fits.iter().map(|fit| (self.cost(fit), fit));
        let best = best.min_by(|a, b| a.0.total_cmp(&b.0));
        let dear = best.and_then(|(cost, fit)| self.without_headings(fit).filter(|dear| self.cost(dear) < cost));
        fits.extend(dear);
        fits
    }

    /// The fit with dear headings, where those it has are doubtful.
    fn without_headings(&self, fit: &Fit) -> Option<Fit> {
        if fit.headings == Headings::Dear {
            return None;
        }
        let Doubts { own, again } = self.doubts(&fit.parse);
        let dear = || Fit {
            headings: Headings::Dear,
            ..fit.clone()
        };
        (own || again).then(|| self.settle(dear(), ROUGH..ROUNDS))
    }

    /// How cells share lines here: what makes some row of known kinds cheapest on the first lines.
    pub(super) fn sharing(&self) -> Sharing {
        let head = self.text.head(SAMPLE, SAMPLE_WORDS);
        let weights = self.weights.sampling();
        let cost = |sharing: Sharing| {
            let mut setting = self.with(&head, &weights);
            setting.sharing = sharing;
            let costs =
                (Kinds::shipped().sequences.par_iter()).map(|kinds| setting.cost(&setting.fit(kinds.clone(), 2)));
            costs.reduce(|| f32::INFINITY, f32::min)
        };
        if cost(Sharing::ALWAYS) < cost(Sharing::LAW) - UNUSUAL {
            Sharing::ALWAYS
        } else {
            Sharing::LAW
        }
    }

    /// Fits to the first lines, in no order. Where nearly every row of the best has a heading of its own, also those with dear headings;
    /// but only where the trained choice does not compare them, which knows headings.
    fn sampled(&self) -> Vec<Vec<Sampled>> {
        let cheap = self.sampled_with(Headings::Cheap);
        let best = cheap.iter().min_by(|a, b| a.price.total_cmp(&b.price));
        let doubtful = best.is_some_and(|best| best.doubtful);
        let dear = doubtful.then(|| self.sampled_with(Headings::Dear));
        [Some(cheap), dear].into_iter().flatten().collect()
    }

    fn sampled_with(&self, headings: Headings) -> Vec<Sampled> {
        let head = self.text.head(SAMPLE, SAMPLE_WORDS);
        let weights = Weights {
            column: self.weights.column * 0.5,
            column_rows: self.weights.column_rows * 0.5,
            ..self.weights.sampling()
        };
        let sample = self.with(&head, &weights);
        let mut tried: BTreeSet<Vec<usize>> = BTreeSet::new();
        let mut fits: Vec<Sampled> = Vec::new();
        let mut consider = |fits: &mut Vec<Sampled>, all: &mut dyn Iterator<Item = Vec<usize>>| {
            let possible = all.filter_map(|kinds| match self.given {
                Some(given) => super::given::kinds(given, &kinds),
                None => Some(kinds).filter(|kinds| COLUMNS.contains(&kinds.len())),
            });
            let new: Vec<Vec<usize>> = possible.filter(|kinds| tried.insert(kinds.clone())).collect();
            let read = new.into_par_iter().map(|kinds| {
                let fit = sample.fit_with(kinds, 2, headings);
                Sampled {
                    // Where headings are dear, columns are to grow in their stead.
                    price: sample.price(&fit) + fit.parse.cost - fit.plain_cost(),
                    cost: sample.cost(&fit),
                    doubtful: self.eager && sample.doubts(&fit.parse).own,
                    like: sample.relabelled(&fit),
                    begun: (fit.kinds, headings),
                }
            });
            fits.par_extend(read);
        };
        let known = Kinds::shipped().sequences.iter().cloned();
        let skeletons = if self.eager { self.skeletons(&head) } else { Vec::new() };
        let mut first = known.chain(self.candidates()).chain(skeletons).chain(self.any_kinds());
        consider(&mut fits, &mut first);
        for _ in 0..CLIMBS {
            fits.sort_by(|a, b| a.price.total_cmp(&b.price));
            let Some((before, kinds)) = fits.first().map(|f| (f.price, f.begun.0.clone())) else {
                break;
            };
            consider(&mut fits, &mut self.neighbours(&kinds).into_iter());
            fits.sort_by(|a, b| a.price.total_cmp(&b.price));
            if fits.first().is_none_or(|f| f.price > before - 1.0) {
                break;
            }
        }
        let all: Vec<Vec<usize>> = (best_of_each(&mut fits)
            .take(TURNED)
            .flat_map(|fit| turned(&fit.begun.0)))
        .collect();
        consider(&mut fits, &mut all.into_iter());
        for _ in 0..RELABELS {
            let all: Vec<Vec<usize>> = (best_of_each(&mut fits).take(FINALISTS).map(|fit| fit.like.clone())).collect();
            consider(&mut fits, &mut all.into_iter());
        }
        fits
    }
}

/// What a fit begins with: kinds of its columns, and what headings cost.
type Begun = (Vec<usize>, Headings);

/// A fit to the first lines.
struct Sampled {
    /// What it began with.
    begun: Begun,
    /// The kinds that its cells look like.
    like: Vec<usize>,
    /// Nearly every row has a heading of its own, where that is asked.
    doubtful: bool,
    /// Cost of the reading and its columns.
    price: f32,
    /// What the trained choice makes of it.
    cost: f32,
}

/// The best fit of each number of columns, best first.
fn best_of_each(fits: &mut [Sampled]) -> impl Iterator<Item = &Sampled> {
    fits.sort_by(|a, b| a.price.total_cmp(&b.price));
    let mut numbers: BTreeSet<usize> = BTreeSet::new();
    fits.iter().filter(move |fit| numbers.insert(fit.begun.0.len()))
}

/// Those that go on to the whole text: the first lines say little of the number of columns, so the best of each number do.
fn go_on(mut fits: Vec<Sampled>, alike: usize) -> Vec<Begun> {
    let mut chosen: Vec<Begun> = Vec::new();
    let mut choose = |begun: &Begun| {
        if !chosen.contains(begun) {
            chosen.push(begun.clone());
        }
    };
    for by in [|f: &Sampled| f.price, |f: &Sampled| f.cost] {
        fits.sort_by(|a, b| by(a).total_cmp(&by(b)));
        let mut numbers: Vec<usize> = Vec::new();
        for Sampled { begun, .. } in &fits {
            let columns = begun.0.len();
            let same = numbers.iter().filter(|n| **n == columns).count();
            if numbers.len() < FINALISTS && same < alike {
                numbers.push(columns);
                choose(begun);
            }
        }
    }
    // Rows of a kind that is known from elsewhere settle better than those put together on the way.
    let known = &Kinds::shipped().sequences;
    fits.sort_by(|a, b| a.price.total_cmp(&b.price));
    let mut numbers: Vec<usize> = Vec::new();
    for n in fits.iter().map(|f| f.begun.0.len()) {
        if numbers.len() < KNOWN && !numbers.contains(&n) {
            numbers.push(n);
            let kinds = |f: &&Sampled| f.begun.0.len() == n && known.contains(&f.begun.0);
            let best = fits.iter().find(kinds);
            best.iter().for_each(|f| choose(&f.begun));
        }
    }
    chosen
}
