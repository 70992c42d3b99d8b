//! A linear choice between alternatives, fitted by Newton's method.
//!
//! Each alternative is taken with a probability that falls with the exponential of its cost, a weighted sum of its features
//! (McFadden's conditional logit, 1974). Fitted are the weights that make the wanted probabilities likeliest; that is a
//! convex problem, so the outcome depends on nothing but the data.

/// Newton steps at most; ten are enough as a rule.
const STEPS: usize = 100;
/// A smaller gain ends the search.
const GAIN: f64 = 1e-10;

/// Alternatives to choose from.
pub(super) struct Case<const N: usize> {
    /// Features of each.
    pub(super) features: Vec<[f64; N]>,
    /// The probability each should have.
    pub(super) wanted: Vec<f64>,
    /// How much the case counts.
    pub(super) weight: f64,
}

/// Where the weights begin, and per weight how far it may go from there; `pull` is what going so far costs.
pub(super) struct Prior<const N: usize> {
    pub(super) begin: [f64; N],
    pub(super) loose: [f64; N],
    pub(super) pull: f64,
}

/// The weights of the features.
pub(super) fn fit<const N: usize>(cases: &[Case<N>], prior: &Prior<N>) -> [f64; N] {
    let mut at = prior.begin;
    let mut cost = cost_of(cases, prior, &at);
    for _ in 0..STEPS {
        let (slope, bend) = derivatives(cases, prior, &at);
        let Some(step) = solve(bend, slope) else { break };
        let mut part = 1.0;
        let better = std::iter::repeat_with(|| {
            let next: [f64; N] = std::array::from_fn(|f| at[f] - part * step[f]);
            part *= 0.5;
            (cost_of(cases, prior, &next), next)
        });
        let Some((less, next)) = better.take(30).find(|(next, _)| *next < cost) else {
            break;
        };
        let gain = cost - less;
        (at, cost) = (next, less);
        if gain < GAIN {
            break;
        }
    }
    at
}

fn cost_with<const N: usize>(features: &[f64; N], at: &[f64; N]) -> f64 {
    features.iter().zip(at).map(|(f, w)| f * w).sum()
}

/// Probability of each alternative.
fn chances<const N: usize>(case: &Case<N>, at: &[f64; N]) -> Vec<f64> {
    let costs: Vec<f64> = case.features.iter().map(|features| cost_with(features, at)).collect();
    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let chances: Vec<f64> = costs.iter().map(|cost| (least - cost).exp()).collect();
    let all: f64 = chances.iter().sum();
    chances.iter().map(|chance| chance / all).collect()
}

fn cost_of<const N: usize>(cases: &[Case<N>], prior: &Prior<N>, at: &[f64; N]) -> f64 {
    let of = |case: &Case<N>| {
        let chances = chances(case, at);
        let logs = case
            .wanted
            .iter()
            .zip(&chances)
            .map(|(wanted, chance)| wanted * (chance + 1e-12).ln());
        -case.weight * logs.sum::<f64>()
    };
    let away = (0..N).map(|f| ((at[f] - prior.begin[f]) / prior.loose[f]).powi(2));
    cases.iter().map(of).sum::<f64>() + prior.pull * away.sum::<f64>()
}

/// Slope and second derivatives of the cost.
fn derivatives<const N: usize>(cases: &[Case<N>], prior: &Prior<N>, at: &[f64; N]) -> ([f64; N], [[f64; N]; N]) {
    let mut slope = [0.0; N];
    let mut bend = [[0.0; N]; N];
    for case in cases {
        let chances = chances(case, at);
        let mean: [f64; N] = std::array::from_fn(|f| {
            let features = case.features.iter().zip(&chances);
            features.map(|(features, chance)| features[f] * chance).sum()
        });
        for ((features, chance), wanted) in case.features.iter().zip(&chances).zip(&case.wanted) {
            let off: [f64; N] = std::array::from_fn(|f| features[f] - mean[f]);
            for f in 0..N {
                slope[f] += case.weight * (wanted - chance) * features[f];
                for g in 0..=f {
                    bend[f][g] += case.weight * chance * off[f] * off[g];
                }
            }
        }
    }
    for f in 0..N {
        let hold = 2.0 * prior.pull / prior.loose[f].powi(2);
        slope[f] += hold * (at[f] - prior.begin[f]);
        bend[f][f] += hold;
    }
    (slope, bend)
}

/// Solves a symmetric, positive system by Cholesky's method; only the lower half is read. `None` where it is not positive.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> Option<[f64; N]> {
    for row in 0..N {
        for column in 0..=row {
            let done: f64 = (0..column).map(|k| a[row][k] * a[column][k]).sum();
            let rest = a[row][column] - done;
            if row > column {
                a[row][column] = rest / a[column][column];
            } else if rest > 0.0 {
                a[row][row] = rest.sqrt();
            } else {
                return None;
            }
        }
        let done: f64 = (0..row).map(|k| a[row][k] * b[k]).sum();
        b[row] = (b[row] - done) / a[row][row];
    }
    for row in (0..N).rev() {
        let done: f64 = (row + 1..N).map(|k| a[k][row] * b[k]).sum();
        b[row] = (b[row] - done) / a[row][row];
    }
    Some(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        let solved = solve([[4.0, 0.0], [2.0, 3.0]], [8.0, 7.0]).unwrap();
        assert!(
            (solved[0] - 1.25).abs() < 1e-12 && (solved[1] - 1.5).abs() < 1e-12,
            "{solved:?}"
        );
        assert_eq!(solve([[0.0]], [1.0]), None);
    }

    #[test]
    fn the_wanted_chances_are_reached() {
        // One feature, taken once in four times.
        let case = Case {
            features: vec![[0.0], [1.0]],
            wanted: vec![0.75, 0.25],
            weight: 1.0,
        };
        let prior = Prior {
            begin: [0.0],
            loose: [1.0],
            pull: 1e-9,
        };
        let [weight] = fit(&[case], &prior);
        assert!((weight - 3.0_f64.ln()).abs() < 1e-4, "{weight}");
    }
}
