//! What each fuzz target does with its bytes. A panic is a fault.
//!
//! Known to the programs in `fuzz_targets/` and to `tests/all/fuzz.rs`, which needs no fuzzer to run the inputs in `corpus/` and
//! `crashes/` again.

use rowstitch::dataset::Dataset;
use rowstitch::dataset::diff::{self, Comparison, Data, Page, Rows, TextOptions};
use rowstitch::dataset::manifest::Manifest;
use rowstitch::emit::{self, Format};
use rowstitch::extraction::{Cell, Extraction, Record, Table};
use rowstitch::input::{self, Format as Source, Options};
use rowstitch::values::{self, Limits};
use rowstitch::{Document, Inspection, Profile, Settings, Span, audit, grammar, picture, review};
use std::collections::BTreeSet;
use std::panic;
use std::path::Path;
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

/// What does something with bytes.
pub(crate) type Target = fn(&[u8]);

/// All targets by name.
pub(crate) const TARGETS: &[(&str, Target)] = &[
    ("auto", |bytes| source(bytes, Source::Auto)),
    ("text", |bytes| source(bytes, Source::Text)),
    ("layout", |bytes| source(bytes, Source::Layout)),
    ("pdf", pdf),
    ("bbox", |bytes| source(bytes, Source::Bbox)),
    ("tsv", |bytes| source(bytes, Source::Tsv)),
    ("hocr", |bytes| source(bytes, Source::Hocr)),
    ("alto", |bytes| source(bytes, Source::Alto)),
    ("bullet", |bytes| lines(bytes, bullet)),
    ("code", |bytes| lines(bytes, code)),
    ("heading", |bytes| lines(bytes, heading)),
    ("page", |bytes| lines(bytes, page)),
    ("values", typed),
    ("profile", profile),
    ("dataset", dataset),
    ("manifest", manifest),
    ("csv", |bytes| records(bytes, &[Format::Csv])),
    ("json", |bytes| records(bytes, &[Format::Json, Format::Jsonl])),
    ("written", written),
];

/// Does what the target of this name does.
pub(crate) fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, target) = target.unwrap_or_else(|| panic!("no target {name}"));
    target(bytes);
}

/// Reads bytes as what they are said to be, and holds what comes of them against the laws.
fn source(bytes: &[u8], format: Source) {
    let mut options = Options::default();
    options.format = format;
    // A page that hangs shall be over long before the fuzzer's own patience is.
    options.page_time = Duration::from_secs(2);
    options.unpacked = 16 << 20;
    if let Ok(document) = input::read_within("x", bytes, &options) {
        laws(&document, &Settings::default());
    }
}

/// Faults of the interpreter of PDFs are caught and told as damage of the file. Our own, which would be caught with them, are not
/// passed over here.
fn pdf(bytes: &[u8]) {
    static HOOK: Once = Once::new();
    static OURS: Mutex<Option<String>> = Mutex::new(None);
    let ours = || OURS.lock().unwrap_or_else(PoisonError::into_inner);
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |fault| {
            let place = fault.location().map(ToString::to_string).unwrap_or_default();
            if std::thread::current().name() != Some("pdf") {
                before(fault);
            } else if place.contains("src/input/") {
                *ours() = Some(place);
                before(fault);
            }
        }));
    });
    source(bytes, Source::Pdf);
    assert_eq!(ours().take(), None, "a fault that was caught");
}

/// What holds of any document.
fn laws(document: &Document, settings: &Settings) {
    let inspection = rowstitch::inspect(document, settings);
    let extraction = &inspection.extraction;
    assert_eq!(inspection.imbalances, []);
    assert_eq!(extraction.audit.total(), audit::non_blank(&document.text));
    for table in &extraction.tables {
        let names: BTreeSet<&String> = table.columns.iter().collect();
        assert_eq!(names.len(), table.columns.len(), "{:?}", table.columns);
        assert_eq!(table.kinds.len(), table.columns.len());
        for record in &table.records {
            assert_eq!(record.cells.len(), table.columns.len());
            assert!(record.lines.0 <= record.lines.1 && record.lines.1 as usize <= document.lines.len());
            let places = record.cells.iter().flat_map(|cell| &cell.places);
            places.for_each(|place| inside(document, place.span));
        }
    }
    inspection.placed.iter().for_each(|piece| inside(document, piece.span));
    shown(document, &inspection);
    round(extraction);
}

/// The span is a piece of its line.
fn inside(document: &Document, span: Span) {
    let line = document.lines[span.line as usize];
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(line.start <= start && start <= end && end <= line.end, "{span:?}");
    assert!(document.text.get(start..end).is_some(), "{span:?}");
}

