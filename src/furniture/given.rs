//! What a profile says of furniture: lines to ignore and to keep, the words of the header row, where the tables are.

use super::headers::Row;
use super::lines::{Lines, alike};
use super::pages::Break;
use super::{Body, Role};
use crate::document::Document;
use crate::profile::{Profile, any, normal};
use std::ops::Range;

/// What a profile says, line by line.
pub(super) struct Given<'a> {
    profile: &'a Profile,
    /// Per line of the document: it is furniture.
    ignored: Vec<bool>,
    /// Per line of the document: it is neither furniture nor header.
    kept: Vec<bool>,
}

impl<'a> Given<'a> {
    /// Reads all lines.
    pub(super) fn new(document: &Document, profile: &'a Profile) -> Self {
        let lines = document.lines.len();
        let mut given = Self {
            profile,
            ignored: vec![false; lines],
            kept: vec![false; lines],
        };
        if profile.ignore.is_empty() && profile.keep.is_empty() {
            return given;
        }
        for line in 0..lines {
            let text = normal(document.line_text(line));
            given.kept[line] = any(&profile.keep, &text);
            given.ignored[line] = !given.kept[line] && any(&profile.ignore, &text);
        }
        given
    }

    /// Takes the ignored lines and gives the kept ones back.
    pub(super) fn mark(&self, lines: &Lines, taken: &mut [bool]) {
        for (line, taken) in lines.list.iter().zip(taken) {
            *taken = (*taken || self.ignored[line.at]) && !self.kept[line.at];
        }
    }

    /// The header rows with those the profile names; also the number of their pattern, if one was found.
    pub(super) fn headers(
        &self,
        lines: &Lines,
        breaks: &[Break],
        taken: &[bool],
        mut rows: Vec<Row>,
    ) -> (Vec<Row>, Option<usize>) {
        rows.retain(|row| !row.lines.iter().any(|&n| self.kept[lines.list[n].at]));
        let Some(words) = self.profile.header.as_deref() else {
            return (rows, None);
        };
        let number = rows.iter().map(|row| row.pattern + 1).max().unwrap_or(0);
        let keys: Vec<&str> = (0..lines.len()).map(|n| lines.key(n)).collect();
        let free = |n: usize| !taken[n] && !self.kept[lines.list[n].at];
        let top = |n: usize| {
            let page = breaks.partition_point(|page| page.at <= n);
            (page.checked_sub(1).map_or(0, |i| breaks[i].at)..n).all(|n| taken[n])
        };
        let found = named_rows(&keys, words, &free, &top);
        let found: Vec<Row> = (found.into_iter())
            .map(|row| Row {
                lines: row.lines.collect(),
                pattern: number,
                whole: row.whole,
            })
            .collect();
        if found.is_empty() {
            return (rows, None);
        }
        let of_found = |row: &Row| found.iter().any(|own| own.lines.iter().any(|n| row.lines.contains(n)));
        let same: Vec<usize> = rows.iter().filter(|row| of_found(row)).map(|row| row.pattern).collect();
        rows.retain(|row| !of_found(row));
        for row in rows.iter_mut().filter(|row| same.contains(&row.pattern)) {
            // What is left of a copy.
            (row.pattern, row.whole) = (number, false);
        }
        rows.extend(found);
        rows.sort_by_key(|row| row.lines[0]);
        (rows, Some(number))
    }

    /// What is left to say when everything is found.
    pub(super) fn settle(&self, document: &Document, body: &mut Body) {
        for line in 0..document.lines.len() {
            if self.kept[line] && matches!(body.roles[line], Role::Furniture | Role::Note) {
                body.roles[line] = Role::Content;
            }
        }
        body.parts.retain(|part| !self.kept[part.line as usize]);
        outside(document, body, self.profile);
    }
}

