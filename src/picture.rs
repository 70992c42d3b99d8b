//! Pictures of pages as SVG: the words where they stand, drawn lines, and what each of them was taken for.

use crate::document::Document;
use crate::extraction::Extraction;
use crate::geometry;
use crate::markup;
use crate::page::{Area, Page};
use crate::pipeline::Inspection;
use crate::placed::What;
use crate::places::Places;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// Something marked on a page.
struct Mark {
    area: Area,
    what: What,
    /// What is written beside it.
    label: Option<String>,
}

/// All that is marked on one page.
#[derive(Default)]
struct Marks {
    areas: Vec<Mark>,
    /// Per record the middles of its cells, from column to column.
    order: Vec<Vec<(f32, f32)>>,
}

/// Colours of the columns, which come again after the last: apart from each other for most kinds of colour blindness
/// (Okabe and Ito, 2008).
pub(crate) const COLORS: [&str; 7] = [
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800",
];

/// How large the cells of layout text are drawn, in points.
pub(crate) const CHARACTER: (f32, f32) = (6.0, 12.0);

/// One picture per page, empty where nothing stands: words, drawn lines, cells by column, and the order they are read in; `None` for text without positions.
///
/// Text without a place (hidden, or running another way than the page) is not drawn.
pub fn pages(document: &Document, inspection: &Inspection) -> Option<Vec<String>> {
    if !inspection.positioned {
        return None;
    }
    let layout = document.pages.is_empty();
    let pages = geometry::pages(document);
    let places = Places::new(&pages);
    let before = inspection.extraction.records_before();
    let marks = mark(inspection, &before, &places, pages.len());
    let name = |what| title(what, &inspection.extraction, &before);
    let draw = |(page, marks): (&Page, &Marks)| {
        let mut out = String::new();
        if page.words.is_empty() && page.rules.is_empty() {
            return out;
        }
        let scale = if layout { CHARACTER } else { (1.0, 1.0) };
        // Writing to a string cannot fail.
        let _ = draw(document, page, marks, (&name, scale), &mut out);
        out
    };
    Some(pages.iter().zip(&marks).map(draw).collect())
}

/// What is marked on each of the pages; `before` are the records before each table.
fn mark(inspection: &Inspection, before: &[usize], places: &Places, pages: usize) -> Vec<Marks> {
    let mut marks: Vec<Marks> = (0..pages).map(|_| Marks::default()).collect();
    // A cell, a heading or a name of a column has one area per page; everything else one per line.
    let mut known: BTreeMap<(usize, What), usize> = BTreeMap::new();
    for piece in &inspection.placed {
        let Some((page, area)) = places.area(piece.span) else {
            continue;
        };
        let what = piece.what.whole();
        let areas = &mut marks[page].areas;
        let single = matches!(what, What::Repeat { .. } | What::Furniture | What::Outside);
        match known.get(&(page, what)).filter(|_| !single) {
            Some(at) => areas[*at].area = areas[*at].area.around(&area),
            None => {
                known.insert((page, what), areas.len());
                areas.push(Mark {
                    area,
                    what,
                    label: None,
                });
            }
        }
    }
    // In the order of pages, tables, records and columns.
    let mut last = None;
    for ((page, what), at) in known {
        let What::Cell { table, record, .. } = what else {
            continue;
        };
        let Marks { areas, order } = &mut marks[page];
        let mark = &mut areas[at];
        if last != Some((page, table, record)) {
            last = Some((page, table, record));
            mark.label = Some((before.get(table).unwrap_or(&0) + record + 1).to_string());
            order.push(Vec::new());
        }
        if let Some(order) = order.last_mut() {
            order.push((mark.area.x0, f32::midpoint(mark.area.y0, mark.area.y1)));
        }
    }
    marks
}

/// What is said where the pointer rests.
fn title(what: What, extraction: &Extraction, before: &[usize]) -> String {
    let column = |table: usize, column: usize| {
        let names = extraction.tables.get(table).map(|table| &table.columns);
        match names.and_then(|names| names.get(column)) {
            Some(name) => format!("column {}: {name}", column + 1),
            None => format!("column {}", column + 1),
        }
    };
    match what {
        What::Cell {
            table,
            record,
            column: at,
            ..
        } => {
            let record = before.get(table).unwrap_or(&0) + record + 1;
            format!("table {}, record {record}, {}", table + 1, column(table, at))
        }
        What::Header { table, column: at } => format!("table {}, header of {}", table + 1, column(table, at)),
        What::Repeat { table: Some(table) } => format!("table {}, header", table + 1),
        What::Repeat { table: None } => "header".to_owned(),
        What::Heading { table, level: 0, .. } => format!("table {}, section", table + 1),
        What::Heading { table, .. } => format!("table {}, subsection", table + 1),
        What::Furniture => "furniture".to_owned(),
        What::Outside => "outside of all tables".to_owned(),
    }
}

const STYLE: &str = "text{white-space:pre;font-family:Helvetica,Arial,sans-serif}\
.page{fill:#fff}.fill{fill:#000;fill-opacity:.06}.rule{stroke:#c00;stroke-width:.8}\
.header{fill:#666;fill-opacity:.25;stroke:#666}.heading{fill:none;stroke:#000;stroke-dasharray:3 1}\
.furniture{fill:none;stroke:#999;stroke-dasharray:1 2}.outside{fill:none;stroke:none}\
.cell{fill-opacity:.18;stroke-opacity:.9}.cell,.header,.heading,.furniture{stroke-width:.5}\
.order{fill:none;stroke:#000;stroke-opacity:.35;stroke-width:.4}.number{fill:#000;font-size:5px;text-anchor:end}";

