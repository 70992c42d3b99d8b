//! The command that trains the confidence of cells.

use rowstitch::confidence::features::NAMES;
use rowstitch::train::TrainError;
use rowstitch::train::confidence::{Sample, calibration, held_out, samples, train};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Prints how good the confidence is on documents left out, and writes what all documents teach.
pub(super) fn run(
    folders: &[PathBuf],
    folds: usize,
    out: Option<&Path>,
    kept: Option<&Path>,
) -> Result<(), Box<dyn std::error::Error>> {
    let (positioned, flat) = read(folders, kept)?.into_iter().partition(|sample| sample.positioned);
    let mut stdout = std::io::stdout().lock();
    let mut models = BTreeMap::new();
    for (name, all) in [("flat", flat), ("positioned", positioned)] {
        let all: Vec<Sample> = all;
        let judged = held_out(&all, folds)?;
        for (what, judged) in [("cells", &judged.cells), ("records", &judged.records)] {
            writeln!(stdout, "{name} {what}: {:?}", calibration(judged))?;
        }
        let model = train(&all.iter().collect::<Vec<_>>());
        for (name, weight) in NAMES.iter().zip(&model.weights) {
            writeln!(stdout, "  {name} {weight}")?;
        }
        models.insert(name, model);
    }
    if let Some(path) = out {
        let mut json = serde_json::to_string(&models)?;
        json.push('\n');
        rowstitch::dataset::replace(path, json.as_bytes()).map_err(|error| TrainError::file(path, error))?;
    }
    Ok(())
}

/// What was read of the folders, from `kept` if it is there.
fn read(folders: &[PathBuf], kept: Option<&Path>) -> Result<Vec<Sample>, Box<dyn std::error::Error>> {
    if let Some(path) = kept.filter(|path| path.exists()) {
        return Ok(serde_json::from_slice(&std::fs::read(path)?)?);
    }
    let mut all = Vec::new();
    for folder in folders {
        all.extend(samples(folder)?);
    }
    if let Some(path) = kept {
        rowstitch::dataset::replace(path, &serde_json::to_vec(&all)?).map_err(|error| TrainError::file(path, error))?;
    }
    Ok(all)
}
