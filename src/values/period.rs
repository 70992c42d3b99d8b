//! Dates and periods: a grammar over the tokens of a short text.

use super::calendar::{Date, Order};
use super::lexicon::{Every, Notion, Part};
use super::point::{In, Point, Read, at, fail, in_years, is, mark, number, piece, point, token, year};
use super::tokens::Token;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, map_opt, opt};
use serde::Serialize;

/// When something is: the first and the last day that the text leaves open.
///
/// Ends count: "until 2027" ends with 2027-12-31, whether or not a language tells "until" from "up to and including".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day; `None` where the text gives no beginning.
    pub start: Option<Date>,
    /// The last day; `None` where the text gives no end.
    pub end: Option<Date>,
    /// It has no end that the text knows of: it is going on, or only its beginning is given.
    pub open: bool,
    /// The text says that it is going on, with or without days.
    pub ongoing: bool,
    /// How often it comes again.
    pub recurring: Option<Every>,
    /// 1 to 4, where the text names exactly one quarter of a year.
    pub quarter: Option<u8>,
    /// The part of the year or month that the text names; the days are those of the whole.
    pub part: Option<Part>,
    /// Whether every word of the cell was read; if not, the text says more than this.
    pub whole: bool,
}

/// An expression: a point, a range, or a range open to one side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Expression {
    start: Option<Point>,
    end: Option<Point>,
    every: Option<Every>,
}

/// Reads a whole text as one day.
pub(super) fn date(tokens: &[Token], order: Option<Order>) -> Option<Date> {
    let (rest, point) = point(order)(tokens).ok()?;
    (point.day && rest.iter().all(Token::is_filler)).then_some(point.start)
}

/// Reads a whole text as a period.
pub(super) fn whole(tokens: &[Token], order: Option<Order>) -> Option<Period> {
    let (rest, (ongoing, found)) = outer(order)(tokens).ok()?;
    rest.iter()
        .all(Token::is_filler)
        .then(|| period(ongoing, found, true))?
}

/// Reads the one expression of time that a text has among other words; `None` where there is none, or more than one.
pub(super) fn within(tokens: &[Token], order: Option<Order>) -> Option<Period> {
    let (mut ongoing, mut found) = (false, None);
    let mut rest = tokens;
    while !rest.is_empty() {
        if let Ok((after, expression)) = dated(order)(rest) {
            let before = &tokens[..tokens.len() - rest.len()];
            if is_torn(before, after) || found.is_some_and(|found| found != expression) {
                return None;
            }
            (rest, found) = (after, Some(expression));
        } else {
            ongoing |= rest[0].notions.contains(&Notion::Ongoing);
            rest = &rest[1..];
        }
    }
    period(ongoing, found, false).filter(|_| found.is_some())
}

/// Whether a number hangs on an expression by a dash or slash: then the expression is not all there is of it.
fn is_torn(before: &[Token], after: &[Token]) -> bool {
    let hangs = |mark: &Token, number: &Token| matches!(mark.mark, Some('-' | '/')) && number.number.is_some();
    matches!(before, [.., number, mark] if hangs(mark, number))
        || matches!(after, [mark, number, ..] if hangs(mark, number))
}

/// Whether a text has anything that tells a time.
pub(super) fn may_be(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| {
        let tells = |notion: &Notion| {
            matches!(
                notion,
                Notion::Month(_) | Notion::Quarter(_) | Notion::Ongoing | Notion::Every(_)
            )
        };
        token.year.is_some() || token.date.is_some() || token.month.is_some() || token.notions.iter().any(tells)
    })
}

fn period(ongoing: bool, found: Option<Expression>, whole: bool) -> Option<Period> {
    let found = found.unwrap_or_default();
    if !ongoing && found == Expression::default() {
        return None;
    }
    let (start, end) = (found.start.map(|point| point.start), found.end.map(|point| point.end));
    if let (Some(start), Some(end)) = (start, end)
        && start > end
    {
        return None;
    }
    let points = || found.start.into_iter().chain(found.end);
    let one = |mut all: Box<dyn Iterator<Item = Point>>| {
        let first = all.next()?;
        all.all(|point| point == first).then_some(first)
    };
    let point = one(Box::new(points()));
    Some(Period {
        start,
        end,
        open: end.is_none() && (ongoing || start.is_some()),
        ongoing,
        recurring: found.every,
        quarter: point.and_then(|point| point.quarter),
        part: point.and_then(|point| point.part),
        whole,
    })
}

/// `Ongoing (2025-2027)`, `2025 (ongoing)`, or an expression alone.
fn outer<'t>(order: Option<Order>) -> impl Fn(In<'t>) -> Read<'t, (bool, Option<Expression>)> {
    move |input| {
        let ongoing = || is(Notion::Ongoing);
        alt((
            map(
                (ongoing(), opt(mark(',')), mark('('), expression(order), mark(')')),
                |(.., found, _)| (true, Some(found)),
            ),
            map((ongoing(), opt(mark('-')), expression(order)), |(_, _, found)| {
                (true, Some(found))
            }),
            map(ongoing(), |()| (true, None)),
            map((expression(order), mark('('), ongoing(), mark(')')), |(found, ..)| {
                (true, Some(found))
            }),
            map((expression(order), opt(mark('-')), ongoing()), |(found, ..)| {
                (true, Some(found))
            }),
            map(expression(order), |found| (false, Some(found))),
        ))
        .parse(input)
    }
}

