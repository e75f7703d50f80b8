//! Record against record, attribute by attribute: by what a run of the engine has learnt, or else by judgement.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use super::engine::{Explained, Learned};
use super::weights::{self, PRIOR, Weights};
use super::{contact, measures, names, places};
use crate::config::{AttributeKind, Domain, Normalising, Step};
use crate::model::{AttributeScore, Level, PairScore, Record, RecordKey};
use crate::normalise;

/// Compares the records of one domain.
#[derive(Clone, Debug)]
pub struct Comparer {
    attributes: Vec<(AttributeKind, Weights)>,
    /// How the values of each are brought to comparable form.
    normalising: Vec<Normalising>,
    /// What a run of the engine has learnt; without it, judgements serve.
    learned: Option<Arc<Learned>>,
}

/// A record made ready for many comparisons.
#[derive(Clone, Debug)]
pub struct Prepared {
    key: RecordKey,
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
struct Field {
    /// The comparable form; empty where there is nothing to compare.
    form: Box<str>,
    /// Hash of the value as it is. Only asked where the forms are equal: the same, or merely equivalent?
    value: u64,
}

impl Prepared {
    /// The record's key.
    pub fn key(&self) -> &RecordKey {
        &self.key
    }

    /// The comparable forms of all attributes, in the domain's order.
    fn forms(&self) -> Vec<&str> {
        self.fields.iter().map(|field| &*field.form).collect()
    }

    /// The comparable form of the attribute at `position`; empty where there is nothing to compare.
    pub fn form(&self, position: usize) -> &str {
        self.fields.get(position).map_or("", |field| &field.form)
    }
}

impl Comparer {
    /// A comparer for records whose values stand in the order of `domain`'s attributes.
    pub fn new(domain: &Domain) -> Self {
        let kinds = domain.attributes.iter().map(|attribute| attribute.kind);
        Self {
            attributes: kinds.zip(weights::of(domain)).collect(),
            normalising: domain.attributes.iter().map(|attribute| attribute.normalising).collect(),
            learned: None,
        }
    }

    /// The same, scoring by what was learnt.
    #[must_use]
    pub fn with(self, learned: Option<Arc<Learned>>) -> Self {
        Self { learned, ..self }
    }

    /// Brings every value of `record` to its comparable form, once.
    pub fn prepare(&self, record: &Record) -> Prepared {
        let ways = self.attributes.iter().zip(&self.normalising).enumerate();
        let field = |(position, ((kind, _), how)): (usize, (&(AttributeKind, Weights), &Normalising))| {
            let value = record.value(position).unwrap_or_default();
            Field { form: normalise::comparable(*kind, *how, value).into(), value: hash(value) }
        };
        Prepared { key: record.key.clone(), fields: ways.map(field).collect() }
    }

    /// The whole comparison of two records, in either order.
    pub fn score(&self, one: &Prepared, other: &Prepared) -> PairScore {
        let (a, b) = if one.key <= other.key { (one, other) } else { (other, one) };
        if let Some(learned) = &self.learned {
            return self.explained(a, b, learned.explain(&a.forms(), &b.forms()));
        }
        let mut weight = PRIOR;
        let mut attributes = Vec::with_capacity(self.attributes.len());
        for (position, (kind, weights)) in self.attributes.iter().enumerate() {
            let (level, similarity) = self.agreement(position, *kind, a.fields.get(position), b.fields.get(position));
            weight += weights.of(level);
            attributes.push(AttributeScore {
                attribute: position,
                level,
                similarity,
                weight: weights.of(level),
                term_frequency_weight: 0.0,
            });
        }
        PairScore {
            a: a.key.clone(),
            b: b.key.clone(),
            prior: PRIOR,
            attributes,
            weight,
            probability: weights::probability(weight),
        }
    }

