//! Row codes: `7`, `1.1`, `M-01`, `A12`, `A.1.3`: what numbers the rows of a table.

use nom::character::complete::{digit1, one_of, satisfy};
use nom::combinator::{map, map_opt, opt, recognize};
use nom::error::{Error, ErrorKind};
use nom::multi::{many_m_n, many0};
use nom::{IResult, Parser};

/// The most letters before the first figure.
const LETTERS: usize = 6;
/// The most figures in one number.
const FIGURES: usize = 6;

/// A code: what stays the same from row to row, and the numbers that count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Code {
    /// Letters and separators, with `#` for every number.
    pub shape: String,
    /// The numbers, first to last.
    pub numbers: Vec<u32>,
    /// Figures of the last number when it is filled up with zeros, else 0.
    pub fill: usize,
}

impl Code {
    /// Whether `self` is the next code after `before`: one number one higher, those before it the same, those behind
    /// it begun again (at 0 or 1).
    pub fn follows(&self, before: &Self) -> bool {
        self.shape == before.shape
            && self.place(before).is_some_and(|at| {
                self.numbers[at] == before.numbers[at] + 1 && self.numbers[at + 1..].iter().all(|&n| n <= 1)
            })
    }

    /// Whether `self` has the same shape and comes somewhere after `before`.
    pub fn is_after(&self, before: &Self) -> bool {
        self.shape == before.shape && self.numbers > before.numbers
    }

    /// The first number that differs.
    fn place(&self, before: &Self) -> Option<usize> {
        self.numbers.iter().zip(&before.numbers).position(|(a, b)| a != b)
    }
}

/// Reads the code that a line begins with, with the text behind it.
pub fn code(line: &str) -> Option<(Code, &str)> {
    let line = line.trim_start();
    let (rest, code) = parse(line).ok()?;
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    ends.then(|| (code, rest.trim_start()))
}

/// Reads a whole cell as a code.
pub fn whole(cell: &str) -> Option<Code> {
    code(cell).filter(|(_, rest)| rest.is_empty()).map(|(code, _)| code)
}

fn parse(input: &str) -> IResult<&str, Code> {
    let letters = recognize(many_m_n(0, LETTERS, satisfy(char::is_alphabetic)));
    let tail = map((separator, number), |(mark, number)| (Some(mark), number));
    let (rest, (letters, mark, first, tail, close)) =
        (letters, opt(separator), number, many0(tail), opt(one_of(".):"))).parse(input)?;
    if letters.is_empty() && mark.is_some() {
        return Err(nom::Err::Error(Error::new(input, ErrorKind::Verify)));
    }
    let mut shape = letters.to_owned();
    let mut numbers = Vec::new();
    let mut fill = 0;
    for (mark, (value, zeros)) in std::iter::once((mark, first)).chain(tail) {
        shape.extend(mark);
        shape.push('#');
        numbers.push(value);
        fill = zeros;
    }
    shape.extend(close);
    Ok((rest, Code { shape, numbers, fill }))
}

fn separator(input: &str) -> IResult<&str, char> {
    one_of(".-/_\u{2010}\u{2011}").parse(input)
}

/// A number, and its figures when zeros fill it up.
fn number(input: &str) -> IResult<&str, (u32, usize)> {
    map_opt(digit1, |digits: &str| {
        let fill = if digits.len() > 1 && digits.starts_with('0') {
            digits.len()
        } else {
            0
        };
        let value = digits.parse().ok().filter(|_| digits.len() <= FIGURES)?;
        Some((value, fill))
    })
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (cell, shape, numbers) in [
            ("7", "#", vec![7]),
            ("7.", "#.", vec![7]),
            ("1.1", "#.#", vec![1, 1]),
            ("M-01", "M-#", vec![1]),
            ("A12", "A#", vec![12]),
            ("A.1.3", "A.#.#", vec![1, 3]),
            ("2011/17", "#/#", vec![2011, 17]),
        ] {
            let code = whole(cell).unwrap();
            assert_eq!((code.shape.as_str(), code.numbers), (shape, numbers), "{cell:?}");
        }
        assert_eq!(whole("M-01").unwrap().fill, 2);
        assert_eq!(code("A.1.3 The rest").unwrap().1, "The rest");
    }

    #[test]
    fn what_is_none() {
        for cell in [
            "",
            "word",
            "5G",
            "12 %",
            "1,5",
            "-3",
            "2025-",
            "1234567",
            "Projects2025",
        ] {
            assert_eq!(whole(cell), None, "{cell:?}");
        }
    }

    #[test]
    fn sequences() {
        let follows = |a, b| whole(b).unwrap().follows(&whole(a).unwrap());
        assert!(follows("M-09", "M-10"));
        assert!(follows("1.9", "1.10"));
        assert!(follows("A.1.3", "A.2.1"));
        assert!(!follows("A.1.3", "A.2.2"));
        assert!(!follows("A.1.3", "B.1.4"));
        assert!(!follows("7", "7"));
        assert!(whole("1.2.4").unwrap().is_after(&whole("1.1.9").unwrap()));
        assert!(!whole("M-3").unwrap().is_after(&whole("M-3").unwrap()));
    }
}
