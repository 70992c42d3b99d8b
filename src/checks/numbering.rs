//! Columns of running numbers that leave one out, have one twice or go back.

use super::{At, quoted};
use crate::document::Document;
use crate::extraction::Table;
use crate::finding::Finding;
use crate::placed::Placed;
use std::collections::BTreeMap;

/// Steps to the next number that make a numbering of a column, at least.
const STEPS: usize = 5;
/// Of its steps, the share that leads to the next number.
const REGULAR: (usize, usize) = (4, 5);
/// Findings of one column that are told one by one.
const TOLD: usize = 5;
/// Gaps that are told one by one though no missing number is printed.
const GAPS: usize = 2;
/// The same in a long column: one in so many.
const RARE: usize = 50;
/// The longest text that is a number of a numbering, in bytes.
const LONGEST: usize = 24;

/// A running number: what stands before its last digits, and those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Number<'a> {
    prefix: &'a str,
    value: u64,
}

/// The number of a cell like `7`, `7.`, `A-007`, `2024/7`.
fn number(text: &str) -> Option<Number<'_>> {
    let core = text.trim_end_matches(['.', ')', ':']);
    if text.len() > LONGEST || core.contains(char::is_whitespace) {
        return None;
    }
    let digits = core.len() - core.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (prefix, digits) = core.split_at(core.len() - digits);
    Some(Number {
        prefix,
        value: digits.parse().ok()?,
    })
}

/// How a number goes on from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Next,
    /// Another sequence begins, at its start.
    Restart,
    /// This many numbers are left out.
    Gap(u64),
    Repeat,
    Back,
}

fn step(before: Number<'_>, number: Number<'_>) -> Step {
    if number.prefix != before.prefix || (number.value <= 1 && before.value > 1) {
        return Step::Restart;
    }
    match number.value.checked_sub(before.value) {
        Some(0) => Step::Repeat,
        Some(1) => Step::Next,
        Some(more) => Step::Gap(more - 1),
        None => Step::Back,
    }
}

/// Gaps and repeats in the columns of a table that number its records.
pub(super) fn columns(table: &Table, printed: &Printed, findings: &mut Vec<Finding>) {
    for column in 0..table.columns.len() {
        let cells = || {
            let records = table.records.iter().enumerate();
            records.filter_map(|(row, record)| Some((row, record.cells.get(column)?)))
        };
        let filled = cells().filter(|(_, cell)| !cell.text.is_empty()).count();
        let numbers: Vec<(usize, Number<'_>)> = cells()
            .filter_map(|(row, cell)| Some((row, number(&cell.text)?)))
            .collect();
        let steps: Vec<(usize, Step)> = numbers
            .windows(2)
            .map(|pair| (pair[1].0, step(pair[0].1, pair[1].1)))
            .collect();
        let compared = steps.iter().filter(|(_, step)| *step != Step::Restart).count();
        let next = steps.iter().filter(|(_, step)| *step == Step::Next).count();
        let (share, of) = REGULAR;
        if next < STEPS || next * of < compared * share || numbers.len() * of < filled * share {
            continue;
        }
        let numbering = Numbered {
            table,
            column,
            numbers: &numbers,
        };
        numbering.tell(&steps, next, printed, findings);
    }
}

/// A column that numbers its records: per record with a number its index and the number.
struct Numbered<'a> {
    table: &'a Table,
    column: usize,
    numbers: &'a [(usize, Number<'a>)],
}

impl Numbered<'_> {
    fn at(&self, row: usize) -> At {
        let record = &self.table.records[row];
        At::cell(record, &record.cells[self.column])
    }

    fn text(&self, row: usize) -> &str {
        &self.table.records[row].cells[self.column].text
    }

    /// The text of the number before that of a record.
    fn before(&self, row: usize) -> &str {
        let at = self.numbers.partition_point(|(other, _)| *other < row);
        at.checked_sub(1).map_or("", |at| self.text(self.numbers[at].0))
    }

    fn tell(&self, steps: &[(usize, Step)], next: usize, printed: &Printed, findings: &mut Vec<Finding>) {
        let name = &self.table.columns[self.column];
        let mut told = 0;
        let mut more = |findings: &mut Vec<Finding>, finding| {
            told += 1;
            if told <= TOLD {
                findings.push(finding);
            }
        };
        // Numbers left out that are printed nowhere.
        let mut absent: Vec<(usize, u64)> = Vec::new();
        for (row, step) in steps {
            let (at, before, here) = (self.at(*row), quoted(self.before(*row)), quoted(self.text(*row)));
            match step {
                Step::Next | Step::Restart => {}
                Step::Repeat => more(
                    findings,
                    at.warning(
                        "numbering-repeat",
                        format!("column {name:?} has {here} twice in a row; look whether one row was cut in two"),
                    ),
                ),
                Step::Back => more(
                    findings,
                    at.warning(
                        "numbering-back",
                        format!("column {name:?} goes back from {before} to {here}; look whether rows changed places"),
                    ),
                ),
                Step::Gap(missing) => match self.missing(*row, *missing).find_map(|text| printed.line(&text).map(|at| (text, at))) {
                    Some((text, found)) => more(
                        findings,
                        at.warning(
                            "numbering-gap",
                            format!(
                                "column {name:?} goes from {before} to {here}, but {} is printed on line {}; look whether its row \
                                 went somewhere else",
                                quoted(&text),
                                found
                            ),
                        ),
                    ),
                    None => absent.push((*row, *missing)),
                },
            }
        }
        let habit = absent.len() > GAPS.max(next / RARE);
        if habit {
            let (row, _) = absent[0];
            let missing: u64 = absent.iter().map(|(_, missing)| missing).sum();
            findings.push(self.at(row).note(
                "numbering-gap",
                format!(
                    "column {name:?} leaves out {missing} numbers in {} places, first between {} and {}; none of them is printed in \
                     this source",
                    absent.len(),
                    quoted(self.before(row)),
                    quoted(self.text(row))
                ),
            ));
        } else {
            for (row, missing) in absent {
                let what = if missing == 1 { "number" } else { "numbers" };
                findings.push(self.at(row).warning(
                    "numbering-gap",
                    format!(
                        "column {name:?} goes from {} to {}: {missing} {what} left out and printed nowhere in this source; look \
                         whether the source is whole",
                        quoted(self.before(row)),
                        quoted(self.text(row))
                    ),
                ));
            }
        }
    }

    /// The first numbers left out before that of a record, written as it is.
    fn missing(&self, row: usize, missing: u64) -> impl Iterator<Item = String> {
        let text = self.text(row);
        let core = text.trim_end_matches(['.', ')', ':']);
        let parsed = number(text);
        let (prefix, value) = parsed.map_or(("", 0), |number| (number.prefix, number.value));
        let width = core.len() - prefix.len();
        let (prefix, end) = (prefix.to_owned(), text[core.len()..].to_owned());
        let padded = text[prefix.len()..].starts_with('0');
        (value - missing.min(value)..value)
            .take(TOLD)
            .map(move |value| match padded {
                true => format!("{prefix}{value:0width$}{end}"),
                false => format!("{prefix}{value}{end}"),
            })
    }
}

