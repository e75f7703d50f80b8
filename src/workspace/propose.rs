//! Propose: what would follow from some requests, all together. The only way to a change.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, ClusterRef, Conflict, GoldenChange, IdEffects, Link, Proposal, Request};
use super::dependants::dependants;
use super::desk::{Desk, random_id};
use super::exits::{self, Found};
use super::log;
use super::opinion;
use super::overlay::{Overlay, Sight, rids_of};
use super::provenance;
use super::reaffirm;
use super::rebuild::rebuilds;
use super::redact;
use super::statement::statement;
use super::swap;
use super::undo::{Strokes, request_ids, resolved};
use super::words;
use crate::config::Domain;
use crate::error::{Error, Result};
use crate::model::{Assertion, Authority, Hash, RecordKey, Statement};
use crate::resolve::Contradiction;
use crate::store::Db;

/// Works a proposal out, with the ways out of what it contradicts. Changes nothing. It is one stroke.
pub fn propose(db: &Db, desk: &Desk, requests: &[Request]) -> Result<Proposal> {
    in_strokes(db, desk, requests, Strokes::One)
}

/// The same for requests that are each a stroke of their own.
pub fn propose_each(db: &Db, desk: &Desk, requests: &[Request]) -> Result<Proposal> {
    in_strokes(db, desk, requests, Strokes::Each)
}

fn in_strokes(db: &Db, desk: &Desk, requests: &[Request], strokes: Strokes) -> Result<Proposal> {
    let requests = &resolved(db, &desk.steward, requests)?;
    let mut overlay = Overlay::new(db, desk);
    let mut proposal = say(db, desk, requests, strokes, &mut overlay)?;
    let changes = overlay.changes()?;
    let found = follow(&mut proposal, desk, &changes);
    let drafts: Vec<Hash> = overlay.drafts.iter().map(|draft| draft.id).collect();
    proposal.exits = exits::of_proposal(db, desk, &proposal, &found, &drafts)?;
    Ok(proposal)
}

/// How many contradictions requests would bring, and by how many those that stand would become fewer: how a way out is
/// tried.
pub fn attempt(db: &Db, desk: &Desk, requests: &[Request]) -> Result<(usize, usize)> {
    let mut overlay = Overlay::new(db, desk);
    say(db, desk, requests, Strokes::One, &mut overlay)?;
    let changes = overlay.changes()?;
    let brought = changes.iter().map(|(before, after)| conflicts(&mut Vec::new(), before, after).len()).sum();
    let count = |sight: &Sight| sight.derived.contradictions.len();
    let (old, new): (usize, usize) =
        changes.iter().fold((0, 0), |(old, new), (before, after)| (old + count(before), new + count(after)));
    Ok((brought, old.saturating_sub(new)))
}

/// The statements that requests come to, one after the other.
fn say<'a>(
    db: &'a Db<'a>,
    desk: &'a Desk,
    requests: &[Request],
    strokes: Strokes,
    overlay: &mut Overlay<'a>,
) -> Result<Proposal> {
    let mut statements = Vec::with_capacity(requests.len());
    let mut sentences = Vec::with_capacity(requests.len());
    let mut second_opinions = Vec::new();
    let seen = db.version_vector()?;
    let mut counts = Vec::with_capacity(requests.len());
    for request in requests {
        let many = stated(db, desk, overlay, request, requests.len() == 1)?;
        match &request.change {
            Change::Approve { id } => may_approve(db, desk, overlay, id)?,
            Change::ApproveAll { ids } => ids.iter().try_for_each(|id| may_approve(db, desk, overlay, id))?,
            _ => {}
        }
        counts.push(many.len());
        for said in many {
            let (content, touched) = concerned(db, overlay, &said)?;
            let shown = provenance::shown(db, desk, overlay, &said, &touched, &request.shown)?;
            let request = &Request { shown, ..request.clone() };
            let draft = draft(desk, overlay.drafts.len(), said.clone(), request, content, &seen);
            sentences.push(log::sentence(db, &said)?);
            second_opinions.extend(opinion::notice(&desk.config.review, &draft));
            statements.push((said, request.clone()));
            overlay.add(draft, &touched)?;
        }
    }
    Ok(Proposal {
        summary: words::proposal(&sentences),
        sentences,
        requests: requests.to_vec(),
        statements,
        conflicts: Vec::new(),
        before: Vec::new(),
        second_opinions,
        clusters: Vec::new(),
        golden_changes: Vec::new(),
        ids: IdEffects::default(),
        dependants: Vec::new(),
        exits: Vec::new(),
        swap: None,
        base: db.head()?,
        rebuilds: rebuilds(db)?,
        request_ids: request_ids(&random_id()?, &strokes.counts(counts)),
        contents: overlay.drafts.iter().map(|draft| draft.content.clone()).collect(),
    })
}

