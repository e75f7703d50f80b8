//! What changed since somebody decided: in words, and value by value.
//!
//! `resolve/staleness.rs` says what is stale. The words that the database keeps name records and decisions only; which
//! attributes changed is added when they are read, as far as this copy still holds the records as they were.

use std::collections::BTreeMap;

use super::derive::DerivedCluster;
use super::desk::Desk;
use super::island::Material;
use super::lifetime;
use super::view::{StaleDecision, ValueChange};
use super::words;
use crate::config::Domain;
use crate::error::Result;
use crate::governance::Lapsed;
use crate::model::{Assertion, Hash, RecordKey, Statement, TaskKind};
use crate::normalise::time;
use crate::resolve::{Island, Stale};
use crate::store::Db;

/// Records that a reason names.
const NAMED: usize = 2;
/// Attributes of one record that it names.
const ATTRIBUTES: usize = 3;

/// Why a cluster waits to be looked at again, in one sentence: it was sent back, records changed, records came or
/// went. `lapsed`: what no longer holds, how many records joined and left since.
pub fn reason(
    sent_back: Option<&str>,
    changed: Option<String>,
    lapsed: Option<(Lapsed, usize, usize)>,
) -> Option<String> {
    let sent_back = sent_back.map(|comment| format!("sent back: {comment}"));
    let moved = lapsed.and_then(|(lapsed, joined, left)| {
        let what = match lapsed {
            Lapsed::Confirmation => "confirmed",
            Lapsed::Approval => "approved",
        };
        match (joined, left) {
            (0, 0) if changed.is_some() => None,
            (0, 0) => Some(format!("values changed since it was {what}")),
            (joined, 0) => Some(format!("{joined} joined since it was {what}")),
            (0, left) => Some(format!("{left} left since it was {what}")),
            (joined, left) => Some(format!("{joined} joined and {left} left since it was {what}")),
        }
    });
    // What was sent back waits for an answer to that; that it no longer is what it was, is no news then.
    let moved = moved.filter(|_| sent_back.is_none());
    let parts: Vec<String> = sent_back.into_iter().chain(changed).chain(moved).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Which records changed since which decisions; nothing where none did.
pub fn sentence(island: &Island, stale: &[Stale]) -> Option<String> {
    told(island, stale, &|_, _| None, None)
}

/// The same, with the attributes that changed where `attributes` knows them, and *you* for the one who reads it.
fn told(
    island: &Island,
    stale: &[Stale],
    attributes: &dyn Fn(&Assertion, usize) -> Option<Vec<String>>,
    reader: Option<&str>,
) -> Option<String> {
    // The newest decision about a record stands for all.
    let mut newest: BTreeMap<usize, &Assertion> = BTreeMap::new();
    for decision in stale {
        let said = &island.assertions[decision.assertion];
        newest.extend(decision.nodes.iter().map(|&node| (node, said)));
    }
    let one = |(&node, said): (&usize, &&Assertion)| {
        let key = &island.nodes[node].key;
        let what = match attributes(said, node) {
            Some(names) if names.len() > ATTRIBUTES => {
                format!(" {} and {} more", names[..ATTRIBUTES].join(", "), names.len() - ATTRIBUTES)
            }
            Some(names) if !names.is_empty() => format!(" {}", names.join(", ")),
            _ => String::new(),
        };
        let who = if reader == Some(said.author.as_str()) { "you" } else { &said.author };
        format!("{key} changed{what} since {who} {}", did(&said.statement, key))
    };
    let named: Vec<String> = newest.iter().take(NAMED).map(one).collect();
    let more = newest.len().saturating_sub(NAMED);
    match (named.is_empty(), more) {
        (true, _) => None,
        (_, 0) => Some(named.join("; ")),
        (_, more) => Some(format!("{}; and {more} more changed", named.join("; "))),
    }
}

/// What a decision did with a record.
fn did(statement: &Statement, key: &RecordKey) -> String {
    let others = |keys: Vec<&RecordKey>| {
        let others: Vec<RecordKey> = keys.into_iter().filter(|other| *other != key).cloned().collect();
        words::records(&others)
    };
    match statement {
        Statement::Same { .. } => format!("tied it to {}", others(statement.records())),
        Statement::Different { .. } => format!("separated it from {}", others(statement.records())),
        Statement::Merge { .. } => format!("merged it with {}", others(statement.records())),
        Statement::Split { parts, .. } => {
            let elsewhere = parts.iter().filter(|part| !part.contains(key)).flatten().collect();
            format!("separated it from {}", others(elsewhere))
        }
        _ => "confirmed it".to_owned(),
    }
}

/// The stale decisions of a cluster with what changed, newest decision first.
pub fn decisions(db: &Db, desk: &Desk, material: &Material, stale: &[Stale]) -> Result<Vec<StaleDecision>> {
    let mut all = Vec::new();
    for decision in stale.iter().rev() {
        let said = &material.island.assertions[decision.assertion];
        for &node in &decision.nodes {
            all.push(StaleDecision {
                seq: said.seq,
                kind: said.statement.kind().to_owned(),
                author: said.author.clone(),
                time: time::rfc3339(said.time_us),
                record: material.island.nodes[node].key.clone(),
                changes: changes(db, &desk.config.domain, material, said, node)?,
            });
        }
    }
    Ok(all)
}

/// What changed of a record since a decision; every value that it has, where it is not known what it had.
fn changes(db: &Db, domain: &Domain, material: &Material, said: &Assertion, node: usize) -> Result<Vec<ValueChange>> {
    let record = &material.records[node];
    let was = match said.content.get(&record.key) {
        Some(&hash) => db.past(material.rids[node], hash)?,
        None => None,
    };
    let known = was.is_some();
    let before = |position: usize| was.as_ref().and_then(|was| was.values.get(position)?.clone());
    let mut changes = Vec::new();
    for (position, attribute) in domain.attributes.iter().enumerate() {
        let (before, after) = (before(position), record.value(position).map(str::to_owned));
        if if known { before != after } else { after.is_some() } {
            let attribute = attribute.name.clone();
            changes.push(ValueChange { position: Some(position), attribute, before, after, known });
        }
    }
    let before = was.and_then(|was| was.updated_at);
    if known && changes.is_empty() && before != record.updated_at {
        // The source says that it changed, and nothing that is read of it did.
        let (attribute, after) = ("updated_at".to_owned(), record.updated_at.clone());
        changes.push(ValueChange { position: None, attribute, before, after, known });
    }
    Ok(changes)
}

/// The reason of a task as it is read: with the attributes that changed, and the values of an override that ended.
pub fn read_reason(
    db: &Db,
    desk: &Desk,
    material: &Material,
    found: &DerivedCluster,
    kind: TaskKind,
    reason: &str,
) -> Result<String> {
    let mut reason = reason.to_owned();
    let mut enrich = |plain: Option<String>, rich: Option<String>| {
        if let (Some(plain), Some(rich)) = (plain, rich) {
            reason = reason.replacen(&plain, &rich, 1);
        }
    };
    if kind == TaskKind::Stale {
        let mut known: BTreeMap<(i64, usize), Vec<String>> = BTreeMap::new();
        for decision in &found.stale {
            let said = &material.island.assertions[decision.assertion];
            for &node in &decision.nodes {
                let changes = changes(db, &desk.config.domain, material, said, node)?;
                let names = changes.into_iter().filter(|change| change.known).map(|change| change.attribute);
                known.insert((said.seq, node), names.collect());
            }
        }
        let attributes = |said: &Assertion, node: usize| known.get(&(said.seq, node)).cloned();
        let rich = told(&material.island, &found.stale, &attributes, Some(&desk.steward));
        enrich(sentence(&material.island, &found.stale), rich);
    }
    if !found.lapsing.is_empty() {
        let (config, golden) = (&desk.config, &found.golden);
        let mut pasts = BTreeMap::new();
        for (node, record) in material.records.iter().enumerate() {
            if found.nodes.binary_search(&node).is_ok() {
                pasts.insert(&record.key, db.pasts(material.rids[node])?);
            }
        }
        let was = |key: &RecordKey, position: usize, hash: Hash| {
            let mut values = pasts.get(key)?.iter().filter_map(|past| past.values.get(position)?.as_deref());
            values.find(|value| lifetime::value_hash(Some(value)) == hash).map(str::to_owned)
        };
        let plain = lifetime::sentence(config, material, golden, &found.lapsing);
        enrich(plain, lifetime::sentence_with_values(config, material, golden, &found.lapsing, &was));
    }
    Ok(reason)
}
