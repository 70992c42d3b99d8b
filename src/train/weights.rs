//! Searching better weights of the cost model, one coordinate after the other.
//!
//! The score is a step function of the weights, so nothing is derived: each weight in turn is multiplied and divided by a
//! step (moved up and down where it may fall below zero), and what raises the score stays. The steps shrink from round to round. Weights are kept to three decimals and
//! tried in the order of their names; nothing is drawn by chance, so the same folder gives the same weights.

use super::cases::Case;
use super::error::TrainError;
use super::score::mean_score;
use crate::reconstruct::weights::Weights;
use serde_json::{Map, Number, Value};
use std::fmt;

/// Factors of the rounds; the last one serves all further rounds.
const STEPS: [f64; 3] = [1.5, 1.25, 1.12];

/// What the score must rise by for a change to stay.
const LEAST_GAIN: f32 = 1e-5;

/// Weights that are not trained, as no whole number is: bounds of the search, and prices that only count when the kinds of
/// the columns are not given.
const FIXED: [&str; 10] = [
    "beam",
    "width",
    "rests",
    "column",
    "column_rows",
    "table",
    "headless",
    "share_after_lines",
    "cut_lines",
    "header_empty",
];

/// Weights of either sign: they move by what the step is above or below 1.
const SIGNED: [&str; 1] = ["heading"];

/// The weights by name, fractions rounded to three decimals.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices(Map<String, Value>);

impl Prices {
    /// The weights as they stand in `weights`.
    ///
    /// # Errors
    /// When they are no flat set of numbers.
    pub fn new(weights: &Weights) -> Result<Self, TrainError> {
        let mut prices: Map<String, Value> = serde_json::from_value(serde_json::to_value(weights)?)?;
        for price in prices.values_mut() {
            if let Some(exact) = price.as_f64().filter(|_| price.is_f64()) {
                *price = rounded(exact);
            }
        }
        Ok(Self(prices))
    }

    /// The weights as the model takes them.
    ///
    /// # Errors
    /// When a whole number has become a fraction; the trained ones are none.
    pub fn weights(&self) -> Result<Weights, TrainError> {
        Ok(serde_json::from_value(Value::Object(self.0.clone()))?)
    }

    /// A weight; 0 when there is none of the name.
    pub fn get(&self, name: &str) -> f64 {
        self.0.get(name).and_then(Value::as_f64).unwrap_or_default()
    }

    /// The same with one weight changed.
    fn with(&self, name: &str, price: f64) -> Self {
        let mut changed = self.clone();
        changed.0.insert(name.to_owned(), rounded(price));
        changed
    }

    fn trained(&self) -> Vec<String> {
        let names = self.0.iter().filter(|(_, price)| price.is_f64());
        names
            .map(|(name, _)| name.clone())
            .filter(|name| !FIXED.contains(&name.as_str()))
            .collect()
    }

    /// The contents of `weights.json`: one weight a line in the order of their names.
    pub fn json(&self) -> String {
        let lines = self.0.iter().map(|(name, price)| match price.as_f64() {
            Some(price) if self.0[name].is_f64() => format!(" \"{name}\": {price:.3}"),
            _ => format!(" \"{name}\": {price}"),
        });
        format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"))
    }
}

fn rounded(price: f64) -> Value {
    Number::from_f64((price * 1000.0).round() / 1000.0).map_or(Value::Null, Value::Number)
}

/// A step of the search, shown as a line.
#[derive(Debug)]
pub enum Step<'a> {
    /// Before anything has changed.
    Start {
        /// Score of the weights to begin with.
        score: f32,
        /// Number of flattenings.
        cases: usize,
    },
    /// A changed weight that raised the score.
    Better {
        /// Its name.
        name: &'a str,
        /// What it was.
        old: f64,
        /// All weights now.
        prices: &'a Prices,
        /// The score now.
        score: f32,
    },
    /// All weights have been tried.
    Round {
        /// How often, counted from 1.
        round: usize,
        /// The score now.
        score: f32,
    },
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { score, cases } => write!(f, "start: {score:.4} on {cases} flattenings"),
            Self::Better {
                name,
                old,
                prices,
                score,
            } => {
                write!(f, "{name} {old:.3} -> {:.3}: {score:.4}", prices.get(name))
            }
            Self::Round { round, score } => write!(f, "round {round}: {score:.4}"),
        }
    }
}

