//! Repeated header rows: a block of lines that page after page begins with and that stood once before.

mod evidence;
mod finder;
mod unusual;

use super::lines::Lines;
use super::pages::{Break, SHORTEST};
use super::words::Words;
use finder::{Finder, starts_low};

/// Most different places looked at to find page breaks nothing else shows.
const TRIES: usize = 16;
/// Most printed lines of a page.
const LONGEST_PAGE: usize = 500;

/// A printed header row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its printed lines.
    pub(super) lines: Vec<usize>,
    /// Rows with the same number are copies of one header.
    pub(super) pattern: usize,
    /// All lines of the pattern are there.
    pub(super) whole: bool,
}

/// Finds the header rows that repeat at page tops.
pub(super) fn find(lines: &Lines, breaks: &[Break], taken: &[bool]) -> Vec<Row> {
    let mut finder = Finder::new(lines, breaks, taken);
    for top in 0..finder.tops.len() {
        if !finder.known(top) {
            finder.new_pattern(top);
        }
    }
    // What later pages taught, on the pages before them.
    for top in 0..finder.tops.len() {
        if !finder.tops[top].first().is_none_or(|&n| finder.owned[n]) {
            finder.known(top);
        }
    }
    finder.unmarked();
    finder.single_lines();
    if finder.rows.is_empty() {
        finder.feet();
    }
    let mut rows = finder.rows;
    rows.sort_by_key(|row| row.lines[0]);
    rows
}

/// Where page breaks must be when nothing but a repeated block of lines shows them.
pub(super) fn implied(lines: &Lines) -> Vec<Break> {
    let taken = vec![false; lines.len()];
    let words = Words::new(lines);
    let all = Finder::new(lines, &[], &taken);
    let mut looks = 0;
    for at in 0..lines.len() {
        let first = lines.places(at)[0] as usize;
        if first != at || lines.key(at).len() < 6 || starts_low(lines, at) {
            continue;
        }
        let copies = all.later(at);
        let Some(&second) = copies.first() else {
            continue;
        };
        let gaps = copies.windows(2).map(|w| w[1] - w[0]).chain([second - at]);
        let (least, most) = (gaps.clone().min().unwrap_or(0), gaps.max().unwrap_or(0));
        let after = lines.len() - copies[copies.len() - 1];
        if least < 2 * SHORTEST || most > LONGEST_PAGE || most > 4 * least || 2 * at > most || 2 * after > 3 * most {
            continue;
        }
        let breaks: Vec<Break> = copies.iter().map(|&at| Break { at, step: 1 }).collect();
        looks += 1;
        if looks > TRIES {
            break;
        }
        let finder = Finder::new(lines, &breaks, &taken);
        let block = finder.common(at, 0);
        let rare = words.rare(lines, &block, copies.len() + 1);
        let regular = copies.len() > 2 && 5 * least >= 3 * most;
        if rare.known >= 3 && rare.share >= if regular { 0.4 } else { 0.99 } {
            return breaks;
        }
    }
    Vec::new()
}
