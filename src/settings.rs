//! Every limit, tolerance and weight of the pipeline, in one place, with its default.

use crate::input::Limits;

/// What may be tuned; the defaults are meant to fit every document.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Settings {
    /// What a source may be at most.
    pub input: Limits,
}
