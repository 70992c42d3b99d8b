//! The program on texts made by code: processor time, memory, and how both grow: `cargo bench --bench cost`.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod inputs;
mod measure;

use measure::{Cost, run};
use std::path::Path;
use std::process::Command;

/// Documents of a batch.
const BATCH: usize = 10_000;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    println!(
        "{:<42} {:>9} {:>9} {:>9} {:>9} {:>8}",
        "", "MB", "CPU, s", "MB/s", "MB taken", "times"
    );
    let start = alone(folder, "one small file, start included", &inputs::list(20, true), 50);
    alone(folder, "annex, 1,000 lines", &inputs::annex(1000), 3);
    let shorter = alone(folder, "annex, 10,000 lines", &inputs::annex(10_000), 1);
    let longer = alone(folder, "annex, 100,000 lines", &inputs::annex(100_000), 1);
    alone(folder, "rows of one line, 10,000", &inputs::list(10_000, false), 3);
    alone(folder, "rows of one line, 100,000", &inputs::list(100_000, false), 1);
    alone(folder, "layout text, 100,000 rows", &inputs::list(100_000, true), 1);
    alone(
        folder,
        "layout text of 150 columns, 2,000 rows",
        &inputs::columns(150, 2000),
        1,
    );
    alone(folder, "prose, 10 MB", &inputs::prose(10_000_000), 1);
    let batch = folder.join("batch");
    std::fs::create_dir(&batch).expect("a folder");
    let mut bytes = 0;
    for number in 0..BATCH {
        let text = inputs::list(10 + number % 30, true);
        bytes += text.len();
        std::fs::write(batch.join(format!("{number}.txt")), text).expect("a file");
    }
    let [one, two] = ["1", "2"].map(|threads| {
        let cost = run(&mut convert(&batch, folder, threads));
        let name = format!(
            "{BATCH} small files, {threads} threads: {:.1} s",
            cost.wall.as_secs_f64()
        );
        show(&name, bytes, cost);
        cost
    });
    println!();
    println!(
        "100,000 lines to 10,000: {:.1} times the time",
        longer.cpu.as_secs_f64() / shorter.cpu.as_secs_f64()
    );
    println!(
        "two threads to one: {:.2} times as fast",
        one.wall.as_secs_f64() / two.wall.as_secs_f64()
    );
    println!("start and one small file: {:.1} ms", start.cpu.as_secs_f64() * 1e3);
}

/// Converts one text so many times and shows what once costs.
fn alone(folder: &Path, name: &str, text: &str, times: u32) -> Cost {
    let path = folder.join("text.txt");
    std::fs::write(&path, text).expect("a file");
    let runs: Vec<Cost> = (0..times).map(|_| run(&mut convert(&path, folder, "1"))).collect();
    let cost = Cost {
        // The kernel's clock is coarse: many short runs together.
        cpu: runs.iter().map(|run| run.cpu).sum::<std::time::Duration>() / times,
        wall: runs.iter().map(|run| run.wall).sum::<std::time::Duration>() / times,
        peak: runs.iter().map(|run| run.peak).fold(0.0, f64::max),
    };
    show(name, text.len(), cost);
    cost
}

fn convert(source: &Path, folder: &Path, threads: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rowstitch"));
    command
        .arg("convert")
        .arg(source)
        .arg("-o")
        .arg(folder.join("out"))
        .args(["-q", "-j", threads]);
    command
}

fn show(name: &str, bytes: usize, cost: Cost) {
    let (size, cpu) = (bytes as f64 / 1e6, cost.cpu.as_secs_f64());
    let times = cost.peak / size;
    println!(
        "{name:<42} {size:>9.3} {cpu:>9.3} {:>9.2} {:>9.1} {times:>8.1}",
        size / cpu,
        cost.peak
    );
}
