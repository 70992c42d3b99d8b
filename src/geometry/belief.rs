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
}

const INSIDE: Features = Features {
    fill: [0.75, 0.15, 0.10],
    start: [0.50, 0.28, 0.11, 0.11],
    end: [0.12, 0.08, 0.09, 0.60, 0.11],
    gap: [0.955, 0.04, 0.005],
    values: [0.84, 0.13, 0.03],
};

/// Joins inside header cells: names are short and often broken by hand.
const HEADER: Features = Features {
    fill: [0.45, 0.2, 0.35],
    start: [0.40, 0.38, 0.06, 0.16],
    end: [0.05, 0.08, 0.09, 0.72, 0.06],
    gap: [0.8, 0.1, 0.1],
    values: [0.9, 0.08, 0.02],
};

const OUTSIDE: Features = Features {
    fill: [0.2, 0.2, 0.6],
    start: [0.07, 0.58, 0.22, 0.13],
    end: [0.28, 0.02, 0.01, 0.45, 0.24],
    gap: [0.5, 0.2, 0.3],
    values: [0.5, 0.1, 0.4],
};

fn ln(p: f32) -> f32 {
    -p.max(1e-4).ln()
}

impl Belief {
    /// The starting belief.
    pub(crate) fn new(columns: usize, place: Place) -> Self {
        let column = Column {
            present: 0.85,
            place: places(place),
            inside: INSIDE,
            outside: OUTSIDE,
        };
        Self {
            columns: vec![column; columns],
            boundary: 0.4,
            heading: 0.1,
            blank_inside: 0.04,
            blank_outside: 0.2,
            continued: 0.4,
        }
    }

    /// Counts a reading of the table, on top of the starting belief.
    pub(crate) fn learn(grid: &Grid, segments: &[Segment], place: Place, settings: &Rows) -> Self {
        let mut belief = Self::new(grid.columns, place);
        let weight = settings.strength;
        let mut boundary = Ratio::new(belief.boundary, weight);
        let mut heading = Ratio::new(belief.heading, weight);
        let mut blank_inside = Ratio::new(belief.blank_inside, weight);
        let mut blank_outside = Ratio::new(belief.blank_outside, weight);
        let mut continued = Ratio::new(belief.continued, weight);
        let mut present: Vec<Ratio> = belief.columns.iter().map(|c| Ratio::new(c.present, weight)).collect();
        for column in &mut belief.columns {
            column.scale(weight);
        }
        for (s, segment) in segments.iter().enumerate() {
            if s > 0 && grid.lines[segment.from].part != grid.lines[segment.from - 1].part {
                continued.count(segment.kind == Kind::Rest);
            } else if segment.from > 0 && segment.kind != Kind::Header {
                blank_outside.count(grid.lines[segment.from].y - grid.lines[segment.from - 1].y > 1.5);
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
                blank_inside.count(grid.lines[line].y - grid.lines[line - 1].y > 1.5);
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
                            column.inside.count(&join);
                        } else if !rest && grid.lines[join.above].part == grid.lines[line].part {
                            column.outside.count(&join);
                        }
                    }
                }
                if segment.kind == Kind::Row {
                    present[c].count(ends.is_some());
                    if let Some((first, last)) = ends {
                        column.stand(first - segment.from, segment.to - 1 - last);
                    }
                }
            }
        }
        for (column, present) in belief.columns.iter_mut().zip(present) {
            column.present = present.value();
            column.norm();
        }
        belief.boundary = boundary.value();
        belief.heading = heading.value();
        belief.blank_inside = blank_inside.value();
        belief.blank_outside = blank_outside.value();
        belief.continued = continued.value();
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

    /// A cell with `above` lines of its row above it and `below` below.
    pub(crate) fn place(&self, column: usize, above: usize, below: usize) -> f32 {
        let p = &self.columns[column].place;
        match (above, below) {
            (0, 0) => 0.0,
            (0, 1) => ln(p[0] + p[1]),
            (1, 0) => ln(p[2] + p[1]),
            (0, _) => ln(p[0]),
            (_, 0) => ln(p[2]),
            (a, b) if a.abs_diff(b) <= 1 => ln(p[1]),
            (a, b) => ln(p[3]) + 0.3 * a.min(b) as f32,
        }
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

    fn stand(&mut self, above: usize, below: usize) {
        match (above, below) {
            (0, 0) => {}
            (0, 1) => share(&mut self.place, 0, 1),
            (1, 0) => share(&mut self.place, 2, 1),
            (0, _) => self.place[0] += 1.0,
            (_, 0) => self.place[2] += 1.0,
            (a, b) if a.abs_diff(b) <= 1 => self.place[1] += 1.0,
            _ => self.place[3] += 1.0,
        }
    }
}

/// One observation that fits two places, shared in proportion.
fn share(place: &mut [f32; 4], a: usize, b: usize) {
    let sum = place[a] + place[b];
    let part = place[a] / sum.max(1e-6);
    place[a] += part;
    place[b] += 1.0 - part;
}

impl Features {
    fn cost(&self, join: &Join, page: bool) -> f32 {
        let gap = if page { ln(self.gap[join.gap]) } else { 0.0 };
        ln(self.fill[join.fill]) + ln(self.start[join.start]) + ln(self.end[join.end]) + ln(self.values[join.values]) + gap
    }

    fn count(&mut self, join: &Join) {
        self.fill[join.fill] += 1.0;
        self.start[join.start] += 1.0;
        self.end[join.end] += 1.0;
        self.gap[join.gap] += 1.0;
        self.values[join.values] += 1.0;
    }

    fn scale(&mut self, weight: f32) {
        for p in self.fill.iter_mut().chain(&mut self.start).chain(&mut self.end).chain(&mut self.gap).chain(&mut self.values) {
            *p *= weight;
        }
    }

    fn norm(&mut self) {
        normalise(&mut self.fill);
        normalise(&mut self.start);
        normalise(&mut self.end);
        normalise(&mut self.gap);
        normalise(&mut self.values);
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
        Place::Middle => [0.07, 0.83, 0.07, 0.03],
        Place::Bottom => [0.06, 0.06, 0.85, 0.03],
    }
}
