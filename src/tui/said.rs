//! What a decision did, in words for the last line of the screen: always with the golden ids that it is about.

use super::screens::counted;
use super::state::State;
use crate::commands::CommandId;
use crate::model::{Choice, Statement};
use crate::workspace::{Change, ClusterRef, Committed, Proposal};

/// What was done, and what must not be cut off it: the golden ids, and the key that goes back.
pub fn said(state: &State, committed: &Committed) -> (String, String) {
    let proposal = &committed.proposal;
    let retracts = |statement: &Statement| matches!(statement, Statement::Retract { .. });
    let Some((last, _)) = proposal.statements.last() else { return ("Nothing was decided".to_owned(), String::new()) };
    let undoes = format!("{} undoes", state.key(CommandId::Undo));
    if retracts(last) {
        // The sentence quotes what was decided, and with it values.
        let reopens = proposal.requests.iter().any(|request| matches!(request.change, Change::Reopen { .. }));
        let restores = proposal.summary.starts_with("restored");
        // Of many there is only their number to tell, and no value in it.
        let many = proposal.summary.ends_with(" decisions").then_some(proposal.summary.as_str());
        let short = many.or(proposal.summary.split_once(':').map(|(short, _)| short)).unwrap_or("took a decision back");
        // An exchange of golden ids goes and comes with the decision that it was made for.
        let together = proposal.summary.contains(": the golden ids of ");
        let what = match (proposal.statements.len() > 1, state.masked) {
            (true, _) if reopens => format!("reopened: {short}"),
            (true, _) if together => format!("{short}, with what went with it"),
            (true, _) => format!("{short}{}", went_along(restores, proposal)),
            (false, true) => short.to_owned(),
            (false, false) => proposal.summary.clone(),
        };
        let key = if restores { undoes } else { format!("{} restores", state.key(CommandId::Redo)) };
        return (capitalised(&what), format!(" · {} · {key}", ids(&proposal.clusters)));
    }
    let many = |change: &Change| matches!(change, Change::ConfirmAll { .. } | Change::ApproveAll { .. });
    if proposal.requests.iter().any(|request| many(&request.change)) && proposal.statements.len() > 1 {
        return (capitalised(&proposal.summary), format!(" · {} takes all of it back", state.key(CommandId::Undo)));
    }
    if let Some(proof) = &committed.proof {
        let what = sentence(state, last, proposal);
        let proven = match (&proof.problem, proof.found) {
            (Some(problem), _) => format!(" · not finished: {problem}"),
            (None, 0) => format!(" · {} searched for in the file, none found", counted(proof.values as usize, "value")),
            (None, _) => " · NOT GONE: values are still in the file, run `goldsmith verify`".to_owned(),
        };
        return (what, proven);
    }
    let reaffirms = proposal.statements.iter().find_map(|(said, _)| match said {
        Statement::Reaffirm { targets, .. } => Some(targets.len()),
        _ => None,
    });
    if let Some(decisions) = reaffirms {
        let confirms = if matches!(last, Statement::Confirm { .. }) { ", and confirmed anew" } else { "" };
        let what = format!("Still right: {}{confirms}", counted(decisions, "decision"));
        return (what, format!(" · {} · {undoes}", ids(&proposal.clusters)));
    }
    let swaps = |statement: &Statement| matches!(statement, Statement::SwapIds { .. });
    let decides = proposal.statements.iter().rev().map(|(said, _)| said).find(|said| !swaps(said) && !retracts(said));
    let last = decides.unwrap_or(last);
    let what = match made_room(proposal) {
        Some(seq) => format!("Took back #{seq} and {}", lower(&sentence(state, last, proposal))),
        None => sentence(state, last, proposal),
    };
    let notice = proposal.second_opinions.first().map_or_else(String::new, |notice| format!(", {notice}"));
    (what + &notice, format!(" · {} · {undoes}", ids(&proposal.clusters)))
}

/// What else a stroke of two statements did: the contrary, to make room for the first; or the same, to what belongs
/// with it. Of more the sentence has the number, or it names the first.
fn went_along(restores: bool, proposal: &Proposal) -> &'static str {
    let alike = if restores { "; restored number" } else { "; took back number" };
    let replaced = !proposal.summary.contains(alike) || proposal.summary.ends_with("took a decision back");
    match (proposal.statements.len(), restores, replaced) {
        (3.., ..) if proposal.summary.contains("; with it ") => ", with all that was done in one stroke",
        (3.., ..) => "",
        (_, true, true) => ", took back what it had replaced",
        (_, false, true) => ", restored what it had replaced",
        (_, true, false) => ", restored what went with it",
        (_, false, false) => ", took back what went with it",
    }
}

/// The earlier decision that was taken back in the same stroke.
fn made_room(proposal: &Proposal) -> Option<i64> {
    proposal.statements.iter().find_map(|(_, request)| match request.change {
        Change::Retract { seq } => Some(seq),
        _ => None,
    })
}

fn sentence(state: &State, statement: &Statement, proposal: &Proposal) -> String {
    let size = |members: &[_]| counted(members.len(), "record");
    match statement {
        Statement::Same { a, b } => format!("Same: {a} and {b}"),
        Statement::Different { a, b } => format!("Different: {a} and {b}"),
        Statement::Unsure { members } => format!("Left unsure, {}", size(members)),
        Statement::Confirm { members, .. } => format!("Confirmed {}", size(members)),
        Statement::Split { confirm_parts, .. } => {
            format!("Split in {}{}", proposal.clusters.len(), if *confirm_parts { ", each part confirmed" } else { "" })
        }
        Statement::Merge { parts } => format!("Merged {} into one", parts.len()),
        Statement::Override { attribute, choice, .. } => match choice {
            Choice::From(key) => format!("Set {attribute} to the value of {key}"),
            Choice::Value(value) => format!("Set {attribute} to “{}”", state.free(value)),
            Choice::Null | Choice::Erased => format!("Set {attribute} to no value"),
        },
        Statement::Approve { members, .. } => format!("Approved {}", size(members)),
        Statement::SendBack { .. } => "Sent back".to_owned(),
        Statement::Comment { flag: true, .. } => "Flagged for a second look".to_owned(),
        Statement::Comment { flag: false, .. } => "Comment kept".to_owned(),
        Statement::Publish { .. }
        | Statement::Retract { .. }
        | Statement::Reaffirm { .. }
        | Statement::SwapIds { .. }
        | Statement::Load { .. }
        | Statement::Accept { .. }
        | Statement::Redact { .. }
        | Statement::Unknown { .. } => capitalised(&proposal.summary),
    }
}

/// The golden ids, or the first two and how many more.
fn ids(clusters: &[ClusterRef]) -> String {
    let ids: Vec<&str> = clusters.iter().map(|cluster| cluster.golden_id.as_str()).collect();
    match ids.as_slice() {
        [first, second, rest @ ..] if !rest.is_empty() => format!("{first} {second} +{}", rest.len()),
        all => all.join(" "),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}
