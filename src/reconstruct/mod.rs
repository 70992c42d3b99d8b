//! The search for the table that explains every line at least cost.

mod atoms;
mod baseline;
mod blocks;
mod brackets;
pub mod decision;
pub mod features;
pub mod fit;
pub(crate) mod given;
mod groups;
mod header;
mod headings;
pub mod kinds;
pub mod lattice;
pub mod learn;
mod long;
mod math;
pub mod metrics;
pub mod model;
mod naming;
mod numbered;
mod order;
pub mod parts;
mod reading;
mod regions;
mod resplit;
pub mod search;
mod sequences;
mod shape;
mod table;
pub mod text;
mod titles;
mod uniform;
pub mod weights;
pub mod widths;

use crate::document::{Document, Span};
use crate::finding::{Finding, Level};
use crate::furniture::{Body, Role};
use crate::profile::Profile;
use reading::{Header, Reading};
use std::borrow::Cow;

/// What was found in one document. Every non-blank content character is in exactly one place.
#[derive(Debug, Clone, Default)]
pub struct Reconstruction {
    /// Tables in source order; empty when the text explains itself better as prose.
    pub tables: Vec<RawTable>,
    /// Content that belongs to no table.
    pub outside: Vec<Span>,
    /// Why there is no table, when there is none.
    pub reason: Option<String>,
    /// How the parts of flat text were read, in source order.
    pub decisions: Vec<decision::Decision>,
    /// Where the columns of layout text stand, in source order.
    pub grids: Vec<decision::Grid>,
    /// The tables of positioned documents as they are printed, page by page.
    pub printed: Vec<RawGrid>,
    /// What was noticed on the way.
    pub findings: Vec<Finding>,
}

/// A table as one page shows it, as spans of the source.
#[derive(Debug, Clone, Default)]
pub struct RawGrid {
    /// 1-based page.
    pub page: u32,
    /// Rows from top to bottom, their cells from left to right; a place that a cell above or to the left spans has none.
    pub rows: Vec<Vec<RawCell>>,
}

/// A cell of a [`RawGrid`].
#[derive(Debug, Clone, Default)]
pub struct RawCell {
    /// Its text, in reading order.
    pub spans: Vec<Span>,
    /// Rows it spans, at least one.
    pub rows: usize,
    /// Columns it spans, at least one.
    pub columns: usize,
}

/// A table as spans of the source.
#[derive(Debug, Clone, Default)]
pub struct RawTable {
    /// Spans of each column's header; empty where the header is absent.
    pub header: Vec<Vec<Span>>,
    /// Names that a profile gives the columns instead; may be shorter than the row of columns.
    pub names: Vec<Option<String>>,
    /// Spans of header rows that were repeated (furniture).
    pub repeats: Vec<Span>,
    /// Rows and spanning rows in source order.
    pub items: Vec<Item>,
}

/// One row of a [`RawTable`].
#[derive(Debug, Clone)]
pub enum Item {
    /// A spanning row; level 0 is a section, 1 a subsection.
    Heading {
        /// 0 section, 1 subsection.
        level: u8,
        /// Its text.
        spans: Vec<Span>,
    },
    /// A record: per column its pieces in reading order.
    Row(Vec<Vec<Piece>>),
}

/// A piece of a cell: one span, and how it follows the piece before it in the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub span: Span,
    /// A hard break stands before it: it begins a new paragraph of the cell.
    pub paragraph: bool,
}

/// Reconstructs the tables of a document; what the profile fixes is not inferred.
pub fn reconstruct(document: &Document, body: &Body, profile: &Profile) -> Reconstruction {
    let weights = weights::Weights::shipped();
    let mut result = Reconstruction::default();
    if let Some(line) = blocks::find(document, body) {
        let content = (0..document.lines.len()).filter(|&line| body.roles[line] == Role::Content);
        result.outside.extend(content.map(|line| body.text_of(document, line)));
        result.findings.push(column_blocks(body, line));
        return result;
    }
    for (reading, header) in reading::read(document, body, weights, profile) {
        place(document, reading, header, &mut result);
    }
    result
}

/// Reconstructs the last table of a document with other weights and known kinds of columns: for training.
pub fn reconstruct_given(
    document: &Document,
    body: &Body,
    weights: &weights::Weights,
    kinds: &[usize],
) -> Reconstruction {
    let mut result = Reconstruction::default();
    if let Some(mut region) = regions::regions(document, body).pop() {
        let reading = Reading::new(document, body, &region, (weights, &Profile::default()), Some(kinds));
        let header = reading.header(document, &mut Cow::Borrowed(body), &mut region, weights);
        place(document, reading, header, &mut result);
    }
    result
}

/// One reading of a table among which the columns are chosen: for training.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Kinds its columns began with.
    pub kinds: Vec<usize>,
    /// What it is judged by.
    pub features: features::Features,
    /// The table.
    pub found: Reconstruction,
}

/// The readings of the last table of a document that come into question under `choice`, those with the kinds `also`, and the one as
/// paragraphs.
pub fn candidates(
    document: &Document,
    body: &Body,
    (weights, choice): (&weights::Weights, &features::Choice),
    also: &[usize],
) -> Vec<Candidate> {
    let Some(region) = regions::regions(document, body).pop() else {
        return Vec::new();
    };
    let measured = reading::Measured::new(document, body, &region, &Profile::default());
    let mut setting = measured.setting(weights);
    setting.choice = choice;
    let mut fits = setting.finalists();
    if !also.is_empty() {
        fits.push(setting.given(also.to_vec()));
    }
    fits.push(setting.single());
    let candidate = |fit: fit::Fit| {
        let names = |row| header::split(row, measured.family, weights, &fit.model);
        let (tables, outside) = table::build(document, &measured.text, &fit, measured.header.as_ref().map(names));
        Candidate {
            features: features::features(&setting, &fit),
            found: Reconstruction {
                tables,
                outside,
                ..Reconstruction::default()
            },
            kinds: fit.kinds,
        }
    };
    fits.into_iter().map(candidate).collect()
}

fn column_blocks(body: &Body, line: usize) -> Finding {
    Finding {
        level: Level::Warning,
        code: "column-blocks",
        message: "the text is in column-block order: values of many rows follow each other before the next column comes, so \
                  which belong to one row is lost, and no table was read; extract the text anew with `pdftotext -layout` or \
                  `pdftotext -raw`"
            .to_owned(),
        page: body.page_of(line),
        line: u32::try_from(line + 1).ok(),
    }
}

/// Adds what a region holds: its tables, or its lines as prose.
fn place(document: &Document, reading: Reading, header: Option<Header>, result: &mut Reconstruction) {
    let table = reading.fit.is_some().then_some(result.tables.len());
    if !reading.text.lines.is_empty() {
        result.decisions.push(reading.decision(table));
    }
    let Reading {
        text,
        fit,
        lines,
        names,
        ..
    } = reading;
    let Some(fit) = fit else {
        let lines = text.lines.iter().map(|line| line.words.clone());
        result.outside.extend(lines.flat_map(|words| text.spans(&words)));
        return;
    };
    let (tables, outside) = table::build(document, &text, &fit, header);
    let own = |span: &Span| lines.contains(&(span.line as usize));
    result.outside.extend(outside.into_iter().filter(own));
    let named = |table| RawTable {
        names: names.clone(),
        ..table
    };
    result.tables.extend(tables.into_iter().map(named));
}
