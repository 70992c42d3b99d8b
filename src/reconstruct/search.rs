//! From a text to the model that describes it at least cost: font family, number and order of columns, then hard EM.

use super::features::{Choice, Words, features};
use super::kinds::{Kinds, Looks};
use super::lattice::{Grammar, Parse, Place, Problem, decode};
use super::learn::{self, Element, Start, elements};
use super::math::ln;
use super::metrics::{self, Family};
use super::model::{self, Background, Column, Costs, Model, costs};
use super::text::Text;
use super::weights::Weights;
use super::widths::WidthDistribution;
use std::collections::BTreeSet;

const INF: f32 = 1.0e9;
/// Rounds of changing one column.
const CLIMBS: usize = 4;
/// Lines that the number and order of columns are tried on.
const SAMPLE: usize = 200;
/// Fits tried on the whole text, for each way to judge them.
const FINALISTS: usize = 6;
/// Most of them with the same number of columns.
const ALIKE: usize = 2;
/// Rounds of reading the whole text again, and how many of them are rough.
const ROUNDS: usize = 8;
const ROUGH: usize = 3;
/// Fits that are read to the end.
const BEST: usize = 3;
/// Numbers of columns for which the best row of kinds known from training is among them.
const KNOWN: usize = 3;
/// Fewest and most columns tried.
const COLUMNS: std::ops::RangeInclusive<usize> = 2..=10;
/// Width tolerance per round, in 1/1000 em: the first readings are rough.
pub(super) const TOLERANCE: [f32; 6] = [1500.0, 1000.0, 600.0, 400.0, 300.0, 250.0];

/// The best description of a text.
#[derive(Debug, Clone)]
pub struct Fit {
    /// What is known of the table.
    pub model: Model,
    /// The reading.
    pub parse: Parse,
    /// What its words cost.
    pub words: Words,
    /// Names of the kinds the columns began with.
    pub kinds: Vec<usize>,
}

/// Everything about a text that does not change during the search.
pub struct Setting<'a> {
    /// The text.
    pub text: &'a Text,
    /// Weights.
    pub weights: &'a Weights,
    /// The family it is measured in.
    pub family: Family,
    background: Background,
    distribution: WidthDistribution,
    blank: f32,
    /// The header row, when it repeats.
    pub(super) header: Option<&'a Text>,
    header_known: bool,
    word: f32,
    full: f32,
}

/// The family whose widths explain the line breaks best, with the text measured in it.
pub fn best_family(measure: impl Fn(Family) -> Text) -> (Family, Text) {
    let mut best: Option<(f32, Family, Text)> = None;
    for family in [Family::Serif, Family::Sans, Family::Calibri] {
        let text = measure(family);
        let fit = WidthDistribution::fit(&text, f32::from(metrics::advance(' ', family))).fit;
        if best.as_ref().is_none_or(|b| fit > b.0 + 1e-4) {
            best = Some((fit, family, text));
        }
    }
    best.map_or_else(|| (Family::Serif, Text::default()), |(_, f, t)| (f, t))
}

impl<'a> Setting<'a> {
    /// Prepares a text; `header` is the header row above it, if one was found by repetition.
    pub fn new(text: &'a Text, family: Family, weights: &'a Weights, header: Option<&'a Text>) -> Self {
        let blank = f32::from(metrics::advance(' ', family));
        let mut widths: Vec<f32> = text
            .lines
            .iter()
            .map(|l| text.width(l.words.start, l.words.end))
            .collect();
        widths.sort_by(f32::total_cmp);
        let full = widths.last().copied().unwrap_or(0.0);
        Self {
            text,
            weights,
            family,
            background: Background::new(text),
            distribution: WidthDistribution::fit(text, blank),
            blank,
            header,
            header_known: header.is_some(),
            word: blank + text.words.iter().map(|w| w.x1 - w.x0).sum::<f32>() / text.words.len().max(1) as f32,
            full,
        }
    }

    pub(super) fn decode(&self, model: &Model, grammar: &Grammar, tolerance: f32) -> Parse {
        self.decode_with(model, grammar, tolerance, self.weights).0
    }

    fn decode_with(&self, model: &Model, grammar: &Grammar, tolerance: f32, weights: &Weights) -> (Parse, Words) {
        let kinds = Kinds::shipped();
        let (costs_of, heading) = self.costs_with(model, weights);
        let mut header = Column::new(&kinds.header, 30.0, 1);
        header.looks = kinds.header.clone();
        let header = costs(&header, model, self.text, &self.background, weights);
        let parse = decode(&Problem {
            text: self.text,
            model,
            costs: &costs_of,
            header: &header,
            heading: &heading,
            background: &self.background,
            grammar,
            weights,
            distribution: &self.distribution,
            blank: self.blank,
            tolerance,
            word: self.word,
            full: self.full,
        });
        let mut words = Words::default();
        for element in elements(&parse, costs_of.len()) {
            match element {
                Element::Row(row) => {
                    for (c, parts) in row.iter().enumerate() {
                        words.add(&costs_of[c], parts);
                        if let [(range, _)] = &parts[..] {
                            words.save(self.value_saving(model, &costs_of[c], c, range.clone()) * weights.value);
                        }
                    }
                }
                Element::Heading(parts) => words.add(&heading, &parts),
                Element::Header(_) | Element::Outside(_) => {}
            }
        }
        (parse, words)
    }

