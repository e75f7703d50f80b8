//! Exchange of journals through something that several people can reach: a folder, or a PostgreSQL server.
//!
//! An [`Exchange`] keeps entries and hands them out; it decides nothing. `segment.rs` is a file of entries, `folder.rs`
//! a folder of them, `postgres.rs` the two tables; `target.rs`, `tls.rs` and `password.rs` say how a server is reached.

mod folder;
mod password;
mod postgres;
mod segment;
mod target;
mod tls;

use std::collections::BTreeMap;
use std::path::Path;

pub use target::Target;

use crate::error::Result;
use crate::model::{Entry, Hash};

/// Version of what is kept; a newer one is left alone.
const FORMAT: i64 = 1;

/// A place where copies of a workspace leave entries for each other.
pub trait Exchange {
    /// What it is called in messages. Holds no password.
    fn name(&self) -> String;

    /// What is there, per writer and gapless from 1: number and address of the last entry.
    fn heads(&mut self) -> Result<BTreeMap<String, (u64, Hash)>>;

    /// Everything that is there whole, after these numbers.
    fn fetch(&mut self, after: &BTreeMap<String, u64>) -> Result<Fetched>;

    /// Leaves entries there, each writer's in order and from the one after its head. Nothing half: what broke off goes
    /// on from there the next time. What lies there already is never overwritten.
    fn push(&mut self, entries: &[Entry]) -> Result<Pushed>;

    /// Puts emptied payloads in the place of those that an erasure emptied; gives how many.
    fn empty(&mut self, emptied: &[Entry]) -> Result<u64>;
}

/// What a place hands out.
#[derive(Debug, Default)]
pub struct Fetched {
    /// The entries, by writer and number.
    pub entries: Vec<Entry>,
    /// What was passed over, and why.
    pub warnings: Vec<String>,
    /// What was passed over because somebody altered it, and what is wrong with it.
    pub altered: Vec<String>,
}

/// What became of entries that were left at a place.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// How many are there now that were not before.
    pub sent: u64,
    /// Writers of which something else lies there under the same number.
    pub forked: BTreeMap<String, u64>,
    /// What was not left there, and why.
    pub warnings: Vec<String>,
}

/// Reaches a place. `own` is the writer who asks; `base` is where relative folders start.
///
/// # Errors
/// A folder that is not there, a server that cannot be reached, a place that belongs to another domain.
pub fn reach(target: &Target, base: &Path, domain: &str, own: &str) -> Result<Box<dyn Exchange>> {
    Ok(match target {
        Target::Folder(folder) => Box::new(folder::Folder::open(&base.join(folder), domain, own)?),
        Target::Server(server) => Box::new(postgres::Server::connect(server, domain)?),
    })
}
