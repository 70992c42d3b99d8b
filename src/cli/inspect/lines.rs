//! Each line of the source: its page, what it costs, what it is, and which text belongs to which column.

use super::paint::{Align, Paint, aligned, plain};
use rowstitch::furniture::Role;
use rowstitch::reconstruct::Item;
use rowstitch::{Document, Inspection, Span};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Cell { column: usize, paragraph: bool },
    Header { column: usize },
    Repeat,
    Heading,
    Outside,
    Furniture,
}

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
    let lines = collect(document, inspection);
    let title = paint.strong("Lines");
    let _ = writeln!(
        out,
        "\n{title}: [n] begins text of column n, ¶ a new paragraph of its cell"
    );
    let mut rows = vec![["page", "line", "cost", "what"].map(str::to_owned).to_vec()];
    let mut texts = vec!["text".to_owned()];
    for (number, line) in &lines {
        let page = inspection.body.pages.get(*number as usize).map_or(0, |page| page + 1);
        rows.push(vec![
            page.to_string(),
            (number + 1).to_string(),
            line.cost.map_or_else(String::new, |cost| format!("{cost:.1}")),
            what(line),
        ]);
        texts.push(text(document, line, paint));
    }
    let align = [Align::Right, Align::Right, Align::Right, Align::Left];
    let width = |row: &String| unicode_width::UnicodeWidthStr::width(row.as_str());
    let figures = aligned(&rows, &align);
    let widest = figures.iter().map(width).max().unwrap_or(0);
    for (figures, text) in figures.iter().zip(texts) {
        let room = " ".repeat(widest - width(figures));
        let _ = writeln!(out, "{}", format!("{figures}{room}  {text}").trim_end());
    }
}

fn collect(document: &Document, inspection: &Inspection) -> BTreeMap<u32, Line> {
    let (body, found) = (&inspection.body, &inspection.reconstruction);
    let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
    let mut put = |span: Span, what| lines.entry(span.line).or_default().pieces.push((span, what));
    found.outside.iter().for_each(|span| put(*span, What::Outside));
    body.parts.iter().for_each(|span| put(*span, What::Furniture));
    let mut begins: Vec<u32> = Vec::new();
    let mut headings: Vec<(u32, u8)> = Vec::new();
    for table in &found.tables {
        for (column, spans) in table.header.iter().enumerate() {
            spans.iter().for_each(|span| put(*span, What::Header { column }));
        }
        table.repeats.iter().for_each(|span| put(*span, What::Repeat));
        for item in &table.items {
            match item {
                Item::Heading { level, spans } => {
                    headings.extend(spans.iter().map(|span| (span.line, *level)));
                    spans.iter().for_each(|span| put(*span, What::Heading));
                }
                Item::Row(cells) => {
                    for (column, cell) in cells.iter().enumerate() {
                        let paragraph = |first: bool, own: bool| own && !first;
                        for (k, piece) in cell.iter().enumerate() {
                            let paragraph = paragraph(k == 0, piece.paragraph);
                            put(piece.span, What::Cell { column, paragraph });
                        }
                    }
                    begins.extend(cells.iter().flatten().map(|piece| piece.span.line).min());
                }
            }
        }
    }
    for line in 0..document.lines.len() {
        let what = match body.roles.get(line) {
            Some(Role::Furniture) => What::Furniture,
            Some(Role::Header) => What::Repeat,
            Some(Role::Outside) => What::Outside,
            _ => continue,
        };
        let placed = lines
            .get(&(line as u32))
            .is_some_and(|line| line.pieces.iter().any(|(_, what)| *what != What::Furniture));
        if !placed {
            let span = body.text_of(document, line);
            lines.entry(line as u32).or_default().pieces.push((span, what));
        }
    }
    for (number, line) in begins.into_iter().enumerate() {
        lines.entry(line).or_default().record = Some(number + 1);
    }
    for (line, level) in headings {
        lines.entry(line).or_default().heading = Some(level);
    }
    for (line, cost) in found.decisions.iter().flat_map(|decision| &decision.line_costs) {
        if let Some(line) = lines.get_mut(&(*line as u32)) {
            line.cost = Some(*cost);
        }
    }
    for line in lines.values_mut() {
        line.pieces.sort_by_key(|(span, _)| span.start);
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
        None if has(What::Repeat) => "header again",
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
            What::Cell { column, paragraph } => {
                let mark = if *paragraph { "¶ " } else { "" };
                paint.column(*column, &format!("[{}] {mark}{text}", column + 1))
            }
            What::Header { column } => paint.strong(&format!("[{}] {text}", column + 1)),
            What::Heading => paint.strong(&text),
            What::Furniture if line.pieces.len() > 1 => paint.faint(&format!("(furniture: {text})")),
            What::Repeat | What::Outside | What::Furniture => paint.faint(&text),
        });
        before = match what {
            What::Cell { column, .. } => Some(*column),
            _ => None,
        };
    }
    out
}
