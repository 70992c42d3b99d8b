//! Tables from positioned words: the geometric twin of the search over flat text.
//!
//! Pages of words ([`page::Page`]) become lines on a grid; corridors of blanks ([`seams`]) give the
//! columns of each page's part of a table, the parts are joined over pages ([`zones`]), and a dynamic
//! programme ([`rows`]) cuts the lines into header, headings and rows. Layout text, word boxes and PDFs
//! fill the same pages.

mod areas;
mod assign;
mod belief;
mod drift;
mod edges;
mod given;
mod grid;
mod gutters;
mod habits;
mod headers;
mod lattice;
mod open;
mod output;
mod page;
mod prices;
mod printed;
mod profile;
mod prose;
mod rows;
mod ruled;
mod rulings;
mod seams;
pub mod settings;
mod split;
mod zones;

use crate::document::Document;
use crate::furniture::Body;
use crate::input::layout;
use crate::profile::Profile;
use crate::reconstruct::Reconstruction;
use given::Given;
use std::borrow::Cow;

/// Whether the words of the document have positions: it has pages, or is layout text.
pub fn applies(document: &Document) -> bool {
    !document.pages.is_empty() || document.layout.unwrap_or_else(|| sniff(document))
}

/// Whether the document is text whose blanks keep its columns.
pub fn sniff(document: &Document) -> bool {
    layout::sniff(document)
}

/// Reconstructs the tables of a positioned document or of layout text, with the roles and pages of its lines.
pub fn reconstruct(document: &Document, profile: &Profile) -> (Body, Reconstruction) {
    positioned(document, &pages(document), profile, &settings::Settings::default())
}

/// The pages of a positioned document; those of layout text are in character cells.
pub fn pages(document: &Document) -> Cow<'_, [page::Page]> {
    if document.pages.is_empty() {
        Cow::Owned(layout::pages(document))
    } else {
        Cow::Borrowed(&document.pages)
    }
}

/// Reconstructs the tables of positioned pages, whose words are spans of the document.
///
/// Of the profile, the font, the kinds of columns and the lines of columns say nothing here.
pub fn positioned(
    document: &Document,
    pages: &[page::Page],
    profile: &Profile,
    settings: &settings::Settings,
) -> (Body, Reconstruction) {
    let given = Given::new(document, profile);
    let mut settings = settings.clone();
    settings.zones.columns = given.columns().or(settings.zones.columns);
    let drawn: Vec<rulings::Edges> = (pages.iter())
        .map(|page| rulings::edges(page, &settings.rulings))
        .collect();
    let divide = |lattices| gutters::divide(document, lattices, pages, &settings.rulings);
    let undivided: Vec<Vec<lattice::Lattice>> = (drawn.iter())
        .map(|edges| rulings::lattices(edges, &settings.rulings))
        .collect();
    // Layout text has no page of its own, and the places of its words are not exact.
    settings.seams.drift = document.pages.is_empty();
    let blanks: Vec<f32> = (document.pages.iter()).map(page::Page::measure).collect();
    let search = |lattices: Vec<Vec<lattice::Lattice>>| {
        let mut lines = page::lines(pages, &lattices);
        given.take(&mut lines);
        let ranges = edges::by_page(&lines);
        let mut edges = edges::find(document, &lines, &ranges, &settings.edges);
        given.keep(&lines, &mut edges);
        let ruled = ruled::find(&lines, pages, &lattices, &settings.rulings);
        let found = zones::find(document, &lines, (&ranges, &ruled, &blanks), &edges, &settings);
        (lattices, lines, edges, found)
    };
    let mut searched = search(divide(undivided.clone()));
    if !blanks.is_empty() {
        let (_, lines, _, found) = &searched;
        let zones = || {
            found
                .iter()
                .flat_map(|table| &table.zones)
                .flat_map(|zone| zone.lines.clone())
        };
        let tables: Vec<(usize, f32)> = zones()
            .map(|line| (lines[line].page as usize, lines[line].middle))
            .collect();
        let taken =
            |page: usize, top: f32, bottom: f32| tables.iter().any(|&(of, y)| of == page && y > top && y < bottom);
        let areas = areas::find(document, &undivided, pages, taken, &settings);
        if areas.iter().any(|of| !of.is_empty()) {
            let mut lattices = searched.0;
            lattices
                .iter_mut()
                .zip(divide(areas))
                .for_each(|(of, areas)| of.extend(areas));
            searched = search(lattices);
        }
    }
    let (lattices, lines, edges, mut found) = searched;
    given.headers(document, &lines, &mut found);
    let (mut body, result) = output::build(
        document,
        &lines,
        (&edges, &drawn, &lattices),
        &found,
        (&given, &settings),
    );
    given.put_back(document, &mut body);
    (body, result)
}
