//! How much a string looks like a word of the document: a small letter model learned from the document's own words.
//!
//! Interpolated trigrams over the distinct words (Witten–Bell-like smoothing with a fixed weight). It is weak evidence,
//! for seams that no known word decides, and it needs no language.

use std::collections::HashMap;

const EDGE: char = '\u{0}';
const WEIGHT: f64 = 2.0;

/// Letter statistics of distinct words.
#[derive(Debug, Clone, Default)]
pub(super) struct Fluency {
    three: HashMap<[char; 3], u32>,
    two: HashMap<[char; 2], u32>,
    one: HashMap<char, u32>,
    total: u32,
}

impl Fluency {
    /// Learns from one more distinct word.
    pub(super) fn learn(&mut self, word: &str) {
        let mut before = [EDGE; 2];
        for c in word.chars().chain([EDGE]) {
            *self.three.entry([before[0], before[1], c]).or_default() += 1;
            // Contexts are counted as the heads of what follows them.
            *self.two.entry([before[1], c]).or_default() += 1;
            *self.one.entry(c).or_default() += 1;
            self.total += 1;
            before = [before[1], c];
        }
    }

    /// Natural logarithm of the odds that `a` and `b` are one word, not two.
    pub(super) fn joined(&self, a: &str, b: &str) -> f64 {
        self.word(&format!("{a}{b}")) - self.word(a) - self.word(b)
    }

    /// Natural logarithm of the probability of a word.
    fn word(&self, word: &str) -> f64 {
        let mut before = [EDGE; 2];
        let mut sum = 0.0;
        for c in word.chars().chain([EDGE]) {
            sum += self.next(before, c).ln();
            before = [before[1], c];
        }
        sum
    }

    fn next(&self, before: [char; 2], c: char) -> f64 {
        let count = |n: Option<&u32>| f64::from(n.copied().unwrap_or(0));
        let total = f64::from(self.total);
        let alphabet = self.one.len() as f64 + 1.0;
        let one = (count(self.one.get(&c)) + 1.0) / (total + alphabet);
        let context = count(self.one.get(&before[1]));
        let two = (count(self.two.get(&[before[1], c])) + WEIGHT * one) / (context + WEIGHT);
        // A word's first letter has no trigram context of its own: two edges stand before it.
        let context = if before == [EDGE; 2] {
            count(self.one.get(&EDGE))
        } else {
            count(self.two.get(&before))
        };
        (count(self.three.get(&[before[0], before[1], c])) + WEIGHT * two) / (context + WEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::Fluency;

    #[test]
    fn a_cut_word_is_one_word() {
        let mut letters = Fluency::default();
        for word in [
            "meeting", "running", "station", "nation", "national", "going", "ration", "on", "is", "meets",
        ] {
            letters.learn(word);
        }
        assert!(letters.joined("rati", "onal") > letters.joined("nation", "is"));
    }

    #[test]
    fn probabilities_of_what_follows_sum_to_at_most_one() {
        let mut letters = Fluency::default();
        for word in ["abc", "abd", "ba"] {
            letters.learn(word);
        }
        let sum: f64 = ['a', 'b', 'c', 'd', '\u{0}', 'z']
            .iter()
            .map(|&c| letters.next(['a', 'b'], c))
            .sum();
        assert!(sum > 0.9 && sum <= 1.0 + 1e-9, "{sum}");
    }
}
