//! Decisions that wait for whoever is writing: a load, a match run, another program.
//!
//! A decision is laid on a shelf beside the database, durably, before anybody is told that it waits; once the others let
//! go it is carried out, checked against what its steward had before them. What is left on the shelf of a program that
//! was killed is taken up by the next one of the same steward. The request id of a decision is chosen when it is laid
//! down, so that it is written once, whenever the program dies. `shelves.rs` is how it lies on the disk.

mod shelves;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::change::{Change, Committed, Proposal, Request};
use super::desk::{now_us, random_id};
use super::meanwhile::too_late;
use super::{Bulk, ClusterView, Query, Workspace};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Hash;
use crate::store::{Shelf, shelves};
use shelves::read;
pub use shelves::{LeftBehind, Shelves, erase, left_behind};

/// A decision that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Request id of its first statement.
    id: String,
    /// Who decided.
    steward: String,
    /// When.
    since_us: i64,
    /// The golden record that it is about, where it is about one.
    #[serde(default)]
    about: Option<String>,
    /// What was decided.
    requests: Vec<Request>,
    /// What it came to when it was decided; `None`: undo and redo, which speak of decisions, wherever these are.
    #[serde(default)]
    seen: Option<Seen>,
}

/// What the steward had before them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    /// The last decision that there was.
    head: i64,
    /// Clusters, records and statements of the proposal.
    digest: Hash,
}

impl Waiting {
    /// What was decided.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// The golden record that it is about, where it is about one.
    pub fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }
}

/// What came of a decision that somebody else's writing can hold up.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It is in the journal.
    Committed(Box<Committed>),
    /// Standing decisions are in the way; nothing was changed.
    Refused(Box<Proposal>),
}

impl Workspace {
    /// Proposes, and commits if nothing stands against it. `shown`: the cluster that was on the screen, if what is
    /// decided speaks of that.
    ///
    /// # Errors
    /// Those of `propose` and `commit`; what was shown has changed meanwhile.
    pub fn decide(&mut self, requests: &[Request], shown: Option<&ClusterView>) -> Result<Fate> {
        let proposal = self.look_again(requests, shown)?;
        if !proposal.conflicts.is_empty() {
            return Ok(Fate::Refused(Box::new(proposal)));
        }
        self.commit(proposal).map(Box::new).map(Fate::Committed)
    }

    /// Lays the same decision down until it can be written. `Err` of the second kind: it is refused as it is.
    ///
    /// # Errors
    /// As [`Workspace::decide`]; it cannot be kept.
    pub fn hold(
        &mut self,
        requests: &[Request],
        shown: Option<&ClusterView>,
    ) -> Result<Result<Waiting, Box<Proposal>>> {
        if !requests.iter().all(speaks_of_content) {
            return self.lay(requests.to_vec(), None).map(Ok);
        }
        let proposal = self.look_again(requests, shown)?;
        if !proposal.conflicts.is_empty() {
            return Ok(Err(Box::new(proposal)));
        }
        self.hold_proposal(&proposal).map(Ok)
    }

    /// Lays down a decision that was previewed.
    ///
    /// # Errors
    /// It cannot be kept.
    pub fn hold_proposal(&mut self, proposal: &Proposal) -> Result<Waiting> {
        self.lay(proposal.requests.clone(), Some(proposal))
    }

    /// Lays down a verdict on everything that a filter shows.
    ///
    /// # Errors
    /// As [`Workspace::carry_out`]; it cannot be kept.
    pub fn hold_bulk(&mut self, query: &Query, shown: &Bulk) -> Result<Waiting> {
        let now = self.bulk_as_shown(query, shown)?;
        let proposal = self.propose(&[now.request(None)])?;
        self.hold_proposal(&proposal)
    }

