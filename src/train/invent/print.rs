//! Printing an invented table: cells broken over lines, rows over pages, and what an extractor leaves of it.
//!
//! The rules are those that were measured of real producers and extractors: lines are as full as they can be, a cell of one line
//! shares it with the next cell (but not in all extractors), and white space at line ends depends on who made the PDF.

use super::super::chance::Chance;
use crate::reconstruct::metrics::{Family, width};

/// How a table is set and extracted.
pub(super) struct Style {
    family: Family,
    producer: Producer,
    extractor: Extractor,
    /// Every line stands apart.
    apart: bool,
    /// Lines on a page.
    height: usize,
    /// The header row stands on every page.
    repeats: bool,
    /// Where page numbers stand, if anywhere.
    number: Option<Edge>,
    /// Text before and after the number of a page.
    around: (&'static str, &'static str),
    /// What stands on top of each page.
    running: Option<String>,
    /// Rows are cut where a page ends.
    cuts: bool,
}

/// What white space a producer leaves at line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Producer {
    /// A blank behind every line.
    All,
    /// One where a paragraph goes on.
    Soft,
    /// None.
    None,
}

/// How an extractor writes cells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extractor {
    /// Cells of one line share it with the next; blanks at line ends are kept.
    Shared,
    /// The same, without blanks at line ends, and with form feeds.
    Stripped,
    /// Each line of a cell stands alone.
    Alone,
    /// The same, with empty lines behind cells of several lines and behind rows.
    Blocks,
}

/// Extractors as often as they shall come.
const EXTRACTORS: [Extractor; 6] = [
    Extractor::Shared,
    Extractor::Shared,
    Extractor::Shared,
    Extractor::Stripped,
    Extractor::Alone,
    Extractor::Blocks,
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Top,
    Bottom,
}

impl Style {
    pub(super) fn new(chance: &mut Chance) -> Self {
        let producer = [Producer::All, Producer::Soft, Producer::None][chance.within(0, 3)];
        let extractor = EXTRACTORS[chance.within(0, EXTRACTORS.len())];
        Self {
            family: [Family::Serif, Family::Sans, Family::Calibri][chance.within(0, 3)],
            apart: producer == Producer::All && extractor == Extractor::Shared && chance.percent(40),
            producer,
            extractor,
            height: chance.within(28, 53),
            repeats: chance.percent(67),
            number: [Some(Edge::Top), Some(Edge::Bottom), None][chance.within(0, 3)],
            around: [("", ""), ("- ", " -"), ("", "/9")][chance.within(0, 3)],
            running: chance.percent(33).then(|| format!("ANNEX {}", chance.within(1, 10))),
            cuts: chance.percent(60),
        }
    }

    /// Width of a text in 1/1000 em.
    pub(super) fn width(&self, text: &str) -> f32 {
        width(text, self.family) as f32
    }

    /// The name of such flattenings.
    pub(super) fn name(&self) -> &'static str {
        match self.extractor {
            Extractor::Shared => "shared",
            Extractor::Stripped => "stripped",
            Extractor::Alone => "alone",
            Extractor::Blocks => "blocks",
        }
    }

    /// A text in lines that are as full as they can be; each with whether its paragraph goes on behind it.
    fn broken(&self, text: &str, most: f32) -> Vec<Line> {
        text.split('\n').flat_map(|text| self.paragraph(text, most)).collect()
    }

    fn paragraph(&self, text: &str, most: f32) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for word in text.split(' ') {
            // A line may break behind a hyphen inside a word.
            for (at, piece) in word.split_inclusive('-').enumerate() {
                let between = if at > 0 { "" } else { " " };
                match lines.last_mut() {
                    Some(line) if self.width(&line.text) + self.width(between) + self.width(piece) <= most => {
                        line.text.push_str(between);
                        line.text.push_str(piece);
                    }
                    _ => lines.push(Line {
                        text: piece.to_owned(),
                        soft: true,
                    }),
                }
            }
        }
        if let Some(last) = lines.last_mut() {
            last.soft = false;
        }
        lines
    }
}

/// A line of a cell.
#[derive(Clone)]
struct Line {
    text: String,
    /// Its paragraph goes on.
    soft: bool,
}

/// Pages as they are printed.
pub(super) struct Press<'a> {
    style: &'a Style,
    /// Width of each column, in 1/1000 em.
    widths: &'a [f32],
    header: Vec<Vec<Line>>,
    text: String,
    page: usize,
    /// Lines left on the page.
    left: usize,
}

