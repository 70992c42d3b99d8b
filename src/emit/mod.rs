//! An [`Extraction`] to bytes, one writer per format. Writing the bytes to files is for the caller.
//!
//! The shapes are documented by the JSON Schemas in `src/emit/schema/`.

mod account;
mod columns;
mod csv;
mod error;
mod formula;
mod json;
mod layout;
mod markdown;
#[cfg(feature = "parquet")]
mod parquet;
mod xlsx;
mod xlsx_number;

use crate::extraction::Extraction;

pub use account::account;
pub(crate) use columns::{CONFIDENCE, HEADINGS, PROVENANCE};
pub use error::Error;
pub(crate) use json::document;

/// A format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One CSV per table: a header row, then one row per record.
    Csv,
    /// One JSON object per source.
    Json,
    /// One JSON object per record, each on a line of its own.
    Jsonl,
    /// One JSON object per source: its tables as they are printed, page by page.
    Grid,
    /// All tables of a source as Markdown, as GitHub reads it.
    Markdown,
    /// One workbook per source (Office Open XML), a sheet per table.
    Xlsx,
    /// One Apache Parquet file per table; only written where the feature `parquet` is built in, see [`Format::is_built`].
    Parquet,
}

/// What the writers may vary.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options {
    /// Keep the `\n` between the paragraphs of a cell in CSV (JSON and workbooks always keep it).
    pub paragraphs: bool,
    /// Add `source,page_first,page_last,line_first,line_last,provenance` to each row of CSV and workbooks; the last is the JSON object that JSON
    /// always has: column name to pieces of the source.
    pub provenance: bool,
    /// Add `confidence` and `look_at` to each row of CSV and workbooks: how likely the record is to be right, and the columns whose cells are less
    /// likely than this, separated by `; ` (JSON always has the figures).
    pub min_confidence: Option<f32>,
    /// Put `'` before the text of a CSV cell or heading that a spreadsheet would run as a formula. It changes text: whoever reads
    /// the CSV otherwise gets the `'` as well.
    pub safe: bool,
}

impl Format {
    /// Whether each table has a file of its own.
    pub fn is_per_table(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet)
    }

    /// The format of the records in a file whose name ends in `.` and this, in any case.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let formats = [
            Self::Csv,
            Self::Json,
            Self::Jsonl,
            Self::Markdown,
            Self::Xlsx,
            Self::Parquet,
        ];
        let mut formats = formats.into_iter();
        formats.find(|format| extension.eq_ignore_ascii_case(format.extension()))
    }

    /// Whether this rowstitch can write it.
    pub fn is_built(self) -> bool {
        self != Self::Parquet || cfg!(feature = "parquet")
    }

    /// The usual extension of a file in this format, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Grid => "grid.json",
            Self::Markdown => "md",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }
}

