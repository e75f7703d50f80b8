//! Things that texts describe (products, papers), in several sources that hold each thing once, if at all.
//!
//! There two records that are each other's closest are likely the same, and the next closest are likely not. From
//! such pairs a [`Linear`] model learns what closeness is made of, finds the closest pairs anew, and learns again:
//! self-training (Yarowsky, 1995) with the constraint of one partner a source.

use std::collections::HashMap;

use super::blocking::mix;
use super::cluster::Scored;
use super::compare::{Comparison, DIFFERENT, SAME};
use super::linear::{Example, Linear};
use super::table::{Aspect, MISSING};
use crate::config::AttributeKind;
use crate::matching::similarity::word_similarity;

/// Times that the model is learnt.
const ROUNDS: usize = 6;
/// Pairs that are no match and learnt from.
const OTHERS: usize = 30_000;

/// The features of every column, for one pair.
pub fn features(comparison: &Comparison, a: u32, b: u32) -> Vec<f64> {
    let mut features = Vec::new();
    for (position, column) in comparison.table.columns.iter().enumerate() {
        let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
        let missing = x == MISSING || y == MISSING;
        let grade = if missing { 0 } else { comparison.grade(position, x, y) };
        let flag = |yes: bool| f64::from(u8::from(yes));
        match (&comparison.tokens[position], column.aspect) {
            (_, Aspect::Numbers) => {
                features.extend([flag(missing), flag(grade == DIFFERENT), flag(grade == 5), flag(grade == SAME)]);
            }
            (_, Aspect::Codes) => {
                features.extend([flag(missing), flag(grade == DIFFERENT), flag(matches!(grade, 2..=5)), flag(grade >= 6)]);
            }
            (Some(tokens), Aspect::Words) => {
                // What one says in its title, the other may say elsewhere.
                let similarity = if missing { 0.0 } else { tokens.similarity(x, y, word_similarity) };
                let title = &comparison.table.columns[column.attribute];
                let filled = column.filled() as f64;
                let (of_a, of_b) = (title.form(title.ids[a as usize]), title.form(title.ids[b as usize]));
                let (one, other) = (tokens.covers(y, of_a, filled), tokens.covers(x, of_b, filled));
                features.extend([flag(missing), similarity, one.min(other), one.max(other)]);
                for (i, makers) in comparison.table.columns.iter().enumerate() {
                    if makers.kind == AttributeKind::Organisation && comparison.tokens[i].is_some() {
                        let (p, q) = (makers.ids[a as usize], makers.ids[b as usize]);
                        let said = match (p, q) {
                            (MISSING, MISSING) => 0.5,
                            (MISSING, q) => tokens.covers(x, makers.form(q), filled),
                            (p, _) => tokens.covers(y, makers.form(p), filled),
                        };
                        features.push(said);
                    }
                }
            }
            (Some(tokens), _) => {
                let (similarity, only_x, only_y) =
                    if missing { (0.0, 0.0, 0.0) } else { tokens.overlap(x, y, word_similarity) };
                let (least, most) = (only_x.min(only_y), only_x.max(only_y));
                features.extend([flag(missing), similarity, least, most, flag(grade == SAME)]);
            }
            _ if matches!(column.kind, AttributeKind::Number | AttributeKind::Money) => {
                let (u, v) = (column.form(x).parse::<f64>(), column.form(y).parse::<f64>());
                // Nothing costs nothing: a price of nought is one that nobody knows.
                let missing = missing || column.kind == AttributeKind::Money && (u == Ok(0.0) || v == Ok(0.0));
                let near = match (u, v) {
                    (Ok(u), Ok(v)) => 1.0 - ((u - v).abs() / u.abs().max(v.abs()).max(1e-9)).min(1.0),
                    _ => 0.0,
                };
                features.extend([flag(missing), if missing { 0.0 } else { near }, flag(grade == SAME), flag(!missing && near > 0.95)]);
            }
            _ => features.extend([flag(missing), flag(grade == DIFFERENT), flag(grade >= 5), flag(grade == SAME)]),
        }
    }
    features
}

