//! Bytes of a CSV, JSON or JSONL file to [`Data`].

use super::data::{Data, Rows};
use super::json_value::Node;
use crate::emit::{CONFIDENCE, Format, PROVENANCE};
use std::collections::HashMap;
use std::fmt;

/// Columns of a file at most; more are no table.
const COLUMNS: usize = 10_000;

const HEADINGS: [&str; 2] = ["section", "subsection"];

/// Why a file cannot be read as records. The caller names the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// Line of the file, counted from 1, where known.
    pub line: Option<u64>,
    /// What is wrong, for people.
    pub message: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ReadError {}

fn fail(line: impl Into<Option<u64>>, message: impl Into<String>) -> ReadError {
    ReadError {
        line: line.into(),
        message: message.into(),
    }
}

/// Whether files of this format can be compared; the others are for reading.
pub fn is_read(format: Format) -> bool {
    matches!(format, Format::Csv | Format::Json | Format::Jsonl)
}

/// Reads the records of a file.
///
/// CSV is comma-separated with a header row; the provenance columns of `--provenance` are left out. JSON and JSONL are
/// what rowstitch writes, or plain objects, one per record. An empty file holds no table.
///
/// # Errors
/// When the bytes are not UTF-8, a row of a CSV has more or fewer cells than its header row, or JSON is broken or holds
/// no records.
pub fn read(bytes: &[u8], format: Format) -> Result<Data, ReadError> {
    let read = match format {
        Format::Csv => csv,
        Format::Json => json,
        Format::Jsonl => jsonl,
        Format::Grid => {
            let message = "this holds tables as they are printed, not records; compare CSV, JSON or JSONL";
            return Err(fail(None, message));
        }
        Format::Markdown | Format::Xlsx | Format::Parquet => {
            return Err(fail(None, "this format is for reading; compare CSV, JSON or JSONL"));
        }
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count() as u64;
        fail(line, "not valid UTF-8; save the file as UTF-8")
    })?;
    read(text)
}

fn csv(text: &str) -> Result<Data, ReadError> {
    let broken = |error: ::csv::Error| fail(error.position().map(::csv::Position::line), error.to_string());
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut data = Data::default();
    if !reader.read_record(&mut record).map_err(broken)? {
        return Ok(data);
    }
    if record.len() > COLUMNS {
        return Err(fail(1, format!("the header row has more than {COLUMNS} cells")));
    }
    let width = record.len();
    let mut rows = Rows::new(record.iter().map(str::to_owned).collect());
    while reader.read_record(&mut record).map_err(broken)? {
        if record.len() != width {
            let cells = |count: usize| format!("{count} cell{}", if count == 1 { "" } else { "s" });
            return Err(fail(
                record.position().map(::csv::Position::line),
                format!(
                    "the row has {}, the header row has {}; check the commas and quotes before it",
                    cells(record.len()),
                    cells(width)
                ),
            ));
        }
        rows.push(&record);
    }
    // Before the pieces of cells were added there were five.
    for added in [&PROVENANCE[..], &PROVENANCE[..5], &CONFIDENCE[..]] {
        let columns = rows.columns();
        if columns.ends_with(&added.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()) {
            let kept = columns.len() - added.len();
            rows.keep_columns(kept);
        }
    }
    data.tables.push(rows);
    Ok(data)
}

fn json(text: &str) -> Result<Data, ReadError> {
    if text.trim().is_empty() {
        return Ok(Data::default());
    }
    let node: Node = serde_json::from_str(text).map_err(|error| broken_json(&error, None))?;
    let mut reading = Reading::default();
    match node {
        Node::List(items) => items.into_iter().try_for_each(|item| reading.item(item))?,
        node => reading.item(node)?,
    }
    Ok(reading.finish())
}

fn jsonl(text: &str) -> Result<Data, ReadError> {
    let mut reading = Reading::default();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = index as u64 + 1;
        let node: Node = serde_json::from_str(line).map_err(|error| broken_json(&error, Some(number)))?;
        reading.item(node).map_err(|error| fail(number, error.message))?;
    }
    Ok(reading.finish())
}

fn broken_json(error: &serde_json::Error, line: Option<u64>) -> ReadError {
    let text = error.to_string();
    let reason = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(reason, _)| reason);
    fail(
        line.unwrap_or(error.line() as u64),
        format!("not valid JSON (column {}): {reason}", error.column()),
    )
}

