//! A comparison as text for people.

use super::words::{Change, Piece, pieces};
use super::{ColumnChange, Comparison, Entry, Kind, Rows, TablePair};
use std::borrow::Cow;
use std::fmt::Write;

/// How a comparison is shown.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct TextOptions {
    /// Mark with colours for a terminal instead of `[-old-]{+new+}`.
    pub color: bool,
    /// Show all records and whole cells; else 50 records of each table, and the words around a change.
    pub all: bool,
}

/// Records of a table that are shown.
const RECORDS: usize = 50;

/// Characters of a title, of a cell, and of what stands around a change.
const TITLE: usize = 60;
const CELL: usize = 160;
const AROUND: usize = 40;

const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const YELLOW: &str = "\x1b[33m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// Writes what differs, without the sums. The text is safe for a terminal: control characters of cells are made visible.
pub fn text(comparison: &Comparison, options: TextOptions) -> String {
    let mut out = String::new();
    for finding in &comparison.findings {
        let _ = writeln!(
            out,
            "findings: {} {}: {} -> {}",
            printable(&finding.level),
            printable(&finding.code),
            finding.old,
            finding.new
        );
    }
    let several = comparison.old.tables.len().max(comparison.new.tables.len()) > 1;
    for table in comparison.tables.iter().filter(|table| !table.changes.is_same()) {
        let writer = Writer {
            old: table.old.and_then(|at| comparison.old.tables.get(at)),
            new: table.new.and_then(|at| comparison.new.tables.get(at)),
            table,
            options,
        };
        writer.table(&mut out, several);
    }
    out
}

struct Writer<'a> {
    old: Option<&'a Rows>,
    new: Option<&'a Rows>,
    table: &'a TablePair,
    options: TextOptions,
}

impl Writer<'_> {
    fn table(&self, out: &mut String, several: bool) {
        let _ = match (self.table.old, self.table.new) {
            (Some(old), Some(new)) if several && old != new => writeln!(out, "table {} (was {}):", new + 1, old + 1),
            (Some(_), Some(new)) if several => writeln!(out, "table {}:", new + 1),
            (None, Some(new)) => writeln!(out, "table {}: added", new + 1),
            (Some(old), None) => writeln!(out, "table {}: removed", old + 1),
            _ => Ok(()),
        };
        for change in &self.table.columns {
            let _ = writeln!(out, "column {}", column(change));
        }
        let shown = if self.options.all { usize::MAX } else { RECORDS };
        for entry in self.table.entries.iter().take(shown) {
            self.entry(out, entry);
        }
        if let Some(more) = self.table.entries.len().checked_sub(shown).filter(|more| *more > 0) {
            let _ = writeln!(out, "... and {more} more; --all shows them");
        }
    }

    fn entry(&self, out: &mut String, entry: &Entry) {
        let (sign, color) = match entry.kind {
            Kind::Changed => ('~', YELLOW),
            Kind::Added => ('+', GREEN),
            Kind::Removed => ('-', RED),
            Kind::Moved => ('>', CYAN),
        };
        let (start, end) = if self.options.color { (color, RESET) } else { ("", "") };
        let place = match (entry.old, entry.new) {
            (Some(old), Some(new)) if entry.moved => format!("record {}, moved from {}", new + 1, old + 1),
            (Some(old), Some(new)) if old != new => format!("record {} (was {})", new + 1, old + 1),
            (_, Some(at)) | (Some(at), None) => format!("record {}", at + 1),
            (None, None) => return,
        };
        let title = match entry.kind {
            Kind::Changed | Kind::Moved => {
                let title = title(self.new, entry.new.unwrap_or_default(), self.table);
                if title.is_empty() { title } else { format!(": {title}") }
            }
            _ => String::new(),
        };
        let _ = writeln!(out, "{start}{sign} {place}{end}{title}");
        match (entry.kind, self.old, self.new) {
            (Kind::Changed, Some(old), Some(new)) => {
                for change in cells(self.table, entry, old, new) {
                    let name = if change.old_name == change.new_name {
                        printable(change.new_name).into_owned()
                    } else {
                        format!("{} (was {})", printable(change.new_name), printable(change.old_name))
                    };
                    let _ = writeln!(out, "    {name}: {}", self.words(change.old, change.new));
                }
            }
            (Kind::Added, _, Some(rows)) => self.whole(out, rows, entry.new),
            (Kind::Removed, Some(rows), _) => self.whole(out, rows, entry.old),
            _ => {}
        }
    }

    fn whole(&self, out: &mut String, rows: &Rows, record: Option<usize>) {
        let Some(record) = record else { return };
        for (column, name) in rows.columns().iter().enumerate() {
            let cell = rows.cell(record, column);
            if !cell.is_empty() {
                let cell = if self.options.all {
                    Cow::from(cell)
                } else {
                    cut(cell, CELL)
                };
                let _ = writeln!(out, "    {}: {}", printable(name), printable(&cell));
            }
        }
    }

    fn words(&self, old: &str, new: &str) -> String {
        let pieces = pieces(old, new);
        let mut out = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            match piece.change {
                Change::Same if self.options.all => out.push_str(&printable(piece.text)),
                Change::Same => out.push_str(&printable(&around(piece.text, at > 0, at + 1 < pieces.len()))),
                Change::Removed if self.options.color => {
                    let _ = write!(out, "{RED}\x1b[9m{}{RESET}", self.piece(piece));
                }
                Change::Added if self.options.color => {
                    let _ = write!(out, "{GREEN}{}{RESET}", self.piece(piece));
                }
                Change::Removed => {
                    let _ = write!(out, "[-{}-]", self.piece(piece));
                }
                Change::Added => {
                    let _ = write!(out, "{{+{}+}}", self.piece(piece));
                }
            }
        }
        out
    }

    fn piece(&self, piece: &Piece<'_>) -> String {
        match self.options.all {
            true => printable(piece.text).into_owned(),
            false => printable(&cut(piece.text, CELL)).into_owned(),
        }
    }
}

