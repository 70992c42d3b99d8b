//! Lines with a number that may count pages, grouped by the text around the number.

use super::super::lines::Lines;
use super::super::pages::SHORTEST;
use super::Format;
use crate::grammar::page;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Longest key, in bytes, in which a page number is looked for.
const LONGEST: usize = 160;
/// Longest beginning of a line, in bytes, that may be a page number glued to the text after it.
const HEAD: usize = 32;

/// A line that may be a page number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// The printed line.
    pub(super) at: usize,
    /// The number.
    pub(super) value: u32,
    /// Bytes of the key, when text follows.
    pub(super) head: Option<usize>,
}

/// Lines with a number, by the text around the number.
pub(super) fn groups(lines: &Lines) -> Vec<(Format, Vec<Candidate>)> {
    let mut numbers: HashMap<u64, usize> = HashMap::new();
    let mut groups: Vec<(Format, Vec<Candidate>)> = Vec::new();
    for at in 0..lines.len() {
        let key = lines.key(at);
        if key.len() > LONGEST {
            continue;
        }
        let found = page::numbers(key);
        let head = glued(key, &found);
        for end in head.into_iter().map(Some).chain([None]) {
            let text = &key[..end.unwrap_or(key.len())];
            for number in found.iter().take_while(|n| n.range.end <= text.len()) {
                let after = &text[number.range.end..];
                if number.value == 0 || after.starts_with(char::is_alphabetic) {
                    continue;
                }
                let before = &text[..number.range.start];
                let year = (1900..=2100).contains(&number.value);
                if year && before.is_empty() && after.is_empty() {
                    continue;
                }
                let mut hasher = DefaultHasher::new();
                (before, after).hash(&mut hasher);
                let index = *numbers.entry(hasher.finish()).or_insert_with(|| {
                    let format = Format {
                        before: before.to_owned(),
                        after: after.to_owned(),
                    };
                    groups.push((format, Vec::new()));
                    groups.len() - 1
                });
                groups[index].1.push(Candidate {
                    at,
                    value: number.value,
                    head: end,
                });
            }
        }
    }
    groups.retain(|(_, candidates)| candidates.len() > 1);
    groups
}

/// Where a page number at the beginning of a line ends, when text follows it without a blank.
fn glued(key: &str, numbers: &[page::Number]) -> Option<usize> {
    numbers.iter().take_while(|n| n.range.end <= HEAD).find_map(|number| {
        let after = &key[number.range.end..];
        if after.starts_with(char::is_uppercase) {
            return Some(number.range.end);
        }
        let text = after.trim_start_matches([' ', '-', '–', '—', ']', ')', '|']);
        let frame = after.len() - text.len();
        let closed = frame > 0 && !after[..frame].ends_with(' ') && number.range.start > 0;
        (closed && text.starts_with(char::is_alphabetic)).then_some(number.range.end + frame)
    })
}

/// Whether the line after (or before) each candidate is one that stands after (or before) such numbers as a rule.
pub(super) fn followers(lines: &Lines, candidates: &[Candidate]) -> Vec<bool> {
    let at = |n: usize| candidates.binary_search_by_key(&n, |c| c.at).is_ok();
    let usual = |n: usize, back: usize, needed: usize| {
        let places = lines.places(n);
        places.len() > 1
            && lines.key(n).len() > 3
            && places.len() <= candidates.len() + 1
            && places.windows(2).all(|w| w[1] - w[0] >= SHORTEST as u32)
            && places
                .iter()
                .filter(|&&p| match back {
                    0 => at(p as usize + 1) || at(p as usize + 2),
                    back => (1..=back).any(|b| (p as usize).checked_sub(b).is_some_and(at)),
                })
                .count()
                * needed
                >= places.len() * (needed - 1)
    };
    candidates
        .iter()
        .map(|c| (c.at + 1 < lines.len() && usual(c.at + 1, 2, 2)) || (c.at > 0 && usual(c.at - 1, 0, 5)))
        .collect()
}
