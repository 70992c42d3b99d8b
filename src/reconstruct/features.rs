//! What readings with different columns are compared by.
//!
//! The plain cost of a reading favours many columns: every cell that begins is one more place where a narrow choice of words
//! pays. So the parts of the cost are weighed anew, with weights trained by `train choice` and shipped as `choice.json`.

use super::fit::{Fit, Setting};
use super::lattice::Part;
use super::learn::{CellPart, Element, elements, line_of_words};
use super::model::Costs;
use super::naming;
use super::text::Gap;
use super::titles;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Names of the features in order.
pub const NAMES: [&str; 25] = [
    // What no word explains: breaks, widths, shared lines, rows, headings, empty cells.
    "structure",
    // First words of cells.
    "first",
    // All other words.
    "body",
    // Cells going on and ending.
    "ends",
    // What whole known values save.
    "value",
    // Columns but the first.
    "columns",
    // The same, per logarithm of the number of rows.
    "columns_rows",
    // Rows.
    "rows",
    // Cells without text.
    "empty",
    // Headings.
    "headings",
    // Paragraphs that are not the first of their cell.
    "hard",
    // Cells that begin behind an ordinary blank on the line of the cell before.
    "shared",
    // How much the words on both sides of such a beginning that come again depend on each other.
    "bound",
    // How much the word before such a beginning foretells the one behind it, over all of them.
    "foretold",
    // The words of the header row, cut into names of the columns, up to [`CLEAR`].
    "names",
    // The logarithm of what they cost more.
    "names_more",
    // Columns without a name among these.
    "nameless",
    // There are such columns. This and the logarithms below are times the root of the number of lines, as differences
    // between readings grow with it.
    "some_nameless",
    // The logarithm of the number of empty cells.
    "empty_log",
    // The logarithm of the number of headings.
    "headings_log",
    // Rows without their last cell where rows end, and without their first where they begin: at headings, and where the table
    // ends and begins. A row begun with the wrong column is torn there.
    "torn",
    // The logarithm of their number.
    "torn_log",
    // Lines outside the table.
    "outside",
    // The logarithm of their number.
    "outside_log",
    // The text is a table (and not one column of paragraphs).
    "table",
];

/// What a word may tell of the one behind it by chance or habit, in nats: amounts in one currency have other years beside them than
/// those in another.
const CHANCE: f32 = 0.25;

/// Names that cost more are not clear, and how much more says little.
const CLEAR: f32 = 4.0;

/// The features of a reading.
pub type Features = [f32; NAMES.len()];

/// What the words of a reading cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words {
    first: f32,
    body: f32,
    ends: f32,
    value: f32,
}

impl Words {
    /// Adds a cell or heading.
    pub(super) fn add(&mut self, costs: &Costs, parts: &[CellPart]) {
        let count: usize = parts.iter().map(|(words, _)| words.len()).sum();
        for (p, w) in parts.iter().flat_map(|(words, _)| words.clone()).enumerate() {
            if p == 0 {
                self.first += costs.first[w];
            } else {
                self.body += costs.within(w, p);
            }
            self.ends += if p + 1 == count {
                costs.stops(w, p)
            } else {
                costs.goes_on(w, p)
            };
        }
    }

    /// Adds what a whole known value saves.
    pub(super) fn save(&mut self, value: f32) {
        self.value += value;
    }
}

/// The last words of cells and the first ones of the next on the same line, per column of the second one. Where a boundary is
/// right, they are chance neighbours; inside a phrase that repeats, the one comes with the other.
#[derive(Default)]
struct Joints(BTreeMap<usize, Neighbours>);

#[derive(Default)]
struct Neighbours {
    pairs: BTreeMap<(u32, u32), f32>,
    left: BTreeMap<u32, f32>,
    right: BTreeMap<u32, f32>,
    all: f32,
    foretold: f32,
}

impl Joints {
    /// Counts the beginning of a cell of a column.
    fn add(&mut self, column: usize, left: u32, right: u32) {
        self.0.entry(column).or_default().add(left, right);
    }

    /// Mutual information of the neighbours in nats over all boundaries; pairs that occur once say nothing.
    fn bound(&self) -> f32 {
        self.0.values().map(Neighbours::bound).sum::<f32>().max(0.0)
    }

    /// How much better, in nats, the word on the right is foretold by the one on the left than without it, over all boundaries of
    /// the columns where it is.
    fn foretold(&self) -> f32 {
        let foretold = |column: &Neighbours| (column.foretold - CHANCE * column.all).max(0.0);
        self.0.values().map(foretold).sum()
    }
}

impl Neighbours {
    /// Foretells each word from those before (a Chinese restaurant process of concentration 1, whose base is the same of all
    /// columns), so that chance costs and only what comes again saves.
    fn add(&mut self, left: u32, right: u32) {
        let pair = self.pairs.entry((left, right)).or_default();
        let left = self.left.entry(left).or_default();
        let right = self.right.entry(right).or_default();
        let among = if *right > 0.0 {
            *pair * (self.all + 1.0) / *right
        } else {
            0.0
        };
        self.foretold += super::math::ln((among + 1.0) / (*left + 1.0));
        *pair += 1.0;
        *left += 1.0;
        *right += 1.0;
        self.all += 1.0;
    }

