//! Numbers, and the signs that a column writes them with.

use nom::branch::alt;
use nom::character::complete::{digit1, one_of, satisfy};
use nom::combinator::{all_consuming, map, opt, recognize};
use nom::multi::{many0, many0_count};
use nom::sequence::{delimited, pair, preceded, terminated};
use nom::{IResult, Parser};

/// Figures a number has at most.
const FIGURES: usize = 40;

/// A number as it is written: runs of figures, and the signs between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written<'a> {
    negative: bool,
    runs: Vec<&'a str>,
    signs: Vec<char>,
}

/// What parts the whole of a number from its fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decimal {
    Point,
    Comma,
}

impl Decimal {
    pub(super) fn of(sign: char) -> Option<Self> {
        match sign {
            '.' => Some(Self::Point),
            ',' => Some(Self::Comma),
            _ => None,
        }
    }

    fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

impl<'a> Written<'a> {
    /// Reads a whole text: figures with points, commas, blanks and apostrophes between them; a minus before or behind, or
    /// brackets around, make it negative; a footnote mark behind says nothing.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (_, written) = all_consuming(written).parse(text.trim()).ok()?;
        let figures: usize = written.runs.iter().map(|run| run.len()).sum();
        (figures <= FIGURES).then_some(written)
    }

    /// The number as a decimal: a minus, figures, and a point where a fraction follows; `None` where the signs do not allow it.
    pub(super) fn decimal(&self, decimal: Decimal) -> Option<String> {
        let mut runs = self.runs.as_slice();
        let mut signs = self.signs.as_slice();
        let mut fraction = None;
        if let Some((&last, before)) = signs.split_last()
            && last == decimal.sign()
        {
            let (&figures, whole) = runs.split_last()?;
            (fraction, runs, signs) = (Some(figures), whole, before);
        }
        if let Some(&group) = signs.first() {
            let grouped = signs.iter().all(|sign| *sign == group) && group != decimal.sign();
            let threes = runs[1..].iter().all(|run| run.len() == 3) && (1..=3).contains(&runs[0].len());
            if !grouped || !threes || (runs[0] == "0") {
                return None;
            }
        }
        let whole: String = runs.concat();
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let zero = whole == "0" && fraction.is_none_or(|figures| figures.bytes().all(|b| b == b'0'));
        let minus = if self.negative && !zero { "-" } else { "" };
        Some(match fraction {
            Some(figures) => format!("{minus}{whole}.{figures}"),
            None => format!("{minus}{whole}"),
        })
    }

    /// What a number says of the sign before fractions: surely this one, or nothing.
    pub(super) fn says(&self) -> Option<Decimal> {
        let (point, comma) = (self.decimal(Decimal::Point), self.decimal(Decimal::Comma));
        match (point, comma) {
            (Some(_), None) => Some(Decimal::Point),
            (None, Some(_)) => Some(Decimal::Comma),
            _ => None,
        }
    }

    /// Whether the number is another one with the other sign before fractions.
    pub(super) fn is_torn(&self) -> bool {
        let (point, comma) = (self.decimal(Decimal::Point), self.decimal(Decimal::Comma));
        point.is_some() && comma.is_some() && point != comma
    }

    /// The one sign of a number that is a thousand written with it, or a fraction of three figures.
    pub(super) fn torn_sign(&self) -> Option<Decimal> {
        self.is_torn()
            .then(|| self.signs.last().and_then(|sign| Decimal::of(*sign)))?
    }

    /// The figures alone, where there is no sign at all.
    pub(super) fn plain(&self) -> Option<&'a str> {
        (self.signs.is_empty() && !self.negative).then_some(self.runs[0])
    }
}

fn written(input: &str) -> IResult<&str, Written<'_>> {
    let minus = || one_of("-\u{2212}\u{2010}\u{2011}\u{2013}");
    let blanks = || many0_count(satisfy(char::is_whitespace));
    let notes = many0_count(one_of(
        "*\u{2020}\u{2021}\u{b9}\u{b2}\u{b3}\u{2070}\u{2074}\u{2075}\u{2076}\u{2077}\u{2078}\u{2079}",
    ));
    let part = |negative| move |(runs, signs)| Written { negative, runs, signs };
    let number = alt((
        map(
            delimited((one_of("("), blanks()), runs, (blanks(), one_of(")"))),
            part(true),
        ),
        map(preceded((minus(), blanks()), runs), part(true)),
        map(terminated(runs, minus()), part(true)),
        map(preceded(opt(one_of("+")), runs), part(false)),
    ));
    terminated(number, pair(blanks(), notes)).parse(input)
}

