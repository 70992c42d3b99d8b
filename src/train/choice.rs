//! Training the choice between readings with different columns: pairwise ranking.
//!
//! Of every flattening the readings that come into question are scored against the truth. The weights of their features are
//! those under which a worse reading costs more than the best one: logistic loss on each pair, weighed by what the worse one
//! loses, which is convex, with a pull towards the plain cost. Nothing is drawn by chance.

use super::cases::Case;
use super::score::score_of;
use crate::reconstruct::candidates;
use crate::reconstruct::features::{Choice, Features, NAMES};
use crate::reconstruct::weights::Weights;
use rayon::prelude::*;

/// How strongly the weights are held to the plain cost.
const PULL: f32 = 0.01;
/// Steps of the descent; it settles in fewer on all data seen.
const STEPS: usize = 4000;

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

/// The plain cost: what the search itself adds up.
fn plain() -> Features {
    NAMES.map(|name| match name {
        "structure" | "first" | "body" | "ends" | "value" => 1.0,
        "columns" | "table" => 6.0,
        _ => 0.0,
    })
}

/// Mean score of the readings that `choice` takes.
pub fn chosen_score(all: &[&Readings], choice: &Choice) -> f32 {
    let chosen = |r: &Readings| {
        let best = r
            .readings
            .iter()
            .min_by(|a, b| choice.cost(&a.1).total_cmp(&choice.cost(&b.1)));
        best.map_or(0.0, |b| b.2)
    };
    all.iter().map(|r| chosen(r)).sum::<f32>() / all.len().max(1) as f32
}

/// The best that any choice could reach.
pub fn best_score(all: &[&Readings]) -> f32 {
    let best = |r: &Readings| r.readings.iter().map(|b| b.2).fold(0.0, f32::max);
    all.iter().map(|r| best(r)).sum::<f32>() / all.len().max(1) as f32
}

/// One pair: by how much the worse reading's features stand above the best one's, and what it loses.
type Pair = (Features, f32);

/// Trains the weights.
pub fn train_choice(all: &[&Readings]) -> Choice {
    let mut pairs: Vec<Pair> = Vec::new();
    for r in all {
        let Some(best) = (0..r.readings.len()).max_by(|a, b| r.readings[*a].2.total_cmp(&r.readings[*b].2)) else {
            continue;
        };
        let (_, right, score) = &r.readings[best];
        // Long texts differ by more, not in more ways.
        let rows = r.readings.iter().map(|r| r.1[ROWS] + r.1[OUTSIDE] / 3.0).sum::<f32>() / r.readings.len() as f32;
        let scale = 1.0 / (rows + 5.0).sqrt();
        for (_, wrong, loses) in &r.readings {
            let loss = score - loses;
            if loss > 0.0 {
                pairs.push((
                    std::array::from_fn(|f| (wrong[f] - right[f]) * scale),
                    loss / all.len() as f32,
                ));
            }
        }
    }
    descend(&pairs)
}

const ROWS: usize = 7;
const OUTSIDE: usize = 14;

fn descend(pairs: &[Pair]) -> Choice {
    const N: usize = NAMES.len();
    let spread: Features = std::array::from_fn(|f| {
        let sum: f32 = pairs.iter().map(|p| p.0[f] * p.0[f]).sum();
        (sum / pairs.len().max(1) as f32).sqrt().max(1e-6)
    });
    let prior: Features = std::array::from_fn(|f| plain()[f] * spread[f] / SHARPNESS);
    let (mut at, mut before) = (prior, prior);
    // The loss curves by at most a quarter of the mean squared length of the scaled pairs.
    let curve: f32 = pairs
        .iter()
        .map(|(d, loss)| loss * (0..N).map(|f| (d[f] / spread[f]).powi(2)).sum::<f32>() / 4.0)
        .sum();
    let step = 1.0 / (curve + 2.0 * PULL);
    for round in 0..STEPS {
        // Accelerated gradient descent (Nesterov).
        let speed = round as f32 / (round as f32 + 3.0);
        let look: Features = std::array::from_fn(|f| at[f] + speed * (at[f] - before[f]));
        let mut slope: Features = std::array::from_fn(|f| 2.0 * PULL * (look[f] - prior[f]));
        for (d, loss) in pairs {
            let margin: f32 = (0..N).map(|f| look[f] * d[f] / spread[f]).sum();
            let pull = loss / (1.0 + margin.clamp(-60.0, 60.0).exp());
            for f in 0..N {
                slope[f] -= pull * d[f] / spread[f];
            }
        }
        before = at;
        at = std::array::from_fn(|f| look[f] - step * slope[f]);
    }
    let weights: Features = std::array::from_fn(|f| at[f] / spread[f]);
    // Only ratios count; the first weight is 1.
    let unit = weights[0].abs().max(1e-6);
    Choice(weights.map(|w| (w / unit * 1000.0).round() / 1000.0))
}

/// Costs are divided by this before they are compared: a difference as large is likely, not sure.
const SHARPNESS: f32 = 10.0;

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
        let all: Vec<Readings> = (0..6)
            .map(|i| Readings {
                id: format!("d{i}"),
                name: format!("d{i}.x"),
                readings: vec![reading(3, 10.0, 0.0, 1.0), reading(4, 8.0, 2.0 + i as f32, 0.2)],
            })
            .collect();
        let all: Vec<&Readings> = all.iter().collect();
        assert_eq!(chosen_score(&all, &Choice(plain())), 0.2);
        let trained = train_choice(&all);
        assert_eq!(NAMES[9], "headings");
        assert!(trained.0[9] > 1.0, "{trained:?}");
        assert!((chosen_score(&all, &trained) - 1.0).abs() < 1e-6);
        assert_eq!((NAMES[ROWS], NAMES[OUTSIDE]), ("rows", "outside"));
    }
}
