//! Running titles: the same text, up to its digits, at the edge of page after page.

use super::lines::{Lines, alike, mask};
use super::numbers::Item;
use super::pages::Break;
use super::words::Words;

/// First lines of the document among which a running title is looked for.
const DEPTH: usize = 4;

/// Where running titles stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Running {
    /// Printed lines that are nothing else.
    pub(super) whole: Vec<usize>,
    /// Printed lines that end in one: the line and the key of the title.
    pub(super) tails: Vec<(usize, String)>,
}

/// Finds running titles given the page breaks and the printed lines that are page numbers.
pub(super) fn find(lines: &Lines, breaks: &[Break], items: &[Item], taken: &[bool]) -> Running {
    let mut found = Running::default();
    if breaks.is_empty() {
        // One page: what stands above its number.
        if let [item] = items
            && item.at == 1
        {
            found.whole.push(0);
        }
        return found;
    }
    let mut seen = 0;
    for at in 0..lines.len().min(breaks[0].at) {
        if taken[at] {
            continue;
        }
        seen += 1;
        if seen > DEPTH {
            break;
        }
        // Running titles stand above everything else.
        let Some(title) = title(lines, breaks, taken, at) else {
            break;
        };
        found.whole.extend(title.whole);
        found.tails.extend(title.tails);
    }
    foot(lines, breaks, taken, &mut found);
    above_numbers(lines, items, taken, &mut found);
    found.whole.sort_unstable();
    found.whole.dedup();
    found
}

/// The first-page line `at` as running title, if it is one.
fn title(lines: &Lines, breaks: &[Break], taken: &[bool], at: usize) -> Option<Running> {
    let key = lines.key(at);
    let masked = mask(key);
    if masked.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return None;
    }
    let same = |n: usize| {
        lines.list[n].key == lines.list[at].key || {
            let text = lines.key(n);
            let other = mask(text);
            let glued = text != key && text.ends_with(key);
            !glued && (other == masked || alike(&other, &masked))
        }
    };
    let mut running = Running {
        whole: vec![at],
        tails: Vec::new(),
    };
    let mut next: Vec<(usize, bool)> = following(lines, taken, at).into_iter().collect();
    for page in breaks {
        let window = page.at.saturating_sub(2)..(page.at + 1 + DEPTH).min(lines.len());
        if let Some(n) = window.clone().find(|&n| n > at && !taken[n] && same(n)) {
            running.whole.push(n);
            next.extend(following(lines, taken, n));
        } else if let Some(n) = (page.at.saturating_sub(2)..page.at + 1)
            .rev()
            .find(|&n| n > at && !taken[n] && lines.key(n).ends_with(key))
        {
            running.tails.push((n, key.to_owned()));
        }
    }
    let repeats = running.whole.len() - 1 + running.tails.len();
    let owned = running
        .whole
        .iter()
        .filter(|&&n| lines.list[n].key == lines.list[at].key)
        .count();
    // Copies may be damaged, but lines that only resemble each other are rows.
    let exact = running.whole.iter().filter(|&&n| mask(lines.key(n)) == masked).count() + running.tails.len();
    if repeats == 0 || exact * 2 <= repeats || repeats * 5 < breaks.len() * 2 || owned < lines.count(at) {
        return None;
    }
    above_body(lines, &masked, &next).then_some(running)
}

