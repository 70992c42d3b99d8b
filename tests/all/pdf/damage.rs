//! Damaged copies of PDFs: any answer but a fault, and in time. `rowstitch-damage` makes more of them, of any files.

#[path = "../../../src/bin/damage/copies.rs"]
mod copies;

use super::file::{Border, File};
use super::{encrypt, page, scanned};
use crate::support::Dir;
use std::time::{Duration, Instant};

/// Copies of each file.
const COPIES: usize = 50;

#[test]
fn damaged_copies() {
    let mut packed = File::new();
    packed.packed = true;
    let mut locked = File::new();
    for file in [&mut packed, &mut locked] {
        file.page(page(Border::Strokes));
        file.page(page(Border::Bars));
    }
    encrypt::encrypt(&mut locked, "");
    let files = [packed.bytes(), locked.bytes(), scanned(page(Border::None))];
    let dir = Dir::new(&[]);
    for (index, bytes) in files.iter().enumerate() {
        for number in 0..COPIES {
            dir.write(&format!("in/{index}-{number}.pdf"), &copies::copy(bytes, number));
        }
    }
    let start = Instant::now();
    let run = dir
        .run(&["convert", "in", "-o", "out", "-f", "json", "--page-seconds", "10"])
        .ends_with(1);
    assert!(start.elapsed() < Duration::from_secs(100), "{:?}", start.elapsed());
    for fault in ["panicked", "internal error", "overflow", "allocation"] {
        assert!(!run.stderr.contains(fault), "{}", run.stderr);
    }
    // What cannot be read says so, with what to do; some is still read.
    let failed = run.stderr.lines().filter(|line| line.starts_with("error: in/")).count();
    let read = dir.files("out");
    assert!(read.len() > COPIES, "{} of {}", read.len(), 3 * COPIES);
    assert!(failed > 0 && read.len() < 3 * COPIES);
    for name in read {
        let json = dir.read(&format!("out/{name}"));
        serde_json::from_slice::<serde_json::Value>(&json).expect("whole JSON");
    }
}