/// Is told every [`Step`]; an error ends the search.
pub type Watch<'a> = dyn FnMut(&Step<'_>) -> Result<(), TrainError> + 'a;

/// Searches weights for the cases from `start` and gives the best found with their score.
///
/// # Errors
/// What `watch` gives, or when `start` cannot be read back as weights.
pub fn train_weights(
    cases: &[&Case],
    start: &Prices,
    rounds: usize,
    watch: &mut Watch<'_>,
) -> Result<(Prices, f32), TrainError> {
    climb(start, rounds, cases.len(), &|weights| mean_score(cases, weights), watch)
}

fn climb(
    start: &Prices,
    rounds: usize,
    cases: usize,
    evaluate: &dyn Fn(&Weights) -> f32,
    watch: &mut Watch<'_>,
) -> Result<(Prices, f32), TrainError> {
    let mut prices = start.clone();
    let mut best = evaluate(&prices.weights()?);
    watch(&Step::Start { score: best, cases })?;
    for round in 0..rounds {
        let step = STEPS[round.min(STEPS.len() - 1)];
        let mut moved = false;
        for name in prices.trained() {
            let old = prices.get(&name);
            for factor in [step, 1.0 / step] {
                let new = if SIGNED.contains(&name.as_str()) {
                    old + (factor - 1.0)
                } else {
                    old * factor
                };
                let changed = prices.with(&name, new);
                if changed == prices {
                    continue;
                }
                let score = evaluate(&changed.weights()?);
                if score > best + LEAST_GAIN {
                    (prices, best, moved) = (changed, score, true);
                    let (name, prices) = (name.as_str(), &prices);
                    watch(&Step::Better {
                        name,
                        old,
                        prices,
                        score,
                    })?;
                    break;
                }
            }
        }
        let round = round + 1;
        watch(&Step::Round { round, score: best })?;
        // From here on every round would try the same again.
        if !moved && round >= STEPS.len() {
            break;
        }
    }
    Ok((prices, best))
}

/// What one fold showed.
#[derive(Debug, Clone, PartialEq)]
pub struct Fold {
    /// Documents held out.
    pub documents: usize,
    /// Their flattenings.
    pub cases: usize,
    /// Score on what was trained on.
    pub trained: f32,
    /// Score of the weights to begin with on what was held out.
    pub before: f32,
    /// Score of the trained weights on what was held out: the figure that counts.
    pub held_out: f32,
}

/// The items of each fold. Document `i`, in the order of their first items, is in fold `i % folds` with all of them; `id`
/// gives the document.
///
/// # Errors
/// When there are fewer than two folds or fewer documents than folds.
pub fn folds<T>(items: &[T], id: impl Fn(&T) -> &str, folds: usize) -> Result<Vec<Vec<&T>>, TrainError> {
    let mut documents: Vec<(&str, Vec<&T>)> = Vec::new();
    for item in items {
        match documents.iter_mut().find(|(known, _)| *known == id(item)) {
            Some((_, all)) => all.push(item),
            None => documents.push((id(item), vec![item])),
        }
    }
    if folds < 2 || documents.len() < folds {
        let documents = documents.len();
        return Err(TrainError::Folds { folds, documents });
    }
    let mut divided = vec![Vec::new(); folds];
    for (at, (_, items)) in documents.into_iter().enumerate() {
        divided[at % folds].extend(items);
    }
    Ok(divided)
}

