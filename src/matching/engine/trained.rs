//! Learning from people's answers: labelled pairs say by how much the scores so far are to be corrected.
//!
//! ```text
//! log odds of a pair = the mixture's + bias + weight × the mixture's + Σ over columns (weight of its grade there)
//! ```
//!
//! Everything behind the mixture's starts at nought, so without labels nothing changes. A ridge penalty pulls it back
//! to nought; how strongly is chosen by cross-validation. Labels come from doubtful pairs, for those are what people
//! are asked about, and would say little good of the many that nobody doubts. So a sample of all candidates stands
//! beside them, each with the probability that it has without labels: what is learnt may move the doubtful, and has to
//! leave the rest where it was.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::compare::{Columns, Comparison, GRADES, Pattern, SAME};
use super::hash::mix;
use super::linear::{Example, Linear, sigmoid};
use super::model::{Model, Odds, Part, keep_signs};
use super::union::Union;

/// A pair that somebody judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// One record.
    pub a: u32,
    /// Another.
    pub b: u32,
    /// Whether they are one entity.
    pub same: bool,
    /// Any number that stays with the pair: it says which fold it is in.
    pub draw: u64,
}

/// How good probabilities are, over labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Mean squared error.
    pub brier: f64,
    /// Mean surprise, in nats.
    pub log_loss: f64,
}

/// What learning from labels came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Labels that say match.
    pub matches: u64,
    /// Labels that say no match.
    pub non_matches: u64,
    /// Without the labels.
    pub before: Quality,
    /// With them: each label judged by what the others teach.
    pub after: Quality,
    /// How strongly the scores were held to those before; `None`: the labels teach nothing that holds for each other,
    /// and the scores stay as they are.
    pub penalty: Option<f64>,
}

/// Fewer labels teach nothing but their own accidents.
pub const LEAST: usize = 10;
/// Parts for cross-validation.
const FOLDS: u64 = 5;
/// Penalties to choose from, the strongest first: a weaker one has to be better.
const PENALTIES: [f64; 9] = [128.0, 64.0, 32.0, 16.0, 8.0, 4.0, 2.0, 1.0, 0.5];
/// Penalty times labels is no less: few labels bend little, whatever they say of each other.
const FEW: f64 = 100.0;
/// What labels teach has to help the others by so many standard errors, or it is taken for an accident.
const CLEARLY: f64 = 0.5;
/// The bias is held so many times more strongly: labels are no fair sample of the pairs.
const BIAS: f64 = 4.0;
/// What people say is wrong at times: no answer is more of a surprise than this probability makes it.
const SLIP: f64 = 0.001;
/// Candidates that stand for all.
const ANCHORS: usize = 3_000;
/// What they weigh together at least, in labels, and how many times all labels. Labels are no fair sample: the queue
/// asks where clusters look wrong, and of pairs that score alike those elsewhere match more often. Were the rest held
/// less, what is asked about would be mended and more be lost that nobody asks about: three draws of persons lost up to
/// two points of F1 at 3 times.
const ANCHORED: (f64, f64) = (100.0, 60.0);
/// Labels say which pairs match, and not how many of all do: where clusters look wrong fewer match than elsewhere, among
/// labels that somebody made up for teaching more. So far of the way back, as many of the candidates are to match as did
/// without labels.
const AS_MANY: f64 = 0.5;
/// The mixture's log odds beyond this are as good as this.
const SURE: f64 = 20.0;
/// Its log odds are measured in so many nats, and their weight is held the more strongly for it. A power of two, so
/// that nothing is lost to rounding.
const UNIT: f64 = 8.0;

/// Whether labels are enough to learn from: some of either sort, and not too few.
pub fn are_enough(labels: &[Labelled]) -> bool {
    labels.len() >= LEAST && labels.iter().any(|label| label.same) && labels.iter().any(|label| !label.same)
}

/// What is learnt from: rows of features, and the model so far.
pub struct Lesson<'l> {
    /// The labels, and the features of each.
    pub labelled: Vec<(Labelled, Vec<f64>)>,
    /// Features of pairs that stand for all.
    pub anchors: Vec<Vec<f64>>,
    /// What scores them so far.
    pub start: &'l Linear,
}

