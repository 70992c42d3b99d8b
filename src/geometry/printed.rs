//! Tables as they are printed: page by page, row by row, with the cells that span.

use super::grid::Grid;
use super::lattice::Lattice;
use super::page::TextLine;
use super::rows::{Kind, Segment};
use super::ruled::Ruled;
use super::zones::{Found, Zone};
use crate::reconstruct::{RawCell, RawGrid};
use std::collections::BTreeSet;

/// The printed tables of one logical table: one per page.
pub(crate) fn tables(
    lines: &[TextLine],
    lattices: &[Vec<Lattice>],
    found: &Found,
    (grid, segments): (&Grid, &[Segment]),
    headers: &[Vec<usize>],
) -> Vec<RawGrid> {
    let mut begins: BTreeSet<usize> = headers.iter().filter_map(|header| header.first().copied()).collect();
    let mut taken: BTreeSet<usize> = headers.iter().flatten().copied().collect();
    for segment in segments {
        let here = &grid.lines[segment.from..segment.to];
        taken.extend(here.iter().map(|line| line.line));
        begins.insert(here[0].line);
        if segment.kind == Kind::Header {
            begins.extend(here.iter().filter(|line| line.drawn).map(|line| line.line));
        }
    }
    let parts = found.zones.iter().filter(|zone| !zone.lines.is_empty());
    parts
        .map(|zone| {
            let first = &lines[zone.lines.start];
            let lattice = lattices
                .get(first.page as usize)
                .zip(first.lattice)
                .and_then(|(of, index)| of.get(index));
            let rows = match (&zone.ruled, lattice) {
                (Some(ruled), Some(lattice)) => drawn(lines, ruled, lattice, &begins),
                _ => white(lines, zone, &begins, &taken),
            };
            RawGrid {
                page: first.page + 1,
                rows,
            }
        })
        .collect()
}

/// The rows of a part that a lattice divides; where rows stand in one of its rows without a line between them, they are told
/// by the lines that rows were found to begin with.
fn drawn(lines: &[TextLine], ruled: &Ruled, lattice: &Lattice, begins: &BTreeSet<usize>) -> Vec<Vec<RawCell>> {
    // The printed rows of each row of the lattice: where in the page each begins.
    let mut tops: Vec<Vec<f32>> = lattice.ys[..lattice.rows()].iter().map(|y| vec![*y]).collect();
    let row_of = |y: f32| {
        lattice
            .ys
            .partition_point(|border| *border <= y)
            .clamp(1, lattice.rows())
            - 1
    };
    for line in ruled.lines.clone().skip(1) {
        let (above, here) = (lines[line - 1].middle, lines[line].middle);
        let row = row_of(here);
        if begins.contains(&line) && row_of(above) == row && here > above {
            tops[row].push((above + here) / 2.0);
        }
    }
    let mut first = vec![0usize; lattice.rows() + 1];
    for row in 0..lattice.rows() {
        first[row + 1] = first[row] + tops[row].len();
    }
    let mut cells: Vec<(usize, usize, RawCell)> = Vec::new();
    // Per cell of the lattice the printed cells made of it.
    let mut index = Vec::with_capacity(lattice.cells.len());
    for cell in &lattice.cells {
        let column = ruled.number[cell.column];
        let columns = ruled.number[cell.column + cell.columns - 1] + 1 - column;
        index.push(cells.len());
        let pieces = if cell.rows == 1 { tops[cell.row].len() } else { 1 };
        for piece in 0..pieces {
            let row = first[cell.row] + piece;
            let rows = if cell.rows == 1 {
                1
            } else {
                first[cell.row + cell.rows] - row
            };
            cells.push((
                row,
                column,
                RawCell {
                    rows,
                    columns,
                    ..RawCell::default()
                },
            ));
        }
    }
    for line in ruled.lines.clone() {
        let text = &lines[line];
        let cell_of = |word: usize| {
            let (x, y) = text.point(word);
            lattice.cell_at(x, y)
        };
        let mut at = 0;
        while at < text.words.len() {
            let cell = cell_of(at);
            let end = (at + 1..text.words.len())
                .find(|&word| cell_of(word) != cell)
                .unwrap_or(text.words.len());
            if let Some(cell) = cell {
                let of = lattice.cells[cell];
                let piece = if of.rows == 1 {
                    tops[of.row].partition_point(|top| *top <= text.middle).max(1) - 1
                } else {
                    0
                };
                cells[index[cell] + piece].2.spans.push(text.span(at..end));
            }
            at = end;
        }
    }
    // Columns that were dropped gave cells of their neighbours' column: these are one.
    cells.sort_by_key(|cell| (cell.0, cell.1));
    let mut rows = vec![Vec::new(); first[lattice.rows()]];
    let mut last = None;
    for (row, column, mut cell) in cells {
        if last == Some((row, column)) {
            let before: &mut RawCell = rows[row].last_mut().expect("the cell before it");
            before.spans.append(&mut cell.spans);
            before.columns = before.columns.max(cell.columns);
            continue;
        }
        last = Some((row, column));
        rows[row].push(cell);
    }
    rows
}

/// The rows of a part that white space divides.
fn white(lines: &[TextLine], zone: &Zone, begins: &BTreeSet<usize>, taken: &BTreeSet<usize>) -> Vec<Vec<RawCell>> {
    let columns = zone.columns();
    let mut rows: Vec<Vec<RawCell>> = Vec::new();
    for line in zone.lines.clone().filter(|line| taken.contains(line)) {
        let split = zone.split(lines, line);
        if rows.is_empty() || begins.contains(&line) {
            rows.push(if split.crossing && lines[line].chunks().len() == 1 {
                vec![RawCell {
                    rows: 1,
                    columns,
                    ..RawCell::default()
                }]
            } else {
                vec![
                    RawCell {
                        rows: 1,
                        columns: 1,
                        ..RawCell::default()
                    };
                    columns
                ]
            });
        }
        let row = rows.last_mut().expect("a row was begun");
        for (column, words) in split
            .cells
            .into_iter()
            .enumerate()
            .filter(|(_, words)| !words.is_empty())
        {
            let column = column.min(row.len() - 1);
            row[column].spans.push(lines[line].span(words));
        }
    }
    rows
}
