//! Which files a match output is made of: one file, or the folder of a job.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::ingest::lines::broken;

/// The files of one match output, sorted by name.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    /// Rows with groups.
    pub success: Vec<PathBuf>,
    /// Rows that the engine could not process.
    pub error: Vec<PathBuf>,
}

impl Parts {
    /// A file is its own only part. A folder has its parts in `success/` and `error/`, or else directly in it.
    /// Names that begin with `.` or `_` are notes of the engine, not parts.
    ///
    /// # Errors
    /// There is nothing at `path`, or no part in it.
    pub fn find(path: &Path) -> Result<Self> {
        let meta = fs::metadata(path).map_err(|error| broken(&path.display().to_string(), &error))?;
        if !meta.is_dir() {
            return Ok(Self { success: vec![path.to_owned()], error: Vec::new() });
        }
        let success = path.join("success");
        let within = if success.is_dir() { success.as_path() } else { path };
        let (parts, folders) = list(within)?;
        if parts.is_empty() {
            let error = Error::data(format!("{}: no part files in this folder", within.display()));
            return Err(match folders.first() {
                Some(folder) => error.hint(format!("point at the folder of one job, such as {}", folder.display())),
                None => error,
            });
        }
        let error = path.join("error");
        let error = if error.is_dir() { list(&error)?.0 } else { Vec::new() };
        Ok(Self { success: parts, error })
    }
}

/// The part files and the folders in a folder.
fn list(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let failed = |error| broken(&folder.display().to_string(), &error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.file_name().to_string_lossy().starts_with(['.', '_']) {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths.into_iter().partition(|path| !path.is_dir()))
}
