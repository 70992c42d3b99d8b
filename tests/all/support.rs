//! Running the real binary, and throw-away folders.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The seed whose name begins with `number`.
pub(crate) fn seed(number: &str) -> PathBuf {
    let names = std::fs::read_dir(root().join("seeds"))
        .unwrap()
        .map(|entry| entry.unwrap());
    let mut found = names.filter(|entry| entry.file_name().to_string_lossy().starts_with(number));
    found.next().unwrap_or_else(|| panic!("no seed {number}")).path()
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("standard output is UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, status, "exit status; standard error:\n{}", self.stderr);
        self
    }

    /// Standard error has a line with all of these in it.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        let said = self
            .stderr
            .lines()
            .any(|line| words.iter().all(|word| line.contains(word)));
        assert!(
            said,
            "no line with all of {words:?} in standard error:\n{}",
            self.stderr
        );
        self
    }
}

/// Runs `rowstitch` in a folder.
pub(crate) fn run_in(folder: &Path, args: &[&str], stdin: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rowstitch"))
        .args(args)
        .current_dir(folder)
        .env_remove("RUST_BACKTRACE")
        // Changes what is allowed; the tests that are about it set it.
        .env_remove("CI")
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // It may end without reading all of it.
    let _ = child.stdin.take().expect("piped").write_all(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    Run {
        status: output.status.code().expect("no signal ends it"),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}

/// Converts one text given on standard input to JSON.
pub(crate) fn convert(text: &[u8]) -> Run {
    run_in(root(), &["convert", "-", "-f", "json"], text)
}

/// A folder of its own for a test.
pub(crate) struct Dir(TempDir);

impl Dir {
    /// A folder with these files.
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Self {
        let dir = Self(TempDir::new().expect("a temporary folder"));
        for (name, bytes) in files {
            dir.write(name, bytes);
        }
        dir
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        let path = self.path().join(name);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}; there are {:?}", files(self.path())))
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        run_in(self.path(), args, b"")
    }

    /// The files in a folder of it.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        files(&self.path().join(folder))
    }
}

/// All files below a folder, sorted, with `/` between folders.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, before: &str, found: &mut Vec<String>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.map(|entry| entry.unwrap()) {
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            match entry.file_type().unwrap().is_dir() {
                true => walk(&entry.path(), &format!("{name}/"), found),
                false => found.push(name),
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found);
    found.sort();
    found
}
