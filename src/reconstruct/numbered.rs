//! Rows that their numbers show: where the first column counts and leaves one out that is printed between the two rows, at the
//! beginning of a line, a row begins there. Rows without text behind their first cells look like headings.

use super::fit::{Fit, ROUGH, ROUNDS, Setting};
use super::lattice::{Parse, Piece, Place};
use super::text::Text;
use crate::document::Document;
use crate::grammar::code::{Code, code};
use std::ops::Range;

/// Fewest rows that follow each other by their numbers.
const FEWEST: usize = 4;
/// Of a hundred rows, how many do at least.
const REGULAR: usize = 60;
/// Most rows left out in one place.
const MOST: usize = 6;
/// What a row more may cost, in nats.
const PRICE: f32 = 30.0;

/// The number a row begins with, and its line.
struct Numbered {
    line: usize,
    code: Code,
}

impl Setting<'_> {
    /// The fit with rows where the numbers of the others say that there are some; the same where none is left out.
    pub(super) fn with_numbered_rows(&self, fit: Fit, document: &Document) -> Fit {
        let left_out = left_out(self.text, &fit.parse, document);
        if left_out.is_empty() {
            return fit;
        }
        let mut text = self.text.clone();
        for &line in &left_out {
            text.lines[line].rule.row = Some(true);
        }
        let other = self.with(&text, self.weights).settle(fit.clone(), ROUGH..ROUNDS);
        let rows: Vec<usize> = rows(self.text, &other.parse).collect();
        let dear = other.plain_cost() > fit.plain_cost() + PRICE * left_out.len() as f32;
        if dear || left_out.iter().any(|line| rows.binary_search(line).is_err()) {
            fit
        } else {
            other
        }
    }
}

/// The lines that rows begin on.
fn rows<'a>(text: &'a Text, parse: &'a Parse) -> impl Iterator<Item = usize> + 'a {
    let begins = |piece: &&Piece| piece.row && piece.place == Place::Cell(0);
    let pieces = parse.pieces.iter().filter(begins);
    pieces.map(|piece| text.line_of(piece.words.start))
}

/// The number that a line begins with.
fn number(text: &Text, line: usize, document: &Document) -> Option<Numbered> {
    let word = text.words.get(text.lines.get(line)?.words.start)?;
    let (code, rest) = code(document.span_text(word.span))?;
    rest.is_empty().then_some(Numbered { line, code })
}

/// Lines that begin with a number which the rows leave out.
fn left_out(text: &Text, parse: &Parse, document: &Document) -> Vec<usize> {
    let all: Vec<usize> = rows(text, parse).collect();
    let numbered: Vec<Numbered> = all.iter().filter_map(|&line| number(text, line, document)).collect();
    let pairs = || numbered.windows(2);
    let regular = pairs().filter(|pair| pair[1].code.follows(&pair[0].code)).count();
    if regular < FEWEST || regular * 100 < all.len() * REGULAR {
        return Vec::new();
    }
    let mut out: Vec<usize> = pairs()
        .filter(|pair| !pair[1].code.follows(&pair[0].code) && pair[1].code.is_after(&pair[0].code))
        .flat_map(|pair| between(text, [&pair[0], &pair[1]], document))
        .collect();
    if let Some(first) = numbered.first() {
        out.extend(before(text, first, document));
    }
    out.sort_unstable();
    out
}

/// The lines between two rows that begin with the numbers between theirs, if all of these are there.
fn between(text: &Text, [from, to]: [&Numbered; 2], document: &Document) -> Vec<usize> {
    let mut last = from.code.clone();
    let mut out = Vec::new();
    for found in numbers(text, from.line + 1..to.line, document) {
        if found.code.follows(&last) {
            last = found.code;
            out.push(found.line);
        }
    }
    if to.code.follows(&last) && out.len() <= MOST {
        out
    } else {
        Vec::new()
    }
}

