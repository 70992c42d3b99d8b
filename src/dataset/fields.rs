//! What the columns of a CSV hold, as a Table Schema can say it. Only what is true of every cell as it stands is said.

use super::manifest::{Field, FieldType};
use crate::emit::{CONFIDENCE, HEADINGS, PROVENANCE};
use crate::extraction::{Cell, Table};
use crate::values::{Kind, Value};
use std::collections::BTreeSet;

/// The columns of a table by the header row of its CSV.
pub(super) fn fields(table: &Table, csv: &[u8]) -> Vec<Field> {
    let mut reader = ::csv::Reader::from_reader(csv);
    let Ok(header) = reader.headers().cloned() else {
        return Vec::new();
    };
    let mut columns: Vec<Column> = (0..header.len())
        .map(|at| Column::new(table, at, &header[at]))
        .collect();
    for (row, record) in reader.records().flatten().zip(&table.records) {
        for (at, (column, text)) in columns.iter_mut().zip(&row).enumerate() {
            let cell = at.checked_sub(HEADINGS.len()).and_then(|at| record.cells.get(at));
            column.add(text, cell);
        }
    }
    let some = !table.records.is_empty();
    let named = header.iter().zip(columns);
    named.map(|(name, column)| column.field(name, some)).collect()
}

/// What is known of a column so far.
struct Column {
    kind: Kind,
    /// The types that all cells fit so far, the narrowest first.
    types: Vec<FieldType>,
    empty: bool,
    filled: usize,
    /// The texts of a column of codes or statuses.
    texts: Option<BTreeSet<String>>,
}

impl Column {
    fn new(table: &Table, at: usize, name: &str) -> Self {
        let kind = at
            .checked_sub(HEADINGS.len())
            .and_then(|at| table.kinds.get(at))
            .copied();
        let kind = kind.unwrap_or_default();
        let is_added = at >= HEADINGS.len() + table.columns.len();
        let types = match kind {
            _ if is_added && PROVENANCE[1..5].contains(&name) => vec![FieldType::Integer],
            _ if is_added && name == CONFIDENCE[0] => vec![FieldType::Number],
            Kind::Number | Kind::Percentage | Kind::Amount => vec![FieldType::Integer, FieldType::Number],
            Kind::Date => vec![FieldType::Date],
            Kind::Period => vec![FieldType::Year],
            Kind::Text | Kind::Code | Kind::Places | Kind::Status => Vec::new(),
        };
        Self {
            kind,
            types,
            empty: false,
            filled: 0,
            texts: matches!(kind, Kind::Code | Kind::Status).then(BTreeSet::new),
        }
    }

    /// Adds a text of the file; the cell is that of the table, where the column is one of it.
    fn add(&mut self, text: &str, cell: Option<&Cell>) {
        if text.is_empty() {
            self.empty = true;
            return;
        }
        self.filled += 1;
        self.types.retain(|of| fits(*of, text, cell));
        if let Some(texts) = &mut self.texts
            && !texts.contains(text)
        {
            texts.insert(text.to_owned());
        }
    }

    fn field(self, name: &str, some: bool) -> Field {
        let required = some && !self.empty;
        let texts = self.texts.unwrap_or_default();
        Field {
            name: name.to_owned(),
            kind: self.kind,
            of: match self.filled {
                0 => FieldType::String,
                _ => self.types.first().copied().unwrap_or_default(),
            },
            required,
            unique: self.kind == Kind::Code && required && self.filled > 1 && texts.len() == self.filled,
            choices: match self.kind {
                Kind::Status => texts.into_iter().collect(),
                _ => Vec::new(),
            },
        }
    }
}

/// Whether a text is of a type as it stands, and means the same: `1.234` is no number of the schema where it is a thousand.
fn fits(of: FieldType, text: &str, cell: Option<&Cell>) -> bool {
    let means = |text: &str| match cell.map(|cell| &cell.value) {
        Some(Some(Value::Number { number } | Value::Amount { number, .. })) => number == text,
        Some(Some(Value::Percentage { percent })) => percent == text,
        Some(Some(Value::Date { date })) => date.to_string() == text,
        Some(_) => false,
        None => true,
    };
    match of {
        FieldType::String => true,
        FieldType::Integer => is_plain(text) && means(text),
        FieldType::Number => {
            text.split_once('.').map_or(is_plain(text), |(whole, fraction)| {
                is_plain(whole) && !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit())
            }) && means(text)
        }
        FieldType::Date => means(text),
        FieldType::Year => text.len() == 4 && is_plain(text) && !text.starts_with('-'),
    }
}

/// Figures, perhaps with a minus, without zeros before them.
fn is_plain(text: &str) -> bool {
    let figures = text.strip_prefix('-').unwrap_or(text);
    figures == "0" || (!figures.is_empty() && !figures.starts_with('0') && figures.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Record;

    /// The one column of a table of this kind: its texts, each with the decimal it means.
    fn one(kind: Kind, cells: &[(&str, &str)]) -> Field {
        let record = |(text, number): &(&str, &str)| Record {
            cells: vec![Cell {
                text: (*text).to_owned(),
                value: (kind == Kind::Number).then(|| Value::Number {
                    number: (*number).to_owned(),
                }),
                ..Cell::default()
            }],
            ..Record::default()
        };
        let table = Table {
            columns: vec!["a".to_owned()],
            kinds: vec![kind],
            records: cells.iter().map(record).collect(),
            ..Table::default()
        };
        let rows: String = cells.iter().map(|(text, _)| format!(",,{text}\n")).collect();
        let csv = format!("section,subsection,a\n{rows}");
        fields(&table, csv.as_bytes()).remove(2)
    }

    #[test]
    fn a_type_is_that_of_every_text() {
        let of = |kind, cells: &[(&str, &str)]| one(kind, cells).of;
        assert_eq!(
            of(Kind::Number, &[("5", "5"), ("-12", "-12"), ("", "")]),
            FieldType::Integer
        );
        assert_eq!(of(Kind::Number, &[("5", "5"), ("0.50", "0.50")]), FieldType::Number);
        assert_eq!(of(Kind::Number, &[("1.234", "1234"), ("5", "5")]), FieldType::String);
        assert_eq!(of(Kind::Number, &[("007", "7"), ("5", "5")]), FieldType::String);
        assert_eq!(of(Kind::Number, &[("+5", "5")]), FieldType::String);
        assert_eq!(of(Kind::Number, &[("", "")]), FieldType::String);
        assert_eq!(of(Kind::Code, &[("5", ""), ("6", "")]), FieldType::String);
        assert_eq!(of(Kind::Period, &[("2024", ""), ("1999", "")]), FieldType::Year);
        assert_eq!(of(Kind::Period, &[("2024", ""), ("2024-2025", "")]), FieldType::String);
    }

    #[test]
    fn constraints_are_kept_by_every_text() {
        let codes = one(Kind::Code, &[("1", ""), ("2", "")]);
        assert!(codes.unique && codes.required);
        assert!(!one(Kind::Code, &[("1", ""), ("1", "")]).unique);
        assert!(!one(Kind::Code, &[("1", ""), ("", "")]).unique);
        assert!(!one(Kind::Text, &[("1", ""), ("2", "")]).unique);
        let states = one(Kind::Status, &[("open", ""), ("", ""), ("closed", ""), ("open", "")]);
        assert_eq!(states.choices, ["closed", "open"]);
        assert!(!states.required);
    }
}
