//! Values of more than one word: a figure and its currency or percent sign, a number in groups, two values with a dash between, a
//! telephone number behind its area code. No cell begins inside one.

use super::groups;
use super::shape::{CURRENCY, DASH, DAY, PERCENT, Shape, TIME, YEAR, is_figures};
use super::text::{Text, Word};
use crate::document::Document;
use crate::values::lexicon::{self, Notion};
use std::collections::HashMap;

/// A word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    /// As it is written.
    pub(super) text: &'a str,
    /// How it looks.
    pub(super) shape: Shape,
    /// A currency, with the side of its figure on which it stands; a word is one beside figures alone.
    pub(super) sign: Option<Side>,
}

/// Figures parted from their currency by a line end for each that is not.
const WRAPPED: usize = 8;

/// On which side of its figure a currency sign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    Behind,
}

impl Token<'_> {
    pub(super) fn is_figure(&self) -> bool {
        is_figures(self.shape.kind)
    }

    pub(super) fn stands(&self, side: Side) -> bool {
        self.sign == Some(side)
    }
}

/// How many words each value of a line has, in order.
fn lengths(words: &[Token<'_>]) -> Vec<usize> {
    let kind = |at: usize| words.get(at).map(|word| word.shape.kind);
    let figures = |at: usize| kind(at).is_some_and(is_figures);
    let stands = |at: usize, side| words.get(at).is_some_and(|word| word.stands(side));
    let simple = |at: usize| -> usize {
        let sign = (stands(at, Side::Before) && figures(at + 1)) || (figures(at) && stands(at + 1, Side::Behind));
        let share = figures(at) && kind(at + 1) == Some(PERCENT);
        let date = date_length(&words[at..]);
        if date > 0 {
            return date;
        }
        let phone = || is_area_code(words[at].text) && figures(at + 1) && words[at + 1].text.contains('-');
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
            && !words[dash].text.starts_with('—');
        let length = if range { first + 1 + simple(dash + 1) } else { first };
        out.push(length);
        at += length;
    }
    out
}

/// Words of a day or month with its name: `12 March 2024`, `12. März 2024`, `March 12, 2024`, `March 2024`; 0 if it is none.
fn date_length(words: &[Token<'_>]) -> usize {
    let is_month = |at: usize| {
        let notions = lexicon::meanings(words[at].text);
        notions.iter().any(|(notion, _)| matches!(notion, Notion::Month(_)))
    };
    let kind = |at: usize| words.get(at).map(|word| word.shape.kind);
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
fn spans(word: Token<'_>) -> bool {
    matches!(word.shape.kind, YEAR | TIME) || (is_figures(word.shape.kind) && word.text.contains([':', '/']))
}

/// Figures in brackets.
fn is_area_code(word: &str) -> bool {
    let inner = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
    inner.is_some_and(|inner| inner.chars().all(|c| c.is_ascii_digit()) && (2..=5).contains(&inner.len()))
}

/// Marks the words that belong to one value with the word before them.
pub(super) fn mark(text: &mut Text, document: &Document) {
    let lines = text
        .lines
        .iter()
        .map(|line| tokens(&text.words[line.words.clone()], document));
    let lines: Vec<Vec<Token<'_>>> = with_signs(lines.collect());
    for first in wrapped(&lines) {
        let line = text.lines[first].words.clone();
        text.words[line.start].bound = true;
    }
    let joined = groups::joined(&lines);
    for ((line, words), joined) in text.lines.iter().zip(&lines).zip(joined) {
        // A number in groups is one figure.
        let begins: Vec<usize> = (0..words.len()).filter(|&at| !joined[at]).collect();
        let whole: Vec<Token<'_>> = begins.iter().map(|&at| words[at]).collect();
        let end = |number: usize| begins.get(number).copied().unwrap_or(words.len());
        let mut at = 0;
        for length in lengths(&whole) {
            let value = line.words.start + end(at)..line.words.start + end(at + length);
            for word in text.words[value].iter_mut().skip(1) {
                word.bound = true;
            }
            at += length;
        }
    }
}

/// Lines that begin with the rest of a figure and its currency, unless these are always on lines of their own: then they may be
/// two columns.
fn wrapped(lines: &[Vec<Token<'_>>]) -> Vec<usize> {
    let one = |ahead: &Token<'_>, behind: &Token<'_>| {
        (ahead.stands(Side::Before) && behind.is_figure()) || (ahead.is_figure() && behind.stands(Side::Behind))
    };
    let whole = lines.iter().flat_map(|line| line.windows(2));
    let whole = whole.filter(|pair| one(&pair[0], &pair[1])).count();
    let around = |line: &usize| {
        let ahead = lines[line - 1].last();
        ahead.is_some_and(|ahead| lines[*line].first().is_some_and(|behind| one(ahead, behind)))
    };
    let wrapped: Vec<usize> = (1..lines.len()).filter(around).collect();
    // A cell that begins behind another one on its line would be followed by the next there.
    let shared = wrapped.iter().filter(|&&line| lines[line - 1].len() > 1).count();
    if whole * WRAPPED < wrapped.len() && shared * 2 < wrapped.len() {
        return Vec::new();
    }
    wrapped
}

fn tokens<'a>(words: &[Word], document: &'a Document) -> Vec<Token<'a>> {
    let token = |word: &Word| Token {
        text: document.span_text(word.span),
        shape: word.shape,
        sign: (word.shape.kind == CURRENCY).then_some(Side::Before),
    };
    words.iter().map(token).collect()
}

/// Finds the currencies that are words, beside figures, on the same line or around a line break, and on which side each
/// stands: by those that have a figure on one side only.
fn with_signs(mut lines: Vec<Vec<Token<'_>>>) -> Vec<Vec<Token<'_>>> {
    let figure = |line: Option<&Vec<Token<'_>>>, at: Option<usize>| {
        at.and_then(|at| line?.get(at)).is_some_and(Token::is_figure)
    };
    let mut sides: HashMap<&str, [usize; 2]> = HashMap::new();
    for at in 0..lines.len() {
        for word in 0..lines[at].len() {
            let (line, above) = (Some(&lines[at]), at.checked_sub(1).and_then(|above| lines.get(above)));
            let before = figure(line, word.checked_sub(1));
            let behind = figure(line, Some(word + 1));
            let around = (word + 1 == lines[at].len() && figure(lines.get(at + 1), Some(0)))
                || (word == 0 && figure(above, above.and_then(|line| line.len().checked_sub(1))));
            let text = lines[at][word].text;
            if lines[at][word].sign.is_none() && (before || behind || around) && is_currency(text) {
                lines[at][word].sign = Some(Side::Before);
            }
            if lines[at][word].sign.is_some() && before != behind {
                sides.entry(text).or_default()[usize::from(before)] += 1;
            }
        }
    }
    for word in lines.iter_mut().flatten().filter(|word| word.sign.is_some()) {
        let [before, behind] = sides.get(word.text).copied().unwrap_or_default();
        if behind > before {
            word.sign = Some(Side::Behind);
        }
    }
    lines
}

/// The code or a name of a currency; codes in capitals alone. One letter may be many things.
fn is_currency(text: &str) -> bool {
    if !text.chars().all(char::is_alphabetic) || text.chars().nth(1).is_none() {
        return false;
    }
    let named =
        |notion: Notion| matches!(notion, Notion::Currency(code) if code == text || !code.eq_ignore_ascii_case(text));
    lexicon::meanings(text).iter().any(|(notion, _)| named(*notion))
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
    fn currencies_that_are_words_belong_to_their_figures() {
        assert_eq!(
            joined("Owls 5,00 EUR 7\nBats 9,00 EUR\nElks € 4 12\nVoles € 7"),
            ["5,00 EUR", "9,00 EUR", "€ 4", "€ 7"]
        );
        // A single letter is as likely a status.
        assert!(joined("Owls 5,00 P\nBats 9,00 P\nVoles 7,00 C").is_empty());
        // On lines of its own a currency may be a column.
        assert!(joined("EUR\n500\nowls\nEUR\n700\nbats").is_empty());
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
