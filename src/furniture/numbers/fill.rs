//! Page numbers a sequence lacks, in their damaged forms: broken over lines, glued to other text, or standing alone.

use super::super::lines::Lines;
use super::super::pages::{EDGE, Marks, SHORTEST};
use super::{Format, Item, Part};
use crate::grammar::page::{self, Shape};

/// Adds the numbers a sequence lacks: broken over lines, or glued to other text.
pub(super) fn fill(lines: &Lines, marks: &Marks, format: &Format, mut items: Vec<Item>) -> Vec<Item> {
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
        // A frame around the number is no text before it.
        let framed = !rest.contains(char::is_alphanumeric);
        return item(1, if framed { Part::Whole } else { Part::Tail(wanted) });
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
pub(super) fn single(lines: &Lines, marks: &Marks) -> Option<Vec<Item>> {
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
