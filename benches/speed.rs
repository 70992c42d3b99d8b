//! The library on texts made by code, from bytes to CSV: `cargo bench --bench speed`.

#![allow(missing_docs, reason = "criterion's macros make public functions")]

mod inputs;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use rowstitch::emit::{self, Format};
use rowstitch::{Settings, input};

/// From bytes to CSV; the number of records.
fn whole(bytes: &[u8]) -> usize {
    let document = input::read("text.txt", bytes).expect("it is text");
    let extraction = rowstitch::extract(&document, &Settings::default());
    let csv = emit::write(&extraction, Format::Csv, &emit::Options::default()).expect("CSV holds everything");
    std::hint::black_box(csv);
    extraction.record_count()
}

fn speed(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("to_csv");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    let texts = [
        ("annex, lines", 10, inputs::annex(10)),
        ("annex, lines", 1000, inputs::annex(1000)),
        ("rows of one line", 100, inputs::list(100, false)),
        ("rows of one line", 10_000, inputs::list(10_000, false)),
        ("layout text, rows", 100, inputs::list(100, true)),
        ("layout text, rows", 10_000, inputs::list(10_000, true)),
        ("layout text of 150 columns, rows", 200, inputs::columns(150, 200)),
        ("prose, bytes", 1_000_000, inputs::prose(1_000_000)),
    ];
    for (name, size, text) in texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new(name, size), text.as_bytes(), |bencher, bytes| {
            bencher.iter(|| whole(bytes));
        });
    }
    group.finish();
}

criterion_group!(benches, speed);
criterion_main!(benches);
