//! What the known tables say of flattened texts, before anything is learned: what is found again, and what joining gives.

use rayon::prelude::*;
use rowstitch::train::fold::fold_text;
use rowstitch::train::{Truth, align};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// Truth file, text file and the name of the pair.
type Pair = (PathBuf, PathBuf, String);

fn pairs(folder: &Path, text: Option<&Path>) -> std::io::Result<Vec<Pair>> {
    if let Some(text) = text {
        return Ok(vec![(folder.to_owned(), text.to_owned(), name(text))]);
    }
    let mut pairs = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = name(&path);
        let truth = if folder.join("truth.json").exists() {
            folder.join("truth.json")
        } else {
            folder.join(format!("{}.truth.json", name.split('.').next().unwrap_or("")))
        };
        if name.ends_with(".txt") && truth.exists() {
            pairs.push((truth, path, name));
        }
    }
    pairs.sort();
    Ok(pairs)
}

fn name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Prints per flattening how much of the known text was found in it.
pub(super) fn gold(folder: &Path, text: Option<&Path>, dump: bool) -> Result<(), Box<dyn std::error::Error>> {
    let rows: Vec<Result<(String, f64, String), String>> = pairs(folder, text)?
        .par_iter()
        .map(|(truth, text, name)| {
            let truth = Truth::read(truth).map_err(|error| error.to_string())?;
            let bytes = std::fs::read(text).map_err(|error| format!("{name}: {error}"))?;
            let document = rowstitch::input::read(name, &bytes).map_err(|error| format!("{name}: {error}"))?;
            let gold = align(&document, &truth);
            let mut lines = String::new();
            if dump {
                for words in gold.labels.iter().filter(|words| !words.is_empty()) {
                    for word in words {
                        lines += &format!("{} {:?} ", document.span_text(word.span), word.label);
                    }
                    lines.push('\n');
                }
            }
            Ok((name.clone(), gold.matched, lines))
        })
        .collect();
    let mut out = std::io::stdout().lock();
    for row in rows {
        let (name, matched, lines) = row?;
        out.write_all(lines.as_bytes())?;
        writeln!(out, "{matched:.5} {name}")?;
    }
    Ok(())
}

/// Cells of several lines in one file: right, all, and those that differ.
struct Joined {
    name: String,
    right: usize,
    all: usize,
    differing: Vec<String>,
}

/// Prints how many cells of several lines are joined right.
pub(super) fn joins(
    folder: &Path,
    text: Option<&Path>,
    verbose: bool,
    plain: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let producers = producers(folder);
    let rows: Vec<Result<Joined, String>> = pairs(folder, text)?
        .par_iter()
        .map(|(truth, text, name)| {
            let truth = Truth::read(truth).map_err(|error| error.to_string())?;
            let mut bytes = std::fs::read(text).map_err(|error| format!("{name}: {error}"))?;
            if plain {
                let text = String::from_utf8_lossy(&bytes);
                bytes = text.replace(['\u{ad}', '\u{2010}'], "-").into_bytes();
            }
            joined(name, &bytes, &truth)
        })
        .collect();
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut out = std::io::stdout().lock();
    for row in rows {
        let row = row?;
        for line in row.differing.iter().filter(|_| verbose) {
            writeln!(out, "{}: {line}", row.name)?;
        }
        let mut parts = row.name.split('.');
        let (id, flavour) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let producer = producers.get(id).map_or("unknown", String::as_str);
        for key in [
            format!("flavour {flavour}"),
            format!("producer {producer}"),
            "all".to_owned(),
        ] {
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + row.right, sum.1 + row.all);
        }
    }
    for (key, (right, all)) in sums.iter().filter(|(_, sum)| sum.1 > 0) {
        writeln!(out, "{:.4} {right}/{all} {key}", *right as f64 / *all as f64)?;
    }
    Ok(())
}

fn joined(name: &str, bytes: &[u8], truth: &Truth) -> Result<Joined, String> {
    let document = rowstitch::input::read(name, bytes).map_err(|error| format!("{name}: {error}"))?;
    let gold = align(&document, truth);
    let columns: Vec<usize> = truth.tables.iter().map(|table| table.columns.len()).collect();
    let body = rowstitch::furniture::find(&document);
    let extraction = rowstitch::records::assemble(&document, &body, &gold.reconstruction(&columns));
    let mut row = Joined {
        name: name.to_owned(),
        right: 0,
        all: 0,
        differing: Vec::new(),
    };
    for (table, known) in extraction.tables.iter().zip(&truth.tables) {
        for record in &table.records {
            let same = |k: &&rowstitch::train::TruthRecord| {
                let pairs = || k.cells.iter().zip(&record.cells);
                pairs().all(|(known, cell)| loose(known) == loose(&cell.text))
            };
            let Some(known) = known.records.iter().find(same) else {
                row.all += record.cells.len();
                row.differing.push("a record matches no known one".to_owned());
                continue;
            };
            for (known, cell) in known.cells.iter().zip(&record.cells) {
                let pieces: Vec<&str> = cell.places.iter().map(|place| document.span_text(place.span)).collect();
                if pieces.len() < 2 && !pieces.iter().any(|piece| piece.contains('\u{fffe}')) {
                    continue;
                }
                row.all += 1;
                if strict(known) == strict(&cell.text) {
                    row.right += 1;
                } else {
                    let (known, text) = difference(&strict(known), &strict(&cell.text));
                    row.differing.push(format!("known {known:?} but {text:?}"));
                }
            }
        }
    }
    Ok(row)
}

/// The producers named by a folder's manifest, by document.
fn producers(folder: &Path) -> BTreeMap<String, String> {
    let Ok(bytes) = std::fs::read(folder.join("manifest.json")) else {
        return BTreeMap::new();
    };
    let manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let documents = manifest["documents"].as_array();
    (documents.into_iter().flatten())
        .filter_map(|d| Some((d["id"].as_str()?.to_owned(), d["producer"].as_str()?.to_owned())))
        .collect()
}

/// The strict form of a text: composed, ligatures opened, no soft hyphens, blanks collapsed.
fn strict(text: &str) -> String {
    let mut out: String = text.nfc().filter(|c| !matches!(c, '\u{ad}' | '\u{feff}')).collect();
    for (ligature, letters) in [
        ("\u{fb00}", "ff"),
        ("\u{fb01}", "fi"),
        ("\u{fb02}", "fl"),
        ("\u{fb03}", "ffi"),
        ("\u{fb04}", "ffl"),
    ] {
        out = out.replace(ligature, letters);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn loose(text: &str) -> String {
    fold_text(text).into_iter().map(|(c, _)| c).collect()
}

/// The words around the first difference.
fn difference(a: &str, b: &str) -> (String, String) {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let cut = |text: &str| text.chars().skip(same.saturating_sub(25)).take(45).collect();
    (cut(a), cut(b))
}
