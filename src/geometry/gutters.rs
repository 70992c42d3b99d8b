//! What drawn lines leave undivided, divided by white: columns between horizontal lines, and cells of rows without borders.

use super::lattice::{Lattice, aligned};
use super::settings::Rulings;
use crate::document::Document;
use crate::page::Page;

/// Words of one line that no gutter divides: where they begin and end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk {
    pub(crate) from: f32,
    pub(crate) to: f32,
    /// Nothing but a sign: a bullet, a currency.
    pub(crate) sign: bool,
}

/// One line of text.
pub(crate) struct Text {
    /// Its middle.
    pub(crate) y: f32,
    /// Of its first word.
    pub(crate) height: f32,
    /// Never empty.
    pub(crate) chunks: Vec<Chunk>,
}

/// Share of the lines that must have text on both sides of a gutter, between drawn columns and without any.
const BOTH: [f32; 2] = [0.5, 0.2];

/// Cuts the lattices of all pages at prose, and divides them by white. Lattices of the same drawn columns show each other where
/// white runs down.
pub(crate) fn divide(
    document: &Document,
    drawn: Vec<Vec<Lattice>>,
    pages: &[Page],
    settings: &Rulings,
) -> Vec<Vec<Lattice>> {
    let mut parts: Vec<Part> = Vec::new();
    for (page, lattices) in drawn.into_iter().enumerate() {
        let blank = pages[page].measure();
        let (gutter, spanned) = (settings.gutter * blank, settings.spanned * blank);
        for lattice in lattices {
            let mut text = self::text(document, &lattice, &pages[page], gutter);
            let lattice = lattice.without(|top, bottom| {
                bottom - top < settings.thin && !text.iter().any(|line| line.y > top && line.y < bottom)
            });
            for lattice in cut(lattice, &text, settings) {
                parts.push(Part {
                    page,
                    gutter,
                    wide: self::text(document, &lattice, &pages[page], spanned),
                    text: text.extract_if(.., |line| lattice.row_at(line.y).is_some()).collect(),
                    lattice,
                });
            }
        }
    }
    let same =
        |a: &Part, b: &Part| a.lattice.drawn && b.lattice.drawn && aligned(&a.lattice.xs, &b.lattice.xs, settings.open);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        match groups.iter_mut().find(|group| same(&parts[group[0]], part)) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    let mut divided: Vec<Option<Lattice>> = vec![None; parts.len()];
    for group in groups {
        let alike: Vec<&Part> = group.iter().map(|&index| &parts[index]).collect();
        let columns = 0..alike[0].lattice.columns();
        let all: Vec<Vec<f32>> = (columns.clone())
            .map(|column| alike[0].gutters(&alike, column, settings))
            .collect();
        for &index in &group {
            let part = &parts[index];
            let borders = columns.clone().map(|column| {
                let own = part.gutters(&[part], column, settings);
                let lines = part.lines(column);
                let fits = |x: &f32| crossed(&lines, *x) <= allowed(lines.len(), settings);
                if all[column].len() >= own.len() && all[column].iter().all(fits) {
                    all[column].clone()
                } else {
                    own
                }
            });
            divided[index] = Some(part.divided(borders.collect(), settings));
        }
    }
    let mut out = vec![Vec::new(); pages.len()];
    for (part, divided) in parts.iter().zip(divided) {
        out[part.page].extend(divided);
    }
    out
}

/// A lattice with its text.
struct Part {
    page: usize,
    lattice: Lattice,
    /// Least width of a gutter, in points.
    gutter: f32,
    /// Its lines of text, divided where a gutter may be.
    text: Vec<Text>,
    /// The same, divided where a cell that spans columns may be.
    wide: Vec<Text>,
}

impl Part {
    /// The chunks of each line that stand in a column and in no cell that spans others.
    fn lines(&self, column: usize) -> Vec<Vec<Chunk>> {
        let lattice = &self.lattice;
        let (left, right) = (lattice.xs[column], lattice.xs[column + 1]);
        let lines = self.text.iter().map(|line| {
            let inside = |chunk: &&Chunk| {
                let x = (chunk.from + chunk.to) / 2.0;
                let cell = lattice.cell_at(x, line.y);
                x > left && x < right && cell.is_some_and(|cell| lattice.cells[cell].columns == 1)
            };
            line.chunks.iter().filter(inside).copied().collect::<Vec<_>>()
        });
        lines.filter(|chunks| !chunks.is_empty()).collect()
    }

