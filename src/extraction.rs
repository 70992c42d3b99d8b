//! The output of the pipeline before it is written: tables of records, findings, and the account.

use crate::document::Span;
use crate::finding::Finding;
use crate::page::Area;
use crate::values::{Kind, Value};

/// Everything read from one source.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    /// [`crate::Document::name`].
    pub source: String,
    /// Logical tables in source order; a table that goes on over pages is one.
    pub tables: Vec<Table>,
    /// The same tables as they are printed, page by page.
    pub printed: Vec<PrintedTable>,
    /// What was noticed, in source order.
    pub findings: Vec<Finding>,
    /// Where every non-blank character of the source went.
    pub audit: crate::audit::Audit,
}

impl Extraction {
    /// How many records there are in all tables.
    pub fn record_count(&self) -> usize {
        self.tables.iter().map(|table| table.records.len()).sum()
    }

    /// Per table how many records the tables before it have.
    pub fn records_before(&self) -> Vec<usize> {
        sums_before(self.tables.iter().map(|table| table.records.len()))
    }
}

/// Per count the sum of those before it.
pub(crate) fn sums_before(counts: impl Iterator<Item = usize>) -> Vec<usize> {
    counts
        .scan(0, |sum, count| Some(std::mem::replace(sum, *sum + count)))
        .collect()
}

/// One logical table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Column names, made unique, in source order.
    pub columns: Vec<String>,
    /// What the cells of each column are; filled by [`crate::values::fill::fill`].
    pub kinds: Vec<Kind>,
    /// Records in source order.
    pub records: Vec<Record>,
    /// First and last 1-based page.
    pub pages: (u32, u32),
}

/// A table as one page shows it: header rows, spanning rows and subtotals in place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrintedTable {
    /// 1-based page.
    pub page: u32,
    /// Rows from top to bottom, their cells from left to right; a place that a cell above or to the left spans has none.
    pub rows: Vec<Vec<PrintedCell>>,
}

/// A cell of a [`PrintedTable`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrintedCell {
    /// The text, its lines separated by blanks; line-end hyphens stay.
    pub text: String,
    /// Rows it spans, at least one.
    pub rows: usize,
    /// Columns it spans, at least one.
    pub columns: usize,
}

/// One row, whole, with the headings it stands under.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Text of the section heading, if any.
    pub section: Option<String>,
    /// Text of the subsection heading, if any.
    pub subsection: Option<String>,
    /// One cell per column.
    pub cells: Vec<Cell>,
    /// First and last 1-based page.
    pub pages: (u32, u32),
    /// First and last 1-based line of the source.
    pub lines: (u32, u32),
    /// How likely all of its cells are to be right, from 0 to 1; `None` before it was judged.
    pub confidence: Option<f32>,
}

/// One cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// The text, its lines joined; paragraphs separated by `\n`.
    pub text: String,
    /// Where it stands in the source, in reading order.
    pub places: Vec<Place>,
    /// How likely the text is to be right, from 0 to 1; `None` before it was judged.
    pub confidence: Option<f32>,
    /// What the text means, where its column has a kind with values and it could be read.
    pub value: Option<Value>,
}

/// Where a piece of a cell stands in the source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// 1-based page.
    pub page: u32,
    /// The piece of the source's text.
    pub span: Span,
    /// The box around it on its page, where the source says where words stand: in points from the top left corner, or
    /// in the source's own units (pixels) where it does not say how large they are.
    pub area: Option<Area>,
}
