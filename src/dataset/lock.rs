//! One build of a dataset at a time. The system takes the lock back when its holder ends, however it ends.

use super::error::Error;
use super::files;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The lock's name in the output folder.
pub(super) const FILE: &str = ".rowstitch.lock";

/// Held while it lives.
pub(super) struct Lock {
    path: PathBuf,
    file: Option<File>,
}

impl Lock {
    /// Takes the lock of an output folder, making the folder if need be.
    pub(super) fn take(output: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(output).map_err(|error| {
            let message = format!(
                "cannot be used as output folder: {}; choose another with `output`",
                files::reason(&error)
            );
            Error::file(output, message)
        })?;
        let path = output.join(FILE);
        loop {
            let mut options = OpenOptions::new();
            let opened = options.read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = opened.map_err(|error| Error::write(&path, &error))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = file.read_to_string(&mut holder);
                    let holder = match holder.trim() {
                        "" => "another process".to_owned(),
                        holder => holder.to_owned(),
                    };
                    return Err(Error::Locked {
                        output: output.to_owned(),
                        holder,
                    });
                }
                Err(TryLockError::Error(error)) => return Err(Error::write(&path, &error)),
            }
            // The one before us may have removed the file between our opening and our locking it.
            if !is_at(&file, &path) {
                continue;
            }
            let holder = format!("process {}\n", std::process::id());
            let written = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| file.write_all(holder.as_bytes()));
            written.map_err(|error| Error::write(&path, &error))?;
            return Ok(Self { path, file: Some(file) });
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is held, so that nobody holds a file without a name; where that is impossible it stays.
        let _ = std::fs::remove_file(&self.path);
        drop(self.file.take());
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(held), Ok(named)) => (held.dev(), held.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}
