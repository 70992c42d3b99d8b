//! The cheapest ways to cut a line into pieces of columns, left to right.

use super::Lines;
use std::ops::Range;

/// A way to cut a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cut {
    pub(super) cost: f32,
    /// Column, first word and the word after the last, of each piece.
    pub(super) pieces: Vec<(usize, usize, usize)>,
}

/// The end of a piece: what everything up to it costs, where it begins, and the piece before it.
#[derive(Debug, Clone, Copy)]
struct End {
    cost: f32,
    col: usize,
    start: usize,
    before: usize,
}

const NONE: usize = usize::MAX;

impl Lines<'_> {
    /// The `count` cheapest ways (those not far from the cheapest) to cut the words of a line, where `price(column, from, to)` is what a piece costs, if it
    /// may be one.
    pub(super) fn cuts(
        &self,
        words: &Range<usize>,
        count: usize,
        price: &dyn Fn(usize, usize, usize) -> Option<f32>,
    ) -> Vec<Cut> {
        cheapest(words, self.fill.len(), count, self.p.weights.beam, price)
    }
}

fn cheapest(
    words: &Range<usize>,
    columns: usize,
    count: usize,
    beam: f32,
    price: &dyn Fn(usize, usize, usize) -> Option<f32>,
) -> Vec<Cut> {
    let length = words.len();
    let mut ends: Vec<End> = Vec::new();
    // Ends of pieces by the word after them.
    let mut at: Vec<Vec<usize>> = vec![Vec::new(); length + 1];
    let mut best = vec![f32::INFINITY; length + 1];
    for from in 0..length {
        // The cheapest ways to come here for each column, cheapest first.
        let mut here = std::mem::take(&mut at[from]);
        if from > 0 && here.is_empty() {
            continue;
        }
        here.retain(|end| ends[*end].cost <= best[from] + beam);
        here.sort_by(|a, b| ends[*a].cost.total_cmp(&ends[*b].cost).then(a.cmp(b)));
        thin(&mut here, &ends, count);
        for col in 0..columns {
            let ways: Vec<(f32, usize)> = if from == 0 {
                vec![(0.0, NONE)]
            } else {
                let before = here.iter().filter(|end| ends[**end].col < col);
                before.take(count).map(|end| (ends[*end].cost, *end)).collect()
            };
            if ways.is_empty() {
                continue;
            }
            for to in from + 1..=length {
                let Some(cost) = price(col, words.start + from, words.start + to) else {
                    break;
                };
                for &(base, before) in &ways {
                    if base + cost > best[to] + beam {
                        break;
                    }
                    best[to] = best[to].min(base + cost);
                    at[to].push(ends.len());
                    ends.push(End {
                        cost: base + cost,
                        col,
                        start: words.start + from,
                        before,
                    });
                }
            }
        }
    }
    let mut last = std::mem::take(&mut at[length]);
    last.sort_by(|a, b| ends[*a].cost.total_cmp(&ends[*b].cost).then(a.cmp(b)));
    last.truncate(count);
    last.into_iter()
        .map(|end| {
            let cost = ends[end].cost;
            let (mut pieces, mut to, mut end) = (Vec::new(), words.end, end);
            while end != NONE {
                let End { col, start, before, .. } = ends[end];
                pieces.push((col, start, to));
                (to, end) = (start, before);
            }
            pieces.reverse();
            Cut { cost, pieces }
        })
        .collect()
}

/// Drops ends that `count` cheaper ones of the same column or one farther left make needless.
fn thin(here: &mut Vec<usize>, ends: &[End], count: usize) {
    let mut kept: Vec<usize> = Vec::new();
    here.retain(|end| {
        let better = kept.iter().filter(|other| ends[**other].col <= ends[*end].col).count();
        if better < count {
            kept.push(*end);
        }
        better < count
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Column 0 likes words below 3, column 1 is never filled, column 2 likes the others.
    fn price(col: usize, from: usize, to: usize) -> Option<f32> {
        let fits = |word: usize| (col == 0) == (word < 3);
        let cost = (from..to).map(|word| if fits(word) { 0.1 } else { 2.0 }).sum::<f32>();
        (col != 1).then_some(cost + 0.5)
    }

    #[test]
    fn the_cheapest_cut_comes_first() {
        let cuts = cheapest(&(1..6), 3, 4, 9.0, &price);
        assert_eq!(cuts[0].pieces, [(0, 1, 3), (2, 3, 6)]);
        assert!((cuts[0].cost - 1.5).abs() < 1e-4);
        assert!(cuts.windows(2).all(|pair| pair[0].cost <= pair[1].cost));
    }

    #[test]
    fn columns_only_go_to_the_right_and_every_word_has_its_place() {
        for cut in cheapest(&(0..7), 3, 8, 9.0, &price) {
            assert!(
                cut.pieces
                    .windows(2)
                    .all(|pair| pair[0].0 < pair[1].0 && pair[0].2 == pair[1].1)
            );
            assert_eq!((cut.pieces[0].1, cut.pieces[cut.pieces.len() - 1].2), (0, 7));
        }
    }

    #[test]
    fn a_line_that_no_column_takes_has_no_cut() {
        assert!(cheapest(&(0..3), 2, 4, 9.0, &|_, _, _| None).is_empty());
    }
}
