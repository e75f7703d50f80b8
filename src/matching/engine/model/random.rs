//! What random pairs look like: chance classes, learnt from a sample.

use std::collections::HashMap;

use super::super::compare::{Comparison, GRADES, Pattern, SAME};
use super::super::hash::mix;
use super::super::score;
use super::super::table::Table;
use super::{Class, Nature};
use crate::config::AttributeKind;

/// Pairs of the sample.
const SAMPLE: u64 = 250_000;

/// How often two random records have the same value, for each column.
pub fn same(table: &Table) -> Vec<f64> {
    let of = |column: &super::super::table::Column| {
        let filled = column.filled() as f64;
        let pairs: f64 = column.counts.iter().skip(1).map(|&count| f64::from(count) * (f64::from(count) - 1.0)).sum();
        // Where nothing repeats, one more pair would have.
        ((pairs + 1.0) / (filled * (filled - 1.0)).max(2.0)).min(1.0)
    };
    table.columns.iter().map(of).collect()
}

/// Pairs in all.
pub fn all_pairs(table: &Table) -> f64 {
    let n = table.len() as f64;
    n * (n - 1.0) / 2.0
}

/// Looks of pairs, with how many have them.
struct Sample {
    looks: Vec<(Pattern, f64)>,
    total: f64,
    /// Every pair there is, each once.
    complete: bool,
}

fn sample(comparison: &Comparison) -> Sample {
    let n = comparison.table.len() as u64;
    let complete = n * n.saturating_sub(1) / 2 <= SAMPLE;
    let pairs: Vec<(u32, u32)> = if complete {
        (0..n as u32).flat_map(|a| (a + 1..n as u32).map(move |b| (a, b))).collect()
    } else {
        let draw = |i: u64| ((u128::from(mix(i)) * u128::from(n)) >> 64) as u32;
        (0..SAMPLE).map(|i| (draw(2 * i + 1), draw(2 * i + 2))).filter(|(a, b)| a != b).collect()
    };
    let mut counts: HashMap<Pattern, f64> = HashMap::new();
    for pattern in score::patterns(comparison, &pairs) {
        *counts.entry(pattern).or_default() += 1.0;
    }
    let mut looks: Vec<_> = counts.into_iter().collect();
    looks.sort_unstable_by_key(|&(pattern, _)| pattern);
    let total = looks.iter().map(|&(_, count)| count).sum();
    Sample { looks, total, complete }
}

/// Random pairs that what is usual counts as: where few records have a value, those that are one stand out too much.
const FEW: f64 = 500.0;

/// How often two records of different entities usually have the same value, where that hardly depends on the data.
fn usual(kind: AttributeKind) -> f64 {
    use AttributeKind::{Date, Email, Identifier, Phone};
    match kind {
        Identifier => 1e-4,
        Date | Email | Phone => 3e-4,
        _ => 2e-3,
    }
}

/// Kinds whose agreement by chance may come with agreement of others: what a town shares, and what has few values.
fn goes_together(kind: AttributeKind) -> bool {
    use AttributeKind::{Address, Category, City, Country, Number, Phone, PostalCode};
    matches!(kind, Address | Category | City | Country | Number | Phone | PostalCode)
}

/// The chance classes: all pairs, and, for each column of few values, those that agree on it. What are likely
/// `matches` among the random pairs is left out.
pub fn classes(comparison: &Comparison, same: &[f64], matches: &Class) -> Vec<Class> {
    let columns = &comparison.table.columns;
    let sample = sample(comparison);
    if sample.looks.is_empty() {
        return vec![Class { nature: Nature::Chance, share: 1.0, learnt: false, ..matches.clone() }];
    }
    let kinds: Vec<AttributeKind> = columns.iter().map(|column| column.kind).collect();
    let (base, share) = overall(&sample, &kinds, same, matches);
    let mut classes = vec![base.clone()];
    let tied: Vec<usize> = (0..columns.len()).filter(|&i| !goes_together(columns[i].kind)).collect();
    for (column, &same) in same.iter().enumerate() {
        if goes_together(columns[column].kind) && (0.0005..0.7).contains(&same) {
            let mut class = Class { share: same, apart: tied.clone(), ..base.clone() };
            class.grades[column] = [0.001; GRADES];
            class.grades[column][SAME as usize] = 0.99;
            classes.push(class);
        }
    }
    let mut matched = Class { share, ..matches.clone() };
    for _ in 0..15 {
        round(&sample, &mut classes, &base, &mut matched);
    }
    let sum: f64 = classes.iter().map(|class| class.share).sum();
    for class in &mut classes {
        class.share /= sum;
    }
    classes
}

