//! What the standing assertions say of one cluster: who decided, confirmed, approved, doubted, overrode.

use std::collections::BTreeSet;

use super::asked;
use super::island::Material;
use super::lifetime;
use crate::config::{Config, Review};
use crate::governance::Signature;
use crate::learning::ASKED_AGAIN;
use crate::model::{Assertion, Hash, RecordKey, Statement};
use crate::normalise::time;
use crate::resolve::Standing;
use crate::survivorship::Override;

/// What was decided about a cluster.
#[derive(Debug, Default)]
pub struct Decided<'a> {
    /// Standing overrides of its golden values, none of which a later one by somebody who had seen it replaces.
    pub overrides: Vec<Override>,
    /// Authors of its standing decisions: links, splits, confirmations, overrides.
    pub deciders: BTreeSet<&'a str>,
    /// Author and time of the newest of these.
    pub latest: Option<(&'a str, i64)>,
    /// Somebody could not tell, nobody who knew so has decided the same records since, and they are as they were then.
    pub unsure: Vec<&'a Assertion>,
    /// Somebody asked for a second look; why.
    pub flagged: Option<String>,
    /// Assertions that speak of its records, standing or not.
    pub assertions: u64,
    /// Those overrides as they were said.
    overriding: Vec<&'a Assertion>,
    /// Standing confirmations and approvals, oldest first.
    signings: Vec<&'a Assertion>,
    members: Vec<&'a RecordKey>,
    confirmation: Option<&'a Assertion>,
    approvals: Vec<&'a Assertion>,
    send_backs: Vec<&'a Assertion>,
    /// Answers to what was asked again.
    answers: Vec<&'a Assertion>,
}

/// Confirmations and approvals, held against the cluster's present content.
#[derive(Debug, Default)]
pub struct Signed<'a> {
    /// The newest confirmation.
    pub confirmed: Option<Signature<'a>>,
    /// All approvals, oldest first.
    pub approvals: Vec<Signature<'a>>,
    /// It was sent back and not decided anew; why.
    pub sent_back: Option<String>,
    /// Author and time of the newest approval, or else confirmation, of exactly this content.
    pub released_by: Option<(&'a str, i64)>,
}

