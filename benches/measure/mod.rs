//! What processes cost: processor time and memory, as far as the system tells them (Linux).

#![allow(dead_code, reason = "each benchmark uses some of it")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Processor time, user's and system's; elapsed time where it is not told.
    pub(crate) cpu: Duration,
    /// Elapsed time.
    pub(crate) wall: Duration,
    /// Most memory, in MB; 0 where it is not told.
    pub(crate) peak: f64,
}

/// Runs a command to its end, whatever that is; what it prints is dropped.
pub(crate) fn run(command: &mut Command) -> Cost {
    let (before, start) = (children(), Instant::now());
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    while child.try_wait().expect("it can be waited for").is_none() {
        peak = peak.max(peak_in(&std::fs::read_to_string(&status).unwrap_or_default()));
        std::thread::sleep(Duration::from_millis(1));
    }
    let wall = start.elapsed();
    let cpu = children().saturating_sub(before);
    Cost {
        cpu: if cpu.is_zero() { wall } else { cpu },
        wall,
        peak,
    }
}

/// Most memory that this process took so far, in MB.
pub(crate) fn own_peak() -> f64 {
    peak_in(&std::fs::read_to_string("/proc/self/status").unwrap_or_default())
}

fn peak_in(status: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) * 1024.0 / 1e6
}

/// Processor time of this process.
pub(crate) fn own() -> Duration {
    times(11)
}

/// Processor time of the processes that this one started and that have ended.
pub(crate) fn children() -> Duration {
    times(13)
}

/// Two fields of the kernel's account of this process, behind its name, in hundredths of a second.
fn times(first: usize) -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let fields = fields.split_whitespace().skip(first).take(2);
    let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
