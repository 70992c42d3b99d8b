//! Repeated header rows: a block of lines that page after page begins with and that stood once before.

use super::lines::{Lines, alike, roughly};
use super::pages::{Break, SHORTEST};
use super::words::Words;
use std::collections::HashMap;

/// Most lines of a header row.
const MOST: usize = 24;
/// Most earlier places looked at for one page top.
const TRIES: usize = 16;
/// Most page tops a new header row is judged by.
const AHEAD: usize = 64;
/// Most lines with one beginning or end among which damaged copies are looked for.
const BUCKET: usize = 200;
/// Most printed lines of a page.
const LONGEST_PAGE: usize = 500;
/// Most different header rows of a document.
const PATTERNS: usize = 8;

/// A printed header row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its printed lines.
    pub(super) lines: Vec<usize>,
    /// Rows with the same number are copies of one header.
    pub(super) pattern: usize,
    /// All lines of the pattern are there.
    pub(super) whole: bool,
}

/// Finds the header rows that repeat at page tops.
pub(super) fn find(lines: &Lines, breaks: &[Break], taken: &[bool]) -> Vec<Row> {
    let mut finder = Finder::new(lines, breaks, taken);
    for top in 0..finder.tops.len() {
        if !finder.known(top) {
            finder.new_pattern(top);
        }
    }
    finder.unmarked();
    if finder.rows.is_empty() {
        finder.feet();
    }
    let mut rows = finder.rows;
    rows.sort_by_key(|row| row.lines[0]);
    rows
}

/// Where page breaks must be when nothing but a repeated block of lines shows them.
pub(super) fn implied(lines: &Lines) -> Vec<Break> {
    let taken = vec![false; lines.len()];
    let words = Words::new(lines);
    let all = Finder::new(lines, &[], &taken);
    let mut looks = 0;
    for at in 0..lines.len() {
        let first = lines.places(at)[0] as usize;
        if first != at || lines.key(at).len() < 6 || starts_low(lines, at) {
            continue;
        }
        let copies = all.later(at);
        let Some(&second) = copies.first() else {
            continue;
        };
        let gaps = copies.windows(2).map(|w| w[1] - w[0]).chain([second - at]);
        let (least, most) = (gaps.clone().min().unwrap_or(0), gaps.max().unwrap_or(0));
        let after = lines.len() - copies[copies.len() - 1];
        if least < 2 * SHORTEST || most > LONGEST_PAGE || most > 4 * least || 2 * at > most || 2 * after > 3 * most {
            continue;
        }
        let breaks: Vec<Break> = copies.iter().map(|&at| Break { at, step: 1 }).collect();
        looks += 1;
        if looks > TRIES {
            break;
        }
        let finder = Finder::new(lines, &breaks, &taken);
        let block = finder.common(at, 0);
        let rare = words.rare(lines, &block, copies.len() + 1);
        let regular = copies.len() > 2 && 5 * least >= 3 * most;
        if rare.known >= 3 && rare.share >= if regular { 0.4 } else { 0.99 } {
            return breaks;
        }
    }
    Vec::new()
}

struct Finder<'a> {
    lines: &'a Lines,
    taken: &'a [bool],
    breaks: &'a [Break],
    /// Per page from the second on: its first printed lines that are free.
    tops: Vec<Vec<usize>>,
    /// Per key of the lines: how often it is printed at page tops.
    at_tops: Vec<usize>,
    patterns: Vec<Vec<usize>>,
    rows: Vec<Row>,
    /// Printed lines by the beginning and by the end of their key, to find damaged copies.
    ends: HashMap<&'a str, Vec<usize>>,
    words: Words<'a>,
}

