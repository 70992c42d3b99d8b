//! `rowstitch build`: what the library's build tells, said to people.

use super::args::BuildArgs;
use super::batch::silence_panics;
use super::progress::Progress;
use super::{Status, report};
use rowstitch::Level;
use rowstitch::dataset::build::{self, Change, Event, Observer, Summary};
use rowstitch::dataset::check::check;
use rowstitch::dataset::manifest::Entry;
use rowstitch::dataset::plan::{Manner, Plan};
use rowstitch::dataset::{Dataset, Error, depfile, replace, watch};
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

/// Lines of one kind that are shown without -v.
const SHOWN: usize = 20;

pub(crate) fn run(args: &BuildArgs) -> Status {
    silence_panics();
    if args.watch {
        return forever(args);
    }
    let status = Dataset::open(&args.path).map(|dataset| match (args.check, args.dry_run) {
        (true, _) => look(args, &dataset),
        (_, true) => plan(args, &dataset),
        _ => once(args, &dataset).map(|round| round.status),
    });
    status.and_then(|status| status).unwrap_or_else(|error| fail(&error))
}

fn fail(error: &Error) -> Status {
    report::line(format_args!("error: {error}"));
    match error {
        Error::Config(_) => Status::Usage,
        _ => Status::Failed,
    }
}

/// Prints lines to standard output.
fn print(lines: &[String]) -> Option<Status> {
    let text: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    report::print(text.as_bytes()).err()
}

/// `build --check`.
fn look(args: &BuildArgs, dataset: &Dataset) -> Result<Status, Error> {
    let problems = check(dataset, args.jobs.map(usize::from), args.all)?;
    let good = problems.is_empty();
    if args.quiet {
        return Ok(if good { Status::Done } else { Status::Failed });
    }
    let mut lines: Vec<String> = problems
        .into_iter()
        .map(|problem| problem.shown(dataset).to_string())
        .collect();
    if good {
        report::line("up to date");
        return Ok(Status::Done);
    }
    let number = lines.len();
    let more = number.saturating_sub(SHOWN);
    if more > 0 && !args.verbose {
        lines.truncate(SHOWN);
        lines.push(format!("and {more} more; -v shows all"));
    }
    let stopped = print(&lines);
    report::line(format_args!(
        "error: not up to date in {}; build it again, and commit what changed",
        report::count(number, "point")
    ));
    Ok(stopped
        .filter(|status| *status == Status::Failed)
        .unwrap_or(Status::Failed))
}

/// `build --dry-run`.
fn plan(args: &BuildArgs, dataset: &Dataset) -> Result<Status, Error> {
    let manner = Manner {
        all: args.all,
        force: args.force,
        strict: args.strict,
        cache: None,
    };
    let plan = Plan::of(dataset, manner)?;
    let mut lines = Vec::new();
    for step in &plan.steps {
        let source = dataset.shown(&step.path);
        match (&step.failure, &step.why) {
            (Some(failure), _) => lines.push(format!("would fail on {source}: {failure}")),
            (None, Some(why)) => lines.push(format!("would build {source}: {why}")),
            (None, None) => {}
        }
        let edited = step.edited.iter().map(|output| dataset.shown_output(output));
        lines.extend(edited.map(|output| format!("would leave {output}: it was edited; --force writes it anew")));
    }
    for orphan in &plan.orphans {
        let output = dataset.shown_output(&orphan.path);
        lines.push(match orphan.edited && !args.force {
            true => format!("would leave {output}: its source is gone, but it was edited; --force removes it"),
            false => format!("would remove {output}: its source is gone"),
        });
    }
    if lines.is_empty() && !args.quiet {
        report::line("nothing to do");
    }
    Ok(print(&lines).unwrap_or(Status::Done))
}

/// How one build went.
struct Round {
    status: Status,
    /// The summary.
    line: String,
    /// Whether there was nothing to do.
    idle: bool,
    good: bool,
}

/// One build.
fn once(args: &BuildArgs, dataset: &Dataset) -> Result<Round, Error> {
    let start = Instant::now();
    let options = options(args, dataset);
    let teller = Teller {
        args,
        dataset,
        progress: OnceLock::new(),
        told: Mutex::default(),
    };
    let summary = build::build(dataset, &options, &teller);
    if let Some(progress) = teller.progress.get() {
        progress.finish();
    }
    let summary = summary?;
    if let Some(path) = &args.depfile {
        let rules = depfile::rules(dataset)?;
        replace(path, rules.as_bytes()).map_err(|error| Error::File {
            path: path.clone(),
            message: format!("cannot be written: {}", report::reason(&error)),
        })?;
    }
    let told = teller.told.into_inner().unwrap_or_else(PoisonError::into_inner);
    let idle = summary.built + summary.failed + summary.skipped + summary.removed + summary.edited == 0;
    let good = summary.is_good();
    let line = summed(&summary, idle, &told, start);
    let mut status = if good { Status::Done } else { Status::Failed };
    if !args.watch && !args.quiet {
        status = told
            .print(args.verbose)
            .filter(|status| *status == Status::Failed)
            .unwrap_or(status);
        report::line(&line);
    }
    Ok(Round {
        status,
        line,
        idle,
        good,
    })
}

fn options(args: &BuildArgs, dataset: &Dataset) -> build::Options {
    build::Options {
        threads: args.jobs.map(usize::from),
        force: args.force,
        all: args.all,
        strict: args.strict,
        cache: cache(dataset),
    }
}

