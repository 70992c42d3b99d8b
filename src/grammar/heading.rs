//! Heading numbers: `1.`, `1.2`, `A.`, `IV.`, `(b)`, `§ 3`, `A.1.2`.
//!
//! A number has an ordered value, so that a sequence of headings can be checked. Some have two readings (`C.` is the
//! third letter or a hundred, `I.` the ninth or one); only the sequence tells, so all readings are given.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::character::complete::{char, digit1, satisfy, space0, space1};
use nom::combinator::{eof, map_opt, not, opt, peek, value, verify};
use nom::error::{Error, ErrorKind};
use nom::multi::many0;
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

/// How one part of a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `1`
    Arabic,
    /// `A`
    Upper,
    /// `a`
    Lower,
    /// `IV`
    UpperRoman,
    /// `iv`
    LowerRoman,
}

/// One part of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// How it is written.
    pub style: Style,
    /// Its value, from 1 (0 only where a zero is printed).
    pub value: u32,
}

/// What ends a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Close {
    /// Nothing but a blank.
    None,
    /// `.`
    Point,
    /// `)`
    Bracket,
    /// `:`
    Colon,
}

/// One reading of a heading's number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Numbering {
    /// Its parts, outermost first.
    pub parts: Vec<Part>,
    /// What ends it.
    pub close: Close,
    /// A `§` or an opening bracket stands before it.
    pub opened: Option<char>,
}

/// How a number goes on from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The next one of the same depth: `1.2` after `1.1`.
    Next,
    /// The first one a level deeper: `1.1` after `1`.
    Deeper,
    /// The next one of a level further out: `2` after `1.3`.
    Outer,
}

impl Numbering {
    /// How `self` goes on from `before`, if it does: same marks, and no number left out.
    pub fn step(&self, before: &Self) -> Option<Step> {
        if self.opened != before.opened {
            return None;
        }
        let depth = self.parts.len();
        let same = |n: usize| self.parts.get(..n) == before.parts.get(..n);
        if depth == before.parts.len() + 1 {
            let last = self.parts.last()?;
            return (same(depth - 1) && last.value <= 1).then_some(Step::Deeper);
        }
        let (last, old) = (self.parts.last()?, before.parts.get(depth - 1)?);
        let next = same(depth - 1) && last.style == old.style && last.value == old.value + 1;
        match next {
            true if depth == before.parts.len() => Some(Step::Next),
            true => Some(Step::Outer),
            false => None,
        }
    }
}

/// All readings of the number at the start of a line, with the text behind it; empty without one.
pub fn numberings(line: &str) -> Vec<(Numbering, &str)> {
    let line = line.trim_start();
    let mut found: Vec<(Numbering, &str)> = Vec::new();
    for first in [arabic, roman, letter] {
        if let Ok((rest, numbering)) = numbering(line, first)
            && !found.iter().any(|(known, _)| *known == numbering)
        {
            found.push((numbering, rest));
        }
    }
    found
}

type PartParser = fn(&str) -> IResult<&str, Part>;

fn numbering(input: &str, first: PartParser) -> IResult<&str, Numbering> {
    let open = alt((terminated(char('§'), space0), char('(')));
    let (input, opened) = opt(open).parse(input)?;
    let (input, head) = first(input)?;
    let (input, tail) = many0(preceded(char('.'), inner)).parse(input)?;
    let (input, close) = alt((
        value(Close::Point, tag(".")),
        value(Close::Bracket, tag(")")),
        value(Close::Colon, tag(":")),
        value(Close::None, tag("")),
    ))
    .parse(input)?;
    let mut parts = vec![head];
    parts.extend(tail);
    // A letter without a mark is a word, letters alone are an abbreviation, an open bracket must be closed.
    let figures = parts.iter().any(|part| part.style == Style::Arabic);
    let bare = parts.len() == 1 && !figures && close == Close::None && opened.is_none();
    let letters = parts.len() > 1 && !figures;
    let unclosed = opened == Some('(') && close != Close::Bracket;
    if bare || letters || unclosed {
        return Err(nom::Err::Error(Error::new(input, ErrorKind::Verify)));
    }
    let (rest, ()) = alt((value((), space1), value((), eof))).parse(input)?;
    Ok((rest, Numbering { parts, close, opened }))
}

/// Further parts: short figures (longer ones are thousands) or one letter.
fn inner(input: &str) -> IResult<&str, Part> {
    alt((verify(arabic, |part| part.value < 100), letter)).parse(input)
}

fn arabic(input: &str) -> IResult<&str, Part> {
    map_opt(digit1, |digits: &str| {
        let plain = digits.len() <= 3 && (digits.len() == 1 || !digits.starts_with('0'));
        let value = digits.parse().ok().filter(|_| plain)?;
        Some(Part {
            style: Style::Arabic,
            value,
        })
    })
    .parse(input)
}

