//! The text of a cell from its pieces: which line ends are a blank, nothing, or a hyphen.

use super::clean::{LOST_HYPHEN, SOFT_HYPHEN, clean};
use super::words::{Words, bare, ends_with_hyphen};
use crate::document::Document;
use crate::reconstruct::Piece;
use crate::reconstruct::metrics::{Family, width};

/// What becomes of a line-end hyphen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hyphen {
    /// It divided a syllable.
    Drop,
    /// It belongs to the word.
    Keep,
    /// It belongs to the word, and another word follows (`x- and y-z`).
    Suspend,
}

/// Odds (as logarithm) of the letters from which on a full line of one word is taken for a part of a word.
const CUT: f64 = 1.2;
/// What is added to it when the second part begins lines elsewhere too.
const DOUBT: f64 = 2.0;
/// Weight of the letters' odds beside the other evidence for a division.
const LETTERS: f64 = 0.3;
/// The least the letters may say: names and loans look like no word of the document.
const LEAST: f64 = -3.0;
/// Taken off when one half is a word of the document.
const HALF: f64 = 0.5;

/// Joins lines with the evidence of one document.
#[derive(Debug)]
pub struct Joiner<'a> {
    document: &'a Document,
    words: Words,
}

/// The widest line of a column, per family of fonts, in 1/1000 em.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fill([u32; Family::ALL.len()]);

impl Fill {
    /// Takes the width of one more line into account.
    pub fn add(&mut self, line: &str) {
        // Lines whose newline is gone are several.
        for line in line.split(LOST_HYPHEN) {
            for (widest, family) in self.0.iter_mut().zip(Family::ALL) {
                *widest = (*widest).max(width(line, family));
            }
        }
    }

    /// Whether a line is so full that one more character would not fit, by the widths of some family.
    fn full(&self, line: &str, next: char) -> bool {
        let more = next.to_string();
        (self.0.iter().zip(Family::ALL))
            .any(|(&widest, family)| (width(line, family) + width(&more, family)) * 100 >= widest * 99)
    }
}

impl<'a> Joiner<'a> {
    /// Reads the words of a document once.
    pub fn new(document: &'a Document) -> Self {
        Self {
            document,
            words: Words::of(document),
        }
    }

    /// The cleaned text of one piece, as it counts for [`Fill`].
    pub fn line(&self, piece: &Piece) -> String {
        clean(self.document.span_text(piece.span))
    }

    /// The text of a cell or heading: lines joined, paragraphs separated by `\n`. `fill` is that of its column.
    pub fn text(&self, pieces: &[Piece], fill: Option<&Fill>) -> String {
        let mut out = String::new();
        let mut before: Option<(String, &Piece)> = None;
        for piece in pieces {
            let line = self.line(piece);
            if line.is_empty() {
                continue;
            }
            if let Some((last, previous)) = &before {
                self.seam(&mut out, last, previous, &line, piece, fill);
            }
            out.push_str(&line);
            before = Some((line, piece));
        }
        while out.ends_with([SOFT_HYPHEN, LOST_HYPHEN]) {
            out.pop();
        }
        self.resolve_lost(&out)
    }

    /// Ends `out` so that `line` can follow.
    fn seam(&self, out: &mut String, last: &str, previous: &Piece, line: &str, piece: &Piece, fill: Option<&Fill>) {
        // No paragraph ends with a hyphen on a word, whatever the shape of its last line says.
        let open = ends_with_hyphen(out) && last_word(out).chars().count() > 1;
        if piece.paragraph && !open {
            out.push('\n');
            return;
        }
        if previous.span.line == piece.span.line && previous.span.end == piece.span.start {
            return;
        }
        let blank = self.blank_after(previous);
        if ends_with_hyphen(out) {
            let mut a = last_word(out).to_owned();
            let b = first_word(line);
            let mark = out.pop().unwrap_or('-');
            if a == "-" && self.words.lone_hyphens_divide() && out.ends_with(' ') {
                out.pop();
                a = last_word(out).to_owned();
                if self.words.known(&a, b) == Some(true) {
                    out.push(mark);
                }
                return;
            }
            if a == "-" && self.words.lone_hyphens_lead() && b.starts_with(char::is_lowercase) {
                out.push(mark);
                return;
            }
            let kept = if mark == LOST_HYPHEN { '-' } else { mark };
            match self.hyphen(&a, mark, b, blank) {
                Hyphen::Drop => {}
                Hyphen::Keep => out.push(kept),
                Hyphen::Suspend => {
                    out.push(kept);
                    out.push(' ');
                }
            }
            return;
        }
        let sure_blank = blank && self.words.keeps_blanks();
        if !sure_blank && (self.unspaced(out, line) || self.cut(last, line, fill)) {
            return;
        }
        out.push(' ');
    }

    /// Whether white space stands behind a piece in its line.
    fn blank_after(&self, piece: &Piece) -> bool {
        let line = self.document.lines[piece.span.line as usize];
        let text = self.document.span_text(piece.span);
        let rest = self.document.text.get(piece.span.end as usize..line.end);
        text.ends_with(char::is_whitespace) || rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
    }

