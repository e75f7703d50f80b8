//! Many decisions from a file of JSON Lines: all or nothing, and a bad line is named.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Deserializer};

use crate::error::{Error, Result};
use crate::model::{Choice, RecordKey, Shown};
use crate::workspace::{Change, Lifetime, Proposal, Request, Workspace};

/// Decisions with the lines that they stand on.
#[derive(Debug, PartialEq)]
pub(super) struct Batch {
    name: String,
    requests: Vec<Request>,
    lines: Vec<usize>,
}

/// Reads a file (`-`: standard input). Lines without a comment of their own get `comment`.
pub(super) fn read(path: &Path, comment: Option<&str>) -> Result<Batch> {
    let mut bytes = Vec::new();
    let (name, outcome) = if path == Path::new("-") {
        ("standard input".to_owned(), io::stdin().lock().read_to_end(&mut bytes).map(drop))
    } else {
        (path.display().to_string(), fs::read(path).map(|content| bytes = content))
    };
    outcome.map_err(|problem| Error::data(format!("cannot read {name}: {problem}")))?;
    parse(&name, &bytes, comment)
}

fn parse(name: &str, bytes: &[u8], comment: Option<&str>) -> Result<Batch> {
    let mut batch = Batch { name: name.to_owned(), requests: Vec::new(), lines: Vec::new() };
    for (at, bytes) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        if let Err(problem) = std::str::from_utf8(bytes) {
            let why = format!("byte {} of the line is not UTF-8", problem.valid_up_to() + 1);
            return Err(batch.wrong(at + 1, &why));
        }
        let line: Line = serde_json::from_slice(bytes).map_err(|problem| batch.wrong(at + 1, &plain(&problem)))?;
        let request = line.request(comment).map_err(|why| batch.wrong(at + 1, &why))?;
        batch.requests.push(request);
        batch.lines.push(at + 1);
    }
    if batch.requests.is_empty() {
        return Err(Error::data(format!("{name} holds no decisions")));
    }
    Ok(batch)
}

impl Batch {
    /// Takes earlier decisions back, after all that is in the file.
    pub(super) fn retract(&mut self, seqs: &[i64]) {
        self.requests.extend(seqs.iter().map(|&seq| Request::from(Change::Retract { seq })));
    }

    /// Where a request stands: `file:line`.
    pub(super) fn place(&self, request: usize) -> Option<String> {
        self.lines.get(request).map(|line| format!("{}:{line}", self.name))
    }

    /// Proposes all of it. An error names the first line that cannot be carried out after those before it.
    pub(super) fn propose(&self, workspace: &Workspace) -> Result<Proposal> {
        workspace.propose_each(&self.requests).map_err(|error| {
            let beginning = |count: usize| self.requests.get(..count).unwrap_or_default();
            self.locate(error, self.requests.len(), |count| workspace.propose(beginning(count)).err())
        })
    }

    /// The error of the shortest beginning of the batch that fails, found by halving.
    fn locate(&self, error: Error, count: usize, fails: impl Fn(usize) -> Option<Error>) -> Error {
        let (mut sound, mut failing, mut error) = (0, count, error);
        while failing - sound > 1 {
            let middle = usize::midpoint(sound, failing);
            match fails(middle) {
                Some(earlier) => (failing, error) = (middle, earlier),
                None => sound = middle,
            }
        }
        let line = self.lines.get(failing.saturating_sub(1)).copied().unwrap_or(0);
        Error { message: format!("{}:{line}: {}", self.name, error.message), ..error }
    }

    fn wrong(&self, line: usize, why: &str) -> Error {
        Error::data(format!("{}:{line}: {why}", self.name))
            .hint("nothing was changed: a file is carried out whole or not at all")
    }
}

/// What serde says, without its own idea of the line.
fn plain(problem: &serde_json::Error) -> String {
    let text = problem.to_string();
    let cut = text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(&text);
    format!("{cut} (column {})", problem.column())
}

/// One line, whatever its kind. `request` takes what its kind has; anything left over is an error.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Line {
    kind: String,
    a: Option<RecordKey>,
    b: Option<RecordKey>,
    id: Option<String>,
    ids: Option<Vec<String>>,
    parts: Option<Vec<Vec<RecordKey>>>,
    confirm_parts: Option<bool>,
    attribute: Option<String>,
    from: Option<RecordKey>,
    #[serde(deserialize_with = "typed")]
    value: Option<Choice>,
    until: Option<String>,
    flag: Option<bool>,
    seq: Option<i64>,
    comment: Option<String>,
}

/// A typed value; an explicit `null` is a choice too.
fn typed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Choice>, D::Error> {
    Ok(Some(Option::deserialize(deserializer)?.map_or(Choice::Null, Choice::Value)))
}

