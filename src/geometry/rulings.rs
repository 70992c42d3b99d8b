//! The lines drawn on a page as edges of tables: pieces on one line made one, and the lattices they make.
//!
//! Producers draw a border once for the whole table or once per cell, as a stroke or as two sides of a thin box, so ends and
//! places agree only to a point or two. The steps (snap, join, meet) are those of every table finder that works on rulings.

use super::settings::Rulings;
use crate::page::{Page, Rule};

/// A straight drawn line, of one piece.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    /// Its place across: y of a horizontal line, x of a vertical one.
    pub(crate) at: f32,
    /// Where it begins along.
    pub(crate) from: f32,
    /// Where it ends along.
    pub(crate) to: f32,
}

/// The edges of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edges {
    /// Horizontal, from top to bottom.
    pub(crate) across: Vec<Edge>,
    /// Vertical, from left to right.
    pub(crate) down: Vec<Edge>,
}

impl Edges {
    /// The share of the width between `x0` and `x1` that one line drawn between the heights `y0` and `y1` covers.
    pub(crate) fn between(&self, (y0, y1): (f32, f32), (x0, x1): (f32, f32)) -> f32 {
        let first = self.across.partition_point(|edge| edge.at <= y0);
        let level = self.across[first..].iter().take_while(|edge| edge.at < y1);
        let mut most = 0.0f32;
        let (mut at, mut covered) = (f32::NEG_INFINITY, 0.0);
        for edge in level {
            if edge.at != at {
                (at, covered) = (edge.at, 0.0);
            }
            covered += (edge.to.min(x1) - edge.from.max(x0)).max(0.0);
            most = most.max(covered);
        }
        most / (x1 - x0).max(1.0)
    }
}

/// Lines that meet and divide an area into cells.
#[derive(Debug, Clone)]
pub(crate) struct Lattice {
    /// Left and right borders of its columns, ascending.
    pub(crate) xs: Vec<f32>,
    /// Upper and lower borders of its rows, ascending.
    pub(crate) ys: Vec<f32>,
    /// Per row and column the cell it belongs to.
    owner: Vec<usize>,
    /// Its cells, by their first row and column.
    pub(crate) cells: Vec<Box>,
}

/// The rows and columns of one cell of a lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Box {
    /// First row.
    pub(crate) row: usize,
    /// First column.
    pub(crate) column: usize,
    /// How many rows.
    pub(crate) rows: usize,
    /// How many columns.
    pub(crate) columns: usize,
}

impl Lattice {
    /// The cell at a point, as an index into [`Lattice::cells`].
    pub(crate) fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        let (row, column) = (interval(&self.ys, y)?, interval(&self.xs, x)?);
        Some(self.owner[row * (self.xs.len() - 1) + column])
    }

    /// Number of columns.
    pub(crate) fn columns(&self) -> usize {
        self.xs.len() - 1
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.ys.len() - 1
    }
}

fn interval(borders: &[f32], at: f32) -> Option<usize> {
    let index = borders.partition_point(|border| *border <= at);
    (index > 0 && index < borders.len()).then(|| index - 1)
}

/// The edges of a page: drawn pieces, put together.
pub(crate) fn edges(page: &Page, settings: &Rulings) -> Edges {
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for rule in &page.rules {
        let Rule { x0, y0, x1, y1 } = *rule;
        if x1 - x0 >= y1 - y0 {
            across.push(Edge {
                at: (y0 + y1) / 2.0,
                from: x0,
                to: x1,
            });
        } else {
            down.push(Edge {
                at: (x0 + x1) / 2.0,
                from: y0,
                to: y1,
            });
        }
    }
    Edges {
        across: joined(across, settings),
        down: joined(down, settings),
    }
}

/// Brings edges that lie within the tolerance to one place, and makes one of pieces that touch.
fn joined(mut edges: Vec<Edge>, settings: &Rulings) -> Vec<Edge> {
    edges.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out: Vec<Edge> = Vec::new();
    for level in edges.chunk_by_mut(|a, b| b.at - a.at <= settings.snap) {
        let at = level.iter().map(|edge| edge.at).sum::<f32>() / level.len() as f32;
        level.sort_by(|a, b| a.from.total_cmp(&b.from));
        let first = out.len();
        for edge in level.iter() {
            match out[first..].last_mut() {
                Some(last) if edge.from - last.to <= settings.join => last.to = last.to.max(edge.to),
                _ => out.push(Edge { at, ..*edge }),
            }
        }
    }
    out.retain(|edge| edge.to - edge.from >= settings.short);
    out
}