    /// Where white runs down a column in all of these.
    fn gutters(&self, parts: &[&Self], column: usize, settings: &Rulings) -> Vec<f32> {
        let lines: Vec<Vec<Chunk>> = parts.iter().flat_map(|part| part.lines(column)).collect();
        let share = BOTH[usize::from(self.lattice.columns() == 1)];
        gutters(&lines, self.gutter, share, settings)
    }

    /// The lattice with these borders in its columns, and with the cells that white shows.
    fn divided(&self, borders: Vec<Vec<f32>>, settings: &Rulings) -> Lattice {
        let lattice = &self.lattice;
        let mut xs = lattice.xs.clone();
        let mut from: Vec<usize> = Vec::new();
        for (column, own) in borders.into_iter().enumerate() {
            from.push(column);
            from.extend(own.iter().map(|_| column));
            xs.extend(own);
        }
        xs.sort_by(f32::total_cmp);
        // Drawn borders stay, white ones are added where text stands apart on both sides.
        let (rows, columns) = (lattice.rows(), xs.len() - 1);
        let right = |row: usize, column: usize| {
            let own = lattice.place(row, from[column]);
            if own != lattice.place(row, from[column + 1]) {
                return true;
            }
            let (top, bottom) = (lattice.ys[own.row], lattice.ys[own.row + own.rows]);
            let (left, end) = (lattice.xs[own.column], lattice.xs[own.column + own.columns]);
            // A drawn cell that spans columns may well hold words far apart.
            let (text, share) = if own.columns > 1 {
                (&self.wide, settings.crossed)
            } else {
                (&self.text, TIGHT)
            };
            let inner = from.iter().position(|&of| of == own.column).unwrap_or(column);
            white(text, xs[column + 1], xs[inner + 1], (left, end), (top, bottom), share)
        };
        let below =
            |row: usize, column: usize| lattice.place(row, from[column]) != lattice.place(row + 1, from[column]);
        let mut divided = Lattice::new(xs.clone(), lattice.ys.clone(), right, below);
        divided.drawn = lattice.drawn;
        for row in 0..rows {
            for column in 0..columns - 1 {
                let (here, next) = (lattice.place(row, from[column]), lattice.place(row, from[column + 1]));
                divided.white[row * columns + column] = here == next;
            }
        }
        divided
    }
}

/// How many of so many lines may run over a gutter.
fn allowed(lines: usize, settings: &Rulings) -> usize {
    ((settings.crossed * lines as f32) as usize).max(usize::from(lines >= FEW))
}

/// Share of a cell's lines that may reach the text of the next column; a heading does so from its first line on.
const TIGHT: f32 = 0.5;

/// How far the middle of a centred heading may be off, as a share of the width.
const CENTRED: f32 = 0.04;

/// Lines from which one may be a heading.
const FEW: usize = 5;

/// How many lines run over a place.
fn crossed(lines: &[Vec<Chunk>], x: f32) -> usize {
    let over = |chunk: &Chunk| chunk.from < x && chunk.to > x;
    lines.iter().filter(|chunks| chunks.iter().any(over)).count()
}

/// The lines of text in a lattice, from top to bottom.
fn text(document: &Document, lattice: &Lattice, page: &Page, gutter: f32) -> Vec<Text> {
    lines(document, page, gutter, |x, y| lattice.cell_at(x, y).is_some())
}

/// The lines of text of a page, as far as they stand where it is asked for, divided at gaps of this width.
pub(crate) fn lines(document: &Document, page: &Page, gutter: f32, here: impl Fn(f32, f32) -> bool) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    for words in page.words.chunk_by(|a, b| a.span.line == b.span.line) {
        let y = words[0].middle();
        let mut chunks: Vec<Chunk> = Vec::new();
        for word in words.iter().filter(|word| here(word.centre(), y)) {
            match chunks.last_mut() {
                Some(last) if word.x0 - last.to < gutter => {
                    last.to = last.to.max(word.x1);
                    last.sign = false;
                }
                _ => chunks.push(Chunk {
                    from: word.x0,
                    to: word.x1,
                    sign: !document.span_text(word.span).chars().any(char::is_alphanumeric),
                }),
            }
        }
        if !chunks.is_empty() {
            lines.push(Text {
                y,
                height: words[0].y1 - words[0].y0,
                chunks,
            });
        }
    }
    lines
}

