//! Which lines a profile speaks of: those with an exact text, or those a regular expression matches.

use regex::Regex;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Says which lines are meant.
///
/// In a profile `"text"` is the whole line, and `{ regex = 'expression' }` is found anywhere in it unless it begins with `^`
/// or ends with `$`. Both see the line without the white space around it and with single blanks inside.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// The whole line is this text; as [`normal`] gives it.
    Text(String),
    /// The expression is found in the line.
    Regex(Regex),
}

impl Pattern {
    /// Where the pattern is found in a line as [`normal`] gives it: byte offsets of its beginnings.
    ///
    /// Unlike [`Self::matches`], a text need not be the whole line.
    pub fn places(&self, line: &str) -> Vec<usize> {
        match self {
            Self::Text(text) => line.match_indices(text).map(|(at, _)| at).collect(),
            Self::Regex(regex) => regex.find_iter(line).map(|found| found.start()).collect(),
        }
    }

    /// Whether a line is meant; `line` as [`normal`] gives it.
    pub fn matches(&self, line: &str) -> bool {
        match self {
            Self::Text(text) => line == text,
            Self::Regex(regex) => regex.is_match(line),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Regex(regex) => write!(f, "regex '{regex}'"),
        }
    }
}

/// A line as patterns see it: compatibility characters opened (`ﬁ` is `fi`), runs of white space one blank, none around it.
pub fn normal(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for word in line.split(crate::audit::is_blank).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.nfkc());
    }
    out
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PatternVisitor)
    }
}

struct PatternVisitor;

impl<'de> Visitor<'de> for PatternVisitor {
    type Value = Pattern;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of a line in quotes, or { regex = 'expression' }")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Pattern, E> {
        let text = normal(text);
        if text.is_empty() {
            return Err(E::custom("an empty text matches no line; leave it out"));
        }
        Ok(Pattern::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pattern, A::Error> {
        const KEYS: &[&str] = &["regex"];
        let mut found: Option<Expression> = None;
        while let Some(key) = map.next_key::<String>()? {
            if key != KEYS[0] {
                return Err(de::Error::unknown_field(&key, KEYS));
            }
            found = Some(map.next_value()?);
        }
        found
            .map(|expression| Pattern::Regex(expression.0))
            .ok_or_else(|| de::Error::missing_field(KEYS[0]))
    }
}

/// A regular expression, compiled where its place in the file is still known.
struct Expression(Regex);

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Regex::new(&text).map(Self).map_err(|error| {
            // The last line says what is wrong; those before draw it.
            let error = error.to_string();
            let reason = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
            de::Error::custom(format!("`regex` is no valid regular expression: {reason}"))
        })
    }
}

/// One pattern, or a list of them.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Pattern>, D::Error> {
    struct Many;
    impl<'de> Visitor<'de> for Many {
        type Value = Vec<Pattern>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the text of a line in quotes, { regex = 'expression' }, or a list of these")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            PatternVisitor.visit_str(text).map(|pattern| vec![pattern])
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            PatternVisitor.visit_map(map).map(|pattern| vec![pattern])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut patterns = Vec::new();
            while let Some(pattern) = list.next_element()? {
                patterns.push(pattern);
            }
            Ok(patterns)
        }
    }
    deserializer.deserialize_any(Many)
}
