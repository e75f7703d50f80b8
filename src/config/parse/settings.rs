//! A person's settings as text → [`Settings`], or every problem found.

use toml::de::DeTable;

use super::table::{Problems, Table, Value};
use crate::config::settings::{KeySettings, KeyWish, Settings, ThemeSettings, WorkbenchSettings};
use crate::error::Result;

impl Settings {
    /// Reads settings. `path_for_messages` is what messages call the file.
    ///
    /// # Errors
    /// A configuration error at the first problem; the other problems follow as hints.
    pub fn parse(text: &str, path_for_messages: &str) -> Result<Self> {
        let mut problems = Problems::new(path_for_messages, text);
        let settings = match DeTable::parse(text) {
            Ok(root) => Some(read(Table::new("the file", 0, root.into_inner()), &mut problems)),
            Err(error) => {
                problems.add(error.span().map_or(0, |span| span.start), format!("not TOML: {}", error.message()));
                None
            }
        };
        problems.into_result(settings)
    }
}

fn read(mut root: Table, problems: &mut Problems) -> Settings {
    let steward = root.take("steward").and_then(|value| value.text(problems)).map(|word| word.text);
    let keys = root.take("keys").and_then(|value| keys(value, problems)).unwrap_or_default();
    let theme = root.take("theme").and_then(|value| theme(value, problems)).unwrap_or_default();
    let workbench = root.take("workbench").and_then(|value| workbench(value, problems)).unwrap_or_default();
    root.finish(problems);
    Settings { steward, keys, theme, workbench }
}

fn keys(value: Value, problems: &mut Problems) -> Option<KeySettings> {
    let mut table = value.table(problems)?.called("[keys]");
    let preset = table.take("preset").and_then(|value| value.text(problems));
    let preset = preset.map(|word| (word.text, problems.line(word.at)));
    let mut chosen = Vec::new();
    for (name, value) in table.take_rest() {
        // A blank is a key: what is empty or unknown is told where keys are known.
        let keys = if value.is_text() { vec![value.any_text()] } else { value.any_texts(problems) };
        chosen.push(KeyWish { command: name.text, keys, line: problems.line(name.at) });
    }
    Some(KeySettings { preset, chosen })
}

fn theme(value: Value, problems: &mut Problems) -> Option<ThemeSettings> {
    let mut table = value.table(problems)?.called("[theme]");
    let base = table.take("base").and_then(|value| value.text(problems));
    let base = base.map(|word| (word.text, problems.line(word.at)));
    let mut roles = Vec::new();
    for (name, value) in table.take_rest() {
        if let Some(look) = value.text(problems) {
            roles.push((name.text, look.text, problems.line(name.at)));
        }
    }
    Some(ThemeSettings { base, roles })
}

fn workbench(value: Value, problems: &mut Problems) -> Option<WorkbenchSettings> {
    let mut table = value.table(problems)?.called("[workbench]");
    let usual = WorkbenchSettings::default();
    let mouse = table.take("mouse").and_then(|value| value.flag(problems)).unwrap_or(usual.mouse);
    table.finish(problems);
    Some(WorkbenchSettings { mouse })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_valid_and_everything_can_be_set() {
        assert_eq!(Settings::parse("", "settings.toml"), Ok(Settings::default()));
        let text = "steward = \"Ada\"\n[keys]\npreset = \"zingg\"\nflag = \"F\"\nundo = [\"z\", \" \"]\n\
                    [theme]\nbase = \"light\"\nkey = \"bold\"\n[workbench]\nmouse = false\n";
        let settings = Settings::parse(text, "settings.toml").unwrap();
        assert_eq!(settings.steward.as_deref(), Some("Ada"));
        assert_eq!(settings.keys.preset, Some(("zingg".to_owned(), 3)));
        let wish = |command: &str, keys: &[&str], line| KeyWish {
            command: command.to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            line,
        };
        assert_eq!(settings.keys.chosen, [wish("flag", &["F"], 4), wish("undo", &["z", " "], 5)]);
        assert_eq!(settings.theme.base, Some(("light".to_owned(), 7)));
        assert_eq!(settings.theme.roles, [("key".to_owned(), "bold".to_owned(), 8)]);
        assert_eq!(settings.workbench, WorkbenchSettings { mouse: false });
    }

    #[test]
    fn every_problem_is_told_with_its_line() {
        let error =
            Settings::parse("stewrd = \"Ada\"\n[workbench]\nmouse = 1\nmose = true\n[keys]\nundo = 3\n", "s.toml");
        let error = error.unwrap_err();
        assert!(error.message.starts_with("s.toml:1: the file: unknown key \"stewrd\""), "{error}");
        assert_eq!(error.hints.len(), 3, "{error:?}");
        assert!(error.hints[0].starts_with("s.toml:3: [workbench]: mouse: expected true or false"), "{error:?}");
        assert!(error.hints[1].contains("did you mean \"mouse\"?"), "{error:?}");
    }
}
