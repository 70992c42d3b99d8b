//! What all texts of a column have in common, which no single one shows: that they are whole values, or never begin with a
//! capital.

use super::grid::{GridLine, LOWER, MARKS, UPPER};
use super::page::TextLine;
use crate::document::Document;
use std::collections::BTreeMap;

/// How often a text comes again in a column of few texts, at least.
const AGAIN: usize = 3;

/// Share of a column's texts that come again where it has few texts.
const FEW: f32 = 0.5;

/// Share of a column's texts that are one word with a digit where it has codes.
const CODES: f32 = 0.8;

/// Most texts that begin with a capital in a column without capitals, and fewest texts to tell it by.
const CAPITALS: f32 = 0.1;
const LEAST: usize = 4;

/// Looks through the columns of a table and marks their texts.
pub(super) fn mark(document: &Document, text: &[TextLine], lines: &mut [GridLine], columns: usize) {
    for column in 0..columns {
        let filled: Vec<usize> = (0..lines.len())
            .filter(|&line| lines[line].cells[column].is_some())
            .collect();
        if filled.is_empty() {
            continue;
        }
        let texts: Vec<String> = (filled.iter())
            .map(|&line| read(document, text, &lines[line], column).unwrap_or_default())
            .collect();
        let count = filled.len() as f32;
        let mut whole = again(&texts);
        if (whole.iter().filter(|whole| **whole).count() as f32) < FEW * count {
            whole.fill(false);
        }
        let code = |text: &String| !text.contains(' ') && text.contains(|c: char| c.is_numeric());
        let codes = texts.iter().filter(|text| code(text)).count() as f32 >= CODES * count;
        let begins = |start: usize| {
            let cells = filled.iter().filter_map(|&line| lines[line].cells[column].as_ref());
            cells.filter(|cell| cell.start == start).count()
        };
        let (lower, upper) = (begins(LOWER), begins(UPPER));
        let small = lower >= LEAST && upper as f32 <= CAPITALS * (lower + upper) as f32;
        for ((&line, text), whole) in filled.iter().zip(&texts).zip(whole) {
            if let Some(cell) = &mut lines[line].cells[column] {
                cell.value |= whole || codes && code(text);
                if small && cell.start == LOWER {
                    // It says nothing.
                    cell.start = MARKS;
                }
            }
        }
    }
}

/// Whether the text of a column on a line looks like those on the lines below: it says the same as some of them, or has digits
/// and marks as most of them have.
pub(super) fn like_below(
    document: &Document,
    text: &[TextLine],
    lines: &[GridLine],
    line: usize,
    column: usize,
) -> bool {
    let Some(own) = read(document, text, &lines[line], column) else {
        return false;
    };
    let own_shape = shape(&own);
    // Years name columns of numbers.
    let year = own.len() == 4 && own_shape == "0" && (own.starts_with("19") || own.starts_with("20"));
    let digits = own_shape.contains('0') && !year;
    let (mut all, mut same, mut alike) = (0usize, 0usize, 0usize);
    for below in lines[line + 1..].iter().take(BELOW) {
        let Some(other) = read(document, text, below, column) else {
            continue;
        };
        all += 1;
        same += usize::from(other == own);
        alike += usize::from(shape(&other) == own_shape);
    }
    same > 0 && same * RARE >= all || digits && 2 * alike > all
}

/// Lines that show how the texts of a column look.
const BELOW: usize = 200;

/// A text that stands on fewer of the lines of a column is a copy of its header, rather than a value.
const RARE: usize = 8;

/// The words of a column on a line.
fn read(document: &Document, text: &[TextLine], line: &GridLine, column: usize) -> Option<String> {
    let words = line.cells[column].as_ref()?.words.clone();
    let words = &text[line.line].words[words];
    Some(
        words
            .iter()
            .map(|word| document.span_text(word.span))
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// Every run of digits as one `0`, every run of letters as one `a`, marks as they are.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for c in text.chars() {
        let class = match c {
            c if c.is_numeric() => '0',
            c if c.is_alphabetic() => 'a',
            c => c,
        };
        if !(matches!(class, '0' | 'a') && shape.ends_with(class)) {
            shape.push(class);
        }
    }
    shape
}

/// Which texts come again and again, and not with the same text above or below: a cell broken over lines comes again with all its
/// lines.
fn again(texts: &[String]) -> Vec<bool> {
    #[derive(Default)]
    struct Seen<'a> {
        count: usize,
        /// Per text above and below how often.
        beside: [BTreeMap<&'a str, i32>; 2],
    }
    let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        let seen = seen.entry(text).or_default();
        seen.count += 1;
        let beside = [
            index.checked_sub(1).and_then(|above| texts.get(above)),
            texts.get(index + 1),
        ];
        for (counts, other) in seen.beside.iter_mut().zip(beside) {
            if let Some(other) = other {
                *counts.entry(other).or_default() += 1;
            }
        }
    }
    let tied = |counts: &BTreeMap<&str, i32>| match counts.iter().next() {
        Some((other, &count)) if counts.len() == 1 => {
            (seen[other].count as f32 / texts.len() as f32).powi(count) < CHANCE
        }
        _ => false,
    };
    (texts.iter())
        .map(|text| &seen[text.as_str()])
        .map(|seen| seen.count >= AGAIN && !seen.beside.iter().any(tied))
        .collect()
}

/// Chance below which it is none that always the same text stands above another.
const CHANCE: f32 = 0.15;

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(texts: &[&str]) -> Vec<bool> {
        again(&texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn values_that_come_again_are_whole() {
        assert_eq!(
            marked(&["Stage", "open", "shut", "open", "open", "shut", "shut"]),
            [false, true, true, true, true, true, true]
        );
    }

    #[test]
    fn few_values_follow_each_other_by_chance() {
        assert_eq!(
            marked(&["Open", "yes", "no", "no", "yes", "no", "yes"]),
            [false, true, true, true, true, true, true]
        );
    }

    #[test]
    fn lines_of_one_cell_come_again_together() {
        let lines = [
            "Office of",
            "Forests",
            "Office of",
            "Roads",
            "Office of",
            "Forests",
            "Office of",
            "Forests",
        ];
        assert_eq!(marked(&lines), [true, false, true, false, true, false, true, false]);
    }
}
