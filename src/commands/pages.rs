//! The table written out: the page of keys, the README's part, the manual's part.

use std::fmt::Write as _;

use super::keys::Keys;
use super::{COMMANDS, Category, Command, Place, names, presets};

/// `docs/keys.md`: every command, and what the presets change.
pub fn document() -> String {
    let keys = Keys::default();
    let mut text = String::from(
        "# The keys of the workbench\n\nMade from the table of commands that the program itself reads. The ids are what \
         settings call a command;\n`goldsmith keys` prints the keys as your settings have them.\n\n\
         | keys | command | id | does | where |\n| --- | --- | --- | --- | --- |\n",
    );
    for command in in_order() {
        let (title, name, help) = (command.title, command.name(), keys.spelled(command.help).into_owned());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {title} | `{name}` | {help} | {} |", listed(&keys, command), places(command));
    }
    text.push_str(
        "\n## Presets\n\n`[keys]` in your settings may name one, and change single commands on top:\n\n\
         ```toml\n[keys]\npreset = \"prodigy\"\nflag = \"F\"              # one key\nundo = [\"z\", \"Ctrl-u\"]  # several\n```\n",
    );
    for preset in presets::PRESETS {
        let _ = writeln!(text, "\n`{}`, after {}.\n\n| keys | command |\n| --- | --- |", preset.name, preset.help);
        for (id, _) in preset.keys {
            let keys = Keys::preset(preset.name).unwrap_or_default();
            if let Some(command) = super::command(*id) {
                let _ = writeln!(text, "| {} | {} |", listed(&keys, command), command.title);
            }
        }
    }
    text
}

/// The README's part: the keys of the screens, a line a category.
pub fn summary() -> String {
    let keys = Keys::default();
    let mut text = String::from("| about | keys |\n| --- | --- |\n");
    for category in Category::ALL {
        let shown = |command: &&&Command| {
            command.category == category
                && command.contexts.iter().any(|place| place.is_screen())
                && !keys.of(command.id).is_empty()
        };
        let words: Vec<String> = COMMANDS
            .iter()
            .filter(|command| shown(&command))
            .map(|command| format!("{} {}", ranged(&keys, command), command.title))
            .collect();
        let _ = writeln!(text, "| {} | {} |", category.title(), words.join(" · "));
    }
    text
}

/// The manual's part, in roff.
pub fn manual(keys: &Keys) -> String {
    let mut text = String::from(".SH KEYS\nThe keys of the workbench, as your settings have them.\n");
    for category in Category::ALL {
        let _ = writeln!(text, ".SS \"{}\"", category.title());
        for command in COMMANDS.iter().filter(|command| command.category == category) {
            let own = plain(keys, command).replace('\\', "\\e").replace('-', "\\-");
            let help = keys.spelled(command.help).replace('\\', "\\e").replace('-', "\\-");
            let _ = writeln!(text, ".TP\n\\fB{own}\\fR  {}\n\\&{help} ({}).", command.title, places(command));
        }
    }
    text
}

/// The table as plain lines: keys, id, what it does and where.
pub fn lines(keys: &Keys) -> Vec<(Vec<String>, String, String)> {
    in_order()
        .map(|command| {
            let help = format!("{} ({})", keys.spelled(command.help), places(command));
            (keys.of(command.id).to_vec(), command.name(), help)
        })
        .collect()
}

fn in_order() -> impl Iterator<Item = &'static Command> {
    Category::ALL.into_iter().flat_map(|category| COMMANDS.iter().filter(move |c| c.category == category))
}

/// Its keys as the manual has them.
fn plain(keys: &Keys, command: &Command) -> String {
    match keys.of(command.id) {
        [] => format!(": {}", command.title),
        some => some.join(" "),
    }
}

/// Its keys as Markdown.
fn listed(keys: &Keys, command: &Command) -> String {
    let code = |key: &str| format!("`{}`", key.replace('|', "\\|"));
    match keys.of(command.id) {
        [] => code(&format!(": {}", command.title)),
        some => some.iter().map(|key| code(key)).collect::<Vec<_>>().join(" "),
    }
}

/// The same with the nine keys of the groups as a range, and the first of several others.
fn ranged(keys: &Keys, command: &Command) -> String {
    match keys.of(command.id) {
        [first, .., last] if keys.of(command.id).len() == 9 => format!("`{first}`–`{last}`"),
        some => some.first().map_or_else(String::new, |key| format!("`{}`", names::glyph(key).replace('|', "\\|"))),
    }
}

/// Where it works, for whoever reads a list.
fn places(command: &Command) -> String {
    let all = |screens: bool| {
        Place::ALL.iter().filter(|p| p.is_screen() == screens).all(|place| command.contexts.contains(place))
    };
    // Review with records in groups is Review to whoever reads a list.
    let listed = |screens: bool| {
        let part = |place: &&Place| **place != Place::Partition || !command.contexts.contains(&Place::Review);
        command.contexts.iter().filter(move |p| p.is_screen() == screens).filter(part).map(|p| p.title())
    };
    match (all(true), all(false)) {
        (true, true) => "everywhere".to_owned(),
        (true, false) => std::iter::once("all screens").chain(listed(false)).collect::<Vec<_>>().join(", "),
        (false, true) => listed(true).chain(["all windows"]).collect::<Vec<_>>().join(", "),
        (false, false) => listed(true).chain(listed(false)).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stands_in_every_page() {
        let (document, manual) = (document(), manual(&Keys::default()));
        for command in COMMANDS {
            assert!(document.contains(&format!("| `{}` |", command.name())), "{:?}", command.id);
            assert!(manual.contains(&format!("\\fR  {}\n", command.title)), "{:?}", command.id);
        }
        assert!(!document.contains('{') && !manual.contains('{'), "every named command has its key");
        assert!(summary().contains("`1`–`9` group") && summary().contains("`y` same"));
        assert_eq!(lines(&Keys::default()).len(), COMMANDS.len());
    }

    #[test]
    fn where_is_told_in_few_words() {
        use super::super::{CommandId, command};
        let said = |id| places(command(id).unwrap());
        assert_eq!(said(CommandId::Redraw), "everywhere");
        assert_eq!(said(CommandId::Quit), "all screens");
        assert_eq!(said(CommandId::Close), "all windows");
        assert_eq!(said(CommandId::Same), "Review");
    }
}
