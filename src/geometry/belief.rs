//! What a table's rows look like: frequencies, learned from a first reading of the table itself.

use super::grid::{ENDS, FILLS, GAPS, Grid, Join, STARTS, VALUES};
use super::rows::{Kind, Segment};
use super::settings::Rows;

/// Where short cells stand in their row, as a starting belief.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// At the top.
    Top,
    /// Centred.
    Middle,
    /// At the bottom.
    Bottom,
}

impl Place {
    /// All starting beliefs, the commonest first.
    pub(crate) const ALL: [Self; 3] = [Self::Top, Self::Middle, Self::Bottom];
}

/// Frequencies of one column.
#[derive(Debug, Clone)]
struct Column {
    present: f32,
    /// Text on a line of a row that is not its first.
    goes_on: f32,
    /// Top, middle, bottom, elsewhere.
    place: [f32; 4],
    inside: Features,
    outside: Features,
}

/// Frequencies of the features of a join.
#[derive(Debug, Clone)]
struct Features {
    fill: [f32; FILLS],
    start: [f32; STARTS],
    end: [f32; ENDS],
    gap: [f32; GAPS],
    values: [f32; VALUES],
    pair: [f32; 2],
}

/// All frequencies of a table.
#[derive(Debug, Clone)]
pub(crate) struct Belief {
    columns: Vec<Column>,
    boundary: f32,
    heading: f32,
    blank_inside: f32,
    blank_outside: f32,
    continued: f32,
    /// A drawn line between two rows, inside a row.
    drawn: [f32; 2],
}

const INSIDE: Features = Features {
    fill: [0.75, 0.15, 0.10],
    start: [0.50, 0.28, 0.11, 0.11],
    end: [0.12, 0.08, 0.09, 0.60, 0.11],
    gap: [0.9595, 0.04, 0.0005],
    values: [0.84, 0.13, 0.03],
    pair: [0.75, 0.25],
};

/// Joins inside header cells: names are short and often broken by hand.
const HEADER: Features = Features {
    fill: [0.45, 0.2, 0.35],
    start: [0.40, 0.38, 0.06, 0.16],
    end: [0.05, 0.08, 0.09, 0.72, 0.06],
    gap: [0.88, 0.1, 0.02],
    values: [0.9, 0.08, 0.02],
    pair: [0.9, 0.1],
};

const OUTSIDE: Features = Features {
    fill: [0.2, 0.2, 0.6],
    start: [0.07, 0.58, 0.22, 0.13],
    end: [0.28, 0.02, 0.01, 0.45, 0.24],
    gap: [0.5, 0.2, 0.3],
    values: [0.5, 0.1, 0.4],
    pair: [0.98, 0.02],
};

/// Starting belief of a drawn line between rows, inside a row.
const DRAWN: [f32; 2] = [0.5, 0.01];

/// The same where every row is ruled.
const ALL_RULED: [f32; 2] = [0.999, 0.01];

/// That a row goes on where all lines have text in all columns.
const ALL_FULL: f32 = 0.05;

/// How many observations the first of them weighs.
const DRAWN_WEIGHT: f32 = 4.0;

/// Line pitches below which two lines are level.
const LEVEL: f32 = 0.25;

/// The price of what never was seen, rounded up.
pub(crate) const UNLIKELY: f32 = 9.22;

fn ln(p: f32) -> f32 {
    -p.max(1e-4).ln()
}

impl Belief {
    /// The starting belief.
    pub(crate) fn new(grid: &Grid, place: Place) -> Self {
        let column = Column {
            present: 0.85,
            goes_on: if grid.all_full { ALL_FULL } else { 0.35 },
            place: places(place),
            inside: INSIDE,
            outside: OUTSIDE,
        };
        let mut columns = vec![column; grid.columns];
        // Rows are known by their first column.
        if let Some(first) = columns.first_mut() {
            first.present = 0.96;
        }
        // A column of values has one line per row; what stands on fewer lines is absent from some rows.
        let rows = (0..grid.columns)
            .filter(|&c| grid.values[c] > 0.8)
            .map(|c| grid.filled[c])
            .max()
            .unwrap_or(0);
        if rows > 0 {
            for (column, &filled) in columns.iter_mut().zip(&grid.filled) {
                column.present = column.present.min((filled as f32 / rows as f32).max(0.05));
            }
        }
        Self {
            columns,
            boundary: if grid.all_full { 1.0 - ALL_FULL } else { 0.4 },
            heading: 0.1,
            blank_inside: 0.04,
            blank_outside: 0.2,
            continued: 0.4,
            drawn: if grid.all_ruled { ALL_RULED } else { DRAWN },
        }
    }

