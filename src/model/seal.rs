//! Sealing an assertion: its payload, the salted commitment to it, and the content address of its header.
//!
//! The chain commits to `SHA-256(nonce, payload)` and not to the payload, so that a payload can be erased and the
//! chain still verifies; the nonce keeps anyone from guessing what an erased payload said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::assertion::{Assertion, Shown};
use super::hash::Hash;
use super::record::RecordKey;
use super::statement::Statement;

/// The part of an assertion that holds content: the only part that could ever be erased.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// What is said.
    pub statement: Statement,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Content hashes of the records it speaks of.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub content: BTreeMap<RecordKey, Hash>,
    /// What the author had before them.
    #[serde(default)]
    pub shown: Shown,
}

impl Payload {
    /// Of an assertion.
    pub fn of(assertion: &Assertion) -> Self {
        Self {
            statement: assertion.statement.clone(),
            comment: assertion.comment.clone(),
            content: assertion.content.clone(),
            shown: assertion.shown.clone(),
        }
    }

    /// As it is read back. A statement of a kind that this version does not know becomes [`Statement::Unknown`]; what
    /// else the payload holds is kept where it is stored, and not read.
    ///
    /// # Errors
    /// Text that is no payload.
    pub fn read(text: &str, kind: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Outline {
            #[serde(default)]
            comment: Option<String>,
        }
        match serde_json::from_str(text) {
            Ok(payload) => Ok(payload),
            Err(error) if Statement::KINDS.contains(&kind) => Err(error),
            Err(_) => {
                let Outline { comment } = serde_json::from_str(text)?;
                let statement = Statement::Unknown { kind: kind.to_owned() };
                Ok(Self { statement, comment, content: BTreeMap::new(), shown: Shown::default() })
            }
        }
    }

    /// As it is stored: compact JSON, fields in this order, maps by key.
    ///
    /// # Errors
    /// None that these types can cause.
    pub fn text(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// What the header commits to.
pub fn commitment(nonce: &[u8], payload: &str) -> Hash {
    Hash::of([nonce, payload.as_bytes()])
}

/// Hash of a payload that stands in place of an erased one: what [`Emptied::body`](super::Emptied) names.
pub fn body_hash(payload: &str) -> Hash {
    Hash::of([payload])
}

/// The content address: the hash of every field of the header, the chain's previous link included.
pub fn address(assertion: &Assertion, commitment: Hash) -> Hash {
    let run = assertion.run.map_or_else(String::new, |run| run.to_string());
    let writer_seq = assertion.writer_seq.to_string();
    let time = assertion.time_us.to_string();
    let seen = seen_text(&assertion.seen);
    let parts: [&[u8]; 12] = [
        b"goldsmith assertion 1",
        assertion.writer.as_bytes(),
        writer_seq.as_bytes(),
        &assertion.previous.0,
        time.as_bytes(),
        seen.as_bytes(),
        assertion.statement.kind().as_bytes(),
        assertion.author.as_bytes(),
        assertion.authority.word().as_bytes(),
        assertion.request.as_bytes(),
        run.as_bytes(),
        &commitment.0,
    ];
    Hash::of(parts)
}

/// A version vector as text: `writer=number`, by writer.
pub fn seen_text(seen: &BTreeMap<String, u64>) -> String {
    seen.iter().map(|(writer, last)| format!("{writer}={last}")).collect::<Vec<_>>().join(",")
}

/// A version vector from text; `None` where it is none.
pub fn seen_from_text(text: &str) -> Option<BTreeMap<String, u64>> {
    text.split(',')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').and_then(|(writer, last)| Some((writer.to_owned(), last.parse().ok()?))))
        .collect()
}
