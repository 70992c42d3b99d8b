//! What the texts of columns look like, to tell one table's columns from another's.

use super::edges::alike;
use super::lattice::aligned;
use super::page::TextLine;
use super::zones::Zone;
use crate::document::Document;
use std::ops::Range;

/// Borders of a table that goes on over a page stand at the same places, to so many points.
const ALIGNED: f32 = 4.0;

/// What the texts of a column look like.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Profile {
    lines: f32,
    values: f32,
    characters: f32,
}

impl Profile {
    /// Most of its texts are numbers, dates, amounts.
    fn numeric(&self) -> bool {
        self.values > 0.7 * self.lines
    }
}

/// Whether a run of words has more digits than letters.
pub(crate) fn value(document: &Document, line: &TextLine, words: &Range<usize>) -> bool {
    let (mut digits, mut letters) = (0usize, 0usize);
    for word in &line.words[words.clone()] {
        for c in document.span_text(word.span).chars() {
            digits += usize::from(c.is_numeric());
            letters += usize::from(c.is_alphabetic());
        }
    }
    digits > letters || digits + letters == 0
}

pub(crate) fn profiles(document: &Document, lines: &[TextLine], zone: &Zone, skip: usize) -> Vec<Profile> {
    let mut profiles = vec![Profile::default(); zone.columns()];
    for line in zone.lines.clone().skip(skip) {
        let split = zone.split(lines, line);
        if split.crossing || lines[line].chunks().len() < 2 {
            continue;
        }
        for (column, cell) in split.cells.iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            let profile = &mut profiles[column];
            profile.lines += 1.0;
            profile.values += f32::from(u8::from(value(document, &lines[line], cell)));
            let words = &lines[line].words[cell.clone()];
            profile.characters += words.iter().map(|w| (w.c1 - w.c0) as f32).sum::<f32>();
        }
    }
    profiles
}

/// Whether the first full line of a zone has words over columns of numbers, as a header row has.
pub(crate) fn headed(document: &Document, lines: &[TextLine], zone: &Zone, profiles: &[Profile]) -> bool {
    let numeric: Vec<usize> = (0..zone.columns())
        .filter(|&c| profiles[c].lines >= 3.0 && profiles[c].numeric())
        .collect();
    let Some(line) = zone.lines.clone().find(|&l| lines[l].chunks().len() > 1) else {
        return false;
    };
    let split = zone.split(lines, line);
    let words = numeric
        .iter()
        .filter(|&&c| !split.cells[c].is_empty() && !value(document, &lines[line], &split.cells[c]))
        .count();
    numeric.len() >= 2 && words == numeric.len()
}

/// Whether a zone at the top of a page goes on with the table of the page before.
pub(crate) fn follows(document: &Document, lines: &[TextLine], group: &[Zone], before: &Zone, zone: &Zone) -> bool {
    // A table that drawn lines divide is divided so on every page.
    if before.drawn() != zone.drawn() || zone.drawn() && before.columns() != zone.columns() {
        return false;
    }
    // A copy of the header settles it.
    let head = group[0].lines.clone().take(4);
    for line in zone.lines.clone().take(3) {
        for old in head.clone() {
            if lines[line].chunks().len() > 1 && alike(document, &lines[line], &lines[old]) > 0.9 {
                return true;
            }
        }
    }
    let gap = zone.columns().abs_diff(before.columns());
    if let (Some(a), Some(b)) = (&before.ruled, &zone.ruled)
        && gap == 0
        && aligned(&a.borders, &b.borders, ALIGNED)
    {
        return true;
    }
    if gap > 0 {
        return gap * 2 <= zone.columns().max(before.columns()) + 1 || zone.lines.len() < 8;
    }
    let a = profiles(document, lines, before, 1);
    let b = profiles(document, lines, zone, 1);
    if headed(document, lines, zone, &b) {
        return false;
    }
    let mut known = 0f32;
    let mut other = 0f32;
    for (a, b) in a.iter().zip(&b) {
        if a.lines < 3.0 || b.lines < 3.0 {
            continue;
        }
        known += 1.0;
        let (la, lb) = (a.characters / a.lines, b.characters / b.lines);
        if (a.values / a.lines - b.values / b.lines).abs() > 0.5 || (la / lb).max(lb / la) > 4.0 {
            other += 1.0;
        }
    }
    other < 0.35 * known.max(1.0) || other == 0.0
}

/// Adds empty columns so that the others look most like those of the table.
pub(crate) fn fill(document: &Document, lines: &[TextLine], zone: &mut Zone, columns: usize, model: &[Profile]) {
    let here = profiles(document, lines, zone, 0);
    let (n, m) = (here.len(), columns);
    let unlike = |a: &Profile, b: &Profile| {
        if a.lines == 0.0 || b.lines == 0.0 {
            return 0.5;
        }
        let (la, lb) = (a.characters / a.lines, b.characters / b.lines);
        (a.values / a.lines - b.values / b.lines).abs() + (la / lb).max(lb / la).ln() * 0.3
    };
    // Least unlikeness of the first i columns here to i of the first k of the model.
    let mut cost = vec![vec![f32::INFINITY; m + 1]; n + 1];
    cost[0].fill(0.0);
    for i in 1..=n {
        for k in i..=m {
            let pair = model.get(k - 1).map_or(0.0, |b| unlike(&here[i - 1], b));
            cost[i][k] = (cost[i - 1][k - 1] + pair).min(cost[i][k - 1]);
        }
    }
    let (mut i, mut k) = (n, m);
    let mut empty = Vec::new();
    while k > 0 {
        if k > i && (i == 0 || cost[i][k] == cost[i][k - 1]) {
            empty.push((k - 1, i));
        } else {
            i -= 1;
        }
        k -= 1;
    }
    // An empty column before column i of the zone: a corridor right at the one before it.
    let right = lines[zone.lines.clone()].iter().map(TextLine::right).max().unwrap_or(0) + 1;
    for (_, i) in empty {
        for xs in &mut zone.xs {
            let x = match i {
                0 => -1,
                i if i > n - 1 => right,
                i => xs[i - 1],
            };
            let at = xs.partition_point(|o| *o < x);
            xs.insert(at, x);
        }
        if let Some(seam) = zone.seams.first().cloned() {
            zone.seams.push(seam);
        }
    }
}
