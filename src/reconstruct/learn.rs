//! What a reading of the text teaches about its columns (the M-step of hard EM).

use super::kinds::{Kinds, Looks};
use super::lattice::{Parse, Part, Place};
use super::model::{Column, EVENTS, Event, Model, Order, value_key};
use super::text::{BROKEN, Gap, MARKS, Text};
use super::widths::{self, Break};
use std::ops::Range;

/// A piece of a cell: its words, how it follows the piece before.
pub type CellPart = (Range<usize>, Part);

/// One element of a reading, in source order.
#[derive(Debug, Clone)]
pub enum Element {
    /// A row: the parts of each cell.
    Row(Vec<Vec<CellPart>>),
    /// A header row.
    Header(Vec<Vec<CellPart>>),
    /// A heading.
    Heading(Vec<CellPart>),
    /// A line of prose outside the table.
    Outside(Range<usize>),
}

/// Groups the pieces of a reading into rows, headings and prose.
pub fn elements(parse: &Parse, columns: usize) -> Vec<Element> {
    let mut out: Vec<Element> = Vec::new();
    for piece in &parse.pieces {
        let part = (piece.words.clone(), piece.part);
        match piece.place {
            Place::Cell(c) => {
                if piece.row || !matches!(out.last(), Some(Element::Row(_))) {
                    out.push(Element::Row(vec![Vec::new(); columns]));
                }
                if let Some(Element::Row(cells)) = out.last_mut() {
                    cells[c].push(part);
                }
            }
            Place::Header(c) => {
                if !matches!(out.last(), Some(Element::Header(_))) {
                    out.push(Element::Header(vec![Vec::new(); columns]));
                }
                if let Some(Element::Header(cells)) = out.last_mut() {
                    cells[c].push(part);
                }
            }
            Place::Heading => match out.last_mut() {
                Some(Element::Heading(parts)) if piece.part != Part::First => parts.push(part),
                _ => out.push(Element::Heading(vec![part])),
            },
            Place::Before | Place::After => out.push(Element::Outside(piece.words.clone())),
        }
    }
    out
}

/// Line of each word, for looking up pages and marks.
pub fn line_of_words(text: &Text) -> Vec<u32> {
    let mut lines = vec![0; text.words.len()];
    for (i, line) in text.lines.iter().enumerate() {
        lines[line.words.clone()].fill(i as u32);
    }
    lines
}

/// What the search starts a column with: its looks and how many cells they are worth.
#[derive(Debug, Clone)]
pub struct Start {
    /// Looks per column.
    pub columns: Vec<Looks>,
    /// Looks of headings.
    pub heading: Looks,
    /// Cells the looks are worth.
    pub strength: f32,
    /// Which cells share the line with the next.
    pub sharing: Sharing,
}

impl Start {
    /// Columns that look like cells of the shipped kinds with these numbers.
    pub fn of_kinds(kinds: &[usize], strength: f32, sharing: Sharing) -> Self {
        let known = Kinds::shipped();
        Self {
            columns: kinds.iter().map(|k| known.looks[*k].clone()).collect(),
            heading: known.heading.clone(),
            strength,
            sharing,
        }
    }
}

/// How an extractor decides whether a cell shares the line with the cell before it: what is expected before anything is
/// known, and what that is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sharing([(f32, f32); 2]);

impl Sharing {
    /// After a cell of one line, not after one of several: by how far down the next cell begins.
    pub const LAW: Self = Self([(2.0, 1.0), (0.4, 9.0)]);
    /// No cell but the first of a row begins a line.
    pub const ALWAYS: Self = Self([(9.0, 0.5), (9.0, 0.5)]);
}

/// One line break in so many cells says nothing of a column's width: it may be read wrongly.
const RARE: usize = 50;

/// What every look of a line break is worth before any was seen; nothing for the one that few extractors make.
fn expected_marks() -> [f32; MARKS] {
    let mut marks = [0.5; MARKS];
    marks[usize::from(BROKEN)] = 0.0;
    marks
}

