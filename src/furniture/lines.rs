//! The printed lines of a document as they are compared: one normalised key per line, equal keys numbered alike.

use crate::document::{Document, Span};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// A line with text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printed {
    /// Index into [`Document::lines`].
    pub(super) at: usize,
    /// Number of the key: equal lines have equal numbers.
    pub(super) key: u32,
    /// Longest run of lines without any character directly before this one (since the printed line before).
    pub(super) gap: u32,
    /// Form feeds between the printed line before and this one.
    pub(super) feeds: u32,
    /// Begins with exactly one blank, with no empty line before.
    pub(super) lead: bool,
    /// A line of nothing but blanks directly after another such line stands before it.
    pub(super) lone: bool,
}

/// All printed lines, in order.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The lines.
    pub(super) list: Vec<Printed>,
    keys: Vec<String>,
    numbers: HashMap<String, u32>,
    /// Positions in `list` per key, ascending.
    places: Vec<Vec<u32>>,
    /// Any line ends in a blank or is nothing but blanks.
    pub(super) blanks_kept: bool,
    /// The first printed line is indented and no other is by more than a blank.
    pub(super) indented: bool,
}

impl Lines {
    /// Reads the printed lines.
    pub(super) fn new(document: &Document) -> Self {
        let mut lines = Self::default();
        let (mut gap, mut run, mut feeds) = (0, 0, 0);
        let (mut lone, mut lone_before) = (false, false);
        for (at, line) in document.lines.iter().enumerate() {
            feeds += u32::from(line.form_feed);
            if line.long {
                continue;
            }
            let text = document.line_text(at).trim_matches(['\u{c}', '\r']);
            if is_blank(text) {
                if text.is_empty() {
                    run += 1;
                    gap = gap.max(run);
                    lone_before = false;
                } else {
                    lone |= lone_before;
                    lone_before = true;
                    run = 0;
                    lines.blanks_kept = true;
                }
                continue;
            }
            lines.blanks_kept |= text.ends_with(' ');
            lines.indented =
                text.starts_with("  ") == lines.list.is_empty() && (lines.indented || lines.list.is_empty());
            let text_key = key(text);
            let number = lines.intern(text_key);
            lines.places[number as usize].push(lines.list.len() as u32);
            lines.list.push(Printed {
                at,
                key: number,
                gap,
                feeds,
                lead: gap == 0 && text.starts_with(' ') && !text[1..].starts_with(char::is_whitespace),
                lone,
            });
            (gap, run, feeds) = (0, 0, 0);
            (lone, lone_before) = (false, false);
        }
        lines
    }

    fn intern(&mut self, key: String) -> u32 {
        *self.numbers.entry(key).or_insert_with_key(|key| {
            self.keys.push(key.clone());
            self.places.push(Vec::new());
            (self.keys.len() - 1) as u32
        })
    }

    /// Gives printed line `n` another text to be compared by.
    pub(super) fn replace(&mut self, n: usize, key: String) {
        let old = self.list[n].key as usize;
        self.places[old].retain(|&place| place as usize != n);
        let new = self.intern(key);
        let places = &mut self.places[new as usize];
        places.insert(places.partition_point(|&place| (place as usize) < n), n as u32);
        self.list[n].key = new;
    }

    /// Number of different keys.
    pub(super) fn kinds(&self) -> usize {
        self.keys.len()
    }

    /// Number of printed lines.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The normalised text of printed line `n`.
    pub(super) fn key(&self, n: usize) -> &str {
        &self.keys[self.list[n].key as usize]
    }

    /// Where the text of printed line `n` stands, this line included.
    pub(super) fn places(&self, n: usize) -> &[u32] {
        &self.places[self.list[n].key as usize]
    }

    /// How often the text of printed line `n` is printed.
    pub(super) fn count(&self, n: usize) -> usize {
        self.places(n).len()
    }
}

/// White space, control characters, byte order marks and zero-width blanks only.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(crate::audit::is_blank)
}

/// A line as it is compared: compatibility characters opened, runs of white space one blank.
pub(super) fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(crate::audit::is_blank).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            out.push_str(word);
        } else {
            out.extend(word.nfkc());
        }
    }
    out
}

