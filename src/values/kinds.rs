//! Which kind a column has: what share of its cells a reading fits, and how often its texts come again.

use super::Kind;
use super::column::Facts;

/// When a column counts as of a kind. Shares are of the cells that are not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// The share of cells that must read as numbers, percentages, amounts, dates or codes.
    pub fit: f64,
    /// The share of cells that must read as periods; timings are more often put in words.
    pub periods: f64,
    /// The share of cells that must name a known place.
    pub places: f64,
    /// The share of the items of those cells that must be known.
    pub known: f64,
    /// Texts that a status column has at most.
    pub statuses: usize,
    /// How often each of them must come on average at least, and the share of cells whose text comes again.
    pub recurrence: (f64, f64),
    /// Letters of a status at most.
    pub status_length: usize,
    /// The share of successors among codes that count up.
    pub successors: f64,
    /// Cells from which on whole numbers of one length are codes, like postcodes, and how long these are at least.
    pub codes: (usize, usize),
    /// Bytes of a cell at most that is not simply text.
    pub length: usize,
    /// Distinct texts looked at before a column is taken to have no periods or no places, and the share that must fit.
    pub sample: (usize, f64),
    /// Words looked up at most to tell the language.
    pub words: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fit: 0.8,
            periods: 0.7,
            places: 0.55,
            known: 0.4,
            statuses: 12,
            recurrence: (1.75, 0.75),
            status_length: 30,
            successors: 0.5,
            codes: (8, 5),
            length: 400,
            sample: (48, 0.4),
            words: 600,
        }
    }
}

/// The kind of a column.
///
/// From the narrowest reading to the widest: a sign (percent, currency) or a date leaves no doubt; numbers that count up are codes
/// unless they are years; a number of four figures in every cell is a year, and so a period.
pub(super) fn kind(facts: &Facts, limits: &Limits) -> Kind {
    let total = facts.filled as f64;
    let share = |count: usize| count as f64 / total.max(1.0);
    let fits = |count: usize| count > 0 && share(count) >= limits.fit;
    let numbers = || fits(facts.numbers);
    if facts.filled == 0 {
        Kind::Text
    } else if fits(facts.percentages) || (numbers() && facts.name_has_percent) {
        Kind::Percentage
    } else if facts.amounts > 0 && fits(facts.amounts + facts.numbers) && share(facts.amounts) >= 1.0 - limits.fit {
        Kind::Amount
    } else if fits(facts.dates) {
        Kind::Date
    } else if facts.dated > 0 && share(facts.periods) >= limits.periods && (!numbers() || fits(facts.years)) {
        Kind::Period
    } else if numbers() && facts.name_has_currency {
        Kind::Amount
    } else if counts_up(facts, limits) {
        Kind::Code
    } else if numbers() {
        if is_filled_up(facts, limits) {
            Kind::Code
        } else {
            Kind::Number
        }
    } else if fits(facts.codes) {
        Kind::Code
    } else if is_places(facts, limits) {
        Kind::Places
    } else if is_status(facts, limits) {
        Kind::Status
    } else {
        Kind::Text
    }
}

/// Codes that all differ, and of which many follow on the one before; of whole numbers, which may be quantities, nearly all.
fn counts_up(facts: &Facts, limits: &Limits) -> bool {
    let (followers, steps) = facts.successors;
    let whole = facts.plain == facts.filled;
    let successors = if whole { limits.fit } else { limits.successors };
    steps >= 2
        && facts.distinct == facts.filled
        && facts.sequence as f64 >= limits.fit * facts.filled as f64
        && followers as f64 >= successors * steps as f64
}

/// Whole numbers that are no quantities: one begins with a zero, or all have one length.
fn is_filled_up(facts: &Facts, limits: &Limits) -> bool {
    let (cells, length) = limits.codes;
    let one_length = facts
        .lengths
        .filter(|(least, most)| least == most)
        .map(|(least, _)| least);
    facts.plain == facts.numbers
        && (facts.zeros > 0 || (facts.filled >= cells && one_length.is_some_and(|found| found >= length)))
}

fn is_places(facts: &Facts, limits: &Limits) -> bool {
    let share = facts.placed as f64 / facts.filled as f64;
    let known = facts.known_items as f64 / facts.items.max(1) as f64;
    share >= limits.places && known >= limits.known && (facts.known_codes > 1 || facts.distinct == 1)
}

fn is_status(facts: &Facts, limits: &Limits) -> bool {
    let (average, share) = limits.recurrence;
    facts.distinct <= limits.statuses
        && facts.filled as f64 >= average * facts.distinct as f64
        && facts.recurring as f64 >= share * facts.filled as f64
        && facts.longest <= limits.status_length
}
