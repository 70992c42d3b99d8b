//! The shape of a word: what it looks like in any language.

/// Number of word shapes.
pub(super) const SHAPES: usize = 23;
/// Number of word endings.
pub(super) const ENDS: usize = 8;

/// Kinds of endings that matter to the word after: a full stop, a comma or colon, anything else.
pub(super) const LEFT_ENDS: usize = 3;
/// Number of [`Shape::left`] values.
pub(super) const LEFTS: usize = SHAPES * LEFT_ENDS;

/// Shape of a lone dash.
pub(super) const DASH: u8 = 14;
/// Shape of a word after an opening bracket.
pub(super) const BRACKET: u8 = 17;
/// Shape of punctuation alone.
pub(super) const MARK: u8 = 16;
/// Shape of a bullet.
pub(super) const BULLET: u8 = 15;
/// Shape of a word with a capital.
const CAPITAL: u8 = 2;
/// Capitals alone, several.
pub(super) const CAPITALS: u8 = 3;
/// A figure with a percent sign.
pub(super) const SHARE: u8 = 9;
/// A figure with a currency sign.
pub(super) const AMOUNT: u8 = 10;
/// One or two figures.
pub(super) const DAY: u8 = 5;
/// A year.
pub(super) const YEAR: u8 = 7;
/// Figures with marks between that are no number: times, days, telephone numbers.
pub(super) const TIME: u8 = 12;
/// A percent sign without a figure.
pub(super) const PERCENT: u8 = 20;
/// A currency sign without a figure.
pub(super) const CURRENCY: u8 = 21;
/// Shape of a word with a capital that the document also writes without: the capital marks a beginning, not a name.
const BEGINNING: u8 = 22;

/// Shape and ending of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// What the word consists of, below [`SHAPES`].
    pub kind: u8,
    /// What it ends with, below [`ENDS`].
    pub end: u8,
}

/// How a word is printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// It begins with a small letter.
    pub(super) low: bool,
    /// It begins with a sign.
    pub(super) sign: bool,
    /// It has small letters.
    pub(super) small: bool,
    /// Its letters, none where it begins with a sign: what stands in brackets has a style of its own.
    pub(super) letters: u8,
}

impl Style {
    /// How a word is printed.
    pub(super) fn of(word: &str) -> Self {
        let first = word.chars().next();
        let sign = first.is_some_and(|c| !c.is_alphanumeric());
        let letters = || word.chars().filter(|c| c.is_alphabetic() && !sign);
        Self {
            low: first.is_some_and(char::is_lowercase),
            sign,
            small: letters().any(char::is_lowercase),
            letters: letters().count().try_into().unwrap_or(u8::MAX),
        }
    }

    /// It has capitals alone, at least two.
    pub(super) fn capitals(self) -> bool {
        self.letters > 1 && !self.small
    }
}

/// Ending classes, by the last character that is no closing quote or bracket.
pub(super) mod end {
    /// A letter or digit.
    pub(crate) const PLAIN: u8 = 0;
    /// A full stop, question or exclamation mark.
    pub(crate) const STOP: u8 = 1;
    /// A comma.
    pub(crate) const COMMA: u8 = 2;
    /// A colon or semicolon.
    pub(crate) const COLON: u8 = 3;
    /// A closing bracket.
    pub(crate) const CLOSE: u8 = 4;
    /// A hyphen or dash.
    pub(crate) const HYPHEN: u8 = 5;
    /// A slash.
    pub(crate) const SLASH: u8 = 6;
    /// Anything else.
    pub(crate) const OTHER: u8 = 7;
}

/// Classifies one word (no white space inside).
pub(super) fn classify(word: &str) -> Shape {
    Shape {
        kind: kind(word),
        end: ending(word),
    }
}

fn ending(word: &str) -> u8 {
    let last = word.chars().next_back().unwrap_or(' ');
    let inner = word
        .chars()
        .rev()
        .find(|c| !matches!(c, '"' | '\'' | '”' | '“' | '’' | '»' | '«' | '¹' | '²' | '³' | '*'));
    match inner.unwrap_or(last) {
        c if c.is_alphanumeric() => end::PLAIN,
        '.' | '!' | '?' | '。' | '…' => end::STOP,
        ',' | '、' | '،' => end::COMMA,
        ':' | ';' => end::COLON,
        ')' | ']' | '}' => end::CLOSE,
        '-' | '\u{2010}' | '\u{2011}' | '–' | '—' | '\u{ad}' | '\u{fffe}' => end::HYPHEN,
        '/' => end::SLASH,
        _ => end::OTHER,
    }
}