    /// Counts a reading of the table, on top of the starting belief.
    pub(crate) fn learn(grid: &Grid, segments: &[Segment], place: Place, settings: &Rows) -> Self {
        let mut belief = Self::new(grid, place);
        let weight = settings.strength;
        let mut boundary = Ratio::new(belief.boundary, weight);
        let mut heading = Ratio::new(belief.heading, weight);
        let mut blank_inside = Ratio::new(belief.blank_inside, weight);
        let mut blank_outside = Ratio::new(belief.blank_outside, weight);
        let mut continued = Ratio::new(belief.continued, weight);
        // Whether rows are ruled, the table shows soon; that a line goes through a row stays a surprise.
        let mut drawn = [Ratio::new(DRAWN[0], DRAWN_WEIGHT), Ratio::new(DRAWN[1], weight)];
        let mut present: Vec<Ratio> = belief.columns.iter().map(|c| Ratio::new(c.present, weight)).collect();
        let mut goes_on: Vec<Ratio> = belief.columns.iter().map(|c| Ratio::new(c.goes_on, weight)).collect();
        for column in &mut belief.columns {
            column.scale(weight);
        }
        for (s, segment) in segments.iter().enumerate() {
            if s > 0 && grid.lines[segment.from].part != grid.lines[segment.from - 1].part {
                continued.count(segment.kind == Kind::Rest);
            } else if segment.from > 0 && segment.kind != Kind::Header {
                drawn[0].count(grid.lines[segment.from].drawn);
                blank_outside.count(grid.free_above(segment.from));
            }
            match segment.kind {
                Kind::Header => continue,
                Kind::Heading => {
                    heading.count(true);
                    continue;
                }
                Kind::Row => {
                    heading.count(false);
                    boundary.count(true);
                }
                Kind::Rest => {}
            }
            for line in segment.from + 1..segment.to {
                boundary.count(false);
                drawn[1].count(grid.lines[line].drawn);
                blank_inside.count(grid.free_above(line));
                for (c, goes_on) in goes_on.iter_mut().enumerate() {
                    goes_on.count(grid.lines[line].cells[c].is_some());
                }
            }
            for c in 0..grid.columns {
                let column = &mut belief.columns[c];
                let mut ends = None;
                for line in segment.from..segment.to {
                    if grid.lines[line].cells[c].is_none() {
                        continue;
                    }
                    let first = ends.map_or(line, |e: (usize, usize)| e.0);
                    ends = Some((first, line));
                    if let Some(join) = grid.joins[line][c] {
                        let rest = segment.kind == Kind::Rest && first == line;
                        if join.above >= segment.from {
                            // That two whole values are one cell stays a surprise however often it is read so.
                            // So does a cell with a hole of two lines.
                            column.inside.count(&Join {
                                values: join.values.map(|_| 0),
                                gap: join.gap.map(|gap| gap.min(1)),
                                ..join
                            });
                        } else if !rest && grid.lines[join.above].part == grid.lines[line].part {
                            column.outside.count(&join);
                        }
                    }
                }
                if segment.kind == Kind::Row {
                    present[c].count(ends.is_some());
                    if let Some((first, last)) = ends {
                        column.stand(
                            grid.depth[first] - grid.depth[segment.from],
                            grid.depth[segment.to - 1] - grid.depth[last],
                        );
                    }
                }
            }
        }
        for (column, present) in belief.columns.iter_mut().zip(present) {
            column.present = present.value();
            column.norm();
        }
        for (column, goes_on) in belief.columns.iter_mut().zip(goes_on) {
            column.goes_on = goes_on.value();
        }
        belief.boundary = boundary.value();
        belief.heading = heading.value();
        belief.blank_inside = blank_inside.value();
        belief.blank_outside = blank_outside.value();
        belief.continued = continued.value();
        // Where every row is ruled, no other reading needs to be learned.
        if !grid.all_ruled {
            belief.drawn = drawn.map(|ratio| ratio.value());
        }
        belief
    }

