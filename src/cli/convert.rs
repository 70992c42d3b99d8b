//! `rowstitch convert`: texts to CSV, JSON or JSONL.

use super::batch::{Batch, Outcome, silence_panics};
use super::options::{ConvertOptions, Destination};
use super::progress::Progress;
use super::sources::{self, Source, Sources};
use super::{Status, parallel, report};
use rowstitch::dataset::names;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Sums over all sources.
#[derive(Default)]
struct Sum {
    sources: usize,
    tables: usize,
    records: usize,
    characters: usize,
    unaccounted: usize,
    findings: usize,
    failures: usize,
    failed: bool,
}

pub(crate) fn run(options: &ConvertOptions) -> Status {
    let start = Instant::now();
    let Sources { found, failures } = sources::find(&options.paths);
    if found.len() > 1 && !matches!(options.destination, Destination::Folder(_)) {
        report::line(format_args!(
            "error: {} sources need a folder to write into; give one with -o",
            found.len()
        ));
        return Status::Usage;
    }
    failures.iter().for_each(report::line);
    if let Destination::Folder(folder) = &options.destination
        && !found.is_empty()
        && let Err(error) = std::fs::create_dir_all(folder)
    {
        let message = format!(
            "cannot be used as output folder: {}; choose another with -o",
            report::reason(&error)
        );
        report::line(report::failure(&folder.display().to_string(), &message));
        return Status::Failed;
    }
    let mut sum = Sum {
        failures: failures.len(),
        failed: !failures.is_empty(),
        ..Sum::default()
    };
    if let Err(status) = work(options, &found, &mut sum) {
        return status;
    }
    if !options.quiet {
        report::line(summary(&sum, start));
    }
    match sum {
        Sum { failed: true, .. } => Status::Failed,
        Sum { tables: 0, .. } if !options.allow_empty => Status::NoTable,
        _ => Status::Done,
    }
}

/// Does all sources in parallel and shows what became of them in their order.
fn work(options: &ConvertOptions, found: &[Source], sum: &mut Sum) -> Result<(), Status> {
    silence_panics();
    let canonical = |source: &Source| match source {
        Source::Stdin => None,
        Source::File(path) => path.canonicalize().ok(),
    };
    let batch = Batch {
        options,
        settings: options.settings.clone(),
        inputs: found.iter().filter_map(canonical).collect(),
    };
    let pool = parallel::pool(options.jobs).map_err(|message| {
        report::line(format_args!("error: {message}"));
        Status::Failed
    })?;
    let paths: Vec<&Path> = found.iter().map(Source::path).collect();
    let names = names::assign(&paths, options.formats.iter().any(|format| format.is_per_table()), &[]);
    let progress = Progress::new(found.len(), !options.quiet && !found.contains(&Source::Stdin));
    let jobs: Vec<(&Source, &Option<PathBuf>)> = found.iter().zip(&names).collect();
    let convert = |(source, name): &(&Source, &Option<PathBuf>)| batch.convert(source, name.as_deref());
    parallel::in_order(&pool, &jobs, &progress, convert, |(source, _), outcome| {
        sum.add(&outcome);
        progress.suspend(|| show(source, &outcome, options.quiet));
        report::print(&outcome.stdout)
    })
}

fn show(source: &Source, outcome: &Outcome, quiet: bool) {
    let name = source.shown();
    report::findings(&name, &outcome.findings, quiet)
        .iter()
        .for_each(report::line);
    if let Some(failure) = &outcome.failure {
        report::line(report::failure(&name, failure));
    }
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        self.sources += 1;
        self.tables += outcome.tables;
        self.records += outcome.records;
        self.characters += outcome.characters.0;
        self.unaccounted += outcome.characters.1;
        self.findings += outcome.findings.len();
        self.failures += usize::from(outcome.failure.is_some());
        self.failed |= outcome.failed();
    }
}

fn summary(sum: &Sum, start: Instant) -> String {
    let mut parts: Vec<String> = [
        (sum.sources, "source"),
        (sum.tables, "table"),
        (sum.records, "record"),
        (sum.findings, "finding"),
    ]
    .map(|(number, what)| report::count(number, what))
    .into();
    parts.push(format!(
        "{}, {} unaccounted",
        report::count(sum.characters, "character"),
        sum.unaccounted
    ));
    if sum.failures > 0 {
        parts.push(format!("{} failed", sum.failures));
    }
    format!("{}, {:.2} s", parts.join(", "), start.elapsed().as_secs_f64())
}