    /// What words cost in each column of a model, and in headings.
    fn costs_with(&self, model: &Model, weights: &Weights) -> (Vec<Costs>, Costs) {
        let of = |column: &Column| costs(column, model, self.text, &self.background, weights);
        (model.columns.iter().map(of).collect(), of(&model.heading))
    }

    /// What the words of a cell save as a known whole value.
    fn value_saving(&self, model: &Model, costs: &Costs, column: usize, words: std::ops::Range<usize>) -> f32 {
        let (from, to) = (words.start, words.end);
        let cost = costs.begin(from, to) + costs.stops(to - 1, to - from - 1);
        model::value_saving(self.text, model, &self.background, column, (from, to), cost)
    }

    /// Cost of reading everything as prose.
    pub fn prose(&self) -> f32 {
        (0..self.text.lines.len())
            .map(|i| super::lattice::prose_line(self.text, i, self.full, self.blank, self.weights))
            .sum()
    }

    /// The best fit over numbers and orders of columns: cycles of a free reading and rows known from training, then changes
    /// of one column at a time as long as they pay; all on the first lines, and the best of them on the whole text.
    pub fn search(&self) -> Option<Fit> {
        let mut best: Option<(f32, Fit)> = None;
        for fit in self.finalists().into_iter().chain([self.single()]) {
            let cost = self.cost(&fit);
            if best.as_ref().is_none_or(|b| cost < b.0) {
                best = Some((cost, fit));
            }
        }
        best.map(|b| b.1).filter(|fit| fit.kinds.len() > 1)
    }

    /// What a fit costs beside others with other columns.
    pub fn cost(&self, fit: &Fit) -> f32 {
        Choice::shipped().cost(&features(self, fit))
    }

    /// The best fits with different numbers of columns.
    pub fn finalists(&self) -> Vec<Fit> {
        let head = self.text.head(SAMPLE);
        let weights = Weights {
            width: 14,
            beam: 10.0,
            rests: 2,
            column: self.weights.column * 0.5,
            column_rows: self.weights.column_rows * 0.5,
            ..self.weights.clone()
        };
        let sample = Setting {
            text: &head,
            weights: &weights,
            family: self.family,
            background: Background::new(&head),
            distribution: self.distribution.clone(),
            blank: self.blank,
            header: self.header,
            header_known: self.header_known,
            word: self.word,
            full: self.full,
        };
        let mut tried: BTreeSet<Vec<usize>> = BTreeSet::new();
        let mut fits: Vec<(f32, Vec<usize>, f32)> = Vec::new();
        let mut consider = |fits: &mut Vec<(f32, Vec<usize>, f32)>, kinds: Vec<usize>| {
            if COLUMNS.contains(&kinds.len()) && tried.insert(kinds.clone()) {
                let fit = sample.fit(kinds, 2);
                fits.push((sample.price(&fit), fit.kinds.clone(), sample.cost(&fit)));
            }
        };
        let known = Kinds::shipped().sequences.iter().cloned();
        for kinds in known.chain(self.candidates()) {
            consider(&mut fits, kinds);
        }
        for _ in 0..CLIMBS {
            fits.sort_by(|a, b| a.0.total_cmp(&b.0));
            let Some((before, kinds, _)) = fits.first().cloned() else {
                break;
            };
            for changed in self.neighbours(&kinds) {
                consider(&mut fits, changed);
            }
            fits.sort_by(|a, b| a.0.total_cmp(&b.0));
            if fits.first().is_none_or(|f| f.0 > before - 1.0) {
                break;
            }
        }
        // The first lines say little of the number of columns: the best of each number goes on.
        let mut chosen: Vec<Vec<usize>> = Vec::new();
        for by_choice in [false, true] {
            if by_choice {
                fits.sort_by(|a, b| a.2.total_cmp(&b.2));
            }
            let mut numbers: Vec<usize> = Vec::new();
            for (_, kinds, _) in &fits {
                let same = numbers.iter().filter(|n| **n == kinds.len()).count();
                if numbers.len() < FINALISTS && same < ALIKE {
                    numbers.push(kinds.len());
                    if !chosen.contains(kinds) {
                        chosen.push(kinds.clone());
                    }
                }
            }
        }
        // Rows of a kind that is known from elsewhere settle better than those put together on the way.
        let known = &Kinds::shipped().sequences;
        fits.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut numbers: Vec<usize> = Vec::new();
        for (_, kinds, _) in &fits {
            let n = kinds.len();
            if numbers.len() < KNOWN && !numbers.contains(&n) {
                numbers.push(n);
                let best = fits.iter().find(|f| f.1.len() == n && known.contains(&f.1));
                if let Some((_, kinds, _)) = best
                    && !chosen.contains(kinds)
                {
                    chosen.push(kinds.clone());
                }
            }
        }
        // All of them on the whole text, roughly; the best of these to the end.
        let rough = Weights {
            width: 24,
            beam: 10.0,
            rests: 6,
            ..self.weights.clone()
        };
        let whole = Setting {
            weights: &rough,
            background: self.background.clone(),
            distribution: self.distribution.clone(),
            ..*self
        };
        let mut fits: Vec<(f32, Fit)> = chosen
            .into_iter()
            .map(|kinds| {
                let fit = whole.settle(whole.fit(kinds, 1), 0..ROUGH);
                (whole.cost(&fit), fit)
            })
            .collect();
        fits.sort_by(|a, b| a.0.total_cmp(&b.0));
        fits.truncate(BEST);
        let end = |(_, fit)| self.settle(fit, ROUGH..ROUNDS);
        fits.into_iter().map(end).collect()
    }

