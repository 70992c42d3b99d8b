//! Page numbers: the same template, line after line, with a number that grows by one.
//!
//! Tables hold growing numbers too (a numbering column). What tells pages: the first or last number is the first or
//! last line of the document, the numbers stand at page marks, the same line follows each of them (a header row or a
//! running title), and pages have many lines.

mod candidates;
mod chain;
mod fill;

use super::lines::Lines;
use super::pages::{Break, Count, EDGE, Marks, SHORTEST};
use crate::grammar::page;
use candidates::{Candidate, followers, groups};
use chain::{chain, confidence};
use fill::{fill, single};

/// What a sequence must reach to be page numbers.
const ENOUGH: f32 = 4.0;

/// Which part of its line a page number is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// The beginning with this key; text follows.
    Head(String),
    /// The end with this key; text stands before it.
    Tail(String),
}

/// A printed page number.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The printed line it begins on.
    pub(super) at: usize,
    /// Printed lines it takes.
    pub(super) lines: usize,
    /// Its value.
    pub(super) value: u32,
    /// Which part of the line it is.
    pub(super) part: Part,
}

impl Item {
    /// The number is the beginning of a line with other text.
    pub(super) fn glued_head(&self) -> bool {
        matches!(self.part, Part::Head(_))
    }
}

/// The page numbers of a document.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    /// In order.
    pub(super) items: Vec<Item>,
    /// A number is printed before the body of its page.
    pub(super) leads: bool,
    /// From 1 on, without a gap, to the end.
    pub(super) complete: bool,
}

/// Text around a page number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Format {
    before: String,
    after: String,
}

impl Format {
    fn with(&self, value: u32) -> String {
        format!("{}{value}{}", self.before, self.after)
    }

    /// Fewest printed lines from one number to the next, on average: a bare number may be a cell.
    fn shortest(&self) -> f32 {
        SHORTEST as f32 * if self.bare() { 2.0 } else { 1.4 }
    }

    fn bare(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

/// Finds the page numbers.
pub(super) fn find(lines: &Lines, marks: &Marks) -> Option<Sequence> {
    let mut best: Option<(f32, Format, Vec<Candidate>)> = None;
    for (format, candidates) in groups(lines) {
        let follows = followers(lines, &candidates);
        // A numbering column has a number every few lines; pages are longer.
        for apart in [SHORTEST, 4 * SHORTEST] {
            let chain = chain(lines, marks, &candidates, &follows, apart);
            if chain.len() < 2 {
                continue;
            }
            let score = confidence(lines, marks, &format, &candidates, &chain, &follows);
            if score >= ENOUGH && best.as_ref().is_none_or(|(s, ..)| score > *s) {
                let chain = chain.iter().map(|&i| candidates[i]).collect();
                best = Some((score, format.clone(), chain));
            }
        }
    }
    let items = match best {
        Some((_, format, chain)) => {
            let items = chain.iter().map(|c| item(lines, *c)).collect();
            fill(lines, marks, &format, items)
        }
        None => single(lines, marks)?,
    };
    let first = items.first()?;
    let leads = first.at <= EDGE && (items.len() > 1 || first.at + first.lines < lines.len());
    let complete = first.value == 1
        && items.windows(2).all(|w| w[1].value == w[0].value + 1)
        && (leads || items.last().is_some_and(|l| l.at + l.lines == lines.len()));
    Some(Sequence { items, leads, complete })
}

fn item(lines: &Lines, candidate: Candidate) -> Item {
    let part = candidate
        .head
        .map_or(Part::Whole, |end| Part::Head(lines.key(candidate.at)[..end].to_owned()));
    Item {
        at: candidate.at,
        lines: 1,
        value: candidate.value,
        part,
    }
}

/// Numbers beside a page mark that say which page it is, where no sequence was found.
pub(super) fn marked(lines: &Lines, breaks: &[Break], known: &[Item]) -> Vec<Item> {
    if known.len() > 1 {
        return Vec::new();
    }
    let pages = Count::new(breaks);
    let mut found: Vec<Item> = Vec::new();
    for mark in breaks {
        let begin = mark.at.saturating_sub(1);
        for at in begin..(mark.at + EDGE).min(lines.len()) {
            let Some(page) = page::page_line(lines.key(at)) else {
                continue;
            };
            // Breaks ascend, so that those found around the one before are the last.
            let near = found.iter().rev().take(2 * (EDGE + 1));
            let new = !known.iter().chain(near).any(|item| item.at == at);
            if new && page.value == pages.of(at) + 1 {
                found.push(Item {
                    at,
                    lines: 1,
                    value: page.value,
                    part: Part::Whole,
                });
            }
        }
    }
    found
}