    /// The same with the starting belief about joins.
    pub(crate) fn unlearned(&self) -> Self {
        let mut belief = self.clone();
        for column in &mut belief.columns {
            column.inside = INSIDE;
            column.outside = OUTSIDE;
        }
        belief
    }

    /// A join inside a cell; the gap counts only on one page.
    pub(crate) fn inside(&self, column: usize, join: &Join, page: bool) -> f32 {
        self.columns[column].inside.cost(join, page)
    }

    /// A join inside a header cell.
    pub(crate) fn header(&self, join: &Join) -> f32 {
        HEADER.cost(join, true)
    }

    /// The same between two rows.
    pub(crate) fn outside(&self, column: usize, join: &Join, page: bool) -> f32 {
        self.columns[column].outside.cost(join, page)
    }

    /// A column with or without text in a row.
    pub(crate) fn present(&self, column: usize, present: bool) -> f32 {
        let p = self.columns[column].present;
        ln(if present { p } else { 1.0 - p })
    }

    /// Which columns have text on a further line of a row, given that some have.
    pub(crate) fn goes_on(&self, texts: impl Iterator<Item = bool>) -> f32 {
        let mut cost = 0.0;
        let mut none = 1.0;
        for (column, text) in self.columns.iter().zip(texts) {
            let p = column.goes_on;
            cost += ln(if text { p } else { 1.0 - p });
            none *= 1.0 - p;
        }
        cost - ln(1.0 - none)
    }

    /// A cell with `above` lines of its row above it and `below` below.
    pub(crate) fn place(&self, column: usize, above: f32, below: f32) -> f32 {
        if above < LEVEL && below < LEVEL {
            return 0.0;
        }
        let parts = standing(&self.columns[column].place, above, below);
        ln(parts.iter().sum())
    }

    /// A header cell with so many lines above and below; headers are set in any way.
    pub(crate) fn header_place(&self, above: f32, below: f32) -> f32 {
        if above < LEVEL && below < LEVEL {
            return 0.0;
        }
        ln(standing(&[0.33, 0.32, 0.33, 0.02], above, below).iter().sum())
    }

    /// The rest of a cell that begins `above` lines below the top of its page.
    pub(crate) fn rest_place(&self, above: usize) -> f32 {
        if above == 0 { 0.0 } else { 2.0 + 0.3 * above as f32 }
    }

    /// A row begins.
    pub(crate) fn boundary(&self) -> f32 {
        ln(self.boundary)
    }

    /// A row goes on.
    pub(crate) fn no_boundary(&self) -> f32 {
        ln(1.0 - self.boundary)
    }

    /// A heading.
    pub(crate) fn heading(&self) -> f32 {
        ln(self.heading)
    }

    /// Not a heading.
    pub(crate) fn row(&self) -> f32 {
        ln(1.0 - self.heading)
    }

    /// A line drawn above the first line of something (or none), or inside of a row.
    pub(crate) fn drawn(&self, grid: &Grid, line: usize, inside: bool) -> f32 {
        if !grid.drawn {
            return 0.0;
        }
        let p = self.drawn[usize::from(inside)];
        ln(if grid.lines[line].drawn { p } else { 1.0 - p })
    }

    /// The same inside of a header row, whose levels may be ruled.
    pub(crate) fn drawn_in_header(&self, grid: &Grid, line: usize) -> f32 {
        if !grid.drawn {
            return 0.0;
        }
        ln(if grid.lines[line].drawn { 0.2 } else { 0.8 })
    }

    /// A row goes on over a page.
    pub(crate) fn continued(&self) -> f32 {
        ln(self.continued)
    }

    /// A blank line (or none) inside a row or between rows.
    pub(crate) fn blank(&self, blank: bool, inside: bool) -> f32 {
        let p = if inside { self.blank_inside } else { self.blank_outside };
        ln(if blank { p } else { 1.0 - p })
    }
}

