//! The build: does what the plan says, writes outputs, removes orphans, and writes the manifest last.

use super::config::Dataset;
use super::diff::{self, Changes};
use super::error::Error;
use super::journal::Journal;
use super::lock::Lock;
use super::manifest::{self, Entry, Manifest};
use super::package;
use super::plan::{Manner, Plan, Step, Why};
use super::recipe::{self, Recipe};
use super::work::{self, Made};
use super::{files, sources};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Sources done before they are told of, per thread; bounds what is held.
const AHEAD: usize = 32;

/// How to build.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Threads to work with; `None`: one per core. The outputs are the same with any number.
    pub threads: Option<usize>,
    /// Write over outputs that were edited since they were written.
    pub force: bool,
    /// Do all sources again, not only those with something changed.
    pub all: bool,
    /// Read all sources and outputs, also those whose size and times say that nothing changed.
    pub strict: bool,
    /// Where to keep hashes of sources from build to build, so that those which look untouched (device, inode, size, times) are not
    /// read again; a file outside the dataset, which may go at any time. `None`: every source is read.
    pub cache: Option<PathBuf>,
}

/// Is told how a build goes, from its beginning to its end.
pub trait Observer: Sync {
    /// So many sources will be done.
    fn begin(&self, sources: usize);
    /// One of them is done; called on any thread.
    fn step(&self);
    /// Something to report; called in the order of the sources, whatever the threads did.
    fn event(&self, event: Event);
}

/// Something to report.
#[derive(Debug)]
pub enum Event<'a> {
    /// A source was done.
    Built {
        /// Relative to the root.
        source: &'a str,
        /// Why it had to be.
        why: &'a Why,
        /// What is in the manifest now.
        entry: &'a Entry,
        /// What became of its outputs: the new ones, the changed ones.
        changes: &'a [Change],
    },
    /// A source is up to date.
    Kept {
        /// What is in the manifest.
        entry: &'a Entry,
    },
    /// A source could not be done; its outputs are as they were.
    Failed {
        /// Relative to the root.
        source: &'a str,
        /// Why not, and what to do.
        message: &'a str,
    },
    /// An output was edited since it was written, or is not from rowstitch at all, and was left as it is.
    Edited {
        /// Relative to the output folder.
        output: &'a str,
    },
    /// An output was removed as nothing makes it any more.
    Removed {
        /// Relative to the output folder.
        output: &'a str,
    },
}

/// What became of an output that is not as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Relative to the output folder.
    pub output: String,
    /// Records in it now.
    pub records: usize,
    /// Whether there was none before.
    pub new: bool,
    /// What changed in records; `None` if there was nothing to compare with, or it is of a format that is not compared.
    pub changes: Option<Changes>,
}

/// Sums over a build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Sources of the dataset.
    pub sources: usize,
    /// Those done.
    pub built: usize,
    /// Those that could not be done.
    pub failed: usize,
    /// Those not tried, as an output of another could not be written.
    pub skipped: usize,
    /// Records of all sources in the manifest.
    pub records: usize,
    /// Sources without a table; their entries say why.
    pub empty: usize,
    /// Sources with findings of level error, done now or before.
    pub errors: usize,
    /// Outputs that were edited and left.
    pub edited: usize,
    /// Outputs removed.
    pub removed: usize,
}

impl Summary {
    /// Whether everything is as it should be.
    pub fn is_good(&self) -> bool {
        self.failed == 0 && self.skipped == 0 && self.errors == 0 && self.edited == 0
    }
}

/// Builds a dataset: whatever is not up to date, and nothing else.
///
/// Killed at any moment, it leaves whole files only, and the next build ends with what this one would have ended with.
///
/// # Errors
/// When the dataset cannot be built at all: its sources are refused, another build holds it, its output folder or manifest cannot be
/// read or written. A source that fails is no error: the observer is told, and the others are done.
pub fn build(dataset: &Dataset, options: &Options, observer: &dyn Observer) -> Result<Summary, Error> {
    let recipe = Recipe::read(dataset)?;
    let pool = pool(dataset, options.threads)?;
    let paths = sources::find(dataset)?;
    let _lock = Lock::take(&dataset.output)?;
    let manner = Manner {
        all: options.all,
        force: options.force,
        strict: options.strict,
        cache: options.cache.as_deref(),
    };
    // Read here and not on a thread of the pool, where many small pieces of memory cost more.
    let old = Manifest::read(&dataset.output)?;
    let plan = pool.install(|| Plan::make(&recipe, paths, old, manner))?;
    let mut run = Run::new(&recipe, &plan, options.force, observer);
    if plan.interrupted {
        run.clean();
    }
    run.work(&pool)?;
    run.finish()
}

