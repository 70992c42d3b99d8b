//! A gate that no busy machine moves: instructions of whole runs, counted by valgrind.
//!
//! ```text
//! cargo bench --bench instructions               # against benches/instructions.json, and how the counts grow
//! cargo bench --bench instructions -- --accept   # writes the counts there
//! ```
//!
//! Without valgrind it says so and counts nothing. An unoptimized build is held to the growth alone.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its figures"
)]

mod inputs;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};

/// Share by which a count may be above the accepted one: other compilers and processors move it a little.
const MORE: f64 = 0.05;
/// Most times the instructions of a text that is four times as long.
const GROWTH: f64 = 4.6;

type Counts = BTreeMap<String, u64>;

/// A text of a size.
type Make<'a> = &'a dyn Fn(usize) -> String;

fn main() -> ExitCode {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: no valgrind, which counts the instructions");
        return ExitCode::SUCCESS;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.json");
    let accepted: Counts = std::fs::read(&path).map_or_else(
        |_| Counts::new(),
        |json| serde_json::from_slice(&json).expect("benches/instructions.json holds counts"),
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut counts = Counts::new();
    let mut failed = false;
    // The text of so many lines is tried again four times as long.
    let texts: [(&str, usize, Make); 4] = [
        ("layout text", 500, &|rows| inputs::list(rows, true)),
        ("rows of one line", 250, &|rows| inputs::list(rows, false)),
        ("prose", 500, &|lines| inputs::prose(lines * 80)),
        ("page breaks", 5000, &|pages| {
            "\x0c\n".repeat(pages) + &inputs::list(20, true)
        }),
    ];
    counts.insert("start".to_owned(), count(&["--version"], folder.path()));
    for (name, size, text) in texts {
        let [less, more] = [size, 4 * size].map(|size| {
            std::fs::write(folder.path().join("text.txt"), text(size)).expect("a file");
            let count = count(&["convert", "text.txt", "-o", "out", "-q", "-j", "1"], folder.path());
            counts.insert(format!("{name}, {size}"), count);
            count
        });
        let growth = more as f64 / less as f64;
        println!("{name:<20} {growth:>6.2} times the instructions for 4 times the text");
        failed |= growth > GROWTH;
    }
    let optimized = !cfg!(debug_assertions);
    for (name, count) in &counts {
        let before = accepted.get(name).filter(|_| optimized);
        let change = before.map(|before| *count as f64 / *before as f64 - 1.0);
        let shown = change.map_or_else(String::new, |change| format!("{:>+7.1} %", change * 100.0));
        println!("{name:<24} {:>10.1} million {shown}", *count as f64 / 1e6);
        failed |= change.is_some_and(|change| change > MORE);
    }
    if std::env::args().any(|argument| argument == "--accept") && optimized {
        let json = serde_json::to_string_pretty(&counts).expect("counts are JSON");
        std::fs::write(path, json + "\n").expect("the file can be written");
        return ExitCode::SUCCESS;
    }
    if failed {
        eprintln!(
            "more instructions than accepted; where that is wanted: cargo bench --bench instructions -- --accept"
        );
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Instructions of a run.
fn count(arguments: &[&str], folder: &Path) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_rowstitch"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("valgrind runs");
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    collected
        .and_then(|(_, count)| count.split_whitespace().next()?.parse().ok())
        .unwrap_or_else(|| panic!("valgrind counted nothing:\n{said}"))
}
