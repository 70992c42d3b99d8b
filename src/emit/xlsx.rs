//! Workbooks (Office Open XML): one per source, with a sheet per table.
//!
//! A number, percentage, amount or date whose value is known is one in the workbook too, in a format that shows it as it is
//! printed; everything else is text and never run. Nothing is of the time of writing: the same extraction gives the same bytes.

use super::columns::{self, Part};
use super::xlsx_number;
use super::{Error, Format, Options};
use crate::extraction::{Cell, Extraction, Record, Table};
use crate::values::Value;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Look, FormatAlign, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;

/// Rows and columns of a sheet, and UTF-16 units of a cell, at most (Excel specifications and limits).
const ROWS: usize = 1_048_576;
const COLUMNS: usize = 16_384;
const LENGTH: usize = 32_767;
/// Letters of a column's name that an error quotes.
const NAMED: usize = 40;

/// The widest a column is made, in pixels: prose wraps.
const WIDEST: u32 = 420;

/// From this day on all programs count days alike; Excel's calendar has a 29 February 1900.
const FIRST_DAY: &str = "1900-03-01";

/// The workbook of all tables; `None` without a table, as a workbook has a sheet at least.
pub(super) fn write(extraction: &Extraction, options: &Options) -> Result<Option<Vec<u8>>, Error> {
    if extraction.tables.is_empty() {
        return Ok(None);
    }
    let mut workbook = Workbook::new();
    // The date is part of the format; any that stays the same will do.
    let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(fault)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for (number, table) in (1..).zip(&extraction.tables) {
        let sheet = Sheet {
            source: &extraction.source,
            number,
            table,
            options,
            columns: columns::columns(table, options),
        };
        sheet.check()?;
        sheet.write(workbook.add_worksheet())?;
    }
    workbook.save_to_buffer().map(Some).map_err(fault)
}

fn fault(error: XlsxError) -> Error {
    Error::Writer {
        format: Format::Xlsx,
        message: error.to_string(),
    }
}

/// One table, to be written on a sheet of its own.
struct Sheet<'a> {
    source: &'a str,
    /// Of the table, from 1.
    number: usize,
    table: &'a Table,
    options: &'a Options,
    columns: Vec<(Cow<'a, str>, Part)>,
}

impl Sheet<'_> {
    /// Whether a sheet has as many rows and columns.
    fn check(&self) -> Result<(), Error> {
        let sizes = [
            ("rows", self.table.records.len() + 1, ROWS),
            ("columns", self.columns.len(), COLUMNS),
        ];
        let over = sizes.into_iter().find(|(_, count, most)| count > most);
        over.map_or(Ok(()), |(what, count, most)| {
            Err(Error::Sheet {
                table: self.number,
                what,
                count,
                most,
            })
        })
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        sheet.set_name(format!("Table {}", self.number)).map_err(fault)?;
        let top = Look::new().set_align(FormatAlign::Top);
        let wrapped = top.clone().set_text_wrap();
        let header = wrapped.clone().set_bold();
        for (at, (name, _)) in (0..).zip(&self.columns) {
            self.fits(0, name, name)?;
            write_text(sheet, 0, at, name, &header).map_err(fault)?;
        }
        for (row, record) in (1..).zip(&self.table.records) {
            for (at, (name, part)) in (0..).zip(&self.columns) {
                let text = columns::text(*part, self.source, self.table, record, self.options);
                let written = match typed(*part, record, &text) {
                    _ if text.is_empty() => continue,
                    Some(Typed::Number(number, shown)) => sheet
                        .write_number_with_format(row, at, number, &top.clone().set_num_format(shown))
                        .map(|_| ()),
                    Some(Typed::Date(date)) => sheet
                        .write_datetime_with_format(row, at, &date, &top.clone().set_num_format("yyyy-mm-dd"))
                        .map(|_| ()),
                    None => {
                        self.fits(row, name, &text)?;
                        write_text(sheet, row, at, &text, &wrapped)
                    }
                };
                written.map_err(fault)?;
            }
        }
        let last_row = u32::try_from(self.table.records.len()).unwrap_or(u32::MAX);
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, last_row, last_column).map_err(fault)?;
        sheet.set_freeze_panes(1, 0).map_err(fault)?;
        sheet.set_autofit_max_width(WIDEST).autofit();
        Ok(())
    }

    /// Whether a cell holds a text; row 0 is the header.
    fn fits(&self, row: u32, name: &str, text: &str) -> Result<(), Error> {
        // There are no more units than bytes.
        let length = if text.len() > LENGTH {
            text.encode_utf16().count()
        } else {
            0
        };
        if length <= LENGTH {
            return Ok(());
        }
        Err(Error::Cell {
            table: self.number,
            record: row as usize,
            column: name.chars().take(NAMED).collect(),
            length,
            most: LENGTH,
        })
    }
}

