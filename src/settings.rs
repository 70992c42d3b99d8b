//! Every limit, tolerance and weight of the pipeline, in one place, with its default.

use crate::input::Options;
use crate::profile::Profile;

/// What may be tuned; the defaults are meant to fit every document.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Settings {
    /// How a source is read, and what it may be at most.
    pub input: Options,
    /// What is known of the tables and so not inferred; nothing by default.
    pub profile: Profile,
    /// Records with a cell less likely to be right than this are findings; none by default.
    pub min_confidence: Option<f32>,
}
