//! The lines drawn on a page as edges of tables: pieces on one line made one, and the lattices they make.
//!
//! Producers draw a border once for the whole table or once per cell, as a stroke or as two sides of a thin box, so ends and
//! places agree only to a point or two. The steps (snap, join, meet) are those of every table finder that works on rulings.

use super::lattice::{Lattice, aligned};
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

/// The lattices of a page: edges that meet; lines of one width above each other; lines of one height beside each other. Columns
/// and rows that no line divides are still one.
pub(crate) fn lattices(edges: &Edges, settings: &Rulings) -> Vec<Lattice> {
    let (h, v) = (&edges.across, &edges.down);
    // The edges of each group, by its first edge.
    let mut groups: Vec<(Vec<Edge>, Vec<Edge>)> = vec![Default::default(); h.len() + v.len()];
    for (index, group) in meeting(h, v, settings).into_iter().enumerate() {
        match index.checked_sub(h.len()) {
            None => groups[group].0.push(h[index]),
            Some(index) => groups[group].1.push(v[index]),
        }
    }
    let mut found = Vec::new();
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for (h, v) in groups {
        match (h.is_empty(), v.is_empty()) {
            (_, true) => across.extend(h),
            (true, _) => down.extend(v),
            _ => found.extend(lattice(&h, &v, settings)),
        }
    }
    for stack in alike(across, settings)
        .iter()
        .filter(|stack| stack.len() >= settings.stack)
    {
        found.extend(lattice(stack, &[], settings));
    }
    for stack in beside(down, settings) {
        found.extend(lattice(&[], &stack, settings));
    }
    found.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]).then(a.xs[0].total_cmp(&b.xs[0])));
    double(found, settings)
}

/// Puts header rows to their tables where a double line stands between them.
fn double(lattices: Vec<Lattice>, settings: &Rulings) -> Vec<Lattice> {
    let mut out: Vec<Lattice> = Vec::new();
    for lattice in lattices {
        let header = out.iter().position(|above| {
            let last = above.ys[above.rows()];
            above.rows() <= HEADER
                && lattice.ys[0] >= last
                && lattice.ys[0] - last <= settings.double
                && aligned(&above.xs, &lattice.xs, settings.snap)
        });
        match header {
            Some(index) => out[index] = out[index].over(&lattice),
            None => out.push(lattice),
        }
    }
    out
}

/// Most rows of a header between double lines.
const HEADER: usize = 2;

/// Groups of vertical edges that stand beside each other, by themselves or by others, where there are enough places.
fn beside(mut edges: Vec<Edge>, settings: &Rulings) -> Vec<Vec<Edge>> {
    edges.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut groups: Vec<(f32, Vec<Edge>)> = Vec::new();
    for edge in edges {
        match groups.last_mut() {
            Some((end, group)) if edge.from < *end => {
                *end = end.max(edge.to);
                group.push(edge);
            }
            _ => groups.push((edge.to, vec![edge])),
        }
    }
    let mut groups: Vec<Vec<Edge>> = groups.into_iter().map(|(_, group)| group).collect();
    groups.retain_mut(|group| {
        group.sort_by(|a, b| a.at.total_cmp(&b.at));
        group.chunk_by(|a, b| b.at - a.at <= settings.snap).count() >= settings.stack
    });
    groups
}

/// Per edge, horizontal ones first, the first edge of those it meets, by itself or by others.
fn meeting(across: &[Edge], down: &[Edge], settings: &Rulings) -> Vec<usize> {
    let mut group: Vec<usize> = (0..across.len() + down.len()).collect();
    fn root(group: &mut [usize], mut at: usize) -> usize {
        while group[at] != at {
            group[at] = group[group[at]];
            at = group[at];
        }
        at
    }
    let reach = settings.meet;
    for (i, h) in across.iter().enumerate() {
        for (k, v) in down.iter().enumerate() {
            let meets =
                v.at >= h.from - reach && v.at <= h.to + reach && h.at >= v.from - reach && h.at <= v.to + reach;
            if meets {
                let (a, b) = (root(&mut group, i), root(&mut group, across.len() + k));
                group[a.max(b)] = a.min(b);
            }
        }
    }
    (0..group.len()).map(|edge| root(&mut group, edge)).collect()
}

/// Groups of edges that begin and end at the same places, in their order.
fn alike(edges: Vec<Edge>, settings: &Rulings) -> Vec<Vec<Edge>> {
    let mut groups: Vec<Vec<Edge>> = Vec::new();
    for edge in edges {
        let same = |group: &&mut Vec<Edge>| {
            let first = group[0];
            (first.from - edge.from).abs() <= settings.open && (first.to - edge.to).abs() <= settings.open
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(edge),
            None => groups.push(vec![edge]),
        }
    }
    groups
}

fn lattice(across: &[Edge], down: &[Edge], settings: &Rulings) -> Option<Lattice> {
    let xs = borders(down, across, settings);
    let ys = if across.is_empty() {
        // Without horizontal lines, rows are where the vertical ones are the same.
        let mut ends: Vec<f32> = down.iter().flat_map(|edge| [edge.from, edge.to]).collect();
        ends.sort_by(f32::total_cmp);
        ends.dedup_by(|b, a| *b - *a <= settings.snap);
        ends
    } else {
        borders(across, down, settings)
    };
    if xs.len() < 2 || ys.len() < 2 {
        return None;
    }
    // Whether a border is drawn along one side of a place in the grid.
    let drawn = |edges: &[Edge], at: f32, from: f32, to: f32| {
        let covered: f32 = (edges.iter())
            .filter(|edge| (edge.at - at).abs() <= settings.snap)
            .map(|edge| (edge.to.min(to) - edge.from.max(from)).max(0.0))
            .sum();
        covered >= settings.side * (to - from)
    };
    let right = |row: usize, column: usize| drawn(down, xs[column + 1], ys[row], ys[row + 1]);
    let below = |row: usize, column: usize| drawn(across, ys[row + 1], xs[column], xs[column + 1]);
    Some(Lattice::new(xs.clone(), ys.clone(), right, below))
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
        // The first row spans both columns, and the right side is open.
        let rules = [
            [0.0, 0.0, 0.0, 40.0],
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
