//! Admit: which entries of others may become part of the journal here. Reads, and changes nothing.
//!
//! Each is held against itself, against the chain of its writer, and against the times of what it had seen. What was
//! altered, or is out of order, fails all of it; what is merely not whole yet waits, with all that its writer said
//! after it.

use std::collections::{BTreeMap, BTreeSet};

use super::exchange::{LeftOut, Why};
use crate::error::{Error, Result};
use crate::model::entry::{Fault, Seal};
use crate::model::{Assertion, Entry, Hash, Statement};
use crate::store::Db;

/// What may become part of the journal, and what may not.
#[derive(Debug, Default)]
pub struct Admitted {
    /// In the order of time: after all that each of them had seen.
    pub taken: Vec<(Entry, Assertion)>,
    /// How many were here already.
    pub known: u64,
    /// From which on a writer's entries were not taken, and why.
    pub left_out: Vec<LeftOut>,
}

/// What came of one writer.
struct Chain {
    /// New here, in the order of their numbers.
    entries: Vec<(Entry, Assertion, Seal)>,
    left_out: Option<LeftOut>,
}

/// Sorts out what came. The order in which it came makes no difference.
///
/// # Errors
/// [`crate::error::ErrorKind::Data`] for the first entry that is not what its writer wrote, by writer and number.
pub fn admit(db: &Db, entries: Vec<Entry>) -> Result<Admitted> {
    let heads = db.version_vector()?;
    let mut of_writer: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        of_writer.entry(entry.writer.clone()).or_default().push(entry);
    }
    let mut admitted = Admitted::default();
    let mut chains: BTreeMap<String, Chain> = BTreeMap::new();
    for (writer, mut entries) in of_writer {
        entries.sort_by_key(|entry| (entry.writer_seq, entry.id));
        let chain = chain(db, &writer, heads.get(&writer).copied().unwrap_or(0), entries, &mut admitted.known)?;
        chains.insert(writer, chain);
    }
    cut_unvouched(db, &mut chains)?;
    for chain in chains.values_mut() {
        admitted.left_out.extend(chain.left_out.take());
    }
    times(db, &heads, &chains)?;
    let all = chains.into_values().flat_map(|chain| chain.entries);
    admitted.taken = all.map(|(entry, said, _)| (entry, said)).collect();
    admitted.taken.sort_by_key(|(_, said)| said.order());
    let mut requests = BTreeSet::new();
    if let Some((twice, _)) = admitted.taken.iter().find(|(entry, _)| !requests.insert(&entry.request)) {
        return Err(broken(twice, "its request was carried out by another"));
    }
    Ok(admitted)
}

/// A writer's entries, sorted by number, as far as they continue what is here.
fn chain(db: &Db, writer: &str, head: u64, entries: Vec<Entry>, known: &mut u64) -> Result<Chain> {
    let mut chain = Chain { entries: Vec::new(), left_out: None };
    let mut last = db.link(writer, head)?.unwrap_or((Hash::ZERO, i64::MIN));
    let mut number = head;
    for entry in entries {
        let author = entry.author.clone();
        let stop = |why| Some(LeftOut { writer: writer.to_owned(), author, number: entry.writer_seq, why });
        let (said, seal) = match entry.verify().and_then(|seal| entry.assertion().map(|said| (said, seal))) {
            Ok(read) => read,
            Err(Fault::Unreadable(why)) if entry.writer_seq > number => {
                chain.left_out = stop(Why::Newer(why));
                break;
            }
            Err(fault) => return Err(broken(&entry, &fault.to_string())),
        };
        if entry.writer_seq <= number {
            // They are sorted: of what is new, only the last can come twice.
            let held = match chain.entries.last() {
                Some((last, _, _)) if last.writer_seq == entry.writer_seq => Some(last.id),
                _ => db.link(writer, entry.writer_seq)?.map(|(id, _)| id),
            };
            if held != Some(entry.id) {
                chain.left_out = stop(Why::Forked);
                // What came before in the same breath is no safer: nobody knows which of the two goes on.
                chain.entries.retain(|(held, _, _)| held.writer_seq < entry.writer_seq);
                break;
            }
            *known += 1;
            continue;
        }
        if entry.writer_seq > number + 1 {
            chain.left_out = stop(Why::Gap { missing: number + 1 });
            break;
        }
        if entry.previous != last.0 {
            if number > 0 && number == head {
                // Sound by itself, and the continuation of something else than what is here.
                chain.left_out = stop(Why::Forked);
                break;
            }
            return Err(broken(&entry, "it does not follow from the one before"));
        }
        if entry.time_us <= last.1 {
            return Err(broken(&entry, "it is not later than the one before"));
        }
        if db.seq_of_request(&entry.request)?.is_some() {
            return Err(broken(&entry, "its request was carried out by another"));
        }
        (number, last) = (entry.writer_seq, (entry.id, entry.time_us));
        chain.entries.push((entry, said, seal));
    }
    Ok(chain)
}

