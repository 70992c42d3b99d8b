//! Counting what cells look like: how `kinds.json` is made.
//!
//! For every kind of column the looks of its cells (shapes, endings and numbers of words), the looks of headings and of
//! header cells, how often words of two shapes stand side by side inside a cell, and the rows of kinds that occur.
//! The order of the kinds and of the rows is that of the files, so that the same folders give the same bytes.

use super::error::TrainError;
use super::truth::{Truth, TruthTable};
use crate::reconstruct::kinds::{Kinds, Shapes};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Counts the kinds over all `<id>.truth.json` of the folders.
///
/// # Errors
/// When a folder or one of its files cannot be read, or a table does not name a kind for each of its columns.
pub fn count_kinds(folders: &[PathBuf]) -> Result<Kinds, TrainError> {
    count_kinds_without(folders, &BTreeSet::new())
}

/// The same without the documents `held` (names of files before `.truth.json`).
///
/// # Errors
/// See [`count_kinds`].
pub fn count_kinds_without(folders: &[PathBuf], held: &BTreeSet<&str>) -> Result<Kinds, TrainError> {
    let mut kinds = Kinds::default();
    for folder in folders {
        for path in truths(folder)? {
            if held.contains(document_id(&path).as_str()) {
                continue;
            }
            let truth = Truth::read(&path)?;
            let shapes = Shapes::of_texts(&texts(&truth));
            for table in &truth.tables {
                check_kinds(&path, table)?;
                count_table(&mut kinds, table, &shapes);
            }
        }
    }
    kinds.finish_pairs();
    Ok(kinds)
}

/// All texts of a document: what its words are written like elsewhere tells names from beginnings.
fn texts(truth: &Truth) -> Vec<&str> {
    let mut texts = Vec::new();
    for table in &truth.tables {
        texts.extend(table.columns.iter().map(String::as_str));
        for record in &table.records {
            texts.extend([record.section.as_str(), record.subsection.as_str()]);
            texts.extend(record.cells.iter().map(String::as_str));
        }
    }
    texts
}

/// The truth files of a folder, in order of their names.
pub(super) fn truths(folder: &Path) -> Result<Vec<PathBuf>, TrainError> {
    let entries = std::fs::read_dir(folder).map_err(|error| TrainError::file(folder, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| TrainError::file(folder, error))?.path();
        let name = path.file_name().unwrap_or_default();
        if name.to_string_lossy().ends_with(".truth.json") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(TrainError::unfit(folder, "holds no `<id>.truth.json`"));
    }
    paths.sort();
    Ok(paths)
}

/// The document that a truth file is of: its name before `.truth.json`.
pub(super) fn document_id(truth: &Path) -> String {
    let name = truth.file_name().unwrap_or_default().to_string_lossy();
    name.trim_end_matches(".truth.json").to_owned()
}

/// Every column has a kind.
pub(super) fn check_kinds(path: &Path, table: &TruthTable) -> Result<(), TrainError> {
    if table.kinds.len() == table.columns.len() {
        return Ok(());
    }
    let (kinds, columns) = (table.kinds.len(), table.columns.len());
    let problem = format!("a table of {columns} columns names {kinds} kinds; `kinds` needs one name per column");
    Err(TrainError::unfit(path, problem))
}

fn count_table(kinds: &mut Kinds, table: &TruthTable, shapes: &Shapes) {
    for column in &table.columns {
        kinds.header.observe(&shapes.of(column));
    }
    let row: Vec<usize> = table.kinds.iter().map(|name| kinds.number(name)).collect();
    if !kinds.sequences.contains(&row) {
        kinds.sequences.push(row.clone());
    }
    let (mut section, mut subsection) = ("", "");
    for record in &table.records {
        if record.section != section {
            section = &record.section;
            subsection = "";
            if !section.is_empty() {
                kinds.heading.observe(&shapes.of(section));
            }
        }
        if record.subsection != subsection {
            subsection = &record.subsection;
            if !subsection.is_empty() {
                kinds.heading.observe(&shapes.of(subsection));
            }
        }
        for (text, &kind) in record.cells.iter().zip(&row) {
            let words = shapes.of(text);
            kinds.looks[kind].observe(&words);
            kinds.observe_pairs(&words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: &str = r#"{"tables": [{"columns": ["Name", "Long text"], "kinds": ["phrase", "prose"], "records": [
        {"section": "1. One", "subsection": "Sub", "cells": {"Name": "red kite", "Long text": "soars over the hills"}},
        {"section": "1. One", "subsection": "Sub", "cells": {"Name": "owl", "Long text": ""}},
        {"section": "2. Two", "subsection": "Sub", "cells": {"Name": "jay", "Long text": "hides nuts"}}]}]}"#;

    fn folder(truth: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.truth.json"), truth).unwrap();
        folder
    }

    #[test]
    fn cells_and_headings_are_counted_once() {
        let folder = folder(TRUTH);
        let kinds = count_kinds(&[folder.path().to_owned()]).unwrap();
        assert_eq!(kinds.names, ["phrase", "prose"]);
        assert_eq!(kinds.sequences, [[0, 1]]);
        assert_eq!(
            kinds.heading.cells, 4.0,
            "a subsection stands again under a new section"
        );
        assert_eq!(kinds.header.cells, 2.0);
        assert_eq!((kinds.looks[1].cells, kinds.looks[1].empty), (2.0, 1.0));
    }

    #[test]
    fn errors_name_the_file() {
        let unnamed = folder(&TRUTH.replace(r#", "prose""#, ""));
        let message = count_kinds(&[unnamed.path().to_owned()]).unwrap_err().to_string();
        assert!(
            message.contains("a.truth.json: a table of 2 columns names 1 kinds"),
            "{message}"
        );
        let empty = tempfile::tempdir().unwrap();
        let message = count_kinds(&[empty.path().to_owned()]).unwrap_err().to_string();
        assert!(message.contains("holds no"), "{message}");
    }
}
