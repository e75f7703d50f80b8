//! What a pair can come to at best, before everything of it is compared.
//!
//! Most candidates share a key by chance, and a name and a telephone number say so: however alike their addresses are,
//! they stay strangers. Of such a pair the rest is not compared.

use super::cluster::FLOOR;
use super::compare::{Columns, MOST, Pattern, SAME};
use super::model::{Class, Laid};
use super::trained::Mixed;

/// What is lost to rounding, at most.
const ROUNDING: f64 = 1e-6;

/// A model, and by how much it raises what it knows of a pair at best.
pub struct Bound<'m> {
    mixed: Mixed<'m>,
    laid: Laid,
    /// For each of the other classes and each match class, column by column: how many times likelier a grade is for that
    /// match class, at most, where two values are not the same.
    best: Vec<Vec<[f64; MOST]>>,
}

impl<'m> Bound<'m> {
    /// Of a model.
    pub fn of(mixed: Mixed<'m>) -> Self {
        let (matches, others) = mixed.model.parted();
        let best = others.iter().map(|other| matches.iter().map(|class| times(class, other)).collect()).collect();
        Self { mixed, laid: Laid::of(mixed.model), best }
    }

    /// Whether a pair may be as likely as [`FLOOR`], whatever the grades of its open columns are, which hold values that
    /// are not the same. `common` is as for [`Mixed::probability`]; `room` is room to work in.
    pub fn may_be_likely(&self, pattern: Pattern, open: Columns, common: &[f64], room: &mut Vec<f64>) -> bool {
        let (matched, others) = self.laid.weigh(pattern, common, room);
        // Against one of the others alone the odds are no lower than against all.
        let against = |(other, best): (&f64, &Vec<[f64; MOST]>)| {
            let raised =
                |(known, best): (&f64, &[f64; MOST])| open.iter().fold(*known, |known, column| known * best[column]);
            matched.iter().zip(best).map(raised).sum::<f64>() / other
        };
        let odds = others.iter().zip(&self.best).map(against).fold(f64::INFINITY, f64::min);
        self.mixed.at_best(odds.ln(), pattern, open) >= (FLOOR / (1.0 - FLOOR)).ln() - ROUNDING || odds.is_nan()
    }

    /// [`Mixed::probability`] of a pair, of which nothing is open any more.
    pub fn probability(&self, pattern: Pattern, common: &[f64], room: &mut Vec<f64>) -> f64 {
        self.mixed.corrected(pattern, self.laid.odds(pattern, common, room))
    }
}

/// How many times likelier a grade of each column is for one class than for another, at most.
fn times(class: &Class, other: &Class) -> [f64; MOST] {
    let mut times = [f64::INFINITY; MOST];
    for (times, (own, others)) in times.iter_mut().zip(class.grades.iter().zip(&other.grades)) {
        let grades = 1..SAME as usize;
        *times =
            grades.map(|grade| if own[grade] > 0.0 { own[grade] / others[grade] } else { 0.0 }).fold(0.0, f64::max);
    }
    times
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cluster::Scored;
    use super::super::compare::{Comparison, GRADES};
    use super::super::linear::Linear;
    use super::super::model::{self, Model, Nature};
    use super::super::score;
    use super::super::table::{Builder, Table};
    use super::*;
    use crate::config::AttributeKind;

    const KINDS: [AttributeKind; 5] = [
        AttributeKind::PersonName,
        AttributeKind::Organisation,
        AttributeKind::Phone,
        AttributeKind::Address,
        AttributeKind::City,
    ];

    /// Records of few values each, so that many agree on some of them.
    fn table(records: &[[usize; 5]]) -> Table {
        const FORMS: [[&str; 6]; 5] = [
            ["", "anna moreau", "ana moreau", "karl dahl", "ida fenley", "ida moreau"],
            ["", "nord metall", "nord metall werke", "sud foods", "amber trading", "amber foods"],
            ["", "5550100", "5550101", "5557700", "5559812", "5550199"],
            ["", "12 main st", "12 mian st", "12 main st unit 3", "9 oak av", "77 high rd"],
            ["", "york", "yrok", "new york", "bath", "hull"],
        ];
        let mut builder = Builder::new(&KINDS);
        for record in records {
            builder.push(0, record.iter().zip(FORMS).map(|(form, forms)| forms[*form]));
        }
        builder.finish()
    }

    fn likely(comparison: &Comparison, mixed: Mixed, pairs: &[(u32, u32)]) -> (Vec<Scored>, Vec<(u32, u32)>) {
        let parted = score::likely(comparison, mixed, pairs).into_iter();
        let (likely, unlikely): (Vec<_>, Vec<_>) = parted.map(|share| (share.likely, share.unlikely)).unzip();
        (likely.concat(), unlikely.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn what_is_not_compared_would_be_unlikely(
            records in proptest::collection::vec([0..6_usize, 0..6, 0..6, 0..6, 0..6], 20..50),
            weights in proptest::collection::vec(-4.0..4.0_f64, 1 + (GRADES - 1) * KINDS.len()),
            bias in -4.0..4.0_f64,
        ) {
            let table = table(&records);
            let comparison = Comparison::new(&table);
            let count = records.len() as u32;
            let pairs: Vec<(u32, u32)> = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).collect();
            let model = model::learn(&comparison, &pairs).model;
            let linear = Linear { bias, weights };
            for taught in [None, Some(&linear)] {
                let mixed = Mixed { model: &model, taught };
                let (likely, unlikely) = likely(&comparison, mixed, &pairs);
                let all = score::all(&comparison, mixed, &pairs);
                prop_assert_eq!(likely.len() + unlikely.len(), all.len());
                // What is scored is scored as ever.
                prop_assert!(likely.iter().all(|pair| all.contains(pair)));
                let floor = |&(a, b): &(u32, u32)| score::one(&comparison, mixed, a, b) < FLOOR;
                prop_assert!(unlikely.iter().all(floor));
            }
        }
    }

    #[test]
    fn strangers_are_not_compared_to_the_end() {
        let class = |nature, share, same: f64| Class {
            nature,
            share,
            grades: vec![[0.0, 0.95 - same, 0.01, 0.01, 0.01, 0.01, 0.01, same]; KINDS.len()],
            apart: Vec::new(),
            learnt: false,
        };
        let classes = vec![class(Nature::Match, 1e-3, 0.85), class(Nature::Chance, 0.999, 0.01)];
        let model = Model { classes, same: vec![1.0; KINDS.len()] };
        // The same name twice; somebody else in the same street.
        let table = table(&[[1, 0, 1, 1, 1], [1, 0, 3, 1, 4], [3, 0, 4, 2, 1]]);
        let comparison = Comparison::new(&table);
        let (likely, unlikely) = likely(&comparison, Mixed { model: &model, taught: None }, &[(0, 1), (0, 2), (1, 2)]);
        assert_eq!(likely.iter().map(|pair| (pair.a, pair.b)).collect::<Vec<_>>(), [(0, 1)]);
        assert_eq!(unlikely, [(0, 2), (1, 2)]);
    }
}
