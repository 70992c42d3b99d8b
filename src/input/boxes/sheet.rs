//! Pages of word boxes as the formats give them, before baselines are known.

use super::{PAGES, Refusal};
use crate::audit::is_blank;
use crate::input::{Options, PageRange};
pub(super) use crate::page::Area;
use crate::reconstruct::metrics::{Family, advance};

/// A word as a format gives it.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    pub(super) text: String,
    /// Where it stands, if the format says so of the word itself.
    pub(super) area: Option<Area>,
    /// From 0 to 1.
    pub(super) confidence: Option<f32>,
    pub(super) bold: bool,
}

/// A line as a format gives it; it may be part of a printed line.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    pub(super) area: Option<Area>,
    /// A point of the baseline and its slope.
    pub(super) baseline: Option<(f32, f32, f32)>,
    pub(super) items: Vec<Item>,
}

/// A word in its box.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Boxed {
    pub(super) text: String,
    pub(super) area: Area,
    /// Which line of the format it is in; all words of a line come one after the other.
    pub(super) run: usize,
    /// Where the format says the baseline is, at the middle of the word.
    pub(super) baseline: Option<f32>,
    pub(super) confidence: Option<f32>,
    pub(super) bold: bool,
}

/// A page as it comes in.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) words: Vec<Boxed>,
    /// Lines of text that have no place.
    pub(super) unplaced: Vec<String>,
    /// Points in a unit of the format; 1 where they are not known.
    unit: f32,
    runs: usize,
    characters: usize,
}

impl Sheet {
    /// A page of this size in units of the format.
    pub(super) fn new(width: f32, height: f32, unit: f32) -> Self {
        Self {
            width: width.max(0.0) * unit,
            height: height.max(0.0) * unit,
            words: Vec::new(),
            unplaced: Vec::new(),
            unit,
            runs: 0,
            characters: 0,
        }
    }

    /// Adds a line in units of the format.
    pub(super) fn add(&mut self, run: Run) {
        let number = self.runs;
        self.runs += 1;
        let mut unplaced: Vec<&Item> = Vec::new();
        for item in &run.items {
            match &item.area {
                Some(area) => self.item(item, area, &run, number),
                None => unplaced.push(item),
            }
        }
        if unplaced.is_empty() {
            return;
        }
        let text = |items: &[&Item]| {
            items
                .iter()
                .map(|item| item.text.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        match &run.area {
            // Only the line says where it stands: its words share the room.
            Some(area) if unplaced.len() == run.items.len() => {
                let sure: Vec<f32> = unplaced.iter().filter_map(|item| item.confidence).collect();
                let item = Item {
                    text: text(&unplaced),
                    area: None,
                    confidence: (!sure.is_empty()).then(|| sure.iter().sum::<f32>() / sure.len() as f32),
                    bold: unplaced.iter().all(|item| item.bold),
                };
                self.item(&item, area, &run, number);
            }
            _ => self.lay_aside(&text(&unplaced)),
        }
    }

    /// Keeps text that has no place.
    pub(super) fn lay_aside(&mut self, text: &str) {
        let text = clean(text);
        let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            self.characters += text.len();
            self.unplaced.push(words.join(" "));
        }
    }

    /// Adds the words of a text that fills an area.
    fn item(&mut self, item: &Item, area: &Area, run: &Run, number: usize) {
        let text = clean(&item.text);
        for (word, area) in split(text.trim_matches(is_blank), area) {
            let middle = (area.x0 + area.x1) / 2.0;
            let baseline = run.baseline.map(|(x, y, slope)| y + slope * (middle - x));
            self.characters += word.len();
            self.words.push(Boxed {
                text: word.to_owned(),
                area: area.scaled(self.unit, self.unit),
                run: number,
                baseline: baseline.map(|y| y * self.unit),
                confidence: item.confidence,
                bold: item.bold,
            });
        }
    }
}

/// Text without control characters but blanks: some extractors pass codes of fonts on as such.
fn clean(text: &str) -> std::borrow::Cow<'_, str> {
    let bad = |c: char| c.is_control() && !c.is_whitespace();
    match text.contains(bad) {
        true => text.replace(bad, "").into(),
        false => text.into(),
    }
}

