//! `rowstitch convert`: sources, destinations, messages, exit statuses.

use crate::support::{Dir, root, run_in, seed};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

const LETTER: &[u8] = b"Een gewone brief.\nMet twee regels.\n";

fn letters(names: &[&str]) -> Dir {
    Dir::new(&names.iter().map(|name| (*name, LETTER)).collect::<Vec<_>>())
}

#[test]
fn version_and_help() {
    let version = run_in(root(), &["--version"], b"").ends_with(0);
    assert_eq!(version.text(), concat!("rowstitch ", env!("CARGO_PKG_VERSION"), "\n"));
    let help = run_in(root(), &["convert", "--help"], b"").ends_with(0);
    for option in [
        "--output",
        "--format",
        "--jobs",
        "--provenance",
        "--paragraphs",
        "--allow-empty",
        "--quiet",
    ] {
        assert!(help.text().contains(option), "{option}");
    }
    assert!(help.text().contains("Exit status: 0 done; 1"));
}

#[test]
fn usage() {
    let dir = letters(&["a.txt", "b.txt"]);
    dir.run(&[]).ends_with(2);
    dir.run(&["convert", "a.txt", "--nonsense"]).ends_with(2);
    dir.run(&["convert", "a.txt", "-f", "xml"]).ends_with(2).says(&["xml"]);
    dir.run(&["convert", "a.txt", "-j", "0"]).ends_with(2);
    dir.run(&["convert", "a.txt", "b.txt"])
        .ends_with(2)
        .says(&["2 sources", "give one with -o"]);
    dir.run(&["convert", ".", "-o", "out.csv"])
        .ends_with(2)
        .says(&["2 sources", "folder"]);
    dir.run(&["convert", "a.txt", "-f", "csv,json"])
        .ends_with(2)
        .says(&["one format", "-f"]);
    dir.run(&["convert", "a.txt", "-o", "out.csv", "-f", "json"])
        .ends_with(2)
        .says(&["out.csv", "-f asks for json"]);
    assert_eq!(dir.files("."), ["a.txt", "b.txt"]);
}

#[test]
fn no_table_is_status_3() {
    let dir = letters(&["a.txt", "b.txt"]);
    let run = dir
        .run(&["convert", ".", "-o", "out"])
        .ends_with(3)
        .says(&["2 sources, 0 tables, 0 records, 2 findings, "]);
    assert_eq!(run.stderr.matches("[no-table]").count(), 2, "{}", run.stderr);
    dir.run(&["convert", ".", "-o", "out", "--allow-empty"]).ends_with(0);
    // A source that fails matters more.
    dir.run(&["convert", ".", "missing", "-o", "out", "--allow-empty"])
        .ends_with(1);
}

#[test]
fn quiet_says_nothing_but_errors() {
    let dir = letters(&["a.txt"]);
    assert_eq!(
        dir.run(&["convert", ".", "-o", "out", "--quiet"]).ends_with(3).stderr,
        ""
    );
    let run = dir.run(&["convert", ".", "missing", "-o", "out", "-q"]).ends_with(1);
    assert_eq!(run.stderr, "error: missing: no such file or folder; check the path\n");
}

#[test]
fn names() {
    let dir = letters(&["a.seed.txt", "README", "same.txt", "Same.md", "p/x.txt", "q/x.txt"]);
    let paths = [
        "convert",
        "a.seed.txt",
        "README",
        "same.txt",
        "Same.md",
        "p",
        "q",
        "-o",
        "out",
        "-f",
        "json,jsonl",
    ];
    dir.run(&paths).ends_with(3);
    let mut names = ["README", "a.seed", "Same.md", "same.txt", "p/x.txt", "q/x.txt"]
        .map(|name| format!("{name}.json"))
        .to_vec();
    names.extend(names.clone().iter().map(|name| format!("{name}l")));
    names.sort();
    assert_eq!(dir.files("out"), names);
    let json = String::from_utf8(dir.read("out/p/x.txt.json")).unwrap();
    assert!(
        json.starts_with("{\n  \"source\": \"x.txt\",\n  \"tables\": [],\n  \"findings\": ["),
        "{json}"
    );
}

