//! Source records: immutable rows, each known by its source and its id there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hash::Hash;

/// The key of a record: the name of its source and its id there, both text (`0012` is not `12`).
///
/// Written `source:id`. Source names hold no colon, so the first colon divides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    /// The source system, as `goldsmith.toml` names it.
    pub source: String,
    /// The record's id in that source.
    pub id: String,
}

impl RecordKey {
    /// The key of record `id` of `source`.
    pub fn new(source: impl Into<String>, id: impl Into<String>) -> Self {
        Self { source: source.into(), id: id.into() }
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.source, self.id)
    }
}

impl FromStr for RecordKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some((source, id)) if !source.is_empty() && !id.is_empty() => Ok(Self::new(source, id)),
            _ => Err(format!("not a record key (source:record_id): {text}")),
        }
    }
}

impl Serialize for RecordKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One row of a source, mapped to the domain's attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it comes from.
    pub key: RecordKey,
    /// One value an attribute, in the order of the domain's attributes; `None` where the source has none.
    pub values: Vec<Option<String>>,
    /// When the source last changed it, as the source writes it.
    pub updated_at: Option<String>,
    /// The same moment in microseconds since 1970 (UTC), where it could be read.
    pub updated_us: Option<i64>,
    /// Hash of `values` and `updated_at`: what "the record as it was" means.
    pub hash: Hash,
}

impl Record {
    /// A record with its content hash. `updated_us` is what `normalise::time` made of `updated_at`.
    pub fn new(
        key: RecordKey,
        values: Vec<Option<String>>,
        updated_at: Option<String>,
        updated_us: Option<i64>,
    ) -> Self {
        let hash = Self::content_hash(&values, updated_at.as_deref());
        Self { key, values, updated_at, updated_us, hash }
    }

    /// The value of the attribute at `position`.
    pub fn value(&self, position: usize) -> Option<&str> {
        self.values.get(position).and_then(Option::as_deref)
    }

    fn content_hash(values: &[Option<String>], updated_at: Option<&str>) -> Hash {
        let all = values.iter().map(Option::as_deref).chain([updated_at]);
        // A missing value and an empty one differ: the first byte says which it is.
        Hash::of(all.map(|value| value.map_or_else(Vec::new, |v| [b"=", v.as_bytes()].concat())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_colon_divides_a_key() {
        let key: RecordKey = "crm:a:1".parse().unwrap();
        assert_eq!((key.source.as_str(), key.id.as_str()), ("crm", "a:1"));
        assert_eq!(key.to_string(), "crm:a:1");
        assert!("crm".parse::<RecordKey>().is_err());
        assert!(":1".parse::<RecordKey>().is_err());
    }

    #[test]
    fn missing_is_not_empty() {
        let hash = |value: Option<&str>| {
            Record::new(RecordKey::new("s", "1"), vec![value.map(str::to_owned)], None, None).hash
        };
        assert_ne!(hash(None), hash(Some("")));
    }
}
