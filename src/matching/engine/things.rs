//! Things that texts describe (products, papers), in several sources that hold each thing once, if at all, or in one
//! that may hold it more than once.
//!
//! Across sources two records that are each other's closest are likely the same, and the next closest are likely not. From
//! such pairs a [`Linear`] model learns what closeness is made of, finds the closest pairs anew, and learns again:
//! self-training (Yarowsky, "Unsupervised word sense disambiguation rivaling supervised methods", 1995) under the
//! constraint of one partner a source. Within one source the closest may be a sister of another colour; there the
//! model begins with pairs that are plainly one thing, and goes on with those that it believes.
//!
//! `features.rs` says what two have in common, `lead.rs` how a pair stands among others, `knockout.rs` what the closest
//! pair of a record is worth.

mod features;
mod knockout;
mod lead;

use std::collections::HashMap;

pub use features::features;
use features::{closeness, is_plain};
use lead::{Lead, leads};

use super::cluster::Scored;
use super::compare::Comparison;
use super::hash::mix;
use super::linear::{Example, Linear, sigmoid};
use super::table::{Aspect, Table};
use super::trained::{self, Labelled, Lesson, Training};

/// Times that the model is learnt: fewer, and it is still the first guess; more, and it believes itself.
const ROUNDS: usize = 4;
/// How strongly weights are held to nought.
const PENALTY: f64 = 3.0;
/// Pairs that are no match and learnt from.
const OTHERS: usize = 30_000;
/// Times, where there is one source: it begins with few pairs, and finds others.
const ROUNDS_OF_ONE: usize = 6;
/// A lead counts up to so many nats, where there is one source.
const FAR: f64 = 5.0;
/// What a pair of one source is believed to be, once something is learnt: no match up to the first probability, a match
/// from the second one on.
const BELIEVED: (f64, f64) = (0.1, 0.5);
/// What is left of a pair's probability where one of the two has a better partner.
const SECOND_BEST: f64 = 0.3;

/// A pair that is less likely by itself, whoever else there is, is no match: it may be the best for both of its records
/// where neither has a partner.
const UNLIKELY: f64 = 0.005;

/// Whether the records are such things.
pub fn are_things(table: &Table) -> bool {
    table.columns.iter().any(|column| column.aspect == Aspect::Words)
}

/// What was learnt, and the candidate pairs across sources with their probabilities.
pub struct Things {
    /// Scores a pair by itself, whoever else there is.
    pub model: Linear,
    /// The pairs: which is the best for both of its records counts here.
    pub pairs: Vec<Scored>,
    /// What labels taught, where there are any.
    pub training: Option<Training>,
}

/// What pairs are taken for while the model is learnt.
#[derive(Clone, Copy)]
enum Labelling {
    /// Several sources hold each thing once: what is best for both records is a match.
    Best,
    /// One source, of which nobody knows whether it holds anything twice: to begin with, what is plainly the same is a
    /// match; what is merely the best for both says nothing.
    Plain,
    /// Then what is likely one.
    Believed,
}

/// What a pair of one source is taken for, by how it stands and how likely it is; `None`: nobody knows.
fn believed(lead: Lead, probability: f64) -> Option<f64> {
    match lead.by {
        by if by < 0.0 => Some(0.0),
        _ if probability > BELIEVED.1 => Some(1.0),
        _ => (probability <= BELIEVED.0).then_some(0.0),
    }
}