#[test]
fn folders_and_ignore_rules() {
    let dir = letters(&[
        "in/a.txt",
        "in/B.TXT",
        "in/deep/c.text",
        "in/no.csv",
        "in/.hidden.txt",
        "in/skip.txt",
        "in/skipped/d.txt",
    ]);
    dir.write("in/.ignore", b"skip.txt\nskipped/\n");
    dir.write("in/scan.pdf", b"%PDF-1.7");
    dir.run(&["convert", "in", "-o", "out", "-f", "json"])
        .ends_with(1)
        .says(&["scan.pdf: the PDF is damaged"]);
    assert_eq!(dir.files("out"), ["B.json", "a.json", "c.json"]);
    // Named by itself, a file may be hidden, ignored, of any extension.
    dir.run(&[
        "convert",
        "in/no.csv",
        "in/.hidden.txt",
        "in/skip.txt",
        "-o",
        "out2",
        "-f",
        "json",
    ])
    .ends_with(3);
    assert_eq!(dir.files("out2"), [".hidden.json", "no.json", "skip.json"]);
}

#[test]
fn globs() {
    let dir = letters(&["a1.txt", "a2.md", "b.txt", "in/a3.txt", "in/deep/a4.txt"]);
    for (glob, names) in [
        ("a*", vec!["a1.json", "a2.json"]),
        ("./a?.txt", vec!["a1.json"]),
        ("in/*.txt", vec!["a3.json"]),
        ("**/a[34].txt", vec!["a3.json", "a4.json"]),
        ("{a,in/a}*.txt", vec!["a1.json", "a3.json"]),
    ] {
        let _ = std::fs::remove_dir_all(dir.path().join("out"));
        dir.run(&["convert", glob, "-o", "out", "-f", "json"]).ends_with(3);
        assert_eq!(dir.files("out"), names, "{glob}");
    }
    // A file of this name is meant, not a pattern.
    dir.write("x[1].txt", LETTER);
    dir.run(&["convert", "x[1].txt", "-o", "out", "-f", "json"])
        .ends_with(3);
    dir.read("out/x[1].json");
}

#[test]
fn a_file_named_twice_is_done_once() {
    let dir = letters(&["in/a.txt"]);
    dir.run(&["convert", "in", "in/a.txt", "./in/../in/a.txt", "in/*", "-o", "out"])
        .ends_with(3)
        .says(&["1 source,"]);
}

#[test]
fn standard_input_and_output() {
    let dir = Dir::new(&[]);
    let run = |args: &[&str]| run_in(dir.path(), args, LETTER).ends_with(3);
    assert_eq!(run(&["convert", "-"]).text(), "", "CSV without a table");
    let json = run(&["convert", "-", "-f", "json"]);
    assert_eq!(json.json()["source"], "stdin");
    assert_eq!(
        run(&["convert", "-f", "json"]).text(),
        json.text(),
        "no path is standard input"
    );
    assert_eq!(run(&["convert", "-", "-f", "json", "-o", "-"]).text(), json.text());
    run(&["convert", "-", "-o", "out", "-f", "json"]);
    assert_eq!(dir.read("out/stdin.json"), json.stdout);
}

#[test]
fn output_file() {
    let dir = letters(&["a.txt"]);
    for name in ["x.json", "deep/er/x.JSON", "x.jsonl"] {
        dir.run(&["convert", "a.txt", "-o", name]).ends_with(3);
    }
    assert_eq!(dir.read("x.json"), dir.read("deep/er/x.JSON"));
    assert_eq!(dir.read("x.jsonl"), b"");
    dir.run(&["convert", "a.txt", "-o", "folder.csv/", "-f", "json"])
        .ends_with(3);
    dir.read("folder.csv/a.json");
}