impl<'a> Finder<'a> {
    fn new(lines: &'a Lines, breaks: &'a [Break], taken: &'a [bool]) -> Self {
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
    fn known(&mut self, top: usize) -> bool {
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
    fn matched(&self, top: &[usize], pattern: &[usize]) -> usize {
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
    fn new_pattern(&mut self, top: usize) {
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
    fn later(&self, n: usize) -> Vec<usize> {
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
    fn common(&self, at: usize, top: usize) -> Vec<usize> {
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
    fn ahead(&self, top: usize) -> std::ops::Range<usize> {
        top..self.tops.len().min(top + AHEAD)
    }

    /// Whether a block is a header row rather than cells that happen to be equal.
    fn credible(&self, block: &[usize], top: usize) -> bool {
        let support = self
            .ahead(top)
            .filter(|&t| self.matched(&self.tops[t], block) == block.len())
            .count();
        let letters = letters(self.lines, block);
        let rare = self.words.rare(self.lines, block, support + 1);
        let low = starts_low(self.lines, block[0]) || (support < 3 && self.sentence(block));
        match support {
            0 => false,
            1 => {
                !low && letters >= 6
                    && rare.share >= 0.6
                    && (self.opens_table(block[0])
                        || rare.share > 0.99 && rare.known > 1
                        || rare.share > 0.79 && rare.known > 2)
            }
            2 => !low && letters >= 4 && rare.share >= 0.4,
            _ => letters >= 3,
        }
    }

    /// The block begins with a list sign or ends as sentences and list entries do.
    fn sentence(&self, block: &[usize]) -> bool {
        let first = self.lines.key(block[0]).chars().next();
        let last = self.lines.key(block[block.len() - 1]);
        first.is_some_and(|c| matches!(c, '•' | '-' | '–' | '·' | '*' | '▪' | '◦'))
            || last.ends_with([';', ',', '.', '!', '?'])
    }

    /// Only a title and prose stand before printed line `n` on its page.
    fn opens_table(&self, n: usize) -> bool {
        let i = self.breaks.partition_point(|b| b.at <= n);
        let begin = if i == 0 { 0 } else { self.breaks[i - 1].at };
        let before: Vec<usize> = (begin..n)
            .filter(|&m| !self.taken[m])
            .map(|m| self.lines.key(m).chars().count())
            .collect();
        let page = begin..(n + 60).min(self.lines.len());
        let widest = page.map(|m| self.lines.key(m).chars().count()).max();
        let long = before.iter().filter(|&&w| w * 10 >= widest.unwrap_or(0) * 7).count();
        before.len() <= 4 || before.len() <= 2 * long + 3
    }

    /// A header row printed after the body of its page: the lines most pages end with.
    fn feet(&mut self) {
        let mut begin = 0;
        let mut feet: Vec<Vec<usize>> = Vec::new();
        for end in self.breaks.iter().map(|b| b.at).chain([self.lines.len()]) {
            let free = (begin..end).rev().filter(|&n| !self.taken[n]);
            feet.push(free.take(MOST).collect());
            begin = end;
        }
        let common = |a: &[usize], b: &[usize]| {
            let pairs = a.iter().zip(b);
            pairs
                .take_while(|(x, y)| alike(self.lines.key(**x), self.lines.key(**y)))
                .count()
        };
        let Some(first) = feet.first().cloned() else {
            return;
        };
        let mut depth: Vec<usize> = feet[1..].iter().map(|foot| common(&first, foot)).collect();
        depth.sort_unstable();
        let Some(&usual) = depth.get(depth.len() / 2) else {
            return;
        };
        let block: Vec<usize> = first.iter().take(usual).rev().copied().collect();
        let copies: Vec<&Vec<usize>> = feet.iter().filter(|foot| common(&first, foot) >= usual).collect();
        let counted = |n: &usize| self.lines.count(*n) <= copies.len() + 1;
        if usual < 2 || copies.len() < 3 || letters(self.lines, &block) < 6 || !block.iter().all(counted) {
            return;
        }
        let rows = copies.iter().map(|foot| Row {
            lines: foot.iter().take(usual).rev().copied().collect(),
            pattern: 0,
            whole: true,
        });
        self.rows.extend(rows);
        self.patterns.push(block);
    }

    /// Whole copies of known header rows where no page break was seen.
    fn unmarked(&mut self) {
        let mut known = vec![false; self.lines.len()];
        for &n in self.rows.iter().flat_map(|row| &row.lines) {
            known[n] = true;
        }
        for pattern in 0..self.patterns.len() {
            let block = self.patterns[pattern].clone();
            if self.words.rare(self.lines, &block, 1).words < 3 {
                continue;
            }
            for &place in self.lines.places(block[0]) {
                let at = place as usize;
                let copy: Vec<usize> = (at..self.lines.len())
                    .filter(|&n| !self.taken[n])
                    .take(block.len())
                    .collect();
                let equal = copy.len() == block.len()
                    && copy
                        .iter()
                        .zip(&block)
                        .all(|(&a, &b)| alike(self.lines.key(a), self.lines.key(b)));
                if !known[at] && equal {
                    copy.iter().for_each(|&n| known[n] = true);
                    self.rows.push(Row {
                        lines: copy,
                        pattern,
                        whole: true,
                    });
                }
            }
        }
    }
}

/// The first and the last characters of a key: a damaged copy keeps one of them.
fn pieces(key: &str) -> impl Iterator<Item = &str> {
    const LONG: usize = 6;
    let head = key.char_indices().nth(LONG).map(|(i, _)| &key[..i]);
    let tail = key.char_indices().rev().nth(LONG - 1).map(|(i, _)| &key[i..]);
    head.into_iter().chain(tail.filter(|_| head.is_some()))
}

fn letters(lines: &Lines, block: &[usize]) -> usize {
    block
        .iter()
        .flat_map(|&n| lines.key(n).chars())
        .filter(|c| c.is_alphabetic())
        .count()
}

fn starts_low(lines: &Lines, n: usize) -> bool {
    lines.key(n).starts_with(char::is_lowercase)
}
