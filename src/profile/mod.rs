//! What a user fixes by hand where inference can't know: a TOML file, read and checked.
//!
//! Every key is optional; what a profile leaves out is inferred as ever. All keys, with what they mean:
//!
//! ```toml
//! header = "Measure Explanation Partner State"  # words of the header row, in reading order
//! font = "sans"                       # serif, sans, calibri or mono: whose widths the text was set with
//! ignore = ["Draft", { regex = '^Page \d+ of \d+$' }]  # lines that are page furniture
//! keep = ["Norway"]                   # lines that are neither furniture nor part of a header row
//!
//! [table]
//! begins = "Annex I"                  # first line of the table; what stands before it is prose
//! ends_before = { regex = '^Annex II' }  # first line after it
//!
//! [[columns]]                         # one for each column, in order (or just `columns = 4`)
//! name = "Measure"                    # replaces the name in the header row
//! kind = "phrase"                     # see `Kinds::names`
//! lines = ["Ongoing"]                 # lines that are, as a whole, of this column
//! begin_with = ["First quarter"]      # texts its cells begin with, wherever in a line they stand
//!
//! [[columns]]
//! name = "State"
//!
//! [headings]
//! section = { regex = '^\d+\. ' }     # lines that are headings
//! subsection = ["Trade"]              # the same, one level below
//! never = ["Norway"]                  # lines that are none
//! only = true                         # no other line is a heading
//!
//! [rows]
//! begin = { regex = '^[A-Z]\d+ ' }    # lines that a record begins with
//! never = ["G20"]                     # lines that no record begins with
//! only = true                         # no other line begins a record
//! ```
//!
//! A line is meant by its exact text or by a regular expression: see [`Pattern`].

mod columns;
mod draft;
mod pattern;
mod unmatched;

pub use columns::{Column, LEAST, MOST};
pub use draft::Draft;
pub use pattern::{Pattern, normal};
pub(crate) use unmatched::findings;

use crate::reconstruct::metrics::Family;
use pattern::one_or_many;
use serde::{Deserialize, Deserializer};

/// What a user fixes of the tables of a source; empty by default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Profile {
    /// Words of the header row in reading order. Where the source has this row, the columns hold for the tables below it
    /// only; else for all tables.
    pub header: Option<String>,
    /// The family of fonts whose widths the text was set with (flat text only).
    #[serde(deserialize_with = "family")]
    pub font: Option<Family>,
    /// Lines that are page furniture.
    #[serde(deserialize_with = "one_or_many")]
    pub ignore: Vec<Pattern>,
    /// Lines that are neither furniture nor part of a header row.
    #[serde(deserialize_with = "one_or_many")]
    pub keep: Vec<Pattern>,
    /// Where the tables are.
    pub table: Extent,
    /// The columns in order; none where their number is to be inferred.
    #[serde(deserialize_with = "columns::list")]
    pub columns: Vec<Column>,
    /// Which lines are headings.
    pub headings: Headings,
    /// Which lines begin a record.
    pub rows: Rows,
}

/// Where the tables are. With a beginning, everything before it is prose; after an end everything up to the next beginning.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Extent {
    /// First line of a table, its header row included.
    #[serde(deserialize_with = "one_or_many")]
    pub begins: Vec<Pattern>,
    /// First line after a table.
    #[serde(deserialize_with = "one_or_many")]
    pub ends_before: Vec<Pattern>,
}

/// Which lines are headings.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Headings {
    /// Headings of a section.
    #[serde(deserialize_with = "one_or_many")]
    pub section: Vec<Pattern>,
    /// Headings of a subsection.
    #[serde(deserialize_with = "one_or_many")]
    pub subsection: Vec<Pattern>,
    /// Lines that are no headings.
    #[serde(deserialize_with = "one_or_many")]
    pub never: Vec<Pattern>,
    /// No other line is a heading.
    pub only: bool,
}

/// Which lines begin a record.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Rows {
    /// Lines that a record begins with.
    #[serde(deserialize_with = "one_or_many")]
    pub begin: Vec<Pattern>,
    /// Lines that no record begins with.
    #[serde(deserialize_with = "one_or_many")]
    pub never: Vec<Pattern>,
    /// No other line begins a record.
    pub only: bool,
}

