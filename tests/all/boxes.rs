//! Word boxes: the formats give the same records, pages are chosen, and what a source is can be said.

use crate::support::{Dir, Run, root, run_in};
use serde_json::Value;

const SOURCES: [&str; 6] = [
    "alto.xml",
    "bbox-layout.html",
    "bbox.html",
    "pdftotext.tsv",
    "scan.hocr",
    "tesseract.tsv",
];

fn convert(name: &str, options: &[&str]) -> Run {
    let mut args = vec!["convert", name, "-f", "json"];
    args.extend(options);
    run_in(&root().join("fixtures/word-boxes/source"), &args, b"")
}

/// The cells of the records, in the order of the columns.
fn cells(run: &Run) -> Vec<Value> {
    let json = run.json();
    let records = json["tables"][0]["records"].as_array().cloned().unwrap_or_default();
    records.iter().map(|record| record["cells"].clone()).collect()
}

#[test]
fn every_format_gives_the_same_records() {
    let wanted = cells(&convert("bbox.html", &[]));
    assert_eq!(wanted.len(), 10);
    assert_eq!(wanted[1]["Work to be done"], "Mow once; leave the grass by the hedges");
    for name in SOURCES {
        assert_eq!(cells(&convert(name, &[]).ends_with(0)), wanted, "{name}");
    }
}

#[test]
fn names_do_not_matter() {
    let dir = Dir::new(&[]);
    for name in SOURCES {
        let bytes = std::fs::read(root().join("fixtures/word-boxes/source").join(name)).unwrap();
        dir.write("source.txt", &bytes);
        let run = dir.run(&["convert", "source.txt", "-f", "json"]).ends_with(0);
        assert_eq!(cells(&run).len(), 10, "{name}");
    }
}

#[test]
fn pages_are_chosen() {
    for name in SOURCES {
        let run = convert(name, &["--pages", "1"]).ends_with(0);
        assert_eq!(cells(&run).len(), 6, "{name}");
        let none = convert(name, &["--pages", "7-"]).ends_with(1);
        none.says(&[name, "holds no words", "--pages"]);
    }
}

#[test]
fn little_confidence_is_noted() {
    convert("scan.hocr", &[])
        .ends_with(0)
        .says(&["note:", "53 %", "low-confidence-text"]);
    assert!(!convert("tesseract.tsv", &[]).stderr.contains("low-confidence-text"));
}

#[test]
fn what_a_source_is_can_be_said() {
    convert("scan.hocr", &["--input-format", "hocr"]).ends_with(0);
    convert("scan.hocr", &["--input-format", "alto"]).ends_with(1).says(&[
        "scan.hocr",
        "this is hOCR, not ALTO",
        "--input-format",
    ]);
    convert("bbox.html", &["--input-format", "pdf"])
        .ends_with(1)
        .says(&["this is pdftotext -bbox output, not PDF"]);
    convert("bbox.html", &["--input-format", "boxes"])
        .ends_with(2)
        .says(&["invalid value 'boxes'"]);
    let layout = root().join("fixtures/layout-table/source");
    let positioned = |format: &str| {
        let run = run_in(&layout, &["inspect", "plan.txt", "--input-format", format], b"").ends_with(0);
        run.text().lines().next().unwrap_or_default().contains("layout text")
    };
    assert!(positioned("auto") && positioned("layout") && !positioned("text"));
}

/// Copies with bytes changed, cut and repeated: any answer but a fault, and nothing of a damaged file.
#[test]
fn corrupted_copies() {
    let mut random = crate::annex_source::Random(11);
    for name in SOURCES {
        let whole = std::fs::read(root().join("fixtures/word-boxes/source").join(name)).unwrap();
        for _ in 0..6 {
            let mut bytes = whole.clone();
            for _ in 0..random.below(4) + 1 {
                let at = random.below(bytes.len());
                match random.below(4) {
                    0 => bytes[at] = random.below(255) as u8 + 1,
                    1 => bytes.insert(at, b"<>&;\"'\t9-"[random.below(9)]),
                    2 => drop(bytes.drain(at..(at + 40).min(bytes.len()))),
                    _ => bytes.truncate(at),
                }
            }
            let run = run_in(root(), &["convert", "-", "-f", "json"], &bytes);
            assert!(!run.stderr.contains("internal error"), "{name}: {}", run.stderr);
            assert!([0, 1, 3].contains(&run.status), "{name}: {run:?}");
        }
    }
}
