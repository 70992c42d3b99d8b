//! New tables out of known ones, to train on: columns of one or two documents in new numbers and orders, with other widths, rows,
//! headings, gaps and pages, as other producers and extractors would have printed them.
//!
//! The documents of a labelled folder have few rows of columns between them, and what is trained on these alone holds on to them.

mod print;

use super::cases::{Case, Source, case_of};
use super::chance::Chance;
use super::error::TrainError;
use super::truth::{TruthRecord, TruthTable};
use print::{Press, Style};
use std::collections::BTreeMap;

/// Numbers of columns, as often as they shall come.
const COLUMNS: [usize; 12] = [2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9];
/// Fewest rows, and most of them by how many columns hold prose.
const ROWS: usize = 6;
const MOST: [usize; 4] = [50, 26, 14, 10];
/// Widths of whole tables, in 1/1000 em.
const PAGES: [f32; 4] = [45_000.0, 50_000.0, 60_000.0, 75_000.0];
/// How many of a hundred cells are left empty.
const EMPTY: [usize; 4] = [0, 0, 5, 15];
/// Forms of numbers of rows: what stands before the number, how many figures it has, and what stands behind it.
const CODES: [(&str, usize, &str); 5] = [("", 1, ""), ("M-", 2, ""), ("A.", 1, ""), ("", 1, "."), ("P", 3, "")];

/// A column to take cells from.
struct Column<'a> {
    name: &'a str,
    kind: &'a str,
    cells: Vec<&'a str>,
}

impl Column<'_> {
    /// From how wide to how wide such columns are, in 1/1000 em.
    fn widths(&self) -> (usize, usize) {
        match self.kind {
            "code" => (4000, 7000),
            "phrase" => (9000, 20_000),
            "prose" => (15_000, 30_000),
            "partners" => (7000, 13_000),
            "period" => (6000, 11_000),
            "number" | "percent" => (3500, 7000),
            _ => (5000, 10_000),
        }
    }

    /// Where such columns stand as a rule: first, second, third, anywhere behind these.
    fn place(&self) -> usize {
        match self.kind {
            "code" => 0,
            "phrase" => 1,
            "prose" => 2,
            _ => 3,
        }
    }
}

fn columns<'a>(table: &'a TruthTable) -> Vec<Column<'a>> {
    let of = |(at, (name, kind)): (usize, (&'a String, &'a String))| Column {
        name,
        kind,
        cells: table.records.iter().map(|record| record.cells[at].as_str()).collect(),
    };
    table.columns.iter().zip(&table.kinds).enumerate().map(of).collect()
}

/// The headings of a table in order, once for all records that follow each other under one.
fn headings(table: &TruthTable, of: impl Fn(&TruthRecord) -> &String) -> Vec<&String> {
    let mut all: Vec<&String> = table.records.iter().map(of).filter(|text| !text.is_empty()).collect();
    all.dedup();
    all
}

/// Makes up to `count` flattenings of one table each from those of `sources`; fewer where some have no table with kinds. The
/// `id` of each names the documents it was made from, with `+` between them.
///
/// # Errors
/// When the shipped kinds do not know one of the columns.
pub fn invent(sources: &[Source], count: usize, seed: u64) -> Result<Vec<Case>, TrainError> {
    let mut of_language: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    let usable = |table: &TruthTable| {
        !table.records.is_empty() && !table.columns.is_empty() && table.kinds.len() == table.columns.len()
    };
    let sources: Vec<&Source> = (sources
        .iter()
        .filter(|s| !s.tables.is_empty() && s.tables.iter().all(usable)))
    .collect();
    for source in &sources {
        of_language.entry(&source.language).or_default().push(source);
    }
    let mut cases = Vec::new();
    for number in 0..count {
        // Tables made before stay as they are when there are more.
        let mut chance = Chance::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        let Some(first) = chance.one(&sources).copied() else {
            break;
        };
        let other = (chance.one(&of_language[first.language.as_str()]).copied())
            .filter(|other| other.id != first.id && chance.percent(60));
        let id = match other {
            Some(other) => format!("{}+{}", first.id, other.id),
            None => first.id.clone(),
        };
        let Some((style, text, table)) = table(&mut chance, first, other) else {
            continue;
        };
        cases.push(case_of(
            id,
            format!("{number:04}.{}", style.name()),
            text.as_bytes(),
            table,
        )?);
    }
    Ok(cases)
}

