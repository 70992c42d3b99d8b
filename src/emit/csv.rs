//! CSV: RFC 4180 quoting where needed, UTF-8 without a byte order mark, `\n` after each row.

use super::{Options, formula};
use crate::extraction::{Record, Table};
use ::csv::WriterBuilder;
use std::borrow::Cow;

const HEADINGS: [&str; 2] = ["section", "subsection"];
const PROVENANCE: [&str; 5] = ["source", "page_first", "page_last", "line_first", "line_last"];

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
    let reserved = |name: &str| HEADINGS.contains(&name) || (options.provenance && PROVENANCE.contains(&name));
    header.extend(table.columns.iter().map(|name| match reserved(name) {
        true => unique(name, &table.columns).into(),
        false => Cow::from(name.as_str()),
    }));
    if options.provenance {
        header.extend(PROVENANCE.map(Cow::from));
    }
    add(header);
    for record in &table.records {
        add(row(source, record, table.columns.len(), options));
    }
    writer.into_inner().expect("memory can be flushed")
}

fn row<'a>(source: &'a str, record: &'a Record, columns: usize, options: &Options) -> Vec<Cow<'a, str>> {
    let mut row: Vec<Cow<'a, str>> = Vec::with_capacity(columns + 7);
    row.push(record.section.as_deref().unwrap_or_default().into());
    row.push(record.subsection.as_deref().unwrap_or_default().into());
    for index in 0..columns {
        let text = record.cells.get(index).map_or("", |cell| cell.text.as_str());
        row.push(match options.paragraphs {
            false if text.contains('\n') => text.replace('\n', " ").into(),
            _ => text.into(),
        });
    }
    if options.provenance {
        row.push(source.into());
        row.extend(
            [record.pages.0, record.pages.1, record.lines.0, record.lines.1]
                .map(|number| Cow::from(number.to_string())),
        );
    }
    row
}

/// `name (2)`, or with the next number that no column has: a column of the source whose name the CSV itself uses.
fn unique(name: &str, columns: &[String]) -> String {
    let mut names = (2..).map(|number| format!("{name} ({number})"));
    names.find(|name| !columns.contains(name)).unwrap_or_default()
}
