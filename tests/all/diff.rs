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

/// Seconds for 100,000 and 1,000,000 records; the second should be about ten times the first.
#[test]
#[ignore = "a measurement of about a minute: cargo test --release --test all diff::scale -- --ignored --nocapture"]
#[allow(clippy::print_stderr)]
fn scale() {
    let record = |n: u64, seed: u64| {
        let mut state = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (seed << 7);
        let mut word = |kinds: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % kinds
        };
        let text: String = (0..12).map(|_| format!("v{} ", word(20_000))).collect();
        format!(
            "{},w{} w{},{text},{}\n",
            word(3),
            word(50_000),
            word(50_000),
            word(1000)
        )
    };
    let file = |records: &mut dyn Iterator<Item = String>| format!("a,b,c,d\n{}", records.collect::<String>());
    for count in [100_000, 1_000_000] {
        let old = file(&mut (0..count).map(|n| record(n, 0)));
        let changed = |n: u64, each: u64| match n % each {
            0 => record(n, 0).replacen(" v", " x", 1),
            _ => record(n, 0),
        };
        let same = file(&mut (0..count).map(|_| record(1, 0)));
        let kinds = |seed: u64| file(&mut (0..count).map(|n| record(n.wrapping_mul(seed) % 7919 % 1000, 0)));
        let cases = [
            (
                "1 % changed",
                old.clone(),
                file(&mut (0..count).map(|n| changed(n, 100))),
            ),
            ("all changed", old.clone(), file(&mut (0..count).map(|n| changed(n, 1)))),
            (
                "reversed",
                old.clone(),
                file(&mut (0..count).rev().map(|n| record(n, 0))),
            ),
            ("all different", old, file(&mut (0..count).map(|n| record(n, 1)))),
            (
                "all one record, a tenth less",
                same.clone(),
                same[..same.len() / 10 * 9].rsplit_once('\n').unwrap().0.to_owned(),
            ),
            ("1000 kinds in another order", kinds(31), kinds(37)),
        ];
        for (name, old, new) in cases {
            let dir = Dir::new(&[("old.csv", old.as_bytes()), ("new.csv", new.as_bytes())]);
            let start = std::time::Instant::now();
            diff(&dir, &["old.csv", "new.csv", "--quiet"]).ends_with(1);
            eprintln!("{count} records, {name}: {:.2} s", start.elapsed().as_secs_f64());
        }
    }
}
