//! Words of a line to columns.

use super::page::TextLine;
use super::seams::gap_at;
use std::ops::Range;

/// The words of one line by column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assigned {
    /// Per column the range of words; empty where the line has no text in it.
    pub(crate) cells: Vec<Range<usize>>,
    /// Text runs over a corridor: the line is a heading or prose, or a cell spans columns.
    pub(crate) crossing: bool,
}

/// Splits the words of a line at the corridors `xs` (ascending).
///
/// `edge` tells whether other lines nearby have text that begins at a cell; a lone run of words is split at a
/// single blank only where that is so, when it begins at the left `margin`.
pub(crate) fn assign(line: &TextLine, xs: &[i32], margin: bool, edge: &dyn Fn(i32) -> bool) -> Assigned {
    let n = line.words.len();
    let chunks = line.chunks();
    let mut cuts: Vec<usize> = Vec::with_capacity(xs.len());
    let mut crossing = false;
    for &x in xs {
        let least = cuts.last().copied().unwrap_or(0);
        let cut = match gap_at(line, x) {
            Some(gap) => {
                let single = chunks.iter().any(|c| c.start < gap && gap < c.end);
                if single && !edge(line.words[gap].c0) {
                    match snap(line, &chunks, x, edge) {
                        Some(cut) => cut,
                        None if margin && (chunks.len() == 1 || chunks.len() == 2 && spans(&chunks[0], gap)) => {
                            crossing = true;
                            whole(line, &chunks, gap, x)
                        }
                        None => gap,
                    }
                } else {
                    gap
                }
            }
            None => {
                let word = line.words.partition_point(|w| w.c1 <= x);
                match snap(line, &chunks, x, edge) {
                    Some(cut) => cut,
                    None => {
                        let chunk = chunks
                            .iter()
                            .find(|c| c.contains(&word))
                            .cloned()
                            .unwrap_or(word..word + 1);
                        let (left, right) = (line.words[chunk.start].c0, line.words[chunk.end - 1].c1);
                        // A word that stands out by a cell or two is drift, more is text that spans.
                        if (x - left).min(right - x) > 2 {
                            crossing = true;
                        }
                        whole(line, &chunks, word, x)
                    }
                }
            }
        };
        cuts.push(cut.max(least).min(n));
    }
    let mut cells = Vec::with_capacity(xs.len() + 1);
    let mut start = 0;
    for cut in cuts.into_iter().chain([n]) {
        cells.push(start..cut);
        start = cut;
    }
    Assigned { cells, crossing }
}

/// Words on, at least two of them, in the first run of words: a heading with something at its far end.
fn spans(chunk: &Range<usize>, gap: usize) -> bool {
    chunk.start < gap && gap + 2 <= chunk.end
}

/// A gap within a few cells of `x` behind which text begins at an established edge.
fn snap(line: &TextLine, chunks: &[Range<usize>], x: i32, edge: &dyn Fn(i32) -> bool) -> Option<usize> {
    const REACH: i32 = 4;
    const CLOSE: i32 = 2;
    let mut best: Option<(i32, usize)> = None;
    for k in 0..=line.words.len() {
        let inside = chunks.iter().any(|c| c.start < k && k < c.end);
        let (from, to) = (
            if k == 0 { i32::MIN / 2 } else { line.words[k - 1].c1 },
            if k == line.words.len() {
                i32::MAX / 2
            } else {
                line.words[k].c0
            },
        );
        let distance = if x < from {
            from - x
        } else if x >= to {
            x - to + 1
        } else {
            0
        };
        // A single blank counts where text begins at an edge, or, close by, on a line that fills other columns too.
        if distance > if inside { REACH } else { CLOSE }
            || inside && !edge(to) && (distance > CLOSE || chunks.len() < 3)
        {
            continue;
        }
        if best.is_none_or(|b| distance < b.0) {
            best = Some((distance, k));
        }
    }
    best.map(|b| b.1)
}

/// Keeps the run of words around `word` whole: the cut goes to the side of `x` that has less of it.
fn whole(line: &TextLine, chunks: &[Range<usize>], word: usize, x: i32) -> usize {
    let Some(chunk) = chunks.iter().find(|c| c.contains(&word)) else {
        return word;
    };
    let (left, right) = (line.words[chunk.start].c0, line.words[chunk.end - 1].c1);
    if x - left > right - x { chunk.end } else { chunk.start }
}