impl<'a> Press<'a> {
    pub(super) fn new(style: &'a Style, widths: &'a [f32], names: &[String]) -> Self {
        let header = names.iter().zip(widths).map(|(name, width)| style.broken(name, *width));
        let mut press = Self {
            style,
            widths,
            header: header.collect(),
            text: String::new(),
            page: 0,
            left: 0,
        };
        press.begin();
        press
    }

    fn whole(&self) -> f32 {
        self.widths.iter().sum()
    }

    /// Ends a line, whose last words are those of `line`.
    fn end(&mut self, line: &Line) {
        let kept = self.style.extractor != Extractor::Stripped && !line.text.ends_with('-');
        let blank = match self.style.producer {
            Producer::All => kept,
            Producer::Soft => kept && line.soft,
            Producer::None => false,
        };
        self.text.push_str(if blank { " \n" } else { "\n" });
        if self.style.apart {
            self.text.push('\n');
        }
    }

    fn furniture(&mut self, edge: Edge) {
        let mut lines = Vec::new();
        if self.style.number == Some(edge) {
            lines.push(format!("{}{}{}", self.style.around.0, self.page, self.style.around.1));
        }
        if edge == Edge::Top {
            lines.extend(self.style.running.clone());
        }
        for text in lines {
            self.text.push_str(&text);
            self.end(&Line { text, soft: false });
        }
    }

    /// A new page.
    fn begin(&mut self) {
        if self.page > 0 {
            self.furniture(Edge::Bottom);
            self.text.push_str(match self.style.extractor {
                Extractor::Stripped | Extractor::Blocks => "\u{c}",
                _ if self.style.apart => "\n\n",
                _ => "",
            });
        }
        self.page += 1;
        self.left = self.style.height;
        self.furniture(Edge::Top);
        if self.page > 1 && self.style.repeats {
            self.header();
        }
    }

    /// The header row.
    pub(super) fn header(&mut self) {
        let header = self.header.clone();
        self.cells(&header);
    }

    /// Text as wide as the table.
    pub(super) fn prose(&mut self, text: &str) {
        for line in self.style.broken(text, self.whole()) {
            self.text.push_str(&line.text);
            self.end(&line);
            self.left = self.left.saturating_sub(1);
        }
    }

    /// A heading over all columns; its row stands on the same page.
    pub(super) fn heading(&mut self, text: &str) {
        if self.left < 3 {
            self.begin();
        }
        let lines = self.style.broken(text, self.whole());
        self.cells(&[lines]);
    }

    /// A row.
    pub(super) fn row(&mut self, cells: &[String]) {
        let of = |(cell, width): (&String, &f32)| match cell.as_str() {
            "" => Vec::new(),
            text => self.style.broken(text, *width),
        };
        let mut rest: Vec<Vec<Line>> = cells.iter().zip(self.widths).map(of).collect();
        let height = rest.iter().map(Vec::len).max().unwrap_or(0);
        if height > self.left && !(self.style.cuts && self.left > 1) {
            self.begin();
        }
        while rest.iter().any(|cell| !cell.is_empty()) {
            let room = self.left.max(1);
            let cut = |cell: &mut Vec<Line>| cell.drain(..cell.len().min(room)).collect();
            let upper: Vec<Vec<Line>> = rest.iter_mut().map(cut).collect();
            self.cells(&upper);
            if rest.iter().any(|cell| !cell.is_empty()) {
                self.begin();
            }
        }
    }

    /// Cells beside each other.
    fn cells(&mut self, cells: &[Vec<Line>]) {
        let shared = matches!(self.style.extractor, Extractor::Shared | Extractor::Stripped);
        let blocks = self.style.extractor == Extractor::Blocks;
        let mut open: Option<Line> = None;
        for cell in cells {
            if cell.is_empty() {
                // An empty paragraph is printed as a blank.
                if open.is_some() && self.style.producer == Producer::All {
                    self.text.push(' ');
                }
                continue;
            }
            for (at, line) in cell.iter().enumerate() {
                if let Some(before) = open.take() {
                    if at == 0 && shared {
                        self.text.push(' ');
                    } else {
                        self.end(&before);
                    }
                }
                self.text.push_str(&line.text);
                open = Some(line.clone());
            }
            if cell.len() > 1 || !shared {
                open.take().iter().for_each(|line| self.end(line));
                if blocks && cell.len() > 1 {
                    self.text.push('\n');
                }
            }
        }
        open.iter().for_each(|line| self.end(line));
        if blocks && cells.last().is_none_or(|cell| cell.len() < 2) {
            self.text.push('\n');
        }
        self.left = self.left.saturating_sub(cells.iter().map(Vec::len).max().unwrap_or(0));
    }

    /// The text of all pages.
    pub(super) fn finish(mut self) -> String {
        self.furniture(Edge::Bottom);
        self.text
    }
}
