//! Long text in the steward's own editor: `$VISUAL`, else `$EDITOR`, in a file that nobody else can read and that is gone
//! afterwards.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lets the steward edit `text`; what they saved comes back, without the line end that editors put last.
///
/// # Errors
/// In words for the steward: no editor is named, it cannot be started or did not end well, its file cannot be read.
pub fn edit(text: &str) -> Result<String, String> {
    let named = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let editor = named("VISUAL").or_else(|| named("EDITOR"));
    let editor = editor.ok_or("no editor is named: set VISUAL or EDITOR, or write here")?;
    let path = fresh(text).map_err(|problem| format!("no file for the editor: {problem}"))?;
    let edited = run(&editor, &path);
    // Whatever happened, the text does not stay behind.
    let removed = fs::remove_file(&path);
    let text = edited?;
    removed.map_err(|problem| format!("{} cannot be removed: {problem}", path.display()))?;
    Ok(text)
}

/// A new file of our own with the text in it.
fn fresh(text: &str) -> io::Result<PathBuf> {
    let folder = env::temp_dir();
    for _ in 0..16 {
        let mut name = [0; 8];
        getrandom::fill(&mut name).map_err(io::Error::other)?;
        let path = folder.join(format!("goldsmith-{:016x}.txt", u64::from_le_bytes(name)));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(mut file) => return file.write_all(text.as_bytes()).map(|()| path),
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {}
            Err(problem) => return Err(problem),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The variable may hold arguments, as in `code --wait`; it is the steward's own, so blanks part them.
fn run(editor: &str, path: &Path) -> Result<String, String> {
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let ended = Command::new(program).args(words).arg(path).status();
    let ended = ended.map_err(|problem| format!("{program} cannot be started: {problem}"))?;
    if !ended.success() {
        return Err(format!("{program} did not end well ({ended}); the text is as it was"));
    }
    let bytes = fs::read(path).map_err(|problem| format!("what {program} saved cannot be read: {problem}"))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("what {program} saved is not UTF-8"))?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}
