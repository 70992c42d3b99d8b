//! An [`Extraction`] to bytes, one writer per format. Writing the bytes to files is for the caller.
//!
//! The shapes are documented by the JSON Schemas in `src/emit/schema/`.

mod csv;
mod json;

use crate::extraction::Extraction;

/// A format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One CSV per table: a header row, then one row per record.
    Csv,
    /// One JSON object per source.
    Json,
    /// One JSON object per record, each on a line of its own.
    Jsonl,
}

/// What the writers may vary.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options {
    /// Keep the `\n` between the paragraphs of a cell in CSV (JSON always keeps it).
    pub paragraphs: bool,
    /// Add `source,page_first,page_last,line_first,line_last` to each CSV row (JSON always has them).
    pub provenance: bool,
}

impl Format {
    /// The usual extension of a file in this format, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }
}

/// Writes an extraction: one item per file. CSV gives one per table (none without a table), JSON and JSONL always one.
pub fn write(extraction: &Extraction, format: Format, options: &Options) -> Vec<Vec<u8>> {
    match format {
        Format::Csv => extraction
            .tables
            .iter()
            .map(|table| csv::write(&extraction.source, table, options))
            .collect(),
        Format::Json => vec![json::document(extraction)],
        Format::Jsonl => vec![json::lines(extraction)],
    }
}
