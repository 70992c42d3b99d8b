//! One fit: from kinds of columns to the model and the reading that describe a text at least cost, by hard EM.

use super::baseline;
use super::features::{Choice, Words, features};
use super::headings::Headings;
use super::kinds::Kinds;
use super::lattice::{self, Grammar, Parse, Piece, Place, Problem};
use super::learn::{self, Element, Sharing, Start, elements};
use super::math::ln;
use super::metrics::{self, Family};
use super::model::{self, Background, Column, Costs, Model, Order, costs};
use super::resplit;
use super::text::Text;
use super::weights::Weights;
use super::widths::WidthDistribution;

pub(super) const INF: f32 = 1.0e9;
/// Rounds of reading the whole text again, and how many of them are rough.
pub(super) const ROUNDS: usize = 8;
pub(super) const ROUGH: usize = 3;
/// Width tolerance per round, in 1/1000 em: the first readings are rough.
pub(super) const TOLERANCE: [f32; 6] = [1500.0, 1000.0, 600.0, 400.0, 300.0, 250.0];

/// What a line outside the table costs more while a model is too weak to read lines as rows.
const INSIDE: f32 = 20.0;

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
    /// What headings cost in it.
    pub(super) headings: Headings,
}

/// The costs that a reading was found under.
struct Priced {
    columns: Vec<Costs>,
    heading: Costs,
    /// Factor on what known whole values save.
    value: f32,
}

