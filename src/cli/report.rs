//! Messages on standard error, and what commands print. A closed standard error is nobody's fault and ends nothing.

use super::Status;
use super::args::Color;
pub(crate) use rowstitch::dataset::files::reason;
use rowstitch::dataset::manifest::Noticed;
use rowstitch::finding::{Finding, Level};
use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether messages are coloured.
static PAINTED: AtomicBool = AtomicBool::new(false);

/// Findings of one source that are shown; all of them are in the JSON.
const SHOWN: usize = 8;

/// Decides whether messages are coloured.
pub(crate) fn paint(color: Color) {
    PAINTED.store(painted(color, &std::io::stderr()), Ordering::Relaxed);
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
    let _ = writeln!(std::io::stderr().lock(), "{message}");
}

/// Writes to standard output. A reader that stops reading has what it wants: success.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Status> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Status::Done),
        Err(error) => {
            line(format_args!(
                "error: standard output cannot be written: {}",
                reason(&error)
            ));
            Err(Status::Failed)
        }
    }
}

/// A failure of one source or path.
pub(crate) fn failure(name: &str, message: &str) -> String {
    format!("error: {name}: {message}")
}

/// The findings of one source, gravest kept when there are too many.
pub(crate) fn findings(name: &str, findings: &[Finding], quiet: bool) -> Vec<String> {
    let shown = |found: &Finding| {
        let Finding {
            level,
            message,
            code,
            line,
            ..
        } = found;
        (*level, *line, finding(name, *level, *line, message, code))
    };
    let least = if quiet { Level::Error } else { Level::Note };
    lines(name, findings.iter().map(shown).collect(), least)
}

/// The same for findings read back from a manifest, if they are at least this grave.
pub(crate) fn noticed(name: &str, findings: &[Noticed], least: Level) -> Vec<String> {
    let shown = |noticed: &Noticed| {
        let Noticed {
            level,
            message,
            code,
            line,
            ..
        } = noticed;
        (*level, *line, finding(name, *level, *line, message, code))
    };
    lines(name, findings.iter().map(shown).collect(), least)
}

fn lines(name: &str, findings: Vec<(Level, Option<u32>, String)>, least: Level) -> Vec<String> {
    let wanted = |(level, ..): &(Level, Option<u32>, String)| *level >= least;
    let mut shown: Vec<_> = findings.into_iter().filter(wanted).collect();
    let more = shown.len().saturating_sub(SHOWN);
    if more > 0 {
        shown.sort_by_key(|(level, ..)| std::cmp::Reverse(*level));
        shown.truncate(SHOWN);
        shown.sort_by_key(|(_, line, _)| line.unwrap_or(0));
    }
    let mut lines: Vec<String> = shown.into_iter().map(|(.., line)| line).collect();
    if more > 0 {
        lines.push(format!("note: {name}: {more} more findings; the JSON has all of them"));
    }
    lines
}

fn finding(name: &str, level: Level, line: Option<u32>, message: &str, code: &str) -> String {
    let level = match level {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    match line {
        Some(line) => format!("{level}: {name}:{line}: {message} [{code}]"),
        None => format!("{level}: {name}: {message} [{code}]"),
    }
}

/// `1 table`, `2 tables`.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
