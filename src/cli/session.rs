//! Who asks, and about which workspace.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::Global;
use super::out::{Out, counted};
use crate::commands::Keys;
use crate::config::settings::Settings;
use crate::error::{Error, ErrorKind, Result};
use crate::text::SafeText;
use crate::workspace::{Fate, Workspace, quoted};

/// The configuration's file name: where it lies is a workspace.
pub(crate) const CONFIG_FILE: &str = "goldsmith.toml";

/// How many workspaces are remembered.
const REMEMBERED: usize = 10;

/// The global options, made up from arguments, environment and the user's settings.
pub(crate) struct Session {
    global: Global,
    steward: String,
    settings: Settings,
    settings_path: String,
}

impl Session {
    /// Works out who asks.
    ///
    /// # Errors
    /// A steward's name that cannot be one; settings that cannot be read.
    pub(crate) fn new(global: Global) -> Result<Self> {
        let path = settings_path();
        let settings = settings(path.as_deref())?;
        let steward = match global.steward.clone().or_else(|| variable("GOLDSMITH_STEWARD")) {
            Some(name) => name,
            None => match settings.steward.clone() {
                Some(name) => name,
                None => variable("USER").filter(|name| check_name(name).is_ok()).unwrap_or_else(|| "steward".into()),
            },
        };
        check_name(&steward)?;
        let path = path.map_or_else(String::new, |path| path.display().to_string());
        Ok(Self { global, steward, settings, settings_path: path })
    }

    /// The user's settings, and what messages call their file.
    pub(crate) fn settings(&self) -> (&Settings, &str) {
        (&self.settings, &self.settings_path)
    }

    /// The keys of the workbench, as the user's settings have them.
    ///
    /// # Errors
    /// Settings that no keyboard can follow: the message names the line.
    pub(crate) fn keys(&self) -> Result<Keys> {
        Keys::chosen(&self.settings.keys, &self.settings_path)
    }

    /// Who asks.
    pub(crate) fn steward(&self) -> &str {
        &self.steward
    }