/// A field that its kind cannot do without.
fn need<T>(field: &mut Option<T>, name: &str) -> Result<T, String> {
    field.take().ok_or_else(|| format!("`{name}` is missing"))
}

impl Line {
    fn request(mut self, comment: Option<&str>) -> Result<Request, String> {
        let kind = std::mem::take(&mut self.kind);
        let comment = self.comment.take().or_else(|| comment.map(str::to_owned));
        let silent = comment.as_deref().is_none_or(|text| text.trim().is_empty());
        let change = self.change(&kind)?;
        match change {
            Change::SendBack { .. } if silent => return Err("`comment` is missing: why is it sent back?".into()),
            Change::Comment { flag: false, .. } if silent => return Err("`comment` is missing".into()),
            _ => {}
        }
        if self != Self::default() {
            return Err(format!("a field that `{kind}` does not have"));
        }
        Ok(Request { change, comment, shown: Shown::default() })
    }

    fn change(&mut self, kind: &str) -> Result<Change, String> {
        Ok(match kind {
            "same" => Change::Same { a: need(&mut self.a, "a")?, b: need(&mut self.b, "b")? },
            "different" => Change::Different { a: need(&mut self.a, "a")?, b: need(&mut self.b, "b")? },
            "unsure" => match self.id.take() {
                Some(id) => Change::UnsureCluster { id },
                None => Change::Unsure { a: need(&mut self.a, "a")?, b: need(&mut self.b, "b")? },
            },
            "confirm" => Change::Confirm { id: need(&mut self.id, "id")? },
            "split" => Change::Split {
                id: need(&mut self.id, "id")?,
                parts: need(&mut self.parts, "parts")?,
                confirm_parts: self.confirm_parts.take().unwrap_or(false),
            },
            "merge" => Change::Merge { ids: need(&mut self.ids, "ids")? },
            "swap_ids" => match need(&mut self.ids, "ids")?.as_slice() {
                [id, other] => Change::SwapIds { id: id.clone(), other: other.clone() },
                _ => return Err("`ids` of `swap_ids` are two".into()),
            },
            "override" => Change::Override {
                id: need(&mut self.id, "id")?,
                attribute: need(&mut self.attribute, "attribute")?,
                choice: match (self.from.take(), self.value.take()) {
                    (Some(key), None) => Choice::From(key),
                    (None, Some(typed)) => typed,
                    _ => return Err("one of `from` and `value`, please".into()),
                },
                until: match self.until.take() {
                    Some(text) => Lifetime::read(&text)?,
                    None => None,
                },
            },
            "reaffirm" => Change::Reaffirm { id: need(&mut self.id, "id")? },
            "reopen" => Change::Reopen { id: need(&mut self.id, "id")? },
            "approve" => Change::Approve { id: need(&mut self.id, "id")? },
            "send_back" => Change::SendBack { id: need(&mut self.id, "id")? },
            "comment" => Change::Comment { id: need(&mut self.id, "id")?, flag: self.flag.take().unwrap_or(false) },
            "retract" => Change::Retract { seq: need(&mut self.seq, "seq")? },
            "" => return Err("`kind` is missing".into()),
            other => return Err(format!("unknown kind `{other}`")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Result<Request> {
        parse("f.jsonl", line.as_bytes(), None).map(|mut batch| batch.requests.remove(0))
    }

    fn change(line: &str) -> Change {
        one(line).unwrap().change
    }

    fn refused(text: &str) -> String {
        parse("f.jsonl", text.as_bytes(), None).unwrap_err().message
    }

    #[test]
    fn every_kind_is_read() {
        let key = |text: &str| text.parse::<RecordKey>().unwrap();
        let (a, b) = (key("crm:1"), key("erp:2"));
        let request = one(r#"{"kind":"same","a":"crm:1","b":"erp:2","comment":"phone"}"#).unwrap();
        assert_eq!(request.change, Change::Same { a: a.clone(), b: b.clone() });
        assert_eq!(request.comment.as_deref(), Some("phone"));
        assert_eq!(change(r#"{"kind":"unsure","id":"G-1"}"#), Change::UnsureCluster { id: "G-1".into() });
        assert_eq!(
            change(r#"{"kind":"split","id":"G-1","parts":[["crm:1"],["erp:2"]]}"#),
            Change::Split { id: "G-1".into(), parts: vec![vec![a.clone()], vec![b]], confirm_parts: false }
        );
        let choice =
            |rest: &str| match change(&format!(r#"{{"kind":"override","id":"G-1","attribute":"email",{rest}}}"#)) {
                Change::Override { choice, .. } => choice,
                other => panic!("{other:?}"),
            };
        assert_eq!(choice(r#""from":"crm:1""#), Choice::From(a));
        assert_eq!(choice(r#""value":"x""#), Choice::Value("x".into()));
        assert_eq!(choice(r#""value":null"#), Choice::Null);
        let until = |rest: &str| match change(&format!(
            r#"{{"kind":"override","id":"G-1","attribute":"email","value":"x"{rest}}}"#
        )) {
            Change::Override { until, .. } => until,
            other => panic!("{other:?}"),
        };
        assert_eq!((until(""), until(r#","until":"never""#)), (None, None));
        assert_eq!(until(r#","until":"winner_changes""#), Some(Lifetime::WinnerChanges));
        assert_eq!(until(r#","until":"2031-12-31""#), Some(Lifetime::Date("2031-12-31".into())));
        assert_eq!(change(r#"{"kind":"reaffirm","id":"G-1"}"#), Change::Reaffirm { id: "G-1".into() });
        assert_eq!(change(r#"{"kind":"reopen","id":"crm:1"}"#), Change::Reopen { id: "crm:1".into() });
        assert_eq!(change(r#"{"kind":"retract","seq":3}"#), Change::Retract { seq: 3 });
        for line in [
            r#"{"kind":"different","a":"crm:1","b":"erp:2"}"#,
            r#"{"kind":"unsure","a":"crm:1","b":"erp:2"}"#,
            r#"{"kind":"confirm","id":"G-1"}"#,
            r#"{"kind":"merge","ids":["G-1","crm:1"]}"#,
            r#"{"kind":"swap_ids","ids":["G-1","crm:1"]}"#,
            r#"{"kind":"approve","id":"G-1"}"#,
            r#"{"kind":"send_back","id":"G-1","comment":"why"}"#,
            r#"{"kind":"comment","id":"G-1","flag":true}"#,
        ] {
            assert!(one(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn a_bad_line_is_named_and_blank_ones_pass() {
        let good = "{\"kind\":\"confirm\",\"id\":\"G-1\"}\n\n";
        let after = |line: &str| refused(&format!("{good}{line}"));
        assert_eq!(after(r#"{"kind":"confirm"}"#), "f.jsonl:3: `id` is missing");
        assert_eq!(
            after(r#"{"kind":"confirm","id":"G-1","a":"crm:1"}"#),
            "f.jsonl:3: a field that `confirm` does not have"
        );
        assert_eq!(after(r#"{"kind":"bless","id":"G-1"}"#), "f.jsonl:3: unknown kind `bless`");
        assert_eq!(after(r#"{"id":"G-1"}"#), "f.jsonl:3: `kind` is missing");
        assert_eq!(
            after(r#"{"kind":"send_back","id":"G-1"}"#),
            "f.jsonl:3: `comment` is missing: why is it sent back?"
        );
        assert!(
            after(r#"{"kind":"override","id":"G-1","attribute":"a","value":"x","until":"2026-02-30"}"#)
                .starts_with("f.jsonl:3: \"2026-02-30\" is not one of never, source_changes")
        );
        assert_eq!(
            after(r#"{"kind":"confirm","id":"G-1","until":"never"}"#),
            "f.jsonl:3: a field that `confirm` does not have"
        );
        assert!(after(r#"{"kind":"same","a":"crm","b":"erp:2"}"#).starts_with("f.jsonl:3: not a record key"));
        assert!(after(r#"{"kind":"confirm","idd":"G-1"}"#).starts_with("f.jsonl:3: unknown field `idd`"));
        assert!(after("{").starts_with("f.jsonl:3: EOF"));
        assert_eq!(refused("\n"), "f.jsonl holds no decisions");
    }

    #[test]
    fn lines_without_a_comment_get_the_common_one() {
        let text = "{\"kind\":\"confirm\",\"id\":\"G-1\"}\n{\"kind\":\"confirm\",\"id\":\"G-2\",\"comment\":\"own\"}";
        let batch = parse("f", text.as_bytes(), Some("common")).unwrap();
        let comments: Vec<_> = batch.requests.iter().map(|request| request.comment.as_deref()).collect();
        assert_eq!(comments, [Some("common"), Some("own")]);
    }

    #[test]
    fn the_first_failing_line_is_found() {
        let text = "{\"kind\":\"confirm\",\"id\":\"G-1\"}\n".repeat(9);
        let batch = parse("f", text.as_bytes(), None).unwrap();
        for wrong in 1..=9 {
            let error =
                batch.locate(Error::user("all"), 9, |count| (count >= wrong).then(|| Error::user("no such id")));
            let expected = if wrong == 9 { "f:9: all".to_owned() } else { format!("f:{wrong}: no such id") };
            assert_eq!(error.message, expected);
        }
    }
}
