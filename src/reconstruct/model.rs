//! What is known of the columns: how their cells look, which words they hold, how wide they are; and what that makes each
//! word cost in each column.

use super::kinds::{Kinds, Looks, POSITIONS};
use super::math::{exp, ln, softplus};
use super::shape::{self, SHAPES, end as end_class};
use super::text::{MARKS, Text, Word};
use super::weights::Weights;
use std::collections::HashMap;

/// Counts of one vocabulary entry in one column: anywhere, first, last.
type WordCounts = [f32; 3];

/// Statistics of one column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Looks of its cells, prior included.
    pub looks: Looks,
    /// Counts per vocabulary entry; entries that were not seen may be missing at the end.
    pub words: Vec<WordCounts>,
    /// Counts of whole one-line cells, by [`value_key`].
    pub values: HashMap<u64, f32>,
    /// Rows that have text here, and rows that have none, prior included.
    pub filled: (f32, f32),
    /// Width per table part, in 1/1000 em; infinite while unknown.
    pub widths: Vec<f32>,
    /// Per table part the width that no line reaches, in 1/1000 em.
    pub limits: Vec<f32>,
    /// Widest line seen, in 1/1000 em; the width's lower bound while it is unknown.
    pub widest: f32,
}

/// Cells that the looks of cells in general are worth in every column.
const GENERAL: f32 = 6.0;

impl Column {
    /// A column that looks like `looks`, before anything was counted.
    pub fn new(looks: &Looks, strength: f32, parts: usize) -> Self {
        let mut prior = Looks::default();
        prior.add_prior(looks, strength);
        prior.add_prior(Kinds::general(), GENERAL);
        prior.cells = looks.cells / (looks.cells + looks.empty + 1.0);
        Self {
            looks: prior,
            words: Vec::new(),
            values: HashMap::new(),
            filled: (6.0, 0.3),
            widths: vec![f32::INFINITY; parts],
            limits: vec![f32::INFINITY; parts],
            widest: 0.0,
        }
    }
}

/// Kinds of line breaks, as far as white space may tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Inside a paragraph.
    Soft,
    /// Between two paragraphs of a cell.
    Paragraph,
    /// Between two cells of a row.
    Cell,
    /// Between two rows, or a row and a heading.
    Row,
}

/// Number of [`Event`]s.
pub const EVENTS: usize = 4;

/// How the cells of a row follow each other in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Cell by cell: all lines of a cell, then those of the next.
    #[default]
    Cells,
    /// By baseline: each line holds what all columns have at its height.
    Baselines,
}

/// What is known of a table.
#[derive(Debug, Clone)]
pub struct Model {
    /// How its cells follow each other.
    pub order: Order,
    /// Columns of the rows.
    pub columns: Vec<Column>,
    /// Headings, as a column as wide as the table.
    pub heading: Column,
    /// Chance that a cell shares the line with the next when it has one line, and when it has more.
    pub share: [f32; 2],
    /// Counts of line-break looks per event, prior included.
    pub marks: [[f32; MARKS]; EVENTS],
    /// Chance that the running row is cut by a page break.
    pub cut: f32,
    /// Per column the chance that its cell goes on after the page break that cuts its row.
    pub rest: Vec<f32>,
    /// First line of each table part but the first (index into [`Text::lines`]).
    pub parts: Vec<u32>,
    /// Wide gaps before a new cell on the same line, and inside cells: (seen, all), prior included.
    pub wide: [(f32, f32); 2],
    /// In how many cells and headings each word occurs, by vocabulary entry, as in [`Column::words`].
    pub background: Vec<f32>,
}

impl Model {
    /// Table part of a line.
    pub fn part(&self, line: usize) -> usize {
        self.parts.partition_point(|p| *p as usize <= line)
    }
}

