//! From samples to a model, and how good its probabilities are on documents it has not seen.

use super::Sample;
use crate::confidence::model::Model;
use crate::train::error::TrainError;
use crate::train::weights::folds;

/// What pulls the weights to nothing.
const RIDGE: f64 = 20.0;
/// Steps of the descent, and how long they are.
const ROUNDS: usize = 1500;
const STEPS: f64 = 0.5;
/// Cells that a step of the calibration stands on, at least.
const STEP: usize = 150;
/// Right and wrong ones that every step is given beforehand, so that none is certain.
const PRIOR: f64 = 1.0;

/// Trains a model on samples.
pub fn train(samples: &[&Sample]) -> Model {
    let cells: Vec<(&[f32], bool)> = samples
        .iter()
        .flat_map(|s| s.cells.iter().map(|(f, right)| (f.as_slice(), *right)))
        .collect();
    let mut model = Model {
        weights: regression(&cells),
        ..Model::default()
    };
    let sums = cells
        .iter()
        .map(|(features, right)| (model.sum(features), *right))
        .collect();
    model.cells = steps(sums);
    let records = (samples.iter()).map(|sample| (model.record_sum(&sample.features()), sample.is_right()));
    model.records = steps(records.collect());
    model
}

/// Logistic regression in which nothing but the first feature can speak for a cell: all others are doubts, and a weight that the
/// few documents of a folder give one of them the other way round would be their accident.
fn regression(cells: &[(&[f32], bool)]) -> Vec<f32> {
    let n = cells.first().map_or(0, |(features, _)| features.len());
    let count = cells.len().max(1) as f64;
    // The mean square of each feature is the measure of its steps.
    let scale: Vec<f64> = (0..n)
        .map(|at| cells.iter().map(|(f, _)| f64::from(f[at]).powi(2)).sum::<f64>() / count + 1e-3)
        .collect();
    let mut weights = vec![0.0_f64; n];
    for round in 0..ROUNDS {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| -RIDGE * weight / count).collect();
        gradient[0] = 0.0;
        for (features, right) in cells {
            let sum: f64 = features.iter().zip(&weights).map(|(f, w)| f64::from(*f) * w).sum();
            let error = f64::from(u8::from(*right)) - 1.0 / (1.0 + (-sum).exp());
            for (slope, feature) in gradient.iter_mut().zip(*features) {
                *slope += error * f64::from(*feature) / count;
            }
        }
        let step = STEPS / (1.0 + round as f64 / ROUNDS as f64 * 4.0);
        for at in 0..n {
            weights[at] += step * gradient[at] / scale[at];
            if at > 0 {
                weights[at] = weights[at].min(0.0);
            }
        }
    }
    // Four decimals are more than the data say.
    weights
        .iter()
        .map(|weight| ((weight * 1e4).round() / 1e4) as f32)
        .collect()
}

/// Isotonic regression (pool adjacent violators) over steps of some size: the middle of each step's sums with its share of right
/// ones.
fn steps(mut sums: Vec<(f32, bool)>) -> Vec<(f32, f32)> {
    sums.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = STEP.min(sums.len().max(1));
    // Count, right ones, and sum of the sums.
    let mut pools: Vec<(f64, f64, f64)> = Vec::new();
    let share = |pool: &(f64, f64, f64)| (pool.1 + PRIOR * 0.5) / (pool.0 + PRIOR);
    for chunk in sums.chunks(size) {
        let right = chunk.iter().filter(|(_, right)| *right).count() as f64;
        let total = chunk.iter().map(|(sum, _)| f64::from(*sum)).sum::<f64>();
        pools.push((chunk.len() as f64, right, total));
        while let [.., a, b] = pools[..]
            && share(&a) >= share(&b)
        {
            pools.truncate(pools.len() - 2);
            pools.push((a.0 + b.0, a.1 + b.1, a.2 + b.2));
        }
    }
    let mut points: Vec<(f32, f32)> = Vec::new();
    for pool in &pools {
        let rounded = |value: f64| ((value * 1e4).round() / 1e4) as f32;
        let point = (rounded(pool.2 / pool.0), rounded(share(pool)));
        if points.last().is_none_or(|last| last.0 < point.0) {
            points.push(point);
        }
    }
    points
}

