//! The characters of a piece as they are written out.

use unicode_normalization::UnicodeNormalization;

/// A hyphen that an extractor put in the place of a line-end hyphen of either kind, its newline gone.
pub(super) const LOST_HYPHEN: char = '\u{fffe}';
/// A soft hyphen: marks a syllable division and nothing else.
pub(super) const SOFT_HYPHEN: char = '\u{ad}';

/// The first character that composing may change, alone or with those before it.
const COMBINING: char = '\u{300}';

/// Whether a character at a line end may stand for a hyphen.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | SOFT_HYPHEN | LOST_HYPHEN)
}

/// Text of one piece: ligatures U+FB00–FB06 opened, runs of any blanks made one blank, characters without
/// text dropped, composed (NFC). A soft hyphen stays only at the end, where it says how the next line joins.
pub(super) fn clean(text: &str) -> String {
    // Nearly all texts are as they should be.
    let bytes = text.as_bytes();
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) && !bytes.windows(2).any(|pair| pair == b"  ") {
        return text.trim_matches(' ').to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        let c = if c == '\u{2}' { LOST_HYPHEN } else { c };
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if blank && !out.is_empty() && c != SOFT_HYPHEN {
            out.push(' ');
        }
        blank = false;
        if out.ends_with(SOFT_HYPHEN) {
            out.pop();
        }
        match opened(c) {
            Some(letters) => out.push_str(letters),
            None => out.push(c),
        }
    }
    if out.chars().all(|c| c < COMBINING) {
        return out;
    }
    out.nfc().collect()
}

fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

fn opened(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn blanks_of_all_kinds_are_one_blank() {
        assert_eq!(clean(" a\u{a0}\u{2009} b\u{200b}c\t"), "a bc");
    }

    #[test]
    fn ligatures_are_opened_and_letters_composed() {
        assert_eq!(clean("e\u{fb03}cie\u{308}nt"), "efficiënt");
    }

    #[test]
    fn soft_hyphens_stay_at_the_end_only() {
        assert_eq!(clean("a\u{ad}b \u{ad}"), "ab\u{ad}");
    }
}
