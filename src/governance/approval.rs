//! How far a golden record has come, and who may release it.
//!
//! Decisions name the content they were about. One that no longer names the current content has lapsed: the golden
//! record waits for a person again, and says so.
//!
//! ```text
//!            doubtful ── proposed ──┐
//!                          ▲        ├─ confirm ─► confirmed ─ approve, by whom the policy allows ─► approved
//!  change, send-back, conflict      │                └── single: at once ─────────────────────────────┘
//!        not doubtful ── accepted ──┘
//! ```

use std::collections::BTreeSet;

use crate::config::Approval;
use crate::error::{Error, Result};
use crate::model::Status;

/// A standing confirmation or approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature<'a> {
    /// Who gave it.
    pub by: &'a str,
    /// Members and golden content are still what it was given for.
    pub current: bool,
}

/// What a cluster's status depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Facts independent of each other, not the states of a machine.
pub struct Facts<'a> {
    /// Something about its links is worth a look: a score in the band, a suspicious shape.
    pub doubtful: bool,
    /// The latest standing confirmation of this cluster, as it is or as it was.
    pub confirmed: Option<Signature<'a>>,
    /// The standing approvals of this cluster, as it is or as it was.
    pub approvals: Vec<Signature<'a>>,
    /// A standing send-back that no later confirmation or approval answers.
    pub sent_back: bool,
    /// The authors of all standing decisions in the cluster: links, splits, confirmations, overrides; not of approvals.
    pub deciders: BTreeSet<&'a str>,
    /// Overrides disagree.
    pub contested: bool,
    /// Decisions cannot all hold.
    pub conflicted: bool,
}

/// What a change undid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lapsed {
    /// It was confirmed, and has changed since.
    Confirmation,
    /// It was approved, and has changed since.
    Approval,
}

/// How far a golden record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// The status.
    pub status: Status,
    /// The last thing that a change undid, unless somebody has decided anew.
    pub lapsed: Option<Lapsed>,
}

/// How far a golden record has come under `policy`.
///
/// Under one pair of eyes a current confirmation or approval releases it. Under four eyes it takes a current
/// approval by somebody without a standing decision in the cluster; an approval by a decider counts for nothing.
/// Conflicts and contested overrides keep anything from being accepted or approved. What was sent back is proposed
/// until somebody decides anew.
pub fn status(policy: Approval, facts: &Facts) -> Release {
    let lapsed = lapsed(policy, facts);
    let blocked = facts.conflicted || facts.contested;
    let confirmed = facts.confirmed.is_some_and(|confirmation| confirmation.current);
    let released = facts.approvals.iter().any(|approval| approval.current && counts(policy, facts, approval.by))
        || (policy == Approval::Single && confirmed);
    let status = if facts.sent_back {
        Status::Proposed
    } else if released && !blocked {
        Status::Approved
    } else if confirmed {
        Status::Confirmed
    } else if facts.doubtful || blocked || lapsed.is_some() {
        Status::Proposed
    } else {
        Status::Accepted
    };
    Release { status, lapsed }
}

/// Whether `who` may approve the cluster as it stands; the error says why not.
///
/// Whoever sent it back may approve it after all: that answers the send-back.
pub fn may_approve(policy: Approval, facts: &Facts, who: &str) -> Result<()> {
    if facts.conflicted {
        return Err(Error::user("decisions about this cluster contradict each other, so it cannot be approved")
            .hint("take one of them back first; show lists them"));
    }
    if facts.contested {
        return Err(Error::user("overrides of a golden value disagree, so this cluster cannot be approved")
            .hint("override the value again, or take one of the overrides back"));
    }
    if !counts(policy, facts, who) {
        return Err(Error::user(format!(
            "{who} has a standing decision in this cluster, and under four eyes somebody else must approve it"
        ))
        .hint("ask another steward to approve it"));
    }
    Ok(())
}

/// Whether an approval by `who` counts.
fn counts(policy: Approval, facts: &Facts, who: &str) -> bool {
    match policy {
        Approval::Single => true,
        Approval::FourEyes => {
            !facts.deciders.contains(who) && facts.confirmed.is_none_or(|confirmation| confirmation.by != who)
        }
    }
}

