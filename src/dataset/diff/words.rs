//! Words of a text, and which of them changed between two.

use imara_diff::{Algorithm, Diff, InternedInput};
use serde::Serialize;
use unicode_normalization::char::is_combining_mark;

/// A part of a changed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Piece<'a> {
    /// Where the part stands.
    pub change: Change,
    /// The part.
    pub text: &'a str,
}

/// Where a [`Piece`] stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// In both texts.
    Same,
    /// In the old text alone.
    Removed,
    /// In the new text alone.
    Added,
}

/// Letters of scripts that put no blanks between words stand for themselves.
fn alone(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF
        | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Splits a text into words, runs of white space, and single other characters; together they are the text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let mut end = first.len_utf8();
        let class = |c: char| match c {
            c if alone(c) => 0,
            c if c.is_alphanumeric() => 1,
            c if c.is_whitespace() => 2,
            _ => 0,
        };
        let run = class(first);
        for c in rest[end..].chars() {
            if !(is_combining_mark(c) || (run != 0 && class(c) == run)) {
                break;
            }
            end += c.len_utf8();
        }
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

/// The parts of two texts in reading order, what was removed before what was added.
///
/// The longest common runs of words are found with the histogram method of JGit (an extension of Bram Cohen's patience
/// diff), as `imara-diff` implements it; its effort is bounded for texts of any length. A single blank or mark between two
/// changes is taken into them, so that a rewritten phrase reads as one.
pub fn pieces<'a>(old: &'a str, new: &'a str) -> Vec<Piece<'a>> {
    let mut input: InternedInput<&str> = InternedInput::default();
    input.update_before(tokens(old));
    input.update_after(tokens(new));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let offsets = |tokens: &[imara_diff::Token]| {
        let mut offsets = vec![0];
        let mut end = 0;
        for &token in tokens {
            end += input.interner[token].len();
            offsets.push(end);
        }
        offsets
    };
    let (before, after) = (offsets(&input.before), offsets(&input.after));
    // Changed ranges of bytes, those that only a separator divides made one.
    let mut changes: Vec<[usize; 4]> = Vec::new();
    for hunk in diff.hunks() {
        let at = |offsets: &[usize], index: u32| offsets[index as usize];
        let next = [
            at(&before, hunk.before.start),
            at(&before, hunk.before.end),
            at(&after, hunk.after.start),
            at(&after, hunk.after.end),
        ];
        match changes.last_mut() {
            Some(last) if both(last) && both(&next) && separator(&old[last[1]..next[0]]) => {
                (last[1], last[3]) = (next[1], next[3]);
            }
            _ => changes.push(next),
        }
    }
    let mut pieces = Vec::new();
    let mut add = |change, text: &'a str| {
        if !text.is_empty() {
            pieces.push(Piece { change, text });
        }
    };
    let mut done = 0;
    for [old_start, old_end, new_start, new_end] in changes {
        add(Change::Same, &old[done..old_start]);
        add(Change::Removed, &old[old_start..old_end]);
        add(Change::Added, &new[new_start..new_end]);
        done = old_end;
    }
    add(Change::Same, &old[done..]);
    pieces
}

/// Whether words stand against words.
fn both(range: &[usize; 4]) -> bool {
    range[0] < range[1] && range[2] < range[3]
}

fn separator(text: &str) -> bool {
    text.chars().nth(2).is_none() && !text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(old: &str, new: &str) -> String {
        pieces(old, new)
            .iter()
            .map(|piece| match piece.change {
                Change::Same => piece.text.to_owned(),
                Change::Removed => format!("[-{}-]", piece.text),
                Change::Added => format!("{{+{}+}}", piece.text),
            })
            .collect()
    }

    #[test]
    fn words_are_marked() {
        assert_eq!(marked("May, all year", "June, all year"), "[-May-]{+June+}, all year");
        assert_eq!(marked("a b c", "a x y c"), "a [-b-]{+x y+} c");
        assert_eq!(
            marked("een twee drie", "een vier vijf"),
            "een [-twee drie-]{+vier vijf+}"
        );
        assert_eq!(marked("2025-2027", "2025-2030"), "2025-[-2027-]{+2030+}");
        assert_eq!(marked("", "new"), "{+new+}");
        assert_eq!(marked("東京都", "東京市"), "東京[-都-]{+市+}");
        assert_eq!(marked("same", "same"), "same");
    }

    #[test]
    fn tokens_are_the_text() {
        let text = "e\u{301}te\u{301}, 3.5 %\n東京 x";
        let found: Vec<&str> = tokens(text).collect();
        assert_eq!(found.concat(), text);
        assert_eq!(found[0], "e\u{301}te\u{301}");
    }
}