/// A model before any reading.
pub fn start(start: &Start, parts: Vec<u32>) -> Model {
    let count = parts.len() + 1;
    Model {
        order: Order::default(),
        columns: start
            .columns
            .iter()
            .map(|l| Column::new(l, start.strength, count))
            .collect(),
        heading: Column::new(&start.heading, 60.0, count),
        share: start.sharing.0.map(|(yes, no)| yes / (yes + no)),
        marks: [expected_marks(); EVENTS],
        cut: 0.5,
        rest: vec![0.4; start.columns.len()],
        parts,
        wide: [(0.5, 5.0), (0.5, 5.0)],
        background: Vec::new(),
    }
}

/// A model learned from a reading.
pub fn learn(
    text: &Text,
    parse: &Parse,
    prior: &Start,
    parts: Vec<u32>,
    blank: f32,
    tolerance: f32,
    hard: f32,
) -> Model {
    let n = prior.columns.len();
    let mut model = start(prior, parts);
    let lines = line_of_words(text);
    let mut breaks: Vec<Vec<Vec<Break>>> = vec![vec![Vec::new(); model.parts.len() + 1]; n];
    let mut share = prior.sharing.0;
    let mut cut = (1.0_f32, 2.0_f32);
    let mut rest = vec![(0.8_f32, 2.0_f32); n];
    let mut background = vec![0.0_f32; text.vocabulary];
    let all = elements(parse, n);
    for element in &all {
        match element {
            Element::Row(cells) => {
                for (c, parts) in cells.iter().enumerate() {
                    count_cell(text, &mut model.columns[c], &mut background, parts);
                    for pair in parts.windows(2) {
                        let ((a, _), (b, part)) = (&pair[0], &pair[1]);
                        let line = lines[a.start] as usize;
                        breaks[c][model.part(line)].push(Break {
                            width: text.width(a.start, a.end),
                            need: (*part != Part::Hard).then(|| text.need(a.start, a.end - 1, b.start, blank)),
                        });
                    }
                    if let Some((last, _)) = parts.last() {
                        let line = lines[last.start] as usize;
                        breaks[c][model.part(line)].push(Break {
                            width: text.width(last.start, last.end),
                            need: None,
                        });
                    }
                }
                if cells.iter().flatten().any(|(_, p)| *p == Part::Rest) {
                    for (cell, r) in cells.iter().zip(&mut rest) {
                        r.1 += 1.0;
                        r.0 += f32::from(cell.iter().any(|(_, p)| *p == Part::Rest));
                    }
                }
                count_sharing(&lines, cells, &mut share);
            }
            Element::Heading(parts) => count_cell(text, &mut model.heading, &mut background, parts),
            Element::Header(_) | Element::Outside(_) => {}
        }
    }
    for (c, parts) in breaks.iter().enumerate() {
        model.columns[c].widest = parts.iter().flatten().map(|b| b.width).fold(0.0, f32::max);
        for (p, b) in parts.iter().enumerate() {
            let soft = b.iter().filter(|b| b.need.is_some()).count();
            if soft * RARE > b.len()
                && let Some(w) = widths::best_width(b, tolerance, hard)
            {
                (model.columns[c].widths[p], model.columns[c].limits[p]) = w;
            }
        }
        // A part without evidence borrows from a neighbour.
        for p in 0..parts.len() {
            if model.columns[c].widths[p].is_infinite() {
                let known = (0..parts.len())
                    .filter(|q| model.columns[c].widths[*q].is_finite())
                    .min_by_key(|q| q.abs_diff(p));
                if let Some(q) = known {
                    let widest = breaks[c][p].iter().map(|b| b.width).fold(0.0, f32::max);
                    model.columns[c].widths[p] = model.columns[c].widths[q].max(widest);
                    model.columns[c].limits[p] = model.columns[c].limits[q].max(widest);
                }
            }
        }
    }
    count_marks(text, parse, &lines, &mut model, &mut cut);
    model.background = background;
    model.share = share.map(|(yes, no)| (yes / (yes + no)).clamp(0.005, 0.995));
    model.rest = rest.iter().map(|(yes, all)| yes / all).collect();
    model.cut = (cut.0 / cut.1).clamp(0.02, 0.98);
    model
}

