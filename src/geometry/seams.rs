//! Corridors of blanks that run down a page between columns.
//!
//! A seam is a path over the lines of one page, one grid cell per line. It earns evidence where it
//! passes between two words of a line, most in wide gaps, and pays for cutting text and for moving
//! sideways. Seams are taken best first; a gap counts for one seam only. Where two seams cross they
//! are uncrossed by sorting, line by line, so it does not matter which part each of them found.
//!
//! Layout text scales pages, and parts of a page, by themselves: columns drift by some cells from
//! row to row. A path follows that, a fixed position would not.

use super::page::TextLine;
use super::settings::Seams;
use crate::document::Document;

/// One corridor.
#[derive(Debug, Clone)]
pub(crate) struct Seam {
    /// First line of its extent (index into the lines of the page).
    pub(crate) from: usize,
    /// Grid cell per line from `from` on.
    pub(crate) x: Vec<i32>,
    /// Evidence.
    pub(crate) score: f32,
    /// Lines on which it lies in a gap of two cells and more.
    pub(crate) wide: usize,
}

impl Seam {
    /// Last line of its extent.
    pub(crate) fn to(&self) -> usize {
        self.from + self.x.len() - 1
    }

    /// Its cell on `line`, carried on beyond its ends.
    pub(crate) fn at(&self, line: usize) -> i32 {
        let i = line.saturating_sub(self.from).min(self.x.len() - 1);
        self.x[i]
    }
}

/// A gap between two words, or the space outside the words of a line.
#[derive(Debug, Clone, Copy)]
struct Gap {
    reward: f32,
    /// Reward for standing right before the word behind it.
    hug: f32,
    wide: bool,
    /// The word behind it begins where text of a line nearby does.
    level: bool,
}

/// White between the text of a line and the text of a line next to it that stands wholly to one side.
///
/// Cells in the middle or at the bottom of their rows seldom share a line with their neighbours.
#[derive(Debug, Clone, Copy)]
struct Beside {
    from: i32,
    to: i32,
    reward: f32,
}

/// The evidence of one page.
pub(crate) struct Field<'a> {
    lines: &'a [TextLine],
    settings: &'a Seams,
    width: usize,
    /// Per line, per gap (gap k is before word k).
    gaps: Vec<Vec<Gap>>,
    /// Per line the evidence outside its words: before the first and behind the last.
    beside: Vec<[Option<Beside>; 2]>,
    /// Per line where its runs of words begin.
    edges: Vec<Vec<i32>>,
    /// Per line a factor on its evidence (header rows known from other pages count more).
    weight: Vec<f32>,
}

impl<'a> Field<'a> {
    /// Measures the gaps of a page's lines.
    pub(crate) fn new(document: &Document, lines: &'a [TextLine], settings: &'a Seams) -> Self {
        let width = lines.iter().map(TextLine::right).max().unwrap_or(0).max(1) as usize + 1;
        let mut gaps: Vec<Vec<Gap>> = Vec::with_capacity(lines.len());
        let edges: Vec<Vec<i32>> = lines.iter().map(left_edges).collect();
        // Whether text of a line nearby begins at a cell, behind a wide gap or as the first of its line.
        let begins = |line: usize, c0: i32| {
            let near = line.saturating_sub(settings.reach)..(line + settings.reach + 1).min(lines.len());
            near.filter(|&other| other != line)
                .any(|other| edges[other].binary_search(&c0).is_ok())
        };
        for (i, line) in lines.iter().enumerate() {
            let before = i.checked_sub(1).map(|p| &lines[p]);
            let repeats = |word: usize| {
                let cell = line.words[word];
                let text = document.span_text(cell.span);
                before.is_some_and(|b| {
                    b.words
                        .iter()
                        .any(|o| (o.c0 == cell.c0 || o.c1 == cell.c1) && document.span_text(o.span) == text)
                })
            };
            // A currency or a percent sign beside a number is part of it.
            let sign = |word: usize, beside: usize| {
                let [word, beside] = [word, beside].map(|word| document.span_text(line.words[word].span));
                !word.contains(char::is_alphanumeric) && beside.contains(char::is_numeric)
            };
            let signs = |k: usize| sign(k - 1, k) || sign(k, k - 1);
            let mut here = vec![Gap {
                reward: 0.0,
                hug: settings.hug * 0.25,
                wide: false,
                level: false,
            }];
            for k in 1..line.words.len() {
                let size = line.words[k].c0 - line.words[k - 1].c1;
                let level = settings.drift && begins(i, line.words[k].c0);
                let edge = if level { settings.edge } else { 0.0 };
                let reward = match size {
                    i32::MIN..=1 if signs(k) => 0.0,
                    i32::MIN..=1 => match u8::from(repeats(k - 1)) + u8::from(repeats(k)) {
                        0 => settings.single + edge,
                        1 => settings.single_repeated + edge,
                        _ => 0.0,
                    },
                    2 => settings.double,
                    _ => settings.wide,
                };
                here.push(Gap {
                    reward,
                    hug: if size <= 1 && signs(k) { 0.0 } else { settings.hug },
                    wide: size >= 2,
                    level,
                });
            }
            gaps.push(here);
        }
        let beside = (0..lines.len()).map(|i| beside(lines, i, settings)).collect();
        Self {
            lines,
            settings,
            width,
            gaps,
            beside,
            edges,
            weight: vec![1.0; lines.len()],
        }
    }

