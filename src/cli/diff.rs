//! `rowstitch diff`: what changed between two files or folders of records.

use super::args::{Color, DiffArgs};
use super::options::format_of;
use super::{Status, report};
use ignore::WalkBuilder;
use rowstitch::dataset::diff::{self, Changes, Comparison, Data, TextOptions, printable};
use rowstitch::emit::Format;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files to compare, and those without a counterpart; names as shown.
#[derive(Default)]
struct Files {
    pairs: Vec<(PathBuf, PathBuf)>,
    only_old: Vec<String>,
    only_new: Vec<String>,
}

pub(crate) fn run(args: &DiffArgs, color: Color) -> Status {
    match compare(args, color) {
        Ok(status) => status,
        Err(message) => {
            report::line(format_args!("error: {message}"));
            Status::Usage
        }
    }
}

fn compare(args: &DiffArgs, color: Color) -> Result<Status, String> {
    let files = pair(&args.old, &args.new)?;
    let options = options(color, args.all);
    let (mut sum, mut done) = (Changes::default(), Vec::new());
    let several = files.pairs.len() + files.only_old.len() + files.only_new.len() > 1;
    let mut out = String::new();
    for (old, new) in &files.pairs {
        let comparison = two(old, new, args.format.map(Format::from))?;
        sum.add(&comparison.changes);
        let names = (old.display().to_string(), new.display().to_string());
        if args.quiet {
            continue;
        }
        if args.json {
            done.push((names.0, names.1, comparison));
        } else {
            if several && !comparison.changes.is_same() {
                out.push_str(&format!(
                    "{} -> {}: {}\n",
                    printable(&names.0),
                    printable(&names.1),
                    comparison.changes
                ));
            }
            out.push_str(&diff::text(&comparison, options));
        }
    }
    let same = sum.is_same() && files.only_old.is_empty() && files.only_new.is_empty();
    let status = if same { Status::Done } else { Status::Failed };
    if args.quiet {
        return Ok(status);
    }
    if args.json {
        return write(&diff::json(&done, &files.only_old, &files.only_new), status);
    }
    for (side, names) in [("OLD", &files.only_old), ("NEW", &files.only_new)] {
        for name in names {
            out.push_str(&format!("only in {side}: {}\n", printable(name)));
        }
    }
    out.push_str(&sum.line());
    for (side, names) in [("OLD", &files.only_old), ("NEW", &files.only_new)] {
        if !names.is_empty() {
            out.push_str(&format!("; {} only in {side}", report::count(names.len(), "file")));
        }
    }
    out.push('\n');
    write(out.as_bytes(), status)
}

/// Whether and how to colour standard output.
pub(crate) fn options(color: Color, all: bool) -> TextOptions {
    let mut options = TextOptions::default();
    options.all = all;
    options.color = report::painted(color, &std::io::stdout());
    options
}

/// A reader that stops reading has what it wants.
pub(crate) fn write(bytes: &[u8], status: Status) -> Result<Status, String> {
    let written = report::stdout(bytes).map_err(|error| report::unwritten(&error));
    written.map(|_| status)
}

fn two(old: &Path, new: &Path, format: Option<Format>) -> Result<Comparison, String> {
    let (old, old_format) = read(old, format)?;
    let (new, new_format) = read(new, format)?;
    // The CSV of a table has blanks where its JSON has line breaks.
    let paragraphs = (old_format == Format::Csv) == (new_format == Format::Csv);
    Ok(diff::compare(old, new, paragraphs))
}

fn read(path: &Path, format: Option<Format>) -> Result<(Data, Format), String> {
    let name = if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let format = format
        .or_else(|| format_of(path))
        .ok_or_else(|| format!("{name}: not known to be CSV, JSON or JSONL; name the format with --format"))?;
    let mut bytes = Vec::new();
    let read = match path == Path::new("-") {
        true => std::io::stdin().lock().read_to_end(&mut bytes),
        false => std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    read.map_err(|error| format!("{name}: cannot be read: {}", report::reason(&error)))?;
    let data = diff::read(&bytes, format).map_err(|error| match error.line {
        Some(line) => format!("{name}:{line}: {}", error.message),
        None => format!("{name}: {}", error.message),
    })?;
    Ok((data, format))
}

fn pair(old: &Path, new: &Path) -> Result<Files, String> {
    let mut files = Files::default();
    if old == Path::new("-") && new == Path::new("-") {
        return Err("standard input can be one of the two, not both".to_owned());
    }
    match (folder(old)?, folder(new)?) {
        (false, false) => files.pairs.push((old.to_owned(), new.to_owned())),
        (true, true) => {
            let (in_old, in_new) = (walk(old)?, walk(new)?);
            let name = |path: &&PathBuf| path.display().to_string();
            files.only_old = in_old.difference(&in_new).map(|path| name(&path)).collect();
            files.only_new = in_new.difference(&in_old).map(|path| name(&path)).collect();
            files.pairs = in_old
                .intersection(&in_new)
                .map(|path| (old.join(path), new.join(path)))
                .collect();
        }
        (old_is, _) => {
            let (file, folder) = if old_is { (new, old) } else { (old, new) };
            return Err(format!(
                "{} is a folder and {} is not; compare two files or two folders",
                folder.display(),
                file.display()
            ));
        }
    }
    Ok(files)
}

fn folder(path: &Path) -> Result<bool, String> {
    if path == Path::new("-") {
        return Ok(false);
    }
    let meta = std::fs::metadata(path)
        .map_err(|error| format!("{}: cannot be read: {}", path.display(), report::reason(&error)))?;
    Ok(meta.is_dir())
}

/// CSV, JSON and JSONL files below a folder, hidden ones left out.
fn walk(root: &Path) -> Result<BTreeSet<PathBuf>, String> {
    let mut found = BTreeSet::new();
    for entry in WalkBuilder::new(root).standard_filters(false).hidden(true).build() {
        let entry = entry.map_err(|error| error.to_string())?;
        if entry.path().is_file() && format_of(entry.path()).is_some_and(diff::is_read) {
            found.insert(entry.path().strip_prefix(root).unwrap_or(entry.path()).to_owned());
        }
    }
    Ok(found)
}
