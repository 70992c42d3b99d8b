//! One column: what its texts can be read as, each distinct text once.

use super::calendar::Order;
use super::kinds::Limits;
use super::language::Languages;
use super::number::{Decimal, Written};
use super::place::Place;
use super::tokens::{self, Token};
use super::{Column, money, period, place};
use crate::grammar::code::{self, Code};
use std::collections::HashMap;

/// Parts and letters of a code at most.
const CODE: (usize, usize) = (3, 24);

/// A distinct text of a column.
pub(super) struct Entry<'a> {
    /// The text.
    pub text: &'a str,
    /// Cells that have it.
    pub count: usize,
    /// The number, as it is written.
    pub number: Option<Written<'a>>,
    /// The number before or behind a percent sign.
    pub percentage: Option<String>,
    /// The number beside a currency, and the currency.
    pub amount: Option<(String, Option<&'static str>)>,
    /// Words of a short text; empty where they were not asked for.
    pub tokens: Vec<Token>,
}

/// A column with its distinct texts.
pub(super) struct Texts<'a> {
    pub name: &'a str,
    /// In the order of their first cells; empty cells have none.
    pub entries: Vec<Entry<'a>>,
    /// The entry of each cell.
    pub cells: Vec<Option<usize>>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(column: &Column<'a>) -> Self {
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let cells = column.cells.iter().map(|text| {
            let text = text.trim();
            if is_empty(text) {
                return None;
            }
            let at = *known.entry(text).or_insert_with(|| {
                entries.push(Entry {
                    text,
                    count: 0,
                    number: None,
                    percentage: None,
                    amount: None,
                    tokens: Vec::new(),
                });
                entries.len() - 1
            });
            entries[at].count += 1;
            Some(at)
        });
        let cells = cells.collect();
        Self {
            name: column.name,
            entries,
            cells,
        }
    }

    /// Reads what stands alone: numbers, percentages, amounts.
    pub(super) fn read_numbers(&mut self, languages: Languages, limits: &Limits) {
        for entry in self
            .entries
            .iter_mut()
            .filter(|entry| entry.text.len() <= limits.length)
        {
            if !entry.text.bytes().any(|b| b.is_ascii_digit()) {
                continue;
            }
            entry.number = Written::read(entry.text);
            if entry.number.is_none() {
                entry.percentage = money::percentage(entry.text);
                entry.amount = money::amount(entry.text, languages);
            }
        }
    }

    /// Reads the words of texts if a sample of them says that they may be times.
    pub(super) fn read_words(&mut self, languages: Languages, limits: &Limits) {
        let short = |entry: &Entry| entry.text.len() <= limits.length;
        let read = |entry: &Entry| tokens::read(entry.text, languages);
        if !self.sample(limits, |entry| short(entry) && period::may_be(&read(entry))) {
            return;
        }
        for entry in self.entries.iter_mut().filter(|entry| short(entry)) {
            entry.tokens = read(entry);
        }
    }

    /// Reads the texts as places if a sample of them says that they may be.
    pub(super) fn read_places(&self, languages: Languages, limits: &Limits) -> Vec<Vec<Place>> {
        let read = |entry: &Entry| match entry.text.len() <= limits.length {
            true => place::read(entry.text, languages),
            false => Vec::new(),
        };
        if !self.sample(limits, |entry| read(entry).iter().any(Place::is_known)) {
            return Vec::new();
        }
        self.entries.iter().map(read).collect()
    }

    /// Whether enough of some texts, taken evenly, fit.
    fn sample(&self, limits: &Limits, fits: impl Fn(&Entry<'a>) -> bool) -> bool {
        let (size, share) = limits.sample;
        let step = self.entries.len().div_ceil(size.max(1)).max(1);
        let sample = self.entries.iter().step_by(step);
        let (mut count, mut fit) = (0usize, 0usize);
        for entry in sample {
            count += entry.count;
            fit += if fits(entry) { entry.count } else { 0 };
        }
        fit > 0 && fit as f64 >= share * count as f64
    }

    /// All numbers of the column, as they are written.
    pub(super) fn numbers(&self) -> Vec<Written<'_>> {
        let all = self.entries.iter().flat_map(|entry| {
            let percentage = entry.percentage.as_deref().and_then(Written::read);
            let amount = entry.amount.as_ref().and_then(|(number, _)| Written::read(number));
            entry.number.clone().into_iter().chain(percentage).chain(amount)
        });
        all.collect()
    }

    /// The dates of three numbers.
    pub(super) fn dates(&self) -> impl Iterator<Item = [i32; 3]> {
        self.entries
            .iter()
            .flat_map(|entry| entry.tokens.iter().filter_map(|token| token.date))
    }
}

/// Whether a cell has nothing, or only dashes that say so.
fn is_empty(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{2026}./".contains(c))
}