    fn bound(&self) -> f32 {
        let of = |(&(left, right), &count): (&(u32, u32), &f32)| {
            let expected = self.left[&left] * self.right[&right] / self.all;
            (count - 1.0) * super::math::ln(count / expected)
        };
        self.pairs.iter().map(of).sum()
    }
}

/// The features of a fit, in the order of [`NAMES`].
pub(super) fn features(setting: &Setting<'_>, fit: &Fit) -> Features {
    let n = fit.model.columns.len();
    let lines = line_of_words(setting.text);
    let mut joints = Joints::default();
    let (mut rows, mut headings, mut empty, mut shared, mut hard, mut outside) = (0_u32, 0_u32, 0_u32, 0, 0, 0_u32);
    let all = elements(&fit.parse, n);
    let names = match setting.header {
        Some(row) => naming::names(row, 0..row.words.len(), None, (setting.text, fit)),
        None => titles::first(setting.text, fit, &all).map(|title| title.names),
    };
    let (names, nameless) = names.map_or((0.0, n), |names| names.cost());
    let torn = torn(&all);
    for element in all {
        match element {
            Element::Row(row) => {
                rows += 1;
                let mut before: Option<usize> = None;
                for (c, parts) in row.iter().enumerate() {
                    let (Some((first, _)), Some((last, _))) = (parts.first(), parts.last()) else {
                        empty += 1;
                        continue;
                    };
                    hard += parts.iter().filter(|(_, part)| *part == Part::Hard).count();
                    let same_line = before.is_some_and(|w| lines[w] == lines[first.start]);
                    if same_line && setting.text.words[first.start].gap != Gap::Wide {
                        shared += 1;
                        let id = |word: usize| setting.text.words[word].id;
                        joints.add(c, id(first.start - 1), id(first.start));
                    }
                    before = Some(last.start);
                }
            }
            Element::Heading(_) => headings += 1,
            Element::Outside(_) => outside += 1,
            Element::Header(_) => {}
        }
    }
    let Words {
        first,
        body,
        ends,
        value,
    } = fit.words;
    let more = n as f32 - 1.0;
    let root = (setting.text.lines.len() as f32).sqrt();
    let log = |count: u32| super::math::ln(1.0 + count as f32) * root;
    [
        fit.plain_cost() - first - body - ends - value,
        first,
        body,
        ends,
        value,
        more,
        more * super::math::ln(1.0 + rows as f32),
        rows as f32,
        empty as f32,
        headings as f32,
        hard as f32,
        shared as f32,
        joints.bound(),
        joints.foretold(),
        names.min(CLEAR),
        super::math::ln(1.0 + (names - CLEAR).max(0.0)),
        nameless as f32,
        f32::from(nameless > 0) * root,
        log(empty),
        log(headings),
        torn as f32,
        log(torn),
        outside as f32,
        log(outside),
        f32::from(n > 1),
    ]
}

/// Rows that lack a cell on the side where no row stands beside them.
fn torn(all: &[Element]) -> u32 {
    let empty = |at: usize, cell: fn(&[Vec<CellPart>]) -> Option<&Vec<CellPart>>| match all.get(at) {
        Some(Element::Row(row)) => cell(row).is_some_and(Vec::is_empty),
        _ => false,
    };
    let row = |at: Option<usize>| {
        at.and_then(|at| all.get(at))
            .is_some_and(|e| matches!(e, Element::Row(_)))
    };
    let ends = |at: &usize| !row(Some(at + 1)) && empty(*at, |row| row.last());
    let begins = |at: &usize| !row(at.checked_sub(1)) && empty(*at, |row| row.first());
    ((0..all.len()).filter(ends).count() + (0..all.len()).filter(begins).count()) as u32
}

/// Weights of the features.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice(pub Features);

impl Choice {
    /// Where training begins: the plain cost with round prices, set by hand. The first word of a cell says
    /// less than it seems, since there are more places to begin, and whole values that repeat are counted with their words.
    pub fn untrained() -> Self {
        let price = |name| match name {
            "structure" | "body" | "ends" | "bound" | "names" => 1.0,
            "first" => 0.7,
            "value" => 0.5,
            "headings" => 4.0,
            "columns" => 6.0,
            "nameless" => 9.0,
            "table" => 10.0,
            _ => 0.0,
        };
        Self(NAMES.map(price))
    }

    /// The trained ones.
    pub fn shipped() -> &'static Self {
        static CHOICE: OnceLock<Choice> = OnceLock::new();
        CHOICE.get_or_init(|| {
            let weights: BTreeMap<String, f32> = serde_json::from_str(include_str!("choice.json")).unwrap_or_default();
            Self(NAMES.map(|name| weights.get(name).copied().unwrap_or_default()))
        })
    }

    /// The same for texts that no reading finds a header row in: there no column has a name.
    pub(super) fn without_names(self) -> Self {
        let weight = |(name, weight): (&str, f32)| if name.contains("nameless") { 0.0 } else { weight };
        Self(std::array::from_fn(|f| weight((NAMES[f], self.0[f]))))
    }

    /// What a reading costs; the cheapest is chosen.
    pub fn cost(&self, features: &Features) -> f32 {
        self.0
            .iter()
            .zip(features)
            .map(|(weight, feature)| weight * feature)
            .sum()
    }
}
