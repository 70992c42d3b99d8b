//! Waiting for something to change. What changed does not matter: a build finds that out by itself, from the content.

use super::config::Dataset;
use super::error::Error;
use super::{files, sources};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// So long nothing must happen before a build: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(80);
/// So long a build waits at most while things keep happening.
const PATIENCE: Duration = Duration::from_secs(2);
/// So often it is checked whether the folders are still those that are watched.
const LOOK: Duration = Duration::from_millis(500);

/// A folder to watch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Folder {
    path: PathBuf,
    /// With all folders in it.
    deep: bool,
    /// Tells the folder from another that took its place.
    identity: Option<(u64, u64)>,
    /// The folders in it, if they are watched: what is written into a new one before it is watched is told by nobody.
    inside: Vec<PathBuf>,
}

/// Calls `round` now, and again whenever something changed that a build may depend on.
///
/// `round` gives the dataset as it is now, or `None` if its configuration makes no sense at the moment; then the folders watched before
/// are watched on. Ends only with an error, or never.
///
/// # Errors
/// When the system cannot watch.
pub fn watch(config: &Path, mut round: impl FnMut() -> Option<Dataset>) -> Result<std::convert::Infallible, Error> {
    let (sender, receiver) = channel();
    let mut dataset = Dataset::open(config).ok();
    loop {
        while receiver.try_recv().is_ok() {}
        // Anew after every change: a folder that went away and came back is not watched any more, though it is the same.
        let folders = folders(config, dataset.as_ref());
        let _watcher = start(&folders, sender.clone())?;
        // Only after watching has begun, so that nothing is missed in between.
        dataset = round().or(dataset);
        while !wait(&receiver) && self::folders(config, dataset.as_ref()) == folders {}
    }
}

/// Waits for a change and the quiet after it; `false` if it is time to look after the folders.
fn wait(receiver: &Receiver<()>) -> bool {
    match receiver.recv_timeout(LOOK) {
        Ok(()) => {}
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
    }
    let start = Instant::now();
    while start.elapsed() < PATIENCE && receiver.recv_timeout(QUIET).is_ok() {}
    true
}

fn start(folders: &[Folder], sender: Sender<()>) -> Result<RecommendedWatcher, Error> {
    let fault = |error: notify::Error, path: &Path| Error::file(path, format!("cannot be watched: {error}"));
    let tell = move |event: notify::Result<notify::Event>| {
        // Our own journal, lock and half-written files tell nothing, and neither does reading.
        let ours = |path: &PathBuf| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(".rowstitch"))
        };
        match event {
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
            Ok(event) if !event.paths.is_empty() && event.paths.iter().all(ours) => {}
            _ => drop(sender.send(())),
        }
    };
    let mut watcher = notify::recommended_watcher(tell).map_err(|error| fault(error, Path::new(".")))?;
    for folder in folders {
        let mode = match folder.deep {
            true => RecursiveMode::Recursive,
            false => RecursiveMode::NonRecursive,
        };
        match watcher.watch(&folder.path, mode) {
            Ok(()) => {}
            // Gone meanwhile: the next look finds another.
            Err(_) if !folder.path.exists() => {}
            Err(error) => return Err(fault(error, &folder.path)),
        }
    }
    Ok(watcher)
}

/// The folders a build depends on: those of the sources, the configuration and the profiles. For one that is gone, the nearest that is there.
fn folders(config: &Path, dataset: Option<&Dataset>) -> Vec<Folder> {
    let mut wanted = Vec::new();
    let of_config = if config.is_dir() { Some(config) } else { config.parent() };
    wanted.push((of_config.map(PathBuf::from).unwrap_or_default(), false));
    if let Some(dataset) = dataset {
        wanted.push((dataset.output.clone(), false));
        wanted.extend(dataset.sources.iter().map(|pattern| sources::folder(dataset, pattern)));
        let profiles = dataset.profiles.iter().map(|profile| dataset.root.join(&profile.file));
        wanted.extend(profiles.filter_map(|path| Some((path.parent()?.to_owned(), false))));
    }
    let mut folders: Vec<Folder> = wanted
        .into_iter()
        .map(|(path, deep)| {
            let mut path = files::tidy(&path);
            let mut deep = deep;
            while !path.is_dir() && path.parent().is_some() {
                path.pop();
                deep = false;
                if path.as_os_str().is_empty() {
                    break;
                }
            }
            if path.as_os_str().is_empty() {
                path = PathBuf::from(".");
            }
            Folder {
                identity: identity(&path),
                inside: if deep { inside(&path) } else { Vec::new() },
                path,
                deep,
            }
        })
        .collect();
    folders.sort_unstable();
    // The deep one of two comes last.
    folders.reverse();
    folders.dedup_by(|a, b| a.path == b.path);
    folders
}

/// All folders in a folder, links not followed, in order.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let folders: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
        open.extend_from_slice(&folders);
        found.extend(folders);
    }
    found.sort_unstable();
    found
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    let created = std::fs::metadata(path).ok()?.created().ok()?;
    let since = created.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((since.as_secs(), u64::from(since.subsec_nanos())))
}
