//! What a person sets for all their workspaces: name, theme, keys; and which workspaces they opened last.
//!
//! Text in, text out; the faces know where the file lies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How many workspaces are remembered.
const REMEMBERED: usize = 10;

/// A person's settings. Everything is optional: an empty file is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The steward's name, as the journal records it, unless `--as` says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steward: Option<String>,
    /// The theme of the workbench.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// The set of keys that `keys` amends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_preset: Option<String>,
    /// Workspaces opened lately, the last one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<PathBuf>,
    /// For the id of a command, the keys that run it instead of the usual ones.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, Vec<String>>,
}

impl Settings {
    /// Reads settings. `path_for_messages` is what messages call the file.
    ///
    /// # Errors
    /// A configuration error that names the line.
    pub fn parse(text: &str, path_for_messages: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
            Error::config(format!("{path_for_messages}:{line}: {}", error.message()))
        })
    }

    /// The settings as TOML.
    ///
    /// # Errors
    /// A path of a remembered workspace that is not Unicode cannot be written.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(self).map_err(|error| Error::config(format!("settings cannot be written: {error}")))
    }

    /// Puts a workspace first among those opened lately.
    pub fn remember(&mut self, workspace: &Path) {
        self.recent.retain(|known| known != workspace);
        self.recent.insert(0, workspace.to_owned());
        self.recent.truncate(REMEMBERED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_round_trip() {
        let mut settings = Settings { steward: Some("Ada".into()), theme: Some("dark".into()), ..Settings::default() };
        settings.keys.insert("confirm".into(), vec!["y".into(), "ctrl-y".into()]);
        settings.remember(Path::new("/data/a"));
        let text = settings.to_toml().unwrap();
        assert_eq!(Settings::parse(&text, "settings.toml"), Ok(settings));
        assert_eq!(Settings::parse("", "settings.toml"), Ok(Settings::default()));
    }

    #[test]
    fn a_misspelt_key_is_told_with_its_line() {
        let error = Settings::parse("steward = \"Ada\"\nthem = \"dark\"\n", "settings.toml").unwrap_err();
        assert!(error.message.starts_with("settings.toml:2: unknown field `them`"), "{error}");
    }

    #[test]
    fn the_last_workspace_is_first_and_stands_once() {
        let mut settings = Settings::default();
        for n in (0..12).chain([5]) {
            settings.remember(&PathBuf::from(format!("/w{n}")));
        }
        assert_eq!(settings.recent.len(), REMEMBERED);
        assert_eq!(settings.recent[..2], [PathBuf::from("/w5"), PathBuf::from("/w11")]);
    }
}
