//! The training side: known tables aligned with their flattened text.
//!
//! Nothing here is used when a source is converted. It reads the truth of labelled folders,
//! finds where every word of that truth stands in a flattening, and so gives the model the
//! labels to learn from and the record rooms strict figures to be measured with.
//!
//! # Training
//!
//! Four data files of the model are made from labelled folders (`manifest.json`, `<id>.truth.json`, `<id>.<flavour>.txt`):
//!
//! ```text
//! alias train='cargo run --release --features dev-tools --bin train --'
//! train kinds LABELLED > kinds.json && mv kinds.json src/reconstruct/
//! train weights LABELLED --flavours tika,raw,seed --out weights.json && mv weights.json src/reconstruct/
//! train weights LABELLED --flavours tika,raw,seed --folds 5
//! train check LABELLED --flavours tika,raw --folds 5
//! train choice LABELLED --on --flavours tika,raw --invented 240 > choice.json && mv choice.json src/reconstruct/
//! train invent LABELLED FOLDER
//! train confidence LABELLED --samples samples.json --out confidence.json && mv confidence.json src/reconstruct/
//! ```
//!
//! - `kinds` counts what cells of each kind of column look like. The shipped file is compiled in, so it must not be
//!   written to while the command itself is being built.
//! - `weights` searches better prices from the shipped ones and writes what it has after every gain. `--rounds 0` searches
//!   nothing and prints the score of each flattening. `--also TEXT TRUTH` adds one flattening from elsewhere.
//! - `weights --folds K` is the figure that counts: it divides the documents (never the flattenings of one) into K folds,
//!   trains from the untrained weights on all but one and scores that one, for each in turn.
//! - `check --folds K` is the figure for the whole way: of every fold, kinds and choice are learned from the other documents
//!   alone (the choice from untrained prices), and the fold's flattenings are then read with them. Only the weights are the
//!   shipped ones.
//! - `choice` trains the choice between readings with different columns from untrained prices on, or from the
//!   shipped ones (`--on`), which is how they were made; the price of a table never falls. The search uses the choice itself, so
//!   readings are gathered in rounds, each under what was trained on those before. `--invented` adds tables that are made out of the
//!   known ones, with other columns, widths and pages: the few rows of columns of a folder teach little of others. `--folds K`
//!   gives the held-out score instead, also without tables invented from the documents held out; `--table` writes what it is trained on.
//! - `invent` writes such tables as a labelled folder, to look at them or to measure on them.
//! - `confidence` trains how likely cells are to be right, after all others, and prints how well that is calibrated on documents left out.
//!   `--samples` keeps what was read, which takes most of the time.
//!
//! The held-out figure judges the weights alone: the kinds are counted over all folds, and both commands give the search
//! the known kinds of the columns (see [`score()`]), so it stands above what `convert` reaches, which has to choose them too.

mod align;
mod cases;
mod chance;
mod choice;
pub mod confidence;
mod counts;
mod crossed;
mod error;
pub mod fold;
pub mod gold;
mod invent;
mod logit;
mod score;
mod tables;
mod tracks;
mod truth;
mod weights;

pub use cases::{Case, Extra, Source, read_cases, read_extra, read_prose, read_sources};
pub use chance::Chance;
pub use choice::{Readings, add_readings, best_score, choice_json, chosen_score, no_readings, train_choice};
pub use counts::{count_kinds, count_kinds_without};
pub use crossed::check_fold;
pub use error::TrainError;
pub use gold::{Gold, Label, WordLabel, align};
pub use invent::invent;
pub use score::{mean_score, score};
pub use truth::{Truth, TruthError, TruthRecord, TruthTable};
pub use weights::{Fold, Prices, Step, Watch, folds, hold_out, train_weights};
