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
/// Most page tops a new header row is judged by.
const AHEAD: usize = 64;
/// Most lines with one beginning or end among which damaged copies are looked for.
const BUCKET: usize = 200;
/// Most different header rows of a document.
const PATTERNS: usize = 8;

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
            ends,
            words: Words::new(lines),
        }
    }

    /// Matches a page top with the header rows found before; lines may be missing, at the front above all.
    pub(super) fn known(&mut self, top: usize) -> bool {
        let mut best: Option<(usize, usize)> = None;
        for (number, pattern) in self.patterns.iter().enumerate().rev() {
            let count = self.matched(&self.tops[top], pattern);
            if count > best.map_or(0, |(_, c)| c) {
                best = Some((number, count));
            }
        }
        let Some((pattern, count)) = best else {
            return false;
        };
        let lines = self.tops[top][..count].to_vec();
        self.words.forget(self.lines, &lines);
        let whole = count == self.patterns[pattern].len();
        if !whole && letters(self.lines, &lines) < 3 {
            return false;
        }
        self.rows.push(Row { lines, pattern, whole });
        true
    }

    /// How many lines of `top` are lines of `pattern`, in order.
    pub(super) fn matched(&self, top: &[usize], pattern: &[usize]) -> usize {
        let mut next = 0;
        let mut count = 0;
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
            count += damaged;
            damaged = 0;
            // Lines go missing at the front of a row, seldom inside it.
            if count > 0 && skipped > 1 {
                break;
            }
            next += skipped + 1;
            count += 1;
        }
        count
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
            let block = self.common(at, top);
            if letters(self.lines, &block) > letters(self.lines, &best) {
                best = block;
            }
        }
        let best = self.agreed(best, top);
        if best.is_empty() || !self.credible(&best, top) {
            return;
        }
        let pattern = self.patterns.len();
        let lines = self.tops[top][..best.len()].to_vec();
        self.patterns.push(best.clone());
        for lines in [best, lines] {
            self.words.forget(self.lines, &lines);
            self.rows.push(Row {
                lines,
                pattern,
                whole: true,
            });
        }
    }

    /// Earlier lines like printed line `n`, the nearest first.
    fn copies(&self, n: usize) -> Vec<usize> {
        let key = self.lines.key(n);
        let mut found: Vec<usize> = Vec::new();
        let same = self.lines.places(n).iter().map(|&p| p as usize);
        let similar = pieces(key).filter_map(|piece| self.ends.get(piece));
        let similar = similar.filter(|list| list.len() <= BUCKET).flatten();
        for at in same.take(BUCKET).chain(similar.copied()) {
            if at + SHORTEST < n && !self.taken[at] && !found.contains(&at) && alike(self.lines.key(at), key) {
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
        let same = self.lines.places(n).iter().map(|&p| p as usize);
        let similar = pieces(key).filter_map(|piece| self.ends.get(piece));
        let similar: Vec<&Vec<usize>> = similar.filter(|list| list.len() <= BUCKET).collect();
        let mut found: Vec<usize> = same
            .chain(similar.into_iter().flatten().copied())
            .filter(|&m| m > n && alike(self.lines.key(m), key))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The lines from `at` on that are like the beginning of page `top`.
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
        block
    }

    /// The text of printed line `n` stands once or twice, and else at page tops only.
    fn only_at_tops(&self, n: usize) -> bool {
        let all = self.lines.count(n);
        let tops = self.at_tops[self.lines.list[n].key as usize];
        // A second table may have a column of the same name.
        all <= tops + if tops > 1 { 2 } else { 1 }
    }

    /// Cuts a block to what the later pages that begin with it agree on.
    fn agreed(&self, mut block: Vec<usize>, top: usize) -> Vec<usize> {
        let Some(&first) = block.first() else {
            return block;
        };
        let begins = |t: &usize| {
            let line = self.tops[*t].first();
            line.is_some_and(|&n| alike(self.lines.key(n), self.lines.key(first)))
        };
        let mut counts: Vec<usize> = self
            .ahead(top)
            .filter(begins)
            .map(|t| self.matched(&self.tops[t], &block))
            .collect();
        counts.sort_unstable();
        if counts.len() > 1 {
            block.truncate(counts[counts.len() - 2]);
        }
        block
    }

    /// The page tops a new pattern is judged by: `top` and the next ones.
    pub(super) fn ahead(&self, top: usize) -> std::ops::Range<usize> {
        top..self.tops.len().min(top + AHEAD)
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
