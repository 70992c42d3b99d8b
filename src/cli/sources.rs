//! Paths as typed to the sources they stand for.

use super::args::ReadArgs;
use super::{options, pipe, report};
use globset::GlobBuilder;
use ignore::WalkBuilder;
use rowstitch::dataset::files::unreadable;
use rowstitch::input::{self, Options};
use rowstitch::{Document, Inspection, Settings};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Read};
use std::path::{Component, Path, PathBuf};

/// What is said of a folder without sources.
pub(crate) const NOTHING: &str = "the folder holds no file that is read";

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
}

/// What the paths stand for, in an order that does not depend on the order of the paths.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) found: Vec<Source>,
    /// Paths that lead to nothing, with what to do.
    pub(crate) failures: Vec<String>,
}

impl Source {
    /// For messages: the path as typed or found.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Where it is; standard input goes by `stdin`.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Stdin => Path::new("stdin"),
            Self::File(path) => path,
        }
    }

    /// For the output: the file's name without folders.
    pub(crate) fn name(&self) -> String {
        let path = self.path();
        path.file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned()
    }

    /// The bytes, but no more than one beyond `limit`.
    pub(crate) fn read(&self, limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let most = limit as u64 + 1;
        match self {
            Self::Stdin => io::stdin().lock().take(most).read_to_end(&mut bytes)?,
            Self::File(path) => pipe::open(path, pipe::PATIENCE)?.take(most).read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }

    /// Reads and decodes it; the error is for people.
    pub(crate) fn document(&self, options: &Options) -> Result<Document, String> {
        let bytes = self.read(options.bytes).map_err(|error| unreadable(&error))?;
        input::read_within(&self.name(), &bytes, options).map_err(|error| error.to_string())
    }
}

/// The one source of a command that takes no more, and how it was read.
pub(crate) struct Inspected {
    /// The source, for messages.
    pub(crate) shown: String,
    pub(crate) document: Document,
    pub(crate) inspection: Inspection,
}

impl Inspected {
    /// Reads the source that the arguments name; `None`, said on standard error, where it cannot be read.
    pub(crate) fn new(args: &ReadArgs) -> Result<Option<Self>, String> {
        let settings = options::settings(args.profile.as_deref(), args.input.clone())?;
        Self::with(args.source.as_deref(), &settings)
    }

    /// Reads the source at a path, standard input without one; `None`, said on standard error, where it cannot be read.
    pub(crate) fn with(path: Option<&Path>, settings: &Settings) -> Result<Option<Self>, String> {
        let source = match path {
            None if io::stdin().is_terminal() => {
                return Err("no source given; name a file, or - for standard input".to_owned());
            }
            None => Source::Stdin,
            Some(path) if path == Path::new("-") => Source::Stdin,
            Some(path) => Source::File(path.to_owned()),
        };
        let shown = source.shown();
        match source.document(&settings.input) {
            Ok(document) => Ok(Some(Self {
                shown,
                inspection: rowstitch::inspect(&document, settings),
                document,
            })),
            Err(reason) => {
                report::line(report::failure(&shown, &reason));
                Ok(None)
            }
        }
    }
}

/// Finds all sources; each file once, however often it was named.
pub(crate) fn find(paths: &[PathBuf]) -> Sources {
    let mut sources = Sources::default();
    for path in paths {
        sources.add(path);
    }
    sources.found.sort_unstable();
    let mut seen = BTreeSet::new();
    sources.found.retain(|source| match source {
        Source::Stdin => seen.insert(PathBuf::new()),
        Source::File(path) => seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())),
    });
    sources.failures.sort_unstable();
    sources.failures.dedup();
    sources
}

impl Sources {
    fn add(&mut self, path: &Path) {
        if path == Path::new("-") {
            self.found.push(Source::Stdin);
            return;
        }
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => self.add_folder(path),
            Ok(_) => self.found.push(Source::File(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match path.to_str() {
                Some(pattern) if pattern.contains(['*', '?', '[', '{']) => self.add_glob(pattern),
                _ => self.fail(path, "no such file or folder; check the path"),
            },
            Err(error) => self.fail(path, &format!("cannot be read: {}", report::reason(&error))),
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let before = (self.found.len(), self.failures.len());
        for path in self.walk(folder, None) {
            let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
            // A file named by itself or by a glob may have any.
            if extension.is_some_and(|extension| input::EXTENSIONS.contains(&extension.as_str())) {
                self.found.push(Source::File(path));
            }
        }
        if before == (self.found.len(), self.failures.len()) {
            let known = input::EXTENSIONS.map(|extension| format!(".{extension}")).join(", ");
            let message = format!("{NOTHING} ({known}); name files of other extensions by themselves or by a glob");
            self.fail(folder, &message);
        }
    }

    fn add_glob(&mut self, pattern: &str) {
        // The part before the first special character is a folder to walk; `.` has to be walked when there is none.
        let components: Vec<Component> = Path::new(pattern).components().collect();
        let special = |c: &Component| c.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
        let plain = components.iter().position(special).unwrap_or(components.len());
        let root: PathBuf = components[..plain].iter().collect();
        let depth = (!pattern.contains("**")).then_some(components.len() - plain);
        let whole: PathBuf = components.iter().collect();
        let glob = match GlobBuilder::new(&whole.to_string_lossy())
            .literal_separator(true)
            .build()
        {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => return self.fail(Path::new(pattern), &format!("no valid glob: {}", error.kind())),
        };
        let before = (self.found.len(), self.failures.len());
        if root.as_os_str().is_empty() {
            let found = self.walk(Path::new("."), depth);
            let found = found.iter().map(|path| path.strip_prefix(".").unwrap_or(path));
            let found: Vec<_> = found
                .filter(|path| glob.is_match(path))
                .map(|path| Source::File(path.to_owned()))
                .collect();
            self.found.extend(found);
        } else if root.is_dir() {
            let found = self.walk(&root, depth);
            self.found
                .extend(found.into_iter().filter(|path| glob.is_match(path)).map(Source::File));
        }
        if before == (self.found.len(), self.failures.len()) {
            self.fail(Path::new(pattern), "no file matches; check the pattern");
        }
    }

    /// All files in a folder, but for hidden and ignored ones.
    fn walk(&mut self, root: &Path, depth: Option<usize>) -> Vec<PathBuf> {
        let mut files = Vec::new();
        // The user's own ignore rules outside the folder would make the result depend on the machine.
        for entry in WalkBuilder::new(root).git_global(false).max_depth(depth).build() {
            match entry {
                Ok(entry) if entry.path().is_file() => files.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => self.failures.push(format!("error: {error}")),
            }
        }
        files
    }

    fn fail(&mut self, path: &Path, message: &str) {
        self.failures
            .push(report::failure(&path.display().to_string(), message));
    }
}