/// What is not text.
enum Typed {
    /// A number, and the format that shows it.
    Number(f64, String),
    Date(ExcelDateTime),
}

/// What a field is that is not text; `None` also for what a workbook cannot hold but as text.
fn typed(part: Part, record: &Record, text: &str) -> Option<Typed> {
    match part {
        Part::Cell(at) => of_cell(record.cells.get(at)?),
        Part::Confidence | Part::Place(_) => Some(Typed::Number(text.parse().ok()?, "General".to_owned())),
        Part::Section | Part::Subsection | Part::LookAt | Part::Source | Part::Provenance => None,
    }
}

fn of_cell(cell: &Cell) -> Option<Typed> {
    match cell.value.as_ref()? {
        Value::Date { date } => {
            let date = date.to_string();
            let there = date.as_str() >= FIRST_DAY;
            there
                .then(|| ExcelDateTime::parse_from_str(&date).ok())?
                .map(Typed::Date)
        }
        value => xlsx_number::shown(&cell.text, value).map(|(number, shown)| Typed::Number(number, shown)),
    }
}

/// Writes a text as text. The writer takes a string between `<r>` and `</r>` for markup of its own (version 0.102.0); in two pieces it
/// is none.
fn write_text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, look: &Look) -> Result<(), XlsxError> {
    match text.strip_prefix("<r>") {
        Some(rest) if rest.ends_with("</r>") => {
            let plain = Look::new();
            sheet.write_rich_string_with_format(row, column, &[(&plain, "<r>"), (&plain, rest)], look)?;
        }
        _ => {
            sheet.write_string_with_format(row, column, text, look)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit;
    use crate::values::Date;
    use std::io::{Cursor, Read};

    /// A part of a workbook.
    fn part(workbook: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn table(cells: Vec<Vec<Cell>>) -> Table {
        let record = |cells| Record {
            section: Some("1. Één".to_owned()),
            cells,
            ..Record::default()
        };
        Table {
            columns: vec!["Naam".to_owned(), "section".to_owned()],
            records: cells.into_iter().map(record).collect(),
            ..Table::default()
        }
    }

    fn cell(text: &str, value: Option<Value>) -> Cell {
        Cell {
            text: text.to_owned(),
            value,
            ..Cell::default()
        }
    }

    fn written(tables: Vec<Table>, options: &Options) -> Result<Vec<u8>, Error> {
        let extraction = Extraction {
            source: "x.txt".to_owned(),
            tables,
            ..Extraction::default()
        };
        let mut files = emit::write(&extraction, Format::Xlsx, options)?;
        assert_eq!(files.len(), 1, "one per source");
        Ok(files.remove(0))
    }

    #[test]
    fn sheets_have_headers_filters_and_types() {
        let date = Value::Date {
            date: Date::new(2024, 2, 29).unwrap(),
        };
        let number = Value::Number {
            number: "1234.50".to_owned(),
        };
        let first = table(vec![vec![cell("29 feb", Some(date)), cell("1.234,50", Some(number))]]);
        let workbook = written(vec![first.clone(), first], &Options::default()).unwrap();
        let book = part(&workbook, "xl/workbook.xml");
        assert!(
            book.contains("name=\"Table 1\"") && book.contains("name=\"Table 2\""),
            "{book}"
        );
        let sheet = part(&workbook, "xl/worksheets/sheet2.xml");
        for wanted in [
            "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>",
            "<autoFilter ref=\"A1:D2\"/>",
            // Days since 1899-12-30, as all spreadsheets count them.
            "<v>45351</v>",
            "<v>1234.5</v>",
        ] {
            assert!(sheet.contains(wanted), "{wanted} in {sheet}");
        }
        let styles = part(&workbook, "xl/styles.xml");
        for code in ["yyyy-mm-dd", "#,##0.00"] {
            assert!(styles.contains(&format!("formatCode=\"{code}\"")), "{styles}");
        }
        let strings = part(&workbook, "xl/sharedStrings.xml");
        let names: Vec<&str> = strings
            .split("<t>")
            .skip(1)
            .map(|rest| rest.split_once('<').unwrap().0)
            .collect();
        assert_eq!(names[..4], ["section", "subsection", "Naam", "section (2)"]);
    }

    #[test]
    fn text_stays_text() {
        let texts = [
            "=1+2",
            "007",
            "https://example.org",
            "a\nb",
            "_x0041_",
            "<r><t>x</t></r>",
            "1e5",
            "12345678901234567",
            "TRUE",
        ];
        let long = Value::Number {
            number: texts[7].to_owned(),
        };
        let rows = texts.map(|text| vec![cell(text, (text == texts[7]).then(|| long.clone()))]);
        let workbook = written(vec![table(rows.into())], &Options::default()).unwrap();
        let sheet = part(&workbook, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("hyperlink"), "{sheet}");
        assert_eq!(
            sheet.matches("t=\"s\"").count(),
            sheet.matches("<v>").count(),
            "{sheet}"
        );
        let strings = part(&workbook, "xl/sharedStrings.xml");
        for text in texts {
            let text = text.replace("_x0041_", "_x005F_x0041_");
            let text = match text.strip_prefix("<r>") {
                Some(_) => "&lt;t&gt;x&lt;/t&gt;&lt;/r&gt;".to_owned(),
                None => text,
            };
            assert!(strings.contains(&format!("<t>{text}</t>")), "{text} in {strings}");
        }
        assert!(strings.contains("<t>&lt;r&gt;</t>"), "{strings}");
    }

    #[test]
    fn added_columns_are_numbers_where_they_are() {
        let mut one = table(vec![vec![cell("a", None)]]);
        one.records[0].pages = (3, 4);
        one.records[0].confidence = Some(0.5);
        let options = Options {
            provenance: true,
            min_confidence: Some(0.9),
            ..Options::default()
        };
        let sheet = part(&written(vec![one], &options).unwrap(), "xl/worksheets/sheet1.xml");
        let numbers: Vec<&str> = (sheet.split("<c ").skip(1))
            .filter(|cell| !cell.contains("t=\"s\""))
            .filter_map(|cell| Some(cell.split_once("<v>")?.1.split_once('<')?.0))
            .collect();
        assert_eq!(numbers, ["0.5", "3", "4", "0", "0"]);
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let long = "é".repeat(LENGTH);
        assert!(written(vec![table(vec![vec![cell(&long, None)]])], &Options::default()).is_ok());
        let one = || table(vec![vec![], vec![cell("a", None), cell(&(long.clone() + "e"), None)]]);
        let error = written(vec![one(), one()], &Options::default())
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("table 1, record 2, column \"section (2)\": the text has 32768 characters"),
            "{error}"
        );
        let rows = table(vec![vec![]; ROWS]);
        let error = written(vec![rows], &Options::default()).unwrap_err().to_string();
        assert!(error.starts_with("table 1 has 1048577 rows"), "{error}");
    }

    #[test]
    fn the_same_bytes_each_time() {
        let one = || written(vec![table(vec![vec![cell("a", None)]]); 3], &Options::default()).unwrap();
        let first = one();
        // Longer than the resolution of the times in a zip file and in its properties.
        std::thread::sleep(std::time::Duration::from_millis(2100));
        assert_eq!(first, one());
        assert!(part(&first, "docProps/core.xml").contains("2000-01-01T00:00:00Z"));
        assert!(
            emit::write(&Extraction::default(), Format::Xlsx, &Options::default())
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn days_before_the_calendars_agree_stay_text() {
        let of = |year, month, day| of_cell(&cell("x", Date::new(year, month, day).map(|date| Value::Date { date })));
        assert!(of(1900, 2, 28).is_none());
        assert!(of(1900, 3, 1).is_some());
        assert!(of(9999, 12, 31).is_some());
    }
}
