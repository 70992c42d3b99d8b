//! JSON and JSONL; the order of the keys is part of the shape.

use super::layout;
use crate::audit::Audit;
use crate::extraction::{Cell, Extraction, Place, PrintedCell, Record, Table};
use crate::finding::Finding;
use crate::values::{Kind, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// One object per source.
#[derive(Serialize)]
struct DocumentShape<'a> {
    source: &'a str,
    tables: Vec<TableShape<'a>>,
    findings: &'a [Finding],
    audit: Audit,
}

#[derive(Serialize)]
struct TableShape<'a> {
    columns: &'a [String],
    kinds: &'a [Kind],
    pages: (u32, u32),
    records: Vec<RecordShape<'a>>,
}

#[derive(Serialize)]
struct RecordShape<'a> {
    section: Option<&'a str>,
    subsection: Option<&'a str>,
    cells: CellsShape<'a>,
    values: OfCells<'a, &'a Value>,
    pages: (u32, u32),
    lines: (u32, u32),
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<ConfidenceShape<'a>>,
    provenance: OfCells<'a, Vec<PlaceShape>>,
}

#[derive(Serialize)]
struct ConfidenceShape<'a> {
    record: f32,
    cells: OfCells<'a, f32>,
}

/// Name to something of the cell, in column order; only cells that have it.
pub(super) struct OfCells<'a, T> {
    table: &'a Table,
    record: &'a Record,
    of: fn(&'a Cell) -> Option<T>,
}

impl<T: Serialize> Serialize for OfCells<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = self.table.columns.iter().zip(&self.record.cells);
        serializer.collect_map(cells.filter_map(|(name, cell)| Some((name, (self.of)(cell)?))))
    }
}

/// The tables of one source as they are printed.
#[derive(Serialize)]
struct GridShape<'a> {
    source: &'a str,
    tables: Vec<PrintedShape<'a>>,
}

#[derive(Serialize)]
struct PrintedShape<'a> {
    page: u32,
    rows: Vec<Vec<CellShape<'a>>>,
}

/// A text, or an object where the cell spans.
#[derive(Serialize)]
#[serde(untagged)]
enum CellShape<'a> {
    Text(&'a str),
    Spanning {
        text: &'a str,
        rowspan: usize,
        colspan: usize,
    },
}

impl<'a> CellShape<'a> {
    fn new(cell: &'a PrintedCell) -> Self {
        match (cell.rows, cell.columns) {
            (1, 1) => Self::Text(&cell.text),
            (rowspan, colspan) => Self::Spanning {
                text: &cell.text,
                rowspan,
                colspan,
            },
        }
    }
}

/// One object per record.
#[derive(Serialize)]
struct LineShape<'a> {
    source: &'a str,
    table: usize,
    #[serde(flatten)]
    record: RecordShape<'a>,
}

/// Name to text, in column order.
struct CellsShape<'a> {
    table: &'a Table,
    record: &'a Record,
}

impl Serialize for CellsShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.table.columns.len()))?;
        for (index, name) in self.table.columns.iter().enumerate() {
            map.serialize_entry(name, self.record.cells.get(index).map_or("", |cell| &cell.text))?;
        }
        map.end()
    }
}

/// Name to where the text stands; empty cells are nowhere.
pub(super) fn provenance<'a>(table: &'a Table, record: &'a Record) -> OfCells<'a, Vec<PlaceShape>> {
    OfCells {
        table,
        record,
        of: |cell| (!cell.places.is_empty()).then(|| cell.places.iter().map(PlaceShape::new).collect::<Vec<_>>()),
    }
}

#[derive(Serialize)]
pub(super) struct PlaceShape {
    page: u32,
    line: u32,
    start: u32,
    end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    bbox: Option<[f64; 4]>,
}

impl PlaceShape {
    fn new(place: &Place) -> Self {
        let hundredths = |length: f32| (f64::from(length) * 100.0).round() / 100.0;
        Self {
            page: place.page,
            line: place.span.line + 1,
            start: place.span.start,
            end: place.span.end,
            bbox: place
                .area
                .map(|area| [area.x0, area.y0, area.x1, area.y1].map(hundredths)),
        }
    }
}

impl<'a> RecordShape<'a> {
    fn new(table: &'a Table, record: &'a Record) -> Self {
        Self {
            section: record.section.as_deref(),
            subsection: record.subsection.as_deref(),
            cells: CellsShape { table, record },
            values: OfCells {
                table,
                record,
                of: |cell| cell.value.as_ref(),
            },
            pages: record.pages,
            lines: record.lines,
            confidence: record.confidence.map(|sure| ConfidenceShape {
                record: sure,
                cells: OfCells {
                    table,
                    record,
                    of: |cell| cell.confidence,
                },
            }),
            provenance: provenance(table, record),
        }
    }
}

/// The JSON of one source, indented, with a line break at the end.
pub(crate) fn document(extraction: &Extraction) -> Vec<u8> {
    let shape = DocumentShape {
        source: &extraction.source,
        tables: extraction
            .tables
            .iter()
            .map(|table| TableShape {
                columns: &table.columns,
                kinds: &table.kinds,
                pages: table.pages,
                records: table
                    .records
                    .iter()
                    .map(|record| RecordShape::new(table, record))
                    .collect(),
            })
            .collect(),
        findings: &extraction.findings,
        audit: extraction.audit,
    };
    layout::write(&shape)
}

/// The printed tables of one source, with a line break at the end.
pub(super) fn grid(extraction: &Extraction) -> Vec<u8> {
    let shape = GridShape {
        source: &extraction.source,
        tables: (extraction.printed.iter())
            .map(|table| PrintedShape {
                page: table.page,
                rows: table
                    .rows
                    .iter()
                    .map(|row| row.iter().map(CellShape::new).collect())
                    .collect(),
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&shape).expect("keys are strings and memory can be written");
    bytes.push(b'\n');
    bytes
}

/// The JSONL of one source: a record a line; tables count from 1.
pub(super) fn lines(extraction: &Extraction) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, table) in extraction.tables.iter().enumerate() {
        for record in &table.records {
            let shape = LineShape {
                source: &extraction.source,
                table: index + 1,
                record: RecordShape::new(table, record),
            };
            serde_json::to_writer(&mut bytes, &shape).expect("keys are strings and memory can be written");
            bytes.push(b'\n');
        }
    }
    bytes
}
