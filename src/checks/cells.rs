//! Cells that do not look like the others of their column.

use super::{At, filled, quoted};
use crate::extraction::{Cell, Record, Table};
use crate::finding::Finding;

/// Cells a column has to have before one of them is long.
const CELLS: usize = 12;
/// Characters that are never too many.
const SHORT: usize = 80;
/// Times the length of the nineteen of twenty cells that are shorter.
const TIMES: usize = 3;
/// Times the length of the middle one.
const MIDDLE: usize = 8;
/// Cells of each kind on each side where a column changes.
const SIDE: usize = 8;

/// Cells much longer than the others of their column: rows that were joined, or prose that was taken for a cell.
pub(super) fn lengths(table: &Table, findings: &mut Vec<Finding>) {
    for (column, name) in table.columns.iter().enumerate() {
        let cells: Vec<(&Record, &Cell, usize)> = filled(table, column)
            .map(|(record, cell)| (record, cell, cell.text.chars().count()))
            .collect();
        if cells.len() < CELLS {
            continue;
        }
        let mut lengths: Vec<usize> = cells.iter().map(|(.., length)| *length).collect();
        lengths.sort_unstable();
        let (middle, most) = (lengths[lengths.len() / 2], lengths[(lengths.len() - 1) * 19 / 20]);
        let limit = SHORT.max(TIMES * most).max(MIDDLE * middle);
        for (record, cell, length) in cells.iter().filter(|(.., length)| *length > limit) {
            findings.push(At::cell(record, cell).warning(
                "long-cell",
                format!(
                    "this cell of column {name:?} has {length} characters, 19 of 20 have at most {most}; look whether rows or \
                     text around the table were joined to it: {}",
                    quoted(&cell.text)
                ),
            ));
        }
    }
}

/// A column that holds figures up to some record, and words from there on, or the other way round.
pub(super) fn kinds(table: &Table, findings: &mut Vec<Finding>) {
    for (column, name) in table.columns.iter().enumerate() {
        let cells: Vec<(&Record, &Cell, bool)> = filled(table, column)
            .map(|(record, cell)| (record, cell, is_figure(&cell.text)))
            .collect();
        // Figures before each cell.
        let mut before = vec![0; cells.len() + 1];
        for (index, (.., figure)) in cells.iter().enumerate() {
            before[index + 1] = before[index] + usize::from(*figure);
        }
        let all = before[cells.len()];
        let pure = |cut: usize| {
            let (first, last) = (before[cut], all - before[cut]);
            (first == cut && last == 0) || (first == 0 && last == cells.len() - cut)
        };
        let cut = (SIDE..(cells.len() + 1).saturating_sub(SIDE)).find(|cut| pure(*cut));
        if let Some((record, cell, figure)) = cut
            .and_then(|cut| cells.get(cut))
            .filter(|_| all > 0 && all < cells.len())
        {
            let (earlier, later) = if *figure {
                ("words", "figures")
            } else {
                ("figures", "words")
            };
            findings.push(At::cell(record, cell).warning(
                "kind-change",
                format!(
                    "column {name:?} holds {earlier} up to here and {later} from here on ({}); look whether columns were mixed up",
                    quoted(&cell.text)
                ),
            ));
        }
    }
}

/// More digits than letters: amounts with their currencies, dates, numbers.
fn is_figure(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    digits > 0 && digits >= text.chars().filter(|c| c.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::super::one_column;
    use super::*;

    fn found(check: fn(&Table, &mut Vec<Finding>), cells: &[String]) -> Vec<Option<u32>> {
        let mut findings = Vec::new();
        check(&one_column(cells.iter().cloned()), &mut findings);
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_cell_that_took_prose_in_is_long() {
        let mut cells: Vec<String> = (0..40).map(|n| "word ".repeat(n % 5 + 1)).collect();
        assert!(found(lengths, &cells).is_empty());
        cells[17] = "word ".repeat(60);
        assert_eq!(found(lengths, &cells), [Some(18)]);
        cells.truncate(10);
        assert!(found(lengths, &cells).is_empty(), "too few to tell");
    }

    #[test]
    fn a_column_changes_once() {
        let figures = |n: usize| format!("{n},50");
        let words = |n: usize| format!("place {}", "x".repeat(n));
        let cells = |cut: usize| {
            (0..30)
                .map(|n| if n < cut { figures(n) } else { words(n) })
                .collect::<Vec<_>>()
        };
        assert_eq!(found(kinds, &cells(12)), [Some(13)]);
        assert!(found(kinds, &cells(0)).is_empty());
        assert!(found(kinds, &cells(30)).is_empty());
        assert!(found(kinds, &cells(3)).is_empty(), "a few at the top");
        let mixed: Vec<String> = (0..30)
            .map(|n| if n % 2 == 0 { figures(n) } else { words(n) })
            .collect();
        assert!(found(kinds, &mixed).is_empty());
    }
}
