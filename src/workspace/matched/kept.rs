//! What a run keeps for those after it: the model, and what its groups follow from.

use std::sync::Arc;

use super::keys;
use super::records::pack;
use crate::config::{Config, Domain};
use crate::error::{Error, Result};
use crate::matching::Comparer;
use crate::matching::engine::table::Table;
use crate::matching::engine::{self, Learned, Statistics};
use crate::model::Hash;
use crate::store::{Db, Run};

/// Where it is kept what the model was learnt of: a hash.
const LEARNED_OF: &str = "learned_of";
/// Where it is kept how many records increments have compared since.
const SINCE: &str = "compared_since_learned";
/// What reads records for the first time says where there is no model.
const LEARN: &str = "`goldsmith match` learns a new one";

/// The comparer of a workspace: by what its latest run learnt, where that fits the domain as it is.
pub fn comparer(db: &Db, domain: &Domain) -> Result<Comparer> {
    let learned = learned(db)?.filter(|learned| learned.fits(domain));
    Ok(Comparer::new(domain).with(learned.map(Arc::new)))
}

fn learned(db: &Db) -> Result<Option<Learned>> {
    let Some((model, counts)) = db.learned()? else { return Ok(None) };
    let broken = || Error::data("what the matcher learnt cannot be read").hint("`goldsmith match` learns it anew");
    let learned: Learned = serde_json::from_str(&model).map_err(|_| broken())?;
    Ok(Some(Learned { statistics: Statistics::from_bytes(&counts).ok_or_else(broken)?, ..learned }))
}

/// Keeps a model that a run learnt.
pub fn keep(db: &Db, config: &Config, learned: &Learned) -> Result<()> {
    keep_model(db, learned)?;
    db.set_meta(LEARNED_OF, &evidence(config).to_string())?;
    db.set_meta(SINCE, "0")
}

/// Keeps a model that was kept before and goes by other keys now.
pub fn keep_model(db: &Db, learned: &Learned) -> Result<()> {
    let model = serde_json::to_string(learned).map_err(|error| Error::internal(error.to_string()))?;
    db.keep_learned(&model, &learned.statistics.to_bytes())
}

/// The model that is kept, to match by it again.
///
/// # Errors
/// There is none, or it does not fit any more, or what it is of is not matched by any model; with what to do instead.
pub fn model(db: &Db, config: &Config) -> Result<Learned> {
    if config.matching.engine.as_deref() == Some("rules") {
        return Err(Error::config("rules match here, which learn no model that could be kept")
            .hint("`goldsmith match` applies them to all records"));
    }
    if let Some(model) = config.matching.model.as_ref().filter(|_| config.matching.engine.as_deref() != Some("trained"))
    {
        return Err(Error::config(format!("{} weighs evidence here, and no model is learnt", model.display()))
            .hint("`goldsmith match` matches all records by it"));
    }
    let Some(learned) = learned(db)? else {
        return Err(Error::user("no run has learnt a model yet").hint("`goldsmith match` learns one"));
    };
    if !learned.fits(&config.domain) || db.meta(LEARNED_OF)?.is_some_and(|of| of != evidence(config).to_string()) {
        return Err(Error::user(
            "the model does not fit any more: which attributes are compared, their kinds or how they are normalised \
             has changed since it was learnt",
        )
        .hint(LEARN));
    }
    if learned.keys.is_empty() || db.meta(LEARNED_OF)?.is_none() {
        return Err(Error::user(
            "an earlier version of Goldsmith learnt the model, and kept too little of it to match by",
        )
        .hint(LEARN));
    }
    if !learned.holds_for_pairs() {
        return Err(Error::user(
            "records are things here, of which each goes with its closest: a new one can change that for any other, and \
             no kept model knows it",
        )
        .hint("`goldsmith match` matches all of them"));
    }
    Ok(learned)
}

/// The latest run, where new records can be matched to its groups.
///
/// # Errors
/// They cannot, and what to do instead.
pub fn run_to_add_to(db: &Db, config: &Config) -> Result<Run> {
    let all = "`goldsmith match --keep-model` matches all records by the kept model, and increments can follow it";
    let Some(run) = db.latest_run()? else {
        return Err(Error::user("no run has matched records yet").hint(all));
    };
    let Some(of) = run.basis else {
        let why = if run.format == super::FORMAT {
            "it is not known any more what the latest run compared: it went by rules or another model, or a record was \
             erased after it"
        } else {
            "the groups here were loaded, and not made by the own matcher"
        };
        return Err(Error::user(why).hint(all));
    };
    if of != basis(config)? {
        return Err(Error::user(format!(
            "what run {} went by has changed: `threshold`, `block_on`, the sources, or the version of Goldsmith",
            run.id
        ))
        .hint(all));
    }
    Ok(run)
}

/// Hash of what a model is learnt of, the records apart.
fn evidence(config: &Config) -> Hash {
    let parts = engine::evidence(&config.domain).into_iter().filter_map(|(position, kind)| {
        let attribute = config.domain.attributes.get(position)?;
        Some(format!("{position} {} {} {:?}", attribute.name, kind.word(), attribute.normalising))
    });
    Hash::of(parts.collect::<Vec<_>>())
}

/// Hash of what groups follow from, the records and the model apart.
pub fn basis(config: &Config) -> Result<Hash> {
    let sources = config.sources.iter().map(|source| format!("{} {}", source.name, source.duplicate_free));
    let settings = [
        evidence(config).to_string(),
        format!("{:?} {:?} {}", config.matching.threshold, keys(config)?, engine::near::LEAST),
        // What values are compared as may change with the version.
        env!("CARGO_PKG_VERSION").to_owned(),
    ];
    Ok(Hash::of(settings.into_iter().chain(sources).collect::<Vec<_>>()))
}

/// Notes that an increment compared so many records anew; says how many it were since the model was learnt.
pub fn count_since(db: &Db, records: u64) -> Result<u64> {
    let since = db.meta(SINCE)?.and_then(|since| since.parse::<u64>().ok()).unwrap_or(0) + records;
    db.set_meta(SINCE, &since.to_string())?;
    Ok(since)
}

/// Why a new model would be better, where much is not as it was when this one was learnt.
pub fn advice(learned: &Learned, present: u64, since: u64) -> Option<String> {
    let half = (learned.records / 2).max(1);
    let why = if present >= learned.records + half {
        format!("the model was learnt from {} records, and there are {present} now", learned.records)
    } else if present <= half && learned.records > 1 {
        format!("the model was learnt from {} records, of which {present} or fewer are left", learned.records)
    } else if since >= half {
        format!("the model was learnt from {} records, and {since} new or changed ones came since", learned.records)
    } else {
        return None;
    };
    Some(format!("{why}: `goldsmith match` learns a new one"))
}

/// Keeps what was compared of every record.
pub fn keep_compared(db: &Db, config: &Config, table: &Table, rids: &[i64]) -> Result<()> {
    let columns = table.columns.get(..engine::evidence(&config.domain).len()).unwrap_or_default();
    for (record, &rid) in rids.iter().enumerate() {
        db.keep_compared(rid, &pack(columns.iter().map(|column| column.form_of(record as u32))))?;
    }
    Ok(())
}
