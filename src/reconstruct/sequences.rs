//! Rows of kinds of columns to try: cycles of a free reading and of the values in it, and neighbours of a row.

use super::fit::{Fit, INF, Setting, TOLERANCE};
use super::headings::Headings;
use super::kinds::{Kinds, Looks};
use super::lattice::{Grammar, Part, Place};
use super::learn::{self, Element, Start};
use super::math::ln;
use super::model::Order;
use super::shape;
use super::text::{Gap, Text};

/// Cycles of values that rows are made of.
const SKELETONS: usize = 4;
/// What a page top is worth beside an ordinary line start as the beginning of a row.
const PAGE_TOP: f32 = 20.0;
/// Fewest and most columns tried.
pub(super) const COLUMNS: std::ops::RangeInclusive<usize> = 2..=10;

impl Setting<'_> {
    /// Where the number of columns is given: a row of that many, each of one kind.
    pub(super) fn any_kinds(&self) -> impl Iterator<Item = Vec<usize>> {
        let number = self.given.map(<[_]>::len);
        let kinds = 0..Kinds::shipped().looks.len();
        kinds.flat_map(move |kind| number.map(|number| vec![kind; number]))
    }

    /// Rows with a column more, less, or turned; where their number is given, with a column of another kind.
    pub(super) fn neighbours(&self, kinds: &[usize]) -> Vec<Vec<usize>> {
        let mut out = Vec::new();
        if self.given.is_some() {
            out.extend(changed(kinds));
        }
        for i in 0..kinds.len() {
            let mut fewer = kinds.to_vec();
            fewer.remove(i);
            out.push(fewer);
        }
        out.extend(turned(kinds));
        for i in 0..=kinds.len() {
            for kind in 0..Kinds::shipped().looks.len() {
                let mut more = kinds.to_vec();
                more.insert(i, kind);
                out.push(more);
            }
        }
        out
    }

    /// Kind sequences by the values that follow each other in the first lines, whatever text stands between: there may be one cell of it, or two.
    pub(super) fn skeletons(&self, head: &Text) -> Vec<Vec<usize>> {
        let kinds = Kinds::shipped();
        let of = |shape: u8| {
            let share = |look: &Looks| look.any[shape as usize] / look.any.iter().sum::<f32>().max(1.0);
            (0..kinds.looks.len()).max_by(|a, b| share(&kinds.looks[*a]).total_cmp(&share(&kinds.looks[*b])))
        };
        let text = kinds.looks.len();
        let mut sequence: Vec<(usize, f32)> = Vec::new();
        for (at, word) in head.words.iter().enumerate() {
            let kind = Some(word.shape.kind)
                .filter(|kind| shape::is_figures(*kind))
                .and_then(of);
            match (kind, sequence.last_mut()) {
                (None, Some(last)) if last.0 == text => {}
                _ => sequence.push((kind.unwrap_or(text), self.beginning(at))),
            }
        }
        let prose = kinds.longest();
        let phrase = (0..text)
            .filter(|kind| *kind != prose)
            .max_by(|a, b| kinds.looks[*a].cells.total_cmp(&kinds.looks[*b].cells))
            .unwrap_or(prose);
        let mut out = Vec::new();
        for cycle in cycles(&sequence).into_iter().take(SKELETONS) {
            let places: Vec<usize> = (0..cycle.len()).filter(|at| cycle[*at] == text).collect();
            let filled: Vec<usize> = cycle
                .iter()
                .map(|kind| if *kind == text { phrase } else { *kind })
                .collect();
            out.push(filled.clone());
            for at in places {
                for second in [phrase, prose] {
                    let mut more = filled.clone();
                    more.insert(at + 1, second);
                    out.push(more);
                }
            }
        }
        out
    }

    /// The kinds that the cells of a fit look most like, column by column.
    pub(super) fn relabelled(&self, fit: &Fit) -> Vec<usize> {
        let mut columns = vec![Looks::default(); fit.kinds.len()];
        for element in learn::elements(&fit.parse, columns.len()) {
            let Element::Row(row) = element else { continue };
            for (column, cell) in columns.iter_mut().zip(&row) {
                let words = cell.iter().flat_map(|(words, _)| &self.text.words[words.clone()]);
                column.observe(&words.map(|word| word.shape).collect::<Vec<_>>());
            }
        }
        let kinds = &Kinds::shipped().looks;
        let best = |cells: Looks| {
            let likelihood = |kind: &usize| kinds[*kind].likelihood(&cells);
            (0..kinds.len()).max_by(|a, b| likelihood(a).total_cmp(&likelihood(b)))
        };
        columns.into_iter().filter_map(best).collect()
    }

    /// How much where a cell begins speaks for its being the first of its row.
    fn beginning(&self, word: usize) -> f32 {
        if self.text.words[word].gap != Gap::Start {
            return 0.0;
        }
        if self.text.begins_page(word) { PAGE_TOP } else { 1.0 }
    }

    /// Kind sequences that one row may have: the cycles of a reading in which any kind may follow any.
    pub(super) fn candidates(&self) -> Vec<Vec<usize>> {
        let kinds = Kinds::shipped();
        let k = kinds.looks.len();
        let start = Start {
            columns: kinds.looks.clone(),
            heading: kinds.heading.clone(),
            strength: 40.0,
            sharing: self.sharing,
        };
        let free = Grammar {
            same: vec![ln(k as f32); k * k],
            new: vec![INF; k * k],
            leading: vec![0.0; k],
            trailing: vec![0.0; k],
            rows: false,
            header: false,
        };
        let mut model = learn::start(&start, Vec::new());
        let mut sequence = Vec::new();
        for round in 0..2 {
            let parse = self.decode(&model, &free, TOLERANCE[0], Headings::Cheap);
            sequence = parse
                .pieces
                .iter()
                .filter(|p| p.part == Part::First)
                .filter_map(|p| match p.place {
                    Place::Cell(c) => Some((c, self.beginning(p.words.start))),
                    _ => None,
                })
                .collect();
            if round == 0 {
                model = self.learn(&parse, &start, Vec::new(), TOLERANCE[0]);
                model.order = Order::Cells;
                for c in &mut model.columns {
                    c.widths.fill(f32::INFINITY);
                }
            }
        }
        cycles(&sequence)
    }
}

