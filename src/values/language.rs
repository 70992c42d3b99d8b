//! Languages as sets of bits, and which of them a document speaks.

/// The official languages of the European Union, sorted; a language is its place in this list.
pub const CODES: [&str; 24] = [
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl",
    "pt", "ro", "sk", "sl", "sv",
];

/// A set of languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Languages(u32);

impl Languages {
    /// Every language.
    pub const ALL: Self = Self((1 << CODES.len()) - 1);

    /// Reads codes separated by commas; `*` is every language, a code that is none is left out.
    pub fn parse(codes: &str) -> Self {
        if codes == "*" {
            return Self::ALL;
        }
        let bits = codes.split(',').filter_map(|code| CODES.binary_search(&code).ok());
        Self(bits.fold(0, |all, bit| all | 1 << bit))
    }

    /// Whether one language at least is in both.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those in either.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Their places in [`CODES`].
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..CODES.len()).filter(move |bit| self.0 & (1 << bit) != 0)
    }
}

/// Counts which language has the most of the words and names of a document.
#[derive(Debug, Clone, Default)]
pub struct Evidence([u32; CODES.len()]);

impl Evidence {
    /// A word was seen that these languages have; what every language has says nothing.
    pub fn add(&mut self, languages: Languages) {
        if languages != Languages::ALL {
            languages.iter().for_each(|bit| self.0[bit] += 1);
        }
    }

    /// The languages with the most; all, where nothing was seen.
    pub fn languages(&self) -> Languages {
        let most = self.0.iter().copied().max().unwrap_or(0);
        let bits = (0..CODES.len()).filter(|&bit| self.0[bit] == most);
        Languages(bits.fold(0, |all, bit| all | 1 << bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_most_wins_and_ties_stay() {
        let mut evidence = Evidence::default();
        assert_eq!(evidence.languages(), Languages::ALL);
        evidence.add(Languages::parse("nl,de"));
        assert_eq!(evidence.languages(), Languages::parse("de,nl"));
        evidence.add(Languages::parse("nl"));
        evidence.add(Languages::parse("*"));
        assert_eq!(evidence.languages(), Languages::parse("nl"));
        assert_eq!(Languages::parse("xx"), Languages::parse(""));
        assert!(CODES.is_sorted());
    }
}
