//! PDFs made by code, through the real binary.

mod agreement;
mod damage;
mod encrypt;
mod file;
mod limits;
mod tables;

use crate::support::{Dir, Run};
use file::{Border, File, HELVETICA, Page};
use serde_json::Value;

const WIDTHS: [f64; 4] = [60.0, 190.0, 110.0, 80.0];

/// A table of short cells under a header row.
fn rows() -> Vec<Vec<&'static str>> {
    [
        ["Nr", "Measure", "Owner", "Until"],
        [
            "A1",
            "Repair the northern bridge\nand its two ramps",
            "City of Ulm",
            "May 2027",
        ],
        ["A2", "Count the bats in the old mill", "Forest office", "June 2027"],
        [
            "A3",
            "Print the new map of cycle\npaths in three languages",
            "Tourist office",
            "July 2027",
        ],
        ["A4", "Plant forty lime trees", "City of Ulm", "March 2028"],
        ["A5", "Open the reading room on\nSundays", "Library", "April 2028"],
        ["A6", "Measure the noise at night", "County", "May 2028"],
    ]
    .map(Vec::from)
    .to_vec()
}

/// What `convert` makes of a PDF.
fn convert(bytes: &[u8], options: &[&str]) -> Run {
    let dir = Dir::new(&[("a.pdf", bytes)]);
    let mut args = vec!["convert", "a.pdf", "-f", "json"];
    args.extend(options);
    dir.run(&args)
}

/// The cells of all records, table by table.
fn cells(json: &Value) -> Vec<Vec<String>> {
    let tables = json["tables"].as_array().expect("tables");
    let records = tables.iter().flat_map(|table| {
        table["records"]
            .as_array()
            .expect("records")
            .iter()
            .map(move |record| (table, record))
    });
    records
        .map(|(table, record)| {
            let columns = table["columns"].as_array().expect("columns").iter();
            columns
                .map(|column| {
                    record["cells"][column.as_str().expect("a name")]
                        .as_str()
                        .unwrap_or("-")
                        .to_owned()
                })
                .collect()
        })
        .collect()
}

/// The codes of the findings.
fn findings(json: &Value) -> Vec<&str> {
    let findings = json["findings"].as_array().expect("findings").iter();
    findings
        .map(|finding| finding["code"].as_str().expect("a code"))
        .collect()
}

/// The rows of [`rows`] as cells, without the header row.
fn wanted() -> Vec<Vec<String>> {
    let rows = rows();
    let cell = |text: &&str| text.replace('\n', " ");
    rows[1..].iter().map(|row| row.iter().map(cell).collect()).collect()
}

/// The table of [`rows`] and nothing else is found.
#[track_caller]
fn whole(bytes: &[u8]) {
    let run = convert(bytes, &[]).ends_with(0);
    let json = run.json();
    assert_eq!(cells(&json), wanted(), "{json:#}");
    assert_eq!(findings(&json), [""; 0], "{json:#}");
    assert_eq!(json["tables"][0]["columns"], serde_json::json!(rows()[0]));
}

fn page(border: Border) -> Page {
    let mut page = Page::new();
    page.table(50.0, 60.0, &WIDTHS, &rows(), border);
    page
}

/// Adds text that stands apart from the table.
fn note(page: &mut Page, operators: &str, text: &str) {
    page.styled(50.0, 500.0, operators, text);
}

#[test]
fn ruled() {
    whole(&File::of(page(Border::Strokes)));
    let mut file = File::new();
    file.packed = true;
    file.page(page(Border::Strokes));
    whole(&file.bytes());
}

#[test]
fn a_damaged_header() {
    let mut bytes = File::of(page(Border::Strokes));
    bytes[1] = b'?';
    whole(&bytes);
}

#[test]
fn borders_of_thin_rectangles() {
    whole(&File::of(page(Border::Bars)));
}

/// What is drawn reaches the pages as lines, whatever operators it was drawn with.
#[test]
fn drawn_lines() {
    let rules = |page: Page| {
        let document = rowstitch::input::read("a.pdf", &File::of(page)).expect("a PDF");
        let rules = &document.pages[0].rules;
        let across = rules.iter().filter(|rule| rule.y0 == rule.y1).count();
        assert!(document.pages[0].fills.is_empty());
        (across, rules.len() - across)
    };
    // A line above each row and one below the last; one beside each column.
    assert_eq!(rules(page(Border::Strokes)), (8, 5));
    assert_eq!(rules(page(Border::Bars)), (7 * 4 + 1, 7 * 5));
    assert_eq!(rules(page(Border::None)), (0, 0));
    let mut other = Page::new();
    other.text(50.0, 50.0, "x");
    // A slanted stroke, a dot, a curve, a line outside of the page: no lines. The sides of a stroked rectangle are.
    other
        .draw("0 0 m 300 300 l S 50 50 m 51 50 l S 0 0 m 10 10 20 20 300 0 c S 0 -50 m 300 -50 l S 100 100 50 50 re S");
    assert_eq!(rules(other), (2, 2));
}