/// Costs per word of one column, ready for the search.
#[derive(Debug, Clone, Default)]
pub struct Costs {
    /// Cost of the word as the first of a cell.
    pub first: Vec<f32>,
    /// Cumulative cost of words that stand in the middle: their look, and that the cell goes on after them.
    pub body: Vec<f32>,
    /// Cost of the word's look in the middle.
    pub look: Vec<f32>,
    /// Cost of the cell going on after the word, by the word's position in the cell; the last one stands for all later ones.
    pub go: Vec<[f32; POSITIONS]>,
    /// Cost of the cell ending after the word.
    pub stop: Vec<[f32; POSITIONS]>,
}

impl Costs {
    /// Cost of the cell going on after word `w` at position `p` of the cell.
    pub fn goes_on(&self, w: usize, p: usize) -> f32 {
        self.go[w][p.min(POSITIONS - 1)]
    }

    /// Cost of the cell ending after word `w` at position `p`.
    pub fn stops(&self, w: usize, p: usize) -> f32 {
        self.stop[w][p.min(POSITIONS - 1)]
    }

    /// Cost of the look of word `w` at position `p` of its cell, that is not its first word.
    pub fn within(&self, w: usize, p: usize) -> f32 {
        if p < POSITIONS - 1 {
            self.look[w]
        } else {
            self.body[w + 1] - self.body[w] - self.go[w][POSITIONS - 1]
        }
    }

    /// Cost of the words `from..to`, all but the last going on, as the beginning of a cell.
    pub fn begin(&self, from: usize, to: usize) -> f32 {
        let mut cost = self.first[from];
        if to - from > 1 {
            cost += self.goes_on(from, 0);
        }
        for p in 1..POSITIONS - 1 {
            let w = from + p;
            if w < to {
                cost += self.look[w];
                if w + 1 < to {
                    cost += self.goes_on(w, p);
                }
            }
        }
        if to - from > POSITIONS - 1 {
            cost += self.resume(from + POSITIONS - 1, to);
        }
        cost
    }

    /// Cost of the words `from..to`, all but the last going on, late in a cell.
    pub fn resume(&self, from: usize, to: usize) -> f32 {
        self.body[to] - self.body[from] - self.go[to - 1][POSITIONS - 1]
    }
}

/// Words of the document, whatever column they are in.
#[derive(Debug, Clone)]
pub struct Background {
    /// Share of each shape.
    pub shapes: [f32; SHAPES],
    /// Cumulative log share of the words in order.
    pub log: Vec<f32>,
    /// Number of each word among those that differ in entry or shape.
    forms: Vec<u32>,
    /// How many of these there are.
    distinct: usize,
    /// How much likelier each word looks after the one before it inside a cell than anywhere inside cells, as a logarithm.
    pub pairs: Vec<f32>,
}

impl Background {
    /// Counts the words of a text.
    pub fn new(text: &Text) -> Self {
        let mut counts = vec![0.0_f32; text.vocabulary];
        let mut shapes = [0.5_f32; SHAPES];
        for w in &text.words {
            counts[w.id as usize] += 1.0;
            shapes[w.shape.kind as usize] += 1.0;
        }
        let total = text.words.len().max(1) as f32;
        let words: Vec<f32> = counts.iter().map(|c| c / total).collect();
        let all: f32 = shapes.iter().sum();
        for s in &mut shapes {
            *s /= all;
        }
        let mut sum = 0.0;
        let log = std::iter::once(0.0)
            .chain(text.words.iter().map(|w| {
                sum += ln(words[w.id as usize]);
                sum
            }))
            .collect();
        let known = &Kinds::shipped().pairs;
        let mut before: Option<usize> = None;
        let pairs = text.words.iter().map(|w| {
            let pair = before.and_then(|b| known.get(b * SHAPES + w.shape.kind as usize));
            before = Some(w.shape.left());
            pair.copied().unwrap_or(0.0)
        });
        let mut numbers: HashMap<(u32, u8, u8), u32> = HashMap::new();
        let form = |w: &Word| {
            let next = numbers.len() as u32;
            *numbers.entry((w.id, w.shape.kind, w.shape.end)).or_insert(next)
        };
        Self {
            forms: text.words.iter().map(form).collect(),
            distinct: numbers.len(),
            shapes,
            log,
            pairs: pairs.collect(),
        }
    }
}

