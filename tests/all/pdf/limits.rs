//! Hostile PDFs: every one is answered in time and with little memory, and the answer says why.

use super::file::{Border, File, Page, packed};
use super::{cells, convert, findings, page, wanted};
use std::time::{Duration, Instant};

/// Blanks, packed.
fn bomb(mib: usize) -> Vec<u8> {
    packed(&vec![b' '; mib << 20])
}

/// The entries of a stream dictionary for packed data.
const FLATE: &str = "/Filter /FlateDecode";

/// A file whose second page is hostile; the first holds the table.
fn beside_the_table(hostile: impl FnOnce(&mut File) -> Page) -> Vec<u8> {
    let mut file = File::new();
    file.page(page(Border::Strokes));
    let second = hostile(&mut file);
    file.page(second);
    file.bytes()
}

/// The table is read, and of page 2 it is said why not.
#[track_caller]
fn cut_short(bytes: &[u8], options: &[&str], why: &[&str]) {
    let start = Instant::now();
    let run = convert(bytes, options).ends_with(1);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let json = run.json();
    assert_eq!(cells(&json), wanted(), "{json:#}");
    assert_eq!(findings(&json), ["page-cut-short"], "{}", run.stderr);
    run.says(why);
}

#[test]
fn data_that_unpack_to_too_much() {
    let too_much = ["page 2 was not read", "unpack to more", "--max-unpacked", "256 MiB"];
    let content = |file: &mut File| {
        let bomb = file.stream(FLATE, &bomb(65));
        let mut page = Page::new();
        page.entries = format!("/Contents {bomb} 0 R");
        page
    };
    cut_short(&beside_the_table(content), &[], &too_much);
    let twice = |file: &mut File| {
        let bomb = file.stream("/Filter [/FlateDecode /FlateDecode]", &packed(&bomb(65)));
        let mut page = Page::new();
        page.entries = format!("/Contents {bomb} 0 R");
        page
    };
    cut_short(&beside_the_table(twice), &[], &too_much);
    let form = |file: &mut File| {
        let form = file.stream(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] {FLATE}"),
            &bomb(65),
        );
        let mut page = Page::new();
        page.resources = format!(">> /XObject << /Fm {form} 0 R");
        page.draw("/Fm Do").text(50.0, 50.0, "never seen");
        page
    };
    cut_short(&beside_the_table(form), &[], &too_much);
    let font = |file: &mut File| {
        let map = file.stream(FLATE, &bomb(257));
        let font = file.add(&format!(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode {map} 0 R >>"
        ));
        let mut page = Page::new();
        page.resources = format!("/F3 {font} 0 R");
        page
    };
    cut_short(&beside_the_table(font), &[], &too_much);
    let rows = |file: &mut File| {
        let parameters = "/DecodeParms << /Predictor 2 /Columns 900000000000 /BitsPerComponent 4 >>";
        let content = file.stream(&format!("{FLATE} {parameters}"), &packed(b"0 0 m"));
        let mut page = Page::new();
        page.entries = format!("/Contents {content} 0 R");
        page
    };
    cut_short(&beside_the_table(rows), &[], &too_much);
}

#[test]
fn the_limits_can_be_set() {
    let bytes = beside_the_table(|_| {
        let mut page = Page::new();
        page.content = vec![b' '; 2 << 20];
        page
    });
    cut_short(
        &bytes,
        &["--max-unpacked", "4"],
        &["--max-unpacked raises the limit of 4 MiB"],
    );
    convert(&bytes, &["--max-unpacked", "9"]).ends_with(0);
    convert(&bytes, &["--max-size", "1"])
        .ends_with(1)
        .says(&["larger than 1 MiB", "--max-size"]);
    let bytes = beside_the_table(|_| {
        let mut page = Page::new();
        for line in 0..60 {
            page.text(50.0, 800.0 - 10.0 * f64::from(line), "so it goes on and on ");
        }
        page
    });
    cut_short(
        &bytes,
        &["--max-glyphs", "400"],
        &["page 2 was read only in part", "more than 400 glyphs", "--max-glyphs"],
    );
    for option in ["--max-size", "--max-unpacked", "--max-glyphs", "--page-seconds"] {
        convert(&bytes, &[option, "0"]).ends_with(2);
    }
}

#[test]
fn object_streams() {
    let mut file = File::new();
    file.page(page(Border::Strokes));
    file.stream(&format!("/Type /ObjStm /N 1 /First 4 {FLATE}"), &bomb(257));
    convert(&file.bytes(), &[])
        .ends_with(1)
        .says(&["error: a.pdf: the PDF unpacks to more than 256 MiB", "--max-unpacked"]);
}

#[test]
fn a_page_tree_without_end() {
    let mut file = File::new();
    file.page(page(Border::Strokes));
    let mut next = file.add("[]");
    for _ in 0..40 {
        let kid = format!("<< /Type /Pages /Kids {next} 0 R >> ");
        next = file.add(&format!("[{}]", kid.repeat(4)));
    }
    file.add(&format!("<< /Type /Pages /Kids {next} 0 R >>"));
    convert(&file.bytes(), &[])
        .ends_with(1)
        .says(&["error: a.pdf", "more than 250000 pages"]);
}

