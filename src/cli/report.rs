//! Messages on standard error. A closed standard error is nobody's fault and ends nothing.

use rowstitch::finding::{Finding, Level};
use std::fmt::Display;
use std::io::Write;

/// Findings of one source that are shown; all of them are in the JSON.
const SHOWN: usize = 8;

/// One line.
pub(crate) fn line(message: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{message}");
}

/// A failure of one source or path.
pub(crate) fn failure(name: &str, message: &str) -> String {
    format!("error: {name}: {message}")
}

/// The findings of one source, gravest kept when there are too many.
pub(crate) fn findings(name: &str, findings: &[Finding], quiet: bool) -> Vec<String> {
    let wanted = |finding: &&Finding| !quiet || finding.level == Level::Error;
    let mut shown: Vec<&Finding> = findings.iter().filter(wanted).collect();
    let more = shown.len().saturating_sub(SHOWN);
    if more > 0 {
        shown.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        shown.truncate(SHOWN);
        shown.sort_by_key(|finding| finding.line.unwrap_or(0));
    }
    let mut lines: Vec<String> = shown.into_iter().map(|shown| finding(name, shown)).collect();
    if more > 0 {
        lines.push(format!("note: {name}: {more} more findings; the JSON has all of them"));
    }
    lines
}

fn finding(name: &str, finding: &Finding) -> String {
    let level = match finding.level {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    match finding.line {
        Some(line) => format!("{level}: {name}:{line}: {} [{}]", finding.message, finding.code),
        None => format!("{level}: {name}: {} [{}]", finding.message, finding.code),
    }
}

/// `1 table`, `2 tables`.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The system's reason without the error number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
