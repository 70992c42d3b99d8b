//! Points in time: a grammar over the tokens of a short text for days, months, quarters, halves and years.

use super::calendar::{Date, Order};
use super::lexicon::{Notion, Part, Unit};
use super::tokens::Token;
use nom::branch::alt;
use nom::combinator::{map, map_opt, opt};
use nom::error::{Error, ErrorKind};
use nom::{IResult, Parser};

pub(super) type In<'t> = &'t [Token];
pub(super) type Read<'t, T> = IResult<In<'t>, T>;

/// A point in time as wide as it is written: a day, month, quarter, half or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) start: Date,
    pub(super) end: Date,
    pub(super) quarter: Option<u8>,
    pub(super) part: Option<Part>,
    pub(super) day: bool,
}

/// What stands before or after a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Day(u8, u8),
    Months(u8, u8),
    Quarter(u8),
    Part(Part),
    PartOf(Part, u8, u8, Option<u8>),
}

/// A day, month, quarter, half or year, or a rough part of one.
pub(super) fn point<'t>(order: Option<Order>) -> impl Fn(In<'t>) -> Read<'t, Point> {
    move |input| {
        let one_day = |date| Point {
            start: date,
            end: date,
            quarter: None,
            part: None,
            day: true,
        };
        let sign = || opt(alt((mark('/'), mark('-'))));
        alt((
            map_opt(token(|token| token.date), move |date| {
                Order::read(order, date).map(one_day)
            }),
            map_opt((year, month, number), move |(year, month, day)| {
                Date::new(year, month.into(), day.into()).map(one_day)
            }),
            map_opt(token(|token| token.month), |(month, year)| {
                at(Piece::Months(month, month), year, year)
            }),
            map_opt((piece, sign(), years), |(piece, _, (first, last))| {
                at(piece, first, last)
            }),
            map_opt((years, opt(mark('/')), piece), |((first, last), _, piece)| {
                at(piece, first, last)
            }),
            map_opt(years, |(first, last)| in_years(first, last)),
        ))
        .parse(input)
    }
}

/// What needs a year.
pub(super) fn piece(input: In<'_>) -> Read<'_, Piece> {
    let part = || {
        token(|token| {
            token.notions.iter().find_map(|notion| match notion {
                Notion::Part(part) => Some(*part),
                _ => None,
            })
        })
    };
    let months = |input| {
        alt((
            map(quarter, |quarter| (quarter * 3 - 2, quarter * 3, Some(quarter))),
            map(half, |half| (half * 6 - 5, half * 6, None)),
            map(month, |month| (month, month, None)),
        ))
        .parse(input)
    };
    let sign = opt(mark('-'));
    alt((
        map((number, month), |(day, month)| Piece::Day(day, month)),
        map((month, number), |(month, day)| Piece::Day(day, month)),
        map((part(), sign, months), |(part, _, (first, last, quarter))| {
            Piece::PartOf(part, first, last, quarter)
        }),
        map(months, |(first, last, quarter)| {
            quarter.map_or(Piece::Months(first, last), Piece::Quarter)
        }),
        map(part(), Piece::Part),
    ))
    .parse(input)
}

/// A piece of a year, or of two years that are written as one.
pub(super) fn at(piece: Piece, first: i32, last: i32) -> Option<Point> {
    let (from, to, quarter, part) = match piece {
        Piece::Day(day, month) => {
            let date = Date::new(first, month.into(), day.into()).filter(|_| first == last)?;
            return Some(Point {
                start: date,
                end: date,
                quarter: None,
                part: None,
                day: true,
            });
        }
        Piece::Months(from, to) => (from, to, None, None),
        Piece::Quarter(quarter) => (quarter * 3 - 2, quarter * 3, Some(quarter), None),
        Piece::Part(part) => (1, 12, None, Some(part)),
        Piece::PartOf(part, from, to, quarter) => (from, to, quarter, Some(part)),
    };
    // The last of two years has no piece of its own: it counts whole.
    let to = if first == last { to } else { 12 };
    Some(Point {
        start: Date::months(first, from, from)?.0,
        end: Date::months(last, to, to)?.1,
        quarter,
        part,
        day: false,
    })
}

pub(super) fn in_years(first: i32, last: i32) -> Option<Point> {
    at(Piece::Months(1, 12), first, last)
}

/// `2025`, `2025/2026`, `2025/26`.
fn years(input: In<'_>) -> Read<'_, (i32, i32)> {
    let two = map_opt(
        (year, mark('/'), alt((year, map(number, i32::from)))),
        |(first, _, last)| {
            let last = if last < 100 { first / 100 * 100 + last } else { last };
            (last == first + 1).then_some((first, last))
        },
    );
    alt((two, map(year, |year| (year, year)))).parse(input)
}

pub(super) fn year(input: In<'_>) -> Read<'_, i32> {
    token(|token| token.year)(input)
}

pub(super) fn number(input: In<'_>) -> Read<'_, u8> {
    token(|token| token.number)(input)
}

fn month(input: In<'_>) -> Read<'_, u8> {
    // A name of more than one month is none.
    token(|token| {
        let mut months = token.notions.iter().filter_map(|notion| match notion {
            Notion::Month(month) => Some(*month),
            _ => None,
        });
        months.next().filter(|_| months.next().is_none())
    })(input)
}

fn quarter(input: In<'_>) -> Read<'_, u8> {
    let named = token(|token| {
        token.notions.iter().find_map(|notion| match notion {
            Notion::Quarter(quarter) => Some(*quarter),
            _ => None,
        })
    });
    alt((named, counted(Unit::Quarter, 4))).parse(input)
}

fn half(input: In<'_>) -> Read<'_, u8> {
    let named = token(|token| {
        token.notions.iter().find_map(|notion| match notion {
            Notion::Half(half) => Some(*half),
            _ => None,
        })
    });
    alt((named, counted(Unit::Half, 2))).parse(input)
}

/// `fourth quarter`, `4. quarter`, `quarter IV`.
fn counted<'t>(unit: Unit, most: u8) -> impl Fn(In<'t>) -> Read<'t, u8> {
    move |input| {
        let count = |input| {
            token(|token| {
                let ordinal = token.notions.iter().find_map(|notion| match notion {
                    Notion::Ordinal(ordinal) => Some(*ordinal),
                    _ => None,
                });
                ordinal.or(token.number).filter(|count| (1..=most).contains(count))
            })(input)
        };
        let word = || is(Notion::Unit(unit));
        alt((
            map((count, word()), |(count, ())| count),
            map((word(), count), |((), count)| count),
        ))
        .parse(input)
    }
}

pub(super) fn is<'t>(notion: Notion) -> impl Fn(In<'t>) -> Read<'t, ()> {
    token(move |token| token.notions.contains(&notion).then_some(()))
}

pub(super) fn mark<'t>(mark: char) -> impl Fn(In<'t>) -> Read<'t, ()> {
    token(move |token| (token.mark == Some(mark)).then_some(()))
}

/// The next token that is no filler, or a filler that is meant.
pub(super) fn token<'t, T>(read: impl Fn(&Token) -> Option<T>) -> impl Fn(In<'t>) -> Read<'t, T> {
    move |input| {
        let mut rest = input;
        while let Some((head, tail)) = rest.split_first() {
            if let Some(found) = read(head) {
                return Ok((tail, found));
            }
            if !head.is_filler() {
                break;
            }
            rest = tail;
        }
        fail(input)
    }
}

pub(super) fn fail<T>(input: In<'_>) -> Read<'_, T> {
    Err(nom::Err::Error(Error::new(input, ErrorKind::Verify)))
}
