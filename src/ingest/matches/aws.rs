//! AWS Entity Resolution: output of rule-based and machine-learning matching workflows, as CSV.
//!
//! Columns are found by name in any case, never by position: a record is (`InputSourceARN`, `RecordId`), its group
//! `MatchID`; `ConfidenceLevel` (of the whole group) and `MatchRule` are there or not. The user's own columns stand
//! among them.

use super::gather::{Gather, Placed};
use super::parts::Parts;
use super::{MatchOutput, open};
use crate::config::{Config, Source, suggest};
use crate::error::{Error, Result};
use crate::ingest::delimited::Delimited;
use crate::ingest::source::Mapping;
use crate::ingest::table::{Row, missing_column};
use crate::ingest::{Progress, ROWS_A_TELL, Rejected};
use crate::model::{Hash, RecordKey};

/// The format's name.
pub const NAME: &str = "aws_entity_resolution";

/// The format in words, for people whose file is something else.
pub const DESCRIPTION: &str = "aws_entity_resolution (columns MatchID, InputSourceARN, RecordId)";

/// Whether a file with these columns is in this format: both names are reserved by the service.
pub fn recognises(header: &[String]) -> bool {
    find("MatchID", header).is_some() && find("InputSourceARN", header).is_some()
}

/// Reads all parts.
pub fn read(parts: &Parts, config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<MatchOutput> {
    let mut gather = Gather::new(config);
    let (mut rejected, mut digests) = (Vec::new(), Vec::new());
    let mut total = Progress::default();
    for part in &parts.success {
        if let Some(mut table) = open(part)? {
            rows(&mut table, config, &mut gather, &mut rejected, &mut total, progress)?;
            digests.extend(table.lines().digest());
        }
    }
    for part in &parts.error {
        // The service documents no columns for these files: whatever is wrong with one is one more rejected row.
        if let Err(error) = refused(part, &mut rejected, &mut digests) {
            let file = part.display().to_string();
            rejected.push(Rejected { file, line: 1, reason: error.message });
        }
    }
    progress(total);
    let files = parts.success.iter().chain(&parts.error).cloned().collect();
    gather.finish(NAME, files, rejected, Hash::of(digests.iter().map(|digest| digest.0)))
}

/// Where things stand in one part.
struct Columns {
    arn: usize,
    record: usize,
    group: usize,
    confidence: Option<usize>,
    rule: Option<usize>,
    /// For each source without a file of its own, the values of its records.
    mappings: Vec<Option<Mapping>>,
}

impl Columns {
    fn new(table: &Delimited, config: &Config) -> Result<Self> {
        let (file, header) = (table.lines().file(), table.header());
        let need = |name: &str| find(name, header).ok_or_else(|| missing_column(file, name, DESCRIPTION, header));
        let mapping = |source: &Source| match source.file {
            Some(_) => Ok(None),
            None => Mapping::new(source, &config.domain, header, file, find).map(Some),
        };
        Ok(Self {
            arn: need("InputSourceARN")?,
            record: need("RecordId")?,
            group: need("MatchID")?,
            confidence: find("ConfidenceLevel", header),
            rule: find("MatchRule", header),
            mappings: config.sources.iter().map(mapping).collect::<Result<_>>()?,
        })
    }
}

/// The column called `wanted`, or, where only case differs, the only one called so.
fn find(wanted: &str, header: &[String]) -> Option<usize> {
    let exact = header.iter().position(|name| name == wanted);
    let mut alike = header.iter().enumerate().filter(|(_, name)| name.to_lowercase() == wanted.to_lowercase());
    exact.or_else(|| alike.next().filter(|_| alike.next().is_none()).map(|(position, _)| position))
}

fn rows(
    table: &mut Delimited,
    config: &Config,
    gather: &mut Gather,
    rejected: &mut Vec<Rejected>,
    total: &mut Progress,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    let columns = Columns::new(table, config)?;
    let file = table.lines().file().to_owned();
    let before = *total;
    let handle = gather.file(&file);
    loop {
        let (done, size) = table.lines().bytes();
        total.done_bytes = before.done_bytes + done;
        total.total_bytes = before.total_bytes + size;
        let Some(row) = table.next(rejected)? else { return Ok(()) };
        total.rows += 1;
        if total.rows.is_multiple_of(ROWS_A_TELL) {
            progress(*total);
        }
        let required = [("InputSourceARN", columns.arn), ("RecordId", columns.record), ("MatchID", columns.group)];
        if let Some((name, _)) = required.iter().find(|(_, position)| row.get(*position).trim().is_empty()) {
            rejected.push(Rejected { file: file.clone(), line: row.line, reason: format!("{name} is empty") });
            continue;
        }
        let wrong = |message: String| Error::data(format!("{file}:{}: {message}", row.line));
        let (rank, source) = source_of(row.get(columns.arn), &config.sources).map_err(wrong)?;
        let id = row.get(columns.record);
        let mapping = columns.mappings.get(rank).and_then(Option::as_ref);
        gather.add(Placed {
            file: handle,
            line: row.line,
            source: rank,
            id,
            group: row.get(columns.group),
            rule: columns.rule.map(|position| row.get(position)).unwrap_or_default(),
            confidence: confidence(row, columns.confidence).map_err(wrong)?,
            record: mapping.map(|mapping| mapping.record(RecordKey::new(&source.name, id), row)),
        });
    }
}

/// The source of a table's ARN: its last part is what the source calls its table, or the source's name.
fn source_of<'c>(arn: &str, sources: &'c [Source]) -> std::result::Result<(usize, &'c Source), String> {
    let table = arn.rsplit_once('/').map_or(arn, |(_, table)| table);
    let by_table = |source: &Source| source.table.as_deref() == Some(table);
    let position = sources.iter().position(by_table).or_else(|| sources.iter().position(|s| s.name == table));
    position.and_then(|rank| Some((rank, sources.get(rank)?))).ok_or_else(|| {
        let known = sources.iter().map(|source| source.table.as_deref().unwrap_or(&source.name));
        format!("InputSourceARN names the table {table:?}, which is no source; {}", suggest::expected(table, known))
    })
}

fn confidence(row: &Row, position: Option<usize>) -> std::result::Result<Option<f64>, String> {
    let text = position.map(|position| row.get(position)).unwrap_or_default();
    match text.trim().parse::<f64>() {
        _ if text.is_empty() => Ok(None),
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(Some(number)),
        _ => Err(format!("ConfidenceLevel {text:?} is not a number between 0 and 1, such as 0.95")),
    }
}

/// Notes every row of an `error/` part, with the reason where a column seems to hold one.
fn refused(part: &std::path::Path, rejected: &mut Vec<Rejected>, digests: &mut Vec<Hash>) -> Result<()> {
    let Some(mut table) = open(part)? else { return Ok(()) };
    let file = table.lines().file().to_owned();
    let speaks = |name: &String| ["error", "reason", "message"].iter().any(|word| name.to_lowercase().contains(word));
    let reason = table.header().iter().position(speaks);
    while let Some(row) = table.next(rejected)? {
        let why = reason.map(|position| row.get(position)).filter(|why| !why.is_empty());
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let reason = format!("not processed by AWS Entity Resolution{why}");
        rejected.push(Rejected { file: file.clone(), line: row.line, reason });
    }
    digests.extend(table.lines().digest());
    Ok(())
}