/// The row with each of its other columns as the first.
pub(super) fn turned(kinds: &[usize]) -> Vec<Vec<usize>> {
    (1..kinds.len()).map(|i| [&kinds[i..], &kinds[..i]].concat()).collect()
}

/// The row with one column of another kind.
fn changed(kinds: &[usize]) -> Vec<Vec<usize>> {
    let places = (0..kinds.len()).flat_map(|i| (0..Kinds::shipped().looks.len()).map(move |kind| (i, kind)));
    let change = |(i, kind)| {
        let mut other = kinds.to_vec();
        other[i] = kind;
        other
    };
    places.map(change).collect()
}

/// The most frequent cycles of a sequence of kinds, each turned so that it most often begins at a line start.
fn cycles(sequence: &[(usize, f32)]) -> Vec<Vec<usize>> {
    let kinds: Vec<usize> = sequence.iter().map(|s| s.0).collect();
    let mut found: Vec<(f32, Vec<usize>)> = Vec::new();
    for n in COLUMNS {
        let mut counts: std::collections::BTreeMap<&[usize], (f32, f32)> = std::collections::BTreeMap::new();
        for i in 0..(kinds.len() + 1).saturating_sub(n) {
            let window = &kinds[i..i + n];
            // A window counts when the cycle goes on after it or came before it.
            let after = (i + n..kinds.len())
                .zip(window)
                .take_while(|(j, k)| kinds[*j] == **k)
                .count()
                .min(n);
            if after == 0 {
                continue;
            }
            let begins = sequence[i..i + n].iter().map(|cell| cell.1).sum::<f32>().max(1.0);
            let entry = counts.entry(window).or_default();
            entry.0 += after as f32 / n as f32;
            entry.1 += sequence[i].1 / begins * n as f32;
        }
        let mut best: Vec<(f32, Vec<usize>)> = counts
            .into_iter()
            .filter(|(window, _)| !is_power(window))
            .map(|(window, (weight, begins))| (weight * n as f32 + begins * 0.1, window.to_vec()))
            .collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.extend(best.into_iter().take(3));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.truncate(10);
    found.into_iter().map(|f| f.1).collect()
}

/// The window is a shorter cycle several times.
fn is_power(window: &[usize]) -> bool {
    (2..window.len()).any(|n| window.len().is_multiple_of(n) && (n..window.len()).all(|i| window[i] == window[i - n]))
}
