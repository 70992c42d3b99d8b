//! What a build has to do, and why: sources as they are against the manifest and the outputs on the disk.

use super::config::Dataset;
use super::error::Error;
use super::journal::Left;
use super::manifest::{self, Entry, Manifest};
use super::recipe::{self, Recipe};
use super::stat_cache::StatCache;
use super::{files, names, sources};
use crate::emit::Format;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Why a source has to be done (again).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The manifest does not know it.
    New,
    /// Its bytes are others.
    Source,
    /// Its profile is another, or has other bytes.
    Profile,
    /// Formats or options of writing are others.
    Options,
    /// The version of the reconstruction is another.
    Model,
    /// Its outputs get another name, as there are other sources beside it.
    Name,
    /// It was last done with other options or another version.
    Old,
    /// This output is not there.
    Missing(String),
    /// This output was written by a build that did not come to its end.
    Interrupted(String),
    /// This output was edited, and is to be written over.
    Edited(String),
    /// Everything is to be done again.
    Asked,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("new"),
            Self::Source => f.write_str("source changed"),
            Self::Profile => f.write_str("profile changed"),
            Self::Options => f.write_str("formats or options changed"),
            Self::Model => f.write_str("made by another version of rowstitch"),
            Self::Name => f.write_str("its outputs get another name"),
            Self::Old => f.write_str("made with other options or another version of rowstitch"),
            Self::Missing(path) => write!(f, "{path} is missing"),
            Self::Interrupted(path) => write!(f, "{path} is from a build that was cut short"),
            Self::Edited(path) => write!(f, "{path} was edited"),
            Self::Asked => f.write_str("everything is done again"),
        }
    }
}

/// One source and what is to be done with it.
#[derive(Debug)]
pub struct Step {
    /// Relative to the root.
    pub path: String,
    /// The path of its outputs below the output folder, without extensions.
    pub(super) name: PathBuf,
    /// Its entry in the old manifest.
    old: Option<usize>,
    /// `None`: it is up to date.
    pub why: Option<Why>,
    /// Outputs that were edited since they were written, and are not to be written over.
    pub edited: Vec<String>,
    /// Why it cannot be done at all.
    pub failure: Option<String>,
}

/// An output whose source is gone.
#[derive(Debug, PartialEq, Eq)]
pub struct Orphan {
    /// Relative to the output folder.
    pub path: String,
    /// Whether it was edited since it was written; then it is not removed.
    pub edited: bool,
}

/// What a build has to do.
#[derive(Debug)]
pub struct Plan {
    /// All sources, sorted by path.
    pub steps: Vec<Step>,
    /// Outputs of sources that are gone, sorted by path.
    pub orphans: Vec<Orphan>,
    /// Whether a build before was cut short.
    pub interrupted: bool,
    /// Whether there is no manifest yet.
    pub(super) fresh: bool,
    pub(super) old: Manifest,
    pub(super) left: Left,
}

/// How a plan is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner<'a> {
    /// Do all sources again.
    pub all: bool,
    /// Write over outputs that were edited.
    pub force: bool,
    /// Read all sources and outputs, even those that look untouched.
    pub strict: bool,
    /// Where hashes of sources are kept, so that those which look untouched are not read again; `None`: all are read.
    pub cache: Option<&'a Path>,
}

impl Plan {
    /// Makes the plan for the sources that [`sources::find`] gave and the manifest there is. Reads all sources, and the outputs that
    /// may have changed since the manifest was written; writes nothing.
    pub(super) fn make(
        recipe: &Recipe,
        paths: Vec<String>,
        old: Option<Manifest>,
        manner: Manner,
    ) -> Result<Self, Error> {
        let dataset = recipe.dataset;
        let left = Left::read(&dataset.output)?;
        let seen = Seen {
            sources: StatCache::read(manner.cache.filter(|_| !manner.strict)),
            output: &dataset.output,
            left: &left,
            since: match manner.strict {
                true => None,
                false => modified(&dataset.output.join(manifest::FILE)),
            },
        };
        let fresh = old.is_none();
        let old = old.unwrap_or_else(|| Manifest::new(recipe.model.to_owned(), recipe.options.clone(), Vec::new()));
        let names = {
            let files: Vec<&Path> = paths.iter().map(Path::new).collect();
            let reserved: &[&str] = if dataset.formats.contains(&Format::Json) {
                &["manifest", "datapackage"]
            } else {
                &[]
            };
            let tables = dataset.formats.iter().any(|format| format.is_per_table());
            names::assign(&files, tables, reserved)
        };
        let judge = |mut step: Step| {
            if step.name == Path::new("") {
                step.failure = Some("another source would write the same file; rename one of them".to_owned());
            } else if let Err(failure) = step.judge(recipe, &old, &seen, manner) {
                step.failure = Some(failure);
            }
            step
        };
        // Both are sorted by path.
        let mut entries = old.sources.iter().enumerate().peekable();
        let step = |(path, name): (String, Option<PathBuf>)| {
            while entries.next_if(|(_, entry)| entry.path < path).is_some() {}
            Step {
                old: entries.next_if(|(_, entry)| entry.path == path).map(|(index, _)| index),
                path,
                name: name.unwrap_or_default(),
                why: None,
                edited: Vec::new(),
                failure: None,
            }
        };
        let steps: Vec<Step> = paths.into_iter().zip(names).map(step).collect();
        let steps: Vec<Step> = steps.into_par_iter().with_min_len(16).map(judge).collect();
        let orphans = orphans(&steps, &old, &seen);
        seen.sources.write();
        Ok(Self {
            steps,
            orphans,
            interrupted: left.found,
            fresh,
            old,
            left,
        })
    }

