//! The annex as lines, pages and rows, so that variants of it can be made by code.

use crate::support::{root, seed};
use serde_json::Value;
use std::ops::RangeInclusive;

/// One text line of the annex.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// With its trailing blanks, without the blank that marks a page.
    pub(crate) text: String,
    /// From 1.
    pub(crate) page: usize,
    /// From 1, in the seed; 0 for a line that is not in the seed.
    pub(crate) number: usize,
    /// No blank line stands before it.
    pub(crate) glued: bool,
}

/// How a page break is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageMark {
    /// As in most of the seed: the page's first line begins with a blank and follows directly.
    Blank,
    /// Empty lines with the number of the new page among them, as one break of the seed has it.
    Number,
    /// `Number` with a running title before it, on the first page too.
    Title(&'static str),
    /// A form feed at the start of the page's first line.
    FormFeed,
}

#[derive(Debug, Clone)]
pub(crate) struct Annex {
    pub(crate) lines: Vec<Line>,
}

/// The header row's lines.
pub(crate) const HEADER: [&str; 5] = [
    "DOELSTELLING BESCHRIJVING PARTNERLAND /",
    "PARTNERREGIO /",
    "MULTILATERAAL",
    "INDICATIEF",
    "TIJDSCHEMA",
];

/// The line of the third section's heading.
pub(crate) const SECTION_3: usize = 683;

/// The block that the one surviving page number stands in.
const NUMBER_BLOCK: RangeInclusive<usize> = 630..=638;

/// An empty paragraph that looks like a page mark.
const NO_MARK: usize = 862;

pub(crate) fn text() -> String {
    std::fs::read_to_string(seed("001")).unwrap()
}

/// What a careful person wrote down.
pub(crate) fn truth() -> Value {
    serde_json::from_slice(&std::fs::read(root().join("fixtures/annex/truth.json")).unwrap()).unwrap()
}

impl Annex {
    pub(crate) fn read() -> Self {
        let text = text();
        let all: Vec<&str> = text.lines().collect();
        let mut lines: Vec<Line> = Vec::new();
        let mut page = 1;
        for (index, line) in all.iter().enumerate() {
            let number = index + 1;
            if line.is_empty() || NUMBER_BLOCK.contains(&number) {
                page += usize::from(number == *NUMBER_BLOCK.start());
                continue;
            }
            let glued = index > 0 && !all[index - 1].is_empty();
            let marked =
                glued && line.starts_with(' ') && !line.starts_with("  ") && number != NO_MARK && number < all.len();
            page += usize::from(marked);
            let text = line[usize::from(marked)..].to_owned();
            lines.push(Line {
                text,
                page,
                number,
                glued: glued && !marked,
            });
        }
        let annex = Self { lines };
        assert_eq!(page, 15, "pages of the annex");
        let cleaned = text.replace("\n\n\n\n \n\n8 \n\n \n\n", "\n ");
        assert_eq!(annex.print(PageMark::Blank), cleaned, "the annex printed again");
        annex
    }

    /// The lines as text; a blank line stands between lines as in the seed.
    pub(crate) fn print(&self, mark: PageMark) -> String {
        let mut out = String::new();
        let mut page = None;
        for line in &self.lines {
            let begins = page != Some(line.page);
            match (begins, page.is_none(), mark) {
                (true, true, PageMark::Title(title)) => out += &format!("{title} \n\n1 \n\n \n\n"),
                (_, true, _) => {}
                (true, _, PageMark::Blank) => out += "\n ",
                (true, _, PageMark::Number) => out += &format!("\n\n\n\n \n\n{} \n\n \n\n", line.page),
                (true, _, PageMark::Title(title)) => {
                    out += &format!("\n\n\n\n{title} \n\n{} \n\n \n\n", line.page);
                }
                (true, _, PageMark::FormFeed) => out += "\n\x0c",
                (false, ..) if line.glued => out += "\n",
                (false, ..) => out += "\n\n",
            }
            out += &line.text;
            page = Some(line.page);
        }
        out
    }

    pub(crate) fn retain(&mut self, wanted: impl Fn(&Line) -> bool) {
        self.lines.retain(wanted);
    }

    /// Per page after the first, the indices of its header lines.
    pub(crate) fn repeats(&self) -> Vec<Vec<usize>> {
        let header = |index: &usize| HEADER.contains(&self.lines[*index].text.trim());
        (2..=15)
            .map(|page| {
                (0..self.lines.len())
                    .filter(|index| self.lines[*index].page == page)
                    .filter(header)
                    .collect()
            })
            .collect()
    }

    /// Removes lines by index.
    pub(crate) fn remove(&mut self, indices: &[usize]) {
        let mut index = 0;
        self.lines.retain(|_| {
            index += 1;
            !indices.contains(&(index - 1))
        });
    }

    /// Puts lines of prose on page `page`, before all others or after them.
    pub(crate) fn add_prose(&mut self, prose: &[&str], page: usize, before: bool) {
        let at = if before { 0 } else { self.lines.len() };
        let line = |text: &&str| Line {
            text: format!("{text} "),
            page,
            number: 0,
            glued: false,
        };
        self.lines.splice(at..at, prose.iter().map(line));
    }
}

/// The lines of each record in the seed.
pub(crate) fn record_lines(truth: &Value) -> Vec<RangeInclusive<usize>> {
    let number = |record: &Value, key: &str| record[key].as_u64().unwrap() as usize;
    let records = truth["records"].as_array().unwrap();
    records
        .iter()
        .map(|record| number(record, "first_line")..=number(record, "last_line"))
        .collect()
}

/// Numbers that are the same on every run and machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// Below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}
