//! The proof: values that only the erased record held do not occur in the bytes of the file any more.

use std::collections::BTreeSet;

use super::Proof;
use super::erase::blank;
use super::reach::touched_by;
use super::values::{forms, values};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::redact::emptied;
use crate::model::{Choice, Record, RecordKey, Statement};
use crate::normalise::search_text;
use crate::store::{Db, Store};
use crate::text::{Needles, needles::LEAST};

/// What to look for once a record is erased; gathered before.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    needles: Vec<String>,
    values: u64,
    shared: u64,
    short: u64,
}

impl Evidence {
    /// Whether a text quotes any of it.
    pub fn is_in(&self, text: &str) -> bool {
        self.needles.iter().any(|needle| text.contains(needle.as_str()))
    }
}

/// Gathers what to look for. What another record, a key, a name or the configuration holds as well stays there; what is
/// left of the journal's payloads when all values and words are taken away (keys, kinds, attributes) does so too.
pub fn gather(db: &Db, config: &Config, key: &RecordKey) -> Result<Evidence> {
    let rid = super::erasable(db, key)?;
    let values = values(db, rid, key)?;
    let typed: BTreeSet<i64> = touched_by(db, rid, key, &values)?
        .into_iter()
        .filter(|payload| payload.typed)
        .map(|payload| payload.seq)
        .collect();
    let values = values.all;
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for value in &values {
        wanted.extend(forms(value).into_keys());
    }
    let wanted: Vec<String> = wanted.into_iter().collect();
    let needles = Needles::new(wanted.iter().map(|needle| needle.clone().into_bytes()).collect());
    let mut held: BTreeSet<usize> = BTreeSet::new();
    let mut hold = |text: &str| {
        needles.search(text.as_bytes(), |_, needle| {
            held.insert(needle);
        });
    };
    db.for_each_other_values(rid, |attrs| {
        hold(attrs);
        hold(&attrs.to_lowercase());
        let values: Vec<Option<String>> = serde_json::from_str(attrs).unwrap_or_default();
        hold(&search_text(values.iter().flatten().map(String::as_str)));
    })?;
    db.for_each_fixed_text(rid, |text| {
        hold(text);
        // Ids are found by the search index too.
        hold(&search_text([text]));
    })?;
    for name in names(config) {
        hold(name);
    }
    db.for_each_assertion(|stored| {
        let kind = stored.assertion.statement.kind();
        let left = emptied(&stored.body, kind, key, true).map_err(|error| Error::internal(error.to_string()))?;
        hold(&left);
        // Typed for another record, and not because of this one.
        if let Statement::Override { choice: Choice::Value(value), .. } = &stored.assertion.statement
            && !typed.contains(&stored.assertion.seq)
        {
            hold(value);
            hold(&value.to_lowercase());
        }
        Ok(())
    })?;
    let is_held = |form: &str| wanted.iter().position(|needle| needle == form).is_some_and(|at| held.contains(&at));
    let mut evidence = Evidence::default();
    let mut all: BTreeSet<String> = BTreeSet::new();
    for value in &values {
        if value.len() < LEAST {
            evidence.short += 1;
        } else if is_held(value) {
            evidence.shared += 1;
        } else {
            evidence.values += 1;
        }
        all.extend(forms(value).into_keys().filter(|form| !is_held(form)));
    }
    evidence.needles = all.into_iter().collect();
    Ok(evidence)
}

/// Words of the configuration that come to lie in the file.
fn names(config: &Config) -> impl Iterator<Item = &str> {
    let attributes = config.domain.attributes.iter().map(|attribute| attribute.name.as_str());
    let sources = config.sources.iter().map(|source| source.name.as_str());
    attributes.chain(sources).chain([config.domain.name.as_str()])
}

/// Looks for all of it in the bytes of the database and of the files beside it.
pub fn prove(store: &mut Store, evidence: &Evidence) -> Result<Proof> {
    let needles = Needles::new(evidence.needles.iter().map(|needle| needle.clone().into_bytes()).collect());
    let found = store.search_files(&needles)?;
    Ok(Proof {
        values: evidence.values,
        found: found.iter().map(|(_, count)| count).sum(),
        shared: evidence.shared,
        short: evidence.short,
        files: found.into_iter().map(|(name, _)| name).collect(),
        ..Proof::default()
    })
}

/// Whether a record is as an erasure leaves it.
pub(super) fn is_blank(record: &Record) -> bool {
    *record == blank(record)
}