/// Documents and records of JSON, as they come.
#[derive(Default)]
struct Reading {
    data: Data,
    /// The table of single records by what they say of themselves.
    tables: HashMap<(String, String), Table>,
}

struct Table {
    index: usize,
    columns: HashMap<String, usize>,
}

impl Reading {
    fn item(&mut self, node: Node) -> Result<(), ReadError> {
        let Node::Map(map) = node else {
            return Err(fail(None, "no object; records are JSON objects"));
        };
        if matches!(map.get("tables"), Some(Node::List(_))) {
            return self.document(Node::Map(map));
        }
        let key = (map.text("source"), map.text("table"));
        match map.get("cells") {
            Some(Node::Map(_)) => self.record(key, Node::Map(map), true),
            _ => self.record(Default::default(), Node::Map(map), false),
        }
    }

    fn document(&mut self, document: Node) -> Result<(), ReadError> {
        let Node::Map(mut document) = document else {
            return Ok(());
        };
        if let Some(Node::List(findings)) = document.take("findings") {
            let pairs = findings.into_iter().filter_map(|finding| match finding {
                Node::Map(finding) => Some((finding.text("level"), finding.text("code"))),
                _ => None,
            });
            self.data.findings.get_or_insert_default().extend(pairs);
        }
        let Some(Node::List(tables)) = document.take("tables") else {
            return Ok(());
        };
        for (number, table) in tables.into_iter().enumerate() {
            let Node::Map(mut table) = table else {
                return Err(fail(None, format!("table {} is no object", number + 1)));
            };
            let (Some(Node::List(columns)), Some(Node::List(records))) = (table.take("columns"), table.take("records"))
            else {
                return Err(fail(
                    None,
                    format!("table {} has no lists `columns` and `records`", number + 1),
                ));
            };
            let key = (String::new(), format!("{}", self.data.tables.len()));
            let mut names: Vec<String> = HEADINGS.map(str::to_owned).to_vec();
            let columns: Vec<String> = columns.into_iter().map(Node::into_text).collect();
            names.extend(
                columns
                    .iter()
                    .map(|name| column_name(name, |name| columns.iter().any(|c| c == name))),
            );
            self.start(key.clone(), names);
            for record in records {
                self.record(key.clone(), record, true)?;
            }
            // Single records of the same name would be another table.
            self.tables.remove(&key);
        }
        Ok(())
    }

    fn start(&mut self, key: (String, String), columns: Vec<String>) -> &mut Table {
        let index = self.data.tables.len();
        let positions = columns.iter().cloned().zip(0..).collect();
        self.data.tables.push(Rows::new(columns));
        self.tables.entry(key).or_insert(Table {
            index,
            columns: positions,
        })
    }

    /// `nested`: the shape rowstitch writes, with headings beside the cells; else a plain object.
    fn record(&mut self, key: (String, String), record: Node, nested: bool) -> Result<(), ReadError> {
        let Node::Map(mut record) = record else {
            return Err(fail(None, "a record is no object"));
        };
        let mut fields: Vec<(String, String)> = Vec::new();
        if nested {
            for heading in HEADINGS {
                fields.push((
                    heading.to_owned(),
                    record.take(heading).map_or_else(String::new, Node::into_text),
                ));
            }
            let Some(Node::Map(cells)) = record.take("cells") else {
                return Err(fail(None, "a record has no object `cells`"));
            };
            let names: Vec<String> = cells.0.iter().map(|(name, _)| name.clone()).collect();
            for (name, cell) in cells.0 {
                fields.push((
                    column_name(&name, |name| names.iter().any(|n| n == name)),
                    cell.into_text(),
                ));
            }
        } else {
            fields.extend(record.0.into_iter().map(|(name, cell)| (name, cell.into_text())));
        }
        if !self.tables.contains_key(&key) {
            self.start(key.clone(), Vec::new());
        }
        let Some(table) = self.tables.get_mut(&key) else {
            return Ok(());
        };
        let rows = &mut self.data.tables[table.index];
        let mut cells: Vec<&str> = Vec::with_capacity(fields.len());
        for (name, text) in &fields {
            let position = match table.columns.get(name) {
                Some(&position) => position,
                None => {
                    let position = rows.columns().len();
                    if position == COLUMNS {
                        return Err(fail(None, format!("the records have more than {COLUMNS} columns")));
                    }
                    table.columns.insert(name.clone(), position);
                    rows.add_column(name.clone());
                    position
                }
            };
            if cells.len() <= position {
                cells.resize(position + 1, "");
            }
            cells[position] = text;
        }
        rows.push(cells);
        Ok(())
    }

