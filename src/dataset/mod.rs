//! A dataset: a folder whose `rowstitch.toml` says which sources become which outputs, built like a program.
//!
//! ```text
//! rowstitch.toml ─ config ─▶ Dataset ─ sources ─▶ paths ─ plan (with the manifest) ─▶ Plan ─ build ─▶ outputs, manifest
//! ```
//!
//! The only room that writes files: always whole, always by atomic replacement. What it relies on:
//!
//! - The **manifest** says for each source what it was made from (content hashes) and what was written (more hashes). It is
//!   written last. Times decide nothing; they only save reading outputs that are older than the manifest, and sources that look
//!   as they did when the **stat cache** kept their hashes.
//! - The **journal** names outputs and their hashes before they are written and goes with the next manifest, so that after a
//!   kill nothing rowstitch wrote looks like an edit by hand.
//! - The **lock** keeps a second build out; the system takes it back when its holder dies.

pub mod build;
pub mod check;
pub mod config;
pub mod depfile;
pub mod diff;
pub mod error;
mod fields;
pub mod files;
mod journal;
mod lock;
pub mod manifest;
pub mod names;
mod package;
pub mod plan;
mod recipe;
pub mod sources;
mod stat_cache;
pub mod verify;
pub mod watch;
mod work;

pub use config::Dataset;
pub use error::Error;
pub use files::replace;
