//! From a change in the words of a face to a statement about records.

use std::collections::BTreeSet;

use super::change::{Change, Lifetime};
use super::desk::{Desk, now_us};
use super::find;
use super::lifetime;
use super::overlay::{Overlay, Sight};
use super::redact;
use super::undo::last;
use super::words;
use crate::config::Domain;
use crate::error::{Error, Result};
use crate::model::{Assertion, Choice, Hash, RecordKey, Statement};
use crate::store::Db;

/// The statement that a change comes to, as things stand with all earlier changes of the same proposal.
pub fn statement(db: &Db, overlay: &Overlay, desk: &Desk, change: &Change) -> Result<Statement> {
    let (domain, steward) = (&desk.config.domain, desk.steward.as_str());
    match change {
        Change::Same { a, b } => pair(db, a, b).map(|(a, b)| Statement::Same { a, b }),
        Change::Different { a, b } => pair(db, a, b).map(|(a, b)| Statement::Different { a, b }),
        Change::Unsure { a, b } => pair(db, a, b).map(|(a, b)| Statement::Unsure { members: vec![a, b] }),
        Change::UnsureCluster { id } => {
            cluster(db, overlay, id).map(|found| Statement::Unsure { members: found.members })
        }
        Change::Confirm { id } => {
            cluster(db, overlay, id).map(|found| Statement::Confirm { members: found.members, content: found.content })
        }
        Change::Approve { id } => {
            cluster(db, overlay, id).map(|found| Statement::Approve { members: found.members, content: found.content })
        }
        Change::SendBack { id } => {
            cluster(db, overlay, id).map(|found| Statement::SendBack { members: found.members, content: found.content })
        }
        Change::Comment { id, flag } => {
            cluster(db, overlay, id).map(|found| Statement::Comment { members: found.members, flag: *flag })
        }
        Change::Split { id, parts, confirm_parts } => split(&cluster(db, overlay, id)?, parts, *confirm_parts),
        Change::Merge { ids } => merge(db, overlay, ids),
        Change::Override { id, attribute, choice, until } => {
            let said = set_value(&cluster(db, overlay, id)?, id, domain, attribute, choice)?;
            match until {
                Some(lifetime) => hold_until(db, overlay, desk, said, lifetime),
                None => Ok(said),
            }
        }
        Change::Reaffirm { .. } | Change::Reopen { .. } | Change::ConfirmAll { .. } | Change::ApproveAll { .. } => {
            Err(Error::internal("one statement does not say what several say together"))
        }
        // `propose` makes it: it needs to know why.
        Change::Redact { record } => redact::statement(db, record, None),
        Change::SwapIds { id, other } => swap_ids(&cluster(db, overlay, id)?, &cluster(db, overlay, other)?),
        Change::Retract { seq } => retract(db, &overlay.drafts, *seq),
        Change::Undo => last(db, steward, false).map(|said| Statement::Retract { target: said.id }),
        Change::Redo => last(db, steward, true).map(|said| Statement::Retract { target: said.id }),
    }
}

/// A cluster as it would stand.
struct Found {
    golden_id: String,
    members: Vec<RecordKey>,
    /// Those of them that are in their source still.
    present: Vec<RecordKey>,
    content: Hash,
    /// The record that bears its golden id.
    bearer: RecordKey,
}

fn cluster(db: &Db, overlay: &Overlay, id: &str) -> Result<Found> {
    let (sight, position) = seen(db, overlay, id)?;
    let cluster = &sight.derived.clusters[position];
    let nodes = cluster.nodes.iter().map(|&node| &sight.material.island.nodes[node]);
    let present = nodes.filter(|node| !node.gone).map(|node| node.key.clone()).collect();
    let (golden_id, content) = (cluster.stored.golden_id.clone(), cluster.stored.content);
    let bearer = sight.bearer(&golden_id).cloned();
    let bearer = bearer.or_else(|| sight.keys(position).into_iter().next());
    let bearer = bearer.ok_or_else(|| Error::internal("a cluster without records"))?;
    Ok(Found { golden_id, members: sight.keys(position), present, content, bearer })
}

/// Where a cluster would stand, and its position there.
fn seen(db: &Db, overlay: &Overlay, id: &str) -> Result<(Sight, usize)> {
    let rid = find::record_of(db, id)?;
    if db.island_of(rid)?.is_none() {
        return Err(Error::user(format!("{id} is retired: its record is no longer in its source")));
    }
    let key = db.record(rid)?.record.key;
    let sight: Sight = overlay.around(rid)?;
    let position = sight
        .cluster_of(&key)
        .ok_or_else(|| Error::user(format!("{id} is retired: none of its records is left in its source")))?;
    Ok((sight, position))
}

fn pair(db: &Db, a: &RecordKey, b: &RecordKey) -> Result<(RecordKey, RecordKey)> {
    find::present_record(db, a)?;
    find::present_record(db, b)?;
    match a.cmp(b) {
        std::cmp::Ordering::Less => Ok((a.clone(), b.clone())),
        std::cmp::Ordering::Greater => Ok((b.clone(), a.clone())),
        std::cmp::Ordering::Equal => Err(Error::user(format!("{a} is one record; a pair takes two"))),
    }
}

