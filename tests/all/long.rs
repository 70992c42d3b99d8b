//! Long flat texts: what a part of them teaches reads the whole.

use crate::model::{Made, annex};
use crate::support::Dir;

/// Found records that are as they were made, and all that were found.
fn found(made: &Made) -> (usize, usize) {
    let dir = Dir::new(&[("t.txt", made.text.as_bytes())]);
    let json = dir.run(&["convert", "t.txt", "-f", "json"]).json();
    let tables = json["tables"].as_array().unwrap();
    assert_eq!(tables.len(), 1);
    assert_eq!(tables[0]["columns"], serde_json::json!(made.columns));
    assert_eq!(json["audit"]["unaccounted"], 0);
    let records = tables[0]["records"].as_array().unwrap();
    let mut known = made.records.iter();
    let same = |record: &&serde_json::Value| {
        let cell = |name: &String| record["cells"][name.as_str()].as_str().unwrap();
        let cells: Vec<&str> = made.columns.iter().map(cell).collect();
        // In order: what was passed over does not come again.
        let mut rest = known.clone();
        let is_known = rest.any(|(section, known)| *known == cells && record["section"].as_str() == section.as_deref());
        if is_known {
            known = rest;
        }
        is_known
    };
    (records.iter().filter(same).count(), records.len())
}

#[test]
fn a_list_of_a_few_pages() {
    for seed in 1..=2 {
        let made = annex(seed, 40);
        let (right, all) = found(&made);
        assert!(all == 40 && right >= 38, "seed {seed}: {right} of {all}");
    }
}

#[test]
fn a_list_of_many_pages() {
    for (seed, rows) in [(44, 160), (6, 600)] {
        let made = annex(seed, rows);
        let (right, all) = found(&made);
        assert!(
            all.abs_diff(rows) * 100 <= rows && right * 100 >= rows * 95,
            "seed {seed}: {right} of {all}, {rows} were made"
        );
    }
}

#[test]
fn a_list_behind_many_pages_of_prose() {
    let list = annex(7, 120);
    let ways = ["before", "ahead of", "in front of"];
    let line = |n: usize| {
        format!(
            "lines of prose stand {} this list, each about as long as all others are \n",
            ways[n % 3]
        )
    };
    let prose: String = (0..900).map(line).collect();
    let made = Made {
        text: prose + &list.text,
        ..list
    };
    let (right, all) = found(&made);
    assert!(right * 100 >= 120 * 90, "{right} of {all}");
}

#[test]
fn line_ends_and_empty_lines_change_nothing() {
    let made = annex(9, 130);
    let plain = found(&made);
    let made = Made {
        text: made.text.replace('\n', "\r\n"),
        ..made
    };
    assert_eq!(found(&made), plain);
    let made = Made {
        text: made.text.replace("\r\n", "\r\n\r\n"),
        ..made
    };
    assert_eq!(found(&made).1, plain.1);
}
