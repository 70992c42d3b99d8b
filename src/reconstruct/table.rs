//! From the cheapest reading to a table of spans.

use super::fit::Fit;
use super::lattice::Part;
use super::learn::{CellPart, Element, elements};
use super::text::Text;
use super::titles;
use super::{Item, Piece, RawTable};
use crate::document::{Document, Span};

/// The tables of a reading, as a rule one, and the spans of prose outside them. All have the same columns, with other names.
pub(super) fn build(
    document: &Document,
    text: &Text,
    fit: &Fit,
    header: Option<Vec<Vec<Span>>>,
) -> (Vec<RawTable>, Vec<Span>) {
    let columns = fit.model.columns.len();
    let elements = elements(&fit.parse, columns);
    let mut titles = Vec::new();
    if header.is_none() {
        titles.extend(titles::first(text, fit, &elements));
        let further = titles
            .first()
            .map(|first| titles::further(text, fit, &elements, &first.names.cells));
        titles.extend(further.into_iter().flatten());
    }
    let mut titles = titles.into_iter().peekable();
    let mut tables = Vec::new();
    let mut table = RawTable {
        header: header.unwrap_or_default(),
        ..RawTable::default()
    };
    let mut outside = Vec::new();
    let mut first_row = None;
    let mut title_end = 0;
    for (at, element) in elements.into_iter().enumerate() {
        if let Some(title) = titles.next_if(|title| title.elements.start == at) {
            if !table.items.is_empty() {
                tables.push(std::mem::take(&mut table));
            }
            title_end = title.elements.end;
            first_row = title.names.first_row;
            table.header = title.names.cells.iter().map(|words| text.spans(words)).collect();
            outside.extend(text.spans(&title.names.above));
        }
        if at < title_end {
            continue;
        }
        match element {
            Element::Row(mut cells) => {
                if let (Some(start), Some(cell)) = (first_row.take(), cells.first_mut()) {
                    begin_at(text, cell, start);
                }
                let next = titles.peek().filter(|title| title.elements.start == at + 1);
                if let Some(end) = next.and_then(|title| title.in_row) {
                    for cell in &mut cells {
                        cell.retain(|(words, _)| words.start < end);
                    }
                }
                table
                    .items
                    .push(Item::Row(cells.iter().map(|parts| pieces(text, parts)).collect()));
            }
            Element::Header(cells) if table.header.is_empty() => {
                table.header = cells.iter().map(|parts| spans(text, parts)).collect();
            }
            Element::Header(cells) => table.repeats.extend(cells.iter().flat_map(|parts| spans(text, parts))),
            Element::Heading(parts) => table.items.push(Item::Heading {
                level: 0,
                spans: spans(text, &parts),
            }),
            Element::Outside(words) => outside.extend(text.spans(&words)),
        }
    }
    tables.push(table);
    for table in &mut tables {
        if table.header.is_empty() {
            table.header = vec![Vec::new(); columns];
        }
        level_headings(document, &mut table.items);
        given_levels(text, &mut table.items);
    }
    (tables, outside)
}

/// Lets a cell begin with word `start`, before its first word or behind it.
fn begin_at(text: &Text, parts: &mut Vec<CellPart>, start: usize) {
    let Some(old) = parts.first().map(|(words, _)| words.start) else {
        return;
    };
    parts.retain(|(words, _)| words.start >= start);
    let lines = text.lines.iter().map(|line| &line.words);
    let lines = lines.filter(|words| words.start >= start && words.start < old);
    let mut moved: Vec<CellPart> = lines
        .map(|words| (words.start..words.end.min(old), Part::Soft))
        .collect();
    moved.append(parts);
    *parts = moved;
    if let Some(first) = parts.first_mut() {
        first.1 = Part::First;
    }
    // What stood first before goes on from what came to stand before it.
    for later in parts.iter_mut().skip(1).filter(|later| later.1 == Part::First) {
        later.1 = Part::Soft;
    }
}

/// Headings that the profile gives a level.
fn given_levels(text: &Text, items: &mut [Item]) {
    for item in items {
        let Item::Heading { level, spans } = item else { continue };
        let rules = spans.iter().filter_map(|span| {
            let line = text.lines.binary_search_by_key(&(span.line as usize), |line| line.line);
            line.ok().map(|line| text.lines[line].rule)
        });
        if let Some(rule) = rules
            .filter(|rule| rule.heading == Some(true))
            .min_by_key(|rule| rule.level)
        {
            *level = rule.level;
        }
    }
}

fn spans(text: &Text, parts: &[CellPart]) -> Vec<Span> {
    parts.iter().flat_map(|(words, _)| text.spans(words)).collect()
}

fn pieces(text: &Text, parts: &[CellPart]) -> Vec<Piece> {
    let pieces = |(words, part): &CellPart| {
        let hard = *part == Part::Hard;
        let spans = text.spans(words).into_iter().enumerate();
        spans.map(move |(i, span)| Piece {
            span,
            paragraph: hard && i == 0,
        })
    };
    parts.iter().flat_map(pieces).collect()
}

/// Style of a heading: how deep its number is, 0 without one.
fn style(text: &str) -> usize {
    let Some(word) = text.split_whitespace().next() else {
        return 0;
    };
    let core = word.trim_end_matches(['.', ')', ':']);
    let numbering = |p: &str| {
        !p.is_empty()
            && (p.chars().all(|c| c.is_ascii_digit())
                || (p.chars().count() == 1 && core.len() < word.len() && p.chars().all(char::is_uppercase))
                || (core.len() < word.len() && p.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))))
    };
    if core.split('.').all(numbering) {
        core.split('.').count()
    } else {
        0
    }
}

/// Tells sections from subsections: by the depth of their numbers, else by which stands above which.
fn level_headings(document: &Document, items: &mut [Item]) {
    let texts: Vec<Option<(usize, String)>> = items
        .iter()
        .map(|item| match item {
            Item::Heading { spans, .. } => {
                let text: Vec<&str> = spans.iter().map(|s| document.span_text(*s)).collect();
                let text = text.join(" ");
                Some((style(&text), text))
            }
            Item::Row(_) => None,
        })
        .collect();
    let mut styles: Vec<usize> = texts.iter().flatten().map(|t| t.0).collect();
    styles.sort_unstable();
    styles.dedup();
    let above: Vec<bool> = (0..items.len())
        .map(|i| texts[i].is_some() && texts.get(i + 1).is_some_and(Option::is_some))
        .collect();
    let below: Vec<bool> = (0..items.len())
        .map(|i| texts[i].is_some() && i > 0 && texts[i - 1].is_some())
        .collect();
    let top = styles.iter().copied().filter(|s| *s > 0).min();
    for i in 0..items.len() {
        let Some((style, text)) = &texts[i] else { continue };
        let lower = if styles.len() > 1 {
            Some(*style) != top
        } else if above[i] && !below[i] {
            false
        } else {
            // One style only: under another heading, or the same words as one that is.
            below[i] || (0..items.len()).any(|j| below[j] && texts[j].as_ref().is_some_and(|t| t.1 == *text))
        };
        if let Item::Heading { level, .. } = &mut items[i] {
            *level = u8::from(lower);
        }
    }
}
