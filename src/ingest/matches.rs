//! Match output: which records an engine takes for one entity.
//!
//! One file a format, by which its columns are known; `parts.rs` finds the files, `gather.rs` makes groups of rows.

mod aws;
mod gather;
mod parts;

use std::path::{Path, PathBuf};

use self::parts::Parts;
use super::delimited::Delimited;
use super::lines::Lines;
use super::table::quoted;
use super::{Progress, Rejected, with_rejected};
use crate::config::{Config, Matches, suggest};
use crate::error::{Error, Result};
use crate::model::{Hash, Record, RecordKey};

/// The match groups of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchOutput {
    /// The format it was read as.
    pub format: &'static str,
    /// The groups, groups of one included, in the order of their first members; no record is in two.
    pub groups: Vec<MatchGroup>,
    /// The records of sources that have no file of their own, in the order of their keys.
    pub records: Vec<Record>,
    /// Rows that could not be taken, in the order of files and lines.
    pub rejected: Vec<Rejected>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// What messages call those of them that hold rows.
    pub names: Vec<String>,
    /// The hash of their text.
    pub digest: Hash,
}

/// Records that the engine takes for one entity.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchGroup {
    /// The engine's id for it; promises nothing over runs.
    pub id: String,
    /// The rule that made it; several are joined by `, `.
    pub rule: Option<String>,
    /// How sure the engine is of the whole group, 0..=1; the least where its rows differ.
    pub confidence: Option<f64>,
    /// Its records, in the order of their keys.
    pub members: Vec<RecordKey>,
    /// Where each of them stands: the number of the file in [`MatchOutput::names`], and the line.
    pub places: Vec<(usize, u64)>,
}

impl MatchOutput {
    /// Where a member of a group stands, for messages: `match_output.csv:7`.
    pub fn place(&self, group: &MatchGroup, member: usize) -> String {
        let (file, line) = group.places.get(member).copied().unwrap_or_default();
        format!("{}:{line}", self.names.get(file).map(String::as_str).unwrap_or_default())
    }
}

/// Reads a file, or a folder of part files, in `format`: one of [`Matches::FORMATS`].
///
/// # Errors
/// Nothing can be read there; the format is not recognised; a column is missing; a row names a source that is not
/// configured, or a confidence that is none; a record is in two groups; there is no group at all.
pub fn read(path: &Path, format: &str, config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<MatchOutput> {
    let output = read_increment(path, format, config, progress)?;
    if output.groups.is_empty() {
        let file = output.files.first().map(|file| file.display().to_string()).unwrap_or_default();
        let others = if output.files.len() > 1 { " and the parts beside it" } else { "" };
        // Engines name every record, groups of one included: no row at all is a job that failed.
        let error = Error::data(format!("{file}{others}: no row places a record in a match group"))
            .hint("taken as it is, it would dissolve every group");
        return Err(with_rejected(error, &output.rejected));
    }
    Ok(output)
}

/// The same for output that holds only new and changed groups, of which there may be none.
///
/// # Errors
/// As [`read`], a lack of groups apart.
pub fn read_increment(
    path: &Path,
    format: &str,
    config: &Config,
    progress: &mut dyn FnMut(Progress),
) -> Result<MatchOutput> {
    if !Matches::FORMATS.contains(&format) {
        let expected = suggest::expected(format, Matches::FORMATS);
        return Err(Error::user(format!("unknown format of match output {format:?}; {expected}")));
    }
    let parts = Parts::find(path)?;
    if format == "auto" {
        recognise(path, &parts)?;
    }
    aws::read(&parts, config, progress)
}

/// Whether the columns are those of a format we know; there is one so far.
fn recognise(path: &Path, parts: &Parts) -> Result<()> {
    let mut tables = parts.success.iter().filter_map(|part| open(part).transpose());
    let Some(table) = tables.next().transpose()? else {
        return Err(Error::data(format!("{} is empty: it has not even a header", path.display())));
    };
    if aws::recognises(table.header()) {
        return Ok(());
    }
    let found = quoted(table.header().iter().map(String::as_str));
    let file = table.lines().file();
    let message = format!("{file}: the format of this match output is not recognised; columns found: {found}");
    Err(Error::data(message).hint(format!("known formats: {}", aws::DESCRIPTION)))
}

/// A part file as a table; `None` where it is empty, as engines write parts that got no rows.
fn open(path: &Path) -> Result<Option<Delimited>> {
    let mut lines = Lines::open(path)?.hashed();
    if lines.head()?.is_empty() { Ok(None) } else { Delimited::new(lines, None).map(Some) }
}

#[cfg(test)]
mod tests;
