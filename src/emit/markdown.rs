//! Markdown: tables as GitHub reads them (GFM, section "Tables"), one below the other.
//!
//! Nothing of a cell is markup: every character that could be is escaped by a backslash (CommonMark, section "Backslash
//! escapes"). A line break in a cell is `<br>`, the only one a table can have.

use crate::extraction::{Extraction, Record, Table};
use std::fmt::Write;

/// All tables of one source; empty without a table.
pub(super) fn write(extraction: &Extraction) -> Vec<u8> {
    let mut out = String::new();
    for (number, table) in extraction.tables.iter().enumerate() {
        if extraction.tables.len() > 1 {
            let _ = writeln!(out, "{}## Table {}\n", if number > 0 { "\n" } else { "" }, number + 1);
        }
        write_table(table, &mut out);
    }
    out.into_bytes()
}

/// Columns for the headings are there where some record has one.
fn write_table(table: &Table, out: &mut String) {
    let has = |heading: fn(&Record) -> &Option<String>| table.records.iter().any(|record| heading(record).is_some());
    let sections = has(|record| &record.section);
    let subsections = has(|record| &record.subsection);
    let headings = [("section", sections), ("subsection", subsections)];
    let names = headings.iter().filter(|(_, there)| *there).map(|(name, _)| *name);
    let names: Vec<&str> = names.chain(table.columns.iter().map(String::as_str)).collect();
    row(names.iter().copied(), out);
    row(names.iter().map(|_| "---"), out);
    for record in &table.records {
        let section = sections.then(|| record.section.as_deref().unwrap_or_default());
        let subsection = subsections.then(|| record.subsection.as_deref().unwrap_or_default());
        let cell = |column: usize| record.cells.get(column).map_or("", |cell| cell.text.as_str());
        let cells = (0..table.columns.len()).map(cell);
        row(section.into_iter().chain(subsection).chain(cells), out);
    }
}

fn row<'a>(cells: impl Iterator<Item = &'a str>, out: &mut String) {
    out.push('|');
    for cell in cells {
        out.push(' ');
        if cell == "---" {
            out.push_str(cell);
        } else {
            escape(cell, out);
        }
        out.push_str(" |");
    }
    out.push('\n');
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '$' => out.extend(['\\', c]),
            _ if c.is_control() => out.push(' '),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Cell;

    #[test]
    fn text_stays_text() {
        let mut out = String::new();
        escape("a|b\\|c\n**d** <b>&amp; `x` [l](u) $5\t--- ~e~ f_g", &mut out);
        assert_eq!(
            out,
            "a\\|b\\\\\\|c<br>\\*\\*d\\*\\* \\<b\\>\\&amp; \\`x\\` \\[l\\](u) \\$5 --- \\~e\\~ f\\_g"
        );
    }

    #[test]
    fn tables() {
        let table = |section: Option<&str>, cell: &str| Table {
            columns: vec!["Name".to_owned(), "Sum".to_owned()],
            records: vec![Record {
                section: section.map(str::to_owned),
                cells: vec![
                    Cell {
                        text: cell.to_owned(),
                        ..Cell::default()
                    },
                    Cell::default(),
                ],
                ..Record::default()
            }],
            ..Table::default()
        };
        let written = |tables: Vec<Table>| {
            let extraction = Extraction {
                tables,
                ..Extraction::default()
            };
            String::from_utf8(write(&extraction)).unwrap()
        };
        assert_eq!(written(vec![]), "");
        assert_eq!(
            written(vec![table(None, "a|b")]),
            "| Name | Sum |\n| --- | --- |\n| a\\|b |  |\n"
        );
        assert_eq!(
            written(vec![table(Some("1. One"), "a"), table(None, "---")]),
            "## Table 1\n\n| section | Name | Sum |\n| --- | --- | --- |\n| 1. One | a |  |\n\
             \n## Table 2\n\n| Name | Sum |\n| --- | --- |\n| --- |  |\n"
        );
    }
}
