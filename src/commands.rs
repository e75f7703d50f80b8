//! The one table of commands: keymap, footer, help, palette, manual and documents read it.
//!
//! `table.rs` lists the commands, `groups.rs` the places that belong together, `checks.rs` says when each works; this
//! file says what a command is. `keys.rs` holds which keys give which command, for a person who may have chosen their own;
//! `pages.rs` writes the table out.
//! Knows nothing of any terminal: a key is a name, a context is a handful of facts.

mod checks;
pub mod fuzzy;
mod groups;
pub mod keys;
pub mod names;
pub mod pages;
mod presets;
mod table;

pub use keys::Keys;
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
    Health,
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
    Tour,
    /// Before there is a workspace.
    Welcome,
    Files,
    Working,
    Guess,
    /// What the queue is narrowed by.
    Facets,
    /// A verdict on everything that the queue shows.
    Bulk,
    /// A cluster as a picture.
    Graph,
    /// Which column of a file.
    Columns,
}

impl Place {
    /// All places, screens first.
    pub const ALL: [Self; 26] = [
        Self::Queue,
        Self::Review,
        Self::Partition,
        Self::Golden,
        Self::History,
        Self::Health,
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
        Self::Tour,
        Self::Welcome,
        Self::Files,
        Self::Working,
        Self::Guess,
        Self::Facets,
        Self::Bulk,
        Self::Graph,
        Self::Columns,
    ];

    /// Letters are text here, not commands.
    pub fn takes_text(self) -> bool {
        matches!(self, Self::Palette | Self::Entry | Self::Merge)
    }

    /// It is a screen, or a mode of one; else a window on top.
    pub fn is_screen(self) -> bool {
        self < Self::Help
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Queue => "Queue",
            Self::Review => "Review",
            Self::Partition => "Review, grouping",
            Self::Golden => "Golden",
            Self::History => "History",
            Self::Health => "Health",
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
            Self::Tour => "Tour",
            Self::Welcome => "Welcome",
            Self::Files => "Import, files",
            Self::Working => "At work",
            Self::Guess => "Import, attributes",
            Self::Facets => "Filter",
            Self::Bulk => "Everything shown",
            Self::Graph => "Links",
            Self::Columns => "Import, columns",
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
    Wider,
    Narrower,
    UsualWidths,
    FullValue,
    CopyValue,
    CopyRecord,
    CopyGolden,
    EditLong,
    Search,
    NextKind,
    NextStatus,
    AllKinds,
    Filter,
    Toggle,
    ClearFilter,
    KeepFilter,
    ForgetFilter,
    ConfirmAll,
    ApproveAll,
    Goal,
    Graph,
    OtherEnd,
    KeepBand,
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
    GoHealth,
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
    StepOn,
    StepBack,
    Choose,
    Parent,
    MarkFile,
    ReadFiles,
    Begin,
    Evidence,
    Sensitivity,
    Columns,
    LeaveOut,
    Rename,
    ChangedIn,
    Domain,
    Load,
    Match,
    MatchNew,
    Export,
    Train,
    StopJob,
    LastJob,
    Tour,
    Sync,
    Palette,
    Help,
    Redraw,
    Suspend,
    Quit,
    QuitAnywhere,
}

impl CommandId {
    /// Its name in settings and on the command line: its words in lower case, with hyphens between.
    pub fn name(self) -> String {
        let mut name = String::new();
        for c in format!("{self:?}").chars() {
            if c.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        name
    }
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
    /// A link leads from the cluster to one that was set apart, or another one may be the same.
    pub bridged: bool,
    /// That one stands beside it.
    pub beside: bool,
    /// Groups would divide the cluster.
    pub divided: bool,
    /// What is previewed is a split.
    pub split: bool,
    /// Decisions about the cluster contradict each other.
    pub contradicted: bool,
    /// What is previewed takes a golden id from most of its records, or keeps it with them.
    pub swap: bool,
    /// The contradiction that is shown ends when a record moves.
    pub moves: bool,
    /// Work runs in the background.
    pub job: bool,
    /// Some has ended.
    pub outcome: bool,
    /// What was decided here is still to be written.
    pub waits: bool,
    /// Why there is nothing to accept here; `None`: there is.
    pub nothing: Option<&'static str>,
    /// No step of the tour comes before this one.
    pub first_step: bool,
    /// No step of the tour follows.
    pub last_step: bool,
}

impl Context {
    /// At `place`, with nothing there.
    pub fn nothing(place: Place) -> Self {
        Self {
            place,
            busy: Busy::No,
            rows: 0,
            members: 0,
            marked: 0,
            bridged: false,
            beside: false,
            divided: false,
            split: false,
            contradicted: false,
            swap: false,
            moves: false,
            job: false,
            outcome: false,
            waits: false,
            nothing: None,
            first_step: false,
            last_step: false,
        }
    }
}

/// A command: what it is called, which keys give it where, and when it works.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Which one.
    pub id: CommandId,
    /// Names of its usual keys; the first is shown in the footer. One without keys is found in the palette.
    pub keys: &'static [&'static str],
    /// One or two words, for the footer.
    pub title: &'static str,
    /// One sentence, for help and documents. `{command}` in it stands for that command's key.
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
    /// Its name in settings and on the command line: `unsure-reason`.
    pub fn name(&self) -> String {
        self.id.name()
    }

    /// What it is called there, in the footer.
    pub fn called(&self, context: &Context) -> &'static str {
        match (self.id, context.place) {
            (CommandId::StepOn, _) if context.last_step => "done",
            (CommandId::Close, Place::Tour) => "leave",
            (CommandId::Close, Place::Conflict) => "give up",
            (CommandId::Close, Place::Working) => "stop",
            _ => self.title,
        }
    }

    /// Nothing if it works now; else why it does not: a text in which `{command}` stands for that command's key.
    ///
    /// # Errors
    /// The reason, for a toast.
    pub fn enabled(&self, context: &Context) -> Result<(), &'static str> {
        (self.check)(context)?;
        checks::written(self, context)
    }
}

/// The command called `id`.
pub fn command(id: CommandId) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn names_are_words_with_hyphens() {
        assert_eq!(CommandId::UnsureReason.name(), "unsure-reason");
        assert_eq!(CommandId::Up.name(), "up");
    }

    #[test]
    fn a_disabled_command_says_why() {
        let context = Context { busy: Busy::Reading, members: 3, ..Context::nothing(Place::Review) };
        let same = command(CommandId::Same).unwrap();
        assert!(same.enabled(&context).unwrap_err().contains("being"));
        assert!(same.enabled(&Context { busy: Busy::No, ..context }).is_ok());
        assert!(same.enabled(&Context { busy: Busy::No, members: 0, ..context }).is_err());
    }
}
