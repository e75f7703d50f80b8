//! What somebody else did meanwhile, in words for whoever comes second.

use std::collections::BTreeSet;

use super::change::Proposal;
use super::desk::now_us;
use super::view::ClusterView;
use crate::error::{Error, Result};
use crate::model::{Assertion, Golden, Hash, RecordKey};
use crate::store::Db;

/// What a statement of that kind did to `what`: `confirmed this`.
pub fn deed(kind: &str, what: &str) -> String {
    match kind {
        "confirm" => format!("confirmed {what}"),
        "split" => format!("split {what}"),
        "merge" => format!("merged {what}"),
        "same" => format!("said that two records of {what} are the same"),
        "different" => format!("said that two records of {what} are different"),
        "unsure" => format!("could not tell about {what}"),
        "override" => format!("set a value of {what}"),
        "approve" => format!("approved {what}"),
        "send_back" => format!("sent {what} back"),
        "comment" => format!("remarked on {what}"),
        "retract" => format!("took back a decision on {what}"),
        "reaffirm" => format!("reaffirmed {what}"),
        "swap_ids" => format!("changed the golden id of {what}"),
        "redact" => format!("erased a record of {what}"),
        _ => format!("changed {what}"),
    }
}

/// How long ago, in words: `2 min`, and for less than a minute `a moment`.
pub fn long_ago(seconds: u64) -> String {
    match seconds {
        0..60 => "a moment".to_owned(),
        60..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}

/// Refuses a proposal about a cluster that is no longer what was on the screen.
pub fn still(db: &Db, shown: &ClusterView, proposal: &Proposal) -> Result<()> {
    let clusters = shown.clusters();
    let is_shown = |key: &RecordKey| clusters.iter().any(|(keys, _)| keys.binary_search(&key).is_ok());
    let mut spoken = proposal
        .before
        .iter()
        .filter(|cluster| cluster.golden_id == shown.golden_id || cluster.members.iter().any(is_shown));
    let same = |members: &[RecordKey], golden: &Golden| {
        clusters.iter().any(|(keys, known)| members.iter().eq(keys.iter().copied()) && golden == *known)
    };
    // A value that does not survive was looked at all the same.
    let read = |(key, hash): (&RecordKey, &Hash)| {
        let member = shown.members.iter().find(|member| member.record.key == *key);
        member.is_none_or(|member| member.record.hash == *hash)
    };
    let unread = proposal.contents.iter().flatten().any(|content| !read(content));
    if !unread && spoken.all(|cluster| same(&cluster.members, &cluster.golden)) {
        return Ok(());
    }
    let seen = shown.history.first().map_or(0, |entry| entry.seq);
    Err(too_late(db, seen, proposal)?)
}

/// The error for a proposal that is about something that has changed: who did what after number `seen`.
pub fn too_late(db: &Db, seen: i64, proposal: &Proposal) -> Result<Error> {
    let clusters = proposal.before.iter().map(|cluster| (&cluster.golden_id, &cluster.members));
    let mut newest: Option<(Assertion, String)> = None;
    for (golden_id, members) in clusters {
        let mut seqs = BTreeSet::new();
        for key in members {
            if let Some(rid) = db.rid(key)? {
                seqs.extend(db.mentions_of(rid)?.into_iter().filter(|seq| *seq > seen));
            }
        }
        let last = seqs.last().filter(|seq| newest.as_ref().is_none_or(|(said, _)| said.seq < **seq));
        if let Some(stored) = last.map(|seq| db.assertion(*seq)).transpose()?.flatten() {
            newest = Some((stored.assertion, golden_id.clone()));
        }
    }
    let what = match newest {
        Some((said, golden_id)) => {
            let ago = u64::try_from((now_us() - said.time_us) / 1_000_000).unwrap_or(0);
            let when = if ago < 60 { "just now".to_owned() } else { format!("{} ago", long_ago(ago)) };
            format!("{} {} {when}", said.author, deed(said.statement.kind(), &golden_id))
        }
        None => "by a load, or by other rules".to_owned(),
    };
    let message = format!("not saved: these records have changed meanwhile: {what}");
    Ok(Error::user(message).hint("look again: what is shown now includes it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tests_support::{Place, decide, split};
    use crate::workspace::{Change, Request};

    #[test]
    fn whoever_comes_second_hears_who_did_what() {
        let (place, mut ana) = Place::loaded("single");
        let shown = ana.cluster("crm:01").unwrap();
        let confirm = [Request::from(Change::Confirm { id: shown.golden_id.clone() })];
        let early = ana.propose(&confirm).unwrap();
        ana.still(&shown, &early).unwrap();
        decide(&mut place.steward("ben"), split("crm:01", &[&["web:01"]])).unwrap();
        let expected =
            format!("not saved: these records have changed meanwhile: ben split {} just now", shown.golden_id);
        assert_eq!(ana.commit(early).unwrap_err().message, expected);
        // A proposal that is made now would confirm what nobody has looked at.
        let late = ana.propose(&confirm).unwrap();
        assert_eq!(ana.still(&shown, &late).unwrap_err().message, expected);
        assert_eq!(ana.log(None, None, 10).unwrap().len(), 1);
        let elsewhere = ana.propose(&[Request::from(Change::Confirm { id: "crm:02".into() })]).unwrap();
        ana.still(&shown, &elsewhere).unwrap();
    }

    #[test]
    fn times_are_rough() {
        let ago = [0, 59, 60, 150, 7_199, 7_200, 90_000].map(long_ago);
        assert_eq!(ago, ["a moment", "a moment", "1 min", "2 min", "119 min", "2 h", "25 h"]);
    }
}
