//! How close the decisions of the search were: the readings that were still in question some lines later.

use super::Search;
use super::state::NONE;

/// Lines that have to be read before what is still in question counts: fewer tell of doubts that the next line ends.
pub(super) const LATER: usize = 4;
/// The margin of a line that is in no question.
pub(super) const MOST: f32 = 30.0;

impl Search<'_> {
    /// The margin of each line on the way to hypothesis `last`.
    pub(super) fn margins(&self, last: u32) -> Vec<f32> {
        let mut path = Vec::new();
        let mut at = last;
        while at != NONE {
            path.push(at);
            at = self.arena[at as usize].back;
        }
        // The first hypothesis is before all lines.
        path.pop();
        path.reverse();
        let mut margins = vec![MOST; path.len()];
        let lines = path.len().min(self.levels.len());
        for line in 0..lines {
            let later = (line + LATER).min(lines - 1);
            let end = self.levels.get(later + 1).copied().unwrap_or(self.arena.len() as u32);
            let cost = self.arena[path[later] as usize].cost;
            for other in self.levels[later]..end {
                let margin = self.arena[other as usize].cost - cost;
                if margin < margins[line] && !self.alike(self.ancestor(other, later - line), path[line]) {
                    margins[line] = margin;
                }
            }
        }
        margins
    }

    /// The hypothesis some lines before another one.
    fn ancestor(&self, mut hyp: u32, lines: usize) -> u32 {
        for _ in 0..lines {
            hyp = self.arena[hyp as usize].back;
        }
        hyp
    }

    /// Whether two hypotheses cut their line the same way.
    fn alike(&self, a: u32, b: u32) -> bool {
        let pieces = |hyp: u32| {
            let (from, to) = self.arena[hyp as usize].pieces;
            self.pieces[from as usize..to as usize]
                .iter()
                .map(|piece| (piece.col, piece.start, piece.row))
        };
        a == b || pieces(a).eq(pieces(b))
    }
}
