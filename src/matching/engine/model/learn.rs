//! Learning the model from the data at hand: expectation–maximisation (Dempster, Laird & Rubin, "Maximum likelihood
//! from incomplete data via the EM algorithm", 1977), held by what is known before.

use std::collections::HashMap;

use super::super::compare::{Comparison, GRADES, Pattern, SAME};
use super::super::hash::mix;
use super::super::parallel;
use super::super::score;
use super::super::table::Column;
use super::{Class, Entity, Model, Nature, kinds, prior, random, regions};
use crate::config::AttributeKind;

/// Pairs that are learnt from.
const SAMPLE: usize = 100_000;
/// Looks that one core takes at a time.
const SHARE: usize = 4_096;
/// Rounds at most; it ends when the expected matches hardly move.
const ROUNDS: usize = 40;
/// How strongly matches are held to what is known before: as many pairs, and this share of those that are seen. Without
/// it, matches would drift to whatever kind of pairs is frequent.
const HELD: (f64, f64) = (20.0, 0.25);
/// The same for related pairs, lest they become matches with many slips. Families are alike everywhere; how companies
/// are related depends on their trade.
const RELATED: (f64, f64) = (5.0, 0.0);
/// Related pairs of each kind that there are at least for a match, of people and of all else: few data show none, and
/// have them.
const LEAST: (f64, f64) = (0.003, 0.01);

/// What learning came to.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// The model.
    pub model: Model,
    /// Matches expected among all pairs.
    pub matches: f64,
}

/// Pairs of one look: how often they are seen, and the commonness of what they agree on.
struct Look {
    pattern: Pattern,
    common: Vec<f64>,
    pairs: f64,
}

/// Learns a model from candidate pairs and random ones.
pub fn learn(comparison: &Comparison, candidates: &[(u32, u32)]) -> Learnt {
    let table = comparison.table;
    let same = random::same(table);
    let all = random::all_pairs(table).max(1.0);
    let entity = prior::entity(table);
    let regions = regions::of(table);
    let kind = |(position, column): (usize, &Column)| {
        if regions.contains(&position) { AttributeKind::City } else { column.kind }
    };
    let kinds: Vec<AttributeKind> = table.columns.iter().enumerate().map(kind).collect();
    let matches = Class {
        nature: Nature::Match,
        share: (0.3 * table.len() as f64 / all).min(0.1),
        grades: table.columns.iter().map(|column| prior::matches(entity, column)).collect(),
        apart: Vec::new(),
        learnt: true,
    };
    let chance = random::classes(comparison, &same, &matches);
    let mut classes = kinds::learnt(entity, &kinds, &matches, &random::together(&chance));
    classes.extend(chance);
    let mut model = Model { classes, same };
    let looks = looks(&model, comparison, candidates);
    let (held, least) = if entity == Entity::Person { (HELD, LEAST.0) } else { (RELATED, LEAST.1) };
    let before = Before { matches, classes: model.classes.clone(), held, least };
    let mut expected = f64::NAN;
    for _ in 0..ROUNDS {
        let now = round(&mut model, &before, &looks, all);
        let settled = (now - expected).abs() < 5e-5 * now;
        expected = now;
        if settled {
            break;
        }
    }
    Learnt { model, matches: expected }
}

/// A sample of the candidates, those that look alike together: commonness is told to half a bit.
fn looks(model: &Model, comparison: &Comparison, candidates: &[(u32, u32)]) -> Vec<Look> {
    let step = candidates.len().div_ceil(SAMPLE).max(1) as u64;
    let mut common = vec![1.0; model.same.len()];
    let mut seen: HashMap<(Pattern, Vec<i8>), f64> = HashMap::new();
    // By the pair itself, so that the sample does not depend on what else is a candidate.
    let drawn = |&(a, b): &(u32, u32)| mix(u64::from(a) << 32 | u64::from(b)).is_multiple_of(step);
    let sample: Vec<(u32, u32)> = candidates.iter().copied().filter(drawn).collect();
    for (&(a, _), pattern) in sample.iter().zip(score::patterns(comparison, &sample)) {
        model.commonness(comparison, a, pattern, &mut common);
        let told = common.iter().map(|common| (2.0 * common.log2()).round().clamp(-120.0, 120.0) as i8).collect();
        *seen.entry((pattern, told)).or_default() += 1.0;
    }
    let scale = candidates.len() as f64 / sample.len().max(1) as f64;
    let mut looks: Vec<((Pattern, Vec<i8>), f64)> = seen.into_iter().collect();
    looks.sort_unstable_by(|x, y| x.0.cmp(&y.0));
    let look = |((pattern, told), pairs): ((Pattern, Vec<i8>), f64)| Look {
        pattern,
        common: told.iter().map(|&told| (0.5 * f64::from(told)).exp2()).collect(),
        pairs: pairs * scale,
    };
    looks.into_iter().map(look).collect()
}

