//! Commit: a proposal becomes part of the journal, and the islands that it touches are derived anew.

use std::collections::{BTreeMap, BTreeSet};

use super::as_of;
use super::change::{Committed, Proposal};
use super::derive::{Derived, derive};
use super::desk::{Desk, now_us, random_bytes, random_id};
use super::island::Material;
use super::meanwhile::too_late;
use super::overlay::rids_of;
use super::passage::{self, Cause, Spoken, Watch};
use super::propose::propose;
use super::rebuild::rebuilds;
use super::redact;
use super::release::as_kept;
use crate::error::{Error, Result};
use crate::model::seal::{self, Payload};
use crate::model::{Assertion, Authority, Hash, RecordKey, Shown, Statement};
use crate::store::Db;

/// Carries a proposal out, unless that was done already. Runs inside one durable transaction.
pub fn commit(db: &Db, desk: &Desk, proposal: Proposal) -> Result<Committed> {
    if let Some(seqs) = carried_out(db, &proposal)? {
        return Ok(Committed { seqs, proposal, proof: None });
    }
    as_of::advance(db, desk, now_us())?;
    if let Some(conflict) = proposal.conflicts.first() {
        return Err(Error::user(conflict.message.clone()).hint("take the earlier decision back first, or leave it"));
    }
    let fresh = db.head()? == proposal.base && rebuilds(db)? == proposal.rebuilds;
    let proposal = if fresh { proposal } else { again(db, desk, &proposal)? };
    let run = db.latest_run()?.map(|run| run.id);
    let seen = seen(db, desk)?;
    let mut seqs = Vec::with_capacity(proposal.statements.len());
    let mut islands = BTreeSet::new();
    let mut spoken = Vec::with_capacity(proposal.statements.len());
    let statements = proposal.statements.iter().zip(&proposal.contents).zip(&proposal.request_ids);
    for (((said, request), content), request_id) in statements {
        let rids = rids_of(db, said)?;
        islands.extend(redact::carry_out(db, said)?);
        let body = Payload {
            statement: said.clone(),
            comment: request.comment.clone(),
            content: content.clone(),
            shown: request.shown.clone(),
        };
        let seq = append(db, desk, &seen, Author::steward(desk), body, run, request_id.clone())?;
        tie(db, &rids, seq)?;
        seqs.push(seq);
        spoken.push(Spoken { seq, swaps: passage::swaps(db, said)?, rids });
    }
    for said in &spoken {
        // Only now: a later statement may have made one island of two.
        islands.extend(said.rids.first().map(|&rid| db.island_of(rid)).transpose()?.flatten());
    }
    refresh_all(db, desk, islands, Cause::Said(&spoken))?;
    Ok(Committed { seqs, proposal, proof: None })
}

/// The numbers of a proposal's assertions, where it was carried out before: a caller who did not hear so tries again.
fn carried_out(db: &Db, proposal: &Proposal) -> Result<Option<Vec<i64>>> {
    let seqs: Vec<Option<i64>> =
        proposal.request_ids.iter().map(|request| db.seq_of_request(request)).collect::<Result<_>>()?;
    Ok(seqs.into_iter().collect::<Option<Vec<_>>>().filter(|seqs| !seqs.is_empty()))
}

/// Somebody else decided something, or loaded, since the proposal was made. If it makes no difference here, go on.
fn again(db: &Db, desk: &Desk, proposal: &Proposal) -> Result<Proposal> {
    let now = Proposal { request_ids: proposal.request_ids.clone(), ..propose(db, desk, &proposal.requests)? };
    let statements =
        |proposal: &Proposal| -> Vec<Statement> { proposal.statements.iter().map(|(said, _)| said.clone()).collect() };
    let unchanged = now.before == proposal.before && now.contents == proposal.contents;
    if unchanged && statements(&now) == statements(proposal) && now.conflicts.is_empty() {
        return Ok(now);
    }
    Err(too_late(db, proposal.base, proposal)?)
}