fn count_cell(text: &Text, column: &mut Column, background: &mut [f32], parts: &[CellPart]) {
    let words: Vec<usize> = parts.iter().flat_map(|(r, _)| r.clone()).collect();
    if words.is_empty() {
        column.filled.1 += 1.0;
        return;
    }
    column.filled.0 += 1.0;
    let shapes: Vec<_> = words.iter().map(|w| text.words[*w].shape).collect();
    column.looks.observe(&shapes);
    // A word counts once per cell: a cell that repeats its own words says nothing of the column.
    let last = words.len() - 1;
    let mut ids: Vec<u32> = words.iter().map(|w| text.words[*w].id).collect();
    column.words.resize(text.vocabulary, [0.0; 3]);
    let (first, end) = (ids[0] as usize, ids[last] as usize);
    column.words[first][1] += 1.0;
    column.words[end][2] += 1.0;
    background[first] += 1.0;
    ids.remove(0);
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        column.words[id as usize][0] += 1.0;
        background[id as usize] += 1.0;
    }
    if parts.len() == 1 {
        *column
            .values
            .entry(value_key(text, words[0], words[last] + 1))
            .or_default() += 1.0;
    }
}

/// Counts whether cells share the line with the next cell of their row: after one line on the page, and after more.
fn count_sharing(lines: &[u32], cells: &[Vec<CellPart>], share: &mut [(f32, f32); 2]) {
    let filled: Vec<&Vec<CellPart>> = cells.iter().filter(|c| !c.is_empty()).collect();
    for pair in filled.windows(2) {
        if pair.iter().any(|c| c.iter().any(|(_, p)| *p == Part::Rest)) {
            continue;
        }
        let (Some(first), Some(last), Some(next)) = (pair[0].first(), pair[0].last(), pair[1].first()) else {
            continue;
        };
        let many = usize::from(first.0.start != last.0.start);
        if lines[last.0.start] == lines[next.0.start] {
            share[many].0 += 1.0;
        } else {
            share[many].1 += 1.0;
        }
    }
}

fn count_marks(text: &Text, parse: &Parse, lines: &[u32], model: &mut Model, cut: &mut (f32, f32)) {
    for pair in parse.pieces.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        let line = &text.lines[lines[b.words.start] as usize];
        let same_line = lines[a.words.start] == lines[b.words.start];
        let table = |p: &Place| matches!(p, Place::Cell(_) | Place::Heading);
        if !table(&a.place) || !table(&b.place) {
            continue;
        }
        if same_line {
            model.wide[0].1 += 1.0;
            if text.words[b.words.start].gap == Gap::Wide {
                model.wide[0].0 += 1.0;
            }
            continue;
        }
        if line.page_start {
            cut.1 += 1.0;
            if b.part == Part::Rest || !b.row {
                cut.0 += 1.0;
            }
            continue;
        }
        let event = match b.part {
            Part::Soft => Event::Soft,
            Part::Hard => Event::Paragraph,
            _ if b.row || b.place == Place::Heading || a.place == Place::Heading => Event::Row,
            _ => Event::Cell,
        };
        model.marks[event as usize][line.mark as usize] += 1.0;
    }
    for piece in &parse.pieces {
        for w in piece.words.clone().skip(1) {
            model.wide[1].1 += 1.0;
            if text.words[w].gap == Gap::Wide {
                model.wide[1].0 += 1.0;
            }
        }
    }
}