/// Where the stat cache of a dataset lies: in the user's folder for what may go at any time, by the dataset's place.
fn cache(dataset: &Dataset) -> Option<PathBuf> {
    let folder = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let caches = folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))?;
    let config = dataset.config.canonicalize().ok()?;
    let name = blake3::hash(config.as_os_str().as_encoded_bytes()).to_hex();
    Some(caches.join("rowstitch").join(&name[..32]))
}

/// `build --watch`: a line per build that did something, and one when something is wrong or right again.
fn forever(args: &BuildArgs) -> Status {
    let mut first = true;
    // What was wrong the last time: the same again is not worth a line.
    let mut wrong: Option<String> = None;
    let round = || {
        let dataset = Dataset::open(&args.path);
        let built = dataset
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|dataset| once(args, dataset));
        match built {
            Ok(Round { line, idle, good, .. }) => {
                if first || !idle || (good && wrong.is_some()) {
                    let _ = if args.quiet {
                        Ok(())
                    } else {
                        report::print(format!("{line}\n").as_bytes())
                    };
                }
                wrong = (!good).then_some(line);
            }
            Err(error) => {
                let error = error.to_string();
                if wrong.as_ref() != Some(&error) {
                    report::line(format_args!("error: {error}"));
                }
                wrong = Some(error);
            }
        }
        first = false;
        dataset.ok()
    };
    match watch::watch(&args.path, round) {
        Err(error) => fail(&error),
    }
}

/// The summary line.
fn summed(summary: &Summary, idle: bool, told: &Told, start: Instant) -> String {
    let sources = report::count(summary.sources, "source");
    let mut parts = vec![match idle {
        true => format!("nothing to do: {sources} up to date"),
        false => format!("built {} of {sources}", summary.built),
    }];
    parts.push(report::count(summary.records, "record"));
    let numbers = [
        (summary.empty, "without a table"),
        (summary.removed, "removed"),
        (summary.failed, "failed"),
        (summary.skipped, "not tried"),
        (summary.edited, "edited and left"),
        (summary.errors, "with errors"),
    ];
    parts.extend(report::counts(&numbers));
    let changes = told.changes.first().filter(|_| told.changes.len() == 1);
    let changes = changes.map_or(String::new(), |change| format!("; {change}"));
    format!("{}{changes}, {:.2} s", parts.join(", "), start.elapsed().as_secs_f64())
}

/// What a build had to tell that is said at its end.
#[derive(Default)]
struct Told {
    /// Only as many as are shown, but for -v.
    changes: Vec<String>,
    more: usize,
}

impl Told {
    fn add(&mut self, line: String, all: bool) {
        match all || self.changes.len() < SHOWN {
            true => self.changes.push(line),
            false => self.more += 1,
        }
    }

    fn print(&self, all: bool) -> Option<Status> {
        let mut lines = self.changes.clone();
        if self.more > 0 && !all {
            lines.push(format!("and {} more outputs; -v shows all", self.more));
        }
        print(&lines)
    }
}

struct Teller<'a> {
    args: &'a BuildArgs,
    dataset: &'a Dataset,
    progress: OnceLock<Progress>,
    told: Mutex<Told>,
}

impl Teller<'_> {
    /// Says something now.
    fn say(&self, message: impl Display) {
        match self.progress.get() {
            Some(progress) => progress.suspend(|| report::line(message)),
            None => report::line(message),
        }
    }

    fn tell(&self, line: String) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.add(line, self.args.verbose);
    }

    fn findings(&self, entry: &Entry, least: Level) {
        if !entry.findings.is_empty() {
            let lines = report::noticed(&self.dataset.shown(&entry.path), &entry.findings, least);
            lines.into_iter().for_each(|line| self.say(line));
        }
    }
}

impl Observer for Teller<'_> {
    fn begin(&self, sources: usize) {
        let wanted = !self.args.quiet && !self.args.watch;
        let _ = self.progress.set(Progress::new(sources, wanted));
    }

    fn step(&self) {
        if let Some(progress) = self.progress.get() {
            progress.step();
        }
    }

    fn event(&self, event: Event) {
        match event {
            Event::Built {
                source,
                why,
                entry,
                changes,
            } => {
                if self.args.verbose {
                    self.say(format_args!("building {}: {why}", self.dataset.shown(source)));
                }
                // That a source has no table is in the summary.
                self.findings(
                    entry,
                    match (self.args.verbose, self.args.quiet || self.args.watch) {
                        (true, _) => Level::Note,
                        (false, false) => Level::Warning,
                        (false, true) => Level::Error,
                    },
                );
                changes.iter().for_each(|change| self.tell(self.changed(change)));
            }
            Event::Kept { entry } if entry.has_error() => self.findings(entry, Level::Error),
            Event::Kept { .. } => {}
            Event::Failed { source, message } => {
                self.say(report::failure(&self.dataset.shown(source), message));
            }
            Event::Edited { output } => {
                let message = "was edited by hand and is left as it is; --force writes it anew, or removes it if nothing makes it";
                self.say(report::failure(&self.dataset.shown_output(output), message));
            }
            Event::Removed { output } => self.tell(format!("{}: removed", self.dataset.shown_output(output))),
        }
    }
}

impl Teller<'_> {
    fn changed(&self, change: &Change) -> String {
        let output = self.dataset.shown_output(&change.output);
        match &change.changes {
            Some(changes) if changes.is_same() => format!("{output}: no record changed"),
            Some(changes) => format!("{output}: {changes}"),
            None => {
                let how = if change.new { "new" } else { "written anew" };
                format!("{output}: {how}, {}", report::count(change.records, "record"))
            }
        }
    }
}
