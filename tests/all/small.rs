//! Small layout tables of short texts, where nothing is broken over lines and no column has figures to go by.

use crate::support::Dir;
use serde_json::Value;

/// The rows of a table set in columns with so many blanks between them.
fn set(rows: &[Vec<&str>], blanks: usize) -> String {
    let columns = rows[0].len();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0) + blanks;
    let mut text = String::new();
    for row in rows {
        let line: String = (0..columns)
            .map(|column| format!("{:1$}", row[column], width(column)))
            .collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Column names and records of a layout text.
fn read(text: &str) -> Vec<Vec<String>> {
    let dir = Dir::new(&[("t.txt", text.as_bytes())]);
    let args = ["convert", "t.txt", "-f", "json", "--input-format", "layout"];
    rows_of(&dir.run(&args).json())
}

/// Column names and records of an output.
fn rows_of(json: &Value) -> Vec<Vec<String>> {
    let Some(table) = json["tables"].get(0) else {
        return Vec::new();
    };
    let names = table["columns"].as_array().unwrap().iter();
    let names: Vec<String> = names.map(|name| name.as_str().unwrap().to_owned()).collect();
    let mut rows = vec![names.clone()];
    rows.extend(table["records"].as_array().unwrap().iter().map(|record| {
        let cell = |name: &String| record["cells"][name.as_str()].as_str().unwrap_or_default().to_owned();
        names.iter().map(cell).collect()
    }));
    rows
}

#[track_caller]
fn whole(rows: &[&[&str]]) {
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.to_vec()).collect();
    for blanks in [2, 3, 6] {
        let text = set(&rows, blanks);
        assert_eq!(read(&text), rows, "{blanks} blanks between columns of\n{text}");
    }
}

#[test]
fn states_in_lower_case() {
    whole(&[
        &["Ward", "Work", "State"],
        &["A1", "Ladders for the stacks", "planned"],
        &["A2", "Bridges and ramps", "running"],
        &["A3", "Tunnels", "planned"],
        &["A4", "A second crossing", "planned"],
        &["A5", "Benches", "running"],
        &["A6", "Three fountains", "planned"],
    ]);
}

#[test]
fn names_and_places() {
    whole(&[
        &["Town", "Mayor", "Sister town", "Since"],
        &["Turku", "Maria Rossi", "Bergen", "1987"],
        &["Delft", "Omar Haddad", "Graz", "1992"],
        &["Pisa", "Anna Berg", "San Marino", "2003"],
        &["Lyon", "Tom Ek", "Split", "2011"],
    ]);
}

#[test]
fn yes_and_no() {
    whole(&[
        &["Open", "Lights on", "Visits"],
        &["yes", "no", "Anna Berg"],
        &["no", "no", "Jan Novak"],
        &["no", "yes", "Eva Lind"],
        &["yes", "no", "Chen Li"],
        &["no", "yes", "Anna Berg"],
        &["yes", "yes", "Piet Smit"],
    ]);
}

#[test]
fn the_first_row_is_no_part_of_the_header() {
    whole(&[
        &["Forest", "Keeper", "Key"],
        &["B-01", "Eva Lind", "P001"],
        &["B-02", "Eva Lind", "P002"],
        &["B-03", "Tom Ek", "P003"],
        &["B-04", "Jan Novak", "P004"],
    ]);
}

#[test]
fn second_words_of_names_are_no_column() {
    whole(&[
        &["Works", "Open plan", "Share"],
        &["Harbour light", "Eva Lind", "83.2%"],
        &["Cycle archive", "Jan Novak", "62.8%"],
        &["Rain network", "Chen Li", "84.5%"],
        &["Forest valley", "Tom Ek", "34.9%"],
        &["School safety", "Eva Lind", "25.0%"],
        &["Training", "Jan Novak", "69.4%"],
    ]);
}

/// Numbers that look random and are the same on every machine.
pub(crate) struct Dice(pub(crate) u32);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % limit
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const WORDS: [&str; 20] = [
    "river", "school", "water", "market", "repair", "support", "house", "plan", "council", "road", "light", "garden",
    "cycle", "archive", "summer", "service", "station", "harbour", "valley", "forest",
];

