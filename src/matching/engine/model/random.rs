//! What random pairs look like: chance classes, learnt from a sample.

use std::collections::HashMap;

use super::super::blocking::mix;
use super::super::compare::{Comparison, GRADES, Pattern, SAME};
use super::super::table::Table;
use crate::config::AttributeKind;
use super::{Class, Nature};

/// Pairs of the sample.
const SAMPLE: u64 = 400_000;

/// How often two random records have the same value, for each attribute.
pub fn same(table: &Table) -> Vec<f64> {
    table
        .columns
        .iter()
        .map(|column| {
            let filled = column.filled() as f64;
            let pairs: f64 = column.counts.iter().skip(1).map(|&count| f64::from(count) * (f64::from(count) - 1.0)).sum();
            // Where nothing repeats, one more pair would have.
            ((pairs + 1.0) / (filled * (filled - 1.0)).max(2.0)).min(1.0)
        })
        .collect()
}

/// Pairs in all.
pub fn all_pairs(table: &Table) -> f64 {
    let n = table.len() as f64;
    n * (n - 1.0) / 2.0
}

/// Grades of a sample of pairs, with how many have them: all pairs where there are few.
pub fn sample(comparison: &Comparison) -> Vec<(Pattern, f64)> {
    let n = comparison.table.len() as u64;
    let mut counts: HashMap<Pattern, f64> = HashMap::new();
    if n < 2 {
        return Vec::new();
    }
    if n * (n - 1) / 2 <= SAMPLE {
        for a in 0..n as u32 {
            for b in a + 1..n as u32 {
                *counts.entry(comparison.pattern(a, b)).or_default() += 1.0;
            }
        }
    } else {
        let mut state = 1;
        for _ in 0..SAMPLE {
            let mut draw = || {
                state += 1;
                (u128::from(mix(state)) * u128::from(n) >> 64) as u32
            };
            let (a, b) = (draw(), draw());
            if a != b {
                *counts.entry(comparison.pattern(a.min(b), a.max(b))).or_default() += 1.0;
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|&(pattern, _)| pattern);
    counts
}

/// Kinds whose agreement by chance may come with agreement of others: what a town shares, and what has few values.
fn goes_together(kind: AttributeKind) -> bool {
    use AttributeKind::{Address, Category, City, Country, Number, Phone, PostalCode};
    matches!(kind, Address | Category | City | Country | Number | Phone | PostalCode)
}

/// The chance classes of a sample. `matches` takes away what are likely matches among them.
pub fn classes(comparison: &Comparison, sample: &[(Pattern, f64)], same: &[f64], matches: &Class, sorts: usize) -> Vec<Class> {
    let columns = &comparison.table.columns;
    let attributes = columns.len();
    let complete = sample.iter().map(|&(_, count)| count).sum::<f64>() >= all_pairs(comparison.table);
    let mut overall = overall(comparison, sample, same, same, &matches.grades, |_| 1.0);
    let mut share = matches.share[0];
    for _ in 0..8 {
        let base = Class { nature: Nature::Chance, share: vec![1.0; sorts], grades: overall.clone(), apart: Vec::new(), learnt: false };
        let chance = |pattern: Pattern| {
            let (taken, left) = (share * plain(matches, pattern), plain(&base, pattern));
            left / (taken + left)
        };
        let total: f64 = sample.iter().map(|&(_, count)| count).sum();
        let matching: f64 = sample.iter().map(|&(pattern, count)| count * (1.0 - chance(pattern))).sum();
        let mut left = same.to_vec();
        if complete {
            for (position, left) in left.iter_mut().enumerate() {
                let (mut agree, mut filled) = (0.5 / total, 1e-9);
                for &(pattern, count) in sample {
                    let grade = pattern.grade(position);
                    let count = count * chance(pattern);
                    if grade > 0 {
                        filled += count;
                        agree += if grade == SAME { count } else { 0.0 };
                    }
                }
                *left = agree / filled;
            }
        }
        overall = self::overall(comparison, sample, same, &left, &matches.grades, chance);
        share = (matching / total).max(1e-12);
    }
    let mut classes = vec![Class { nature: Nature::Chance, share: vec![1.0; sorts], grades: overall.clone(), apart: Vec::new(), learnt: false }];
    let tied: Vec<usize> = (0..attributes).filter(|&i| !goes_together(columns[i].kind)).collect();
    for (position, &same) in same.iter().enumerate() {
        if goes_together(columns[position].kind) && (0.0005..0.7).contains(&same) {
            let mut grades = overall.clone();
            grades[position] = [0.001; GRADES];
            grades[position][SAME as usize] = 0.99;
            classes.push(Class { nature: Nature::Chance, share: vec![same; sorts], grades, apart: tied.clone(), learnt: false });
        }
    }
    let matches = Class { share: vec![share; sorts], ..matches.clone() };
    let mut matched = matches.clone();
    for _ in 0..30 {
        let mut sums: Vec<(f64, Vec<[f64; GRADES]>)> = classes.iter().map(|_| (0.0, vec![[0.0; GRADES]; attributes])).collect();
        let mut matching = 0.0;
        let mut total = 0.0;
        for &(pattern, count) in sample {
            let mut parts: Vec<f64> = classes.iter().map(|class| class.share[0] * plain(class, pattern)).collect();
            let taken = matched.share[0] * plain(&matched, pattern);
            let all: f64 = parts.iter().sum::<f64>() + taken;
            total += count;
            matching += count * taken / all;
            for (part, (share, grades)) in parts.iter_mut().zip(&mut sums) {
                *part *= count / all;
                *share += *part;
                for (position, grades) in grades.iter_mut().enumerate() {
                    grades[pattern.grade(position) as usize] += *part;
                }
            }
        }
        for (class, (share, grades)) in classes.iter_mut().zip(&sums) {
            class.share.fill((share + 0.01) / total);
            for (position, ((own, seen), overall)) in class.grades.iter_mut().zip(grades).zip(&overall).enumerate() {
                if class.apart.contains(&position) {
                    continue;
                }
                let filled: f64 = seen.iter().skip(1).sum();
                for grade in 1..GRADES {
                    own[grade] = (seen[grade] + 2.0 * overall[grade]) / (filled + 2.0);
                }
            }
        }
        matched.share.fill((matching / total).max(1e-12));
    }
    let sum: f64 = classes.iter().map(|class| class.share[0]).sum();
    for class in &mut classes {
        class.share.iter_mut().for_each(|share| *share /= sum);
    }
    classes
}

fn plain(class: &Class, pattern: Pattern) -> f64 {
    let mut likelihood = 1.0;
    for (position, grades) in class.grades.iter().enumerate() {
        let grade = pattern.grade(position) as usize;
        if grade > 0 {
            likelihood *= grades[grade];
        }
    }
    likelihood
}

/// Grades of all random pairs, smoothed; `part` says how much of a pair counts.
fn overall(
    comparison: &Comparison,
    sample: &[(Pattern, f64)],
    same: &[f64],
    left: &[f64],
    matches: &[[f64; GRADES]],
    part: impl Fn(Pattern) -> f64,
) -> Vec<[f64; GRADES]> {
    (0..same.len())
        .map(|position| {
            let mut grades = [0.0; GRADES];
            for &(pattern, count) in sample {
                grades[pattern.grade(position) as usize] += count * part(pattern);
            }
            let matches = matches[position];
            let unlike: f64 = grades[1..SAME as usize].iter().sum();
            let rest = 1.0 - matches[SAME as usize] - matches[1];
            for grade in 1..SAME as usize {
                // Near agreements that no random pair showed are rare, not impossible.
                let expected = if grade == 1 { 0.0 } else { 0.5 * matches[grade] / rest.max(0.01) };
                grades[grade] = (grades[grade] + expected) / (unlike + 0.5) * (1.0 - left[position]);
            }
            grades[0] = 0.0;
            grades[SAME as usize] = left[position];
            grades[1] = grades[1].max(1e-3);
            grades
        })
        .collect()
}
