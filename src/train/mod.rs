//! The training side: known tables aligned with their flattened text.
//!
//! Nothing here is used when a source is converted. It reads the truth of labelled folders,
//! finds where every word of that truth stands in a flattening, and so gives the model the
//! labels to learn from and the record rooms strict figures to be measured with.

mod align;
pub mod fold;
pub mod gold;
mod tables;
mod tracks;
mod truth;

pub use gold::{Gold, Label, WordLabel, align};
pub use truth::{Truth, TruthError, TruthRecord, TruthTable};
