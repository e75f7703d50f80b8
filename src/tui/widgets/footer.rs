//! The footer: the keys that work now, from the table of commands, as many as fit; help comes last, always.

use super::row::Row;
use crate::commands::{self, CommandId, Context, Keys};
use crate::text::width::columns as wide;
use crate::tui::keymap;
use crate::tui::theme::{Role, Theme};

const BETWEEN: usize = 2;

/// The line of keys for `context`.
pub fn footer(keys: &Keys, context: &Context, theme: &Theme, columns: usize) -> Row {
    let hint = |command: &commands::Command| (keymap::shown(keys, command, context.place), command.called(context));
    let last =
        commands::command(CommandId::Help).filter(|help| keys.at(help, context.place).next().is_some()).map(hint);
    let cost = |(key, title): &(String, &str)| wide(key) + 1 + wide(title) + BETWEEN;
    let mut room = columns.saturating_sub(last.as_ref().map_or(0, cost));
    let mut hints: Vec<(String, &str)> = Vec::new();
    for command in keys.footer(context) {
        let hint = hint(command);
        if cost(&hint) > room {
            break;
        }
        room -= cost(&hint);
        hints.push(hint);
    }
    hints.extend(last);
    hints.iter().fold(Row::new(columns), |row, (key, title)| {
        row.text(key, theme.style(Role::Key)).gap(1).text(title, theme.style(Role::Muted)).gap(BETWEEN)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Place;
    use crate::tui::theme::{Depth, Ground};

    #[test]
    fn help_is_always_last_and_disabled_commands_are_left_out() {
        let context = Context { members: 1, ..Context::nothing(Place::Review) };
        for columns in [20, 40, 80, 200] {
            let line = footer(&Keys::default(), &context, &Theme::new(Depth::Mono, Ground::Unknown), columns)
                .line()
                .to_string();
            assert!(line.trim_end().ends_with("? help"), "{line}");
            assert!(!line.contains("different"), "a record alone has nothing to differ from: {line}");
        }
    }
}