pub(super) fn pool(dataset: &Dataset, threads: Option<usize>) -> Result<rayon::ThreadPool, Error> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build();
    pool.map_err(|error| Error::file(&dataset.root, format!("cannot start threads: {error}; try fewer")))
}

/// What became of one source.
enum Outcome {
    Done(Entry, Vec<Change>),
    Failed(String),
    Skipped,
    /// These outputs are not ours to write over.
    Edited(Vec<String>),
}

struct Run<'a> {
    recipe: &'a Recipe<'a>,
    plan: &'a Plan,
    force: bool,
    observer: &'a dyn Observer,
    journal: Journal,
    /// Path and hash of every output in the old manifest; made when first needed.
    owned: OnceLock<BTreeSet<(&'a str, &'a str)>>,
    /// Set when an output could not be written: the next one would fail as well.
    stop: AtomicBool,
    /// Entries of the sources done, by path.
    new: BTreeMap<&'a str, Entry>,
    summary: Summary,
}

impl<'a> Run<'a> {
    fn new(recipe: &'a Recipe, plan: &'a Plan, force: bool, observer: &'a dyn Observer) -> Self {
        Self {
            recipe,
            plan,
            force,
            observer,
            journal: Journal::new(&recipe.dataset.output),
            owned: OnceLock::new(),
            stop: AtomicBool::new(false),
            new: BTreeMap::new(),
            summary: Summary {
                sources: plan.steps.len(),
                ..Summary::default()
            },
        }
    }

    fn owned(&self) -> &BTreeSet<(&'a str, &'a str)> {
        self.owned.get_or_init(|| {
            let outputs = self.plan.old.sources.iter().flat_map(|entry| &entry.outputs);
            outputs
                .map(|output| (output.path.as_str(), output.blake3.as_str()))
                .collect()
        })
    }

    /// Removes what a build that was cut short left half written.
    fn clean(&self) {
        let top = &self.recipe.dataset.output;
        let written = self.plan.left.outputs.iter().map(|(path, _)| path.as_str());
        let folders: BTreeSet<_> = written.filter_map(|path| Path::new(path).parent()).collect();
        files::clean(top);
        folders.iter().for_each(|folder| files::clean(&top.join(folder)));
    }

    /// Does all sources that are not up to date, in parallel, and tells of all in their order.
    fn work(&mut self, pool: &rayon::ThreadPool) -> Result<(), Error> {
        let plan = self.plan;
        let todo = |step: &Step| step.failure.is_none() && step.why.is_some();
        self.observer.begin(plan.steps.iter().filter(|step| todo(step)).count());
        // Up-to-date sources cost nothing, so only the others fill a chunk.
        let most = AHEAD * pool.current_num_threads();
        let mut rest = plan.steps.as_slice();
        while !rest.is_empty() {
            let mut wanted = 0;
            let full = rest.iter().position(|step| {
                wanted += usize::from(todo(step));
                wanted > most
            });
            let (chunk, after) = rest.split_at(full.unwrap_or(rest.len()));
            rest = after;
            let run: &Self = self;
            let steps: Vec<&Step> = chunk.iter().filter(|step| todo(step)).collect();
            let outcomes: Vec<Outcome> = pool.install(|| {
                let one = |step: &&Step| {
                    let outcome = run.step(step);
                    run.observer.step();
                    outcome
                };
                steps.par_iter().map(one).collect()
            });
            let mut outcomes = outcomes.into_iter();
            for step in chunk {
                let outcome = if todo(step) { outcomes.next() } else { None };
                self.tell(step, outcome);
            }
        }
        Ok(())
    }

    /// Does one source and writes its outputs.
    fn step(&self, step: &Step) -> Outcome {
        if self.stop.load(Ordering::Relaxed) {
            return Outcome::Skipped;
        }
        match work::make(self.recipe, &step.path, &step.name) {
            Ok(made) => self.write(made).unwrap_or_else(|error| {
                self.stop.store(true, Ordering::Relaxed);
                Outcome::Failed(error.to_string())
            }),
            Err(failure) => Outcome::Failed(failure),
        }
    }