/// Probabilities, each with whether it was right.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Those of cells.
    pub cells: Vec<(f32, bool)>,
    /// Those of records.
    pub records: Vec<(f32, bool)>,
}

/// The confidence of every sample by a model that was trained on other documents.
///
/// # Errors
/// See [`folds`].
pub fn held_out(samples: &[Sample], count: usize) -> Result<Judged, TrainError> {
    let folds = folds(samples, |sample| &sample.id, count)?;
    let mut judged = Judged::default();
    for (at, held) in folds.iter().enumerate() {
        let others = folds.iter().enumerate().filter(|(other, _)| *other != at);
        let rest: Vec<&Sample> = others.flat_map(|(_, fold)| fold.iter().copied()).collect();
        let model = train(&rest);
        for sample in held {
            let found = model.confidence(&sample.features());
            let cells = found.cells.iter().zip(&sample.cells);
            judged.cells.extend(cells.map(|(sure, (_, right))| (*sure, *right)));
            judged.records.push((found.record, sample.is_right()));
        }
    }
    Ok(judged)
}

/// How good probabilities are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Calibration {
    /// How many were judged.
    pub count: usize,
    /// Share of right ones.
    pub right: f64,
    /// Expected calibration error over ten bins of equal width.
    pub error: f64,
    /// How many have at least .99, and the share of right ones among them.
    pub sure: (usize, f64),
    /// Area under the curve of right ones against wrong ones: how well the two are told apart.
    pub area: f64,
}

/// Judges probabilities by what was right.
pub fn calibration(judged: &[(f32, bool)]) -> Calibration {
    let count = judged.len().max(1) as f64;
    let right = |of: &[&(f32, bool)]| of.iter().filter(|(_, right)| *right).count() as f64;
    let mut error = 0.0;
    for bin in 0..10 {
        let inside: Vec<&(f32, bool)> = judged
            .iter()
            .filter(|(p, _)| ((p * 10.0) as usize).min(9) == bin)
            .collect();
        let mean = inside.iter().map(|(p, _)| f64::from(*p)).sum::<f64>();
        error += (mean - right(&inside)).abs() / count;
    }
    let sure: Vec<&(f32, bool)> = judged.iter().filter(|(p, _)| *p >= 0.99).collect();
    let all: Vec<&(f32, bool)> = judged.iter().collect();
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Wrong ones below each right one; ties count half.
    let (mut wrong, mut area) = (0.0, 0.0);
    for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
        let good = ties.iter().filter(|(_, right)| *right).count() as f64;
        let bad = ties.len() as f64 - good;
        area += good * (wrong + bad / 2.0);
        wrong += bad;
    }
    Calibration {
        count: judged.len(),
        right: right(&all) / count,
        error,
        sure: (sure.len(), right(&sure) / sure.len().max(1) as f64),
        area: area / (wrong * right(&all)).max(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regression_finds_what_tells() {
        let cell = |x: f32| {
            let mut features = vec![0.0; 5];
            (features[0], features[1]) = (1.0, x);
            features
        };
        let samples: Vec<Sample> = (0..1000)
            .map(|n| Sample {
                id: "x".to_owned(),
                positioned: false,
                cells: vec![(cell((n % 10) as f32 / 10.0), (n / 10) % 10 >= n % 10)],
            })
            .collect();
        let model = train(&samples.iter().collect::<Vec<_>>());
        assert!(model.weights[1] < -0.5, "{:?}", model.weights);
        let cells = samples.iter().flat_map(|sample| &sample.cells);
        let judged: Vec<(f32, bool)> = cells.map(|(f, right)| (model.cell(f), *right)).collect();
        let calibration = calibration(&judged);
        assert!(calibration.error < 0.05 && calibration.area > 0.7, "{calibration:?}");
    }
}