/// One table: how it is printed, its text and its truth.
fn table(chance: &mut Chance, first: &Source, other: Option<&Source>) -> Option<(Style, String, TruthTable)> {
    let table = chance.one(&first.tables)?;
    let mut pool = columns(table);
    for column in other
        .and_then(|other| chance.one(&other.tables))
        .into_iter()
        .flat_map(columns)
    {
        if pool.iter().all(|known| known.name != column.name) {
            pool.push(column);
        }
    }
    let columns = chosen(chance, pool)?;
    let style = Style::new(chance);
    let names: Vec<String> = {
        let upper = chance.percent(15);
        let name = |column: &Column<'_>| match upper {
            true => column.name.to_uppercase(),
            false => column.name.to_owned(),
        };
        columns.iter().map(name).collect()
    };
    let rows = rows(chance, &columns);
    let widths = widths(chance, &style, &columns, &names, &rows);

    let sentences: Vec<&str> = (table.kinds.iter().enumerate().filter(|(_, kind)| *kind == "prose"))
        .flat_map(|(at, _)| {
            table
                .records
                .iter()
                .flat_map(move |record| record.cells[at].split_inclusive(". "))
        })
        .collect();
    let sections = headings(table, |record| &record.section);
    let subsections = headings(table, |record| &record.subsection);
    let headed = !sections.is_empty() && chance.percent(60);
    let mut sections = sections.into_iter();
    let deep = headed && chance.percent(40);

    let mut press = Press::new(&style, &widths, &names);
    let prose = |chance: &mut Chance, press: &mut Press<'_>, most: usize| {
        for _ in 0..chance.within(0, most) {
            let text: String = (0..chance.within(1, 4))
                .filter_map(|_| chance.one(&sentences).copied())
                .collect();
            if !text.is_empty() {
                press.prose(text.trim_end());
            }
        }
    };
    if chance.percent(30) {
        press.prose("Annex");
    }
    prose(chance, &mut press, 3);
    press.header();
    let (mut section, mut subsection) = (String::new(), String::new());
    let mut records = Vec::new();
    for (number, cells) in rows.into_iter().enumerate() {
        if headed
            && (number == 0 || chance.percent(13))
            && let Some(title) = sections.next()
        {
            press.heading(title);
            (section, subsection) = (title.clone(), String::new());
        }
        let below = if section.is_empty() || !subsection.is_empty() {
            10
        } else {
            70
        };
        if deep
            && chance.percent(below)
            && let Some(title) = chance.one(&subsections)
        {
            press.heading(title);
            subsection = (*title).clone();
        }
        press.row(&cells);
        records.push(TruthRecord {
            section: section.clone(),
            subsection: subsection.clone(),
            cells,
        });
    }
    prose(chance, &mut press, 2);
    let text = press.finish();
    let kinds = columns.iter().map(|column| column.kind.to_owned()).collect();
    let table = TruthTable {
        columns: names,
        kinds,
        records,
    };
    Some((style, text, table))
}

/// The columns of a new table, one of them with text.
fn chosen<'a>(chance: &mut Chance, mut pool: Vec<Column<'a>>) -> Option<Vec<Column<'a>>> {
    let count = chance.one(&COLUMNS).copied()?.min(pool.len());
    chance.shuffle(&mut pool);
    let text = pool
        .iter()
        .position(|column| matches!(column.kind, "phrase" | "prose"))?;
    pool.swap(0, text);
    pool.truncate(count);
    chance.shuffle(&mut pool);
    if chance.percent(75) {
        pool.sort_by_key(Column::place);
    }
    (pool.len() > 1).then_some(pool)
}

