//! A shared folder: per domain a directory, in it per writer a directory with immutable segments.
//!
//! ```text
//! TARGET/goldsmith-customer/domain.json
//!                           3f…a1/1-40.jsonl, 41-57.jsonl
//!                           9c…07/1-12.jsonl
//! ```
//!
//! Folders that copy themselves between machines show files before they are whole. Nothing of such a file is taken.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::segment::{self, Flaw};
use super::{Exchange, FORMAT, Fetched, Pushed};
use crate::error::{Error, Result};
use crate::model::entry::is_writer;
use crate::model::{Entry, Hash};

/// The file that says whose directory it is.
const MANIFEST: &str = "domain.json";

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    format: i64,
    domain: String,
}

/// An open folder, as it was when it was opened.
pub struct Folder {
    /// The domain's directory in it.
    dir: PathBuf,
    domain: String,
    own: String,
    /// Whole segments, by writer and name.
    segments: BTreeMap<String, BTreeMap<(u64, u64), Vec<Entry>>>,
    /// Segments that are not whole, or not yet.
    partial: BTreeMap<String, Vec<(u64, u64)>>,
    warnings: Vec<String>,
    /// What is wrong with segments that somebody altered.
    altered: Vec<String>,
}

impl Folder {
    /// Reads what is there of a domain.
    ///
    /// # Errors
    /// No such folder; a directory that belongs to another domain or to a newer version.
    pub fn open(target: &Path, domain: &str, own: &str) -> Result<Self> {
        let shown = target.display();
        match fs::metadata(target) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(Error::user(format!("{shown} is no folder"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::user(format!("no folder {shown}"))
                    .hint("make it first, or check that the disk or share is there"));
            }
            Err(error) => return Err(Error::user(format!("cannot read {shown}: {error}"))),
        }
        if target.join(MANIFEST).exists() {
            return Err(
                Error::user(format!("{shown} is the directory of one domain")).hint("name the folder that it lies in")
            );
        }
        let dir = target.join(directory(domain));
        let mut folder = Self {
            dir,
            domain: domain.to_owned(),
            own: own.to_owned(),
            segments: BTreeMap::new(),
            partial: BTreeMap::new(),
            warnings: Vec::new(),
            altered: Vec::new(),
        };
        folder.read()?;
        Ok(folder)
    }

    fn read(&mut self) -> Result<()> {
        if !self.dir.exists() {
            return Ok(());
        }
        self.check_manifest()?;
        for (name, is_dir) in Self::listed(&self.dir)? {
            if is_dir && is_writer(&name) {
                self.read_writer(&name)?;
            } else if name != MANIFEST {
                self.stray(&self.dir.join(name));
            }
        }
        Ok(())
    }

    fn read_writer(&mut self, writer: &str) -> Result<()> {
        let dir = self.dir.join(writer);
        for (name, is_dir) in Self::listed(&dir)? {
            let path = dir.join(&name);
            let Some(numbers) = segment::numbers(&name).filter(|_| !is_dir) else {
                self.stray(&path);
                continue;
            };
            match segment::read(&path, writer, numbers).map_err(|error| cannot_read(&path, &error))? {
                Ok(entries) => {
                    self.segments.entry(writer.to_owned()).or_default().insert(numbers, entries);
                }
                Err(flaw) => {
                    self.partial.entry(writer.to_owned()).or_default().push(numbers);
                    let shown = path.display();
                    match flaw {
                        Flaw::Partial(why) => self
                            .warnings
                            .push(format!("{shown} is not whole yet ({why}): left out, and tried again the next time")),
                        Flaw::Altered(why) => self.altered.push(format!(
                            "{shown} is not what its writer left there ({why}): left out; their next exchange mends it"
                        )),
                    }
                }
            }
        }
        Ok(())
    }

    /// Names in a directory, sorted, and whether each is a directory; files on their way in are none yet.
    fn listed(dir: &Path) -> Result<Vec<(String, bool)>> {
        let mut names = Vec::new();
        let read = |error: io::Error| cannot_read(dir, &error);
        for found in fs::read_dir(dir).map_err(read)? {
            let found = found.map_err(read)?;
            let name = found.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                names.push((name, found.file_type().map_err(read)?.is_dir()));
            }
        }
        names.sort();
        Ok(names)
    }

    fn stray(&mut self, path: &Path) {
        self.warnings.push(format!("{} is no part of the exchange, and was passed over", path.display()));
    }

    fn check_manifest(&self) -> Result<()> {
        let path = self.dir.join(MANIFEST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            // It may still be on its way here; segments do not come without a writer's name and are verified.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(cannot_read(&path, &error)),
        };
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| {
            Error::data(format!("{} is not whole yet, or is no file of Goldsmith's", path.display()))
                .hint("nothing was exchanged; try again when the folder has settled")
        })?;
        if manifest.format > FORMAT {
            return Err(Error::data(format!("{} belongs to a newer Goldsmith", self.dir.display()))
                .hint("use the newer program; nothing was exchanged"));
        }
        if manifest.domain != self.domain {
            return Err(Error::data(format!(
                "{} holds the journal of domain {:?}, and this workspace is of domain {:?}",
                self.dir.display(),
                manifest.domain,
                self.domain
            ))
            .hint("nothing was exchanged"));
        }
        Ok(())
    }

    /// Makes the directories of the domain and of a writer.
    fn make(&self, writer: &str) -> Result<PathBuf> {
        let dir = self.dir.join(writer);
        if !dir.is_dir() {
            let failed = |error: io::Error| Error::data(format!("cannot make {}: {error}", dir.display()));
            fs::create_dir_all(&dir).map_err(failed)?;
            segment::settle(&self.dir).map_err(failed)?;
        }
        if !self.dir.join(MANIFEST).exists() {
            let manifest = Manifest { format: FORMAT, domain: self.domain.clone() };
            let text = serde_json::to_string(&manifest).map_err(|error| Error::internal(error.to_string()))?;
            segment::write(&self.dir, MANIFEST, [text])?;
        }
        Ok(dir)
    }

    /// Leaves one writer's entries, in segments.
    fn push_of(&mut self, writer: &str, entries: &[&Entry], pushed: &mut Pushed) -> Result<()> {
        for part in entries.chunks(segment::MOST) {
            let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
            let numbers = (first.writer_seq, last.writer_seq);
            let name = segment::name(numbers.0, numbers.1);
            let path = self.dir.join(writer).join(&name);
            let there = self.partial.get(writer).is_some_and(|partial| partial.contains(&numbers));
            if there && writer != self.own {
                pushed.warnings.push(format!("{} is left for its writer to complete", path.display()));
                return Ok(());
            }
            if there && !agrees(&path, part)? {
                pushed.forked.insert(writer.to_owned(), numbers.0);
                return Ok(());
            }
            let lines = part.iter().map(|entry| segment::line(entry)).collect::<Result<Vec<_>>>()?;
            segment::write(&self.make(writer)?, &name, lines)?;
            pushed.sent += part.len() as u64;
            let kept = part.iter().map(|&entry| entry.clone()).collect();
            self.segments.entry(writer.to_owned()).or_default().insert(numbers, kept);
        }
        Ok(())
    }
}

