//! `rowstitch audit`: where every character of a source went.

use super::args::{AuditArgs, Color};
use super::paint::{Align, Paint, aligned, beside, plain};
use super::sources::Inspected;
use super::{Status, report};
use rowstitch::audit::{Audit, Imbalance, non_blank};
use rowstitch::placed::What;
use rowstitch::{Document, Inspection, emit};
use std::fmt::Write;

pub(crate) fn run(args: &AuditArgs, color: Color) -> Result<Status, String> {
    let Some(Inspected {
        document, inspection, ..
    }) = Inspected::new(&args.read)?
    else {
        return Ok(Status::Failed);
    };
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
    let audit = inspection.extraction.audit;
    let counts = [
        (inspection.body.page_count(), "page"),
        (document.lines.len(), "line"),
        (audit.total(), "character"),
    ];
    let counts = counts.map(|(number, what)| report::count(number, what)).join(", ");
    let _ = writeln!(out, "{}: {counts}\n", paint.strong(&plain(&document.name)));
    pieces(document, inspection, paint, &mut out);
    sums(audit, inspection.imbalances.len(), paint, &mut out);
    out
}

/// A line per piece of the source.
fn pieces(document: &Document, inspection: &Inspection, paint: Paint, out: &mut String) {
    let mut lines: Vec<(usize, [String; 4], String)> = Vec::new();
    let mut add = |line: usize, text: &str, what: String| {
        let figures = [
            inspection.body.page_of(line).unwrap_or(1).to_string(),
            (line + 1).to_string(),
            non_blank(text).to_string(),
            what,
        ];
        lines.push((line, figures, plain(text)));
    };
    for piece in &inspection.placed {
        let text = document.span_text(piece.span);
        if non_blank(text) > 0 {
            add(piece.span.line as usize, text, what(piece.what, inspection));
        }
    }
    for imbalance in &inspection.imbalances {
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
    let texts: Vec<String> = std::iter::once("text")
        .chain(lines.iter().map(|(.., text)| text.as_str()))
        .map(|text| paint.faint(text))
        .collect();
    let align = [Align::Right, Align::Right, Align::Right, Align::Left];
    for line in beside(&rows, &align, &texts) {
        let _ = writeln!(out, "{line}");
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
        What::Repeat { .. } => "furniture: header row again".to_owned(),
        What::Heading { table, level: 0, .. } => format!("{}section", of(table)),
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
fn sums(audit: Audit, faults: usize, paint: Paint, out: &mut String) {
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
    let _ = match faults {
        0 => writeln!(out, "Every character of the source is in exactly one place."),
        number => writeln!(
            out,
            "{}: see NOWHERE, IN TWO PLACES and WRONGLY PLACED above.",
            report::count(number, "fault")
        ),
    };
}
