//! One verdict on everything that a filter shows: what it takes, a sample of it, and what stays out and why.

use serde::Serialize;

use super::refusal::Retry;
use super::{How, refusal};
use crate::cli::Outcome;
use crate::cli::facets::Facets;
use crate::cli::out::Out;
use crate::cli::table::Grid;
use crate::error::Result;
use crate::model::two_digits;
use crate::workspace::{Bulk, Verdict, Workspace};

/// What a bulk verdict comes to, as JSON.
#[derive(Serialize)]
struct BulkJson<'a> {
    committed: bool,
    dry_run: bool,
    verdict: &'static str,
    shown: usize,
    clusters: usize,
    records: usize,
    golden_ids: &'a [String],
    left_out: Vec<ApartJson<'a>>,
    seqs: &'a [i64],
}

#[derive(Serialize)]
struct ApartJson<'a> {
    why: &'a str,
    tasks: usize,
    example: &'a str,
}

/// Carries a bulk verdict out, whole or not at all.
pub(super) fn run(
    workspace: &mut Workspace,
    facets: &Facets,
    verdict: Verdict,
    how: &How,
    retry: &Retry,
    out: &mut Out,
) -> Result<Outcome> {
    let bulk = workspace.bulk(&facets.query(workspace)?, verdict)?;
    if bulk.takes.is_empty() || how.dry_run {
        print(&bulk, None, how, out)?;
        return Ok(Outcome::Done);
    }
    let comment = how.comment.clone().filter(|comment| !comment.trim().is_empty());
    let proposal = workspace.propose(&[bulk.request(comment)])?;
    if !proposal.conflicts.is_empty() {
        return Err(refusal::refusal(&proposal, retry));
    }
    let committed = workspace.commit(proposal)?;
    print(&bulk, Some(&committed.seqs), how, out)?;
    Ok(Outcome::Done)
}

fn print(bulk: &Bulk, seqs: Option<&[i64]>, how: &How, out: &mut Out) -> Result<()> {
    let (verb, done) = match bulk.verdict {
        Verdict::Confirm => ("confirm", "Confirmed"),
        Verdict::Approve => ("approve", "Approved"),
    };
    if how.json {
        return out.json(&BulkJson {
            committed: seqs.is_some(),
            dry_run: how.dry_run,
            verdict: verb,
            shown: bulk.shown(),
            clusters: bulk.takes.len(),
            records: bulk.records,
            golden_ids: &bulk.takes,
            left_out: bulk
                .left_out
                .iter()
                .map(|apart| ApartJson { why: apart.why, tasks: apart.tasks, example: &apart.example })
                .collect(),
            seqs: seqs.unwrap_or_default(),
        });
    }
    let (clusters, shown) = (bulk.takes.len(), bulk.shown());
    out.line(match seqs {
        Some(_) => format!("{done} {clusters} clusters, {} records, of {shown} tasks shown.", bulk.records),
        None => format!("Would {verb} {clusters} clusters, {} records, of {shown} tasks shown.", bulk.records),
    })?;
    if seqs.is_none() && !bulk.sample.is_empty() {
        out.line(format!("{} of them, spread over the list:", bulk.sample.len()))?;
        let mut grid = Grid::new(["golden id", "kind", "score", "size", "label", "reason"]);
        for task in &bulk.sample {
            grid.row([
                task.golden_id.clone(),
                task.kind.to_string(),
                task.score.map_or_else(String::new, two_digits),
                task.size.to_string(),
                out.data(&task.label).into_owned(),
                out.data(&task.reason).into_owned(),
            ]);
        }
        for line in grid.lines(out.width()) {
            out.line(line)?;
        }
    }
    for apart in &bulk.left_out {
        out.line(format!("Stays out: {} ({}, first {})", apart.why, apart.tasks, apart.example))?;
    }
    if seqs.is_some() {
        out.note("`goldsmith undo` takes all of it back.");
    }
    Ok(())
}
