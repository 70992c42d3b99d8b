//! One source and what became of it, side by side, as one HTML page that needs nothing else: no network, no server.
//!
//! The page holds the source and the records as compact data; its own script draws what is in view, so that a source of a
//! thousand pages opens as one of ten does. Nothing of the source is ever markup: it is in the page as JSON without `<`, `>` and
//! `&`, and becomes text nodes only.

mod drawn;
mod lines;
mod pieces;
mod records;

use crate::document::Document;
use crate::extraction::Cell;
use crate::finding::Finding;
use crate::markup::escaped;
use crate::picture::COLORS;
use crate::pipeline::Inspection;
use pieces::Pieces;
use serde::Serialize;
use std::fmt::Write;

/// How sure the text of a cell is, from 0 to 1; `None` where nothing is known of it.
pub type Confidence<'a> = dyn Fn(&Cell) -> Option<f32> + 'a;

/// Below this confidence a cell is one to look at.
pub const DOUBTFUL: f32 = 0.9;

/// What the page is made of; its placeholders are replaced by [`filled`].
const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
/// The parts of the script, in this order: together one function.
const SCRIPT: [&str; 7] = [
    include_str!("page/base.js"),
    include_str!("page/lazy.js"),
    include_str!("page/source.js"),
    include_str!("page/records.js"),
    include_str!("page/select.js"),
    include_str!("page/search.js"),
    include_str!("page/keys.js"),
];

/// All of a source that the script draws.
#[derive(Serialize)]
struct Data<'a> {
    /// Cells below this confidence are doubtful.
    doubtful: f32,
    /// Drawn pages are of text in cells of characters.
    layout: bool,
    tables: Vec<records::TableData<'a>>,
    findings: &'a [Finding],
    /// Pages in source order; those without text are left out.
    pages: Vec<Sheet<'a>>,
}

/// A page of the source, as its lines or as drawn.
#[derive(Serialize)]
struct Sheet<'a> {
    /// 1-based page.
    page: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<drawn::Drawing<'a>>,
    /// All lines of the page; of a drawn page those whose text has no place on it.
    lines: Vec<lines::LineData<'a>>,
}

/// The review page of a source.
///
/// Gives a whole HTML document. The same document and inspection give the same bytes.
pub fn page(document: &Document, inspection: &Inspection) -> String {
    page_with(document, inspection, &|cell: &Cell| cell.confidence)
}

/// The review page of a source, with how sure its cells are: those below [`DOUBTFUL`] are marked, and the keys `n` and `p` go
/// from one to the next.
pub fn page_with(document: &Document, inspection: &Inspection, confidence: &Confidence<'_>) -> String {
    let pieces = Pieces::new(document, inspection);
    let pages = if inspection.positioned {
        drawn::sheets(document, inspection, &pieces)
    } else {
        lines::sheets(document, inspection, &pieces)
    };
    let data = Data {
        doubtful: DOUBTFUL,
        layout: inspection.positioned && document.pages.is_empty(),
        tables: records::tables(document, inspection, confidence),
        findings: &inspection.extraction.findings,
        pages,
    };
    let data = json(&data);
    let style = style();
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPT.concat());
    let name = escaped(&harmless(&document.name));
    let account = account(
        document,
        inspection,
        inspection.body.page_count().max(document.pages.len()),
    );
    // Only these very scripts and styles run: nobody can write a source that holds the hash of the page it is in.
    let nonce = blake3::hash(format!("{style}{script}{name}{account}{data}").as_bytes()).to_hex();
    filled(&[
        ("name", &name),
        ("nonce", &nonce),
        ("style", &style),
        ("account", &account),
        ("version", env!("CARGO_PKG_VERSION")),
        ("data", &data),
        ("script", &script),
    ])
}

/// The style, with the colours of the columns.
fn style() -> String {
    let mut style = STYLE.to_owned();
    for (column, color) in COLORS.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(style, ".c{column} {{ --hue: {color} }}");
    }
    style
}

/// The page with its placeholders replaced; what replaces them is not looked through again.
fn filled(values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = PAGE;
    while let Some((before, (name, after))) = rest
        .split_once("{{")
        .and_then(|(before, after)| Some((before, after.split_once("}}")?)))
    {
        out.push_str(before);
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Data as JSON that has no character markup or a reader of the page's source could take for something else.
fn json(data: &Data<'_>) -> String {
    let plain = serde_json::to_string(data).expect("keys are strings and memory can be written");
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        // Outside of strings JSON has none of these.
        if matches!(
            c,
            '<' | '>' | '&' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
        ) || reorders(c)
        {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Characters that turn the order of the text around them.
fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Text without characters that turn the order of what is around it.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if reorders(c) { '\u{fffd}' } else { c }).collect()
}

/// Where every character went, and how much there is of everything.
fn account(document: &Document, inspection: &Inspection, pages: usize) -> String {
    let extraction = &inspection.extraction;
    let audit = &extraction.audit;
    let mut out = String::new();
    let mut put = |name: &str, number: usize, class: &str| {
        let number = grouped(number);
        let _ = write!(out, "<div{class}><dt>{name}</dt><dd>{number}</dd></div>");
    };
    let things = [
        (pages, "page"),
        (document.lines.len(), "line"),
        (extraction.tables.len(), "table"),
        (extraction.record_count(), "record"),
        (extraction.findings.len(), "finding"),
    ];
    for (number, what) in things {
        let s = if number == 1 { "" } else { "s" };
        put(&format!("{what}{s}"), number, "");
    }
    put("characters", audit.total(), " class=\"sum\"");
    put("in cells", audit.cell, "");
    put("in header rows", audit.header, "");
    put("in headings", audit.heading, "");
    put("in page furniture", audit.furniture, "");
    put("outside of tables", audit.outside, "");
    let class = if audit.unaccounted == 0 {
        " class=\"good\""
    } else {
        " class=\"bad\""
    };
    put("unaccounted", audit.unaccounted, class);
    out
}

/// A number whose thousands are set apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests;
