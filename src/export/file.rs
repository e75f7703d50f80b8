//! Whole files or none: rows go to a temporary file beside the target, which takes its place at the end.
//!
//! An existing file is replaced, so that a nightly export may write to the same path again. Standard output and
//! devices cannot be taken back: there, rows go out as they come.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, ErrorKind as Io, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::shown::Shown;
use crate::error::{Error, Result};

/// Where an export goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Standard output.
    Stdout,
    /// A file, whole or not at all.
    File(PathBuf),
}

impl Destination {
    /// What the command line says: `-` is standard output.
    pub fn from_argument(path: &Path) -> Self {
        if path == Path::new("-") { Self::Stdout } else { Self::File(path.to_owned()) }
    }

    /// Its name for messages and for the journal.
    pub fn name(&self) -> String {
        match self {
            Self::Stdout => "standard output".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The error that `problem` is while writing here.
    pub fn failed(&self, problem: &io::Error) -> Error {
        Error::store(format!("cannot write {}: {problem}", self.name()))
    }
}

/// An export under way. Dropped before [`Output::place`], it leaves nothing behind.
pub struct Output {
    destination: Destination,
    inner: Inner,
    hung_up: bool,
}

enum Inner {
    Stdout(BufWriter<io::Stdout>),
    /// A person looks on: the bytes matter less than that the screen obeys none of them.
    Terminal(Shown<io::Stdout>),
    /// A device or a pipe: it must not be replaced by a file.
    Direct(BufWriter<File>),
    Whole {
        file: BufWriter<File>,
        temporary: PathBuf,
        target: PathBuf,
        placed: bool,
    },
}

impl Output {
    /// Opens the destination for writing.
    ///
    /// # Errors
    /// A directory as target, a folder that does not exist or may not be written.
    pub fn create(destination: &Destination) -> Result<Self> {
        let inner = match destination {
            Destination::Stdout if io::stdout().is_terminal() => Inner::Terminal(Shown::new(io::stdout())),
            Destination::Stdout => Inner::Stdout(BufWriter::new(io::stdout())),
            Destination::File(path) => open(path).map_err(|problem| match problem.kind() {
                Io::IsADirectory => Error::user(format!("{} is a directory", path.display()))
                    .hint("name the file to write, as in `--out golden.csv`"),
                Io::NotFound => Error::user(format!("{}: its folder does not exist", path.display())),
                _ => destination.failed(&problem),
            })?,
        };
        Ok(Self { destination: destination.clone(), inner, hung_up: false })
    }

    /// Makes what was written durable, the target still untouched. False: whoever read the pipe has gone, and
    /// nobody has the whole of it.
    pub fn seal(&mut self) -> Result<bool> {
        let sealed = self.flush().and_then(|()| match &self.inner {
            Inner::Whole { file, .. } => file.get_ref().sync_all(),
            Inner::Stdout(_) | Inner::Terminal(_) | Inner::Direct(_) => Ok(()),
        });
        sealed.map_err(|problem| self.destination.failed(&problem))?;
        Ok(!self.hung_up)
    }

    /// Puts the file in its place.
    pub fn place(mut self) -> Result<()> {
        let destination = self.destination.clone();
        if let Inner::Whole { temporary, target, placed, .. } = &mut self.inner {
            fs::rename(&*temporary, &*target).map_err(|problem| destination.failed(&problem))?;
            *placed = true;
            sync_folder(target).map_err(|problem| destination.failed(&problem))?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.hung_up {
            return Ok(bytes.len());
        }
        let written = self.inner.writer().write(bytes);
        self.tolerate(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.hung_up {
            return Ok(());
        }
        let flushed = self.inner.writer().flush();
        self.tolerate(flushed, ())
    }
}

impl Output {
    /// A reader that has seen enough (`… | head`) is no failure.
    fn tolerate<T>(&mut self, outcome: io::Result<T>, instead: T) -> io::Result<T> {
        match outcome {
            Err(problem) if problem.kind() == Io::BrokenPipe => {
                self.hung_up = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl Inner {
    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(out) => out,
            Self::Terminal(shown) => shown,
            Self::Direct(file) | Self::Whole { file, .. } => file,
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Inner::Whole { temporary, placed: false, .. } = &self.inner {
            // Best effort on the way out of a failure that is already being reported.
            let _ = fs::remove_file(temporary);
        }
    }
}

fn open(path: &Path) -> io::Result<Inner> {
    let existing = match fs::metadata(path) {
        Ok(metadata) => Some(metadata),
        Err(problem) if problem.kind() == Io::NotFound => None,
        Err(problem) => return Err(problem),
    };
    if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(Io::IsADirectory.into());
    }
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return Ok(Inner::Direct(BufWriter::new(OpenOptions::new().write(true).open(path)?)));
    }
    // Through a link, what it points at is replaced, not the link.
    let target = if existing.is_some() { fs::canonicalize(path)? } else { std::path::absolute(path)? };
    let (file, temporary) = beside(&target)?;
    if let Some(metadata) = existing {
        file.set_permissions(metadata.permissions())?;
    }
    Ok(Inner::Whole { file: BufWriter::new(file), temporary, target, placed: false })
}

/// A new file beside `target`, hidden, of a name that nobody has.
fn beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target.file_name().ok_or(Io::InvalidInput)?.to_string_lossy();
    sweep(target, &name);
    let mut number = std::process::id();
    loop {
        let temporary = target.with_file_name(format!(".{name}.{number}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => {
                // Locked, it is no leftover; a sweeper that came before the lock has it, or has removed it.
                let taken = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
                if !taken && temporary.exists() {
                    return Ok((file, temporary));
                }
            }
            Err(problem) if problem.kind() == Io::AlreadyExists => {}
            Err(problem) => return Err(problem),
        }
        number = number.wrapping_add(1);
    }
}

/// Removes what exports to the same file left that were killed: whoever still writes holds a lock. What cannot be
/// looked at or removed stays; it is in nobody's way.
fn sweep(target: &Path, name: &str) {
    let Some(entries) = target.parent().and_then(|folder| fs::read_dir(folder).ok()) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name();
        let found = found.to_string_lossy();
        let number = found.strip_prefix(&format!(".{name}.")).and_then(|rest| rest.strip_suffix(".tmp"));
        if number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A rename is durable once its folder is.
fn sync_folder(target: &Path) -> io::Result<()> {
    match target.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("golden.csv");
        fs::write(&path, "old").unwrap();
        let destination = Destination::File(path.clone());

        let mut given_up = Output::create(&destination).unwrap();
        given_up.write_all(b"half").unwrap();
        drop(given_up);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["golden.csv"]);

        let mut output = Output::create(&destination).unwrap();
        output.write_all(b"new").unwrap();
        assert!(output.seal().unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        output.place().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["golden.csv"]);
    }

    #[test]
    fn what_a_killed_export_left_is_swept_and_what_a_running_one_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let destination = Destination::File(folder.path().join("golden.csv"));
        for left in [".golden.csv.1.tmp", ".golden.csv.mine.tmp", ".other.csv.1.tmp"] {
            fs::write(folder.path().join(left), "half").unwrap();
        }
        let mut running = Output::create(&destination).unwrap();
        let second = Output::create(&destination).unwrap();
        assert_eq!(names(folder.path()).len(), 4, "{:?}", names(folder.path()));
        assert!(!names(folder.path()).contains(&".golden.csv.1.tmp".to_owned()));
        drop(second);
        running.write_all(b"whole").unwrap();
        running.seal().unwrap();
        running.place().unwrap();
        assert_eq!(names(folder.path()), [".golden.csv.mine.tmp", ".other.csv.1.tmp", "golden.csv"]);
    }

    #[test]
    fn a_directory_and_a_missing_folder_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |path: PathBuf| Output::create(&Destination::File(path)).err().unwrap().message;
        assert!(refused(folder.path().to_owned()).ends_with("is a directory"));
        assert!(refused(folder.path().join("no/such.csv")).ends_with("its folder does not exist"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_devices_written_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.csv"), folder.path().join("link.csv"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut output = Output::create(&Destination::File(link.clone())).unwrap();
        output.write_all(b"new").unwrap();
        output.seal().unwrap();
        output.place().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");

        let device = Output::create(&Destination::File(PathBuf::from("/dev/null"))).unwrap();
        assert!(matches!(device.inner, Inner::Direct(_)));
    }
}
