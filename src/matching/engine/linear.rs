//! Logistic regression: log odds as a sum of features, learnt from labelled pairs.
//!
//! Ridge-penalised maximum likelihood by Newton's method (le Cessie & van Houwelingen, "Ridge estimators in logistic
//! regression", 1992). Small and exact: some dozens of features, some ten thousands of pairs.

use serde::{Deserialize, Serialize};

/// A fitted model: log odds = `bias` + Σ weight × feature.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    /// Log odds (natural) where every feature is nought.
    pub bias: f64,
    /// One weight a feature.
    pub weights: Vec<f64>,
}

/// A labelled example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its features.
    pub features: Vec<f64>,
    /// How likely it is a match, as far as is known: 0 or 1, or between.
    pub label: f64,
    /// How much it counts.
    pub weight: f64,
}

impl Linear {
    /// Fits to examples. `penalty` pulls each weight to that of `start`, the more the larger it is; the bias is free.
    pub fn fit(examples: &[Example], start: &Self, penalty: f64) -> Self {
        Self::fit_held(examples, start, penalty, 0.0)
    }

    /// The same, with a pull on the bias too.
    pub fn fit_held(examples: &[Example], start: &Self, penalty: f64, bias_penalty: f64) -> Self {
        let size = start.weights.len();
        let mut now = start.clone();
        for _ in 0..25 {
            // The bias is the last of the unknowns.
            let mut gradient = vec![0.0; size + 1];
            let mut curvature = vec![0.0; (size + 1) * (size + 1)];
            for example in examples {
                let p = sigmoid(now.log_odds(&example.features));
                let (error, spread) =
                    (example.weight * (example.label - p), example.weight * (p * (1.0 - p)).max(1e-9));
                let filled = example.features.iter().copied().chain([1.0]).enumerate().filter(|(_, x)| *x != 0.0);
                let row: Vec<(usize, f64)> = filled.collect();
                for (at, &(i, x)) in row.iter().enumerate() {
                    gradient[i] += error * x;
                    for &(j, y) in &row[at..] {
                        curvature[i * (size + 1) + j] += spread * x * y;
                    }
                }
            }
            for i in 0..size {
                gradient[i] -= penalty * (now.weights[i] - start.weights[i]);
                curvature[i * (size + 1) + i] += penalty;
            }
            gradient[size] -= bias_penalty * (now.bias - start.bias);
            curvature[size * (size + 1) + size] += bias_penalty + 1e-6;
            let Some(step) = solve(&mut curvature, &gradient) else { break };
            let longest = step.iter().fold(0.0_f64, |longest, x| longest.max(x.abs()));
            // A step too long leaves the ground where the curve was measured.
            let scale = if longest > 4.0 { 4.0 / longest } else { 1.0 };
            for (weight, step) in now.weights.iter_mut().chain([&mut now.bias]).zip(&step) {
                *weight += scale * step;
            }
            if longest < 1e-6 {
                break;
            }
        }
        now
    }

    /// Log odds (natural) of an example.
    pub fn log_odds(&self, features: &[f64]) -> f64 {
        self.bias + self.weights.iter().zip(features).map(|(weight, x)| weight * x).sum::<f64>()
    }

    /// Probability that an example is a match.
    pub fn probability(&self, features: &[f64]) -> f64 {
        sigmoid(self.log_odds(features))
    }
}

/// 1 / (1 + e^-x), without overflow.
pub fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// Solves a symmetric positive system, given its upper half, by Cholesky's method; `None` where it has no solution.
fn solve(upper: &mut [f64], right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    for i in 0..n {
        for j in i..n {
            let mut sum = upper[i * n + j];
            for k in 0..i {
                sum -= upper[k * n + i] * upper[k * n + j];
            }
            upper[i * n + j] = if i == j {
                if sum <= 0.0 {
                    return None;
                }
                sum.sqrt()
            } else {
                sum / upper[i * n + i]
            };
        }
    }
    let mut x = right.to_vec();
    for i in 0..n {
        for k in 0..i {
            x[i] -= upper[k * n + i] * x[k];
        }
        x[i] /= upper[i * n + i];
    }
    for i in (0..n).rev() {
        for k in i + 1..n {
            x[i] -= upper[i * n + k] * x[k];
        }
        x[i] /= upper[i * n + i];
    }
    x.iter().all(|x| x.is_finite()).then_some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_between_two_heaps_is_found() {
        let examples: Vec<Example> = (0..200)
            .map(|i| {
                let x = f64::from(i) / 200.0;
                Example { features: vec![x, 1.0 - x], label: f64::from(u8::from(x > 0.5)), weight: 1.0 }
            })
            .collect();
        let fitted = Linear::fit(&examples, &Linear { bias: 0.0, weights: vec![0.0; 2] }, 0.1);
        assert!(fitted.probability(&[0.9, 0.1]) > 0.95);
        assert!(fitted.probability(&[0.1, 0.9]) < 0.05);
        let strict = Linear::fit(&examples, &Linear { bias: 0.0, weights: vec![0.0; 2] }, 1e9);
        assert!(strict.weights.iter().all(|weight| weight.abs() < 1e-3));
    }
}
