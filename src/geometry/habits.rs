//! What all lines of a table have in common, which no single one shows: columns of whole values or without capitals, texts that
//! always come together, lines drawn between all rows, texts in all columns.

use super::grid::{GridLine, Join, LOWER, MARKS, UPPER};
use super::page::TextLine;
use crate::document::Document;
use std::collections::{BTreeMap, HashMap};
use unicode_normalization::char::is_combining_mark;

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
        let begins = |start: u8| {
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

/// Whether a line has neither letters nor digits: units, as `€` or `%`.
pub(super) fn signs(document: &Document, line: &TextLine) -> bool {
    !document.span_text(line.whole()).contains(char::is_alphanumeric)
}

/// Lines that show how the texts of a column look.
const BELOW: usize = 200;

/// A text that stands on fewer of the lines of a column is a copy of its header, rather than a value.
const RARE: usize = 8;

/// The text of a column on a line; `None` where it has none.
fn read(document: &Document, text: &[TextLine], line: &GridLine, column: usize) -> Option<String> {
    let words: Vec<&str> = line.words(document, text, column).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Every run of digits as one `0`, every run of letters with their accents as one `a`, marks as they are.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for c in text.chars().filter(|c| !is_combining_mark(*c)) {
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

/// Texts as numbers: the same text has the same.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    fn of(&mut self, text: &str) -> usize {
        if let Some(&number) = self.0.get(text) {
            return number;
        }
        let number = self.0.len();
        self.0.insert(text.to_owned(), number);
        number
    }
}

/// What stands beside a text wherever it comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Beside {
    #[default]
    Nothing,
    /// One text, so many times.
    One(usize, usize),
    Several,
}

impl Beside {
    fn note(&mut self, text: usize) {
        *self = match *self {
            Self::Nothing => Self::One(text, 1),
            Self::One(known, count) if known == text => Self::One(text, count + 1),
            _ => Self::Several,
        };
    }
}

/// Which texts come again and again, and not with the same text above or below: a cell broken over lines comes again with all its
/// lines.
fn again(texts: &[String]) -> Vec<bool> {
    let mut numbers = Numbers::default();
    let texts: Vec<usize> = texts.iter().map(|text| numbers.of(text)).collect();
    let mut counts = vec![0usize; numbers.0.len()];
    let mut beside = vec![[Beside::Nothing; 2]; counts.len()];
    for (index, &text) in texts.iter().enumerate() {
        counts[text] += 1;
        let others = [
            index.checked_sub(1).and_then(|above| texts.get(above)),
            texts.get(index + 1),
        ];
        for (beside, other) in beside[text].iter_mut().zip(others) {
            if let Some(&other) = other {
                beside.note(other);
            }
        }
    }
    let tied = |beside: &Beside| match *beside {
        Beside::One(other, count) => (counts[other] as f32 / texts.len() as f32).powi(count as i32) < CHANCE,
        _ => false,
    };
    (texts.iter())
        .map(|&text| counts[text] >= AGAIN && !beside[text].iter().any(tied))
        .collect()
}

/// Chance below which it is none that always the same text stands above another.
const CHANCE: f32 = 0.15;

/// Takes a feature of a column's joins away where it is nothing everywhere: it tells no join from another.
pub(super) fn still(joins: &mut [Vec<Option<Join>>], column: usize, feature: impl Fn(&mut Join) -> &mut Option<u8>) {
    let mut all = joins.iter_mut().filter_map(|joins| joins[column].as_mut());
    if all.all(|join| *feature(join) == Some(0)) {
        let all = joins.iter_mut().filter_map(|joins| joins[column].as_mut());
        all.for_each(|join| *feature(join) = None);
    }
}

/// Least bands between drawn lines that show a habit.
const BANDS: usize = 4;

/// Share of the bands that may look like several rows, as a cell with a list of values does.
const SEVERAL: usize = 10;

/// Share of all lines from which one band is a table's body between two lines, and no row.
const BODY: f32 = 0.5;

