//! From features to probabilities: weights, and steps that were counted.

use super::Confidence;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A logistic regression and what its sums turned out to mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// One weight per feature.
    pub weights: Vec<f32>,
    /// What the sum of a cell means: sums in rising order with the share of right cells there, to be interpolated.
    pub cells: Vec<(f32, f32)>,
    /// The same for records, by the mean of what their cells lack.
    pub records: Vec<(f32, f32)>,
}

#[derive(Deserialize)]
struct Shipped {
    flat: Model,
    positioned: Model,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../reconstruct/confidence.json"))
        .expect("the shipped numbers are checked by a test")
});

impl Model {
    /// The shipped one, for flat text or for positioned text.
    pub fn shipped(positioned: bool) -> &'static Self {
        if positioned { &SHIPPED.positioned } else { &SHIPPED.flat }
    }

    /// The weighted sum of a cell's features: the greater, the surer.
    pub fn sum(&self, features: &[f32]) -> f32 {
        features
            .iter()
            .zip(&self.weights)
            .map(|(feature, weight)| feature * weight)
            .sum()
    }

    /// The probability that a cell is right.
    pub fn cell(&self, features: &[f32]) -> f32 {
        interpolated(&self.cells, self.sum(features))
    }

    /// What the cells of a record say of it as a whole: the surest it can be, in logarithms.
    pub fn record_sum(&self, cells: &[impl AsRef<[f32]>]) -> f32 {
        cells.iter().map(|cell| self.cell(cell.as_ref()).max(1e-3).ln()).sum()
    }

    /// The confidence of a record by the features of its cells.
    pub fn confidence(&self, cells: &[impl AsRef<[f32]>]) -> Confidence {
        Confidence {
            cells: cells.iter().map(|cell| rounded(self.cell(cell.as_ref()))).collect(),
            record: rounded(interpolated(&self.records, self.record_sum(cells))),
        }
    }
}

/// To three decimals: what is beyond differs between machines and says nothing.
fn rounded(probability: f32) -> f32 {
    (probability * 1000.0).round() / 1000.0
}

/// The value of a function given by points in rising order: on a line between two, and that of the nearest outside of all.
fn interpolated(points: &[(f32, f32)], at: f32) -> f32 {
    let behind = points.partition_point(|(x, _)| *x < at);
    match (
        behind.checked_sub(1).and_then(|before| points.get(before)),
        points.get(behind),
    ) {
        (Some((x0, y0)), Some((x1, y1))) if x1 > x0 => y0 + (y1 - y0) * (at - x0) / (x1 - x0),
        (_, Some((_, y))) | (Some((_, y)), None) => *y,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confidence::features::NAMES;

    #[test]
    fn the_shipped_numbers_are_whole_and_rise() {
        for positioned in [false, true] {
            let model = Model::shipped(positioned);
            assert_eq!(model.weights.len(), NAMES.len());
            for points in [&model.cells, &model.records] {
                assert!(!points.is_empty());
                assert!(points.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{points:?}");
                assert!(points.iter().all(|(_, y)| (0.0..=1.0).contains(y)));
            }
        }
    }

    #[test]
    fn between_points_on_a_line() {
        let points = [(0.0, 0.2), (1.0, 0.4), (3.0, 1.0)];
        for (at, known) in [(-1.0, 0.2), (0.0, 0.2), (0.5, 0.3), (2.0, 0.7), (9.0, 1.0)] {
            assert!((interpolated(&points, at) - known).abs() < 1e-6, "{at}");
        }
        assert!(interpolated(&[], 1.0).abs() < 1e-6);
    }
}