/// What follows from the statements; gives the contradictions, in the order of the proposal's conflicts.
fn follow<'s>(proposal: &mut Proposal, desk: &Desk, changes: &'s [(Sight, Sight)]) -> Vec<Found<'s>> {
    let taken_back: BTreeSet<Hash> = proposal
        .statements
        .iter()
        .filter_map(|(said, _)| match said {
            Statement::Retract { target } => Some(*target),
            _ => None,
        })
        .collect();
    let spoken = proposal.contents.iter().zip(&proposal.statements);
    let spoken: BTreeSet<RecordKey> = spoken.flat_map(|(content, _)| content.keys().cloned()).collect();
    let offers = !proposal.requests.iter().all(|request| swap::restores(&request.change));
    let mut found = Vec::new();
    for (before, after) in changes {
        if offers {
            let offer = proposal.swap.take().into_iter().chain(swap::offer(before, after));
            proposal.swap = offer.min_by(|a, b| a.id.cmp(&b.id));
        }
        found.extend(conflicts(&mut proposal.conflicts, before, after));
        effects(proposal, &desk.config.domain, &spoken, before, after);
        if !taken_back.is_empty() {
            proposal.dependants.extend(dependants(before, after, &taken_back));
        }
    }
    proposal.dependants.sort();
    proposal.ids.kept.sort();
    proposal.ids.created.sort();
    proposal.before.sort_by(|a, b| a.golden_id.cmp(&b.golden_id));
    proposal.clusters.sort_by(|a, b| a.golden_id.cmp(&b.golden_id));
    proposal.golden_changes.sort_by(|a, b| (&a.golden_id, &a.attribute).cmp(&(&b.golden_id, &b.attribute)));
    found
}

/// The statements that a request comes to: one, or where it speaks of many decisions several.
fn stated(db: &Db, desk: &Desk, overlay: &Overlay, request: &Request, alone: bool) -> Result<Vec<Statement>> {
    match &request.change {
        Change::Reaffirm { id } => reaffirm::reaffirm(db, desk, overlay, id),
        Change::Reopen { id } => reaffirm::reopen(db, overlay, id),
        Change::ConfirmAll { ids } => all(db, desk, overlay, ids, |id| Change::Confirm { id }),
        Change::ApproveAll { ids } => all(db, desk, overlay, ids, |id| Change::Approve { id }),
        Change::Redact { record } if alone => Ok(vec![redact::statement(db, record, request.comment.as_deref())?]),
        Change::Redact { .. } => Err(Error::user("an erasure goes alone, not together with other changes")),
        change => Ok(vec![statement(db, overlay, desk, change)?]),
    }
}

/// The same said of many clusters.
fn all(
    db: &Db,
    desk: &Desk,
    overlay: &Overlay,
    ids: &[String],
    change: impl Fn(String) -> Change,
) -> Result<Vec<Statement>> {
    ids.iter().map(|id| statement(db, overlay, desk, &change(id.clone()))).collect()
}

/// What a statement is said about: the records as they are, by content hash, and the numbers of all that it touches.
fn concerned(db: &Db, overlay: &Overlay, said: &Statement) -> Result<(BTreeMap<RecordKey, Hash>, Vec<i64>)> {
    if let Statement::Redact { .. } = said {
        // Not even a hash of it is to stay.
        return Ok((BTreeMap::new(), redact::concerned(db, said)?));
    }
    let rids = rids_of(db, said)?;
    let mut content = BTreeMap::new();
    for &rid in &rids {
        let record = db.record(rid)?.record;
        content.insert(record.key, record.hash);
    }
    if let Statement::Override { anchor, .. } = said {
        // The whole cluster as it was: a later override replaces this one only if it knew this one's anchor.
        let sight = overlay.around(rids[0])?;
        if let Some(cluster) = sight.cluster_of(anchor) {
            let nodes = &sight.derived.clusters[cluster].nodes;
            content.extend(nodes.iter().map(|&node| {
                let record = &sight.material.records[node];
                (record.key.clone(), record.hash)
            }));
        }
    }
    Ok((content, rids))
}

