//! Things that texts describe: pairs that are each other's closest are likely matches, the next closest likely not.

use std::collections::HashMap;

use super::super::compare::{Comparison, GRADES, Pattern, SAME};
use super::super::table::Aspect;
use crate::config::AttributeKind;

/// Pairs to begin with.
pub struct Seeds {
    matches: Vec<Pattern>,
    siblings: Vec<Pattern>,
}

/// Finds them among candidate pairs.
pub fn seeds(comparison: &Comparison, candidates: &[(u32, u32)]) -> Seeds {
    let table = comparison.table;
    let across = table.sources.iter().any(|&source| source != table.sources[0]);
    let words = table.columns.iter().position(|column| column.aspect == Aspect::Words);
    let score = |a: u32, b: u32| -> f64 {
        let Some(words) = words else { return 0.0 };
        let tokens = comparison.tokens[words].as_ref();
        let column = &table.columns[words];
        let title = column.attribute;
        let all = tokens.map_or(0.0, |tokens| {
            tokens.similarity(column.ids[a as usize], column.ids[b as usize], |_, _| 0.0)
        });
        let own = &table.columns[title];
        let name = comparison.tokens[title].as_ref().map_or(0.0, |tokens| {
            tokens.similarity(own.ids[a as usize], own.ids[b as usize], |_, _| 0.0)
        });
        all + 2.0 * name
    };
    // The best two partners of every record.
    let mut best: HashMap<u32, [(f64, u32); 2]> = HashMap::new();
    let scored: Vec<(u32, u32, f64)> = candidates
        .iter()
        .filter(|(a, b)| !across || table.sources[*a as usize] != table.sources[*b as usize])
        .map(|&(a, b)| (a, b, score(a, b)))
        .collect();
    for &(a, b, score) in &scored {
        for (one, other) in [(a, b), (b, a)] {
            let own = best.entry(one).or_insert([(0.0, u32::MAX); 2]);
            if score > own[0].0 {
                own[1] = own[0];
                own[0] = (score, other);
            } else if score > own[1].0 {
                own[1] = (score, other);
            }
        }
    }
    let mut found = Seeds { matches: Vec::new(), siblings: Vec::new() };
    for &(a, b, _) in &scored {
        let (of_a, of_b) = (&best[&a], &best[&b]);
        if of_a[0].1 == b && of_b[0].1 == a {
            found.matches.push(comparison.pattern(a, b));
        } else if of_a[1].1 == b && of_b[0].1 != a || of_b[1].1 == a && of_a[0].1 != b {
            found.siblings.push(comparison.pattern(a, b));
        }
    }
    let _ = (AttributeKind::Text, SAME);
    found
}

impl Seeds {
    /// Grades of matches, smoothed by what is known before.
    pub fn matches(&self, base: &[[f64; GRADES]]) -> Vec<[f64; GRADES]> {
        let mut grades = count(&self.matches, base.len());
        for (own, base) in grades.iter_mut().zip(base) {
            smooth(own, base, 20.0);
        }
        grades
    }

    /// Grades of those that are not.
    pub fn siblings(&self, attributes: usize) -> Vec<[f64; GRADES]> {
        let mut grades = count(&self.siblings, attributes);
        for own in &mut grades {
            smooth(own, &[1.0 / 7.0; GRADES], 2.0);
        }
        grades
    }
}

fn count(patterns: &[Pattern], attributes: usize) -> Vec<[f64; GRADES]> {
    let mut grades = vec![[0.0; GRADES]; attributes];
    for pattern in patterns {
        for (position, grades) in grades.iter_mut().enumerate() {
            grades[pattern.grade(position) as usize] += 1.0;
        }
    }
    grades
}

fn smooth(own: &mut [f64; GRADES], base: &[f64; GRADES], strength: f64) {
    let filled: f64 = own.iter().skip(1).sum();
    for grade in 1..GRADES {
        own[grade] = (own[grade] + strength * base[grade]) / (filled + strength);
    }
    own[0] = 0.0;
}
