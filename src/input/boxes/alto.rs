//! ALTO, versions 2 to 4: `String` elements in `TextLine`s.

use super::Refusal;
use super::sheet::{Area, Item, Run, Sheet, Sheets};
use super::xml::{Element, Node, Xml, not_a_place, number};
use std::collections::BTreeSet;

/// Points in a tenth of a millimetre and in a 1200th of an inch.
const MM10: f32 = 72.0 / 254.0;
const INCH1200: f32 = 72.0 / 1200.0;

/// What is known while reading.
struct Reader<'a> {
    xml: Xml<'a>,
    /// Points in a unit of the source.
    unit: f32,
    /// Identifiers of bold styles.
    bold: BTreeSet<String>,
    line: Option<Run>,
}

/// Reads a source; lengths are in points where its unit is one of length, else in pixels.
pub(super) fn read(text: &str, sheets: &mut Sheets) -> Result<(), Refusal> {
    let mut reader = Reader {
        xml: Xml::new(text),
        unit: 1.0,
        bold: BTreeSet::new(),
        line: None,
    };
    let mut open: Vec<String> = Vec::new();
    loop {
        match reader.xml.node()? {
            Node::Start(element) => {
                reader.start(&element, sheets)?;
                open.push(element.name().to_owned());
            }
            Node::Text(text) => {
                if open.last().is_some_and(|name| name == "MeasurementUnit") {
                    reader.unit = match text.trim() {
                        "mm10" => MM10,
                        "inch1200" => INCH1200,
                        _ => reader.unit,
                    };
                }
            }
            Node::End => {
                if open.pop().is_some_and(|name| name == "TextLine")
                    && let Some(line) = reader.line.take()
                {
                    sheets.add(line)?;
                }
            }
            Node::Done if sheets.pages.is_empty() => return Err(Refusal::Other),
            Node::Done => return Ok(()),
        }
    }
}

impl Reader<'_> {
    fn start(&mut self, element: &Element<'_>, sheets: &mut Sheets) -> Result<(), Refusal> {
        match element.name() {
            "TextStyle" => {
                let style = self.text(element, "FONTSTYLE")?;
                if is_bold(&style) {
                    self.bold.insert(self.text(element, "ID")?);
                }
            }
            "Page" => {
                let size = |name| self.xml.number(element, name).map(Option::unwrap_or_default);
                sheets.begin(Sheet::new(size("WIDTH")?, size("HEIGHT")?, self.unit))?;
            }
            "TextLine" => {
                if let Some(line) = self.line.take() {
                    sheets.add(line)?;
                }
                self.line = Some(Run {
                    area: self.area(element)?,
                    baseline: self.baseline(element)?,
                    items: Vec::new(),
                });
            }
            "String" => {
                let confidence = self.xml.text(element, "WC")?;
                let styles = self.text(element, "STYLEREFS")?;
                let item = Item {
                    // What stands on the page: the whole of a divided word is in SUBS_CONTENT.
                    text: self.text(element, "CONTENT")?,
                    area: self.area(element)?,
                    confidence: confidence.and_then(|confidence| number(&confidence)),
                    bold: is_bold(&self.text(element, "STYLE")?)
                        || styles.split_ascii_whitespace().any(|style| self.bold.contains(style)),
                };
                match &mut self.line {
                    Some(line) => line.items.push(item),
                    None => sheets.add(Run {
                        items: vec![item],
                        ..Run::default()
                    })?,
                }
            }
            "HYP" => {
                let (text, area) = (self.text(element, "CONTENT")?, self.area(element)?);
                if let Some(word) = self.line.as_mut().and_then(|line| line.items.last_mut()) {
                    hyphenate(word, &text, area);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&self, element: &Element<'_>, name: &str) -> Result<String, Refusal> {
        Ok(self.xml.text(element, name)?.unwrap_or_default())
    }

    fn area(&self, element: &Element<'_>) -> Result<Option<Area>, Refusal> {
        let number = |name| self.xml.number(element, name);
        let place = (number("HPOS")?, number("VPOS")?, number("WIDTH")?, number("HEIGHT")?);
        Ok(match place {
            (Some(x), Some(y), Some(width), Some(height)) => Some(Area::new(x, y, x + width, y + height)),
            _ => None,
        })
    }

    /// The baseline of a line: its height, or points along it.
    fn baseline(&self, element: &Element<'_>) -> Result<Option<(f32, f32, f32)>, Refusal> {
        let text = self.text(element, "BASELINE")?;
        let values: Vec<&str> = text.split([' ', ',']).filter(|value| !value.is_empty()).collect();
        let numbers: Vec<f32> = values.iter().filter_map(|value| number(value)).collect();
        if numbers.len() != values.len() {
            return Err(self.xml.damage(element.at, not_a_place("BASELINE", &text)).into());
        }
        Ok(match numbers[..] {
            [y] => Some((0.0, y, 0.0)),
            [x0, y0, .., x1, y1] if numbers.len().is_multiple_of(2) && x1 > x0 => Some((x0, y0, (y1 - y0) / (x1 - x0))),
            _ => None,
        })
    }
}

fn is_bold(style: &str) -> bool {
    style
        .split_ascii_whitespace()
        .any(|style| style.eq_ignore_ascii_case("bold"))
}

/// Puts the hyphen at the end of a line to its word.
fn hyphenate(word: &mut Item, hyphen: &str, area: Option<Area>) {
    if !hyphen.is_empty() && word.text.ends_with(hyphen) {
        return;
    }
    word.text.push_str(hyphen);
    if let (Some(word), Some(area)) = (&mut word.area, area) {
        // The box of a hyphen is low and thin: the word keeps its height.
        word.x1 = word.x1.max(area.x1);
    }
}
