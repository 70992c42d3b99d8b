//! Why a dataset cannot be built at all. What concerns one source is reported with that source instead.

use super::files;
use std::io;
use std::path::{Path, PathBuf};

/// Why a dataset cannot be opened, checked or built. The message says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `rowstitch.toml` is missing or makes no sense, or the sources it names are refused.
    #[error("{0}")]
    Config(String),
    /// Another build holds the dataset.
    #[error("{} is being built by {holder}; wait until it is done, or end it", output.display())]
    Locked {
        /// The output folder.
        output: PathBuf,
        /// Who holds it.
        holder: String,
    },
    /// A file or folder of the dataset cannot be used.
    #[error("{}: {message}", path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// What, and what to do.
        message: String,
    },
}

impl Error {
    pub(super) fn file(path: &Path, message: impl Into<String>) -> Self {
        Self::File {
            path: files::tidy(path),
            message: message.into(),
        }
    }

    pub(super) fn read(path: &Path, error: &io::Error) -> Self {
        let message = format!("cannot be read: {}; check it and its permissions", files::reason(error));
        Self::file(path, message)
    }

    pub(super) fn write(path: &Path, error: &io::Error) -> Self {
        let message = format!(
            "cannot be written: {}; what was there is as it was",
            files::reason(error)
        );
        Self::file(path, message)
    }
}
