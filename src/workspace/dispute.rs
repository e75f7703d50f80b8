//! Disputes: decisions that cannot all hold, and set values that differ where records have met; with both sides.

use std::collections::BTreeSet;

use serde::Serialize;

use super::change::Link;
use super::derive::{DerivedCluster, derive};
use super::island::Material;
use super::words;
use crate::config::Config;
use crate::matching::Comparer;
use crate::model::{Assertion, Choice, RecordKey};
use crate::normalise::time;
use crate::resolve::{Contradiction, Island};
use crate::survivorship::Override;

/// Something that is said in two ways.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Dispute {
    /// The two records that are kept apart and tied together; or those that the differing values are anchored to.
    pub records: Vec<RecordKey>,
    /// The attribute, where values differ.
    pub attribute: Option<String>,
    /// Who said what. Of a contradiction first what keeps the two records apart, then what ties them together.
    pub sides: Vec<Side>,
    /// In one sentence.
    pub message: String,
}

/// One that says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Side {
    /// Its number in the local log.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// Who said it.
    pub author: String,
    /// When, RFC 3339.
    pub time: String,
    /// Of which records, as far as it matters here.
    pub records: Vec<RecordKey>,
    /// The value, where values differ; `None` also for no value at all.
    pub value: Option<String>,
    /// Why, in the author's words.
    pub comment: Option<String>,
}

impl Dispute {
    /// What it is about: two of the same are one dispute, also if another way was found to say it.
    pub fn about(&self) -> (&[RecordKey], Option<&str>, BTreeSet<i64>) {
        let sides = if self.attribute.is_some() { self.sides.len() } else { 1 };
        (&self.records, self.attribute.as_deref(), self.sides.iter().take(sides).map(|side| side.seq).collect())
    }
}

/// All disputes of an island.
pub fn disputes(config: &Config, comparer: &Comparer, material: &Material) -> Vec<Dispute> {
    let derived = derive(config, comparer, material);
    let mut found: Vec<Dispute> = derived.contradictions.iter().map(|found| links(&material.island, found)).collect();
    found.extend(derived.clusters.iter().flat_map(|cluster| values(config, cluster)));
    found
}

fn links(island: &Island, found: &Contradiction) -> Dispute {
    let key = |node: usize| island.nodes[node].key.clone();
    let side = |assertion: usize, a: usize, b: usize| {
        let Assertion { seq, author, statement, time_us, comment, .. } = &island.assertions[assertion];
        Side {
            seq: *seq,
            kind: statement.kind().to_owned(),
            author: author.clone(),
            time: time::rfc3339(*time_us),
            records: vec![key(a), key(b)],
            value: None,
            comment: comment.clone(),
        }
    };
    let mut sides = vec![side(found.against, found.a, found.b)];
    sides.extend(found.chain.iter().map(|step| side(step.assertion, step.a, step.b)));
    Dispute { records: vec![key(found.a), key(found.b)], attribute: None, sides, message: contradiction(island, found) }
}

fn values(config: &Config, cluster: &DerivedCluster) -> Vec<Dispute> {
    let attributes = config.domain.attributes.iter().enumerate();
    let contested = attributes.filter(|(at, _)| cluster.golden.values.get(*at).is_some_and(|value| value.contested));
    contested
        .map(|(at, attribute)| {
            let said: Vec<&Override> = cluster.rivals.iter().filter(|said| said.attribute == at).collect();
            let anchors: BTreeSet<&RecordKey> = said.iter().map(|said| &said.anchor).collect();
            Dispute {
                records: anchors.into_iter().cloned().collect(),
                attribute: Some(attribute.name.clone()),
                message: differing(config, &cluster.rivals, at),
                sides: said.into_iter().map(side).collect(),
            }
        })
        .collect()
}

fn side(said: &Override) -> Side {
    let (records, value) = match &said.choice {
        Choice::From(key) => (vec![key.clone()], None),
        Choice::Value(value) => (vec![said.anchor.clone()], Some(value.clone())),
        Choice::Null | Choice::Erased => (vec![said.anchor.clone()], None),
    };
    Side {
        seq: said.seq,
        kind: "override".to_owned(),
        author: said.by.clone(),
        time: said.at.clone(),
        records,
        value,
        comment: said.reason.clone(),
    }
}

/// Why a cluster at these positions is in conflict: the first contradiction that touches it, and how many more do.
/// Says nothing that depends on the order of arrival here.
pub fn reason(island: &Island, contradictions: &[Contradiction], nodes: &[usize]) -> Option<String> {
    let here = |node: &usize| nodes.binary_search(node).is_ok();
    let touches =
        |found: &&Contradiction| here(&found.a) || here(&found.b) || found.chain.iter().any(|step| here(&step.b));
    let mut sentences: Vec<String> =
        contradictions.iter().filter(touches).map(|found| contradiction(island, found)).collect();
    sentences.sort();
    sentences.dedup();
    let first = sentences.first()?.clone();
    Some(match sentences.len() - 1 {
        0 => first,
        more => format!("{first}; and {more} more"),
    })
}

fn contradiction(island: &Island, found: &Contradiction) -> String {
    let link = |assertion: usize, a: usize, b: usize| {
        let said = &island.assertions[assertion];
        Link {
            seq: None,
            kind: said.statement.kind().to_owned(),
            author: said.author.clone(),
            a: island.nodes[a].key.clone(),
            b: island.nodes[b].key.clone(),
        }
    };
    let chain: Vec<Link> = found.chain.iter().map(|step| link(step.assertion, step.a, step.b)).collect();
    words::contradiction(&link(found.against, found.a, found.b), &chain)
}

/// Who set differing values of which attributes, for the cluster's task.
pub fn differing_values(config: &Config, rivals: &[Override]) -> String {
    let contested: BTreeSet<usize> = rivals.iter().map(|said| said.attribute).collect();
    contested.into_iter().map(|at| differing(config, rivals, at)).collect::<Vec<_>>().join("; ")
}

fn differing(config: &Config, rivals: &[Override], attribute: usize) -> String {
    let mut authors: Vec<&str> = Vec::new();
    for said in rivals.iter().filter(|said| said.attribute == attribute) {
        if !authors.contains(&said.by.as_str()) {
            authors.push(&said.by);
        }
    }
    let name = config.domain.attributes.get(attribute).map_or("", |attribute| attribute.name.as_str());
    format!("overrides of {name} disagree: set in different ways by {}", authors.join(" and "))
}
