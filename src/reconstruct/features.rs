//! What a reading of the text is judged by when readings with different columns are compared.

use super::header;
use super::lattice::Part;
use super::learn::{CellPart, Element, elements, line_of_words};
use super::model::Costs;
use super::search::{Fit, Setting};
use super::text::Gap;

/// Names of the features in order.
pub const NAMES: [&str; 16] = [
    "structure",
    "first",
    "body",
    "ends",
    "value",
    "columns",
    "columns_rows",
    "rows",
    "cells",
    "empty",
    "headings",
    "hard",
    "shared",
    "wide",
    "header",
    "unnamed",
];

/// The features of a fit, in the order of [`NAMES`].
pub(super) fn features(setting: &Setting<'_>, fit: &Fit) -> [f32; NAMES.len()] {
    let n = fit.model.columns.len();
    let (costs, heading) = setting.costs(&fit.model);
    let lines = line_of_words(setting.text);
    let mut sums = Sums::default();
    let (mut rows, mut headings, mut empty, mut cells, mut shared, mut wide, mut hard) = (0, 0, 0, 0, 0, 0, 0);
    for element in elements(&fit.parse, n) {
        match element {
            Element::Row(row) => {
                rows += 1;
                let mut before: Option<usize> = None;
                for (c, parts) in row.iter().enumerate() {
                    let Some((first, _)) = parts.first() else {
                        empty += 1;
                        continue;
                    };
                    cells += 1;
                    sums.add(&costs[c], parts);
                    hard += parts.iter().filter(|(_, part)| *part == Part::Hard).count();
                    if before.is_some_and(|w| lines[w] == lines[first.start]) {
                        if setting.text.words[first.start].gap == Gap::Wide {
                            wide += 1;
                        } else {
                            shared += 1;
                        }
                    }
                    before = parts.last().map(|(words, _)| words.start);
                    if let [(words, _)] = &parts[..] {
                        sums.value += setting.value_saving(&fit.model, &costs[c], c, words.clone());
                    }
                }
            }
            Element::Heading(parts) => {
                headings += 1;
                sums.add(&heading, &parts);
            }
            Element::Header(_) | Element::Outside(_) => {}
        }
    }
    let (header_cost, unnamed) = match setting.header {
        Some(row) => {
            let row = header::split(row, setting, &fit.model);
            (row.cost, row.unnamed as f32)
        }
        None => (0.0, 0.0),
    };
    let words = sums.first + sums.body + sums.ends + sums.value;
    [
        fit.parse.cost - words,
        sums.first,
        sums.body,
        sums.ends,
        sums.value,
        n as f32,
        n as f32 * (1.0 + rows as f32).ln(),
        rows as f32,
        cells as f32,
        empty as f32,
        headings as f32,
        hard as f32,
        shared as f32,
        wide as f32,
        header_cost,
        unnamed,
    ]
}

#[derive(Default)]
struct Sums {
    first: f32,
    body: f32,
    ends: f32,
    value: f32,
}

impl Sums {
    fn add(&mut self, costs: &Costs, parts: &[CellPart]) {
        let count: usize = parts.iter().map(|(words, _)| words.len()).sum();
        let mut p = 0;
        for w in parts.iter().flat_map(|(words, _)| words.clone()) {
            if p == 0 {
                self.first += costs.first[w];
            } else {
                self.body += costs.within(w, p);
            }
            self.ends += if p + 1 == count {
                costs.stops(w, p)
            } else {
                costs.goes_on(w, p)
            };
            p += 1;
        }
    }
}