/// Writes an extraction: one item per file. CSV and Parquet give one per table, a workbook one per source with a table; JSON, JSONL and
/// Markdown always one.
///
/// # Errors
/// When the format cannot hold it, as a workbook has limits, or is not built in.
pub fn write(extraction: &Extraction, format: Format, options: &Options) -> Result<Vec<Vec<u8>>, Error> {
    Ok(match format {
        Format::Csv => extraction
            .tables
            .iter()
            .map(|table| csv::write(&extraction.source, table, options))
            .collect(),
        Format::Json => vec![json::document(extraction)],
        Format::Jsonl => vec![json::lines(extraction)],
        Format::Grid => vec![json::grid(extraction)],
        Format::Markdown => vec![markdown::write(extraction)],
        Format::Xlsx => xlsx::write(extraction, options)?.into_iter().collect(),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(extraction, options)?,
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(Error::Unbuilt),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;
    use crate::extraction::{Cell, Place, Record, Table};
    use crate::values::{Kind, Value};

    fn extraction() -> Extraction {
        let cell = |text: &str| Cell {
            text: text.to_owned(),
            ..Cell::default()
        };
        let place = Place {
            page: 1,
            span: Span {
                line: 2,
                start: 7,
                end: 11,
            },
            area: None,
        };
        let placed = Cell {
            places: vec![place],
            ..cell("a, b")
        };
        let mut record = Record {
            section: Some("1. \"Een\"".to_owned()),
            subsection: None,
            cells: vec![placed, cell("één\ntwee"), cell("")],
            pages: (1, 2),
            lines: (3, 14),
            confidence: None,
        };
        record.cells[1].value = Some(Value::Number { number: "2".to_owned() });
        let columns = ["Naam", "Bedrag", "Bedrag (2)"].map(str::to_owned).to_vec();
        let table = Table {
            columns,
            kinds: vec![Kind::Text, Kind::Number, Kind::Code],
            records: vec![record.clone(), record],
            pages: (1, 2),
        };
        Extraction {
            source: "x.txt".to_owned(),
            tables: vec![table.clone(), table],
            ..Extraction::default()
        }
    }

    fn write(extraction: &Extraction, format: Format, options: &Options) -> Vec<Vec<u8>> {
        super::write(extraction, format, options).unwrap()
    }

    fn text(bytes: &[u8]) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn csv() {
        let plain = write(&extraction(), Format::Csv, &Options::default());
        assert_eq!(plain.len(), 2, "one per table");
        let row = "\"1. \"\"Een\"\"\",,\"a, b\",één twee,\n";
        assert_eq!(
            text(&plain[0]),
            format!("section,subsection,Naam,Bedrag,Bedrag (2)\n{row}{row}")
        );
        let options = Options {
            paragraphs: true,
            provenance: true,
            ..Options::default()
        };
        let long = write(&extraction(), Format::Csv, &options);
        let row = "\"1. \"\"Een\"\"\",,\"a, b\",\"één\ntwee\",,x.txt,1,2,3,14,\"{\"\"Naam\"\":[{\"\"page\"\":1,\"\"line\"\":3,\"\"start\"\":7,\"\"end\"\":11}]}\"\n";
        let header =
            "section,subsection,Naam,Bedrag,Bedrag (2),source,page_first,page_last,line_first,line_last,provenance\n";
        assert_eq!(text(&long[0]), format!("{header}{row}{row}"));
        assert_eq!(
            write(&Extraction::default(), Format::Csv, &options).len(),
            0,
            "no table, no file"
        );
    }

    #[test]
    fn csv_marks_what_to_look_at() {
        let mut doubtful = extraction();
        doubtful.tables.truncate(1);
        for (record, sure) in doubtful.tables[0].records.iter_mut().zip([0.5, 0.999]) {
            record.confidence = Some(sure);
            record.cells.iter_mut().for_each(|cell| cell.confidence = Some(sure));
        }
        let options = Options {
            min_confidence: Some(0.9),
            ..Options::default()
        };
        let csv = write(&doubtful, Format::Csv, &options);
        let ends: Vec<&str> = text(&csv[0])
            .lines()
            .map(|line| line.rsplit(",,").next().unwrap_or(""))
            .collect();
        assert!(ends[0].ends_with("Bedrag (2),confidence,look_at"));
        assert_eq!(ends[1..], ["0.5,Naam; Bedrag; Bedrag (2)", "0.999,"]);
    }

    #[test]
    fn csv_runs_nothing_if_asked_to() {
        let mut extraction = extraction();
        extraction.tables.truncate(1);
        extraction.tables[0].columns[0] = "=Naam".to_owned();
        extraction.tables[0].records.truncate(1);
        extraction.tables[0].records[0].cells[1].text = "=1+2".to_owned();
        extraction.tables[0].records[0].cells[2].text = "-5".to_owned();
        let safe = Options {
            safe: true,
            ..Options::default()
        };
        let written = |options| text(&write(&extraction, Format::Csv, &options)[0]).to_owned();
        assert!(
            written(safe).starts_with("section,subsection,'=Naam,"),
            "{}",
            written(safe)
        );
        assert!(written(safe).ends_with(",\"a, b\",'=1+2,-5\n"), "{}", written(safe));
        assert!(written(Options::default()).ends_with(",\"a, b\",=1+2,-5\n"));
    }

    #[test]
    fn csv_names_are_unique() {
        let columns = ["section", "source", "source (2)"].map(str::to_owned).to_vec();
        let tables = vec![Table {
            columns,
            ..Table::default()
        }];
        let extraction = Extraction {
            tables,
            ..Extraction::default()
        };
        let header = |options| {
            text(&write(&extraction, Format::Csv, &options)[0])
                .trim_end()
                .to_owned()
        };
        assert_eq!(
            header(Options::default()),
            "section,subsection,section (2),source,source (2)"
        );
        let all = header(Options {
            provenance: true,
            ..Options::default()
        });
        assert!(
            all.starts_with("section,subsection,section (2),source (3),source (2),source,page_first"),
            "{all}"
        );
    }

    #[test]
    fn json() {
        let json = write(&extraction(), Format::Json, &Options::default());
        let json: String = text(&json[0])
            .split_inclusive('\n')
            .map(str::trim_start)
            .collect::<String>()
            .replace('\n', "");
        let cells = r#""cells": {"Naam": "a, b","Bedrag": "één\ntwee","Bedrag (2)": ""}"#;
        let provenance = r#""provenance": {"Naam": [{"page": 1, "line": 3, "start": 7, "end": 11}]}"#;
        let record = format!(
            r#"{{"section": "1. \"Een\"","subsection": null,{cells},"values": {{"Bedrag": {{"number": "2"}}}},"pages": [1, 2],"lines": [3, 14],{provenance}}}"#
        );
        let table = format!(
            r#"{{"columns": ["Naam","Bedrag","Bedrag (2)"],"kinds": ["text","number","code"],"pages": [1,2],"records": [{record},{record}]}}"#
        );
        let audit = r#""audit": {"cell": 0,"header": 0,"heading": 0,"furniture": 0,"outside": 0,"finding": 0,"unaccounted": 0}"#;
        assert_eq!(
            json,
            format!(r#"{{"source": "x.txt","tables": [{table},{table}],"findings": [],{audit}}}"#)
        );
    }

    #[test]
    fn jsonl() {
        let lines = write(&extraction(), Format::Jsonl, &Options::default());
        let lines: Vec<&str> = text(&lines[0]).lines().collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(
            lines[2],
            r#"{"source":"x.txt","table":2,"section":"1. \"Een\"","subsection":null,"cells":{"Naam":"a, b","Bedrag":"één\ntwee","Bedrag (2)":""},"values":{"Bedrag":{"number":"2"}},"pages":[1,2],"lines":[3,14],"provenance":{"Naam":[{"page":1,"line":3,"start":7,"end":11}]}}"#
        );
        assert_eq!(write(&Extraction::default(), Format::Jsonl, &Options::default()), [b""]);
    }
}
