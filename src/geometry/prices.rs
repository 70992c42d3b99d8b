//! What the lines of a table cost as parts of a row, counted once per belief: the search asks for them again and again.

use super::belief::{Belief, UNLIKELY};
use super::grid::{Grid, Join};
use super::settings::Rows;
use crate::reconstruct::given::As;
use std::cell::Cell;

/// The text of a column on a line, and what it costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    pub(crate) column: usize,
    /// Line of the text above it in its column.
    pub(crate) above: Option<usize>,
    /// As part of the same cell.
    pub(crate) inside: f32,
    /// As part of another row's cell.
    pub(crate) outside: f32,
}

/// What one line costs.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// From left to right.
    pub(crate) texts: Vec<Text>,
    /// Wherever it stands in a row.
    pub(crate) any: f32,
    /// As the first line of a row, with the space above it.
    pub(crate) begins: f32,
    /// As a further line of a row.
    pub(crate) goes_on: f32,
}

/// What all lines of a grid cost.
pub(crate) struct Prices<'b> {
    pub(crate) belief: &'b Belief,
    pub(crate) lines: Vec<Line>,
    /// Per column without and with text in a row.
    pub(crate) present: Vec<[f32; 2]>,
    /// Per line the most that beginning a row there can cost more than going on with one.
    pub(crate) most: Vec<f32>,
    /// A row, wherever it begins.
    pub(crate) row: f32,
    /// The rest of a row from the page before.
    pub(crate) rest: f32,
    /// Advance of the widest line.
    pub(crate) widest: f32,
    /// Per column prices of places in a row that were asked for, by their hash.
    places: Vec<Cell<Place>>,
}

/// Lines above and below a cell in its row, and what that costs.
type Place = (f32, f32, f32);

/// Places that are remembered per column.
const PLACES: usize = 256;

impl<'b> Prices<'b> {
    /// Counts them.
    pub(crate) fn new(grid: &Grid, belief: &'b Belief, settings: &Rows) -> Self {
        let lines: Vec<Line> = (0..grid.lines.len())
            .map(|line| price(grid, belief, line, settings))
            .collect();
        let present: Vec<[f32; 2]> = (0..grid.columns)
            .map(|c| [false, true].map(|present| belief.present(c, present)))
            .collect();
        let row = belief.boundary() + belief.row();
        // Each column may be rare, its text out of place, and begin late on a page that follows.
        let columns = present
            .iter()
            .map(|[without, with]| without.max(*with) + UNLIKELY + settings.late);
        let always = row + columns.sum::<f32>();
        let mut outside = vec![0.0; grid.columns];
        let mut most = vec![0.0; lines.len()];
        for (index, line) in lines.iter().enumerate().rev() {
            if grid
                .lines
                .get(index + 1)
                .is_some_and(|below| below.part != grid.lines[index].part)
            {
                outside.fill(0.0);
            }
            for text in &line.texts {
                outside[text.column] = text.outside;
            }
            most[index] = always + line.begins + outside.iter().sum::<f32>();
        }
        Self {
            belief,
            places: vec![Cell::new((0.0, 0.0, 0.0)); grid.columns * PLACES],
            lines,
            present,
            most,
            row,
            rest: belief.continued(),
            widest: grid.lines.iter().map(|line| line.width).fold(0.0, f32::max),
        }
    }

    /// A cell with `above` lines of its row above it and `below` below.
    pub(crate) fn place(&self, column: usize, above: f32, below: f32) -> f32 {
        // Places are whole or half lines.
        let hash = (2.0 * above) as usize * 61 + (2.0 * below) as usize;
        let known = &self.places[column * PLACES + hash % PLACES];
        let (a, b, price) = known.get();
        if (a, b) == (above, below) {
            return price;
        }
        let price = self.belief.place(column, above, below);
        known.set((above, below, price));
        price
    }
}

fn price(grid: &Grid, belief: &Belief, line: usize, settings: &Rows) -> Line {
    let here = &grid.lines[line];
    let same_part = |above: usize| grid.lines[above].part == here.part;
    let texts = (here.cells.iter().enumerate())
        .filter(|(_, cell)| cell.is_some())
        .map(|(column, _)| {
            let join = grid.joins[line][column];
            let priced = |price: &dyn Fn(&Join) -> f32| join.as_ref().map_or(0.0, price) * settings.damping;
            Text {
                column,
                above: join.map(|join| join.above),
                inside: priced(&|join| belief.inside(column, join, true)),
                outside: priced(&|join| belief.outside(column, join, same_part(join.above))),
            }
        })
        .collect();
    let mut begins = here.rule.price(As::Cell { begins: true });
    let mut goes_on = here.rule.price(As::Cell { begins: false });
    if line > 0 {
        let free = grid.free_above(line);
        if same_part(line - 1) {
            begins += belief.blank(free, false) + belief.drawn(grid, line, false);
        }
        goes_on += belief.goes_on(here.cells.iter().map(Option::is_some)) * settings.pattern;
        goes_on += belief.no_boundary() + belief.blank(free, true) + belief.drawn(grid, line, true);
    }
    Line {
        texts,
        any: if here.crossing { settings.crossing } else { 0.0 },
        begins,
        goes_on,
    }
}
