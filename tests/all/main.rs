//! All integration tests in one binary, through the real `rowstitch`.

mod annex;
mod annex_source;
mod audit;
mod bad_input;
mod build;
mod cli;
mod encodings;
mod goldens;
mod output;
mod schema;
mod support;
