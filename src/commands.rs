//! The one table of commands: keymap, footer, help, palette and README read it.
//!
//! `table.rs` lists the commands; this file says what a command is and answers questions about the table.
//! Knows nothing of any terminal: a key is a name, a context is a handful of facts.

mod table;

use std::fmt::Write as _;

pub use table::COMMANDS;

/// Where a key is pressed: a screen, a mode of one, or an overlay on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The places are named after what they show.
pub enum Place {
    Queue,
    Review,
    /// Review, while records are being put into groups.
    Partition,
    Golden,
    History,
    Help,
    Palette,
    Why,
    Value,
    /// A line of text is asked for.
    Entry,
    Picker,
    Merge,
    Preview,
    Conflict,
    Formed,
    Scores,
}

impl Place {
    /// All places, screens first.
    pub const ALL: [Self; 16] = [
        Self::Queue,
        Self::Review,
        Self::Partition,
        Self::Golden,
        Self::History,
        Self::Help,
        Self::Palette,
        Self::Why,
        Self::Value,
        Self::Entry,
        Self::Picker,
        Self::Merge,
        Self::Preview,
        Self::Conflict,
        Self::Formed,
        Self::Scores,
    ];

    /// Letters are text here, not commands.
    pub fn takes_text(self) -> bool {
        matches!(self, Self::Palette | Self::Entry | Self::Merge)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Queue => "Queue",
            Self::Review => "Review",
            Self::Partition => "Review, grouping",
            Self::Golden => "Golden",
            Self::History => "History",
            Self::Help => "Help",
            Self::Palette => "Commands",
            Self::Why => "Why",
            Self::Value => "Full value",
            Self::Entry => "Text entry",
            Self::Picker => "Survivorship",
            Self::Merge => "Merge",
            Self::Preview => "Preview",
            Self::Conflict => "Conflict",
            Self::Formed => "How it formed",
            Self::Scores => "Pair scores",
        }
    }
}

/// What a command is about; the order is the order of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // Named after what they are about.
pub enum Category {
    Decide,
    Shape,
    Values,
    Tasks,
    Move,
    Go,
    Program,
}

impl Category {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Decide, Self::Shape, Self::Values, Self::Tasks, Self::Move, Self::Go, Self::Program];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Decide => "Decide",
            Self::Shape => "Split and merge",
            Self::Values => "Values and reasons",
            Self::Tasks => "Tasks",
            Self::Move => "Move",
            Self::Go => "Go to",
            Self::Program => "Program",
        }
    }
}

/// What a command may do to the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Danger {
    /// Changes nothing.
    Safe,
    /// Writes a decision; undo takes it back.
    Undoable,
    /// Cannot be taken back: asks twice.
    Final,
}

/// Every command of the workbench.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The table says what each does.
pub enum CommandId {
    Same,
    Different,
    Unsure,
    UnsureReason,
    Approve,
    SendBack,
    Reopen,
    Reaffirm,
    Undo,
    Redo,
    Retract,
    Skip,
    Previous,
    OtherSide,
    NextTask,
    PreviousTask,
    AssignGroup,
    ClearGroups,
    NextSplit,
    PreviousSplit,
    PreviewSplit,
    SplitNow,
    Eject,
    MarkPair,
    Merge,
    Override,
    Why,
    Scores,
    Formed,
    Latin,
    Comment,
    Flag,
    Mask,
    Blind,
    Stewards,
    TurnTable,
    FullValue,
    Search,
    NextKind,
    NextStatus,
    AllKinds,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    First,
    Last,
    Open,
    Back,
    NextTab,
    PreviousTab,
    GoQueue,
    GoReview,
    GoGolden,
    GoHistory,
    Accept,
    AcceptConfirm,
    Redact,
    KeepId,
    WithReason,
    Until,
    RetractEarlier,
    MoveRecord,
    Resolve,
    Close,
    Sync,
    Palette,
    Help,
    Redraw,
    Suspend,
    Quit,
    QuitAnywhere,
}

/// What is being waited for, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Busy {
    /// Nothing.
    No,
    /// What would be decided on is being read.
    Reading,
    /// A decision is being written or worked out.
    Writing,
}

/// The facts that decide whether a command makes sense now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Each is true or false for itself.
pub struct Context {
    /// Where we are.
    pub place: Place,
    /// What is being waited for.
    pub busy: Busy,
    /// Rows of the list on the screen.
    pub rows: usize,
    /// Records of the cluster on the screen; 0 without one.
    pub members: usize,
    /// Records marked as a pair: 0, 1 or 2.
    pub marked: usize,
    /// A link leads from the cluster to one that was set apart.
    pub bridged: bool,
    /// Groups would divide the cluster.
    pub divided: bool,
    /// What is previewed is a split.
    pub split: bool,
    /// Decisions about the cluster contradict each other.
    pub contradicted: bool,
    /// What is previewed takes a golden id from most of its records, or keeps it with them.
    pub swap: bool,
}

