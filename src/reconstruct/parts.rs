//! Table parts: from which page on the columns have other widths.

use super::lattice::{Parse, Part};
use super::learn::{Element, elements, line_of_words};
use super::text::Text;
use super::widths::{self, Break};

/// A split must explain the line breaks better by this much (in tolerances of width).
const GAIN: f32 = 12.0;

/// First pages of the table parts after the first one.
///
/// Splits where the breaks of all columns together agree much better with two sets of widths than with one (binary
/// segmentation over pages).
pub fn find(text: &Text, parse: &Parse, columns: usize, blank: f32, tolerance: f32) -> Vec<u32> {
    let lines = line_of_words(text);
    let pages = text.pages as usize;
    if pages < 2 {
        return Vec::new();
    }
    let mut breaks: Vec<Vec<Vec<Break>>> = vec![vec![Vec::new(); columns]; pages];
    for element in elements(parse, columns) {
        let Element::Row(cells) = element else { continue };
        for (c, parts) in cells.iter().enumerate() {
            for pair in parts.windows(2) {
                let ((a, _), (b, part)) = (&pair[0], &pair[1]);
                if *part != Part::Soft {
                    continue;
                }
                let page = text.lines[lines[a.start] as usize].page as usize;
                breaks[page][c].push(Break {
                    width: text.width(a.start, a.end),
                    need: Some(text.need(a.start, a.end - 1, b.start, blank)),
                });
            }
        }
    }
    let mut found = Vec::new();
    split(&breaks, 0, pages, tolerance, &mut found);
    found.sort_unstable();
    found
}

fn cost(breaks: &[Vec<Vec<Break>>], from: usize, to: usize, tolerance: f32) -> f32 {
    (0..breaks[from].len())
        .map(|c| {
            let all: Vec<Break> = breaks[from..to].iter().flat_map(|p| p[c].iter().copied()).collect();
            widths::best_width(&all, tolerance, 4.0).map_or(0.0, |w| widths::misfit(&all, w, tolerance, 4.0))
        })
        .sum()
}

fn split(breaks: &[Vec<Vec<Break>>], from: usize, to: usize, tolerance: f32, found: &mut Vec<u32>) {
    if to - from < 2 {
        return;
    }
    let whole = cost(breaks, from, to, tolerance);
    if whole < GAIN {
        return;
    }
    let best = (from + 1..to)
        .map(|at| (cost(breaks, from, at, tolerance) + cost(breaks, at, to, tolerance), at))
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    if let Some((cost, at)) = best {
        if whole - cost > GAIN {
            found.push(at as u32);
            split(breaks, from, at, tolerance, found);
            split(breaks, at, to, tolerance, found);
        }
    }
}
