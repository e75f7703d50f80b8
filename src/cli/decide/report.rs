//! What followed from a change, or would: JSON and text.

use serde::Serialize;

use super::How;
use crate::cli::out::{Out, listed};
use crate::error::{Error, Result};
use crate::workspace::{ClusterRef, Conflict, GoldenChange, IdEffects, Link, Proposal, SwapOffer};

/// Golden values and clusters that the text lists; `--json` has all.
const LINES: usize = 40;

/// A change as JSON.
#[derive(Serialize)]
struct ChangeJson<'a> {
    committed: bool,
    dry_run: bool,
    seq: Option<i64>,
    seqs: &'a [i64],
    summary: &'a str,
    conflicts: &'a [Conflict],
    clusters: &'a [ClusterRef],
    golden_changes: &'a [GoldenChange],
    ids: &'a IdEffects,
    swap: Option<&'a SwapOffer>,
}

/// Prints a proposal; `seqs` are its numbers in the journal once it is committed.
pub(super) fn print(proposal: &Proposal, seqs: Option<&[i64]>, how: &How, out: &mut Out) -> Result<()> {
    if how.json {
        return out.json(&ChangeJson {
            committed: seqs.is_some(),
            dry_run: how.dry_run,
            seq: seqs.and_then(|seqs| seqs.last().copied()),
            seqs: seqs.unwrap_or_default(),
            summary: &proposal.summary,
            conflicts: &proposal.conflicts,
            clusters: &proposal.clusters,
            golden_changes: &proposal.golden_changes,
            ids: &proposal.ids,
            swap: proposal.swap.as_ref(),
        });
    }
    let number = match seqs {
        None => "Would: ".to_owned(),
        Some([only]) => format!("#{only} "),
        Some([first, .., last]) => format!("#{first} to #{last} "),
        Some([]) => String::new(),
    };
    let summary = format!("{number}{}", out.data(&proposal.summary));
    out.line(summary)?;
    let mut lines = Vec::new();
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

/// The error that a contradiction is, with its chain of evidence and the way out.
pub(super) fn refusal(conflicts: &[Conflict]) -> Error {
    let mut error = Error::user("it contradicts what was decided; nothing was changed");
    for conflict in conflicts {
        error = error.hint(conflict.message.clone());
        for link in &conflict.chain {
            error = error.hint(format!("  tied together: {}", step(link)));
        }
        error = error.hint(format!("  kept apart: {}", step(&conflict.against)));
        if let Some(seq) = conflict.against.seq {
            error = error.hint(format!("  `goldsmith undo {seq}` takes that back"));
        }
    }
    error
}

fn step(link: &Link) -> String {
    let number = link.seq.map_or_else(|| "this decision".to_owned(), |seq| format!("#{seq}"));
    format!("{} and {} ({} by {}, {number})", link.a, link.b, link.kind, link.author)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RecordKey;

    #[test]
    fn a_refusal_names_the_chain_and_the_way_out() {
        let key = |id: &str| RecordKey::new("crm", id);
        let link = |seq, kind: &str, a, b| Link { seq, kind: kind.into(), author: "ada".into(), a: key(a), b: key(b) };
        let conflict = Conflict {
            a: key("1"),
            b: key("3"),
            chain: vec![link(Some(4), "same", "1", "2"), link(None, "same", "2", "3")],
            against: link(Some(2), "different", "1", "3"),
            message: "crm:1 and crm:3 were kept apart".into(),
        };
        let error = refusal(&[conflict]);
        assert_eq!(error.exit_status(), 1);
        assert_eq!(error.hints.len(), 5);
        assert_eq!(error.hints[2], "  tied together: crm:2 and crm:3 (same by ada, this decision)");
        assert!(error.hints[4].contains("goldsmith undo 2"));
    }
}
