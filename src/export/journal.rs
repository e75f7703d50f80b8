//! `journal`: every assertion, as JSON Lines for machines that check it, as CSV for people who read it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::format::Cell;
use crate::model::{Entry, RecordKey};
use crate::normalise::time;

/// The columns of the CSV file; its rows are in the order of `seq`.
pub const COLUMNS: [&str; 7] = ["seq", "time", "author", "kind", "records", "comment", "retracted_by"];

/// One line of the CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its number in the local log.
    pub seq: i64,
    /// When, RFC 3339.
    pub time: &'a str,
    /// Who.
    pub author: &'a str,
    /// The kind of statement.
    pub kind: &'a str,
    /// The records it speaks of: a JSON array in the file, since ids may hold any character.
    pub records: &'a [RecordKey],
    /// Why.
    pub comment: Option<&'a str>,
    /// The retraction that took it back.
    pub retracted_by: Option<i64>,
}

impl<'a> Row<'a> {
    /// Its cells, one a column.
    pub fn cells(self) -> serde_json::Result<Vec<Cell<'a>>> {
        Ok(vec![
            Cell::Count(self.seq),
            self.time.into(),
            self.author.into(),
            self.kind.into(),
            Cell::Json(serde_json::to_string(self.records)?),
            self.comment.into(),
            self.retracted_by.map_or(Cell::Null, Cell::Count),
        ])
    }
}

/// Writes every assertion as one line of canonical JSON (members sorted by name, no white space), in the order of
/// writer and writer's number: two copies of one journal give the same bytes.
///
/// The local number `seq` is left out, since it is not part of what copies share. What is said stands in `body`.
pub fn write_lines(entries: &[Entry], out: &mut impl Write) -> io::Result<u64> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by(|x, y| (&x.writer, x.writer_seq, x.id).cmp(&(&y.writer, y.writer_seq, y.id)));
    for entry in &sorted {
        serde_json::to_writer(&mut *out, &line(entry)?)?;
        out.write_all(b"\n")?;
    }
    Ok(sorted.len() as u64)
}

/// From the payload as it is stored, so that what only a newer version understands is written as it was said.
fn line(entry: &Entry) -> serde_json::Result<Value> {
    let payload: Value = serde_json::from_str(&entry.body)?;
    let mut body = payload["statement"].clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("kind");
    }
    let content = payload.get("content").cloned().unwrap_or_else(|| json!({}));
    Ok(json!({
        "author": entry.author,
        "authority": entry.authority,
        "body": body,
        "comment": payload["comment"],
        "content": content,
        "id": entry.id,
        "kind": entry.kind,
        "previous": entry.previous,
        "request": entry.request,
        "run": entry.run,
        "seen": entry.seen,
        "shown": payload["shown"],
        "time": time::rfc3339(entry.time_us),
        "time_us": entry.time_us,
        "writer": entry.writer,
        "writer_seq": entry.writer_seq,
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::seal::Payload;
    use crate::model::{Assertion, Authority, Hash, Shown, Statement};

    fn entry(writer: &str, writer_seq: u64) -> Entry {
        let said = Assertion {
            seq: 1,
            id: Hash::of([writer]),
            writer: writer.into(),
            writer_seq,
            previous: Hash::ZERO,
            author: "ada".into(),
            authority: Authority::Human,
            time_us: 0,
            seen: BTreeMap::new(),
            request: "00".into(),
            run: Some(1),
            statement: Statement::Same { a: RecordKey::new("crm", "1"), b: RecordKey::new("erp", "2") },
            comment: None,
            content: BTreeMap::from([(RecordKey::new("crm", "1"), Hash::ZERO)]),
            shown: Shown::default(),
        };
        let body = Payload::of(&said).text().unwrap();
        Entry::new(&said, Hash::ZERO, Vec::new(), body)
    }

    #[test]
    fn lines_are_canonical_and_in_the_writers_order() {
        let mut out = Vec::new();
        let all = [entry("b", 1), entry("a", 10), entry("a", 2)];
        assert_eq!(write_lines(&all, &mut out).unwrap(), 3);
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let order: Vec<_> =
            lines.iter().map(|l| (l["writer"].as_str().unwrap(), l["writer_seq"].as_u64().unwrap())).collect();
        assert_eq!(order, [("a", 2), ("a", 10), ("b", 1)]);
        assert_eq!(lines[0]["kind"], "same");
        assert_eq!(lines[0]["body"], json!({"a": "crm:1", "b": "erp:2"}));
        assert_eq!(lines[0]["time"], "1970-01-01T00:00:00Z");
        let names: Vec<_> = lines[0].as_object().unwrap().keys().cloned().collect();
        let written: Vec<_> = names.iter().map(|name| text.find(&format!("\"{name}\":")).unwrap()).collect();
        assert!(written.is_sorted(), "members are sorted by name");
    }

    #[test]
    fn records_of_the_csv_are_a_json_array() {
        let records = [RecordKey::new("crm", "a b,c")];
        let row = Row {
            seq: 7,
            time: "t",
            author: "ada",
            kind: "same",
            records: &records,
            comment: None,
            retracted_by: Some(9),
        };
        let cells = row.cells().unwrap();
        assert_eq!(cells.len(), COLUMNS.len());
        assert_eq!(cells[4], Cell::Json("[\"crm:a b,c\"]".into()));
        assert_eq!(cells[6], Cell::Count(9));
    }
}
