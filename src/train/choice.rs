//! Training the choice between readings with different columns.
//!
//! Of every flattening the readings that come into question are scored against the truth. Each reading is to be taken with a
//! probability that grows with its score; the weights of the features are those under which that is likeliest, see [`logit`].
//! They begin at prices set by hand and are held to them, loosely.

use super::cases::Case;
use super::logit;
use super::score::score_of;
use crate::reconstruct::candidates;
use crate::reconstruct::features::{Choice, Features, NAMES};
use crate::reconstruct::weights::Weights;
use rayon::prelude::*;

/// How strongly each weight is held to where it began, relative to its size.
const PULL: f64 = 5e-5;
/// How much better a reading has to be to be wanted so many times as often, as a logarithm per point of score.
const SHARP: f64 = 8.0;
/// Power of the length of a text that its features are divided by.
const LENGTH: f64 = 0.2;

/// The readings of one flattening.
#[derive(Debug, Clone)]
pub struct Readings {
    /// The document.
    pub id: String,
    /// `<id>.<flavour>`.
    pub name: String,
    /// Per reading the number of its columns, its features, and its score from 0 to 1.
    pub readings: Vec<(usize, Features, f32)>,
    /// How much it counts.
    pub weight: f32,
}

/// Scores the readings of a case that come into question under a choice. Where there is no table, the reading as paragraphs is the right
/// one.
fn readings(case: &Case, weights: &Weights, choice: &Choice) -> Vec<(usize, Features, f32)> {
    let found = candidates(&case.document, &case.body, (weights, choice), &case.kinds);
    let readings = found.into_iter().map(|c| {
        let paragraphs = c.kinds.len() == 1;
        let score = match (case.truth.columns.is_empty(), paragraphs) {
            (true, _) => f32::from(paragraphs),
            (false, true) => 0.0,
            (false, false) => score_of(case, &c.found),
        };
        (c.kinds.len(), c.features, score)
    });
    readings.collect()
}

/// The readings of cases, none known yet.
pub fn no_readings(cases: &[Case]) -> Vec<Readings> {
    let none = |case: &Case| Readings {
        id: case.id.clone(),
        name: case.name.clone(),
        readings: Vec::new(),
        weight: case.weight,
    };
    cases.iter().map(none).collect()
}

/// Adds to `all`, the readings of `cases`, those that come into question under a choice and are not among them.
pub fn add_readings(all: &mut [Readings], cases: &[Case], weights: &Weights, choice: &Choice) {
    all.par_iter_mut().zip(cases).for_each(|(known, case)| {
        for reading in readings(case, weights, choice) {
            if !known.readings.contains(&reading) {
                known.readings.push(reading);
            }
        }
    });
}

/// Score of the reading that `choice` takes.
pub(super) fn chosen(r: &Readings, choice: &Choice) -> f32 {
    let cost = |reading: &(usize, Features, f32)| choice.cost(&reading.1);
    let best = r.readings.iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
    best.map_or(0.0, |b| b.2)
}

/// Mean score of the readings that `choice` takes.
pub fn chosen_score(all: &[&Readings], choice: &Choice) -> f32 {
    all.iter().map(|r| chosen(r, choice)).sum::<f32>() / all.len().max(1) as f32
}

/// The best score among the readings.
pub(super) fn best(r: &Readings) -> f32 {
    r.readings.iter().map(|b| b.2).fold(0.0, f32::max)
}

/// The best mean score that any choice could reach.
pub fn best_score(all: &[&Readings]) -> f32 {
    all.iter().map(|r| best(r)).sum::<f32>() / all.len().max(1) as f32
}