/// Notes that golden ids were handed out, approved, to `out`. Ids that were handed out before are left as they are.
pub fn publish(db: &Db, desk: &Desk, golden_ids: &[String], out: &str) -> Result<()> {
    let mut anchors: Vec<(RecordKey, i64)> = Vec::new();
    for golden_id in golden_ids {
        let rid = db
            .rid_born_with(golden_id)?
            .ok_or_else(|| Error::internal(format!("exported golden id {golden_id} belongs to no record")))?;
        let stored = db.record(rid)?;
        if !stored.published {
            anchors.push((stored.record.key, rid));
        }
    }
    anchors.sort();
    let rids = anchors.iter().map(|(_, rid)| *rid).collect();
    let run = db.latest_run()?.map(|run| run.id);
    let body = Payload {
        statement: Statement::Publish { anchors: anchors.iter().map(|(key, _)| key.clone()).collect() },
        comment: Some(format!("to {out}")),
        content: BTreeMap::new(),
        shown: Shown::default(),
    };
    let seq = append(db, desk, &seen(db, desk)?, Author::steward(desk), body, run, random_id()?)?;
    let mut islands = BTreeSet::new();
    for (_, rid) in anchors {
        db.publish(rid, seq)?;
        // While the export was written somebody may have merged this one away: it is the older one now.
        let published = db.record(rid)?.golden_id;
        let bearer = db.rid_of_golden_id(&published)?.unwrap_or(rid);
        if db.cluster_of(bearer)?.is_some_and(|current| current != published) {
            islands.extend(db.island_of(bearer)?);
        }
    }
    refresh_all(db, desk, islands, Cause::Said(&[Spoken { seq, swaps: false, rids }]))
}

/// Who says something.
#[derive(Clone, Copy)]
pub struct Author<'a> {
    name: &'a str,
    authority: Authority,
}

impl<'a> Author<'a> {
    /// The rule that accepts what leaves no doubt.
    pub const RULE: Author<'static> = Author { name: "rule", authority: Authority::Rule };

    /// The steward who sits here.
    pub fn steward(desk: &'a Desk) -> Self {
        Self { name: &desk.steward, authority: Authority::Human }
    }
}

/// What other writers have said so far: the same for all of a commit.
pub fn seen(db: &Db, desk: &Desk) -> Result<BTreeMap<String, u64>> {
    let mut seen = db.version_vector()?;
    seen.remove(&desk.writer);
    Ok(seen)
}

/// Seals an assertion and appends it to this writer's chain.
pub fn append(
    db: &Db,
    desk: &Desk,
    seen: &BTreeMap<String, u64>,
    author: Author,
    payload: Payload,
    run: Option<i64>,
    request: String,
) -> Result<i64> {
    let (last, previous, latest) = db.chain_end(&desk.writer)?;
    let body = payload.text().map_err(|error| Error::internal(error.to_string()))?;
    let nonce = random_bytes()?;
    let commitment = seal::commitment(&nonce, &body);
    let mut assertion = Assertion {
        seq: 0,
        id: Hash::ZERO,
        writer: desk.writer.clone(),
        writer_seq: last + 1,
        previous,
        author: author.name.to_owned(),
        authority: author.authority,
        // Hybrid: the clock where it moves on, one step further where it does not. It never goes back.
        time_us: now_us().max(latest + 1),
        seen: seen.clone(),
        request,
        run,
        statement: payload.statement,
        comment: payload.comment,
        content: payload.content,
        shown: payload.shown,
    };
    assertion.id = seal::address(&assertion, commitment);
    db.append(&assertion, &nonce, &body, commitment)
}

/// Lists an assertion with the records that it speaks of, and makes one island of theirs.
pub fn tie(db: &Db, rids: &[i64], seq: i64) -> Result<i64> {
    let mut islands = BTreeSet::new();
    for &rid in rids {
        db.mention(rid, seq)?;
        islands.extend(db.island_of(rid)?);
    }
    let first = islands.pop_first().ok_or_else(|| Error::internal("an assertion about no record"))?;
    for other in islands {
        db.join_islands(first, other)?;
    }
    Ok(first)
}

