//! `rowstitch review`: a source and its records side by side, as a page for people.

use super::args::ReviewArgs;
use super::sources::Inspected;
use super::{Status, report};
use rowstitch::Extraction;
use rowstitch::dataset::files;
use std::path::{Path, PathBuf};

/// What the name of a page ends in, behind the source's name without its extension.
const SUFFIX: &str = ".review.html";

pub(crate) fn run(args: &ReviewArgs) -> Result<Status, String> {
    let Some(read) = Inspected::new(&args.read)? else {
        return Ok(Status::Failed);
    };
    let Inspected {
        shown,
        document,
        inspection,
    } = read;
    let page = rowstitch::review::page(&document, &inspection);
    match output(args.output.as_deref(), &document.name) {
        None => {
            if let Err(status) = report::print(page.as_bytes()) {
                return Ok(status);
            }
        }
        Some(path) => {
            if let Err(message) = write(&path, args.read.source.as_deref(), page.as_bytes()) {
                report::line(report::failure(&shown, &message));
                return Ok(Status::Failed);
            }
            let findings = &inspection.extraction.findings;
            report::findings(&shown, findings, args.quiet)
                .iter()
                .for_each(report::line);
            if !args.quiet {
                report::line(summary(&path, &inspection.extraction));
            }
        }
    }
    Ok(Status::of(&inspection.extraction))
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
    let counts = [
        (extraction.tables.len(), "table"),
        (extraction.record_count(), "record"),
        (extraction.findings.len(), "finding"),
    ];
    let counts = counts.map(|(number, what)| report::count(number, what)).join(", ");
    format!("{}: {counts}", files::shown(path))
}
