//! Many sources at once, told of in their order.

use super::progress::Progress;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Sources done before their messages are shown, per thread; bounds what is held of sources that wait for an earlier one.
const AHEAD: usize = 32;

/// The threads to work with; one per core unless a number is given.
pub(crate) fn pool(jobs: Option<usize>) -> Result<ThreadPool, String> {
    let pool = ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build();
    pool.map_err(|error| format!("cannot start threads: {error}; try a smaller -j"))
}

/// Does all items in parallel and shows what became of them in their order, up to the first error of `show`.
pub(crate) fn in_order<T: Sync, R: Send, E>(
    pool: &ThreadPool,
    items: &[T],
    progress: &Progress,
    work: impl Fn(&T) -> R + Sync,
    mut show: impl FnMut(&T, R) -> Result<(), E>,
) -> Result<(), E> {
    for items in items.chunks(AHEAD * pool.current_num_threads()) {
        let one = |item: &T| {
            let done = work(item);
            progress.step();
            done
        };
        let done: Vec<R> = pool.install(|| items.par_iter().map(one).collect());
        for (item, done) in items.iter().zip(done) {
            show(item, done)?;
        }
    }
    progress.finish();
    Ok(())
}
