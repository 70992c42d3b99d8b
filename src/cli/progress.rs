//! A progress bar on standard error, only for a terminal and only when there is something to wait for.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(400);

pub(crate) struct Progress {
    wanted: bool,
    total: u64,
    start: Instant,
    state: Mutex<(u64, Option<ProgressBar>)>,
}

impl Progress {
    pub(crate) fn new(total: usize, wanted: bool) -> Self {
        Self {
            wanted: wanted && total > 1 && std::io::stderr().is_terminal(),
            total: total as u64,
            start: Instant::now(),
            state: Mutex::default(),
        }
    }

    /// One source more is done.
    pub(crate) fn step(&self) {
        if !self.wanted {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 += 1;
        if state.1.is_none() && self.start.elapsed() >= PATIENCE {
            let bar = ProgressBar::with_draw_target(Some(self.total), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} sources, {eta} left") {
                bar.set_style(style);
            }
            state.1 = Some(bar);
        }
        if let Some(bar) = &state.1 {
            bar.set_position(state.0);
        }
    }

    /// Runs `show` with the bar out of its way.
    pub(crate) fn suspend(&self, show: impl FnOnce()) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &state.1 {
            Some(bar) => bar.suspend(show),
            None => show(),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = &state.1 {
            bar.finish_and_clear();
        }
    }
}
