//! A cluster in sentences: why it is here, its records one after the other, its golden record.

use super::Plain;
use crate::cli::out::{LISTED, counted};
use crate::config::Sensitivity;
use crate::error::Result;
use crate::model::{GoldenValue, Level, PairScore, RecordKey, TaskKind, two_digits};
use crate::normalise::latin;
use crate::workspace::{ClusterView, Hidden, Proposal};

/// What stands in place of a value that is masked.
const MASKED: &str = "hidden";

impl Plain<'_> {
    /// Tells the cluster at hand.
    pub(super) fn tell(&mut self) -> Result<()> {
        let Some(view) = self.view.take() else { return self.out.line("No cluster is open.") };
        let mut lines = self.head(&view);
        for at in 0..view.members.len() {
            lines.extend(self.member(&view, at));
        }
        let golden = if view.beside.is_some() { "Golden record, if they are one." } else { "Golden record." };
        lines.push(golden.to_owned());
        for (at, value) in view.golden.values.iter().enumerate() {
            lines.push(format!("  {}: {}", self.name(at), self.golden(&view, at, value)));
        }
        self.view = Some(view);
        for line in lines {
            self.out.line(line)?;
        }
        Ok(())
    }

    fn head(&self, view: &ClusterView) -> Vec<String> {
        let data = |text: &str| self.out.data(text).into_owned();
        let mut lines = vec![String::new()];
        if let Some(task) = &view.task {
            let second = task.kind == TaskKind::SecondReview && view.hidden == Hidden::DecisionAndScores;
            let kind = task.kind.to_string().replace('_', " ");
            lines.push(match (second, self.hides_scores() || self.masked) {
                (true, _) => "Task: second review. Somebody decided this; judge for yourself.".to_owned(),
                (_, true) => format!("Task: {kind}."),
                _ => format!("Task: {kind}. {}.", data(&task.reason).trim_end_matches('.')),
            });
        }
        let status = if view.hidden == Hidden::Nothing { format!(", {}", view.status) } else { String::new() };
        lines.push(format!("Cluster {}, {}{status}.", view.golden_id, counted(view.size() as u64, "record")));
        if let Some(beside) = &view.beside {
            let records = counted((view.members.len() - beside.from) as u64, "record");
            let id = &beside.question.golden_id;
            let far = "`same` makes them one, `different` keeps them apart, `other-side` tells the first alone";
            lines.push(format!("Beside it {id}, {records}: {far}."));
        }
        if let (Some((a, b)), false) = (view.weakest, self.hides_scores()) {
            let score = pair(view, a, b).map_or_else(String::new, |pair| format!(": {}", two_digits(pair.probability)));
            let what = if view.beside.is_some() { "Likeliest pair" } else { "Weakest link" };
            lines.push(format!("{what}{score}, between record {} and record {}.", a + 1, b + 1));
        }
        if view.hidden == Hidden::Nothing {
            for key in view.joined_since_confirmed.iter().take(LISTED) {
                lines.push(format!("{} joined since it was confirmed.", data(&key.to_string())));
            }
            for decision in &view.stale {
                let (by, record) = (data(&decision.author), data(&decision.record.to_string()));
                lines.push(format!("Changed since number {}, {} by {by}: {record}.", decision.seq, decision.kind));
                for change in decision.changes.iter().take(LISTED) {
                    let shown = |value: Option<&str>| {
                        change
                            .position
                            .map_or_else(|| value.map_or_else(|| "none".to_owned(), data), |at| self.shown(at, value))
                    };
                    let before =
                        if change.known { shown(change.before.as_deref()) } else { "not known here".to_owned() };
                    lines.push(format!("  {}: was {before}; is {}", change.attribute, shown(change.after.as_deref())));
                }
            }
            for conflict in &view.conflicts {
                lines.push(format!("Contradiction: {}. `resolve` shows the ways out.", data(&conflict.message)));
            }
        }
        for bridge in view.bridges.iter().take(LISTED) {
            let (from, to) = (data(&bridge.from.to_string()), data(&bridge.to.to_string()));
            lines.push(format!("{from} also matches {to}, which was set apart from this. `other-side` goes there."));
        }
        let shown = view.beside.as_ref().map(|beside| &beside.question.golden_id);
        for one in view.possible.iter().filter(|one| Some(&one.golden_id) != shown).take(LISTED) {
            let (record, other) = (data(&one.record.to_string()), data(&one.other.to_string()));
            lines.push(format!("{record} may also be {other} in {}.", one.golden_id));
        }
        lines
    }

    /// A record: all of the first; of the others what differs, and in one line what does not.
    fn member(&self, view: &ClusterView, at: usize) -> Vec<String> {
        let Some(member) = view.members.get(at) else { return Vec::new() };
        let key = self.out.data(&member.record.key.to_string()).into_owned();
        let changed = member
            .record
            .updated_at
            .as_deref()
            .map_or_else(String::new, |time| format!(", changed {}", self.out.data(time)));
        let gone = if member.gone { ", gone from its source" } else { "" };
        let beside = view.beside.as_ref().filter(|_| view.is_beside(at));
        let of = beside.map_or_else(String::new, |beside| format!(", of {}", beside.question.golden_id));
        let mut lines = vec![format!("Record {}, {key}{of}{changed}{gone}.", at + 1)];
        let mut same = Vec::new();
        for position in 0..view.golden.values.len() {
            let value = member.record.value(position);
            let first = view.members.first().and_then(|first| first.record.value(position));
            let close = pair(view, 0, at).is_some_and(|pair| {
                let level = pair.attributes.iter().find(|score| score.attribute == position).map(|score| score.level);
                matches!(level, Some(Level::Exact | Level::Equivalent | Level::Close))
            });
            let how = match (at, first, value) {
                (_, None, None) => continue,
                (0, _, _) => "",
                (_, Some(_), None) => "missing",
                (_, None, Some(_)) => "only here, ",
                (_, Some(a), Some(b)) if a == b => {
                    same.push(self.name(position).to_owned());
                    continue;
                }
                _ if close => "close, ",
                _ => "differs, ",
            };
            let shown = if how == "missing" { String::new() } else { self.shown(position, value) };
            lines.push(format!("  {}: {how}{shown}", self.name(position)));
        }
        if !same.is_empty() {
            lines.push(format!("  Same as record 1: {}.", same.join(", ")));
        }
        lines
    }

    fn golden(&self, view: &ClusterView, at: usize, value: &GoldenValue) -> String {
        let rule = self.out.data(&value.rule).into_owned();
        let member = |key: &RecordKey| view.members.iter().position(|member| member.record.key == *key);
        let from = match value.record.as_ref().and_then(member) {
            Some(at) => format!(", from record {}", at + 1),
            None => String::new(),
        };
        let shown = self.shown(at, value.value.as_deref());
        if value.value.is_none() && value.overridden.is_none() { shown } else { format!("{shown}{from}, {rule}") }
    }

    /// What would follow, or did: the clusters, what becomes of their golden values, of golden ids, of later decisions.
    pub(super) fn follows(&mut self, proposal: &Proposal, seqs: Option<&[i64]>) -> Result<()> {
        let data = |text: &str| self.out.data(text).into_owned();
        let mut lines = Vec::new();
        for rests in &proposal.dependants {
            let by = data(&rests.author);
            lines.push(format!("Number {}, {} by {by}, rests on it: {}.", rests.seq, rests.kind, data(&rests.effect)));
        }
        lines.push(match seqs {
            // The sentence may quote values.
            _ if self.masked => {
                if seqs.is_some() {
                    "Done.".to_owned()
                } else {
                    "This would follow.".to_owned()
                }
            }
            None => format!("Would be: {}.", data(&proposal.summary)),
            Some([.., last]) => format!("Done, number {last}: {}.", data(&proposal.summary)),
            Some([]) => format!("Done: {}.", data(&proposal.summary)),
        });
        lines.extend(proposal.second_opinions.iter().map(|notice| data(notice)));
        for cluster in &proposal.clusters {
            let keys: Vec<String> = cluster.members.iter().take(LISTED).map(|key| data(&key.to_string())).collect();
            let more = cluster.members.len().saturating_sub(LISTED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            lines.push(format!("Cluster {}: {}{more}.", cluster.golden_id, keys.join(", ")));
            for change in proposal.golden_changes.iter().filter(|change| change.golden_id == cluster.golden_id) {
                let domain = &self.workspace.config().domain;
                let at = domain.position(&change.attribute).unwrap_or(usize::MAX);
                let (before, after) =
                    (self.shown(at, change.before.as_deref()), self.shown(at, change.after.as_deref()));
                lines.push(match change.before {
                    None => format!("  {}: {after}", change.attribute),
                    Some(_) => format!("  {}: was {before}, becomes {after}", change.attribute),
                });
            }
        }
        lines.extend(proposal.ids.redirected.iter().map(|(old, new)| format!("{old} leads to {new} from then on.")));
        if let Some(swap) = &proposal.swap {
            lines.push(format!(
                "{} was handed out, and {} of its {} records are in {} now.",
                swap.id, swap.majority, swap.members, swap.other
            ));
        }
        for line in lines {
            self.out.line(line)?;
        }
        Ok(())
    }

    /// The name of an attribute.
    pub(super) fn name(&self, at: usize) -> &str {
        self.workspace.config().domain.attributes.get(at).map_or("", |attribute| &attribute.name)
    }

    /// A label, the golden values of the attributes that name a record, as it may be told now.
    pub(super) fn label(&self, label: &str) -> String {
        let domain = &self.workspace.config().domain;
        let personal = |at: &usize| {
            domain
                .attributes
                .get(*at)
                .is_none_or(|a| matches!(a.sensitivity, Sensitivity::Pii | Sensitivity::Identifier))
        };
        self.shown((0..domain.naming()).find(personal).unwrap_or(0), Some(label))
    }

    /// A value as it may be told now.
    pub(super) fn shown(&self, at: usize, value: Option<&str>) -> String {
        let personal = self.workspace.config().domain.attributes.get(at);
        let personal = personal.is_none_or(|a| matches!(a.sensitivity, Sensitivity::Pii | Sensitivity::Identifier));
        match value {
            None => "none".to_owned(),
            Some("") => "empty".to_owned(),
            Some(_) if self.masked && personal => MASKED.to_owned(),
            Some(value) if self.latin => self.out.data(&latin(value)).into_owned(),
            Some(value) => self.out.data(value).into_owned(),
        }
    }
}

/// The comparison of two members, where it is known.
pub(super) fn pair(view: &ClusterView, i: usize, j: usize) -> Option<&PairScore> {
    let key = |at: usize| view.members.get(at).map(|member| &member.record.key);
    let (a, b) = (key(i.min(j))?, key(i.max(j))?);
    view.pairs.iter().find(|pair| pair.a == *a && pair.b == *b)
}
