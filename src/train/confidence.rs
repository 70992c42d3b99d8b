//! Training of the confidence of cells: their features and whether they were right, over labelled folders.

use super::error::TrainError;
use super::truth::{Truth, TruthTable};
use crate::Settings;
use crate::confidence::features::{self, NAMES};
use crate::confidence::model::Model;
use crate::extraction::{Record, Table};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What pulls the weights to nothing.
const RIDGE: f64 = 20.0;
/// Steps of the descent, and how long they are.
const ROUNDS: usize = 1500;
const STEPS: f64 = 0.5;
/// Cells that a step of the calibration stands on, at least.
const STEP: usize = 150;
/// Right and wrong ones that every step is given beforehand, so that none is certain.
const PRIOR: f64 = 1.0;

/// One record as it was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sample {
    /// The document; samples of one document are never divided.
    pub id: String,
    /// The text had positions.
    pub positioned: bool,
    /// Per column the features of the cell, and whether it is right.
    pub cells: Vec<(Vec<f32>, bool)>,
}

/// Reads every flattening (`<id>.<flavour>.txt`, `<id>.pdf`) of the documents of a folder that have a truth with one table or
/// none: of two, it is not known which of them a table that was read is.
///
/// # Errors
/// When a file cannot be read.
pub fn samples(folder: &Path) -> Result<Vec<Sample>, TrainError> {
    let listed = std::fs::read_dir(folder).map_err(|error| TrainError::file(folder, error))?;
    let mut paths: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let sources: Vec<(PathBuf, String)> = paths
        .into_iter()
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?;
            let id = name.split('.').next()?.to_owned();
            (name.ends_with(".txt") || name.ends_with(".pdf")).then_some((path, id))
        })
        .filter(|(path, id)| path.with_file_name(format!("{id}.truth.json")).exists())
        .collect();
    let read: Result<Vec<Vec<Sample>>, TrainError> = sources.par_iter().map(|(path, id)| source(path, id)).collect();
    Ok(read?.into_iter().flatten().collect())
}

/// The samples of one source.
fn source(path: &Path, id: &str) -> Result<Vec<Sample>, TrainError> {
    let truth = Truth::read(&path.with_file_name(format!("{id}.truth.json")))?;
    if truth.tables.len() > 1 {
        return Ok(Vec::new());
    }
    let bytes = std::fs::read(path).map_err(|error| TrainError::file(path, error))?;
    let Ok(document) = crate::input::read(id, &bytes) else {
        return Ok(Vec::new());
    };
    let inspection = crate::inspect(&document, &Settings::default());
    let tables = features::tables(&document, &inspection);
    let mut samples = Vec::new();
    for (number, (table, features)) in inspection.extraction.tables.iter().zip(tables).enumerate() {
        let right = truth.tables.get(number).map(|truth| right(table, truth));
        for (row, cells) in features.into_iter().enumerate() {
            let is_right = |column: usize| right.as_ref().is_some_and(|right| right[row][column]);
            samples.push(Sample {
                id: id.to_owned(),
                positioned: inspection.positioned,
                cells: cells
                    .into_iter()
                    .enumerate()
                    .map(|(column, cell)| (cell.to_vec(), is_right(column)))
                    .collect(),
            });
        }
    }
    Ok(samples)
}

/// Per record and column of a table whether the cell is as the truth has it: records are matched in order so that most cells are
/// the same, columns so too.
fn right(table: &Table, truth: &TruthTable) -> Vec<Vec<bool>> {
    let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found: Vec<Vec<String>> = (table.records.iter())
        .map(|record: &Record| record.cells.iter().map(|cell| text(&cell.text)).collect())
        .collect();
    let known: Vec<Vec<String>> = (truth.records.iter())
        .map(|record| record.cells.iter().map(|cell| text(cell)).collect())
        .collect();
    let columns = columns(&found, &known, table.columns.len(), truth.columns.len());
    let same = |a: usize, b: usize, column: usize| {
        let known = columns[column].and_then(|column| known[b].get(column));
        known.is_some_and(|known| found[a].get(column) == Some(known))
    };
    let score = |a: usize, b: usize| {
        let filled = |column: &usize| same(a, b, *column) && !found[a][*column].is_empty();
        (0..columns.len()).filter(filled).count() as u32
    };
    let pairs = aligned(found.len(), known.len(), score);
    (0..found.len())
        .map(|a| {
            let pair = pairs[a];
            (0..columns.len())
                .map(|column| pair.is_some_and(|b| same(a, b, column)))
                .collect()
        })
        .collect()
}

/// Per column found the known one that shares most texts with it; in place where their number is the same.
fn columns(found: &[Vec<String>], known: &[Vec<String>], here: usize, there: usize) -> Vec<Option<usize>> {
    if here == there {
        return (0..here).map(Some).collect();
    }
    let texts = |rows: &[Vec<String>], column: usize| -> BTreeSet<String> {
        rows.iter()
            .filter_map(|row| row.get(column).filter(|text| !text.is_empty()).cloned())
            .collect()
    };
    let of_known: Vec<BTreeSet<String>> = (0..there).map(|column| texts(known, column)).collect();
    (0..here)
        .map(|column| {
            let mine = texts(found, column);
            let shared = |other: &BTreeSet<String>| mine.intersection(other).count();
            let best = (0..there).max_by_key(|other| (shared(&of_known[*other]), there - other));
            best.filter(|best| shared(&of_known[*best]) > 0)
        })
        .collect()
}

/// Pairs of two sequences in order with the highest sum of scores: per item of the first its partner.
fn aligned(first: usize, second: usize, score: impl Fn(usize, usize) -> u32) -> Vec<Option<usize>> {
    let width = second + 1;
    let mut best = vec![0_u32; (first + 1) * width];
    for a in (0..first).rev() {
        for b in (0..second).rev() {
            let score = score(a, b);
            let pair = if score > 0 {
                best[(a + 1) * width + b + 1] + score
            } else {
                0
            };
            best[a * width + b] = pair.max(best[(a + 1) * width + b]).max(best[a * width + b + 1]);
        }
    }
    let mut pairs = vec![None; first];
    let (mut a, mut b) = (0, 0);
    while a < first && b < second {
        let here = best[a * width + b];
        let score = score(a, b);
        if score > 0 && here == best[(a + 1) * width + b + 1] + score {
            pairs[a] = Some(b);
            (a, b) = (a + 1, b + 1);
        } else if here == best[(a + 1) * width + b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

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
    let records = samples.iter().map(|sample| {
        let features: Vec<&[f32]> = sample.cells.iter().map(|(features, _)| features.as_slice()).collect();
        (
            model.record_sum(&features),
            sample.cells.iter().all(|(_, right)| *right),
        )
    });
    model.records = steps(records.collect());
    model
}

/// Logistic regression in which nothing but the first feature can speak for a cell: all others are doubts, and a weight that the
/// few documents of a folder give one of them the other way round would be their accident.
fn regression(cells: &[(&[f32], bool)]) -> Vec<f32> {
    let n = NAMES.len();
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
    fn pairs_in_order() {
        let same = |a: &[u32], b: &[u32]| aligned(a.len(), b.len(), |i, j| u32::from(a[i] == b[j]));
        assert_eq!(same(&[1, 2, 3], &[1, 9, 3]), [Some(0), None, Some(2)]);
        assert_eq!(same(&[5, 1], &[1, 5, 1]), [Some(1), Some(2)]);
        assert_eq!(same(&[1], &[]), [None]);
    }

    #[test]
    fn a_regression_finds_what_tells() {
        let cell = |x: f32| {
            let mut features = vec![0.0; NAMES.len()];
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
