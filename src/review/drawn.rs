//! Pages as they are drawn: words where they stand, and the areas of cells, headings and furniture.

use super::pieces::{Pieces, What};
use super::{Sheet, lines};
use crate::audit::is_blank;
use crate::document::Document;
use crate::geometry;
use crate::page::{Area, Page};
use crate::picture::CHARACTER;
use crate::pipeline::Inspection;
use crate::places::Places;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use std::collections::BTreeMap;

/// A drawn page. All lengths are in tenths of a point, as whole numbers: less than a reader sees, and short to write.
#[derive(Serialize)]
pub(super) struct Drawing<'a> {
    /// Left edge, width and height of what is drawn; the top edge is 0.
    size: [i32; 3],
    /// What is marked, in reading order.
    marks: Vec<Mark>,
    words: Vec<WordLine<'a>>,
    /// Drawn lines, from point to point.
    rules: Vec<[i32; 4]>,
    /// Filled rectangles: left, top, width, height.
    fills: Vec<[i32; 4]>,
}

/// A marked area: what it is, and its left and top edge, width and height.
#[derive(Serialize)]
struct Mark(What, [i32; 4]);

/// The words of a line of the source: its number (1-based), the top edge and the height of its first word, and all words.
#[derive(Serialize)]
struct WordLine<'a>(u32, i32, i32, Vec<WordData<'a>>);

/// A word: left, width, text, index of its mark or -1; then, where they are not as usual, 1 if bold, top edge and height.
struct WordData<'a> {
    area: [i32; 4],
    /// Its top edge and height are those of its line.
    level: bool,
    text: &'a str,
    mark: i32,
    bold: bool,
}

impl Serialize for WordData<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        let [left, top, width, height] = self.area;
        seq.serialize_element(&left)?;
        seq.serialize_element(&width)?;
        seq.serialize_element(self.text)?;
        seq.serialize_element(&self.mark)?;
        if self.bold || !self.level {
            seq.serialize_element(&u8::from(self.bold))?;
        }
        if !self.level {
            seq.serialize_element(&top)?;
            seq.serialize_element(&height)?;
        }
        seq.end()
    }
}

/// All pages on which something stands.
pub(super) fn sheets<'a>(document: &'a Document, inspection: &Inspection, pieces: &Pieces) -> Vec<Sheet<'a>> {
    let pages = geometry::pages(document);
    let places = Places::new(&pages);
    // Text without a place: hidden, or running another way than the page.
    let mut unplaced: BTreeMap<u32, Vec<lines::LineData<'a>>> = BTreeMap::new();
    for (number, line) in document.lines.iter().enumerate() {
        let span = crate::Span {
            line: number as u32,
            start: line.start as u32,
            end: line.end as u32,
        };
        if !document.line_text(number).trim_matches(is_blank).is_empty() && places.words(span).is_none() {
            let page = inspection.body.pages.get(number).copied().unwrap_or(0);
            unplaced
                .entry(page)
                .or_default()
                .push(lines::line(document, number, pieces));
        }
    }
    let scale = if document.pages.is_empty() {
        CHARACTER
    } else {
        (1.0, 1.0)
    };
    let sheet = |(number, page): (usize, &Page)| Sheet {
        page: number as u32 + 1,
        drawn: (!page.words.is_empty() || !page.rules.is_empty()).then(|| drawing(document, page, scale, pieces)),
        lines: unplaced.remove(&(number as u32)).unwrap_or_default(),
    };
    let sheets = pages.iter().enumerate().map(sheet);
    sheets
        .filter(|sheet| sheet.drawn.is_some() || !sheet.lines.is_empty())
        .collect()
}

fn drawing<'a>(document: &'a Document, page: &Page, (sx, sy): (f32, f32), pieces: &Pieces) -> Drawing<'a> {
    let right = page.words.iter().map(|word| word.x1).fold(page.width, f32::max) * sx;
    let bottom = page.words.iter().map(|word| word.y1).fold(page.height, f32::max) * sy;
    let left = page.words.iter().map(|word| word.x0).fold(0.0, f32::min) * sx;
    let mut areas: Vec<(What, Area)> = Vec::new();
    // What goes on over lines has one area per page.
    let mut known: BTreeMap<(What, u32), usize> = BTreeMap::new();
    let mut words: Vec<WordLine<'a>> = Vec::new();
    for word in &page.words {
        let area = word.area().scaled(sx, sy);
        let mut mark = None;
        for (_, what) in pieces.over(word.span) {
            let line = if what.is_of_one_line() { word.span.line } else { 0 };
            let at = *known.entry((*what, line)).or_insert_with(|| {
                areas.push((*what, area));
                areas.len() - 1
            });
            areas[at].1 = areas[at].1.around(&area);
            mark = mark.or(Some(at));
        }
        let area = edges(&area);
        let number = word.span.line + 1;
        if words.last().is_none_or(|line| line.0 != number) {
            words.push(WordLine(number, area[1], area[3], Vec::new()));
        }
        let Some(WordLine(_, top, height, line)) = words.last_mut() else {
            continue;
        };
        line.push(WordData {
            area,
            level: (area[1], area[3]) == (*top, *height),
            text: document.span_text(word.span),
            mark: mark.map_or(-1, |mark| mark as i32),
            bold: word.bold,
        });
    }
    let rule = |rule: &crate::page::Rule| [rule.x0 * sx, rule.y0 * sy, rule.x1 * sx, rule.y1 * sy].map(tenths);
    Drawing {
        size: [left, right - left, bottom].map(tenths),
        marks: areas.iter().map(|(what, area)| Mark(*what, edges(area))).collect(),
        words,
        rules: page.rules.iter().map(rule).collect(),
        fills: page.fills.iter().map(|fill| edges(&fill.scaled(sx, sy))).collect(),
    }
}

/// Left, top, width, height.
fn edges(area: &Area) -> [i32; 4] {
    [area.x0, area.y0, area.width().max(0.0), area.height().max(0.0)].map(tenths)
}

fn tenths(length: f32) -> i32 {
    (length * 10.0).round() as i32
}
