//! The run of candidates that counts pages, and how sure that is.

use super::super::lines::{Lines, mask};
use super::super::pages::{EDGE, Marks, SHORTEST};
use super::Format;
use super::candidates::Candidate;
use crate::grammar::page::{self, Shape};
use std::collections::HashMap;

/// The best run of candidates, at least `apart` lines from one to the next, whose values grow by one (seldom by two or
/// three: a number was lost).
pub(super) fn chain(
    lines: &Lines,
    marks: &Marks,
    candidates: &[Candidate],
    follows: &[bool],
    apart: usize,
) -> Vec<usize> {
    const KEPT: usize = 6;
    let last = lines.len() - 1;
    let mut values: HashMap<u32, usize> = HashMap::new();
    for c in candidates {
        *values.entry(c.value).or_default() += 1;
    }
    let mut best: Vec<(f32, Option<usize>)> = Vec::with_capacity(candidates.len());
    let mut by_value: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut top: Option<usize> = None;
    for (i, c) in candidates.iter().enumerate() {
        let near = marks.near(c.at);
        let edge = c.at < EDGE || c.at == last;
        let weight = match (near || edge, follows[i]) {
            _ if marks.feeds && !near && c.at >= 2 * EDGE && c.at + 2 * EDGE < last => {
                best.push((f32::MIN, None));
                continue;
            }
            (true, true) => 3.0,
            (true, false) | (false, true) => 2.0,
            // One of several lines with this number and nothing to show for it.
            (false, false) if values[&c.value] > 1 => -0.3,
            (false, false) => 0.5,
        } - if c.head.is_some() { 0.5 } else { 0.0 };
        let (mut score, mut from) = (weight, None);
        for (lost, price) in [(0, 0.0), (1, 1.5), (2, 2.5)] {
            let Some(value) = c.value.checked_sub(1 + lost) else {
                continue;
            };
            for &j in by_value.get(&value).into_iter().flatten().rev().take(KEPT) {
                let before = candidates[j];
                let close = c.at - before.at < apart;
                if close && c.at != last && !(near && marks.near(before.at)) {
                    continue;
                }
                // No number is lost when its line stands between.
                let between = (1..=lost).any(|skipped| {
                    let list = by_value.get(&(value + skipped));
                    list.is_some_and(|list| list.last().is_some_and(|&k| candidates[k].at > before.at))
                });
                if between {
                    continue;
                }
                let pages = marks.pages.of(c.at).abs_diff(marks.pages.of(before.at));
                let skew = if marks.feeds && pages != 1 + lost { 2.0 } else { 0.0 };
                let sum = best[j].0 + weight - price - skew;
                if sum > score {
                    (score, from) = (sum, Some(j));
                }
            }
        }
        best.push((score, from));
        by_value.entry(c.value).or_default().push(i);
        if top.is_none_or(|t| score > best[t].0) {
            top = Some(i);
        }
    }
    let mut chain = Vec::new();
    let mut next = top;
    while let Some(i) = next {
        chain.push(i);
        next = best[i].1;
    }
    chain.reverse();
    chain
}

/// Most texts of which one stands beside each page number.
const TEXTS: usize = 6;

/// How sure it is that a chain counts pages.
pub(super) fn confidence(
    lines: &Lines,
    marks: &Marks,
    format: &Format,
    candidates: &[Candidate],
    chain: &[usize],
    follows: &[bool],
) -> f32 {
    let at = |i: usize| candidates[chain[i]].at;
    let (first, last) = (at(0), at(chain.len() - 1));
    let pages = chain.len() as f32;
    let gaps: Vec<usize> = (1..chain.len()).map(|i| at(i) - at(i - 1)).collect();
    let mean = (last - first) as f32 / (pages - 1.0);
    let start = first == 0
        || (first <= EDGE && {
            let (title, other) = (lines.key(first - 1), lines.key(at(1) - 1));
            other.ends_with(title) || mask(other) == mask(title)
        });
    let end = last + 1 == lines.len();
    let inner = chain
        .iter()
        .filter(|&&i| candidates[i].at >= EDGE && candidates[i].at + 1 < lines.len());
    let near = inner.clone().filter(|&&i| marks.near(candidates[i].at)).count() as f32 / inner.count().max(1) as f32;
    // The same few texts follow page numbers; behind the numbers of rows stand the cells of the next column, of many texts.
    let beside = |side: fn(usize) -> Option<usize>| {
        let key = move |i: usize| {
            side(candidates[i].at)
                .filter(|&n| n < lines.len())
                .map(|n| lines.list[n].key)
        };
        let mut counts: HashMap<u32, usize> = HashMap::new();
        for key in chain.iter().filter_map(|&i| key(i)) {
            *counts.entry(key).or_default() += 1;
        }
        move |i: usize| key(i).is_some_and(|key| counts[&key] * TEXTS >= chain.len())
    };
    let (behind, before) = (beside(|n| n.checked_add(1)), beside(|n| n.checked_sub(1)));
    let followed = |&&i: &&usize| follows[i] && (behind(i) || before(i));
    let followed = chain[1..].iter().filter(followed).count() as f32 / (pages - 1.0);
    let text = format.before.len() + format.after.len();
    let shaped = page::page_line(&format.with(candidates[chain[0]].value)).is_some_and(|p| p.shape != Shape::Bare);
    // The last page may be short.
    let full = &gaps[..gaps.len() - usize::from(end && gaps.len() > 1)];
    let least = full.iter().copied().min().unwrap_or(0);
    let most = full.iter().copied().max().unwrap_or(0);
    let regular = match gaps.len() {
        1 => least >= 2 * SHORTEST && (start || end),
        _ => 2 * most <= 5 * least,
    };
    let value = candidates[chain[0]].value;
    let shortest = format.shortest();
    // Where every page break is marked, most pages have their number.
    let pages_marked = marks.pages.of(lines.len()) as usize + 1;
    if marks.feeds && chain.len() * 2 < pages_marked {
        return 0.0;
    }
    let years = (1900..=2100).contains(&value) && chain.len() < 5;
    let anchored = start || end || near >= 0.6 || (value <= 2 && followed >= 0.6);
    if years || !anchored || (mean < shortest && near < 0.6) {
        return 0.0;
    }
    let point = |yes: bool, worth: f32| if yes { worth } else { 0.0 };
    point(start, 2.0)
        + point(end, 2.0)
        + point(value == 1, 1.0)
        + point(shaped || text > 5, 1.5)
        + point(regular, 1.0)
        + 3.0 * near
        + 2.0 * followed
}
