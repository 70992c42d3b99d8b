//! Opening files that may be named pipes: one that nothing writes to is given up.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

/// How long a named pipe may take to be opened by what writes to it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Opens a file to read.
///
/// # Errors
/// When it cannot be opened, or is a named pipe that nothing opens to write within `patience`.
#[cfg(unix)]
pub(crate) fn open(path: &Path, patience: Duration) -> io::Result<File> {
    use std::os::unix::fs::FileTypeExt;
    use std::sync::mpsc::{RecvTimeoutError, channel};
    if !std::fs::metadata(path)?.file_type().is_fifo() {
        return File::open(path);
    }
    let (sender, receiver) = channel();
    let path = path.to_owned();
    // Nothing ends a thread that waits for a pipe; it waits until the program ends.
    std::thread::Builder::new().spawn(move || sender.send(File::open(path)))?;
    receiver.recv_timeout(patience).unwrap_or_else(|error| {
        Err(io::Error::other(match error {
            RecvTimeoutError::Timeout => format!("nothing writes to this pipe, for {} s now", patience.as_secs()),
            RecvTimeoutError::Disconnected => "the pipe cannot be opened".to_owned(),
        }))
    })
}

/// Opens a file to read.
///
/// # Errors
/// When it cannot be opened.
#[cfg(not(unix))]
pub(crate) fn open(path: &Path, _: Duration) -> io::Result<File> {
    File::open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::process::Command;

    #[test]
    fn a_pipe_that_nothing_writes_to_is_given_up() {
        let dir = tempfile::tempdir().unwrap();
        let [silent, path] = ["silent", "pipe"].map(|name| dir.path().join(name));
        assert!(
            Command::new("mkfifo")
                .args([&silent, &path])
                .status()
                .unwrap()
                .success()
        );
        let error = open(&silent, Duration::from_millis(10)).unwrap_err();
        assert!(error.to_string().starts_with("nothing writes to this pipe"), "{error}");
        let writer = std::thread::spawn({
            let path = path.clone();
            move || {
                File::options()
                    .write(true)
                    .open(path)
                    .unwrap()
                    .write_all(b"text")
                    .unwrap()
            }
        });
        let mut text = String::new();
        open(&path, PATIENCE).unwrap().read_to_string(&mut text).unwrap();
        writer.join().unwrap();
        assert_eq!(text, "text");
    }
}
