//! Labelled folders as cases to train on.

use super::counts::check_kinds;
use super::error::TrainError;
use super::truth::{Truth, TruthTable};
use crate::document::Document;
use crate::furniture::{self, Body};
use crate::reconstruct::kinds::Kinds;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What one extra flattening counts beside those of a folder.
const EXTRA_WEIGHT: f32 = 12.0;
/// What an invented one does.
const INVENTED_WEIGHT: f32 = 1.0 / 3.0;

/// One flattening of a document with one table, ready to be reconstructed.
#[derive(Debug, Clone)]
pub struct Case {
    /// The document it is a flattening of: cases of one document are never divided between folds.
    pub id: String,
    /// `<id>.<flavour>`.
    pub name: String,
    /// The text.
    pub document: Document,
    /// Its lines without furniture.
    pub body: Body,
    /// The known table.
    pub truth: TruthTable,
    /// Number of each column's kind among the shipped [`Kinds`].
    pub kinds: Vec<usize>,
    /// How much it counts.
    pub weight: f32,
}

/// A flattening outside the folder.
#[derive(Debug, Clone)]
pub struct Extra {
    /// The text.
    pub text: PathBuf,
    /// Its truth.
    pub truth: PathBuf,
    /// The kinds of its columns where the truth names none.
    pub kinds: Vec<String>,
}

/// A document whose tables are known, to make others from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The document.
    pub id: String,
    /// Its language, as the manifest names it.
    pub language: String,
    /// Its tables.
    pub tables: Vec<TruthTable>,
}

/// Reads the truth of all documents of a folder, in the manifest's order.
///
/// # Errors
/// When a file cannot be read.
pub fn read_sources(folder: &Path) -> Result<Vec<Source>, TrainError> {
    let of = |entry: Entry| {
        Ok(Source {
            tables: Truth::read(&truth_path(folder, &entry.id))?.tables,
            id: entry.id,
            language: entry.lang,
        })
    };
    manifest(folder)?.into_iter().map(of).collect()
}

#[derive(Deserialize)]
struct Manifest {
    documents: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    lang: String,
    flavours: Vec<String>,
}

fn manifest(folder: &Path) -> Result<Vec<Entry>, TrainError> {
    let path = folder.join("manifest.json");
    let bytes = std::fs::read(&path).map_err(|error| TrainError::file(&path, error))?;
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|source| TrainError::Manifest {
        path: path.display().to_string(),
        source,
    })?;
    Ok(manifest.documents)
}

fn truth_path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.truth.json"))
}

/// Reads a folder of `manifest.json`, `<id>.truth.json` and `<id>.<flavour>.txt`: the flattenings of all documents with
/// exactly one table, in the manifest's order. `flavours` picks some, when it is not empty.
///
/// # Errors
/// When a file cannot be read, a column has no kind or one that the shipped kinds do not know, or no flattening is left.
pub fn read_cases(folder: &Path, flavours: &[String]) -> Result<Vec<Case>, TrainError> {
    let cases = read(folder, flavours, 1)?;
    if cases.is_empty() {
        let problem = "lists no document with one table in these flavours";
        return Err(TrainError::unfit(&folder.join("manifest.json"), problem));
    }
    Ok(cases)
}

/// The same for the documents without a table; the truth of these cases is empty.
///
/// # Errors
/// When a file cannot be read.
pub fn read_prose(folder: &Path, flavours: &[String]) -> Result<Vec<Case>, TrainError> {
    read(folder, flavours, 0)
}

fn read(folder: &Path, flavours: &[String], tables: usize) -> Result<Vec<Case>, TrainError> {
    let mut cases = Vec::new();
    for entry in manifest(folder)? {
        let path = truth_path(folder, &entry.id);
        let mut known = Truth::read(&path)?.tables;
        if known.len() != tables {
            continue;
        }
        let table = known.pop().unwrap_or_default();
        for flavour in &entry.flavours {
            if flavours.is_empty() || flavours.contains(flavour) {
                let name = format!("{}.{flavour}", entry.id);
                let text = folder.join(format!("{name}.txt"));
                cases.push(case(&entry.id, name, &text, &path, table.clone(), 1.0)?);
            }
        }
    }
    Ok(cases)
}