/// Trains the weights from `start` on, held to it; [`Choice::untrained`] has seen no document.
pub fn train_choice(all: &[&Readings], start: &Choice) -> Choice {
    let weight: f32 = all.iter().map(|r| r.weight).sum();
    let mut cases: Vec<logit::Case<N>> = all.iter().map(|r| case(r, r.weight / weight)).collect();
    // All features are made to spread alike, so that all are held alike.
    let mut spread = [1e-18; N];
    let count = cases.iter().map(|case| case.features.len()).sum::<usize>().max(1) as f64;
    for case in &cases {
        let mean = |f: usize| case.features.iter().map(|r| r[f]).sum::<f64>() / case.features.len() as f64;
        for f in 0..N {
            let mean = mean(f);
            spread[f] += case.features.iter().map(|r| (r[f] - mean).powi(2)).sum::<f64>() / count;
        }
    }
    let spread = spread.map(f64::sqrt);
    for features in cases.iter_mut().flat_map(|case| &mut case.features) {
        *features = std::array::from_fn(|f| features[f] / spread[f]);
    }
    let begin: [f64; N] = std::array::from_fn(|f| f64::from(start.0[f]) * spread[f]);
    let size = begin.iter().map(|w| w.abs()).sum::<f64>() / N as f64;
    let prior = logit::Prior {
        begin,
        loose: begin.map(|w| w.abs() + 0.1 * size),
        pull: PULL,
    };
    let at = logit::fit(&cases, &prior);
    // Only ratios count; the first weight is 1.
    let weights: [f64; N] = std::array::from_fn(|f| at[f] / spread[f]);
    let unit = weights[0].abs().max(1e-6);
    let mut trained = weights.map(|w| ((w / unit * 1000.0).round() / 1000.0) as f32);
    // A table that is none is worse than one that is not read, and few documents teach that: its price never falls.
    trained[TABLE] = trained[TABLE].max(start.0[TABLE]);
    Choice(trained)
}

const N: usize = NAMES.len();
const ROWS: usize = 7;
const OUTSIDE: usize = 22;
const TABLE: usize = N - 1;

/// The readings of one flattening as a case. Long texts differ by more, not in more ways: features are divided by a power of the
/// length.
fn case(r: &Readings, weight: f32) -> logit::Case<N> {
    let count = r.readings.len().max(1) as f32;
    let rows = r.readings.iter().map(|r| r.1[ROWS] + r.1[OUTSIDE] / 3.0).sum::<f32>() / count;
    let scale = f64::from(rows + 5.0).powf(-LENGTH);
    let best = best(r);
    let chances: Vec<f64> = r
        .readings
        .iter()
        .map(|r| (SHARP * f64::from(r.2 - best)).exp())
        .collect();
    let all: f64 = chances.iter().sum();
    logit::Case {
        features: r.readings.iter().map(|r| r.1.map(|f| f64::from(f) * scale)).collect(),
        wanted: chances.iter().map(|chance| chance / all).collect(),
        weight: f64::from(weight),
    }
}

/// The contents of `choice.json`.
pub fn choice_json(choice: &Choice) -> String {
    let lines: Vec<String> = NAMES
        .iter()
        .zip(choice.0)
        .map(|(name, weight)| format!(" \"{name}\": {weight:.3}"))
        .collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(columns: usize, structure: f32, headings: f32, score: f32) -> (usize, Features, f32) {
        let mut features = [0.0; NAMES.len()];
        features[0] = structure;
        features[9] = headings;
        (columns, features, score)
    }

    #[test]
    fn what_makes_readings_wrong_becomes_dear() {
        // In one half the headings give the wrong reading away, in the other its structure.
        let all: Vec<Readings> = (0..12)
            .map(|i| Readings {
                id: format!("d{i}"),
                name: format!("d{i}.x"),
                weight: 1.0,
                readings: if i % 2 == 0 {
                    vec![reading(3, 10.0, 0.0, 1.0), reading(4, 8.0, 2.0 + i as f32, 0.2)]
                } else {
                    vec![reading(3, 10.0, 1.0, 1.0), reading(4, 20.0, 1.0, 0.2)]
                },
            })
            .collect();
        let all: Vec<&Readings> = all.iter().collect();
        let mut start = [0.1; N];
        start[0] = 1.0;
        let start = Choice(start);
        assert!(chosen_score(&all, &start) < 0.7);
        let trained = train_choice(&all, &start);
        assert_eq!((NAMES[9], NAMES[ROWS]), ("headings", "rows"));
        assert_eq!((NAMES[OUTSIDE], NAMES[TABLE]), ("outside", "table"));
        assert!(trained.0[9] > 0.3, "{trained:?}");
        assert!(chosen_score(&all, &trained) > 0.8, "{trained:?}");
    }
}