    /// Lets the evidence of `line` count `factor` times.
    pub(crate) fn weigh(&mut self, line: usize, factor: f32) {
        self.weight[line] = factor;
    }

    /// Which gap of `line` cell `x` is in: the index of the word after it, or `None` inside a word.
    pub(crate) fn gap_at(&self, line: usize, x: i32) -> Option<usize> {
        gap_at(&self.lines[line], x)
    }

    /// All seams that pass the thresholds, best first.
    pub(crate) fn seams(&mut self, least: f32, lines: usize) -> Vec<Seam> {
        let mut found = Vec::new();
        for _ in 0..self.settings.columns {
            let Some(seam) = self.best() else { break };
            if seam.score < least {
                break;
            }
            self.take(&seam);
            if seam.wide >= lines {
                found.push(seam);
            }
        }
        found
    }

    /// Evidence beside the words of a line that cell `x` is in.
    fn beside_at(&self, line: usize, x: i32) -> Option<usize> {
        let inside = |b: &Option<Beside>| b.is_some_and(|b| b.from <= x && x < b.to && b.reward > 0.0);
        self.beside[line].iter().position(inside)
    }

    /// Marks the gaps of a seam as used.
    pub(crate) fn take(&mut self, seam: &Seam) {
        for (k, &x) in seam.x.iter().enumerate() {
            let line = seam.from + k;
            if let Some(side) = self.beside_at(line, x) {
                self.beside[line][side] = None;
            }
            if let Some(gap) = self.gap_at(line, x)
                && let Some(gap) = self.gaps[line].get_mut(gap)
            {
                gap.reward = 0.0;
                gap.hug = 0.0;
                gap.wide = false;
            }
        }
    }

    /// The seam with the most evidence that is left.
    pub(crate) fn best(&self) -> Option<Seam> {
        const START: u16 = u16::MAX;
        let (n, w) = (self.lines.len(), self.width);
        // Places are counted in `u16`.
        if n == 0 || w >= usize::from(START) {
            return None;
        }
        let mut enter: Vec<u16> = vec![START; n * w];
        let mut leave: Vec<u16> = vec![START; n * w];
        let mut value = vec![0f32; w];
        let mut node = vec![0f32; w];
        let mut text = vec![false; w];
        let (mut top, mut end) = (0f32, None);
        for i in 0..n {
            self.nodes(i, &mut node, &mut text);
            let from = &mut enter[i * w..(i + 1) * w];
            self.relax(&mut value, &text, from);
            for x in 0..w {
                if value[x] <= 0.0 {
                    value[x] = 0.0;
                    from[x] = START;
                }
                value[x] += node[x];
                if value[x] > top {
                    top = value[x];
                    end = Some((i, x));
                }
            }
            let from = &mut leave[i * w..(i + 1) * w];
            self.relax(&mut value, &text, from);
        }
        let (mut i, mut x) = end?;
        let to = i;
        let mut path = Vec::new();
        loop {
            path.push(x as i32);
            let above = enter[i * w + x];
            if above == START || i == 0 {
                break;
            }
            i -= 1;
            x = usize::from(leave[i * w + usize::from(above)]);
        }
        path.reverse();
        let mut from = to + 1 - path.len();
        let on: Vec<bool> = path
            .iter()
            .enumerate()
            .map(|(k, &x)| {
                let gap = self.gap_at(from + k, x).and_then(|g| self.gaps[from + k].get(g));
                gap.is_some_and(|g| g.wide) || self.beside_at(from + k, x).is_some()
            })
            .collect();
        let wide = on.iter().filter(|w| **w).count();
        // Single blanks at the ends may be prose: the extent is from the first wide gap to the last.
        if let (Some(first), Some(last)) = (on.iter().position(|w| *w), on.iter().rposition(|w| *w)) {
            path.truncate(last + 1);
            path.drain(..first);
            from += first;
        }
        Some(Seam {
            from,
            x: path,
            score: top,
            wide,
        })
    }