    fn finish(mut self) -> Data {
        if let Some(findings) = &mut self.data.findings {
            findings.sort_unstable();
        }
        self.data
    }
}

/// The name that the CSV of the same table has: `section` and `subsection` are taken by the headings.
fn column_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !HEADINGS.contains(&name) {
        return name.to_owned();
    }
    (2..)
        .map(|number| format!("{name} ({number})"))
        .find(|name| !taken(name))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(rows: &Rows) -> Vec<Vec<&str>> {
        (0..rows.len())
            .map(|record| {
                (0..rows.columns().len())
                    .map(|column| rows.cell(record, column))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn csv_as_it_comes() {
        let data = read(b"\xef\xbb\xbfa,b\r\n1,\"x\r\ny\"\r\n2,\"\"\"q\"\"\"\r\n", Format::Csv).unwrap();
        assert_eq!(data.tables[0].columns(), ["a", "b"]);
        assert_eq!(cells(&data.tables[0]), [["1", "x\ny"], ["2", "\"q\""]]);
        assert!(read(b"", Format::Csv).unwrap().tables.is_empty());
        assert!(read(b"a,b\n", Format::Csv).unwrap().tables[0].is_empty());
        let data = read(
            b"a,source,page_first,page_last,line_first,line_last\n1,x,1,1,2,3\n",
            Format::Csv,
        )
        .unwrap();
        assert_eq!(cells(&data.tables[0]), [["1"]]);
    }

    #[test]
    fn faults_have_a_line() {
        let line = |bytes: &[u8], format| read(bytes, format).unwrap_err().line;
        let error = read(b"a,b\n1,2\n\"x\ny\",3\n1,2,3\n", Format::Csv).unwrap_err();
        assert_eq!(error.line, Some(5));
        assert!(
            error.message.contains("3 cells") && error.message.contains("2 cells"),
            "{error}"
        );
        assert_eq!(line(b"a\n1\n\xff\n", Format::Csv), Some(3));
        assert_eq!(line(b"[\n{}\n,,]", Format::Json), Some(3));
        assert_eq!(line(b"{\"a\":1}\n\n{\"a\":\n", Format::Jsonl), Some(3));
        assert_eq!(line(b"{\"a\":1}\n17\n", Format::Jsonl), Some(2));
        assert!(read(b"17", Format::Json).is_err());
        assert!(read(b"{\"tables\":[{}]}", Format::Json).is_err());
    }

    #[test]
    fn json_is_as_its_csv() {
        let json = br#"{"source":"x","tables":[{"columns":["b","section","a"],"pages":[1,1],"records":[
            {"section":"S","subsection":null,"cells":{"b":"1","section":"2","a":"3"},"pages":[1,1],"lines":[1,2]}]}],
            "findings":[{"level":"note","code":"c","message":"m","page":null,"line":null}]}"#;
        let data = read(json, Format::Json).unwrap();
        let csv = read(b"section,subsection,b,section (2),a\nS,,1,2,3\n", Format::Csv).unwrap();
        assert_eq!(data.tables[0].columns(), csv.tables[0].columns());
        assert_eq!(cells(&data.tables[0]), cells(&csv.tables[0]));
        assert_eq!(data.findings, Some(vec![("note".to_owned(), "c".to_owned())]));
        let line =
            br#"{"source":"x","table":1,"section":"S","subsection":null,"cells":{"b":"1","section":"2","a":"3"}}"#;
        assert_eq!(read(line, Format::Jsonl).unwrap().tables, data.tables);
    }

    #[test]
    fn plain_objects() {
        let data = read(br#"[{"z":1,"a":null},{"a":true,"n":[1,"x"]}]"#, Format::Json).unwrap();
        assert_eq!(data.tables[0].columns(), ["z", "a", "n"]);
        assert_eq!(cells(&data.tables[0]), [["1", "", ""], ["", "true", "[1,\"x\"]"]]);
    }
}
