//! Laws of the comparison, and what people would say of small cases.

use super::*;
use proptest::prelude::*;

fn data(text: &str) -> Data {
    read(text.as_bytes(), Format::Csv).unwrap()
}

fn shown(old: &str, new: &str) -> String {
    let comparison = compare(data(old), data(new), true);
    format!(
        "{}{}",
        text(&comparison, TextOptions::default()),
        comparison.changes.line()
    )
}

#[test]
fn a_changed_cell_is_one_changed_record() {
    let old = "section,Task,When\nA,Roof of the wing,\"Builders, May\"\nA,Path,Spring\n";
    assert_eq!(
        shown(old, &old.replace("May", "June").replace("A,Path", "B,Path")),
        "~ record 1: Roof of the wing\n    When: Builders, [-May-]{+June+}\n~ record 2: Path\n    section: [-A-]{+B+}\n\
         2 changed, 0 added, 0 removed, 0 moved, 0 same"
    );
}

#[test]
fn added_removed_moved() {
    let old = "n,x\nanna,1 berg\nbo,2 dahl\ncy,3 eng\ndi,4 falk\ned,5 gran\n";
    assert_eq!(
        shown(old, "n,x\nanna,1 berg\nzoe,9 quist\ndi,4 falk\ned,5 gran\ncy,3 eng\n"),
        "- record 2\n    n: bo\n    x: 2 dahl\n+ record 2\n    n: zoe\n    x: 9 quist\n> record 5, moved from 3: cy\n\
         0 changed, 1 added, 1 removed, 1 moved, 3 same"
    );
}

#[test]
fn records_without_columns_are_equal() {
    let data = |text: &str| read(text.as_bytes(), Format::Jsonl).unwrap();
    let changes = |old, new| compare(data(old), data(new), true).changes;
    assert!(changes("{}\n{}\n", "{}\n{}\n").is_same());
    let more = changes("{}\n", "{}\n{}\n");
    assert_eq!((more.same, more.added, more.removed), (1, 1, 0));
}

#[test]
fn columns_are_no_records() {
    let old = "name,amount\nanna,one two\nbo,three four\n";
    assert_eq!(
        shown(old, "note,sum,name\n,one two,anna\n,three four,bo\n"),
        "column note: added as column 1\ncolumn name: moved from column 1 to 3\n\
         column sum: renamed from amount\n0 changed, 0 added, 0 removed, 0 moved, 2 same; 3 columns changed"
    );
}

#[test]
fn no_column_in_common_is_no_record_in_common() {
    let changes = compare(data("a\n1\n2\n"), data("b\nx\n"), true).changes;
    assert_eq!(
        (changes.removed, changes.added, changes.same, changes.columns),
        (2, 1, 0, 2)
    );
}

#[test]
fn doubles_are_counted() {
    let changes = compare(data("a\nx\nx\nx\n"), data("a\nx\n"), true).changes;
    assert_eq!((changes.same, changes.removed), (1, 2));
}

#[test]
fn changed_records_are_found_far_away() {
    // 60 records turned around, each with another word: too many for all pairs.
    let line = |n: usize, word: &str| format!("case {n} of alpha{n}, town{n} and river{n},{word}{n},open\n");
    let old: String = (0..60).map(|n| line(n, "x")).collect();
    let new: String = (0..60).rev().map(|n| line(n, "y")).collect();
    let quote = |text: String| text.replace(", ", " ");
    let changes = compare(
        data(&quote(format!("a,b,c\n{old}"))),
        data(&quote(format!("a,b,c\n{new}"))),
        true,
    )
    .changes;
    assert_eq!((changes.changed, changes.added), (60, 0));
}

#[test]
fn cells_do_no_harm_to_a_terminal() {
    let shown = shown("a,b\nkeep this record,\x1b[31mred\n", "a,b\nkeep this record,blue\n");
    assert!(!shown.contains('\x1b') && shown.contains("\\u{1b}"), "{shown}");
}