    /// The best fit with the given kinds of columns.
    pub fn given(&self, kinds: Vec<usize>) -> Fit {
        self.refine(self.fit(kinds, 2))
    }

    /// The text read as paragraphs: a table of one column.
    pub fn single(&self) -> Fit {
        let looks = &Kinds::shipped().looks;
        let words = |l: &Looks| l.at.iter().sum::<f32>() / (l.cells + 1.0);
        let longest = (0..looks.len()).max_by(|a, b| words(&looks[*a]).total_cmp(&words(&looks[*b])));
        self.refine(self.fit(vec![longest.unwrap_or(0)], 2))
    }

    /// Rows with a column more, less, or turned.
    fn neighbours(&self, kinds: &[usize]) -> Vec<Vec<usize>> {
        let mut out = Vec::new();
        for i in 0..kinds.len() {
            let mut fewer = kinds.to_vec();
            fewer.remove(i);
            out.push(fewer);
        }
        for i in 1..kinds.len() {
            let mut turned = kinds.to_vec();
            turned.rotate_left(i);
            out.push(turned);
        }
        for i in 0..=kinds.len() {
            for kind in 0..Kinds::shipped().looks.len() {
                let mut more = kinds.to_vec();
                more.insert(i, kind);
                out.push(more);
            }
        }
        out
    }

    /// Kind sequences that one row may have: the cycles of a reading in which any kind may follow any.
    fn candidates(&self) -> Vec<Vec<usize>> {
        let kinds = Kinds::shipped();
        let k = kinds.looks.len();
        let start = Start {
            columns: kinds.looks.clone(),
            heading: kinds.heading.clone(),
            strength: 40.0,
        };
        let free = Grammar {
            same: vec![ln(k as f32); k * k],
            new: vec![INF; k * k],
            leading: vec![0.0; k],
            trailing: vec![0.0; k],
            rows: false,
            header: false,
        };
        let mut model = learn::start(&start, Vec::new());
        let mut sequence = Vec::new();
        for round in 0..2 {
            let parse = self.decode(&model, &free, TOLERANCE[0]);
            sequence = parse
                .pieces
                .iter()
                .filter(|p| p.part == super::lattice::Part::First)
                .filter_map(|p| match p.place {
                    Place::Cell(c) => Some((c, self.text.words[p.words.start].gap == super::text::Gap::Start)),
                    _ => None,
                })
                .collect();
            if round == 0 {
                model = self.learn(&parse, &start, Vec::new(), TOLERANCE[0]);
                for c in &mut model.columns {
                    c.widths.fill(f32::INFINITY);
                }
            }
        }
        cycles(&sequence)
    }

    /// Grammar of rows of columns that are filled as often as the model says.
    pub(super) fn grammar(&self, model: &Model) -> Grammar {
        let n = model.columns.len();
        let w = self.weights;
        let full: Vec<f32> = model
            .columns
            .iter()
            .map(|c| -ln(c.filled.0 / (c.filled.0 + c.filled.1)))
            .collect();
        let empty: Vec<f32> = model
            .columns
            .iter()
            .map(|c| (-ln(c.filled.1 / (c.filled.0 + c.filled.1))).max(w.empty))
            .collect();
        let skip = |from: usize, to: usize| empty[from..to].iter().sum::<f32>();
        let mut g = Grammar {
            same: vec![INF; n * n],
            new: vec![INF; n * n],
            leading: (0..n)
                .map(|c| skip(0, c) + full[c] + if c > 0 { w.empty_first } else { 0.0 })
                .collect(),
            trailing: (0..n).map(|c| skip(c + 1, n)).collect(),
            rows: true,
            header: !self.header_known,
        };
        for from in 0..n {
            for to in 0..n {
                if to > from {
                    g.same[from * n + to] = skip(from + 1, to) + full[to];
                }
                g.new[from * n + to] = g.trailing[from] + g.leading[to] + w.row;
            }
        }
        g
    }

