//! Which keys give which command: the usual ones, or a preset's, with what a person has chosen on top.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{COMMANDS, Category, Command, CommandId, Context, Place, command, names, presets};
use crate::config::settings::KeySettings;
use crate::config::suggest::expected;
use crate::error::{Error, Result};

/// Without these nobody could leave a window or accept what they typed, where letters are text.
const NEEDED: [CommandId; 3] = [CommandId::Close, CommandId::Accept, CommandId::QuitAnywhere];

/// The keys of every command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    of: BTreeMap<CommandId, Vec<String>>,
}

impl Default for Keys {
    fn default() -> Self {
        let usual = |command: &Command| (command.id, command.keys.iter().map(|key| (*key).to_owned()).collect());
        Self { of: COMMANDS.iter().map(usual).collect() }
    }
}

impl Keys {
    /// The keys that a person's settings ask for. `path` is what messages call the settings.
    ///
    /// # Errors
    /// A preset, a command or a key that nobody knows, with what was probably meant; two commands that one key would
    /// give at the same place, both named; a command that needs a key and has none.
    pub fn chosen(settings: &KeySettings, path: &str) -> Result<Self> {
        let mut keys = Self::default();
        let at = |line: usize, what: &str| Error::config(format!("{path}:{line}: {what}"));
        if let Some((preset, line)) = &settings.preset {
            keys.apply(preset).map_err(|error| at(*line, &error.message))?;
        }
        for wish in &settings.chosen {
            let known = || COMMANDS.iter().map(Command::name);
            let Some(command) = COMMANDS.iter().find(|command| command.name() == wish.command) else {
                let names: Vec<String> = known().collect();
                let near = expected(&wish.command, names.iter().map(String::as_str));
                // The list of all is long: only the guess is of use here.
                let near = near.split_once("; ").map_or_else(String::new, |(_, guess)| format!("; {guess}"));
                return Err(at(wish.line, &format!("there is no command {:?}{near}", wish.command))
                    .hint("`goldsmith keys` lists all commands and their keys"));
            };
            let mut own = Vec::with_capacity(wish.keys.len());
            for key in &wish.keys {
                own.push(names::canonical(key).ok_or_else(|| {
                    at(
                        wish.line,
                        &format!("{key:?} is no key: write a character, or a name like Enter, F5, Ctrl-l, Alt-1"),
                    )
                })?);
            }
            keys.of.insert(command.id, own);
        }
        keys.check(|id| {
            let wish = settings.chosen.iter().rev().find(|wish| wish.command == id.name());
            wish.map(|wish| wish.line).or(settings.preset.as_ref().map(|(_, line)| *line)).unwrap_or(1)
        })
        .map_err(|(line, what)| at(line, &what))?;
        Ok(keys)
    }

