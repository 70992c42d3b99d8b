//! What an unchanged build of many small sources costs, beside reading and hashing them: `cargo bench --bench dataset`.
//!
//! `SOURCES=1000` sets their number. Processor time of the whole process, one thread, in turns: reading and hashing them, a build
//! that reads them, and one that knows them by their size and times.

mod measure;

use rowstitch::dataset::build::{self, Event, Observer, Options};
use rowstitch::dataset::{Dataset, sources};
use std::time::{Duration, Instant};

const ROUNDS: u32 = 10;

struct Silent;

impl Observer for Silent {
    fn begin(&self, _: usize) {}
    fn step(&self) {}
    fn event(&self, _: Event) {}
}

#[allow(clippy::print_stdout)]
fn main() {
    let number: usize = std::env::var("SOURCES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = folder.path().join("rowstitch.toml");
    std::fs::create_dir(folder.path().join("in")).expect("a folder");
    std::fs::write(&config, "sources = ['in/*.txt']\nformats = ['csv', 'json']\n").expect("a file");
    for index in 0..number {
        // Next to nothing to read in it: the first build shall not take minutes.
        let text = format!("Letter {index}.{}", "\n".repeat(2048));
        std::fs::write(folder.path().join(format!("in/{index}.txt")), text).expect("a file");
    }
    let dataset = Dataset::open(&config).expect("a dataset");
    let read_all = Options {
        threads: Some(1),
        ..Options::default()
    };
    let cached = Options {
        cache: Some(folder.path().join("cache")),
        ..read_all.clone()
    };
    let (first, _) = timed(|| build::build(&dataset, &Options::default(), &Silent).expect("a build"));
    println!("first build of {number} sources: {:.2} s", first.as_secs_f64());
    let paths: Vec<_> = sources::find(&dataset)
        .expect("sources")
        .iter()
        .map(|path| dataset.root.join(path))
        .collect();
    // Files changed in the last seconds are always read.
    std::thread::sleep(Duration::from_secs(5));
    let unchanged = |options: &Options| {
        let (time, summary) = timed(|| build::build(&dataset, options, &Silent).expect("a build"));
        assert_eq!((summary.sources, summary.built), (number, 0));
        time
    };
    unchanged(&cached);
    let mut sums = [Duration::ZERO; 3];
    for _ in 0..ROUNDS {
        let (read, ()) = timed(|| {
            for path in &paths {
                std::hint::black_box(blake3::hash(&std::fs::read(path).expect("a source")));
            }
        });
        for (sum, time) in sums.iter_mut().zip([read, unchanged(&read_all), unchanged(&cached)]) {
            *sum += time;
        }
    }
    let [read, all, known] = sums.map(|time| time.as_secs_f64() * 1e3 / f64::from(ROUNDS));
    println!("read and hash: {read:.0} ms");
    println!("unchanged build that reads all: {all:.0} ms, ratio {:.2}", all / read);
    println!("unchanged build: {known:.0} ms, ratio {:.2}", known / read);
}

/// Processor time where the system tells it, else time.
fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let (before, start) = (measure::own(), Instant::now());
    let result = work();
    let cpu = measure::own().saturating_sub(before);
    (if cpu.is_zero() { start.elapsed() } else { cpu }, result)
}
