//! CSV: RFC 4180 quoting where needed, UTF-8 without a byte order mark, `\n` after each row.

use super::json;
use super::{Options, formula};
use crate::extraction::{Record, Table};
use ::csv::WriterBuilder;
use std::borrow::Cow;

const HEADINGS: [&str; 2] = ["section", "subsection"];
/// The columns that [`Options::min_confidence`] adds.
pub(crate) const CONFIDENCE: [&str; 2] = ["confidence", "look_at"];
/// The columns that [`Options::provenance`] adds.
pub(crate) const PROVENANCE: [&str; 6] = [
    "source",
    "page_first",
    "page_last",
    "line_first",
    "line_last",
    "provenance",
];

/// One table, header row first.
pub(super) fn write(source: &str, table: &Table, options: &Options) -> Vec<u8> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let mut add = |mut row: Vec<Cow<'_, str>>| {
        if options.safe {
            row = row.into_iter().map(formula::disarmed).collect();
        }
        writer
            .write_record(row.iter().map(|field| field.as_bytes()))
            .expect("rows of one length go into memory");
    };
    let mut header: Vec<Cow<'_, str>> = HEADINGS.map(Cow::from).to_vec();
    let reserved = |name: &str| {
        HEADINGS.contains(&name)
            || (options.provenance && PROVENANCE.contains(&name))
            || (options.min_confidence.is_some() && CONFIDENCE.contains(&name))
    };
    header.extend(table.columns.iter().map(|name| match reserved(name) {
        true => unique(name, &table.columns).into(),
        false => Cow::from(name.as_str()),
    }));
    if options.min_confidence.is_some() {
        header.extend(CONFIDENCE.map(Cow::from));
    }
    if options.provenance {
        header.extend(PROVENANCE.map(Cow::from));
    }
    add(header);
    for record in &table.records {
        add(row(source, table, record, options));
    }
    writer.into_inner().expect("memory can be flushed")
}

fn row<'a>(source: &'a str, table: &'a Table, record: &'a Record, options: &Options) -> Vec<Cow<'a, str>> {
    let columns = table.columns.len();
    let mut row: Vec<Cow<'a, str>> = Vec::with_capacity(columns + HEADINGS.len() + PROVENANCE.len());
    row.push(record.section.as_deref().unwrap_or_default().into());
    row.push(record.subsection.as_deref().unwrap_or_default().into());
    for index in 0..columns {
        let text = record.cells.get(index).map_or("", |cell| cell.text.as_str());
        row.push(match options.paragraphs {
            false if text.contains('\n') => text.replace('\n', " ").into(),
            _ => text.into(),
        });
    }
    if let Some(least) = options.min_confidence {
        let cells = table.columns.iter().zip(&record.cells);
        let doubtful = cells.filter(|(_, cell)| cell.confidence.is_some_and(|sure| sure < least));
        let names: Vec<&str> = doubtful.map(|(name, _)| name.as_str()).collect();
        row.push(
            record
                .confidence
                .map_or_else(String::new, |sure| sure.to_string())
                .into(),
        );
        row.push(names.join("; ").into());
    }
    if options.provenance {
        row.push(source.into());
        row.extend(
            [record.pages.0, record.pages.1, record.lines.0, record.lines.1]
                .map(|number| Cow::from(number.to_string())),
        );
        let places = serde_json::to_string(&json::provenance(table, record));
        row.push(places.expect("keys are strings and memory can be written").into());
    }
    row
}

/// `name (2)`, or with the next number that no column has: a column of the source whose name the CSV itself uses.
fn unique(name: &str, columns: &[String]) -> String {
    let mut names = (2..).map(|number| format!("{name} ({number})"));
    names.find(|name| !columns.contains(name)).unwrap_or_default()
}