/// Key of no words yet.
pub const NO_WORDS: u64 = 0xcbf2_9ce4_8422_2325;

/// The key of some words and one more.
pub fn key_with(key: u64, word: &Word) -> u64 {
    let key = (key ^ u64::from(word.id)).wrapping_mul(0x0000_0100_0000_01b3);
    key ^ (key >> 29)
}

/// Key of a whole cell on one line.
pub fn value_key(text: &Text, from: usize, to: usize) -> u64 {
    text.words[from..to].iter().fold(NO_WORDS, key_with)
}

/// What the words `from..to` of column `c` save as a known whole value over their words, which cost `words` (0 or less).
pub fn value_saving(
    text: &Text,
    model: &Model,
    background: &Background,
    c: usize,
    (from, to): (usize, usize),
    words: f32,
) -> f32 {
    let column = &model.columns[c];
    if column.values.is_empty() {
        return 0.0;
    }
    let seen = column.values.get(&value_key(text, from, to)).copied().unwrap_or(0.0) - 1.0;
    if seen <= 0.0 {
        return 0.0;
    }
    let share = 0.5 * seen / (column.filled.0 + 4.0);
    let whole = -ln(share) + (background.log[to] - background.log[from]);
    (whole - words).min(0.0)
}

/// Weight of a word that a column has not seen, by how often it was seen anywhere.
fn root(count: f32) -> f32 {
    count.max(1.0).sqrt()
}

fn shares<const N: usize>(counts: &[f32; N]) -> [f32; N] {
    let total: f32 = counts.iter().sum::<f32>() + N as f32 * 0.05;
    let mut out = [0.0; N];
    for (o, c) in out.iter_mut().zip(counts) {
        *o = (c + 0.05) / total;
    }
    out
}

/// Shrinkage of a column's words towards its looks, in words.
const ALPHA: f32 = 25.0;
/// The same for first words.
const ALPHA_FIRST: f32 = 8.0;
/// Shrinkage of a word's own rate of ending a cell towards its look's.
const KAPPA: f32 = 3.0;

/// What a word costs in a column wherever it stands.
#[derive(Debug, Clone, Copy)]
struct WordCosts {
    first: f32,
    look: f32,
    late: f32,
    go: [f32; POSITIONS],
    stop: [f32; POSITIONS],
}

