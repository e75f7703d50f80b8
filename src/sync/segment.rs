//! A segment: a file with some of one writer's entries, one a line, gapless; its name says which.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::model::entry::Fault;
use crate::model::{Entry, Hash};

/// Files larger than this are no segments of ours, bytes.
const LARGEST: u64 = 2 << 30;

/// Entries of one segment at most: a reader waits for it as a whole.
pub const MOST: usize = 5_000;

/// The name of the segment with these entries.
pub fn name(first: u64, last: u64) -> String {
    format!("{first}-{last}.jsonl")
}

/// The numbers that a segment's name says; `None` for another file.
pub fn numbers(file: &str) -> Option<(u64, u64)> {
    let (first, last) = file.strip_suffix(".jsonl")?.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first >= 1 && first <= last && name(first, last) == file).then_some((first, last))
}

/// Why nothing of a segment is taken.
#[derive(Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not whole, or not yet.
    Partial(String),
    /// It is whole, and not what its writer wrote.
    Altered(String),
}

/// Reads a segment.
///
/// # Errors
/// A file that cannot be read at all.
pub fn read(path: &Path, writer: &str, (first, last): (u64, u64)) -> io::Result<Result<Vec<Entry>, Flaw>> {
    if fs::metadata(path)?.len() > LARGEST {
        return Ok(Err(Flaw::Altered("it is too large".to_owned())));
    }
    let text = fs::read(path)?;
    Ok(parse(&text, writer, first, last))
}

fn parse(text: &[u8], writer: &str, first: u64, last: u64) -> Result<Vec<Entry>, Flaw> {
    let Some(text) = text.strip_suffix(b"\n") else {
        return Err(Flaw::Partial("its last line is cut off".to_owned()));
    };
    let mut entries: Vec<Entry> = Vec::new();
    for (line, number) in text.split(|&byte| byte == b'\n').zip(first..) {
        let wrong = |what: String| format!("number {number}: {what}");
        let entry: Entry =
            serde_json::from_slice(line).map_err(|_| Flaw::Partial(wrong("it cannot be read".to_owned())))?;
        match entry.verify() {
            // What a newer version wrote is passed on, and for the journal to judge.
            Ok(_) | Err(Fault::Unreadable(_)) => {}
            Err(fault) => return Err(Flaw::Altered(wrong(fault.to_string()))),
        }
        let before = entries.last().map(|entry| entry.id);
        let follows = before.map_or(first > 1 || entry.previous == Hash::ZERO, |before| entry.previous == before);
        if entry.writer != writer || entry.writer_seq != number || !follows {
            return Err(Flaw::Altered(wrong("it is not what belongs there".to_owned())));
        }
        entries.push(entry);
    }
    match last - first + 1 {
        expected if entries.len() as u64 == expected => Ok(entries),
        expected => Err(Flaw::Partial(format!("it has {} of {expected} lines", entries.len()))),
    }
}

/// Puts a file in place, whole and durably: written beside it, flushed, renamed.
pub fn write(folder: &Path, file: &str, lines: impl IntoIterator<Item = String>) -> Result<()> {
    let failed = |error: io::Error| Error::data(format!("cannot write {}: {error}", folder.join(file).display()));
    let passing = folder.join(format!(".{file}.{}.tmp", std::process::id()));
    let written = (|| {
        let mut out = io::BufWriter::new(File::create(&passing)?);
        for line in lines {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&passing, folder.join(file))?;
        settle(folder)
    })();
    if written.is_err() {
        // Best effort on the way out of a failure that is being reported.
        let _ = fs::remove_file(&passing);
    }
    written.map_err(failed)
}

/// Makes the names in a folder durable, where the system has a way to.
pub fn settle(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some network file systems know no such thing.
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Err(error),
        _ => Ok(()),
    }
    #[cfg(not(unix))]
    Ok(())
}

/// An entry as a line.
pub fn line(entry: &Entry) -> Result<String> {
    entry.line().map_err(|error| Error::internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_which() {
        assert_eq!(numbers(&name(3, 17)), Some((3, 17)));
        for other in ["0-4.jsonl", "4-3.jsonl", "03-17.jsonl", "3-17.jsonl.tmp", ".3-17.jsonl", "3-17 (1).jsonl", "x"] {
            assert_eq!(numbers(other), None, "{other}");
        }
    }
}
