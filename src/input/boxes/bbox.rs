//! What `pdftotext -bbox` and `-bbox-layout` write: XHTML with a `page`, its `word`s, and `line`s around them in the latter.

use super::Refusal;
use super::sheet::{Area, Item, Run, Sheet, Sheets};
use super::xml::{Element, Node, Xml};

/// What the element that is open means.
enum Open {
    /// A word, with the text read so far.
    Word(Item),
    Line,
    Page,
    Other,
}

/// Reads a source; lengths are in points.
pub(super) fn read(text: &str, sheets: &mut Sheets) -> Result<(), Refusal> {
    sheets.drawn = true;
    let mut xml = Xml::new(text);
    let mut open: Vec<Open> = Vec::new();
    let mut line: Option<Run> = None;
    loop {
        match xml.node()? {
            Node::Start(element) => open.push(match element.name() {
                "page" => {
                    let size = |name| xml.number(&element, name).map(Option::unwrap_or_default);
                    sheets.begin(Sheet::new(size("width")?, size("height")?, 1.0))?;
                    Open::Page
                }
                "line" => {
                    line = Some(Run::default());
                    Open::Line
                }
                "word" => Open::Word(Item {
                    area: area(&xml, &element)?,
                    ..Item::default()
                }),
                _ => Open::Other,
            }),
            Node::Text(text) => {
                let printed = open.iter().any(|open| matches!(open, Open::Page));
                match open.last_mut() {
                    Some(Open::Word(word)) => word.text.push_str(&text),
                    _ if printed => sheets.lay_aside(&text)?,
                    // The title of the document.
                    _ => {}
                }
            }
            Node::End => match open.pop() {
                Some(Open::Word(word)) => match &mut line {
                    Some(line) => line.items.push(word),
                    None => sheets.add(Run {
                        items: vec![word],
                        ..Run::default()
                    })?,
                },
                Some(Open::Line) => sheets.add(line.take().unwrap_or_default())?,
                _ => {}
            },
            Node::Done => return Ok(()),
        }
    }
}

fn area(xml: &Xml<'_>, element: &Element<'_>) -> Result<Option<Area>, Refusal> {
    let edge = |name| xml.number(element, name);
    Ok(match (edge("xMin")?, edge("yMin")?, edge("xMax")?, edge("yMax")?) {
        (Some(x0), Some(y0), Some(x1), Some(y1)) => Some(Area::new(x0, y0, x1, y1)),
        _ => None,
    })
}
