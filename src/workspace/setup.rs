//! A workspace from data files: finds them, reads them, guesses what they hold, and writes `goldsmith.toml`.

use std::fs;
use std::io::{ErrorKind, Write};
use std::panic::resume_unwind;
use std::path::{Component, Path, PathBuf, absolute};
use std::sync::mpsc;
use std::thread;

use super::Progress;
use super::open::{CONFIGURATION, DATABASE};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ingest::infer::guess::File;
use crate::ingest::infer::{self, Guess, Scan};
use crate::matching::engine::parallel;
use crate::sample;

/// What a workspace is to be made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// The directory of the workspace.
    pub dir: PathBuf,
    /// The files; none: every data file in the directory.
    pub files: Vec<PathBuf>,
    /// What they are about; `None`: as their columns say.
    pub domain: Option<String>,
    /// The column of the record ids; `None`: as names and values say.
    pub id: Option<String>,
}

/// Endings of files that can be read.
const ENDINGS: [&str; 4] = [".csv", ".tsv", ".jsonl", ".ndjson"];

/// Data files of a directory, by name: those in its folder `sources` where it has one, else those directly in it, else
/// those in a folder `data`.
///
/// # Errors
/// The directory cannot be read.
pub fn data_files(dir: &Path) -> Result<Vec<PathBuf>> {
    for folder in [dir.join("sources"), dir.to_owned(), dir.join("data")] {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(problem) if problem.kind() == ErrorKind::NotFound && folder != dir => continue,
            Err(problem) => return Err(Error::user(format!("{}: {problem}", folder.display()))),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(|problem| Error::user(format!("{}: {problem}", folder.display())))?.path();
            if is_data(&path) && path.is_file() {
                files.push(path);
            }
        }
        files.sort();
        if !files.is_empty() {
            return Ok(files);
        }
    }
    Ok(Vec::new())
}

/// Whether a file's name says that it can be read.
pub fn is_data(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = name.strip_suffix(".gz").unwrap_or(&name);
    !name.starts_with('.') && ENDINGS.iter().any(|ending| plain.ends_with(ending) && plain.len() > ending.len())
}

/// Whether a folder is a workspace.
pub fn is_workspace(dir: &Path) -> bool {
    dir.join(CONFIGURATION).is_file()
}

/// Whether a folder holds the database of a workspace.
pub fn has_database(dir: &Path) -> bool {
    dir.join(DATABASE).exists()
}

/// Reads the files and guesses what they hold.
///
/// # Errors
/// There are no files, or one of them cannot be a source; the message names it and says why.
pub fn infer(setup: &Setup, progress: &mut dyn FnMut(Progress)) -> Result<Guess> {
    let given = !setup.files.is_empty();
    let paths = if given { setup.files.clone() } else { data_files(&setup.dir)? };
    let mut scans: Vec<(PathBuf, Scan)> = Vec::new();
    let mut aside = Vec::new();
    if let Some(twice) =
        paths.iter().enumerate().find_map(|(at, path)| Some(path).filter(|path| paths[..at].contains(path)))
    {
        return Err(Error::user(format!("{} is named twice", twice.display())));
    }
    for (path, scan) in paths.iter().cloned().zip(scan_all(&paths, progress)) {
        let scan = scan?;
        match not_a_source(&scan) {
            // A file that somebody names is meant; one that only lies there may be anything.
            Some(what) if !given => aside.push(format!("{} is left aside: it looks like {what}", path.display())),
            _ => scans.push((path, scan)),
        }
    }
    if scans.is_empty() {
        let error = Error::user(format!("{}: no data files here", setup.dir.display()));
        let error =
            error.hint(format!("name them, or put files in it that end in {}, also with .gz", ENDINGS.join(", ")));
        return Err(aside.into_iter().fold(error, Error::hint));
    }
    let stems: Vec<String> = scans.iter().map(|(path, _)| stem(path)).collect();
    let mut files = Vec::new();
    for ((path, scan), stem) in scans.iter().zip(&stems) {
        files.push(File { stem, path: relative(path, &setup.dir)?, scan });
    }
    let mut guess = infer::guess(setup.domain.as_deref(), &files, setup.id.as_deref())?;
    guess.remarks.extend(aside);
    Ok(guess)
}