/// What is wrong with a profile, for people: where, what, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ProfileError {
    /// 1-based line, where known.
    pub line: Option<usize>,
    message: String,
}

impl Profile {
    /// Reads a profile; `name` is the name of its file, for messages.
    ///
    /// # Errors
    ///
    /// TOML that is none, unknown keys and kinds, regular expressions that are none, and rules that contradict each other;
    /// the message names file and line and shows the place.
    pub fn parse(name: &str, text: &str) -> Result<Self, ProfileError> {
        let profile: Self = ::toml::from_str(text).map_err(|error| ProfileError::toml(name, text, &error))?;
        profile.check().map_err(|reason| ProfileError {
            line: None,
            message: format!("{name}: {reason}"),
        })?;
        Ok(profile)
    }

    fn check(&self) -> Result<(), String> {
        if self.rows.only && self.rows.begin.is_empty() {
            return Err("`only` under [rows] needs `begin`; add it, or remove `only`".to_owned());
        }
        if self.header.as_deref().is_some_and(|words| normal(words).is_empty()) {
            return Err("`header` is empty; give the words of the header row, or remove it".to_owned());
        }
        Ok(())
    }

    /// Whether it says anything of single lines.
    pub(crate) fn rules_lines(&self) -> bool {
        self.headings.only || self.rows.only || self.patterns().next().is_some()
    }

    /// All patterns with the key they stand under.
    pub fn patterns(&self) -> impl Iterator<Item = (&'static str, &Pattern)> {
        let lists = [
            ("ignore", &self.ignore),
            ("keep", &self.keep),
            ("table.begins", &self.table.begins),
            ("table.ends_before", &self.table.ends_before),
            ("headings.section", &self.headings.section),
            ("headings.subsection", &self.headings.subsection),
            ("headings.never", &self.headings.never),
            ("rows.begin", &self.rows.begin),
            ("rows.never", &self.rows.never),
        ];
        let columns = self.columns.iter();
        let columns = columns.flat_map(|c| [("columns.lines", &c.lines), ("columns.begin_with", &c.begin_with)]);
        lists
            .into_iter()
            .chain(columns)
            .flat_map(|(key, list)| list.iter().map(move |pattern| (key, pattern)))
    }
}

/// Whether one of the patterns means the line; `line` as [`normal`] gives it.
pub(crate) fn any(patterns: &[Pattern], line: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(line))
}

impl ProfileError {
    fn toml(name: &str, text: &str, error: &::toml::de::Error) -> Self {
        let line = error.span().map(|span| {
            text.as_bytes()[..span.start.min(text.len())]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
                + 1
        });
        let place = line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"));
        // The drawing of the place without its first line, which says the place once more.
        let shown = error.to_string();
        let drawn: Vec<&str> = shown
            .lines()
            .skip(1)
            .filter(|l| {
                l.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')
                    .starts_with('|')
            })
            .collect();
        Self {
            line,
            message: format!(
                "{place}: {}; correct this key or remove it\n{}",
                error.message().trim_end(),
                drawn.join("\n")
            ),
        }
    }
}

/// Names of the families of fonts in profiles.
pub(crate) const FAMILIES: [(&str, Family); 4] = [
    ("serif", Family::Serif),
    ("sans", Family::Sans),
    ("calibri", Family::Calibri),
    ("mono", Family::Mono),
];

/// The name of a family of fonts in profiles.
pub fn family_name(family: Family) -> &'static str {
    FAMILIES
        .iter()
        .find(|known| known.1 == family)
        .map_or("", |known| known.0)
}

fn family<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Family>, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = FAMILIES.iter().find(|(known, _)| *known == name);
    let names = FAMILIES.map(|(name, _)| name).join(", ");
    known
        .map(|(_, family)| Some(*family))
        .ok_or_else(|| serde::de::Error::custom(format!("unknown font `{name}`: it is one of {names}")))
}

#[cfg(test)]
mod tests;
