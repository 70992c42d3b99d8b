//! Amounts of money and percentages: a number with a sign or a word at one side.

use super::language::Languages;
use super::lexicon::{Notion, meanings, notions};
use super::number::Written;
use nom::Parser;
use nom::bytes::complete::take_while;
use nom::character::complete::satisfy;
use nom::combinator::{all_consuming, recognize, rest};
use nom::multi::many1_count;

/// What stands for "no cents": `€ 5,-`.
const NO_CENTS: [&str; 6] = [",-", ",--", ",\u{2013}", ",\u{2014}", ".-", ".\u{2013}"];

/// A number with its signs, and the text before or behind it.
pub(super) struct Unit {
    /// The number with its minus or brackets.
    pub number: String,
    /// What else stands there.
    pub sign: String,
}

impl Unit {
    /// Takes a text apart; `None` where it has no number, or something at both sides of it.
    fn read(text: &str) -> Option<Self> {
        let figure = |c: char| c.is_ascii_digit();
        let minus = |c: char| "+-\u{2212}\u{2013}(".contains(c);
        let (text, no_cents) = cut(text.trim());
        let before = take_while(|c: char| !figure(c));
        let number = recognize(many1_count((
            satisfy(figure),
            take_while(|c: char| !figure(c) && ".,' \u{2019}\u{a0}\u{202f}\u{2009}\u{2007}".contains(c)),
        )));
        let (_, (before, number, behind)): (&str, (&str, &str, &str)) =
            all_consuming((before, number, rest::<&str, nom::error::Error<&str>>))
                .parse(text)
                .ok()?;
        let core = number.trim_end_matches(|c: char| !figure(c));
        // A blank or stop behind the figures belongs to what follows.
        let behind = &text[text.len() - behind.len() - (number.len() - core.len())..];
        let signs: String = before.chars().filter(|&c| minus(c)).collect();
        let blank = |c: char| c.is_whitespace();
        let before = before.trim_matches(|c| minus(c) || blank(c));
        let close: String = behind
            .chars()
            .filter(|c| ")-\u{2212}*\u{2020}\u{2021}\u{b9}\u{b2}\u{b3}".contains(*c))
            .collect();
        let behind = behind.trim_matches(|c| close.contains(c) || blank(c));
        let sign = match (before.is_empty(), behind.is_empty()) {
            (false, true) => before,
            (true, false) => behind,
            _ => return None,
        };
        let number = match no_cents {
            true if core.contains([',', '.', ' ']) => format!("{signs}{core}"),
            _ => format!("{signs}{core}{close}"),
        };
        Some(Self {
            number,
            sign: sign.to_owned(),
        })
    }
}

/// Without a mark for "no cents", and whether there was one.
fn cut(text: &str) -> (&str, bool) {
    let cut = NO_CENTS.iter().find_map(|mark| text.strip_suffix(mark));
    match cut {
        Some(before) if before.ends_with(|c: char| c.is_ascii_digit()) => (before, true),
        _ => (text, false),
    }
}

/// Reads a percentage: the number as it is written, without the sign.
pub(super) fn percentage(text: &str) -> Option<String> {
    let unit = Unit::read(text).filter(|unit| unit.sign == "%")?;
    let reads = Written::read(&unit.number).is_some();
    reads.then_some(unit.number)
}

/// Reads an amount: the number as it is written, and the currency where it is surely one.
pub(super) fn amount(text: &str, languages: Languages) -> Option<(String, Option<&'static str>)> {
    let unit = Unit::read(text)?;
    let currency = currency(&unit.sign, languages)?;
    let reads = Written::read(&unit.number).is_some();
    reads.then_some((unit.number, currency))
}

/// Whether a text is a sign, code or name of a currency, and of which where it is surely one.
fn currency(text: &str, languages: Languages) -> Option<Option<&'static str>> {
    if text.is_empty() || text.len() > 40 {
        return None;
    }
    let code = |notion: Notion| match notion {
        Notion::Currency(code) if code.eq_ignore_ascii_case(text) && code != text => None,
        Notion::Currency(code) => Some(code),
        _ => None,
    };
    if !meanings(text).iter().any(|(notion, _)| code(*notion).is_some()) {
        return None;
    }
    let mut codes: Vec<&str> = notions(text, languages).into_iter().filter_map(code).collect();
    codes.dedup();
    Some(if codes.len() == 1 { codes.pop() } else { None })
}

/// The one currency that the name of a column has as a sign, or as a code in brackets; a name with figures says too much.
pub(super) fn of_name(name: &str, languages: Languages) -> Option<&'static str> {
    if name.chars().any(char::is_numeric) || name.len() > 400 {
        return None;
    }
    let words = name.split(|c: char| c.is_whitespace() || "*()[]/,;:".contains(c));
    let sign = |word: &&str| !word.is_empty() && !word.chars().any(char::is_alphanumeric);
    let bracketed = |word: &&str| word.len() == 3 && name.contains(&format!("({word})"));
    let mut found: Vec<&str> = words
        .filter(|word| sign(word) || bracketed(word))
        .filter_map(|word| currency(word, languages).flatten())
        .collect();
    found.dedup();
    if found.len() == 1 { found.pop() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let nl = Languages::parse("nl");
        for (text, number, currency) in [
            ("€ 18.000", "18.000", "EUR"),
            ("19.200,00 €", "19.200,00", "EUR"),
            ("EUR 2\u{a0}600\u{a0}000", "2\u{a0}600\u{a0}000", "EUR"),
            ("€308,576,136", "308,576,136", "EUR"),
            ("-€5", "-5", "EUR"),
            ("€ -5", "-5", "EUR"),
            ("(€ 5)", "(5)", "EUR"),
            ("€ 5,-", "5", "EUR"),
            ("€ 1.500,-", "1.500", "EUR"),
            ("5 zł", "5", "PLN"),
            ("1 000 Kč", "1 000", "CZK"),
            ("20 euro", "20", "EUR"),
            ("US$ 3", "3", "USD"),
            ("£3", "3", "GBP"),
        ] {
            assert_eq!(amount(text, nl), Some((number.to_owned(), Some(currency))), "{text:?}");
        }
        assert_eq!(
            amount("5 kr.", Languages::parse("da")),
            Some(("5".to_owned(), Some("DKK")))
        );
        assert_eq!(
            amount("5 kr", Languages::parse("sv")),
            Some(("5".to_owned(), Some("SEK")))
        );
        for text in ["", "5", "€", "5 all", "ca. 5", "€ 5 €", "€ 2-3", "5 €/t", "€ 2 4,5 x"] {
            assert_eq!(amount(text, nl), None, "{text:?}");
        }
    }

    #[test]
    fn percentages() {
        for (text, number) in [
            ("80%", "80"),
            ("4,6 %", "4,6"),
            ("\u{2212}3\u{a0}%", "\u{2212}3"),
            ("% 5", "5"),
        ] {
            assert_eq!(percentage(text).as_deref(), Some(number), "{text:?}");
        }
        for text in ["%", "5", "5 % 3", "5-10 %", "5 percent"] {
            assert_eq!(percentage(text), None, "{text:?}");
        }
    }

    #[test]
    fn names_of_columns() {
        let of = |name| of_name(name, Languages::parse("en"));
        assert_eq!(of("Amounts Committed*** €"), Some("EUR"));
        assert_eq!(of("Total (EUR)"), Some("EUR"));
        assert_eq!(of("ALL PROJECTS"), None);
        assert_eq!(of("Projects above € 5"), None);
        assert_eq!(of("€ or $"), None);
    }
}
