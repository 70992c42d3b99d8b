//! Small documents in the manner of several extractors; large ones are measured by `src/bin/furniture.rs`.

use super::{Body, Role, find};
use crate::document::Document;

const HEADER: [&str; 2] = ["Measure Explanation Partner", "Timing"];

/// Words to make lines of that differ.
const WORDS: [&str; 11] = [
    "water", "harbours", "roads", "bridges", "schools", "waste", "power", "trees", "bees", "tracks", "docks",
];

/// The body of page `page`: cells that repeat and a numbering column.
fn rows(page: usize) -> Vec<String> {
    (0..12)
        .flat_map(|row| {
            let number = (page - 1) * 12 + row + 1;
            [
                number.to_string(),
                format!("Study of the {} crossing", ["old", "new", "long"][number % 3]),
                format!("The team looks at item {} of", number * 7 % 31),
                "the list and reports on it.".to_owned(),
                ["Ongoing", "Planned"][number % 2].to_owned(),
            ]
        })
        .collect()
}

fn read(text: &str) -> (Document, Body) {
    let document = crate::input::read("test", text.as_bytes()).unwrap();
    let body = find(&document);
    (document, body)
}

fn texts(document: &Document, body: &Body, role: Role) -> Vec<String> {
    (0..document.lines.len())
        .filter(|&n| body.roles[n] == role)
        .map(|n| document.span_text(body.text_of(document, n)).to_owned())
        .collect()
}

/// Three pages; `top` and `foot` make what stands around each page's rows.
fn pages(top: impl Fn(usize) -> Vec<String>, foot: impl Fn(usize) -> Vec<String>, feed: bool) -> String {
    let mut lines = Vec::new();
    for page in 1..=3 {
        let mut own = top(page);
        own.extend(rows(page));
        own.extend(foot(page));
        if feed && page > 1 {
            own[0].insert(0, '\u{c}');
        }
        lines.extend(own);
    }
    lines.join("\n")
}

fn header() -> Vec<String> {
    HEADER.iter().map(|line| (*line).to_owned()).collect()
}

fn all_rows() -> Vec<String> {
    (1..=3).flat_map(rows).collect()
}

#[test]
fn numbers_and_headers_without_page_marks() {
    let top = |page: usize| {
        let title = (page == 1).then(|| "Plan of the region".to_owned());
        title.into_iter().chain(header()).collect()
    };
    let text = pages(top, |page| vec![page.to_string()], false);
    let (document, body) = read(&text);
    assert_eq!(texts(&document, &body, Role::Furniture), ["1", "2", "3"]);
    assert_eq!(texts(&document, &body, Role::Header), [HEADER, HEADER, HEADER].concat());
    let mut content = vec!["Plan of the region".to_owned()];
    content.extend(all_rows());
    assert_eq!(texts(&document, &body, Role::Content), content);
    assert_eq!(body.pages.last(), Some(&2));
    assert!(body.headers.iter().all(|row| row.whole && row.pattern == 0));
}

#[test]
fn running_titles_and_form_feeds() {
    let top = |page: usize| {
        let mut lines = vec!["REG(2024) 17 draft".to_owned(), format!("Page {page} of 3")];
        lines.extend(header());
        lines
    };
    let (document, body) = read(&pages(top, |_| Vec::new(), true));
    assert_eq!(texts(&document, &body, Role::Furniture).len(), 6);
    assert_eq!(texts(&document, &body, Role::Header).len(), 6);
    assert_eq!(texts(&document, &body, Role::Content), all_rows());
}

#[test]
fn furniture_glued_to_other_text() {
    let top = |page: usize| {
        let mut lines = Vec::new();
        if page == 1 {
            lines = vec![
                "ANNEX – 2024".to_owned(),
                "- 1 -".to_owned(),
                "Plan of the region".to_owned(),
            ];
        } else {
            lines.push(format!("- {page} -"));
        }
        lines.extend(header());
        lines
    };
    let text = pages(top, |_| Vec::new(), false);
    let text = text
        .replace("Ongoing\n- ", "Ongoing ANNEX – 2024\n- ")
        .replace("Planned\n- ", "Planned ANNEX – 2024\n- ");
    let (document, body) = read(&text);
    let mut content = vec!["Plan of the region".to_owned()];
    content.extend(all_rows());
    assert_eq!(texts(&document, &body, Role::Content), content);
    let parts: Vec<&str> = body.parts.iter().map(|&part| document.span_text(part)).collect();
    assert_eq!(parts, ["ANNEX – 2024", "ANNEX – 2024"]);
}

#[test]
fn page_numbers_glued_to_the_next_page() {
    let text = pages(|_| header(), |page| vec![format!("- {page} -")], false);
    let text = text.replace(" -\nMeasure", " -Measure");
    let (document, body) = read(&format!("Plan\n{text}"));
    let parts: Vec<&str> = body.parts.iter().map(|&part| document.span_text(part)).collect();
    assert_eq!(parts, ["- 1 -", "- 2 -"]);
    assert_eq!(texts(&document, &body, Role::Header), [HEADER, HEADER, HEADER].concat());
    assert_eq!(body.pages.last(), Some(&2));
}

