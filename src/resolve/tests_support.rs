//! A short way to write islands and journals in tests.

use std::collections::BTreeMap;

use crate::model::{Assertion, Authority, Edge, Hash, RecordKey, Shown, Statement};
use crate::resolve::{Constraints, Island, Node, Resolution, Standing, resolve};

/// A journal being written by one writer; every method returns the position of what it appended.
#[derive(Default)]
pub struct Script {
    /// What was said so far.
    pub assertions: Vec<Assertion>,
}

impl Script {
    /// Appends a statement.
    pub fn say(&mut self, statement: Statement) -> usize {
        let n = self.assertions.len() as u64 + 1;
        self.assertions.push(Assertion {
            seq: n as i64,
            id: Hash::of([n.to_be_bytes()]),
            writer: "w".into(),
            writer_seq: n,
            previous: Hash::ZERO,
            author: "steward".into(),
            authority: Authority::Human,
            time_us: n as i64,
            seen: BTreeMap::new(),
            request: n.to_string(),
            run: None,
            statement,
            comment: None,
            content: BTreeMap::new(),
            shown: Shown::default(),
        });
        self.assertions.len() - 1
    }

    /// Says *same*.
    pub fn same(&mut self, a: &str, b: &str) -> usize {
        self.say(Statement::Same { a: key(a), b: key(b) })
    }

    /// Says *different*.
    pub fn different(&mut self, a: &str, b: &str) -> usize {
        self.say(Statement::Different { a: key(a), b: key(b) })
    }

    /// Confirms a cluster.
    pub fn confirm(&mut self, members: &[&str]) -> usize {
        self.say(Statement::Confirm { members: keys(members), content: Hash::ZERO })
    }

    /// Splits into parts.
    pub fn split(&mut self, parts: &[&[&str]]) -> usize {
        let parts = parts.iter().map(|part| keys(part)).collect();
        self.say(Statement::Split { parts, confirm_parts: false })
    }

    /// Takes back what stands at a position.
    pub fn retract(&mut self, position: usize) -> usize {
        let target = self.assertions[position].id;
        self.say(Statement::Retract { target })
    }
}

/// A record key.
pub fn key(text: &str) -> RecordKey {
    text.parse().unwrap()
}

fn keys(texts: &[&str]) -> Vec<RecordKey> {
    texts.iter().map(|text| key(text)).collect()
}

/// An island of the records `s:1` … `s:n` with these edges.
pub fn island(n: usize, edges: &[(usize, usize, f64)], script: &Script) -> Island {
    assert!(n < 10, "keys must sort as their numbers");
    let nodes = (1..=n)
        .map(|i| Node {
            key: RecordKey::new("s", i.to_string()),
            golden_id: format!("G-{i}"),
            first_seen: 1,
            published: false,
            gone: false,
        })
        .collect();
    let edges = edges.iter().map(|&(a, b, probability)| Edge { a: a - 1, b: b - 1, probability }).collect();
    Island { nodes, edges, assertions: script.assertions.clone() }
}

/// The clusters of an island under all that stands on it.
pub fn resolved(island: &Island) -> Resolution {
    resolve(island, &Constraints::of(island, &Standing::of(&island.assertions)))
}
