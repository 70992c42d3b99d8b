//! Numbers of a workbook, and the format codes that show them as they are printed.

use crate::values::Value;

/// Figures that a number of a workbook keeps (IEEE 754 doubles).
const FIGURES: usize = 15;
/// Letters beside a number that a format code may show.
const BESIDE: usize = 40;

/// The number of a cell and the format code that shows it with its own fraction, grouping, unit and footnote marks; `None` where
/// the value is none, or would lose something as one.
pub(super) fn shown(text: &str, value: &Value) -> Option<(f64, String)> {
    let (decimal, scale) = match value {
        Value::Number { number } | Value::Amount { number, .. } => (number, "e0"),
        Value::Percentage { percent } => (percent, "e-2"),
        Value::Date { .. } | Value::Period(_) | Value::Places { .. } => return None,
    };
    let size = decimal.trim_start_matches('-');
    let (whole, fraction) = size.split_once('.').unwrap_or((size, ""));
    let figures = format!("{whole}{fraction}");
    let is_exact = figures.trim_matches('0').len() <= FIGURES && fraction.len() <= FIGURES;
    let number: f64 = format!("{decimal}{scale}").parse().ok()?;
    if !is_exact || !number.is_finite() || is_filled_up(text) {
        return None;
    }
    let mut core = match text.contains(whole) {
        true => "0".to_owned(),
        false => "#,##0".to_owned(),
    };
    if !fraction.is_empty() {
        core.push('.');
        core.extend(fraction.chars().map(|_| '0'));
    }
    let (before, behind) = beside(text)?;
    let core = match value {
        Value::Amount {
            currency: Some(code), ..
        } => {
            let notes: String = behind.chars().filter(|c| is_note(*c)).collect();
            format!("{core} \"{code}\"{}", quoted(&notes)?)
        }
        Value::Amount { currency: None, .. } if behind.is_empty() => format!("{}{core}", quoted(before)?),
        Value::Amount { currency: None, .. } => format!("{}{core}{}", quoted(before)?, quoted(&format!(" {behind}"))?),
        Value::Percentage { .. } => {
            let notes = format!("{before}{behind}").replace('%', "");
            format!("{core} %{}", quoted(notes.trim())?)
        }
        _ => format!("{}{core}{}", quoted(before)?, quoted(behind)?),
    };
    let is_plus = text
        .split(|c: char| c.is_ascii_digit())
        .next()
        .is_some_and(|start| start.contains('+'));
    Some((
        number,
        match is_plus {
            true => format!("+{core};-{core}"),
            false => core,
        },
    ))
}

/// Figures with zeros before them are more than a number.
fn is_filled_up(text: &str) -> bool {
    let mut figures = text.chars().skip_while(|c| !c.is_ascii_digit());
    figures.next() == Some('0') && figures.next().is_some_and(|c| c.is_ascii_digit())
}

/// What stands before and behind the figures, without signs of the number itself.
fn beside(text: &str) -> Option<(&str, &str)> {
    let figure = |c: char| c.is_ascii_digit();
    let of_number = |c: char| c.is_whitespace() || "+-\u{2212}\u{2010}\u{2011}\u{2013}\u{2014}(),.".contains(c);
    let before = &text[..text.find(figure)?];
    let behind = &text[text.rfind(figure)? + 1..];
    Some((before.trim_matches(of_number), behind.trim_matches(of_number)))
}

fn is_note(c: char) -> bool {
    "*\u{2020}\u{2021}\u{b9}\u{b2}\u{b3}\u{2070}\u{2074}\u{2075}\u{2076}\u{2077}\u{2078}\u{2079}".contains(c)
}

/// A text as a format code shows it, between quotes; `None` where none can.
fn quoted(text: &str) -> Option<String> {
    let fits = text.chars().count() <= BESIDE && !text.contains(['"', '\\']) && !text.chars().any(char::is_control);
    fits.then(|| match text {
        "" => String::new(),
        _ => format!("\"{text}\""),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_as_printed() {
        let number = |text: &str, number: &str| {
            shown(
                text,
                &Value::Number {
                    number: number.to_owned(),
                },
            )
        };
        let some = |number: f64, code: &str| Some((number, code.to_owned()));
        assert_eq!(number("2024", "2024"), some(2024.0, "0"));
        assert_eq!(number("1.234.567,80", "1234567.80"), some(1_234_567.8, "#,##0.00"));
        assert_eq!(number("1234,5", "1234.5"), some(1234.5, "0.0"));
        assert_eq!(number("(5)", "-5"), some(-5.0, "0"));
        assert_eq!(number("5-", "-5"), some(-5.0, "0"));
        assert_eq!(number("+3", "3"), some(3.0, "+0;-0"));
        assert_eq!(number("12*", "12"), some(12.0, "0\"*\""));
        assert_eq!(
            number("123456789012345", "123456789012345"),
            some(123_456_789_012_345.0, "0")
        );
    }

    #[test]
    fn what_would_lose_something_stays_text() {
        for (text, value) in [
            ("1234567890123456", "1234567890123456"),
            ("0,1234567890123456", "0.1234567890123456"),
            ("007", "7"),
            ("5\\\"", "5"),
        ] {
            let value = Value::Number {
                number: value.to_owned(),
            };
            assert_eq!(shown(text, &value), None, "{text}");
        }
    }

    #[test]
    fn units_are_kept() {
        let amount = |text: &str, number: &str, currency| {
            let value = Value::Amount {
                number: number.to_owned(),
                currency,
            };
            shown(text, &value).unwrap()
        };
        let some = |number: f64, code: &str| (number, code.to_owned());
        assert_eq!(
            amount("€ 1.234,50", "1234.50", Some("EUR")),
            some(1234.5, "#,##0.00 \"EUR\"")
        );
        assert_eq!(amount("EUR 5*", "5", Some("EUR")), some(5.0, "0 \"EUR\"\"*\""));
        assert_eq!(amount("12", "12", Some("EUR")), some(12.0, "0 \"EUR\""));
        assert_eq!(amount("-$5", "-5", None), some(-5.0, "\"$\"0"));
        assert_eq!(amount("€ 5,-", "5", Some("EUR")), some(5.0, "0 \"EUR\""));
        assert_eq!(amount("5 kr.", "5", None), some(5.0, "0\" kr\""));
        assert_eq!(amount("12", "12", None), some(12.0, "0"));
        let percent = |text: &str, percent: &str| {
            shown(
                text,
                &Value::Percentage {
                    percent: percent.to_owned(),
                },
            )
        };
        assert_eq!(percent("80,5 %", "80.5"), Some((0.805, "0.0 %".to_owned())));
        assert_eq!(percent("7", "7"), Some((0.07, "0 %".to_owned())));
        assert_eq!(percent("1 200 %*", "1200"), Some((12.0, "#,##0 %\"*\"".to_owned())));
    }
}
