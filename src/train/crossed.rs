//! The held-out figure of the whole way: kinds and choice learned without the documents that are then read.

use super::cases::{read_cases, read_prose};
use super::choice::{Readings, add_readings, best, chosen, no_readings, train_choice};
use super::counts::{count_kinds_without, document_id, truths};
use super::error::TrainError;
use super::weights::folds;
use crate::reconstruct::features::Choice;
use crate::reconstruct::weights::Weights;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Checks fold `fold` (0-based) of `count`: per flattening of the fold its name, the score of the reading that was taken, and
/// the best score among the readings. The shipped kinds are replaced for the whole process, so each fold needs its own.
///
/// # Errors
/// When a file cannot be read, there are fewer documents than folds, or kinds were used in this process before.
pub fn check_fold(
    folder: &Path,
    flavours: &[String],
    count: usize,
    fold: usize,
) -> Result<Vec<(String, f32, f32)>, TrainError> {
    let ids: Vec<String> = truths(folder)?.iter().map(|path| document_id(path)).collect();
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
    let mut all = no_readings(&cases);
    add_readings(&mut all, &cases, Weights::shipped(), &Choice::untrained());
    let (out_of, rest): (Vec<&Readings>, Vec<&Readings>) = all.iter().partition(|r| held.contains(r.id.as_str()));
    let trained = train_choice(&rest, &Choice::untrained());
    let scores = out_of.iter().map(|r| (r.name.clone(), chosen(r, &trained), best(r)));
    Ok(scores.collect())
}
