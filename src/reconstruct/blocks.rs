//! Text in blocks of columns: cells of one column run together over several rows before the next column comes.
//!
//! Which cell belongs to which row is lost in such text, so a table read from it would be wrong. It shows in the values that
//! stand on lines of their own. Where the text goes row by row, amounts, shares or numbers follow each other as often as the
//! table has columns of them: about the same number each time, fewer where cells are empty. In blocks the runs are as long as
//! there are rows between two interruptions.

use super::shape::{self, AMOUNT, CAPITALS, CURRENCY, DASH, PERCENT, SHARE};
use crate::document::Document;
use crate::furniture::{Body, Role};
use std::collections::BTreeMap;

/// Values of a sort that must be there.
const VALUES: usize = 10;
/// A run is long from this many times the usual length on.
const LONG: usize = 2;
/// The longest is at least this many times the usual length.
const LONGEST: usize = 4;
/// The longest run of plain numbers, of which a table may have many columns, has at least this many.
const NUMBERS: usize = 8;
/// One in this many content lines must be in long runs.
const PART: usize = 8;
/// A value has this many words at most.
const WORDS: usize = 6;

/// What a line holds, all by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Number,
    Share,
    Amount,
    /// A dash for a value of any sort.
    Dash,
    Other,
}

/// The first line of a long run of values (index into [`Document::lines`]), if the text stands in blocks of columns.
pub(super) fn find(document: &Document, body: &Body) -> Option<usize> {
    let content = (0..document.lines.len()).filter(|&line| body.roles.get(line) == Some(&Role::Content));
    let values: Vec<(usize, Value)> = content
        .map(|line| (line, document.span_text(body.text_of(document, line))))
        .filter(|(_, text)| !text.chars().all(crate::audit::is_blank))
        .map(|(line, text)| (line, value(text)))
        .collect();
    let sorts = [Value::Number, Value::Share, Value::Amount];
    let found = sorts.into_iter().filter_map(|sort| long_runs(&values, sort));
    let (lines, first) = found.fold((0, None), |(lines, first): (usize, Option<usize>), (more, line)| {
        (lines + more, Some(first.map_or(line, |first| first.min(line))))
    });
    first.filter(|_| lines * PART >= values.len())
}

/// Lines in long runs of values of one sort, and the first of them, if the runs differ too much for rows.
fn long_runs(values: &[(usize, Value)], sort: Value) -> Option<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    for &(line, value) in values {
        match runs.last_mut().filter(|_| open) {
            Some(run) if value == sort || value == Value::Dash => run.0 += 1,
            _ if value == sort => {
                runs.push((1, line));
                open = true;
            }
            _ => open = false,
        }
    }
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for (length, _) in &runs {
        *lengths.entry(*length).or_default() += 1;
    }
    let usual = lengths
        .iter()
        .max_by_key(|(length, runs)| (**runs, std::cmp::Reverse(**length)))?
        .0;
    let all: usize = runs.iter().map(|run| run.0).sum();
    let long = || runs.iter().filter(|run| run.0 >= usual * LONG);
    let lines: usize = long().map(|run| run.0).sum();
    let least = if sort == Value::Number { NUMBERS } else { 0 };
    let longest = runs.iter().map(|run| run.0).max()?;
    let blocks = all >= VALUES && lines * 2 >= all && longest >= least.max(usual * LONGEST);
    long().next().filter(|_| blocks).map(|run| (lines, run.1))
}

/// What a line holds.
fn value(text: &str) -> Value {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > WORDS {
        return Value::Other;
    }
    let kinds: Vec<u8> = words.iter().map(|word| shape::classify(word).kind).collect();
    let number = |kind: &u8| shape::is_number(*kind);
    let code = |i: usize| kinds[i] == CAPITALS && words[i].chars().count() == 3;
    match &kinds[..] {
        kinds if kinds.iter().all(|kind| *kind == DASH) => Value::Dash,
        [kind] if number(kind) => Value::Number,
        [SHARE] => Value::Share,
        [kind, PERCENT] if number(kind) => Value::Share,
        [AMOUNT] => Value::Amount,
        kinds => {
            let signs = (0..kinds.len())
                .filter(|&i| code(i) || matches!(kinds[i], AMOUNT | CURRENCY))
                .count();
            let numbers = kinds.iter().filter(|kind| number(kind)).count();
            if signs == 1 && numbers > 0 && signs + numbers == kinds.len() {
                Value::Amount
            } else {
                Value::Other
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::furniture;

    fn found(text: &str) -> Option<usize> {
        let document = crate::input::read("test", text.as_bytes()).unwrap();
        find(&document, &furniture::find(&document))
    }

    const NAMES: [&str; 8] = ["Alder", "Birch", "Cedar", "Damson", "Elm", "Fir", "Gorse", "Hazel"];

    #[test]
    fn values_of_a_column_run_together_in_blocks() {
        let mut text = String::from("Trees of the park\n");
        for rows in [&NAMES[..5], &NAMES[5..6], &NAMES[..8], &NAMES[2..3]] {
            let column = |value: &dyn Fn(usize) -> String| (0..rows.len()).map(|i| value(i) + "\n").collect::<String>();
            text += &column(&|i| rows[i].to_owned());
            text += &column(&|i| format!("{}", 14 + 31 * i));
            text += &column(&|i| format!("{} %", 7 + 3 * i));
        }
        assert!(found(&text).is_some());
    }

    #[test]
    fn values_row_by_row_are_no_blocks_though_some_are_missing() {
        let mut text = String::from("Trees of the park\n");
        for i in 0..40 {
            text += &format!("{}\n", NAMES[i % 8]);
            for column in 0..6 {
                if (i * 7 + column * 5) % 11 > 1 {
                    text += &format!("{}\n", 3 + i * 17 + column * 29);
                }
            }
            text += if i % 5 == 0 { "–\n" } else { "12 %\n" };
        }
        assert_eq!(found(&text), None);
    }

    #[test]
    fn lines_say_what_they_hold() {
        for (text, expected) in [
            ("18.481", Value::Number),
            ("97 %", Value::Share),
            ("5,5%", Value::Share),
            ("EUR 2 600 000", Value::Amount),
            ("€ 14.000", Value::Amount),
            ("—", Value::Dash),
            ("Alder 14", Value::Other),
            ("12 14", Value::Other),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }
}
