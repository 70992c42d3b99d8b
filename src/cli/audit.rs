//! `rowstitch audit`: where every character of a source went.

use super::args::{AuditArgs, Color};
use super::paint::{Align, Paint, aligned, plain};
use super::sources::One;
use super::{Status, options, report};
use rowstitch::audit::{Audit, Imbalance, non_blank};
use rowstitch::placed::{self, What};
use rowstitch::{Document, Inspection, emit, pipeline};
use std::fmt::Write;

pub(crate) fn run(args: &AuditArgs, color: Color) -> Result<Status, String> {
    let settings = options::settings(args.profile.as_deref(), args.input.clone())?;
    let source = One::new(args.source.as_deref())?;
    let Some(document) = source.open(&settings.input) else {
        return Ok(Status::Failed);
    };
    let inspection = rowstitch::inspect(&document, &settings);
    let bytes = if args.json {
        emit::account(&document, &inspection)
    } else {
        render(&document, &inspection, Paint::new(color)).into_bytes()
    };
    if let Err(status) = report::print(&bytes) {
        return Ok(status);
    }
    Ok(Status::of(&inspection.extraction))
}

fn render(document: &Document, inspection: &Inspection, paint: Paint) -> String {
    let mut out = String::new();
    let pages = inspection.body.pages.last().map_or(0, |page| *page as usize + 1);
    let audit = inspection.extraction.audit;
    let counts = [
        (pages, "page"),
        (document.lines.len(), "line"),
        (audit.total(), "character"),
    ];
    let counts = counts.map(|(number, what)| report::count(number, what)).join(", ");
    let _ = writeln!(out, "{}: {counts}\n", paint.strong(&plain(&document.name)));
    let imbalances = pipeline::imbalances(document, inspection);
    pieces(document, inspection, &imbalances, paint, &mut out);
    sums(audit, &imbalances, paint, &mut out);
    out
}

/// A line per piece of the source.
fn pieces(document: &Document, inspection: &Inspection, imbalances: &[Imbalance], paint: Paint, out: &mut String) {
    let page = |line: usize| inspection.body.pages.get(line).map_or(1, |page| page + 1);
    let mut lines: Vec<(usize, [String; 4], String)> = Vec::new();
    let mut add = |line: usize, text: &str, what: String| {
        let figures = [
            page(line).to_string(),
            (line + 1).to_string(),
            non_blank(text).to_string(),
            what,
        ];
        lines.push((line, figures, plain(text)));
    };
    for piece in placed::all(document, &inspection.body, &inspection.reconstruction) {
        let text = document.span_text(piece.span);
        if non_blank(text) > 0 {
            add(piece.span.line as usize, text, what(piece.what, inspection));
        }
    }
    for imbalance in imbalances {
        let what = match imbalance {
            Imbalance::Unaccounted { .. } => "NOWHERE",
            Imbalance::Doubled { .. } => "IN TWO PLACES",
            _ => "WRONGLY PLACED",
        };
        add(imbalance.line().saturating_sub(1), imbalance.text(), what.to_owned());
    }
    lines.sort_by_key(|(line, ..)| *line);
    let title = ["page", "line", "characters", "where it went"].map(str::to_owned);
    let rows: Vec<Vec<String>> = std::iter::once(title.to_vec())
        .chain(lines.iter().map(|(_, figures, _)| figures.to_vec()))
        .collect();
    let figures = aligned(&rows, &[Align::Right, Align::Right, Align::Right, Align::Left]);
    let widest = figures
        .iter()
        .map(|row| unicode_width::UnicodeWidthStr::width(row.as_str()))
        .max()
        .unwrap_or(0);
    let texts = std::iter::once("text").chain(lines.iter().map(|(.., text)| text.as_str()));
    for (figures, text) in figures.iter().zip(texts) {
        let room = " ".repeat(widest - unicode_width::UnicodeWidthStr::width(figures.as_str()));
        let _ = writeln!(out, "{}", format!("{figures}{room}  {}", paint.faint(text)).trim_end());
    }
}

fn what(what: What, inspection: &Inspection) -> String {
    let tables = &inspection.extraction.tables;
    let of = |table: usize| match tables.len() {
        1 => String::new(),
        _ => format!("table {}, ", table + 1),
    };
    let name = |table: usize, column: usize| {
        let name = tables.get(table).and_then(|table| table.columns.get(column));
        name.map_or_else(String::new, |name| format!(" ({})", short(name)))
    };
    match what {
        What::Cell {
            table, record, column, ..
        } => format!(
            "{}record {}, column {}{}",
            of(table),
            record + 1,
            column + 1,
            name(table, column)
        ),
        What::Header { table, column } => format!("{}header of column {}", of(table), column + 1),
        What::Repeat => "furniture: header row again".to_owned(),
        What::Heading { table, level: 0 } => format!("{}section", of(table)),
        What::Heading { table, .. } => format!("{}subsection", of(table)),
        What::Furniture => "furniture".to_owned(),
        What::Outside => "outside the tables".to_owned(),
    }
}

/// The name of a column, cut.
fn short(name: &str) -> String {
    let name = plain(name);
    match name.char_indices().nth(20) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name,
    }
}

/// Characters per destination.
fn sums(audit: Audit, imbalances: &[Imbalance], paint: Paint, out: &mut String) {
    let _ = writeln!(out, "\n{}", paint.strong("Account: characters, blanks not counted"));
    let sums = [
        ("cells", audit.cell),
        ("header row", audit.header),
        ("headings", audit.heading),
        ("furniture", audit.furniture),
        ("outside the tables", audit.outside),
        ("findings", audit.finding),
        ("unaccounted", audit.unaccounted),
        ("all", audit.total()),
    ];
    let rows = sums.map(|(name, sum)| vec![format!("  {name}"), sum.to_string()]);
    for row in aligned(&rows, &[Align::Left, Align::Right]) {
        let _ = writeln!(out, "{row}");
    }
    let _ = match imbalances.len() {
        0 => writeln!(out, "Every character of the source is in exactly one place."),
        number => writeln!(
            out,
            "{}: see NOWHERE, IN TWO PLACES and WRONGLY PLACED above.",
            report::count(number, "fault")
        ),
    };
}
