//! The oracle's reading of what a steward asks for: what goes into the journal, or why nothing does.

use std::collections::BTreeSet;

use goldsmith::model::{Choice, RecordKey};
use goldsmith::workspace::Change;

use crate::files::ATTRIBUTES;
use crate::oracle::{Cluster, Oracle, Said};

impl Oracle {
    /// What one change comes to, or why it is refused.
    pub fn interpret(&self, who: usize, change: &Change) -> Result<Said, &'static str> {
        let pair = |a: &RecordKey, b: &RecordKey| {
            if a == b {
                return Err("a pair takes two");
            }
            if !self.can_be_named(a) || !self.can_be_named(b) {
                return Err("no such record");
            }
            Ok((a.min(b).clone(), a.max(b).clone()))
        };
        Ok(match change {
            Change::Same { a, b } => pair(a, b).map(|(a, b)| Said::Same(a, b))?,
            Change::Different { a, b } => pair(a, b).map(|(a, b)| Said::Different(a, b))?,
            Change::Unsure { a, b } => pair(a, b).map(|(a, b)| Said::Unsure(Cluster::from([a, b])))?,
            Change::UnsureCluster { id } => Said::Unsure(self.named(id)?.1),
            Change::Confirm { id } => Said::Confirm(self.sight(&self.named(id)?.1)),
            Change::ConfirmAll { .. } | Change::ApproveAll { .. } => return Err("the laws say one thing at a time"),
            Change::SendBack { id } => Said::SendBack(self.named(id)?.1),
            Change::Comment { id, flag } => Said::Comment(self.named(id)?.1, *flag),
            Change::Approve { id } => {
                let cluster = self.named(id)?.1;
                if !self.may_approve(who, &cluster) {
                    return Err("their own decision");
                }
                if self.golden(&cluster).iter().any(|value| value.contested) {
                    return Err("contested");
                }
                Said::Approve(self.sight(&cluster))
            }
            Change::Split { id, parts, confirm_parts } => {
                let cluster = self.named(id)?.1;
                if parts.iter().flatten().any(|key| !cluster.contains(key)) {
                    return Err("not in the cluster");
                }
                let mut parts: BTreeSet<Cluster> =
                    parts.iter().filter(|part| !part.is_empty()).map(|part| part.iter().cloned().collect()).collect();
                if parts.len() == 1 {
                    let rest = cluster.iter().filter(|key| !parts.iter().flatten().any(|named| named == *key));
                    let rest: Cluster = rest.cloned().collect();
                    parts.insert(rest);
                }
                if parts.len() < 2 || parts.iter().any(BTreeSet::is_empty) {
                    return Err("one part");
                }
                Said::Split(parts, *confirm_parts)
            }
            Change::Merge { ids } => {
                let parts =
                    ids.iter().map(|id| self.named(id).map(|named| named.1)).collect::<Result<BTreeSet<_>, _>>()?;
                if parts.len() < 2 {
                    return Err("one cluster");
                }
                Said::Merge(parts)
            }
            Change::Override { id, attribute, choice, .. } => {
                let (named, among) = self.named(id)?;
                let attribute = ATTRIBUTES.iter().position(|name| name == attribute).ok_or("no such attribute")?;
                let anchor = match choice {
                    Choice::From(key) if among.contains(key) && self.is_present(key) => key.clone(),
                    Choice::From(_) => return Err("not there"),
                    _ if id.contains(':') && self.is_present(&named) => named,
                    _ => among.iter().find(|key| self.is_present(key)).cloned().ok_or("retired")?,
                };
                Said::Override { anchor, attribute, choice: choice.clone(), among }
            }
            Change::SwapIds { id, other } => {
                let (one, two) = (self.named(id)?.1, self.named(other)?.1);
                let bears = |cluster: &Cluster| self.eldest(cluster).map(|(key, _)| key).ok_or("retired");
                let (a, b) = (bears(&one)?, bears(&two)?);
                if one == two {
                    return Err("one golden record");
                }
                Said::SwapIds(a.clone().min(b.clone()), a.max(b))
            }
            Change::Reaffirm { .. } | Change::Reopen { .. } => return Err("no script asks for it"),
            Change::Retract { seq } => {
                let seq = usize::try_from(*seq).map_err(|_| "no such number")?;
                if seq > self.journal.len()
                    || matches!(self.said(seq), Said::Publish(_) | Said::Note)
                    || !self.stands(seq)
                {
                    return Err("nothing to take back");
                }
                Said::Retract(seq)
            }
            Change::Redact { .. } => return Err("scripts erase nothing"),
            Change::Undo | Change::Redo => {
                let redo = *change == Change::Redo;
                let own = self.standing().into_iter().rev().filter(|seq| self.journal[seq - 1].who == who);
                let wanted = |seq: &usize| match self.said(*seq) {
                    Said::Publish(_) | Said::Note => false,
                    Said::Retract(target) => redo && !matches!(self.said(*target), Said::Retract(_)),
                    _ => !redo,
                };
                Said::Retract(own.into_iter().find(wanted).ok_or("nothing to undo")?)
            }
        })
    }

    /// The record and the cluster that an id names.
    fn named(&self, id: &str) -> Result<(RecordKey, Cluster), &'static str> {
        let key = self.led_to_by(id).or_else(|| id.parse().ok()).ok_or("no such id")?;
        if !self.can_be_named(&key) {
            return Err("no such record");
        }
        let cluster = self.cluster_of(&key);
        if cluster.is_empty() { Err("retired") } else { Ok((key, cluster)) }
    }

    /// A record that is there, or of which somebody spoke.
    fn can_be_named(&self, key: &RecordKey) -> bool {
        self.is_present(key)
            || self.known.contains_key(key) && (1..=self.journal.len()).any(|seq| self.records(seq).contains(key))
    }
}
