//! Why a format cannot hold an extraction.

use super::Format;
use thiserror::Error as ThisError;

/// Why a format cannot hold an extraction: then nothing is written of it. Which source it was, the caller knows.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// A cell is longer than the format allows.
    #[error(
        "table {table}, record {record}, column {column:?}: the text has {length} characters, but a cell of a workbook holds {most} \
         at most; write another format"
    )]
    Cell {
        /// 1-based table.
        table: usize,
        /// 1-based record of it; 0 is the header.
        record: usize,
        /// The beginning of the column's name.
        column: String,
        /// Its length in UTF-16 units, as Excel counts.
        length: usize,
        /// The most there may be.
        most: usize,
    },
    /// A table has more rows or columns than the format allows.
    #[error("table {table} has {count} {what}, but a sheet of a workbook holds {most} at most; write another format")]
    Sheet {
        /// 1-based table.
        table: usize,
        /// `rows` or `columns`.
        what: &'static str,
        /// So many.
        count: usize,
        /// The most there may be.
        most: usize,
    },
    /// The format needs a feature of this crate.
    #[error("this rowstitch was built without Parquet; install it with --features parquet")]
    Unbuilt,
    /// The writer of the format failed for another reason.
    #[error("cannot be written as {}: {message}; write another format", format.extension())]
    Writer {
        /// The format.
        format: Format,
        /// What it said.
        message: String,
    },
}
