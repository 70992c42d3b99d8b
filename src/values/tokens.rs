//! The words, numbers and marks of a short text, each with what it may mean.

use super::language::Languages;
use super::lexicon::{Notion, Unit, begins, notions};
use nom::branch::alt;
use nom::bytes::complete::{take_while_m_n, take_while1};
use nom::character::complete::{anychar, one_of, satisfy, space0};
use nom::combinator::{map, map_opt, not, peek, recognize};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};
use unicode_normalization::UnicodeNormalization;

/// Words and marks that one name has at most.
const NAME: usize = 10;
/// The years that a number of four figures can be.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2199;
/// A year of two figures up to this is one of 2000 (POSIX `%y`).
const PIVOT: i32 = 68;

/// A piece of a text. More than one field may be set: `I` is a number and, in some languages, a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Token {
    /// A mark that is no letter and no figure.
    pub mark: Option<char>,
    /// A number of at most two figures, an ordinal (`4e`, `1st`) or a Roman number up to XII.
    pub number: Option<u8>,
    /// Four figures.
    pub year: Option<i32>,
    /// `01/02/2024`: three numbers as they stand.
    pub date: Option<[i32; 3]>,
    /// `02/2024`.
    pub month: Option<(u8, i32)>,
    /// What the word or name means.
    pub notions: Vec<Notion>,
    /// Ends a line.
    pub breaks: bool,
}

impl Token {
    /// Whether it can be passed over.
    pub(super) fn is_filler(&self) -> bool {
        self.breaks
            || matches!(self.mark, Some('.' | ',' | ':' | '\''))
            || (self.notions.iter()).any(|notion| matches!(notion, Notion::Filler | Notion::Unit(Unit::Year)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Raw {
    Word(Option<u8>),
    Year(i32),
    Number(Option<u8>),
    Date([i32; 3]),
    Month(u8, i32),
    Mark(char),
    Break,
}

/// Reads a text to its end; the caller keeps texts short.
pub(super) fn read(text: &str, languages: Languages) -> Vec<Token> {
    let text: String = text.nfc().collect();
    let raw = lex(&text);
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let (mut step, mut token) = (1, token(raw[at].0));
        if matches!(raw[at].0, Raw::Word(_) | Raw::Number(_)) || raw[at].0 == Raw::Mark('-') {
            let longest = (at + NAME).min(raw.len());
            let stops = (at + 1..longest)
                .find(|&end| raw[end].0 == Raw::Break)
                .unwrap_or(longest);
            let known = begins(&text[raw[at].1..]);
            for end in (at + 1..=stops).rev().filter(|_| known) {
                // A name never ends with a blank mark; `Okt.` is `Okt` and a full stop.
                if raw[end - 1].0 == Raw::Mark('.') && end - at > 1 {
                    continue;
                }
                let found = notions(&text[raw[at].1..raw[end - 1].2], languages);
                if !found.is_empty() {
                    (step, token.notions) = (end - at, found);
                    break;
                }
            }
            if step > 1 {
                (token.number, token.mark) = (None, None);
            }
        }
        at += step;
        tokens.push(token);
    }
    tokens
}

fn token(raw: Raw) -> Token {
    let none = Token::default();
    match raw {
        Raw::Word(number) | Raw::Number(number) => Token { number, ..none },
        Raw::Year(year) => Token {
            year: Some(year),
            ..none
        },
        Raw::Date(date) => Token {
            date: Some(date),
            ..none
        },
        Raw::Month(month, year) => Token {
            month: Some((month, year)),
            ..none
        },
        Raw::Mark(mark) => Token {
            mark: Some(mark),
            ..none
        },
        Raw::Break => Token { breaks: true, ..none },
    }
}

/// The pieces with the bytes they stand at.
fn lex(text: &str) -> Vec<(Raw, usize, usize)> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Ok((after, raw)) = alt((
            map(one_of("\n\r"), |_| Some(Raw::Break)),
            map(satisfy(char::is_whitespace), |_| None),
            map(date, Some),
            map(month, Some),
            map(number, Some),
            map(word, Some),
            map(anychar, |mark| Some(Raw::Mark(one_dash(mark)))),
        ))
        .parse(rest) else {
            break;
        };
        if let Some(raw) = raw {
            out.push((raw, text.len() - rest.len(), text.len() - after.len()));
        }
        rest = after;
    }
    out
}

fn one_dash(mark: char) -> char {
    match mark {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        mark => mark,
    }
}

/// Figures that no further figure follows.
fn figures(least: usize, most: usize) -> impl Fn(&str) -> IResult<&str, &str> {
    move |input| {
        let run = take_while_m_n(least, most, |c: char| c.is_ascii_digit());
        terminated(run, not(satisfy(|c: char| c.is_ascii_digit()))).parse(input)
    }
}

fn value(figures: &str) -> i32 {
    figures.parse().unwrap_or(0)
}

/// Three numbers with the same mark between them, at most one with four figures: `1.2.2024`, `2024-02-01`, `1. 2. 2024`.
fn date(input: &str) -> IResult<&str, Raw> {
    let (rest, first) = figures(1, 4)(input)?;
    let (rest, mark) = one_of("./-")(rest)?;
    let (rest, second) = preceded(space0, figures(1, 2)).parse(rest)?;
    let (rest, _) = satisfy(|c| c == mark)(rest)?;
    let (rest, third) = preceded(space0, figures(1, 4)).parse(rest)?;
    not(satisfy(char::is_alphanumeric)).parse(rest)?;
    not((one_of("./-"), satisfy(|c: char| c.is_ascii_digit()))).parse(rest)?;
    let year_first = first.len() == 4 && third.len() <= 2;
    let year_last = first.len() <= 2 && (third.len() == 4 || third.len() == 2);
    if !year_first && !year_last {
        return Err(nom::Err::Error(nom::error::Error::new(
            input,
            nom::error::ErrorKind::Verify,
        )));
    }
    let mut numbers = [value(first), value(second), value(third)];
    if year_last && third.len() == 2 {
        numbers[2] += if numbers[2] <= PIVOT { 2000 } else { 1900 };
    }
    Ok((rest, Raw::Date(numbers)))
}

/// `02/2024`.
fn month(input: &str) -> IResult<&str, Raw> {
    let pair = (figures(1, 2), one_of("./-"), figures(4, 4), peek(not(one_of("./-"))));
    map_opt(pair, |(month, _, year, ())| {
        let (month, year) = (u8::try_from(value(month)).ok()?, value(year));
        ((1..=12).contains(&month) && YEARS.contains(&year)).then_some(Raw::Month(month, year))
    })
    .parse(input)
}

/// Figures, with the letters that make an ordinal of a short number.
fn number(input: &str) -> IResult<&str, Raw> {
    let ordinal = map(
        (
            figures(1, 2),
            take_while_m_n(1, 3, char::is_alphabetic),
            not(satisfy(char::is_alphanumeric)),
        ),
        |(number, ..)| Raw::Word(u8::try_from(value(number)).ok()),
    );
    let year = map_opt(figures(4, 4), |year| {
        YEARS.contains(&value(year)).then_some(Raw::Year(value(year)))
    });
    let short = map(figures(1, 2), |number| Raw::Number(u8::try_from(value(number)).ok()));
    let other = map(take_while1(|c: char| c.is_ascii_digit()), |_| Raw::Number(None));
    alt((ordinal, year, short, other)).parse(input)
}

/// Letters, and the figures that close on them: `Q3`.
fn word(input: &str) -> IResult<&str, Raw> {
    let letter = |c: char| c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c);
    let run = recognize((
        take_while1(letter),
        nom::bytes::complete::take_while(|c: char| c.is_ascii_digit()),
    ));
    map(run, |word| Raw::Word(roman(word))).parse(input)
}

