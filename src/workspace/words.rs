//! What happened, in words for people: the same in the log, on a toast and in a prompt.

use super::change::Link;
use super::lifetime;
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
        Statement::Override { anchor, attribute, choice, until } => {
            let what = match choice {
                Choice::From(key) => format!("set {attribute} to the value of {key}"),
                Choice::Value(value) => format!("set {attribute} to {value:?} (at {anchor})"),
                Choice::Null => format!("set {attribute} to no value (at {anchor})"),
                Choice::Erased => format!("set {attribute} to a value that was erased (at {anchor})"),
            };
            format!("{what}{}", until.as_ref().map_or_else(String::new, lifetime::words))
        }
        Statement::Approve { members, .. } => format!("approved {}", records(members)),
        Statement::SendBack { members, .. } => format!("sent back {}", records(members)),
        Statement::Comment { members, flag: false } => format!("remarked on {}", records(members)),
        Statement::Comment { members, flag: true } => format!("flagged {}", records(members)),
        Statement::Publish { anchors } => format!("exported {} newly approved golden records", anchors.len()),
        Statement::Retract { .. } => "took a decision back".to_owned(),
        Statement::Reaffirm { members, .. } => format!("reaffirmed what was decided of {}", records(members)),
        Statement::SwapIds { a, b } => format!("the golden ids of {a} and {b} changed places"),
        Statement::Load { added, groups, .. } if added.is_empty() => format!("loaded {groups} match groups"),
        Statement::Load { added, groups, .. } => {
            format!("loaded {groups} match groups, with {} new records", added.len())
        }
        Statement::Accept { above, clusters, .. } => {
            format!("accepted {clusters} clusters whose weakest link is {above} or better")
        }
        Statement::Redact { subject, .. } => format!("erased the content of {subject}"),
        Statement::Unknown { kind } => format!("{kind}: a newer version knows what this means; it has no effect here"),
    }
}

/// Several sentences in one.
pub fn proposal(sentences: &[String]) -> String {
    let all = |verbs: &[&str]| sentences.iter().all(|one| verbs.iter().any(|verb| one.starts_with(verb)));
    match sentences {
        [one] => one.clone(),
        [one, other] => format!("{one}; {other}"),
        many if all(&["took back"]) => format!("took back {} decisions", many.len()),
        many if all(&["restored"]) => format!("restored {} decisions", many.len()),
        many if all(&["confirmed"]) => format!("confirmed {} clusters", many.len()),
        many if all(&["approved"]) => format!("approved {} clusters", many.len()),
        // A stroke that goes or comes back as a whole: its last decision is first, and with it what made room for it.
        [last, rest @ ..] if all(&["took back", "restored"]) => format!("{last}; with it {} more", rest.len()),
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

/// The same without numbers, which differ from one copy of the journal to another; a long chain is cut.
pub fn contradiction(against: &Link, chain: &[Link]) -> String {
    const SHOWN: usize = 3;
    let mut tied: Vec<String> = chain
        .iter()
        .take(SHOWN)
        .map(|link| format!("{} is {} ({} by {})", link.a, link.b, link.kind, link.author))
        .collect();
    if chain.len() > SHOWN {
        tied.push(format!("{} more lead to {}", chain.len() - SHOWN, against.b));
    }
    let (a, b) = (&against.a, &against.b);
    format!("{a} and {b} are different ({} by {}), but {}", against.kind, against.author, tied.join(", and "))
}

/// Some records by name, and how many more.
pub fn records(keys: &[crate::model::RecordKey]) -> String {
    match keys {
        [] => "nothing".to_owned(),
        [a] => a.to_string(),
        [a, b] => format!("{a}, {b}"),
        [a, b, c] => format!("{a}, {b}, {c}"),
        [a, b, rest @ ..] => format!("{a}, {b} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Hash, RecordKey};

    fn keys(texts: &[&str]) -> Vec<RecordKey> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn many_records_are_counted() {
        let confirm = |members: &[&str]| statement(&Statement::Confirm { members: keys(members), content: Hash::ZERO });
        assert_eq!(confirm(&["a:1", "a:2", "a:3"]), "confirmed a:1, a:2, a:3");
        assert_eq!(confirm(&["a:1", "a:2", "a:3", "a:4"]), "confirmed a:1, a:2 and 2 more");
    }

    #[test]
    fn several_sentences_are_one() {
        let told = |texts: &[&str]| proposal(&texts.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(told(&["same: a:1 and b:1"]), "same: a:1 and b:1");
        assert_eq!(told(&["same: a:1 and b:1", "took back number 3: x"]), "same: a:1 and b:1; took back number 3: x");
        assert_eq!(told(&["took back number 3: x"; 3]), "took back 3 decisions");
        assert_eq!(told(&["restored number 3: x"; 4]), "restored 4 decisions");
        let stroke = ["took back number 9: x", "restored number 3: y", "took back number 8: z"];
        assert_eq!(told(&stroke), "took back number 9: x; with it 2 more");
        assert_eq!(told(&["same: a:1 and b:1", "took back number 3: x", "confirmed a:1"]), "3 decisions");
    }

    #[test]
    fn parts_are_told_apart() {
        let parts = vec![keys(&["a:1", "a:2"]), keys(&["b:1"])];
        let split = Statement::Split { parts: parts.clone(), confirm_parts: true };
        assert_eq!(statement(&split), "split into a:1, a:2 / b:1, each confirmed");
        assert_eq!(statement(&Statement::Merge { parts }), "merged a:1, a:2 + b:1");
    }

    #[test]
    fn a_contradiction_names_both_sides_and_who_said_so() {
        let link = |seq, kind: &str, a: &str, b: &str| Link {
            seq,
            kind: kind.into(),
            author: "ana".into(),
            comment: None,
            a: a.parse().unwrap(),
            b: b.parse().unwrap(),
        };
        let message = conflict(
            &link(Some(3), "different", "a:1", "a:3"),
            &[link(None, "same", "a:1", "a:2"), link(Some(7), "confirm", "a:2", "a:3")],
        );
        assert_eq!(
            message,
            "a:1 and a:3 are different (different by ana, number 3), but a:1 is a:2 (same by ana, this decision), and \
             a:2 is a:3 (confirm by ana, number 7)"
        );
    }
}
