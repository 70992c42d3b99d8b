//! Bad input gets one clear message with the file's name and what to do; the others are done; nothing is half written.

use crate::support::{Dir, Run, run_in, seed};

const GOOD: &[u8] = b"Een gewone brief.\nMet twee regels.\n";

/// Converts a good source together with `name`; the good one has to be done.
#[track_caller]
fn beside_a_good_one(dir: &Dir, name: &str) -> Run {
    dir.write("good.txt", GOOD);
    let run = dir.run(&["convert", "good.txt", name, "-o", "out", "-f", "json"]);
    assert_eq!(dir.files("out"), ["good.json"]);
    let about: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("error:") && line.contains(name))
        .collect();
    assert_eq!(about.len(), 1, "messages about {name}:\n{}", run.stderr);
    run.ends_with(1)
}

#[track_caller]
fn refused(bytes: &[u8], words: &[&str]) {
    let dir = Dir::new(&[("bad.txt", bytes)]);
    beside_a_good_one(&dir, "bad.txt")
        .says(words)
        .says(&["2 sources", "1 failed"]);
}

#[test]
fn empty() {
    refused(b"", &["bad.txt", "empty", "extract the text again"]);
    refused(b"\xef\xbb\xbf", &["bad.txt", "empty"]);
    refused(b" \r\n\x0c\n", &["bad.txt", "only white space", "OCR"]);
}

#[test]
fn binary() {
    refused(
        b"%PDF-1.7\n%\xe2\xe3\n",
        &["bad.txt", "the PDF is damaged beyond reading", "qpdf"],
    );
    refused(
        b"PK\x03\x04\x14\0",
        &["bad.txt", "office document", "extract its text first"],
    );
    refused(b"some text, then\0\x01\x02\xff", &["bad.txt", "binary data", "byte 16"]);
    refused(&[0, 159, 146, 150, 0, 1, 2, 3], &["bad.txt", "binary data"]);
}

#[test]
fn damaged_word_boxes() {
    let page =
        "<html><body>\n<div class='ocr_page' title='bbox 0 0 99 99'>\n<span class='ocrx_word' title='bbox 1 1 9 9'>a";
    refused(
        page.as_bytes(),
        &[
            "bad.txt",
            "hOCR is damaged in line 3",
            "ends inside <span>",
            "make the file again",
        ],
    );
    let bomb = "<!DOCTYPE alto [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>\n<alto>&b;</alto>";
    refused(bomb.as_bytes(), &["bad.txt", "ALTO is damaged in line 2", "&b;"]);
    let deep = format!("<alto>{}", "<a>".repeat(1 << 20));
    refused(deep.as_bytes(), &["bad.txt", "more than 100 elements"]);
    let wide = format!("<doc>\n<page width=\"9\" {}>", "a='b' ".repeat(1 << 20));
    refused(
        wide.as_bytes(),
        &["bad.txt", "pdftotext -bbox output is damaged", "ends inside <page>"],
    );
    let header = "level\tpage_num\tleft\ttop\twidth\theight\ttext\n";
    let row = "5\t1\t1\t1\t9\t9\ta\n";
    refused(
        format!("{header}{row}5\t1\tfar\t1\t9\t9\tb\n").as_bytes(),
        &["bad.txt", "TSV of words is damaged in line 3", "left is \"far\""],
    );
    refused(
        format!("{header}{row}5\t1\t1\n").as_bytes(),
        &["bad.txt", "line 3", "3 fields instead of 7"],
    );
    refused(
        b"<alto><Layout><Page/></Layout></alto>",
        &["bad.txt", "ALTO holds no words"],
    );
}

#[test]
fn missing() {
    beside_a_good_one(&Dir::new(&[]), "missing.txt").says(&["missing.txt", "no such file", "check the path"]);
    beside_a_good_one(&Dir::new(&[]), "*.nothing").says(&["*.nothing", "no file matches"]);
    beside_a_good_one(&Dir::new(&[("folder/a.csv", b"x")]), "folder").says(&[
        "folder",
        "no file that is read",
        ".txt",
        ".hocr",
    ]);
}

#[test]
fn fifty_megabytes_without_a_line_break() {
    let dir = Dir::new(&[("bad.txt", &vec![b'x'; 50 << 20])]);
    beside_a_good_one(&dir, "bad.txt").says(&["bad.txt", "without a line break", "extract the text again"]);
}

#[test]
fn too_large() {
    let dir = Dir::new(&[]);
    // A sparse file: it takes no room.
    std::fs::File::create(dir.path().join("bad.txt"))
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    beside_a_good_one(&dir, "bad.txt").says(&["bad.txt", "larger than 256 MiB"]);
}

#[cfg(unix)]
#[test]
fn unreadable() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = Dir::new(&[("bad.txt", GOOD)]);
    let path = dir.path().join("bad.txt");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
    if std::fs::read(&path).is_ok() {
        // Nothing is unreadable for this user but what cannot be found: a link to itself.
        std::fs::remove_file(&path).unwrap();
        symlink("bad.txt", &path).unwrap();
    }
    beside_a_good_one(&dir, "bad.txt").says(&["bad.txt", "cannot be read"]);
}

#[test]
fn unwritable_output_folder() {
    let dir = Dir::new(&[("good.txt", GOOD), ("file", b"")]);
    dir.run(&["convert", "good.txt", "-o", "file"])
        .ends_with(1)
        .says(&["error:", "file", "output folder", "-o"]);
    dir.run(&["convert", "good.txt", "-o", "file/out"])
        .ends_with(1)
        .says(&["file/out", "output folder"]);
    assert_eq!(dir.files("."), ["file", "good.txt"]);
}

#[test]
fn an_output_that_cannot_be_replaced() {
    let dir = Dir::new(&[("good.txt", GOOD), ("other.txt", GOOD), ("out/good.json/x", b"")]);
    dir.run(&["convert", "good.txt", "other.txt", "-o", "out", "-f", "json"])
        .ends_with(1)
        .says(&["good.txt", "good.json cannot be written"]);
    assert_eq!(dir.files("out"), ["good.json/x", "other.json"], "no partial file");
}

#[test]
fn a_source_is_not_written_over() {
    let dir = Dir::new(&[("good.json", GOOD)]);
    dir.run(&["convert", "good.json", "-o", ".", "-f", "json"])
        .ends_with(1)
        .says(&["good.json", "is a source"]);
    assert_eq!(dir.read("good.json"), GOOD);
}

/// Copies of a seed with bytes changed, cut and repeated: any answer but a fault.
#[test]
fn corrupted_copies() {
    let seed = std::fs::read(seed("004")).unwrap();
    let mut random = crate::annex_source::Random(7);
    for _ in 0..12 {
        let mut bytes = seed[random.below(seed.len() / 2)..].to_vec();
        for _ in 0..random.below(60) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = random.below(255) as u8 + 1,
                1 => bytes.insert(at, b"\n\r\x0c\t 0\xc3"[random.below(7)]),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(bytes.len() - bytes.len() / 50),
            }
        }
        let run = run_in(std::env::temp_dir().as_path(), &["convert", "-", "-f", "json"], &bytes);
        assert!(!run.stderr.contains("internal error"), "{}", run.stderr);
        run.json();
    }
}
