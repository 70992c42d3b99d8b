//! `rowstitch verify`: the user's own texts against the results accepted before.

use super::args::{Color, InputArgs, VerifyArgs};
use super::batch::{guarded, silence_panics};
use super::progress::Progress;
use super::sources::{self, Source};
use super::{Status, diff as diff_command, options, parallel, report};
use ignore::WalkBuilder;
use rowstitch::dataset::diff::{self, Page, printable};
use rowstitch::dataset::verify::{self, BESIDE, Case, Verdict};
use rowstitch::{Settings, dataset};
use std::path::{Path, PathBuf};

/// What became of one source, and the golden it would have now.
type Checked = Result<(Verdict, Vec<u8>), String>;

#[derive(Default)]
struct Sum {
    same: usize,
    different: usize,
    new: usize,
    orphans: usize,
    failed: usize,
    written: usize,
    deleted: usize,
}

pub(crate) fn run(args: &VerifyArgs, color: Color) -> Status {
    if args.accept && forbidden(std::env::var_os("CI").as_deref()) {
        report::line(
            "error: --accept is refused because CI is set: goldens are never written there; accept on your own machine and \
             commit the goldens",
        );
        return Status::Usage;
    }
    if args.paths.iter().any(|path| path == Path::new("-")) {
        report::line("error: standard input has no golden; name files or folders");
        return Status::Usage;
    }
    let settings = match options::settings(args.profile.as_deref(), InputArgs::default()) {
        Ok(settings) => settings,
        Err(message) => {
            report::line(format_args!("error: {message}"));
            return Status::Usage;
        }
    };
    let paths = match args.paths.is_empty() {
        true => vec![PathBuf::from(".")],
        false => args.paths.clone(),
    };
    let roots: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
    let found_goldens = goldens(&roots, args.goldens.as_deref());
    let found = sources::find(&paths);
    let mut run = Run {
        args,
        options: diff_command::options(color, args.all),
        sum: Sum::default(),
        page: Page::new("rowstitch verify"),
    };
    // A folder that lost its last source still has goldens to tell of.
    let empty = |failure: &&String| !failure.contains(sources::NOTHING) || found_goldens.is_empty();
    for failure in found.failures.iter().filter(empty) {
        run.sum.failed += 1;
        report::line(failure);
    }
    let files = found.found.into_iter().filter_map(|source| match source {
        Source::File(path) => Some(path),
        Source::Stdin => None,
    });
    let cases = match verify::cases(&files.collect::<Vec<_>>(), &roots, args.goldens.as_deref()) {
        Ok(cases) => cases,
        Err(shared) => {
            let names: Vec<String> = shared.iter().map(|path| path.display().to_string()).collect();
            report::line(format_args!(
                "error: {} would share a golden; rename one, or verify them apart with --goldens",
                names.join(" and ")
            ));
            return Status::Usage;
        }
    };
    if let Err(message) = run.sources(&cases, &settings) {
        report::line(format_args!("error: {message}"));
        return Status::Failed;
    }
    run.orphans(&verify::orphans(&cases, &found_goldens, args.goldens.is_none()));
    run.finish()
}

/// Whether the value of `CI` says that this is a build machine.
fn forbidden(value: Option<&std::ffi::OsStr>) -> bool {
    value.is_some_and(|value| !value.is_empty() && value != "0" && value != "false")
}

/// Goldens that are there, where whole folders are verified.
fn goldens(roots: &[PathBuf], folder: Option<&Path>) -> Vec<PathBuf> {
    let all = |root: &Path| {
        let entries = WalkBuilder::new(root).git_global(false).build().flatten();
        entries
            .map(ignore::DirEntry::into_path)
            .filter(|path| path.is_file())
            .collect::<Vec<_>>()
    };
    let mut found: Vec<PathBuf> = match folder {
        None => roots.iter().flat_map(|root| all(root)).collect(),
        Some(folder) if !roots.is_empty() => all(folder),
        Some(_) => Vec::new(),
    };
    found.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(if folder.is_some() { ".json" } else { BESIDE })
    });
    found.sort_unstable();
    found.dedup();
    found
}

struct Run<'a> {
    args: &'a VerifyArgs,
    options: diff::TextOptions,
    sum: Sum,
    page: Page,
}

