//! A change as the command line that asks for it: what a message hands over is ready to be run.

use super::change::{Change, Request};
use crate::model::{Choice, RecordKey};

/// The command for a request; for what only the workbench or a file can ask, `None`.
pub fn command(request: &Request) -> Option<String> {
    with_retractions(request, &[])
}

/// The same, taking back earlier decisions in the same stroke.
pub fn with_retractions(request: &Request, retracted: &[i64]) -> Option<String> {
    let mut words = change(&request.change)?;
    words.extend(retracted.iter().flat_map(|seq| ["--retract".to_owned(), seq.to_string()]));
    if let Some(comment) = &request.comment {
        words.extend(["--comment".to_owned(), quoted(comment)]);
    }
    Some(format!("goldsmith {}", words.join(" ")))
}

fn change(change: &Change) -> Option<Vec<String>> {
    let decide = |verb: &str| vec!["decide".to_owned(), verb.to_owned()];
    let of = |verb: &str, ids: &[String]| [decide(verb), ids.iter().map(|id| quoted(id)).collect()].concat();
    let pair = |verb: &str, a: &RecordKey, b: &RecordKey| of(verb, &[a.to_string(), b.to_string()]);
    let one = |verb: &str, id: &String| of(verb, std::slice::from_ref(id));
    Some(match change {
        Change::Same { a, b } => pair("same", a, b),
        Change::Different { a, b } => pair("different", a, b),
        Change::Unsure { a, b } => pair("unsure", a, b),
        Change::UnsureCluster { id } => one("unsure", id),
        Change::Confirm { id } => one("confirm", id),
        Change::Split { id, parts, confirm_parts } => {
            let parts: Vec<String> =
                parts.iter().map(|part| part.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")).collect();
            let mut words = one("split", id);
            words.extend(["--parts".to_owned(), quoted(&parts.join("/"))]);
            words.extend(confirm_parts.then(|| "--confirm-parts".to_owned()));
            words
        }
        Change::Merge { ids } => of("merge", ids),
        Change::Override { id, attribute, choice, until } => {
            let mut words = of("override", &[id.clone(), attribute.clone()]);
            match choice {
                Choice::From(key) => words.extend(["--from".to_owned(), quoted(&key.to_string())]),
                Choice::Value(value) => words.extend(["--value".to_owned(), quoted(value)]),
                Choice::Null => words.push("--null".to_owned()),
                Choice::Erased => return None,
            }
            if let Some(until) = until {
                words.extend(["--until".to_owned(), until.word().to_owned()]);
            }
            words
        }
        Change::Approve { id } => one("approve", id),
        Change::SendBack { id } => one("send-back", id),
        Change::Reaffirm { id } => one("reaffirm", id),
        Change::Reopen { id } => one("reopen", id),
        Change::SwapIds { id, other } => of("swap-ids", &[id.clone(), other.clone()]),
        Change::Comment { id, flag } => {
            let mut words = one("comment", id);
            words.extend(flag.then(|| "--flag".to_owned()));
            words
        }
        Change::Retract { seq } => vec!["undo".to_owned(), seq.to_string()],
        Change::Undo => vec!["undo".to_owned()],
        Change::Redo => vec!["redo".to_owned()],
        // Erasing is no way out of anything, and what many clusters come to has no words of its own.
        Change::Redact { .. } | Change::ConfirmAll { .. } | Change::ApproveAll { .. } => return None,
    })
}

/// A word as a shell reads it back.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_back_what_was_meant() {
        assert_eq!(quoted("crm:1,erp:2/web:3"), "crm:1,erp:2/web:3");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn changes_are_written_as_they_are_typed() {
        let key = |text: &str| text.parse::<RecordKey>().unwrap();
        let split = Change::Split { id: "G-1".into(), parts: vec![vec![key("crm:1 b")]], confirm_parts: true };
        let request = Request { comment: Some("on the phone".into()), ..Request::from(split) };
        assert_eq!(
            with_retractions(&request, &[6]).unwrap(),
            "goldsmith decide split G-1 --parts 'crm:1 b' --confirm-parts --retract 6 --comment 'on the phone'"
        );
        let same = Request::from(Change::Same { a: key("crm:1"), b: key("erp:2") });
        assert_eq!(command(&same).unwrap(), "goldsmith decide same crm:1 erp:2");
        assert_eq!(command(&Change::Retract { seq: 4 }.into()).unwrap(), "goldsmith undo 4");
    }
}
