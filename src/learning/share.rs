//! A share with its interval.

use serde::Serialize;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// How many were looked at.
    pub n: u64,
    /// How many of them count.
    pub count: u64,
    /// `count` of `n`; `None` of nothing.
    pub share: Option<f64>,
    /// Its Wilson interval at 95 %: lower and upper end; `None` of nothing.
    pub interval: Option<(f64, f64)>,
}

impl Share {
    /// `count` of `n`.
    pub fn of(count: u64, n: u64) -> Self {
        let share = (n > 0).then(|| count as f64 / n as f64);
        Self { n, count, share, interval: wilson(count, n) }
    }
}

/// The score interval of a proportion at 95 %: Wilson, "Probable inference, the law of succession, and statistical
/// inference", Journal of the American Statistical Association 22 (1927). It keeps within 0..=1 and means something for
/// few cases too, and for none or all of them.
fn wilson(count: u64, n: u64) -> Option<(f64, f64)> {
    /// The 97.5 % quantile of the normal distribution.
    const Z: f64 = 1.959_963_984_540_054;
    if n == 0 {
        return None;
    }
    let (n, p) = (n as f64, count as f64 / n as f64);
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some((((middle - half) / scale).clamp(0.0, 1.0), ((middle + half) / scale).clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(interval: Option<(f64, f64)>, expected: (f64, f64)) {
        let (low, high) = interval.unwrap();
        assert!((low - expected.0).abs() < 5e-5 && (high - expected.1).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn intervals_are_those_of_the_books() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        close(wilson(81, 263), (0.2553, 0.3662));
        close(wilson(15, 148), (0.0624, 0.1605));
        close(wilson(0, 20), (0.0, 0.1611));
        close(wilson(1, 29), (0.0061, 0.1718));
        close(wilson(29, 29), (0.8830, 1.0));
        assert_eq!(Share::of(0, 0), Share::default());
    }
}
