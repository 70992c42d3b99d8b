//! Typed values beside the text of cells, never instead of it.
//!
//! Texts in, values out: [`read`] takes the columns of a document and says of each which kind it has and what its cells mean.
//! Which signs a number is written with, in what order a date stands and which language is spoken is decided from all that a
//! document has, not cell by cell; what stays open is not read. Names of places, months, quarters and currencies come from the
//! Unicode CLDR 48.2.0, see [`lexicon`].

mod calendar;
mod column;
mod document;
pub mod fill;
pub mod key;
mod kinds;
pub mod language;
pub mod lexicon;
mod money;
mod number;
mod period;
mod place;
mod point;
#[cfg(test)]
mod tests;
mod tokens;

pub use calendar::Date;
pub use document::read;
pub use kinds::Limits;
pub use lexicon::{Every, Part};
pub use period::Period;
pub use place::{Place, PlaceKind};

use serde::{Deserialize, Serialize};

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Anything; where no other kind clearly fits.
    #[default]
    Text,
    /// What numbers or names a row or a thing: `1.1`, `M-01`, `2011ESFN1001`.
    Code,
    /// A number.
    Number,
    /// A number with a percent sign, or under a header with one.
    Percentage,
    /// A number with a currency, or under a header with one.
    Amount,
    /// A day.
    Date,
    /// A time as wide as it is written: a year, a quarter, from, until, ongoing, yearly.
    Period,
    /// Countries, regions and groups of them.
    Places,
    /// One of a few texts that come again and again.
    Status,
}

/// What a cell means. Decimals are texts: a minus where negative, figures, and a point before a fraction; as many figures behind
/// it as the source has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// In a column of [`Kind::Number`].
    Number {
        /// The decimal.
        number: String,
    },
    /// In a column of [`Kind::Percentage`].
    Percentage {
        /// The decimal; 80 for 80 %.
        percent: String,
    },
    /// In a column of [`Kind::Amount`].
    Amount {
        /// The decimal.
        number: String,
        /// ISO 4217; `None` where the cell and its column name none, or a sign that more than one currency has.
        currency: Option<&'static str>,
    },
    /// In a column of [`Kind::Date`].
    Date {
        /// The day.
        date: Date,
    },
    /// In a column of [`Kind::Period`].
    Period(Period),
    /// In a column of [`Kind::Places`].
    Places {
        /// The items in the order of the text.
        places: Vec<Place>,
    },
}

/// A column as it is given.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Its name.
    pub name: &'a str,
    /// The texts of its cells, from top to bottom.
    pub cells: &'a [&'a str],
}

/// A column as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What its cells are.
    pub kind: Kind,
    /// The value of each cell; `None` where the kind has no values, the cell is empty or it cannot be read.
    pub values: Vec<Option<Value>>,
    /// The cells that are not empty and cannot be read although the kind has values.
    pub unread: Vec<usize>,
}
