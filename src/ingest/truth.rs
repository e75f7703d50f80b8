//! Truths: which records are one, as a clustering, a list of links, or labelled pairs.

use std::collections::HashMap;
use std::path::Path;

use super::Rejected;
use super::table::{Row, Table, quoted};
use crate::error::{Error, Result};
use crate::model::RecordKey;

/// What a truth file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// The entity of each record.
    Entities(Vec<(RecordKey, String)>),
    /// All true links.
    Links(Vec<(RecordKey, RecordKey)>),
    /// Pairs and whether they are one.
    Labels(Vec<(RecordKey, RecordKey, bool)>),
}

/// A truth file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TruthFile {
    /// What it says.
    pub stated: Stated,
    /// Pairs that somebody was unsure of: they count nowhere.
    pub unsure: u64,
    /// Rows that could not be taken.
    pub rejected: Vec<Rejected>,
}

/// Reads a truth. `only_source` is what records belong to where the file names no source.
///
/// # Errors
/// The file cannot be read, is of no known layout, or gives one record two entities, or one pair two labels.
pub fn read(path: &Path, only_source: Option<&str>) -> Result<TruthFile> {
    let mut table = Table::open(path, Vec::new())?;
    let file = table.lines().file().to_owned();
    let header: Vec<String> = table.header().iter().map(|name| name.trim().to_lowercase()).collect();
    let column = |names: &[&str]| names.iter().find_map(|name| header.iter().position(|column| column == name));
    let sides = ((column(&["left_source"]), column(&["left_id"])), (column(&["right_source"]), column(&["right_id"])));
    if let ((Some(s1), Some(i1)), (Some(s2), Some(i2))) = sides {
        return pairs(&mut table, &file, [(s1, i1), (s2, i2)], column(&["label"]));
    }
    let source = column(&["source_system", "source"]);
    let id = column(&["record_id"]);
    let entity = column(&["entity_id", "cluster_id", "golden_id", "entity", "cluster"]);
    match (source, id, entity) {
        (source, Some(id), Some(entity)) if source.is_some() || only_source.is_some() => {
            let key = move |row: &Row| {
                RecordKey::new(source.map_or(only_source.unwrap_or_default(), |at| row.get(at)), row.get(id))
            };
            entities(&mut table, &file, key, entity)
        }
        _ => {
            let found = quoted(table.header().iter().map(String::as_str));
            Err(Error::data(format!("{file} is no truth: columns found: {found}"))
                .hint("a clustering has source_system, record_id, entity_id")
                .hint("labelled pairs have left_source, left_id, right_source, right_id, label; without label: all true links"))
        }
    }
}

fn entities(table: &mut Table, file: &str, key: impl Fn(&Row) -> RecordKey, entity: usize) -> Result<TruthFile> {
    let (mut stated, mut rejected) = (Vec::new(), Vec::new());
    let mut seen: HashMap<RecordKey, (u64, String)> = HashMap::new();
    while let Some(row) = table.next(&mut rejected)? {
        let (key, entity) = (key(row), row.get(entity).to_owned());
        if key.id.is_empty() || key.source.is_empty() || entity.is_empty() {
            rejected.push(Rejected {
                file: file.to_owned(),
                line: row.line,
                reason: "source, record or entity is empty".into(),
            });
            continue;
        }
        match seen.get(&key) {
            None => {
                seen.insert(key.clone(), (row.line, entity.clone()));
                stated.push((key, entity));
            }
            Some((_, earlier)) if *earlier == entity => {}
            Some((line, _)) => {
                return Err(Error::data(format!("{file}:{}: {key} has another entity in line {line}", row.line)));
            }
        }
    }
    whole(file, TruthFile { stated: Stated::Entities(stated), unsure: 0, rejected }, seen.is_empty())
}

/// Columns of the source and the id of one side of a pair.
type SideColumns = (usize, usize);

