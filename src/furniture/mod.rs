//! What repeats per page: page breaks, page numbers, running heads, repeated header rows.
//!
//! The order matters: marks of the extractor, page numbers (found with the help of the marks), the page breaks both
//! imply, running titles at those breaks, header rows below them. Whatever is unsure stays content.

mod given;
mod headers;
mod lines;
mod notes;
mod numbers;
mod pages;
mod running;
mod words;

use crate::document::{Document, Span};
use crate::profile::Profile;
use given::Given;
pub(crate) use given::{named_rows, outside};
use lines::Lines;
use numbers::{Item, Part};
use pages::{Break, Marks};
use std::ops::Range;

/// What a line is, before the table is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// No text.
    Blank,
    /// Running head, footer or page number.
    Furniture,
    /// Part of a header row that repeats at page tops (the first occurrence included; see [`Body::headers`]).
    Header,
    /// A footnote at the foot of a page; no part of a table.
    Note,
    /// Part of no table: before or after them, as a profile says, or too long for a line of a page.
    Outside,
    /// Everything else.
    Content,
}

/// The document with its pages and the lines that are not page furniture.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// One role per [`Document::lines`] entry.
    pub roles: Vec<Role>,
    /// 0-based page of each line.
    pub pages: Vec<u32>,
    /// Lines of each header row found by repetition: the first whole one of each table, then its repeats (maybe cut short).
    pub headers: Vec<HeaderRow>,
    /// Furniture that shares its line with other text, at the line's beginning or end, in source order. The line keeps
    /// the role of the other text; [`Body::text_of`] gives that text.
    pub parts: Vec<Span>,
    /// The [`HeaderRow::pattern`] of the header row that a profile names, where it was found.
    pub named: Option<usize>,
}

/// One printed header row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRow {
    /// Range of line indices (blank lines inside included).
    pub lines: Range<usize>,
    /// Which pattern it repeats: rows with the same number are copies of one header.
    pub pattern: usize,
    /// All lines of the pattern are there.
    pub whole: bool,
}

impl Body {
    /// The 1-based page of a line (0-based); `None` for a line that is not there.
    pub fn page_of(&self, line: usize) -> Option<u32> {
        self.pages.get(line).map(|page| page + 1)
    }

    /// How many pages the lines stand on.
    pub fn page_count(&self) -> usize {
        self.pages.last().map_or(0, |page| *page as usize + 1)
    }

    /// The text of a line without the furniture that shares the line.
    pub fn text_of(&self, document: &Document, line: usize) -> Span {
        let mut span = lines::whole(document, line);
        let first = self.parts.partition_point(|p| (p.line as usize) < line);
        for part in self.parts[first..].iter().take_while(|p| p.line as usize == line) {
            if part.start <= span.start {
                span.start = part.end.min(span.end);
            } else {
                span.end = part.start;
            }
        }
        let text = document.span_text(span);
        let front = text.len() - text.trim_start_matches(crate::audit::is_blank).len();
        let text = text.trim_matches(crate::audit::is_blank);
        span.start += front as u32;
        span.end = span.start + text.len() as u32;
        span
    }
}

/// Finds pages and furniture.
pub fn find(document: &Document) -> Body {
    find_given(document, &Profile::default())
}

