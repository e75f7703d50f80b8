//! Golden records: one authoritative value an attribute, each with where it came from and why.

use serde::Serialize;

use super::hash::Hash;
use super::record::RecordKey;

/// What a standing override says of a golden value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OverrideNote {
    /// The assertion's number in the local log.
    pub seq: i64,
    /// Who overrode it.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Why, in the steward's words.
    pub reason: Option<String>,
    /// What ends it: `source_changes`, `winner_changes`, or its last day; `None`: nothing.
    pub until: Option<String>,
    /// It has ended, and no longer decides.
    pub lapsed: bool,
}

/// One value of a golden record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldenValue {
    /// The value; `None` where no record has one, or an override says so.
    pub value: Option<String>,
    /// The record that supplied it; `None` for typed values, explicit nulls and empty attributes.
    pub record: Option<RecordKey>,
    /// The step that chose it, in words: `prefer crm`, `most recent`, `tie: longest value`, `override: typed`.
    pub rule: String,
    /// Two different values were equally good by the declared rules: a fallback decided.
    pub tie: bool,
    /// Standing overrides of this attribute that disagree; the rule decided, approval is blocked.
    pub contested: bool,
    /// The override that decided, if one did.
    pub overridden: Option<OverrideNote>,
}

/// A golden record: one value an attribute, in the domain's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Golden {
    /// The values.
    pub values: Vec<GoldenValue>,
}

impl Golden {
    /// What an approval approves: the members (sorted keys), every value, and which record supplied it.
    pub fn content_hash<'a>(&self, members: impl Iterator<Item = &'a RecordKey>) -> Hash {
        let mut parts: Vec<String> = members.map(ToString::to_string).collect();
        parts.sort();
        parts.push(format!("{} members", parts.len()));
        for value in &self.values {
            // The prefix keeps a missing value apart from an empty one.
            parts.push(value.value.as_ref().map_or_else(String::new, |v| format!("={v}")));
            parts.push(value.record.as_ref().map_or_else(String::new, ToString::to_string));
        }
        Hash::of(parts)
    }

    /// Whether any value was decided below its declared rules.
    pub fn has_tie(&self) -> bool {
        self.values.iter().any(|value| value.tie)
    }

    /// Whether overrides that disagree meet here.
    pub fn is_contested(&self) -> bool {
        self.values.iter().any(|value| value.contested)
    }
}
