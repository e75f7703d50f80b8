//! What followed from a change, or would: JSON and text.

use serde::Serialize;

use super::How;
use super::refusal::{self, ConflictJson, Retry};
use crate::cli::out::{Out, listed};
use crate::error::Result;
use crate::workspace::{ClusterRef, Dependant, GoldenChange, IdEffects, Proposal, SwapOffer};

/// Golden values and clusters that the text lists; `--json` has all.
const LINES: usize = 40;

/// A change as JSON.
#[derive(Serialize)]
pub(crate) struct ChangeJson<'a> {
    committed: bool,
    dry_run: bool,
    seq: Option<i64>,
    seqs: &'a [i64],
    summary: &'a str,
    conflicts: Vec<ConflictJson<'a>>,
    dependants: &'a [Dependant],
    clusters: &'a [ClusterRef],
    second_opinions: &'a [String],
    golden_changes: &'a [GoldenChange],
    ids: &'a IdEffects,
    swap: Option<&'a SwapOffer>,
}

impl<'a> ChangeJson<'a> {
    /// Of a proposal; `seqs` are its numbers in the journal once it is committed.
    pub(crate) fn new(proposal: &'a Proposal, seqs: Option<&'a [i64]>, dry_run: bool, retry: &Retry) -> Self {
        Self {
            committed: seqs.is_some(),
            dry_run,
            seq: seqs.and_then(|seqs| seqs.last().copied()),
            seqs: seqs.unwrap_or_default(),
            summary: &proposal.summary,
            conflicts: refusal::json(proposal, retry),
            dependants: &proposal.dependants,
            clusters: &proposal.clusters,
            second_opinions: &proposal.second_opinions,
            golden_changes: &proposal.golden_changes,
            ids: &proposal.ids,
            swap: proposal.swap.as_ref(),
        }
    }
}

/// Prints a proposal; `seqs` are its numbers in the journal once it is committed.
pub(super) fn print(proposal: &Proposal, seqs: Option<&[i64]>, how: &How, retry: &Retry, out: &mut Out) -> Result<()> {
    if how.json {
        return out.json(&ChangeJson::new(proposal, seqs, how.dry_run, retry));
    }
    lines(proposal, seqs, out)
}

/// What followed, or would, in lines for people.
pub(crate) fn lines(proposal: &Proposal, seqs: Option<&[i64]>, out: &mut Out) -> Result<()> {
    if !proposal.dependants.is_empty() {
        let happens = if seqs.is_some() { "Rested" } else { "Rests" };
        out.line(format!("{happens} on what is taken back:"))?;
        for rests in proposal.dependants.iter().take(LINES) {
            let author = out.data(&rests.author);
            out.line(format!("  #{} {} by {author} {}: {}", rests.seq, rests.kind, rests.time, rests.effect))?;
        }
        if let Some(more @ 1..) = proposal.dependants.len().checked_sub(LINES) {
            out.line(format!("  … and {more} more; `--json` has all"))?;
        }
    }
    let number = match seqs {
        None => "Would: ".to_owned(),
        Some([only]) => format!("#{only} "),
        Some([first, .., last]) => format!("#{first} to #{last} "),
        Some([]) => String::new(),
    };
    let summary = format!("{number}{}", out.data(&proposal.summary));
    out.line(summary)?;
    let mut lines: Vec<String> = proposal.second_opinions.iter().map(|notice| format!("  {notice}")).collect();
    for cluster in &proposal.clusters {
        let members: Vec<_> = cluster.members.iter().map(|key| out.data(&key.to_string()).into_owned()).collect();
        lines.push(format!("  {}  {}", cluster.golden_id, listed(&members, " ")));
    }
    for change in &proposal.golden_changes {
        lines.push(format!(
            "  {}  {}: {} -> {}",
            change.golden_id,
            change.attribute,
            value(change.before.as_deref(), out),
            value(change.after.as_deref(), out)
        ));
    }
    for (old, new) in &proposal.ids.redirected {
        lines.push(format!("  {old} leads to {new}"));
    }
    for line in lines.iter().take(LINES) {
        out.line(line)?;
    }
    if let Some(more @ 1..) = lines.len().checked_sub(LINES) {
        out.line(format!("  … and {more} more lines; `--json` has all"))?;
    }
    if let Some(SwapOffer { id, other, members, majority }) = &proposal.swap {
        out.line(format!("  {id} was handed out, and {majority} of its {members} records are now {other}."))?;
        out.line(match seqs {
            None => "  With --keep-id-with-majority (of a split) it would stay with them.".to_owned(),
            Some(_) => format!("  `goldsmith decide swap-ids {id} {other}` gives it back to them."),
        })?;
    }
    Ok(())
}

fn value(value: Option<&str>, out: &Out) -> String {
    value.map_or_else(|| "-".to_owned(), |value| out.data(value).into_owned())
}