/// What each word costs in a column. Looks are compared with the document's own (`background`), so a column without knowledge
/// costs nothing.
pub fn costs(column: &Column, model: &Model, text: &Text, background: &Background, weights: &Weights) -> Costs {
    let looks = &column.looks;
    let (any, first, last) = (shares(&looks.any), shares(&looks.first), shares(&looks.last));
    let (end_any, end_last) = (shares(&looks.end_any), shares(&looks.end_last));
    let mut rate = [0.0_f32; POSITIONS];
    for p in 0..POSITIONS {
        let r = ((looks.at_end[p] + 0.02) / (looks.at[p] + 0.1)).clamp(0.002, 0.998);
        rate[p] = ln(r / (1.0 - r));
    }
    let late = rate[POSITIONS - 1];
    let mut early = [0.0; POSITIONS];
    for p in 0..POSITIONS {
        early[p] = rate[p] - late;
    }
    // Leave one out: a word seen in one cell only says nothing of where it belongs.
    let seen = |id: u32| model.background.get(id as usize).copied().unwrap_or(0.0);
    let discount = |id: u32| {
        let n = seen(id);
        if n > 1.0 { (n - 1.0) / n } else { 0.0 }
    };
    // (all counts, what is left of them after the discount)
    let (mut any_words, mut first_words, mut all_words) = ((0.0, 0.0), (0.0, 0.0), (1.0_f32, 0.0_f32));
    for c in &column.words {
        any_words = (any_words.0 + c[0], any_words.1 + (c[0] - 1.0).max(0.0));
        first_words = (first_words.0 + c[1], first_words.1 + (c[1] - 1.0).max(0.0));
    }
    let mut roots = 1.0;
    for (id, n) in model.background.iter().enumerate().filter(|(_, n)| **n > 0.0) {
        all_words = (all_words.0 + n, all_words.1 + n * discount(id as u32));
        roots += root(*n);
    }
    // What the discount frees goes to words by their looks, and less to those that are common elsewhere.
    let freed = (all_words.0 - all_words.1) / all_words.0;
    let ratio_of = |count: f32, (sum, kept): (f32, f32), look: f32, id: u32, alpha: f32| {
        let base = root(seen(id)) / roots;
        let own = (count + (sum - kept + alpha) * look * base) / (sum + alpha);
        let general = seen(id) * discount(id) / all_words.0 + freed * base;
        own / general.max(1e-9)
    };
    let mut memo: Vec<Option<WordCosts>> = vec![None; background.distinct];
    let mut out = Costs::default();
    out.body.push(0.0);
    let mut sum = 0.0;
    for ((w, pair), form) in text.words.iter().zip(&background.pairs).zip(&background.forms) {
        let pair = pair * weights.pair;
        let known = *memo[*form as usize].get_or_insert_with(|| {
            let (kind, end) = (w.shape.kind as usize, w.shape.end as usize);
            let mut c = column.words.get(w.id as usize).copied().unwrap_or_default();
            for x in &mut c {
                *x = (*x - 1.0).max(0.0);
            }
            let look_any = any[kind] / background.shapes[kind];
            let look_first = first[kind] / background.shapes[kind];
            let p_any = ratio_of(c[0], any_words, look_any, w.id, ALPHA);
            let p_first = ratio_of(c[1], first_words, look_first, w.id, ALPHA_FIRST);
            // Ending: the look's likelihood ratios over the rate of the position, then the word's own rate.
            let ratio = ln(end_last[end] / end_any[end]).clamp(-4.0, 4.0) + ln(last[kind] / any[kind]).clamp(-2.5, 2.5);
            let open = matches!(w.shape.end, end_class::HYPHEN | end_class::SLASH) && w.shape.kind != shape::DASH;
            let hyphen = if open { weights.hyphen } else { 0.0 };
            let odds = (late + ratio - hyphen).clamp(-8.0, 8.0);
            let p0 = 1.0 / (1.0 + exp(-odds));
            let p = ((c[2] + KAPPA * p0) / ((c[0] + c[1]).max(c[2]) + KAPPA)).clamp(0.0005, 0.9995);
            let look_cost = -ln(look_any);
            let word_cost = -ln(p_any).clamp(-9.0, 9.0);
            let look = look_cost + (word_cost - look_cost) * weights.lexical;
            let ends = ln(p / (1.0 - p));
            WordCosts {
                first: -ln(p_first).clamp(-9.0, 9.0),
                look,
                late: look * weights.late,
                go: early.map(|e| softplus(ends + e)),
                stop: early.map(|e| softplus(-(ends + e))),
            }
        });
        let mut odd = if matches!(w.shape.kind, shape::BRACKET | shape::MARK) {
            weights.bracket
        } else {
            0.0
        };
        if w.inside {
            odd += weights.bracket_cut;
        }
        if w.bound {
            odd += weights.value_cut;
        }
        out.first.push(known.first + odd);
        out.look.push(known.look - pair);
        out.go.push(known.go);
        out.stop.push(known.stop);
        sum += known.late - pair * weights.late + known.go[POSITIONS - 1];
        out.body.push(sum);
    }
    out
}
