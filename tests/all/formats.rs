//! Formats for people: Markdown, workbooks, and CSV that a spreadsheet may open.

use crate::support::{Dir, root};
use std::io::{Cursor, Read};

/// A table with a column of each kind that a workbook has types for.
pub(crate) const GRANTS: &str = "\
No   Code    Beneficiary          Amount          Share     Start        Rate    State
1    001     City of Ghent        EUR 18,000.50   80 %      2024-02-01   1.5     open
2    002     River Board          EUR 2,500.00    12.5 %    2023-11-30   2.25    closed
3    003     Harbour Trust        EUR 600.25      7 %       2024-01-15   0.5     open
4    004     Museum of Trade      EUR 1,250.75    45 %      2022-05-04   3.75    open
5    005     Library Service      EUR 80.00       5 %       2024-06-30   1.25    closed
6    006     Tram Company         EUR 44,100.10   61 %      2021-12-24   2.5     open
";

/// A part of a workbook.
pub(crate) fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn workbooks() {
    let dir = Dir::new(&[("t.txt", GRANTS.as_bytes()), ("letter.txt", b"A letter.\nNo table.\n")]);
    dir.run(&["convert", "t.txt", "-o", "t.xlsx"]).ends_with(0);
    let workbook = dir.read("t.xlsx");
    let sheet = part(&workbook, "xl/worksheets/sheet1.xml");
    // Amount, share, day and rate of the first record; the code is text.
    for number in ["<v>18000.5</v>", "<v>0.8</v>", "<v>45323</v>", "<v>1.5</v>"] {
        assert!(sheet.contains(number), "{number} in {sheet}");
    }
    assert!(sheet.contains("<autoFilter ref=\"A1:J7\"/>"), "{sheet}");
    let strings = part(&workbook, "xl/sharedStrings.xml");
    assert!(
        strings.contains("<t>001</t>") && !strings.contains("18,000"),
        "{strings}"
    );
    assert!(part(&workbook, "xl/styles.xml").contains("&quot;EUR&quot;"));
    // The same bytes on standard output, on another day, with any number of threads.
    for jobs in ["1", "4"] {
        let run = dir.run(&["convert", "t.txt", "-f", "xlsx", "-j", jobs]).ends_with(0);
        assert_eq!(run.stdout, workbook);
    }
    dir.run(&["convert", "t.txt", "letter.txt", "-o", "out", "-f", "xlsx"])
        .ends_with(0);
    assert_eq!(dir.files("out"), ["t.xlsx"], "no table, no workbook");
    dir.run(&["diff", "t.xlsx", "t.xlsx"])
        .ends_with(2)
        .says(&["compare CSV, JSON or JSONL"]);
}

/// Nothing is cut: the error names the file, the table and the cell.
#[test]
fn a_workbook_that_cannot_hold_a_cell() {
    let long = "x".repeat(33_000);
    let rows = [
        ["Code", "Measure", "Change"],
        ["A1", "Roads", "-5"],
        ["A2", "Bridges", "-6"],
        ["A3", &long, "+7"],
        ["A4", "Benches", "-8"],
        ["A5", "Lights", "-9"],
    ];
    // As `pdftotext -tsv` writes them: in text, such a word would be no part of a table.
    let mut boxes = "level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t595\t842\t-1\t###PAGE###\n"
        .to_owned();
    for (line, row) in rows.iter().enumerate() {
        let top = 100 + 14 * line;
        boxes += &format!("4\t1\t0\t0\t{line}\t0\t50\t{top}\t400\t10\t-1\t###LINE###\n");
        for (word, text) in row.iter().enumerate() {
            let (left, width) = (50 + 150 * word, (6 * text.len()).min(100));
            boxes += &format!("5\t1\t0\t0\t{line}\t{word}\t{left}\t{top}\t{width}\t10\t100\t{text}\n");
        }
    }
    let dir = Dir::new(&[("t.tsv", boxes.as_bytes())]);
    dir.run(&["convert", "t.tsv", "-o", "out", "-f", "csv,xlsx"])
        .ends_with(1)
        .says(&["t.tsv", "table 1, record 3, column \"Measure\"", "holds 32767"]);
    assert_eq!(dir.files("out"), ["t.csv"]);
    assert!(String::from_utf8(dir.read("out/t.csv")).unwrap().contains(&long));
}

#[test]
fn parquet_is_a_feature() {
    let dir = Dir::new(&[("t.txt", GRANTS.as_bytes())]);
    let run = dir.run(&["convert", "t.txt", "-o", "out", "-f", "parquet"]);
    if cfg!(feature = "parquet") {
        run.ends_with(0);
        assert!(dir.read("out/t.parquet").starts_with(b"PAR1"));
        dir.run(&["convert", "t.txt", "-f", "parquet"])
            .ends_with(2)
            .says(&["-o"]);
    } else {
        run.ends_with(2).says(&["--features parquet"]);
        dir.write("rowstitch.toml", b"sources = ['t.txt']\nformats = ['parquet']");
        dir.run(&["build"])
            .ends_with(2)
            .says(&["rowstitch.toml:2", "--features parquet"]);
    }
}

#[test]
fn markdown() {
    let dir = Dir::new(&[(
        "plan.txt",
        &std::fs::read(root().join("fixtures/layout-table/source/plan.txt")).unwrap(),
    )]);
    dir.run(&["convert", "plan.txt", "-o", "plan.md"]).ends_with(0);
    let written = String::from_utf8(dir.read("plan.md")).unwrap();
    let json = dir.run(&["convert", "plan.txt", "-f", "json"]).ends_with(0).json();
    let records = json["tables"][0]["records"].as_array().unwrap().len();
    assert_eq!(written.lines().count(), records + 2, "{written}");
    assert!(
        written
            .lines()
            .all(|line| line.starts_with("| ") && line.ends_with(" |"))
    );
    assert_eq!(written.as_bytes(), dir.run(&["convert", "plan.txt", "-f", "md"]).stdout);
    dir.run(&["diff", "plan.md", "plan.md"]).ends_with(2);
}

#[test]
fn csv_that_runs_nothing() {
    let text = "Code   Measure     Change\n\
                A1     =HYPERLINK  -5\n\
                A2     Bridges     -6\n\
                A3     @SUM(1)     +7\n\
                A4     Benches     -8\n\
                A5     Lights      -9\n";
    let dir = Dir::new(&[("t.txt", text.as_bytes())]);
    let plain = dir.run(&["convert", "t.txt"]).ends_with(0);
    let safe = dir.run(&["convert", "t.txt", "--csv-safe"]).ends_with(0);
    assert!(plain.text().contains(",A1,=HYPERLINK,-5\n"), "{}", plain.text());
    assert_eq!(
        safe.text(),
        plain
            .text()
            .replace("=HYPERLINK", "'=HYPERLINK")
            .replace("@SUM", "'@SUM")
    );
}