/// A cell that changed.
pub(super) struct CellChange<'a> {
    pub(super) old_name: &'a str,
    pub(super) new_name: &'a str,
    pub(super) old: &'a str,
    pub(super) new: &'a str,
}

pub(super) fn cells<'a>(
    table: &'a TablePair,
    entry: &Entry,
    old: &'a Rows,
    new: &'a Rows,
) -> impl Iterator<Item = CellChange<'a>> {
    let (old_at, new_at) = (entry.old.unwrap_or_default(), entry.new.unwrap_or_default());
    let all = table.pairs.iter().map(move |&(a, b)| CellChange {
        old_name: &old.columns()[a],
        new_name: &new.columns()[b],
        old: old.cell(old_at, a),
        new: new.cell(new_at, b),
    });
    all.filter(|change| change.old != change.new)
}

/// One line on a column.
pub(super) fn column(change: &ColumnChange) -> String {
    match change {
        ColumnChange::Added { new, to } => format!("{}: added as column {to}", printable(new)),
        ColumnChange::Removed { old, from } => format!("{}: removed, was column {from}", printable(old)),
        ColumnChange::Renamed { old, new } => format!("{}: renamed from {}", printable(new), printable(old)),
        ColumnChange::Moved { new, from, to } => {
            format!("{}: moved from column {from} to {to}", printable(new))
        }
    }
}

/// What tells a record from others: its first cell that is no heading.
pub(super) fn title(rows: Option<&Rows>, record: usize, table: &TablePair) -> String {
    let Some(rows) = rows else { return String::new() };
    let heading = |column: usize| matches!(rows.columns()[column].as_str(), "section" | "subsection");
    let columns = table.pairs.iter().map(|pair| pair.1);
    let filled: Vec<usize> = columns
        .filter(|column| !rows.cell(record, *column).is_empty())
        .collect();
    let first = filled.iter().find(|column| !heading(**column)).or(filled.first());
    first.map_or_else(String::new, |column| {
        printable(&cut(rows.cell(record, *column), TITLE)).into_owned()
    })
}

/// A text with control characters made visible, so that it can do no harm to a terminal: line breaks are `⏎`, others `\u{..}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    // Also what turns the direction of writing, so that a cell cannot disguise the words around it.
    let harmful = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(harmful) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => out.push('⏎'),
            c if harmful(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.into()
}

fn cut(text: &str, characters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The ends of a text that changes stand beside.
fn around(text: &str, before: bool, after: bool) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= 2 * AROUND + 3 {
        return text.into();
    }
    let head: String = text.chars().take(if before { AROUND } else { 0 }).collect();
    let tail: String = text.chars().skip(if after { count - AROUND } else { count }).collect();
    format!("{head}…{tail}").into()
}