impl Exchange for Folder {
    fn name(&self) -> String {
        self.dir.display().to_string()
    }

    fn heads(&mut self) -> Result<BTreeMap<String, (u64, Hash)>> {
        let mut heads = BTreeMap::new();
        for (writer, segments) in &self.segments {
            let mut head: Option<(u64, Hash)> = None;
            // By first number: each continues what is there, lies within it, or leaves a gap.
            for (&(first, last), entries) in segments {
                let held = head.map_or(0, |(number, _)| number);
                if first <= held + 1
                    && last > held
                    && let Some(entry) = entries.last()
                {
                    head = Some((last, entry.id));
                }
            }
            if let Some(head) = head {
                heads.insert(writer.clone(), head);
            }
        }
        Ok(heads)
    }

    fn fetch(&mut self, after: &BTreeMap<String, u64>) -> Result<Fetched> {
        let (warnings, altered) = (self.warnings.clone(), self.altered.clone());
        let mut fetched = Fetched { entries: Vec::new(), warnings, altered };
        for (writer, segments) in &self.segments {
            let held = after.get(writer).copied().unwrap_or(0);
            let mut entries: Vec<&Entry> =
                segments.values().flatten().filter(|entry| entry.writer_seq > held).collect();
            // Of a payload that was emptied in one segment and not in another, the empty one is right.
            entries.sort_by_key(|entry| (entry.writer_seq, entry.id, entry.nonce.len()));
            entries.dedup_by_key(|entry| (entry.writer_seq, entry.id));
            fetched.entries.extend(entries.into_iter().cloned());
        }
        Ok(fetched)
    }

    fn push(&mut self, entries: &[Entry]) -> Result<Pushed> {
        let mut pushed = Pushed::default();
        let mut of_writer: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            of_writer.entry(&entry.writer).or_default().push(entry);
        }
        for (writer, entries) in of_writer {
            self.push_of(writer, &entries, &mut pushed)?;
        }
        Ok(pushed)
    }

    fn empty(&mut self, emptied: &[Entry]) -> Result<u64> {
        let emptied: BTreeMap<Hash, &Entry> = emptied.iter().map(|entry| (entry.id, entry)).collect();
        let mut count = 0;
        for (writer, segments) in &mut self.segments {
            for (&(first, last), entries) in segments {
                let before = count;
                for entry in entries.iter_mut().filter(|entry| !entry.nonce.is_empty()) {
                    if let Some(&empty) = emptied.get(&entry.id) {
                        entry.clone_from(empty);
                        count += 1;
                    }
                }
                if count > before {
                    let lines = entries.iter().map(segment::line).collect::<Result<Vec<_>>>()?;
                    segment::write(&self.dir.join(writer), &segment::name(first, last), lines)?;
                }
            }
        }
        Ok(count)
    }
}

/// The directory's name for a domain: letters that every file system takes, others by their bytes.
fn directory(domain: &str) -> String {
    let mut name = "goldsmith-".to_owned();
    for byte in domain.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            name.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(name, "%{byte:02x}");
        }
    }
    name
}

/// Whether every whole line of a file that broke off is one of these entries, in order.
fn agrees(path: &Path, entries: &[&Entry]) -> Result<bool> {
    let text = fs::read(path).map_err(|error| cannot_read(path, &error))?;
    let lines = text.split(|&byte| byte == b'\n').zip(entries);
    Ok(lines
        .filter_map(|(line, held)| Some((serde_json::from_slice::<Entry>(line).ok()?, held)))
        .all(|(there, held)| there.verify().is_err() || there.id == held.id))
}

fn cannot_read(path: &Path, error: &io::Error) -> Error {
    Error::data(format!("cannot read {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::directory;

    #[test]
    fn a_domain_is_a_name_and_no_path() {
        assert_eq!(directory("customer"), "goldsmith-customer");
        assert_eq!(directory("../Küche"), "goldsmith-%2e%2e%2fK%c3%bcche");
    }
}
