//! Tables of drawn lines and of white space, as records and as printed.

use super::file::{Border, File, Page};
use super::{WIDTHS, cells, convert, findings, page, rows, wanted};
use crate::schema::assert_valid;
use crate::support::Dir;
use serde_json::{Value, json};

/// The printed tables of a PDF.
fn grid(bytes: &[u8]) -> Value {
    let dir = Dir::new(&[("a.pdf", bytes)]);
    let value = dir.run(&["convert", "a.pdf", "-f", "grid"]).ends_with(0).json();
    let schema = include_bytes!("../../../src/emit/schema/grid.schema.json");
    assert_valid(&serde_json::from_slice(schema).unwrap(), &value, "grid");
    value
}

/// A page with a table drawn by `lines` from the left, the width, and the heights of its rows.
fn stack(rows: &[&[&str]], heights: &[f64]) -> Page {
    let mut page = Page::new();
    let mut y = 60.0;
    page.line(50.0, y, 490.0, y);
    for (row, height) in rows.iter().zip(heights) {
        let mut x = 50.0;
        for (cell, width) in row.iter().zip(WIDTHS) {
            for (index, line) in cell.split('\n').enumerate() {
                page.text(x + 3.0, y + 11.0 + 12.0 * index as f64, line);
            }
            x += width;
        }
        y += height;
        page.line(50.0, y, 490.0, y);
    }
    page
}

#[test]
fn horizontal_lines_alone_divide_rows() {
    let all = rows();
    let heights: Vec<f64> = (all.iter())
        .map(|row| 5.0 + 12.0 * row.iter().map(|cell| cell.split('\n').count()).max().unwrap_or(1) as f64)
        .collect();
    let rows: Vec<&[&str]> = all.iter().map(Vec::as_slice).collect();
    let run = convert(&File::of(stack(&rows, &heights)), &[]).ends_with(0);
    assert_eq!(cells(&run.json()), wanted());
}

#[test]
fn a_row_cut_by_a_page_is_whole_and_the_header_is_there_once() {
    let all = rows();
    let mut first: Vec<Vec<&str>> = all[..4].to_vec();
    first[3][1] = "Print the new map of cycle";
    let mut second: Vec<Vec<&str>> = vec![all[0].clone(), vec!["", "paths in three languages", "", ""]];
    second.extend(all[4..].iter().cloned());
    let mut file = File::new();
    for part in [first, second] {
        let mut page = Page::new();
        page.table(50.0, 60.0, &WIDTHS, &part, Border::Strokes);
        file.page(page);
    }
    let json = convert(&file.bytes(), &[]).ends_with(0).json();
    assert_eq!(cells(&json), wanted());
    assert_eq!(json["tables"].as_array().unwrap().len(), 1);
    assert_eq!(json["tables"][0]["pages"], json!([1, 2]));
    assert_eq!(json["tables"][0]["records"][2]["pages"], json!([1, 2]));
}

#[test]
fn a_row_over_all_columns_is_a_heading() {
    let mut page = Page::new();
    let top = page.table(50.0, 60.0, &WIDTHS, &rows()[..3], Border::Strokes);
    // One cell as wide as the table goes on below it, then the other rows.
    let bottom = top + 17.0;
    page.line(50.0, top, 490.0, top).line(50.0, bottom, 490.0, bottom);
    page.line(50.0, top, 50.0, bottom).line(490.0, top, 490.0, bottom);
    page.text(53.0, top + 11.0, "2. The rest of the year");
    page.table(50.0, bottom, &WIDTHS, &rows()[3..], Border::Strokes);
    let json = convert(&File::of(page), &[]).ends_with(0).json();
    assert_eq!(cells(&json), wanted(), "{json:#}");
    let sections: Vec<&Value> = (json["tables"][0]["records"].as_array().unwrap().iter())
        .map(|record| &record["section"])
        .collect();
    assert_eq!(sections[1], &Value::Null);
    assert_eq!(sections[2], "2. The rest of the year");
}

#[test]
fn the_grid_is_the_table_as_printed() {
    let grid = grid(&File::of(page(Border::Strokes)));
    assert_eq!(grid["tables"][0]["page"], 1);
    let printed: Vec<Vec<String>> = rows()
        .iter()
        .map(|row| row.iter().map(|cell| cell.replace('\n', " ")).collect())
        .collect();
    assert_eq!(grid["tables"][0]["rows"], json!(printed));
}

#[test]
fn cells_that_span_say_so() {
    // Two columns share a name, and the first cell is as high as both header rows.
    let mut page = Page::new();
    for (x, y, text) in [
        (53.0, 82.0, "Town"),
        (160.0, 71.0, "Inhabitants"),
        (113.0, 91.0, "2020"),
        (213.0, 91.0, "2024"),
        (53.0, 111.0, "Ulm"),
        (113.0, 111.0, "126405"),
        (213.0, 111.0, "129942"),
    ] {
        page.text(x, y, text);
    }
    for (x0, y0, x1, y1) in [
        (50.0, 60.0, 310.0, 60.0),
        (110.0, 80.0, 310.0, 80.0),
        (50.0, 100.0, 310.0, 100.0),
        (50.0, 120.0, 310.0, 120.0),
        (50.0, 60.0, 50.0, 120.0),
        (110.0, 60.0, 110.0, 120.0),
        (210.0, 80.0, 210.0, 120.0),
        (310.0, 60.0, 310.0, 120.0),
    ] {
        page.line(x0, y0, x1, y1);
    }
    let grid = grid(&File::of(page));
    assert_eq!(
        grid["tables"][0]["rows"],
        json!([
            [
                {"text": "Town", "rowspan": 2, "colspan": 1},
                {"text": "Inhabitants", "rowspan": 1, "colspan": 2}
            ],
            ["2020", "2024"],
            ["Ulm", "126405", "129942"]
        ])
    );
}

#[test]
fn prose_and_lists_are_no_tables() {
    let mut page = Page::new();
    let lines = [
        "The council met twice in the spring and heard what the engineers had to say about",
        "the bridge. It asked for a second opinion before the summer and set the money aside.",
    ];
    for (index, line) in lines.iter().cycle().take(12).enumerate() {
        page.text(50.0, 60.0 + 13.0 * index as f64, line);
    }
    for (index, item) in ["the northern ramp", "the southern ramp", "the railing", "the lamps"]
        .iter()
        .enumerate()
    {
        let y = 240.0 + 13.0 * index as f64;
        page.text(60.0, y, "-").text(80.0, y, item);
    }
    let json = convert(&File::of(page), &[]).ends_with(3).json();
    assert_eq!(json["tables"], json!([]));
    assert_eq!(findings(&json), ["no-table"]);
}
