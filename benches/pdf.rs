//! What reading a PDF of table pages costs, beside `pdftotext -layout` on the same file: `cargo bench --bench pdf`.
//!
//! `PAGES=100` sets their number, `FILE=some.pdf` takes another file. Processor time of whole processes, the best of three.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../tests/all/pdf/file.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod file;
mod measure;

use file::{Border, File, Page};
use rowstitch::{Document, Settings, emit, input};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;

/// The program that the figures stand beside, if it is there.
const PDFTOTEXT: &str = "pdftotext";

/// Words of cells.
const WORDS: [&str; 24] = [
    "the", "northern", "bridge", "measure", "agreed", "with", "county", "and", "its", "partners", "until", "spring",
    "for", "all", "schools", "of", "region", "renewal", "support", "plan", "under", "first", "budget", "works",
];

fn main() {
    // Each figure is of a process of its own: this program again, told what to do.
    if let (Ok(part), Ok(path)) = (std::env::var("PART"), std::env::var("FILE")) {
        return work(&part, Path::new(&path));
    }
    let pages = std::env::var("PAGES")
        .ok()
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(600);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = match std::env::var_os("FILE") {
        Some(path) => path.into(),
        None => {
            let path = folder.path().join("tables.pdf");
            std::fs::write(&path, tables(pages)).expect("a file");
            path
        }
    };
    let pages = read(&path).pages.len();
    let size = std::fs::metadata(&path).expect("a file").len();
    println!("{pages} pages, {:.1} MB", size as f64 / 1e6);
    let own = std::env::current_exe().expect("this program");
    let part = |part: &str| {
        let mut command = Command::new(&own);
        command.env("PART", part).env("FILE", &path);
        command
    };
    show("PDF to document", pages, part("document"));
    let whole = show("PDF to CSV", pages, part("csv"));
    if Command::new(PDFTOTEXT).arg("-v").output().is_err() {
        println!("{PDFTOTEXT} is not there: no ratio");
        return;
    }
    let mut command = Command::new(PDFTOTEXT);
    command.arg("-layout").arg(&path).arg("-");
    let other = show("pdftotext -layout", pages, command);
    println!(
        "processor time of PDF to CSV: {:.2} times that of pdftotext -layout",
        whole.as_secs_f64() / other.as_secs_f64()
    );
}

fn read(path: &Path) -> Document {
    input::read("tables.pdf", &std::fs::read(path).expect("a file")).expect("a PDF")
}

fn work(part: &str, path: &Path) {
    let document = read(path);
    if part == "csv" {
        let extraction = rowstitch::extract(&document, &Settings::default());
        let records = extraction.record_count();
        let csv = emit::write(&extraction, emit::Format::Csv, &emit::Options::default()).expect("CSV holds everything");
        let bytes: usize = csv.iter().map(Vec::len).sum();
        print!(
            "{} tables, {records} records, {:.1} MB, ",
            csv.len(),
            bytes as f64 / 1e6
        );
    }
    black_box(document);
    print!("at most {:.0} MB in memory", measure::own_peak());
}

/// Runs a process some times; its least processor time.
fn show(what: &str, pages: usize, mut command: Command) -> Duration {
    command.stdout(Stdio::piped());
    let mut best = (Duration::MAX, Duration::MAX);
    let mut said = String::new();
    for _ in 0..ROUNDS {
        let (before, start) = (measure::children(), Instant::now());
        let output = command.output().expect("it runs");
        assert!(output.status.success(), "{what}");
        let cpu = measure::children().saturating_sub(before);
        let wall = start.elapsed();
        best = best.min((if cpu.is_zero() { wall } else { cpu }, wall));
        said = String::from_utf8_lossy(&output.stdout).into_owned();
    }
    let (cpu, wall) = (best.0.as_secs_f64(), best.1.as_secs_f64());
    let said = if said.contains("in memory") {
        said
    } else {
        String::new()
    };
    println!(
        "{what:<18} {cpu:>6.2} s of CPU {wall:>6.2} s {:>6.0} pages/s  {said}",
        pages as f64 / wall
    );
    best.0
}

/// Pages of one ruled table, cells of one to three lines.
fn tables(pages: usize) -> Vec<u8> {
    let mut file = File::new();
    file.packed = true;
    let mut state = 1u32;
    let mut next = |limit: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % limit
    };
    for number in 0..pages {
        let mut rows: Vec<Vec<String>> = vec![["No.", "Measure", "Responsible", "Until"].map(str::to_owned).to_vec()];
        let mut left = 40;
        while left > 2 {
            let lines = 1 + next(3);
            left -= lines;
            let mut text = |words: u32| -> String {
                let words: Vec<&str> = (0..words).map(|_| WORDS[next(24) as usize]).collect();
                words.join(" ")
            };
            let measure: Vec<String> = (0..lines).map(|_| text(7)).collect();
            let owner = text(3);
            let day = format!("{:02}.{:02}.2027", 1 + next(28), 1 + next(12));
            rows.push(vec![format!("{number}.{}", rows.len()), measure.join("\n"), owner, day]);
        }
        let mut page = Page::new();
        page.text(50.0, 40.0, "Measures of the county")
            .text(500.0, 810.0, &format!("Page {}", number + 1));
        let border = if number % 2 == 0 { Border::Strokes } else { Border::Bars };
        page.table(40.0, 60.0, &[50.0, 250.0, 140.0, 70.0], &rows, border);
        file.page(page);
    }
    file.bytes()
}
