//! The held-out figure of the whole way: kinds and choice learned without the documents that are then read.

use super::cases::{read_cases, read_prose};
use super::choice::{Readings, all_readings, chosen, train_anew};
use super::counts::count_kinds_without;
use super::error::TrainError;
use super::weights::folds;
use crate::reconstruct::weights::Weights;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What one fold gave.
#[derive(Debug, Clone)]
pub struct CheckedFold {
    /// Per flattening of the fold its name, the score of the reading that was taken, and the best score among the readings.
    pub scores: Vec<(String, f32, f32)>,
}

/// Checks fold `fold` (0-based) of `count`. The shipped kinds are replaced for the whole process, so each fold needs its own.
///
/// # Errors
/// When a file cannot be read, there are fewer documents than folds, or kinds were used in this process before.
pub fn check_fold(folder: &Path, flavours: &[String], count: usize, fold: usize) -> Result<CheckedFold, TrainError> {
    let ids = document_ids(folder)?;
    let parts = folds(&ids, |id| id, count)?;
    let Some(held) = parts.get(fold) else {
        return Err(TrainError::unfit(folder, "has fewer folds"));
    };
    let held: BTreeSet<&str> = held.iter().map(|id| id.as_str()).collect();
    let folders: [PathBuf; 1] = [folder.to_owned()];
    if !count_kinds_without(&folders, &held)?.ship_instead() {
        return Err(TrainError::unfit(folder, "cannot be checked: kinds were used before"));
    }
    let mut cases = read_cases(folder, flavours)?;
    cases.extend(read_prose(folder, flavours)?);
    let all = all_readings(&cases, Weights::shipped());
    let (out_of, rest): (Vec<&Readings>, Vec<&Readings>) = all.iter().partition(|r| held.contains(r.id.as_str()));
    let trained = train_anew(&rest);
    let scores = out_of.iter().map(|r| {
        let best = r.readings.iter().map(|b| b.2).fold(0.0, f32::max);
        (r.name.clone(), chosen(r, &trained), best)
    });
    Ok(CheckedFold {
        scores: scores.collect(),
    })
}

/// The documents of a folder by the names of their truth files.
fn document_ids(folder: &Path) -> Result<Vec<String>, TrainError> {
    let entries = std::fs::read_dir(folder).map_err(|error| TrainError::file(folder, error))?;
    let mut ids = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| TrainError::file(folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        ids.extend(name.strip_suffix(".truth.json").map(str::to_owned));
    }
    ids.sort();
    Ok(ids)
}