/// Parts of a stack of horizontal lines between which prose stands: lines of text that fill the width.
fn cut(lattice: Lattice, text: &[Text], settings: &Rulings) -> Vec<Lattice> {
    if lattice.columns() > 1 || !lattice.drawn {
        return vec![lattice];
    }
    let width = lattice.xs[1] - lattice.xs[0];
    let prose = |row: usize| {
        let (top, bottom) = (lattice.ys[row], lattice.ys[row + 1]);
        let full = (text.iter())
            .filter(|line| line.y > top && line.y < bottom)
            .filter(|line| line.chunks.len() == 1 && line.chunks[0].to - line.chunks[0].from >= settings.prose * width);
        full.count() >= 2
    };
    let mut parts = Vec::new();
    let mut from = 0;
    for row in 0..=lattice.rows() {
        if row == lattice.rows() || prose(row) {
            if row > from {
                parts.push(Lattice::stack(
                    [lattice.xs[0], lattice.xs[1]],
                    lattice.ys[from..=row].to_vec(),
                ));
            }
            from = row + 1;
        }
    }
    parts
}

/// Whether text stands apart on both sides of a border in an area, and runs over it in no more than a share of its lines.
fn white(text: &[Text], x: f32, first: f32, (left, right): (f32, f32), (top, bottom): (f32, f32), share: f32) -> bool {
    let (mut lines, mut crossed) = (0usize, 0usize);
    let (mut before, mut behind) = (false, false);
    let mut extent: Option<(f32, f32)> = None;
    for line in text.iter().filter(|line| line.y > top && line.y < bottom) {
        let mut chunks = line
            .chunks
            .iter()
            .filter(|chunk| chunk.to > left && chunk.from < right)
            .peekable();
        if chunks.peek().is_none() {
            continue;
        }
        lines += 1;
        let mut over = false;
        for chunk in chunks {
            let (from, to) = extent.unwrap_or((chunk.from, chunk.to));
            extent = Some((from.min(chunk.from), to.max(chunk.to)));
            let here = chunk.from < x && chunk.to > x;
            over |= here;
            before |= here || chunk.to <= x;
            behind |= chunk.from >= x;
        }
        crossed += usize::from(over);
    }
    if crossed as f32 > share * lines as f32 {
        return false;
    }
    // What begins behind the first column and is not centred is no heading over all of them.
    let placed = extent.is_some_and(|(from, to)| {
        let centred = ((from - left) - (right - to)).abs() <= CENTRED * (right - left);
        from >= first && !centred
    });
    before && behind || placed && crossed == 0
}

/// Places of white that run down between chunks of text.
fn gutters(lines: &[Vec<Chunk>], least: f32, share: f32, settings: &Rulings) -> Vec<f32> {
    let most = allowed(lines.len(), settings) as i32;
    let mut events: Vec<(f32, i32)> = Vec::new();
    for chunk in lines.iter().flatten() {
        events.push((chunk.from, 1));
        events.push((chunk.to, -1));
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut gutters = Vec::new();
    let mut open = 0;
    // Where the white began, and its emptiest piece: how many lines run over it, from where to where.
    let mut since: Option<f32> = None;
    let mut best: Option<(i32, f32, f32)> = None;
    for (index, &(x, step)) in events.iter().enumerate() {
        let before = open;
        open += step;
        if before > most && open <= most {
            (since, best) = (Some(x), None);
        } else if before <= most && open > most {
            if let (Some(from), Some((_, left, right))) = (since.take(), best)
                && x - from >= least
                && apart(lines, (left + right) / 2.0, share)
            {
                gutters.push((left + right) / 2.0);
            }
            continue;
        }
        if let (Some(_), Some(next)) = (since, events.get(index + 1)) {
            let wider =
                |(count, left, right): (i32, f32, f32)| open < count || open == count && next.0 - x > right - left;
            if best.is_none_or(wider) {
                best = Some((open, x, next.0));
            }
        }
    }
    gutters
}

/// Whether enough lines have text on both sides, and neither side is nothing but signs.
fn apart(lines: &[Vec<Chunk>], x: f32, share: f32) -> bool {
    let (mut both, mut signs) = (0usize, [true; 2]);
    for chunks in lines {
        let before = chunks.iter().rfind(|chunk| chunk.to <= x);
        let behind = chunks.iter().find(|chunk| chunk.from >= x);
        if let (Some(before), Some(behind)) = (before, behind) {
            both += 1;
            signs[0] &= before.sign;
            signs[1] &= behind.sign;
        }
    }
    both >= 2 && both as f32 >= share * lines.len() as f32 && signs == [false; 2]
}
