//! Which words a line has to itself: header rows and titles use words the body does not.

use super::lines::Lines;
use std::collections::HashMap;

/// How often each word is printed.
pub(super) struct Words<'a> {
    counts: HashMap<&'a str, usize>,
}

/// The words of a block that are printed nowhere else.
pub(super) struct Rare {
    /// Words with letters.
    pub(super) words: usize,
    /// Those of at least four characters.
    pub(super) known: usize,
    /// Share of the latter that only the block prints.
    pub(super) share: f32,
}

impl<'a> Words<'a> {
    /// Counts the words of all printed lines.
    pub(super) fn new(lines: &'a Lines) -> Self {
        let mut counts = HashMap::new();
        for n in 0..lines.len() {
            for word in words(lines.key(n)) {
                *counts.entry(word).or_default() += 1;
            }
        }
        Self { counts }
    }

    /// Leaves the words of `block` out of the count.
    pub(super) fn forget(&mut self, lines: &'a Lines, block: &[usize]) {
        for word in block.iter().flat_map(|&n| words(lines.key(n))) {
            if let Some(count) = self.counts.get_mut(word) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// The words of `block`, of which there are `copies`, that nothing else prints.
    pub(super) fn rare(&self, lines: &'a Lines, block: &[usize], copies: usize) -> Rare {
        let all: Vec<&str> = block.iter().flat_map(|&n| words(lines.key(n))).collect();
        let long: Vec<&str> = all.iter().copied().filter(|w| w.chars().count() > 3).collect();
        let rare = long
            .iter()
            .filter(|&&w| {
                let inside = all.iter().filter(|&&other| other == w).count();
                self.counts.get(w).copied().unwrap_or(0) <= inside * copies
            })
            .count();
        Rare {
            words: all.len(),
            known: long.len(),
            share: rare as f32 / long.len().max(1) as f32,
        }
    }
}

fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().any(char::is_alphabetic))
}