/// Learns from candidate pairs, and from labelled ones if there are any, and scores the candidates.
pub fn learn(comparison: &Comparison, candidates: &[(u32, u32)], labels: &[Labelled]) -> Things {
    let table = comparison.table;
    let several = table.has_sources();
    let across = |&(a, b): &(u32, u32)| !several || table.sources[a as usize] != table.sources[b as usize];
    let pairs: Vec<(u32, u32)> = candidates.iter().copied().filter(across).collect();
    let mut rows: Vec<Vec<f64>> = pairs
        .iter()
        .map(|&(a, b)| features(comparison, a, b).into_iter().map(|(_, value)| value).chain([0.0]).collect())
        .collect();
    let size = rows.first().map_or(1, Vec::len);
    let mut scores: Vec<f64> = pairs.iter().map(|&(a, b)| closeness(comparison, a, b)).collect();
    let mut lead = leads(table, &pairs, &scores);
    // What leads is worth as much as nothing wrong would; in one source nothing is known to be wrong.
    let worth = |rows: &[Vec<f64>], scores: &[f64], weight: f64, leads: &[Lead]| {
        if !several {
            return vec![None; leads.len()];
        }
        let last = |row: &Vec<f64>| row.last().copied().unwrap_or_default();
        let bare: Vec<f64> = scores.iter().zip(rows).map(|(score, row)| score - weight * last(row)).collect();
        knockout::worth(table, &pairs, &bare, weight, leads)
    };
    let mut right = worth(&rows, &scores, 1.0, &lead);
    let start = Linear { bias: 0.0, weights: vec![0.0; size] };
    let (mut model, mut alone) = (start.clone(), Linear::default());
    let mut labelling = if several { Labelling::Best } else { Labelling::Plain };
    let rounds = if several { ROUNDS } else { ROUNDS_OF_ONE };
    for round in 0..rounds {
        let step = (pairs.len() / OTHERS).max(1) as u64;
        let mut examples = Vec::new();
        for (i, (row, &lead)) in rows.iter_mut().zip(&lead).enumerate() {
            let label = match labelling {
                Labelling::Best => Some(lead.label() * right[i].unwrap_or(1.0)),
                Labelling::Plain if lead.by < 0.0 => Some(0.0),
                Labelling::Plain => is_plain(comparison, pairs[i].0, pairs[i].1).then_some(1.0),
                Labelling::Believed => believed(lead, sigmoid(scores[i])),
            };
            if round > 0
                && let Some(last) = row.last_mut()
            {
                *last = if several { lead.by } else { lead.by.clamp(-FAR, FAR) };
            }
            let Some(label) = label else { continue };
            // The runners-up teach most; of the rest a sample will do.
            let telling = lead.by > -1.0;
            if telling || mix(i as u64).is_multiple_of(step) {
                let weight = if telling { 1.0 } else { step as f64 };
                examples.push(Example { features: row.clone(), label, weight });
            }
        }
        model = Linear::fit(&examples, &start, PENALTY);
        scores = rows.iter().map(|row| model.log_odds(row)).collect();
        if !several {
            labelling = Labelling::Believed;
        }
        lead = leads(table, &pairs, &scores);
        right = worth(&rows, &scores, of_lead(&model), &lead);
        if round + 1 == rounds {
            alone = fit_alone(&examples, size - 1);
        }
    }
    // Labels are of pairs that somebody had reason to doubt: of the many they say nothing.
    let untaught = alone.clone();
    let mut training = None;
    if !labels.is_empty() {
        let of_pair = |label: &Labelled| (label.a.min(label.b), label.a.max(label.b));
        // Who leads is known of candidates only.
        let places: HashMap<(u32, u32), usize> =
            pairs.iter().enumerate().map(|(i, &(a, b))| ((a.min(b), a.max(b)), i)).collect();
        let here = labels.iter().filter_map(|label| Some((*label, rows[*places.get(&of_pair(label))?].clone())));
        let anchors = trained::sample(&pairs).map(|i| rows[i].clone()).collect();
        model = Lesson { labelled: here.collect(), anchors, start: &model }.learn().0;
        scores = rows.iter().map(|row| model.log_odds(row)).collect();
        lead = leads(table, &pairs, &scores);
        // What is best without the partner is asked anew: it knows of all, where labels know of those asked about.
        right = worth(&rows, &scores, of_lead(&model), &lead);
        let short = |a, b| -> Vec<f64> { features(comparison, a, b).into_iter().map(|(_, value)| value).collect() };
        let labelled = labels.iter().map(|label| (*label, short(label.a, label.b))).collect();
        let anchors = trained::sample(&pairs).map(|i| short(pairs[i].0, pairs[i].1)).collect();
        let (taught, found) = Lesson { labelled, anchors, start: &alone }.learn();
        (alone, training) = (taught, Some(found));
    }
    let scored = pairs.iter().enumerate().map(|(i, &(a, b))| {
        let (row, lead) = (&rows[i], lead[i]);
        let probability = right[i].map_or_else(|| sigmoid(scores[i]), |right| both(scores[i], right));
        // The best of what is there may be a poor one. One source may hold a thing more than twice.
        let is_best = lead.by >= 0.0 || !several;
        let most =
            if is_best && untaught.probability(row) >= UNLIKELY { 1.0 / f64::from(lead.of) } else { SECOND_BEST };
        Scored { a, b, probability: probability.min(most) }
    });
    let pairs = scored.collect();
    Things { model: alone, pairs, training }
}

