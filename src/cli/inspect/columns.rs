//! The columns of each table: names, kinds, widths, and the other readings that were considered.

use super::lines::range;
use crate::cli::paint::{Align, Paint, aligned, plain};
use rowstitch::Inspection;
use rowstitch::profile::family_name;
use rowstitch::reconstruct::decision::{Choice, Decision};
use rowstitch::reconstruct::kinds::Kinds;
use std::fmt::Write;

/// Writes what was decided of each part of flat text, or of each table of layout text.
pub(super) fn render(inspection: &Inspection, paint: Paint, out: &mut String) {
    for decision in &inspection.reconstruction.decisions {
        let lines = range(decision.lines.start, decision.lines.end);
        match decision.table {
            Some(table) => {
                let font = family_name(decision.family);
                let title = paint.strong(&format!("Table {}", table + 1));
                let _ = writeln!(out, "\n{title}: {lines}, widths of font {font}, in points at 10 pt");
                fitted(inspection, decision, table, out);
            }
            None => {
                let title = paint.strong("No table");
                let _ = writeln!(out, "\n{title}: {lines}");
            }
        }
        choices(decision, out);
    }
    for table in 0..inspection.extraction.tables.len() {
        positioned(inspection, table, paint, out);
    }
    if let Some(reason) = &inspection.reconstruction.reason {
        let _ = writeln!(out, "\n{}: {reason}", paint.strong("No table"));
    }
}

fn indent(rows: &[Vec<String>], align: &[Align], out: &mut String) {
    for line in aligned(rows, align) {
        let _ = writeln!(out, "  {line}");
    }
}

fn kind(number: usize) -> &'static str {
    Kinds::shipped().names.get(number).map_or("", String::as_str)
}

/// Width in points of text at 10 pt.
fn points(width: f32) -> String {
    format!("{:.1}", width / 100.0)
}

fn name(inspection: &Inspection, table: usize, column: usize) -> String {
    let names = inspection.extraction.tables.get(table).map(|table| &table.columns);
    plain(names.and_then(|names| names.get(column)).map_or("", String::as_str))
}

fn fitted(inspection: &Inspection, decision: &Decision, table: usize, out: &mut String) {
    let mut rows = vec![
        ["column", "kind", "width", "widest line", "name"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (number, column) in decision.columns.iter().enumerate() {
        let known = column.widths.iter().map(|width| {
            if width.is_finite() {
                points(*width)
            } else {
                "unknown".to_owned()
            }
        });
        rows.push(vec![
            format!("[{}]", number + 1),
            kind(column.kind).to_owned(),
            known.collect::<Vec<_>>().join(", "),
            points(column.widest),
            name(inspection, table, number),
        ]);
    }
    indent(
        &rows,
        &[Align::Left, Align::Left, Align::Right, Align::Right, Align::Left],
        out,
    );
    if !decision.parts.is_empty() {
        let from: Vec<String> = decision.parts.iter().map(|line| (line + 1).to_string()).collect();
        let _ = writeln!(out, "  Other widths from line {} on", from.join(", "));
    }
}

/// What was considered to the end, and how much dearer it was.
fn choices(decision: &Decision, out: &mut String) {
    let mut rows = Vec::new();
    let best = decision.choices.first().map_or(0.0, |choice| choice.cost);
    for (place, Choice { kinds, cost }) in decision.choices.iter().enumerate() {
        let what = match kinds[..] {
            [_] => "paragraphs, no table".to_owned(),
            _ => format!("{} columns", kinds.len()),
        };
        let names: Vec<&str> = kinds.iter().map(|number| kind(*number)).collect();
        rows.push(vec![
            what,
            format!("{cost:.1}"),
            if place == 0 {
                "best".to_owned()
            } else {
                format!("{:+.1}", cost - best)
            },
            if kinds.len() > 1 {
                names.join(", ")
            } else {
                String::new()
            },
        ]);
    }
    if !rows.is_empty() {
        let _ = writeln!(out, "  Considered to the end, with their cost:");
        indent(&rows, &[Align::Left, Align::Right, Align::Right, Align::Left], out);
    }
    let [cost, prose] = decision.cost;
    let _ = match decision.table {
        Some(_) => writeln!(out, "  Cost of the lines as this table {cost:.1}, as prose {prose:.1}"),
        None => writeln!(out, "  Cost of the lines as prose {prose:.1}"),
    };
}

/// Where the columns of layout text stand, page by page.
fn positioned(inspection: &Inspection, table: usize, paint: Paint, out: &mut String) {
    let grids = || {
        inspection
            .reconstruction
            .grids
            .iter()
            .filter(|grid| grid.table == table)
    };
    let Some(first) = grids().next() else { return };
    let title = paint.strong(&format!("Table {}", table + 1));
    let _ = writeln!(
        out,
        "\n{title}: left and right edges of the columns, in characters from the left margin"
    );
    let mut rows = vec![vec!["lines".to_owned()]];
    rows[0].extend((1..=first.edges.len()).map(|column| format!("[{column}]")));
    for grid in grids() {
        let mut row = vec![range(grid.lines.start, grid.lines.end)];
        let edges = grid.edges.iter();
        row.extend(edges.map(|edges| edges.map_or_else(|| "-".to_owned(), |(left, right)| format!("{left}-{right}"))));
        rows.push(row);
    }
    let align = vec![Align::Left; first.edges.len() + 1];
    indent(&rows, &align, out);
    for column in 0..first.edges.len() {
        let _ = writeln!(out, "  [{}] {}", column + 1, name(inspection, table, column));
    }
}