/// Runs of figures and what stands between them; all blanks are one sign, all apostrophes are one.
fn runs(input: &str) -> IResult<&str, (Vec<&str>, Vec<char>)> {
    let sign = map(
        one_of(".,' \u{2019}\u{a0}\u{202f}\u{2009}\u{2007}"),
        |sign| match sign {
            '.' | ',' => sign,
            '\'' | '\u{2019}' => '\'',
            _ => ' ',
        },
    );
    let figures = || recognize(digit1);
    map(
        (figures(), many0((sign, figures()))),
        |(first, rest): (&str, Vec<(char, &str)>)| {
            let mut runs = vec![first];
            runs.extend(rest.iter().map(|(_, run)| *run));
            (runs, rest.iter().map(|(sign, _)| *sign).collect())
        },
    )
    .parse(input)
}

/// The sign before fractions of a column: what most of its numbers surely say.
pub(super) fn decided<'a>(column: impl Iterator<Item = &'a Written<'a>>) -> Option<Decimal> {
    let (mut point, mut comma) = (0usize, 0usize);
    for written in column {
        match written.says() {
            Some(Decimal::Point) => point += 1,
            Some(Decimal::Comma) => comma += 1,
            None => {}
        }
    }
    match point.cmp(&comma) {
        std::cmp::Ordering::Greater => Some(Decimal::Point),
        std::cmp::Ordering::Less => Some(Decimal::Comma),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, decimal: Decimal) -> Option<String> {
        Written::read(text)?.decimal(decimal)
    }

    #[test]
    fn forms() {
        use Decimal::{Comma, Point};
        for (text, decimal, number) in [
            ("1.234.567,89", Comma, "1234567.89"),
            ("1,234,567.89", Point, "1234567.89"),
            ("1\u{202f}234\u{202f}567", Comma, "1234567"),
            ("1\u{a0}234,5", Comma, "1234.5"),
            ("1'234.50", Point, "1234.50"),
            ("1’234", Point, "1234"),
            ("\u{2212}5", Point, "-5"),
            ("- 5", Point, "-5"),
            ("5-", Point, "-5"),
            ("(5,0)", Comma, "-5.0"),
            ("+5", Point, "5"),
            ("-0,0", Comma, "0.0"),
            ("007", Point, "7"),
            ("67.386", Comma, "67386"),
            ("67.386", Point, "67.386"),
            ("0.386", Point, "0.386"),
            ("12*", Point, "12"),
            ("12\u{b9}", Point, "12"),
        ] {
            assert_eq!(read(text, decimal).as_deref(), Some(number), "{text:?}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "",
            "-",
            "1-2",
            "a1",
            "1.",
            ",5",
            "1..2",
            "12 34",
            "2 4,500,000",
            "1.234.56",
            "1,23.456,7",
            "1 000.000,5.1",
            "--5",
            "(5",
            "5)",
        ] {
            assert_eq!(read(text, Decimal::Comma), None, "{text:?}");
            assert_eq!(read(text, Decimal::Point), None, "{text:?}");
        }
        assert_eq!(read("0.386", Decimal::Comma), None, "no thousand begins with zero");
        assert_eq!(read("1.23", Decimal::Comma), None);
        assert!(Written::read(&"1".repeat(FIGURES + 1)).is_none());
    }

    #[test]
    fn a_column_decides() {
        let of = |texts: &[&str]| {
            let column: Vec<Written> = texts.iter().map(|text| Written::read(text).unwrap()).collect();
            decided(column.iter())
        };
        assert_eq!(of(&["1.234", "12"]), None);
        assert_eq!(of(&["1.234", "1.5"]), Some(Decimal::Point));
        assert_eq!(of(&["1.234", "1,5"]), Some(Decimal::Comma));
        assert_eq!(of(&["1.234.567", "12"]), Some(Decimal::Comma));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            whole in 0u64..10_000_000_000,
            fraction in proptest::option::of("[0-9]{1,4}"),
            negative: bool,
            locale in 0usize..6,
        ) {
            let (group, decimal) = [
                (".", Decimal::Comma), (",", Decimal::Point), (" ", Decimal::Comma),
                ("\u{202f}", Decimal::Comma), ("'", Decimal::Point), ("", Decimal::Point),
            ][locale];
            let digits = whole.to_string();
            let mut text = String::new();
            for (at, digit) in digits.char_indices() {
                if at > 0 && (digits.len() - at) % 3 == 0 {
                    text += group;
                }
                text.push(digit);
            }
            let mut wanted = digits;
            if let Some(fraction) = fraction {
                text.push(decimal.sign());
                text += &fraction;
                wanted = format!("{wanted}.{fraction}");
            }
            if negative && wanted.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
                text = format!("\u{2212}{text}");
                wanted = format!("-{wanted}");
            }
            prop_assert_eq!(read(&text, decimal), Some(wanted));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            let _ = Written::read(&text).map(|written| (written.decimal(Decimal::Comma), written.says(), written.torn_sign()));
        }
    }
}
