//! Each line of the source: its page, what it costs, what it is, and which text belongs to which column.

use crate::cli::paint::{Align, Paint, beside, plain};
use rowstitch::placed::What;
use rowstitch::{Document, Inspection, Span};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is known of one line.
#[derive(Debug, Default)]
struct Line {
    cost: Option<f32>,
    /// A record begins here: its number, counted over the tables.
    record: Option<usize>,
    heading: Option<u8>,
    pieces: Vec<(Span, What)>,
}

/// `line 3`, `lines 3-5`: a range of 0-based lines as people count.
pub(super) fn range(start: usize, end: usize) -> String {
    if end <= start + 1 {
        format!("line {}", start + 1)
    } else {
        format!("lines {}-{end}", start + 1)
    }
}

/// Writes all lines with text.
pub(super) fn render(document: &Document, inspection: &Inspection, paint: Paint, out: &mut String) {
    let lines = collect(inspection);
    let title = paint.strong("Lines");
    let _ = writeln!(
        out,
        "\n{title}: [n] begins text of column n, ¶ a new paragraph of its cell"
    );
    let mut rows = vec![["page", "line", "cost", "what"].map(str::to_owned).to_vec()];
    let mut texts = vec!["text".to_owned()];
    for (number, line) in &lines {
        let page = inspection.body.page_of(*number as usize).unwrap_or(1);
        rows.push(vec![
            page.to_string(),
            (number + 1).to_string(),
            line.cost.map_or_else(String::new, |cost| format!("{cost:.1}")),
            what(line),
        ]);
        texts.push(text(document, line, paint));
    }
    let align = [Align::Right, Align::Right, Align::Right, Align::Left];
    for line in beside(&rows, &align, &texts) {
        let _ = writeln!(out, "{line}");
    }
}

fn collect(inspection: &Inspection) -> BTreeMap<u32, Line> {
    let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
    // Records count over all tables here.
    let before = inspection.extraction.records_before();
    let mut begins: BTreeMap<usize, u32> = BTreeMap::new();
    for piece in &inspection.placed {
        let number = piece.span.line;
        let line = lines.entry(number).or_default();
        match piece.what {
            What::Heading { level, .. } => line.heading = Some(level),
            What::Cell { table, record, .. } => {
                begins.entry(before.get(table).unwrap_or(&0) + record).or_insert(number);
            }
            _ => {}
        }
        line.pieces.push((piece.span, piece.what));
    }
    for (record, number) in begins {
        if let Some(line) = lines.get_mut(&number) {
            line.record = Some(record + 1);
        }
    }
    let decisions = &inspection.reconstruction.decisions;
    for (line, cost) in decisions.iter().flat_map(|decision| &decision.line_costs) {
        if let Some(line) = lines.get_mut(&(*line as u32)) {
            line.cost = Some(*cost);
        }
    }
    lines
}

fn what(line: &Line) -> String {
    if let Some(record) = line.record {
        return format!("record {record}");
    }
    let has = |wanted: What| line.pieces.iter().any(|(_, what)| *what == wanted);
    let name = match line.heading {
        Some(0) => "section",
        Some(_) => "subsection",
        None if line.pieces.iter().any(|(_, what)| matches!(what, What::Cell { .. })) => "",
        None if line.pieces.iter().any(|(_, what)| matches!(what, What::Header { .. })) => "header",
        None if line.pieces.iter().any(|(_, what)| matches!(what, What::Repeat { .. })) => "header again",
        None if has(What::Outside) => "outside",
        None => "furniture",
    };
    name.to_owned()
}

fn text(document: &Document, line: &Line, paint: Paint) -> String {
    let mut out = String::new();
    let mut before = None;
    for (span, what) in &line.pieces {
        if !out.is_empty() {
            out.push(' ');
        }
        let text = plain(document.span_text(*span));
        out.push_str(&match what {
            // Words of one cell stand together.
            What::Cell { column, .. } if before == Some(*column) => paint.column(*column, &text),
            What::Cell { column, paragraph, .. } => {
                let mark = if *paragraph { "¶ " } else { "" };
                paint.column(*column, &format!("[{}] {mark}{text}", column + 1))
            }
            What::Header { column, .. } => paint.strong(&format!("[{}] {text}", column + 1)),
            What::Heading { .. } => paint.strong(&text),
            What::Furniture if line.pieces.len() > 1 => paint.faint(&format!("(furniture: {text})")),
            What::Repeat { .. } | What::Outside | What::Furniture => paint.faint(&text),
        });
        before = match what {
            What::Cell { column, .. } => Some(*column),
            _ => None,
        };
    }
    out
}