    fn explained(&self, a: &Prepared, b: &Prepared, found: Explained) -> PairScore {
        let mut attributes: Vec<AttributeScore> = self
            .attributes
            .iter()
            .enumerate()
            .map(|(position, (kind, _))| {
                let (level, similarity) =
                    self.agreement(position, *kind, a.fields.get(position), b.fields.get(position));
                AttributeScore { attribute: position, level, similarity, weight: 0.0, term_frequency_weight: 0.0 }
            })
            .collect();
        for (position, level, part) in found.parts {
            if let Some(score) = attributes.get_mut(position) {
                // The same form, letter for letter or not: that the engine does not ask.
                if !(level == Level::Equivalent && score.level <= Level::Equivalent) {
                    score.level = level;
                }
                score.weight = part.weight;
                score.term_frequency_weight = part.term_frequency;
            }
        }
        PairScore {
            a: a.key.clone(),
            b: b.key.clone(),
            prior: found.prior,
            attributes,
            weight: found.weight,
            probability: weights::probability(found.weight),
        }
    }

    /// The probability of [`Comparer::score`], to the last bit, without making anything of it: for bulk.
    pub fn probability(&self, one: &Prepared, other: &Prepared) -> f64 {
        if let Some(learned) = &self.learned {
            let (a, b) = if one.key <= other.key { (one, other) } else { (other, one) };
            return learned.probability(&a.forms(), &b.forms());
        }
        let fields = one.fields.iter().zip(&other.fields);
        let weight = self.attributes.iter().zip(fields).enumerate().fold(PRIOR, |weight, (position, found)| {
            let ((kind, weights), (a, b)) = found;
            weight + weights.of(self.agreement(position, *kind, Some(a), Some(b)).0)
        });
        weights::probability(weight)
    }

    /// How well two values of an attribute agree; other forms of a name count unless the attribute has it otherwise.
    fn agreement(
        &self,
        position: usize,
        kind: AttributeKind,
        one: Option<&Field>,
        other: Option<&Field>,
    ) -> (Level, Option<f64>) {
        let nicknames = self.normalising.get(position).is_none_or(|how| how.takes(Step::Nicknames));
        agreement(kind, nicknames, one, other)
    }
}

fn hash(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(value.as_bytes());
    hasher.finish()
}

/// How well two values agree, in either order; no similarity where one is missing.
fn agreement(kind: AttributeKind, nicknames: bool, one: Option<&Field>, other: Option<&Field>) -> (Level, Option<f64>) {
    let (Some(one), Some(other)) = (one, other) else { return (Level::Missing, None) };
    if one.form.is_empty() || other.form.is_empty() {
        return (Level::Missing, None);
    }
    if one.form == other.form {
        return (if one.value == other.value { Level::Exact } else { Level::Equivalent }, Some(1.0));
    }
    // Finding common words is greedy: with the smaller form first, both orders of a pair give one result.
    let (a, b) = if one.form < other.form { (&*one.form, &*other.form) } else { (&*other.form, &*one.form) };
    let (level, similarity) = match kind {
        AttributeKind::PersonName => names::person(a, b, nicknames),
        _ => agreement_of_forms(kind, a, b),
    };
    (level, Some(similarity))
}

/// How well two comparable forms agree: neither empty, the smaller first.
pub fn agreement_of_forms(kind: AttributeKind, a: &str, b: &str) -> (Level, f64) {
    if a == b {
        return (Level::Equivalent, 1.0);
    }
    let compare = match kind {
        AttributeKind::Organisation => names::organisation,
        AttributeKind::PersonName => |a: &str, b: &str| names::person(a, b, true),
        AttributeKind::Email => contact::email,
        AttributeKind::Phone => contact::phone,
        AttributeKind::Url => contact::url,
        AttributeKind::Address => places::address,
        AttributeKind::PostalCode => places::postal_code,
        AttributeKind::City => places::city,
        AttributeKind::Date => measures::date,
        AttributeKind::Number | AttributeKind::Money => measures::number,
        AttributeKind::Identifier => measures::identifier,
        AttributeKind::Country | AttributeKind::Category => measures::category,
        AttributeKind::Text => measures::text,
    };
    compare(a, b)
}

#[cfg(test)]
mod tests;
