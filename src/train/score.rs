//! How good a reconstruction is: the figure that training raises.

use super::cases::Case;
use crate::reconstruct::weights::Weights;
use crate::reconstruct::{Reconstruction, reconstruct_given};
use rayon::prelude::*;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Weight of records that are right throughout.
const RECORDS: f32 = 0.6;

/// Weight of cells.
const CELLS: f32 = 0.4;

/// Weighted mean of the cases' scores. The sum runs in the order of the cases, so the figure is the same with any number
/// of threads.
pub fn mean_score(cases: &[&Case], weights: &Weights) -> f32 {
    let total: f32 = cases.iter().map(|case| case.weight).sum();
    let scores: Vec<f32> = cases
        .par_iter()
        .map(|case| case.weight * score(case, weights))
        .collect();
    scores.iter().sum::<f32>() / total
}

/// The score of one case between 0 and 1: the share of records that are right with their headings, and of cells that stand
/// in the right column, of the known ones or of those found, whichever are more.
///
/// The kinds of the columns are given, so this measures the search, not the choice of the number of columns. White space
/// and hyphens do not count: how lines are joined is not the search's doing.
pub fn score(case: &Case, weights: &Weights) -> f32 {
    score_of(
        case,
        &reconstruct_given(&case.document, &case.body, weights, &case.kinds),
    )
}

/// The score of a reconstruction, see [`score`].
pub(super) fn score_of(case: &Case, found: &Reconstruction) -> f32 {
    let extraction = crate::records::assemble(&case.document, &case.body, found);
    let want: Vec<Row> = case
        .truth
        .records
        .iter()
        .map(|record| row(&record.cells, &record.section, &record.subsection))
        .collect();
    let records = extraction.tables.first().map_or(&[][..], |table| &table.records);
    let got: Vec<Row> = records
        .iter()
        .map(|record| {
            let heading = |text: &Option<String>| text.clone().unwrap_or_default();
            let cells: Vec<&str> = record.cells.iter().map(|cell| cell.text.as_str()).collect();
            row(&cells, &heading(&record.section), &heading(&record.subsection))
        })
        .collect();
    compare(&want, &got, case.truth.columns.len())
}

/// Keys of the cells of a record, then of its section and its subsection.
type Row = Vec<String>;

fn row<T: AsRef<str>>(cells: &[T], section: &str, subsection: &str) -> Row {
    let cells = cells.iter().map(|cell| key(cell.as_ref()));
    cells.chain([key(section), key(subsection)]).collect()
}

fn compare(want: &[Row], got: &[Row], columns: usize) -> f32 {
    let mut cells: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for found in got {
        for (column, cell) in found.iter().take(columns).enumerate() {
            *cells.entry((column, cell)).or_default() += 1;
        }
    }
    let mut used = vec![false; got.len()];
    let (mut exact, mut good) = (0.0, 0.0);
    for known in want {
        if let Some(at) = (0..got.len()).find(|&at| !used[at] && got[at] == *known) {
            used[at] = true;
            exact += 1.0;
        }
        for (column, cell) in known.iter().take(columns).enumerate() {
            if let Some(left) = cells.get_mut(&(column, cell.as_str()))
                && *left > 0
            {
                *left -= 1;
                good += 1.0;
            }
        }
    }
    let rows = want.len().max(got.len()).max(1) as f32;
    RECORDS * exact / rows + CELLS * good / (rows * columns as f32)
}

/// A text without what does not count.
fn key(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{fffe}' | '\u{ad}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_and_cells_count() {
        let want = [row(&["owl", "night-bird"], "One", ""), row(&["jay", "nuts"], "One", "")];
        let near = |score: f32, known: f32| assert!((score - known).abs() < 1e-6, "{score} is not {known}");
        near(compare(&want, &want, 2), 1.0);
        near(compare(&want, &[], 2), 0.0);
        // A joined word is right; a wrong heading spoils the record, not its cells.
        let joined = [row(&["owl", "night bird"], "One", ""), row(&["jay", "nuts"], "Two", "")];
        near(compare(&want, &joined, 2), 0.6 * 0.5 + 0.4);
        // Records that nobody asked for cost as much as missing ones.
        let more = [
            want[0].clone(),
            want[1].clone(),
            row(&["", ""], "", ""),
            row(&["", ""], "", ""),
        ];
        near(compare(&want, &more, 2), 0.5);
        // Cells in the wrong column are wrong.
        near(compare(&want[..1], &[row(&["nightbird", "owl"], "One", "")], 2), 0.0);
    }
}
