//! Texts that no table is, or that are far more than one: each ends soon, with a clear result.

use crate::support::Dir;
use std::fmt::Write;

/// A list of rows of one line, its columns a blank apart or, in layout text, one below the other.
fn list(rows: std::ops::Range<usize>, layout: bool) -> String {
    let mut text = String::new();
    for row in rows {
        let (code, status) = (format!("A{row}"), ["planned", "running", "done"][row % 3]);
        let (place, sum) = (
            ["bridge", "road", "tunnel", "park"][row * 7 % 4],
            1000 + row * 37 % 9973,
        );
        if layout {
            writeln!(text, "{code:8}{place:24}{status:12}{sum:>8}").unwrap();
        } else {
            writeln!(text, "{code} {place} {status} {sum}").unwrap();
        }
    }
    text
}

const HEADER: &str = "Code Place Status Amount\n";
const LAYOUT_HEADER: &str = "Code    Place                   Status        Amount\n";

fn records(dir: &Dir) -> usize {
    let json = dir.run(&["convert", "t.txt", "-f", "json"]).json();
    assert_eq!(json["audit"]["unaccounted"], 0);
    let tables = json["tables"].as_array().unwrap();
    tables
        .iter()
        .map(|table| table["records"].as_array().unwrap().len())
        .sum()
}

#[test]
fn one_endless_line_among_rows() {
    for (layout, header) in [(true, LAYOUT_HEADER), (false, HEADER)] {
        for line in [
            "measure ".repeat(6000),
            "x".repeat(1 << 20),
            "a".to_owned() + &"\u{301}".repeat(50_000),
        ] {
            let text = format!("{header}{}{line}\n{}", list(0..30, layout), list(30..60, layout));
            let dir = Dir::new(&[("t.txt", text.as_bytes())]);
            dir.run(&["convert", "t.txt"])
                .says(&["t.txt:32:", "characters", "[long-line]", "--max-line"]);
            assert_eq!(records(&dir), 60);
        }
    }
}

#[test]
fn lines_that_are_all_too_long() {
    let line: String = (0..10_000).map(|n| format!("{n:6}  ")).collect();
    let dir = Dir::new(&[("t.txt", format!("{line}\n").repeat(20).as_bytes())]);
    dir.run(&["convert", "t.txt"])
        .ends_with(1)
        .says(&["line 1", "without a line break", "--max-line"]);
}

#[test]
fn more_lines_than_a_document_has() {
    let text = format!("{}{LAYOUT_HEADER}{}", "\n".repeat(300_000), list(0..20, true));
    let dir = Dir::new(&[("t.txt", text.as_bytes())]);
    assert_eq!(records(&dir), 20);
    dir.run(&["convert", "t.txt", "--max-lines", "300000"])
        .ends_with(1)
        .says(&["more than 300000 lines", "--max-lines"]);
}

/// What is quadratic in page breaks does not come to an end here.
#[test]
fn page_breaks_without_end() {
    let empty = "\x0c\n".repeat(400_000) + HEADER + &list(0..40, false);
    let dir = Dir::new(&[("t.txt", empty.as_bytes())]);
    assert_eq!(records(&dir), 40);
    let pages: String = (1..400_000).map(|page| format!("\x0cpage {page}\n")).collect();
    let dir = Dir::new(&[("t.txt", pages.as_bytes())]);
    assert_eq!(records(&dir), 0);
}

#[test]
fn a_header_above_every_row() {
    let text: String = (0..3000)
        .map(|row| LAYOUT_HEADER.to_owned() + &list(row..row + 1, true))
        .collect();
    let dir = Dir::new(&[("t.txt", text.as_bytes())]);
    assert!(records(&dir) >= 3000);
    let dir = Dir::new(&[("t.txt", LAYOUT_HEADER.repeat(20_000).as_bytes())]);
    assert_eq!(records(&dir), 0);
}

#[test]
fn a_document_copied_behind_itself() {
    let seed = include_str!("../../seeds/001_67a685b1429be190.txt");
    let dir = Dir::new(&[("t.txt", seed.repeat(12).as_bytes())]);
    let found = records(&dir);
    assert!(found >= 520, "{found} of 600");
    let dir = Dir::new(&[("t.txt", (HEADER.to_owned() + &list(0..60, false)).repeat(6).as_bytes())]);
    let found = records(&dir);
    assert!(found >= 360, "{found} of 360");
}

#[test]
fn rows_of_one_line_that_are_all_as_wide() {
    let dir = Dir::new(&[("t.txt", (HEADER.to_owned() + &list(1000..1700, false)).as_bytes())]);
    assert_eq!(records(&dir), 700);
}

#[test]
fn every_character_there_is() {
    let all: Vec<char> = ('\u{1}'..=char::MAX)
        .filter(|c| !matches!(c, '\n' | '\r' | '\x0c'))
        .collect();
    let text: String = all
        .chunks(400 * 60)
        .map(|line| line.iter().step_by(400).chain(&['\n']).collect::<String>())
        .collect();
    let dir = Dir::new(&[("t.txt", text.as_bytes())]);
    records(&dir);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let dir = Dir::new(&[]);
    let text = LAYOUT_HEADER.to_owned() + &list(0..20, true);
    for name in [&b"two\nlines.txt"[..], b"no \xff\xfe text.txt"] {
        std::fs::write(dir.path().join(OsStr::from_bytes(name)), &text).unwrap();
    }
    std::fs::write(dir.path().join("bad\n.txt"), "").unwrap();
    dir.run(&["convert", ".", "-o", "out"])
        .ends_with(1)
        .says(&["bad\\n.txt: the source is empty"]);
    for name in [&b"two\nlines.csv"[..], b"no \xff\xfe text.csv"] {
        assert!(dir.path().join("out").join(OsStr::from_bytes(name)).is_file());
    }
}

#[cfg(unix)]
#[test]
fn devices() {
    let dir = Dir::new(&[]);
    dir.run(&["convert", "/dev/null"])
        .says(&["/dev/null: the source is empty"]);
    dir.run(&["convert", "/dev/zero", "--max-size", "1"])
        .says(&["/dev/zero: the source is larger than 1 MiB"]);
}