fn split(found: &Found, parts: &[Vec<RecordKey>], confirm_parts: bool) -> Result<Statement> {
    let mut named = BTreeSet::new();
    for key in parts.iter().flatten() {
        if found.members.binary_search(key).is_err() {
            let members: Vec<String> = found.members.iter().map(ToString::to_string).collect();
            return Err(Error::user(format!("{key} is not in {}", found.golden_id))
                .hint(format!("its records are {}", members.join(", "))));
        }
        if !named.insert(key) {
            return Err(Error::user(format!("{key} is in two parts; a record goes to one")));
        }
    }
    let mut parts: Vec<Vec<RecordKey>> = parts.iter().filter(|part| !part.is_empty()).cloned().collect();
    if parts.len() == 1 {
        parts.push(found.members.iter().filter(|key| !named.contains(key)).cloned().collect());
    }
    if parts.len() < 2 || parts.iter().any(Vec::is_empty) {
        return Err(Error::user(format!("a split of {} takes two parts at least", found.golden_id))
            .hint("one part alone leaves the other records; it may not be all of them"));
    }
    for part in &mut parts {
        part.sort();
    }
    parts.sort();
    Ok(Statement::Split { parts, confirm_parts })
}

fn merge(db: &Db, overlay: &Overlay, ids: &[String]) -> Result<Statement> {
    let mut parts: Vec<Vec<RecordKey>> = Vec::new();
    for id in ids {
        let members = cluster(db, overlay, id)?.members;
        if !parts.contains(&members) {
            parts.push(members);
        }
    }
    if parts.len() < 2 {
        return Err(Error::user(format!("{} are one golden record already", ids.join(" and ")))
            .hint("a merge takes two or more"));
    }
    parts.sort();
    Ok(Statement::Merge { parts })
}

fn swap_ids(one: &Found, other: &Found) -> Result<Statement> {
    if one.golden_id == other.golden_id {
        let (a, b) = (&one.bearer, &other.members[other.members.len() - 1]);
        return Err(Error::user(format!("{a} and {b} are one golden record already"))
            .hint("golden ids are exchanged between two golden records"));
    }
    let (a, b) = (one.bearer.clone().min(other.bearer.clone()), one.bearer.clone().max(other.bearer.clone()));
    Ok(Statement::SwapIds { a, b })
}

fn set_value(found: &Found, id: &str, domain: &Domain, attribute: &str, choice: &Choice) -> Result<Statement> {
    if domain.position(attribute).is_none() {
        let known: Vec<&str> = domain.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        return Err(Error::user(format!("no attribute {attribute:?} in this domain"))
            .hint(format!("its attributes are {}", known.join(", "))));
    }
    let anchor = match choice {
        Choice::From(key) if found.present.contains(key) => key.clone(),
        Choice::From(key) if found.members.contains(key) => {
            return Err(Error::user(format!("record {key} is no longer in its source, and supplies no value"))
                .hint("type the value instead, if it should stay"));
        }
        Choice::From(key) => return Err(Error::user(format!("{key} is not in {}", found.golden_id))),
        // A typed value is anchored to the record in focus: the one that was named, else the first. A record that is
        // gone holds nothing, not even an override.
        Choice::Value(_) | Choice::Null | Choice::Erased => match id.parse::<RecordKey>() {
            Ok(key) if found.present.contains(&key) => key,
            _ => found.present.first().cloned().ok_or_else(|| Error::internal("a cluster without records"))?,
        },
    };
    if matches!(choice, Choice::Value(value) if value.is_empty()) {
        return Err(Error::user("the value is empty").hint("for no value at all choose null"));
    }
    Ok(Statement::Override { anchor, attribute: attribute.to_owned(), choice: choice.clone(), until: None })
}

/// The same override, with what it must remember to know its end.
fn hold_until(db: &Db, overlay: &Overlay, desk: &Desk, said: Statement, lifetime: &Lifetime) -> Result<Statement> {
    let Statement::Override { anchor, attribute, choice, .. } = &said else { return Ok(said) };
    let sight = overlay.around(find::present_record(db, anchor)?)?;
    let until = Some(lifetime::until(&desk.config, &sight, &said, lifetime, now_us())?);
    Ok(Statement::Override { anchor: anchor.clone(), attribute: attribute.clone(), choice: choice.clone(), until })
}

