//! Records as the engine takes them: comparable forms of what is evidence.

use std::collections::HashMap;

use super::filling;
use crate::config::{AttributeKind, Config, Normalising};
use crate::error::Result;
use crate::matching::engine;
use crate::matching::engine::table::{Builder, ColumnBuilder, Table};
use crate::model::{Hash, RecordKey};
use crate::normalise;
use crate::store::Db;

/// All records that are in their sources, in the order of their keys.
pub struct Records {
    /// What is compared.
    pub table: Table,
    /// Their numbers here.
    pub rids: Vec<i64>,
    /// Hash of each key.
    pub keys: Vec<Hash>,
}

impl Records {
    /// Reads them.
    pub fn read(db: &Db, config: &Config) -> Result<Self> {
        let forms = Forms::new(config);
        let (mut rids, mut keys) = (Vec::new(), Vec::new());
        let table = filling::fill(&forms, 0, |give| {
            db.for_each_present(|rid, source, id, values| {
                rids.push(rid);
                keys.push(key_hash(source, id));
                give(forms.source(source), &mut values.iter().map(|value| value.as_deref().unwrap_or_default()))
            })
        })?;
        Ok(Self { table, rids, keys })
    }

    /// The key of one of them.
    pub fn key(&self, db: &Db, record: u32) -> Result<RecordKey> {
        Ok(db.record(self.rids[record as usize])?.record.key)
    }
}

/// Hash of a record's key.
pub fn key_hash(source: &str, id: &str) -> Hash {
    Hash::of([source.as_bytes(), id.as_bytes()])
}

/// The same.
pub fn hash_of(key: &RecordKey) -> Hash {
    key_hash(&key.source, &key.id)
}

/// Makes comparable forms of what is evidence.
pub struct Forms<'c> {
    config: &'c Config,
    evidence: Vec<(usize, AttributeKind)>,
    sources: HashMap<&'c str, u16>,
}

impl<'c> Forms<'c> {
    /// As this configuration has it.
    pub fn new(config: &'c Config) -> Self {
        let sources = config.sources.iter().enumerate().map(|(i, source)| (source.name.as_str(), i as u16)).collect();
        Self { config, evidence: engine::evidence(&config.domain), sources }
    }

    /// For a table of them.
    pub fn builder(&self) -> Builder {
        Builder::new(&self.evidence.iter().map(|(_, kind)| *kind).collect::<Vec<_>>())
    }

    /// Adds values to a column of theirs; empty where a record has none. `values` gives those at a position of the
    /// domain.
    pub fn put<'v, V: Iterator<Item = &'v str>>(
        &self,
        column: usize,
        into: &mut ColumnBuilder,
        values: impl Fn(usize) -> V,
    ) {
        let Some(&(position, kind)) = self.evidence.get(column) else { return };
        let how = self.how(position);
        let values: Vec<&str> = values(position).collect();
        into.push_values(&values, |value| normalise::comparable(kind, how, value));
    }

    fn how(&self, position: usize) -> Normalising {
        self.config.domain.attributes.get(position).map(|attribute| attribute.normalising).unwrap_or_default()
    }

    /// The number of a source.
    pub fn source(&self, name: &str) -> u16 {
        self.sources.get(name).copied().unwrap_or(u16::MAX)
    }

    /// The forms of a record's values.
    pub fn of(&self, values: &[Option<String>]) -> impl Iterator<Item = String> {
        self.evidence.iter().map(|&(position, kind)| {
            let how = self.how(position);
            let value = values.get(position).and_then(Option::as_deref);
            value.map_or_else(String::new, |value| normalise::comparable(kind, how, value))
        })
    }
}

/// Forms as they are kept: each after its length, seven bits a byte, the last one below 128.
pub fn pack<S: AsRef<str>>(forms: impl IntoIterator<Item = S>) -> Vec<u8> {
    let mut packed = Vec::new();
    for form in forms {
        let form = form.as_ref().as_bytes();
        let mut length = form.len();
        while length >= 0x80 {
            packed.push(length as u8 | 0x80);
            length >>= 7;
        }
        packed.push(length as u8);
        packed.extend_from_slice(form);
    }
    packed
}

/// Forms out of what was kept; `None` where it is not whole.
pub fn unpack(mut packed: &[u8]) -> Option<Vec<&str>> {
    let mut forms = Vec::new();
    while !packed.is_empty() {
        let (mut length, mut shift) = (0_usize, 0);
        loop {
            let (byte, rest) = packed.split_first()?;
            packed = rest;
            length |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (form, rest) = packed.split_at_checked(length)?;
        forms.push(std::str::from_utf8(form).ok()?);
        packed = rest;
    }
    Some(forms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_kept_whatever_they_hold() {
        let long = "é".repeat(10_000);
        let forms = ["", "anna", "a\u{0}b\u{1f}c", long.as_str(), ""];
        let packed = pack(forms);
        assert_eq!(unpack(&packed).unwrap(), forms);
        assert_eq!(unpack(&packed[..packed.len() - 2]), None);
        assert_eq!(unpack(&[0x80]), None);
        assert_eq!(unpack(&[]).unwrap(), [""; 0]);
    }
}