/// The words of a text and the part of the area that each has, by the widths of their characters.
fn split<'t>(text: &'t str, area: &Area) -> Vec<(&'t str, Area)> {
    let width = |text: &str| text.chars().map(|c| f32::from(advance(c, Family::Sans))).sum::<f32>();
    let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    let blank = f32::from(advance(' ', Family::Sans));
    let whole = words.iter().map(|word| width(word) + blank).sum::<f32>() - blank;
    let mut at = 0.0;
    words
        .into_iter()
        .map(|word| {
            let (from, to) = (at, at + width(word));
            at = to + blank;
            let x = |at: f32| area.x0 + area.width() * (at / whole.max(1.0)).min(1.0);
            let part = Area {
                x0: x(from),
                x1: x(to),
                ..*area
            };
            (word, part)
        })
        .collect()
}

/// The pages of a source.
pub(super) struct Sheets {
    /// `None` where a page is not wanted.
    pub(super) pages: Vec<Option<Sheet>>,
    /// The boxes come from fonts and are as high as the font; those of text recognition are as high as the ink.
    pub(super) drawn: bool,
    wanted: PageRange,
    most: usize,
}

impl Sheets {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            pages: Vec::new(),
            drawn: false,
            wanted: options.pages.clone(),
            most: options.glyphs,
        }
    }

    /// Begins a page.
    pub(super) fn begin(&mut self, sheet: Sheet) -> Result<(), Refusal> {
        self.end();
        if self.pages.len() == PAGES {
            return Err(Refusal::Size(format!("it has more than {PAGES} pages")));
        }
        self.pages.push(Some(sheet));
        Ok(())
    }

    /// Ends the last page: it is kept if it is wanted.
    pub(super) fn end(&mut self) {
        let number = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        if let Some(last) = self.pages.last_mut()
            && !self.wanted.contains(number)
        {
            *last = None;
        }
    }

    /// Adds a line to the page that was begun last.
    pub(super) fn add(&mut self, run: Run) -> Result<(), Refusal> {
        self.last()?.add(run);
        self.check()
    }

    /// Keeps text that has no place on the page that was begun last.
    pub(super) fn lay_aside(&mut self, text: &str) -> Result<(), Refusal> {
        if text.trim_matches(is_blank).is_empty() {
            return Ok(());
        }
        self.last()?.lay_aside(text);
        self.check()
    }

    /// The page that was begun last; text that comes before any page begins one.
    fn last(&mut self) -> Result<&mut Sheet, Refusal> {
        if self.pages.is_empty() {
            self.begin(Sheet::new(0.0, 0.0, 1.0))?;
        }
        let last = self.pages.last_mut().ok_or(Refusal::Other)?;
        Ok(last.get_or_insert_with(|| Sheet::new(0.0, 0.0, 1.0)))
    }

    fn check(&self) -> Result<(), Refusal> {
        match self.pages.last() {
            Some(Some(sheet)) if sheet.characters > self.most => {
                let (number, most) = (self.pages.len(), self.most);
                Err(Refusal::Size(format!(
                    "page {number} has more than {most} bytes of text"
                )))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_the_room_of_their_line() {
        let area = Area::new(10.0, 0.0, 110.0, 10.0);
        let words = split("iii mmm", &area);
        assert_eq!((words[0].0, words[1].0), ("iii", "mmm"));
        assert_eq!((words[0].1.x0, words[1].1.x1), (10.0, 110.0));
        assert!(words[0].1.x1 < words[1].1.x0 && words[0].1.width() < words[1].1.width() / 3.0);
    }

    #[test]
    fn lines_without_boxes_of_their_words() {
        let mut sheet = Sheet::new(100.0, 100.0, 0.5);
        let item = |text: &str| Item {
            text: text.to_owned(),
            ..Item::default()
        };
        sheet.add(Run {
            area: Some(Area::new(10.0, 20.0, 60.0, 30.0)),
            items: vec![item("a\u{2}b"), item("c\u{a0}d")],
            ..Run::default()
        });
        sheet.add(Run {
            items: vec![item("no"), item("place")],
            ..Run::default()
        });
        let words: Vec<&str> = sheet.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, ["ab", "c", "d"]);
        assert_eq!(
            (sheet.words[0].area.x0, sheet.words[2].area.x1, sheet.words[0].area.y1),
            (5.0, 30.0, 15.0)
        );
        assert_eq!(sheet.unplaced, ["no place"]);
    }
}
