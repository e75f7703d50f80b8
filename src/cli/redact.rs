//! `goldsmith redact SOURCE:ID --reason R`: the content of a record goes, everywhere in the workspace and for good.

use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::decide::{ChangeJson, Retry, lines};
use super::out::{Out, counted};
use super::session::Session;
use crate::error::Result;
use crate::model::{RecordKey, Shown};
use crate::workspace::{Change, Committed, Proof, Proposal, Request, Scope};

/// What `redact` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The record, written `source:record_id`
    #[arg(value_name = "SOURCE:ID")]
    pub record: RecordKey,
    /// Why: a ticket, a legal ground; it stays in the journal, so without any value of the record
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, required_unless_present = "dry_run")]
    pub reason: Option<String>,
    /// Print what would go and what would follow, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// An erasure as JSON: a change like any other, what goes, and the proof.
#[derive(Serialize)]
struct ErasureJson<'a> {
    #[serde(flatten)]
    change: ChangeJson<'a>,
    record: &'a RecordKey,
    erased: &'a Scope,
    proof: Option<&'a Proof>,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut workspace = session.open_to_write(args.dry_run, out)?;
    let scope = workspace.erasure(&args.record)?;
    let change = Change::Redact { record: args.record.clone() };
    // What would go does not depend on why.
    let reason = args.reason.as_deref().unwrap_or("not given yet");
    let request = Request { change, comment: Some(reason.trim().to_owned()), shown: Shown::default() };
    let proposal = workspace.propose(&[request])?;
    if args.dry_run {
        print(args, &Retry::of(session), &proposal, &scope, None, out)?;
        return Ok(Outcome::Done);
    }
    let committed = workspace.commit(proposal)?;
    print(args, &Retry::of(session), &committed.proposal, &scope, Some(&committed), out)?;
    let proven = committed.proof.as_ref().is_some_and(Proof::holds);
    Ok(if proven { Outcome::Done } else { Outcome::CheckFailed })
}

fn print(
    args: &Arguments,
    retry: &Retry,
    proposal: &Proposal,
    scope: &Scope,
    committed: Option<&Committed>,
    out: &mut Out,
) -> Result<()> {
    let proof = committed.and_then(|committed| committed.proof.as_ref());
    let seqs = committed.map(|committed| committed.seqs.as_slice());
    if args.json {
        let change = ChangeJson::new(proposal, seqs, args.dry_run, retry);
        return out.json(&ErasureJson { change, record: &args.record, erased: scope, proof });
    }
    lines(proposal, seqs, out)?;
    for line in content(scope) {
        out.line(format!("  {line}"))?;
    }
    if let Some(proof) = proof {
        out.line(said(proof))?;
        if let Some(problem) = &proof.problem {
            let line =
                format!("not finished: {}; the next `goldsmith` that opens the workspace goes on", out.data(problem));
            out.line(line)?;
        }
    }
    out.line("Out of reach, to be seen to by hand:")?;
    for line in stays(scope) {
        let line = format!("  {}", out.data(&line));
        out.line(line)?;
    }
    Ok(())
}

/// What goes and what is out of reach, a sentence each.
pub(super) fn goes(scope: &Scope) -> Vec<String> {
    let goes = content(scope).into_iter().map(|line| format!("Goes: {line}."));
    goes.chain(stays(scope).into_iter().map(|line| format!("Out of reach: {line}."))).collect()
}

/// What goes.
fn content(scope: &Scope) -> Vec<String> {
    let mut lines = vec![format!(
        "{}, {}, {} of the journal: {} dropped, {} dropped",
        counted(scope.values, "value"),
        counted(scope.past_versions, "past version"),
        counted(scope.payloads, "entry").replace("entrys", "entries"),
        counted(scope.comments, "comment"),
        counted(scope.typed_values, "typed value"),
    )];
    if scope.comments_on_others_too > 0 {
        lines.push(format!("{} of these comments spoke of other records too", scope.comments_on_others_too));
    }
    lines
}

/// What is out of reach.
fn stays(scope: &Scope) -> Vec<String> {
    let reach = &scope.out_of_reach;
    let exports = reach.exports.iter().map(|export| format!("export of {} to {}", export.time, export.out));
    let copies = reach.copies.iter().map(|copy| format!("copy of the database: {copy}"));
    let sources = reach.source_files.iter();
    let sources = sources.map(|file| format!("source file: {file} (a load leaves the record's values out)"));
    let elsewhere = "backups elsewhere, and copies of the journal until they exchange it".to_owned();
    exports.chain(copies).chain(sources).chain([elsewhere]).collect()
}

/// What the proof found.
pub(super) fn said(proof: &Proof) -> String {
    let what = match proof.found {
        0 => format!("Proof: {} searched for in the file, none found", counted(proof.values, "value")),
        n => format!("NOT GONE: found {n} times in {}", proof.files.join(", ")),
    };
    format!("{what} ({} held elsewhere too, {} too short to search for)", proof.shared, proof.short)
}