/// Whether lines are drawn between all rows: there are several bands between drawn lines, and few hold a line with whole values
/// below whole values in two columns, as a new row has them.
pub(super) fn all_ruled(lines: &[GridLine], joins: &[Vec<Option<Join>>]) -> bool {
    let (mut bands, mut several, mut longest) = (0usize, 0usize, 0usize);
    let mut from = 0;
    for to in 1..=lines.len() {
        if to < lines.len() && lines[to].part == lines[from].part && !lines[to].drawn {
            continue;
        }
        bands += 1;
        longest = longest.max(to - from);
        let stacked = (from + 1..to).any(|line| {
            let values = joins[line]
                .iter()
                .flatten()
                .filter(|join| join.above >= from && join.values == Some(2));
            values.count() >= 2
        });
        several += usize::from(stacked);
        from = to;
    }
    let body = longest >= 5 && longest as f32 > BODY * lines.len() as f32;
    bands >= BANDS && several * SEVERAL <= bands && !body
}

/// Fewest lines to tell by that each is a row.
const FULL_LINES: usize = 4;

/// Words of a line of prose, and the share of its lines that are full.
const PROSE_WORDS: f32 = 3.5;
const PROSE_FULL: f32 = 0.5;

/// Whether all lines have text in all columns, and none of these is prose: long texts side by side fill most lines, too.
pub(super) fn all_full(lines: &[GridLine], joins: &[Vec<Option<Join>>], columns: usize) -> bool {
    let full = |line: &GridLine| line.cells.iter().all(Option::is_some);
    let prose = |column: usize| {
        let texts = || lines.iter().filter_map(|line| line.cells[column].as_ref());
        let words: usize = texts().map(|text| text.words.len()).sum();
        let filled = joins
            .iter()
            .filter_map(|joins| joins[column])
            .filter(|join| join.fill == Some(0));
        let count = texts().count() as f32;
        words as f32 >= PROSE_WORDS * count && filled.count() as f32 >= PROSE_FULL * count
    };
    lines.len() >= FULL_LINES && lines.iter().all(full) && !(0..columns).any(prose)
}

/// Marks the lines that can be headings and say the same as another such line, but do not always follow the same text.
pub(super) fn headings_again(
    document: &Document,
    text: &[TextLine],
    lines: &mut [GridLine],
    joins: &[Vec<Option<Join>>],
) {
    let whole = |line: &GridLine| {
        let words = &text[line.line].words;
        &document.text[words[0].span.start as usize..words[words.len() - 1].span.end as usize]
    };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines.iter().filter(|l| l.heading) {
        *seen.entry(whole(line)).or_default() += 1;
    }
    let marks: Vec<bool> = lines
        .iter()
        .zip(joins)
        .map(|(line, join)| {
            line.heading && seen.get(whole(line)).is_some_and(|n| *n >= 2) && !join.iter().flatten().any(|j| j.pair)
        })
        .collect();
    for (line, mark) in lines.iter_mut().zip(marks) {
        line.again = mark;
    }
}

/// Marks the joins whose two texts always come together: parts of a cell that is there several times.
pub(super) fn pairs(
    document: &Document,
    text: &[TextLine],
    lines: &[GridLine],
    joins: &mut [Vec<Option<Join>>],
    columns: usize,
) {
    let mut buffer = String::new();
    for c in 0..columns {
        let mut numbers = Numbers::default();
        let texts: Vec<usize> = (lines.iter())
            .map(|line| {
                buffer.clear();
                buffer.extend(line.words(document, text, c));
                numbers.of(&buffer)
            })
            .collect();
        let mut below = vec![Beside::Nothing; numbers.0.len()];
        let mut above = below.clone();
        for (l, join) in joins.iter().enumerate() {
            if let Some(join) = join[c] {
                below[texts[join.above]].note(texts[l]);
                above[texts[l]].note(texts[join.above]);
            }
        }
        let again = |beside: Beside| matches!(beside, Beside::One(_, count) if count >= 2);
        for (l, join) in joins.iter_mut().enumerate() {
            if let Some(join) = &mut join[c] {
                join.pair = again(below[texts[join.above]]) && again(above[texts[l]]);
            }
        }
    }
}

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
