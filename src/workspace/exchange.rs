//! Exchange: what this copy of the journal holds, what others lack of it, and what they have said.
//!
//! Two journals become one by set union. What comes is admitted ([`super::admit`]), appended, listed with its records,
//! and only the islands that it speaks of are derived anew ([`super::receive`]): all in one durable transaction.
//!
//! ```text
//! heads ─► a peer's entries after them ─► admit ─► append ─► list ─► derive ─► what contradicts what
//! ```

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::dispute::Dispute;
use super::{Workspace, receive};
use crate::error::Result;
use crate::model::Entry;
use crate::store::StoredAssertion;

/// What came of entries that a peer handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Received {
    /// How many were new here and are part of the journal now.
    pub received: u64,
    /// How many were here already.
    pub known: u64,
    /// Contradictions that were not there before.
    pub conflicts: Vec<Dispute>,
    /// Of kinds that only a newer version knows: kept and passed on, without effect here; by kind.
    pub unknown: BTreeMap<String, u64>,
    /// From which on a writer's entries were not taken, and why.
    pub left_out: Vec<LeftOut>,
    /// What a person should know, and what did not stand in the way.
    pub warnings: Vec<String>,
}

impl Received {
    /// A writer's name is used by two copies of the workspace.
    pub fn is_forked(&self) -> bool {
        self.left_out.iter().any(|left_out| left_out.why == Why::Forked)
    }
}

/// Entries of a writer that were not taken: this one, and all after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The writer.
    pub writer: String,
    /// Who said the first of them.
    pub author: String,
    /// Its number.
    pub number: u64,
    /// Why.
    pub why: Why,
}

/// Why entries were not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Others before it have not come yet.
    Gap {
        /// The number of the first of these.
        missing: u64,
    },
    /// Another with this number is here: two copies of a workspace write under one name.
    Forked,
    /// It is of a kind that this version knows, and says what this version cannot read.
    Newer(String),
    /// Its payload was erased, and the erasure that says so has not come yet.
    Erased,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { writer, author, number, why } = self;
        let writer = writer.get(..8).unwrap_or(writer);
        write!(f, "writer {writer} ({author}), from number {number}: not taken, ")?;
        match why {
            Why::Gap { missing } => write!(f, "since number {missing} has not come yet"),
            Why::Forked => {
                f.write_str("since another decision has that number: two copies of a workspace write under one name")
            }
            Why::Newer(why) => write!(f, "since a newer version wrote it ({why})"),
            Why::Erased => f.write_str("since its content was erased, and the erasure itself has not come yet"),
        }
    }
}

impl Workspace {
    /// What this copy of the journal holds: the last number of every writer.
    #[allow(clippy::redundant_closure_for_method_calls)] // The method alone is tied to one lifetime.
    pub fn heads(&self) -> Result<BTreeMap<String, u64>> {
        self.read(|db| db.version_vector())
    }

    /// This copy's name as a writer.
    pub fn writer(&self) -> &str {
        &self.desk.writer
    }

    /// What a peer lacks that holds so much: by writer, each writer's without gaps and in order.
    pub fn entries_after(&self, heads: &BTreeMap<String, u64>) -> Result<Vec<Entry>> {
        self.read(|db| {
            let mut entries = Vec::new();
            for (writer, last) in db.version_vector()? {
                let held = heads.get(&writer).copied().unwrap_or(0);
                if held < last {
                    entries.extend(db.said_after(&writer, held)?.into_iter().map(StoredAssertion::entry));
                }
            }
            Ok(entries)
        })
    }

    /// Assertions whose payload was erased: peers that hold more of them hold too much.
    pub fn emptied_entries(&self) -> Result<Vec<Entry>> {
        self.read(|db| Ok(db.emptied()?.into_iter().map(StoredAssertion::entry).collect()))
    }

    /// Takes what others said into the journal: all of it that is whole and in order, in one durable transaction.
    /// What is here already is passed over.
    ///
    /// # Errors
    /// An entry that is not what its writer wrote, by writer and number; then nothing was changed.
    pub fn receive(&mut self, entries: Vec<Entry>) -> Result<Received> {
        self.ready()?;
        let Self { desk, store, .. } = self;
        store.write(|db| receive::receive(db, desk, entries))
    }
}