/// The lines before the first row that begin with the numbers before its own.
fn before(text: &Text, first: &Numbered, document: &Document) -> Vec<usize> {
    let above: Vec<Numbered> = numbers(text, 0..first.line, document).collect();
    let mut next = &first.code;
    let mut out = Vec::new();
    for found in above.iter().rev() {
        if next.follows(&found.code) {
            next = &found.code;
            out.push(found.line);
        }
    }
    if out.len() <= MOST { out } else { Vec::new() }
}

fn numbers<'a>(text: &'a Text, lines: Range<usize>, document: &'a Document) -> impl Iterator<Item = Numbered> + 'a {
    lines.filter_map(move |line| number(text, line, document))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconstruct::kinds::Kinds;
    use crate::reconstruct::lattice::Part;
    use crate::reconstruct::metrics::Family;
    use crate::reconstruct::text::of_source;
    use crate::reconstruct::weights::Weights;

    /// Lines that begin with a number which the rows leave out, where these lines are read as headings and the others as rows.
    fn found(source: &str, headings: &[usize]) -> Vec<usize> {
        let (document, text) = of_source(source);
        let piece = |(at, line): (usize, &crate::reconstruct::text::TextLine)| {
            let row = !headings.contains(&at);
            Piece {
                place: if row { Place::Cell(0) } else { Place::Heading },
                words: line.words.clone(),
                part: Part::First,
                row,
            }
        };
        let parse = Parse {
            pieces: text.lines.iter().enumerate().map(piece).collect(),
            cost: 0.0,
            ends: Vec::new(),
        };
        left_out(&text, &parse, &document)
    }

    #[test]
    fn numbers_left_out_are_found_between_rows_and_above_the_first() {
        let rows = "1. owls\n2. bats\n3. voles\n4. moles\n5. elks\n6. newts\n7. toads\n8. frogs\n";
        assert_eq!(found(rows, &[]), Vec::<usize>::new());
        assert_eq!(found(rows, &[3]), [3]);
        assert_eq!(found(rows, &[3, 4]), [3, 4]);
        assert_eq!(found(rows, &[0, 1]), [0, 1]);
        // A number that is not printed at the beginning of a line.
        assert_eq!(found(&rows.replace("4. ", "at 4. "), &[3]), Vec::<usize>::new());
        // Parts that count by themselves.
        let parts = "1.1 owls\n1.2 bats\n1.3 voles\n2.1 moles\n2.2 elks\n2.3 newts\n2.4 toads\n";
        assert_eq!(found(parts, &[4]), [4]);
        // The last of a part may be missing.
        assert_eq!(found(parts, &[2]), Vec::<usize>::new());
        // Headings that count in another form are no rows.
        let headed = "1. Birds\n1.1 owls\n1.2 larks\n1.3 tits\n2. Beasts\n2.1 moles\n2.2 elks\n2.3 bats\n2.4 voles\n";
        assert_eq!(found(headed, &[0, 4]), Vec::<usize>::new());
    }

    #[test]
    fn a_row_taken_for_a_heading_is_a_row_again() {
        let animals = ["owls", "bats", "voles", "moles", "elks", "newts", "toads", "frogs"];
        let row = |n: usize| {
            let share = if n == 5 {
                String::new()
            } else {
                format!(" {} %", n * 37 % 100)
            };
            format!("{n}. Count of {} in {}{share}\n", animals[n % 8], animals[n * 3 % 8])
        };
        let (document, text) = of_source(&(1..=16).map(row).collect::<String>());
        let setting = Setting::new(&text, Family::Serif, Weights::shipped(), None);
        let kind = |name: &str| Kinds::shipped().names.iter().position(|known| known == name);
        let kinds: Vec<usize> = ["code", "phrase", "percent"].into_iter().filter_map(kind).collect();
        let fit = setting.given(kinds);
        let without: Vec<usize> = (0..16).filter(|line| *line != 4).collect();
        assert_eq!(rows(&text, &fit.parse).collect::<Vec<_>>(), without);
        let fit = setting.with_numbered_rows(fit, &document);
        assert_eq!(rows(&text, &fit.parse).collect::<Vec<_>>(), (0..16).collect::<Vec<_>>());
    }
}
