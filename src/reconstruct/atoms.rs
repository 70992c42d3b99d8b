//! Values of more than one word: a figure and its currency or percent sign, two values with a dash between, a telephone number
//! behind its area code. No cell begins inside one.

use super::shape::{CURRENCY, DASH, DAY, PERCENT, Shape, TIME, YEAR, is_figures};
use super::text::{Text, Word};
use crate::document::Document;
use crate::values::lexicon::{self, Notion};

/// A word and its shape.
type Token<'a> = (&'a str, Shape);

/// On which side of its figure a currency sign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

impl Side {
    /// Where currency signs stand in these lines, by those that stand beside one figure only.
    fn of(lines: &[Vec<Token<'_>>]) -> Self {
        let (mut before, mut behind) = (0, 0);
        for line in lines {
            let figures = |at: Option<usize>| at.and_then(|at| line.get(at)).is_some_and(|t| is_figures(t.1.kind));
            for at in (0..line.len()).filter(|&at| line[at].1.kind == CURRENCY) {
                match (figures(at.checked_sub(1)), figures(Some(at + 1))) {
                    (true, false) => behind += 1,
                    (false, true) => before += 1,
                    _ => {}
                }
            }
        }
        if behind > before { Self::Behind } else { Self::Before }
    }
}

/// How many words each value of a line has, in order.
fn lengths(words: &[Token<'_>], side: Side) -> Vec<usize> {
    let kind = |at: usize| words.get(at).map(|word| word.1.kind);
    let figures = |at: usize| kind(at).is_some_and(is_figures);
    let simple = |at: usize| -> usize {
        let sign = match side {
            Side::Before => kind(at) == Some(CURRENCY) && figures(at + 1),
            Side::Behind => figures(at) && kind(at + 1) == Some(CURRENCY),
        };
        let share = figures(at) && kind(at + 1) == Some(PERCENT);
        let date = date_length(&words[at..]);
        if date > 0 {
            return date;
        }
        let phone = || is_area_code(words[at].0) && figures(at + 1) && words[at + 1].0.contains('-');
        1 + usize::from(sign || share || phone())
    };
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let first = simple(at);
        let dash = at + first;
        let range = spans(words[at])
            && kind(dash) == Some(DASH)
            && kind(dash + 1) == kind(at)
            && !words[dash].0.starts_with('—');
        let length = if range { first + 1 + simple(dash + 1) } else { first };
        out.push(length);
        at += length;
    }
    out
}

/// Words of a day or month with its name: `12 March 2024`, `12. März 2024`, `March 12, 2024`, `March 2024`; 0 if it is none.
fn date_length(words: &[Token<'_>]) -> usize {
    let is_month = |at: usize| {
        let notions = lexicon::meanings(words[at].0);
        notions.iter().any(|(notion, _)| matches!(notion, Notion::Month(_)))
    };
    let kind = |at: usize| words.get(at).map(|word| word.1.kind);
    let years = (1..=2).find(|&at| kind(at) == Some(YEAR));
    match (kind(0), kind(1), years) {
        (Some(DAY), _, Some(2)) if is_month(1) => 3,
        (_, Some(DAY), Some(2)) if is_month(0) => 3,
        (_, _, Some(1)) if is_month(0) => 2,
        _ => 0,
    }
}

/// Values that come in pairs with a dash between: years, days and times. Plain numbers may be two cells with a mark for an
/// empty one between.
fn spans((word, shape): Token<'_>) -> bool {
    matches!(shape.kind, YEAR | TIME) || (is_figures(shape.kind) && word.contains([':', '/']))
}

/// Figures in brackets.
fn is_area_code(word: &str) -> bool {
    let inner = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
    inner.is_some_and(|inner| inner.chars().all(|c| c.is_ascii_digit()) && (2..=5).contains(&inner.len()))
}

/// Marks the words that belong to one value with the word before them.
pub(super) fn mark(text: &mut Text, document: &Document) {
    let token = |word: &Word| (document.span_text(word.span), word.shape);
    let words = text.lines.iter().map(|line| &text.words[line.words.clone()]);
    let lines: Vec<Vec<Token<'_>>> = words.map(|words| words.iter().map(token).collect()).collect();
    let side = Side::of(&lines);
    for (line, tokens) in text.lines.iter().zip(&lines) {
        let mut at = line.words.start;
        for length in lengths(tokens, side) {
            for word in &mut text.words[at + 1..at + length] {
                word.bound = true;
            }
            at += length;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::reconstruct::text::of_source;

    /// The values of more than one word.
    fn joined(source: &str) -> Vec<String> {
        let (document, text) = of_source(source);
        let mut values: Vec<String> = Vec::new();
        for (before, word) in text.words.iter().zip(text.words.iter().skip(1)) {
            let shown = document.span_text(word.span);
            match values.last_mut().filter(|_| before.bound) {
                Some(value) if word.bound => value.push_str(&format!(" {shown}")),
                _ if word.bound => values.push(format!("{} {shown}", document.span_text(before.span))),
                _ => {}
            }
        }
        values
    }

    #[test]
    fn a_currency_sign_belongs_to_the_figure_on_the_side_where_this_text_has_it() {
        assert_eq!(
            joined("Owls 5,00 € 7,00 €\nBats 9,00 €"),
            ["5,00 €", "7,00 €", "9,00 €"]
        );
        assert_eq!(
            joined("Owls € 5,00 € 7,00\nBats € 9,00"),
            ["€ 5,00", "€ 7,00", "€ 9,00"]
        );
    }

    #[test]
    fn days_and_months_by_name_are_one_value() {
        assert_eq!(
            joined("Owls 12 March 2024 wet\nBats 1. März 2023\nMay 3, 2021 heron\nin juin 2019"),
            ["12 March 2024", "1. März 2023", "May 3, 2021", "juin 2019"]
        );
        assert!(joined("Owls 12 meadows 2024\nMarch of 12 owls").is_empty());
    }

    #[test]
    fn ranges_shares_and_telephone_numbers_are_one_value() {
        assert_eq!(
            joined("Owls 2014 - 2020 at 20:00 - 22:00"),
            ["2014 - 2020", "20:00 - 22:00"]
        );
        assert_eq!(joined("Owls 15 % call (555) 010-2030"), ["15 %", "(555) 010-2030"]);
        assert!(joined("Owls 2014 - barn and (tawny) 010-2030").is_empty());
    }
}