impl Lesson<'_> {
    /// The model with the labels learnt, as far as they teach anything.
    pub fn learn(&self) -> (Linear, Training) {
        let telling = self.telling();
        let all = labels(&telling);
        let anchors = self.anchors(all.iter().map(|example| example.weight).sum());
        let folds: Vec<u64> = telling.iter().map(|(label, _)| mix(label.draw) % FOLDS).collect();
        let untaught: Vec<f64> = all.iter().map(|example| self.start.probability(&example.features)).collect();
        let before = quality(&all, &untaught);
        let (mut after, mut best) = (before, None);
        for penalty in PENALTIES.into_iter().filter(|penalty| penalty * all.len() as f64 >= FEW) {
            let mut answers = vec![0.0; all.len()];
            for fold in 0..FOLDS {
                let taught = all.iter().zip(&folds).filter(|(_, own)| **own != fold).map(|(example, _)| example);
                let model = self.fit(&taught.chain(&anchors).cloned().collect::<Vec<_>>(), penalty);
                for (i, example) in all.iter().enumerate().filter(|(i, _)| folds[*i] == fold) {
                    answers[i] = model.probability(&example.features);
                }
            }
            let found = quality(&all, &answers);
            if found.log_loss < after.log_loss && gain(&all, &untaught, &answers) > CLEARLY {
                (after, best) = (found, Some(penalty));
            }
        }
        let matches = self.labelled.iter().filter(|(label, _)| label.same).count() as u64;
        let non_matches = self.labelled.len() as u64 - matches;
        let training = Training { matches, non_matches, before, after, penalty: best };
        let model = best.map_or_else(
            || self.start.clone(),
            |penalty| self.fit(&all.into_iter().chain(anchors).collect::<Vec<_>>(), penalty),
        );
        (model, training)
    }

    /// What examples teach, with about as many matches among all candidates as before.
    fn fit(&self, examples: &[Example], penalty: f64) -> Linear {
        self.held(&Linear::fit_held(examples, self.start, penalty, BIAS * penalty), AS_MANY)
    }

    /// The model, so far on the way to as many matches among the anchors as before.
    fn held(&self, model: &Linear, far: f64) -> Linear {
        let taught: Vec<f64> = self.anchors.iter().map(|features| model.log_odds(features)).collect();
        let before = self.anchors.iter().map(|features| self.start.probability(features)).sum();
        Linear { bias: model.bias + far * shift(&taught, before), weights: model.weights.clone() }
    }

    /// The labels that say something of how alike their own two records are. Of a cluster that somebody confirmed these
    /// are the links by which it holds; the other pairs were asked about for being in it, however unlike they are, and
    /// would teach that unlike records match.
    fn telling(&self) -> Vec<&(Labelled, Vec<f64>)> {
        let mut told: Vec<&(Labelled, Vec<f64>)> = self.labelled.iter().filter(|(label, _)| label.same).collect();
        let key = |(label, _): &(Labelled, Vec<f64>)| (label.a.min(label.b), label.a.max(label.b));
        told.sort_by(|x, y| {
            let odds = |pair: &(Labelled, Vec<f64>)| self.start.log_odds(&pair.1);
            odds(y).total_cmp(&odds(x)).then_with(|| key(x).cmp(&key(y)))
        });
        let mut ends: Vec<u32> = told.iter().flat_map(|(label, _)| [label.a, label.b]).collect();
        ends.sort_unstable();
        ends.dedup();
        let place = |end: u32| ends.binary_search(&end).unwrap_or_default();
        let mut union = Union::new(ends.len());
        told.retain(|(label, _)| {
            let (a, b) = (place(label.a), place(label.b));
            let joins = union.root(a) != union.root(b);
            union.join(a, b);
            joins
        });
        let kept: HashSet<(u32, u32)> = told.into_iter().map(key).collect();
        self.labelled.iter().filter(|pair| !pair.0.same || kept.contains(&key(pair))).collect()
    }

    fn anchors(&self, labels: f64) -> Vec<Example> {
        let weight = ANCHORED.0.max(ANCHORED.1 * labels) / self.anchors.len().max(1) as f64;
        let anchor = |features: &Vec<f64>| {
            let label = self.start.probability(features);
            // What is in doubt is what people are asked about: there the answers count more than the doubt.
            Example { features: features.clone(), label, weight: weight * (2.0 * label - 1.0).abs() }
        };
        self.anchors.iter().map(anchor).collect()
    }
}