/// A command: what it is called, which keys give it where, and when it works.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Which one.
    pub id: CommandId,
    /// Names of its keys; the first is shown in the footer. One without keys is found in the palette.
    pub keys: &'static [&'static str],
    /// One or two words, for the footer.
    pub title: &'static str,
    /// One sentence, for help and README.
    pub help: &'static str,
    /// What it is about.
    pub category: Category,
    /// Where it works.
    pub contexts: &'static [Place],
    /// 1 is leftmost in the footer; 0 is never there.
    pub footer_rank: u8,
    /// What it may do.
    pub danger: Danger,
    check: fn(&Context) -> Result<(), &'static str>,
}

impl Command {
    /// Nothing if it works now; else why it does not.
    ///
    /// # Errors
    /// The reason, for a toast.
    pub fn enabled(&self, context: &Context) -> Result<(), &'static str> {
        (self.check)(context)
    }

    /// Its keys at `place`: where letters are text, only those that are no letters.
    pub fn keys_at(&self, place: Place) -> impl Iterator<Item = &'static str> {
        let here = self.contexts.contains(&place);
        self.keys.iter().copied().filter(move |key| here && (!place.takes_text() || key.chars().count() > 1))
    }
}

/// The command called `id`.
pub fn command(id: CommandId) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.id == id)
}

/// The command that `key` gives at `place`.
pub fn resolve(place: Place, key: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.keys_at(place).any(|name| name == key))
}

/// Commands for the footer at `context`: those that work now, most important first.
pub fn footer(context: &Context) -> Vec<&'static Command> {
    let mut commands: Vec<_> = COMMANDS
        .iter()
        .filter(|command| command.footer_rank > 0)
        .filter(|command| command.keys_at(context.place).next().is_some())
        .filter(|command| command.enabled(context).is_ok())
        .collect();
    commands.sort_by_key(|command| (command.footer_rank, command.id));
    commands
}

/// Commands at `place`, by category, in the order of the table.
pub fn by_category(place: Place) -> Vec<(Category, Vec<&'static Command>)> {
    let here = move |c: &Command| c.keys_at(place).next().is_some() || c.keys.is_empty() && c.contexts.contains(&place);
    let of = |category| COMMANDS.iter().filter(move |c| c.category == category && here(c));
    Category::ALL
        .into_iter()
        .map(|category| (category, of(category).collect::<Vec<_>>()))
        .filter(|(_, commands)| !commands.is_empty())
        .collect()
}

/// The table as Markdown, for the README.
pub fn markdown() -> String {
    let mut text = String::from("| keys | command | does | where |\n| --- | --- | --- | --- |\n");
    for category in Category::ALL {
        for command in COMMANDS.iter().filter(|command| command.category == category) {
            let named = [format!(": {}", command.title)];
            let keys = if command.keys.is_empty() {
                named.iter().map(String::as_str).collect()
            } else {
                command.keys.to_vec()
            };
            let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
            // Review with records in groups is Review to whoever reads a list.
            let listed = |place: &&Place| **place != Place::Partition || !command.contexts.contains(&Place::Review);
            let places: Vec<&str> = command.contexts.iter().filter(listed).map(|place| place.title()).collect();
            let places = if places.len() > 5 { "everywhere".to_owned() } else { places.join(", ") };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "| {} | {} | {} | {places} |", keys.join(" "), command.title, command.help);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_of_one_place_share_a_key() {
        for place in Place::ALL {
            let mut seen: Vec<(&str, CommandId)> = Vec::new();
            for command in COMMANDS {
                for key in command.keys_at(place) {
                    if let Some((_, other)) = seen.iter().find(|(other, _)| *other == key) {
                        panic!("{key} at {place:?}: {other:?} and {:?}", command.id);
                    }
                    seen.push((key, command.id));
                }
            }
        }
    }

    #[test]
    fn x_is_unbound_and_every_place_can_be_left() {
        for place in Place::ALL {
            assert!(resolve(place, "x").is_none(), "{place:?}");
            assert!(resolve(place, "Ctrl-c").is_some(), "{place:?}");
            assert!(resolve(place, "Esc").is_some(), "{place:?}");
        }
    }

    #[test]
    fn every_command_stands_once_with_keys_and_words() {
        for (i, one) in COMMANDS.iter().enumerate() {
            // The palette is where a command without keys is found.
            let found = !one.keys.is_empty() || one.category == Category::Program;
            assert!(found && !one.contexts.is_empty() && !one.help.is_empty(), "{:?}", one.id);
            assert!(COMMANDS.iter().skip(i + 1).all(|other| other.id != one.id), "{:?} twice", one.id);
        }
    }

    #[test]
    fn a_disabled_command_says_why() {
        let context = Context {
            place: Place::Review,
            busy: Busy::Reading,
            rows: 0,
            members: 3,
            marked: 0,
            bridged: false,
            divided: false,
            split: false,
            contradicted: false,
            swap: false,
        };
        let same = command(CommandId::Same).unwrap();
        assert!(same.enabled(&context).unwrap_err().contains("being"));
        assert!(same.enabled(&Context { busy: Busy::No, ..context }).is_ok());
        assert!(same.enabled(&Context { busy: Busy::No, members: 0, ..context }).is_err());
    }

    #[test]
    fn markdown_has_a_line_a_command() {
        assert_eq!(markdown().lines().count(), COMMANDS.len() + 2);
    }
}