/// Scores candidate pairs across sources.
pub fn score(comparison: &Comparison, candidates: &[(u32, u32)]) -> Vec<Scored> {
    let table = comparison.table;
    let pairs: Vec<(u32, u32)> = candidates
        .iter()
        .copied()
        .filter(|&(a, b)| table.sources[a as usize] != table.sources[b as usize])
        .collect();
    let mut rows: Vec<Vec<f64>> = pairs.iter().map(|&(a, b)| features(comparison, a, b)).collect();
    let Some(words) = table.columns.iter().position(|column| column.aspect == Aspect::Words) else { return Vec::new() };
    let title = table.columns[words].attribute;
    let mut scores: Vec<f64> = pairs
        .iter()
        .map(|&(a, b)| {
            [title, words]
                .iter()
                .map(|&i| {
                    let column = &table.columns[i];
                    let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
                    comparison.tokens[i].as_ref().map_or(0.0, |tokens| tokens.similarity(x, y, word_similarity))
                })
                .sum()
        })
        .collect();
    for row in &mut rows {
        row.push(0.0);
    }
    let mut model = Linear::default();
    for round in 0..ROUNDS {
        let margins = margins(table, &pairs, &scores);
        let step = (pairs.len() / OTHERS).max(1) as u64;
        let mut examples = Vec::new();
        for (i, (row, &margin)) in rows.iter_mut().zip(&margins).enumerate() {
            let best = margin >= 0.0;
            if round > 0 {
                if let Some(last) = row.last_mut() {
                    *last = margin;
                }
            }
            // The runners-up teach most; of the rest a sample will do.
            let near = margin > -1.0;
            if best || near || mix(i as u64) % step == 0 {
                let weight = if best || near { 1.0 } else { step as f64 };
                examples.push(Example { features: row.clone(), label: f64::from(u8::from(best)), weight });
            }
        }
        let size = rows.first().map_or(0, Vec::len);
        model = Linear::fit(&examples, &Linear { bias: 0.0, weights: vec![0.0; size] }, 20.0);
        scores = rows.iter().map(|row| model.log_odds(row)).collect();
    }
    let margins = margins(table, &pairs, &scores);
    pairs
        .iter()
        .zip(&margins)
        .zip(&scores)
        .map(|((&(a, b), &margin), &score)| {
            let probability = super::linear::sigmoid(score);
            // Whose partner is better served elsewhere is not its partner.
            Scored { a, b, probability: if margin >= 0.0 { probability } else { probability.min(0.3) } }
        })
        .collect()
}

/// By how much each pair is the best for both of its records among the pairs of the same two sources: above nought
/// the lead over the next best, below it what is missing.
fn margins(table: &super::table::Table, pairs: &[(u32, u32)], scores: &[f64]) -> Vec<f64> {
    let mut best: HashMap<(u32, u16), (f64, f64)> = HashMap::new();
    let ends = |&(a, b): &(u32, u32)| [(a, table.sources[b as usize]), (b, table.sources[a as usize])];
    for (pair, &score) in pairs.iter().zip(scores) {
        for end in ends(pair) {
            let (first, second) = best.entry(end).or_insert((f64::NEG_INFINITY, f64::NEG_INFINITY));
            if score > *first {
                *second = *first;
                *first = score;
            } else if score > *second {
                *second = score;
            }
        }
    }
    pairs
        .iter()
        .zip(scores)
        .map(|(pair, &score)| {
            let lead = |end: (u32, u16)| {
                let (first, second) = best[&end];
                let second = if second.is_finite() { second } else { 0.0_f64.min(score) };
                if score >= first { score - second } else { score - first }
            };
            let [one, other] = ends(pair);
            lead(one).min(lead(other))
        })
        .collect()
}