#[test]
fn cut_and_damaged_headers() {
    let top = |page: usize| match page {
        1 => ["Plan of the region".to_owned()].into_iter().chain(header()).collect(),
        2 => vec!["Measure Exp1anation Partncr".to_owned(), "Timing".to_owned()],
        _ => vec!["Timing".to_owned()],
    };
    let (document, body) = read(&pages(top, |page| vec![format!("- {page} -")], false));
    let whole: Vec<bool> = body.headers.iter().map(|row| row.whole).collect();
    assert_eq!(whole, [true, true, false]);
    assert_eq!(texts(&document, &body, Role::Content).len(), all_rows().len() + 1);
}

#[test]
fn a_cleaned_break_is_a_line_that_begins_with_a_blank() {
    let lines: Vec<String> = (1..=3)
        .flat_map(|page| header().into_iter().chain(rows(page)))
        .collect();
    let per_page = lines.len() / 3;
    let text: String = lines
        .iter()
        .enumerate()
        .map(|(i, line)| match i {
            0 => format!("   {line} \n"),
            i if i % per_page == 0 => format!(" {line} \n"),
            _ => format!("\n{line} \n"),
        })
        .collect();
    let (document, body) = read(&text);
    assert_eq!(body.pages.last(), Some(&2));
    assert_eq!(texts(&document, &body, Role::Header), [HEADER, HEADER, HEADER].concat());
    assert_eq!(texts(&document, &body, Role::Content), all_rows());
}

#[test]
fn a_block_that_repeats_implies_the_page_breaks() {
    let (document, body) = read(&pages(|_| header(), |_| Vec::new(), false));
    assert_eq!(body.pages.last(), Some(&2));
    assert_eq!(texts(&document, &body, Role::Content), all_rows());
}

#[test]
fn a_numbering_column_alone_is_content() {
    let text = header().into_iter().chain(all_rows()).collect::<Vec<_>>().join("\n");
    let (document, body) = read(&text);
    assert_eq!(texts(&document, &body, Role::Furniture), [""; 0]);
    assert_eq!(body.pages.last(), Some(&0));
}

#[test]
fn numbers_of_rows_on_lines_of_their_own_are_content() {
    // The cells behind them begin in a few ways; now and then the same way.
    let begins = [
        "Guidance on",
        "Review of",
        "Pilot for",
        "Monitoring of",
        "Support for",
        "Plan for",
        "Study of",
        "Renewal of",
    ];
    let mut text = String::from("Annex\nNo.\nMeasure\nComment\n");
    for row in 1..=24 {
        let word = |n: usize| WORDS[(row * row + n * (row + 3)) % WORDS.len()];
        text += &format!("{row}\n{}\n{} and {}\n", begins[row * 5 % 8], word(1), word(2));
        for line in 0..9 + row % 4 {
            text += &format!(
                "{} with {} or {} of {}\n",
                word(line),
                word(line + 2),
                word(2 * line),
                word(line + 5)
            );
        }
    }
    let (document, body) = read(&text);
    assert_eq!(texts(&document, &body, Role::Furniture), Vec::<String>::new());
}

#[test]
fn the_frame_of_a_page_number_goes_with_it() {
    let body = |from: usize| -> String {
        let line = |n: usize| format!("Works on {} near {}\n", WORDS[n % 11], WORDS[(n * n + 3) % 11]);
        (from..from + 20).map(line).collect()
    };
    let page = |from, number: &str| body(from) + number + "\n";
    let (document, body) = read(&(page(0, "- 1 -") + &page(20, "-\n2 -")));
    assert_eq!(texts(&document, &body, Role::Furniture), ["- 1 -", "2 -"]);
}

#[test]
fn anything_can_be_read() {
    for text in [
        "x",
        "1",
        "1\n2",
        "\u{c}1\n\u{c}2\n\u{c}",
        "- 1 -x\n- 1 -x\n- 1 -x",
        "\u{301}\n\u{fffe}1\n2\u{200b}",
    ] {
        let (document, body) = read(text);
        assert_eq!(body.roles.len(), document.lines.len());
        assert_eq!(body.pages.len(), document.lines.len());
    }
}

/// Pages with rows of their own; `tops` are what stands above the rows of each page.
fn pages_with(tops: &[&[&str]]) -> (Document, Body) {
    let mut text = String::new();
    for (i, top) in tops.iter().enumerate() {
        let lines: Vec<String> = top.iter().map(|line| (*line).to_owned()).chain(rows(i + 1)).collect();
        text += &format!("{}{}\n", if i > 0 { "\u{c}" } else { "" }, lines.join("\n"));
    }
    read(&text)
}

