//! Comparisons as JSON for programs. The shape is documented by `schema.json` beside this file; places are counted from 1.

use super::text::cells;
use super::words::{Piece, pieces};
use super::{Changes, ColumnChange, Comparison, Entry, FindingChange, Kind, Rows, TablePair};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

#[derive(Serialize)]
struct FilesShape<'a> {
    same: bool,
    summary: Changes,
    files: Vec<FileShape<'a>>,
    only_old: &'a [String],
    only_new: &'a [String],
}

#[derive(Serialize)]
struct FileShape<'a> {
    old: &'a str,
    new: &'a str,
    summary: Changes,
    findings: &'a [FindingChange],
    tables: Vec<TableShape<'a>>,
}

#[derive(Serialize)]
struct TableShape<'a> {
    old: Option<usize>,
    new: Option<usize>,
    summary: Changes,
    columns: &'a [ColumnChange],
    records: RecordsShape<'a>,
}

#[derive(Clone, Copy)]
struct RecordsShape<'a> {
    table: &'a TablePair,
    old: Option<&'a Rows>,
    new: Option<&'a Rows>,
}

#[derive(Serialize)]
struct RecordShape<'a> {
    change: Kind,
    old: Option<usize>,
    new: Option<usize>,
    moved: bool,
    cells: CellsShape<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum CellsShape<'a> {
    Changed(Vec<CellShape<'a>>),
    Whole(WholeShape<'a>),
}

struct WholeShape<'a> {
    rows: &'a Rows,
    record: usize,
}

#[derive(Serialize)]
struct CellShape<'a> {
    old_column: &'a str,
    column: &'a str,
    old: &'a str,
    new: &'a str,
    words: Vec<Piece<'a>>,
}

impl Serialize for WholeShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.rows.columns().len()))?;
        for (column, name) in self.rows.columns().iter().enumerate() {
            map.serialize_entry(name, self.rows.cell(self.record, column))?;
        }
        map.end()
    }
}

impl Serialize for RecordsShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.table.entries.len()))?;
        for entry in &self.table.entries {
            list.serialize_element(&RecordShape {
                change: entry.kind,
                old: entry.old.map(|at| at + 1),
                new: entry.new.map(|at| at + 1),
                moved: entry.moved,
                cells: self.cells(entry),
            })?;
        }
        list.end()
    }
}

impl<'a> RecordsShape<'a> {
    /// The cells that changed, or the whole record where only one side has it. A moved record has no changed cell.
    fn cells(self, entry: &Entry) -> CellsShape<'a> {
        match (entry.kind, entry.old, entry.new, self.old, self.new) {
            (Kind::Added, _, Some(record), _, Some(rows)) => CellsShape::Whole(WholeShape { rows, record }),
            (Kind::Removed, Some(record), _, Some(rows), _) => CellsShape::Whole(WholeShape { rows, record }),
            (Kind::Changed, _, _, Some(old), Some(new)) => {
                let changed = cells(self.table, entry, old, new).map(|change| CellShape {
                    old_column: change.old_name,
                    column: change.new_name,
                    old: change.old,
                    new: change.new,
                    words: pieces(change.old, change.new),
                });
                CellsShape::Changed(changed.collect())
            }
            _ => CellsShape::Changed(Vec::new()),
        }
    }
}

/// One object for all pairs of files: names of the old and the new file, and what differs; then the files that one side alone
/// has. Ends with a line break.
pub fn files(files: &[(String, String, Comparison)], only_old: &[String], only_new: &[String]) -> Vec<u8> {
    let mut summary = Changes::default();
    files.iter().for_each(|file| summary.add(&file.2.changes));
    let shape = FilesShape {
        same: summary.is_same() && only_old.is_empty() && only_new.is_empty(),
        summary,
        files: files
            .iter()
            .map(|(old, new, comparison)| file(old, new, comparison))
            .collect(),
        only_old,
        only_new,
    };
    let mut bytes = serde_json::to_vec_pretty(&shape).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn file<'a>(old: &'a str, new: &'a str, comparison: &'a Comparison) -> FileShape<'a> {
    let tables = comparison.tables.iter().map(|table| TableShape {
        old: table.old.map(|at| at + 1),
        new: table.new.map(|at| at + 1),
        summary: table.changes,
        columns: &table.columns,
        records: RecordsShape {
            table,
            old: table.old.and_then(|at| comparison.old.tables.get(at)),
            new: table.new.and_then(|at| comparison.new.tables.get(at)),
        },
    });
    FileShape {
        old,
        new,
        summary: comparison.changes,
        findings: &comparison.findings,
        tables: tables.collect(),
    }
}
