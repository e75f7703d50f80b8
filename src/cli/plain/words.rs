//! A line as a command and what it is about. Commands go by their key, their name, their title, or enough of their name.

use crate::commands::{COMMANDS, Command, CommandId, Keys, Place, command};
use crate::config::suggest::closest;

/// The commands that make sense line by line, and what may follow each.
pub(super) const PLAIN: &[(CommandId, &str)] = &[
    (CommandId::Same, "[RECORD RECORD]"),
    (CommandId::Different, "[RECORD [RECORD]]"),
    (CommandId::Unsure, "[RECORD RECORD]"),
    (CommandId::UnsureReason, "REASON"),
    (CommandId::Approve, ""),
    (CommandId::SendBack, "REASON"),
    (CommandId::Reopen, ""),
    (CommandId::Reaffirm, ""),
    (CommandId::Undo, ""),
    (CommandId::Redo, ""),
    (CommandId::Retract, "NUMBER"),
    (CommandId::Resolve, ""),
    (CommandId::PreviewSplit, "[RECORDS / RECORDS …]"),
    (CommandId::AssignGroup, "RECORDS / RECORDS …"),
    (CommandId::Eject, "RECORD"),
    (CommandId::Merge, "[WORDS]"),
    (CommandId::Override, "[ATTRIBUTE]"),
    (CommandId::Why, "[RECORD RECORD]"),
    (CommandId::Scores, ""),
    (CommandId::Formed, ""),
    (CommandId::FullValue, "RECORD ATTRIBUTE"),
    (CommandId::Comment, "TEXT"),
    (CommandId::Flag, ""),
    (CommandId::Redact, "KEY"),
    (CommandId::Mask, ""),
    (CommandId::Latin, ""),
    (CommandId::Blind, ""),
    (CommandId::Skip, ""),
    (CommandId::NextTask, ""),
    (CommandId::Previous, ""),
    (CommandId::OtherSide, ""),
    (CommandId::Search, "WORDS"),
    (CommandId::Open, "ID"),
    (CommandId::GoQueue, ""),
    (CommandId::Filter, "[FACET=VALUE …]"),
    (CommandId::ClearFilter, ""),
    (CommandId::KeepFilter, "NAME"),
    (CommandId::ForgetFilter, "NAME"),
    (CommandId::ConfirmAll, ""),
    (CommandId::ApproveAll, ""),
    (CommandId::Goal, "[NUMBER]"),
    (CommandId::GoGolden, "[STATUS]"),
    (CommandId::GoHistory, ""),
    (CommandId::Stewards, ""),
    (CommandId::GoHealth, ""),
    (CommandId::Load, ""),
    (CommandId::Match, ""),
    (CommandId::MatchNew, ""),
    (CommandId::Train, ""),
    (CommandId::Export, ""),
    (CommandId::Sync, "[TARGET]"),
    (CommandId::StopJob, ""),
    (CommandId::LastJob, ""),
    (CommandId::Redraw, ""),
    (CommandId::Help, "[COMMAND]"),
    (CommandId::Quit, ""),
];

/// What some of them do here, where that is not what they do on a screen.
pub(super) fn help(id: CommandId) -> Option<&'static str> {
    match id {
        CommandId::AssignGroup => Some("Divide the cluster: the records of each part, parts parted by a stroke"),
        CommandId::PreviewSplit => {
            Some("Also `split`: ways in which the cluster could come apart, to choose from; or by hand")
        }
        CommandId::Merge => Some("Find a cluster that is the same entity, and merge after a preview"),
        CommandId::Same => Some("Confirm the cluster, or what was decided of it; two records: they are the same"),
        CommandId::Different => Some("Two records: different; one: it leaves the cluster, after a preview"),
        CommandId::Retract => Some("Take back the decision of this number, whoever made it"),
        CommandId::Open => Some("Go to a cluster: a golden id, the beginning of one, or a record"),
        CommandId::Search => Some("Find clusters that hold all these words, to choose from"),
        CommandId::Redraw => Some("Tell the cluster again"),
        CommandId::Help => Some("These commands; with the name of one, only that"),
        CommandId::GoQueue => Some("The next tasks of the queue, to choose from"),
        CommandId::GoGolden => Some("Golden records, of one status where you say so, to choose from"),
        CommandId::Filter => {
            Some("Narrow the queue: kind=borderline source=crm; alone it tells what is shown, and how")
        }
        CommandId::ClearFilter => Some("Show every task again"),
        CommandId::ForgetFilter => Some("Forget the filter that was kept under this name"),
        CommandId::Redact => Some("Erase a record's content for good, after a reason and a look at what goes"),
        CommandId::Latin => Some("Greek and Cyrillic in Latin letters, or as they are written"),
        CommandId::Stewards => Some("How far stewards agree, and what became of their decisions"),
        CommandId::GoHealth => Some("How the workspace does, against its limits"),
        CommandId::Load => Some("Load or refresh sources and match groups"),
        CommandId::Match => Some("Find the records that belong together"),
        CommandId::MatchNew => Some("Match what is new, changed or gone since the latest run, by the kept model"),
        CommandId::Train => Some("Learn from what was decided: what labels do for scores, before any score changes"),
        CommandId::Export => Some("Write approved golden records and the crosswalk to the folder export"),
        CommandId::Sync => Some("Exchange journals with the others"),
        CommandId::GoHistory => Some("What was decided last"),
        _ => None,
    }
}

