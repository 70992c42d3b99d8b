//! The parts of a document that may hold one table each, and the header row of each.

use crate::document::Document;
use crate::furniture::{Body, HeaderRow, Role};
use crate::profile::Profile;
use std::ops::Range;

/// Lines that one table may take, and its header row.
pub(super) struct Region {
    /// Its lines.
    pub(super) lines: Range<usize>,
    /// Its header row.
    pub(super) header: Option<HeaderRow>,
    /// It has no header row though a later one has.
    pub(super) headless: bool,
}

impl Region {
    /// The columns of the profile are those of this region.
    pub(super) fn is_given(&self, body: &Body, profile: &Profile) -> bool {
        let named = |pattern| self.header.as_ref().is_some_and(|row| row.pattern == pattern);
        !profile.columns.is_empty() && body.named.is_none_or(named)
    }
}

/// Splits a document where a new header row begins to repeat.
pub(super) fn regions(document: &Document, body: &Body) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut header: Option<HeaderRow> = None;
    for row in &body.headers {
        if seen.contains(&row.pattern) {
            continue;
        }
        seen.push(row.pattern);
        // Drawn after the rows below it.
        let late = header.is_none() && ends_pages(document, body, row.pattern);
        if row.lines.start > at && !late {
            regions.push(Region {
                lines: at..row.lines.start,
                headless: header.is_none(),
                header: header.take(),
            });
        }
        header = Some(whole(body, row).clone());
        if !late {
            at = row.lines.end;
        }
    }
    regions.push(Region {
        lines: at..document.lines.len(),
        headless: false,
        header,
    });
    regions
}

/// Most copies of a header row stand behind everything else on their page.
fn ends_pages(document: &Document, body: &Body, pattern: usize) -> bool {
    let copies = body.headers.iter().filter(|row| row.pattern == pattern);
    let (mut ends, mut begins) = (0, 0);
    for row in copies {
        let page = body.pages[row.lines.start];
        let content = |line: usize| body.roles[line] == Role::Content;
        let same = |line: &usize| body.pages[*line] == page;
        let after = (row.lines.end..document.lines.len()).take_while(same).any(content);
        let before = (0..row.lines.start).rev().take_while(same).any(content);
        match (before, after) {
            (true, false) => ends += 1,
            (_, true) => begins += 1,
            (false, false) => {}
        }
    }
    ends > 1 && ends > 2 * begins
}

/// The first copy of a header row that has all its lines.
fn whole<'a>(body: &'a Body, first: &'a HeaderRow) -> &'a HeaderRow {
    let mut copies = body.headers.iter().filter(|row| row.pattern == first.pattern);
    copies.find(|row| row.whole).unwrap_or(first)
}

/// Whether the header row of region `next` may repeat one that was lost: it stands at a page top, after content.
pub(super) fn begun_before(body: &Body, region: &Region, next: &Region) -> bool {
    let Some(header) = next.header.as_ref().filter(|_| region.headless) else {
        return false;
    };
    let first = body.headers.iter().find(|row| row.pattern == header.pattern);
    let start = first.map_or(header.lines.start, |row| row.lines.start);
    above(body, start).next().is_none() && (0..start).any(|line| body.roles[line] == Role::Content)
}

/// The content lines above line `start` on its page, upward.
pub(super) fn above(body: &Body, start: usize) -> impl Iterator<Item = usize> {
    (0..start)
        .rev()
        .take_while(move |&line| body.pages[line] == body.pages[start])
        .filter(|&line| body.roles[line] == Role::Content)
}

/// A page lacks the header row, or a part of it, from its first copy to the end of the region.
pub(super) fn damaged(body: &Body, region: &Region) -> bool {
    let pattern = region.header.as_ref().map(|header| header.pattern);
    let copies = || body.headers.iter().filter(|row| Some(row.pattern) == pattern);
    let last = region.lines.end.checked_sub(1).map_or(0, |line| body.pages[line]);
    let pages = copies().next().map_or(0, |first| {
        last.saturating_sub(body.pages[first.lines.start]) as usize + 1
    });
    copies().filter(|row| row.whole).count() < pages
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four pages of three lines: header rows of one pattern at `rows`, the rest content.
    fn body(rows: &[(Range<usize>, bool)]) -> Body {
        let mut body = Body {
            roles: vec![Role::Content; 12],
            pages: (0..12).map(|line| line / 3).collect(),
            ..Body::default()
        };
        for (lines, whole) in rows {
            body.roles[lines.clone()].fill(Role::Header);
            body.headers.push(HeaderRow {
                lines: lines.clone(),
                pattern: 0,
                whole: *whole,
            });
        }
        body
    }

    fn split(body: &Body) -> Vec<Region> {
        let document = crate::input::read("x", "x\n".repeat(12).as_bytes()).unwrap();
        regions(&document, body)
    }

    #[test]
    fn a_header_row_is_taken_where_it_stands_whole() {
        let body = body(&[(4..5, false), (6..8, true)]);
        let regions = split(&body);
        let lines: Vec<_> = regions.iter().map(|region| region.lines.clone()).collect();
        assert_eq!(lines, [0..4, 5..12]);
        assert_eq!(regions[1].header.as_ref().map(|row| row.lines.clone()), Some(6..8));
    }

    #[test]
    fn header_rows_at_page_ends_are_of_the_rows_before_them() {
        let body = body(&[(2..3, true), (5..6, true), (8..9, true)]);
        let regions = split(&body);
        assert_eq!(regions.len(), 1);
        assert_eq!(regions[0].lines, 0..12);
        assert!(regions[0].header.is_some());
    }

    #[test]
    fn a_table_began_before_a_header_row_at_a_page_top() {
        let begun = |body: &Body| {
            let regions = split(body);
            regions.len() > 1 && begun_before(body, &regions[0], &regions[1])
        };
        assert!(begun(&body(&[(3..5, true), (6..8, true)])));
        assert!(
            !begun(&body(&[(4..5, true), (7..8, true)])),
            "a line above it on its page"
        );
        let mut blank = body(&[(3..5, true), (6..8, true)]);
        blank.roles[..3].fill(Role::Furniture);
        assert!(!begun(&blank), "nothing before it");
    }

    #[test]
    fn header_rows_are_damaged_where_a_page_lacks_one() {
        let damaged = |rows: &[(Range<usize>, bool)]| {
            let body = body(rows);
            damaged(&body, split(&body).last().unwrap())
        };
        assert!(!damaged(&[(0..2, true), (3..5, true), (6..8, true), (9..11, true)]));
        assert!(damaged(&[(0..2, true), (3..5, true), (6..7, false), (9..11, true)]));
        assert!(damaged(&[(0..2, true), (3..5, true), (9..11, true)]));
        assert!(!damaged(&[(3..5, true), (6..8, true), (9..11, true)]));
    }
}