/// Puts what the profile says is before or after the tables outside of them.
pub(crate) fn outside(document: &Document, body: &mut Body, profile: &Profile) {
    let extent = &profile.table;
    if extent.begins.is_empty() && extent.ends_before.is_empty() {
        return;
    }
    let mut inside = extent.begins.is_empty();
    for line in 0..document.lines.len() {
        let text = normal(document.span_text(body.text_of(document, line)));
        if any(&extent.begins, &text) {
            inside = true;
        } else if any(&extent.ends_before, &text) {
            inside = false;
        }
        if !inside && matches!(body.roles[line], Role::Content | Role::Header) {
            body.roles[line] = Role::Outside;
        }
    }
    let roles = &body.roles;
    body.headers
        .retain(|row| row.lines.clone().any(|line| roles[line] == Role::Header));
}

/// The words of a line as they are compared.
fn fold(key: &str) -> Vec<String> {
    key.split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// A header row by its words.
pub(crate) struct Named {
    /// Its lines.
    pub(crate) lines: Range<usize>,
    /// It has all the words.
    pub(crate) whole: bool,
}

/// Blocks of lines that hold nothing but words of the header row: all of them, half of them, or a quarter at a page top.
/// Only `free` lines may be of one; `top` are those that nothing stands above on their page.
pub(crate) fn named_rows(
    keys: &[impl AsRef<str>],
    words: &str,
    free: &dyn Fn(usize) -> bool,
    top: &dyn Fn(usize) -> bool,
) -> Vec<Named> {
    let words = fold(&normal(words));
    let mut rows = Vec::new();
    let mut at = 0;
    while at < keys.len() && !words.is_empty() {
        let mut left = words.clone();
        let (mut end, mut strange) = (at, 0);
        while end < keys.len() && free(end) {
            let Some(damaged) = take(&mut left, &fold(keys[end].as_ref())) else {
                break;
            };
            strange += damaged;
            end += 1;
        }
        let count = words.len() - left.len();
        let enough = if top(at) { 4 * count } else { 2 * count } >= words.len();
        let whole = left.is_empty() && strange == 0;
        if whole || (enough && count > 1) {
            rows.push(Named { lines: at..end, whole });
            at = end;
        } else {
            at += 1;
        }
    }
    rows
}

/// Takes the words of a line out of those that are left, if all of them are there but for one damaged beyond recognition
/// in four. Gives the number of those.
fn take(left: &mut Vec<String>, line: &[String]) -> Option<usize> {
    let mut rest = left.clone();
    let mut strange = 0;
    for word in line {
        let same = rest.iter().position(|other| other == word);
        match same.or_else(|| rest.iter().position(|other| alike(other, word))) {
            Some(place) => drop(rest.remove(place)),
            None => strange += 1,
        }
    }
    if 4 * strange > line.len() {
        return None;
    }
    *left = rest;
    Some(strange)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(keys: &[&str], words: &str, tops: &[usize]) -> Vec<(Range<usize>, bool)> {
        let found = named_rows(keys, words, &|_| true, &|line| tops.contains(&line));
        found.into_iter().map(|row| (row.lines, row.whole)).collect()
    }

    #[test]
    fn a_header_row_is_found_by_its_words() {
        let words = "Measure Partner country / Region State";
        let keys = [
            "Prose",
            "MEASURE Partner",
            "country / Region",
            "State",
            "Norway",
            "State",
        ];
        assert_eq!(rows(&keys, words, &[]), [(1..4, true)]);
        // Any order of the lines: cells of several lines may be printed so.
        assert_eq!(
            rows(&["State", "Measure Partner country / Region"], words, &[]),
            [(0..2, true)]
        );
        // Half of it anywhere, less at a page top.
        assert_eq!(
            rows(&["Norway", "Measure Partner country", "France"], words, &[]),
            [(1..2, false)]
        );
        assert_eq!(rows(&["Region State", "Norway"], words, &[]), []);
        assert_eq!(rows(&["Region State", "Norway"], words, &[0]), [(0..1, false)]);
        // Damaged letters, and a damaged word.
        assert_eq!(
            rows(&["Mcasure Partner country / Regjon State"], words, &[]),
            [(0..1, true)]
        );
        assert_eq!(
            rows(&["Measure Partner coiintrij / Region State"], words, &[]),
            [(0..1, false)]
        );
        assert_eq!(rows(&["Measure of the Partner", "Norway"], words, &[0]), []);
    }
}
