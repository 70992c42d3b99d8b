//! `rowstitch init`: a commented `rowstitch.toml` for a folder as it is.

use super::args::InitArgs;
use super::{Status, report};
use rowstitch::dataset::{Dataset, config, files};
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

pub(crate) fn run(args: &InitArgs) -> Status {
    let path = args.folder.join(config::FILE);
    let shown = files::shown(&path);
    if !args.folder.is_dir() {
        let folder = files::shown(&args.folder);
        report::line(report::failure(&folder, "is no folder; make it first"));
        return Status::Usage;
    }
    let text = text(&args.folder);
    // Nothing but a fault of this program could make it wrong.
    if let Err(error) = Dataset::parse(&path, &text) {
        report::line(format_args!("error: {error}"));
        return Status::Failed;
    }
    let written = OpenOptions::new().write(true).create_new(true).open(&path);
    match written.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => {
            if !args.quiet {
                report::line(format_args!("{shown} written; look it over, then: rowstitch build"));
            }
            Status::Done
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            report::line(report::failure(&shown, "is there already; edit it, or remove it first"));
            Status::Failed
        }
        Err(error) => {
            let message = format!("cannot be written: {}", report::reason(&error));
            report::line(report::failure(&shown, &message));
            Status::Failed
        }
    }
}

/// The configuration for a folder.
fn text(folder: &Path) -> String {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let title = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name: String = title
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect();
    let name = if name.is_empty() { "dataset".to_owned() } else { name };
    let globs = globs(folder);
    let globs = globs.join(", ");
    let title = toml_string(&title);
    format!(
        r#"# What `rowstitch build` makes of the texts here. All paths start at the folder of this file.

# For publishing; none of it changes an output.
name = "{name}"
title = {title}
# description = "What the data are, in some sentences."
# version = "1.0.0"             # of the data
# licence = "CC-BY-4.0"         # of the data, best as an SPDX identifier
# source = "https://"           # where the documents come from

# The texts. `*` stays in its folder, `**` goes into all below; `../texts/*.txt` is a folder beside this one.
sources = [{globs}]
# exclude = ["drafts", "**/old-*.txt"]

# Where the outputs and manifest.json go. Commit them with the texts; `rowstitch build --check` says whether they fit.
output = "output"
formats = ["csv", "json"]       # csv, json, jsonl, md, xlsx

# provenance = true             # rows of CSV and xlsx say their source, pages and lines (JSON always does)
# paragraphs = true             # CSV keeps the line breaks between the paragraphs of a cell (JSON and xlsx always do)
# min-confidence = 0.9          # marks what is less likely to be right: findings, and two columns of CSV and xlsx
# csv-safe = true               # puts ' before CSV cells that a spreadsheet would run as a formula
"#
    )
}

/// Globs that find the texts there are now.
fn globs(folder: &Path) -> Vec<String> {
    const DEPTH: usize = 6;
    let mut found = BTreeSet::new();
    let walk = ignore::WalkBuilder::new(folder)
        .git_global(false)
        .max_depth(Some(DEPTH))
        .build();
    for entry in walk
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
    {
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default();
        if !rowstitch::input::EXTENSIONS.contains(&extension) || path.starts_with("output") {
            continue;
        }
        let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy());
        let top = parts.next().unwrap_or_default();
        let glob = match parts.count() {
            0 => format!("*.{extension}"),
            1 => format!("{}/*.{extension}", globset::escape(&top)),
            _ => format!("{}/**/*.{extension}", globset::escape(&top)),
        };
        found.insert(glob);
    }
    // A folder's deep glob finds what its flat one does.
    let deep = |glob: &String| found.contains(&glob.replacen("/*.", "/**/*.", 1)) && !glob.contains("**");
    let globs: Vec<String> = found
        .iter()
        .filter(|glob| !deep(glob) || !glob.contains('/'))
        .map(|glob| toml_string(glob))
        .collect();
    match globs.is_empty() {
        true => vec![toml_string("**/*.txt")],
        false => globs,
    }
}

fn toml_string(text: &str) -> String {
    // A JSON string is a TOML string, but for the one control character JSON leaves as it is.
    serde_json::to_string(text)
        .unwrap_or_default()
        .replace('\x7f', "\\u007F")
}