impl Column {
    fn scale(&mut self, weight: f32) {
        self.place.iter_mut().for_each(|p| *p *= weight);
        self.inside.scale(weight);
        self.outside.scale(weight);
    }

    fn norm(&mut self) {
        normalise(&mut self.place);
        self.inside.norm();
        self.outside.norm();
    }

    fn stand(&mut self, above: f32, below: f32) {
        if above < LEVEL && below < LEVEL {
            return;
        }
        let parts = standing(&self.place, above, below);
        let sum: f32 = parts.iter().sum();
        for (place, part) in self.place.iter_mut().zip(parts) {
            *place += part / sum.max(1e-9);
        }
    }
}

/// How well each of the four places explains a cell with so many lines of its row above and below.
///
/// The middle is a bell: lines of cells with half a pitch between them stand on lines of their own in
/// layout text, so the centre is known to about one line.
fn standing(place: &[f32; 4], above: f32, below: f32) -> [f32; 4] {
    let sum: f32 = place.iter().sum();
    let p = place.map(|p| p / sum.max(1e-9));
    let bell = match (above - below).abs() {
        d if d < LEVEL => 0.6,
        d if d < 1.0 + LEVEL => 0.3,
        d if d < 2.0 + LEVEL => 0.1,
        _ => 0.0,
    };
    [
        if above < LEVEL { p[0] } else { 0.0 },
        p[1] * bell,
        if below < LEVEL { p[2] } else { 0.0 },
        p[3] * 0.2 / (1.0 + above.min(below)),
    ]
}

impl Features {
    fn cost(&self, join: &Join, page: bool) -> f32 {
        let gap = join
            .gap
            .filter(|_| page)
            .map_or(0.0, |gap| ln(self.gap[usize::from(gap)]));
        let fill = join.fill.map_or(0.0, |fill| ln(self.fill[usize::from(fill)]));
        fill + ln(self.start[usize::from(join.start)])
            + ln(self.end[usize::from(join.end)])
            + join.values.map_or(0.0, |values| ln(self.values[usize::from(values)]))
            + ln(self.pair[usize::from(join.pair)])
            + gap
    }

    fn count(&mut self, join: &Join) {
        if let Some(fill) = join.fill {
            self.fill[usize::from(fill)] += 1.0;
        }
        self.start[usize::from(join.start)] += 1.0;
        self.end[usize::from(join.end)] += 1.0;
        if let Some(gap) = join.gap {
            self.gap[usize::from(gap)] += 1.0;
        }
        if let Some(values) = join.values {
            self.values[usize::from(values)] += 1.0;
        }
        self.pair[usize::from(join.pair)] += 1.0;
    }

    fn scale(&mut self, weight: f32) {
        for p in self
            .fill
            .iter_mut()
            .chain(&mut self.start)
            .chain(&mut self.end)
            .chain(&mut self.gap)
            .chain(&mut self.values)
            .chain(&mut self.pair)
        {
            *p *= weight;
        }
    }

    fn norm(&mut self) {
        normalise(&mut self.fill);
        normalise(&mut self.start);
        normalise(&mut self.end);
        normalise(&mut self.gap);
        normalise(&mut self.values);
        normalise(&mut self.pair);
    }
}

fn normalise(p: &mut [f32]) {
    let sum: f32 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= sum.max(1e-6));
}

/// A frequency with a starting belief.
struct Ratio {
    yes: f32,
    all: f32,
}

impl Ratio {
    fn new(p: f32, weight: f32) -> Self {
        Self {
            yes: p * weight,
            all: weight,
        }
    }

    fn count(&mut self, yes: bool) {
        self.yes += f32::from(u8::from(yes));
        self.all += 1.0;
    }

    fn value(&self) -> f32 {
        self.yes / self.all.max(1e-6)
    }
}

fn places(place: Place) -> [f32; 4] {
    match place {
        Place::Top => [0.85, 0.06, 0.06, 0.03],
        Place::Middle => [0.10, 0.72, 0.15, 0.03],
        Place::Bottom => [0.06, 0.06, 0.85, 0.03],
    }
}