/// What recurs, with or without days, or days alone.
fn expression<'t>(order: Option<Order>) -> impl Fn(In<'t>) -> Read<'t, Expression> {
    move |input| {
        let every = || {
            token(|token| {
                token.notions.iter().find_map(|notion| match notion {
                    Notion::Every(every) => Some(*every),
                    _ => None,
                })
            })
        };
        let both = |(every, found): (Every, Option<Expression>)| Expression {
            every: Some(every),
            ..found.unwrap_or_default()
        };
        let bracketed = |input| {
            (mark('('), dated(order), mark(')'))
                .parse(input)
                .map(|(rest, (_, found, _))| (rest, found))
        };
        alt((
            map((every(), opt(alt((bracketed, dated(order))))), both),
            map((dated(order), every()), |(found, every)| both((every, Some(found)))),
            dated(order),
        ))
        .parse(input)
    }
}

/// A range, a range open to one side, or a point.
fn dated<'t>(order: Option<Order>) -> impl Fn(In<'t>) -> Read<'t, Expression> {
    move |input| {
        let from = || is(Notion::From);
        let until = || some_until;
        let range = |(start, end): (Point, Point)| Expression {
            start: Some(start),
            end: Some(end),
            every: None,
        };
        let since = |start| Expression {
            start: Some(start),
            ..Expression::default()
        };
        let till = |end| Expression {
            end: Some(end),
            ..Expression::default()
        };
        alt((
            map(span(order), range),
            map(
                (
                    from(),
                    point(order),
                    opt(is(Notion::Onwards)),
                    opt(from()),
                    opt(mark('-')),
                ),
                move |(_, start, ..)| since(start),
            ),
            map(
                (until(), opt(mark('-')), point(order), opt(until())),
                move |(_, _, end, _)| till(end),
            ),
            map(
                (point(order), opt(mark('-')), alt((is(Notion::Onwards), from()))),
                move |(start, ..)| since(start),
            ),
            map((point(order), opt(mark('-')), until()), move |(end, ..)| till(end)),
            map(point(order), move |point| range((point, point))),
        ))
        .parse(input)
    }
}

/// From a point to another; what the first lacks, the second has, or the other way round.
fn span<'t>(order: Option<Order>) -> impl Fn(In<'t>) -> Read<'t, (Point, Point)> {
    move |input| {
        let mut opens = opt(alt((is(Notion::From), is(Notion::Between))));
        let (rest, opened) = opens.parse(input)?;
        let to = |input: In<'t>| {
            let joins = |input| {
                if opened.is_none() {
                    return fail(input);
                }
                is(Notion::And)(input)
            };
            alt((
                map((mark('-'), opt(mark('-')), opt(some_until)), |_| ()),
                map((mark('/'), opt(some_until)), |_| ()),
                some_until,
                joins,
            ))
            .parse(input)
        };
        // 1 - 15 March 2025
        let days = map_opt((number, to, point(order)), |(day, (), end)| {
            let year = end.start.year();
            let same = (1..=12).filter_map(|month| Date::new(year, month, day.into()));
            let month = |date: &Date| date.to_string()[..7] == end.start.to_string()[..7];
            end.day.then(|| same.clone().find(month))?.map(|start| {
                (
                    Point {
                        start,
                        end: start,
                        ..end
                    },
                    end,
                )
            })
        });
        // March - June 2025
        let late = map_opt((piece, to, point(order)), |(piece, (), end)| {
            // `Mid-2025` is one point.
            let year = end.start.year();
            (in_years(year, year) != Some(end)).then(|| Some((at(piece, year, year)?, end)))?
        });
        // 2025 Q1 - Q3
        let early = map_opt((point(order), to, piece), |(start, (), piece)| {
            let year = start.start.year();
            (in_years(year, year) != Some(start)).then(|| Some((start, at(piece, year, year)?)))?
        });
        // 2021-27
        let short = map_opt((year, mark('-'), number), |(first, _, last)| {
            let last = first / 100 * 100 + i32::from(last);
            // What may as well be a month is none of both.
            (last > first && last % 100 > 12).then(|| Some((in_years(first, first)?, in_years(last, last)?)))?
        });
        alt((
            map(
                (point(order), to, point(order), opt(some_until)),
                |(start, (), end, _)| (start, end),
            ),
            short,
            early,
            late,
            days,
        ))
        .parse(rest)
    }
}

/// Words for an end, one or more: some languages put one before and one behind.
fn some_until(input: In<'_>) -> Read<'_, ()> {
    let (rest, ()) = is(Notion::Until)(input)?;
    map(opt(is(Notion::Until)), |_| ()).parse(rest)
}
