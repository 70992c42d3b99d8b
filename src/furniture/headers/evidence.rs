//! Whether a block of lines is a header row or cells that happen to be equal.

use super::finder::{Finder, Shown, letters, starts_low};

impl Finder<'_> {
    /// Whether a block is a header row rather than cells that happen to be equal.
    pub(super) fn credible(&self, block: &[usize], top: usize) -> bool {
        let shown: Vec<(&Vec<usize>, Shown)> = self
            .judges(top, block)
            .map(|top| (top, self.shown(top, block)))
            .collect();
        let whole = shown.iter().filter(|(_, s)| s.count == block.len()).count();
        let ends = shown.iter().filter(|(_, s)| s.end == block.len());
        // Copies may be damaged, but lines that only resemble each other are rows.
        let key = |n: &usize| self.lines.list[*n].key;
        let exact = |n: &&usize| block.iter().any(|b| key(b) == key(n));
        let copies = || ends.clone().flat_map(|(top, s)| &top[..s.count]);
        if whole > 1 && copies().filter(exact).count() * 3 < copies().count() {
            return false;
        }
        let letters = letters(self.lines, block);
        let rare = self.words.rare(self.lines, block, ends.count() + 1);
        let low = starts_low(self.lines, block[0]) || (whole < 3 && self.sentence(block));
        match whole {
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
}
