//! A lattice: an area divided into rows and columns, with cells that may span several of them.

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
    /// Some of its borders are drawn.
    pub(crate) drawn: bool,
    /// Per row and column whether the border at its right is white space and no drawn line.
    pub(crate) white: Vec<bool>,
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

/// Whether two lists of borders stand at the same places, to so many points.
pub(crate) fn aligned(a: &[f32], b: &[f32], reach: f32) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= reach)
}

impl Lattice {
    /// Cells as large as no border divides them, rectangular each. `right` and `below` tell whether a place, by its row and
    /// column, has a border there; they are not asked at the edge.
    pub(crate) fn new(
        xs: Vec<f32>,
        ys: Vec<f32>,
        right: impl Fn(usize, usize) -> bool,
        below: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let (columns, rows) = (xs.len() - 1, ys.len() - 1);
        let places = || (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let right: Vec<bool> = places()
            .map(|(row, column)| column + 1 == columns || right(row, column))
            .collect();
        let below: Vec<bool> = places()
            .map(|(row, column)| row + 1 == rows || below(row, column))
            .collect();
        let at = |row: usize, column: usize| row * columns + column;
        let mut owner = vec![usize::MAX; rows * columns];
        let mut cells: Vec<Box> = Vec::new();
        for (row, column) in places() {
            let free = |row: usize, column: usize| owner[at(row, column)] == usize::MAX;
            if !free(row, column) {
                continue;
            }
            let mut wide = 1;
            while !right[at(row, column + wide - 1)] && free(row, column + wide) {
                wide += 1;
            }
            let mut high = 1;
            while row + high < rows
                && (column..column + wide).all(|c| {
                    let inner = c + 1 < column + wide;
                    free(row + high, c) && !below[at(row + high - 1, c)] && inner != right[at(row + high, c)]
                })
            {
                high += 1;
            }
            for r in row..row + high {
                owner[at(r, column)..at(r, column + wide)].fill(cells.len());
            }
            cells.push(Box {
                row,
                column,
                rows: high,
                columns: wide,
            });
        }
        Self {
            xs,
            ys,
            owner,
            cells,
            white: vec![false; rows * columns],
            drawn: true,
        }
    }

    /// With a border wherever what stands at two places, by their row and column, differs.
    fn of_places<T: PartialEq>(xs: Vec<f32>, ys: Vec<f32>, place: impl Fn(usize, usize) -> T) -> Self {
        Self::new(
            xs,
            ys,
            |row, column| place(row, column) != place(row, column + 1),
            |row, column| place(row, column) != place(row + 1, column),
        )
    }

    /// One column, divided into rows alone.
    pub(crate) fn stack(xs: [f32; 2], ys: Vec<f32>) -> Self {
        Self::new(xs.to_vec(), ys, |_, _| true, |_, _| true)
    }

    /// Whether a chunk of text runs over a border that is only white.
    pub(crate) fn runs_over(&self, from: f32, to: f32, y: f32) -> bool {
        let Some(row) = self.row_at(y) else { return false };
        (1..self.columns()).any(|column| {
            let x = self.xs[column];
            from < x - 1.0 && to > x + 1.0 && self.white[row * self.columns() + column - 1]
        })
    }

    /// This lattice without the rows that are nothing, by their upper and lower border; the row above, or else below, gets their
    /// place.
    pub(crate) fn without(self, nothing: impl Fn(f32, f32) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.rows())
            .filter(|&row| !nothing(self.ys[row], self.ys[row + 1]))
            .collect();
        if kept.is_empty() || kept.len() == self.rows() {
            return self;
        }
        let mut ys: Vec<f32> = kept.iter().map(|&row| self.ys[row]).collect();
        ys[0] = self.ys[0];
        ys.push(self.ys[self.rows()]);
        Self::of_places(self.xs.clone(), ys, |row, column| self.place(kept[row], column))
    }

    /// This lattice with another of the same columns below it.
    pub(crate) fn over(&self, below: &Self) -> Self {
        let rows = self.rows();
        let mut ys = self.ys[..rows].to_vec();
        ys.extend(&below.ys);
        // A cell of one is none of the other.
        Self::of_places(self.xs.clone(), ys, |row, column| match row.checked_sub(rows) {
            None => (true, self.place(row, column)),
            Some(row) => (false, below.place(row, column)),
        })
    }

    /// The cell at a place of the grid.
    pub(crate) fn place(&self, row: usize, column: usize) -> Box {
        self.cells[self.owner[row * self.columns() + column]]
    }

    /// The row at a height.
    pub(crate) fn row_at(&self, y: f32) -> Option<usize> {
        interval(&self.ys, y)
    }

    /// The cell at a point, as an index into [`Lattice::cells`].
    pub(crate) fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        let (row, column) = (self.row_at(y)?, interval(&self.xs, x)?);
        Some(self.owner[row * self.columns() + column])
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