    /// What a fit to the first lines costs beside others with other columns.
    pub(super) fn price(&self, fit: &Fit) -> f32 {
        let rows = fit.parse.pieces.iter().filter(|p| p.row).count() as f32;
        fit.parse.cost + fit.kinds.len() as f32 * (self.weights.column + self.weights.column_rows * ln(1.0 + rows))
    }

    fn learn(&self, parse: &Parse, start: &Start, parts: Vec<u32>, tolerance: f32) -> Model {
        let hard = self.weights.paragraph;
        learn::learn(self.text, parse, start, parts, self.blank, tolerance, hard)
    }

    fn fit(&self, kinds: Vec<usize>, rounds: usize) -> Fit {
        let start = Start::of_kinds(&kinds, 30.0);
        let mut model = learn::start(&start, Vec::new());
        // Whole values count late only: a wrong pair of cells that repeats would hold on to itself.
        let plain = Weights {
            value: 0.0,
            ..self.weights.clone()
        };
        let (mut parse, mut words) = self.decode_with(&model, &self.grammar(&model), TOLERANCE[0], &plain);
        for tolerance in TOLERANCE.iter().take(rounds) {
            model = self.learn(&parse, &start, Vec::new(), *tolerance);
            (parse, words) = self.decode_with(&model, &self.grammar(&model), *tolerance, &plain);
        }
        Fit {
            model,
            parse,
            words,
            kinds,
        }
    }

    /// Reads again with sharper widths until the reading stays.
    fn refine(&self, fit: Fit) -> Fit {
        self.settle(fit, 0..ROUNDS)
    }

    /// Some rounds of it.
    fn settle(&self, fit: Fit, rounds: std::ops::Range<usize>) -> Fit {
        let start = Start::of_kinds(&fit.kinds, 6.0);
        let Fit {
            mut model,
            mut parse,
            mut words,
            kinds,
        } = fit;
        for round in rounds {
            let tolerance = TOLERANCE[(round + 1).min(TOLERANCE.len() - 1)];
            let parts = super::parts::find(self.text, &parse, kinds.len(), self.blank, tolerance);
            model = self.learn(&parse, &start, parts, tolerance);
            let weights = Weights {
                value: if round < 3 { 0.0 } else { self.weights.value },
                ..self.weights.clone()
            };
            let next = self.decode_with(&model, &self.grammar(&model), tolerance, &weights);
            let settled = round + 1 >= TOLERANCE.len() && next.0.pieces == parse.pieces;
            (parse, words) = next;
            if settled {
                break;
            }
        }
        Fit {
            model,
            parse,
            words,
            kinds,
        }
    }
}

/// The most frequent cycles of a sequence of kinds, each turned so that it most often begins at a line start.
fn cycles(sequence: &[(usize, bool)]) -> Vec<Vec<usize>> {
    let kinds: Vec<usize> = sequence.iter().map(|s| s.0).collect();
    let mut found: Vec<(f32, Vec<usize>)> = Vec::new();
    for n in COLUMNS {
        let mut counts: std::collections::BTreeMap<&[usize], (f32, f32)> = std::collections::BTreeMap::new();
        for i in 0..(kinds.len() + 1).saturating_sub(n) {
            let window = &kinds[i..i + n];
            // A window counts when the cycle goes on after it or came before it.
            let after = (i + n..kinds.len())
                .zip(window)
                .take_while(|(j, k)| kinds[*j] == **k)
                .count()
                .min(n);
            if after == 0 {
                continue;
            }
            let begins = (0..n).filter(|j| sequence[i + j].1).count().max(1) as f32;
            let entry = counts.entry(window).or_default();
            entry.0 += after as f32 / n as f32;
            entry.1 += f32::from(sequence[i].1) / begins * n as f32;
        }
        let mut best: Vec<(f32, Vec<usize>)> = counts
            .into_iter()
            .filter(|(window, _)| !is_power(window))
            .map(|(window, (weight, begins))| (weight * n as f32 + begins * 0.1, window.to_vec()))
            .collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.extend(best.into_iter().take(3));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.truncate(10);
    found.into_iter().map(|f| f.1).collect()
}

/// The window is a shorter cycle several times.
fn is_power(window: &[usize]) -> bool {
    (2..window.len()).any(|n| window.len().is_multiple_of(n) && (n..window.len()).all(|i| window[i] == window[i - n]))
}
