//! What speaks for and against a cell, as numbers about 0 to 1.

use crate::extraction::{Record, Table};
use crate::pipeline::Inspection;
use crate::reconstruct::decision::Decision;
use std::collections::BTreeMap;

/// The features with their names: one list for the fields, the names and the order of the weights.
macro_rules! features {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The features of one cell.
        #[derive(Debug, Clone, Copy, Default, PartialEq)]
        pub struct Features {
            $($(#[$doc])* pub $name: f32,)*
        }

        /// Names of the features, in the order of the weights.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        impl Features {
            /// The numbers in the order of the weights.
            pub fn numbers(&self) -> Vec<f32> {
                vec![$(self.$name),*]
            }
        }
    };
}

features! {
    /// Always 1.
    one,
    /// What the lines of the table cost.
    table_cost,
    /// The greatest doubt about a line of the table.
    table_doubt,
    /// How near a choice of another number of columns came.
    choice_doubt,
    /// The dearest line of the record.
    record_worst,
    /// The greatest doubt about a line of the record.
    record_doubt,
    /// What the lines of the cell cost; for an empty cell, those of its record.
    cell_cost,
    /// The greatest doubt about them.
    cell_doubt,
    /// What the records before and behind cost.
    beside_cost,
    /// How doubtful they are.
    beside_doubt,
    /// The cell is empty.
    empty,
    /// Share of empty cells in the table.
    empty_share,
    /// How many cells of the column are not empty as this one is, or not filled as this one is.
    empty_odd,
    /// How far its length is from that of the other cells of its column.
    odd_length,
    /// How few cells of the column begin so.
    odd_begin,
    /// How few of them end so.
    odd_end,
    /// How odd the cells of the table begin.
    table_odd_begin,
    /// How odd they end.
    table_odd_end,
    /// How odd the cells of the record begin and end.
    record_odd,
    /// The same of the odder one of the records before and behind.
    beside_odd,
}

/// Per table, record and column the features of the cell.
pub fn tables(inspection: &Inspection) -> Vec<Vec<Vec<Features>>> {
    let extraction = &inspection.extraction;
    let tables = extraction.tables.iter().enumerate();
    tables
        .map(|(number, table)| {
            let decisions = inspection.reconstruction.decisions.iter();
            let decision = decisions.into_iter().find(|decision| decision.table == Some(number));
            Around::new(table, decision).records()
        })
        .collect()
}

/// What is known of one line.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    /// What it cost.
    cost: f32,
    /// How much was in question: 1 where another cut costs the same, 0 where there was none.
    doubt: f32,
}

/// Sums over some lines.
#[derive(Debug, Clone, Copy, Default)]
struct Lines {
    mean: f32,
    worst: f32,
    doubt: f32,
}

/// How a text begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Upper,
    Lower,
    Letter,
    Digit,
    Other,
}

fn class(c: Option<char>) -> Option<Class> {
    Some(match c? {
        c if c.is_uppercase() => Class::Upper,
        c if c.is_lowercase() => Class::Lower,
        c if c.is_alphabetic() => Class::Letter,
        c if c.is_numeric() => Class::Digit,
        _ => Class::Other,
    })
}

/// What the cells of one column have in common.
#[derive(Debug, Default)]
struct Column {
    filled: f32,
    /// Mean and deviation of the logarithm of the length.
    length: (f32, f32),
    begins: BTreeMap<Option<Class>, f32>,
    ends: BTreeMap<Option<Class>, f32>,
}

/// A table and what is known around its cells.
struct Around<'a> {
    table: &'a Table,
    lines: BTreeMap<u32, Line>,
    columns: Vec<Column>,
    base: Features,
}

/// Costs a line may have before it counts as the dearest, in nats.
const DEAR: f32 = 60.0;
/// Margin at which a doubt is down to 1/e, in nats.
const SURE: f32 = 4.0;
/// What a difference in cost between two choices of columns says: what makes the readings that are chosen likeliest to be the best of
/// the training data, per lines to the power of .2.
const CHOICE: f32 = 0.06;

impl<'a> Around<'a> {
    fn new(table: &'a Table, decision: Option<&Decision>) -> Self {
        let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
        for (line, cost) in decision.iter().flat_map(|decision| &decision.line_costs) {
            lines.entry(*line as u32 + 1).or_default().cost = *cost;
        }
        for (line, margin) in decision.iter().flat_map(|decision| &decision.margins) {
            lines.entry(*line as u32 + 1).or_default().doubt = (-margin.max(0.0) / SURE).exp();
        }
        let columns: Vec<Column> = (0..table.columns.len())
            .map(|column| Column::new(table, column))
            .collect();
        let mut around = Self {
            table,
            lines,
            columns,
            base: Features::default(),
        };
        let all = around.over(table.records.iter().flat_map(lines_of));
        let base = &mut around.base;
        base.one = 1.0;
        base.table_cost = all.mean / 20.0;
        base.table_doubt = all.doubt;
        if let Some(decision) = decision {
            let lines = decision.line_costs.len().max(1) as f32;
            // Readings with as many columns are nearly the same one.
            let mut choices = decision.choices.iter();
            let first = choices.next();
            let other = first.and_then(|first| choices.find(|other| other.kinds.len() != first.kinds.len()));
            base.choice_doubt = first.zip(other).map_or(0.0, |(first, other)| {
                (-(other.cost - first.cost).max(0.0) * CHOICE / lines.powf(0.2)).exp()
            });
        }
        let filled: f32 = around.columns.iter().map(|column| column.filled).sum();
        base.empty_share = 1.0 - filled / around.columns.len().max(1) as f32;
        let odd = |around: &Self, of: fn(&(f32, f32)) -> f32| {
            let cells = around.table.records.iter().flat_map(|record| around.odd(record));
            let (sum, count) = cells.fold((0.0, 0.0), |(sum, count), odd| (sum + of(&odd), count + 1.0));
            sum / f32::max(count, 1.0)
        };
        (around.base.table_odd_begin, around.base.table_odd_end) =
            (odd(&around, |odd| odd.0), odd(&around, |odd| odd.1));
        around
    }

