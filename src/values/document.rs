//! All columns of a document at once: what one leaves open, the others may decide.

use super::calendar::Order;
use super::column::{Entry, Texts, facts};
use super::kinds::{Limits, kind};
use super::language::{Evidence, Languages};
use super::lexicon;
use super::number::{Decimal, Written, decided};
use super::place::Place;
use super::{Column, Kind, Reading, Value, money, period};

/// Words of the longest name looked for to tell the language.
const NAME: usize = 3;

/// Reads the columns of a document: of all its tables together, so that they share what they say of its language and signs.
pub fn read(columns: &[Column<'_>], limits: &Limits) -> Vec<Reading> {
    let mut columns: Vec<Texts<'_>> = columns.iter().map(Texts::new).collect();
    let languages = languages(&columns, limits);
    for column in &mut columns {
        column.read_numbers(languages, limits);
        column.read_words(languages, limits);
    }
    let numbers: Vec<Vec<Written<'_>>> = columns.iter().map(Texts::numbers).collect();
    let of_document = decided(numbers.iter().flatten()).or_else(|| of_languages(languages));
    let order_of_document = Order::of(columns.iter().flat_map(Texts::dates)).or_else(|| Order::of_languages(languages));
    let read = columns.iter().zip(&numbers).map(|(column, numbers)| {
        let decimal = decided(numbers.iter())
            .or_else(|| grouped(numbers))
            .or(of_document)
            .unwrap_or_else(|| thousands(numbers));
        let order = Order::of(column.dates()).or(order_of_document);
        let places = column.read_places(languages, limits);
        let facts = facts(column, decimal, order, &places, languages);
        let kind = kind(&facts, limits);
        let values = Values {
            kind,
            decimal,
            order,
            places: &places,
            currency: money::of_name(column.name, languages),
        };
        values.reading(column)
    });
    read.collect()
}

/// The languages that most words of the columns have.
fn languages(columns: &[Texts<'_>], limits: &Limits) -> Languages {
    let mut evidence = Evidence::default();
    let mut left = limits.words;
    let mut look = |text: &str, left: &mut usize| {
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || ",;:()/\u{201c}\u{201d}\"".contains(c))
            .filter(|word| word.chars().any(char::is_alphabetic))
            .take(40)
            .collect();
        let mut at = 0;
        while at < words.len() && *left > 0 {
            *left -= 1;
            let longest = NAME.min(words.len() - at);
            let known = lexicon::begins(words[at]);
            let found = (1..=longest).rev().filter(|_| known).find_map(|length| {
                let meanings = lexicon::meanings(&words[at..at + length].join(" "));
                let all = meanings.iter().map(|(_, of)| *of).reduce(Languages::or)?;
                Some((length, all))
            });
            let (length, of) = found.unwrap_or((1, Languages::ALL));
            evidence.add(of);
            at += length;
        }
    };
    for column in columns {
        look(column.name, &mut left);
    }
    let most = columns.iter().map(|column| column.entries.len()).max().unwrap_or(0);
    for row in 0..most {
        for entry in columns.iter().filter_map(|column| column.entries.get(row)) {
            look(start_of(entry.text, limits.length), &mut left);
        }
        if left == 0 {
            break;
        }
    }
    evidence.languages()
}

/// The first bytes of a text, whole letters.
fn start_of(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The sign before fractions that all these languages write.
fn of_languages(languages: Languages) -> Option<Decimal> {
    let mut signs = languages
        .iter()
        .filter_map(lexicon::locale)
        .map(|(_, sign)| Decimal::of(sign));
    let first = signs.next()??;
    signs.all(|sign| sign == Some(first)).then_some(first)
}

/// Beside whole numbers of at most three figures, and none longer, `1.234` is a thousand: fractions of three figures would be
/// written for all.
fn grouped(numbers: &[Written<'_>]) -> Option<Decimal> {
    let mut plain = numbers.iter().filter_map(Written::plain).peekable();
    plain.peek()?;
    let torn = numbers.iter().any(Written::is_torn);
    (torn && plain.all(|figures| figures.len() <= 3)).then(|| thousands(numbers))
}

/// Nothing decides: `1.234` is more often a thousand than a fraction of three figures.
fn thousands(numbers: &[Written<'_>]) -> Decimal {
    match numbers.iter().find_map(Written::torn_sign) {
        Some(Decimal::Comma) => Decimal::Point,
        _ => Decimal::Comma,
    }
}

/// What the values of one column are made with.
struct Values<'a> {
    kind: Kind,
    decimal: Decimal,
    order: Option<Order>,
    places: &'a [Vec<Place>],
    currency: Option<&'static str>,
}

impl Values<'_> {
    fn reading(&self, column: &Texts<'_>) -> Reading {
        let has_values = !matches!(self.kind, Kind::Text | Kind::Code | Kind::Status);
        let of_entries: Vec<Option<Value>> = match has_values {
            true => column
                .entries
                .iter()
                .enumerate()
                .map(|(at, entry)| self.value(at, entry))
                .collect(),
            false => vec![None; column.entries.len()],
        };
        let value = |cell: &Option<usize>| cell.and_then(|at| of_entries[at].clone());
        let unread = |(cell, at): (usize, &Option<usize>)| at.filter(|&at| of_entries[at].is_none()).map(|_| cell);
        Reading {
            kind: self.kind,
            values: column.cells.iter().map(value).collect(),
            unread: match has_values {
                true => column.cells.iter().enumerate().filter_map(unread).collect(),
                false => Vec::new(),
            },
        }
    }

    fn value(&self, at: usize, entry: &Entry<'_>) -> Option<Value> {
        let decimal = |number: &str| Written::read(number)?.decimal(self.decimal);
        let plain = || entry.number.as_ref()?.decimal(self.decimal);
        match self.kind {
            Kind::Number => plain().map(|number| Value::Number { number }),
            Kind::Percentage => {
                let signed = entry.percentage.as_deref().and_then(decimal);
                signed.or_else(plain).map(|percent| Value::Percentage { percent })
            }
            Kind::Amount => {
                let (number, currency) = match &entry.amount {
                    Some((number, currency)) => (decimal(number)?, *currency),
                    None => (plain()?, self.currency),
                };
                Some(Value::Amount { number, currency })
            }
            Kind::Date => period::date(&entry.tokens, self.order).map(|date| Value::Date { date }),
            Kind::Period => {
                let whole = period::whole(&entry.tokens, self.order);
                let period = whole.or_else(|| period::within(&entry.tokens, self.order))?;
                Some(Value::Period(period))
            }
            Kind::Places => {
                let places = self
                    .places
                    .get(at)
                    .filter(|places| places.iter().any(Place::is_known))?;
                Some(Value::Places { places: places.clone() })
            }
            Kind::Text | Kind::Code | Kind::Status => None,
        }
    }
}
