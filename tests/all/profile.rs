//! `convert --profile` and `rowstitch profile`: each decision can be repaired, and what was inferred is a profile.

use crate::support::{Dir, Run, root, run_in, seed};
use serde_json::Value;
use std::path::PathBuf;

fn fixture(name: &str) -> String {
    std::fs::read_to_string(root().join("fixtures").join(name)).unwrap()
}

fn flat() -> String {
    fixture("flat-table/source/tika.txt")
}

fn layout() -> String {
    fixture("layout-table/source/plan.txt")
}

fn run(text: &str, profile: &str) -> Run {
    let dir = Dir::new(&[("p.toml", profile.as_bytes())]);
    run_in(
        dir.path(),
        &["convert", "-", "--profile", "p.toml", "-f", "json"],
        text.as_bytes(),
    )
}

/// The records under a profile, once everything is accounted for.
#[track_caller]
fn records(text: &str, profile: &str) -> Vec<Value> {
    let run = run(text, profile).ends_with(0);
    let json = run.json();
    let tables = json["tables"].as_array().unwrap();
    assert_eq!(tables.len(), 1, "{}", run.stderr);
    tables[0]["records"].as_array().unwrap().clone()
}

fn cells(record: &Value) -> Vec<&str> {
    let cells = record["cells"].as_object().unwrap();
    cells.values().map(|cell| cell.as_str().unwrap_or_default()).collect()
}

