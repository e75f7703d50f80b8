//! Which payloads of the journal an erasure empties, and what lies beyond its reach.

use serde::Serialize;

use super::values::{Values, folded, values};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::redact::emptied;
use crate::model::seal::body_hash;
use crate::model::{Choice, Emptied, Hash, RecordKey, Statement};
use crate::normalise::time;
use crate::store::{Db, Store, StoredAssertion};
use crate::text::needles::LEAST;

/// A payload that is to be emptied.
#[derive(Clone, Debug)]
pub struct Touched {
    /// The assertion's number here.
    pub seq: i64,
    /// How the erasure lists it.
    pub listed: Emptied,
    /// What will stand in its place.
    pub body: String,
    /// It has words that speak of other records too.
    pub shared_words: bool,
    /// It has words.
    pub words: bool,
    /// It has a typed value, which goes.
    pub typed: bool,
}

/// Every payload that repeats something of a record: words about it, its content hash, values that were typed for it
/// or equal one that only it holds. Assertions in the order of arrival here.
pub fn touched(db: &Db, rid: i64, key: &RecordKey) -> Result<Vec<Touched>> {
    let own = values(db, rid, key)?;
    touched_by(db, rid, key, &own)
}

/// The same for values that were gathered before.
pub fn touched_by(db: &Db, rid: i64, key: &RecordKey, values: &Values) -> Result<Vec<Touched>> {
    // Where the record was present, its values are in every golden record that was signed with it. Where it was gone,
    // what was signed since does not hold them, and what holds still is current.
    let current = if db.is_present(rid)? { None } else { db.content_around(rid)? };
    let reach = Reach { key, current, own: values.own.iter().map(|value| folded(value)).collect() };
    let mut found = Vec::new();
    db.for_each_assertion(|stored| {
        found.extend(reach.touch(&stored)?);
        Ok(())
    })?;
    Ok(found)
}

struct Reach<'a> {
    key: &'a RecordKey,
    /// What the cluster's golden record is now, and stays to be.
    current: Option<Hash>,
    /// Values that only the record holds, folded.
    own: Vec<String>,
}

impl Reach<'_> {
    fn touch(&self, stored: &StoredAssertion) -> Result<Option<Touched>> {
        let said = &stored.assertion;
        let value = self.value(&said.statement);
        let typed = matches!(said.statement, Statement::Override { choice: Choice::Value(_), .. });
        let about = said.statement.records();
        let speaks = about.contains(&self.key) || said.content.contains_key(self.key);
        let words = said.comment.as_ref().is_some_and(|comment| {
            // Notes are the program's own words: where an export went stays known. So does why something was erased.
            let own_words = said.statement.is_note() || matches!(said.statement, Statement::Redact { .. });
            speaks && !own_words || self.quotes(comment)
        });
        let unread = matches!(said.statement, Statement::Unknown { .. })
            && (stored.body.contains(&format!("\"{}\"", self.key)) || self.quotes(&stored.body));
        let hashed = said.content.contains_key(self.key);
        if !(words || value || unread || hashed) {
            return Ok(None);
        }
        let kind = said.statement.kind();
        let body = emptied(&stored.body, kind, self.key, value).map_err(|error| Error::internal(error.to_string()))?;
        if body == stored.body && stored.nonce.is_empty() {
            return Ok(None);
        }
        Ok(Some(Touched {
            seq: said.seq,
            listed: Emptied { id: said.id, body: body_hash(&body), value },
            body,
            words,
            shared_words: words && about.iter().any(|other| *other != self.key),
            typed: typed && value,
        }))
    }

    /// Whether what a statement says of values is the record's.
    fn value(&self, statement: &Statement) -> bool {
        match statement {
            Statement::Override { anchor, choice: Choice::Value(value), .. } => {
                let value_folded = folded(value);
                anchor == self.key || self.own.contains(&value_folded) || self.quotes(value)
            }
            Statement::Confirm { members, content }
            | Statement::Approve { members, content }
            | Statement::SendBack { members, content } => {
                *content != Hash::ZERO && members.contains(self.key) && Some(*content) != self.current
            }
            _ => false,
        }
    }

    /// Whether a text holds a value that only the record holds, and that is too long to be there by chance.
    fn quotes(&self, text: &str) -> bool {
        let text = folded(text);
        self.own.iter().any(|value| value.len() >= LEAST && text.contains(value.as_str()))
    }
}

