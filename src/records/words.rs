//! What the document itself says about its words: the evidence for joining lines.

use super::clean::{LOST_HYPHEN, SOFT_HYPHEN, clean, is_hyphen};
use super::fluency::Fluency;
use crate::document::Document;
use std::collections::BTreeMap;

/// The words of one document, counted where they are surely whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// Words inside lines, lower case, without punctuation around them.
    inner: BTreeMap<String, u32>,
    /// Words at the end of a line of several: surely whole at their start.
    whole: BTreeMap<String, u32>,
    /// Words at the start of a line, with the words that ended the lines before.
    firsts: BTreeMap<String, BTreeMap<String, u32>>,
    /// Words at the start or end of a line, which may be parts of words.
    edge: BTreeMap<String, u32>,
    /// What follows a free-standing `x-` inside a line.
    followers: BTreeMap<String, u32>,
    /// Words before a blank and after it inside a line, for `x- y`.
    suspended: BTreeMap<String, u32>,
    /// Lines with text, and those of them that keep a blank at the end.
    lines: u32,
    blank_ends: u32,
    /// Soft hyphens or U+2010 at line ends: the document shows its syllable divisions with a mark of their own.
    marked: u32,
    /// U+2010 inside words inside lines: there it is the ordinary hyphen.
    typographic: u32,
    /// Line-end hyphens that the words of the document resolve: dropped, kept.
    pub(super) dropped: u32,
    /// See `dropped`.
    pub(super) kept: u32,
    /// Free-standing hyphens at line ends that divide a word of the document.
    lone: u32,
    /// Words inside lines that begin with a hyphen (`and -words`).
    leading: u32,
    /// Free-standing hyphens inside lines, which stand for dashes.
    spaced: u32,
    letters: Fluency,
}

/// Where a word stands in its line.
#[derive(Debug, Clone, Copy)]
struct Place {
    first: bool,
    last: bool,
    /// It is the only one.
    alone: bool,
}

/// A word without the punctuation around it, lower case; a leading hyphen is punctuation too.
///
/// A capital right behind a hyphen stays: it tells a compound (`x-Y`) from a division (`x-y`).
pub(super) fn bare(word: &str) -> String {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let Some((head, tail)) = word.split_once('-') else {
        return word.to_lowercase();
    };
    let mut out = head.to_lowercase();
    for part in tail.split('-') {
        let mut letters = part.chars();
        out.push('-');
        out.extend(letters.next());
        out.push_str(&letters.as_str().to_lowercase());
    }
    out
}

/// A word as the second half of a compound: its first letter as it is.
fn second(word: &str) -> String {
    match word.trim_matches(|c: char| !c.is_alphanumeric()) {
        "" => String::new(),
        word => bare(&format!("x-{word}")).split_off("x-".len()),
    }
}

/// Counts a word once more; most words come again.
fn add(counts: &mut BTreeMap<String, u32>, word: &str) {
    match counts.get_mut(word) {
        Some(count) => *count += 1,
        None => drop(counts.insert(word.to_owned(), 1)),
    }
}

impl Words {
    /// Counts the words of a document.
    pub(super) fn of(document: &Document) -> Self {
        let mut words = Self::default();
        let mut after_hyphen: Option<(String, bool)> = None;
        let mut seams: Vec<(String, String, bool)> = Vec::new();
        let mut end = String::new();
        for index in 0..document.lines.len() {
            let raw = document.line_text(index);
            let line = clean(raw);
            if line.is_empty() {
                continue;
            }
            words.lines += 1;
            words.blank_ends += u32::from(raw.ends_with(char::is_whitespace));
            let tokens: Vec<&str> = line.split(' ').collect();
            let lone = tokens.last() == Some(&"-");
            for token in tokens.iter().skip(1) {
                let mut chars = token.chars();
                if chars.next() == Some('-') {
                    words.leading += u32::from(chars.next().is_some_and(char::is_alphabetic));
                }
            }
            let inside = tokens.len().saturating_sub(1).max(1);
            words.spaced += tokens[1.min(tokens.len())..inside]
                .iter()
                .filter(|t| **t == "-")
                .count() as u32;
            if let Some((first, lone)) = after_hyphen.take() {
                seams.push((first, tokens[0].to_owned(), lone));
            }
            if lone && tokens.len() > 1 {
                after_hyphen = Some((tokens[tokens.len() - 2].to_owned(), true));
            }
            for (i, token) in tokens.iter().enumerate() {
                let last = i + 1 == tokens.len();
                let place = Place {
                    first: i == 0,
                    last,
                    alone: tokens.len() == 1,
                };
                words.count(token, place, tokens.get(i + 1).copied());
                if let Some((a, b)) = token.split_once(LOST_HYPHEN) {
                    if b.is_empty() {
                        after_hyphen = Some((a.to_owned(), false));
                    } else {
                        seams.push((a.to_owned(), b.to_owned(), false));
                    }
                } else if last
                    && let Some(a) = token.strip_suffix(['-', '\u{2010}'])
                    && !a.is_empty()
                {
                    after_hyphen = Some((a.to_owned(), false));
                }
            }
            let firsts = words.firsts.entry(bare(tokens[0])).or_default();
            *firsts.entry(std::mem::take(&mut end)).or_default() += 1;
            end = tokens.last().map(|token| bare(token)).unwrap_or_default();
        }
        for word in words
            .inner
            .keys()
            .chain(words.whole.keys().filter(|w| !words.inner.contains_key(*w)))
        {
            words.letters.learn(word);
        }
        for (a, b, lone) in &seams {
            if *lone {
                words.lone += u32::from(words.known(a, b) == Some(false));
                continue;
            }
            match words.known(a, b) {
                Some(true) => words.kept += 1,
                Some(false) => words.dropped += 1,
                None => {}
            }
        }
        words
    }