/// Finds pages and furniture; what the profile says of them counts more than what they look like.
pub fn find_given(document: &Document, profile: &Profile) -> Body {
    let given = Given::new(document, profile);
    let mut lines = Lines::new(document);
    let mut body = Body {
        roles: (document.lines.iter())
            .map(|line| if line.long { Role::Outside } else { Role::Blank })
            .collect(),
        pages: vec![0; document.lines.len()],
        headers: Vec::new(),
        parts: Vec::new(),
        named: None,
    };
    if lines.len() == 0 {
        return body;
    }
    let marks = Marks::new(&lines);
    let sequence = numbers::find(&lines, &marks);
    let mut breaks = pages::breaks(&lines, &marks, sequence.as_ref());
    let mut items: Vec<Item> = sequence.map_or_else(Vec::new, |s| s.items);
    if breaks.is_empty() && items.is_empty() {
        breaks = headers::implied(&lines);
    }
    items.extend(numbers::marked(&lines, &breaks, &items));
    for item in &items {
        let key = lines.key(item.at);
        let rest = match &item.part {
            Part::Whole => continue,
            Part::Head(head) => key.strip_prefix(head.as_str()),
            Part::Tail(tail) => key.strip_suffix(tail.as_str()),
        };
        if let Some(rest) = rest.map(|rest| rest.trim().to_owned()) {
            lines.replace(item.at, rest);
        }
    }
    let mut taken = vec![false; lines.len()];
    for item in items.iter().filter(|item| item.part == Part::Whole) {
        taken[item.at..item.at + item.lines].fill(true);
    }
    given.mark(&lines, &mut taken);
    let running = running::find(&lines, &breaks, &items, &taken);
    for &n in &running.whole {
        taken[n] = true;
    }
    given.mark(&lines, &mut taken);
    let is_mark = |page: &Break| {
        let found = marks.breaks.binary_search_by_key(&page.at, |mark| mark.at);
        found.is_ok_and(|found| marks.breaks[found] == *page)
    };
    for page in &mut breaks {
        // A running title stands above the page number it comes with.
        while !is_mark(page) && page.at > 0 && running.whole.binary_search(&(page.at - 1)).is_ok() {
            page.at -= 1;
        }
    }
    breaks.dedup_by_key(|b| b.at);
    let rows = headers::find(&lines, &breaks, &taken);
    let (rows, named) = given.headers(&lines, &breaks, &taken, rows);
    body.named = named;
    add_breaks(&mut breaks, &rows, &taken);

    for (n, line) in lines.list.iter().enumerate() {
        body.roles[line.at] = if taken[n] { Role::Furniture } else { Role::Content };
    }
    for row in rows {
        let at = |n: usize| lines.list[n].at;
        for &n in &row.lines {
            body.roles[at(n)] = Role::Header;
        }
        body.headers.push(HeaderRow {
            lines: at(row.lines[0])..at(row.lines[row.lines.len() - 1]) + 1,
            pattern: row.pattern,
            whole: row.whole,
        });
    }
    for item in items.iter().filter(|item| !taken[item.at]) {
        let at = lines.list[item.at].at;
        body.parts.extend(match &item.part {
            Part::Whole => None,
            Part::Head(key) => lines::head(document, at, key),
            Part::Tail(key) => lines::tail(document, at, key),
        });
    }
    for (n, key) in &running.tails {
        body.parts.extend(lines::tail(document, lines.list[*n].at, key));
    }
    body.parts.sort_unstable();
    number_pages(&mut body, &lines, &breaks);
    stray_numbers(document, &mut body, &lines);
    notes::find(document, &mut body);
    given.settle(document, &mut body);
    body
}

/// A repeated header row begins (or ends) a page, even where nothing else shows it.
fn add_breaks(breaks: &mut Vec<Break>, rows: &[headers::Row], taken: &[bool]) {
    let mut seen: Vec<usize> = Vec::new();
    let mut new = Vec::new();
    for row in rows {
        let (at, after) = (row.lines[0], row.lines[row.lines.len() - 1] + 1);
        if !seen.contains(&row.pattern) {
            seen.push(row.pattern);
            continue;
        }
        let next = breaks.partition_point(|b| b.at <= at);
        let begins = next
            .checked_sub(1)
            .is_some_and(|i| taken[breaks[i].at..at].iter().all(|t| *t));
        let page_end = breaks.get(next).map_or(taken.len(), |b| b.at);
        let ends = after <= page_end && taken[after..page_end].iter().all(|t| *t);
        if !begins && !ends {
            new.push(Break { at, step: 1 });
        }
    }
    breaks.extend(new);
    breaks.sort_by_key(|b| b.at);
}

/// A bare number right before a repeated header row is the number of the page that ends or begins there, if it is that number.
fn stray_numbers(document: &Document, body: &mut Body, lines: &Lines) {
    let mut seen: Vec<usize> = Vec::new();
    for row in body.headers.clone() {
        if !seen.contains(&row.pattern) {
            seen.push(row.pattern);
            continue;
        }
        let above = lines
            .list
            .partition_point(|line| line.at < row.lines.start)
            .checked_sub(1);
        let Some(at) = above.map(|n| lines.list[n].at) else {
            continue;
        };
        let number = document
            .line_text(at)
            .trim_matches(crate::audit::is_blank)
            .parse::<u32>();
        let page = body.pages[row.lines.start];
        if body.roles[at] == Role::Content && number.is_ok_and(|number| number == page || number == page + 1) {
            body.roles[at] = Role::Furniture;
        }
    }
}

fn number_pages(body: &mut Body, lines: &Lines, breaks: &[Break]) {
    let (mut page, mut next, mut from) = (0, 0, 0);
    for (n, line) in lines.list.iter().enumerate() {
        body.pages[from..line.at].fill(page);
        while breaks.get(next).is_some_and(|b| b.at <= n) {
            page += breaks[next].step;
            next += 1;
        }
        body.pages[line.at] = page;
        from = line.at + 1;
    }
    body.pages[from..].fill(page);
}

#[cfg(test)]
mod tests;