/// Everything about a text that does not change during the search.
pub struct Setting<'a> {
    /// The text.
    pub text: &'a Text,
    /// Weights.
    pub weights: &'a Weights,
    /// The family it is measured in.
    pub family: Family,
    /// How the cells of a row follow each other.
    pub(super) order: Order,
    background: Background,
    distribution: WidthDistribution,
    blank: f32,
    /// The header row, when it repeats.
    pub(super) header: Option<&'a Text>,
    word: f32,
    pub(super) full: f32,
    /// Which cells share lines.
    pub(super) sharing: Sharing,
    /// First readings take most lines for rows, whatever they look like; and readings are compared by the plain cost, since the
    /// trained choice comes from tables whose rows have several lines.
    pub(super) eager: bool,
    /// The kinds of columns that a profile fixes, where it fixes their number.
    pub(super) given: Option<&'a [Option<usize>]>,
    /// What readings with different columns are compared by.
    pub(super) choice: &'a Choice,
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
        let widths = text.lines.iter().map(|l| text.width(l.words.start, l.words.end));
        let full = widths.fold(0.0, f32::max);
        Self {
            text,
            weights,
            family,
            order: Order::default(),
            background: Background::new(text),
            distribution: WidthDistribution::fit(text, blank),
            blank,
            sharing: Sharing::LAW,
            header,
            word: blank + text.words.iter().map(|w| w.x1 - w.x0).sum::<f32>() / text.words.len().max(1) as f32,
            full,
            eager: false,
            given: None,
            choice: Choice::shipped(),
        }
    }

    /// The same for other lines in the same family and with the same header row, or under other weights.
    pub(super) fn with<'b>(&self, text: &'b Text, weights: &'b Weights) -> Setting<'b>
    where
        'a: 'b,
    {
        Setting {
            text,
            weights,
            background: Background::new(text),
            distribution: self.distribution.clone(),
            ..*self
        }
    }

    pub(super) fn decode(&self, model: &Model, grammar: &Grammar, tolerance: f32, headings: Headings) -> Parse {
        self.decode_with(model, grammar, tolerance, &headings.weights(self.weights))
            .0
    }

    /// How close the reading of each line was, see [`lattice::margins`]; nothing where baselines were read.
    pub(super) fn margins(&self, fit: &Fit) -> Vec<f32> {
        match fit.model.order {
            Order::Cells => {
                let tolerance = TOLERANCE[TOLERANCE.len() - 1];
                self.priced(
                    &fit.model,
                    &self.grammar(&fit.model),
                    tolerance,
                    &fit.headings.weights(self.weights),
                    lattice::margins,
                )
                .0
            }
            Order::Baselines => Vec::new(),
        }
    }

    fn decode_with(&self, model: &Model, grammar: &Grammar, tolerance: f32, weights: &Weights) -> (Parse, Priced) {
        let decode = match model.order {
            Order::Cells => lattice::decode,
            Order::Baselines => baseline::decode,
        };
        self.priced(model, grammar, tolerance, weights, decode)
    }

    /// What `read` makes of the text under the costs of a model, and these.
    fn priced<T>(
        &self,
        model: &Model,
        grammar: &Grammar,
        tolerance: f32,
        weights: &Weights,
        read: impl Fn(&Problem<'_>) -> T,
    ) -> (T, Priced) {
        let kinds = Kinds::shipped();
        let (mut costs_of, heading) = self.costs_with(model, weights);
        if grammar.rows {
            super::given::price_beginnings(self.text, &mut costs_of);
        }
        let header = if grammar.header {
            let mut header = Column::new(&kinds.header, 30.0, 1);
            header.looks = kinds.header.clone();
            costs(&header, model, self.text, &self.background, weights)
        } else {
            Costs::default()
        };
        let found = read(&Problem {
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
        let priced = Priced {
            columns: costs_of,
            heading,
            value: weights.value,
        };
        (found, priced)
    }

    /// What the words of a reading cost.
    fn words(&self, model: &Model, parse: &Parse, priced: &Priced) -> Words {
        let mut words = Words::default();
        for element in elements(parse, priced.columns.len()) {
            match element {
                Element::Row(row) => {
                    for (c, parts) in row.iter().enumerate() {
                        let costs = &priced.columns[c];
                        words.add(costs, parts);
                        if let [(range, _)] = &parts[..] {
                            words.save(self.value_saving(model, costs, c, range.clone()) * priced.value);
                        }
                    }
                }
                Element::Heading(parts) => words.add(&priced.heading, &parts),
                Element::Header(_) | Element::Outside(_) => {}
            }
        }
        words
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

    /// What a fit costs beside others with other columns.
    pub fn cost(&self, fit: &Fit) -> f32 {
        self.choice().cost(&features(self, fit))
    }

    /// What fits are compared by.
    pub(super) fn choice(&self) -> Choice {
        if self.eager { Choice::untrained() } else { *self.choice }
    }

    /// A fit that nothing is learned from yet.
    pub(super) fn of_parse(&self, kinds: Vec<usize>, parse: Parse) -> Fit {
        Fit {
            model: learn::start(&Start::of_kinds(&kinds, 6.0, self.sharing), Vec::new()),
            parse,
            words: Words::default(),
            kinds,
            headings: Headings::Cheap,
        }
    }

    /// The best fit with the given kinds of columns.
    pub fn given(&self, kinds: Vec<usize>) -> Fit {
        self.given_with(kinds, Headings::Cheap)
    }

    pub(super) fn given_with(&self, kinds: Vec<usize>, headings: Headings) -> Fit {
        self.refine(self.fit_with(kinds, 2, headings))
    }

    /// The text read as paragraphs: a table of one column.
    pub fn single(&self) -> Fit {
        self.refine(self.fit(vec![Kinds::shipped().longest()], 2))
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
            header: self.header.is_none(),
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
        fit.plain_cost() + fit.kinds.len() as f32 * (self.weights.column + self.weights.column_rows * ln(1.0 + rows))
    }

    pub(super) fn learn(&self, parse: &Parse, start: &Start, parts: Vec<u32>, tolerance: f32) -> Model {
        let hard = self.weights.paragraph;
        Model {
            order: self.order,
            ..learn::learn(self.text, parse, start, parts, self.blank, tolerance, hard)
        }
    }

    pub(super) fn fit(&self, kinds: Vec<usize>, rounds: usize) -> Fit {
        self.fit_with(kinds, rounds, Headings::Cheap)
    }

    /// A first fit.
    pub(super) fn fit_with(&self, kinds: Vec<usize>, rounds: usize, headings: Headings) -> Fit {
        let start = Start::of_kinds(&kinds, 30.0, self.sharing);
        let mut model = Model {
            order: self.order,
            ..learn::start(&start, Vec::new())
        };
        // Whole values count late only: a wrong pair of cells that repeats would hold on to itself.
        let mut plain = Weights {
            value: 0.0,
            ..headings.weights(self.weights)
        };
        let (mut parse, mut priced) = self.decode_with(&model, &self.grammar(&model), TOLERANCE[0], &plain);
        if self.eager && self.is_outside(&parse) {
            plain.prose_line += INSIDE;
            (parse, priced) = self.decode_with(&model, &self.grammar(&model), TOLERANCE[0], &plain);
        }
        for tolerance in TOLERANCE.iter().take(rounds) {
            model = self.learn(&parse, &start, Vec::new(), *tolerance);
            (parse, priced) = self.decode_with(&model, &self.grammar(&model), *tolerance, &plain);
        }
        Fit {
            words: self.words(&model, &parse, &priced),
            parse,
            model,
            kinds,
            headings,
        }
    }

    /// Reads again with sharper widths until the reading stays.
    fn refine(&self, fit: Fit) -> Fit {
        self.settle(fit, 0..ROUNDS)
    }

    /// Most lines are read as prose beside the table. From such a first reading nothing is learned, and the next one leaves
    /// them there too.
    pub(super) fn is_outside(&self, parse: &Parse) -> bool {
        let prose = |piece: &&Piece| matches!(piece.place, Place::Before | Place::After);
        2 * parse.pieces.iter().filter(prose).count() > self.text.lines.len()
    }

    /// The fit, or a cheaper one with the boundary between two columns at other places.
    pub(super) fn resplit(&self, mut fit: Fit) -> Fit {
        let costs = |fit: &Fit| (fit.parse.cost, self.cost(fit));
        let mut best = costs(&fit);
        for left in 0..fit.kinds.len().saturating_sub(1) {
            for side in [resplit::Side::Left, resplit::Side::Right] {
                let Some(parse) = resplit::moved(self.text, &fit.parse, left, side) else {
                    continue;
                };
                let other = self.settle(Fit { parse, ..fit.clone() }, ROUGH..ROUNDS);
                let cost = costs(&other);
                // The one counts whole values that repeat very much, the other hardly at all.
                if cost.0 < best.0 && cost.1 < best.1 {
                    (fit, best) = (other, cost);
                }
            }
        }
        fit
    }

    /// The fit that costs so much, or a cheaper one with two columns as one, and so on.
    pub(super) fn rejoin(&self, (mut cost, mut fit): (f32, Fit)) -> (f32, Fit) {
        let length = |kind: usize| Kinds::shipped().looks[kind].length();
        while fit.kinds.len() > 2 && self.given.is_none() {
            let others = (1..fit.kinds.len()).map(|right| {
                let mut kinds = fit.kinds.clone();
                let shorter = usize::from(length(kinds[right]) < length(kinds[right - 1]));
                kinds.remove(right - 1 + shorter);
                let other = Fit {
                    parse: resplit::joined(self.text, &fit.parse, right - 1),
                    kinds,
                    ..fit.clone()
                };
                let other = self.resplit(self.settle(other, ROUGH..ROUNDS));
                (self.cost(&other), other)
            });
            match others.min_by(|a, b| a.0.total_cmp(&b.0)) {
                Some((less, other)) if less < cost => (cost, fit) = (less, other),
                _ => break,
            }
        }
        (cost, fit)
    }

    /// Some rounds of it.
    pub(super) fn settle(&self, mut fit: Fit, rounds: std::ops::Range<usize>) -> Fit {
        let start = Start::of_kinds(&fit.kinds, 6.0, self.sharing);
        let mut last = None;
        for round in rounds {
            let tolerance = TOLERANCE[(round + 1).min(TOLERANCE.len() - 1)];
            let parts = super::parts::find(self.text, &fit.parse, fit.kinds.len(), self.blank, tolerance);
            fit.model = self.learn(&fit.parse, &start, parts, tolerance);
            let weights = Weights {
                value: if round < 3 { 0.0 } else { self.weights.value },
                ..fit.headings.weights(self.weights)
            };
            let (next, priced) = self.decode_with(&fit.model, &self.grammar(&fit.model), tolerance, &weights);
            let settled = round + 1 >= TOLERANCE.len() && next.pieces == fit.parse.pieces;
            fit.parse = next;
            last = Some(priced);
            if settled {
                break;
            }
        }
        if let Some(priced) = last {
            fit.words = self.words(&fit.model, &fit.parse, &priced);
        }
        fit
    }
}