    /// Writes a decision that waited, if it is still about what its steward had before them.
    ///
    /// # Errors
    /// [`ErrorKind::Busy`]: it waits on. [`ErrorKind::User`]: it cannot be written as things stand.
    pub fn write_waiting(&mut self, waiting: &Waiting) -> Result<Fate> {
        let mut proposal = self.propose(&waiting.requests)?;
        if let Some(seen) = &waiting.seen
            && digest(&proposal) != seen.digest
        {
            return Err(self.read(|db| too_late(db, seen.head, &proposal))?);
        }
        if !proposal.conflicts.is_empty() {
            return Ok(Fate::Refused(Box::new(proposal)));
        }
        if let Some(first) = proposal.request_ids.first_mut() {
            first.clone_from(&waiting.id);
        }
        self.commit(proposal).map(Box::new).map(Fate::Committed)
    }

    /// Takes a decision off the shelf: it was written, or its steward knows that it cannot be.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn settle(&mut self, waiting: &Waiting) -> Result<()> {
        self.shelves.clear(&waiting.id)
    }

    /// Takes up what this steward's programs left behind, the oldest first. What of it was written before they died is
    /// done with. Nothing is taken up while records have to be read again first.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn take_up(&mut self) -> Result<Vec<Waiting>> {
        if !self.is_loaded() {
            return Ok(Vec::new());
        }
        let mut taken = Vec::new();
        for path in shelves(self.store.path())? {
            let Some(mut shelf) = Shelf::take(&path)? else { continue };
            // What nobody can read stays where it is, and is told by `verify`.
            let Some(lines) = read(&mut shelf)? else { continue };
            if lines.iter().any(|(_, waiting)| waiting.steward != self.desk.steward) {
                continue;
            }
            taken.extend(self.shelves.add(shelf, lines)?);
        }
        let mut due = Vec::with_capacity(taken.len());
        for waiting in taken {
            if self.store.read(|db| db.seq_of_request(&waiting.id))?.is_some() {
                self.settle(&waiting)?;
            } else {
                due.push(waiting);
            }
        }
        due.sort_by(|a, b| (a.since_us, &a.id).cmp(&(b.since_us, &b.id)));
        Ok(due)
    }

    /// What waits in this workspace and belongs to no program that runs.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn left_behind(&self) -> Result<LeftBehind> {
        left_behind(self.store.path())
    }

    fn look_again(&self, requests: &[Request], shown: Option<&ClusterView>) -> Result<Proposal> {
        let proposal = self.propose(requests)?;
        if let Some(shown) = shown.filter(|_| requests.iter().all(speaks_of_content)) {
            self.still(shown, &proposal)?;
        }
        Ok(proposal)
    }

    fn lay(&mut self, requests: Vec<Request>, proposal: Option<&Proposal>) -> Result<Waiting> {
        let waiting = Waiting {
            id: random_id()?,
            steward: self.desk.steward.clone(),
            since_us: now_us(),
            about: proposal.and_then(|proposal| proposal.before.first()).map(|cluster| cluster.golden_id.clone()),
            requests,
            seen: proposal.map(|proposal| Seen { head: proposal.base, digest: digest(proposal) }),
        };
        self.shelves.lay(self.store.path(), &waiting)?;
        Ok(waiting)
    }
}

/// It speaks of what was on the screen; undo and redo speak of decisions, wherever these are.
fn speaks_of_content(request: &Request) -> bool {
    !matches!(request.change, Change::Undo | Change::Redo | Change::Retract { .. })
}

/// Two proposals with the same digest are about the same clusters, of the same content, and say the same.
fn digest(proposal: &Proposal) -> Hash {
    let clusters = proposal.before.iter().flat_map(|cluster| {
        [cluster.golden_id.clone(), cluster.golden.content_hash(cluster.members.iter()).to_string()]
    });
    let contents =
        proposal.contents.iter().flat_map(|content| content.iter().map(|(key, hash)| format!("{key} {hash}")));
    let statements = proposal.statements.iter().map(|(said, _)| format!("{said:?}"));
    Hash::of(clusters.chain(contents).chain(statements).collect::<Vec<_>>())
}

impl Waiting {
    /// Whether an error means that it waits on: nothing is wrong with it.
    pub fn waits_on(error: &Error) -> bool {
        matches!(error.kind, ErrorKind::Busy | ErrorKind::Store | ErrorKind::Internal)
    }
}
