//! `rowstitch diff`: what it says and how it ends.

use crate::schema::assert_valid;
use crate::support::{Dir, Run, root, run_in};

const OLD: &str = "section,subsection,Task,When\nHouse,,Roof of the wing,\"Builders, May\"\nHouse,,Garden path,Spring\nHall,,\
                   Concert evenings,Winter\nHall,,Catalogue of all,Mrs Olsen\n";

fn dir() -> Dir {
    let new = "section,subsection,Task,When\nHall,,Catalogue of all,Mrs Olsen\nHouse,,Roof of the wing,\"Builders, June\"\nHall,,\
               Concert evenings,Winter\nHall,,Newsletter,Quarterly\n";
    Dir::new(&[("old.csv", OLD.as_bytes()), ("new.csv", new.as_bytes())])
}

fn diff(dir: &Dir, args: &[&str]) -> Run {
    dir.run(&[&["diff"], args].concat())
}

#[test]
fn people() {
    let run = diff(&dir(), &["old.csv", "new.csv"]).ends_with(1);
    assert_eq!(
        run.text(),
        "> record 1, moved from 4: Catalogue of all\n~ record 2 (was 1): Roof of the wing\n    When: Builders, [-May-]{+June+}\n\
         - record 2\n    section: House\n    Task: Garden path\n    When: Spring\n\
         + record 4\n    section: Hall\n    Task: Newsletter\n    When: Quarterly\n\
         1 changed, 1 added, 1 removed, 1 moved, 1 same\n"
    );
    assert_eq!(run.stderr, "");
    let same = diff(&dir(), &["old.csv", "old.csv"]).ends_with(0);
    assert_eq!(same.text(), "0 changed, 0 added, 0 removed, 0 moved, 4 same\n");
    assert_eq!(diff(&dir(), &["old.csv", "new.csv", "--quiet"]).ends_with(1).text(), "");
    let color = diff(&dir(), &["old.csv", "new.csv", "--color", "always"]).ends_with(1);
    assert!(
        color.text().contains("\x1b[32mJune\x1b[0m") && !color.text().contains("{+"),
        "{}",
        color.text()
    );
}

#[test]
fn programs() {
    let json = diff(&dir(), &["old.csv", "new.csv", "--json"]).ends_with(1).json();
    let schema = std::fs::read(root().join("src/dataset/diff/schema.json")).unwrap();
    assert_valid(&serde_json::from_slice(&schema).unwrap(), &json, "diff --json");
    assert_eq!(json["same"], false);
    assert_eq!(json["summary"]["changed"], 1);
    let records = json["files"][0]["tables"][0]["records"].as_array().unwrap();
    let kinds: Vec<&str> = records
        .iter()
        .map(|record| record["change"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["moved", "changed", "removed", "added"]);
    assert_eq!((&records[1]["old"], &records[1]["new"]), (&1.into(), &2.into()));
    let cell = &records[1]["cells"][0];
    assert_eq!(
        (&cell["column"], &cell["old"], &cell["new"]),
        (&"When".into(), &"Builders, May".into(), &"Builders, June".into())
    );
    assert_eq!(cell["words"][2], serde_json::json!({"change": "added", "text": "June"}));
    assert_eq!(records[3]["cells"]["Task"], "Newsletter");
    assert_eq!(
        diff(&dir(), &["old.csv", "old.csv", "--json"]).ends_with(0).json()["same"],
        true
    );
}

#[test]
fn the_same_in_every_format() {
    let case = root().join("fixtures/layout-table/expected");
    for (old, new) in [
        ("plan.csv", "plan.json"),
        ("plan.json", "plan.jsonl"),
        ("plan.jsonl", "plan.csv"),
    ] {
        let run = run_in(&case, &["diff", old, new], b"").ends_with(0);
        assert!(
            run.text()
                .starts_with("0 changed, 0 added, 0 removed, 0 moved, 12 same"),
            "{}",
            run.text()
        );
    }
    let dir = dir();
    dir.write("crlf.csv", format!("\u{feff}{}", OLD.replace('\n', "\r\n")).as_bytes());
    diff(&dir, &["old.csv", "crlf.csv"]).ends_with(0);
    let stdin = run_in(dir.path(), &["diff", "old.csv", "-", "--format", "csv"], OLD.as_bytes()).ends_with(0);
    assert!(stdin.text().contains("4 same"));
}

#[test]
fn folders() {
    let dir = Dir::new(&[
        ("a/x.csv", b"k\n1\n"),
        ("b/x.csv", b"k\n1\n"),
        ("a/deep/y.csv", b"k\nsome words here\n"),
        ("b/deep/y.csv", b"k\nsome words there\n"),
        ("a/gone.csv", b"k\n"),
        ("b/come.json", b"[]"),
        ("b/notes.txt", b"no records"),
    ]);
    let run = diff(&dir, &["a", "b"]).ends_with(1);
    let text = run.text().replace('\\', "/");
    assert_eq!(
        text,
        "a/deep/y.csv -> b/deep/y.csv: 1 changed\n~ record 1: some words there\n    k: some words [-here-]{+there+}\n\
         only in OLD: gone.csv\nonly in NEW: come.json\n\
         1 changed, 0 added, 0 removed, 0 moved, 1 same; 1 file only in OLD; 1 file only in NEW\n"
    );
    let json = diff(&dir, &["a", "b", "--json"]).ends_with(1).json();
    assert_eq!(json["only_old"], serde_json::json!(["gone.csv"]));
    diff(&dir, &["a", "a"]).ends_with(0);
}

#[test]
fn faults_are_status_2() {
    let dir = dir();
    dir.write("ragged.csv", b"a,b\n1,2\n3\n");
    dir.write("bad.json", b"{\"tables\": [\n");
    dir.write("what.xyz", b"");
    diff(&dir, &["old.csv"]).ends_with(2);
    diff(&dir, &["old.csv", "ragged.csv"])
        .ends_with(2)
        .says(&["ragged.csv:3:", "1 cell,", "2 cells"]);
    diff(&dir, &["old.csv", "bad.json"])
        .ends_with(2)
        .says(&["bad.json:2:", "not valid JSON"]);
    diff(&dir, &["old.csv", "what.xyz"])
        .ends_with(2)
        .says(&["what.xyz", "--format"]);
    diff(&dir, &["old.csv", "missing.csv"])
        .ends_with(2)
        .says(&["missing.csv", "no such file"]);
    diff(&dir, &["old.csv", "."]).ends_with(2).says(&["is a folder"]);
}
