//! Where each cell stands in its source: what the spans say is what the cell says.

use crate::support::{root, run_in, seed};
use serde_json::Value;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Text without what joining lines may change: white space, and hyphens at line ends. Ligatures are opened, letters composed.
fn bare(text: &str) -> String {
    let hyphen = |c: char| matches!(c, '-' | '\u{2010}' | '\u{ad}' | '\u{fffe}' | '\u{2}');
    let invisible = |c: char| c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}');
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !hyphen(*c) && !invisible(*c))
        .collect()
}

/// Every cell of a source is the text of its pieces, and the lines and pages of a record are those of its pieces; gives their
/// number.
fn check(document: &Value, text: &str) -> usize {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let mut pieces = 0;
    for record in document["tables"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|t| t["records"].as_array().unwrap())
    {
        let cells = record["cells"].as_object().unwrap();
        let provenance = record["provenance"].as_object().unwrap();
        let mut lines = Vec::new();
        for (name, cell) in cells {
            let cell = cell.as_str().unwrap();
            let places = provenance
                .get(name)
                .map_or(&[][..], |places| places.as_array().unwrap());
            assert_eq!(cell.is_empty(), places.is_empty(), "{name}: {cell}");
            let mut made = String::new();
            for place in places {
                let number = |key: &str| place[key].as_u64().unwrap() as usize;
                let (start, end) = (number("start"), number("end"));
                made.push_str(&text[start..end]);
                let line = starts.partition_point(|at| *at <= start);
                assert_eq!(line, number("line"), "{place}");
                assert!(!text[start..end].contains('\n'), "{place} is in one line");
                lines.push(line as u64);
                let pages = &record["pages"];
                assert!(pages[0].as_u64() <= place["page"].as_u64() && place["page"].as_u64() <= pages[1].as_u64());
                pieces += 1;
            }
            assert_eq!(bare(&made), bare(cell));
        }
        let known = [&record["lines"][0], &record["lines"][1]].map(|line| line.as_u64().unwrap());
        assert_eq!(lines.iter().min().copied(), Some(known[0]));
        assert_eq!(lines.iter().max().copied(), Some(known[1]));
    }
    pieces
}

fn converted(path: &Path) -> Value {
    run_in(
        root(),
        &["convert", path.to_str().unwrap(), "-f", "json", "--allow-empty"],
        b"",
    )
    .json()
}

#[test]
fn cells_are_the_text_of_their_pieces() {
    for path in [
        seed("001"),
        root().join("fixtures/flat-table/source/tika.txt"),
        root().join("fixtures/layout-table/source/plan.txt"),
    ] {
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let text = text.replace("\r\n", "\n");
        assert!(check(&converted(&path), &text) > 30, "{path:?}");
    }
}

#[test]
fn pieces_of_word_boxes_have_boxes() {
    let source = root().join("fixtures/word-boxes/source");
    let mut found = std::fs::read_dir(source).unwrap().map(|entry| entry.unwrap().path());
    let path = found
        .find(|path| path.extension().is_some_and(|e| e == "hocr"))
        .expect("hOCR");
    let document = converted(&path);
    let mut boxes = 0;
    for record in document["tables"][0]["records"].as_array().unwrap() {
        for place in record["provenance"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|p| p.as_array().unwrap())
        {
            let edges: Vec<f64> = place["bbox"]
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| edge.as_f64().unwrap())
                .collect();
            assert!(edges[0] < edges[2] && edges[1] < edges[3], "{place}");
            assert!(edges.iter().all(|edge| (0.0..5000.0).contains(edge)), "{place}");
            boxes += 1;
        }
    }
    assert!(boxes > 10);
}