fn draw(
    document: &Document,
    page: &Page,
    marks: &Marks,
    (title, (sx, sy)): (&dyn Fn(What) -> String, (f32, f32)),
    out: &mut String,
) -> fmt::Result {
    let right = page.words.iter().map(|word| word.x1).fold(page.width, f32::max) * sx;
    let bottom = page.words.iter().map(|word| word.y1).fold(page.height, f32::max) * sy;
    // Room for the numbers of records to the left of text at the margin.
    let left = page.words.iter().map(|word| word.x0).fold(0.0, f32::min) * sx - 24.0;
    let (width, height) = (right - left + 4.0, bottom + 4.0);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.1} -2 {width:.1} {height:.1}" width="{width:.1}" height="{height:.1}">"#
    )?;
    writeln!(out, "<style>{STYLE}")?;
    for (column, color) in COLORS.iter().enumerate() {
        write!(out, ".c{column}{{fill:{color};stroke:{color}}}")?;
    }
    writeln!(out, "</style>")?;
    writeln!(
        out,
        r#"<rect class="page" x="0" y="0" width="{right:.1}" height="{bottom:.1}"/>"#
    )?;
    for fill in &page.fills {
        rect(out, "fill", &fill.scaled(sx, sy), "")?;
    }
    for mark in &marks.areas {
        let area = mark.area.scaled(sx, sy);
        let class = match mark.what {
            What::Cell { column, .. } => format!("cell c{}", column % COLORS.len()),
            What::Header { .. } | What::Repeat { .. } => "header".to_owned(),
            What::Heading { .. } => "heading".to_owned(),
            What::Furniture => "furniture".to_owned(),
            What::Outside => "outside".to_owned(),
        };
        rect(out, &class, &area, &title(mark.what))?;
        if let Some(label) = &mark.label {
            let (x, y) = (area.x0 - 2.0, area.y0 + 5.0);
            writeln!(out, r#"<text class="number" x="{x:.1}" y="{y:.1}">{label}</text>"#)?;
        }
    }
    for rule in &page.rules {
        let (x0, y0, x1, y1) = (rule.x0 * sx, rule.y0 * sy, rule.x1 * sx, rule.y1 * sy);
        writeln!(
            out,
            r#"<line class="rule" x1="{x0:.1}" y1="{y0:.1}" x2="{x1:.1}" y2="{y1:.1}"/>"#
        )?;
    }
    for order in marks.order.iter().filter(|order| order.len() > 1) {
        let points: Vec<String> = order
            .iter()
            .map(|(x, y)| format!("{:.1},{:.1}", x * sx, y * sy))
            .collect();
        writeln!(out, r#"<polyline class="order" points="{}"/>"#, points.join(" "))?;
    }
    for word in &page.words {
        let area = word.area().scaled(sx, sy);
        let weight = if word.bold { r#" font-weight="bold""# } else { "" };
        writeln!(
            out,
            r#"<text x="{:.1}" y="{:.1}" font-size="{:.1}" textLength="{:.1}" lengthAdjust="spacingAndGlyphs"{weight}>{}</text>"#,
            area.x0,
            area.y0 + 0.75 * area.height(),
            area.height(),
            area.width().max(0.1),
            escaped(document.span_text(word.span))
        )?;
    }
    writeln!(out, "</svg>")
}

fn rect(out: &mut String, class: &str, area: &Area, title: &str) -> fmt::Result {
    let (x, y, width, height) = (area.x0, area.y0, area.width().max(0.0), area.height().max(0.0));
    write!(
        out,
        r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}""#
    )?;
    if title.is_empty() {
        writeln!(out, "/>")
    } else {
        writeln!(out, "><title>{}</title></rect>", escaped(title))
    }
}

/// Text for XML on one line; what XML has no way to write is U+FFFD.
fn escaped(text: &str) -> String {
    let text = text.replace(['\t', '\n', '\r'], " ");
    markup::escaped(&text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}

/// A table of seven rows in layout text, with what markup has to escape.
#[cfg(test)]
pub(crate) const TABLE: &str = "Code   Measure            Status\n\
                     A1     Ladders for <the>  planned\n       \
                            public library\n\
                     A2     Bridges & co       running\n\
                     A3     Tunnels            planned\n\
                     A4     A second crossing  planned\n       \
                            of the river\n\
                     A5     Benches            running\n\
                     A6     Three fountains    planned\n\
                     A7     Lights             running\n";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    fn drawn(text: &str) -> Option<Vec<String>> {
        let document = crate::input::read("t", text.as_bytes()).expect("text");
        let inspection = crate::inspect(&document, &Settings::default());
        pages(&document, &inspection)
    }

    #[test]
    fn every_word_and_every_cell_is_drawn() {
        let pictures = drawn(TABLE).expect("positions");
        assert_eq!(pictures.len(), 1);
        let svg = &pictures[0];
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("<rect class=\"cell").count(), 21, "{svg}");
        assert_eq!(svg.matches("<rect class=\"header").count(), 3);
        assert_eq!(svg.matches("class=\"number\"").count(), 7);
        assert_eq!(svg.matches("class=\"order\"").count(), 7);
        for word in TABLE.split_whitespace() {
            assert!(svg.contains(&format!(">{}</text>", escaped(word))), "{word}");
        }
        assert!(svg.contains("table 1, record 2, column 2: Measure"));
    }

    #[test]
    fn text_without_positions_has_no_picture() {
        assert!(drawn("One line.\nAnother line.\n").is_none());
    }

    #[test]
    fn what_xml_has_no_way_to_write() {
        assert_eq!(
            escaped("a<b>&\"\u{1}\u{fffe}\t"),
            "a&lt;b&gt;&amp;&quot;\u{fffd}\u{fffd} "
        );
    }
}
