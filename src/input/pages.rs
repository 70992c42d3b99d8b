//! Which pages of a document are wanted: `3-7,12`.

use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{space0, u32 as number};
use nom::combinator::{all_consuming, map, opt};
use nom::multi::separated_list1;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};
use std::str::FromStr;

/// A choice of 1-based pages; all of them by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRange(Vec<(u32, u32)>);

impl PageRange {
    /// Whether a 1-based page is wanted.
    pub fn contains(&self, page: u32) -> bool {
        self.0.is_empty() || self.0.iter().any(|&(first, last)| (first..=last).contains(&page))
    }
}

/// A choice of pages that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} are no pages; give numbers from 1 and ranges of them, such as 3-7,12 or 5-")]
pub struct PageRangeError(String);

impl FromStr for PageRange {
    type Err = PageRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PageRangeError(text.to_owned());
        let (_, ranges) = ranges(text).map_err(|_| wrong())?;
        if ranges.iter().any(|&(first, last)| first == 0 || last < first) {
            return Err(wrong());
        }
        Ok(Self(ranges))
    }
}

fn ranges(text: &str) -> IResult<&str, Vec<(u32, u32)>> {
    all_consuming(separated_list1(tag(","), delimited(space0, range, space0))).parse(text)
}

/// `3`, `3-7`, `3-`, `-7`.
fn range(text: &str) -> IResult<&str, (u32, u32)> {
    alt((
        map(preceded(tag("-"), number), |last| (1, last)),
        map((number, opt(preceded(tag("-"), opt(number)))), |(first, last)| {
            (first, last.map_or(first, |last| last.unwrap_or(u32::MAX)))
        }),
    ))
    .parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_ranges() {
        let wanted = |text: &str| -> Vec<u32> {
            let range: PageRange = text.parse().unwrap();
            (0..15).filter(|&page| range.contains(page)).collect()
        };
        assert_eq!(wanted("3-5,12"), [3, 4, 5, 12]);
        assert_eq!(wanted(" 2 , 13- "), [2, 13, 14]);
        assert_eq!(wanted("-2"), [1, 2]);
        assert!(PageRange::default().contains(7));
        for wrong in ["", "0", "5-3", "a", "1,", "1-2-3", "99999999999"] {
            assert!(wrong.parse::<PageRange>().is_err(), "{wrong}");
        }
    }
}