/// What an erasure comes to, in numbers, and what it cannot reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// Values of the record that are emptied, past versions apart.
    pub values: u64,
    /// Past versions that are kept of it.
    pub past_versions: u64,
    /// Payloads of the journal that are emptied.
    pub payloads: u64,
    /// Comments that are dropped.
    pub comments: u64,
    /// Those of them that speak of other records too.
    pub comments_on_others_too: u64,
    /// Typed golden values that are dropped.
    pub typed_values: u64,
    /// Kept versions of exported golden records whose values are dropped.
    pub exported_versions: u64,
    /// What holds the record still, and must be seen to by hand.
    pub out_of_reach: OutOfReach,
}

/// What holds a record outside of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OutOfReach {
    /// Approved exports that held it, as the journal notes them.
    pub exports: Vec<Export>,
    /// Backups and copies beside the database.
    pub copies: Vec<String>,
    /// The files that it was loaded from.
    pub source_files: Vec<String>,
}

/// An export that held a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Export {
    /// When, RFC 3339.
    pub time: String,
    /// Where to.
    pub out: String,
}

/// What erasing a record would come to.
pub fn scope(db: &Db, store: &Store, config: &Config, key: &RecordKey) -> Result<Scope> {
    let rid = super::erasable(db, key)?;
    let payloads = touched(db, rid, key)?;
    let count = |which: fn(&Touched) -> bool| payloads.iter().filter(|payload| which(payload)).count() as u64;
    let source = config.sources.iter().find(|source| source.name == key.source);
    let files = source.and_then(|source| source.file.as_ref()).or(config.matches.as_ref().map(|matches| &matches.file));
    Ok(Scope {
        values: db.record(rid)?.record.values.iter().flatten().count() as u64,
        past_versions: db.past_values(rid)?.len() as u64,
        payloads: payloads.len() as u64,
        comments: count(|payload| payload.words),
        comments_on_others_too: count(|payload| payload.shared_words),
        typed_values: count(|payload| payload.typed),
        exported_versions: db.exported_with(rid)?,
        out_of_reach: OutOfReach {
            exports: exports(db, rid)?,
            copies: store.copies().iter().map(|path| path.display().to_string()).collect(),
            source_files: files.iter().map(|file| file.display().to_string()).collect(),
        },
    })
}

/// Approved exports that held a record: of each, when it was and where it went.
fn exports(db: &Db, rid: i64) -> Result<Vec<Export>> {
    let members = match db.cluster_of(rid)? {
        Some(golden_id) => db.rids_of_cluster(&golden_id)?,
        None => vec![rid],
    };
    let mut keys = Vec::with_capacity(members.len());
    for member in members {
        keys.push(db.record(member)?.record.key);
    }
    let mut exports: Vec<Export> =
        db.exports_with(rid)?.into_iter().map(|(at, out)| Export { time: time::rfc3339(at), out }).collect();
    // A note names golden ids that went out for the first time, by one record each: later exports held them as well.
    let mut out = false;
    db.for_each_assertion(|stored| {
        let said = stored.assertion;
        if let Statement::Publish { anchors } = &said.statement {
            out |= anchors.iter().any(|anchor| keys.contains(anchor));
            if out {
                let to = said.comment.unwrap_or_default();
                let to = to.strip_prefix("to ").unwrap_or(&to).to_owned();
                exports.push(Export { time: time::rfc3339(said.time_us), out: to });
            }
        }
        Ok(())
    })?;
    exports.sort();
    exports.dedup();
    Ok(exports)
}