/// Reads files from end to end, several at once.
fn scan_all(paths: &[PathBuf], progress: &mut dyn FnMut(Progress)) -> Vec<Result<Scan>> {
    let (tell, told) = mpsc::channel::<(usize, crate::ingest::Progress)>();
    let places: Vec<usize> = (0..paths.len()).collect();
    thread::scope(|scope| {
        let scans = scope.spawn(move || {
            // Nobody listens any more where this thread's starter panicked.
            parallel::map(&places, 1, |&at| {
                infer::scan(&paths[at], &mut |read| tell.send((at, read)).unwrap_or_default())
            })
        });
        let mut read = vec![(0, 0); paths.len()];
        for (at, file) in told {
            read[at] = (file.done_bytes, file.total_bytes);
            let (done, total) = read.iter().fold((0, 0), |sum, file| (sum.0 + file.0, sum.1 + file.1));
            progress(Progress { phase: "reading", done, total });
        }
        scans.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Files that lie beside sources and are none: truths, links, match output.
fn not_a_source(scan: &Scan) -> Option<&'static str> {
    let names: Vec<String> = scan.columns.iter().map(|column| column.name.to_lowercase().replace(' ', "_")).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let both_sides = |ending: &str| {
        ["left", "l", "a", "1"].iter().any(|side| has(&format!("{side}_{ending}")) || has(&format!("{ending}_{side}")))
    };
    if has("matchid") && (has("inputsourcearn") || has("recordid")) {
        Some("match output (name it under [matches])")
    } else if both_sides("id") || both_sides("record_id") || both_sides("unique_id") {
        Some("a list of pairs")
    } else if names.len() <= 4 && has("record_id") && (has("entity_id") || has("cluster_id")) {
        Some("a truth or a crosswalk")
    } else {
        None
    }
}

fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = name.len() - if name.to_lowercase().ends_with(".gz") { 3 } else { 0 };
    let name = name.get(..plain).unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

/// A path as the workspace names it: from its directory, with `..` where it lies beside; whole on another disk.
fn relative(path: &Path, dir: &Path) -> Result<String> {
    let failed = |problem: std::io::Error| Error::user(format!("{}: {problem}", path.display()));
    let (path, dir) = (path.canonicalize().map_err(failed)?, absolute(dir).map_err(failed)?);
    let dir = dir.canonicalize().unwrap_or(dir);
    let (mut there, mut here) = (path.components().peekable(), dir.components().peekable());
    let mut shared = 0;
    while there.peek().is_some() && there.peek() == here.peek() {
        shared += usize::from(matches!(there.peek(), Some(Component::Normal(_))));
        there.next();
        here.next();
    }
    let up = here.count();
    // Two steps up and more: the whole path says better where the file is.
    let shown: PathBuf = if shared == 0 || up > 2 {
        path.clone()
    } else {
        std::iter::repeat_n(PathBuf::from(".."), up).chain(there.map(|part| part.as_os_str().into())).collect()
    };
    shown
        .to_str()
        .map(|text| text.replace('\\', "/"))
        .ok_or_else(|| Error::user(format!("{}: the name is not Unicode", path.display())))
}

/// Writes `goldsmith.toml` and says where. With `force`, one that is there already is kept as `goldsmith.toml.bak`.
///
/// # Errors
/// There is one already, or the directory cannot be written.
pub fn write(dir: &Path, guess: &Guess, force: bool) -> Result<PathBuf> {
    let path = dir.join(CONFIGURATION);
    let text = guess.to_toml();
    Config::parse(&text, CONFIGURATION).map_err(|error| {
        let message = format!("what was guessed cannot be read back: {}", error.message);
        error.hints.into_iter().fold(Error::internal(message), Error::hint)
    })?;
    let failed =
        |path: &Path, problem: &std::io::Error| Error::store(format!("cannot write {}: {problem}", path.display()));
    fs::create_dir_all(dir).map_err(|problem| failed(dir, &problem))?;
    if path.exists() {
        if !force {
            return Err(Error::user(format!("{} is there already and stays as it is", path.display()))
                .hint("`--force` writes it anew and keeps the old one as goldsmith.toml.bak")
                .hint("`--dry-run` shows what would be written"));
        }
        let kept = dir.join(format!("{CONFIGURATION}.bak"));
        fs::copy(&path, &kept).map_err(|problem| failed(&kept, &problem))?;
    }
    // Beside it first: a configuration is there whole or not at all.
    let beside = dir.join(format!(".{CONFIGURATION}.new"));
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&beside, &path));
    if let Err(problem) = done {
        // What is half written is of no use; if it cannot be removed either, the first problem is the one to tell.
        let _ = fs::remove_file(&beside);
        return Err(failed(&path, &problem));
    }
    Ok(path)
}

