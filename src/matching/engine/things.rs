//! Things that texts describe (products, papers), in several sources that hold each thing once, if at all, or in one
//! that may hold it more than once.
//!
//! Across sources two records that are each other's closest are likely the same, and the next closest are likely not. From
//! such pairs a [`Linear`] model learns what closeness is made of, finds the closest pairs anew, and learns again:
//! self-training (Yarowsky, "Unsupervised word sense disambiguation rivaling supervised methods", 1995) under the
//! constraint of one partner a source. Within one source the closest may be a sister of another colour; there the
//! model begins with pairs that are plainly one thing, and goes on with those that it believes.

use std::collections::HashMap;

use super::cluster::Scored;
use super::compare::{Comparison, DIFFERENT, SAME};
use super::hash::mix;
use super::linear::{Example, Linear, sigmoid};
use super::table::{Aspect, MISSING, Table};
use super::trained::{self, Labelled, Lesson, Training};
use crate::config::AttributeKind;
use crate::matching::names;
use crate::matching::similarity::word_similarity;
use crate::normalise::variant::{self, Variant};

/// Times that the model is learnt: fewer, and it is still the first guess; more, and it believes itself.
const ROUNDS: usize = 4;
/// How strongly weights are held to nought.
const PENALTY: f64 = 3.0;
/// Pairs that are no match and learnt from.
const OTHERS: usize = 30_000;
/// What a price is worth beside names and words in a first guess, and how near prices are taken to be that nobody knows.
const PRICE: f64 = 0.3;
const USUAL_NEARNESS: f64 = 0.67;
/// Times, where there is one source: it begins with few pairs, and finds others.
const ROUNDS_OF_ONE: usize = 6;
/// A lead counts up to so many nats, where there is one source.
const FAR: f64 = 5.0;
/// How alike names are, at least, of pairs that are plainly one thing.
const PLAIN: f64 = 0.8;
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

/// The features of a pair, with the column that each belongs to.
pub fn features(comparison: &Comparison, a: u32, b: u32) -> Vec<(usize, f64)> {
    let mut features = Vec::new();
    for (position, column) in comparison.table.columns.iter().enumerate() {
        let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
        let missing = x == MISSING || y == MISSING;
        let grade = if missing { 0 } else { comparison.grade(position, x, y) };
        let flag = |yes: bool| f64::from(u8::from(yes));
        let mut add = |values: &[f64]| features.extend(values.iter().map(|&value| (column.of, value)));
        match (&comparison.words.tokens[position], column.aspect) {
            (_, Aspect::Numbers) => {
                add(&[flag(missing), flag(grade == DIFFERENT), flag(grade == 5), flag(grade == SAME)]);
            }
            (_, Aspect::Codes) => {
                add(&[flag(missing), flag(grade == DIFFERENT), flag(matches!(grade, 2..=5)), flag(grade >= 6)]);
            }
            (_, Aspect::Variants) => {
                for (differ, one, same) in variants(column.form(x), column.form(y)) {
                    add(&[flag(differ), flag(one), flag(same)]);
                }
            }
            (Some(tokens), Aspect::Words) => {
                let similarity = if missing { 0.0 } else { tokens.common(x, y, alike).similarity };
                // What one says in its title, the other may say elsewhere.
                let title = &comparison.table.columns[column.of];
                let (one, other) = (tokens.covers(y, title.form_of(a)), tokens.covers(x, title.form_of(b)));
                add(&[flag(missing), similarity, one.min(other), one.max(other)]);
                for maker in comparison.table.columns.iter().filter(|maker| maker.kind == AttributeKind::Organisation) {
                    let said = match (maker.form_of(a), maker.form_of(b)) {
                        ("", "") => 0.5,
                        ("", maker) => tokens.covers(x, maker),
                        (maker, _) => tokens.covers(y, maker),
                    };
                    features.push((maker.of, said));
                }
            }
            (Some(_), _) if missing => add(&[1.0, 0.0, 0.0, 0.0, 0.0]),
            (Some(tokens), _) => {
                let common = tokens.common(x, y, alike);
                let (one, other) = common.only;
                add(&[0.0, common.similarity, one.min(other), one.max(other), flag(grade == SAME)]);
            }
            _ if matches!(column.kind, AttributeKind::Number | AttributeKind::Money) => {
                let near = nearness(column.kind, column.form(x), column.form(y));
                let value = near.unwrap_or(0.0);
                add(&[flag(near.is_none()), value, flag(grade == SAME && near.is_some()), flag(value > 0.95)]);
            }
            _ => add(&[flag(missing), flag(grade == DIFFERENT), flag(grade >= 5), flag(grade == SAME)]),
        }
    }
    features
}