/// Roman numbers up to XII.
fn roman(word: &str) -> Option<u8> {
    const NUMBERS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let at = NUMBERS.iter().position(|number| *number == word)?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, codes: &str) -> Token {
        let tokens = read(text, Languages::parse(codes));
        assert_eq!(tokens.len(), 1, "{text:?}: {tokens:?}");
        tokens[0].clone()
    }

    #[test]
    fn pieces() {
        assert_eq!(one("2025", "nl").year, Some(2025));
        assert_eq!(one("4e", "nl").number, Some(4));
        assert_eq!(one("IV", "pl").number, Some(4));
        assert_eq!(one("Q3", "en").notions, [Notion::Quarter(3)]);
        assert_eq!(one("4:e kvartalet", "sv").notions, [Notion::Quarter(4)]);
        assert_eq!(one("tot en met", "nl").notions, [Notion::Until]);
        assert_eq!(one("1. 2. 2024", "cs").date, Some([1, 2, 2024]));
        assert_eq!(one("2024-02-01", "cs").date, Some([2024, 2, 1]));
        assert_eq!(one("1/2/68", "en").date, Some([1, 2, 2068]));
        assert_eq!(one("1/2/69", "en").date, Some([1, 2, 1969]));
        assert_eq!(one("02/2024", "en").month, Some((2, 2024)));
        assert_eq!(one("\u{2013}", "en").mark, Some('-'));
        assert_eq!(read("2024-27", Languages::ALL).len(), 3);
        assert_eq!(
            read("1.2.3.4", Languages::ALL)
                .iter()
                .filter(|t| t.date.is_some())
                .count(),
            0
        );
        assert_eq!(read("13/2024", Languages::ALL).len(), 3);
    }
}