#[test]
fn csv_has_the_same_provenance() {
    let plan = std::fs::read(root().join("fixtures/layout-table/source/plan.txt")).unwrap();
    let json = run_in(root(), &["convert", "-", "-f", "json"], &plan).json();
    let csv = run_in(root(), &["convert", "-", "--provenance"], &plan).ends_with(0);
    let mut reader = csv::Reader::from_reader(&csv.stdout[..]);
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "provenance")
        .unwrap();
    let records = json["tables"][0]["records"].as_array().unwrap();
    let mut rows = 0;
    for (row, record) in reader.records().zip(records) {
        let cell: Value = serde_json::from_str(&row.unwrap()[column]).unwrap();
        assert_eq!(cell, record["provenance"]);
        rows += 1;
    }
    assert_eq!(rows, records.len());
}

#[test]
fn the_account_is_printed_piece_by_piece() {
    let annex = seed("001");
    let annex = annex.to_str().unwrap();
    let run = run_in(root(), &["audit", annex], b"").ends_with(0);
    let text = run.text();
    assert!(
        text.contains("Every character of the source is in exactly one place."),
        "{text}"
    );
    assert!(text.contains("record 50, column 4"));
    let account = run_in(root(), &["audit", annex, "--json"], b"").ends_with(0).json();
    let audit = account["audit"].as_object().unwrap();
    let sums: u64 = audit.values().map(|sum| sum.as_u64().unwrap()).sum();
    let pieces = account["pieces"].as_array().unwrap();
    assert_eq!(
        pieces
            .iter()
            .map(|piece| piece["characters"].as_u64().unwrap())
            .sum::<u64>(),
        sums
    );
    assert_eq!(audit["unaccounted"], 0);
    assert_eq!(
        &converted(&seed("001"))["audit"],
        &account["audit"],
        "as in the JSON of the records"
    );
    run_in(root(), &["audit", "nothing.txt"], b"")
        .ends_with(1)
        .says(&["nothing.txt"]);
    run_in(root(), &["audit", "-"], b"Some prose.\n").ends_with(3);
}

#[test]
fn lost_rows_are_told() {
    let row = |n: u32| format!("{n:<6}Measure {n:<20}{}\n", ["in use", "planned"][n as usize % 2]);
    let text = |rows: &[u32]| {
        let rows: String = rows.iter().map(|n| row(*n)).collect();
        format!("No    Name                        State\n{rows}").into_bytes()
    };
    let whole: Vec<u32> = (1..=30).collect();
    let run = run_in(root(), &["convert", "-", "-f", "json"], &text(&whole)).ends_with(0);
    assert_eq!(run.json()["findings"], serde_json::json!([]));
    let lost: Vec<u32> = whole.into_iter().filter(|n| *n != 17).collect();
    let run = run_in(root(), &["convert", "-"], &text(&lost)).ends_with(0);
    run.says(&[
        "warning:",
        "standard input",
        ":18:",
        "\"16\"",
        "\"18\"",
        "[numbering-gap]",
    ]);
}

#[test]
fn doubtful_records_are_marked() {
    let tika = std::fs::read(root().join("fixtures/flat-table/source/tika.txt")).unwrap();
    let json = run_in(root(), &["convert", "-", "-f", "json", "--min-confidence", "1"], &tika)
        .ends_with(0)
        .json();
    let records = json["tables"][0]["records"].as_array().unwrap();
    for record in records {
        let sure = |value: &Value| (0.0..=1.0).contains(&value.as_f64().unwrap());
        assert!(sure(&record["confidence"]["record"]));
        let cells = record["confidence"]["cells"].as_object().unwrap();
        assert_eq!(cells.len(), record["cells"].as_object().unwrap().len());
        assert!(cells.values().all(sure));
    }
    let marked = |json: &Value| {
        let findings = json["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .filter(|finding| finding["code"] == "low-confidence")
            .count()
    };
    assert_eq!(marked(&json), records.len(), "nothing is certain");
    let json = run_in(root(), &["convert", "-", "-f", "json", "--min-confidence", "0"], &tika)
        .ends_with(0)
        .json();
    assert_eq!(marked(&json), 0);
    run_in(root(), &["convert", "-", "--min-confidence", "2"], &tika)
        .ends_with(2)
        .says(&["between 0 and 1"]);
}
