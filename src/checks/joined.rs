//! Rows and columns that were joined: cells that hold twice what the others of their column hold once.

use super::{At, filled, quoted};
use crate::extraction::{Cell, Record, Table};
use crate::finding::Finding;
use std::collections::BTreeMap;

/// Cells a column has to have before one of them stands out.
const CELLS: usize = 20;
/// Times a whole cell comes again before it is a value of its column.
const AGAIN: usize = 3;
/// Of the cells of a column, the share that are such values, or that end alike.
const SHARE: (usize, usize) = (19, 20);

/// Cells made of two values of their column, cells with two figures where all others have one, and columns made of two.
pub(super) fn find(table: &Table, findings: &mut Vec<Finding>) {
    for (column, name) in table.columns.iter().enumerate() {
        let cells: Vec<(&Record, &Cell)> = filled(table, column).collect();
        if cells.len() < CELLS {
            continue;
        }
        let told = findings.len();
        values(name, &cells, findings);
        // One finding for a cell is enough.
        if findings.len() == told {
            figures(name, &cells, findings);
        }
        columns(name, &cells, findings);
    }
}

/// Cells that are two values of their column, one behind the other.
fn values(name: &str, cells: &[(&Record, &Cell)], findings: &mut Vec<Finding>) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, cell) in cells {
        *times.entry(&cell.text).or_default() += 1;
    }
    let recurs = |text: &str| times.get(text).is_some_and(|times| *times >= AGAIN);
    let known = cells.iter().filter(|(_, cell)| recurs(&cell.text)).count();
    let (share, of) = SHARE;
    if known * of < cells.len() * share {
        return;
    }
    for (record, cell) in cells.iter().filter(|(_, cell)| !recurs(&cell.text)) {
        let halves = cell.text.match_indices(char::is_whitespace).find_map(|(at, _)| {
            let (first, second) = (cell.text[..at].trim_end(), cell.text[at..].trim_start());
            (recurs(first) && recurs(second)).then_some((first, second))
        });
        if let Some((first, second)) = halves {
            findings.push(At::cell(record, cell).warning(
                "joined-rows",
                format!(
                    "this cell of column {name:?} holds two of its values, {} and {}; look whether two rows were joined",
                    quoted(first),
                    quoted(second)
                ),
            ));
        }
    }
}

/// Cells with several figures of the shape that every other cell has one of.
fn figures(name: &str, cells: &[(&Record, &Cell)], findings: &mut Vec<Finding>) {
    let shapes: Vec<Vec<String>> = cells
        .iter()
        .map(|(_, cell)| cell.text.split_whitespace().filter_map(shape).collect())
        .collect();
    let Some(usual) = shapes.first().and_then(|shapes| shapes.first()) else {
        return;
    };
    let count = |shapes: &[String]| shapes.iter().filter(|shape| *shape == usual).count();
    let more: Vec<usize> = (0..cells.len()).filter(|at| count(&shapes[*at]) > 1).collect();
    let one = shapes.iter().filter(|shapes| count(shapes) == 1).count();
    if one + more.len() < cells.len() || more.len() * SHARE.1 > cells.len() {
        return;
    }
    for at in more {
        let (record, cell) = cells[at];
        findings.push(At::cell(record, cell).warning(
            "joined-rows",
            format!(
                "this cell of column {name:?} holds {} figures where all others hold one: {}; look whether rows were joined",
                count(&shapes[at]),
                quoted(&cell.text)
            ),
        ));
    }
}

/// A column whose cells are words and a figure of one shape behind them, such as a date.
fn columns(name: &str, cells: &[(&Record, &Cell)], findings: &mut Vec<Finding>) {
    let last = |cell: &Cell| cell.text.split_whitespace().next_back().and_then(shape);
    let words = |cell: &Cell| {
        let mut words = cell.text.split_whitespace();
        words.next_back();
        words.any(|word| word.chars().any(char::is_alphabetic)) && words.all(|word| shape(word).is_none())
    };
    let Some(usual) = cells.first().and_then(|(_, cell)| last(cell)) else {
        return;
    };
    let alike = cells
        .iter()
        .filter(|(_, cell)| last(cell).as_ref() == Some(&usual) && words(cell))
        .count();
    let (share, of) = SHARE;
    if alike * of >= cells.len() * share {
        let (record, cell) = cells[0];
        findings.push(At::cell(record, cell).warning(
            "joined-columns",
            format!(
                "nearly all cells of column {name:?} are words and a figure, such as {}; look whether two columns were joined",
                quoted(&cell.text)
            ),
        ));
    }
}

/// The shape of a date or an amount: runs of digits as `9`, the marks between them kept; `None` for a text with less than two
/// such runs, or with letters.
fn shape(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| matches!(c, ',' | ';' | '(' | ')' | '[' | ']'));
    let mut shape = String::new();
    for c in word.chars() {
        match c {
            c if c.is_alphabetic() => return None,
            c if c.is_numeric() && shape.ends_with('9') => {}
            c if c.is_numeric() => shape.push('9'),
            c => shape.push(c),
        }
    }
    (shape.matches('9').count() > 1).then_some(shape)
}

#[cfg(test)]
mod tests {
    use super::super::one_column;
    use super::*;

    fn found(cells: impl IntoIterator<Item = String>) -> Vec<&'static str> {
        let mut findings = Vec::new();
        find(&one_column(cells), &mut findings);
        findings.iter().map(|finding| finding.code).collect()
    }

    fn cells(at: impl Fn(usize) -> String, more: &str) -> Vec<String> {
        let more = Some(more.to_owned()).filter(|more| !more.is_empty());
        (0..40).map(at).chain(more).collect()
    }

    #[test]
    fn two_values_in_one_cell() {
        let value = |n: usize| ["in use", "planned"][n % 2].to_owned();
        assert_eq!(found(cells(value, "planned in use")), ["joined-rows"]);
        assert!(found(cells(value, "")).is_empty());
        let day = |n: usize| ["01.02.2020", "05.06.2021"][n % 2].to_owned();
        assert_eq!(found(cells(day, "01.02.2020 05.06.2021")), ["joined-rows"], "told once");
        assert!(
            found(cells(value, "planned later")).is_empty(),
            "no value of the column"
        );
        assert!(
            found(cells(|n| format!("place {n}"), "place 1 place 2")).is_empty(),
            "no values at all"
        );
    }

    #[test]
    fn two_figures_in_one_cell() {
        let date = |n: usize| format!("0{}.07.2021", n % 9);
        assert_eq!(found(cells(date, "01.02.2022 03.04.2023")), ["joined-rows"]);
        assert!(found(cells(date, "none")).is_empty(), "not all others have one");
        assert!(found(cells(|n| format!("{} {n}", date(n)), "")).is_empty());
    }

    #[test]
    fn two_columns_in_one() {
        let joined = |n: usize| format!("Place {} 01/0{}/2007", "x".repeat(n % 7 + 1), n % 9);
        assert_eq!(found(cells(joined, "")), ["joined-columns"]);
        assert!(
            found(cells(|n| format!("Place {n}"), "")).is_empty(),
            "a number is a name"
        );
    }
}
