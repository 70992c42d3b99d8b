//! Records as `diff` sees them: named columns and cells, no format, no provenance.

/// Everything read from one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Data {
    /// The tables in the order of the file.
    pub tables: Vec<Rows>,
    /// Level and code of each finding, sorted; `None` where the format has no room for findings.
    pub findings: Option<Vec<(String, String)>>,
}

/// One table: its column names and its records. The headings of a record are columns like the others.
///
/// The cells stand in one text, one after the other, so that a million records cost three allocations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    columns: Vec<String>,
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<usize>,
    /// Where the cells of each record begin in `ends`. A record may end early; its further cells are empty.
    first: Vec<usize>,
}

impl Rows {
    /// A table without records.
    pub fn new(columns: Vec<String>) -> Self {
        Self {
            columns,
            ..Self::default()
        }
    }

    /// The column names in their order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// The text of a cell, both counted from 0; empty where there is none.
    pub fn cell(&self, record: usize, column: usize) -> &str {
        let Some(&first) = self.first.get(record) else {
            return "";
        };
        let next = self.first.get(record + 1).copied().unwrap_or(self.ends.len());
        let at = first + column;
        if at >= next {
            return "";
        }
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[at]]
    }

    /// Adds a record. Cells beyond the columns are dropped.
    pub fn push<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        self.first.push(self.ends.len());
        for cell in cells.into_iter().take(self.columns.len()) {
            // Line breaks are what they are, however the file was carried.
            for (index, part) in cell.split("\r\n").enumerate() {
                if index > 0 {
                    self.text.push('\n');
                }
                self.text.push_str(part);
            }
            self.ends.push(self.text.len());
        }
    }

    /// Adds a column at the end; the records there are have nothing in it.
    pub(super) fn add_column(&mut self, name: String) {
        self.columns.push(name);
    }

    /// Drops the last columns; their cells are not seen any more.
    pub(super) fn keep_columns(&mut self, count: usize) {
        self.columns.truncate(count);
    }

    /// Makes the line breaks between paragraphs blanks, as CSV has them without `--paragraphs`.
    pub(super) fn join_paragraphs(&mut self) {
        if self.text.contains('\n') {
            self.text = self.text.replace('\n', " ");
        }
    }

    /// An order of tables that does not depend on which of two is the old one.
    pub(super) fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |rows: &Self| rows.len();
        key(self)
            .cmp(&key(other))
            .then_with(|| self.text.cmp(&other.text))
            .then_with(|| self.ends.cmp(&other.ends))
            .then_with(|| self.columns.cmp(&other.columns))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        let mut rows = Rows::new(vec!["a".to_owned(), "b".to_owned()]);
        rows.push(["1", "x\r\ny", "too much"]);
        rows.push(["2"]);
        rows.push(["3", "z"]);
        let cells: Vec<&str> = (0..4)
            .flat_map(|r| (0..3).map(move |c| (r, c)))
            .map(|(r, c)| rows.cell(r, c))
            .collect();
        assert_eq!(cells, ["1", "x\ny", "", "2", "", "", "3", "z", "", "", "", ""]);
    }
}
