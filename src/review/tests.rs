use super::*;
use crate::Settings;
use crate::picture::TABLE;

fn inspected(text: &str) -> (Document, Inspection) {
    let document = crate::input::read("t.txt", text.as_bytes()).expect("text");
    let inspection = crate::inspect(&document, &Settings::default());
    (document, inspection)
}

/// The data in a page.
fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once("<script type=\"application/json\"").expect("data");
    let (_, rest) = rest.split_once('>').expect("a tag");
    let (json, _) = rest.split_once("</script>").expect("an end");
    serde_json::from_str(json).expect("JSON")
}

#[test]
fn every_character_is_in_a_piece_and_says_what_it_is() {
    let (document, inspection) = inspected(TABLE);
    let pieces = Pieces::new(&document, &inspection);
    let mut characters = 0;
    for line in 0..document.lines.len() {
        for (span, what) in pieces.of(line) {
            assert_ne!(*what, pieces::What::Nowhere, "{}", document.span_text(*span));
            characters += document.span_text(*span).chars().filter(|c| !c.is_whitespace()).count();
        }
    }
    assert_eq!(characters, inspection.extraction.audit.total());
}

#[test]
fn what_nothing_claims_is_shown_as_that() {
    let (document, mut inspection) = inspected(TABLE);
    let lost = |what| {
        matches!(
            what,
            crate::placed::What::Cell {
                record: 1,
                column: 1,
                ..
            }
        )
    };
    inspection.placed.retain(|piece| !lost(piece.what));
    let pieces = Pieces::new(&document, &inspection);
    let lost: Vec<&str> = (0..document.lines.len())
        .flat_map(|line| pieces.of(line))
        .filter(|(_, what)| *what == pieces::What::Nowhere)
        .map(|(span, _)| document.span_text(*span))
        .collect();
    assert_eq!(lost, ["Bridges & co"]);
}

#[test]
fn words_belong_to_the_mark_of_their_cell() {
    let (document, inspection) = inspected(TABLE);
    let page = data(&page(&document, &inspection));
    let drawn = &page["pages"][0]["drawn"];
    let words = drawn["words"].as_array().expect("lines").iter();
    let words = words.flat_map(|line| line[3].as_array().expect("words"));
    let of = |record: u64, column: u64| -> Vec<&str> {
        let mark = drawn["marks"].as_array().expect("marks").iter();
        let mut mark = mark
            .clone()
            .enumerate()
            .filter(|(_, mark)| mark[0] == serde_json::json!([0, record, column]));
        let (at, _) = mark.next().expect("a mark");
        let own = words.clone().filter(|word| word[3] == at);
        own.map(|word| word[2].as_str().expect("text")).collect()
    };
    assert_eq!(of(0, 1), ["Ladders", "for", "<the>", "public", "library"]);
    assert_eq!(of(3, 0), ["A4"]);
}

#[test]
fn confidence_is_in_the_data_where_it_is_known() {
    let (document, inspection) = inspected(TABLE);
    let known = data(&page(&document, &inspection));
    let sure = known["tables"][0]["items"][0]["sure"]
        .as_array()
        .expect("all cells were judged");
    assert_eq!(sure.len(), 3);
    assert!(!page_with(&document, &inspection, &|_| None).contains("\"sure\""));
    let unsure = page_with(&document, &inspection, &|cell| {
        (cell.text == "Tunnels").then_some(0.499)
    });
    let records = &data(&unsure)["tables"][0]["items"];
    assert_eq!(records[2]["sure"], serde_json::json!([[1, 49]]));
    assert!(records[1].get("sure").is_none());
}

#[test]
fn headings_have_the_text_of_their_records() {
    let section = |text: &str| format!("{text}\n");
    let mut text = String::from("Code   Measure            Status\n");
    for (number, name) in ["1. First things", "2. Second things"].iter().enumerate() {
        text.push_str(&section(name));
        for row in 0..5 {
            text.push_str(&format!("A{number}{row}    A measure of ours  running\n"));
        }
    }
    let (document, inspection) = inspected(&text);
    let page = data(&page(&document, &inspection));
    let items = page["tables"][0]["items"].as_array().expect("items");
    let headings: Vec<&str> = items.iter().filter_map(|item| item["text"].as_str()).collect();
    let sections: Vec<&str> = inspection.extraction.tables[0]
        .records
        .iter()
        .filter_map(|record| record.section.as_deref())
        .collect();
    assert_eq!(headings, ["1. First things", "2. Second things"]);
    assert_eq!(sections.len(), 10);
}

#[test]
fn placeholders_in_a_source_stay_text() {
    let (document, inspection) = inspected("A letter with {{script}} and {{data}} in it.\n");
    let page = page(&document, &inspection);
    assert!(page.contains("A letter with {{script}} and {{data}} in it."));
    assert_eq!(page.matches("\"use strict\"").count(), 1);
}

#[test]
fn numbers_are_grouped() {
    assert_eq!(grouped(0), "0");
    assert_eq!(grouped(999), "999");
    assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
}
