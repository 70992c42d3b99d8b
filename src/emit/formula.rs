//! Text that a spreadsheet would take for a formula.
//!
//! Spreadsheets run what begins with `=`, `+`, `-` or `@` when a CSV is opened, whether it is quoted or not (OWASP, "CSV
//! Injection"). A leading apostrophe makes it text.

use std::borrow::Cow;

/// The text, with `'` before it if a spreadsheet would run it. Signed numbers stay as they are.
pub(super) fn disarmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let first = text.chars().next();
    let armed = first.is_some_and(|first| {
        // The wide forms of East Asian text do the same in some spreadsheets.
        matches!(
            first,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    });
    if armed && !is_number(&text) {
        format!("'{text}").into()
    } else {
        text
    }
}

/// A sign, digits with separators between them, and perhaps a percent sign: nothing that could be run.
fn is_number(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['+', '-']) else {
        return false;
    };
    let rest = rest.strip_suffix('%').map_or(rest, str::trim_end);
    let digit = |c: char| c.is_ascii_digit();
    let separator = |c: char| matches!(c, '.' | ',' | '\'' | ' ' | '\u{a0}' | '\u{202f}');
    rest.starts_with(digit) && rest.ends_with(digit) && rest.chars().all(|c| digit(c) || separator(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        for armed in [
            "=1+2", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "--1", "-1-2", "＝1", "+1 a",
        ] {
            assert_eq!(disarmed(armed.into()), format!("'{armed}"), "{armed:?}");
        }
        for text in [
            "-5",
            "+3,5",
            "-1.234,50 %",
            "-12%",
            "a=b",
            "1-2",
            "",
            "'=1",
            "-1\u{202f}000",
        ] {
            assert_eq!(disarmed(text.into()), text, "{text:?}");
        }
    }
}
