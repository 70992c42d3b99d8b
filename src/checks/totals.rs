//! Printed totals and subtotals that are not the sum of their rows, in decimal arithmetic.

use super::{At, quoted};
use crate::extraction::{Record, Table};
use crate::finding::Finding;
use crate::values::{Kind, Value};

/// Rows that a total sums up, at least.
const ROWS: usize = 3;
/// Of the records, the share that fill a column whose cells are empty in totals.
const FILLED: (usize, usize) = (2, 3);
/// Figures behind the point that are added exactly.
const PLACES: usize = 6;

/// Rows that are totals in some column, and not the sum of the rows before them in another.
///
/// A row is a total where most columns that the other rows fill are empty, or where two of its figures are sums already. It may
/// sum up the rows since the total before it, or all rows of the table.
pub(super) fn find(table: &Table, findings: &mut Vec<Finding>) {
    let summed: Vec<usize> = (0..table.columns.len())
        .filter(|column| matches!(table.kinds.get(*column), Some(Kind::Number | Kind::Amount)))
        .collect();
    if summed.is_empty() || table.records.len() <= ROWS {
        return;
    }
    let filled = filled(table, &summed);
    let mut since = 0;
    let mut totals: Vec<usize> = Vec::new();
    for (row, record) in table.records.iter().enumerate() {
        let bare = is_bare(record, &filled);
        let last = row + 1 == table.records.len();
        if row - since < ROWS || !(bare || last) {
            continue;
        }
        let sums: Vec<Sums> = summed
            .iter()
            .filter_map(|column| Sums::new(table, *column, row, since, &totals))
            .collect();
        let right = sums.iter().filter(|sums| sums.is_right()).count();
        let near = !sums.is_empty() && sums.iter().all(Sums::is_near);
        let total = if bare { right > 0 || near } else { right > 1 };
        if !total {
            continue;
        }
        for sums in sums.iter().filter(|sums| !sums.is_right()) {
            let cell = &record.cells[sums.column];
            let difference = (sums.total - sums.part).abs().min((sums.total - sums.whole).abs());
            findings.push(At::cell(record, cell).warning(
                "total-differs",
                format!(
                    "column {:?}: the printed total is {}, the {} rows it should sum up make {}, a difference of {}; look whether rows \
                     were lost or doubled",
                    table.columns[sums.column],
                    quoted(&cell.text),
                    sums.rows,
                    decimal(sums.part),
                    decimal(difference)
                ),
            ));
        }
        totals.push(row);
        since = row + 1;
    }
}

/// The columns that most records fill and that hold no figures.
fn filled(table: &Table, summed: &[usize]) -> Vec<usize> {
    let (share, of) = FILLED;
    let count = |column: usize| {
        let cells = table.records.iter().filter_map(|record| record.cells.get(column));
        cells.filter(|cell| !cell.text.is_empty()).count()
    };
    (0..table.columns.len())
        .filter(|column| !summed.contains(column) && count(*column) * of >= table.records.len() * share)
        .collect()
}

/// Most of the columns are empty in a record.
fn is_bare(record: &Record, columns: &[usize]) -> bool {
    let empty = |column: &&usize| record.cells.get(**column).is_some_and(|cell| cell.text.is_empty());
    let empty = columns.iter().filter(empty).count();
    empty > 0 && empty * 2 >= columns.len()
}

/// A figure that may be a total, and what the rows before it make.
#[derive(Debug, Clone, Copy)]
struct Sums {
    column: usize,
    /// As printed, in units of the last place that is added.
    total: i128,
    /// The rows since the total before.
    part: i128,
    /// All rows but totals.
    whole: i128,
    /// The greatest of the rows.
    most: i128,
    /// How many rows the part has.
    rows: usize,
    /// What rounding each figure may have changed.
    rounding: i128,
}

