//! What the pieces of a line cost: cells that begin, and cells that go on.

use super::super::lattice::Part;
use super::super::text::Gap;
use super::{Kind, Last, Lines};

/// Cost of a line break inside a cell of a column in which none is known, where the next word makes its line the widest.
const UNKNOWN: f32 = 0.5;

impl Lines<'_> {
    /// The column as the prices number them.
    fn numbered(&self, kind: Kind, col: usize) -> u16 {
        match kind {
            Kind::Row => col as u16,
            Kind::Header => (self.fill.len() + col) as u16,
            _ => self.search.heading(),
        }
    }

    /// Cost of the blank before a piece.
    fn gap(&self, from: usize) -> f32 {
        match self.p.text.words[from].gap {
            Gap::Start => 0.0,
            Gap::Wide => self.search.wide[1],
            Gap::Glue => self.p.weights.glue,
            Gap::Blank => self.search.wide[0],
        }
    }

    /// Cost of a cell that begins with the words `from..to` and ends with them; none if it can't.
    pub(super) fn fresh(&self, kind: Kind, col: usize, from: usize, to: usize) -> Option<f32> {
        let number = self.numbered(kind, col);
        let over = self.search.overfull(number, from, to);
        if over > self.p.weights.beam * 2.0 {
            return None;
        }
        let fill = match kind {
            Kind::Header => -self.p.weights.header_gap,
            _ => self.fill[col].0 - self.fill[col].1,
        };
        let words =
            self.search.costs(number).begin(from, to) + self.search.stop_at(number, from as u32, to as u32, true);
        Some(words + over + fill + self.gap(from))
    }

    /// Cost of a cell going on with the words `from..to` below its piece `last`, instead of having ended there.
    pub(super) fn further(&self, kind: Kind, last: &Last, from: usize, to: usize) -> Option<f32> {
        let number = self.numbered(kind, last.col);
        let over = self.search.overfull(number, from, to);
        if over > self.p.weights.beam * 2.0 {
            return None;
        }
        let (start, end) = (last.start as u32, last.end as u32);
        let costs = self.search.costs(number);
        let on = costs.goes_on(last.end - 1, self.search.position(start, end, last.fresh));
        let (line_break, _) = self.line_break(kind, last, from);
        let ended = self.search.stop_at(number, start, end, last.fresh);
        let words = costs.resume(from, to) + costs.stops(to - 1, usize::MAX);
        Some(on - ended + line_break + words + over + self.gap(from))
    }

    /// How the piece that begins with word `from` relates to its cell's piece above.
    pub(super) fn part(&self, kind: Kind, last: &Last, from: usize) -> Part {
        let words = &self.p.text.words;
        let lines = &self.p.text.lines;
        let line = lines.partition_point(|line| line.words.end <= from);
        if words[from].span.line != words[last.start].span.line && lines[line].page_start && kind == Kind::Row {
            return Part::Rest;
        }
        self.line_break(kind, last, from).1
    }

    /// Cost of a line break before the word `from` inside the cell of `last`. Lines of the text say nothing of a column's
    /// width here; while no break in it is known, its widest line does.
    fn line_break(&self, kind: Kind, last: &Last, from: usize) -> (f32, Part) {
        let p = self.p;
        let number = self.numbered(kind, last.col);
        let unknown = kind == Kind::Row && self.search.width(number).is_infinite();
        if unknown && p.text.need(last.start, last.end - 1, from, p.blank) > p.model.columns[last.col].widest {
            return (UNKNOWN, Part::Soft);
        }
        self.search.line_break(number, last.start as u32, last.end as u32, from)
    }
}