#[test]
fn filled_areas() {
    let mut page = page(Border::None);
    page.draw("0.9 g 50 700 200 30 re f 0 g");
    let document = rowstitch::input::read("a.pdf", &File::of(page)).expect("a PDF");
    assert!(document.pages[0].rules.is_empty());
    let fills: Vec<_> = document.pages[0]
        .fills
        .iter()
        .map(|area| [area.x0, area.y0, area.x1, area.y1])
        .collect();
    assert_eq!(fills, [[50.0, 112.0, 250.0, 142.0]]);
}

#[test]
fn turned_pages() {
    for turns in 0..4 {
        for rotated in [true, false] {
            for border in [Border::Strokes, Border::Bars] {
                let mut page = Page::sized(842.0, 595.0).turned(turns);
                if rotated {
                    page.entries = format!("/Rotate {}", 90 * u32::from(turns));
                }
                page.table(50.0, 60.0, &WIDTHS, &rows(), border);
                whole(&File::of(page));
            }
        }
    }
}

/// A running title up the side of the page is in no table.
#[test]
fn text_across_the_page() {
    let mut page = page(Border::Strokes);
    page.draw("BT /F1 10 Tf 0 1 -1 0 30 300 Tm (Draft for comment) Tj ET");
    let json = convert(&File::of(page), &[]).ends_with(0).json();
    assert_eq!(cells(&json), wanted(), "{json:#}");
}

#[test]
fn text_outside_of_the_crop_box() {
    let mut page = page(Border::Strokes);
    page.entries = "/CropBox [0 300 595 842]".to_owned();
    note(&mut page, "/F1 10 Tf", "in sight");
    page.text(50.0, 600.0, "cut off with the margin");
    let run = convert(&File::of(page), &[]).ends_with(0);
    let json = run.json();
    assert_eq!(cells(&json), wanted(), "{json:#}");
    assert_eq!(findings(&json), ["hidden-text"]);
    run.says(&["page 1", "5 words", "outside of the shown part", "\"cut\""]);
}

#[test]
fn invisible_text() {
    let mut hidden = page(Border::Strokes);
    note(&mut hidden, "3 Tr /F1 10 Tf", "not to be printed");
    let run = convert(&File::of(hidden), &[]).ends_with(0);
    let json = run.json();
    assert_eq!(cells(&json), wanted(), "{json:#}");
    assert_eq!(findings(&json), ["hidden-text"]);
    run.says(&["page 1", "4 words", "is invisible", "\"not\""]);
    // The text layer of a scan is all there is to read.
    let mut scan = Page::new();
    scan.draw("q 595 0 0 842 0 0 cm /Im Do Q 3 Tr");
    scan.table(50.0, 60.0, &WIDTHS, &rows(), Border::Strokes);
    whole(&scanned(scan));
}

/// A file of a page with the image `/Im`.
fn scanned(mut page: Page) -> Vec<u8> {
    let mut file = File::new();
    let image = image(&mut file);
    page.resources = format!(">> /XObject << /Im {image} 0 R");
    file.page(page);
    file.bytes()
}

fn image(file: &mut File) -> usize {
    file.stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        b"\x80",
    )
}

#[test]
fn images_without_text() {
    let mut file = File::new();
    let image = image(&mut file);
    let scan = || {
        let mut page = Page::new();
        page.resources = format!(">> /XObject << /Im {image} 0 R");
        page.draw("q 595 0 0 842 0 0 cm /Im Do Q");
        page
    };
    file.page(page(Border::Strokes));
    file.page(scan());
    let run = convert(&file.bytes(), &[]).ends_with(0);
    let json = run.json();
    assert_eq!(cells(&json), wanted(), "{json:#}");
    assert_eq!(findings(&json), ["image-only"]);
    run.says(&["page 2", "image without text", "OCR"]);
    let mut page = Page::new();
    page.draw("q 595 0 0 842 0 0 cm /Im Do Q");
    convert(&scanned(page), &[])
        .ends_with(1)
        .says(&["error: a.pdf: image only", "run OCR"]);
    convert(&File::of(Page::new()), &[])
        .ends_with(1)
        .says(&["error: a.pdf", "holds no text", "--pages"]);
}

#[test]
fn text_painted_twice() {
    let mut page = page(Border::Strokes);
    // Bold as word processors fake it: all again, a quarter of a point to the right.
    page.table(50.25, 60.0, &WIDTHS, &rows(), Border::None);
    whole(&File::of(page));
    // Filled and then stroked by one operator.
    let mut outlined = Page::new();
    outlined.draw("2 Tr");
    outlined.table(50.0, 60.0, &WIDTHS, &rows(), Border::Strokes);
    whole(&File::of(outlined));
}