    /// Workspaces opened lately that are still there, the last one first.
    ///
    /// # Errors
    /// The list cannot be read.
    pub(crate) fn recent(&self) -> Result<Vec<PathBuf>> {
        let Some(path) = self.recent_path() else { return Ok(Vec::new()) };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(problem) => return Err(Error::config(format!("cannot read {}: {problem}", path.display()))),
        };
        Ok(text.lines().map(PathBuf::from).filter(|dir| dir.join(CONFIG_FILE).is_file()).collect())
    }

    /// Notes that a workspace was opened, beside the settings: these are the user's own to write.
    ///
    /// # Errors
    /// The list cannot be read or written.
    pub(crate) fn remember(&self, dir: &Path) -> Result<()> {
        let Some(path) = self.recent_path() else { return Ok(()) };
        let failed = |problem: std::io::Error| Error::store(format!("cannot write {}: {problem}", path.display()));
        let dir = dir.canonicalize().map_err(failed)?;
        let mut list = self.recent()?;
        list.retain(|known| *known != dir);
        list.insert(0, dir);
        // A line each; a name that would not fit one is not remembered.
        let lines = list.iter().filter_map(|dir| dir.to_str()).filter(|name| !name.contains(['\n', '\r']));
        let text: String = lines.take(REMEMBERED).flat_map(|name| [name, "\n"]).collect();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&path, text).map_err(failed)
    }

    /// Where workspaces opened lately are noted.
    fn recent_path(&self) -> Option<PathBuf> {
        self.beside_settings("recent")
    }

    /// Where the workbench keeps the widths of columns that the user chose.
    pub(crate) fn widths_path(&self) -> Option<PathBuf> {
        self.beside_settings("widths")
    }

    /// A file beside the settings. `None`: there is no folder for it on this system.
    fn beside_settings(&self, name: &str) -> Option<PathBuf> {
        (!self.settings_path.is_empty()).then(|| Path::new(&self.settings_path).with_file_name(name))
    }

    /// The workspace's directory, if there is one at hand.
    ///
    /// # Errors
    /// One was named, and is none.
    pub(crate) fn find(&self) -> Result<Option<PathBuf>> {
        if let Some(named) = self.global.workspace.clone().or_else(|| variable("GOLDSMITH_WORKSPACE").map(Into::into)) {
            if named.join(CONFIG_FILE).exists() {
                return Ok(Some(named));
            }
            return Err(Error::user(format!("no workspace in {}: it holds no {CONFIG_FILE}", named.display())));
        }
        let here = env::current_dir().map_err(|problem| Error::user(format!("no current directory: {problem}")))?;
        Ok(here.ancestors().find(|folder| folder.join(CONFIG_FILE).exists()).map(Path::to_owned))
    }

    /// How the program was called, with the options that say who asks and where, ready for a shell.
    pub(crate) fn program(&self) -> String {
        let mut words = vec!["goldsmith".to_owned()];
        if let Some(dir) = &self.global.workspace {
            words.extend(["-w".to_owned(), quoted(&dir.display().to_string())]);
        }
        if let Some(name) = &self.global.steward {
            words.extend(["--as".to_owned(), quoted(name)]);
        }
        words.join(" ")
    }

    /// Opens the workspace at hand.
    pub(crate) fn open(&self, out: &Out) -> Result<Workspace> {
        let dir = self.find()?.ok_or_else(|| {
            Error::user(format!("no workspace here: no {CONFIG_FILE} in this folder or any above it"))
                .hint("`goldsmith init` makes one from data files, `goldsmith demo` one to try")
                .hint("`-w DIR` or GOLDSMITH_WORKSPACE names one that lies elsewhere")
        })?;
        self.open_in(&dir, out)
    }

    /// Opens the workspace at hand for a command that writes: what an earlier workbench of this steward left behind, when
    /// it was killed, comes first, except where nothing is to be written (`dry`). What cannot be written as things stand is left for the workbench, which says why.
    pub(crate) fn open_to_write(&self, dry: bool, out: &mut Out) -> Result<Workspace> {
        let mut workspace = self.open(out)?;
        if dry {
            return Ok(workspace);
        }
        let (mut written, mut left) = (0, 0);
        for waiting in workspace.take_up()? {
            if let Ok(Fate::Committed(_)) = workspace.write_waiting(&waiting) {
                workspace.settle(&waiting)?;
                written += 1;
            } else {
                left += 1;
            }
        }
        if written > 0 {
            out.note(&format!(
                "note: {} that waited when the workbench was killed: written now",
                counted(written, "decision")
            ));
        }
        if left > 0 {
            out.note(&format!(
                "note: {} of yours still to be written: the workbench says more",
                counted(left, "decision")
            ));
        }
        Ok(workspace)
    }

    /// Opens the workspace in `dir`.
    pub(crate) fn open_in(&self, dir: &Path, out: &Out) -> Result<Workspace> {
        let started = Instant::now();
        let workspace = Workspace::open(dir, &self.steward)?;
        out.timing("open", started.elapsed());
        Ok(workspace)
    }
}

/// An environment variable; set but empty counts as not set.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where the user's settings lie: where `GOLDSMITH_CONFIG` says, else in the folder for settings. `None`: there is no
/// such folder on this system.
pub(crate) fn settings_path() -> Option<PathBuf> {
    let own = variable("GOLDSMITH_CONFIG").map(PathBuf::from);
    let folder = || directories::ProjectDirs::from("", "", "goldsmith");
    own.or_else(|| folder().map(|folders| folders.config_dir().join("settings.toml")))
}

/// The user's settings; the defaults where there are none.
fn settings(path: Option<&Path>) -> Result<Settings> {
    let Some(path) = path else { return Ok(Settings::default()) };
    match std::fs::read_to_string(path) {
        Ok(text) => Settings::parse(&text, &path.display().to_string()),
        // A file that was named has to be there.
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound && variable("GOLDSMITH_CONFIG").is_none() => {
            Ok(Settings::default())
        }
        Err(problem) => Err(Error::config(format!("cannot read {}: {problem}", path.display()))),
    }
}

/// A name goes into the journal for ever and on every screen; `rule` and `model` are what decides there without a person.
fn check_name(name: &str) -> Result<()> {
    let wrong = |why: &str| Err(Error::new(ErrorKind::Usage, format!("not a steward's name: {why}")));
    if name.trim().is_empty() {
        return wrong("it is empty");
    }
    if SafeText::whole(name).has_hidden() {
        return wrong("it holds characters that cannot be seen");
    }
    if ["rule", "model"].contains(&name) {
        return wrong(&format!("`{name}` is what decides without a person"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_and_are_persons() {
        assert!(check_name("Zoë Müller").is_ok());
        for wrong in ["", "  ", "a\nb", "a\u{1b}[1m", "a\u{202e}b", "rule", "model"] {
            assert_eq!(check_name(wrong).unwrap_err().exit_status(), 2, "{wrong:?}");
        }
    }
}
