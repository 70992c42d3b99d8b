//! The key on which truth and source are compared: characters that every flattening keeps.
//!
//! Extractors compose or decompose letters, print ligatures, drop or exchange line-end hyphens and
//! blanks. The key is therefore the compatibility decomposition (Unicode NFKD) without white space,
//! control characters and everything that can be a hyphen.

use unicode_normalization::UnicodeNormalization;

/// Whether a character may stand for a hyphen, or for the place of a division.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '\u{fffe}' | '\u{2}')
}

/// Appends the key of one word to `out`, with the byte offset in `word` after each key character's source.
///
/// A word of nothing but hyphens keeps its `-`, so that a lone hyphen can be a cell.
pub fn fold_word(word: &str, out: &mut Vec<(char, u32)>) {
    let before = out.len();
    push(word, out, false);
    if out.len() == before {
        push(word, out, true);
    }
}

fn push(word: &str, out: &mut Vec<(char, u32)>, keep: bool) {
    for (at, c) in word.char_indices() {
        if is_hyphen(c) && !(keep && c == '-') {
            continue;
        }
        let end = u32::try_from(at + c.len_utf8()).unwrap_or(u32::MAX);
        for k in std::iter::once(c).nfkd() {
            if !k.is_whitespace() && !k.is_control() && !matches!(k, '\u{feff}' | '\u{200b}' | '\u{ad}') {
                out.push((k, end));
            }
        }
    }
}

/// The keys of all words of a text, as one stream; `true` where a word of the text begins.
pub fn fold_text(text: &str) -> Vec<(char, bool)> {
    let mut out = Vec::new();
    let mut word_key = Vec::new();
    for word in text.split_whitespace() {
        word_key.clear();
        fold_word(word, &mut word_key);
        out.extend(word_key.iter().enumerate().map(|(i, &(c, _))| (c, i == 0)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        fold_text(text).into_iter().map(|(c, _)| c).collect()
    }

    #[test]
    fn flattenings_of_one_text_have_one_key() {
        assert_eq!(key("a\u{301}ffi-x"), key("\u{e1}\u{fb03}\u{fffe}x"));
        assert_eq!(key("12\u{a0}000"), key("12 000"));
        assert_eq!(key("over-\nslaan"), key("over\u{ad}slaan"));
    }

    #[test]
    fn lone_hyphens_stay() {
        assert_eq!(key("a - b"), "a-b");
        assert_eq!(key("\u{ad}"), "");
    }

    #[test]
    fn word_starts_are_marked() {
        let starts: Vec<bool> = fold_text("ab c").into_iter().map(|(_, s)| s).collect();
        assert_eq!(starts, [true, false, true]);
    }
}
