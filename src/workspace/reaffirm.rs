//! What settles decisions that are stale: they are right still, or they are taken back.

use std::collections::BTreeSet;

use super::derive::{Derived, DerivedCluster};
use super::desk::Desk;
use super::find;
use super::island::Material;
use super::opinion;
use super::overlay::Overlay;
use crate::error::{Error, Result};
use crate::model::{Assertion, Hash, RecordKey, Statement};
use crate::resolve::Island;
use crate::store::Db;

/// What a cluster asks to be looked at again: the decisions, the confirmation that no longer holds, and the cluster.
struct Asked<'a> {
    island: &'a Island,
    cluster: &'a DerivedCluster,
}

impl Asked<'_> {
    fn decisions(&self) -> Vec<&Assertion> {
        self.cluster.stale.iter().map(|stale| &self.island.assertions[stale.assertion]).collect()
    }
}

impl<'a> Asked<'a> {
    fn of(material: &'a Material, derived: &'a Derived, key: &RecordKey, id: &str) -> Result<Self> {
        let retired = || Error::user(format!("{id} is retired: none of its records is left in its source"));
        let node = material.island.position(key).ok_or_else(retired)?;
        let holds = |cluster: &&DerivedCluster| cluster.nodes.binary_search(&node).is_ok();
        let cluster = derived.clusters.iter().find(holds).ok_or_else(retired)?;
        Ok(Self { island: &material.island, cluster })
    }

    /// Nothing asks to be looked at again.
    fn nothing(&self) -> Error {
        Error::user(format!(
            "nothing to look at again: what was decided of {} is about its records as they are",
            self.cluster.stored.golden_id
        ))
    }
}

/// The statements that what was decided of a cluster is right still: a reaffirmation of the stale decisions, with all
/// of their records as they are now, and of those on which this steward's second opinion is asked for; and a
/// confirmation where there was one that no longer holds.
pub fn reaffirm(db: &Db, desk: &Desk, overlay: &Overlay, id: &str) -> Result<Vec<Statement>> {
    let rid = find::record_of(db, id)?;
    let key = db.record(rid)?.record.key;
    let sight = overlay.around(rid)?;
    let asked = Asked::of(&sight.material, &sight.derived, &key, id)?;
    let (review, nodes) = (&desk.config.review, &asked.cluster.nodes);
    let mut decisions = asked.decisions();
    for at in opinion::reaffirmable(review, &sight.material, nodes, &desk.steward) {
        let said = &asked.island.assertions[at];
        if decisions.iter().all(|stale| stale.id != said.id) {
            decisions.push(said);
        }
    }
    if decisions.is_empty() && !asked.cluster.wants_confirmation {
        let own = opinion::own(review, &sight.material, nodes, &desk.steward);
        return Err(own.unwrap_or_else(|| asked.nothing()));
    }
    let mut statements = Vec::new();
    if !decisions.is_empty() {
        let members: BTreeSet<&RecordKey> = decisions.iter().flat_map(|said| said.statement.records()).collect();
        let mut targets: Vec<Hash> = decisions.iter().map(|said| said.id).collect();
        targets.sort();
        statements.push(Statement::Reaffirm { targets, members: members.into_iter().cloned().collect() });
    }
    if asked.cluster.wants_confirmation {
        let nodes = asked.cluster.nodes.iter().map(|&node| asked.island.nodes[node].key.clone());
        statements.push(Statement::Confirm { members: nodes.collect(), content: asked.cluster.stored.content });
    }
    Ok(statements)
}

/// The statements that take back what is stale of a cluster, the confirmation that no longer holds included.
pub fn reopen(db: &Db, overlay: &Overlay, id: &str) -> Result<Vec<Statement>> {
    let rid = find::record_of(db, id)?;
    let key = db.record(rid)?.record.key;
    let sight = overlay.around(rid)?;
    let asked = Asked::of(&sight.material, &sight.derived, &key, id)?;
    if asked.cluster.stale.is_empty() && !asked.cluster.wants_confirmation {
        return Err(asked.nothing());
    }
    let mut targets = asked.decisions();
    if let Some(at) = asked.cluster.lapsed_confirmation {
        let confirmation = &asked.island.assertions[at];
        if !targets.iter().any(|said| said.id == confirmation.id) {
            targets.push(confirmation);
        }
    }
    if targets.is_empty() {
        let golden_id = &asked.cluster.stored.golden_id;
        return Err(Error::user(format!("{golden_id} is open already: no decision holds what changed")));
    }
    Ok(targets.into_iter().map(|said| Statement::Retract { target: said.id }).collect())
}