    fn write(&self, made: Made) -> Result<Outcome, Error> {
        let top = &self.recipe.dataset.output;
        let Made { entry, files: made } = made;
        let mut edited = Vec::new();
        let mut todo = Vec::new();
        for (output, (format, bytes)) in entry.outputs.iter().zip(&made) {
            let path = top.join(&output.path);
            let old = files::read(&path).map_err(|error| Error::read(&path, &error))?;
            match old {
                Some(old) if old == *bytes => {}
                Some(old) if !self.is_ours(&output.path, &recipe::hash(&old)) => edited.push(output.path.clone()),
                old => todo.push((output, *format, bytes, old)),
            }
        }
        // What it no longer writes is removed later; a source with an edited output is not done by halves.
        if !edited.is_empty() {
            return Ok(Outcome::Edited(edited));
        }
        let mut changes = Vec::new();
        if !todo.is_empty() {
            let intended = todo
                .iter()
                .map(|(output, ..)| (output.path.as_str(), output.blake3.as_str()));
            self.journal.intend(intended)?;
        }
        for (output, format, bytes, old) in todo {
            let path = top.join(&output.path);
            files::replace(&path, bytes).map_err(|error| Error::write(&path, &error))?;
            changes.push(Change {
                output: output.path.clone(),
                records: output.records,
                new: old.is_none(),
                changes: old.and_then(|old| diff::summary(&old, bytes, format)),
            });
        }
        Ok(Outcome::Done(entry, changes))
    }

    /// Whether an output with this hash may be written over or removed.
    fn is_ours(&self, path: &str, hash: &str) -> bool {
        self.force || self.owned().contains(&(path, hash)) || self.plan.left.wrote(path, hash)
    }

    /// Keeps what became of a source, and tells of it.
    fn tell(&mut self, step: &'a Step, outcome: Option<Outcome>) {
        let source = step.path.as_str();
        let old = step.entry(&self.plan.old);
        let mut count = |entry: &Entry| {
            self.summary.errors += usize::from(entry.has_error());
            self.summary.records += entry.records;
            self.summary.empty += usize::from(entry.tables == 0);
        };
        if let (Some(Outcome::Done(entry, changes)), Some(why)) = (&outcome, &step.why) {
            count(entry);
            self.summary.built += 1;
            self.observer.event(Event::Built {
                source,
                why,
                entry,
                changes,
            });
        } else if let Some(entry) = old {
            count(entry);
        }
        match outcome {
            Some(Outcome::Done(entry, _)) => drop(self.new.insert(source, entry)),
            Some(Outcome::Skipped) => self.summary.skipped += 1,
            Some(Outcome::Edited(outputs)) => outputs.iter().for_each(|output| self.tell_edited(output)),
            Some(Outcome::Failed(message)) => self.tell_failed(source, &message),
            None => match (&step.failure, old) {
                (Some(message), _) => self.tell_failed(source, message),
                (None, Some(entry)) => {
                    self.observer.event(Event::Kept { entry });
                    step.edited.iter().for_each(|output| self.tell_edited(output));
                }
                (None, None) => {}
            },
        }
    }

    fn tell_failed(&mut self, source: &str, message: &str) {
        self.summary.failed += 1;
        self.observer.event(Event::Failed { source, message });
    }

    fn tell_edited(&mut self, output: &str) {
        self.summary.edited += 1;
        self.observer.event(Event::Edited { output });
    }

