//! Messages on standard error, and what commands print. A closed standard error is nobody's fault and ends nothing.

use super::Status;
use super::args::Color;
pub(crate) use rowstitch::dataset::files::{on_one_line, reason};
use rowstitch::dataset::manifest::Noticed;
use rowstitch::finding::{Finding, Level};
use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether messages are coloured.
static PAINTED: AtomicBool = AtomicBool::new(false);

/// Findings of one source that are shown; all of them are in the JSON.
const SHOWN: usize = 8;

/// Decides whether messages are coloured.
pub(crate) fn paint(color: Color) {
    PAINTED.store(painted(color, &io::stderr()), Ordering::Relaxed);
}

/// Whether what goes to `stream` is coloured.
pub(crate) fn painted(color: Color, stream: &impl IsTerminal) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let no = std::env::var_os("NO_COLOR").is_some_and(|no| !no.is_empty());
            !no && stream.is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// One line; what it begins with has a colour of its own.
pub(crate) fn line(message: impl Display) {
    let mut message = message.to_string();
    if PAINTED.load(Ordering::Relaxed) {
        for (word, color) in [("error:", "1;31"), ("warning:", "1;33"), ("note:", "1;36")] {
            if let Some(rest) = message.strip_prefix(word) {
                message = format!("\x1b[{color}m{word}\x1b[0m{rest}");
                break;
            }
        }
    }
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// Writes to standard output; `false` if nobody reads it any more.
pub(crate) fn stdout(bytes: &[u8]) -> io::Result<bool> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

/// What is said when standard output cannot be written.
pub(crate) fn unwritten(error: &io::Error) -> String {
    format!("standard output cannot be written: {}", reason(error))
}

/// Writes to standard output. A reader that stops reading has what it wants: success.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Status> {
    match stdout(bytes) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Status::Done),
        Err(error) => {
            line(format_args!("error: {}", unwritten(&error)));
            Err(Status::Failed)
        }
    }
}

/// A failure of one source or path.
pub(crate) fn failure(name: &str, message: &str) -> String {
    format!("error: {}: {message}", on_one_line(name))
}

/// The findings of one source, gravest kept when there are too many.
pub(crate) fn findings(name: &str, findings: &[Finding], quiet: bool) -> Vec<String> {
    let shown = |found: &Finding| finding(name, found.level, found.line, &found.message, found.code);
    let least = if quiet { Level::Error } else { Level::Note };
    lines(name, findings.iter().map(shown).collect(), least)
}

/// The same for findings read back from a manifest, if they are at least this grave.
pub(crate) fn noticed(name: &str, findings: &[Noticed], least: Level) -> Vec<String> {
    let shown = |found: &Noticed| finding(name, found.level, found.line, &found.message, &found.code);
    lines(name, findings.iter().map(shown).collect(), least)
}

/// A finding as it is shown, with what decides whether and where it is.
type Shown = (Level, Option<u32>, String);

fn lines(name: &str, findings: Vec<Shown>, least: Level) -> Vec<String> {
    let name = on_one_line(name);
    let wanted = |(level, ..): &Shown| *level >= least;
    let mut shown: Vec<_> = findings.into_iter().filter(wanted).collect();
    let more = shown.len().saturating_sub(SHOWN);
    if more > 0 {
        shown.sort_by_key(|(level, ..)| std::cmp::Reverse(*level));
        shown.truncate(SHOWN);
        shown.sort_by_key(|(_, line, _)| line.unwrap_or(0));
    }
    let mut lines: Vec<String> = shown.into_iter().map(|(.., line)| line).collect();
    if more > 0 {
        lines.push(format!(
            "note: {name}: {} more; the JSON has all of them",
            count(more, "finding")
        ));
    }
    lines
}

fn finding(name: &str, level: Level, line: Option<u32>, message: &str, code: &str) -> Shown {
    let name = on_one_line(name);
    let word = match level {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    let text = match line {
        Some(line) => format!("{word}: {name}:{line}: {message} [{code}]"),
        None => format!("{word}: {name}: {message} [{code}]"),
    };
    (level, line, text)
}

/// `2 new`, `1 failed`: what there is none of is not told.
pub(crate) fn counts<'a>(numbers: &'a [(usize, &str)]) -> impl Iterator<Item = String> + 'a {
    let some = numbers.iter().filter(|(number, _)| *number > 0);
    some.map(|(number, what)| format!("{number} {what}"))
}

/// `1 table`, `2 tables`.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
