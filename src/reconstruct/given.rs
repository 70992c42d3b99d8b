//! What a profile says of the lines of a text and of its columns.

use super::model::Costs;
use super::text::Text;
use crate::document::Document;
use crate::furniture::Body;
use crate::profile::{Profile, any, normal};

/// What breaking a rule costs: more than anything that the text itself may say for it. A price and no ban, so that rules
/// that can't all be kept still give a reading.
const BROKEN: f32 = 2000.0;

/// What a word costs where a profile says that it begins a cell and it does not; small, as these costs are summed up.
const MISPLACED: f32 = 80.0;

/// What a profile says of one line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rule {
    /// It is a heading, or it is none.
    pub heading: Option<bool>,
    /// Level of the heading.
    pub level: u8,
    /// It begins a record, or it begins none.
    pub row: Option<bool>,
    /// It is, as a whole, of this column.
    pub column: Option<usize>,
}

/// What a line may be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    /// Its first words are of a cell, which begins a record or not.
    Cell { begins: bool },
    /// A heading.
    Heading,
    /// Part of a header row, or prose.
    Other,
}

impl Rule {
    /// What a profile says of a line; `line` as [`normal`] gives it.
    pub(crate) fn of(profile: &Profile, line: &str) -> Self {
        let (headings, rows) = (&profile.headings, &profile.rows);
        let mut rule = Self::default();
        if any(&headings.never, line) {
            rule.heading = Some(false);
        } else if any(&headings.section, line) {
            rule.heading = Some(true);
        } else if any(&headings.subsection, line) {
            (rule.heading, rule.level) = (Some(true), 1);
        } else if headings.only {
            rule.heading = Some(false);
        }
        if any(&rows.never, line) {
            rule.row = Some(false);
        } else if any(&rows.begin, line) {
            rule.row = Some(true);
        } else if rows.only {
            rule.row = Some(false);
        }
        rule.column = profile.columns.iter().position(|column| any(&column.lines, line));
        rule
    }

    /// Price of reading the line so.
    pub(crate) fn price(self, read: As) -> f32 {
        let kept = match read {
            As::Heading => self.heading != Some(false) && (self.heading == Some(true) || self.row != Some(true)),
            _ if self.heading == Some(true) => false,
            As::Cell { begins } => self.row.is_none_or(|row| row == begins),
            As::Other => self.row != Some(true),
        };
        if kept { 0.0 } else { BROKEN }
    }

    /// Price of the line ending with a piece of column `column`, whole or not.
    pub(super) fn column_price(self, column: usize, whole: bool) -> f32 {
        let kept = self.heading == Some(true) || self.column.is_none_or(|own| whole && own == column);
        if kept { 0.0 } else { BROKEN }
    }
}

/// Marks the lines of a text that the profile speaks of.
pub(super) fn mark(text: &mut Text, document: &Document, body: &Body, profile: &Profile) {
    if !profile.rules_lines() {
        return;
    }
    for line in &mut text.lines {
        line.rule = Rule::of(profile, &normal(document.span_text(body.text_of(document, line.line))));
    }
    if profile.columns.iter().any(|column| !column.begin_with.is_empty()) {
        for line in 0..text.lines.len() {
            mark_beginnings(text, line, document, profile);
        }
    }
}

/// Marks the words of a line that a cell of some column begins with.
fn mark_beginnings(text: &mut Text, line: usize, document: &Document, profile: &Profile) {
    let words = text.lines[line].words.clone();
    let mut whole = String::new();
    let mut starts = Vec::new();
    for word in &text.words[words.clone()] {
        if !whole.is_empty() {
            whole.push(' ');
        }
        starts.push(whole.len());
        whole.push_str(&normal(document.span_text(word.span)));
    }
    for (number, column) in profile.columns.iter().enumerate() {
        let places = column.begin_with.iter().flat_map(|pattern| pattern.places(&whole));
        for word in places.filter_map(|place| starts.binary_search(&place).ok()) {
            text.words[words.start + word].begins = u8::try_from(number).ok();
        }
    }
}

/// Makes the words that a cell of some column begins with dear anywhere else; `columns` are the costs of each column.
pub(super) fn price_beginnings(text: &Text, columns: &mut [Costs]) {
    for (number, costs) in columns.iter_mut().enumerate() {
        let mut sum = 0.0;
        for (w, word) in text.words.iter().enumerate() {
            if let Some(own) = word.begins {
                costs.look[w] += MISPLACED;
                sum += MISPLACED;
                if own as usize != number {
                    costs.first[w] += MISPLACED;
                }
            }
            // Cumulative: one entry before the first word.
            costs.body[w + 1] += sum;
        }
    }
}

/// The kinds that a row of columns may have with what the profile says of them; `None` where it can't be.
pub(super) fn kinds(given: &[Option<usize>], kinds: &[usize]) -> Option<Vec<usize>> {
    let fixed = |(given, kind): (&Option<usize>, &usize)| given.unwrap_or(*kind);
    (given.len() == kinds.len()).then(|| given.iter().zip(kinds).map(fixed).collect())
}