#[test]
fn the_same_for_any_threads_and_order() {
    let dir = Dir::new(&[]);
    let seeds: Vec<_> = ["000", "001", "004"]
        .map(|n| (n, std::fs::read(seed(n)).unwrap()))
        .to_vec();
    for copy in 0..3 {
        // The large one takes its time.
        seeds
            .iter()
            .filter(|(number, _)| *number != "001" || copy != 1)
            .for_each(|(number, bytes)| dir.write(&format!("in/{number}-{copy}.txt"), bytes));
    }
    let run = |out: &str, jobs: &str, paths: &[&str]| {
        let mut args = vec!["convert", "-o", out, "-f", "csv,json,jsonl", "-j", jobs];
        args.extend(paths);
        let stderr = dir.run(&args).stderr;
        let messages = stderr.rsplit_once(", ").expect("a summary").0.to_owned();
        let files: Vec<_> = dir
            .files(out)
            .into_iter()
            .map(|name| (dir.read(&format!("{out}/{name}")), name))
            .collect();
        (files, messages)
    };
    let one = run("one", "1", &["in"]);
    assert!(one.0.len() >= 18);
    assert!(one == run("four", "4", &["in"]), "four threads");
    assert!(
        one == run("order", "2", &["in/004-*", "in/001-2.txt", "in/0*", "in"]),
        "another order"
    );
}

#[test]
fn a_reader_that_stops_is_success() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rowstitch"))
        .args(["convert", "-", "-f", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(LETTER).unwrap();
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{stderr}");
    assert!(!stderr.contains("panic") && !stderr.contains("error"), "{stderr}");
}

#[test]
fn an_unchanged_output_is_left_alone() {
    let dir = letters(&["a.txt"]);
    let run = || {
        dir.run(&["convert", "a.txt", "-o", "out", "-f", "json"]).ends_with(3);
        let meta = std::fs::metadata(dir.path().join("out/a.json")).unwrap();
        #[cfg(unix)]
        assert_ne!(
            std::os::unix::fs::MetadataExt::mode(&meta) & 0o044,
            0,
            "others may read it as any new file"
        );
        meta.modified().unwrap()
    };
    let first = run();
    std::thread::sleep(std::time::Duration::from_millis(30));
    assert_eq!(run(), first);
    dir.write("out/a.json", b"{}");
    std::thread::sleep(std::time::Duration::from_millis(30));
    assert_ne!(run(), first);
    assert_eq!(dir.files("out"), ["a.json"]);
}

/// The shape of the CSV on the annex; its records are compared elsewhere.
#[test]
fn csv() {
    let path = seed("001");
    let path = path.to_str().unwrap();
    let read = |args: &[&str]| -> Vec<Vec<String>> {
        let run = run_in(root(), &[&["convert", path, "--quiet"], args].concat(), b"").ends_with(0);
        assert!(!run.stdout.contains(&b'\r'));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&run.stdout[..]);
        reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    };
    let plain = read(&[]);
    assert_eq!(plain[0][..2], ["section", "subsection"]);
    assert_eq!(plain.len(), 51, "rows");
    assert!(plain.iter().flatten().all(|field| !field.contains('\n')));
    let long = read(&["--provenance"]);
    assert_eq!(
        long[0][6..],
        [
            "source",
            "page_first",
            "page_last",
            "line_first",
            "line_last",
            "provenance"
        ]
    );
    assert_eq!(long[1][6..11], ["001_67a685b1429be190.txt", "1", "1", "17", "47"]);
    assert!(plain.iter().zip(&long).all(|(plain, long)| plain[..] == long[..6]));
    let joined = |rows: Vec<Vec<String>>| rows.concat().join("|").replace('\n', " ");
    assert_eq!(joined(read(&["--paragraphs"])), joined(plain));
}