/// Trains on all folds but the one numbered `held`, and scores that one.
///
/// # Errors
/// See [`train_weights`].
pub fn hold_out(
    folds: &[Vec<&Case>],
    held: usize,
    start: &Prices,
    rounds: usize,
    watch: &mut Watch<'_>,
) -> Result<Fold, TrainError> {
    let others = folds.iter().enumerate().filter(|(at, _)| *at != held);
    let rest: Vec<&Case> = others.flat_map(|(_, cases)| cases.iter().copied()).collect();
    let (prices, trained) = train_weights(&rest, start, rounds, watch)?;
    let out = &folds[held];
    let mut ids: Vec<&str> = out.iter().map(|case| case.id.as_str()).collect();
    ids.dedup();
    Ok(Fold {
        documents: ids.len(),
        cases: out.len(),
        trained,
        before: mean_score(out, &start.weights()?),
        held_out: mean_score(out, &prices.weights()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: &str, flavour: &str) -> Case {
        Case {
            id: id.to_owned(),
            name: format!("{id}.{flavour}"),
            document: crate::input::read("test", b"a b").unwrap(),
            body: crate::furniture::find(&crate::input::read("test", b"a b").unwrap()),
            truth: super::super::TruthTable::default(),
            kinds: Vec::new(),
            weight: 1.0,
        }
    }

    fn start() -> Prices {
        Prices::new(&Weights {
            row: 1.0,
            heading: 0.7,
            table: 10.0,
            width: 40,
            ..Weights::default()
        })
        .unwrap()
    }

    #[test]
    fn a_document_is_in_one_fold() {
        let cases: Vec<Case> = [("a", "x"), ("b", "x"), ("a", "y"), ("c", "x")]
            .map(|(i, f)| case(i, f))
            .into();
        let divided = folds(&cases, |case| &case.id, 2).unwrap();
        let names: Vec<Vec<&str>> = divided
            .iter()
            .map(|f| f.iter().map(|c| c.name.as_str()).collect())
            .collect();
        assert_eq!(names, [vec!["a.x", "a.y", "c.x"], vec!["b.x"]]);
        assert!([1, 4].iter().all(|&n| folds(&cases, |case| &case.id, n).is_err()));
    }

    #[test]
    fn json_is_ordered_and_reads_back() {
        let prices = start();
        let json = prices.json();
        assert!(
            json.contains("\n \"row\": 1.000,\n") && json.contains("\n \"width\": 40\n"),
            "{json}"
        );
        let names: Vec<&str> = json.lines().filter_map(|line| line.split('"').nth(1)).collect();
        assert!(names.is_sorted());
        let read: Weights = serde_json::from_str(&json).unwrap();
        assert_eq!(Prices::new(&read).unwrap(), prices);
    }

    #[test]
    fn a_signed_weight_crosses_zero() {
        let start = start();
        let score = |w: &Weights| -(w.heading + 0.5).abs();
        let (prices, _) = climb(&start, 20, 0, &score, &mut |_| Ok(())).unwrap();
        assert!((prices.get("heading") + 0.5).abs() < 0.1, "{}", prices.get("heading"));
    }

    #[test]
    fn the_search_climbs_and_leaves_what_is_fixed() {
        let start = start();
        // Best at 2 for `row`; a fixed weight would raise it without end.
        let score = |w: &Weights| w.table - (w.row - 2.0).abs();
        let mut lines = Vec::new();
        let mut watch = |step: &Step<'_>| {
            lines.push(step.to_string());
            Ok(())
        };
        let (prices, best) = climb(&start, 20, 0, &score, &mut watch).unwrap();
        assert!((prices.get("row") - 2.0).abs() < 0.2 && best > 9.8);
        assert_eq!(prices.get("table"), start.get("table"));
        assert_eq!(lines[0], "start: 9.0000 on 0 flattenings");
        assert_eq!(lines[1], "row 1.000 -> 1.500: 9.5000");
        assert!(lines.len() < 15, "it stops when nothing changes: {lines:?}");
    }
}
