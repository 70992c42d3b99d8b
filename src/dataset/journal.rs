//! The journal: outputs and their hashes, named before they are written, so that after a kill they are known as ours.
//!
//! One line per output, `hash path`. It is made with the first output and goes when the manifest says the same; one that is still
//! there tells of a build that was cut short. A last line cut short names an output that was not written yet.

use super::error::Error;
use super::{files, manifest};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The journal's name in the output folder.
pub(super) const FILE: &str = ".rowstitch.journal";

/// The journal a build writes.
pub(super) struct Journal {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

/// What the journal of a build that was cut short says: pairs of path and hash.
#[derive(Debug, Default)]
pub(super) struct Left {
    pub(super) found: bool,
    pub(super) outputs: BTreeSet<(String, String)>,
}

impl Left {
    pub(super) fn read(output: &Path) -> Result<Self, Error> {
        let path = output.join(FILE);
        let Some(bytes) = files::read(&path).map_err(|error| Error::read(&path, &error))? else {
            return Ok(Self::default());
        };
        let text = String::from_utf8_lossy(&bytes);
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let pair = |line: &str| {
            let (hash, path) = line.split_once(' ')?;
            manifest::is_inside(path).then(|| (path.to_owned(), hash.to_owned()))
        };
        Ok(Self {
            found: true,
            outputs: whole.lines().filter_map(pair).collect(),
        })
    }

    /// Whether a build wrote these bytes there.
    pub(super) fn wrote(&self, path: &str, hash: &str) -> bool {
        self.found && self.outputs.contains(&(path.to_owned(), hash.to_owned()))
    }
}

impl Journal {
    /// Goes on with the journal that is there; a new one is made with the first line.
    pub(super) fn new(output: &Path) -> Self {
        Self {
            path: output.join(FILE),
            file: Mutex::new(None),
        }
    }

    /// Names outputs that are about to be written: pairs of path and hash.
    pub(super) fn intend<'a>(&self, outputs: impl Iterator<Item = (&'a str, &'a str)>) -> Result<(), Error> {
        // A line cut short by a kill must not swallow the first of ours.
        let mut lines = String::from("\n");
        for (path, hash) in outputs {
            lines.push_str(&format!("{hash} {path}\n"));
        }
        let fault = |error| Error::write(&self.path, &error);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() {
            let opened = OpenOptions::new().create(true).append(true).open(&self.path);
            *file = Some(opened.map_err(fault)?);
        }
        match file.as_mut() {
            Some(file) => file.write_all(lines.as_bytes()).map_err(fault),
            None => Ok(()),
        }
    }

    /// The manifest says it all now.
    pub(super) fn done(&self) -> Result<(), Error> {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::write(&self.path, &error)),
            _ => Ok(()),
        }
    }
}
