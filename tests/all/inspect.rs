//! `rowstitch inspect`: what was decided, for people.

use crate::support::{Dir, root, run_in, seed};
use std::process::{Command, Stdio};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root().join("fixtures").join(name)).unwrap()
}

#[test]
fn flat_text() {
    let run = run_in(root(), &["inspect"], &fixture("flat-table/source/tika.txt")).ends_with(0);
    let text = run.text();
    assert!(
        text.starts_with("stdin: flat text, 2 pages, 67 lines, 1 table, 12 records\n"),
        "{text}"
    );
    let line = |words: &[&str]| {
        let found = text.lines().find(|line| words.iter().all(|word| line.contains(word)));
        found.unwrap_or_else(|| panic!("no line with {words:?} in\n{text}"))
    };
    line(&["Table 1: lines 3-67", "widths of font", "in points at 10 pt"]);
    let column = line(&["[2]", "What it covers"]);
    let width: f32 = column.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!((150.0..300.0).contains(&width), "{column}");
    line(&["3 columns", "best"]);
    line(&["paragraphs, no table", "+"]);
    line(&["header", "[1] Task [2] What it covers [3] Who and when"]);
    line(&["record 2", "[1] Reading room [2] Paint the walls"]);
    line(&["record 12"]);
    // Every line with text is there once.
    let source = String::from_utf8(fixture("flat-table/source/tika.txt")).unwrap();
    let printed = source.lines().filter(|line| !line.trim().is_empty()).count();
    let shown = text.lines().skip_while(|line| !line.starts_with("page ")).skip(1);
    assert_eq!(shown.take_while(|line| !line.is_empty()).count(), printed);
}

#[test]
fn layout_text() {
    let run = run_in(root(), &["inspect", "-"], &fixture("layout-table/source/plan.txt")).ends_with(0);
    let text = run.text();
    assert!(text.starts_with("stdin: layout text"), "{text}");
    assert!(
        text.contains("left and right edges of the columns, in characters"),
        "{text}"
    );
    assert!(text.contains("  4-20  24-68  72-99") || text.contains("[1]"), "{text}");
    assert!(text.contains("record 1"), "{text}");
}

#[test]
fn colours_are_for_terminals() {
    let plan = fixture("layout-table/source/plan.txt");
    let run = |color: &str| run_in(root(), &["inspect", "-", "--color", color], &plan).ends_with(0);
    let never = run("never").text().to_owned();
    assert_eq!(run("auto").text(), never, "a pipe is no terminal");
    let always = run("always").text().to_owned();
    assert!(always.contains("\u{1b}[36m[1] ") && !never.contains('\u{1b}'));
    let mut plain = String::new();
    let mut rest = always.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    assert_eq!(plain + rest, never);
    run_in(root(), &["inspect", "-", "--color", "red"], b"").ends_with(2);
}

#[test]
fn exit_statuses_and_pipes() {
    let run = run_in(root(), &["inspect", "-"], b"A letter.\n\x1b[31mTwo\tlines.\n").ends_with(3);
    assert!(run.text().contains("No table") && run.text().contains("[no-table]"));
    assert!(
        !run.text().contains('\u{1b}'),
        "nothing of the source commands the terminal"
    );
    run_in(root(), &["inspect", "missing.txt"], b"").ends_with(1).says(&[
        "missing.txt",
        "cannot be read",
        "check the file",
    ]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_rowstitch"))
        .arg("inspect")
        .arg(seed("004"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!stderr.contains("panic") && !stderr.contains("error"), "{stderr}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn pictures_of_pages() {
    let plan = root().join("fixtures/layout-table/source/plan.txt");
    let dir = Dir::new(&[]);
    let source = plan.to_str().unwrap();
    let inspect = || dir.run(&["inspect", source, "--svg", "pictures/new"]).ends_with(0);
    inspect();
    let folder = dir.path().join("pictures/new");
    let pictures = || {
        let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    };
    let before: Vec<Vec<u8>> = pictures().iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert!(!before.is_empty());
    assert!(pictures()[0].ends_with("plan.page-1.svg"));
    let all: String = before.iter().map(|bytes| std::str::from_utf8(bytes).unwrap()).collect();
    let text = std::fs::read_to_string(&plan).unwrap();
    // One element per word, and all that is opened is closed.
    assert_eq!(all.matches("textLength").count(), text.split_whitespace().count());
    assert_eq!(all.matches("<text").count(), all.matches("</text>").count());
    // A number per record and page.
    let records = inspect().text().matches("record ").count();
    assert!((records..records + pictures().len()).contains(&all.matches("class=\"number\"").count()));
    let after: Vec<Vec<u8>> = pictures().iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert_eq!(before, after, "the same bytes again");
}

#[test]
fn flat_text_has_no_pictures() {
    let dir = Dir::new(&[("flat.txt", &fixture("flat-table/source/tika.txt"))]);
    dir.run(&["inspect", "flat.txt", "--svg", "pictures"])
        .ends_with(1)
        .says(&["flat.txt", "no positions", "PDF"]);
    assert!(!dir.path().join("pictures").exists());
}