/// All chance classes as one: what any two records are like.
pub fn together(classes: &[Class]) -> Class {
    let mut all = classes[0].clone();
    for (column, grades) in all.grades.iter_mut().enumerate() {
        *grades =
            std::array::from_fn(|grade| classes.iter().map(|class| class.share * class.grades[column][grade]).sum());
    }
    all
}

fn round(sample: &Sample, classes: &mut [Class], base: &Class, matched: &mut Class) {
    let columns = base.grades.len();
    let mut sums = vec![(0.0, vec![[0.0; GRADES]; columns]); classes.len()];
    let mut matching = 0.0;
    for &(pattern, count) in &sample.looks {
        let parts: Vec<f64> = classes.iter().map(|class| class.share * plain(class, pattern)).collect();
        let taken = matched.share * plain(matched, pattern);
        let all: f64 = parts.iter().sum::<f64>() + taken;
        matching += count * taken / all;
        for (part, (share, grades)) in parts.iter().zip(&mut sums) {
            let part = part * count / all;
            *share += part;
            for (column, grades) in grades.iter_mut().enumerate() {
                grades[pattern.grade(column) as usize] += part;
            }
        }
    }
    for (class, (share, seen)) in classes.iter_mut().zip(&sums) {
        class.share = (share + 0.01) / sample.total;
        for column in 0..columns {
            if !class.apart.contains(&column) {
                let filled: f64 = seen[column].iter().skip(1).sum();
                for grade in 1..GRADES {
                    class.grades[column][grade] =
                        (seen[column][grade] + 2.0 * base.grades[column][grade]) / (filled + 2.0);
                }
            }
        }
    }
    matched.share = (matching / sample.total).max(1e-12);
}

/// How likely a class makes a pair, whatever its values.
fn plain(class: &Class, pattern: Pattern) -> f64 {
    let grades = class.grades.iter().enumerate();
    grades
        .map(|(column, grades)| (pattern.grade(column), grades))
        .filter(|(grade, _)| *grade > 0)
        .fold(1.0, |likelihood, (grade, grades)| likelihood * grades[grade as usize])
}

/// All random pairs that are no matches, as one class, and the share of matches.
fn overall(sample: &Sample, kinds: &[AttributeKind], same: &[f64], matches: &Class) -> (Class, f64) {
    let mut base = Class {
        nature: Nature::Chance,
        share: 1.0,
        grades: smoothed(sample, same, matches, |_| 1.0),
        apart: Vec::new(),
        learnt: false,
    };
    let mut share = matches.share;
    for _ in 0..8 {
        let chance = |pattern: Pattern| {
            let (taken, left) = (share * plain(matches, pattern), plain(&base, pattern));
            left / (taken + left).max(f64::MIN_POSITIVE)
        };
        let matching: f64 = sample.looks.iter().map(|&(pattern, count)| count * (1.0 - chance(pattern))).sum();
        let left = if sample.complete { agreeing(sample, kinds, chance) } else { same.to_vec() };
        let grades = smoothed(sample, &left, matches, chance);
        base.grades = grades;
        share = (matching / sample.total).max(1e-12);
    }
    (base, share)
}

/// How often pairs agree, for each column; `part` says how much of a pair counts.
fn agreeing(sample: &Sample, kinds: &[AttributeKind], part: impl Fn(Pattern) -> f64) -> Vec<f64> {
    let of = |column: usize| {
        let (mut agree, mut filled) = (0.5 / sample.total + FEW * usual(kinds[column]), FEW);
        for &(pattern, count) in &sample.looks {
            let count = count * part(pattern);
            match pattern.grade(column) {
                0 => {}
                SAME => {
                    filled += count;
                    agree += count;
                }
                _ => filled += count,
            }
        }
        agree / filled
    };
    (0..kinds.len()).map(of).collect()
}

/// Grades of random pairs, of which the share `same` agrees. Near agreements that no random pair showed are rare, not
/// impossible.
fn smoothed(sample: &Sample, same: &[f64], matches: &Class, part: impl Fn(Pattern) -> f64) -> Vec<[f64; GRADES]> {
    let of = |column: usize| {
        let mut grades = [0.0; GRADES];
        for &(pattern, count) in &sample.looks {
            grades[pattern.grade(column) as usize] += count * part(pattern);
        }
        let matches = matches.grades[column];
        let unlike: f64 = grades[1..SAME as usize].iter().sum();
        let near = (1.0 - matches[SAME as usize] - matches[1]).max(0.01);
        for grade in 1..SAME as usize {
            let expected = if grade == 1 { 0.0 } else { 0.5 * matches[grade] / near };
            grades[grade] = (grades[grade] + expected) / (unlike + 0.5) * (1.0 - same[column]);
        }
        grades[0] = 0.0;
        grades[1] = grades[1].max(1e-3);
        grades[SAME as usize] = same[column];
        grades
    };
    (0..same.len()).map(of).collect()
}
