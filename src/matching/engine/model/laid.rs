//! The model laid out for many pairs: what all classes make of one grade lies side by side, and is worked out at once.

use super::super::compare::{GRADES, Pattern, SAME};
use super::{Class, Model, Nature};

/// The classes of a model side by side, those of matches first.
pub struct Laid {
    /// How many of them are matches.
    matches: usize,
    shares: Vec<f64>,
    /// For each column and each grade of it, how often each class shows it. Of the same value, what does not depend on
    /// how common it is.
    grades: Vec<f64>,
    /// For each column, what of the same value does depend on that.
    common: Vec<f64>,
}

impl Laid {
    /// Of a model.
    pub fn of(model: &Model) -> Self {
        let (matches, others) = model.parted();
        let classes: Vec<&Class> = matches.iter().chain(&others).copied().collect();
        let (mut grades, mut common) = (Vec::new(), Vec::new());
        for (column, &same) in model.same.iter().enumerate() {
            let parts = classes.iter().map(|class| class.same_value(column, same));
            let (rest, chance): (Vec<f64>, Vec<f64>) = parts.unzip();
            for grade in 0..SAME as usize {
                grades.extend(classes.iter().map(|class| class.grades[column][grade]));
            }
            grades.extend(rest);
            common.extend(chance);
        }
        Self { matches: matches.len(), shares: classes.iter().map(|class| class.share).collect(), grades, common }
    }

    /// For each class how likely it makes a pair, times its share: what [`Model::likelihood`] says, to the last bit.
    /// Those of matches, and those of all else; `room` is room to work in.
    pub fn weigh<'r>(&self, pattern: Pattern, common: &[f64], room: &'r mut Vec<f64>) -> (&'r [f64], &'r [f64]) {
        let classes = self.shares.len();
        room.clear();
        room.resize(classes, 1.0);
        let columns = self.grades.chunks_exact(GRADES * classes).zip(self.common.chunks_exact(classes));
        for (column, (grades, chances)) in columns.enumerate() {
            let grade = pattern.grade(column);
            if grade == 0 {
                continue;
            }
            let shown = room.iter_mut().zip(&grades[grade as usize * classes..]);
            if grade == SAME {
                let common = common[column];
                shown.zip(chances).for_each(|((likelihood, rest), chance)| *likelihood *= rest + chance * common);
            } else {
                shown.for_each(|(likelihood, p)| *likelihood *= p);
            }
        }
        room.iter_mut().zip(&self.shares).for_each(|(likelihood, share)| *likelihood *= share);
        room.split_at(self.matches)
    }

    /// The odds of a pair.
    pub fn odds(&self, pattern: Pattern, common: &[f64], room: &mut Vec<f64>) -> super::Odds {
        let (matched, other) = self.weigh(pattern, common, room);
        let sum = |parts: &[f64]| parts.iter().fold(0.0, |sum, part| sum + part);
        super::Odds { matched: sum(matched), other: sum(other) }
    }
}

impl Class {
    /// How often two values of a column are the same: what does not depend on how common the value is, and what does.
    /// `same`: how often those of two random records are.
    pub fn same_value(&self, column: usize, same: f64) -> (f64, f64) {
        let p = self.grades[column][SAME as usize];
        match self.nature {
            Nature::Chance => (0.0, p),
            // What is shared for a reason is as likely for a rare value as for a common one.
            Nature::Match | Nature::Related => {
                let chance = p.min(same);
                (p - chance, chance)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: usize = 4;

    proptest! {
        #[test]
        fn odds_are_those_of_the_model_to_the_last_bit(
            classes in proptest::collection::vec(
                (0..3_usize, 0.0..1.0_f64, proptest::collection::vec(0.0..1.0_f64, GRADES * COLUMNS)), 1..9),
            grades in proptest::collection::vec(0_u8..8, COLUMNS),
            common in proptest::collection::vec(0.01..100.0_f64, COLUMNS),
        ) {
            let class = |(nature, share, grades): &(usize, f64, Vec<f64>)| Class {
                nature: [Nature::Match, Nature::Related, Nature::Chance][*nature],
                share: *share,
                grades: grades.as_chunks::<GRADES>().0.to_vec(),
                apart: Vec::new(),
                learnt: false,
            };
            let model = Model { classes: classes.iter().map(class).collect(), same: vec![0.1, 0.5, 0.001, 0.9] };
            let mut pattern = Pattern::default();
            grades.iter().enumerate().for_each(|(column, grade)| pattern.set(column, *grade));
            let mut room = Vec::new();
            prop_assert_eq!(Laid::of(&model).odds(pattern, &common, &mut room), model.odds(pattern, &common));
        }
    }
}