/// The first words of all pieces of the source that are in no cell of a numbering, with their lines.
pub(super) struct Printed(BTreeMap<String, u32>);

impl Printed {
    /// Looks through all pieces of the source.
    pub(super) fn new(document: &Document, placed: &[Placed]) -> Self {
        let mut first = BTreeMap::new();
        for piece in placed {
            if let Some(word) = document.span_text(piece.span).split_whitespace().next()
                && number(word).is_some()
            {
                first.entry(word.to_owned()).or_insert(piece.span.line + 1);
            }
        }
        Self(first)
    }

    /// The 1-based line that a number stands on.
    fn line(&self, text: &str) -> Option<u32> {
        self.0.get(text).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::one_column;
    use super::*;
    use crate::Settings;

    fn found(cells: &[String], printed: &[&str]) -> Vec<(&'static str, Option<u32>, String)> {
        let mut findings = Vec::new();
        let printed = Printed(printed.iter().map(|word| ((*word).to_owned(), 99)).collect());
        columns(&one_column(cells.iter().cloned()), &printed, &mut findings);
        findings.into_iter().map(|f| (f.code, f.line, f.message)).collect()
    }

    fn numbers(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
        numbers.into_iter().map(|number| format!("A-{number:03}")).collect()
    }

    #[test]
    fn a_number_left_out_is_found_and_looked_for() {
        let gap = numbers((1..=9).chain(11..=20));
        let absent = found(&gap, &[]);
        assert_eq!(absent.len(), 1);
        assert_eq!((absent[0].0, absent[0].1), ("numbering-gap", Some(10)));
        assert!(absent[0].2.contains("printed nowhere"), "{}", absent[0].2);
        let printed = found(&gap, &["A-010"]);
        assert!(
            printed[0].2.contains("\"A-010\" is printed on line 99"),
            "{}",
            printed[0].2
        );
    }

    #[test]
    fn a_numbering_may_begin_again() {
        assert!(found(&numbers((1..=9).chain(1..=9)), &[]).is_empty());
        assert!(found(&numbers(4..=20), &[]).is_empty(), "and anywhere");
    }

    #[test]
    fn numbers_twice_and_back() {
        let codes = |cells: &[String]| found(cells, &[]).into_iter().map(|f| f.0).collect::<Vec<_>>();
        assert_eq!(codes(&numbers((1..=9).chain(9..=20))), ["numbering-repeat"]);
        assert_eq!(codes(&numbers((1..=9).chain(7..=20))), ["numbering-back"]);
    }

    #[test]
    fn what_is_no_numbering() {
        assert!(found(&numbers([1, 5, 6, 9, 14, 15, 20, 31, 32, 33, 40]), &[]).is_empty());
        let many: Vec<u32> = (1..=200).filter(|n| n % 20 != 7).collect();
        let habit = found(&numbers(many), &[]);
        assert_eq!(habit.len(), 1, "{habit:?}");
        assert!(habit[0].2.contains("10 numbers in 10 places"), "{}", habit[0].2);
    }

    #[test]
    fn a_lost_row_of_a_whole_source_is_told() {
        let row = |n: u32| format!("{n:<6}Measure {n:<20}in use\n");
        let lost = |n: &u32| *n != 12;
        let text: String = (1..=30).filter(lost).map(row).collect();
        let document =
            crate::input::read("t", format!("No    Name                    State\n{text}").as_bytes()).unwrap();
        let extraction = crate::extract(&document, &Settings::default());
        let codes: Vec<&str> = extraction.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["numbering-gap"], "{:?}", extraction.findings);
    }
}
