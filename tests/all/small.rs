//! Small layout tables of short texts, where nothing is broken over lines and no column has figures to go by.

use crate::support::Dir;

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

/// Column names and records.
fn read(text: &str) -> Vec<Vec<String>> {
    let dir = Dir::new(&[("t.txt", text.as_bytes())]);
    let json = dir
        .run(&["convert", "t.txt", "-f", "json", "--input-format", "layout"])
        .json();
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
