//! Page numbers as they are printed: `8`, `- 8 -`, `Page 8`, `8/12`, `Seite 1 von 2`.
//!
//! The grammar knows shapes, not words of any language: what stands beside the number is only measured.

use nom::branch::alt;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{char, digit1, one_of, space0, space1};
use nom::combinator::{all_consuming, map, map_opt, opt, recognize};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, pair, preceded, terminated};
use nom::{IResult, Parser};
use std::ops::Range;

/// The most figures a page number has.
const FIGURES: usize = 4;
/// The longest word that goes with a page number.
const WORD: usize = 14;

/// How a page number is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing but the number.
    Bare,
    /// Between dashes, bars or brackets.
    Framed,
    /// With the number of pages, words or not.
    Counted,
    /// After a word or two.
    Worded,
}

/// A line that is a page number by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLine {
    /// The page.
    pub value: u32,
    /// Number of pages, where printed.
    pub total: Option<u32>,
    /// How it is set.
    pub shape: Shape,
}

/// A whole number inside a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Where it stands, in bytes of the line.
    pub range: Range<usize>,
    /// Its value.
    pub value: u32,
}

/// Reads a line whose only content is a page number.
pub fn page_line(line: &str) -> Option<PageLine> {
    alt((
        all_consuming(map(number, |n| page(n, None, Shape::Bare))),
        all_consuming(map(framed, |n| page(n, None, Shape::Framed))),
        all_consuming(map(counted, |(n, total)| page(n, Some(total), Shape::Counted))),
        all_consuming(map(worded, |n| page(n, None, Shape::Worded))),
    ))
    .parse(line.trim())
    .ok()
    .map(|(_, page)| page)
}

fn page(value: u32, total: Option<u32>, shape: Shape) -> PageLine {
    PageLine { value, total, shape }
}

/// The numbers of a line that may count pages: whole, of up to four figures, without a
/// leading zero, not part of an amount or of a word before them.
pub fn numbers(line: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Ok((after, (skipped, digits))) = pair(other0, figure).parse(rest) {
        let start = line.len() - rest.len() + skipped.len();
        let joined = skipped.chars().next_back().is_some_and(char::is_alphabetic);
        let plain = digits.len() <= FIGURES && !digits.starts_with('0');
        if let (Ok(value), false, true) = (digits.parse(), joined, plain) {
            found.push(Number {
                range: start..start + digits.len(),
                value,
            });
        }
        rest = after;
    }
    found
}

/// Everything before the next figure.
fn other0(input: &str) -> IResult<&str, &str> {
    let end = input.find(|c: char| c.is_ascii_digit()).unwrap_or(input.len());
    Ok((&input[end..], &input[..end]))
}

/// Digits with the points, commas and colons between them: `12`, `1.234,50`, `3.2`.
fn figure(input: &str) -> IResult<&str, &str> {
    recognize(pair(digit1, many0_count(preceded(one_of(".,:"), digit1)))).parse(input)
}

fn number(input: &str) -> IResult<&str, u32> {
    map_opt(digit1, |digits: &str| {
        (digits.len() <= FIGURES && !digits.starts_with('0'))
            .then(|| digits.parse().ok())
            .flatten()
    })
    .parse(input)
}

/// `- 8 -`, `[8]`, `| 8`, `-8-`.
fn framed(input: &str) -> IResult<&str, u32> {
    alt((
        delimited((frame, space0), number, opt((space0, frame))),
        terminated(number, (space0, frame)),
    ))
    .parse(input)
}

fn frame(input: &str) -> IResult<&str, usize> {
    many1_count(one_of("-–—−‐~|[](){}<>«»•·*_")).parse(input)
}

/// `8/12`, `Seite 1 von 2`, `p. 3 | 9`.
fn counted(input: &str) -> IResult<&str, (u32, u32)> {
    let slash = map(delimited(space0, one_of("/|"), space0), |_| ());
    let between = map(delimited(space1, word, space1), |_| ());
    map_opt(
        preceded(opt(terminated(words, space0)), (number, alt((slash, between)), number)),
        |(value, (), total)| (value <= total).then_some((value, total)),
    )
    .parse(input)
}

/// `Page 8`, `Sivu 8`, `p. 8`.
fn worded(input: &str) -> IResult<&str, u32> {
    preceded((words, space0), number).parse(input)
}

fn words(input: &str) -> IResult<&str, &str> {
    let sign = opt((space0, alt((char(':'), char('–'), char('-')))));
    recognize((word, opt((space1, word)), sign)).parse(input)
}

fn word(input: &str) -> IResult<&str, &str> {
    recognize(pair(take_while_m_n(1, WORD, is_letter), opt(char('.')))).parse(input)
}

/// A letter, or a mark that combines with the letter before.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_page_numbers() {
        for (line, value, total, shape) in [
            ("8", 8, None, Shape::Bare),
            (" 8 ", 8, None, Shape::Bare),
            ("- 8 -", 8, None, Shape::Framed),
            ("-8-", 8, None, Shape::Framed),
            ("[12]", 12, None, Shape::Framed),
            ("8 |", 8, None, Shape::Framed),
            ("Page 8", 8, None, Shape::Worded),
            ("Σελίδα 8", 8, None, Shape::Worded),
            ("p. 8", 8, None, Shape::Worded),
            ("8/12", 8, Some(12), Shape::Counted),
            ("Seite 1 von 2", 1, Some(2), Shape::Counted),
            ("Sivu 1/3", 1, Some(3), Shape::Counted),
        ] {
            assert_eq!(page_line(line), Some(page(value, total, shape)), "{line:?}");
        }
    }

    #[test]
    fn other_lines_are_no_page_numbers() {
        for line in [
            "",
            "EUR 8.000",
            "1. Section",
            "8/2",
            "20270",
            "from 2 to 4 metres",
            "2025-2030",
            "12,5 %",
        ] {
            assert_eq!(page_line(line), None, "{line:?}");
        }
    }

    #[test]
    fn numbers_inside_a_line() {
        let values = |line| -> Vec<u32> { numbers(line).iter().map(|n| n.value).collect() };
        assert_eq!(values("REG(2023) 49 final 1"), [2023, 49, 1]);
        assert_eq!(values("EUR 1.250,00 of 3"), [3]);
        assert_eq!(values("A1 and 5G"), [5]);
        assert_eq!(values("1234567 M-01"), [0; 0]);
        assert_eq!(values(""), [0; 0]);
        assert_eq!(numbers("- 12 -")[0].range, 2..4);
    }
}
