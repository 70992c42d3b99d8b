//! Laws that hold of any text, whether its tables are read well or badly: over tables made by chance, and over texts that were
//! damaged so much that no table may be left.

use crate::model::{Chance, annex};
use crate::small;
use rowstitch::emit::{self, Format};
use rowstitch::extraction::{Cell, Record, Table};
use rowstitch::input::{self, Format as Source, Options};
use rowstitch::{Document, Extraction, Inspection, Settings, Span, audit};
use unicode_normalization::UnicodeNormalization;

/// Texts with the way they are to be read.
type Text = (Source, String);

/// Flat text of some rows.
fn flat(seed: u64) -> Text {
    let rows = 5 + Chance::new(seed).below(5);
    (Source::Text, annex(seed, rows).text)
}

/// Layout text of a small table.
fn layout(seed: u64) -> Text {
    let mut dice = small::Dice(seed as u32);
    (Source::Layout, small::text(&mut dice))
}

/// A text with lines taken out, doubled, moved and cut, and letters in places where there were none.
fn damaged((source, text): Text, seed: u64) -> Text {
    let mut chance = Chance::new(seed);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..1 + chance.below(lines.len()) {
        let (at, to) = (chance.below(lines.len()), chance.below(lines.len()));
        match chance.below(5) {
            0 if lines.len() > 3 => drop(lines.remove(at)),
            1 => lines.insert(to, lines[at].clone()),
            2 => lines.swap(at, to),
            3 => {
                let line = &mut lines[at];
                line.truncate(chance.below(line.len() + 1));
            }
            _ => {
                let part = ["\u{c}", "  ", "7", "-", "1. ", "Page 2", "\t"][chance.below(7)];
                let place = chance.below(lines[at].len() + 1);
                lines[at].insert_str(place, part);
            }
        }
    }
    (source, lines.join("\n") + "\n")
}

/// All kinds of texts: so many flat ones, which take their time, ten times as many of the others, and damaged copies.
fn texts(first: u64, flats: u64) -> Vec<Text> {
    let long = (first..first + flats).map(flat);
    let layouts = (first..first + 10 * flats).map(layout);
    let whole: Vec<Text> = long.chain(layouts).collect();
    let damaged = whole
        .iter()
        .cloned()
        .zip(first..)
        .map(|(text, seed)| damaged(text, seed));
    let damaged: Vec<Text> = damaged.collect();
    whole.into_iter().chain(damaged).collect()
}

fn document((source, text): &Text) -> Document {
    let mut options = Options::default();
    options.format = *source;
    input::read_within("x", text.as_bytes(), &options).expect("text")
}

fn read(text: &Text) -> Extraction {
    rowstitch::extract(&document(text), &Settings::default())
}

/// What is read, without the places in bytes: tables of headings, cells, pages and lines.
fn shown(extraction: &Extraction) -> Vec<String> {
    let table = |table: &Table| {
        let cells = |record: &Record| record.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
        let record = |record: &Record| {
            let headings = (&record.section, &record.subsection);
            format!("{headings:?} {:?} {:?} {:?}", cells(record), record.pages, record.lines)
        };
        let records = table.records.iter().map(record);
        std::iter::once(format!("{:?}", table.columns))
            .chain(records)
            .collect::<Vec<_>>()
    };
    extraction.tables.iter().flat_map(table).collect()
}

#[track_caller]
fn same(got: &Extraction, wanted: &Extraction, (source, text): &Text) {
    let (got, wanted) = (shown(got), shown(wanted));
    let differs = got.iter().zip(&wanted).find(|(got, wanted)| got != wanted);
    assert!(got == wanted, "{differs:#?}\nin this text, as {source:?}:\n{text}");
}

/// Letters and figures; what else there is, joining lines may take or add.
fn letters(text: &str) -> String {
    text.nfc().filter(|c| c.is_alphanumeric()).collect()
}

/// Nothing is lost, nothing is there twice, and records stand in the order of the source.
fn accounted(document: &Document, inspection: &Inspection) {
    assert_eq!(inspection.imbalances, []);
    let extraction = &inspection.extraction;
    assert_eq!(extraction.audit.total(), audit::non_blank(&document.text));
    let mut all: Vec<Span> = Vec::new();
    for table in &extraction.tables {
        let mut before = None;
        for record in &table.records {
            let spans = || {
                record
                    .cells
                    .iter()
                    .flat_map(|cell| &cell.places)
                    .map(|place| place.span)
            };
            let first = spans().min();
            assert!(first > before, "a record at {first:?} behind one at {before:?}");
            before = first;
            all.extend(spans());
            record.cells.iter().for_each(|cell| whole(document, cell));
        }
    }
    all.sort_unstable();
    assert!(
        all.windows(2).all(|pair| pair[0].end <= pair[1].start),
        "a piece is in two cells"
    );
    let count: usize = all.iter().map(|span| audit::non_blank(document.span_text(*span))).sum();
    assert_eq!(count, extraction.audit.cell);
}

/// A cell says what its pieces say.
fn whole(document: &Document, cell: &Cell) {
    let pieces: String = cell.places.iter().map(|place| document.span_text(place.span)).collect();
    assert_eq!(letters(&cell.text), letters(&pieces));
}

#[test]
fn all_text_is_somewhere_once_and_in_order() {
    for text in texts(1, 4) {
        let document = document(&text);
        let inspection = rowstitch::inspect(&document, &Settings::default());
        let held = std::panic::catch_unwind(|| accounted(&document, &inspection));
        assert!(held.is_ok(), "in this text, as {:?}:\n{}", text.0, text.1);
    }
}

#[test]
fn the_kind_of_line_end_changes_nothing() {
    for (source, text) in texts(100, 2) {
        let wanted = read(&(source, text.clone()));
        for end in ["\r\n", "\r"] {
            let other = (source, text.replace('\n', end));
            same(&read(&other), &wanted, &other);
        }
    }
}

/// Composed letters with marks are read as those with marks of their own. An `i` has none here: fonts set it wider under two
/// points, and widths are summed up character by character.
#[test]
fn composed_and_decomposed_letters_are_the_same() {
    const MARKED: [(char, char); 5] = [('a', 'ä'), ('e', 'é'), ('o', 'ő'), ('n', 'ñ'), ('s', 'š')];
    for ((source, text), seed) in texts(200, 2).into_iter().zip(1..) {
        let mut chance = Chance::new(seed);
        let marked = |c: char| match MARKED.iter().find(|(plain, _)| *plain == c) {
            Some((_, marked)) if chance.below(3) == 0 => *marked,
            _ => c,
        };
        let composed: String = text.chars().map(marked).collect();
        let decomposed: String = composed.nfd().collect();
        let [composed, decomposed] = [composed, decomposed].map(|text| (source, text));
        same(&read(&decomposed), &read(&composed), &composed);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let pools = [1, 2, 16].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads")
    });
    for text in texts(300, 2) {
        let json = pools.each_ref().map(|pool| {
            let extraction = pool.install(|| read(&text));
            emit::write(&extraction, Format::Json, &emit::Options::default()).expect("JSON")
        });
        assert!(
            json[0] == json[1] && json[0] == json[2],
            "in this text, as {:?}:\n{}",
            text.0,
            text.1
        );
    }
}