/// The lattices of a page: edges that meet, as far as they make at least two columns and two rows.
pub(crate) fn lattices(edges: &Edges, settings: &Rulings) -> Vec<Lattice> {
    let (h, v) = (&edges.across, &edges.down);
    let count = h.len() + v.len();
    let mut group: Vec<usize> = (0..count).collect();
    fn root(group: &mut [usize], mut at: usize) -> usize {
        while group[at] != at {
            group[at] = group[group[at]];
            at = group[at];
        }
        at
    }
    let reach = settings.meet;
    for (i, across) in h.iter().enumerate() {
        for (k, down) in v.iter().enumerate() {
            let meets = down.at >= across.from - reach
                && down.at <= across.to + reach
                && across.at >= down.from - reach
                && across.at <= down.to + reach;
            if meets {
                let (a, b) = (root(&mut group, i), root(&mut group, h.len() + k));
                group[a.max(b)] = a.min(b);
            }
        }
    }
    let roots: Vec<usize> = (0..count).map(|edge| root(&mut group, edge)).collect();
    let mut found: Vec<Lattice> = (0..count)
        .filter(|&edge| roots[edge] == edge)
        .filter_map(|root| {
            let of = |edges: &[Edge], first: usize| -> Vec<Edge> {
                (edges.iter().enumerate())
                    .filter(|(index, _)| roots[first + index] == root)
                    .map(|(_, edge)| *edge)
                    .collect()
            };
            lattice(&of(h, 0), &of(v, h.len()), settings)
        })
        .collect();
    found.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]).then(a.xs[0].total_cmp(&b.xs[0])));
    found
}

fn lattice(across: &[Edge], down: &[Edge], settings: &Rulings) -> Option<Lattice> {
    let xs = borders(down, across, settings);
    let ys = borders(across, down, settings);
    if xs.len() < 3 || ys.len() < 3 {
        return None;
    }
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    // Whether a border is drawn along one side of a place in the grid.
    let drawn = |edges: &[Edge], at: f32, from: f32, to: f32| {
        let covered: f32 = (edges.iter())
            .filter(|edge| (edge.at - at).abs() <= settings.snap)
            .map(|edge| (edge.to.min(to) - edge.from.max(from)).max(0.0))
            .sum();
        covered >= settings.side * (to - from)
    };
    let mut owner = vec![usize::MAX; rows * columns];
    let mut cells: Vec<Box> = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if owner[row * columns + column] != usize::MAX {
                continue;
            }
            // Right and down as far as no border stands between.
            let mut wide = 1;
            while column + wide < columns
                && owner[row * columns + column + wide] == usize::MAX
                && !drawn(down, xs[column + wide], ys[row], ys[row + 1])
            {
                wide += 1;
            }
            let mut high = 1;
            while row + high < rows
                && (column..column + wide).all(|c| {
                    owner[(row + high) * columns + c] == usize::MAX
                        && !drawn(across, ys[row + high], xs[c], xs[c + 1])
                        && (c == column || !drawn(down, xs[c], ys[row + high], ys[row + high + 1]))
                })
                && (column + wide == columns || drawn(down, xs[column + wide], ys[row + high], ys[row + high + 1]))
            {
                high += 1;
            }
            for r in row..row + high {
                owner[r * columns + column..r * columns + column + wide].fill(cells.len());
            }
            cells.push(Box {
                row,
                column,
                rows: high,
                columns: wide,
            });
        }
    }
    Some(Lattice { xs, ys, owner, cells })
}

/// The places of the edges, and the ends of those across them where no edge closes the table.
fn borders(edges: &[Edge], others: &[Edge], settings: &Rulings) -> Vec<f32> {
    let mut places: Vec<f32> = edges.iter().map(|edge| edge.at).collect();
    let first = others.iter().map(|edge| edge.from).fold(f32::INFINITY, f32::min);
    let last = others.iter().map(|edge| edge.to).fold(f32::NEG_INFINITY, f32::max);
    for end in [first, last] {
        if end.is_finite() && !places.iter().any(|place| (place - end).abs() <= settings.open) {
            places.push(end);
        }
    }
    places.sort_by(f32::total_cmp);
    places.dedup_by(|b, a| *b - *a <= settings.snap);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rules: &[[f32; 4]]) -> Page {
        Page {
            rules: rules.iter().map(|&[x0, y0, x1, y1]| Rule { x0, y0, x1, y1 }).collect(),
            ..Page::default()
        }
    }

    #[test]
    fn borders_drawn_cell_by_cell_are_one_lattice() {
        let mut rules = Vec::new();
        for row in 0..3 {
            for column in 0..2 {
                let (x, y) = (column as f32 * 50.0, row as f32 * 20.0);
                rules.extend([
                    [x, y, x + 49.6, y],
                    [x, y + 19.5, x + 50.0, y + 19.5],
                    [x, y, x, y + 20.0],
                    [x + 49.5, y, x + 49.5, y + 20.0],
                ]);
            }
        }
        let settings = Rulings::default();
        let edges = edges(&page(&rules), &settings);
        assert_eq!((edges.across.len(), edges.down.len()), (4, 3));
        let found = lattices(&edges, &settings);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].rows(), found[0].columns(), found[0].cells.len()), (3, 2, 6));
        assert_eq!(found[0].cell_at(75.0, 30.0), Some(3));
        assert_eq!(found[0].cell_at(175.0, 30.0), None);
    }

    #[test]
    fn a_missing_border_makes_one_cell() {
        // The first row spans both columns, and the sides are open.
        let rules = [
            [0.0, 0.0, 100.0, 0.0],
            [0.0, 20.0, 100.0, 20.0],
            [0.0, 40.0, 100.0, 40.0],
            [50.0, 20.0, 50.0, 40.0],
        ];
        let settings = Rulings::default();
        let found = lattices(&edges(&page(&rules), &settings), &settings);
        assert_eq!(found[0].cells.len(), 3);
        assert_eq!(found[0].cells[0].columns, 2);
        assert_eq!(found[0].cell_at(80.0, 10.0), Some(0));
    }
}