fn pairs(table: &mut Table, file: &str, sides: [SideColumns; 2], label: Option<usize>) -> Result<TruthFile> {
    let (mut labels, mut rejected, mut unsure) = (Vec::new(), Vec::new(), 0);
    let mut seen: HashMap<(RecordKey, RecordKey), (u64, Option<bool>)> = HashMap::new();
    while let Some(row) = table.next(&mut rejected)? {
        let [mut a, mut b] = sides.map(|(source, id)| RecordKey::new(row.get(source), row.get(id)));
        if b < a {
            std::mem::swap(&mut a, &mut b);
        }
        let mut reject = |reason: String| rejected.push(Rejected { file: file.to_owned(), line: row.line, reason });
        if [&a, &b].iter().any(|key| key.source.is_empty() || key.id.is_empty()) || a == b {
            reject(if a == b { "both sides are one record".into() } else { "a source or an id is empty".into() });
            continue;
        }
        let same = match label.map(|label| row.get(label).trim().to_lowercase()) {
            None => Some(true),
            Some(word) => match word.as_str() {
                "match" | "1" | "1.0" | "true" | "yes" | "distinct=false" => Some(true),
                "non_match" | "0" | "0.0" | "false" | "no" => Some(false),
                "unsure" | "" => None,
                other => {
                    reject(format!("unknown label {other:?}; expected match, non_match, unsure, 1 or 0"));
                    continue;
                }
            },
        };
        match seen.get(&(a.clone(), b.clone())) {
            None => {
                seen.insert((a.clone(), b.clone()), (row.line, same));
                match same {
                    Some(same) => labels.push((a, b, same)),
                    None => unsure += 1,
                }
            }
            Some((_, earlier)) if *earlier == same => {}
            Some((line, _)) => {
                return Err(Error::data(format!("{file}:{}: {a} and {b} have another label in line {line}", row.line)));
            }
        }
    }
    let stated = match label {
        Some(_) => Stated::Labels(labels),
        None => Stated::Links(labels.into_iter().map(|(a, b, _)| (a, b)).collect()),
    };
    whole(file, TruthFile { stated, unsure, rejected }, seen.is_empty())
}

/// A truth that says nothing is a mistake.
fn whole(file: &str, truth: TruthFile, is_empty: bool) -> Result<TruthFile> {
    if is_empty {
        let error = Error::data(format!("{file} says nothing: no row could be taken"));
        return Err(super::with_rejected(error, &truth.rejected));
    }
    Ok(truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(content: &str) -> Result<TruthFile> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("truth.csv");
        std::fs::write(&path, content).unwrap();
        read(&path, None)
    }

    #[test]
    fn three_layouts_are_told_by_their_columns() {
        let key = |source, id| RecordKey::new(source, id);
        let entities = stated("source_system,record_id,entity_id\ncrm,01,e\nerp,1,e\n").unwrap();
        assert_eq!(
            entities.stated,
            Stated::Entities(vec![(key("crm", "01"), "e".into()), (key("erp", "1"), "e".into())])
        );
        let links = stated("left_source,left_id,right_source,right_id\nerp,1,crm,01\n").unwrap();
        assert_eq!(links.stated, Stated::Links(vec![(key("crm", "01"), key("erp", "1"))]));
        let labels = stated("left_source,left_id,right_source,right_id,label,split\na,1,a,2,1,test\na,1,a,3,non_match,\na,2,a,3,unsure,\n").unwrap();
        assert_eq!(
            labels.stated,
            Stated::Labels(vec![(key("a", "1"), key("a", "2"), true), (key("a", "1"), key("a", "3"), false)])
        );
        assert_eq!(labels.unsure, 1);
    }

    #[test]
    fn what_contradicts_itself_is_refused_and_what_cannot_be_read_is_listed() {
        let error = stated("source_system,record_id,entity_id\na,1,x\na,1,y\n").unwrap_err();
        assert!(error.message.ends_with("truth.csv:3: a:1 has another entity in line 2"), "{error}");
        let error = stated("left_source,left_id,right_source,right_id,label\na,1,a,2,1\na,2,a,1,0\n").unwrap_err();
        assert!(error.message.ends_with("truth.csv:3: a:1 and a:2 have another label in line 2"), "{error}");
        let error = stated("a,b\n1,2\n").unwrap_err();
        assert_eq!(error.hints.len(), 2);
        assert!(stated("record_id,entity_id\n1,x\n").is_err());
        let truth =
            stated("left_source,left_id,right_source,right_id,label\na,1,a,2,maybe\na,1,a,1,1\na,1,a,3,1\n").unwrap();
        assert_eq!(truth.rejected.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
        assert!(stated("left_source,left_id,right_source,right_id,label\na,1,a,2,maybe\n").is_err());
    }
}
