//! The whole pipeline on the annex: alone, and as a batch. `cargo bench`, optionally with the number of copies.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use rayon::prelude::*;
use rowstitch::emit::{self, Format};
use rowstitch::{Settings, input};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// From bytes to bytes; the number of records.
fn whole(bytes: &[u8]) -> usize {
    let document = input::read("annex.txt", bytes).expect("the annex is text");
    let extraction = rowstitch::extract(&document, &Settings::default());
    for format in [Format::Csv, Format::Json, Format::Jsonl] {
        let _ = black_box(emit::write(&extraction, format, &emit::Options::default()));
    }
    extraction.record_count()
}

fn show(what: &str, time: Duration, bytes: usize) {
    let speed = bytes as f64 / 1e6 / time.as_secs_f64();
    println!("{what:<32} {:>9.2} ms {speed:>8.2} MB/s", time.as_secs_f64() * 1e3);
}

fn main() {
    let copies = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(64);
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut paths: Vec<_> = std::fs::read_dir(seeds)
        .expect("seeds/")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.retain(|path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("001"))
    });
    let bytes = std::fs::read(&paths[0]).expect("the annex");

    let mut times: Vec<Duration> = (0..11)
        .map(|_| {
            let start = Instant::now();
            black_box(whole(&bytes));
            start.elapsed()
        })
        .collect();
    times.sort();
    show("one document, median of 11", times[5], bytes.len());
    show("one document, fastest", times[0], bytes.len());

    let start = Instant::now();
    let records: usize = (0..copies).into_par_iter().map(|_| whole(&bytes)).sum();
    show(
        &format!("{copies} documents, {records} records"),
        start.elapsed(),
        copies * bytes.len(),
    );
}