#[test]
fn glyphs_without_characters() {
    let mut file = File::new();
    let font = file.add(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding \
         /Differences [ 81 /unheardof /strange ] >> >>",
    );
    let mut page = page(Border::Strokes);
    page.resources = format!("/F3 {font} 0 R");
    note(&mut page, "/F3 10 Tf", "Are Q or R said?");
    file.page(page);
    let run = convert(&file.bytes(), &[]).ends_with(0);
    let json = run.json();
    assert_eq!(cells(&json), wanted(), "{json:#}");
    assert_eq!(findings(&json), ["unknown-characters"]);
    run.says(&["page 1", "2 glyphs", "U+FFFD"]);
    let control = control_font();
    let run = convert(&control, &["-f", "json"]).ends_with(0);
    assert!(run.text().contains("A\u{fffd}"), "{}", run.text());
}

/// The table with a digit of its first column that no one can read.
fn control_font() -> Vec<u8> {
    let mut file = File::new();
    let font = file.add(&format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding \
         /Differences [ 50 /unheardof ] >> >> % as {HELVETICA}"
    ));
    let mut page = Page::new();
    page.resources = format!(">> /Font << /F1 {font} 0 R");
    page.table(50.0, 60.0, &WIDTHS, &rows(), Border::Strokes);
    file.page(page);
    file.bytes()
}

#[test]
fn letter_spacing() {
    // Tc in points, for text of 10 points.
    for spacing in [0.4, 1.2, 1.6, 2.0] {
        let mut page = Page::sized(842.0, 595.0);
        page.draw(&format!("{spacing} Tc"));
        page.table(50.0, 60.0, &[80.0, 260.0, 150.0, 100.0], &rows(), Border::Strokes);
        whole(&File::of(page));
    }
    // Words without blanks between them: the producer moved on.
    let mut page = Page::new();
    let mut rows = rows();
    rows[0][1] = "Measures agreed on";
    page.table(50.0, 60.0, &WIDTHS, &rows, Border::Strokes);
    let content = String::from_utf8(page.content).unwrap();
    page.content = content
        .replace(
            "(Measures agreed on) Tj",
            "3 Tc [(Measures) -300 (agreed) -300 (on)] TJ 0 Tc",
        )
        .into_bytes();
    let json = convert(&File::of(page), &[]).ends_with(0).json();
    assert_eq!(json["tables"][0]["columns"][1], "Measures agreed on", "{json:#}");
}

#[test]
fn some_pages() {
    let names = [
        ["apple", "birch", "cedar", "elder", "fir"],
        ["hazel", "larch", "maple", "oak", "poplar"],
        ["rowan", "spruce", "willow", "yew", "alder"],
    ];
    let mut file = File::new();
    for (number, names) in names.iter().enumerate() {
        let mut page = Page::new();
        let mut rows = vec![["Tree", "Where it stands", "Girth"].map(str::to_owned).to_vec()];
        for (index, name) in names.iter().enumerate() {
            let at = format!("behind house {} of\nthe {name} lane", 7 * number + 3 * index + 4);
            rows.push(vec![(*name).to_owned(), at, format!("{}.{index} m", number + 1)]);
        }
        page.table(50.0, 60.0, &WIDTHS, &rows, Border::Strokes);
        file.page(page);
    }
    let bytes = file.bytes();
    let trees = |pages: &str| -> Vec<String> {
        let json = convert(&bytes, &["--pages", pages]).ends_with(0).json();
        cells(&json).into_iter().map(|row| row[0].clone()).collect()
    };
    assert_eq!(trees("2"), names[1]);
    assert_eq!(trees("1,3"), [names[0], names[2]].concat());
    assert_eq!(trees("2-"), names[1..].concat());
    let json = convert(&bytes, &["--pages", "3"]).json();
    assert_eq!(json["tables"][0]["records"][0]["pages"], serde_json::json!([3, 3]));
    convert(&bytes, &["--pages", "7"])
        .ends_with(1)
        .says(&["a.pdf", "no text", "--pages"]);
    convert(&bytes, &["--pages", "0"]).ends_with(2);
}

#[test]
fn passwords() {
    let locked = |password: &str| {
        let mut file = File::new();
        file.page(page(Border::Strokes));
        encrypt::encrypt(&mut file, password);
        file.bytes()
    };
    whole(&locked(""));
    let bytes = locked("open sesame");
    assert_eq!(
        cells(&convert(&bytes, &["--password", "open sesame"]).ends_with(0).json()),
        wanted()
    );
    for options in [&[][..], &["--password", "sesame"]] {
        convert(&bytes, options)
            .ends_with(1)
            .says(&["a.pdf", "needs a password", "--password"]);
    }
}