    /// The plan of a build that is not done: what it would do, and why.
    ///
    /// # Errors
    /// When the sources, the manifest or a profile cannot be read.
    pub fn of(dataset: &Dataset, manner: Manner) -> Result<Self, Error> {
        let old = Manifest::read(&dataset.output)?;
        Self::make(&Recipe::read(dataset)?, sources::find(dataset)?, old, manner)
    }
}

impl Step {
    /// Its entry in the old manifest.
    pub(super) fn entry<'a>(&self, old: &'a Manifest) -> Option<&'a Entry> {
        old.sources.get(self.old?)
    }

    /// Finds out whether and why it has to be done; the error says why it cannot be.
    fn judge(&mut self, recipe: &Recipe, old: &Manifest, seen: &Seen, manner: Manner) -> Result<(), String> {
        let file = recipe.dataset.root.join(&self.path);
        let hash = seen.sources.hash(&file).map_err(|error| files::unreadable(&error))?;
        let Some(entry) = self.entry(old) else {
            self.why = Some(Why::New);
            return Ok(());
        };
        let profile = recipe.profile(&self.path);
        self.why = if entry.blake3 != hash {
            Some(Why::Source)
        } else if entry.profile != profile {
            Some(Why::Profile)
        } else if entry.key != recipe.key(&self.path, profile.as_ref(), &self.name) {
            Some(if old.options != recipe.options {
                Why::Options
            } else if old.model != recipe.model {
                Why::Model
            } else if !entry.outputs.is_empty() && !entry.is_named(&recipe::slashed(&self.name)) {
                Why::Name
            } else {
                Why::Old
            })
        } else if manner.all {
            Some(Why::Asked)
        } else {
            None
        };
        for output in &entry.outputs {
            let why = match seen.state(&output.path, output.bytes, &output.blake3) {
                State::Same => continue,
                State::Missing => Why::Missing(output.path.clone()),
                State::Ours => Why::Interrupted(output.path.clone()),
                State::Edited if manner.force => Why::Edited(output.path.clone()),
                State::Edited => {
                    self.edited.push(output.path.clone());
                    continue;
                }
            };
            self.why.get_or_insert(why);
        }
        Ok(())
    }
}

impl Entry {
    /// Whether its outputs have this path, but for numbers and extensions.
    fn is_named(&self, name: &str) -> bool {
        let begins = |path: &str| path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.outputs.iter().all(|output| begins(&output.path))
    }
}

/// The files on the disk, read no more than needed.
struct Seen<'a> {
    sources: StatCache,
    output: &'a Path,
    left: &'a Left,
    /// When the manifest was written; an output older than it, of the right length, is believed to be as it was.
    since: Option<SystemTime>,
}

enum State {
    Same,
    Missing,
    /// Not what the manifest says, but what a build that was cut short wrote.
    Ours,
    Edited,
}

impl Seen<'_> {
    fn state(&self, path: &str, bytes: u64, hash: &str) -> State {
        let file = self.output.join(path);
        let Ok(meta) = std::fs::metadata(&file) else {
            return State::Missing;
        };
        let older = |since: SystemTime| meta.modified().is_ok_and(|modified| modified < since);
        if meta.is_file() && meta.len() == bytes && self.since.is_some_and(older) {
            return State::Same;
        }
        match recipe::hash_file(&file).map(|found| found.to_hex()) {
            Ok(found) if found.as_str() == hash => State::Same,
            Ok(found) if self.left.wrote(path, found.as_str()) => State::Ours,
            _ => State::Edited,
        }
    }
}

/// Outputs of entries without a source, but for those that a source to be done may write again.
fn orphans(steps: &[Step], old: &Manifest, seen: &Seen) -> Vec<Orphan> {
    let mut gone = Vec::new();
    let claimed: BTreeSet<String> = steps
        .iter()
        .filter(|step| step.why.is_some())
        .map(|step| recipe::slashed(&step.name))
        .collect();
    let is_claimed = |path: &str| path.match_indices('.').any(|(dot, _)| claimed.contains(&path[..dot]));
    // Both are sorted by path.
    let mut steps = steps.iter().map(|step| step.path.as_str()).peekable();
    for entry in &old.sources {
        while steps.next_if(|path| *path < entry.path.as_str()).is_some() {}
        if steps.peek() != Some(&entry.path.as_str()) {
            gone.extend(&entry.outputs);
        }
    }
    let mut orphans = Vec::new();
    for output in gone.into_iter().filter(|output| !is_claimed(&output.path)) {
        match seen.state(&output.path, output.bytes, &output.blake3) {
            State::Missing => {}
            state => orphans.push(Orphan {
                path: output.path.clone(),
                edited: matches!(state, State::Edited),
            }),
        }
    }
    orphans.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    orphans
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|meta| meta.modified()).ok()
}