/// Where the demo is made, if nothing else is said.
pub const DEMO: &str = "goldsmith-demo";

/// Makes the demo's files in `dir`. True: it is a workspace already; nothing in it is touched.
///
/// # Errors
/// The directory holds something else, or cannot be written.
pub fn demo(dir: &Path) -> Result<bool> {
    prepare(dir, &sample::customer_files())
}

/// Writes these files where there are none. True: they are there already; nothing is touched.
fn prepare(dir: &Path, files: &[(&str, &str)]) -> Result<bool> {
    let failed =
        |path: &Path, problem: &std::io::Error| Error::store(format!("cannot write {}: {problem}", path.display()));
    if files.iter().all(|(name, _)| dir.join(name).is_file()) {
        return Ok(true);
    }
    fs::create_dir_all(dir).map_err(|problem| failed(dir, &problem))?;
    if fs::read_dir(dir).map_err(|problem| failed(dir, &problem))?.next().is_some() {
        return Err(Error::user(format!("{} is not empty, and no demo workspace", dir.display()))
            .hint("`goldsmith demo --dir DIR` makes it elsewhere"));
    }
    // The configuration last: it is what makes a directory a workspace.
    let (config, data): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == CONFIGURATION);
    for (name, content) in data.into_iter().chain(config) {
        let path = dir.join(name);
        if let Err(problem) = fs::write(&path, content) {
            // Half a demo would stand in the way of the next one.
            for (name, _) in files {
                let _ = fs::remove_file(dir.join(name));
            }
            return Err(failed(&path, &problem));
        }
    }
    Ok(false)
}

/// Takes a workspace back that was begun and not finished: its configuration, and its database where `whole`.
///
/// # Errors
/// A file cannot be removed.
pub fn withdraw(dir: &Path, whole: bool) -> Result<()> {
    let database = ["", "-wal", "-shm"].map(|end| format!("{DATABASE}{end}"));
    let databases = database.iter().filter(|_| whole).map(String::as_str);
    for name in std::iter::once(CONFIGURATION).chain(databases) {
        let path = dir.join(name);
        match fs::remove_file(&path) {
            Err(problem) if problem.kind() != ErrorKind::NotFound => {
                return Err(Error::store(format!("cannot remove {}: {problem}", path.display())));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 2] = [("goldsmith.toml", "[domain]"), ("crm.csv", "id\n1\n")];

    #[test]
    fn an_existing_demo_is_left_alone_and_what_is_not_ours_refused() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("demo");
        assert!(!prepare(&dir, &FILES).unwrap());
        fs::write(dir.join("goldsmith.toml"), "mine now").unwrap();
        assert!(prepare(&dir, &FILES).unwrap());
        assert_eq!(fs::read_to_string(dir.join("goldsmith.toml")).unwrap(), "mine now");

        let other = folder.path().join("other");
        fs::create_dir(&other).unwrap();
        fs::write(other.join("thesis.txt"), "mine").unwrap();
        assert!(prepare(&other, &FILES).unwrap_err().message.contains("is not empty"));
        assert!(!other.join("crm.csv").exists());
    }
}
