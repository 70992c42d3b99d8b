//! Other readings beside a settled one: the boundary between two columns at other places, and two columns as one.
//!
//! A boundary moves to where the values of one column repeat. Nothing printed tells where a cell ends and the next begins on
//! the same line; a reading in which the values of a column take the last word of their neighbours along agrees with itself,
//! so small steps do not lead away from it. The words at the end of such a line occur in many rows as long as they are of the
//! second cell; with the first word of the other cell they occur in far fewer.

use super::lattice::{Parse, Part, Piece, Place};
use super::model::{NO_WORDS, key_with};
use super::text::{Gap, Text};
use std::collections::HashMap;
use std::ops::Range;

/// A longer run of words that occurs less often than this share of the shorter one has words of another cell.
const DROP: f32 = 0.7;
/// Rows in which a value occurs before it counts as one that repeats.
const REPEATS: usize = 3;

/// Which of two neighbouring columns has the values that repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// The reading with the boundary between the cells of columns `left` and `left + 1` moved to where a value of one side ends
/// that repeats. `None` where that moves fewer than a tenth of the boundaries.
pub(super) fn moved(text: &Text, parse: &Parse, left: usize, side: Side) -> Option<Parse> {
    let joints: Vec<usize> = (1..parse.pieces.len())
        .filter(|&at| is_joint(&parse.pieces, at, left))
        .collect();
    let lines: Vec<Range<usize>> = joints
        .iter()
        .map(|&at| parse.pieces[at - 1].words.start..parse.pieces[at].words.end)
        .collect();
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for line in &lines {
        for key in runs(text, line, side) {
            *counts.entry(key).or_default() += 1;
        }
    }
    let mut parse = parse.clone();
    let mut changed = 0;
    for (line, &at) in lines.iter().zip(&joints) {
        let seen: Vec<usize> = runs(text, line, side).iter().map(|key| counts[key]).collect();
        let falls = |pair: &[usize]| (pair[1] as f32) < pair[0] as f32 * DROP;
        let Some(words) = seen.windows(2).position(falls).filter(|&at| seen[at] >= REPEATS) else {
            continue;
        };
        let boundary = match side {
            Side::Left => line.start + words + 1,
            Side::Right => line.end - words - 1,
        };
        if parse.pieces[at].words.start != boundary {
            changed += 1;
            parse.pieces[at - 1].words.end = boundary;
            parse.pieces[at].words.start = boundary;
        }
    }
    (changed * 10 > lines.len() && changed > REPEATS).then_some(parse)
}

/// The reading with the columns `left` and `left + 1` as one.
pub(super) fn joined(text: &Text, parse: &Parse, left: usize) -> Parse {
    let mut pieces: Vec<Piece> = Vec::with_capacity(parse.pieces.len());
    for piece in &parse.pieces {
        let mut piece = piece.clone();
        if let Place::Cell(column) | Place::Header(column) = &mut piece.place
            && *column > left
        {
            *column -= 1;
        }
        let begins = piece.place == Place::Cell(left) && piece.part == Part::First && !piece.row;
        if begins
            && let Some(last) = pieces.last_mut()
            && last.place == piece.place
        {
            if text.words[piece.words.start].gap != Gap::Start {
                last.words.end = piece.words.end;
                continue;
            }
            piece.part = Part::Soft;
        }
        pieces.push(piece);
    }
    Parse {
        pieces,
        cost: parse.cost,
        ends: parse.ends.clone(),
    }
}

/// A cell of the column that ends on its first line, and one of the next column that begins behind it.
fn is_joint(pieces: &[Piece], at: usize, left: usize) -> bool {
    let (a, b) = (&pieces[at - 1], &pieces[at]);
    a.place == Place::Cell(left)
        && b.place == Place::Cell(left + 1)
        && a.part == Part::First
        && b.part == Part::First
        && !b.row
        && a.words.end == b.words.start
}