#[test]
fn much_text_at_once() {
    let bytes = beside_the_table(|file| {
        file.packed = true;
        let mut page = Page::new();
        page.text(50.0, 50.0, &"a".repeat(1 << 20));
        page
    });
    cut_short(&bytes, &[], &["more text at once"]);
}

/// Forms that draw each other ten times over, as deep as forms may go.
#[test]
fn drawing_without_end() {
    let bytes = beside_the_table(|file| {
        let mut next = file.stream("/Type /XObject /Subtype /Form /BBox [0 0 900 900]", b"0 0 m 9 9 l S");
        for _ in 0..30 {
            next = file.stream(
                &format!(
                    "/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Resources << /XObject << /Fm {next} 0 R >> >>"
                ),
                &b"/Fm Do ".repeat(10),
            );
        }
        let mut page = Page::new();
        page.resources = format!(">> /XObject << /Fm {next} 0 R");
        page.draw("/Fm Do");
        page
    });
    cut_short(&bytes, &["--page-seconds", "1"], &["more than 1 s;", "--page-seconds"]);
}

/// Where nothing is drawn the interpreter does not end by itself: the page is left to it.
#[test]
fn working_without_end() {
    let mut file = File::new();
    let group = file.stream(
        &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Group << /S /Transparency >> {FLATE}"),
        &bomb(50),
    );
    let mut hostile = Page::new();
    hostile.resources = format!(">> /ExtGState << /G << /SMask << /S /Alpha /G {group} 0 R >> >> ");
    hostile.draw(&"/G gs ".repeat(100_000));
    file.page(page(Border::Strokes));
    file.page(hostile);
    file.page(Page::new());
    let bytes = file.bytes();
    cut_short(
        &bytes,
        &["--page-seconds", "1"],
        &["pages 2 to 3 were not read", "page 2 takes too long", "--pages"],
    );
}

#[test]
fn deep_forms() {
    let bytes = beside_the_table(|file| {
        let mut next = file.stream("/Type /XObject /Subtype /Form /BBox [0 0 900 900]", b"0 0 m 9 9 l S");
        for _ in 0..60 {
            next = file.stream(
                &format!(
                    "/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Resources << /XObject << /Fm {next} 0 R >> >>"
                ),
                b"/Fm Do",
            );
        }
        let mut page = Page::new();
        page.resources = format!(">> /XObject << /Fm {next} 0 R");
        page.draw(&format!("{} /Fm Do", "q ".repeat(100_000)));
        page.draw(&format!("{} 1 {}", "[".repeat(100_000), "]".repeat(100_000)));
        page
    });
    assert_eq!(cells(&convert(&bytes, &[]).ends_with(0).json()), wanted());
}

#[test]
fn more_lines_than_a_table_has() {
    let mut crowd = page(Border::Strokes);
    for line in 0..110_000 {
        let (x, y) = (50.0 + f64::from(line % 400), 400.0 + f64::from(line / 400));
        crowd.line(x, y, x + 20.0, y);
    }
    let run = convert(&File::of(crowd), &[]).ends_with(0);
    assert_eq!(cells(&run.json()), wanted());
    assert_eq!(findings(&run.json()), ["many-lines"]);
    run.says(&["note: a.pdf: page 1", "100000"]);
}

/// A page at which the interpreter fails leaves the others alone, and nothing is printed of it.
#[test]
fn a_fault_of_the_interpreter() {
    let faulty = |file: &mut File| {
        let content = file.stream(
            &format!("{FLATE} /DecodeParms << /Predictor 2 /Columns 0 >>"),
            &packed(b"0 0 m"),
        );
        let mut page = Page::new();
        page.entries = format!("/Contents {content} 0 R");
        page
    };
    let mut file = File::new();
    let first = faulty(&mut file);
    file.page(first);
    file.page(page(Border::Strokes));
    let run = convert(&file.bytes(), &[]).ends_with(1);
    assert_eq!(cells(&run.json()), wanted());
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run.says(&["error: a.pdf: page 1 was read only in part: it is damaged", "qpdf"]);
}

#[test]
fn pages_that_unpack_to_much_are_let_go_of() {
    let convert_padded = |blanks: usize| {
        let mut file = File::new();
        for (number, tree) in ["Ash", "Birch", "Cedar", "Elm", "Fir", "Oak"].into_iter().enumerate() {
            let mut page = Page::new();
            let rows: Vec<Vec<String>> = (["grove", "hill", "field", "wood", "lane"].into_iter().enumerate())
                .map(|(row, place)| {
                    let size = 37 * row * row + 91 * number * number;
                    vec![format!("{tree}{place}"), format!("{place} of {tree}"), size.to_string()]
                })
                .collect();
            page.table(50.0, 60.0, &[60.0, 160.0, 60.0], &rows, Border::Strokes);
            page.content.extend(vec![b' '; blanks]);
            file.page(page);
        }
        convert(&file.bytes(), &[]).ends_with(0).json()
    };
    let plain = convert_padded(0);
    assert!(plain["tables"].to_string().contains("lane of Oak"), "{plain:#}");
    assert_eq!(convert_padded(3 << 20)["tables"], plain["tables"]);
}
