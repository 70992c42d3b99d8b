//! Tables from positioned words: the geometric twin of the search over flat text.
//!
//! Pages of words ([`page::Page`]) become lines on a grid; corridors of blanks ([`seams`]) give the
//! columns of each page's part of a table, the parts are joined over pages ([`zones`]), and a dynamic
//! programme ([`rows`]) cuts the lines into header, headings and rows. Layout text comes this way
//! today; word boxes and PDFs fill the same pages.

mod assign;
mod belief;
mod edges;
mod grid;
mod headers;
mod output;
pub mod page;
mod profile;
mod rows;
mod seams;
pub mod settings;
mod split;
mod zones;

use crate::document::Document;
use crate::furniture::Body;
use crate::input::layout;
use crate::reconstruct::Reconstruction;

/// Whether the document is positioned text that this module reads.
pub fn sniff(document: &Document) -> bool {
    layout::sniff(document)
}

/// Reconstructs the tables of layout text, with the roles and pages of its lines.
pub fn reconstruct(document: &Document) -> (Body, Reconstruction) {
    positioned(document, &layout::pages(document), &settings::Settings::default())
}

/// Reconstructs the tables of positioned pages, whose words are spans of the document.
pub fn positioned(document: &Document, pages: &[page::Page], settings: &settings::Settings) -> (Body, Reconstruction) {
    let lines = page::lines(pages);
    let ranges = edges::by_page(&lines);
    let edges = edges::find(document, &lines, &ranges, &settings.edges);
    let found = zones::find(document, &lines, &ranges, &edges, settings);
    output::build(document, &lines, &edges, &found, settings)
}
