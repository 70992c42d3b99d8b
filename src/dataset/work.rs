//! The work on one source: from its bytes to the bytes of its outputs. A fault in it is this source's alone.

use super::fields::fields;
use super::manifest::{Entry, Output};
use super::recipe::{self, Recipe};
use super::{files, names};
use crate::emit::{self, Format};
use crate::{input, pipeline};
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// One source done, nothing written yet.
pub(super) struct Made {
    pub(super) entry: Entry,
    /// The bytes of `entry.outputs`, and their format.
    pub(super) files: Vec<(Format, Vec<u8>)>,
}

/// Does one source; `name` is the path of its outputs below the output folder, without extensions.
///
/// The hash in the entry is that of the bytes read here: a source that changes meanwhile is stale at the next build.
pub(super) fn make(recipe: &Recipe, path: &str, name: &Path) -> Result<Made, String> {
    catch_unwind(AssertUnwindSafe(|| attempt(recipe, path, name))).unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or(panic.downcast_ref::<&str>().copied());
        let text = text.unwrap_or("unknown");
        Err(format!(
            "internal error ({text}); this is a fault of rowstitch, please report it with this file"
        ))
    })
}

fn attempt(recipe: &Recipe, path: &str, name: &Path) -> Result<Made, String> {
    let profile = recipe.profile(path);
    let settings = recipe.settings(profile.as_ref())?;
    let mut bytes = Vec::new();
    let most = settings.input.bytes as u64 + 1;
    File::open(recipe.dataset.root.join(path))
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| files::unreadable(&error))?;
    let blake3 = recipe::hash(&bytes);
    let file_name = path.rsplit('/').next().unwrap_or(path);
    let document = input::read_within(file_name, &bytes, &settings.input).map_err(|error| error.to_string())?;
    drop(bytes);
    let extraction = pipeline::extract(&document, &settings);
    let records: Vec<usize> = extraction.tables.iter().map(|table| table.records.len()).collect();
    let all = records.iter().sum();
    let mut outputs = Vec::new();
    let mut files = Vec::new();
    for format in &recipe.dataset.formats {
        let written = emit::write(&extraction, *format, &recipe.dataset.emit).map_err(|error| error.to_string())?;
        for (index, bytes) in written.into_iter().enumerate() {
            outputs.push(Output {
                path: output_path(name, *format, index),
                blake3: recipe::hash(&bytes),
                bytes: bytes.len() as u64,
                records: match format.is_per_table() {
                    true => records.get(index).copied().unwrap_or_default(),
                    false => all,
                },
                fields: match (format, extraction.tables.get(index)) {
                    (Format::Csv, Some(table)) => fields(table, &bytes),
                    _ => Vec::new(),
                },
            });
            files.push((*format, bytes));
        }
    }
    let entry = Entry {
        path: path.to_owned(),
        blake3,
        key: recipe.key(path, profile.as_ref(), name),
        profile,
        tables: records.len(),
        records: all,
        findings: extraction.findings.into_iter().map(Into::into).collect(),
        outputs,
    };
    Ok(Made { entry, files })
}

/// `name.csv`, `name.2.csv`, ...
fn output_path(name: &Path, format: Format, index: usize) -> String {
    recipe::slashed(name) + &names::suffix(index, format)
}