/// Probability by two opinions: the mean of the log odds of what the pair itself says, and of what was found without.
fn both(score: f64, right: f64) -> f64 {
    const SURE: f64 = 9.2;
    let other = (right / (1.0 - right).max(f64::MIN_POSITIVE)).max(f64::MIN_POSITIVE).ln();
    sigmoid(0.5 * (score.clamp(-SURE, SURE) + other.clamp(-SURE, SURE)))
}

/// What the lead is worth, which comes last.
fn of_lead(model: &Linear) -> f64 {
    model.weights.last().copied().unwrap_or_default()
}

/// For pairs of which nobody knows who else there is: without the lead, which comes last.
fn fit_alone(examples: &[Example], size: usize) -> Linear {
    let alone: Vec<Example> = examples
        .iter()
        .map(|example| Example { features: example.features.iter().take(size).copied().collect(), ..example.clone() })
        .collect();
    Linear::fit(&alone, &Linear { bias: 0.0, weights: vec![0.0; size] }, PENALTY)
}

#[cfg(test)]
mod tests {
    use super::super::table::Builder;
    use crate::config::AttributeKind;

    #[test]
    fn one_source_is_cleared_of_what_it_holds_twice() {
        let kinds = [AttributeKind::Text, AttributeKind::Organisation, AttributeKind::Money];
        let makers = ["northwind", "kessler", "orbis", "velta"];
        let things = ["kettle", "toaster", "radio", "lamp", "camera", "printer", "speaker", "heater"];
        let mut builder = Builder::new(&kinds);
        let mut records = 0_u32;
        let mut twice = Vec::new();
        for (i, thing) in things.iter().enumerate() {
            for (j, maker) in makers.iter().enumerate() {
                for colour in ["black", "white"] {
                    let number = 100 + 40 * i + 9 * j + colour.len() * usize::from(colour == "white");
                    let price = (20 + 7 * i + 3 * j).to_string();
                    builder.push(0, [&format!("{maker} {thing} {maker}{number} {colour}"), *maker, &price]);
                    records += 1;
                    if (i + j) % 4 == 0 && colour == "black" {
                        builder.push(0, [&format!("{thing} {maker}{number} {colour} new"), *maker, &price]);
                        twice.push((records - 1, records));
                        records += 1;
                    }
                }
            }
        }
        let evidence = kinds.into_iter().enumerate().collect();
        let options = super::super::Options { evidence, ..Default::default() };
        let outcome = super::super::run(builder.finish(), &options, &mut |_| true).unwrap();
        let found: Vec<(u32, u32)> = (0..records)
            .filter(|&record| outcome.clustered.clusters[record as usize] != record)
            .map(|record| (outcome.clustered.clusters[record as usize], record))
            .collect();
        assert_eq!(found, twice);
    }
}
