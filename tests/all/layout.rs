//! Layout text whose columns move from row to row.

use rowstitch::{Settings, Table, extract, input};

fn table(text: &str) -> Table {
    let mut document = input::read("layout.txt", text.as_bytes()).unwrap();
    document.layout = Some(true);
    let mut extraction = extract(&document, &Settings::default());
    assert_eq!(extraction.tables.len(), 1, "{text}");
    extraction.tables.remove(0)
}

fn rows(table: &Table) -> Vec<Vec<&str>> {
    (table.records.iter())
        .map(|record| record.cells.iter().map(|cell| cell.text.as_str()).collect())
        .collect()
}

fn line(cells: [&str; 5], widths: [usize; 5]) -> String {
    let cells: String = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{cell:width$}"))
        .collect();
    format!("{}\n", cells.trim_end())
}

#[test]
fn columns_that_touch_at_the_end_of_a_page_are_two() {
    let usual = [
        [
            "Harbour Mission",
            "4021 Quay Road",
            "(020) 555-0131",
            "Every Monday",
            "9:00 - 11:00",
        ],
        [
            "Saint Martin",
            "77 Mill Lane",
            "(020) 555-0188",
            "First Friday",
            "14:00 - 16:00",
        ],
        ["Open Door", "5 Castle Street", "none", "Wednesday", "10:00 - 12:00"],
        [
            "Bread and Soup",
            "300 North Avenue",
            "(020) 555-0174",
            "Mon and Thu",
            "8:00 - 9:30",
        ],
        [
            "Green Table",
            "12 Station Road",
            "(020) 555-0102",
            "Tuesday",
            "12:00 - 13:00",
        ],
    ];
    let moved = [
        ["Corner House", "9 Park Row", "(020) 555-0119", "3rd Wed", "15:00"],
        ["River Bank", "18 Long Street", "(020) 555-0146", "Mon - Fri", "11:30"],
        ["Old School", "13 Oak Street", "(020) 555-0155", "Every Wed", "18:00"],
        ["Lantern", "45 Parker Close", "(020) 555-0163", "Daily", "6:00"],
    ];
    let wide = |row: &[&str; 5]| line(*row, [18, 20, 18, 17, 14]);
    let close = |row: &[&str; 5]| line(*row, [18, 20, 15, 20, 14]);
    let usual_lines: String = usual.iter().map(wide).collect();
    let header = wide(&["Name", "Address", "Telephone", "Days", "Time"]);
    let text = format!(
        "{header}{usual_lines}{}\u{c}{usual_lines}",
        moved.iter().map(close).collect::<String>()
    );
    let expected: Vec<Vec<&str>> = (usual.iter().chain(&moved).chain(&usual))
        .map(|row| row.to_vec())
        .collect();
    assert_eq!(rows(&table(&text)), expected, "{text}");
}

#[test]
fn a_name_stands_whole_over_the_column_it_is_centred_over() {
    let mut text = "                                   Category                Amounts     Total Paid at\n\
                    Ref.      Town          Postcode of Measure    Start       Committed   the End of  Share\n                                    \
                    (Code)     Date                    the Plan    [Fund]\n"
        .to_owned();
    for (reference, town, code, measure, start, amount) in [
        ("A 01", "Harlow", "AB 3000", "102", "01/01/2016", "6,877,181"),
        ("A 02", "Ely", "CD 2000", "103", "01/09/2015", "5,031,569"),
        ("A 03", "Luton", "EF 9032", "116", "11/01/2016", "3,082,981"),
        ("A 04", "Bath", "GH 1913", "117", "01/01/2016", "254,169"),
    ] {
        text += &format!(
            "{reference:10}{town:14}{code:12}{measure:11}{start:12}{amount:>9}{:14}80%\n",
            ""
        );
    }
    let columns = table(&text).columns;
    assert_eq!(columns[2..4], ["Postcode", "Category of Measure (Code)"], "{text}");
}
