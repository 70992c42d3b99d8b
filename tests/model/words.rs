//! Words and cells that follow from chance: some words come often, most seldom, as in any language.

use super::Chance;

/// A vocabulary.
pub(super) struct Words {
    all: Vec<String>,
    regions: Vec<String>,
}

const BEGINS: [&str; 12] = ["b", "d", "st", "k", "l", "m", "pr", "r", "s", "t", "v", ""];
const MIDDLES: [&str; 7] = ["a", "e", "i", "o", "u", "ei", "oo"];
const ENDS: [&str; 8] = ["n", "r", "s", "t", "l", "", "ng", "m"];
const SMALL: [&str; 8] = ["of", "the", "and", "in", "for", "to", "with", "on"];

impl Words {
    pub(super) fn new(chance: &mut Chance) -> Self {
        let mut word = |syllables: usize| -> String {
            let syllable = |chance: &mut Chance| {
                let [begin, end] = [BEGINS.as_slice(), ENDS.as_slice()].map(|of| of[chance.below(of.len())]);
                format!("{begin}{}{end}", MIDDLES[chance.below(MIDDLES.len())])
            };
            (0..syllables).map(|_| syllable(chance)).collect()
        };
        Self {
            all: (0..600).map(|n| word(1 + n % 4)).collect(),
            regions: (0..40).map(|n| capital(&word(2 + n % 2))).collect(),
        }
    }

    fn word<'a>(&'a self, chance: &mut Chance) -> &'a str {
        if chance.below(3) == 0 {
            return SMALL[chance.below(SMALL.len())];
        }
        // The lower of two: words in front come more often.
        let of = self.all.len();
        let at = chance.below(of).min(chance.below(of)).min(chance.below(of));
        &self.all[at]
    }

    /// So many words and a few more, the first with a capital.
    pub(super) fn phrase(&self, chance: &mut Chance, words: usize) -> String {
        let count = words + chance.below(4);
        let words: Vec<&str> = (0..count).map(|_| self.word(chance)).collect();
        capital(&words.join(" "))
    }

    pub(super) fn title(&mut self, chance: &mut Chance) -> String {
        self.phrase(chance, 3)
    }

    /// One to three sentences.
    pub(super) fn prose(&mut self, chance: &mut Chance) -> String {
        let sentences: Vec<String> = (0..=chance.below(3))
            .map(|_| format!("{}.", self.phrase(chance, 8)))
            .collect();
        sentences.join(" ")
    }

    pub(super) fn partners(&mut self, chance: &mut Chance) -> String {
        let count = if chance.below(2) == 0 { 1 } else { 2 + chance.below(3) };
        let names: Vec<&str> = (0..count)
            .map(|_| self.regions[chance.below(self.regions.len())].as_str())
            .collect();
        names.join(", ")
    }

    pub(super) fn period(&mut self, chance: &mut Chance) -> String {
        let year = 2024 + chance.below(4);
        match chance.below(4) {
            0 => "Ongoing".to_owned(),
            1 => year.to_string(),
            _ => format!("{year}-{}", year + 1 + chance.below(3)),
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
