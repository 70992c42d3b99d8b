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

/// Which places of a grid have a border at their right and below them.
#[derive(Debug, Clone)]
pub(crate) struct Sides {
    rows: usize,
    columns: usize,
    right: Vec<bool>,
    below: Vec<bool>,
}

impl Sides {
    /// Asks for every place; the last column and row end the grid.
    pub(crate) fn new(
        rows: usize,
        columns: usize,
        right: impl Fn(usize, usize) -> bool,
        below: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let places = || (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        Self {
            rows,
            columns,
            right: places()
                .map(|(row, column)| column + 1 == columns || right(row, column))
                .collect(),
            below: places()
                .map(|(row, column)| row + 1 == rows || below(row, column))
                .collect(),
        }
    }

    fn right(&self, row: usize, column: usize) -> bool {
        self.right[row * self.columns + column]
    }

    fn below(&self, row: usize, column: usize) -> bool {
        self.below[row * self.columns + column]
    }
}

impl Lattice {
    /// Cells as large as no border divides them, rectangular each.
    pub(crate) fn new(xs: Vec<f32>, ys: Vec<f32>, sides: &Sides) -> Self {
        let (columns, rows) = (sides.columns, sides.rows);
        let mut owner = vec![usize::MAX; rows * columns];
        let mut cells: Vec<Box> = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let free = |owner: &[usize], row: usize, column: usize| owner[row * columns + column] == usize::MAX;
                if !free(&owner, row, column) {
                    continue;
                }
                let mut wide = 1;
                while !sides.right(row, column + wide - 1) && free(&owner, row, column + wide) {
                    wide += 1;
                }
                let mut high = 1;
                while row + high < rows
                    && (column..column + wide).all(|c| {
                        let inner = c + 1 < column + wide;
                        free(&owner, row + high, c)
                            && !sides.below(row + high - 1, c)
                            && inner != sides.right(row + high, c)
                    })
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
        Self {
            xs,
            ys,
            owner,
            cells,
            white: vec![false; rows * columns],
            drawn: true,
        }
    }

    /// Whether a chunk of text runs over a border that is only white.
    pub(crate) fn runs_over(&self, from: f32, to: f32, y: f32) -> bool {
        let Some(row) = interval(&self.ys, y) else { return false };
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
        let cell = |row: usize, column: usize| self.place(kept[row], column);
        let sides = Sides::new(
            kept.len(),
            self.columns(),
            |row, column| cell(row, column) != cell(row, column + 1),
            |row, column| cell(row, column) != cell(row + 1, column),
        );
        Self::new(self.xs.clone(), ys, &sides)
    }

    /// This lattice with another of the same columns below it.
    pub(crate) fn over(&self, below: &Self) -> Self {
        let rows = self.rows();
        let mut ys = self.ys[..rows].to_vec();
        ys.extend(&below.ys);
        let cell = |row: usize, column: usize| match row.checked_sub(rows) {
            None => self.place(row, column),
            Some(row) => below.place(row, column),
        };
        let sides = Sides::new(
            ys.len() - 1,
            self.columns(),
            |row, column| cell(row, column) != cell(row, column + 1),
            |row, column| row + 1 == rows || cell(row, column) != cell(row + 1, column),
        );
        Self::new(self.xs.clone(), ys, &sides)
    }

    /// The cell at a place of the grid.
    pub(crate) fn place(&self, row: usize, column: usize) -> Box {
        self.cells[self.owner[row * self.columns() + column]]
    }

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
