//! What happened, in words for people: the same in the log, on a toast and in a prompt.

use super::change::Link;
use crate::model::{Choice, Statement};

/// One statement in a sentence without its author: `split off crm:1 from erp:2, web:3`.
pub fn statement(statement: &Statement) -> String {
    match statement {
        Statement::Same { a, b } => format!("same: {a} and {b}"),
        Statement::Different { a, b } => format!("different: {a} and {b}"),
        Statement::Unsure { members } => format!("unsure about {}", records(members)),
        Statement::Confirm { members, .. } => format!("confirmed {}", records(members)),
        Statement::Split { parts, confirm_parts } => {
            let parts: Vec<String> = parts.iter().map(|part| records(part)).collect();
            let confirmed = if *confirm_parts { ", each confirmed" } else { "" };
            format!("split into {}{confirmed}", parts.join(" / "))
        }
        Statement::Merge { parts } => {
            let parts: Vec<String> = parts.iter().map(|part| records(part)).collect();
            format!("merged {}", parts.join(" + "))
        }
        Statement::Override { anchor, attribute, choice } => match choice {
            Choice::From(key) => format!("set {attribute} to the value of {key}"),
            Choice::Value(value) => format!("set {attribute} to {value:?} (at {anchor})"),
            Choice::Null => format!("set {attribute} to no value (at {anchor})"),
        },
        Statement::Approve { members, .. } => format!("approved {}", records(members)),
        Statement::SendBack { members, .. } => format!("sent back {}", records(members)),
        Statement::Comment { members, flag: false } => format!("remarked on {}", records(members)),
        Statement::Comment { members, flag: true } => format!("flagged {}", records(members)),
        Statement::Publish { anchors } => format!("exported {} newly approved golden records", anchors.len()),
        Statement::Retract { .. } => "took a decision back".to_owned(),
    }
}

/// Several sentences in one.
pub fn proposal(sentences: &[String]) -> String {
    match sentences {
        [one] => one.clone(),
        [one, other] => format!("{one}; {other}"),
        many => format!("{} decisions", many.len()),
    }
}

/// Why decisions contradict each other.
pub fn conflict(against: &Link, chain: &[Link]) -> String {
    let number = |link: &Link| link.seq.map_or_else(|| "this decision".to_owned(), |seq| format!("number {seq}"));
    let tied: Vec<String> = chain
        .iter()
        .map(|link| format!("{} is {} ({} by {}, {})", link.a, link.b, link.kind, link.author, number(link)))
        .collect();
    format!(
        "{} and {} are different ({} by {}, {}), but {}",
        against.a,
        against.b,
        against.kind,
        against.author,
        number(against),
        tied.join(", and ")
    )
}

fn records(keys: &[crate::model::RecordKey]) -> String {
    match keys {
        [] => "nothing".to_owned(),
        [a] => a.to_string(),
        [a, b] => format!("{a}, {b}"),
        [a, b, c] => format!("{a}, {b}, {c}"),
        [a, b, rest @ ..] => format!("{a}, {b} and {} more", rest.len()),
    }
}