/// Keys of the first (or last) word of a line, the first two, and so on; not of the whole line.
fn runs(text: &Text, line: &Range<usize>, side: Side) -> Vec<u64> {
    let mut key = NO_WORDS;
    let mut add = |word: usize| {
        key = key_with(key, &text.words[word]);
        key
    };
    let most = line.len() - 1;
    match side {
        Side::Left => line.clone().take(most).map(&mut add).collect(),
        Side::Right => line.clone().rev().take(most).map(&mut add).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconstruct::text::of_source;

    /// Each line as two cells of which the first has `first` words, moved.
    fn boundaries(lines: &[&str], first: usize, side: Side) -> Option<Vec<usize>> {
        let (_, text) = of_source(&lines.join("\n"));
        let piece = |column: usize, words: Range<usize>| Piece {
            place: Place::Cell(column),
            words,
            part: Part::First,
            row: column == 0,
        };
        let pieces = text.lines.iter().flat_map(|line| {
            let middle = line.words.start + first;
            [piece(0, line.words.start..middle), piece(1, middle..line.words.end)]
        });
        let parse = Parse {
            pieces: pieces.collect(),
            cost: 0.0,
            ends: Vec::new(),
        };
        let moved = moved(&text, &parse, 0, side)?;
        Some(moved.pieces.iter().step_by(2).map(|piece| piece.words.len()).collect())
    }

    const LINES: [&str; 8] = [
        "Otter Ltd wet meadow",
        "Brown Hare Ltd open field",
        "Heron Ltd wet meadow",
        "Red Kite Trust wet meadow",
        "Stoat Ltd open field",
        "Tawny Owl Co wet meadow",
        "Crane Co open field",
        "Little Tern Co open field",
    ];

    #[test]
    fn a_cell_ends_where_the_value_behind_it_repeats() {
        let words = [2, 3, 2, 3, 2, 3, 2, 3];
        assert_eq!(boundaries(&LINES, 1, Side::Right), Some(words.to_vec()));
        let turned: Vec<String> = LINES
            .iter()
            .map(|line| line.rsplit(' ').collect::<Vec<_>>().join(" "))
            .collect();
        let turned: Vec<&str> = turned.iter().map(String::as_str).collect();
        assert_eq!(boundaries(&turned, 1, Side::Left), Some(vec![2; 8]));
    }

    #[test]
    fn two_columns_become_one() {
        let (_, text) = of_source("otter wet\nmeadow 5\n7\n");
        let piece = |column, words, part, row| Piece {
            place: Place::Cell(column),
            words,
            part,
            row,
        };
        let pieces = vec![
            piece(0, 0..1, Part::First, true),
            piece(1, 1..2, Part::First, false),
            piece(1, 2..3, Part::Soft, false),
            piece(2, 3..4, Part::First, false),
            piece(2, 4..5, Part::First, true),
        ];
        let parse = Parse {
            pieces,
            cost: 0.0,
            ends: Vec::new(),
        };
        let cells = |left| -> Vec<_> {
            let pieces = joined(&text, &parse, left).pieces.into_iter();
            let column = |place| match place {
                Place::Cell(column) => column,
                _ => 9,
            };
            pieces
                .map(|piece| (column(piece.place), piece.words, piece.part))
                .collect()
        };
        let (first, soft) = (Part::First, Part::Soft);
        assert_eq!(
            cells(0),
            [(0, 0..2, first), (0, 2..3, soft), (1, 3..4, first), (1, 4..5, first)]
        );
        assert_eq!(
            cells(1),
            [(0, 0..1, first), (1, 1..2, first), (1, 2..4, soft), (1, 4..5, first)]
        );
    }

    #[test]
    fn boundaries_that_are_there_already_or_repeat_nothing_stay() {
        let pairs: Vec<&str> = LINES
            .iter()
            .filter(|line| line.split(' ').count() == 4)
            .copied()
            .collect();
        assert_eq!(boundaries(&pairs, 2, Side::Right), None);
        assert_eq!(boundaries(&["a b c", "d e f", "g h i", "j k l"], 1, Side::Right), None);
    }
}