    /// The keys of a preset.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn preset(name: &str) -> Result<Self> {
        let mut keys = Self::default();
        keys.apply(name)?;
        Ok(keys)
    }

    fn apply(&mut self, preset: &str) -> Result<()> {
        if preset == presets::USUAL {
            return Ok(());
        }
        let known = presets::names();
        let found = presets::PRESETS.iter().find(|known| known.name == preset);
        let found = found
            .ok_or_else(|| Error::config(format!("there is no preset {preset:?}: {}", expected(preset, known))))?;
        for (id, keys) in found.keys {
            self.of.insert(*id, keys.iter().map(|key| (*key).to_owned()).collect());
        }
        Ok(())
    }

    /// No key gives two commands at one place, and every window can be left. `line`: where a command got its keys.
    fn check(&self, line: impl Fn(CommandId) -> usize) -> Result<(), (usize, String)> {
        for place in Place::ALL {
            let mut seen: Vec<(&str, &Command)> = Vec::new();
            for command in COMMANDS {
                for key in self.at(command, place) {
                    let Some((_, other)) = seen.iter().find(|(other, _)| *other == key) else {
                        seen.push((key, command));
                        continue;
                    };
                    let (one, two) = (other.name(), command.name());
                    let what = if one == two {
                        format!("{key} stands twice among the keys of {one:?}")
                    } else {
                        format!(
                            "{key} would be both {one:?} and {two:?} in {}: give one of them another key",
                            place.title()
                        )
                    };
                    return Err((line(other.id).max(line(command.id)), what));
                }
            }
        }
        let stuck = |id: &&CommandId| !self.of(**id).iter().any(|key| !names::types_text(key));
        if let Some(id) = NEEDED.iter().find(stuck) {
            let what = format!("{:?} needs a key that types no text, or windows could not be left", id.name());
            return Err((line(*id), what));
        }
        let groups = self.of(CommandId::AssignGroup).len();
        if groups > 9 {
            return Err((line(CommandId::AssignGroup), format!("{groups} keys for nine groups")));
        }
        Ok(())
    }

    /// All keys of a command, wherever it works.
    pub fn of(&self, id: CommandId) -> &[String] {
        self.of.get(&id).map_or(&[], Vec::as_slice)
    }

    /// A command's keys at `place`: where letters are text, only those that type none.
    pub fn at(&self, command: &Command, place: Place) -> impl Iterator<Item = &str> {
        let here = command.contexts.contains(&place);
        let works = move |key: &&str| here && !(place.takes_text() && names::types_text(key));
        self.of(command.id).iter().map(String::as_str).filter(works)
    }

    /// The command that `key` gives at `place`.
    pub fn resolve(&self, place: Place, key: &str) -> Option<&'static Command> {
        COMMANDS.iter().find(|command| self.at(command, place).any(|name| name == key))
    }

    /// Which of a command's keys this is, from 1 on: the number of a group.
    pub fn ordinal(&self, id: CommandId, key: &str) -> Option<u8> {
        let at = self.of(id).iter().position(|known| known == key)?;
        u8::try_from(at + 1).ok()
    }

    /// A command's first key for a sentence on the screen: `F1`; its name behind a colon where it has none.
    pub fn spoken(&self, id: CommandId) -> String {
        match (self.of(id).first(), command(id)) {
            (Some(key), _) => {
                let all: Vec<&str> = self.of(id).iter().map(String::as_str).collect();
                names::range(&all).unwrap_or_else(|| names::glyph(key).to_owned())
            }
            (None, Some(command)) => format!(": {}", command.title),
            (None, None) => String::new(),
        }
    }

    /// A text of the table with every `{command}` replaced by that command's key.
    pub fn spelled<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains('{') {
            return Cow::Borrowed(text);
        }
        let mut out = String::new();
        for part in text.split('{') {
            let (name, rest) = part.split_once('}').unwrap_or(("", part));
            let known = COMMANDS.iter().find(|command| !name.is_empty() && command.name() == name);
            out += &known.map_or_else(String::new, |command| self.spoken(command.id));
            out += rest;
        }
        Cow::Owned(out)
    }

    /// Commands for the footer at `context`: those that work now, most important first.
    pub fn footer(&self, context: &Context) -> Vec<&'static Command> {
        let mut commands: Vec<_> = COMMANDS
            .iter()
            .filter(|command| command.footer_rank > 0)
            .filter(|command| self.at(command, context.place).next().is_some())
            .filter(|command| command.enabled(context).is_ok())
            .collect();
        commands.sort_by_key(|command| (command.footer_rank, command.id));
        commands
    }

    /// Commands at `place`, by category, in the order of the table.
    pub fn by_category(&self, place: Place) -> Vec<(Category, Vec<&'static Command>)> {
        let here =
            |c: &Command| self.at(c, place).next().is_some() || self.of(c.id).is_empty() && c.contexts.contains(&place);
        let of = |category| COMMANDS.iter().filter(move |c| c.category == category && here(c));
        Category::ALL
            .into_iter()
            .map(|category| (category, of(category).collect::<Vec<_>>()))
            .filter(|(_, commands)| !commands.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Result<Keys> {
        let settings = crate::config::Settings::parse(text, "settings.toml").unwrap();
        Keys::chosen(&settings.keys, "settings.toml")
    }

    #[test]
    fn no_two_commands_of_one_place_share_a_key_in_any_preset() {
        for name in presets::names() {
            let keys = Keys::preset(name).unwrap();
            assert_eq!(keys.check(|_| 0), Ok(()), "{name}");
            for key in keys.of.values().flatten() {
                assert_eq!(names::canonical(key).as_ref(), Some(key), "{name}");
            }
        }
    }

    #[test]
    fn x_is_unbound_and_every_place_can_be_left() {
        let keys = Keys::default();
        for place in Place::ALL {
            assert!(keys.resolve(place, "x").is_none(), "{place:?}");
            assert!(keys.resolve(place, "Ctrl-c").is_some(), "{place:?}");
            assert!(keys.resolve(place, "Esc").is_some(), "{place:?}");
        }
    }

    #[test]
    fn a_person_may_choose_their_own() {
        let keys =
            chosen("[keys]\npreset = \"prodigy\"\nflag = \"ctrl-f\"\nunsure = [\"u\", \"i\"]\nmask = []\n").unwrap();
        assert_eq!(keys.resolve(Place::Review, "a").map(|c| c.id), Some(CommandId::Same));
        assert_eq!(keys.resolve(Place::Review, "Ctrl-f").map(|c| c.id), Some(CommandId::Flag));
        assert_eq!(keys.resolve(Place::Review, "i").map(|c| c.id), Some(CommandId::Unsure));
        assert!(keys.resolve(Place::Review, "y").is_none() && keys.resolve(Place::Review, ".").is_none());
        assert_eq!(keys.spelled("press {same} or {mask}"), "press a or : mask");
    }

    #[test]
    fn what_cannot_be_is_told_with_its_line() {
        for (text, says) in [
            ("[keys]\nflag = \"y\"\n", "settings.toml:2: y would be both \"same\" and \"flag\" in Review"),
            ("[keys]\nsmae = \"y\"\n", "settings.toml:2: there is no command \"smae\"; did you mean \"same\"?"),
            ("[keys]\nsame = \"yy\"\n", "settings.toml:2: \"yy\" is no key"),
            ("[keys]\npreset = \"prodgy\"\n", "settings.toml:2: there is no preset \"prodgy\": expected one of"),
            ("[keys]\nclose = \"q\"\n", "settings.toml:2: \"close\" needs a key that types no text"),
            ("[keys]\nsame = [\"y\", \"y\"]\n", "settings.toml:2: y stands twice among the keys of \"same\""),
        ] {
            let error = chosen(text).unwrap_err();
            assert!(error.message.starts_with(says), "{error}");
        }
    }

    #[test]
    fn letters_are_text_where_text_is_asked_for() {
        let keys = Keys::default();
        assert!(keys.resolve(Place::Entry, "q").is_none());
        assert_eq!(keys.resolve(Place::Queue, "q").map(|c| c.id), Some(CommandId::Quit));
        assert_eq!(keys.resolve(Place::Entry, "Esc").map(|c| c.id), Some(CommandId::Close));
    }

    #[test]
    fn a_group_is_numbered_by_its_key() {
        assert_eq!(Keys::default().ordinal(CommandId::AssignGroup, "3"), Some(3));
        assert_eq!(Keys::preset("zingg").unwrap().ordinal(CommandId::AssignGroup, "Alt-3"), Some(3));
    }

    #[test]
    fn every_command_that_a_text_names_is_one() {
        let named =
            |text: &str| text.split('{').skip(1).filter_map(|p| p.split_once('}')).map(|(n, _)| n.to_owned()).collect();
        let context = Context::nothing(Place::Review);
        let partition = Context { place: Place::Partition, members: 3, ..context };
        for command in COMMANDS {
            let reasons = [command.enabled(&context), command.enabled(&partition)].map(|r| r.err().unwrap_or_default());
            for text in [command.help, reasons[0], reasons[1]] {
                let names: Vec<String> = named(text);
                for name in names {
                    assert!(COMMANDS.iter().any(|known| known.name() == name), "{name} in {text:?}");
                }
            }
        }
    }
}
