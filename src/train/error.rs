//! What can be wrong with labelled folders. Every message names the file.

use super::truth::TruthError;
use crate::input::InputError;
use std::path::Path;

/// Why training could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// A truth file could not be read.
    #[error(transparent)]
    Truth(#[from] TruthError),
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The path as given.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A manifest is not JSON of the known shape.
    #[error("{path}: {source}")]
    Manifest {
        /// The path as given.
        path: String,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A source is no text of a document.
    #[error("{path}: {source}")]
    Input {
        /// The path as given.
        path: String,
        /// Why not.
        source: InputError,
    },
    /// A file or folder was read but cannot be trained on.
    #[error("{path}: {problem}")]
    Unfit {
        /// The path as given.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The weights are no flat set of numbers.
    #[error("the weights cannot be varied: {0}")]
    Weights(#[from] serde_json::Error),
    /// The documents cannot be divided into so many folds.
    #[error("{folds} folds need at least 2 folds and a document for each; there are {documents} documents")]
    Folds {
        /// What was asked for.
        folds: usize,
        /// What is there.
        documents: usize,
    },
}

impl TrainError {
    /// A failed reading or writing of `path`.
    pub fn file(path: &Path, source: std::io::Error) -> Self {
        let path = path.display().to_string();
        Self::File { path, source }
    }

    /// A file that cannot be trained on.
    pub(super) fn unfit(path: &Path, problem: impl Into<String>) -> Self {
        let (path, problem) = (path.display().to_string(), problem.into());
        Self::Unfit { path, problem }
    }
}