    /// Whether the data package is there as it was written, and was written of a dataset that said `about` of itself.
    fn package_stands(&self, about: &str) -> Result<bool, Error> {
        let old = &self.plan.old;
        let path = self.recipe.dataset.output.join(package::FILE);
        let (Some(hash), true) = (&old.package, old.about.as_deref() == Some(about)) else {
            return Ok(false);
        };
        match recipe::hash_file(&path) {
            Ok(found) => Ok(found.to_hex().as_str() == hash),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::read(&path, &error)),
        }
    }

    /// The data package of a manifest, unless it is there already, or was edited by hand, which is told.
    fn package(&mut self, manifest: &Manifest) -> Result<Option<Vec<u8>>, Error> {
        let Some(bytes) = package::bytes(self.recipe.dataset, manifest) else {
            return Ok(None);
        };
        let path = self.recipe.dataset.output.join(package::FILE);
        let old = files::read(&path).map_err(|error| Error::read(&path, &error))?;
        let Some(old) = old else { return Ok(Some(bytes)) };
        if old == bytes {
            return Ok(None);
        }
        let hash = recipe::hash(&old);
        let ours = self.force || manifest.package.as_ref() == Some(&hash) || self.plan.left.wrote(package::FILE, &hash);
        if !ours {
            self.tell_edited(package::FILE);
        }
        Ok(ours.then_some(bytes))
    }

    /// Removes orphans and writes the manifest; from then on everything is as if nothing had been before.
    fn finish(mut self) -> Result<Summary, Error> {
        let plan = self.plan;
        let known = plan.steps.iter().filter(|step| step.entry(&plan.old).is_some());
        let same = !plan.fresh
            && !plan.interrupted
            && self.new.is_empty()
            && known.count() == plan.old.sources.len()
            && plan.old.model == self.recipe.model
            && plan.old.options == self.recipe.options;
        let about = recipe::hash_of(&self.recipe.dataset.about);
        if same && (self.package_stands(&about)? || self.package(&plan.old)?.is_none()) {
            return Ok(self.summary);
        }
        let mut entries: BTreeMap<&str, Entry> = std::mem::take(&mut self.new);
        for step in &plan.steps {
            if let Some(old) = step.entry(&plan.old) {
                entries.entry(&step.path).or_insert_with(|| old.clone());
            }
        }
        for orphan in self.remove_orphans(&entries) {
            keep(&plan.old, &mut entries, orphan);
        }
        let entries = entries.into_values().collect();
        let mut manifest = Manifest::new(self.recipe.model.to_owned(), self.recipe.options.clone(), entries);
        manifest.package.clone_from(&plan.old.package);
        let path = self.recipe.dataset.output.join(manifest::FILE);
        match self.package(&manifest)? {
            Some(bytes) => {
                let package = self.recipe.dataset.output.join(package::FILE);
                let hash = recipe::hash(&bytes);
                self.journal.intend(std::iter::once((package::FILE, hash.as_str())))?;
                files::replace(&package, &bytes).map_err(|error| Error::write(&package, &error))?;
                manifest.package = Some(hash);
            }
            None => self.journal.intend(std::iter::empty())?,
        }
        manifest.about = manifest.package.as_ref().map(|_| about);
        files::replace(&path, &manifest.bytes()).map_err(|error| Error::write(&path, &error))?;
        // A source that was not done may have outputs of ours that its entry does not know.
        let torn = self.stop.load(Ordering::Relaxed) || (plan.interrupted && self.summary.failed > 0);
        if !torn {
            self.journal.done()?;
        }
        Ok(self.summary)
    }

    /// Removes outputs that nothing makes any more, if they are as they were written; gives those that stay.
    fn remove_orphans(&mut self, entries: &BTreeMap<&str, Entry>) -> Vec<&'a str> {
        let top = &self.recipe.dataset.output;
        let outputs = entries.values().flat_map(|entry| &entry.outputs);
        let made: BTreeSet<&str> = outputs.map(|output| output.path.as_str()).collect();
        let left = self.plan.left.outputs.iter().map(|(path, _)| path.as_str());
        let before = self.owned().iter().map(|(path, _)| *path).chain(left);
        let orphans: BTreeSet<&str> = before
            .filter(|path| !made.contains(path) && *path != package::FILE)
            .collect();
        let mut kept = Vec::new();
        for path in orphans {
            let file = top.join(path);
            match recipe::hash_file(&file) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Ok(hash) if self.is_ours(path, hash.to_hex().as_str()) && files::remove(&file, top).is_ok() => {
                    self.summary.removed += 1;
                    self.observer.event(Event::Removed { output: path });
                }
                _ => {
                    self.tell_edited(path);
                    kept.push(path);
                }
            }
        }
        kept
    }
}

/// Keeps an orphan that was not removed in the manifest, so that nobody forgets it.
fn keep<'a>(old: &'a Manifest, entries: &mut BTreeMap<&'a str, Entry>, orphan: &str) {
    for entry in &old.sources {
        for output in entry.outputs.iter().filter(|output| output.path == orphan) {
            let kept = entries.entry(&entry.path).or_insert_with(|| Entry {
                outputs: Vec::new(),
                ..entry.clone()
            });
            kept.outputs.push(output.clone());
        }
    }
}
