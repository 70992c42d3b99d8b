//! Page numbers: the same template, line after line, with a number that grows by one.
//!
//! Tables hold growing numbers too (a numbering column). What tells pages: the first or last number is the first or
//! last line of the document, the numbers stand at page marks, the same line follows each of them (a header row or a
//! running title), and pages have many lines.

use super::lines::Lines;
use super::pages::{Break, EDGE, Marks, SHORTEST, page_of};
use crate::grammar::page::{self, Shape};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Longest key, in bytes, in which a page number is looked for.
const LONGEST: usize = 160;
/// Longest beginning of a line, in bytes, that may be a page number glued to the text after it.
const HEAD: usize = 32;
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

#[derive(Debug, Clone, Copy)]
struct Candidate {
    at: usize,
    value: u32,
    /// Bytes of the key, when text follows.
    head: Option<usize>,
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

/// Lines with a number, by the text around the number.
fn groups(lines: &Lines) -> Vec<(Format, Vec<Candidate>)> {
    let mut numbers: HashMap<u64, usize> = HashMap::new();
    let mut groups: Vec<(Format, Vec<Candidate>)> = Vec::new();
    for at in 0..lines.len() {
        let key = lines.key(at);
        if key.len() > LONGEST {
            continue;
        }
        let found = page::numbers(key);
        let head = glued(key, &found);
        for end in head.into_iter().map(Some).chain([None]) {
            let text = &key[..end.unwrap_or(key.len())];
            for number in found.iter().take_while(|n| n.range.end <= text.len()) {
                let after = &text[number.range.end..];
                if number.value == 0 || after.starts_with(char::is_alphabetic) {
                    continue;
                }
                let before = &text[..number.range.start];
                let year = (1900..=2100).contains(&number.value);
                if year && before.is_empty() && after.is_empty() {
                    continue;
                }
                let mut hasher = DefaultHasher::new();
                (before, after).hash(&mut hasher);
                let index = *numbers.entry(hasher.finish()).or_insert_with(|| {
                    let format = Format {
                        before: before.to_owned(),
                        after: after.to_owned(),
                    };
                    groups.push((format, Vec::new()));
                    groups.len() - 1
                });
                groups[index].1.push(Candidate {
                    at,
                    value: number.value,
                    head: end,
                });
            }
        }
    }
    groups.retain(|(_, candidates)| candidates.len() > 1);
    groups
}

/// Where a page number at the beginning of a line ends, when text follows it without a blank.
fn glued(key: &str, numbers: &[page::Number]) -> Option<usize> {
    numbers.iter().take_while(|n| n.range.end <= HEAD).find_map(|number| {
        let after = &key[number.range.end..];
        if after.starts_with(char::is_uppercase) {
            return Some(number.range.end);
        }
        let text = after.trim_start_matches([' ', '-', '–', '—', ']', ')', '|']);
        let frame = after.len() - text.len();
        let closed = frame > 0 && !after[..frame].ends_with(' ') && number.range.start > 0;
        (closed && text.starts_with(char::is_alphabetic)).then_some(number.range.end + frame)
    })
}

/// Whether the line after (or before) each candidate is one that stands after (or before) such numbers as a rule.
fn followers(lines: &Lines, candidates: &[Candidate]) -> Vec<bool> {
    let at = |n: usize| candidates.binary_search_by_key(&n, |c| c.at).is_ok();
    let usual = |n: usize, back: usize, needed: usize| {
        let places = lines.places(n);
        places.len() > 1
            && lines.key(n).len() > 3
            && places.len() <= candidates.len() + 1
            && places.windows(2).all(|w| w[1] - w[0] >= SHORTEST as u32)
            && places
                .iter()
                .filter(|&&p| match back {
                    0 => at(p as usize + 1) || at(p as usize + 2),
                    back => (1..=back).any(|b| (p as usize).checked_sub(b).is_some_and(at)),
                })
                .count()
                * needed
                >= places.len() * (needed - 1)
    };
    candidates
        .iter()
        .map(|c| (c.at + 1 < lines.len() && usual(c.at + 1, 2, 2)) || (c.at > 0 && usual(c.at - 1, 0, 5)))
        .collect()
}

/// The best run of candidates, at least `apart` lines from one to the next, whose values grow by one (seldom by two or
/// three: a number was lost).
fn chain(lines: &Lines, marks: &Marks, candidates: &[Candidate], follows: &[bool], apart: usize) -> Vec<usize> {
    const KEPT: usize = 6;
    let last = lines.len() - 1;
    let mut values: HashMap<u32, usize> = HashMap::new();
    for c in candidates {
        *values.entry(c.value).or_default() += 1;
    }
    let mut best: Vec<(f32, Option<usize>)> = Vec::with_capacity(candidates.len());
    let mut by_value: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut top: Option<usize> = None;
    for (i, c) in candidates.iter().enumerate() {
        let near = marks.near(c.at);
        let edge = c.at < EDGE || c.at == last;
        let weight = match (near || edge, follows[i]) {
            _ if marks.feeds && !near && c.at >= 2 * EDGE && c.at + 2 * EDGE < last => {
                best.push((f32::MIN, None));
                continue;
            }
            (true, true) => 3.0,
            (true, false) | (false, true) => 2.0,
            // One of several lines with this number and nothing to show for it.
            (false, false) if values[&c.value] > 1 => -0.3,
            (false, false) => 0.5,
        } - if c.head.is_some() { 0.5 } else { 0.0 };
        let (mut score, mut from) = (weight, None);
        for (lost, price) in [(0, 0.0), (1, 1.5), (2, 2.5)] {
            let Some(value) = c.value.checked_sub(1 + lost) else {
                continue;
            };
            for &j in by_value.get(&value).into_iter().flatten().rev().take(KEPT) {
                let before = candidates[j];
                let close = c.at - before.at < apart;
                if close && c.at != last && !(near && marks.near(before.at)) {
                    continue;
                }
                // No number is lost when its line stands between.
                let between = (1..=lost).any(|skipped| {
                    let list = by_value.get(&(value + skipped));
                    list.is_some_and(|list| list.last().is_some_and(|&k| candidates[k].at > before.at))
                });
                if between {
                    continue;
                }
                let pages = page_of(&marks.breaks, c.at).abs_diff(page_of(&marks.breaks, before.at));
                let skew = if marks.feeds && pages != 1 + lost { 2.0 } else { 0.0 };
                let sum = best[j].0 + weight - price - skew;
                if sum > score {
                    (score, from) = (sum, Some(j));
                }
            }
        }
        best.push((score, from));
        by_value.entry(c.value).or_default().push(i);
        if top.is_none_or(|t| score > best[t].0) {
            top = Some(i);
        }
    }
    let mut chain = Vec::new();
    let mut next = top;
    while let Some(i) = next {
        chain.push(i);
        next = best[i].1;
    }
    chain.reverse();
    chain
}

/// How sure it is that a chain counts pages.
fn confidence(
    lines: &Lines,
    marks: &Marks,
    format: &Format,
    candidates: &[Candidate],
    chain: &[usize],
    follows: &[bool],
) -> f32 {
    let at = |i: usize| candidates[chain[i]].at;
    let (first, last) = (at(0), at(chain.len() - 1));
    let pages = chain.len() as f32;
    let gaps: Vec<usize> = (1..chain.len()).map(|i| at(i) - at(i - 1)).collect();
    let mean = (last - first) as f32 / (pages - 1.0);
    let start = first == 0
        || (first <= EDGE && {
            let (title, other) = (lines.key(first - 1), lines.key(at(1) - 1));
            other.ends_with(title) || super::lines::mask(other) == super::lines::mask(title)
        });
    let end = last + 1 == lines.len();
    let inner = chain
        .iter()
        .filter(|&&i| candidates[i].at >= EDGE && candidates[i].at + 1 < lines.len());
    let near = inner.clone().filter(|&&i| marks.near(candidates[i].at)).count() as f32 / inner.count().max(1) as f32;
    let followed = chain[1..].iter().filter(|&&i| follows[i]).count() as f32 / (pages - 1.0);
    let text = format.before.len() + format.after.len();
    let shaped = page::page_line(&format.with(candidates[chain[0]].value)).is_some_and(|p| p.shape != Shape::Bare);
    // The last page may be short.
    let full = &gaps[..gaps.len() - usize::from(end && gaps.len() > 1)];
    let least = full.iter().copied().min().unwrap_or(0);
    let most = full.iter().copied().max().unwrap_or(0);
    let regular = match gaps.len() {
        1 => least >= 2 * SHORTEST && (start || end),
        _ => 2 * most <= 5 * least,
    };
    let value = candidates[chain[0]].value;
    let shortest = format.shortest();
    // Where every page break is marked, most pages have their number.
    let pages_marked = page_of(&marks.breaks, lines.len()) as usize + 1;
    if marks.feeds && chain.len() * 2 < pages_marked {
        return 0.0;
    }
    let years = (1900..=2100).contains(&value) && chain.len() < 5;
    let anchored = start || end || near >= 0.6 || (value <= 2 && followed >= 0.6);
    if years || !anchored || (mean < shortest && near < 0.6) {
        return 0.0;
    }
    let point = |yes: bool, worth: f32| if yes { worth } else { 0.0 };
    point(start, 2.0)
        + point(end, 2.0)
        + point(value == 1, 1.0)
        + point(shaped || text > 5, 1.5)
        + point(regular, 1.0)
        + 3.0 * near
        + 2.0 * followed
}

/// Adds the numbers a sequence lacks: broken over lines, or glued to other text.
fn fill(lines: &Lines, marks: &Marks, format: &Format, mut items: Vec<Item>) -> Vec<Item> {
    let mut i = 1;
    while i < items.len() {
        let (from, to) = (items[i - 1].at + items[i - 1].lines, items[i].at);
        let value = items[i - 1].value + 1;
        if value < items[i].value
            && let Some(found) = search(lines, marks, format, value, from + 1, to)
        {
            items.insert(i, found);
        }
        i += 1;
    }
    while let Some(first) = items.first()
        && first.value > 1
        && first.at > SHORTEST
        && let Some(found) = search_back(lines, marks, format, first.value - 1, first.at)
    {
        items.insert(0, found);
    }
    while let Some(last) = items.last()
        && let Some(found) = search(
            lines,
            marks,
            format,
            last.value + 1,
            last.at + last.lines + 1,
            lines.len(),
        )
    {
        items.push(found);
    }
    items
}

fn search_back(lines: &Lines, marks: &Marks, format: &Format, value: u32, to: usize) -> Option<Item> {
    (0..to - SHORTEST)
        .rev()
        .find_map(|at| read(lines, marks, format, value, at))
}

fn search(lines: &Lines, marks: &Marks, format: &Format, value: u32, from: usize, to: usize) -> Option<Item> {
    (from..to).find_map(|at| read(lines, marks, format, value, at))
}

/// Reads the page number `value` at printed line `at`, in any of its damaged forms.
fn read(lines: &Lines, marks: &Marks, format: &Format, value: u32, at: usize) -> Option<Item> {
    let wanted = format.with(value);
    let key = lines.key(at);
    let item = |lines, part| Some(Item { at, lines, value, part });
    let last = at + 1 == lines.len();
    let sure = || marks.near(at) || last || heads_page(lines, at + 1);
    if key == wanted {
        return if format.bare() && !sure() {
            None
        } else {
            item(1, Part::Whole)
        };
    }
    if last && !format.after.is_empty() && key == format!("{}{value}", format.before) {
        return item(1, Part::Whole);
    }
    if format.bare() {
        return if key.starts_with(&wanted)
            && key[wanted.len()..].starts_with(char::is_uppercase)
            && lines.count(at) == 1
        {
            item(1, Part::Head(wanted))
        } else if key.ends_with(&format!(" {wanted}")) && heads_page(lines, at + 1) {
            item(1, Part::Tail(wanted))
        } else {
            None
        };
    }
    if let Some(rest) = key.strip_prefix(&wanted)
        && rest.starts_with(|c: char| !c.is_numeric() && c != ' ')
    {
        return item(1, Part::Head(wanted));
    }
    if let Some(rest) = key.strip_suffix(&wanted)
        && (rest.ends_with(' ') || wanted.starts_with(|c: char| !c.is_alphanumeric()))
    {
        return item(1, Part::Tail(wanted));
    }
    // Broken over lines: `Seite ` / `2 von ` / `2`.
    let closed: String = wanted.chars().filter(|c| *c != ' ').collect();
    let mut read = String::new();
    for count in 1..=3 {
        if at + count > lines.len() {
            return None;
        }
        read.extend(lines.key(at + count - 1).chars().filter(|c| *c != ' '));
        if !closed.starts_with(&read) {
            return None;
        }
        if read == closed {
            return item(count, Part::Whole);
        }
    }
    None
}

/// The line opens a page elsewhere too: it is printed several times, far apart, and not in lower case.
fn heads_page(lines: &Lines, at: usize) -> bool {
    at < lines.len()
        && lines.count(at) > 1
        && lines.key(at).len() > 5
        && !lines.key(at).starts_with(char::is_lowercase)
        && lines.places(at).windows(2).all(|w| w[1] - w[0] >= SHORTEST as u32)
}

/// A page number that no other shows the way to: the first or the last line of the document.
fn single(lines: &Lines, marks: &Marks) -> Option<Vec<Item>> {
    let read_at = |at: usize| {
        let key = lines.key(at);
        let page = page::page_line(key)?;
        let number = page::numbers(key).into_iter().next()?;
        let format = Format {
            before: key[..number.range.start].to_owned(),
            after: key[number.range.end..].to_owned(),
        };
        let item = Item {
            at,
            lines: 1,
            value: page.value,
            part: Part::Whole,
        };
        Some((page, format, item))
    };
    let extend = |format: &Format, item: Item| {
        let items = fill(lines, marks, format, vec![item.clone()]);
        let (first, last) = (items[0].at, items[items.len() - 1].at);
        let mean = (last - first) as f32 / (items.len().max(2) - 1) as f32;
        if mean < format.shortest() { vec![item] } else { items }
    };
    for at in 0..lines.len().min(EDGE) {
        let Some((page, format, item)) = read_at(at) else {
            continue;
        };
        if page.value != 1 {
            continue;
        }
        let items = extend(&format, item);
        if items.len() > 1 || at == 0 || (at == 1 && page.shape != Shape::Worded) {
            return Some(items);
        }
        // Below a running title: `Page 1` under a first line.
        if at == 1 && marks.breaks.is_empty() && lines.len() > 2 * EDGE {
            return Some(items);
        }
    }
    let at = lines.len().checked_sub(1).filter(|&at| at > EDGE)?;
    let (page, format, item) = read_at(at)?;
    let items = extend(&format, item);
    let alone = match page.shape {
        Shape::Framed | Shape::Counted => true,
        Shape::Bare => {
            let others = (0..at).filter(|&n| page::page_line(lines.key(n)).is_some_and(|p| p.shape == Shape::Bare));
            others.take(3).count() < 2
        }
        Shape::Worded => {
            let word = format.before.trim();
            !(0..at).any(|n| lines.key(n).contains(word))
        }
    };
    let found = items.len() > 1 && items[0].value == 1;
    (found || (page.value == 1 && alone)).then_some(items)
}

/// Numbers beside a page mark that say which page it is, where no sequence was found.
pub(super) fn marked(lines: &Lines, breaks: &[Break], known: &[Item]) -> Vec<Item> {
    if known.len() > 1 {
        return Vec::new();
    }
    let mut found: Vec<Item> = Vec::new();
    for mark in breaks {
        let begin = mark.at.saturating_sub(1);
        for at in begin..(mark.at + EDGE).min(lines.len()) {
            let Some(page) = page::page_line(lines.key(at)) else {
                continue;
            };
            let new = !known.iter().chain(&found).any(|item| item.at == at);
            if new && page.value == page_of(breaks, at) + 1 {
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