/// An approval that does not count can neither lapse nor make up for what has.
fn lapsed(policy: Approval, facts: &Facts) -> Option<Lapsed> {
    let mut counting = facts.approvals.iter().filter(|approval| counts(policy, facts, approval.by));
    let approved = counting.clone().any(|approval| approval.current);
    match facts.confirmed {
        Some(confirmation) if confirmation.current => None,
        _ if approved => None,
        _ if counting.next().is_some() => Some(Lapsed::Approval),
        confirmed => confirmed.map(|_| Lapsed::Confirmation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Approval::{FourEyes, Single};

    fn signed(by: &str, current: bool) -> Signature<'_> {
        Signature { by, current }
    }

    fn confirmed_by(by: &str, current: bool) -> Facts<'_> {
        Facts { confirmed: Some(signed(by, current)), deciders: BTreeSet::from([by]), ..Facts::default() }
    }

    fn release(status: Status) -> Release {
        Release { status, lapsed: None }
    }

    #[test]
    fn without_a_decision_doubt_decides() {
        for policy in [Single, FourEyes] {
            assert_eq!(status(policy, &Facts::default()), release(Status::Accepted));
            assert_eq!(status(policy, &Facts { doubtful: true, ..Facts::default() }), release(Status::Proposed));
        }
    }

    #[test]
    fn one_pair_of_eyes_confirms_and_releases_at_once() {
        assert_eq!(status(Single, &confirmed_by("ana", true)), release(Status::Approved));
        assert_eq!(status(FourEyes, &confirmed_by("ana", true)), release(Status::Confirmed));
    }

    #[test]
    fn under_four_eyes_somebody_else_approves() {
        let approved_by = |by| Facts { approvals: vec![signed(by, true)], ..confirmed_by("ana", true) };
        assert_eq!(status(FourEyes, &approved_by("ana")), release(Status::Confirmed));
        assert_eq!(status(FourEyes, &approved_by("ben")), release(Status::Approved));
        let mut linked = approved_by("ben");
        linked.deciders.insert("ben");
        assert_eq!(status(FourEyes, &linked), release(Status::Confirmed));
    }

    #[test]
    fn nobody_decided_so_anybody_may_approve() {
        let facts = Facts { doubtful: true, approvals: vec![signed("ben", true)], ..Facts::default() };
        assert_eq!(status(FourEyes, &facts), release(Status::Approved));
    }

    #[test]
    fn a_change_lapses_what_was_decided() {
        let waiting = |lapsed| Release { status: Status::Proposed, lapsed: Some(lapsed) };
        let mut facts = confirmed_by("ana", false);
        assert_eq!(status(Single, &facts), waiting(Lapsed::Confirmation));
        facts.approvals = vec![signed("ana", false)];
        assert_eq!(status(FourEyes, &facts), waiting(Lapsed::Confirmation));
        facts.approvals = vec![signed("ana", true)];
        assert_eq!(status(FourEyes, &facts), waiting(Lapsed::Confirmation));
        facts.approvals = vec![signed("ben", false)];
        assert_eq!(status(FourEyes, &facts), waiting(Lapsed::Approval));
        facts.approvals.push(signed("eva", true));
        assert_eq!(status(FourEyes, &facts), release(Status::Approved));
    }

    #[test]
    fn confirming_anew_mends_a_lapse() {
        let facts = Facts { approvals: vec![signed("ben", false)], ..confirmed_by("ana", true) };
        assert_eq!(status(FourEyes, &facts), release(Status::Confirmed));
    }

    #[test]
    fn conflicts_block_approval_and_acceptance() {
        for (contested, conflicted) in [(true, false), (false, true)] {
            let undecided = Facts { contested, conflicted, ..Facts::default() };
            assert_eq!(status(Single, &undecided), release(Status::Proposed));
            let facts =
                Facts { contested, conflicted, approvals: vec![signed("ben", true)], ..confirmed_by("ana", true) };
            assert_eq!(status(Single, &facts), release(Status::Confirmed));
            assert_eq!(status(FourEyes, &facts), release(Status::Confirmed));
            assert!(may_approve(FourEyes, &facts, "ben").is_err());
        }
    }

    #[test]
    fn what_was_sent_back_waits_for_a_new_decision() {
        let facts = Facts { sent_back: true, ..confirmed_by("ana", true) };
        assert_eq!(status(Single, &facts), release(Status::Proposed));
        assert_eq!(status(FourEyes, &facts), release(Status::Proposed));
        assert_eq!(may_approve(FourEyes, &facts, "ben"), Ok(()));
    }

    #[test]
    fn nobody_approves_their_own_decisions_under_four_eyes() {
        let facts = confirmed_by("ana", true);
        assert_eq!(may_approve(Single, &facts, "ana"), Ok(()));
        assert_eq!(may_approve(FourEyes, &facts, "ben"), Ok(()));
        let refused = may_approve(FourEyes, &facts, "ana").unwrap_err();
        assert!(refused.message.starts_with("ana has a standing decision"));
    }
}
