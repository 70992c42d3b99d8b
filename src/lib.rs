//! rowstitch turns the broken text of a PDF table back into clean records.
//!
//! The pipeline is a chain of pure functions; I/O happens at both ends only:
//!
//! ```text
//! bytes ─ input ─▶ Document ─ furniture ─▶ Body ─ reconstruct ─▶ Reconstruction ─ records ─▶ Extraction ─ emit ─▶ bytes
//! ```
//!
//! To an [`Extraction`] are added what its cells mean ([`values`]), how likely they are to be right ([`confidence`]), what in them
//! says that rows were lost ([`checks`]), and the account of every character ([`audit`]). [`review`] shows all of it beside the source.

pub mod audit;
pub mod checks;
pub mod confidence;
pub mod dataset;
pub mod document;
pub mod emit;
pub mod extraction;
pub mod finding;
pub mod furniture;
pub mod geometry;
pub mod grammar;
pub mod input;
mod markup;
pub mod page;
pub mod picture;
pub mod pipeline;
pub mod placed;
pub mod places;
pub mod profile;
pub mod reconstruct;
pub mod records;
pub mod review;
pub mod settings;
pub mod train;
pub mod values;

pub use document::{Document, Line, Span};
pub use extraction::{Cell, Extraction, Place, PrintedCell, PrintedTable, Record, Table};
pub use finding::{Finding, Level};
pub use pipeline::{Inspection, extract, inspect};
pub use profile::Profile;
pub use settings::Settings;
