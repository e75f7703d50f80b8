//! How well two people agree beyond what chance alone would bring about.

use serde::Serialize;

/// The judgements of two people on the same pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Both said that they are one.
    pub both_match: u64,
    /// Only the first said so.
    pub first_match: u64,
    /// Only the second said so.
    pub second_match: u64,
    /// Neither said so.
    pub neither_match: u64,
}

impl Table {
    /// Adds one pair.
    pub fn add(&mut self, first: bool, second: bool) {
        let cell = match (first, second) {
            (true, true) => &mut self.both_match,
            (true, false) => &mut self.first_match,
            (false, true) => &mut self.second_match,
            (false, false) => &mut self.neither_match,
        };
        *cell += 1;
    }

    /// Pairs that both judged.
    pub fn pairs(&self) -> u64 {
        self.both_match + self.first_match + self.second_match + self.neither_match
    }

    /// Pairs that both judged alike.
    pub fn agreed(&self) -> u64 {
        self.both_match + self.neither_match
    }

    /// Cohen's κ = (`p_o` − `p_e`) / (1 − `p_e`), in −1..=1: `p_o` is the share of pairs judged alike, `p_e` the share
    /// that two people would judge alike by chance who say *match* as often as these do. Cohen, "A coefficient of
    /// agreement for nominal scales", Educational and Psychological Measurement 20 (1960).
    ///
    /// `None` without pairs, and where both gave one and the same verdict throughout: chance alone would then agree
    /// always, and κ says nothing.
    pub fn kappa(&self) -> Option<f64> {
        let n = self.pairs() as f64;
        let (first, second) = (self.both_match + self.first_match, self.both_match + self.second_match);
        let (first, second) = (first as f64, second as f64);
        // All multiplied by n², so that certain agreement by chance is told exactly.
        let expected = first * second + (n - first) * (n - second);
        let observed = self.agreed() as f64 * n;
        let room = n * n - expected;
        (room > 0.0).then(|| (observed - expected) / room)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn table(both_match: u64, first_match: u64, second_match: u64, neither_match: u64) -> Table {
        Table { both_match, first_match, second_match, neither_match }
    }

    fn close(table: Table, expected: f64) {
        let kappa = table.kappa().unwrap();
        assert!((kappa - expected).abs() < 1e-12, "{kappa}");
    }

    #[test]
    fn worked_by_hand() {
        // p_o = 35/50 = 0.7; the first says match 25 of 50, the second 30: p_e = 0.5·0.6 + 0.5·0.4 = 0.5.
        close(table(20, 5, 10, 15), 0.4);
        // p_o = 60/100; p_e = 0.6·0.7 + 0.4·0.3 = 0.54; κ = 0.06/0.46.
        close(table(45, 15, 25, 15), 0.06 / 0.46);
        // The same agreement with other margins: p_e = 0.6·0.3 + 0.4·0.7 = 0.46; κ = 0.14/0.54.
        close(table(25, 35, 5, 35), 0.14 / 0.54);
        // [1 1 0 0 1 0] and [1 0 0 0 1 1]: p_o = 4/6, p_e = 1/2, κ = 1/3.
        close(table(2, 1, 1, 2), 1.0 / 3.0);
        close(table(3, 0, 0, 4), 1.0);
        close(table(0, 3, 3, 0), -1.0);
        // One of them always says the same: no better than chance, and κ is 0.
        close(table(4, 2, 0, 0), 0.0);
    }

    #[test]
    fn undefined_where_chance_alone_would_agree_always() {
        for certain in [table(0, 0, 0, 0), table(9, 0, 0, 0), table(0, 0, 0, 9)] {
            assert_eq!(certain.kappa(), None);
        }
    }

    proptest! {
        #[test]
        fn within_bounds_and_the_same_either_way_round(
            both in 0..2_000_u64, first in 0..2_000_u64, second in 0..2_000_u64, neither in 0..2_000_u64,
        ) {
            let (one, other) = (table(both, first, second, neither), table(both, second, first, neither));
            prop_assert_eq!(one.kappa(), other.kappa());
            // It does not matter which verdict is called match.
            prop_assert_eq!(one.kappa(), table(neither, second, first, both).kappa());
            if let Some(kappa) = one.kappa() {
                prop_assert!((-1.0..=1.0).contains(&kappa), "{kappa}");
                prop_assert_eq!(kappa >= 1.0, first + second == 0);
            }
        }
    }
}