impl<'a> Decided<'a> {
    /// Reads the assertions of an island for the cluster at these positions.
    pub fn of(config: &Config, material: &'a Material, standing: &Standing, nodes: &[usize]) -> Self {
        let island = &material.island;
        let mut decided =
            Self { members: nodes.iter().map(|&node| &island.nodes[node].key).collect(), ..Self::default() };
        let about = material.about(nodes).into_iter();
        let mut spoken: Vec<(usize, Vec<&RecordKey>)> =
            about.map(|i| (i, island.assertions[i].statement.records())).collect();
        decided.assertions = spoken.len() as u64;
        spoken.retain(|(i, _)| standing.stands(*i));
        spoken.sort_by_key(|(i, _)| island.assertions[*i].order());
        let mut overrides: Vec<&Assertion> = Vec::new();
        for (i, keys) in spoken {
            let said = &island.assertions[i];
            if said.shown.stratum.as_deref() == Some(ASKED_AGAIN) {
                decided.answers.push(said);
            }
            let within = keys.iter().filter(|key| decided.holds(key)).count();
            let decision = match &said.statement {
                Statement::Confirm { .. } => {
                    decided.signings.push(said);
                    decided.confirmation = Some(said);
                    true
                }
                // A link to other records says anew what the cluster is: it need no longer equal the confirmation.
                Statement::Same { .. } | Statement::Merge { .. } | Statement::Split { .. } => {
                    decided.confirmation = decided.confirmation.filter(|confirmed| {
                        let known = confirmed.statement.records();
                        !said.had_seen(confirmed) || keys.iter().all(|key| known.binary_search(key).is_ok())
                    });
                    true
                }
                Statement::Different { .. } => true,
                Statement::Override { anchor, .. } => {
                    if decided.holds(anchor) {
                        overrides.push(said);
                    }
                    decided.holds(anchor)
                }
                Statement::Approve { .. } => {
                    decided.signings.push(said);
                    decided.approvals.push(said);
                    decided.send_backs.retain(|refused| !said.had_seen(refused));
                    false
                }
                Statement::SendBack { .. } => {
                    decided.send_backs.push(said);
                    false
                }
                Statement::Unsure { .. } => {
                    if within == keys.len() && unchanged(said, material) {
                        decided.unsure.push(said);
                    }
                    false
                }
                Statement::Comment { flag: true, .. } => {
                    decided.flagged = Some(said.comment.clone().unwrap_or_default());
                    false
                }
                Statement::Comment { .. }
                | Statement::Publish { .. }
                | Statement::Retract { .. }
                | Statement::Reaffirm { .. }
                | Statement::SwapIds { .. }
                | Statement::Load { .. }
                | Statement::Accept { .. }
                | Statement::Redact { .. }
                | Statement::Unknown { .. } => false,
            };
            if decision || matches!(said.statement, Statement::Approve { .. }) {
                let settled = |key: &&RecordKey| keys.binary_search(key).is_ok();
                decided.unsure.retain(|doubt| !said.had_seen(doubt) || !doubt.statement.records().iter().all(settled));
            }
            if decision {
                decided.deciders.insert(&said.author);
                decided.latest = Some((&said.author, said.time_us));
                decided.send_backs.retain(|refused| !said.had_seen(refused));
            }
        }
        (decided.overrides, decided.overriding) = effective(config, &overrides).into_iter().unzip();
        let lapsed = lifetime::lapsed(config, material, nodes, &decided.overriding);
        decided.overrides.iter_mut().zip(lapsed).for_each(|(said, lapsed)| said.lapsed = lapsed);
        decided
    }

    /// Attributes of overrides that lapsed, with the overrides, unless somebody who had seen them signed exactly the
    /// present content.
    pub fn lapsing(&self, content: Hash) -> Vec<(&'a Assertion, usize)> {
        let answered = |said: &Assertion| {
            self.signings.iter().any(|later| later.had_seen(said) && self.is_current(later, content))
        };
        let lapsed = self.overrides.iter().zip(&self.overriding).filter(|(said, _)| said.lapsed);
        lapsed.filter(|(_, said)| !answered(said)).map(|(noted, said)| (*said, noted.attribute)).collect()
    }

    /// The newest confirmation, as it is or as it was.
    pub fn confirmation(&self) -> Option<&'a Assertion> {
        self.confirmation
    }

    /// Confirmations and approvals, held against the present content.
    pub fn signed(&self, content: Hash) -> Signed<'a> {
        let signature = |said: &'a Assertion| Signature { by: &said.author, current: self.is_current(said, content) };
        let newest = |current: &&&Assertion| self.is_current(current, content);
        let released = self.approvals.iter().rev().find(newest).or(self.confirmation.iter().find(newest));
        Signed {
            confirmed: self.confirmation.map(signature),
            approvals: self.approvals.iter().map(|said| signature(said)).collect(),
            sent_back: self.send_backs.last().map(|said| said.comment.clone().unwrap_or_default()),
            released_by: released.map(|said| (said.author.as_str(), said.time_us)),
        }
    }

    /// The confirmation of exactly this, if its author is to be asked again and has not answered.
    pub fn ask_again(&self, review: &Review, content: Hash) -> Option<&'a Assertion> {
        let answered =
            |said: &Assertion| self.answers.iter().any(|answer| answer.author == said.author && answer.had_seen(said));
        self.confirmation
            .filter(|said| self.is_current(said, content) && asked::is_drawn(review, said) && !answered(said))
    }

    /// Positions of records that the confirmation did not know.
    pub fn joined_since_confirmed(&self, nodes: &[usize]) -> Vec<usize> {
        let Some(confirmed) = self.confirmation.map(|said| said.statement.records()) else { return Vec::new() };
        let members = nodes.iter().zip(&self.members);
        members.filter(|(_, key)| confirmed.binary_search(key).is_err()).map(|(&node, _)| node).collect()
    }

    /// How many records of the confirmation are elsewhere now, or `gone` from their source.
    pub fn lost_since_confirmed(&self, gone: impl Fn(&RecordKey) -> bool) -> usize {
        let known = self.confirmation.map_or_else(Vec::new, |said| said.statement.records());
        known.into_iter().filter(|key| !self.holds(key) || gone(key)).count()
    }

    fn holds(&self, key: &RecordKey) -> bool {
        self.members.binary_search(&key).is_ok()
    }

    fn is_current(&self, said: &Assertion, now: Hash) -> bool {
        match &said.statement {
            Statement::Confirm { members, content } | Statement::Approve { members, content } => {
                *content == now && members.iter().eq(self.members.iter().copied())
            }
            _ => false,
        }
    }
}

