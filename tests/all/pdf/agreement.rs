//! One document, read from its PDF and from flattened texts of it: the records have to be the same.

use super::file::{Border, File, Page};
use crate::support::{Dir, root, run_in};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Cells of a record as they are compared: white space is one blank, and a hyphen between letters, which a line end may have put
/// there, does not count.
fn key(record: &Value) -> Vec<String> {
    let heading = ["section", "subsection"].map(|name| record[name].as_str().unwrap_or_default());
    let cells = record["cells"].as_object().expect("cells").values();
    let cells = cells.map(|cell| cell.as_str().unwrap_or_default());
    heading.into_iter().chain(cells).map(plain).collect()
}

fn plain(text: &str) -> String {
    let text: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let between = |at: usize| {
        let letter = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|c| c.is_alphabetic());
        text[at] == '-' && letter(at.checked_sub(1)) && letter(Some(at + 1))
    };
    (0..text.len()).filter(|&at| !between(at)).map(|at| text[at]).collect()
}

/// All records of an output, in order.
fn records(json: &Value) -> Vec<Vec<String>> {
    let tables = json["tables"].as_array().expect("tables").iter();
    tables
        .flat_map(|table| table["records"].as_array().expect("records"))
        .map(key)
        .collect()
}

/// How many records of both are the same, each counted once.
fn same(a: &[Vec<String>], b: &[Vec<String>]) -> usize {
    let mut left: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    a.iter().for_each(|record| *left.entry(record).or_default() += 1);
    let mut same = 0;
    for record in b {
        if let Some(count) = left.get_mut(record).filter(|count| **count > 0) {
            *count -= 1;
            same += 1;
        }
    }
    same
}

/// The lines of a text that fit a width.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

#[test]
fn a_pdf_and_its_flattened_texts_give_the_same_records() {
    let fixtures = root().join("fixtures");
    let read = |path: &str| {
        let path = fixtures.join(path);
        run_in(root(), &["convert", path.to_str().unwrap(), "-f", "json"], b"").json()
    };
    let flat = read("flat-table/source/tika.txt");
    let layout = read("layout-table/source/plan.txt");
    let names = flat["tables"][0]["columns"].as_array().unwrap();
    let mut rows = vec![
        names
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect::<Vec<_>>(),
    ];
    for record in flat["tables"][0]["records"].as_array().unwrap() {
        let cells = names
            .iter()
            .map(|name| record["cells"][name.as_str().unwrap()].as_str().unwrap());
        rows.push(
            cells
                .zip([18, 44, 26])
                .map(|(cell, width)| wrapped(cell, width))
                .collect(),
        );
    }
    let header = rows[0].clone();
    for border in [Border::None, Border::Strokes, Border::Bars] {
        let mut file = File::new();
        for part in rows[1..].chunks(7) {
            let mut page = Page::new();
            let part: Vec<Vec<String>> = std::iter::once(header.clone()).chain(part.iter().cloned()).collect();
            page.table(50.0, 60.0, &[100.0, 230.0, 150.0], &part, border);
            file.page(page);
        }
        let dir = Dir::new(&[("plan.pdf", &file.bytes())]);
        let pdf = dir.run(&["convert", "plan.pdf", "-f", "json"]).ends_with(0).json();
        let pdf = records(&pdf);
        assert_eq!(pdf.len(), rows.len() - 1);
        assert_eq!(pdf, records(&flat), "flat text, {border:?}");
        assert_eq!(pdf, records(&layout), "layout text, {border:?}");
    }
}

/// Documents outside of this repository: a folder of `NAME.pdf` beside `NAME.EXTRACTOR.txt`.
#[test]
#[ignore = "needs documents: AGREEMENT=FOLDER cargo test --release --test all agreement -- --ignored --nocapture"]
#[allow(clippy::print_stdout, reason = "a measurement prints its figures")]
fn of_other_documents() {
    let folder = std::env::var_os("AGREEMENT").expect("AGREEMENT=FOLDER with NAME.pdf beside NAME.EXTRACTOR.txt");
    let folder = Path::new(&folder);
    let read = |path: &Path| {
        let run = run_in(root(), &["convert", path.to_str().unwrap(), "-f", "json"], b"");
        if run.stdout.is_empty() {
            Vec::new()
        } else {
            records(&run.json())
        }
    };
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    // Per extractor: records that agree, of the PDF, of the text.
    let mut rates: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for pdf in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "pdf"))
    {
        let stem = pdf.file_stem().unwrap().to_str().unwrap();
        let of_pdf = read(pdf);
        for text in &paths {
            let name = text.file_name().unwrap().to_str().unwrap();
            let extractor = name
                .strip_prefix(stem)
                .and_then(|rest| rest.strip_prefix('.')?.strip_suffix(".txt"));
            let Some(extractor) = extractor else { continue };
            let of_text = read(text);
            let same = same(&of_pdf, &of_text);
            println!(
                "{name}: {same} of {} in the PDF and {} in the text",
                of_pdf.len(),
                of_text.len()
            );
            let rate = rates.entry(extractor.to_owned()).or_default();
            for (sum, count) in rate.iter_mut().zip([same, of_pdf.len(), of_text.len()]) {
                *sum += count;
            }
        }
    }
    for (extractor, [same, pdf, text]) in rates {
        let rate = 200.0 * same as f64 / (pdf + text).max(1) as f64;
        println!("{extractor:<14} {rate:>5.1} % agree ({same} records; {pdf} in PDFs, {text} in texts)");
    }
}

#[test]
fn what_is_compared() {
    assert_eq!(plain(" a-b\n c - d 1-2 e-"), "ab c - d 1-2 e-");
    let records = |texts: &[&str]| texts.iter().map(|&text| vec![text.to_owned()]).collect::<Vec<_>>();
    assert_eq!(same(&records(&["a", "a", "b"]), &records(&["a", "b", "b", "c"])), 2);
}
