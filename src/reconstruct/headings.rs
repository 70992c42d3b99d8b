//! Headings: what they cost, and whether they are what they look like.
//!
//! Headings are cheap in the search, since what stands over rows is told from what stands in them by little else than its looks. So
//! the first lines of first cells may be taken for headings over their rows, and teach the search what headings look like.

use super::fit::{Fit, Setting};
use super::lattice::{Parse, Part, Piece, Place};
use super::weights::Weights;

/// What a heading costs more where headings are dear.
const DEAR: f32 = 8.0;

/// Share of rows with headings of their own from which these look like a column, and the fewest rows that say so. (In lists of a few
/// rows headings stand over one row each; in longer ones over several.)
const OWN: (usize, usize) = (4, 5);
const OWN_ROWS: usize = 10;
/// One in so many headings that is the same as the one before it.
const AGAIN: usize = 8;

/// How readily lines are read as headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Headings {
    /// As the trained weights say.
    Cheap,
    /// [`DEAR`] more.
    Dear,
}

impl Headings {
    /// The weights under which headings cost as much.
    pub(super) fn weights(self, weights: &Weights) -> Weights {
        let more = match self {
            Self::Cheap => 0.0,
            Self::Dear => DEAR,
        };
        Weights {
            heading: weights.heading + more,
            heading_again: weights.heading_again + more,
            ..weights.clone()
        }
    }
}

impl Fit {
    /// Headings in its reading.
    pub(super) fn heading_count(&self) -> usize {
        let pieces = self.parse.pieces.iter();
        let begins = |piece: &&Piece| piece.place == Place::Heading && piece.part == Part::First;
        pieces.filter(begins).count()
    }

    /// What its reading costs where headings are cheap.
    pub(super) fn plain_cost(&self) -> f32 {
        match self.headings {
            Headings::Cheap => self.parse.cost,
            Headings::Dear => self.parse.cost - DEAR * self.heading_count() as f32,
        }
    }
}

/// What makes headings look like cells.
pub(super) struct Doubts {
    /// Nearly every row has one of its own.
    pub(super) own: bool,
    /// One comes again where it still holds, and no page begins.
    pub(super) again: bool,
}

impl Setting<'_> {
    /// What makes the headings of a reading look like cells.
    pub(super) fn doubts(&self, parse: &Parse) -> Doubts {
        let rows = parse.rows().count();
        let (mut groups, mut again) = (0, 0);
        // The last group of headings, and the one before it.
        let (mut last, mut before): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        let (mut open, mut turned) = (false, false);
        for piece in &parse.pieces {
            match piece.place {
                Place::Heading => {
                    if !open {
                        before = std::mem::take(&mut last);
                        groups += 1;
                        turned = self.text.begins_page(piece.words.start);
                    }
                    let words = &self.text.words[piece.words.clone()];
                    last.extend(words.iter().map(|word| word.id));
                    open = true;
                }
                _ => {
                    again += usize::from(open && !turned && last == before);
                    open = false;
                }
            }
        }
        Doubts {
            own: rows >= OWN_ROWS && groups * OWN.1 > rows * OWN.0,
            again: again > 1 && again * AGAIN > groups,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconstruct::metrics::Family;
    use crate::reconstruct::text::of_source;

    /// What is doubted where lines that begin with `=` are read as headings and the others as rows of one cell.
    fn doubts(lines: &[&str]) -> (bool, bool) {
        let (_, text) = of_source(&lines.join("\n"));
        let piece = |(line, words): (&&str, std::ops::Range<usize>)| {
            let row = !line.starts_with('=');
            Piece {
                place: if row { Place::Cell(0) } else { Place::Heading },
                words,
                part: Part::First,
                row,
            }
        };
        let words = text.lines.iter().map(|line| line.words.clone());
        let parse = Parse {
            pieces: lines.iter().zip(words).map(piece).collect(),
            cost: 0.0,
            ends: Vec::new(),
        };
        let Doubts { own, again } = Setting::new(&text, Family::Serif, Weights::shipped(), None).doubts(&parse);
        (own, again)
    }

    #[test]
    fn a_heading_over_each_row_is_doubted() {
        let own: Vec<String> = (0..12)
            .flat_map(|n| [format!("= name {n}"), format!("row {n}")])
            .collect();
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        assert_eq!(doubts(&own), (true, false));
        // In a list of a few rows they may be headings.
        assert_eq!(doubts(&own[..12]), (false, false));
        let over_three: Vec<String> = (0..6)
            .flat_map(|n| {
                [
                    format!("= name {n}"),
                    format!("a {n}"),
                    format!("b {n}"),
                    format!("c {n}"),
                ]
            })
            .collect();
        let over_three: Vec<&str> = over_three.iter().map(String::as_str).collect();
        assert_eq!(doubts(&over_three), (false, false));
    }

    #[test]
    fn a_heading_that_comes_again_is_doubted() {
        let again = ["= north", "a", "b", "= north", "c", "d", "= south", "e", "= south", "f"];
        assert_eq!(doubts(&again), (false, true));
        // Once may be a heading carried on.
        assert_eq!(doubts(&again[..7]), (false, false));
        // Headings of two levels: the lower ones may be the same under others.
        let levels = [
            "= north", "= hills", "a", "= south", "= hills", "b", "= west", "= hills", "c",
        ];
        assert_eq!(doubts(&levels), (false, false));
    }
}
