//! The columns a profile fixes.

use super::pattern::{Pattern, one_or_many};
use crate::reconstruct::kinds::Kinds;
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use std::fmt;

/// Fewest columns a profile may ask for.
pub const LEAST: usize = 2;
/// Most of them.
pub const MOST: usize = 30;

/// What is known of one column.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Column {
    /// Its name, whatever the header row says.
    pub name: Option<String>,
    /// What its cells look like: a number below the count of [`Kinds::names`].
    #[serde(deserialize_with = "kind")]
    pub kind: Option<usize>,
    /// Lines that are, as a whole, of this column.
    #[serde(deserialize_with = "one_or_many")]
    pub lines: Vec<Pattern>,
    /// Texts that a cell of this column begins with, wherever in a line they are found.
    #[serde(deserialize_with = "one_or_many")]
    pub begin_with: Vec<Pattern>,
}

/// The name of a kind to its number.
fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = &Kinds::shipped().names;
    known
        .iter()
        .position(|known| *known == name)
        .map(Some)
        .ok_or_else(|| de::Error::custom(format!("unknown kind `{name}`: it is one of {}", known.join(", "))))
}

/// A number of columns, or a table for each.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Column>, D::Error> {
    struct Columns;
    impl<'de> Visitor<'de> for Columns {
        type Value = Vec<Column>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the number of columns, or [[columns]] for each")
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
            let number = usize::try_from(number).map_err(|_| range(0))?;
            counted(vec![Column::default(); number.min(MOST + 1)])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut columns = Vec::new();
            while let Some(column) = list.next_element()? {
                columns.push(column);
            }
            counted(columns)
        }
    }
    deserializer.deserialize_any(Columns)
}

fn counted<E: de::Error>(columns: Vec<Column>) -> Result<Vec<Column>, E> {
    if (LEAST..=MOST).contains(&columns.len()) {
        Ok(columns)
    } else {
        Err(range(columns.len()))
    }
}

fn range<E: de::Error>(number: usize) -> E {
    E::custom(format!("a table has {LEAST} to {MOST} columns, not {number}"))
}
