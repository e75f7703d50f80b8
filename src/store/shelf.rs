//! The shelf: decisions that wait for whoever is writing, in a file beside the database, a line each.
//!
//! A program locks its file for as long as it lives, whatever ends it: a file that can be locked was left behind by one
//! that was killed. A line that is done with is overwritten where it lies, since it may speak of persons; a file without
//! lines is removed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::open::create_private;
use crate::error::{Error, Result};

/// What stands between the database's name and that of one program's shelf.
const INFIX: &str = "-waiting-";
/// Begins a line that is done with.
const DONE: &[u8] = b"#";

/// The shelf of one program.
#[derive(Debug)]
pub struct Shelf {
    file: File,
    path: PathBuf,
    /// Where each line begins that is not done with, and how long it is.
    lines: Vec<(u64, usize)>,
}

/// The shelves beside a database, of programs that run and of those that ended, by name.
pub fn shelves(database: &Path) -> Result<Vec<PathBuf>> {
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = database.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let failed = |error| Error::store(format!("cannot read {}: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let own = path.file_name().and_then(|name| name.to_str()).and_then(|other| other.strip_prefix(&name));
        if own.is_some_and(|rest| rest.starts_with(INFIX)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What lies beside a database, as it is now: the id of each shelf, and its lines.
#[derive(Debug, Default)]
pub struct Copied(Vec<(String, Vec<u8>)>);

impl Copied {
    /// Reads the shelves, also those of programs that run: before the database is copied, so that what is written and
    /// taken off meanwhile is in one of the two.
    pub fn of(database: &Path) -> Result<Self> {
        let mut copied = Vec::new();
        for path in shelves(database)? {
            let bytes = match fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::store(format!("cannot read {}: {error}", path.display()))),
            };
            let lines = bytes.split_inclusive(|byte| *byte == b'\n');
            let due: Vec<u8> =
                lines.filter(|line| line.ends_with(b"\n") && !line.starts_with(DONE)).flatten().copied().collect();
            let name = path.to_string_lossy();
            if let Some((_, id)) = name.rsplit_once(INFIX).filter(|_| !due.is_empty()) {
                copied.push((id.to_owned(), due));
            }
        }
        Ok(Self(copied))
    }

    /// How many lines that is.
    pub fn lines(&self) -> usize {
        self.0.iter().map(|(_, lines)| lines.split_inclusive(|byte| *byte == b'\n').count()).sum()
    }

    /// Lays all of it beside a copy of the database; gives the files. Nothing is left of it where that fails.
    pub fn lay_beside(&self, copy: &Path) -> Result<Vec<PathBuf>> {
        let mut made = Vec::new();
        let laid = self.0.iter().try_for_each(|(id, lines)| {
            let path = beside(copy, id);
            create_private(&path)?;
            made.push(path.clone());
            let written = OpenOptions::new().write(true).open(&path).and_then(|mut file| {
                file.write_all(lines)?;
                file.sync_all()
            });
            written.map_err(|error| Error::store(format!("cannot write {}: {error}", path.display())))
        });
        if let Err(error) = laid {
            // Best effort on the way out of a failure that is already being reported.
            for path in made {
                let _ = fs::remove_file(path);
            }
            return Err(error);
        }
        Ok(made)
    }
}

/// Where a shelf lies.
fn beside(database: &Path, id: &str) -> PathBuf {
    let mut name = database.to_owned().into_os_string();
    name.push(format!("{INFIX}{id}"));
    PathBuf::from(name)
}

impl Shelf {
    /// Makes one called `id` beside a database, which only its owner can read. `None`: before it could be locked, another
    /// program took it for one that was left behind.
    pub fn make(database: &Path, id: &str) -> Result<Option<Self>> {
        let path = beside(database, id);
        create_private(&path)?;
        let Some(shelf) = Self::take(&path)? else { return Ok(None) };
        #[cfg(unix)]
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            // The name has to be on the disk too.
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| shelf.wrong(&error))?;
        }
        Ok(Some(shelf))
    }

    /// Takes one over, with all that lies on it; `None`: the program that it belongs to runs, or has cleared it.
    pub fn take(path: &Path) -> Result<Option<Self>> {
        let failed = |error: &std::io::Error| Error::store(format!("cannot read {}: {error}", path.display()));
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&error)),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
        let mut shelf = Self { file, path: path.to_owned(), lines: Vec::new() };
        let mut bytes = Vec::new();
        shelf.file.read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        // What a power cut left half-written was never said to wait.
        let cut = u64::try_from(whole).unwrap_or(u64::MAX);
        if whole < bytes.len() {
            shelf.file.set_len(cut).map_err(|error| failed(&error))?;
        }
        let mut at = 0;
        for line in bytes[..whole].split_inclusive(|byte| *byte == b'\n') {
            if !line.starts_with(DONE) {
                shelf.lines.push((at, line.len()));
            }
            at += line.len() as u64;
        }
        Ok(Some(shelf))
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What lies on it: where each line begins, and its text.
    pub fn lines(&mut self) -> Result<Vec<(u64, String)>> {
        let mut read = Vec::with_capacity(self.lines.len());
        for (at, length) in self.lines.clone() {
            let mut bytes = vec![0; length];
            let found = self.file.seek(SeekFrom::Start(at)).and_then(|_| self.file.read_exact(&mut bytes));
            found.map_err(|error| self.wrong(&error))?;
            // A letter that cannot be read makes a line that cannot be read, and that is told.
            read.push((at, String::from_utf8_lossy(&bytes).trim_end().to_owned()));
        }
        Ok(read)
    }

    /// Lays a line on it, durably; gives where.
    pub fn lay(&mut self, line: &str) -> Result<u64> {
        let text = format!("{line}\n");
        let end = self.file.seek(SeekFrom::End(0)).map_err(|error| self.wrong(&error))?;
        let laid = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_all());
        if let Err(error) = laid {
            // Half a line would be taken for the beginning of the next.
            let _ = self.file.set_len(end);
            return Err(self.wrong(&error));
        }
        self.lines.push((end, text.len()));
        Ok(end)
    }

    /// Takes the line that begins there off it; nothing of it stays in the file, and no file stays without a line.
    pub fn clear(&mut self, at: u64) -> Result<()> {
        let Some(place) = self.lines.iter().position(|(begin, _)| *begin == at) else { return Ok(()) };
        let (_, length) = self.lines.remove(place);
        // First its first byte alone, which is written whole or not at all: half an overwritten line could not be read.
        let blank = vec![b' '; length.saturating_sub(DONE.len() + 1)];
        let overwrite = |file: &mut File| {
            file.seek(SeekFrom::Start(at))?;
            file.write_all(DONE)?;
            file.sync_data()?;
            file.write_all(&blank)?;
            file.sync_data()
        };
        overwrite(&mut self.file).map_err(|error| self.wrong(&error))?;
        if self.is_used() { Ok(()) } else { self.remove() }
    }

    /// Removes its file.
    pub fn remove(&self) -> Result<()> {
        fs::remove_file(&self.path).map_err(|error| self.wrong(&error))
    }

    /// Whether anything lies on it.
    pub fn is_used(&self) -> bool {
        !self.lines.is_empty()
    }

    fn wrong(&self, error: &std::io::Error) -> Error {
        let name = self.path.display();
        Error::store(format!("not saved: {name}: {error}"))
            .hint("another program is writing to this workspace; try again")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("goldsmith.db");
        (dir, path)
    }

    fn texts(shelf: &mut Shelf) -> Vec<String> {
        shelf.lines().unwrap().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn only_what_nobody_holds_can_be_taken() {
        let (_dir, database) = database();
        let mut shelf = Shelf::make(&database, "a").unwrap().unwrap();
        shelf.lay("one").unwrap();
        shelf.lay("two").unwrap();
        let [path] = shelves(&database).unwrap().try_into().unwrap();
        assert!(Shelf::take(&path).unwrap().is_none(), "its program runs");
        drop(shelf);
        let mut taken = Shelf::take(&path).unwrap().unwrap();
        assert_eq!(texts(&mut taken), ["one", "two"]);
        taken.lay("three").unwrap();
        assert_eq!(texts(&mut taken), ["one", "two", "three"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_done_with_is_nowhere_in_the_file_and_an_empty_one_goes() {
        let (_dir, database) = database();
        let mut shelf = Shelf::make(&database, "a").unwrap().unwrap();
        let (first, second) = (shelf.lay("secret one").unwrap(), shelf.lay("secret two").unwrap());
        shelf.clear(first).unwrap();
        let bytes = fs::read(shelf.path()).unwrap();
        assert!(!String::from_utf8(bytes).unwrap().contains("secret one"));
        let path = shelf.path().to_owned();
        drop(shelf);
        let mut taken = Shelf::take(&path).unwrap().unwrap();
        assert_eq!(texts(&mut taken), ["secret two"]);
        taken.clear(second).unwrap();
        assert!(!path.exists() && shelves(&database).unwrap().is_empty());
    }

    #[test]
    fn half_a_line_was_never_said_to_wait() {
        let (_dir, database) = database();
        let mut shelf = Shelf::make(&database, "a").unwrap().unwrap();
        shelf.lay("whole").unwrap();
        let path = shelf.path().to_owned();
        drop(shelf);
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"half").unwrap();
        let mut taken = Shelf::take(&path).unwrap().unwrap();
        taken.lay("next").unwrap();
        assert_eq!(texts(&mut taken), ["whole", "next"]);
    }
}
