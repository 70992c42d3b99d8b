//! Formats for people: Markdown, and CSV that a spreadsheet may open.

use crate::support::{Dir, root};

#[test]
fn markdown() {
    let dir = Dir::new(&[(
        "plan.txt",
        &std::fs::read(root().join("fixtures/layout-table/source/plan.txt")).unwrap(),
    )]);
    dir.run(&["convert", "plan.txt", "-o", "plan.md"]).ends_with(0);
    let written = String::from_utf8(dir.read("plan.md")).unwrap();
    let json = dir.run(&["convert", "plan.txt", "-f", "json"]).ends_with(0).json();
    let records = json["tables"][0]["records"].as_array().unwrap().len();
    assert_eq!(written.lines().count(), records + 2, "{written}");
    assert!(
        written
            .lines()
            .all(|line| line.starts_with("| ") && line.ends_with(" |"))
    );
    assert_eq!(written.as_bytes(), dir.run(&["convert", "plan.txt", "-f", "md"]).stdout);
    dir.run(&["diff", "plan.md", "plan.md"]).ends_with(2);
}

#[test]
fn csv_that_runs_nothing() {
    let text = "Code   Measure     Change\n\
                A1     =HYPERLINK  -5\n\
                A2     Bridges     -6\n\
                A3     @SUM(1)     +7\n\
                A4     Benches     -8\n\
                A5     Lights      -9\n";
    let dir = Dir::new(&[("t.txt", text.as_bytes())]);
    let plain = dir.run(&["convert", "t.txt"]).ends_with(0);
    let safe = dir.run(&["convert", "t.txt", "--csv-safe"]).ends_with(0);
    assert!(plain.text().contains(",A1,=HYPERLINK,-5\n"), "{}", plain.text());
    assert_eq!(
        safe.text(),
        plain
            .text()
            .replace("=HYPERLINK", "'=HYPERLINK")
            .replace("@SUM", "'@SUM")
    );
}