/// Labels as examples. Pairs that share records say less each.
fn labels(labelled: &[&(Labelled, Vec<f64>)]) -> Vec<Example> {
    let mut ends: Vec<u32> = labelled.iter().flat_map(|(label, _)| [label.a, label.b]).collect();
    ends.sort_unstable();
    let times = |end: u32| ends.partition_point(|x| *x <= end) - ends.partition_point(|x| *x < end);
    let example = |(label, features): &&(Labelled, Vec<f64>)| Example {
        features: features.clone(),
        label: f64::from(u8::from(label.same)),
        weight: 2.0 / (times(label.a) + times(label.b)) as f64,
    };
    labelled.iter().map(example).collect()
}

/// What has to be added to log odds for the probabilities to sum to `sum`.
fn shift(log_odds: &[f64], sum: f64) -> f64 {
    let (mut low, mut high) = (-SURE, SURE);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        let less = log_odds.iter().map(|x| sigmoid(x + middle)).sum::<f64>() < sum;
        (low, high) = if less { (middle, high) } else { (low, middle) };
    }
    if log_odds.is_empty() { 0.0 } else { low }
}

fn quality(examples: &[Example], answers: &[f64]) -> Quality {
    let (mut found, mut weight) = (Quality::default(), 0.0);
    for (example, answer) in examples.iter().zip(answers) {
        found.brier += example.weight * (example.label - answer).powi(2);
        found.log_loss += surprise(example, *answer);
        weight += example.weight;
    }
    let weight = weight.max(f64::MIN_POSITIVE);
    Quality { brier: found.brier / weight, log_loss: found.log_loss / weight }
}

/// How much of a surprise an example is, in nats.
fn surprise(example: &Example, answer: f64) -> f64 {
    let said = if example.label > 0.5 { answer } else { 1.0 - answer };
    -example.weight * said.max(SLIP).ln()
}

/// By how many of its standard errors the surprise has gone down.
fn gain(examples: &[Example], before: &[f64], after: &[f64]) -> f64 {
    let saved = |((example, x), y): ((&Example, &f64), &f64)| surprise(example, *x) - surprise(example, *y);
    let saved: Vec<f64> = examples.iter().zip(before).zip(after).map(saved).collect();
    let count = saved.len() as f64;
    let mean = saved.iter().sum::<f64>() / count;
    let variance = saved.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    mean / (variance / count).sqrt().max(f64::MIN_POSITIVE)
}

/// Some of the candidate pairs, evenly over all.
pub fn sample(candidates: &[(u32, u32)]) -> impl Iterator<Item = usize> {
    let step = (candidates.len() / ANCHORS).max(1) as u64;
    (0..candidates.len()).filter(move |i| mix(*i as u64).is_multiple_of(step))
}

/// Learns by how much the mixture is to be corrected.
pub fn learn(
    comparison: &Comparison,
    model: &Model,
    candidates: &[(u32, u32)],
    labels: &[Labelled],
) -> (Linear, Training) {
    let mixed = Mixed { model, taught: None };
    let mut start = Linear { bias: 0.0, weights: vec![0.0; 1 + (GRADES - 1) * model.same.len()] };
    start.weights[0] = UNIT;
    let features = |a, b| {
        let (pattern, common) = mixed.look(comparison, a, b);
        features(mixed.model.weight(pattern, &common) * std::f64::consts::LN_2, pattern, model.same.len())
    };
    let anchors = sample(candidates).map(|i| features(candidates[i].0, candidates[i].1)).collect();
    let labelled = labels.iter().map(|label| (*label, features(label.a, label.b))).collect();
    let (mut taught, training) = Lesson { labelled, anchors, start: &start }.learn();
    // What is kept is the correction alone.
    taught.weights[0] -= UNIT;
    (taught, training)
}

/// The mixture's log odds, and a flag for the grade of each column.
fn features(log_odds: f64, pattern: Pattern, columns: usize) -> Vec<f64> {
    let mut features = vec![0.0; 1 + (GRADES - 1) * columns];
    features[0] = log_odds.clamp(-SURE, SURE) / UNIT;
    for column in (0..columns).filter(|column| pattern.grade(*column) > 0) {
        features[flag(column, pattern)] = 1.0;
    }
    features
}

/// Where the flag of a column's grade stands.
fn flag(column: usize, pattern: Pattern) -> usize {
    (GRADES - 1) * column + pattern.grade(column) as usize
}

/// A mixture, with what labels taught.
#[derive(Clone, Copy, Debug)]
pub struct Mixed<'m> {
    /// The mixture.
    pub model: &'m Model,
    /// The correction, if there is one.
    pub taught: Option<&'m Linear>,
}

