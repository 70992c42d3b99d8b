//! All integration tests in one binary, through the real `rowstitch`.

mod annex;
mod annex_source;
mod audit;
mod bad_input;
mod boxes;
mod build;
mod cli;
mod diff;
mod encodings;
mod formats;
mod fuzz;
mod goldens;
mod hostile;
mod inspect;
mod laws;
mod layout;
mod long;
#[path = "../model/mod.rs"]
mod model;
mod output;
mod pdf;
mod profile;
mod provenance;
mod review;
mod schema;
mod small;
mod support;
mod values;
mod verify;
