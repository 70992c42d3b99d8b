//! What `pdftotext -tsv` and Tesseract's `tsv` write: a row for every page, block, line and word. The header row says which column
//! is which.

use super::Refusal;
use super::sheet::{Area, Item, Run, Sheet, Sheets};
use super::xml::{Damage, not_a_place, number};
use csv::StringRecord;

/// `level` of a page and of a word.
const PAGE: f32 = 1.0;
const WORD: f32 = 5.0;

/// What pdftotext has as the text of a page; its boxes are those of fonts.
const DRAWN: &str = "###PAGE###";

/// Columns without which it is another table.
const NEEDED: [&str; 7] = ["level", "page_num", "left", "top", "width", "height", "text"];

/// Columns that tell which line a word is in, and confidence.
const MORE: [&str; 4] = ["block_num", "par_num", "line_num", "conf"];

/// Whether the first line of a text is the header row of word boxes.
pub(super) fn sniff(text: &str) -> bool {
    let header: Vec<&str> = text.lines().next().unwrap_or_default().split('\t').collect();
    NEEDED.iter().all(|name| header.contains(name))
}

/// Reads a source; lengths are in its own units, which are points or pixels.
pub(super) fn read(text: &str, sheets: &mut Sheets) -> Result<(), Refusal> {
    if !sniff(text) {
        return Err(Refusal::Other);
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let broken = |error: csv::Error| Damage {
        line: error.position().map_or(1, |at| at.line() as usize),
        reason: "it is no table of tab-separated values".to_owned(),
    };
    let header = reader.headers().map_err(broken)?.clone();
    let place = |name: &&str| header.iter().position(|field| field == *name);
    let columns = Columns {
        width: header.len(),
        needed: NEEDED.iter().filter_map(place).collect(),
        more: MORE.iter().map(place).collect(),
    };
    let mut page = None;
    let mut line = None;
    let mut run = Run::default();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        // Files that were put one behind the other.
        if record == header {
            page = None;
            continue;
        }
        let row = columns.row(&record)?;
        if row.level == PAGE || page != Some(row.page) {
            flush(&mut run, sheets)?;
            let (width, height) = match row.level == PAGE {
                true => (row.area.x1, row.area.y1),
                false => (0.0, 0.0),
            };
            sheets.begin(Sheet::new(width, height, 1.0))?;
            sheets.drawn |= row.text == DRAWN;
            page = Some(row.page);
        }
        if row.level != WORD {
            continue;
        }
        if line != Some(row.line) {
            flush(&mut run, sheets)?;
            line = Some(row.line);
        }
        run.items.push(Item {
            text: row.text.to_owned(),
            area: Some(row.area),
            confidence: row.confidence,
            bold: false,
        });
    }
    flush(&mut run, sheets)
}

/// Adds the line that was read last.
fn flush(run: &mut Run, sheets: &mut Sheets) -> Result<(), Refusal> {
    match run.items.is_empty() {
        true => Ok(()),
        false => sheets.add(std::mem::take(run)),
    }
}

/// Where the columns are.
struct Columns {
    /// How many there are.
    width: usize,
    /// [`NEEDED`] and [`MORE`].
    needed: Vec<usize>,
    more: Vec<Option<usize>>,
}

/// One row.
struct Row<'a> {
    level: f32,
    page: u32,
    /// Numbers of the block, the paragraph and the line.
    line: [u32; 3],
    area: Area,
    confidence: Option<f32>,
    text: &'a str,
}

impl Columns {
    fn row<'r>(&self, record: &'r StringRecord) -> Result<Row<'r>, Damage> {
        let line = record.position().map_or(1, |at| at.line() as usize);
        let damage = |reason: String| Damage { line, reason };
        if record.len() != self.width {
            let (got, wanted) = (record.len(), self.width);
            return Err(damage(format!("it has {got} fields instead of {wanted}")));
        }
        let field = |at: usize| record.get(self.needed[at]).unwrap_or_default();
        let place = |at: usize| number(field(at)).ok_or_else(|| damage(not_a_place(NEEDED[at], field(at))));
        let more = |at: usize| self.more[at].and_then(|column| record.get(column));
        let id = |text: &str| text.trim().parse().unwrap_or_default();
        let [left, top, width, height] = [place(2)?, place(3)?, place(4)?, place(5)?];
        Ok(Row {
            level: place(0)?,
            page: place(1).map(|_| id(field(1)))?,
            line: [0, 1, 2].map(|at| more(at).map_or(0, id)),
            area: Area::new(left, top, left + width, top + height),
            confidence: more(3)
                .and_then(number)
                .filter(|confidence| *confidence >= 0.0)
                .map(|confidence| confidence / 100.0),
            text: field(6),
        })
    }
}