/// What is drawn of a reading can be drawn of any.
fn shown(document: &Document, inspection: &Inspection) {
    assert!(review::page(document, inspection).ends_with("</html>\n"));
    picture::pages(document, inspection);
}

/// What is written is read back as it was.
fn round(extraction: &Extraction) {
    let mut options = emit::Options::default();
    options.paragraphs = true;
    let write = |format, options: &emit::Options| emit::write(extraction, format, options).expect("memory holds it");
    let mut wanted: Vec<Vec<Vec<String>>> = extraction.tables.iter().map(cells).collect();
    for provenance in [false, true] {
        options.provenance = provenance;
        for (table, csv) in wanted.iter().zip(write(Format::Csv, &options)) {
            let data = diff::read(&csv, Format::Csv).expect("CSV");
            assert_eq!(rows(&data.tables[0])[1..], table[1..]);
        }
    }
    let json = write(Format::Json, &options).concat();
    let data = diff::read(&json, Format::Json).expect("JSON");
    assert_eq!(data.tables.iter().map(rows).collect::<Vec<_>>(), wanted);
    // Lines of JSON have nothing of a table without records.
    wanted.retain(|table| table.len() > 1);
    let lines = write(Format::Jsonl, &options).concat();
    let data = diff::read(&lines, Format::Jsonl).expect("JSON lines");
    assert_eq!(data.tables.iter().map(rows).collect::<Vec<_>>(), wanted);
    for format in [Format::Grid, Format::Markdown, Format::Xlsx] {
        // A workbook has limits.
        let _ = emit::write(extraction, format, &options);
    }
}

/// The column names of a table and the texts of its records, as CSV has them.
fn cells(table: &Table) -> Vec<Vec<String>> {
    let name = |name: &String| match name.as_str() {
        "section" | "subsection" => (2..)
            .map(|number| format!("{name} ({number})"))
            .find(|name| !table.columns.contains(name))
            .expect("a number is free"),
        _ => name.clone(),
    };
    let headings = ["section".to_owned(), "subsection".to_owned()];
    let names = headings.into_iter().chain(table.columns.iter().map(name)).collect();
    let row = |record: &Record| {
        let headings = [&record.section, &record.subsection].map(|heading| heading.clone().unwrap_or_default());
        let cells = record.cells.iter().map(|cell| cell.text.clone());
        // Line breaks are what they are, however a file carries them.
        headings
            .into_iter()
            .chain(cells)
            .map(|text| text.replace("\r\n", "\n"))
            .collect()
    };
    std::iter::once(names).chain(table.records.iter().map(row)).collect()
}

/// The column names of a table that was read and the texts of its records.
fn rows(rows: &Rows) -> Vec<Vec<String>> {
    let columns = rows.columns().len();
    let row = |record| {
        (0..columns)
            .map(|column| rows.cell(record, column).to_owned())
            .collect()
    };
    std::iter::once(rows.columns().to_vec())
        .chain((0..rows.len()).map(row))
        .collect()
}

/// Each line by itself.
fn lines(bytes: &[u8], each: fn(&str)) {
    String::from_utf8_lossy(bytes).lines().for_each(each);
}

fn bullet(line: &str) {
    if let Some((_, rest)) = grammar::bullet::bullet(line) {
        assert!(line.ends_with(rest) && rest.len() < line.len());
    }
}

fn code(line: &str) {
    let Some((code, rest)) = grammar::code::code(line) else {
        return;
    };
    assert!(line.ends_with(rest) && rest.len() < line.len());
    assert_eq!(code.shape.matches('#').count(), code.numbers.len());
    assert!(!code.follows(&code) && !code.is_after(&code));
    if let Some(next) = grammar::code::whole(rest) {
        assert!(!next.follows(&code) || next.is_after(&code));
    }
}

fn heading(line: &str) {
    for (numbering, rest) in grammar::heading::numberings(line) {
        assert!(line.ends_with(rest) && rest.len() < line.len());
        assert!(!numbering.parts.is_empty());
        assert_eq!(numbering.step(&numbering), None);
        for (next, _) in grammar::heading::numberings(rest) {
            assert!(next.step(&numbering).is_none() || numbering.step(&next).is_none());
        }
    }
}

fn page(line: &str) {
    for number in grammar::page::numbers(line) {
        assert!(line[number.range].chars().all(|c| c.is_ascii_digit()));
    }
    if let Some(page) = grammar::page::page_line(line) {
        assert!(line.contains(&page.value.to_string()));
    }
}