impl Mixed<'_> {
    /// The grades of a pair, and how common the values are that it agrees on.
    pub fn look(self, comparison: &Comparison, a: u32, b: u32) -> (Pattern, Vec<f64>) {
        let mut common = vec![1.0; self.model.same.len()];
        let pattern = comparison.pattern(a, b);
        self.model.commonness(comparison, a, pattern, &mut common);
        (pattern, common)
    }

    /// Probability that a pair is a match.
    pub fn probability(self, pattern: Pattern, common: &[f64]) -> f64 {
        self.corrected(pattern, self.model.odds(pattern, common))
    }

    /// The same by the odds that the mixture gives.
    pub fn corrected(self, pattern: Pattern, odds: Odds) -> f64 {
        let Some(taught) = self.taught else { return odds.probability() };
        let log_odds = odds.weight() * std::f64::consts::LN_2;
        let correction = own(taught, log_odds) + self.flags(pattern).map(|(_, weight)| weight).sum::<f64>();
        // What nothing corrects is the mixture's to the last bit.
        if correction + taught.bias == 0.0 {
            return odds.probability();
        }
        sigmoid(log_odds + correction + taught.bias)
    }

    /// The log odds (natural) of a pair of which the mixture's are `log_odds` at most, at best: some columns are still
    /// open, and hold two values that are not the same.
    pub fn at_best(self, log_odds: f64, pattern: Pattern, open: Columns) -> f64 {
        let Some(taught) = self.taught else { return log_odds };
        // Unlikely to be taught: what the mixture finds likelier were the less likely.
        if taught.weights.first().is_some_and(|weight| *weight <= -UNIT) {
            return f64::INFINITY;
        }
        let best = |column: usize| {
            let weights = (1..SAME as usize).filter_map(|grade| taught.weights.get((GRADES - 1) * column + grade));
            weights.copied().fold(f64::NEG_INFINITY, f64::max)
        };
        let known: f64 = self.flags(pattern).map(|(_, weight)| weight).sum();
        log_odds + own(taught, log_odds) + taught.bias + known + open.iter().map(best).sum::<f64>()
    }

    /// The match weight of a pair, in bits.
    pub fn weight(self, pattern: Pattern, common: &[f64]) -> f64 {
        let weight = self.model.weight(pattern, common);
        let Some(taught) = self.taught else { return weight };
        let correction =
            own(taught, weight * std::f64::consts::LN_2) + self.flags(pattern).map(|(_, weight)| weight).sum::<f64>();
        weight + (correction + taught.bias) * std::f64::consts::LOG2_E
    }

    /// The match weight before anything is compared, and what each column adds: together [`Mixed::weight`].
    pub fn parts(self, pattern: Pattern, common: &[f64]) -> (f64, Vec<Part>) {
        let (mut prior, mut parts) = self.model.parts(pattern, common);
        if let Some(taught) = self.taught {
            self.correct(taught, pattern, common, (&mut prior, &mut parts));
        }
        keep_signs(pattern, &mut prior, &mut parts);
        (prior, parts)
    }

    /// Adds to the parts what labels taught.
    fn correct(self, taught: &Linear, pattern: Pattern, common: &[f64], (prior, parts): (&mut f64, &mut [Part])) {
        let log_odds = self.model.weight(pattern, common) * std::f64::consts::LN_2;
        // The weight of the mixture's log odds stretches all that they are made of alike.
        let stretch = if log_odds == 0.0 { 1.0 } else { 1.0 + own(taught, log_odds) / log_odds };
        *prior = *prior * stretch + taught.bias * std::f64::consts::LOG2_E;
        for part in parts.iter_mut() {
            part.weight *= stretch;
            part.term_frequency *= stretch;
        }
        for (column, weight) in self.flags(pattern) {
            parts[column].weight += weight * std::f64::consts::LOG2_E;
        }
    }

    /// What the grade of each column adds.
    fn flags(self, pattern: Pattern) -> impl Iterator<Item = (usize, f64)> {
        let columns = (0..self.model.same.len()).filter(move |column| pattern.grade(*column) > 0);
        let weight = move |column| self.taught.and_then(|taught| taught.weights.get(flag(column, pattern)));
        columns.map(move |column| (column, weight(column).copied().unwrap_or_default()))
    }
}

/// What the mixture's own log odds add to themselves.
fn own(taught: &Linear, log_odds: f64) -> f64 {
    taught.weights.first().map_or(0.0, |weight| weight * log_odds.clamp(-SURE, SURE) / UNIT)
}

#[cfg(test)]
mod tests;
