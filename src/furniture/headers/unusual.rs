//! Header rows in unusual places: after the body of each page, and where no page break was seen.

use super::super::lines::alike;
use super::Row;
use super::finder::{Finder, MOST, letters};

impl Finder<'_> {
    /// A header row printed after the body of its page: the lines most pages end with.
    pub(super) fn feet(&mut self) {
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
        // Pages that end alike for so long are the same page again.
        if usual < 2
            || usual == MOST
            || copies.len() < 3
            || letters(self.lines, &block) < 6
            || !block.iter().all(counted)
        {
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
    pub(super) fn unmarked(&mut self) {
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
                if equal && !self.owned[at] {
                    self.take(copy, pattern);
                }
            }
        }
    }
}
