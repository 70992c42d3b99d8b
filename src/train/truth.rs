//! Reading the known tables of a document.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

/// The known tables of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Truth {
    /// Tables in reading order; empty for a document without one.
    pub tables: Vec<TruthTable>,
}

/// One known table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TruthTable {
    /// Column names in order.
    pub columns: Vec<String>,
    /// Name of each column's kind; empty where the truth names none.
    pub kinds: Vec<String>,
    /// Records in reading order.
    pub records: Vec<TruthRecord>,
}

/// One known record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TruthRecord {
    /// Section heading, `""` where there is none.
    pub section: String,
    /// Subsection heading, `""` where there is none.
    pub subsection: String,
    /// One text per column, paragraphs separated by `\n`, `""` for an empty cell.
    pub cells: Vec<String>,
}

/// Why a truth file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TruthError {
    /// The file could not be read.
    #[error("{path}: {source}")]
    Read {
        /// The path as given.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not JSON of a known shape.
    #[error("{path}: {source}")]
    Parse {
        /// The path as given.
        path: String,
        /// What the parser said.
        source: serde_json::Error,
    },
}

#[derive(Deserialize)]
struct RawTruth {
    tables: Option<Vec<RawTable>>,
    #[serde(flatten)]
    single: RawTable,
}

#[derive(Deserialize, Default)]
struct RawTable {
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    records: Vec<RawRecord>,
}

#[derive(Deserialize)]
struct RawRecord {
    section: Option<String>,
    subsection: Option<String>,
    #[serde(default)]
    cells: Map<String, Value>,
}

impl Truth {
    /// Reads a truth file: `{"tables": [{"columns", "records"}]}`, or one table at the top level.
    ///
    /// # Errors
    /// When the file cannot be read or is not JSON of that shape.
    pub fn read(path: &Path) -> Result<Self, TruthError> {
        let shown = || path.display().to_string();
        let bytes = std::fs::read(path).map_err(|source| TruthError::Read { path: shown(), source })?;
        Self::parse(&bytes).map_err(|source| TruthError::Parse { path: shown(), source })
    }

    /// Reads the bytes of a truth file; see [`Truth::read`].
    ///
    /// # Errors
    /// When the bytes are not JSON of that shape.
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let raw: RawTruth = serde_json::from_slice(bytes)?;
        let tables = match raw.tables {
            Some(tables) => tables,
            None if raw.single.records.is_empty() => Vec::new(),
            None => vec![raw.single],
        };
        Ok(Self {
            tables: tables.into_iter().map(TruthTable::from).collect(),
        })
    }
}

impl From<RawTable> for TruthTable {
    fn from(raw: RawTable) -> Self {
        let records = raw
            .records
            .into_iter()
            .map(|record| TruthRecord {
                section: record.section.unwrap_or_default(),
                subsection: record.subsection.unwrap_or_default(),
                cells: raw
                    .columns
                    .iter()
                    .map(|column| match record.cells.get(column) {
                        Some(Value::String(text)) => text.clone(),
                        Some(Value::Null) | None => String::new(),
                        Some(other) => other.to_string(),
                    })
                    .collect(),
            })
            .collect();
        Self {
            columns: raw.columns,
            kinds: raw.kinds,
            records,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_are_read() {
        let nested = br#"{"id": "x", "tables": [{"columns": ["b", "a"], "records":
            [{"section": "", "subsection": null, "cells": {"a": "1", "b": "2"}, "pages": [1]}]}]}"#;
        let flat = br#"{"source": "x", "columns": ["b", "a"], "records":
            [{"section": null, "subsection": null, "cells": {"b": "2", "a": "1"}, "first_line": 3}]}"#;
        let truth = Truth::parse(nested).unwrap();
        assert_eq!(truth.tables[0].records[0].cells, ["2", "1"]);
        assert_eq!(truth, Truth::parse(flat).unwrap());
    }

    #[test]
    fn no_table_is_no_table() {
        assert!(Truth::parse(br#"{"id": "x", "tables": []}"#).unwrap().tables.is_empty());
        assert!(Truth::parse(b"[").is_err());
    }
}
