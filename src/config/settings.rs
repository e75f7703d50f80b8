//! What a person sets for all their workspaces: name, looks, keys; and which workspaces they opened last.
//!
//! Text in, text out; the faces know where the files lie. What keys and looks mean is known further up, so names of
//! commands and roles come through as they stand, each with its line.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How many workspaces are remembered.
const REMEMBERED: usize = 10;

/// A person's settings. Everything is optional: an empty file is valid. Read by [`Settings::parse`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The steward's name, as the journal records it, unless `--as` says otherwise.
    pub steward: Option<String>,
    /// Keys of the workbench.
    pub keys: KeySettings,
    /// Looks of the workbench.
    pub theme: ThemeSettings,
    /// How the workbench behaves.
    pub workbench: WorkbenchSettings,
}

/// `[keys]`: a preset, and commands with keys of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySettings {
    /// Name of the preset, and its line.
    pub preset: Option<(String, usize)>,
    /// Commands with keys of their own.
    pub chosen: Vec<KeyWish>,
}

/// The keys that a command shall have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWish {
    /// The command's name.
    pub command: String,
    /// Names of keys; none: it is found in the palette only.
    pub keys: Vec<String>,
    /// Line of the settings.
    pub line: usize,
}

/// `[theme]`: a base, and roles with a look of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThemeSettings {
    /// Name of the base, and its line.
    pub base: Option<(String, usize)>,
    /// Roles with a look of their own: role, look, line.
    pub roles: Vec<(String, String, usize)>,
}

/// `[workbench]`: how it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkbenchSettings {
    /// The mouse selects, opens and scrolls; without it the terminal selects text as usual.
    pub mouse: bool,
}

impl Default for WorkbenchSettings {
    fn default() -> Self {
        Self { mouse: true }
    }
}

/// The workspaces that a person opened lately, the last one first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recent {
    /// Their folders.
    pub workspaces: Vec<PathBuf>,
}

impl Recent {
    /// Reads the list.
    ///
    /// # Errors
    /// The text is no such list.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| Error::config(format!("the list of workspaces: {}", error.message())))
    }

    /// The list as TOML.
    ///
    /// # Errors
    /// A path that is not Unicode cannot be written.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(self)
            .map_err(|error| Error::config(format!("the list of workspaces cannot be written: {error}")))
    }

    /// Puts a workspace first.
    pub fn remember(&mut self, workspace: &Path) {
        self.workspaces.retain(|known| known != workspace);
        self.workspaces.insert(0, workspace.to_owned());
        self.workspaces.truncate(REMEMBERED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_workspace_is_first_and_stands_once() {
        let mut recent = Recent::default();
        for n in (0..12).chain([5]) {
            recent.remember(&PathBuf::from(format!("/w{n}")));
        }
        assert_eq!(recent.workspaces.len(), REMEMBERED);
        assert_eq!(recent.workspaces[..2], [PathBuf::from("/w5"), PathBuf::from("/w11")]);
        assert_eq!(Recent::parse(&recent.to_toml().unwrap()), Ok(recent));
    }
}
