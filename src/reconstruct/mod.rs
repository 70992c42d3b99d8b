//! The search for the table that explains every line at least cost.

mod brackets;
pub mod features;
mod header;
pub mod kinds;
pub mod lattice;
pub mod learn;
mod math;
pub mod metrics;
pub mod model;
pub mod parts;
pub mod search;
mod shape;
mod table;
pub mod text;
pub mod weights;
pub mod widths;

use crate::document::{Document, Span};
use crate::furniture::{Body, Role};

/// What was found in one document. Every non-blank content character is in exactly one place.
#[derive(Debug, Clone, Default)]
pub struct Reconstruction {
    /// Tables in source order; empty when the text explains itself better as prose.
    pub tables: Vec<RawTable>,
    /// Content that belongs to no table.
    pub outside: Vec<Span>,
    /// Why there is no table, when there is none.
    pub reason: Option<String>,
}

/// A table as spans of the source.
#[derive(Debug, Clone, Default)]
pub struct RawTable {
    /// Spans of each column's header; empty where the header is absent.
    pub header: Vec<Vec<Span>>,
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

/// Reconstructs the tables of a document.
pub fn reconstruct(document: &Document, body: &Body) -> Reconstruction {
    let weights = weights::Weights::shipped();
    let mut result = Reconstruction::default();
    for region in regions(document, body) {
        reconstruct_region(document, body, &region, weights, None, &mut result);
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
    if let Some(region) = regions(document, body).last() {
        reconstruct_region(document, body, region, weights, Some(kinds), &mut result);
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

/// The readings of the last table of a document that come into question, those with the kinds `also`, and the one as paragraphs.
pub fn candidates(document: &Document, body: &Body, weights: &weights::Weights, also: &[usize]) -> Vec<Candidate> {
    let regions = regions(document, body);
    let Some(region) = regions.last() else {
        return Vec::new();
    };
    let (family, text, header) = measured(document, body, region);
    let setting = search::Setting::new(&text, family, weights, header.as_ref());
    let mut fits = setting.finalists();
    if !also.is_empty() {
        fits.push(setting.given(also.to_vec()));
    }
    fits.push(setting.single());
    let candidate = |fit: search::Fit| {
        let header = header
            .as_ref()
            .map(|row| header::split(row, &setting, &fit.model).cells);
        let (table, outside) = table::build(document, &text, &fit, header);
        Candidate {
            features: features::features(&setting, &fit),
            found: Reconstruction {
                tables: vec![table],
                outside,
                reason: None,
            },
            kinds: fit.kinds,
        }
    };
    fits.into_iter().map(candidate).collect()
}

/// Lines that one table may take, and its header rows.
struct Region {
    lines: std::ops::Range<usize>,
    header: Option<std::ops::Range<usize>>,
    /// It has no header row though a later one has.
    headless: bool,
}

/// Splits a document where a new header row begins to repeat.
fn regions(document: &Document, body: &Body) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut header = None;
    for row in &body.headers {
        if seen.contains(&row.pattern) {
            continue;
        }
        seen.push(row.pattern);
        if row.lines.start > at {
            regions.push(Region {
                lines: at..row.lines.start,
                headless: header.is_none(),
                header: header.take(),
            });
        }
        header = Some(row.lines.clone());
        at = row.lines.end;
    }
    regions.push(Region {
        lines: at..document.lines.len(),
        headless: false,
        header,
    });
    regions
}

/// The lines of a region and its header row in the font family that explains the lines best.
fn measured(document: &Document, body: &Body, region: &Region) -> (metrics::Family, text::Text, Option<text::Text>) {
    let (family, text) = search::best_family(|f| text::Text::new(document, body, region.lines.clone(), f));
    let of = |lines: &std::ops::Range<usize>| text::Text::of(document, body, lines.clone(), family, Role::Header);
    let header = region.header.as_ref().map(of);
    (family, text, header)
}

fn reconstruct_region(
    document: &Document,
    body: &Body,
    region: &Region,
    weights: &weights::Weights,
    kinds: Option<&[usize]>,
    result: &mut Reconstruction,
) {
    let (family, text, header) = measured(document, body, region);
    let setting = search::Setting::new(&text, family, weights, header.as_ref());
    let least = if region.headless {
        weights.headless * text.lines.len() as f32
    } else {
        0.0
    };
    let fit = match kinds {
        Some(kinds) => Some(setting.given(kinds.to_vec())),
        None => setting
            .search()
            .filter(|fit| !region.headless || fit.parse.cost < setting.prose() - least),
    };
    let Some(fit) = fit else {
        let lines = text.lines.iter().map(|line| line.words.clone());
        result.outside.extend(lines.map(|words| {
            let (a, b) = (text.words[words.start].span, text.words[words.end - 1].span);
            Span {
                line: a.line,
                start: a.start,
                end: b.end,
            }
        }));
        return;
    };
    let header = header
        .as_ref()
        .map(|row| header::split(row, &setting, &fit.model).cells);
    let (table, outside) = table::build(document, &text, &fit, header);
    result.outside.extend(outside);
    result.tables.push(table);
}
