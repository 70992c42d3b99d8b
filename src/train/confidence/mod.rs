//! Training of the confidence of cells: their features and whether they were right, over labelled folders.

mod fit;

use super::error::TrainError;
use super::truth::{Truth, TruthTable};
use crate::Settings;
use crate::confidence::features;
use crate::extraction::{Record, Table};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use fit::{Calibration, Judged, calibration, held_out, train};

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

impl Sample {
    /// Per column the features of the cell.
    fn features(&self) -> Vec<&[f32]> {
        self.cells.iter().map(|(features, _)| features.as_slice()).collect()
    }

    /// All cells are.
    fn is_right(&self) -> bool {
        self.cells.iter().all(|(_, right)| *right)
    }
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
    let tables = features::tables(&inspection);
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
                    .map(|(column, cell)| (cell.numbers(), is_right(column)))
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
}