/// What is known before any pair is looked at.
struct Before {
    /// How matches agree.
    matches: Class,
    /// The classes to begin with.
    classes: Vec<Class>,
    /// How strongly related pairs are held to what they are to begin with.
    held: (f64, f64),
    /// Related pairs of each kind for a match, at least.
    least: f64,
}

/// For each class its expected pairs, and how many of them have each grade of each column.
type Sums = Vec<(f64, Vec<[f64; GRADES]>)>;

/// Whose pairs these are likely to be.
fn expected(model: &Model, looks: &[Look]) -> Sums {
    let columns = model.same.len();
    let mut sums: Sums = model.classes.iter().map(|_| (0.0, vec![[0.0; GRADES]; columns])).collect();
    let mut parts = vec![0.0; model.classes.len()];
    for look in looks {
        let mut total = 0.0;
        for (part, class) in parts.iter_mut().zip(&model.classes) {
            *part = class.share * model.likelihood(class, look.pattern, &look.common);
            total += *part;
        }
        if total <= 0.0 {
            continue;
        }
        for ((part, class), (share, grades)) in parts.iter().zip(&model.classes).zip(&mut sums) {
            if class.learnt {
                let part = part / total * look.pairs;
                *share += part;
                for (column, grades) in grades.iter_mut().enumerate() {
                    grades[look.pattern.grade(column) as usize] += part;
                }
            }
        }
    }
    sums
}

/// Two sums as one.
fn add(mut one: Sums, other: Sums) -> Sums {
    for ((share, grades), (more, others)) in one.iter_mut().zip(other) {
        *share += more;
        for (own, other) in grades.iter_mut().flatten().zip(others.iter().flatten()) {
            *own += other;
        }
    }
    one
}

/// One round: whose pairs these are likely to be, and what the classes look like then. Gives the expected matches.
fn round(model: &mut Model, before: &Before, looks: &[Look], all: f64) -> f64 {
    let columns = model.same.len();
    // The same shares are summed up in the same order however many cores there are.
    let shares: Vec<&[Look]> = looks.chunks(SHARE).collect();
    let of_share = |share: &&[Look]| expected(model, share);
    let sums = parallel::map(&shares, 1, of_share).into_iter().reduce(add).unwrap_or_else(|| expected(model, &[]));
    let learnt = |(class, _): &(&Class, _)| class.nature == Nature::Match;
    let matches: f64 = model.classes.iter().zip(&sums).filter(learnt).map(|(_, (share, _))| share).sum();
    let classes = model.classes.iter_mut().zip(&before.classes).zip(sums);
    for ((class, first), (share, seen)) in classes.filter(|((class, _), _)| class.learnt) {
        let (least, strength) = match class.nature {
            Nature::Match => (0.05, HELD.0 + HELD.1 * share),
            Nature::Related => (before.least * matches, before.held.0 + before.held.1 * share),
            Nature::Chance => (0.05, HELD.0),
        };
        class.share = (share + least) / all;
        for column in (0..columns).filter(|column| !class.apart.contains(column)) {
            let own = &mut class.grades[column];
            let held = match class.nature {
                Nature::Match => before.matches.grades[column],
                Nature::Related => first.grades[column],
                Nature::Chance => *own,
            };
            let filled: f64 = seen[column].iter().skip(1).sum();
            for grade in 1..=SAME as usize {
                own[grade] = ((seen[column][grade] + strength * held[grade]) / (filled + strength)).max(1e-6);
            }
        }
    }
    matches
}
