//! Emptying payloads: what an erasure leaves of what was said, and how an emptied payload is told from a tampered one.
//!
//! An erasure deletes a payload's nonce, so that nothing can be guessed against its commitment any more, and puts an
//! emptied body in its place. The emptied body is a function of the old one, the subject and one flag: every copy of a
//! journal comes to the same text, whose hash the [`Statement::Redact`] names.

use super::hash::Hash;
use super::record::RecordKey;
use super::seal::{Payload, outline};
use super::statement::{Choice, Statement, Until};

/// What is left of a payload once `subject` was erased. `value`: what it says of values goes as well, a typed one and
/// the hash of golden content; constraints and keys always stay. Doing it again changes nothing, and two subjects may
/// be erased in any order.
///
/// # Errors
/// Text that is no payload of that kind.
pub fn emptied(body: &str, kind: &str, subject: &RecordKey, value: bool) -> serde_json::Result<String> {
    let mut payload = Payload::read(body, kind)?;
    if let Statement::Unknown { kind } = &payload.statement {
        return Ok(outline(kind));
    }
    empty(&mut payload, subject, value);
    payload.text()
}

/// The same on a payload that was read.
pub fn empty(payload: &mut Payload, subject: &RecordKey, value: bool) {
    payload.comment = None;
    payload.content.remove(subject);
    match &mut payload.statement {
        Statement::Override { anchor, choice, until, .. } => {
            match until {
                Some(Until::SourceChanges { value }) if anchor == subject => *value = Hash::ZERO,
                Some(Until::WinnerChanges { record: Some(record), value }) if record == subject => *value = Hash::ZERO,
                _ => {}
            }
            if value && matches!(choice, Choice::Value(_)) {
                *choice = Choice::Erased;
            }
        }
        Statement::Confirm { content, .. }
        | Statement::Approve { content, .. }
        | Statement::SendBack { content, .. }
            if value =>
        {
            *content = Hash::ZERO;
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> RecordKey {
        text.parse().unwrap()
    }

    fn payload(statement: Statement) -> Payload {
        Payload {
            statement,
            comment: Some("Jo Doe moved".into()),
            content: [key("crm:1"), key("erp:2")].map(|key| (key, Hash::of(["x"]))).into(),
            shown: crate::model::Shown::default(),
        }
    }

    fn typed(anchor: &str, until: Option<Until>) -> Statement {
        let choice = Choice::Value("Jo Doe".into());
        Statement::Override { anchor: key(anchor), attribute: "name".into(), choice, until }
    }

    #[test]
    fn words_and_hashes_of_the_subject_go_and_constraints_stay() {
        let said = Statement::Same { a: key("crm:1"), b: key("erp:2") };
        let body = payload(said.clone()).text().unwrap();
        let left = emptied(&body, "same", &key("crm:1"), true).unwrap();
        let read = Payload::read(&left, "same").unwrap();
        assert_eq!((read.statement, read.comment), (said, None));
        assert_eq!(read.content.keys().collect::<Vec<_>>(), [&key("erp:2")]);
        assert_eq!(emptied(&left, "same", &key("crm:1"), true).unwrap(), left, "once more changes nothing");
    }

    #[test]
    fn a_typed_value_goes_only_where_it_is_meant() {
        let body = payload(typed("crm:1", None)).text().unwrap();
        let left = |value| emptied(&body, "override", &key("crm:1"), value).unwrap();
        assert!(left(false).contains("Jo Doe") && !left(false).contains("moved"));
        assert!(!left(true).contains("Jo Doe"));
        assert!(left(true).contains("erased") && left(true).contains("crm:1"));
    }

    #[test]
    fn hashes_of_what_an_override_waits_for_go_where_they_are_of_the_subject() {
        let value = Hash::of(["secret"]);
        let of = |until: Until, subject: &str| {
            let body = payload(typed("crm:1", Some(until))).text().unwrap();
            emptied(&body, "override", &key(subject), false).unwrap().contains(&value.to_string())
        };
        assert!(!of(Until::SourceChanges { value }, "crm:1"));
        assert!(of(Until::SourceChanges { value }, "erp:2"));
        assert!(!of(Until::WinnerChanges { record: Some(key("erp:2")), value }, "erp:2"));
        assert!(of(Until::WinnerChanges { record: Some(key("erp:2")), value }, "crm:1"));
    }

    #[test]
    fn of_a_kind_that_is_not_known_the_kind_alone_is_left() {
        let body = r#"{"statement":{"kind":"bless","who":"Jo Doe"},"comment":"x","shown":{}}"#;
        let left = emptied(body, "bless", &key("crm:1"), false).unwrap();
        assert_eq!(left, r#"{"statement":{"kind":"bless"}}"#);
        assert_eq!(emptied(&left, "bless", &key("crm:1"), true).unwrap(), left);
        // A version that knows the kind meets what one that did not left of it.
        let known = Payload::read(&outline("same"), "same").unwrap();
        assert_eq!(known.statement, Statement::Unknown { kind: "same".into() });
    }

    #[test]
    fn two_subjects_are_erased_in_any_order() {
        let (one, other) = (key("crm:1"), key("erp:2"));
        let body = payload(typed("crm:1", None)).text().unwrap();
        let apply = |body: &str, subject: &RecordKey, value| emptied(body, "override", subject, value).unwrap();
        assert_eq!(apply(&apply(&body, &one, true), &other, false), apply(&apply(&body, &other, false), &one, true));
    }
}