/// Whether the records that an assertion speaks of are as they were. One that is gone has not changed: what it was when
/// it went, not every copy of the workspace has seen.
pub fn unchanged(said: &Assertion, material: &Material) -> bool {
    let now = |at: usize| (!material.island.nodes[at].gone).then(|| material.records[at].hash);
    said.content.iter().all(|(key, hash)| material.island.position(key).and_then(now).is_none_or(|now| now == *hash))
}

/// Drops overrides that a later one replaces. It replaces another of the same attribute where its author had that
/// one's anchor before them, as part of the same cluster: then they changed their mind. Overrides that were made in
/// different clusters, and meet after a merge, stay side by side.
fn effective<'a>(config: &Config, said: &[&'a Assertion]) -> Vec<(Override, &'a Assertion)> {
    let mut kept = Vec::new();
    for (i, assertion) in said.iter().enumerate() {
        let Statement::Override { anchor, attribute, choice, until } = &assertion.statement else { continue };
        let Some(position) = config.domain.position(attribute) else { continue };
        let replaced = said[i + 1..].iter().any(|later| {
            matches!(&later.statement, Statement::Override { attribute: other, .. } if other == attribute)
                && later.content.contains_key(anchor)
                && later.had_seen(assertion)
        });
        if !replaced {
            let noted = Override {
                seq: assertion.seq,
                by: assertion.author.clone(),
                at: time::rfc3339(assertion.time_us),
                reason: assertion.comment.clone(),
                anchor: anchor.clone(),
                attribute: position,
                choice: choice.clone(),
                until: until.as_ref().map(lifetime::word),
                lapsed: false,
            };
            kept.push((noted, *assertion));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use crate::model::{GoldenValue, Status, TaskKind};
    use crate::workspace::tests_support::{Place, decide, key, load, merge, split, typed};
    use crate::workspace::{Change, Workspace};

    fn city(workspace: &Workspace, id: &str) -> GoldenValue {
        workspace.cluster(id).unwrap().golden.values.remove(1)
    }

    fn state(workspace: &Workspace, id: &str) -> (Status, Option<TaskKind>) {
        let view = workspace.cluster(id).unwrap();
        (view.status, view.task.map(|task| task.kind))
    }

    fn confirm(id: &str) -> Change {
        Change::Confirm { id: id.into() }
    }

    fn approve(id: &str) -> Change {
        Change::Approve { id: id.into() }
    }

    #[test]
    fn an_override_follows_its_record_through_split_and_merge() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, typed("web:01", "city", "Ripon")).unwrap();
        decide(&mut workspace, split("crm:01", &[&["web:01"]])).unwrap();
        assert_eq!(city(&workspace, "web:01").value.as_deref(), Some("Ripon"));
        assert_ne!(city(&workspace, "crm:01").value.as_deref(), Some("Ripon"));
        decide(&mut workspace, merge("web:01", "crm:02")).unwrap();
        assert_eq!(city(&workspace, "crm:02").value.as_deref(), Some("Ripon"));
    }

    #[test]
    fn two_overrides_that_meet_are_contested_until_somebody_decides_anew() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, typed("crm:01", "city", "Ripon")).unwrap();
        decide(&mut workspace, typed("crm:02", "city", "Goole")).unwrap();
        decide(&mut workspace, merge("crm:01", "crm:02")).unwrap();
        assert!(city(&workspace, "crm:01").contested);
        assert_eq!(state(&workspace, "crm:01").1, Some(TaskKind::Conflict));
        assert!(decide(&mut place.steward("ben"), approve("crm:01")).is_err());
        // At another record: whoever says so had the other two before them.
        decide(&mut workspace, typed("erp:01", "city", "Selby")).unwrap();
        let settled = city(&workspace, "crm:01");
        assert_eq!((settled.value.as_deref(), settled.contested), (Some("Selby"), false));
    }

    #[test]
    fn under_four_eyes_somebody_else_approves_and_any_change_lapses_it() {
        let (place, mut workspace) = Place::loaded("four_eyes");
        decide(&mut workspace, confirm("crm:01")).unwrap();
        assert_eq!(state(&workspace, "crm:01"), (Status::Confirmed, Some(TaskKind::SecondReview)));
        assert!(decide(&mut workspace, approve("crm:01")).unwrap_err().message.starts_with("ana has a standing"));
        let mut ben = place.steward("ben");
        decide(&mut ben, approve("crm:01")).unwrap();
        assert_eq!(state(&workspace, "crm:01"), (Status::Approved, None));
        let entity = workspace.cluster("crm:01").unwrap();
        decide(&mut ben, typed("crm:01", "city", "Ripon")).unwrap();
        assert_eq!(state(&workspace, "crm:01"), (Status::Proposed, Some(TaskKind::Stale)));
        decide(&mut ben, Change::Undo).unwrap();
        assert_eq!(workspace.cluster("crm:01").unwrap().status, entity.status);
    }

    #[test]
    fn a_doubt_stays_until_the_same_records_are_decided() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, Change::Unsure { a: key("crm:02"), b: key("erp:02") }).unwrap();
        assert_eq!(state(&workspace, "crm:02"), (Status::Proposed, Some(TaskKind::Unsure)));
        decide(&mut workspace, typed("crm:02", "city", "Goole")).unwrap();
        assert_eq!(state(&workspace, "crm:02").1, Some(TaskKind::Unsure));
        decide(&mut workspace, Change::Same { a: key("crm:02"), b: key("erp:02") }).unwrap();
        assert_ne!(state(&workspace, "crm:02").1, Some(TaskKind::Unsure));
    }

    #[test]
    fn what_was_approved_leaves_the_queue_however_weak_its_links() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, merge("crm:02", "web:09")).unwrap();
        decide(&mut workspace, approve("crm:02")).unwrap();
        assert_eq!(state(&workspace, "crm:02"), (Status::Approved, None));
        let doubtful = workspace.cluster("crm:01").unwrap().task;
        assert!(doubtful.is_some(), "the test needs a doubtful cluster");
        decide(&mut workspace, approve("crm:01")).unwrap();
        assert_eq!(state(&workspace, "crm:01"), (Status::Approved, None));
    }

    #[test]
    fn a_record_that_leaves_its_source_is_named_in_what_lapses() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, confirm("crm:01")).unwrap();
        place.write("web.csv", "id,name,city,changed\n");
        place.write(
            "matches.csv",
            "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\ncrm,01,m1,r,0.9\nerp,01,m1,r,0.9\n",
        );
        load(&mut workspace);
        let task = workspace.cluster("crm:01").unwrap().task.unwrap();
        assert_eq!((task.kind, task.reason.as_str()), (TaskKind::Stale, "1 left since it was confirmed"));
    }
}