/// Reads one more flattening, that counts as much as several of a folder.
///
/// # Errors
/// See [`read_cases`]; also when the truth does not hold exactly one table.
pub fn read_extra(extra: &Extra) -> Result<Case, TrainError> {
    let mut tables = Truth::read(&extra.truth)?.tables;
    let (Some(mut table), true) = (tables.pop(), tables.is_empty()) else {
        return Err(TrainError::unfit(&extra.truth, "holds other than one table"));
    };
    if table.kinds.is_empty() {
        table.kinds.clone_from(&extra.kinds);
    }
    let name = extra
        .text
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    case(&name, name.clone(), &extra.text, &extra.truth, table, EXTRA_WEIGHT)
}

fn case(
    id: &str,
    name: String,
    text: &Path,
    truth_path: &Path,
    truth: TruthTable,
    weight: f32,
) -> Result<Case, TrainError> {
    check_kinds(truth_path, &truth)?;
    let bytes = std::fs::read(text).map_err(|error| TrainError::file(text, error))?;
    let shown = text.display().to_string();
    made(id.to_owned(), name, (&shown, &bytes), (truth_path, truth), weight)
}

/// A case of a text that was invented.
///
/// # Errors
/// When a column has a kind that the shipped kinds do not know.
pub(super) fn case_of(id: String, name: String, text: &[u8], truth: TruthTable) -> Result<Case, TrainError> {
    let shown = name.clone();
    made(id, name, (&shown, text), (Path::new(&shown), truth), INVENTED_WEIGHT)
}

fn made(
    id: String,
    name: String,
    (shown, bytes): (&str, &[u8]),
    (truth_path, truth): (&Path, TruthTable),
    weight: f32,
) -> Result<Case, TrainError> {
    let known = &Kinds::shipped().names;
    let mut kinds = Vec::new();
    for name in &truth.kinds {
        let number = known.iter().position(|n| n == name).ok_or_else(|| {
            let problem = format!("the shipped kinds do not know {name:?}; count them anew with `train kinds` first");
            TrainError::unfit(truth_path, problem)
        })?;
        kinds.push(number);
    }
    let document = crate::input::read(shown, bytes).map_err(|source| TrainError::Input {
        path: shown.to_owned(),
        source,
    })?;
    let body = furniture::find(&document);
    Ok(Case {
        id,
        name,
        document,
        body,
        truth,
        kinds,
        weight,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"{"columns": ["A", "B"], "kinds": ["phrase", "prose"], "records": [
        {"section": "", "subsection": "", "cells": {"A": "x", "B": "y z"}}]}"#;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let manifest = r#"{"documents": [{"id": "b", "flavours": ["raw", "tika"]},
            {"id": "a", "flavours": ["tika"]}, {"id": "none", "flavours": ["tika"]}]}"#;
        write("manifest.json", manifest);
        write("a.truth.json", &format!("{{\"tables\": [{TABLE}]}}"));
        write("b.truth.json", &format!("{{\"tables\": [{TABLE}]}}"));
        write("none.truth.json", r#"{"tables": []}"#);
        for name in ["a.tika.txt", "b.raw.txt", "b.tika.txt"] {
            write(name, "A B\nx y z\n");
        }
        folder
    }

    #[test]
    fn cases_come_in_the_order_of_the_manifest() {
        let folder = folder();
        let names = |flavours: &[String]| -> Vec<String> {
            let cases = read_cases(folder.path(), flavours).unwrap();
            cases.into_iter().map(|case| case.name).collect()
        };
        assert_eq!(names(&[]), ["b.raw", "b.tika", "a.tika"]);
        assert_eq!(names(&["tika".to_owned()]), ["b.tika", "a.tika"]);
    }

    #[test]
    fn errors_name_the_file() {
        let folder = folder();
        let message = |flavours: &[String]| read_cases(folder.path(), flavours).unwrap_err().to_string();
        assert!(message(&["raw ".to_owned()]).contains("manifest.json: lists no document"));
        let odd = TABLE.replace("prose", "unheard-of");
        std::fs::write(folder.path().join("a.truth.json"), format!("{{\"tables\": [{odd}]}}")).unwrap();
        assert!(message(&[]).contains("a.truth.json: the shipped kinds do not know \"unheard-of\""));
        std::fs::remove_file(folder.path().join("b.raw.txt")).unwrap();
        assert!(message(&[]).contains("b.raw.txt: "));
        std::fs::write(folder.path().join("manifest.json"), "{}").unwrap();
        assert!(message(&[]).contains("manifest.json: missing field `documents`"));
    }
}
