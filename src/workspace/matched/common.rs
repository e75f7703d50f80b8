//! Values so common that they carry nothing, as reports tell them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::{Attribute, Config};
use crate::governance::mask;
use crate::model::RecordKey;

/// A value that too many records share to compare them all for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommonNote {
    /// By the part of an attribute, as `block_on` writes it, what they share, in comparable form; masked where a role
    /// of the workspace sees such attributes masked.
    pub values: BTreeMap<String, String>,
    /// How many share it.
    pub records: u64,
    /// One of them.
    pub example: RecordKey,
}

/// A value as a report may show it. Reports end in logs, which everybody reads: what is masked for some is masked here.
pub fn shown(config: &Config, attribute: Option<&Attribute>, value: String) -> String {
    match attribute {
        Some(attribute) if config.roles.iter().any(|role| role.mask.contains(&attribute.sensitivity)) => {
            mask(attribute.kind).to_owned()
        }
        _ => value,
    }
}