/// What [`super::kinds::kind`] decides by; counts are of cells, not of distinct texts.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Cells that are not empty, and distinct texts.
    pub filled: usize,
    pub distinct: usize,
    pub percentages: usize,
    pub amounts: usize,
    /// Numbers without any word or sign; those without marks; of these the ones that begin with a zero that counts nothing.
    pub numbers: usize,
    pub plain: usize,
    pub zeros: usize,
    /// Least and most figures of the plain ones.
    pub lengths: Option<(usize, usize)>,
    /// Numbers that are years.
    pub years: usize,
    pub dates: usize,
    /// Cells that are periods as a whole; those that name days, or how often.
    pub periods: usize,
    pub dated: usize,
    pub codes: usize,
    /// Cells that count: those that read as row codes, and the steps and successors among them.
    pub sequence: usize,
    pub successors: (usize, usize),
    /// Cells that name a known place, all items of these, the known ones, and distinct codes.
    pub placed: usize,
    pub items: usize,
    pub known_items: usize,
    pub known_codes: usize,
    /// Cells whose text another cell has too.
    pub recurring: usize,
    /// Letters of the longest text.
    pub longest: usize,
    pub name_has_percent: bool,
    pub name_has_currency: bool,
}

/// Counts what the texts of a column can be read as.
pub(super) fn facts(
    texts: &Texts<'_>,
    decimal: Decimal,
    order: Option<Order>,
    places: &[Vec<Place>],
    languages: Languages,
) -> Facts {
    let mut facts = Facts {
        distinct: texts.entries.len(),
        name_has_percent: texts.name.contains('%'),
        name_has_currency: money::of_name(texts.name, languages).is_some(),
        ..Facts::default()
    };
    let reads = |number: &str| Written::read(number).is_some_and(|written| written.decimal(decimal).is_some());
    let mut codes = std::collections::BTreeSet::new();
    for (at, entry) in texts.entries.iter().enumerate() {
        let count = entry.count;
        facts.filled += count;
        facts.recurring += if count > 1 { count } else { 0 };
        facts.longest = facts.longest.max(entry.text.chars().count());
        if entry.percentage.as_deref().is_some_and(reads) {
            facts.percentages += count;
        }
        if entry.amount.as_ref().is_some_and(|(number, _)| reads(number)) {
            facts.amounts += count;
        }
        if let Some(written) = entry.number.as_ref().filter(|number| number.decimal(decimal).is_some()) {
            facts.numbers += count;
            if let Some(plain) = written.plain() {
                let length = plain.len();
                facts.plain += count;
                facts.zeros += if length > 1 && plain.starts_with('0') { count } else { 0 };
                let (least, most) = facts.lengths.unwrap_or((length, length));
                facts.lengths = Some((least.min(length), most.max(length)));
                let is_year = matches!(entry.tokens.as_slice(), [token] if token.year.is_some());
                facts.years += if is_year { count } else { 0 };
            }
        }
        if !entry.tokens.is_empty() {
            if period::date(&entry.tokens, order).is_some() || is_torn_date(&entry.tokens) {
                facts.dates += count;
            }
            if let Some(period) = period::whole(&entry.tokens, order) {
                facts.periods += count;
                let says_when = period.start.or(period.end).is_some() || period.recurring.is_some();
                facts.dated += if says_when { count } else { 0 };
            }
        }
        facts.codes += if is_code(entry.text) { count } else { 0 };
        if let Some(places) = places.get(at).filter(|places| places.iter().any(Place::is_known)) {
            facts.placed += count;
            facts.items += count * places.len();
            facts.known_items += count * places.iter().filter(|place| place.is_known()).count();
            codes.extend(places.iter().filter_map(|place| place.code));
        }
    }
    facts.known_codes = codes.len();
    if facts.distinct == facts.filled {
        let sequence: Vec<Code> = texts
            .entries
            .iter()
            .filter_map(|entry| code::whole(entry.text))
            .collect();
        let follows = sequence.windows(2).filter(|pair| pair[1].follows(&pair[0])).count();
        facts.sequence = sequence.len();
        facts.successors = (follows, sequence.len().saturating_sub(1));
    }
    facts
}

/// A date of numbers whose order is open: still a date.
fn is_torn_date(tokens: &[Token]) -> bool {
    matches!(tokens, [token] if token.date.is_some_and(|date| {
        Order::read(Some(Order::DayFirst), date).or(Order::read(Some(Order::MonthFirst), date)).is_some()
    }))
}

/// Capitals, figures and marks, with a figure: what names a thing.
fn is_code(text: &str) -> bool {
    let (parts, letters) = CODE;
    text.chars().count() <= letters
        && text.split_whitespace().count() <= parts
        && text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_uppercase() || c.is_ascii_digit() || " ./-_#\u{2010}\u{2011}".contains(c))
}
