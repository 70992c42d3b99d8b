//! The weights of the cost model, in nats.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Prices of the decisions that the document itself can't teach.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// A new row.
    pub row: f32,
    /// A hard break inside a cell.
    pub paragraph: f32,
    /// Factor on how unlike the end of a cell the end of a paragraph looks.
    pub paragraph_end: f32,
    /// Factor on how unlike the beginning of a cell the beginning of a paragraph looks.
    pub paragraph_first: f32,
    /// A line wider than its column by the tolerance or more.
    pub overfull: f32,
    /// A cell that ends just where the next word would not have fitted.
    pub coincidence: f32,
    /// Factor on width evidence while the column's width is unknown.
    pub unknown_width: f32,
    /// A heading after a row.
    pub heading: f32,
    /// A heading that begins with small letters, a bracket or a dash.
    pub heading_odd: f32,
    /// What a heading saves whose number goes on from another's.
    pub numbered: f32,
    /// A heading right after a heading.
    pub heading_again: f32,
    /// A heading that nothing follows.
    pub heading_last: f32,
    /// A header row.
    pub header: f32,
    /// A column without a header cell.
    pub header_gap: f32,
    /// A column without a header cell, in a header row that repeats.
    pub header_empty: f32,
    /// A header row that nothing follows.
    pub header_last: f32,
    /// A table that begins without a header row where none was found by repetition.
    pub no_header: f32,
    /// Prose between a known header row and the first row.
    pub before_known: f32,
    /// The end of the table.
    pub after: f32,
    /// A line of prose that ends early.
    pub prose_line: f32,
    /// A line of prose that fills the page.
    pub prose_full: f32,
    /// A word of prose.
    pub prose_word: f32,
    /// A no-break blank between two cells.
    pub glue: f32,
    /// A cell that begins only after the page break that cuts its row.
    pub late_start: f32,
    /// Factor on what the words inside a cell say beyond their looks.
    pub lexical: f32,
    /// Factor on what words late in a cell say: they hang together, so each says less.
    pub late: f32,
    /// Factor on what neighbouring words say of each other.
    pub pair: f32,
    /// The same for two words with a soft line break between them, where they do not look like neighbours.
    pub pair_line: f32,
    /// Log-odds that a cell goes on after a hyphen.
    pub hyphen: f32,
    /// A hard break before a bullet.
    pub bullet: f32,
    /// Least cost of an empty cell.
    pub empty: f32,
    /// What an empty first cell costs more.
    pub empty_first: f32,
    /// A cell that begins with an opening bracket.
    pub bracket: f32,
    /// A cell that begins between an opening bracket and its closing one.
    pub bracket_cut: f32,
    /// A cell that begins inside a value of more than one word.
    pub value_cut: f32,
    /// What a table before the first header row that repeats must save per line of prose.
    pub headless: f32,
    /// Factor on what known whole values save.
    pub value: f32,
    /// Least chance of sharing after several lines for it to be searched.
    pub share_after_lines: f32,
    /// What reading two parts of a document as one table must save over reading them apart.
    pub table: f32,
    /// A column.
    pub column: f32,
    /// A column, per logarithm of the number of rows.
    pub column_rows: f32,
    /// Lines before a page break in which the row that it cuts may begin.
    pub cut_lines: u32,
    /// Hypotheses costlier than the best by more are dropped.
    pub beam: f32,
    /// Most hypotheses kept per line.
    pub width: u32,
    /// Most hypotheses whose rows may go on after a page break.
    pub rests: u32,
}

impl Weights {
    /// The same with other bounds of the search.
    pub fn bounded(&self, width: u32, beam: f32, rests: u32) -> Self {
        Self {
            width,
            beam,
            rests,
            ..self.clone()
        }
    }

    /// The same for a first reading of a whole text.
    pub(super) fn rough(&self) -> Self {
        self.bounded(24, 10.0, 6)
    }

    /// The same for the first lines, which are read in many ways.
    pub(super) fn sampling(&self) -> Self {
        self.bounded(14, 10.0, 2)
    }

    /// The trained ones.
    pub fn shipped() -> &'static Self {
        static WEIGHTS: OnceLock<Weights> = OnceLock::new();
        WEIGHTS.get_or_init(|| serde_json::from_str(include_str!("weights.json")).unwrap_or_default())
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            row: 1.0,
            paragraph: 3.0,
            paragraph_end: 0.7,
            paragraph_first: 0.5,
            overfull: 6.0,
            coincidence: 2.0,
            unknown_width: 0.7,
            heading: 0.7,
            heading_odd: 5.0,
            numbered: 3.0,
            heading_again: 3.0,
            heading_last: 8.0,
            header: 0.0,
            header_gap: 4.0,
            header_empty: 9.0,
            header_last: 20.0,
            no_header: 3.0,
            before_known: 6.0,
            after: 2.67,
            prose_line: 4.0,
            prose_full: 0.5,
            prose_word: 0.1,
            glue: 2.5,
            late_start: 6.0,
            pair: 1.0,
            pair_line: 0.0,
            hyphen: 3.0,
            bullet: 0.7,
            empty: 2.2,
            empty_first: 2.0,
            bracket: 2.0,
            bracket_cut: 4.0,
            value_cut: 12.0,
            headless: 3.0,
            lexical: 0.5,
            late: 0.25,
            value: 1.0,
            share_after_lines: 0.05,
            table: 10.0,
            column: 6.0,
            column_rows: 6.0,
            cut_lines: 90,
            beam: 14.0,
            width: 60,
            rests: 20,
        }
    }
}