    /// Grid cells of a line.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Evidence of a corridor at a cell of a line that it is sure to pass. Single blanks count where text of other lines begins; a
    /// line that is one run of words may be a heading and says nothing else.
    pub(crate) fn passing(&self, line: usize, x: i32) -> f32 {
        let words = &self.lines[line].words;
        let one = || self.edges[line].len() == 1;
        let Some(gap) = self.gap_at(line, x) else {
            return if one() { 0.0 } else { self.settings.cut };
        };
        match self.gaps[line].get(gap) {
            Some(found) if gap > 0 && found.reward > 0.0 => {
                let hugs = words[gap].c0 == x + 1;
                if found.wide || found.level {
                    found.reward + if hugs { found.hug } else { 0.0 }
                } else if one() {
                    0.0
                } else {
                    self.settings.passing
                }
            }
            _ => self.beside_at(line, x).map_or(0.0, |_| self.settings.beside),
        }
    }

    /// Evidence and text of each cell of a line.
    pub(crate) fn nodes(&self, i: usize, node: &mut [f32], text: &mut [bool]) {
        node.fill(0.0);
        text.fill(false);
        let line = &self.lines[i];
        let weight = self.weight[i];
        for beside in self.beside[i].iter().flatten() {
            for x in beside.from.max(0)..beside.to.min(node.len() as i32) {
                node[x as usize] = beside.reward;
            }
        }
        for (k, word) in line.words.iter().enumerate() {
            for x in word.c0.max(0)..word.c1 {
                node[x as usize] = self.settings.cut * weight;
                text[x as usize] = true;
            }
            if k > 0 {
                let reward = self.gaps[i][k].reward * weight;
                for x in line.words[k - 1].c1..word.c0 {
                    node[x as usize] = reward;
                }
            }
            if word.c0 > 0 && !text[word.c0 as usize - 1] {
                node[word.c0 as usize - 1] += self.gaps[i][k].hug;
            }
        }
    }

    /// Lets paths move sideways on one line; `from` tells where each came from.
    pub(crate) fn relax(&self, value: &mut [f32], text: &[bool], from: &mut [u16]) {
        for (x, f) in from.iter_mut().enumerate() {
            *f = x as u16;
        }
        let price = |x: usize| self.settings.step + if text[x] { self.settings.cross } else { 0.0 };
        for x in 1..value.len() {
            let moved = value[x - 1] - price(x);
            if moved > value[x] {
                value[x] = moved;
                from[x] = from[x - 1];
            }
        }
        for x in (0..value.len() - 1).rev() {
            let moved = value[x + 1] - price(x);
            if moved > value[x] {
                value[x] = moved;
                from[x] = from[x + 1];
            }
        }
    }
}

/// Which gap of a line cell `x` is in: the index of the word after it, or `None` inside a word.
pub(crate) fn gap_at(line: &TextLine, x: i32) -> Option<usize> {
    let after = line.words.partition_point(|w| w.c1 <= x);
    match line.words.get(after) {
        Some(word) if word.c0 <= x => None,
        _ => Some(after),
    }
}

/// Where the runs of words of a line begin.
fn left_edges(line: &TextLine) -> Vec<i32> {
    let behind = line.words.windows(2).filter(|pair| pair[1].c0 - pair[0].c1 >= 2);
    [line.left()].into_iter().chain(behind.map(|pair| pair[1].c0)).collect()
}

/// The white on both sides of a line up to the text of the lines next to it.
fn beside(lines: &[TextLine], i: usize, settings: &Seams) -> [Option<Beside>; 2] {
    let line = &lines[i];
    let near = |k: usize| (lines[k].y - line.y).abs() < 1.5;
    let others = || {
        [i.wrapping_sub(1), i + 1]
            .into_iter()
            .filter(|&k| k < lines.len() && near(k))
    };
    let (left, right) = (line.left(), line.right());
    let words = || others().flat_map(|k| lines[k].words.iter());
    let before = words().filter(|w| w.c1 <= left - 2).map(|w| w.c1).max();
    let behind = words().filter(|w| w.c0 >= right + 2).map(|w| w.c0).min();
    // Words over the white or the edge of this line: the lines next to it are no cells beside it.
    let free = |from: i32, to: i32| !words().any(|w| w.c0 < to && w.c1 > from);
    let reward = settings.beside;
    [
        before.filter(|&end| free(end, left)).map(|end| Beside {
            from: end,
            to: left,
            reward,
        }),
        behind.filter(|&start| free(right, start)).map(|start| Beside {
            from: right,
            to: start,
            reward,
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::page;
    use super::*;
    use crate::input;

    #[test]
    fn a_currency_is_part_of_its_amount() {
        let text = "North   12,00 €\nSouth   65,00 €\nWest    50,00 €\nEast    77,00 €\nCity    31,00 €\n";
        let document = input::read("t", text.as_bytes()).expect("text");
        let lines = page::lines(&input::layout::pages(&document), &[Vec::new()]);
        let seams = Field::new(&document, &lines, &Seams::default()).seams(2.0, 0);
        let places: Vec<i32> = seams.iter().map(|seam| seam.at(2)).collect();
        assert!(places.iter().all(|place| (5..8).contains(place)), "{places:?}");
    }
}