const FOUR: [&str; 4] = ["Measure Explanation Partner", "Region or", "organisation", "Timing"];

/// The header rows found, as the numbers of their lines, and whether all rows of `pages` pages are content.
fn header_lines(tops: &[&[&str]]) -> (Vec<usize>, bool) {
    let (document, body) = pages_with(tops);
    let content = texts(&document, &body, Role::Content);
    let whole = (1..=tops.len()).flat_map(rows).all(|row| content.contains(&row));
    let count = |line: &std::ops::Range<usize>| line.clone().filter(|&n| body.roles[n] == Role::Header).count();
    (body.headers.iter().map(|row| count(&row.lines)).collect(), whole)
}

#[test]
fn headers_cut_short_before_they_stand_whole_again() {
    let [cut, short, last] = [&FOUR[2..], &FOUR[1..], &FOUR[3..]];
    let tops: [&[&str]; 6] = [&FOUR, cut, last, short, &FOUR, &[]];
    assert_eq!(header_lines(&tops), (vec![4, 2, 1, 3, 4], true));
    // Never whole again: what no page repeats stays content here.
    assert_eq!(header_lines(&[&FOUR, cut, last, short]), (vec![3, 2, 1, 3], true));
}

#[test]
fn a_header_whole_twice_and_cut_once() {
    let tops: [&[&str]; 5] = [&FOUR, &FOUR, &FOUR[1..], &[], &[]];
    assert_eq!(header_lines(&tops), (vec![4, 4, 3], true));
}

/// A cell that follows the header on two pages is no part of it: the page with the cut header says so.
#[test]
fn a_cell_after_the_header_twice_is_content() {
    let more: &[&str] = &[&FOUR[..], &["Reserved for later"]].concat();
    let (document, body) = pages_with(&[more, more, &FOUR[1..], &[]]);
    assert_eq!(
        texts(&document, &body, Role::Header),
        [&FOUR[..], &FOUR, &FOUR[1..]].concat()
    );
}

#[test]
fn a_header_that_first_stands_on_a_later_page() {
    let tops: [&[&str]; 4] = [&[], &FOUR[1..], &FOUR, &FOUR[2..]];
    let (document, body) = pages_with(&tops);
    // Nothing repeats the first line.
    let header = [&FOUR[1..], &FOUR[1..], &FOUR[2..]].concat();
    assert_eq!(texts(&document, &body, Role::Header), header);
    assert!(texts(&document, &body, Role::Content).contains(&FOUR[0].to_owned()));
    assert_eq!(
        body.headers.iter().map(|row| row.whole).collect::<Vec<_>>(),
        [true, true, false]
    );
}

#[test]
fn the_last_line_of_a_header_is_content_where_a_cell_says_it() {
    let tops: [&[&str]; 4] = [&FOUR, &FOUR, &["Timing"], &[]];
    assert_eq!(header_lines(&tops), (vec![4, 4, 1], true));
    let (document, body) = pages_with(&tops);
    let cells = |text: &str| texts(&document, &body, Role::Content).contains(&text.to_owned());
    assert!(!cells("Timing"));
    let text = document.text.replacen("Ongoing", "Timing", 1);
    let (document, body) = read(&text);
    let left = texts(&document, &body, Role::Content);
    assert_eq!(left.iter().filter(|line| *line == "Timing").count(), 2);
}

#[test]
fn cells_that_repeat_at_page_tops_are_content() {
    let row: &[&str] = &["Ongoing", "Study of the old crossing"];
    for tops in [[&["Ongoing"][..]; 4], [row; 4], [row, &row[1..], row, &row[1..]]] {
        let mut all: Vec<&[&str]> = vec![&FOUR];
        all.extend(tops);
        assert_eq!(header_lines(&all).0, Vec::<usize>::new(), "{tops:?}");
        all[1] = &FOUR;
        let (document, body) = pages_with(&all);
        assert_eq!(texts(&document, &body, Role::Header), [FOUR, FOUR].concat(), "{tops:?}");
    }
}

/// Rows that differ in a few letters: at all page tops, or one of them in the middle of a page.
#[test]
fn rows_that_are_alike_are_content() {
    let [a, b, c, d] = ["Norwind", "Northward", "Norbert", "Nordwand"]
        .map(|name| format!("{name} Ltd, hiring of an assistant, 2013, 19.200,00"));
    let (document, body) = pages_with(&[&[&a], &[&b], &[&c], &[&d]]);
    let content = texts(&document, &body, Role::Content);
    assert!([&a, &b, &c, &d].iter().all(|row| content.contains(row)), "{body:?}");

    let (document, _) = pages_with(&[&[], &[&b], &[&c], &[&d]]);
    let (document, body) = read(&document.text.replacen("Ongoing", &a, 1));
    assert_eq!(texts(&document, &body, Role::Header), [""; 0]);
}