/// The command of a line, and the rest of it.
///
/// # Errors
/// Why it is none, for a person.
pub(super) fn read<'l>(line: &'l str, keys: &Keys) -> Result<(CommandId, &'l str), String> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    if word.eq_ignore_ascii_case("split") {
        return Ok((CommandId::PreviewSplit, rest));
    }
    if let Some(id) = by_key(word, keys) {
        return Ok((id, rest));
    }
    let lower = word.to_lowercase();
    let plain = || PLAIN.iter().filter_map(|(id, _)| command(*id));
    let exact = |command: &&Command| command.name() == lower || command.title == lower;
    if let Some(found) = plain().find(exact) {
        return Ok((found.id, rest));
    }
    // A title of several words, written out.
    if let Some(found) = plain().find(|c| c.title.contains(' ') && line.to_lowercase().starts_with(c.title)) {
        return Ok((found.id, line.get(found.title.len()..).unwrap_or_default().trim()));
    }
    let begun: Vec<&Command> = plain().filter(|command| command.name().starts_with(&lower)).collect();
    match begun.as_slice() {
        [only] => return Ok((only.id, rest)),
        [_, _, ..] => {
            let names: Vec<String> = begun.iter().map(|command| command.name()).collect();
            return Err(format!("{word:?} could be {}", names.join(" or ")));
        }
        [] => {}
    }
    if let Some(screen) = COMMANDS.iter().find(|command| command.name() == lower) {
        return Err(format!("{:?} belongs to a screen; here everything is told in lines", screen.name()));
    }
    let names: Vec<String> = plain().map(Command::name).collect();
    let near = closest(&lower, names.iter().map(String::as_str));
    let meant = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
    Err(format!("there is no command {word:?}{meant}; `help` lists them"))
}

/// The command that has this key: on the Review screen, else elsewhere.
fn by_key(word: &str, keys: &Keys) -> Option<CommandId> {
    // A number is an answer, or a group: one that comes too late must not show every task.
    let has = |id: &CommandId| *id != CommandId::ClearFilter && keys.of(*id).iter().any(|key| key == word);
    let found: Vec<CommandId> = PLAIN.iter().map(|(id, _)| *id).filter(has).collect();
    let on_review = |id: &&CommandId| command(**id).is_some_and(|c| c.contexts.contains(&Place::Review));
    found.iter().find(on_review).or(found.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(line: &str) -> Result<(CommandId, &str), String> {
        read(line, &Keys::default())
    }

    #[test]
    fn a_command_goes_by_key_name_title_or_beginning() {
        assert_eq!(id("y"), Ok((CommandId::Same, "")));
        assert_eq!(id("  same 1 2 "), Ok((CommandId::Same, "1 2")));
        assert_eq!(id("send-back no name"), Ok((CommandId::SendBack, "no name")));
        assert_eq!(id("send back no name"), Ok((CommandId::SendBack, "no name")));
        assert_eq!(id("com well done"), Ok((CommandId::Comment, "well done")));
        assert_eq!(id("z"), Ok((CommandId::Undo, "")));
        assert_eq!(id("split 1 / 2"), Ok((CommandId::PreviewSplit, "1 / 2")));
        assert_eq!(id("group 1 / 2"), Ok((CommandId::AssignGroup, "1 / 2")));
    }

    #[test]
    fn what_is_none_is_told_why() {
        assert!(id("smae").unwrap_err().contains("did you mean \"same\"?"));
        assert!(id("un").unwrap_err().contains("undo") && id("un").unwrap_err().contains("unsure"));
        assert!(id("turn-table").unwrap_err().contains("belongs to a screen"));
    }

    #[test]
    fn keys_are_those_that_the_steward_chose() {
        assert_eq!(read("a", &Keys::preset("prodigy").unwrap()), Ok((CommandId::Same, "")));
    }
}