#[test]
fn long_output_is_cut() {
    let old: String = (0..80).map(|n| format!("old{n} word{n}\n")).collect();
    let comparison = compare(data(&format!("a\n{old}")), data("a\n"), true);
    let short = text(&comparison, TextOptions::default());
    assert!(short.ends_with("... and 30 more; --all shows them\n"), "{short}");
    let all = TextOptions {
        all: true,
        ..TextOptions::default()
    };
    assert_eq!(text(&comparison, all).matches("- record").count(), 80);
}

#[test]
fn counts_as_text() {
    let changes = summary(b"a,b\n1,x\n", b"a,b\n1,x\n2,y\n", Format::Csv).unwrap();
    assert_eq!(changes.to_string(), "1 added");
    assert_eq!(summary(b"a\n", b"a\n", Format::Csv).unwrap().to_string(), "no change");
    assert_eq!(summary(b"a\n1,2\n", b"a\n", Format::Csv), None);
}

fn table() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(0_u8..6, 3), 0..14)
}

fn rows(records: &[Vec<u8>]) -> Data {
    let mut rows = Rows::new(["a", "b", "c"].map(str::to_owned).to_vec());
    for record in records {
        let cells: Vec<String> = record
            .iter()
            .map(|n| ["", "x", "y z", "w", "x y", "q r s"][*n as usize].to_owned())
            .collect();
        rows.push(cells.iter().map(String::as_str));
    }
    Data {
        tables: vec![rows],
        findings: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_differs_from_itself(a in table()) {
        let comparison = compare(rows(&a), rows(&a), true);
        prop_assert!(comparison.changes.is_same());
        prop_assert_eq!(comparison.changes.same, a.len());
    }

    #[test]
    fn every_record_is_counted_once(a in table(), b in table()) {
        let comparison = compare(rows(&a), rows(&b), true);
        let c = comparison.changes;
        prop_assert_eq!(c.same + c.changed + c.moved + c.removed, a.len());
        prop_assert_eq!(c.same + c.changed + c.moved + c.added, b.len());
        // Equal records are never said to differ: as many as both have.
        let mut left = b.clone();
        let shared = a.iter().filter(|record| left.iter().position(|other| other == *record).map(|at| left.remove(at)).is_some());
        prop_assert_eq!(c.same + c.moved, shared.count());
        // What the entries leave out is the same, in one order.
        let table = &comparison.tables[0];
        let rest = |all: &[Vec<u8>], side: fn(&Entry) -> Option<usize>| -> Vec<Vec<u8>> {
            let told: Vec<usize> = table.entries.iter().filter_map(side).collect();
            all.iter().enumerate().filter(|(at, _)| !told.contains(at)).map(|(_, record)| record.clone()).collect()
        };
        prop_assert_eq!(rest(&a, |entry| entry.old), rest(&b, |entry| entry.new));
    }

    #[test]
    fn the_other_way_round_is_the_mirror(a in table(), b in table()) {
        let there = compare(rows(&a), rows(&b), true);
        let back = compare(rows(&b), rows(&a), true);
        let turn = |entry: &Entry| {
            let kind = match entry.kind { Kind::Added => Kind::Removed, Kind::Removed => Kind::Added, kind => kind };
            Entry { kind, old: entry.new, new: entry.old, moved: entry.moved }
        };
        let key = |entry: &Entry| (entry.old, entry.new);
        let mut turned: Vec<Entry> = back.tables[0].entries.iter().map(turn).collect();
        let mut entries = there.tables[0].entries.clone();
        turned.sort_by_key(key);
        entries.sort_by_key(key);
        prop_assert_eq!(entries, turned);
    }

    #[test]
    fn pieces_are_both_texts(a in "[a-c ,\n]{0,20}", b in "[a-c ,\n]{0,20}") {
        let found = pieces(&a, &b);
        let side = |not: Change| found.iter().filter(|piece| piece.change != not).map(|piece| piece.text).collect::<String>();
        prop_assert_eq!(side(Change::Added), a.as_str());
        prop_assert_eq!(side(Change::Removed), b.as_str());
    }

    #[test]
    fn no_bytes_make_it_panic(a in prop::collection::vec(any::<u8>(), 0..60), b in "[\\[\\]{}\",:a0 \n]{0,40}") {
        for format in [Format::Csv, Format::Json, Format::Jsonl] {
            let _ = summary(&a, b.as_bytes(), format);
        }
    }
}