fn kind(word: &str) -> u8 {
    let open = word.starts_with(['(', '[', '{']);
    let core = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '€' | '$' | '£' | '+'));
    if core.is_empty() {
        return match word.chars().next() {
            Some('-' | '–' | '—' | '\u{2010}' | '−') => 14,
            Some('•' | '·' | '▪' | '‣' | '◦' | '\u{f0b7}' | '*' | 'o') => 15,
            _ => MARK,
        };
    }
    let (mut digits, mut upper, mut lower, mut letters, mut marks, mut percent, mut currency) = (0, 0, 0, 0, 0, 0, 0);
    for c in core.chars() {
        if c.is_ascii_digit() || c.is_numeric() {
            digits += 1;
        } else if c.is_alphabetic() {
            letters += 1;
            if c.is_uppercase() {
                upper += 1;
            } else if c.is_lowercase() {
                lower += 1;
            }
        } else if c == '%' || c == '‰' {
            percent += 1;
        } else if matches!(c, '€' | '$' | '£' | '¥') {
            currency += 1;
        } else {
            marks += 1;
        }
    }
    if percent > 0 {
        return if digits > 0 { SHARE } else { PERCENT };
    }
    if currency > 0 {
        return if digits > 0 { AMOUNT } else { CURRENCY };
    }
    if digits > 0 && letters == 0 && !(open && core.len() >= 4) {
        let year = |t: &str| t.len() == 4 && (t.starts_with("19") || t.starts_with("20"));
        if marks == 0 {
            return match digits {
                1 | 2 => DAY,
                4 if year(core) => YEAR,
                _ => 6,
            };
        }
        let parts: Vec<&str> = core.split(|c: char| !c.is_numeric()).collect();
        if parts.iter().any(|p| year(p)) {
            return 11;
        }
        if core.contains([':', '/']) || core.matches(['-', '–']).count() > 0 {
            return TIME;
        }
        let grouped = parts.len() >= 2 && parts[1..].iter().all(|p| p.len() == 3) && !parts[0].is_empty();
        return if grouped || core.contains(',') { 8 } else { 13 };
    }
    if digits > 0 {
        return if open { BRACKET } else { 18 };
    }
    if open {
        return BRACKET;
    }
    if upper == 0 && lower > 0 {
        return if letters <= 3 { 0 } else { 1 };
    }
    if upper == 0 {
        // A script without capitals.
        return 19;
    }
    if upper == letters {
        return if letters == 1 { 4 } else { CAPITALS };
    }
    if core.chars().next().is_some_and(char::is_uppercase) {
        return CAPITAL;
    }
    19
}

/// Whether a shape is that of a plain number: digits, grouped or with a decimal point, years included.
pub(super) fn is_number(kind: u8) -> bool {
    matches!(kind, 5..=8 | 13)
}

/// Whether a shape holds figures, with whatever letters or signs.
pub(super) fn is_figures(kind: u8) -> bool {
    matches!(kind, 5..=13 | 18)
}

/// Tells capitals that mark a beginning from those of names: `words` are all words of a document, each with what it is
/// counted as, whatever its case.
pub(super) fn mark_beginnings<'a, K: Eq + std::hash::Hash>(words: impl Iterator<Item = (K, &'a mut Shape)>) {
    let (mut capitals, mut small) = (Vec::new(), std::collections::HashSet::new());
    for (key, shape) in words {
        match shape.kind {
            CAPITAL => capitals.push((key, shape)),
            0 | 1 => drop(small.insert(key)),
            _ => {}
        }
    }
    for (key, shape) in capitals {
        if small.contains(&key) {
            shape.kind = BEGINNING;
        }
    }
}

impl Shape {
    /// What a word is to the word after it, below [`LEFTS`].
    pub(super) fn left(self) -> usize {
        let end = match self.end {
            end::STOP => 1,
            end::COMMA | end::COLON => 2,
            _ => 0,
        };
        self.kind as usize * LEFT_ENDS + end
    }

    /// Text rarely begins so: small letters, an opening bracket, a dash.
    pub fn continues(self) -> bool {
        matches!(self.kind, 0 | 1 | 14 | 17)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_kind_share_a_shape() {
        for group in [
            &["2024", "1999,"][..],
            &["12.190", "1,3", "2.100.000"],
            &["in", "de"],
            &["42%", "8,5%"],
            &["A12", "M-01"],
            &["2024-2027", "2025/2026"],
        ] {
            let first = classify(group[0]).kind;
            for word in group {
                assert_eq!(classify(word).kind, first, "{word}");
            }
        }
        assert_eq!(classify("einde.”").end, end::STOP);
        assert_eq!(classify("AI-").end, end::HYPHEN);
    }

    #[test]
    fn a_capital_marks_a_beginning_where_the_word_is_written_small_too() {
        let mut words = ["Owls", "of", "Arden", "are", "owls"].map(|w| (w.to_lowercase(), classify(w)));
        mark_beginnings(words.iter_mut().map(|(word, shape)| (word.clone(), shape)));
        let kinds = words.map(|(_, shape)| shape.kind);
        assert_eq!((kinds[0], kinds[2]), (BEGINNING, CAPITAL));
    }
}