/// The error that names an entry.
fn broken(entry: &Entry, what: &str) -> Error {
    Error::data(format!("number {} of writer {} ({}): {what}", entry.writer_seq, entry.writer, entry.author))
        .hint("nothing was taken; the copy that it came from is damaged, or was tampered with")
}

/// Cuts chains before an emptied payload for which no erasure stands up, here or among what is taken.
fn cut_unvouched(db: &Db, chains: &mut BTreeMap<String, Chain>) -> Result<()> {
    let is_emptied = |seal: &Seal| matches!(seal, Seal::Emptied { .. });
    if !chains.values().any(|chain| chain.entries.iter().any(|(_, _, seal)| is_emptied(seal))) {
        return Ok(());
    }
    let here = erasures(db)?;
    loop {
        let mut vouched = here.clone();
        for chain in chains.values() {
            chain.entries.iter().for_each(|(_, said, _)| vouched.extend(vouches(&said.statement)));
        }
        let mut cut = false;
        for (writer, chain) in chains.iter_mut() {
            let unvouched = chain.entries.iter().position(|(entry, _, seal)| match seal {
                Seal::Emptied { body } => !vouched.contains(&(entry.id, *body)),
                Seal::Whole => false,
            });
            if let Some(at) = unvouched {
                let (entry, _, _) = &chain.entries[at];
                let (author, number) = (entry.author.clone(), entry.writer_seq);
                chain.left_out = Some(LeftOut { writer: writer.clone(), author, number, why: Why::Erased });
                chain.entries.truncate(at);
                cut = true;
            }
        }
        if !cut {
            return Ok(());
        }
    }
}

/// The emptied payloads that erasures here vouch for: assertion and hash of the body in its place.
pub fn erasures(db: &Db) -> Result<BTreeSet<(Hash, Hash)>> {
    let mut vouched = BTreeSet::new();
    for stored in db.said_of_kinds(["redact", "redact"])? {
        vouched.extend(vouches(&stored.assertion.statement));
    }
    Ok(vouched)
}

fn vouches(statement: &Statement) -> impl Iterator<Item = (Hash, Hash)> {
    let emptied = match statement {
        Statement::Redact { emptied, .. } => emptied.as_slice(),
        _ => &[],
    };
    emptied.iter().map(|emptied| (emptied.id, emptied.body))
}

/// Everything is later than what its writer had seen, as far as both are here: the order of time contains causality.
fn times(db: &Db, heads: &BTreeMap<String, u64>, chains: &BTreeMap<String, Chain>) -> Result<()> {
    let new = |writer: &str, number: u64| {
        let chain = chains.get(writer)?;
        let first = chain.entries.first()?.0.writer_seq;
        // What had been seen and is not here yet says nothing; the last that is here comes before it.
        let at = (number.checked_sub(first)? as usize).min(chain.entries.len() - 1);
        Some(chain.entries[at].0.time_us)
    };
    let time = |writer: &str, number: u64| match new(writer, number) {
        Some(time) => Ok(Some(time)),
        None => match heads.get(writer) {
            Some(&head) => Ok(db.link(writer, number.min(head))?.map(|(_, time)| time)),
            None => Ok(None),
        },
    };
    for chain in chains.values() {
        let last = match chain.entries.first() {
            Some((entry, _, _)) => db.said_after(&entry.writer, entry.writer_seq.saturating_sub(2))?.pop(),
            None => None,
        };
        let mut before = last.map(|stored| stored.assertion.seen);
        for (entry, _, _) in &chain.entries {
            let shrunk = before.iter().flatten().any(|(writer, last)| entry.seen.get(writer) < Some(last));
            if shrunk {
                return Err(broken(entry, "it had seen less than the one before"));
            }
            if before.as_ref() != Some(&entry.seen) {
                for (writer, &number) in &entry.seen {
                    if time(writer, number)?.is_some_and(|time| time >= entry.time_us) {
                        return Err(broken(entry, "it is not later than what it had seen"));
                    }
                }
            }
            before = Some(entry.seen.clone());
        }
    }
    // The other way round: what is here may have seen what comes only now.
    let comes = |seen: &BTreeMap<String, u64>| {
        let first = |writer: &String| chains.get(writer)?.entries.first().map(|(entry, _, _)| entry.writer_seq);
        seen.iter().any(|(writer, &last)| first(writer).is_some_and(|first| first <= last))
    };
    if db.last_seen()?.iter().any(comes) {
        db.for_each_assertion(|stored| {
            let said = stored.assertion;
            for (writer, &number) in &said.seen {
                if new(writer, number).is_some_and(|time| time >= said.time_us) {
                    let entry = &chains[writer].entries[0].0;
                    let what = format!("it, or one after it, is not earlier than what {} said after it", said.author);
                    return Err(broken(entry, &what));
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}
