//! Pictures of pages as SVG: the words where they stand, drawn lines, and what each of them was taken for.

use crate::document::{Document, Span};
use crate::furniture::Role;
use crate::geometry;
use crate::markup;
use crate::page::{Area, Page};
use crate::pipeline::Inspection;
use crate::places::Places;
use crate::reconstruct::{Item, RawTable};
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// What is marked on a page, as class of the SVG element.
#[derive(Debug, Clone, Copy)]
enum Class {
    Cell(usize),
    Header,
    Heading,
    Furniture,
    Outside,
}

/// Something marked on a page.
struct Mark {
    area: Area,
    class: Class,
    /// What is said where the pointer rests.
    title: String,
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
    let mut marks: Vec<Marks> = pages.iter().map(|_| Marks::default()).collect();
    let mut records = 0;
    for (number, table) in inspection.reconstruction.tables.iter().enumerate() {
        let names = inspection
            .extraction
            .tables
            .get(number)
            .map_or(&[][..], |table| &table.columns);
        mark_table(table, (number, names), &places, &mut records, &mut marks);
    }
    let mut mark = |span: Span, class, title: &str| {
        if let Some((page, area)) = places.area(span) {
            marks[page].areas.push(Mark::new(area, class, title.to_owned()));
        }
    };
    for span in &inspection.reconstruction.outside {
        mark(*span, Class::Outside, "outside of all tables");
    }
    for (line, role) in inspection.body.roles.iter().enumerate() {
        if *role == Role::Furniture {
            mark(inspection.body.text_of(document, line), Class::Furniture, "furniture");
        }
    }
    let draw = |(page, marks): (&Page, &Marks)| {
        let mut out = String::new();
        if page.words.is_empty() && page.rules.is_empty() {
            return out;
        }
        let scale = if layout { CHARACTER } else { (1.0, 1.0) };
        // Writing to a string cannot fail.
        let _ = draw(document, page, marks, scale, &mut out);
        out
    };
    Some(pages.iter().zip(&marks).map(draw).collect())
}

/// Marks the cells and headings of a table; `records` were counted before it.
fn mark_table(
    table: &RawTable,
    (number, names): (usize, &[String]),
    places: &Places,
    records: &mut usize,
    marks: &mut [Marks],
) {
    let column = |column: usize| match names.get(column) {
        Some(name) => format!("column {}: {name}", column + 1),
        None => format!("column {}", column + 1),
    };
    let put = |marks: &mut [Marks], spans: &[Span], class, title: &str| {
        for (page, area) in areas(spans, places) {
            marks[page].areas.push(Mark::new(area, class, title.to_owned()));
        }
    };
    let table_name = format!("table {}", number + 1);
    for (at, spans) in table.header.iter().enumerate() {
        put(
            marks,
            spans,
            Class::Header,
            &format!("{table_name}, header of {}", column(at)),
        );
    }
    for span in &table.repeats {
        put(marks, &[*span], Class::Header, &format!("{table_name}, header"));
    }
    for item in &table.items {
        match item {
            Item::Heading { level, spans } => {
                let what = if *level == 0 { "section" } else { "subsection" };
                put(marks, spans, Class::Heading, &format!("{table_name}, {what}"));
            }
            Item::Row(cells) => {
                *records += 1;
                // Per page the place of the record's order.
                let mut begun: BTreeMap<usize, usize> = BTreeMap::new();
                for (at, cell) in cells.iter().enumerate() {
                    let spans: Vec<Span> = cell.iter().map(|piece| piece.span).collect();
                    for (page, area) in areas(&spans, places) {
                        let title = format!("{table_name}, record {records}, {}", column(at));
                        let mut mark = Mark::new(area, Class::Cell(at), title);
                        let on = &mut marks[page];
                        let order = *begun.entry(page).or_insert_with(|| {
                            mark.label = Some(records.to_string());
                            on.order.push(Vec::new());
                            on.order.len() - 1
                        });
                        on.order[order].push((area.x0, f32::midpoint(area.y0, area.y1)));
                        on.areas.push(mark);
                    }
                }
            }
        }
    }
}

/// The areas of spans, one per page.
fn areas(spans: &[Span], places: &Places) -> Vec<(usize, Area)> {
    let mut areas: Vec<(usize, Area)> = Vec::new();
    for (page, area) in spans.iter().filter_map(|span| places.area(*span)) {
        match areas.last_mut() {
            Some((last, all)) if *last == page => *all = all.around(&area),
            _ => areas.push((page, area)),
        }
    }
    areas
}

impl Mark {
    fn new(area: Area, class: Class, title: String) -> Self {
        Self {
            area,
            class,
            title,
            label: None,
        }
    }
}

const STYLE: &str = "text{white-space:pre;font-family:Helvetica,Arial,sans-serif}\
.page{fill:#fff}.fill{fill:#000;fill-opacity:.06}.rule{stroke:#c00;stroke-width:.8}\
.header{fill:#666;fill-opacity:.25;stroke:#666}.heading{fill:none;stroke:#000;stroke-dasharray:3 1}\
.furniture{fill:none;stroke:#999;stroke-dasharray:1 2}.outside{fill:none;stroke:none}\
.cell{fill-opacity:.18;stroke-opacity:.9}.cell,.header,.heading,.furniture{stroke-width:.5}\
.order{fill:none;stroke:#000;stroke-opacity:.35;stroke-width:.4}.number{fill:#000;font-size:5px;text-anchor:end}";

fn draw(document: &Document, page: &Page, marks: &Marks, (sx, sy): (f32, f32), out: &mut String) -> fmt::Result {
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
        let class = match mark.class {
            Class::Cell(column) => format!("cell c{}", column % COLORS.len()),
            Class::Header => "header".to_owned(),
            Class::Heading => "heading".to_owned(),
            Class::Furniture => "furniture".to_owned(),
            Class::Outside => "outside".to_owned(),
        };
        rect(out, &class, &area, &mark.title)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    const TABLE: &str = "Code   Measure            Status\n\
                         A1     Ladders for <the>  planned\n       \
                                public library\n\
                         A2     Bridges & co       running\n\
                         A3     Tunnels            planned\n\
                         A4     A second crossing  planned\n       \
                                of the river\n\
                         A5     Benches            running\n\
                         A6     Three fountains    planned\n\
                         A7     Lights             running\n";

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