    /// What becomes of the hyphen `mark` between `a` (which ends with it) and `b`.
    fn hyphen(&self, a: &str, mark: char, b: &str, blank: bool) -> Hyphen {
        let words = &self.words;
        let a = a.strip_suffix(mark).unwrap_or(a);
        if mark == SOFT_HYPHEN || (mark == '\u{2010}' && words.marks_divisions()) {
            return Hyphen::Drop;
        }
        if a.is_empty() {
            // A hyphen of its own: before a word (`and -x`) the line broke behind it.
            return if blank || !words.keeps_blanks() {
                Hyphen::Suspend
            } else {
                Hyphen::Keep
            };
        }
        if blank && words.keeps_blanks() {
            return Hyphen::Suspend;
        }
        let (Some(end), Some(start)) = (a.chars().next_back(), b.chars().next()) else {
            return Hyphen::Keep;
        };
        if !end.is_alphabetic() || !start.is_alphabetic() {
            return Hyphen::Keep;
        }
        let certain = words.keeps_blanks() && mark == '-';
        if !certain && words.suspended(a, b) > 0 {
            return Hyphen::Suspend;
        }
        match words.known(a, b) {
            Some(true) => return Hyphen::Keep,
            Some(false) => return Hyphen::Drop,
            None => {}
        }
        let capitals = |text: &str| {
            text.chars().filter(|c| c.is_alphabetic()).count() > 1
                && text.to_lowercase() != text
                && text.to_uppercase() == text
        };
        if (start.is_uppercase() && !(capitals(a) && capitals(b)))
            || (capitals(a) && !capitals(b))
            || bare(a).chars().count() < 2
        {
            return Hyphen::Keep;
        }
        let habit = words.dropped > words.kept;
        if !certain && (words.follower(b) > 0 || (!habit && b.chars().count() <= 4 && words.is_frequent(&bare(b)))) {
            return Hyphen::Suspend;
        }
        if mark == '-' && words.marks_divisions() {
            return Hyphen::Keep;
        }
        if self.divides(a, b) { Hyphen::Drop } else { Hyphen::Keep }
    }

    /// Weighs a division without direct evidence: the document's habit, and whether the halves are words.
    fn divides(&self, a: &str, b: &str) -> bool {
        let words = &self.words;
        let habit = (f64::from(words.dropped) + 0.3).ln() - (f64::from(words.kept) + 1.0).ln();
        let mut weight = habit + LETTERS * words.joined(&bare(a), &bare(b)).max(LEAST);
        for half in [a, b] {
            if words.anywhere(&bare(half)) > 0 {
                weight -= HALF;
            }
        }
        weight > 0.0
    }

    /// Whether a line end between `left` and `right` has no blank though no hyphen stands there.
    fn unspaced(&self, left: &str, right: &str) -> bool {
        let mut ends = left.chars().rev();
        let (Some(end), before) = (ends.next(), ends.next()) else {
            return false;
        };
        let Some(start) = right.chars().next() else {
            return false;
        };
        if is_unspaced_script(end) && is_unspaced_script(start) {
            return true;
        }
        let tight = before.is_some_and(|c| !c.is_whitespace());
        match end {
            '/' => tight,
            '\u{2013}' => tight && before.is_some_and(char::is_numeric) && start.is_numeric(),
            _ => is_address(last_word(left)) && !start.is_uppercase(),
        }
    }

    /// Whether a word too wide for its column was cut between two lines without a hyphen.
    fn cut(&self, last: &str, line: &str, fill: Option<&Fill>) -> bool {
        let (a, b) = (last_word(last), first_word(line));
        let (Some(end), Some(start)) = (a.chars().next_back(), b.chars().next()) else {
            return false;
        };
        if !end.is_alphabetic() || !start.is_alphabetic() || (start.is_uppercase() && !end.is_uppercase()) {
            return false;
        }
        // The word stood at the start of its line, or it would have moved down whole.
        if a.len() != last.len() {
            return false;
        }
        let (left, right) = (bare(a), bare(b));
        let words = &self.words;
        let known = words.anywhere(&format!("{left}{right}")) > 0;
        if known || words.is_word(&right) {
            return known && !(words.is_word(&left) && words.is_word(&right));
        }
        let doubt = if words.begins_lines(&right, &left) { DOUBT } else { 0.0 };
        fill.is_some_and(|fill| fill.full(last, start)) && words.joined(&left, &right) > CUT + doubt
    }

    /// Resolves the hyphens whose newline is gone, inside a line.
    fn resolve_lost(&self, text: &str) -> String {
        if !text.contains(LOST_HYPHEN) {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut parts = text.split(LOST_HYPHEN).peekable();
        while let Some(part) = parts.next() {
            out.push_str(part);
            if let Some(next) = parts.peek() {
                let a = format!("{}{LOST_HYPHEN}", last_word(&out));
                match self.hyphen(&a, LOST_HYPHEN, first_word(next), false) {
                    Hyphen::Drop => {}
                    Hyphen::Keep => out.push('-'),
                    Hyphen::Suspend => out.push_str("- "),
                }
            }
        }
        out
    }
}

fn last_word(text: &str) -> &str {
    text.rsplit([' ', '\n']).next().unwrap_or("")
}

/// The first word, up to a hyphen whose newline is gone.
fn first_word(text: &str) -> &str {
    text.split([' ', '\n', LOST_HYPHEN]).next().unwrap_or("")
}

/// Scripts that put no blanks between words: there a line end is none either.
fn is_unspaced_script(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{312f}'
        | '\u{3190}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}')
}

/// A web address that breaks behind one of its own marks.
fn is_address(word: &str) -> bool {
    (word.contains("://") || word.starts_with("www.")) && word.ends_with(['.', '/', '_', '=', '&', '?', '#'])
}

#[cfg(test)]
#[path = "join_tests.rs"]
mod tests;