impl Sums {
    fn new(table: &Table, column: usize, row: usize, since: usize, totals: &[usize]) -> Option<Self> {
        let value = |row: usize| number(table.records[row].cells.get(column)?.value.as_ref()?);
        let (total, places) = value(row)?;
        let mut sums = Self {
            column,
            total,
            part: 0,
            whole: 0,
            most: i128::MIN,
            rows: 0,
            rounding: 0,
        };
        for at in (0..row).filter(|at| !totals.contains(at)) {
            let Some((figure, _)) = value(at) else { continue };
            sums.whole = sums.whole.checked_add(figure)?;
            if at >= since {
                sums.part = sums.part.checked_add(figure)?;
                sums.most = sums.most.max(figure);
                sums.rows += 1;
            }
        }
        // Half a unit of the last printed place for each row and for the total.
        let unit = 10_i128.pow((PLACES - places) as u32);
        sums.rounding = unit * (sums.rows as i128 + 1) / 2;
        (sums.rows >= ROWS).then_some(sums)
    }

    fn is_right(&self) -> bool {
        // Whole numbers are counted, not rounded, unless the difference is a matter of the last figure.
        [self.part, self.whole]
            .iter()
            .any(|sum| (self.total - sum).abs() <= self.rounding.min(self.total.abs() / 200))
            || self.total == self.part
            || self.total == self.whole
    }

    /// No row is greater, and the sum is about the same.
    fn is_near(&self) -> bool {
        self.total >= self.most && self.total > 0 && (self.total - self.part).abs() * 4 <= self.total
    }
}

/// A decimal in millionths, and how many places it is written with.
fn number(value: &Value) -> Option<(i128, usize)> {
    let (Value::Number { number } | Value::Amount { number, .. }) = value else {
        return None;
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.len() > PLACES || whole.len() > 24 {
        return None;
    }
    let digits = format!("{whole}{fraction:0<PLACES$}");
    Some((digits.parse().ok()?, fraction.len()))
}

/// Millionths as a decimal.
fn decimal(number: i128) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = PLACES + 1);
    let (whole, fraction) = digits.split_at(digits.len() - PLACES);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Cell;

    /// A name and a figure per row.
    fn table(rows: &[(&str, &str)]) -> Table {
        let record = |(name, number): &(&str, &str)| Record {
            cells: vec![
                Cell {
                    text: (*name).to_owned(),
                    ..Cell::default()
                },
                Cell {
                    text: (*number).to_owned(),
                    value: Some(Value::Number {
                        number: (*number).to_owned(),
                    }),
                    ..Cell::default()
                },
            ],
            pages: (1, 1),
            lines: (1, 1),
            ..Record::default()
        };
        Table {
            columns: ["name", "sum"].map(str::to_owned).to_vec(),
            kinds: vec![Kind::Text, Kind::Number],
            records: rows.iter().map(record).collect(),
            pages: (1, 1),
        }
    }

    fn found(rows: &[(&str, &str)]) -> Vec<String> {
        let mut findings = Vec::new();
        find(&table(rows), &mut findings);
        findings.into_iter().map(|finding| finding.message).collect()
    }

    const ROWS: [(&str, &str); 12] = [
        ("a", "10.50"),
        ("b", "20.25"),
        ("c", "30.25"),
        ("d", "5"),
        ("e", "6"),
        ("f", "7"),
        ("g", "8"),
        ("h", "9"),
        ("i", "1"),
        ("j", "2"),
        ("k", "3"),
        ("l", "4"),
    ];

    fn with(total: &str) -> Vec<String> {
        let rows: Vec<_> = ROWS.iter().copied().chain([("", total)]).collect();
        found(&rows)
    }

    #[test]
    fn totals_that_add_up_are_not_told() {
        assert!(with("106").is_empty());
        assert!(with("106.00").is_empty());
        assert!(with("5000").is_empty(), "no total at all");
    }

    #[test]
    fn a_total_of_more_than_its_rows_is() {
        let told = with("126.25");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains("12 rows") && told[0].contains("106,") && told[0].contains("20.25"),
            "{told:?}"
        );
    }

    #[test]
    fn subtotals_and_their_sum() {
        let rows = |second: &'static str| {
            let mut rows = ROWS.to_vec();
            rows.insert(6, ("", "79"));
            rows.push(("", second));
            rows.push(("", "106"));
            rows
        };
        assert!(found(&rows("27")).is_empty(), "{:?}", found(&rows("27")));
        assert_eq!(found(&rows("30")).len(), 1);
    }

    #[test]
    fn decimals() {
        assert_eq!(decimal(-1_500_000), "-1.5");
        assert_eq!(decimal(2_000_000), "2");
        assert_eq!(decimal(1), "0.000001");
    }
}
