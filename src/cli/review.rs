//! `rowstitch review`: a source and its records side by side, as a page for people.

use super::args::ReviewArgs;
use super::sources::One;
use super::{Status, options, report};
use rowstitch::dataset::files;
use rowstitch::{Extraction, Level};
use std::path::{Path, PathBuf};

/// What the name of a page ends in, behind the source's name without its extension.
const SUFFIX: &str = ".review.html";

pub(crate) fn run(args: &ReviewArgs) -> Result<Status, String> {
    let settings = options::settings(args.profile.as_deref(), args.input.clone())?;
    let source = One::new(args.source.as_deref())?;
    let Some(document) = source.open(&settings.input) else {
        return Ok(Status::Failed);
    };
    let inspection = rowstitch::inspect(&document, &settings);
    let page = rowstitch::review::page(&document, &inspection);
    match output(args.output.as_deref(), &document.name) {
        None => {
            if let Err(status) = report::print(page.as_bytes()) {
                return Ok(status);
            }
        }
        Some(path) => {
            if let Err(message) = write(&path, args.source.as_deref(), page.as_bytes()) {
                report::line(report::failure(&source.shown(), &message));
                return Ok(Status::Failed);
            }
            let findings = &inspection.extraction.findings;
            report::findings(&source.shown(), findings, args.quiet)
                .iter()
                .for_each(report::line);
            if !args.quiet {
                report::line(summary(&path, &inspection.extraction));
            }
        }
    }
    let findings = &inspection.extraction.findings;
    Ok(if findings.iter().any(|finding| finding.level == Level::Error) {
        Status::Failed
    } else if inspection.extraction.tables.is_empty() {
        Status::NoTable
    } else {
        Status::Done
    })
}

/// Where the page of the source `name` goes; `None` is standard output.
fn output(output: Option<&Path>, name: &str) -> Option<PathBuf> {
    let mut file = Path::new(name).file_stem().unwrap_or_default().to_owned();
    file.push(SUFFIX);
    match output {
        None => Some(PathBuf::from(file)),
        Some(path) if path == Path::new("-") => None,
        Some(path) => {
            let slash = path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
            Some(if slash || path.is_dir() {
                path.join(file)
            } else {
                path.to_owned()
            })
        }
    }
}

fn write(path: &Path, source: Option<&Path>, bytes: &[u8]) -> Result<(), String> {
    let real = |path: &Path| path.canonicalize().ok();
    if source.and_then(real).is_some_and(|source| real(path) == Some(source)) {
        let message = "the page would be written over the source; choose another place with -o";
        return Err(message.to_owned());
    }
    files::replace(path, bytes).map_err(|error| {
        format!(
            "{} cannot be written: {}; choose another place with -o",
            path.display(),
            report::reason(&error)
        )
    })
}

fn summary(path: &Path, extraction: &Extraction) -> String {
    let records = extraction.tables.iter().map(|table| table.records.len()).sum();
    let counts = [
        (extraction.tables.len(), "table"),
        (records, "record"),
        (extraction.findings.len(), "finding"),
    ];
    let counts = counts.map(|(number, what)| report::count(number, what)).join(", ");
    format!("{}: {counts}", files::shown(path))
}