#[cfg(test)]
mod tests {
    use crate::model::{Status, TaskKind};
    use crate::workspace::tests_support::{Place, decide, key, load, members, merge, refused, split, typed};
    use crate::workspace::{Change, ClusterView, Page, Query, Workspace};

    const CRM: &str = "id,name,city,changed\n";

    /// The next night's file of one source: its first record moved to another city.
    fn moves(place: &Place, workspace: &mut Workspace, city: &str) {
        let rest = "02,Brackwater Mills,Hull,2026-01-01\n";
        place.write("crm.csv", &format!("{CRM}01,Amberley Tools,{city},2026-01-01\n{rest}"));
        load(workspace);
    }

    fn task(view: &ClusterView) -> (Option<TaskKind>, &str) {
        view.task.as_ref().map_or((None, ""), |task| (Some(task.kind), &task.reason))
    }

    fn reaffirm(id: &str) -> Change {
        Change::Reaffirm { id: id.into() }
    }

    fn reopen(id: &str) -> Change {
        Change::Reopen { id: id.into() }
    }

    #[test]
    fn what_was_kept_apart_comes_back_when_a_record_changes_and_stays_apart() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, split("crm:01", &[&["crm:01"]])).unwrap();
        moves(&place, &mut workspace, "Leeds");
        let view = workspace.cluster("crm:01").unwrap();
        let sentence = "crm:01 changed city since you separated it from erp:01, web:01";
        assert_eq!(task(&view), (Some(TaskKind::Stale), sentence));
        let queue = workspace.queue(&Query::default(), &Page::first(9)).unwrap();
        assert_eq!((queue[0].golden_id.as_str(), queue[0].reason.as_str()), (view.golden_id.as_str(), sentence));
        assert!(place.steward("ben").cluster("crm:01").unwrap().task.unwrap().reason.contains("since ana separated"));
        let [stale] = view.stale.as_slice() else { panic!("{:?}", view.stale) };
        assert_eq!((stale.seq, stale.kind.as_str(), &stale.record), (1, "split", &key("crm:01")));
        let change = &stale.changes[0];
        assert_eq!((change.attribute.as_str(), change.known), ("city", true));
        assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some("York"), Some("Leeds")));
        assert_eq!(members(&workspace, "crm:01"), ["crm:01"], "it binds as before");
        assert!(workspace.cluster("erp:01").unwrap().stale.is_empty(), "nothing changed on the other side");

        let committed = decide(&mut workspace, reaffirm("crm:01")).unwrap();
        assert_eq!(committed.seqs.len(), 1, "nobody had confirmed it, so nobody confirms it anew");
        assert_ne!(task(&workspace.cluster("crm:01").unwrap()).0, Some(TaskKind::Stale));
        assert_eq!(
            refused(&workspace, reaffirm("crm:01")).message,
            format!(
                "nothing to look at again: what was decided of {} is about its records as they are",
                view.golden_id
            )
        );
        moves(&place, &mut workspace, "Selby");
        assert_eq!(task(&workspace.cluster("crm:01").unwrap()).0, Some(TaskKind::Stale), "it was for Leeds");
        moves(&place, &mut workspace, "Leeds");
        assert_ne!(task(&workspace.cluster("crm:01").unwrap()).0, Some(TaskKind::Stale));
        assert!(workspace.verify().unwrap().ok);
    }

    #[test]
    fn what_was_confirmed_is_reaffirmed_and_confirmed_anew_and_one_undo_takes_both_back() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        moves(&place, &mut workspace, "Leeds");
        let stale = workspace.cluster("crm:01").unwrap();
        assert_eq!(task(&stale), (Some(TaskKind::Stale), "crm:01 changed city since you confirmed it"));
        assert_eq!(stale.status, Status::Proposed);
        let committed = decide(&mut workspace, reaffirm("crm:01")).unwrap();
        let kinds: Vec<&str> = committed.proposal.statements.iter().map(|(said, _)| said.kind()).collect();
        assert_eq!(kinds, ["reaffirm", "confirm"]);
        let settled = workspace.cluster("crm:01").unwrap();
        assert_eq!((task(&settled).0, settled.status), (None, Status::Approved));
        assert_eq!(decide(&mut workspace, Change::Undo).unwrap().seqs.len(), 2);
        let back = workspace.cluster("crm:01").unwrap();
        assert_eq!((task(&back), back.status), (task(&stale), stale.status));
        assert_eq!(decide(&mut workspace, Change::Redo).unwrap().seqs.len(), 2);
        let again = workspace.cluster("crm:01").unwrap();
        assert_eq!((again.task, again.status, again.stale), (settled.task, settled.status, settled.stale));
        assert!(workspace.verify().unwrap().ok);
    }

    #[test]
    fn reopening_takes_all_of_it_back_and_redo_brings_it_again() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, merge("crm:01", "crm:02")).unwrap();
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        assert!(refused(&workspace, reopen("crm:01")).message.starts_with("nothing to look at again"));
        moves(&place, &mut workspace, "Leeds");
        let committed = decide(&mut workspace, reopen("crm:01")).unwrap();
        assert_eq!(committed.seqs.len(), 2);
        assert_eq!(members(&workspace, "crm:01").len(), 3);
        assert!(workspace.cluster("crm:01").unwrap().stale.is_empty());
        assert_eq!(decide(&mut workspace, Change::Redo).unwrap().seqs.len(), 2);
        assert_eq!(members(&workspace, "crm:01").len(), 5);
    }

    #[test]
    fn who_joined_and_what_changed_are_told_in_one_reason() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        decide(&mut workspace, Change::Confirm { id: "web:09".into() }).unwrap();
        place.write(
            "matches.csv",
            "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\n\
             crm,01,m1,r,0.9\nerp,01,m1,r,0.9\nweb,01,m1,r,0.9\ncrm,02,m2,r,0.9\nerp,02,m2,r,0.9\nweb,09,m1,r,0.9\n",
        );
        moves(&place, &mut workspace, "Leeds");
        let view = workspace.cluster("crm:01").unwrap();
        assert_eq!(view.members.len(), 4);
        assert!(task(&view).1.starts_with("crm:01 changed city since you confirmed it; "), "{:?}", view.task);
        assert!(task(&view).1.ends_with(" joined since it was confirmed"), "{:?}", view.task);
    }

    #[test]
    fn a_proposal_of_two_statements_outlives_a_decision_elsewhere() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        moves(&place, &mut workspace, "Leeds");
        let waiting = workspace.propose(&[reaffirm("crm:01").into()]).unwrap();
        decide(&mut place.steward("ben"), Change::Confirm { id: "crm:02".into() }).unwrap();
        assert_eq!(workspace.commit(waiting.clone()).unwrap().seqs.len(), 2);
        assert_eq!(workspace.commit(waiting).unwrap().seqs.len(), 2, "a retry is written once");
        assert_eq!(workspace.log(None, None, 99).unwrap().iter().filter(|entry| entry.kind == "confirm").count(), 3);
    }

    #[test]
    fn two_reaffirmations_in_one_file_are_undone_one_by_one() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        decide(&mut workspace, Change::Confirm { id: "crm:02".into() }).unwrap();
        place.write("crm.csv", &format!("{CRM}01,Amberley Tools,Leeds,\n02,Brackwater Mills,Goole,\n"));
        load(&mut workspace);
        let both = workspace.propose_each(&[reaffirm("crm:01").into(), reaffirm("crm:02").into()]).unwrap();
        assert_eq!(workspace.commit(both).unwrap().seqs.len(), 4);
        decide(&mut workspace, Change::Undo).unwrap();
        assert_eq!(task(&workspace.cluster("crm:01").unwrap()).0, None);
        assert_eq!(task(&workspace.cluster("crm:02").unwrap()).0, Some(TaskKind::Stale));
    }

    #[test]
    fn values_that_an_override_changed_are_no_change_of_a_record() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        decide(&mut workspace, typed("crm:01", "city", "Ripon")).unwrap();
        let view = workspace.cluster("crm:01").unwrap();
        assert_eq!(task(&view), (Some(TaskKind::Stale), "values changed since it was confirmed"));
        assert!(view.stale.is_empty());
        // Yes to it confirms it anew, and says nothing of decisions that are not stale.
        let committed = decide(&mut workspace, reaffirm("crm:01")).unwrap();
        assert_eq!(committed.proposal.statements.len(), 1);
        assert_eq!(task(&workspace.cluster("crm:01").unwrap()).0, None);
    }

    #[test]
    fn what_another_mapping_read_is_not_known() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        let configuration = std::fs::read_to_string(place.path().join("goldsmith.toml")).unwrap();
        place.write("goldsmith.toml", &configuration.replace("kind = \"city\"", "kind = \"text\""));
        let mut workspace = place.steward("ana");
        moves(&place, &mut workspace, "Leeds");
        let stale = workspace.cluster("crm:01").unwrap().stale;
        let changes: Vec<(bool, Option<&str>)> =
            stale[0].changes.iter().map(|change| (change.known, change.before.as_deref())).collect();
        assert_eq!(changes, [(false, None), (false, None)]);
    }
}
