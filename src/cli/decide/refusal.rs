//! What a change contradicts, with the evidence and the ways out as commands that are ready to be run.

use std::path::Path;

use serde::Serialize;

use super::file::Batch;
use crate::cli::session::Session;
use crate::error::Error;
use crate::workspace::{Action, Conflict, Exit, Exits, Link, Proposal, quoted};

/// How to ask for the same again.
pub(crate) struct Retry<'a> {
    program: String,
    /// The file that was asked for, where it was one.
    batch: Option<(&'a Path, &'a Batch)>,
}

impl<'a> Retry<'a> {
    /// The same, for a file.
    pub(super) fn with(self, path: &'a Path, batch: &'a Batch) -> Self {
        Self { batch: Some((path, batch)), ..self }
    }

    /// As the program was called.
    pub(crate) fn of(session: &Session) -> Self {
        Self { program: session.program(), batch: None }
    }

    /// A command as it is to be typed here.
    pub(crate) fn own(&self, command: &str) -> String {
        let rest = command.strip_prefix("goldsmith").unwrap_or(command);
        format!("{}{rest}", self.program)
    }

    /// The commands of a way out, one after the other; `None` where a file cannot be carried out this way as it is.
    fn commands(&self, exit: &Exit) -> Option<Vec<String>> {
        let own = |command: &String| self.own(command);
        let mut commands: Vec<String> = exit.commands.iter().map(own).collect();
        match self.batch {
            _ if exit.action == Action::GiveUp => {}
            None => commands.extend(exit.again.iter().map(own)),
            Some(_) if !exit.instead.is_empty() => return None,
            Some((path, _)) => {
                commands.push(format!("{} decide --file {}", self.program, quoted(&path.display().to_string())));
            }
        }
        Some(commands)
    }

    /// The line of the file that a contradiction comes from.
    fn place(&self, exits: Option<&Exits>) -> Option<String> {
        let (_, batch) = self.batch?;
        exits?.requests.last().and_then(|&at| batch.place(at))
    }
}

/// A way out as JSON.
#[derive(Serialize)]
pub(crate) struct ExitJson<'a> {
    action: Action,
    seq: Option<i64>,
    record: Option<String>,
    summary: &'a str,
    commands: Vec<String>,
}

/// A contradiction as JSON.
#[derive(Serialize)]
pub(crate) struct ConflictJson<'a> {
    #[serde(flatten)]
    conflict: &'a Conflict,
    exits: Vec<ExitJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<String>,
}

/// What a proposal contradicts.
pub(crate) fn json<'a>(proposal: &'a Proposal, retry: &Retry) -> Vec<ConflictJson<'a>> {
    conflicts(&proposal.conflicts, &proposal.exits, retry)
}

/// Contradictions with their ways out.
pub(crate) fn conflicts<'a>(conflicts: &'a [Conflict], exits: &'a [Exits], retry: &Retry) -> Vec<ConflictJson<'a>> {
    let json = |(n, conflict): (usize, &'a Conflict)| ConflictJson {
        conflict,
        exits: exits
            .get(n)
            .map_or_else(Vec::new, |exits| exits.ways.iter().filter_map(|exit| way(exit, retry)).collect()),
        line: retry.place(exits.get(n)),
    };
    conflicts.iter().enumerate().map(json).collect()
}

fn way<'a>(exit: &'a Exit, retry: &Retry) -> Option<ExitJson<'a>> {
    Some(ExitJson {
        action: exit.action,
        seq: exit.seq,
        record: exit.record.as_ref().map(ToString::to_string),
        summary: &exit.summary,
        commands: retry.commands(exit)?,
    })
}

/// The error that a contradiction is, with its chain of evidence and the ways out.
pub(super) fn refusal(proposal: &Proposal, retry: &Retry) -> Error {
    let place = retry.place(proposal.exits.first()).map_or_else(String::new, |place| format!("{place}: "));
    let mut error = Error::user(format!("{place}it contradicts what was decided; nothing was changed"));
    for hint in hints(&proposal.conflicts, &proposal.exits, retry) {
        error = error.hint(hint);
    }
    error
}

/// Contradictions for people: the evidence, then the ways out.
pub(crate) fn hints(conflicts: &[Conflict], exits: &[Exits], retry: &Retry) -> Vec<String> {
    let mut hints = Vec::new();
    for (n, conflict) in conflicts.iter().enumerate() {
        let place = retry.place(exits.get(n)).map_or_else(String::new, |place| format!("{place}: "));
        hints.push(format!("{place}{}", conflict.message));
        hints.extend(conflict.chain.iter().map(|link| format!("  tied together: {}", step(link))));
        hints.push(format!("  kept apart: {}", step(&conflict.against)));
        for exit in exits.get(n).map(|exits| exits.ways.as_slice()).unwrap_or_default() {
            let Some(commands) = retry.commands(exit) else { continue };
            let run = if commands.is_empty() { String::new() } else { format!(": {}", commands.join(" && ")) };
            hints.push(format!("  {}{run}", exit.summary));
        }
    }
    hints
}

fn step(link: &Link) -> String {
    let number = link.seq.map_or_else(|| "this decision".to_owned(), |seq| format!("#{seq}"));
    let comment = link.comment.as_ref().map_or_else(String::new, |comment| format!(": “{comment}”"));
    format!("{} and {} ({} by {}, {number}){comment}", link.a, link.b, link.kind, link.author)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RecordKey;

    #[test]
    fn a_refusal_names_the_chain_and_the_ways_out() {
        let key = |id: &str| RecordKey::new("crm", id);
        let link = |seq, kind: &str, a, b| Link {
            seq,
            kind: kind.into(),
            author: "ada".into(),
            comment: None,
            a: key(a),
            b: key(b),
        };
        let conflict = Conflict {
            a: key("1"),
            b: key("3"),
            chain: vec![link(Some(4), "same", "1", "2"), link(None, "same", "2", "3")],
            against: link(Some(2), "different", "1", "3"),
            message: "crm:1 and crm:3 were kept apart".into(),
        };
        let exit = Exit {
            action: Action::Retract,
            seq: Some(2),
            record: None,
            summary: "take back #2 and do it".into(),
            first: Vec::new(),
            instead: std::collections::BTreeMap::new(),
            commands: vec!["goldsmith undo 2".into()],
            again: vec!["goldsmith decide same crm:2 crm:3".into()],
        };
        let retry = Retry { program: "goldsmith --as ada".into(), batch: None };
        let exits = [Exits { requests: vec![0], ways: vec![exit] }];
        let hints = hints(&[conflict], &exits, &retry);
        assert_eq!(hints[2], "  tied together: crm:2 and crm:3 (same by ada, this decision)");
        assert_eq!(
            hints[4],
            "  take back #2 and do it: goldsmith --as ada undo 2 && goldsmith --as ada decide same crm:2 crm:3"
        );
    }
}