/// A phrase with a capital.
fn phrase(dice: &mut Dice, words: usize) -> String {
    let phrase = (0..words).map(|_| dice.pick(&WORDS)).collect::<Vec<_>>().join(" ");
    phrase[..1].to_uppercase() + &phrase[1..]
}

/// A cell of a kind of column, in a row of this number.
fn cell(dice: &mut Dice, kind: usize, row: usize) -> String {
    const NAMES: [&str; 8] = [
        "Anna Berg",
        "Tom Ek",
        "Lisa de Wit",
        "Jan Novak",
        "Maria Rossi",
        "Piet Smit",
        "Omar Haddad",
        "Chen Li",
    ];
    const TOWNS: [&str; 9] = [
        "Ulm",
        "Ghent",
        "Porto",
        "Turku",
        "Lyon",
        "Bergen",
        "Delft",
        "New York",
        "San Marino",
    ];
    match kind {
        0 => format!("A{}", row + 1),
        1 => dice.pick(&NAMES).to_owned(),
        2 => {
            let words = 2 + dice.below(4);
            phrase(dice, words)
        }
        3 => dice.pick(&["planned", "running", "not started", "done"]).to_owned(),
        4 => dice.pick(&["Open", "On hold", "Closed"]).to_owned(),
        5 => dice.below(5000).to_string(),
        6 => format!("{}.{:02}", dice.below(900), dice.below(100)),
        7 => format!(
            "{:02}/{:02}/20{}",
            1 + dice.below(28),
            1 + dice.below(12),
            10 + dice.below(20)
        ),
        8 => format!("{}.{}%", dice.below(100), dice.below(10)),
        9 => dice.pick(&TOWNS).to_owned(),
        10 => (1990 + dice.below(40)).to_string(),
        _ => dice.pick(&["yes", "no"]).to_owned(),
    }
}

/// The header row and the rows of a table.
fn table(dice: &mut Dice) -> Vec<Vec<String>> {
    let kinds: Vec<usize> = (0..2 + dice.below(5)).map(|_| dice.below(12)).collect();
    let mut names: Vec<String> = Vec::new();
    while names.len() < kinds.len() {
        let words = 1 + dice.below(2);
        let name = phrase(dice, words);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let rows = 4 + dice.below(12);
    let rows = (0..rows).map(|row| kinds.iter().map(|&kind| cell(dice, kind, row)).collect());
    std::iter::once(names).chain(rows).collect()
}

/// The layout text of such a table.
pub(crate) fn text(dice: &mut Dice) -> String {
    let blanks = [2, 3, 6][dice.below(3)];
    let rows = table(dice);
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    set(&rows, blanks)
}

#[test]
fn nearly_all_of_many_small_tables_are_whole() {
    const TABLES: usize = 150;
    let mut dice = Dice(2026);
    let tables: Vec<(usize, Vec<Vec<String>>)> = (0..TABLES)
        .map(|_| ([2, 3, 6][dice.below(3)], table(&mut dice)))
        .collect();
    let texts: Vec<(String, String)> = (tables.iter().enumerate())
        .map(|(number, (blanks, rows))| {
            let rows: Vec<Vec<&str>> = rows
                .iter()
                .map(|row| row.iter().map(String::as_str).collect())
                .collect();
            (format!("{number:03}.txt"), set(&rows, *blanks))
        })
        .collect();
    let files: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    let dir = Dir::new(&files);
    dir.run(&[
        "convert",
        ".",
        "-f",
        "json",
        "--input-format",
        "layout",
        "-o",
        "out",
        "-q",
    ]);
    let wrong: Vec<&str> = (tables.iter().zip(&texts))
        .filter(|((_, rows), (name, _))| {
            let path = format!("out/{}", name.replace(".txt", ".json"));
            rows_of(&serde_json::from_slice(&dir.read(&path)).unwrap()) != *rows
        })
        .map(|(_, (_, text))| text.as_str())
        .collect();
    assert!(
        100 * wrong.len() <= 5 * TABLES,
        "{} of {TABLES} are wrong:\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
