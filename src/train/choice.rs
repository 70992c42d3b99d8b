//! Training the choice between readings with different columns.
//!
//! Of every flattening the readings that come into question are scored against the truth. The weights of their features are
//! those that raise the expected score, when each reading is taken with a probability that falls with the exponential of its
//! cost. They begin at the shipped ones and are held to them. Nothing is drawn by chance.

use super::cases::Case;
use super::score::score_of;
use crate::reconstruct::candidates;
use crate::reconstruct::features::{Choice, Features, NAMES};
use crate::reconstruct::weights::Weights;
use rayon::prelude::*;

/// How strongly each weight is held to where it began, relative to its size. Held less, it fits the documents at hand better
/// and others worse.
const PULL: f32 = 0.003;
/// Steps of the ascent.
const STEPS: usize = 3000;

/// The readings of one flattening.
#[derive(Debug, Clone)]
pub struct Readings {
    /// The document.
    pub id: String,
    /// `<id>.<flavour>`.
    pub name: String,
    /// Per reading the number of its columns, its features, and its score from 0 to 1.
    pub readings: Vec<(usize, Features, f32)>,
}

/// Scores the readings of a case. Where there is no table, the reading as paragraphs is the right one.
fn readings(case: &Case, weights: &Weights) -> Readings {
    let found = candidates(&case.document, &case.body, weights, &case.kinds);
    let readings = found.into_iter().map(|c| {
        let paragraphs = c.kinds.len() == 1;
        let score = match (case.truth.columns.is_empty(), paragraphs) {
            (true, _) => f32::from(paragraphs),
            (false, true) => 0.0,
            (false, false) => score_of(case, &c.found),
        };
        (c.kinds.len(), c.features, score)
    });
    Readings {
        id: case.id.clone(),
        name: case.name.clone(),
        readings: readings.collect(),
    }
}

/// Scores the readings of all cases, in their order.
pub fn all_readings(cases: &[Case], weights: &Weights) -> Vec<Readings> {
    cases.par_iter().map(|case| readings(case, weights)).collect()
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

/// The features of the readings of one flattening, scaled, and their scores.
type Scaled = Vec<(Features, f32)>;

/// Trains the weights from the plain cost on, which has seen no document.
pub fn train_choice(all: &[&Readings]) -> Choice {
    train_from(all, &Choice::untrained())
}

/// Trains the weights from `start` on, held to it.
fn train_from(all: &[&Readings], start: &Choice) -> Choice {
    let cases: Vec<Scaled> = all.iter().map(|r| scaled(r)).collect();
    // All features are made to spread alike, so that one step suits them all.
    let mut spread: Features = [1e-9; N];
    let count = cases.iter().map(Vec::len).sum::<usize>().max(1) as f32;
    for case in &cases {
        let mean: Features = std::array::from_fn(|f| case.iter().map(|r| r.0[f]).sum::<f32>() / case.len() as f32);
        for (features, _) in case {
            for f in 0..N {
                spread[f] += (features[f] - mean[f]).powi(2) / count;
            }
        }
    }
    let spread = spread.map(f32::sqrt);
    let begin: Features = std::array::from_fn(|f| start.0[f] * spread[f]);
    let size = begin.iter().map(|w| w.abs()).sum::<f32>() / N as f32;
    let loose: Features = begin.map(|w| w.abs() + 0.1 * size);
    let mut at = begin;
    let (mut best, mut slope) = gain(&cases, &spread, &at, &begin, &loose);
    let mut step = 1.0;
    for _ in 0..STEPS {
        let next: Features = std::array::from_fn(|f| at[f] + step * slope[f] * loose[f]);
        let (value, next_slope) = gain(&cases, &spread, &next, &begin, &loose);
        if value > best {
            (at, best, slope, step) = (next, value, next_slope, step * 1.3);
        } else {
            step *= 0.5;
            if step < 1e-6 {
                break;
            }
        }
    }
    // Only ratios count; the first weight is 1.
    let weights: Features = std::array::from_fn(|f| at[f] / spread[f]);
    let unit = weights[0].abs().max(1e-6);
    Choice(weights.map(|w| (w / unit * 1000.0).round() / 1000.0))
}

const N: usize = NAMES.len();
const ROWS: usize = 7;
const OUTSIDE: usize = 15;

/// Long texts differ by more, not in more ways: features are divided by the root of the length.
fn scaled(r: &Readings) -> Scaled {
    let rows = r.readings.iter().map(|r| r.1[ROWS] + r.1[OUTSIDE] / 3.0).sum::<f32>() / r.readings.len().max(1) as f32;
    let scale = 1.0 / (rows + 5.0).sqrt();
    r.readings.iter().map(|r| (r.1.map(|f| f * scale), r.2)).collect()
}

/// Expected score less what leaving the beginning costs, and its slope.
fn gain(cases: &[Scaled], spread: &Features, at: &Features, begin: &Features, loose: &Features) -> (f32, Features) {
    let cost = |features: &Features| (0..N).map(|f| at[f] * features[f] / spread[f]).sum::<f32>();
    let mut value = 0.0;
    let mut slope = [0.0; N];
    for case in cases {
        let costs: Vec<f32> = case.iter().map(|r| cost(&r.0)).collect();
        let least = costs.iter().copied().fold(f32::INFINITY, f32::min);
        let weights: Vec<f32> = costs.iter().map(|c| (least - c).exp()).collect();
        let all: f32 = weights.iter().sum();
        let expected = case.iter().zip(&weights).map(|(r, w)| r.1 * w).sum::<f32>() / all;
        value += expected / cases.len() as f32;
        for ((features, score), weight) in case.iter().zip(&weights) {
            let pull = weight / all * (score - expected) / cases.len() as f32;
            for f in 0..N {
                slope[f] -= pull * features[f] / spread[f];
            }
        }
    }
    for f in 0..N {
        let away = (at[f] - begin[f]) / loose[f];
        value -= PULL * away * away;
        slope[f] -= 2.0 * PULL * away / loose[f];
    }
    (value, slope)
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
        let trained = train_from(&all, &start);
        assert_eq!((NAMES[9], NAMES[ROWS], NAMES[OUTSIDE]), ("headings", "rows", "outside"));
        assert!(trained.0[9] > 0.3, "{trained:?}");
        assert!(chosen_score(&all, &trained) > 0.8, "{trained:?}");
    }
}
