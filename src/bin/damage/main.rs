//! Development tool: what becomes of damaged copies of files, each read by a process of its own.
//!
//! ```text
//! cargo run --release --features dev-tools --bin rowstitch-damage -- FILE.pdf... [--copies 500]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod copies;

use rowstitch::{Settings, input};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Longest time of a copy; what is not done then hangs.
const LIMIT: Duration = Duration::from_secs(120);

/// What became of the copies of a file.
#[derive(Default)]
struct Count {
    ends: BTreeMap<&'static str, usize>,
    /// Faults below that were caught and told as damage.
    caught: usize,
    longest: Duration,
    /// Most memory that a process took, in KiB.
    peak: usize,
}

/// All that a copy may end as.
const ENDS: [&str; 5] = ["table", "no table", "error", "panic", "over time"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "--one") {
        return one(Path::new(arguments.get(1).ok_or("give a file")?));
    }
    let mut number = 500;
    if let Some(at) = arguments.iter().position(|argument| argument == "--copies") {
        number = arguments.get(at + 1).ok_or("give a number")?.parse()?;
        arguments.drain(at..=at + 1);
    }
    println!(
        "{:>8} {:>8} {:>8} {:>8} {:>9} {:>8} {:>9} {:>9}  file",
        ENDS[0], ENDS[1], ENDS[2], ENDS[3], ENDS[4], "caught", "longest", "peak MiB"
    );
    let folder = tempfile::tempdir()?;
    let mut sum = Count::default();
    for path in arguments.iter().map(PathBuf::from) {
        let bytes = std::fs::read(&path)?;
        let mut count = Count::default();
        for copy in 0..number {
            let place = folder.path().join("copy.pdf");
            std::fs::write(&place, copies::copy(&bytes, copy))?;
            let end = count.add(&place)?;
            if matches!(end, "panic" | "over time") {
                eprintln!(
                    "{}: copy {copy} ({}): {end}",
                    path.display(),
                    copies::KINDS[copy % copies::KINDS.len()]
                );
            }
        }
        count.show(&path.display().to_string());
        sum.join(&count);
    }
    sum.show("all");
    Ok(())
}

impl Count {
    /// Reads a copy.
    fn add(&mut self, path: &Path) -> Result<&'static str, Box<dyn Error>> {
        let start = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--one")
            .arg(path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let ended = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if start.elapsed() > LIMIT {
                child.kill()?;
                child.wait()?;
                break None;
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        self.longest = self.longest.max(start.elapsed());
        let mut said = String::new();
        if let Some(mut out) = child.stdout.take() {
            std::io::Read::read_to_string(&mut out, &mut said)?;
        }
        let said: Vec<usize> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let end = match (ended, &said[..]) {
            (None, _) => "over time",
            (Some(status), &[end, caught, peak]) if status.success() => {
                self.caught += caught;
                self.peak = self.peak.max(peak);
                ENDS[end]
            }
            _ => "panic",
        };
        *self.ends.entry(end).or_default() += 1;
        Ok(end)
    }

    fn join(&mut self, other: &Self) {
        for (end, number) in &other.ends {
            *self.ends.entry(end).or_default() += number;
        }
        self.caught += other.caught;
        self.longest = self.longest.max(other.longest);
        self.peak = self.peak.max(other.peak);
    }

    fn show(&self, name: &str) {
        let [table, none, error, panic, time] = ENDS.map(|end| self.ends.get(end).copied().unwrap_or(0));
        println!(
            "{table:>8} {none:>8} {error:>8} {panic:>8} {time:>9} {:>8} {:>7.1} s {:>9}  {name}",
            self.caught,
            self.longest.as_secs_f64(),
            self.peak >> 10
        );
    }
}

/// Reads one file and prints how it ended, the faults that were caught, and the most memory taken, in KiB.
fn one(path: &Path) -> Result<(), Box<dyn Error>> {
    static CAUGHT: AtomicUsize = AtomicUsize::new(0);
    std::panic::set_hook(Box::new(|_| {
        CAUGHT.fetch_add(1, Ordering::Relaxed);
    }));
    let bytes = std::fs::read(path)?;
    let end = match input::read("copy.pdf", &bytes) {
        Ok(document) if rowstitch::extract(&document, &Settings::default()).tables.is_empty() => 1,
        Ok(_) => 0,
        Err(_) => 2,
    };
    println!("{end} {} {}", CAUGHT.load(Ordering::Relaxed), peak());
    Ok(())
}

/// Most memory of this process so far in KiB, where the system tells it.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}
