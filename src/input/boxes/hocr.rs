//! hOCR: HTML whose classes say what is a page, a line and a word, and whose titles say where they stand.

use super::Refusal;
use super::sheet::{Area, Item, Run, Sheet, Sheets};
use super::xml::{Element, Node, Xml, not_a_place, number};

/// Classes of lines; some engines use them around lines, too.
const LINES: [&str; 6] = [
    "ocr_line",
    "ocrx_line",
    "ocr_header",
    "ocr_footer",
    "ocr_caption",
    "ocr_textfloat",
];

const WORDS: [&str; 2] = ["ocrx_word", "ocr_word"];

/// Elements whose text is not printed.
const UNSEEN: [&str; 4] = ["head", "title", "script", "style"];

/// Points in an inch.
const INCH: f32 = 72.0;

/// What an open element means.
enum Open {
    Page,
    /// A line, with what was read of it so far and the text in it that is in no word.
    Line(Run, String),
    Word(Item),
    /// Its text is set in bold.
    Bold,
    Unseen,
    Other,
}

/// Reads a source; lengths are in points where it says its resolution, else in pixels.
pub(super) fn read(text: &str, sheets: &mut Sheets) -> Result<(), Refusal> {
    let mut xml = Xml::new(text);
    let mut open: Vec<Open> = Vec::new();
    // Text that stands in no line.
    let mut loose = String::new();
    loop {
        match xml.node()? {
            Node::Start(element) => {
                let next = start(&xml, &element, &mut open)?;
                if let Open::Page = next {
                    sheets.lay_aside(&std::mem::take(&mut loose))?;
                    sheets.begin(page(&Title::of(&xml, &element)?)?)?;
                }
                if !(loose.is_empty() || loose.ends_with(' ')) {
                    loose.push(' ');
                }
                open.push(next);
            }
            Node::Text(text) => {
                if open.iter().any(|open| matches!(open, Open::Unseen)) {
                    continue;
                }
                let inner = open.iter_mut().rev().find_map(|open| match open {
                    Open::Word(Item { text, .. }) | Open::Line(_, text) => Some(text),
                    _ => None,
                });
                inner.unwrap_or(&mut loose).push_str(&text);
            }
            Node::End => match open.pop() {
                Some(Open::Word(word)) => {
                    let line = open.iter_mut().rev().find_map(|open| match open {
                        Open::Line(run, _) => Some(run),
                        _ => None,
                    });
                    match line {
                        Some(line) => line.items.push(word),
                        None => sheets.add(Run {
                            items: vec![word],
                            ..Run::default()
                        })?,
                    }
                }
                Some(Open::Line(mut run, text)) => {
                    let blank = text.trim().is_empty();
                    if run.items.is_empty() && !blank {
                        run.items.push(Item {
                            text,
                            ..Item::default()
                        });
                    } else if !blank {
                        sheets.lay_aside(&text)?;
                    }
                    sheets.add(run)?;
                }
                Some(Open::Page) => sheets.lay_aside(&std::mem::take(&mut loose))?,
                _ => {}
            },
            Node::Done => {
                // What stands behind the last page; without any page it is no hOCR.
                return match sheets.pages.is_empty() {
                    true => Err(Refusal::Other),
                    false => sheets.lay_aside(&loose),
                };
            }
        }
    }
}

/// What an element means.
fn start(xml: &Xml<'_>, element: &Element<'_>, open: &mut [Open]) -> Result<Open, Refusal> {
    let name = element.name().to_ascii_lowercase();
    if UNSEEN.contains(&name.as_str()) {
        return Ok(Open::Unseen);
    }
    let class = xml.text(element, "class")?.unwrap_or_default();
    let is = |names: &[&str]| class.split_ascii_whitespace().any(|class| names.contains(&class));
    if is(&["ocr_page"]) {
        return Ok(Open::Page);
    }
    if is(&LINES) {
        let title = Title::of(xml, element)?;
        let area = title.area()?;
        let line = Run {
            baseline: area.and_then(|area| title.baseline(&area)),
            area,
            items: Vec::new(),
        };
        return Ok(Open::Line(line, String::new()));
    }
    if is(&WORDS) {
        let title = Title::of(xml, element)?;
        return Ok(Open::Word(Item {
            text: String::new(),
            area: title.area()?,
            confidence: title.first("x_wconf").map(|confidence| confidence / 100.0),
            bold: open.iter().any(|open| matches!(open, Open::Bold)),
        }));
    }
    if name == "strong" || name == "b" {
        for word in open.iter_mut() {
            if let Open::Word(word) = word {
                word.bold = true;
            }
        }
        return Ok(Open::Bold);
    }
    Ok(Open::Other)
}

/// An empty page.
fn page(title: &Title<'_, '_>) -> Result<Sheet, Refusal> {
    let area = title.area()?;
    let (width, height) = area.map_or((0.0, 0.0), |area| (area.x1, area.y1));
    let resolution = title.first("scan_res").or_else(|| title.first("ppi"));
    let unit = resolution.filter(|dpi| *dpi >= 1.0).map_or(1.0, |dpi| INCH / dpi);
    Ok(Sheet::new(width, height, unit))
}

/// The properties in a `title`: `bbox 10 20 30 40; x_wconf 93`.
struct Title<'x, 's> {
    xml: &'x Xml<'s>,
    at: usize,
    text: String,
}

impl<'x, 's> Title<'x, 's> {
    fn of(xml: &'x Xml<'s>, element: &Element<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            xml,
            at: element.at,
            text: xml.text(element, "title")?.unwrap_or_default(),
        })
    }

    /// The values of a property.
    fn property(&self, name: &str) -> Option<Vec<&str>> {
        let mut rest = self.text.as_str();
        while !rest.is_empty() {
            // A file name in quotes may hold anything.
            let mut quoted = false;
            let end = rest.find(|c| {
                quoted ^= c == '"';
                c == ';' && !quoted
            });
            let (here, next) = rest.split_at(end.unwrap_or(rest.len()));
            let mut words = here.split_ascii_whitespace();
            if words.next() == Some(name) {
                return Some(words.collect());
            }
            rest = next.get(1..).unwrap_or_default();
        }
        None
    }

    /// The first value of a property, if it is a number.
    fn first(&self, name: &str) -> Option<f32> {
        self.property(name)?.first().and_then(|value| number(value))
    }

    fn area(&self) -> Result<Option<Area>, Refusal> {
        let Some(values) = self.property("bbox") else {
            return Ok(None);
        };
        let numbers: Vec<f32> = values.iter().filter_map(|value| number(value)).collect();
        match numbers[..] {
            [x0, y0, x1, y1] if values.len() == 4 => Ok(Some(Area::new(x0, y0, x1, y1))),
            _ => {
                let reason = not_a_place("bbox", &values.join(" "));
                Err(self.xml.damage(self.at, reason).into())
            }
        }
    }

    /// The baseline of a line, which is given from the lower left corner of its box.
    fn baseline(&self, area: &Area) -> Option<(f32, f32, f32)> {
        if self.first("textangle").is_some_and(|angle| angle != 0.0) {
            return None;
        }
        let values: Vec<f32> = self
            .property("baseline")?
            .iter()
            .filter_map(|value| number(value))
            .collect();
        match values[..] {
            [offset] => Some((area.x0, area.y1 + offset, 0.0)),
            [slope, offset] => Some((area.x0, area.y1 + offset, slope)),
            _ => None,
        }
    }
}
