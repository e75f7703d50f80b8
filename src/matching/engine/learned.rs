//! What a run has learnt, kept with it: so that any two records can be scored, and the score explained, later.

use serde::{Deserialize, Serialize};

use super::blocking::Key;
use super::compare::{Comparison, Grade, MOST, Words};
use super::derive::{Texts, Whole};
use super::grade;
use super::linear::Linear;
use super::model::{Model, Part};
use super::statistics::Statistics;
use super::table::{Aspect, Builder, MISSING, Table};
use super::things;
use super::trained::Mixed;
use crate::config::{AttributeKind, Domain, Step};
use crate::matching::weights::probability;
use crate::model::Level;

/// How pairs are scored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scorer {
    /// A mixture of kinds of pairs.
    Mixture(Model),
    /// Such a mixture, with what labelled pairs taught.
    Trained {
        /// The mixture.
        model: Model,
        /// What is added to its log odds.
        linear: Linear,
    },
    /// A sum of features.
    Things(Linear),
}

/// The two ways to score.
pub(super) enum Way<'s> {
    /// By a mixture.
    Mixed(Mixed<'s>),
    /// By a sum of features.
    Things(&'s Linear),
}

/// The scorer, with what it needs to know of the records that it learnt from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Positions in the domain of the attributes that are evidence, with their kinds: the columns in their order.
    pub evidence: Vec<(usize, AttributeKind)>,
    /// Which columns were made of others.
    pub texts: Option<Texts>,
    /// Which columns say in full what others say in parts.
    #[serde(default)]
    pub wholes: Vec<Whole>,
    /// Columns in which other forms of a name count for nothing.
    #[serde(default)]
    pub literal: Vec<usize>,
    /// The scorer.
    pub scorer: Scorer,
    /// What brought candidates together; none where an earlier version learnt it.
    #[serde(default)]
    pub keys: Vec<Key>,
    /// How many records it was learnt from.
    #[serde(default)]
    pub records: u64,
    /// How common values are.
    #[serde(skip)]
    pub statistics: Statistics,
}

/// A score taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Match weight before anything is compared, in bits.
    pub prior: f64,
    /// For each attribute that is evidence its position in the domain, how well the values agree, and what that adds.
    pub parts: Vec<(usize, Level, Part)>,
    /// The match weight: the prior and all parts.
    pub weight: f64,
}

/// The attributes of a domain that are evidence.
pub fn evidence(domain: &Domain) -> Vec<(usize, AttributeKind)> {
    // A pattern holds so many columns, of which some may be made of others.
    const ROOM: usize = MOST - 7;
    let all = domain.attributes.iter().enumerate().filter(|(_, attribute)| attribute.matched);
    all.map(|(position, attribute)| (position, attribute.kind)).take(ROOM).collect()
}

/// Which columns of the evidence are compared without other forms of a name: by the step `nicknames` of each attribute.
pub fn literal(domain: &Domain) -> Vec<usize> {
    let attribute = |position: usize| domain.attributes.get(position);
    let off = |&(_, (position, kind)): &(usize, (usize, AttributeKind))| {
        kind == AttributeKind::PersonName
            && attribute(position).is_some_and(|attribute| !attribute.normalising.takes(Step::Nicknames))
    };
    evidence(domain).into_iter().enumerate().filter(off).map(|(column, _)| column).collect()
}

impl Scorer {
    /// With or without labels, it is one of two ways.
    pub(super) fn way(&self) -> Way<'_> {
        match self {
            Self::Mixture(model) => Way::Mixed(Mixed { model, taught: None }),
            Self::Trained { model, linear } => Way::Mixed(Mixed { model, taught: Some(linear) }),
            Self::Things(linear) => Way::Things(linear),
        }
    }
}

impl Learned {
    /// Whether it fits a domain as it is now.
    pub fn fits(&self, domain: &Domain) -> bool {
        self.evidence == evidence(domain) && self.literal == literal(domain)
    }

    /// Whether it says of two records by themselves what they are, so that a run can be made of it again.
    pub fn holds_for_pairs(&self) -> bool {
        matches!(self.scorer.way(), Way::Mixed(_))
    }