/// The names of the columns under a profile, in order.
fn names(text: &str, profile: &str) -> Vec<String> {
    let json = run(text, profile).ends_with(0).json();
    let columns = json["tables"][0]["columns"].as_array().unwrap();
    columns.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn any_cell(records: &[Value], text: &str) -> bool {
    records
        .iter()
        .any(|record| cells(record).iter().any(|cell| cell.contains(text)))
}

#[test]
fn what_was_inferred_is_a_profile_that_gives_the_same_records() {
    let annex = std::fs::read_to_string(seed("001")).unwrap();
    for (text, key) in [
        (flat(), "kind = \"prose\""),
        (layout(), "name = "),
        (annex, "subsection = [\n"),
    ] {
        let dir = Dir::new(&[("t.txt", text.as_bytes())]);
        let profile = dir.run(&["profile", "t.txt"]).ends_with(0);
        assert!(profile.text().contains(key), "{}", profile.text());
        dir.write("p.toml", &profile.stdout);
        let plain = dir.run(&["convert", "t.txt", "-f", "json"]).ends_with(0);
        let given = dir
            .run(&["convert", "t.txt", "-f", "json", "--profile", "p.toml"])
            .ends_with(0);
        assert_eq!(given.text(), plain.text());
    }
}

#[test]
fn a_profile_of_a_text_without_a_table() {
    let run = run_in(root(), &["profile", "-"], b"A letter.\nTwo lines.\n").ends_with(3);
    assert!(run.text().starts_with("# Profile of stdin\n"));
    run.says(&["[no-table]"]);
}

#[test]
fn the_columns() {
    assert_eq!(names(&flat(), "columns = 2").len(), 2);
    assert_eq!(names(&layout(), "columns = 2").len(), 2);
    let profile = "[[columns]]\nname = 'Job'\n[[columns]]\nkind = 'prose'\n[[columns]]\nname = 'Job'";
    for text in [flat(), layout()] {
        assert_eq!(names(&text, profile), ["Job", "What it covers", "Job (2)"]);
        assert_eq!(records(&text, profile).len(), 12);
    }
}

#[test]
fn columns_that_layout_text_does_not_show() {
    run(&layout(), "columns = 9")
        .ends_with(0)
        .says(&["[profile-columns]", "has 3 columns, not 9"]);
}

#[test]
fn lines_to_ignore_and_to_keep() {
    for (text, line) in [(flat(), "Volunteers, all year"), (layout(), "storms.")] {
        assert!(any_cell(&records(&text, ""), line));
        let profile = format!("ignore = ['{line}', {{ regex = '^the {{3}}none' }}]");
        assert!(!any_cell(&records(&text, &profile), line));
        run(&text, &profile).says(&["note", "`ignore`", "none", "matches no line", "[profile-unmatched]"]);
    }
    // The header row comes again; kept, it is content.
    let again = "Task What it covers Who and when";
    assert!(!any_cell(&records(&flat(), ""), "What it covers"));
    let kept = run(&flat(), &format!("keep = '{again}'")).ends_with(0).json();
    assert!(kept["tables"][0].to_string().matches("What it covers").count() > 0);
    assert_eq!(kept["tables"][0]["columns"].as_array().unwrap().len(), 3);
}

#[test]
fn headings() {
    let of = |key: &str| format!("[headings]\n{key} = {{ regex = '^Garden path' }}");
    for text in [flat(), layout()] {
        let section = records(&text, &of("section"));
        let under: Vec<&str> = section.iter().filter_map(|record| record["section"].as_str()).collect();
        assert!(
            !under.is_empty() && under.iter().all(|text| text.starts_with("Garden path")),
            "{under:?}"
        );
        let subsection = records(&text, &of("subsection"));
        let last = &subsection[subsection.len() - 1];
        assert!(last["section"].is_null() && last["subsection"].is_string(), "{last}");
        let never = format!("{}\nnever = {{ regex = '^Garden' }}", of("section"));
        assert_eq!(records(&text, &never), records(&text, ""), "never counts more");
    }
    let annex = std::fs::read_to_string(seed("001")).unwrap();
    let none = records(&annex, "[headings]\nonly = true");
    assert!(
        none.iter()
            .all(|record| record["section"].is_null() && record["subsection"].is_null())
    );
}

#[test]
fn where_records_begin() {
    for text in [flat(), layout()] {
        let line = text
            .lines()
            .position(|line| line.trim_start().starts_with("Garden path"));
        let line = line.expect("the line") + 1;
        let begins = |records: &[Value]| records.iter().any(|record| record["lines"][0] == line);
        assert!(begins(&records(&text, "")));
        let never = "[rows]\nnever = [{ regex = '^Garden path' }]";
        assert!(!begins(&records(&text, never)));
        let only = "[rows]\nonly = true\nbegin = { regex = '^(Roof|Heating|Archive|Signs) ' }";
        let firsts = records(&text, only);
        let firsts: Vec<&str> = firsts
            .iter()
            .map(|record| cells(record)[0].split(' ').next().unwrap())
            .collect();
        assert_eq!(firsts, ["Roof", "Archive", "Heating", "Signs"]);
    }
    let begun = records(&flat(), "[rows]\nbegin = 'Volunteers, all year'");
    assert!(begun.iter().any(|record| record["lines"][0] == 13), "{begun:?}");
}

#[test]
fn the_column_of_a_line_and_where_a_cell_begins() {
    let columns = |second: &str, third: &str| format!("[[columns]]\n[[columns]]\n{second}\n[[columns]]\n{third}");
    let plain = records(&flat(), "columns = 3");
    assert_eq!(cells(&plain[1])[2], "Volunteers, all year");
    let line = records(&flat(), &columns("lines = 'Volunteers, all year'", ""));
    assert!(cells(&line[1])[1].ends_with("Volunteers, all year"), "{}", line[1]);
    let begins = records(&flat(), &columns("begin_with = 'room Paint'", ""));
    assert_eq!(cells(&begins[1])[0], "Reading");
    assert!(
        cells(&begins[1])[1].starts_with("room Paint the walls"),
        "{}",
        begins[1]
    );
}

#[test]
fn where_the_table_is() {
    let profile = "[table]\nbegins = { regex = '^Garden path' }\nends_before = { regex = '^Signs for' }";
    for text in [flat(), layout()] {
        let records = records(&text, profile);
        let firsts: Vec<&str> = records.iter().map(|record| cells(record)[0]).collect();
        assert_eq!(firsts, ["Garden path", "Archive boxes", "Heating", "School visits"]);
    }
}

#[test]
fn the_header_row_by_its_words() {
    // Once, in the middle of prose, with a damaged letter: nothing shows it but its words.
    let mut lines: Vec<&str> = Vec::new();
    let flat = flat();
    for line in flat.lines().filter(|line| !line.starts_with("Task What")) {
        if line.starts_with("Roof of") {
            lines.extend([
                "What the house needs, as told by those who keep it.",
                "Tosk What it covers",
                "Who and when",
            ]);
        }
        lines.push(line);
    }
    let text = lines.join("\n");
    let profile = "header = 'Task What it covers Who and when'\ncolumns = 3";
    let records = records(&text, profile);
    assert_eq!(names(&text, profile), ["Tosk", "What it covers", "Who and when"]);
    assert_eq!(cells(&records[0])[0], "Roof of the east wing");
    run(&text, "header = 'No such words'").says(&["warning", "`header`", "[profile-unmatched]"]);
}

#[test]
fn a_profile_that_is_none_is_wrong_usage() {
    let dir = Dir::new(&[
        ("t.txt", b"x"),
        ("deep/p.toml", b"\n[headings]\nsection = { regex = '[' }\n"),
    ]);
    for command in ["convert", "inspect"] {
        let path: PathBuf = ["deep", "p.toml"].iter().collect();
        let run = dir
            .run(&[command, "t.txt", "--profile", path.to_str().unwrap()])
            .ends_with(2);
        let run = run.says(&["p.toml:3: `regex` is no valid regular expression", "correct this key"]);
        assert!(run.stdout.is_empty());
        dir.run(&[command, "t.txt", "--profile", "none.toml"])
            .ends_with(2)
            .says(&["none.toml", "cannot be read", "check its path"]);
    }
    dir.write("binary.toml", b"\xff\xfe\x00");
    dir.run(&["convert", "t.txt", "--profile", "binary.toml"])
        .ends_with(2)
        .says(&["binary.toml"]);
}