/// A proposed assertion: later than everything, and by somebody who has seen everything.
fn draft(
    desk: &Desk,
    n: usize,
    statement: Statement,
    request: &Request,
    content: BTreeMap<RecordKey, Hash>,
    seen: &BTreeMap<String, u64>,
) -> Assertion {
    let mut seen = seen.clone();
    let writer_seq = seen.remove(&desk.writer).unwrap_or(0) + 1 + n as u64;
    Assertion {
        seq: i64::MAX,
        id: Hash::of(["draft", &n.to_string()]),
        writer: desk.writer.clone(),
        writer_seq,
        previous: Hash::ZERO,
        author: desk.steward.clone(),
        authority: Authority::Human,
        time_us: i64::MAX - 1_000_000_000 + n as i64,
        seen,
        request: String::new(),
        run: None,
        statement,
        comment: request.comment.clone(),
        content,
        shown: request.shown.clone(),
    }
}

fn may_approve(db: &Db, desk: &Desk, overlay: &Overlay, id: &str) -> Result<()> {
    let rid = super::find::record_of(db, id)?;
    let sight = overlay.around(rid)?;
    let Some(cluster) = sight.cluster_of(&db.record(rid)?.record.key) else { return Ok(()) };
    sight.derived.clusters[cluster].signatories.may_approve(desk.config.review.approval, &desk.steward)
}

/// Contradictions that were not there before.
fn conflicts<'s>(found: &mut Vec<Conflict>, before: &'s Sight, after: &'s Sight) -> Vec<Found<'s>> {
    let known: BTreeSet<Conflict> =
        before.derived.contradictions.iter().map(|contradiction| conflict(before, contradiction)).collect();
    let mut new = Vec::new();
    for contradiction in &after.derived.contradictions {
        let conflict = conflict(after, contradiction);
        if !known.contains(&conflict) {
            found.push(conflict);
            new.push(Found { before, after, contradiction: contradiction.clone() });
        }
    }
    new
}

/// A contradiction in the words of the faces.
pub fn conflict(sight: &Sight, found: &Contradiction) -> Conflict {
    let island = &sight.material.island;
    let key = |node: usize| island.nodes[node].key.clone();
    let link = |assertion: usize, a: usize, b: usize| {
        let said = &island.assertions[assertion];
        Link {
            seq: (said.seq != i64::MAX).then_some(said.seq),
            kind: said.statement.kind().to_owned(),
            author: said.author.clone(),
            comment: said.comment.clone(),
            a: key(a),
            b: key(b),
        }
    };
    let against = link(found.against, found.a, found.b);
    let chain: Vec<Link> = found.chain.iter().map(|step| link(step.assertion, step.a, step.b)).collect();
    let message = words::conflict(&against, &chain);
    Conflict { a: key(found.a), b: key(found.b), chain, against, message }
}

/// Clusters, golden values and ids that change, and the clusters that the requests speak of.
fn effects(proposal: &mut Proposal, domain: &Domain, spoken: &BTreeSet<RecordKey>, before: &Sight, after: &Sight) {
    let (old, new) = (clusters(before), clusters(after));
    let concerned = |cluster: &ClusterRef, others: &BTreeMap<String, ClusterRef>| {
        cluster.members.iter().any(|key| spoken.contains(key)) || others.get(&cluster.golden_id) != Some(cluster)
    };
    for cluster in old.values().filter(|cluster| concerned(cluster, &new)) {
        if new.contains_key(&cluster.golden_id) {
            proposal.ids.kept.push(cluster.golden_id.clone());
        } else {
            // The record that bears it is in some cluster still, or all of that one's records are gone.
            let to = after.bearer(&cluster.golden_id).and_then(|key| after.cluster_of(key));
            let to = to.map_or_else(String::new, |to| after.derived.clusters[to].stored.golden_id.clone());
            proposal.ids.redirected.insert(cluster.golden_id.clone(), to);
        }
        proposal.before.push(cluster.clone());
    }
    for cluster in new.values().filter(|cluster| concerned(cluster, &old)) {
        let was = old.get(&cluster.golden_id);
        if was.is_none() {
            proposal.ids.created.push(cluster.golden_id.clone());
        }
        for (position, attribute) in domain.attributes.iter().enumerate() {
            let value = |cluster: &ClusterRef| cluster.golden.values.get(position).and_then(|v| v.value.clone());
            let (before, after) = (was.and_then(value), value(cluster));
            if before != after {
                let golden_id = cluster.golden_id.clone();
                proposal.golden_changes.push(GoldenChange {
                    golden_id,
                    attribute: attribute.name.clone(),
                    before,
                    after,
                });
            }
        }
        proposal.clusters.push(cluster.clone());
    }
}

fn clusters(sight: &Sight) -> BTreeMap<String, ClusterRef> {
    let all = sight.derived.clusters.iter().enumerate().map(|(i, cluster)| {
        let golden_id = cluster.stored.golden_id.clone();
        (golden_id.clone(), ClusterRef { golden_id, members: sight.keys(i), golden: cluster.golden.clone() })
    });
    all.collect()
}