    /// The keys of a run by it: its own, or those that are `given` and its own rare words.
    pub(super) fn keys(&self, given: Option<&[Key]>) -> Vec<Key> {
        let Some(given) = given else { return self.keys.clone() };
        let rare = self.keys.iter().filter(|key| key.rare_words().is_some());
        given.iter().chain(rare).cloned().collect()
    }

    /// Makes a table ready to be compared as the one that it was learnt from.
    pub(super) fn comparison<'t>(&self, table: &'t mut Table) -> Comparison<'t> {
        for whole in &self.wholes {
            whole.add_to(table);
        }
        if let Some(texts) = &self.texts {
            texts.add_to(table);
        }
        table.take_literally(&self.literal);
        self.statistics.apply(table);
        self.statistics.comparison(table, Words::of(table))
    }

    /// A table of two records, by their comparable forms in the domain's order.
    fn table(&self, a: &[&str], b: &[&str]) -> Table {
        let kinds: Vec<AttributeKind> = self.evidence.iter().map(|(_, kind)| *kind).collect();
        let mut builder = Builder::new(&kinds);
        for (source, forms) in [a, b].into_iter().enumerate() {
            let of = |(position, _): &(usize, AttributeKind)| forms.get(*position).copied().unwrap_or_default();
            builder.push(source as u16, self.evidence.iter().map(of));
        }
        builder.finish()
    }

    /// Probability that two records are one entity.
    pub fn probability(&self, a: &[&str], b: &[&str]) -> f64 {
        let mut table = self.table(a, b);
        let comparison = self.comparison(&mut table);
        match self.scorer.way() {
            Way::Mixed(mixed) => {
                let (pattern, common) = mixed.look(&comparison, 0, 1);
                probability(mixed.weight(pattern, &common))
            }
            Way::Things(linear) => {
                let features: Vec<f64> =
                    things::features(&comparison, 0, 1).into_iter().map(|(_, value)| value).collect();
                probability(linear.log_odds(&features) * std::f64::consts::LOG2_E)
            }
        }
    }

    /// The score of two records, and what made it.
    pub fn explain(&self, a: &[&str], b: &[&str]) -> Explained {
        let mut table = self.table(a, b);
        let comparison = self.comparison(&mut table);
        let pattern = comparison.pattern(0, 1);
        let (prior, by_column, weight) = match self.scorer.way() {
            Way::Mixed(mixed) => {
                let (pattern, common) = mixed.look(&comparison, 0, 1);
                let (prior, parts) = mixed.parts(pattern, &common);
                (prior, parts, mixed.weight(pattern, &common))
            }
            Way::Things(linear) => {
                let mut parts = vec![Part::default(); comparison.table.columns.len()];
                for ((column, value), weight) in things::features(&comparison, 0, 1).into_iter().zip(&linear.weights) {
                    parts[column].weight += value * weight * std::f64::consts::LOG2_E;
                }
                let prior = linear.bias * std::f64::consts::LOG2_E;
                let weight = prior + parts.iter().map(|part| part.weight).sum::<f64>();
                (prior, parts, weight)
            }
        };
        // What is made of an attribute counts with it.
        let mut parts: Vec<(usize, Level, Part)> = self
            .evidence
            .iter()
            .enumerate()
            .map(|(column, (position, _))| (*position, grade::level(pattern.grade(column) as Grade), Part::default()))
            .collect();
        let mut wholes = self.wholes.iter();
        for (position, (column, part)) in comparison.table.columns.iter().zip(by_column).enumerate() {
            let mut of = column.of;
            if column.aspect == Aspect::Whole
                && let Some(whole) = wholes.next()
            {
                // It stands where one of the two says it.
                let said = |part: &usize| comparison.table.columns[*part].ids.iter().any(|id| *id != MISSING);
                of = whole.columns().find(said).unwrap_or(of);
                if pattern.grade(position) > 0 {
                    parts[of].1 = grade::level(pattern.grade(position));
                }
            }
            let (_, _, whole) = &mut parts[of];
            whole.weight += part.weight;
            whole.term_frequency += part.term_frequency;
        }
        Explained { prior, parts, weight }
    }
}
