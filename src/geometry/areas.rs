//! Areas of a page whose lines stand apart in columns that nothing is drawn between.

use super::gutters::{self, Text};
use super::lattice::Lattice;
use super::settings::Settings;
use crate::document::Document;
use crate::page::Page;

/// Most lines of one piece between two lines of several: cells that go on, and a heading.
const BETWEEN: usize = 6;

/// The areas of each page that white divides and where no table was found: small tables, whose corridors are too short to be
/// sure of by themselves. `taken` tells whether a table has text between two heights of a page.
pub(crate) fn find(
    document: &Document,
    lattices: &[Vec<Lattice>],
    pages: &[Page],
    taken: impl Fn(usize, f32, f32) -> bool,
    settings: &Settings,
) -> Vec<Vec<Lattice>> {
    let mut found = Vec::with_capacity(pages.len());
    for (number, (lattices, page)) in lattices.iter().zip(pages).enumerate() {
        let blank = page.measure();
        let free = |x: f32, y: f32| !lattices.iter().any(|lattice| lattice.cell_at(x, y).is_some());
        let lines = gutters::lines(document, page, settings.prose.gap * blank, free);
        let mut areas = areas(&lines, blank, settings);
        // What stands right above or below a table is its title or its notes.
        let margin = settings.areas.margin * blank;
        areas.retain(|area| !taken(number, area.ys[0] - margin, area.ys[1] + margin));
        found.push(areas);
    }
    found
}

/// Runs of lines that white divides.
fn areas(lines: &[Text], blank: f32, settings: &Settings) -> Vec<Lattice> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < lines.len() {
        if !apart(&lines[from]) {
            from += 1;
            continue;
        }
        let to = run(lines, from, settings);
        match area(&lines[from..to], blank, settings) {
            Some(area) => {
                found.push(area);
                from = to;
            }
            None => from += 1,
        }
    }
    found
}

/// A line of several pieces, the first of which is no bullet.
fn apart(line: &Text) -> bool {
    line.chunks.len() > usize::from(line.chunks[0].sign) + 1
}

/// Where the run of lines that begins here ends: before prose, before a large gap, behind the last line of several pieces.
fn run(lines: &[Text], from: usize, settings: &Settings) -> usize {
    let mut end = from + 1;
    let mut white = gaps(&lines[from]);
    for at in from + 1..lines.len() {
        let line = &lines[at];
        if line.y - lines[at - 1].y > settings.areas.gap * line.height || at - end >= BETWEEN {
            break;
        }
        if apart(line) {
            let both = meet(&white, &gaps(line));
            if both.is_empty() {
                break;
            }
            white = both;
            end = at + 1;
        } else if white
            .iter()
            .all(|&(left, right)| line.chunks[0].from < left && line.chunks[0].to > right)
            && at > end
        {
            // Two lines over all columns are prose, or the table's end.
            break;
        }
    }
    end
}

/// The white between the pieces of a line.
fn gaps(line: &Text) -> Vec<(f32, f32)> {
    line.chunks.windows(2).map(|pair| (pair[0].to, pair[1].from)).collect()
}

/// What two lists of stretches have in common.
fn meet(a: &[(f32, f32)], b: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let pairs = a
        .iter()
        .flat_map(|a| b.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|(left, right)| right - left > 0.5).collect()
}

/// The area of these lines, if there are at least two of several pieces.
fn area(lines: &[Text], blank: f32, settings: &Settings) -> Option<Lattice> {
    let several = lines.iter().filter(|line| apart(line)).count();
    if several < settings.areas.lines {
        return None;
    }
    let chunks = || lines.iter().flat_map(|line| &line.chunks);
    let left = chunks().map(|chunk| chunk.from).fold(f32::INFINITY, f32::min) - blank;
    let right = chunks().map(|chunk| chunk.to).fold(f32::NEG_INFINITY, f32::max) + blank;
    let (first, last) = (&lines[0], &lines[lines.len() - 1]);
    let ys = vec![first.y - first.height / 2.0, last.y + last.height / 2.0];
    let mut lattice = Lattice::stack([left, right], ys);
    lattice.drawn = false;
    Some(lattice)
}
