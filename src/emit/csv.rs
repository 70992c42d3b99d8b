//! CSV: RFC 4180 quoting where needed, UTF-8 without a byte order mark, `\n` after each row.

use super::columns::{self, Part};
use super::{Options, formula};
use crate::extraction::{Record, Table};
use ::csv::WriterBuilder;
use std::borrow::Cow;

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
    let (names, parts): (Vec<_>, Vec<_>) = columns::columns(table, options).into_iter().unzip();
    add(names);
    for record in &table.records {
        let field = |part: &Part| field(*part, source, table, record, options);
        add(parts.iter().map(field).collect());
    }
    writer.into_inner().expect("memory can be flushed")
}

fn field<'a>(part: Part, source: &'a str, table: &Table, record: &'a Record, options: &Options) -> Cow<'a, str> {
    let text = columns::text(part, source, table, record, options);
    match part {
        Part::Cell(_) if !options.paragraphs && text.contains('\n') => text.replace('\n', " ").into(),
        _ => text,
    }
}
