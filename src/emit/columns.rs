//! The columns of a table as flat files have them: CSV, workbooks and Parquet alike.

use super::Options;
use super::json::provenance;
use crate::extraction::{Record, Table};
use std::borrow::Cow;

/// The columns of the headings, which come first.
pub(crate) const HEADINGS: [&str; 2] = ["section", "subsection"];
/// The columns that [`Options::min_confidence`] adds.
pub(crate) const CONFIDENCE: [&str; 2] = ["confidence", "look_at"];
/// The columns that [`Options::provenance`] adds.
pub(crate) const PROVENANCE: [&str; 6] = [
    "source",
    "page_first",
    "page_last",
    "line_first",
    "line_last",
    "provenance",
];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Section,
    Subsection,
    /// The cells of this column of the table.
    Cell(usize),
    Confidence,
    LookAt,
    Source,
    /// First or last page or line, in the order of [`PROVENANCE`].
    Place(usize),
    Provenance,
}

/// The columns in their order, with names that all differ.
pub(super) fn columns<'a>(table: &'a Table, options: &Options) -> Vec<(Cow<'a, str>, Part)> {
    let reserved = |name: &str| {
        HEADINGS.contains(&name)
            || (options.provenance && PROVENANCE.contains(&name))
            || (options.min_confidence.is_some() && CONFIDENCE.contains(&name))
    };
    let [section, subsection] = HEADINGS.map(Cow::from);
    let mut columns = vec![(section, Part::Section), (subsection, Part::Subsection)];
    columns.extend(table.columns.iter().enumerate().map(|(at, name)| {
        let name = match reserved(name) {
            true => unique(name, &table.columns).into(),
            false => Cow::from(name.as_str()),
        };
        (name, Part::Cell(at))
    }));
    if options.min_confidence.is_some() {
        let parts = [Part::Confidence, Part::LookAt];
        columns.extend(CONFIDENCE.map(Cow::from).into_iter().zip(parts));
    }
    if options.provenance {
        let places = (0..4).map(Part::Place);
        let parts = std::iter::once(Part::Source).chain(places).chain([Part::Provenance]);
        columns.extend(PROVENANCE.map(Cow::from).into_iter().zip(parts));
    }
    columns
}

/// What a column has for a record; the line breaks of a cell are kept.
pub(super) fn text<'a>(
    part: Part,
    source: &'a str,
    table: &Table,
    record: &'a Record,
    options: &Options,
) -> Cow<'a, str> {
    match part {
        Part::Section => record.section.as_deref().unwrap_or_default().into(),
        Part::Subsection => record.subsection.as_deref().unwrap_or_default().into(),
        Part::Cell(at) => record.cells.get(at).map_or("", |cell| cell.text.as_str()).into(),
        Part::Confidence => record
            .confidence
            .map_or_else(String::new, |sure| sure.to_string())
            .into(),
        Part::LookAt => doubtful(table, record, options).into(),
        Part::Source => source.into(),
        Part::Place(at) => [record.pages.0, record.pages.1, record.lines.0, record.lines.1]
            .get(at)
            .map_or_else(String::new, u32::to_string)
            .into(),
        Part::Provenance => serde_json::to_string(&provenance(table, record))
            .expect("keys are strings and memory can be written")
            .into(),
    }
}

/// The names of the columns whose cells are less likely to be right than was asked for.
fn doubtful(table: &Table, record: &Record, options: &Options) -> String {
    let least = options.min_confidence.unwrap_or_default();
    let cells = table.columns.iter().zip(&record.cells);
    let doubtful = cells.filter(|(_, cell)| cell.confidence.is_some_and(|sure| sure < least));
    let names: Vec<&str> = doubtful.map(|(name, _)| name.as_str()).collect();
    names.join("; ")
}

/// `name (2)`, or with the next number that no column has: a column of the source whose name the file itself uses.
fn unique(name: &str, columns: &[String]) -> String {
    let mut names = (2..).map(|number| format!("{name} ({number})"));
    names.find(|name| !columns.contains(name)).unwrap_or_default()
}
