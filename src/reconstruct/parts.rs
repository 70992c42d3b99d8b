//! Table parts: from which line on the columns have other widths.

use super::lattice::{Parse, Part};
use super::learn::{Element, elements, line_of_words};
use super::text::Text;
use super::widths::{self, Break};

/// A split must explain the line breaks better by this much (in tolerances of width).
const GAIN: f32 = 12.0;
/// At most this many places are tried; long tables are tried at every second, third, ... row.
const PLACES: usize = 80;

/// First lines (indices into [`Text::lines`]) of the table parts after the first one.
///
/// Splits between rows where the breaks of all columns together agree much better with two sets of widths than with one
/// (binary segmentation).
pub fn find(text: &Text, parse: &Parse, columns: usize, blank: f32, tolerance: f32) -> Vec<u32> {
    let lines = line_of_words(text);
    let mut starts = Vec::new();
    let mut breaks: Vec<Vec<Vec<Break>>> = Vec::new();
    let all = elements(parse, columns);
    let stride = all.len().div_ceil(PLACES).max(1);
    for (i, element) in all.iter().enumerate() {
        let first = match element {
            Element::Row(cells) | Element::Header(cells) => cells.iter().flatten().map(|p| p.0.start).min(),
            Element::Heading(parts) => parts.first().map(|p| p.0.start),
            Element::Outside(words) => Some(words.start),
        };
        if i % stride == 0 || breaks.is_empty() {
            starts.push(first.map_or(0, |w| lines[w]));
            breaks.push(vec![Vec::new(); columns]);
        }
        let Element::Row(cells) = element else { continue };
        let Some(block) = breaks.last_mut() else { continue };
        for (c, parts) in cells.iter().enumerate() {
            for pair in parts.windows(2) {
                let ((a, _), (b, part)) = (&pair[0], &pair[1]);
                if *part == Part::Soft {
                    block[c].push(Break {
                        width: text.width(a.start, a.end),
                        need: Some(text.need(a.start, a.end - 1, b.start, blank)),
                    });
                }
            }
        }
    }
    let mut found = Vec::new();
    if !breaks.is_empty() {
        split(&breaks, 0, breaks.len(), tolerance, &mut found);
    }
    found.sort_unstable();
    found.iter().map(|b| starts[*b as usize]).collect()
}

fn cost(breaks: &[Vec<Vec<Break>>], from: usize, to: usize, tolerance: f32) -> f32 {
    (0..breaks[from].len())
        .map(|c| {
            let all: Vec<Break> = breaks[from..to].iter().flat_map(|p| p[c].iter().copied()).collect();
            widths::best_width(&all, tolerance, 4.0).map_or(0.0, |w| widths::misfit(&all, w.0, tolerance, 4.0))
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
    if let Some((cost, at)) = best
        && whole - cost > GAIN
    {
        found.push(at as u32);
        split(breaks, from, at, tolerance, found);
        split(breaks, at, to, tolerance, found);
    }
}
