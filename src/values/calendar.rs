//! Days of the Gregorian calendar, and the order in which a column writes them.

use super::language::Languages;
use super::lexicon;
use std::fmt;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// A day that exists, of the years 1 to 9999.
    pub fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let exists = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=last(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The first day of a month, and the last day of another; months count from 1, the year stays.
    pub(super) fn months(year: i32, first: u8, last_month: u8) -> Option<(Self, Self)> {
        let start = Self::new(year, first.into(), 1)?;
        let end = Self::new(year, last_month.into(), last(year, last_month).into())?;
        Some((start, end))
    }

    pub(super) fn year(self) -> i32 {
        self.year
    }
}

/// ISO 8601: `2024-02-29`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The last day of a month.
fn last(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What stands first in a date of numbers whose year is last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// A date of three numbers as they stand; without an order only what no order changes.
    pub(super) fn read(order: Option<Self>, [a, b, c]: [i32; 3]) -> Option<Date> {
        if a > 99 {
            return Date::new(a, b, c);
        }
        let (day, month) = (Date::new(c, b, a), Date::new(c, a, b));
        match order {
            Some(Self::DayFirst) => day,
            Some(Self::MonthFirst) => month,
            None if day.is_none() || day == month => month,
            None => day.filter(|_| month.is_none()),
        }
    }

    /// The order that all these dates can have; `None` where both can be, or neither can be for most.
    pub(super) fn of(dates: impl Iterator<Item = [i32; 3]>) -> Option<Self> {
        let (mut day, mut month) = (0usize, 0usize);
        for [a, b, c] in dates.filter(|[a, ..]| *a <= 99) {
            day += usize::from(Date::new(c, b, a).is_some());
            month += usize::from(Date::new(c, a, b).is_some());
        }
        match day.cmp(&month) {
            std::cmp::Ordering::Greater => Some(Self::DayFirst),
            std::cmp::Ordering::Less => Some(Self::MonthFirst),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// The order of languages that agree on one. That of a language which both sides of an ocean write is no evidence: where
    /// CLDR puts the month first, the day may as well be.
    pub(super) fn of_languages(languages: Languages) -> Option<Self> {
        let mut orders = languages.iter().filter_map(lexicon::locale).map(|(order, _)| order);
        orders.all(|order| order != "mdy").then_some(Self::DayFirst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_exist() {
        let text = |y, m, d| Date::new(y, m, d).map(|date| date.to_string());
        assert_eq!(text(2024, 2, 29).as_deref(), Some("2024-02-29"));
        assert_eq!(text(1900, 2, 29), None);
        assert_eq!(text(2000, 2, 29).as_deref(), Some("2000-02-29"));
        assert_eq!(text(2024, 13, 1), None);
        assert_eq!(text(2024, 0, 1), None);
        assert_eq!(text(2024, 4, 31), None);
        assert_eq!(text(i32::MAX, 4, 31), None);
    }

    #[test]
    fn a_column_says_its_order() {
        let of = |dates: &[[i32; 3]]| Order::of(dates.iter().copied());
        assert_eq!(of(&[[1, 2, 2024], [13, 2, 2024]]), Some(Order::DayFirst));
        assert_eq!(of(&[[1, 2, 2024], [2, 13, 2024]]), Some(Order::MonthFirst));
        assert_eq!(of(&[[1, 2, 2024]]), None);
        assert_eq!(of(&[[13, 2, 2024], [2, 13, 2024]]), None);
        let read = |order, date| Order::read(order, date).map(|date| date.to_string());
        assert_eq!(read(None, [1, 2, 2024]), None, "either");
        assert_eq!(read(None, [2, 2, 2024]).as_deref(), Some("2024-02-02"));
        assert_eq!(read(None, [31, 1, 2024]).as_deref(), Some("2024-01-31"));
        assert_eq!(read(Some(Order::MonthFirst), [31, 1, 2024]), None);
        assert_eq!(
            read(Some(Order::MonthFirst), [2024, 1, 31]).as_deref(),
            Some("2024-01-31")
        );
        assert_eq!(Order::of_languages(Languages::parse("nl,de")), Some(Order::DayFirst));
        assert_eq!(Order::of_languages(Languages::parse("nl,en")), None);
        assert_eq!(Order::of_languages(Languages::ALL), None);
    }
}