fn retract(db: &Db, drafts: &[Assertion], seq: i64) -> Result<Statement> {
    let stored = db.assertion(seq)?.ok_or_else(|| Error::user(format!("no decision number {seq} in the journal")))?;
    if !stored.assertion.statement.is_retractable() {
        let what = words::statement(&stored.assertion.statement);
        let why = match stored.assertion.statement {
            Statement::Redact { .. } => "what was erased is gone, and no undo brings it back",
            _ => "it notes what happened, and decides nothing",
        };
        return Err(Error::user(format!("number {seq} cannot be taken back: {what}")).hint(why));
    }
    let proposed: BTreeSet<Hash> = drafts.iter().filter_map(|draft| target(&draft.statement)).collect();
    if proposed.contains(&stored.assertion.id) {
        return Err(Error::user(format!("number {seq} is taken back twice")));
    }
    // One that is being taken back itself no longer holds.
    let by = standing_retraction_but(db, stored.assertion.id, &proposed)?;
    if let Some(by) = by {
        return Err(Error::user(format!("number {seq} is taken back already, by number {by}"))
            .hint(format!("`goldsmith undo {by}` restores it")));
    }
    Ok(Statement::Retract { target: stored.assertion.id })
}

/// Number of the standing retraction of an assertion, newest first.
pub fn standing_retraction(db: &Db, id: Hash) -> Result<Option<i64>> {
    standing_retraction_but(db, id, &BTreeSet::new())
}

/// The same, if those in `retracted` were taken back as well.
fn standing_retraction_but(db: &Db, id: Hash, retracted: &BTreeSet<Hash>) -> Result<Option<i64>> {
    for (seq, retraction) in db.retractions_of(id)? {
        if !retracted.contains(&retraction) && standing_retraction_but(db, retraction, retracted)?.is_none() {
            return Ok(Some(seq));
        }
    }
    Ok(None)
}

fn target(statement: &Statement) -> Option<Hash> {
    match statement {
        Statement::Retract { target } => Some(*target),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Statement;
    use crate::workspace::Change;
    use crate::workspace::tests_support::{Place, decide, key, members, merge, refused, split, typed};

    #[test]
    fn one_part_of_a_split_leaves_the_others() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, split("crm:01", &[&["web:01"]])).unwrap();
        assert_eq!(members(&workspace, "crm:01"), ["crm:01", "erp:01"]);
        assert_eq!(members(&workspace, "web:01"), ["web:01"]);
    }

    #[test]
    fn parts_that_make_no_sense_are_refused() {
        let (_place, workspace) = Place::loaded("single");
        let message = |parts: &[&[&str]]| refused(&workspace, split("crm:01", parts)).message;
        assert!(message(&[&["crm:01"], &["crm:02"]]).starts_with("crm:02 is not in G-"));
        assert_eq!(message(&[&["crm:01"], &["crm:01"]]), "crm:01 is in two parts; a record goes to one");
        assert!(message(&[&["crm:01", "erp:01", "web:01"]]).ends_with("takes two parts at least"));
    }

    #[test]
    fn pairs_and_merges_take_two() {
        let (_place, workspace) = Place::loaded("single");
        let itself = Change::Same { a: key("crm:01"), b: key("crm:01") };
        assert_eq!(refused(&workspace, itself).message, "crm:01 is one record; a pair takes two");
        let message = refused(&workspace, merge("crm:01", "web:01")).message;
        assert_eq!(message, "crm:01 and web:01 are one golden record already");
    }

    #[test]
    fn a_typed_value_is_anchored_to_the_record_that_was_named() {
        let (_place, mut workspace) = Place::loaded("single");
        let committed = decide(&mut workspace, typed("web:01", "city", "Ripon")).unwrap();
        let (said, _) = &committed.proposal.statements[0];
        assert!(matches!(said, Statement::Override { anchor, .. } if *anchor == key("web:01")));
        assert!(refused(&workspace, typed("web:01", "town", "x")).message.starts_with("no attribute \"town\""));
        assert_eq!(refused(&workspace, typed("web:01", "city", "")).message, "the value is empty");
    }

    #[test]
    fn undo_takes_back_ones_own_and_redo_survives_new_decisions() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, merge("crm:01", "web:09")).unwrap();
        assert!(refused(&place.steward("ben"), Change::Undo).message.starts_with("nothing to undo"));
        decide(&mut workspace, Change::Undo).unwrap();
        assert_eq!(members(&workspace, "web:09"), ["web:09"]);
        decide(&mut workspace, Change::Confirm { id: "crm:02".into() }).unwrap();
        decide(&mut workspace, Change::Redo).unwrap();
        assert_eq!(members(&workspace, "web:09").len(), 4);
        assert!(refused(&workspace, Change::Redo).message.starts_with("nothing to redo"));
    }

    #[test]
    fn any_decision_is_taken_back_once_and_those_after_it_stay() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, split("crm:01", &[&["web:01"]])).unwrap();
        decide(&mut workspace, merge("crm:02", "web:09")).unwrap();
        decide(&mut workspace, Change::Retract { seq: 1 }).unwrap();
        assert_eq!(members(&workspace, "crm:01").len(), 3);
        assert_eq!(members(&workspace, "crm:02").len(), 3);
        let again = refused(&workspace, Change::Retract { seq: 1 });
        assert_eq!(again.message, "number 1 is taken back already, by number 3");
        assert_eq!(refused(&workspace, Change::Retract { seq: 9 }).message, "no decision number 9 in the journal");
    }
}
