//! What a folder holds that could become a workspace, or is one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::workspace::setup::{is_data, is_workspace};

/// What an entry of a folder is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The folder above.
    Above,
    /// A folder with a `goldsmith.toml`.
    Workspace,
    /// Any other folder.
    Folder,
    /// A data file of so many bytes.
    Data(u64),
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub what: What,
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// The folders and data files in a folder: the one above, workspaces, folders, files, each by name. Hidden ones and
/// other files are left out.
///
/// # Errors
/// The folder cannot be read.
pub fn list(dir: &Path) -> Result<Vec<Entry>> {
    let failed = |problem: std::io::Error| Error::user(format!("{} cannot be read: {problem}", dir.display()));
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // A link that leads nowhere, or what vanished meanwhile, is no entry.
        let Ok(meta) = fs::metadata(&path) else { continue };
        let what = if name.starts_with('.') {
            None
        } else if meta.is_dir() {
            Some(if is_workspace(&path) { What::Workspace } else { What::Folder })
        } else {
            is_data(&path).then_some(What::Data(meta.len()))
        };
        entries.extend(what.map(|what| Entry { what, name, path }));
    }
    let rank = |what: What| match what {
        What::Above => 0,
        What::Workspace => 1,
        What::Folder => 2,
        What::Data(_) => 3,
    };
    entries.sort_by(|a, b| (rank(a.what), &a.name).cmp(&(rank(b.what), &b.name)));
    if let Some(above) = dir.parent() {
        entries.insert(0, Entry { what: What::Above, name: "..".to_owned(), path: above.to_owned() });
    }
    Ok(entries)
}