/// The same with every run of digits as one `#`.
pub(super) fn mask(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for c in key.chars() {
        if c.is_numeric() {
            if !out.ends_with('#') {
                out.push('#');
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Equal but for a few wrong characters, as optical recognition leaves them.
pub(super) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longest = a.len().max(b.len());
    let allowed = (longest + 2) / 7;
    longest <= 400 && distance_within(&a, &b, allowed)
}

/// Equal but for a third of the characters: enough between two lines that are alike.
pub(super) fn roughly(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longest = a.len().max(b.len());
    longest <= 400 && distance_within(&a, &b, longest.div_ceil(3))
}

/// Whether at most `allowed` characters must be changed, added or dropped.
fn distance_within(a: &[char], b: &[char], allowed: usize) -> bool {
    if allowed == 0 || a.len().abs_diff(b.len()) > allowed {
        return false;
    }
    let far = allowed + 1;
    let mut row: Vec<usize> = (0..=b.len()).map(|j| j.min(far)).collect();
    for (i, &x) in a.iter().enumerate() {
        let (from, to) = (i.saturating_sub(allowed), (i + allowed + 1).min(b.len()));
        let mut corner = row[from];
        row[from] = if from == 0 { (i + 1).min(far) } else { far };
        let mut least = row[from];
        for j in from..to {
            let above = if j + 1 > i + allowed { far } else { row[j + 1] };
            let step = (corner + usize::from(x != b[j])).min(above + 1).min(row[j] + 1);
            corner = row[j + 1];
            row[j + 1] = step.min(far);
            least = least.min(step);
        }
        if least > allowed {
            return false;
        }
    }
    row[b.len()] <= allowed
}

/// The span of a whole line without its outer blanks.
pub(super) fn whole(document: &Document, at: usize) -> Span {
    let line = document.lines[at];
    let text = document.line_text(at);
    let start = line.start + (text.len() - text.trim_start_matches(crate::audit::is_blank).len());
    let end = line.end - (text.len() - text.trim_end_matches(crate::audit::is_blank).len());
    span(at, start, end.max(start))
}

/// The first part of a line whose key is `prefix`.
pub(super) fn head(document: &Document, at: usize, prefix: &str) -> Option<Span> {
    let all = whole(document, at);
    let text = document.span_text(all);
    let end = text
        .char_indices()
        .map(|(i, c)| i + c.len_utf8())
        .take(4 * prefix.len() + 8)
        .find(|&end| key(&text[..end]) == prefix)?;
    Some(span(at, all.start as usize, all.start as usize + end))
}

/// The last part of a line whose key is `suffix`.
pub(super) fn tail(document: &Document, at: usize, suffix: &str) -> Option<Span> {
    let all = whole(document, at);
    let text = document.span_text(all);
    let start = text
        .char_indices()
        .rev()
        .map(|(i, _)| i)
        .take(4 * suffix.len() + 8)
        .find(|&start| key(&text[start..]) == suffix)?;
    Some(span(at, all.start as usize + start, all.end as usize))
}

fn span(at: usize, start: usize, end: usize) -> Span {
    Span {
        line: at as u32,
        start: start as u32,
        end: end as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_lines_are_alike() {
        assert!(alike("Action Commentaire", "Action Commentairc"));
        assert!(alike("MEASURE Explanation", "MEASURE Exp1anatiori"));
        assert!(alike("abcdefg", "bcdefg"));
        assert!(!alike("Ongoing", "Planned"));
        assert!(!alike("Norway", "Norwegians"));
        assert!(!alike("abc", "abd"));
    }

    #[test]
    fn keys_ignore_spacing_and_ligatures() {
        assert_eq!(key("  REG(2026)\u{a0}1  \u{fb01}nal "), "REG(2026) 1 final");
        assert_eq!(mask("REG(2026) 151 final"), "REG(#) # final");
    }

    #[test]
    fn parts_of_a_line_are_found_in_the_source() {
        let document = crate::input::read("x", "done  2\u{a0}REG \n".as_bytes()).unwrap();
        assert_eq!(document.span_text(tail(&document, 0, "2 REG").unwrap()), "2\u{a0}REG");
        assert_eq!(document.span_text(head(&document, 0, "done").unwrap()), "done");
        assert_eq!(head(&document, 0, "gone"), None);
    }
}