/// How alike two words are: what shortens the other is nearly the same.
fn alike(a: &str, b: &str) -> f64 {
    let similarity = word_similarity(a, b);
    let short = similarity == 0.0 && (names::abbreviates(a, b) || names::abbreviates(b, a));
    if short { 0.9 } else { similarity }
}

/// For each group of variants: whether both name one and none in common, only one of them does, both name the same.
fn variants(a: &str, b: &str) -> [(bool, bool, bool); variant::GROUPS] {
    let (a, b) = (variant::all(a), variant::all(b));
    std::array::from_fn(|group| {
        let of = |all: &[Variant]| all.iter().filter(|variant| variant.group == group).copied().collect::<Vec<_>>();
        let (x, y) = (of(&a), of(&b));
        let shared = x.iter().any(|variant| y.contains(variant));
        (!x.is_empty() && !y.is_empty() && !shared, x.is_empty() != y.is_empty(), shared && x == y)
    })
}

/// How near two amounts are, 0..=1. A price of nought is one that nobody knows.
fn nearness(kind: AttributeKind, a: &str, b: &str) -> Option<f64> {
    let (a, b): (f64, f64) = (a.parse().ok()?, b.parse().ok()?);
    if kind == AttributeKind::Money && (a == 0.0 || b == 0.0) {
        return None;
    }
    Some(1.0 - ((a - b).abs() / a.abs().max(b.abs()).max(1e-9)).min(1.0))
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

/// Whether two records are plainly one thing: they share a model number or most of their names, and nothing of what
/// tells things apart differs.
fn is_plain(comparison: &Comparison, a: u32, b: u32) -> bool {
    let mut alike_by_name = false;
    for (position, column) in comparison.table.columns.iter().enumerate() {
        let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
        let grade = if x == MISSING || y == MISSING { 0 } else { comparison.grade(position, x, y) };
        let differs = match (column.aspect, column.kind) {
            (Aspect::Codes, _) => {
                alike_by_name |= grade >= 6;
                grade == DIFFERENT
            }
            (Aspect::Numbers, _) => grade == DIFFERENT,
            (Aspect::Variants, _) => {
                variants(column.form(x), column.form(y)).iter().any(|(differ, one, _)| *differ || *one)
            }
            (Aspect::Name, _) => {
                let tokens = comparison.words.tokens[position].as_ref();
                alike_by_name |= tokens.is_some_and(|tokens| tokens.common(x, y, alike).similarity >= PLAIN);
                false
            }
            (_, AttributeKind::Money) => {
                nearness(column.kind, column.form(x), column.form(y)).is_some_and(|near| near < 0.5)
            }
            (_, AttributeKind::Number) => grade > 0 && grade != SAME,
            _ => false,
        };
        if differs {
            return false;
        }
    }
    alike_by_name
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
    let start = Linear { bias: 0.0, weights: vec![0.0; size] };
    let (mut model, mut alone) = (start.clone(), Linear::default());
    let mut labelling = if several { Labelling::Best } else { Labelling::Plain };
    let rounds = if several { ROUNDS } else { ROUNDS_OF_ONE };
    for round in 0..rounds {
        let step = (pairs.len() / OTHERS).max(1) as u64;
        let mut examples = Vec::new();
        for (i, (row, &lead)) in rows.iter_mut().zip(&lead).enumerate() {
            let label = match labelling {
                Labelling::Best => Some(lead.label()),
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
        lead = leads(table, &pairs, &scores);
        if !several {
            labelling = Labelling::Believed;
        }
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
        let short = |a, b| -> Vec<f64> { features(comparison, a, b).into_iter().map(|(_, value)| value).collect() };
        let labelled = labels.iter().map(|label| (*label, short(label.a, label.b))).collect();
        let anchors = trained::sample(&pairs).map(|i| short(pairs[i].0, pairs[i].1)).collect();
        let (taught, found) = Lesson { labelled, anchors, start: &alone }.learn();
        (alone, training) = (taught, Some(found));
    }
    let scored = pairs.iter().zip(&rows).zip(&lead).zip(&scores).map(|(((&(a, b), row), &lead), &score)| {
        let probability = sigmoid(score);
        // The best of what is there may be a poor one. One source may hold a thing more than twice.
        let is_best = lead.by >= 0.0 || !several;
        let most =
            if is_best && untaught.probability(row) >= UNLIKELY { 1.0 / f64::from(lead.of) } else { SECOND_BEST };
        Scored { a, b, probability: probability.min(most) }
    });
    let pairs = scored.collect();
    Things { model: alone, pairs, training }
}

/// For pairs of which nobody knows who else there is: without the lead, which comes last.
fn fit_alone(examples: &[Example], size: usize) -> Linear {
    let alone: Vec<Example> = examples
        .iter()
        .map(|example| Example { features: example.features.iter().take(size).copied().collect(), ..example.clone() })
        .collect();
    Linear::fit(&alone, &Linear { bias: 0.0, weights: vec![0.0; size] }, PENALTY)
}

/// A first guess at how close two records are: names and all words, and prices where both are known.
fn closeness(comparison: &Comparison, a: u32, b: u32) -> f64 {
    let columns = comparison.table.columns.iter().zip(&comparison.words.tokens);
    columns
        .map(|(column, tokens)| {
            let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
            match (column.aspect, tokens) {
                (Aspect::Name | Aspect::Words, Some(tokens)) => tokens.common(x, y, alike).similarity,
                (Aspect::Value, None) if column.kind == AttributeKind::Money => {
                    let near = nearness(column.kind, column.form(x), column.form(y));
                    PRICE * near.unwrap_or(USUAL_NEARNESS)
                }
                _ => 0.0,
            }
        })
        .sum()
}

/// How a pair stands among those of the same two sources.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Lead {
    /// From nought up the lead over the next best, below it what is missing to the best.
    by: f64,
    /// How many it is one of: where both records have several partners that are as good, they are things of one name,
    /// and one in so many is right. Where only one of them has, its partners are one thing, held more than once.
    of: u32,
}

impl Lead {
    /// How likely it makes the pair a match, by itself.
    fn label(self) -> f64 {
        if self.by >= 0.0 { 1.0 / f64::from(self.of) } else { 0.0 }
    }
}

/// By how much each pair is the best for both of its records among the pairs of the same two sources.
fn leads(table: &Table, pairs: &[(u32, u32)], scores: &[f64]) -> Vec<Lead> {
    let ends = |&(a, b): &(u32, u32)| [(a, table.sources[b as usize]), (b, table.sources[a as usize])];
    let several = table.has_sources();
    // The best score of each end, how many pairs have it, and the next best.
    let mut best: HashMap<(u32, u16), (f64, u32, f64)> = HashMap::new();
    for (pair, &score) in pairs.iter().zip(scores) {
        for end in ends(pair) {
            let (first, times, second) = best.entry(end).or_insert((f64::NEG_INFINITY, 0, f64::NEG_INFINITY));
            if score > *first {
                (*second, *first, *times) = (*first, score, 1);
            } else {
                *times += u32::from(score.total_cmp(first).is_eq());
                *second = second.max(score);
            }
        }
    }
    let of = |(pair, &score): (&(u32, u32), &f64)| {
        let lead = |end| {
            let (first, times, second) = best[&end];
            // Without a rival, a pair has only itself to beat.
            let second = if second.is_finite() { second } else { score.min(0.0) };
            (if score >= first { score - second } else { score - first }, times)
        };
        let [(one, x), (other, y)] = ends(pair).map(lead);
        let by = one.min(other);
        Lead { by, of: if several && by >= 0.0 && x > 1 && y > 1 { x.max(y) } else { 1 } }
    };
    pairs.iter().zip(scores).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::table::Builder;
    use super::*;

    /// Two records of one source, then two of another.
    fn table() -> Table {
        let mut builder = Builder::new(&[AttributeKind::Text]);
        for source in [0, 0, 1, 1] {
            builder.push(source, ["camera"]);
        }
        builder.finish()
    }

    #[test]
    fn a_lead_is_that_over_the_next_best_of_either_record() {
        let pairs = [(0, 2), (0, 3), (1, 2), (1, 3)];
        let leads = leads(&table(), &pairs, &[5.0, 2.0, 1.0, 4.0]);
        assert_eq!(leads.iter().map(|lead| lead.by).collect::<Vec<_>>(), [3.0, -3.0, -4.0, 2.0]);
        assert!(leads.iter().all(|lead| lead.of == 1));
    }

    #[test]
    fn one_thing_held_twice_is_told_from_two_of_one_name() {
        let twice = leads(&table(), &[(0, 2), (0, 3)], &[5.0, 5.0]);
        assert_eq!(twice.iter().map(|lead| lead.label()).collect::<Vec<_>>(), [1.0, 1.0]);
        let namesakes = leads(&table(), &[(0, 2), (0, 3), (1, 2), (1, 3)], &[5.0; 4]);
        assert_eq!(namesakes.iter().map(|lead| lead.label()).collect::<Vec<_>>(), [0.5; 4]);
    }

    #[test]
    fn variants_differ_where_both_name_one() {
        let all = |a, b| variants(a, b)[0];
        assert_eq!(all("windows pro", "mac pro"), (true, false, false));
        assert_eq!(all("windows mac", "mac"), (false, false, false));
        assert_eq!(all("pro", "mac"), (false, true, false));
        assert_eq!(all("mac", "mac"), (false, false, true));
    }

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
            .filter(|&record| outcome.clusters[record as usize] != record)
            .map(|record| (outcome.clusters[record as usize], record))
            .collect();
        assert_eq!(found, twice);
    }
}