    fn count(&mut self, token: &str, place: Place, next: Option<&str>) {
        let last = place.last;
        if token.contains(LOST_HYPHEN) {
            return;
        }
        if last && token.ends_with([SOFT_HYPHEN, '\u{2010}']) {
            self.marked += 1;
            return;
        }
        if last && token.ends_with('-') {
            return;
        }
        let word = bare(token);
        if word.is_empty() {
            return;
        }
        if word.contains('\u{2010}') {
            self.typographic += 1;
        }
        if token.ends_with('-')
            && let Some(next) = next
        {
            add(&mut self.followers, &bare(next));
            add(&mut self.suspended, &format!("{word} {}", bare(next)));
        }
        let word = match word.contains('\u{2010}') {
            true => word.replace('\u{2010}', "-"),
            false => word,
        };
        if !place.first && !last {
            add(&mut self.inner, &word);
            return;
        }
        if last && !place.alone {
            add(&mut self.whole, &word);
        }
        add(&mut self.edge, &word);
    }

    /// How often a bare word stands where it is surely whole.
    pub(super) fn inner(&self, word: &str) -> u32 {
        self.inner.get(word).copied().unwrap_or(0)
    }

    /// Whether a bare word stands somewhere as a word of its own, as far as one can see.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.inner.contains_key(word) || self.whole.contains_key(word)
    }

    /// Whether a bare word begins a line after another line end than `before`.
    pub(super) fn begins_lines(&self, word: &str, before: &str) -> bool {
        self.firsts
            .get(word)
            .is_some_and(|firsts| firsts.keys().any(|end| end != before))
    }

    /// Whether a free-standing hyphen at a line end belongs to the word after it, as other words here begin with one.
    pub(super) fn lone_hyphens_lead(&self) -> bool {
        self.leading > self.spaced
    }

    /// Whether free-standing hyphens at line ends divide words here.
    pub(super) fn lone_hyphens_divide(&self) -> bool {
        self.lone > 1
    }

    /// Natural logarithm of the odds that two bare words are one; see [`Fluency`].
    pub(super) fn joined(&self, a: &str, b: &str) -> f64 {
        self.letters.joined(a, b)
    }

    /// How often a bare word stands anywhere.
    pub(super) fn anywhere(&self, word: &str) -> u32 {
        self.inner(word) + self.edge.get(word).copied().unwrap_or(0)
    }

    /// How often a word begins with `prefix`.
    pub(super) fn beginning(&self, prefix: &str) -> u32 {
        [&self.inner, &self.edge]
            .into_iter()
            .flat_map(|map| map.range(prefix.to_owned()..))
            .take_while(|(word, _)| word.starts_with(prefix))
            .map(|(_, n)| n)
            .sum()
    }

    /// How often `a- b` stands inside a line.
    pub(super) fn suspended(&self, a: &str, b: &str) -> u32 {
        let pair = format!("{} {}", bare(a), bare(b));
        self.suspended.get(&pair).copied().unwrap_or(0)
    }

    /// How often a word follows some `x-` inside a line.
    pub(super) fn follower(&self, b: &str) -> u32 {
        self.followers.get(&bare(b)).copied().unwrap_or(0)
    }

    /// Whether the document's own words say that `a`, line end, `b` keeps its hyphen; `None` when they are silent.
    pub(super) fn known(&self, a: &str, b: &str) -> Option<bool> {
        let (whole, divided) = (format!("{}-{}", bare(a), second(b)), format!("{}{}", bare(a), bare(b)));
        let kept = self.anywhere(&whole);
        let dropped = self.anywhere(&divided);
        if kept != dropped {
            return Some(kept > dropped);
        }
        let head: String = bare(b).chars().take(4).collect();
        if head.chars().count() < 2 {
            return None;
        }
        let compound: String = second(b).chars().take(4).collect();
        let kept = self.beginning(&format!("{}-{compound}", bare(a)));
        let dropped = self.beginning(&format!("{}{head}", bare(a)));
        (kept != dropped).then_some(kept > dropped)
    }

    /// Whether line ends keep their blank, so that its absence says something.
    pub(super) fn keeps_blanks(&self) -> bool {
        self.blank_ends * 4 > self.lines
    }

    /// Whether syllable divisions have a mark of their own, so that a plain hyphen is none.
    pub(super) fn marks_divisions(&self) -> bool {
        self.marked > 0 && self.typographic == 0
    }

    /// Whether a word is among the most frequent ones inside lines.
    pub(super) fn is_frequent(&self, word: &str) -> bool {
        let own = self.inner(word);
        let total: u32 = self.inner.values().sum();
        own >= 4 && own * 200 >= total
    }
}

/// Whether a text ends with a hyphen of any kind.
pub(super) fn ends_with_hyphen(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_hyphen)
}
