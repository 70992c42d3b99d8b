//! The sources of a dataset: globs to paths, the same on every machine and in any order of the folders.
//!
//! Ignore files mean nothing here, the configuration alone decides. Hidden files and folders are passed over unless a glob names
//! them by their dot.

use super::config::{Dataset, Pattern};
use super::error::Error;
use super::files;
use globset::GlobMatcher;
use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};

/// All sources, sorted: paths relative to the root, with `/`.
///
/// # Errors
/// When a glob matches nothing, a source lies inside the output folder, links run in a circle, a name is no UTF-8, or a folder
/// cannot be read.
pub fn find(dataset: &Dataset) -> Result<Vec<String>, Error> {
    let output = canonical(&dataset.output);
    let mut found = Vec::new();
    for pattern in &dataset.sources {
        let mut walk = Walk {
            dataset,
            output: &output,
            glob: pattern.glob.compile_matcher(),
            hidden: pattern
                .text
                .split('/')
                .any(|part| part.starts_with('.') && part != ".."),
            depth: (!pattern.text.contains("**")).then(|| pattern.text.split('/').count()),
            chain: Vec::new(),
            found: Vec::new(),
        };
        walk.pattern(pattern)?;
        if walk.found.is_empty() {
            return Err(Error::Config(format!(
                "{}: `sources` has {:?}, which matches no file; correct it or take it out",
                files::shown(&dataset.config),
                pattern.text
            )));
        }
        found.extend(walk.found);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The folder a glob begins to search in, and whether folders below it belong to the search.
pub fn folder(dataset: &Dataset, pattern: &Pattern) -> (PathBuf, bool) {
    let parts: Vec<&str> = pattern.text.split('/').collect();
    let plain = pattern.plain.min(parts.len() - 1);
    let deep = plain + 1 < parts.len();
    (dataset.root.join(parts[..plain].join("/")), deep)
}

/// The real place of a path, of which the last part may not exist yet.
fn canonical(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if folder != Path::new("") => canonical(folder).join(name),
        (_, Some(name)) => canonical(Path::new(".")).join(name),
        _ => path.to_owned(),
    }
}

struct Walk<'a> {
    dataset: &'a Dataset,
    output: &'a Path,
    glob: GlobMatcher,
    hidden: bool,
    /// Components of a path that can match.
    depth: Option<usize>,
    /// The real places of the folders we are in, outermost first.
    chain: Vec<PathBuf>,
    found: Vec<String>,
}

impl Walk<'_> {
    fn pattern(&mut self, pattern: &Pattern) -> Result<(), Error> {
        let parts: Vec<&str> = pattern.text.split('/').collect();
        if pattern.plain < parts.len() {
            let base = parts[..pattern.plain].join("/");
            let folder = self.dataset.root.join(&base);
            return if folder.is_dir() {
                self.folder(&base, &folder, canonical(&folder))
            } else {
                Ok(())
            };
        }
        let path = self.dataset.root.join(&pattern.text);
        match std::fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => Err(Error::Config(format!(
                "{}: `sources` has {:?}, which is a folder; write {}",
                files::shown(&self.dataset.config),
                pattern.text,
                if pattern.text.is_empty() {
                    "\"*.txt\"".to_owned()
                } else {
                    format!("\"{}/**/*.txt\"", pattern.text)
                }
            ))),
            Ok(_) if self.dataset.exclude.is_match(&pattern.text) => Ok(()),
            Ok(_) => self.file(pattern.text.clone(), &canonical(&path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(Error::read(&path, &error)),
        }
    }

    /// What a folder holds; `base` is its path from the root, `real` its real place.
    fn folder(&mut self, base: &str, folder: &Path, real: PathBuf) -> Result<(), Error> {
        if self.chain.contains(&real) {
            let message = "a symbolic link leads back into its own folder; remove it, or name it in `exclude`";
            return Err(Error::file(folder, message));
        }
        let inside = real.starts_with(self.output);
        self.chain.push(real);
        let fault = |error| Error::read(folder, &error);
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            entries.push((entry.file_name(), entry.file_type().map_err(fault)?));
        }
        // So that of several faults it is always the same that is told.
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (name, kind) in entries {
            let lossy = name.to_string_lossy();
            if lossy.starts_with('.') && !self.hidden {
                continue;
            }
            let path = if base.is_empty() {
                lossy.to_string()
            } else {
                [base, &lossy].join("/")
            };
            if !self.dataset.exclude.is_empty() && self.dataset.exclude.is_match(&path) {
                continue;
            }
            if name.to_str().is_none() {
                if self.glob.is_match(&path) {
                    return Err(Error::file(&folder.join(name), "its name is no UTF-8; rename it"));
                }
            } else if kind.is_dir() || kind.is_symlink() {
                self.entry(path, &folder.join(name), kind)?;
            } else if self.glob.is_match(&path) {
                match inside {
                    false => self.found.push(path),
                    true => return Err(self.inside(&path)),
                }
            }
        }
        self.chain.pop();
        Ok(())
    }

    /// A folder or a link in the folder we are in.
    fn entry(&mut self, path: String, file: &Path, kind: FileType) -> Result<(), Error> {
        let within = self.depth.is_none_or(|depth| path.split('/').count() < depth);
        if kind.is_dir() {
            return match (self.chain.last(), file.file_name()) {
                (Some(folder), Some(name)) if within => self.folder(&path, file, folder.join(name)),
                _ => Ok(()),
            };
        }
        match std::fs::metadata(file) {
            Ok(meta) if meta.is_dir() && within => self.folder(&path, file, canonical(file)),
            Ok(meta) if !meta.is_dir() && self.glob.is_match(&path) => self.file(path, &canonical(file)),
            Ok(_) => Ok(()),
            // A link that leads to nothing or to itself could be a source only if its own name matches.
            Err(error) if self.glob.is_match(&path) => {
                let message = format!("is a symbolic link that leads nowhere: {}", files::reason(&error));
                Err(Error::file(file, message))
            }
            Err(_) => Ok(()),
        }
    }

    /// A file, by its real place.
    fn file(&mut self, path: String, real: &Path) -> Result<(), Error> {
        if real.starts_with(self.output) {
            return Err(self.inside(&path));
        }
        self.found.push(path);
        Ok(())
    }

    fn inside(&self, path: &str) -> Error {
        Error::Config(format!(
            "{}: is a source inside the output folder {}; move one of them, or name it in `exclude`",
            self.dataset.shown(path),
            files::shown(&self.dataset.output)
        ))
    }
}