/// Derives islands anew, and notes what becomes of golden ids.
pub fn refresh_all(db: &Db, desk: &Desk, islands: BTreeSet<i64>, cause: Cause) -> Result<()> {
    if islands.is_empty() {
        return Ok(());
    }
    let watch = Watch::begin(db, Some(islands.iter().copied().collect()))?;
    islands.into_iter().try_for_each(|island| refresh(db, desk, island))?;
    watch.end(db, cause).map(drop)
}

/// Derives an island anew.
pub fn refresh(db: &Db, desk: &Desk, island: i64) -> Result<()> {
    let material = Material::of(db, db.rids_of_island(island)?)?;
    db.clear_island(island)?;
    store(db, desk, island, &material).map(drop)
}

/// Derives an island and keeps what follows.
pub fn store(db: &Db, desk: &Desk, island: i64, material: &Material) -> Result<Derived> {
    let derived = derive(&desk.config, &desk.comparer, material);
    keep(db, island, material, &derived)?;
    Ok(derived)
}

/// Keeps what was derived of an island.
pub fn keep(db: &Db, island: i64, material: &Material, derived: &Derived) -> Result<()> {
    for cluster in &derived.clusters {
        let rids: Vec<i64> = cluster.nodes.iter().map(|&node| material.rids[node]).collect();
        db.insert_cluster(island, &as_kept(db, cluster.stored.clone())?, &rids)?;
    }
    for (rid, golden_id) in bears(material, derived) {
        db.bear(rid, golden_id)?;
    }
    Ok(())
}

/// Records that bear another golden id than the one they were born with.
pub fn bears<'a>(material: &'a Material, derived: &'a Derived) -> impl Iterator<Item = (i64, &'a str)> {
    let nodes = derived.borne.iter().enumerate().filter(|(node, born)| node != *born);
    nodes.map(|(node, &born)| (material.rids[node], material.island.nodes[born].golden_id.as_str()))
}

#[cfg(test)]
mod tests {
    use crate::workspace::tests_support::{Place, decide, merge, split};
    use crate::workspace::{Change, Request};

    #[test]
    fn a_proposal_that_is_committed_again_is_written_once() {
        let (_place, mut workspace) = Place::loaded("single");
        let requests = [merge("crm:01", "web:09"), Change::Confirm { id: "crm:02".into() }].map(Request::from);
        let proposal = workspace.propose(&requests).unwrap();
        let first = workspace.commit(proposal.clone()).unwrap();
        let second = workspace.commit(proposal).unwrap();
        assert_eq!((first.seqs, second.seqs), (vec![1, 2], vec![1, 2]));
        assert_eq!(workspace.log(None, None, 10).unwrap().len(), 2);
    }

    #[test]
    fn a_decision_made_meanwhile_counts_only_where_it_matters() {
        let (place, mut ana) = Place::loaded("single");
        let mut ben = place.steward("ben");
        let confirm = |id: &str| [Request::from(Change::Confirm { id: id.into() })];
        let (here, elsewhere) = (ana.propose(&confirm("crm:01")).unwrap(), ana.propose(&confirm("crm:02")).unwrap());
        decide(&mut ben, split("crm:01", &[&["web:01"]])).unwrap();
        assert!(ana.commit(here).unwrap_err().message.starts_with("not saved: these records have changed"));
        assert_eq!(ana.commit(elsewhere).unwrap().seqs, [2]);
        assert!(ana.verify().unwrap().ok);
    }

    #[test]
    fn a_contradiction_is_shown_and_never_written() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, split("crm:01", &[&["web:01"]])).unwrap();
        let proposal = workspace.propose(&[Request::from(merge("crm:01", "web:01"))]).unwrap();
        assert_eq!(proposal.conflicts.len(), 1);
        assert!(workspace.commit(proposal).is_err());
        assert_eq!(workspace.log(None, None, 10).unwrap().len(), 1);
    }
}