impl Run<'_> {
    fn sources(&mut self, cases: &[Case], settings: &Settings) -> Result<(), String> {
        silence_panics();
        let pool = parallel::pool(self.args.jobs.map(usize::from))?;
        let progress = Progress::new(cases.len(), !self.args.quiet);
        let one = |case: &Case| check(case, settings);
        parallel::in_order(&pool, cases, &progress, one, |case, checked| {
            let mut shown = Ok(());
            progress.suspend(|| shown = self.show(case, checked));
            shown
        })
    }

    fn show(&mut self, case: &Case, checked: Checked) -> Result<(), String> {
        let name = case.source.display().to_string();
        let golden = case.golden.display().to_string();
        let (verdict, bytes) = match checked {
            Ok(checked) => checked,
            Err(message) => {
                self.sum.failed += 1;
                self.page.note(&name, &format!("failed: {message}"));
                report::line(report::failure(&name, &message));
                return Ok(());
            }
        };
        let mut out = String::new();
        match &verdict {
            Verdict::Same => {
                self.sum.same += 1;
                return Ok(());
            }
            Verdict::Different(comparison) => {
                self.sum.different += 1;
                self.page.add(&name, comparison);
                out = format!("{}: {}\n", printable(&name), comparison.changes);
                out.push_str(&diff::text(comparison, self.options));
            }
            Verdict::New => {
                self.sum.new += 1;
                self.page.note(&name, &format!("new: there is no {golden}"));
                let what = if self.args.accept {
                    ""
                } else {
                    "; look at the result and run with --accept"
                };
                out.push_str(&format!(
                    "{}: new, there is no {}{what}\n",
                    printable(&name),
                    printable(&golden)
                ));
            }
            Verdict::Broken(reason) => {
                self.page.note(&name, &format!("{golden} cannot be used: {reason}"));
                if !self.args.accept {
                    self.sum.failed += 1;
                    report::line(report::failure(
                        &golden,
                        &format!("{reason}; restore the golden, or write it anew with --accept"),
                    ));
                    return Ok(());
                }
                self.sum.different += 1;
            }
        }
        if !self.args.quiet {
            diff_command::write(out.as_bytes(), Status::Done)?;
        }
        if self.args.accept {
            match dataset::replace(&case.golden, &bytes) {
                Ok(()) => self.sum.written += 1,
                Err(error) => {
                    self.sum.failed += 1;
                    report::line(report::failure(
                        &golden,
                        &format!("cannot be written: {}", report::reason(&error)),
                    ));
                }
            }
        }
        Ok(())
    }

    fn orphans(&mut self, orphans: &[PathBuf]) {
        for orphan in orphans {
            let name = orphan.display().to_string();
            if self.args.prune {
                match std::fs::remove_file(orphan) {
                    Ok(()) => self.sum.deleted += 1,
                    Err(error) => {
                        self.sum.failed += 1;
                        report::line(report::failure(
                            &name,
                            &format!("cannot be deleted: {}", report::reason(&error)),
                        ));
                    }
                }
                continue;
            }
            self.sum.orphans += 1;
            self.page.note(&name, "an orphan: a golden without a source");
            report::line(report::failure(
                &name,
                "an orphan, this golden has no source; bring the source back, or delete the golden with --accept --prune",
            ));
        }
    }

    fn finish(mut self) -> Status {
        if let Some(path) = &self.args.report {
            let page = std::mem::replace(&mut self.page, Page::new("")).finish();
            if let Err(error) = dataset::replace(path, page.as_bytes()) {
                self.sum.failed += 1;
                let message = format!("cannot be written: {}", report::reason(&error));
                report::line(report::failure(&path.display().to_string(), &message));
            }
        }
        let sum = &self.sum;
        if !self.args.quiet {
            let counts = [
                (sum.different, "different"),
                (sum.new, "new"),
                (sum.orphans, "orphans"),
                (sum.failed, "failed"),
                (sum.written, "written"),
                (sum.deleted, "deleted"),
            ];
            let mut line = format!("{} as accepted", report::count(sum.same, "source"));
            for count in report::counts(&counts) {
                line.push_str(&format!(", {count}"));
            }
            report::line(line);
        }
        let open = if self.args.accept { 0 } else { sum.different + sum.new };
        if open + sum.orphans + sum.failed > 0 {
            Status::Failed
        } else {
            Status::Done
        }
    }
}

fn check(case: &Case, settings: &Settings) -> Checked {
    guarded(|| {
        let document = Source::File(case.source.clone()).document(&settings.input)?;
        let extraction = rowstitch::extract(&document, settings);
        let verdict = verify::check(&extraction, &case.golden)
            .map_err(|error| format!("{} cannot be read: {}", case.golden.display(), report::reason(&error)))?;
        Ok((verdict, verify::golden(&extraction)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn build_machines() {
        let says = |value: &str| forbidden(Some(value.as_ref()));
        assert!(says("true") && says("1") && says("yes"));
        assert!(!says("") && !says("0") && !says("false") && !forbidden(None));
    }
}
