//! Why a golden id is now another one: what merged it away, and what ties its record to that other one's.

use super::derive::{Derived, DerivedCluster};
use super::island::Material;
use super::passage;
use super::view::{GivenUp, Step, Tie};
use crate::error::Result;
use crate::resolve::ties::{self, By};
use crate::resolve::{Constraints, Island, Standing};
use crate::store::Db;

/// The story of `golden_id`, which leads to the cluster `found`; `None` where it names it, or is no golden id.
pub fn given_up(
    db: &Db,
    material: &Material,
    derived: &Derived,
    found: &DerivedCluster,
    golden_id: &str,
) -> Result<Option<GivenUp>> {
    let into = &found.stored.golden_id;
    let island = &material.island;
    let bearer = |id: &str| derived.borne.iter().position(|&born| island.nodes[born].golden_id == id);
    let (Some(from), Some(to)) = (bearer(golden_id), bearer(into)) else { return Ok(None) };
    if golden_id == into {
        return Ok(None);
    }
    let constraints = Constraints::of(island, &Standing::of(&island.assertions));
    let key = |node: usize| island.nodes[node].key.clone();
    let chain = ties::ties(island, &constraints, &found.nodes, from, to);
    let chain: Vec<Tie> = chain.into_iter().map(|tie| named(island, tie.a, tie.b, tie.by)).collect();
    let end = passage::end_of(db, golden_id)?;
    let sentence = sentence(golden_id, &key(from).to_string(), into, end.as_ref());
    Ok(Some(GivenUp { golden_id: golden_id.to_owned(), record: key(from), into: into.clone(), end, chain, sentence }))
}

/// A tie in the words of the faces.
pub fn named(island: &Island, a: usize, b: usize, by: By) -> Tie {
    let (a, b) = (island.nodes[a].key.clone(), island.nodes[b].key.clone());
    match by {
        By::Said(at) => {
            let said = &island.assertions[at];
            let (kind, author) = (said.statement.kind().to_owned(), Some(said.author.clone()));
            Tie { a, b, kind, seq: Some(said.seq), author, probability: None }
        }
        By::Run(probability) => {
            Tie { a, b, kind: "match".to_owned(), seq: None, author: None, probability: Some(probability) }
        }
    }
}

fn sentence(id: &str, record: &str, into: &str, end: Option<&Step>) -> String {
    let Some(end) = end else {
        return format!(
            "{id} has named no golden record of its own here: it is what {record} was given in case it ever stands alone, \
             and that is part of {into}"
        );
    };
    let by = match (end.seq, &end.author) {
        (Some(seq), Some(author)) => format!("by number {seq} of {author} ({})", end.summary),
        _ => format!("by {}", end.summary),
    };
    let day = end.time.get(..10).unwrap_or(&end.time);
    let first = format!("{id} was given up on {day}: merged into {} {by}", end.other.as_deref().unwrap_or(into));
    match &end.other {
        Some(other) if other != into => format!("{first}, and that is {into} now"),
        _ => first,
    }
}

impl Step {
    /// What happened, without when and why: `G-9 merged into G-1`.
    pub fn sentence(&self) -> String {
        let Self { golden_id, event, .. } = self;
        let event = event.replace('_', " ");
        match &self.other {
            None => format!("{golden_id} {event}"),
            Some(other) if self.event == "swapped" => format!("{golden_id} changed places with {other}"),
            Some(other) if self.event == "reinstated" => format!("{golden_id} reinstated from {other}"),
            Some(other) => format!("{golden_id} {event} {other}"),
        }
    }
}

impl Tie {
    /// In a sentence, with keys as they are: `crm:3 is tied to crm:1 by number 4 (merge by ana)`.
    pub fn sentence(&self) -> String {
        let Self { a, b, kind, .. } = self;
        match (self.seq, &self.author, self.probability) {
            (Some(seq), Some(author), _) => format!("{a} is tied to {b} by number {seq} ({kind} by {author})"),
            (_, _, Some(probability)) => format!("{a} is tied to {b} by the match run ({probability:.2})"),
            _ => format!("{a} is tied to {b}"),
        }
    }
}