/// Whether a line that begins every page is a running title rather than the beginning of the header row, judged by
/// what follows it on the first page and on the others (and whether a page number stands between).
fn above_body(lines: &Lines, masked: &str, next: &[(usize, bool)]) -> bool {
    let figures = masked.matches('#').count();
    let numbered = next.iter().filter(|(_, number)| *number).count();
    if numbered * 2 > next.len() || figures > 2 {
        return true;
    }
    let like = |n: usize| {
        let equal = |m: &usize| alike(lines.key(*m), lines.key(n));
        next.iter().map(|(m, _)| m).filter(|m| equal(m)).count()
    };
    let (first, second) = (next.first(), next.get(1));
    let same_as_first = first.map_or(0, |&(n, _)| like(n));
    if same_as_first * 2 > next.len() && next.len() > 1 {
        // The same line follows everywhere, on the first page too: the two together may be the header row.
        return figures > 0 && first.is_some_and(|&(n, _)| !mask(lines.key(n)).contains('#'));
    }
    figures > 0 || second.is_some_and(|&(n, _)| like(n) * 3 > next.len() && like(n) > 1)
}

/// The next printed line after `at` that is no page number, and whether a page number stands between.
fn following(lines: &Lines, taken: &[bool], at: usize) -> Option<(usize, bool)> {
    let next = (at + 1..lines.len()).take(DEPTH).find(|&n| !taken[n])?;
    Some((next, next > at + 1))
}

/// Footers: the last line of most pages, printed nowhere else.
fn foot(lines: &Lines, breaks: &[Break], taken: &[bool], found: &mut Running) {
    let mut taken = taken.to_vec();
    for n in found.whole.iter().chain(found.tails.iter().map(|(n, _)| n)) {
        taken[*n] = true;
    }
    for _ in 0..DEPTH {
        let mut begin = 0;
        let mut ends: Vec<usize> = Vec::new();
        for end in breaks.iter().map(|b| b.at).chain([lines.len()]) {
            let last = (begin..end).rev().take(2 * DEPTH).find(|n| !taken[*n]);
            ends.extend(last);
            begin = end;
        }
        let Some((at, count)) = most(lines, &ends) else {
            return;
        };
        let pages = breaks.len() + 1;
        if count < 3 || count * 5 < pages * 3 || lines.key(at).len() < 4 {
            return;
        }
        let masked = mask(lines.key(at));
        let hits: Vec<usize> = ends.into_iter().filter(|&n| mask(lines.key(n)) == masked).collect();
        // Printed nowhere else, and the line before it changes: else it is the end of a header row.
        let own: usize = hits
            .iter()
            .filter(|&&n| lines.list[n].key == lines.list[at].key)
            .count();
        let before = |n: usize| n.checked_sub(1).map(|b| lines.list[b].key);
        let steady = hits.windows(2).filter(|w| before(w[0]) == before(w[1])).count();
        if own < lines.count(at) || steady * 2 > hits.len() {
            return;
        }
        for n in hits {
            taken[n] = true;
            found.whole.push(n);
        }
    }
}

/// Titles printed at a page's end right before its number, the same each time, in words printed nowhere else.
fn above_numbers(lines: &Lines, items: &[Item], taken: &[bool], found: &mut Running) {
    let before: Vec<usize> = items.iter().filter_map(|i| i.at.checked_sub(1)).collect();
    let Some(&first) = before.first() else {
        return;
    };
    let same = |n: &usize| lines.list[*n].key == lines.list[first].key && !taken[*n];
    if before.len() < 2 || before.len() != items.len() || !before.iter().all(same) {
        return;
    }
    let rare = Words::new(lines).rare(lines, &[first], before.len());
    let figures = mask(lines.key(first)).contains('#');
    if lines.count(first) == before.len() && rare.share > 0.99 && rare.known > 0 && figures {
        found.whole.extend(before);
    }
}

/// The line whose text, digits aside, is the most frequent among `ends`.
fn most(lines: &Lines, ends: &[usize]) -> Option<(usize, usize)> {
    let mut masks: Vec<(String, usize)> = ends.iter().map(|&n| (mask(lines.key(n)), n)).collect();
    masks.sort();
    let mut best: Option<(usize, usize)> = None;
    for group in masks.chunk_by(|a, b| a.0 == b.0) {
        if best.is_none_or(|(_, count)| group.len() > count) {
            best = Some((group[0].1, group.len()));
        }
    }
    best
}
