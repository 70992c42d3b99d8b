//! Header rows found page top by page top: copies of an earlier block of lines.

use super::super::lines::{Lines, alike, roughly};
use super::super::pages::{Break, SHORTEST};
use super::super::words::Words;
use super::Row;
use std::collections::HashMap;

/// Most lines of a header row.
pub(super) const MOST: usize = 24;
/// Most earlier places looked at for one page top.
const TRIES: usize = 16;
/// Most page tops from a new header row on that it is judged by.
const AHEAD: usize = 64;
/// Most page tops before it.
const BEHIND: usize = 16;
/// Most lines with one beginning or end among which damaged copies are looked for.
const BUCKET: usize = 200;
/// Most different header rows of a document.
const PATTERNS: usize = 8;

/// What a page top shows of a header row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shown {
    /// How many lines of the page top are lines of the row.
    pub(super) count: usize,
    /// How many lines of the row are before and among them.
    pub(super) end: usize,
}

/// The header rows of a document as they are found.
pub(super) struct Finder<'a> {
    pub(super) lines: &'a Lines,
    pub(super) taken: &'a [bool],
    pub(super) breaks: &'a [Break],
    /// Per page from the second on: its first printed lines that are free.
    pub(super) tops: Vec<Vec<usize>>,
    /// Per key of the lines: how often it is printed at page tops.
    at_tops: Vec<usize>,
    pub(super) patterns: Vec<Vec<usize>>,
    pub(super) rows: Vec<Row>,
    /// Per printed line: it belongs to one of the rows.
    pub(super) owned: Vec<bool>,
    /// Printed lines by the beginning and by the end of their key, to find damaged copies.
    ends: HashMap<&'a str, Vec<usize>>,
    pub(super) words: Words<'a>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(lines: &'a Lines, breaks: &'a [Break], taken: &'a [bool]) -> Self {
        let mut tops: Vec<Vec<usize>> = Vec::with_capacity(breaks.len());
        for (i, page) in breaks.iter().enumerate() {
            let end = breaks.get(i + 1).map_or(lines.len(), |b| b.at);
            tops.push((page.at..end).filter(|&n| !taken[n]).take(MOST).collect());
        }
        let mut at_tops: Vec<usize> = vec![0; lines.kinds()];
        for &n in tops.iter().flatten() {
            at_tops[lines.list[n].key as usize] += 1;
        }
        let mut ends: HashMap<&str, Vec<usize>> = HashMap::new();
        for n in (0..lines.len()).filter(|&n| !taken[n]) {
            for piece in pieces(lines.key(n)) {
                ends.entry(piece).or_default().push(n);
            }
        }
        Self {
            lines,
            taken,
            breaks,
            tops,
            at_tops,
            patterns: Vec::new(),
            rows: Vec::new(),
            owned: vec![false; lines.len()],
            ends,
            words: Words::new(lines),
        }
    }

    /// Matches a page top with the header rows found before; lines may be missing, at the front above all.
    pub(super) fn known(&mut self, top: usize) -> bool {
        let mut best: Option<(usize, Shown)> = None;
        for (number, pattern) in self.patterns.iter().enumerate().rev() {
            let shown = self.shown(&self.tops[top], pattern);
            if shown.count > best.map_or(0, |(_, s)| s.count) {
                best = Some((number, shown));
            }
        }
        let Some((pattern, shown)) = best else {
            return false;
        };
        let length = self.patterns[pattern].len();
        let lines = self.tops[top][..shown.count].to_vec();
        // A single line may be a cell; see `single_lines`.
        if shown.count < length && (shown.count == 1 || letters(self.lines, &lines) < 3) {
            return false;
        }
        self.take(lines, pattern);
        true
    }

    /// Page tops with a single line of a header row, printed nowhere but in such rows and at page tops.
    pub(super) fn single_lines(&mut self) {
        let firsts: Vec<usize> = self.tops.iter().filter_map(|top| top.first().copied()).collect();
        for &n in &firsts {
            let key = self.lines.list[n].key;
            let has = |pattern: &Vec<usize>| pattern.iter().any(|&n| self.lines.list[n].key == key);
            let Some(pattern) = self.patterns.iter().rposition(has).filter(|_| !self.owned[n]) else {
                continue;
            };
            let cell = self.lines.places(n).iter().any(|&place| {
                let at = place as usize;
                !self.owned[at] && firsts.binary_search(&at).is_err()
            });
            if !cell && letters(self.lines, &[n]) >= 3 {
                self.take(vec![n], pattern);
            }
        }
    }

    /// Adds a header row.
    pub(super) fn take(&mut self, lines: Vec<usize>, pattern: usize) {
        self.words.forget(self.lines, &lines);
        for &n in &lines {
            self.owned[n] = true;
        }
        let whole = lines.len() == self.patterns[pattern].len();
        self.rows.push(Row { lines, pattern, whole });
    }

    /// Which lines of `pattern` the page top `top` shows, in order.
    pub(super) fn shown(&self, top: &[usize], pattern: &[usize]) -> Shown {
        let mut shown = Shown::default();
        let mut next = 0;
        let mut damaged = 0;
        for &n in top {
            let key = self.lines.key(n);
            let found = pattern[next..].iter().position(|&p| alike(self.lines.key(p), key));
            let Some(skipped) = found else {
                // One line too damaged to know, if the next is known again.
                let rough = pattern.get(next).is_some_and(|&p| roughly(self.lines.key(p), key));
                if damaged > 0 || !rough {
                    break;
                }
                damaged = 1;
                next += 1;
                continue;
            };
            // Lines go missing at the front of a row, seldom inside it.
            if shown.count > 0 && skipped > 1 {
                break;
            }
            shown.count += damaged + 1;
            damaged = 0;
            next += skipped + 1;
            shown.end = next;
        }
        shown
    }

    /// Looks for the page top among the lines before it.
    pub(super) fn new_pattern(&mut self, top: usize) {
        let Some(&first) = self.tops[top].first() else {
            return;
        };
        if self.patterns.len() == PATTERNS {
            return;
        }
        let mut best: Vec<usize> = Vec::new();
        for at in self.copies(first) {
            let block = self.raised(self.common(at, top), top);
            if letters(self.lines, &block) > letters(self.lines, &best) {
                best = block;
            }
        }
        let best = self.agreed(best, top);
        // A single line of a known row is no row of its own.
        let part = |pattern: &Vec<usize>| pattern.iter().any(|&n| alike(self.lines.key(n), self.lines.key(first)));
        let single = best.len() == 1 && self.patterns.iter().any(part);
        if best.is_empty() || single || !self.credible(&best, top) {
            return;
        }
        let pattern = self.patterns.len();
        let count = self.shown(&self.tops[top], &best).count;
        let lines = self.tops[top][..count].to_vec();
        self.patterns.push(best.clone());
        self.take(best, pattern);
        self.take(lines, pattern);
    }

    /// Adds the lines above a block with which later pages begin before they go on with the block: this page shows the
    /// header row cut short.
    fn raised(&self, block: Vec<usize>, top: usize) -> Vec<usize> {
        let Some(&first) = block.first() else {
            return block;
        };
        let page = self.breaks.partition_point(|b| b.at <= first);
        let begin = page.checked_sub(1).map_or(0, |i| self.breaks[i].at);
        let free = |n: &usize| !self.taken[*n] && !self.owned[*n];
        let above = (begin..first).rev().filter(free).take(MOST - block.len());
        let mut whole: Vec<usize> = block.iter().rev().copied().collect();
        let mut best = block;
        for n in above {
            whole.push(n);
            let added = whole.len() - best.len();
            let candidate: Vec<usize> = whole.iter().rev().copied().collect();
            let key = self.lines.list[n].key;
            let begins = |top: &[usize]| top.first().is_some_and(|&m| m != n && self.lines.list[m].key == key);
            let shows = |top: &Vec<usize>| begins(top) && self.shown(top, &candidate).count > added;
            if self.only_at_tops(n) && self.judges(top, &candidate).any(shows) {
                best = candidate;
            }
        }
        best
    }

    /// Lines printed as line `n` is.
    fn places(&self, n: usize) -> impl Iterator<Item = usize> {
        self.lines.places(n).iter().map(|&p| p as usize)
    }

    /// Lines that begin or end as `key` does, unless too many do.
    fn similar(&self, key: &'a str) -> impl Iterator<Item = usize> {
        let lists = pieces(key).filter_map(|piece| self.ends.get(piece));
        lists.filter(|list| list.len() <= BUCKET).flatten().copied()
    }

    /// Earlier lines like printed line `n`, the nearest first.
    fn copies(&self, n: usize) -> Vec<usize> {
        let key = self.lines.key(n);
        let mut found: Vec<usize> = Vec::new();
        for at in self.places(n).take(BUCKET).chain(self.similar(key)) {
            if at + SHORTEST < n
                && !self.taken[at]
                && !self.owned[at]
                && !found.contains(&at)
                && alike(self.lines.key(at), key)
            {
                found.push(at);
                if found.len() == TRIES {
                    break;
                }
            }
        }
        found
    }

    /// Later lines like printed line `n`, ascending; none when there are too many.
    pub(super) fn later(&self, n: usize) -> Vec<usize> {
        let key = self.lines.key(n);
        let mut found: Vec<usize> = self
            .places(n)
            .chain(self.similar(key))
            .filter(|&m| m > n && alike(self.lines.key(m), key))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The lines from `at` on that are like the beginning of page `top`; none where the pages are alike for so long that the same
    /// page comes again, rows and all.
    pub(super) fn common(&self, at: usize, top: usize) -> Vec<usize> {
        let limit = self.tops[top].first().copied().unwrap_or(0);
        let free = (at..limit).filter(|&n| !self.taken[n]).take(MOST);
        let mut block = Vec::new();
        let mut sure = 0;
        for (a, &b) in free.zip(&self.tops[top]) {
            let (old, new) = (self.lines.key(a), self.lines.key(b));
            if alike(old, new) && self.only_at_tops(a) {
                sure = block.len() + 1;
            } else if block.is_empty() || sure < block.len() || !roughly(old, new) {
                break;
            }
            block.push(a);
        }
        block.truncate(sure);
        if block.len() > SHORTEST && block.len() == self.tops[top].len() {
            block.clear();
        }
        block
    }

    /// The text of printed line `n` stands once or twice, and else at page tops only.
    fn only_at_tops(&self, n: usize) -> bool {
        let all = self.lines.count(n);
        let tops = self.at_tops[self.lines.list[n].key as usize];
        // A second table may have a column of the same name.
        all <= tops + if tops > 1 { 2 } else { 1 }
    }

    /// Cuts a block to what the later pages that show it, or several lines of it, agree on.
    fn agreed(&self, mut block: Vec<usize>, top: usize) -> Vec<usize> {
        let Some(&first) = block.first() else {
            return block;
        };
        let begins = |top: &[usize]| {
            top.first()
                .is_some_and(|&n| alike(self.lines.key(n), self.lines.key(first)))
        };
        let mut ends: Vec<usize> = self
            .judges(top, &block)
            .map(|top| (top, self.shown(top, &block)))
            .filter(|(top, shown)| shown.count > 1 || begins(top))
            .map(|(_, shown)| shown.end)
            .collect();
        ends.sort_unstable();
        if ends.len() > 1 {
            block.truncate(ends[ends.len() - 2]);
        }
        block
    }

    /// The page tops that a block is judged by when it was found as a copy of page top `top`: that one and the next
    /// ones, and those before it that begin with exactly one of its lines (not the one the block itself stands at).
    pub(super) fn judges(&self, top: usize, block: &[usize]) -> impl Iterator<Item = &Vec<usize>> {
        let key = |n: usize| self.lines.list[n].key;
        let begins = move |top: &&Vec<usize>| {
            let line = top.first().copied();
            block.len() > 1 && line.is_some_and(|n| !block.contains(&n) && block.iter().any(|&b| key(b) == key(n)))
        };
        let before = self.tops[top.saturating_sub(BEHIND)..top].iter().filter(begins);
        let after = self.tops[top..].iter().take(AHEAD);
        let own = block.first().copied();
        before
            .chain(after)
            .filter(move |top| own.is_none_or(|n| top.binary_search(&n).is_err()))
    }
}

/// The first and the last characters of a key: a damaged copy keeps one of them.
fn pieces(key: &str) -> impl Iterator<Item = &str> {
    const LONG: usize = 6;
    let head = key.char_indices().nth(LONG).map(|(i, _)| &key[..i]);
    let tail = key.char_indices().rev().nth(LONG - 1).map(|(i, _)| &key[i..]);
    head.into_iter().chain(tail.filter(|_| head.is_some()))
}

/// Letters of a block.
pub(super) fn letters(lines: &Lines, block: &[usize]) -> usize {
    block
        .iter()
        .flat_map(|&n| lines.key(n).chars())
        .filter(|c| c.is_alphabetic())
        .count()
}

/// The line begins with a small letter.
pub(super) fn starts_low(lines: &Lines, n: usize) -> bool {
    lines.key(n).starts_with(char::is_lowercase)
}