/// The cells of all rows: each column goes on from some row of its own, with one now and then from elsewhere, and all from there
/// where it has been gone through: what two columns of a document have side by side does not come again.
fn rows(chance: &mut Chance, columns: &[Column<'_>]) -> Vec<Vec<String>> {
    let prose = columns.iter().filter(|column| column.kind == "prose").count();
    let count = chance.within(ROWS, MOST[prose.min(MOST.len() - 1)] + 1);
    let empty = EMPTY[chance.within(0, EMPTY.len())];
    let mut all = vec![Vec::new(); count];
    for (at, column) in columns.iter().enumerate() {
        let code = chance
            .one(&CODES)
            .filter(|_| column.kind == "code" && chance.percent(80));
        let begin = chance.within(0, column.cells.len());
        for (number, row) in all.iter_mut().enumerate() {
            let mut cell = match code {
                Some((before, figures, behind)) => {
                    let number = number + 1;
                    format!("{before}{number:00$}{behind}", figures)
                }
                None if number >= column.cells.len() || chance.percent(10) => {
                    (*chance.one(&column.cells).unwrap_or(&"")).to_owned()
                }
                None => column.cells[(begin + number) % column.cells.len()].to_owned(),
            };
            if matches!(column.kind, "number" | "currency") {
                cell = with_other_figures(chance, &cell);
            }
            if at > 0 && columns.len() > 2 && chance.percent(empty) {
                cell.clear();
            }
            if at == 0 && cell.is_empty() {
                cell = (column.cells.iter().find(|cell| !cell.is_empty()).unwrap_or(&"–")).to_string();
            }
            row.push(cell);
        }
    }
    all
}

/// A figure of the same form: documents have few, and each comes back in many tables made from them.
fn with_other_figures(chance: &mut Chance, cell: &str) -> String {
    let mut begun = false;
    let mut other = |c: char| {
        let figure = c.is_ascii_digit();
        let least = if begun { b'0' } else { b'1' };
        begun |= figure;
        if figure {
            char::from(least + chance.below(usize::from(b'9' + 1 - least)) as u8)
        } else {
            c
        }
    };
    cell.chars().map(&mut other).collect()
}

/// The widths of the columns, in 1/1000 em: every word has room.
fn widths(
    chance: &mut Chance,
    style: &Style,
    columns: &[Column<'_>],
    names: &[String],
    rows: &[Vec<String>],
) -> Vec<f32> {
    let page = PAGES[chance.within(0, PAGES.len())];
    let wanted = columns.iter().map(|column| {
        let (from, end) = column.widths();
        chance.within(from, end) as f32
    });
    let wanted: Vec<f32> = wanted.collect();
    let squeeze = (wanted.iter().sum::<f32>() / page).max(1.0);
    let fitted = wanted.iter().enumerate().map(|(at, width)| {
        let texts = rows.iter().map(|row| &row[at]).chain([&names[at]]);
        let words = texts
            .flat_map(|text| text.split([' ', '\n']))
            .map(|word| style.width(word));
        (words.fold(1000.0, f32::max) * 1.02).max(width / squeeze)
    });
    fitted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(id: &str) -> Source {
        let record = |n: usize| TruthRecord {
            section: format!("Part {}", n / 5),
            subsection: String::new(),
            cells: vec![
                format!("Works on the bridge number {n} near the harbour"),
                format!("The board decides on it in {n} weeks. It asks the people of the quarter first."),
                format!("{} %", n * 7 % 100),
            ],
        };
        let table = TruthTable {
            columns: ["Works", "Comment", "Share"].map(str::to_owned).to_vec(),
            kinds: ["phrase", "prose", "percent"].map(str::to_owned).to_vec(),
            records: (0..20).map(record).collect(),
        };
        Source {
            id: id.to_owned(),
            language: "en".to_owned(),
            tables: vec![table],
        }
    }

    #[test]
    fn every_cell_is_printed_and_seeds_give_the_same_again() {
        let sources = [source("a"), source("b")];
        let cases = invent(&sources, 20, 5).unwrap();
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        for case in &cases {
            for record in &case.truth.records {
                let printed = |cell: &String| cell.split_whitespace().all(|word| case.document.text.contains(word));
                assert!(record.cells.iter().all(printed), "{}: {record:?}", case.name);
            }
            let cells = case.truth.records.iter().flat_map(|record| &record.cells);
            let known: usize = cells.map(|cell| letters(cell)).sum();
            assert!(letters(&case.document.text) >= known, "{}", case.name);
        }
        let again = invent(&sources, 8, 5).unwrap();
        let texts = |cases: &[Case]| cases.iter().map(|case| case.document.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&again), texts(&cases[..again.len()]));
        assert_ne!(texts(&invent(&sources, 8, 6).unwrap()), texts(&again));
    }
}