    /// How odd the cells of a record begin and end, those with text.
    fn odd(&self, record: &Record) -> Vec<(f32, f32)> {
        let cells = record.cells.iter().zip(&self.columns);
        let filled = cells.filter(|(cell, _)| !cell.text.is_empty());
        filled.map(|(cell, looks)| looks.odd(&cell.text)).collect()
    }

    /// Per record the features of its cells.
    fn records(&self) -> Vec<Vec<Features>> {
        let records = &self.table.records;
        let sums: Vec<Lines> = records.iter().map(|record| self.over(lines_of(record))).collect();
        let cells = |(at, record): (usize, &Record)| {
            let beside: Vec<Lines> = [at.checked_sub(1), Some(at + 1)]
                .into_iter()
                .flatten()
                .filter_map(|at| sums.get(at).copied())
                .collect();
            let mean = |of: fn(&Lines) -> f32| beside.iter().map(of).sum::<f32>() / beside.len().max(1) as f32;
            let mut shared = self.base;
            shared.record_worst = sums[at].worst / DEAR;
            shared.record_doubt = sums[at].doubt;
            shared.beside_cost = mean(|lines| lines.mean) / 20.0;
            shared.beside_doubt = mean(|lines| lines.doubt);
            let mean = |odds: Vec<(f32, f32)>| {
                let count = odds.len().max(1) as f32;
                odds.iter().map(|odd| odd.0 + odd.1).sum::<f32>() / count / 2.0
            };
            let next = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            shared.record_odd = mean(self.odd(record));
            shared.beside_odd = next
                .filter_map(|at| records.get(at))
                .map(|record| mean(self.odd(record)))
                .fold(0.0, f32::max);
            (0..self.columns.len())
                .map(|column| self.cell(record, column, shared))
                .collect()
        };
        records.iter().enumerate().map(cells).collect()
    }

    fn cell(&self, record: &Record, column: usize, mut features: Features) -> Features {
        let looks = &self.columns[column];
        let Some(cell) = record.cells.get(column).filter(|cell| !cell.text.is_empty()) else {
            features.cell_cost = self.over(lines_of(record)).mean / 20.0;
            features.cell_doubt = features.record_doubt;
            features.empty = 1.0;
            features.empty_odd = looks.filled;
            return features;
        };
        let own = self.over(cell.places.iter().map(|place| place.span.line + 1));
        features.cell_cost = own.mean / 20.0;
        features.cell_doubt = own.doubt;
        let (mean, deviation) = looks.length;
        features.empty_odd = 1.0 - looks.filled;
        features.odd_length = ((log_length(&cell.text) - mean) / (deviation + 0.3)).abs().min(4.0) / 4.0;
        (features.odd_begin, features.odd_end) = looks.odd(&cell.text);
        features
    }

    /// What some lines cost: their mean, the worst, and the greatest doubt.
    fn over(&self, lines: impl Iterator<Item = u32>) -> Lines {
        let mut sum = Lines::default();
        let mut count = 0.0;
        let mut before = None;
        for line in lines {
            if before == Some(line) {
                continue;
            }
            before = Some(line);
            let of = self.lines.get(&line).copied().unwrap_or_default();
            count += 1.0;
            sum.mean += of.cost.min(DEAR);
            sum.worst = sum.worst.max(of.cost.min(DEAR));
            sum.doubt = sum.doubt.max(of.doubt);
        }
        sum.mean /= f32::max(count, 1.0);
        sum
    }
}

impl Column {
    fn new(table: &Table, column: usize) -> Self {
        let cells = table.records.iter().filter_map(|record| record.cells.get(column));
        let texts: Vec<&str> = cells
            .map(|cell| cell.text.as_str())
            .filter(|text| !text.is_empty())
            .collect();
        let count = texts.len().max(1) as f32;
        let mut looks = Self {
            filled: texts.len() as f32 / table.records.len().max(1) as f32,
            ..Self::default()
        };
        looks.length.0 = texts.iter().map(|text| log_length(text)).sum::<f32>() / count;
        let spread = |text: &&str| (log_length(text) - looks.length.0).powi(2);
        looks.length.1 = (texts.iter().map(spread).sum::<f32>() / count).sqrt();
        for text in &texts {
            *looks.begins.entry(class(text.chars().next())).or_default() += 1.0 / count;
            *looks.ends.entry(class(text.chars().next_back())).or_default() += 1.0 / count;
        }
        looks
    }
}

impl Column {
    /// How rare the beginning and the end of a text are in the column.
    fn odd(&self, text: &str) -> (f32, f32) {
        let odd = |classes: &BTreeMap<_, f32>, c| 1.0 - classes.get(&class(c)).copied().unwrap_or(0.0);
        (
            odd(&self.begins, text.chars().next()),
            odd(&self.ends, text.chars().next_back()),
        )
    }
}

fn log_length(text: &str) -> f32 {
    (text.chars().count() as f32 + 1.0).ln()
}

/// The 1-based lines of a record in source order, some of them twice.
fn lines_of(record: &Record) -> impl Iterator<Item = u32> {
    let places = record.cells.iter().flat_map(|cell| &cell.places);
    let mut lines: Vec<u32> = places.map(|place| place.span.line + 1).collect();
    lines.sort_unstable();
    lines.into_iter()
}
