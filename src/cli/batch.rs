//! The work on one source, from its bytes to its files; a fault in it is this source's alone.

use super::options::{ConvertOptions, Destination};
use super::report;
use super::sources::Source;
use rowstitch::dataset::names;
use rowstitch::emit::{self, Format};
use rowstitch::{Extraction, Finding, Level, Settings, dataset};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// What became of one source.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) tables: usize,
    pub(crate) records: usize,
    /// Characters of the source, and those of them that went nowhere.
    pub(crate) characters: (usize, usize),
    pub(crate) findings: Vec<Finding>,
    /// Why the source could not be done.
    pub(crate) failure: Option<String>,
    /// What goes to standard output.
    pub(crate) stdout: Vec<u8>,
}

impl Outcome {
    /// Whether the exit status has to tell.
    pub(crate) fn failed(&self) -> bool {
        self.failure.is_some() || self.findings.iter().any(|finding| finding.level == Level::Error)
    }
}

/// What all sources share.
pub(crate) struct Batch<'a> {
    pub(crate) options: &'a ConvertOptions,
    pub(crate) settings: Settings,
    /// All sources, canonical; none may be written over.
    pub(crate) inputs: BTreeSet<PathBuf>,
}

thread_local! {
    /// Where the last panic of this thread was.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Makes panics silent: [`Batch::convert`] reports them, one message per source.
pub(crate) fn silence_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_some() {
        return;
    }
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        PLACE.with(|last| *last.borrow_mut() = place);
    }));
}

/// Runs the work on one source; a panic in it is a failure of this source.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or(panic.downcast_ref::<&str>().copied());
        Err(format!(
            "internal error ({} {}); this is a fault of rowstitch, please report it with this file",
            PLACE.with_borrow(Clone::clone),
            text.unwrap_or("unknown")
        ))
    })
}

/// What became of a source, failures included.
fn outcome(result: Result<Outcome, String>) -> Outcome {
    result.unwrap_or_else(|failure| Outcome {
        failure: Some(failure),
        ..Outcome::default()
    })
}

impl Batch<'_> {
    /// Does one source; `name` is the path of its output below the output folder.
    pub(crate) fn convert(&self, source: &Source, name: Option<&Path>) -> Outcome {
        outcome(guarded(|| self.attempt(source, name)))
    }

    fn attempt(&self, source: &Source, name: Option<&Path>) -> Result<Outcome, String> {
        let base =
            match &self.options.destination {
                Destination::Stdout => None,
                Destination::File(path) => Some(path.with_extension("")),
                Destination::Folder(folder) => Some(folder.join(name.ok_or(
                    "another source would write the same file; convert them one by one, into different folders",
                )?)),
            };
        let document = source.document(&self.settings.input)?;
        let extraction = rowstitch::extract(&document, &self.settings);
        let mut outcome = Outcome {
            tables: extraction.tables.len(),
            records: extraction.record_count(),
            characters: (extraction.audit.total(), extraction.audit.unaccounted),
            ..Outcome::default()
        };
        match base {
            // Several CSV tables are separated by an empty line.
            None => outcome.stdout = self.written(&extraction, self.options.formats[0])?.join(&b'\n'),
            Some(base) => self.write(&extraction, &base)?,
        }
        outcome.findings = extraction.findings;
        Ok(outcome)
    }

    fn written(&self, extraction: &Extraction, format: Format) -> Result<Vec<Vec<u8>>, String> {
        emit::write(extraction, format, &self.options.emit).map_err(|error| error.to_string())
    }

    fn write(&self, extraction: &Extraction, base: &Path) -> Result<(), String> {
        for format in &self.options.formats {
            for (index, bytes) in self.written(extraction, *format)?.iter().enumerate() {
                let path = output_path(base, *format, index, &self.options.destination);
                if path.canonicalize().is_ok_and(|path| self.inputs.contains(&path)) {
                    return Err(format!(
                        "{} is a source and will not be written over; choose another output folder with -o",
                        path.display()
                    ));
                }
                dataset::replace(&path, bytes).map_err(|error| {
                    format!(
                        "{} cannot be written: {}; choose another place with -o",
                        path.display(),
                        report::reason(&error)
                    )
                })?;
            }
        }
        Ok(())
    }
}

/// `name.csv`, `name.2.csv`, ...; a file named by the user is taken as it is.
fn output_path(base: &Path, format: Format, index: usize, destination: &Destination) -> PathBuf {
    if let (0, Destination::File(path)) = (index, destination) {
        return path.clone();
    }
    let mut name = base.as_os_str().to_owned();
    name.push(names::suffix(index, format));
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_failure_of_one_source() {
        let outcome = outcome(guarded(|| panic!("no {}", "good")));
        assert!(outcome.failed());
        let failure = outcome.failure.unwrap();
        assert!(
            failure.starts_with("internal error (") && failure.contains("no good); this is a fault"),
            "{failure}"
        );
    }
}