/// A letter of any script that has cases; its value is its place after the first letter of its block.
fn letter(input: &str) -> IResult<&str, Part> {
    let (rest, part) = map_opt(satisfy(char::is_alphabetic), |c| {
        let (style, first) = match c {
            'A'..='Z' => (Style::Upper, 'A'),
            'a'..='z' => (Style::Lower, 'a'),
            'Α'..='Ω' => (Style::Upper, 'Α'),
            'α'..='ω' => (Style::Lower, 'α'),
            'А'..='Я' => (Style::Upper, 'А'),
            'а'..='я' => (Style::Lower, 'а'),
            _ => return None,
        };
        Some(Part {
            style,
            value: u32::from(c) - u32::from(first) + 1,
        })
    })
    .parse(input)?;
    peek(end_of_part).parse(rest)?;
    Ok((rest, part))
}

/// No letter or figure follows.
fn end_of_part(input: &str) -> IResult<&str, ()> {
    not(satisfy(char::is_alphanumeric)).parse(input)
}

fn roman(input: &str) -> IResult<&str, Part> {
    let upper = take_while_m_n(1, 8, |c| "IVXLC".contains(c));
    let lower = take_while_m_n(1, 8, |c| "ivxlc".contains(c));
    let (rest, part) = map_opt(alt((upper, lower)), |digits: &str| {
        let style = if digits.starts_with(char::is_uppercase) {
            Style::UpperRoman
        } else {
            Style::LowerRoman
        };
        roman_value(digits).map(|value| Part { style, value })
    })
    .parse(input)?;
    peek(end_of_part).parse(rest)?;
    Ok((rest, part))
}

/// The value of a well-formed Roman number below 400.
fn roman_value(digits: &str) -> Option<u32> {
    let digits = digits.to_ascii_uppercase();
    let mut rest = digits.as_str();
    let mut sum = 0;
    for (sign, value, most) in [
        ("C", 100, 3),
        ("XC", 90, 1),
        ("L", 50, 1),
        ("XL", 40, 1),
        ("X", 10, 3),
        ("IX", 9, 1),
        ("V", 5, 1),
        ("IV", 4, 1),
        ("I", 1, 3),
    ] {
        for _ in 0..most {
            if let Some(after) = rest.strip_prefix(sign) {
                (rest, sum) = (after, sum + value);
            }
        }
    }
    // What is written back the same way was well formed.
    (rest.is_empty() && sum > 0 && to_roman(sum) == digits).then_some(sum)
}

fn to_roman(mut value: u32) -> String {
    let mut out = String::new();
    for (sign, worth) in [
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ] {
        while value >= worth {
            out.push_str(sign);
            value -= worth;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<Vec<u32>> {
        let values = |(n, _): (Numbering, &str)| n.parts.iter().map(|part| part.value).collect();
        numberings(line).into_iter().map(values).collect()
    }

    #[test]
    fn forms() {
        for (line, values) in [
            ("1. Secure", vec![vec![1]]),
            ("12 Results", vec![vec![12]]),
            ("1.2 Results", vec![vec![1, 2]]),
            ("1.2.3. Results", vec![vec![1, 2, 3]]),
            ("A. Results", vec![vec![1]]),
            ("IV. Results", vec![vec![4]]),
            ("(b) Results", vec![vec![2]]),
            ("ii) Results", vec![vec![2]]),
            ("§ 3 Results", vec![vec![3]]),
            ("A.1.2 Results", vec![vec![1, 1, 2]]),
            ("I. Results", vec![vec![1], vec![9]]),
            ("C. Results", vec![vec![100], vec![3]]),
            ("Б. Results", vec![vec![2]]),
            ("7", vec![vec![7]]),
        ] {
            assert_eq!(read(line), values, "{line:?}");
        }
    }

    #[test]
    fn what_is_none() {
        for line in [
            "2025-2030",
            "2025 was",
            "1.250 euro",
            "1.250,00",
            "A letter",
            "I am",
            "G7 and G20",
            "5G networks",
            "(see below)",
            "(1 of them",
            "IIX. x",
            "",
            "e.g. this",
        ] {
            assert_eq!(read(line), Vec::<Vec<u32>>::new(), "{line:?}");
        }
    }

    #[test]
    fn the_text_behind() {
        assert_eq!(numberings(" 1.2  Next step")[0].1, "Next step");
    }

    #[test]
    fn sequences() {
        let step = |a: &str, b: &str| {
            let (a, b) = (numberings(a), numberings(b));
            a.iter().flat_map(|a| b.iter().filter_map(|b| b.0.step(&a.0))).next()
        };
        assert_eq!(step("1. a", "2. b"), Some(Step::Next));
        assert_eq!(step("1.9 a", "1.10 b"), Some(Step::Next));
        assert_eq!(step("1 a", "1.1 b"), Some(Step::Deeper));
        assert_eq!(step("1.3 a", "2 b"), Some(Step::Outer));
        assert_eq!(step("B. a", "C. b"), Some(Step::Next));
        assert_eq!(step("H. a", "I. b"), Some(Step::Next));
        assert_eq!(step("I. a", "II. b"), Some(Step::Next));
        assert_eq!(step("1. a", "3. b"), None);
        assert_eq!(step("1.2 a", "1.1 b"), None);
        assert_eq!(step("1. a", "(2) b"), None);
    }
}