/// Columns of cells: a line each, with tabs between the name and the cells.
fn typed(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let cells: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let columns: Vec<values::Column<'_>> = cells
        .iter()
        .map(|cells| values::Column {
            name: cells[0],
            cells: &cells[1..],
        })
        .collect();
    let read = values::read(&columns, &Limits::default());
    assert_eq!(read.len(), columns.len());
    for (reading, column) in read.iter().zip(&columns) {
        assert_eq!(reading.values.len(), column.cells.len());
        assert!(reading.unread.iter().all(|&cell| reading.values[cell].is_none()));
    }
}

/// A profile, and what it does to a small table.
fn profile(bytes: &[u8]) {
    const TABLE: &str = "Town     Mayor       Share\n\
        1. North\n\
        Turku    Anna Berg   12 %\n\
        Ulm      Tom Ek      7 %\n\
        Delft    Eva Lind    80 %\n\
        Page 1\n";
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(profile) = Profile::parse("x.toml", text) else {
        return;
    };
    let document = input::read("x", TABLE.as_bytes()).expect("text");
    let mut settings = Settings::default();
    settings.profile = profile;
    laws(&document, &settings);
}

fn dataset(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(dataset) = Dataset::parse(Path::new("x/rowstitch.toml"), text) else {
        return;
    };
    assert!(!dataset.sources.is_empty() && !dataset.formats.is_empty());
    for pattern in &dataset.sources {
        assert!(pattern.plain <= pattern.text.split('/').count());
        assert!(!pattern.text.starts_with('/'));
    }
}

fn manifest(bytes: &[u8]) {
    if let Ok(manifest) = Manifest::parse(bytes) {
        assert_eq!(Manifest::parse(&manifest.bytes()).as_ref(), Ok(&manifest));
    }
}

/// Two files with a NUL between them, or one beside itself.
fn records(bytes: &[u8], formats: &[Format]) {
    let mut files = bytes.splitn(2, |byte| *byte == 0);
    let old = files.next().unwrap_or_default();
    let new = files.next();
    for format in formats {
        let Ok(old) = diff::read(old, *format) else {
            continue;
        };
        let same = compare(&old, &old);
        assert!(same.changes.is_same(), "{:?}", same.changes);
        if let Some(Ok(new)) = new.map(|new| diff::read(new, *format)) {
            let (there, back) = (compare(&old, &new).changes, compare(&new, &old).changes);
            assert_eq!((there.added, there.removed), (back.removed, back.added));
            assert_eq!(
                (there.changed, there.moved, there.same),
                (back.changed, back.moved, back.same)
            );
            assert_eq!((there.columns, there.tables), (back.columns, back.tables));
        }
    }
}

fn compare(old: &Data, new: &Data) -> Comparison {
    let comparison = diff::compare(old.clone(), new.clone(), true);
    for all in [false, true] {
        let mut options = TextOptions::default();
        options.all = all;
        diff::text(&comparison, options);
    }
    let mut page = Page::new("x");
    page.add("x", &comparison);
    assert!(page.finish().ends_with("</html>\n"));
    let files = [("old".to_owned(), "new".to_owned(), comparison)];
    diff::json(&files, &[], &[]);
    let [(_, _, comparison)] = files;
    comparison
}

/// Tables to be written: cells end with a unit separator, rows with a record separator and tables with a group separator, all
/// of ASCII; the first row has the names of the columns, the first two cells of a row are its headings.
fn written(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut extraction = Extraction::default();
    for table in text.split('\x1d') {
        let mut rows = table.split('\x1e').map(|row| row.split('\x1f'));
        let columns: Vec<String> = rows.next().into_iter().flatten().map(str::to_owned).collect();
        if columns.iter().collect::<BTreeSet<_>>().len() < columns.len() {
            return;
        }
        let width = columns.len();
        let record = |mut row: std::str::Split<'_, char>| {
            let mut heading = || row.next().filter(|text| !text.is_empty()).map(str::to_owned);
            let (section, subsection) = (heading(), heading());
            let cell = |text: &str| Cell {
                text: text.to_owned(),
                ..Cell::default()
            };
            let mut cells: Vec<Cell> = row.take(width).map(cell).collect();
            cells.resize(width, Cell::default());
            Record {
                section,
                subsection,
                cells,
                ..Record::default()
            }
        };
        extraction.tables.push(Table {
            kinds: vec![values::Kind::Text; width],
            records: rows.map(record).collect(),
            columns,
            ..Table::default()
        });
    }
    round(&extraction);
}
