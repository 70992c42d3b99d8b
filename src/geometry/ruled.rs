//! The parts of pages that a lattice divides: their lines, and the words of each line by column.

use super::assign::Assigned;
use super::lattice::Lattice;
use super::page::{Page, TextLine};
use super::settings::Rulings;
use std::ops::Range;

/// A lattice with text in it.
#[derive(Debug, Clone)]
pub(crate) struct Ruled {
    /// Lines (indices into all lines of the document).
    pub(crate) lines: Range<usize>,
    /// The column of each column of its lattice.
    pub(crate) number: Vec<usize>,
    /// Borders between its columns, in points.
    pub(crate) borders: Vec<f32>,
    /// The same in cells of the grid.
    pub(crate) corridors: Vec<i32>,
    /// The words of its lines by column, line by line.
    pub(crate) assigned: Vec<Assigned>,
    /// Some of its borders are drawn.
    pub(crate) drawn: bool,
    /// Rows that lines divide.
    pub(crate) rows: usize,
    /// Rows with text in two columns and more; where no line divides rows, lines of text.
    pub(crate) full: usize,
}

/// Narrower columns without text are the space between two lines.
const NARROW: f32 = 8.0;

/// The lattices of all pages that hold text in columns, in the order of their lines.
pub(crate) fn find(lines: &[TextLine], pages: &[Page], lattices: &[Vec<Lattice>], settings: &Rulings) -> Vec<Ruled> {
    let mut found = Vec::new();
    let mut start = 0;
    for run in lines.chunk_by(|a, b| (a.page, a.lattice) == (b.page, b.lattice)) {
        let range = start..start + run.len();
        start = range.end;
        let page = run[0].page as usize;
        if let Some(index) = run[0].lattice
            && let Some(lattice) = lattices.get(page).and_then(|of| of.get(index))
        {
            found.extend(read(lattice, pages[page].measure(), lines, range, settings));
        }
    }
    found
}

/// The lattice of these lines as a table's part; `None` where fewer than two of its columns hold text.
fn read(lattice: &Lattice, blank: f32, lines: &[TextLine], range: Range<usize>, settings: &Rulings) -> Option<Ruled> {
    let cell_of = |line: &TextLine, word: usize| {
        let (x, y) = line.point(word);
        lattice.cell_at(x, y).map(|cell| lattice.cells[cell])
    };
    let mut used = vec![false; lattice.columns()];
    let mut filled = vec![vec![false; lattice.columns()]; lattice.rows()];
    for line in &lines[range.clone()] {
        for word in 0..line.words.len() {
            if let Some(cell) = cell_of(line, word) {
                if cell.columns == 1 {
                    used[cell.column] = true;
                }
                filled[cell.row][cell.column] = true;
            }
        }
    }
    // Which columns stay; a dropped one goes with the column before it.
    let stays = |column: usize| used[column] || lattice.xs[column + 1] - lattice.xs[column] > NARROW;
    let mut borders: Vec<f32> = Vec::new();
    let mut number = vec![0usize; lattice.columns()];
    let mut begun = false;
    for column in 0..lattice.columns() {
        if stays(column) {
            if begun {
                borders.push(lattice.xs[column]);
            }
            begun = true;
        }
        number[column] = borders.len();
    }
    if borders.is_empty() || used.iter().filter(|used| **used).count() < 2 {
        return None;
    }
    let columns = borders.len() + 1;
    let mut assigned = Vec::with_capacity(range.len());
    for line in &lines[range.clone()] {
        let mut cells: Vec<Range<usize>> = Vec::with_capacity(columns);
        let mut at = 0;
        let mut crossing = false;
        let mut column = 0;
        // A chunk that runs over white stands where it begins.
        let mut over = false;
        for word in 0..line.words.len() {
            let begins = word == 0 || line.words[word].x0 - line.words[word - 1].x1 >= settings.gutter * blank;
            if begins {
                let end = (word + 1..line.words.len())
                    .find(|&next| line.words[next].x0 - line.words[next - 1].x1 >= settings.gutter * blank)
                    .unwrap_or(line.words.len());
                over = lattice.runs_over(line.words[word].x0, line.words[end - 1].x1, line.middle);
                crossing |= over && word == 0 && end == line.words.len();
            }
            let cell = if over && !begins { None } else { cell_of(line, word) };
            if let Some(cell) = cell {
                let (first, last) = (number[cell.column], number[cell.column + cell.columns - 1]);
                crossing |= first == 0 && last + 1 == columns;
                column = column.max(first);
            }
            while cells.len() < column {
                cells.push(at..word);
                at = word;
            }
        }
        while cells.len() < columns {
            cells.push(at..line.words.len());
            at = line.words.len();
        }
        assigned.push(Assigned { cells, crossing });
    }
    let several = |assigned: &&Assigned| assigned.cells.iter().filter(|cell| !cell.is_empty()).count() >= 2;
    let full = if lattice.rows() == 1 {
        assigned.iter().filter(several).count()
    } else {
        filled
            .iter()
            .filter(|row| row.iter().filter(|cell| **cell).count() >= 2)
            .count()
    };
    let corridors = borders.iter().map(|x| (x / blank).round() as i32).collect();
    Some(Ruled {
        number,
        lines: range,
        borders,
        corridors,
        assigned,
        drawn: lattice.drawn,
        rows: lattice.rows(),
        full,
    })
}
