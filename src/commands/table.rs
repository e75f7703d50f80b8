//! The table itself.

use super::Category::{Decide, Go, Move, Program, Shape, Tasks, Values};
use super::CommandId as Id;
use super::checks::{
    always, bridged, cluster, contradicted, divided, job, later_step, moves, narrowed, no_job, not_writing,
    one_cluster, one_of_several, outcome, row, row_to_decide, several, something, split, swap, whole, whole_of_several,
};
use super::groups::{
    COLUMNS, EVERYWHERE, LISTS, OVERLAYS, PAGED, READING, REVIEW, SCREENS, SIDEWAYS, TABBED, VERTICAL,
};
use super::{Category, Command, CommandId, Context, Danger, Place};

const fn new(id: CommandId, keys: &'static [&'static str], title: &'static str, help: &'static str) -> Command {
    Command {
        id,
        keys,
        title,
        help,
        category: Program,
        contexts: EVERYWHERE,
        footer_rank: 0,
        danger: Danger::Safe,
        check: always,
    }
}

impl Command {
    const fn at(mut self, category: Category, contexts: &'static [Place]) -> Self {
        self.category = category;
        self.contexts = contexts;
        self
    }

    const fn footer(mut self, rank: u8) -> Self {
        self.footer_rank = rank;
        self
    }

    const fn when(mut self, check: fn(&Context) -> Result<(), &'static str>) -> Self {
        self.check = check;
        self
    }

    /// It writes to the journal.
    const fn writes(mut self) -> Self {
        self.danger = Danger::Undoable;
        self
    }

    /// What it does cannot be taken back.
    const fn is_final(mut self) -> Self {
        self.danger = Danger::Final;
        self
    }
}

/// Every command, in the order of help within its category.
pub const COMMANDS: &[Command] = &[
    new(
        Id::Same,
        &["y"],
        "same",
        "Confirm the cluster, or what was decided of it; with two records marked: they are the same",
    )
    .at(Decide, REVIEW)
    .footer(1)
    .when(whole)
    .writes(),
    new(Id::Different, &["n"], "different", "Two records: different; more: the focused record leaves, after a preview")
        .at(Decide, REVIEW)
        .footer(2)
        .when(whole_of_several)
        .writes(),
    new(Id::Unsure, &["u"], "unsure", "Cannot tell; the task comes back later")
        .at(Decide, REVIEW)
        .footer(3)
        .when(whole)
        .writes(),
    new(Id::UnsureReason, &["U"], "unsure, because", "Cannot tell, with a reason")
        .at(Decide, REVIEW)
        .when(whole)
        .writes(),
    new(Id::Approve, &["a"], "approve", "Release exactly this golden record")
        .at(Decide, &[Place::Review, Place::Partition, Place::Golden])
        .footer(9)
        .when(row_to_decide)
        .writes(),
    new(Id::SendBack, &["B"], "send back", "Do not release it yet, and say why")
        .at(Decide, &[Place::Review, Place::Partition, Place::Golden])
        .when(row_to_decide)
        .writes(),
    new(Id::Reopen, &["r"], "reopen", "Records changed since it was decided, and it is no longer sure: take that back")
        .at(Decide, REVIEW)
        .when(whole)
        .writes(),
    new(Id::Reaffirm, &["R"], "reaffirm", "What was decided here was looked at again, and holds: a second opinion")
        .at(Decide, REVIEW)
        .when(one_cluster)
        .writes(),
    new(Id::Undo, &["z"], "undo", "Take back your last decision")
        .at(Decide, &[Place::Queue, Place::Review, Place::Partition, Place::Golden])
        .footer(10)
        .when(not_writing)
        .writes(),
    new(Id::Retract, &["z"], "take back", "Take back the selected entry, whichever it is")
        .at(Decide, &[Place::History])
        .footer(2)
        .when(row_to_decide)
        .writes(),
    new(Id::Redo, &["Z"], "redo", "Restore what you took back last").at(Decide, SCREENS).when(not_writing).writes(),
    new(Id::AssignGroup, &["1", "2", "3", "4", "5", "6", "7", "8", "9"], "group", "Put the focused record in group n")
        .at(Shape, REVIEW)
        .footer(6)
        .when(one_of_several),
    new(Id::ClearGroups, &["0"], "clear groups", "Forget the groups").at(Shape, REVIEW).footer(12).when(divided),
    new(Id::NextSplit, &["Tab"], "splits", "The next way to split: weakest bridge, minimum cut, one per source, alike")
        .at(Shape, REVIEW)
        .footer(5)
        .when(one_of_several),
    new(Id::PreviousSplit, &["Shift-Tab"], "split before", "The way to split before this one")
        .at(Shape, REVIEW)
        .when(one_of_several),
    new(Id::SplitNow, &["S"], "split", "Split as the groups stand, at once")
        .at(Shape, &[Place::Partition])
        .footer(1)
        .when(divided)
        .writes(),
    new(Id::PreviewSplit, &["Enter"], "preview", "See the clusters that the groups would make, before accepting")
        .at(Shape, &[Place::Partition])
        .footer(1)
        .when(divided),
    new(Id::Eject, &["e"], "eject", "The focused record leaves the cluster, after a preview")
        .at(Shape, REVIEW)
        .footer(7)
        .when(one_of_several)
        .writes(),
    new(
        Id::MarkPair,
        &["Space"],
        "mark pair",
        "Mark the focused record; with two marked, {same} {different} {unsure} {why} speak of that pair",
    )
    .at(Shape, REVIEW)
    .when(several),
    new(Id::Merge, &["m"], "merge", "Its likely partners, and a search over all: compare, then merge after a preview")
        .at(Shape, REVIEW)
        .footer(8)
        .when(one_cluster)
        .writes(),
    new(Id::Resolve, &["C"], "resolve", "Decisions that contradict each other: both sides, and the ways out")
        .at(Decide, REVIEW)
        .footer(1)
        .when(contradicted),
    new(Id::Override, &["v"], "value", "Choose the golden value of the focused attribute")
        .at(Values, REVIEW)
        .footer(5)
        .when(one_cluster)
        .writes(),
    new(Id::Why, &["w"], "why", "Why the matcher thinks so: what each attribute adds")
        .at(Values, REVIEW)
        .footer(4)
        .when(several),
    new(Id::Scores, &["M"], "scores", "The probability of every pair, and where it would break")
        .at(Values, REVIEW)
        .when(several),
    new(Id::Formed, &["H"], "how formed", "How it formed, link by link, and who or what made each")
        .at(Values, REVIEW)
        .footer(12)
        .when(one_of_several),
    new(Id::FullValue, &["Enter"], "full value", "The focused value in full, hidden characters included")
        .at(Values, &[Place::Review])
        .footer(11)
        .when(cluster),
    new(Id::CopyValue, &["Y"], "copy value", "The focused value to the clipboard, by way of the terminal")
        .at(Values, &[Place::Review, Place::Partition, Place::Value])
        .when(cluster),
    new(Id::CopyRecord, &["Alt-y"], "copy record", "The focused record to the clipboard, a line an attribute")
        .at(Values, REVIEW)
        .when(cluster),
    new(Id::CopyGolden, &["Alt-g"], "copy golden", "The golden record to the clipboard, a line an attribute")
        .at(Values, &[Place::Review, Place::Partition, Place::Golden]),
    new(Id::EditLong, &["Ctrl-o"], "editor", "Write the text in your own editor ($VISUAL, $EDITOR)")
        .at(Values, &[Place::Entry]),
    new(Id::Comment, &["c"], "comment", "Leave a remark on the cluster").at(Values, REVIEW).when(cluster).writes(),
    new(Id::Flag, &["f"], "flag", "Ask for a second look, or take that back").at(Values, REVIEW).when(cluster).writes(),
    new(
        Id::Redact,
        &["Ctrl-r"],
        "redact",
        "Erase a record's content for good: asks for its key and for a reason, and shows what goes",
    )
    .at(Values, &[Place::Review, Place::Golden])
    .when(row_to_decide)
    .is_final(),
    new(Id::TurnTable, &["T"], "turn table", "Records down instead of across").at(Values, REVIEW).when(cluster),
    new(Id::Wider, &[">"], "wider", "Wider columns; the mouse drags the gap between two").at(Values, COLUMNS),
    new(Id::Narrower, &["<"], "narrower", "Narrower columns").at(Values, COLUMNS),
    new(Id::UsualWidths, &["="], "usual widths", "Every column as wide as usual; so does a double click on one gap")
        .at(Values, COLUMNS),
    new(Id::Latin, &["t"], "latin", "Greek and Cyrillic in Latin letters, or as they are written").at(Values, REVIEW),
    new(Id::Mask, &["."], "mask", "Hide personal values, or show them again").at(Values, READING),
    new(Id::Blind, &["b"], "blind", "Hide scores and judge for yourself, or show them again")
        .at(Values, &[Place::Queue, Place::Review, Place::Partition]),
    new(
        Id::Stewards,
        &["s"],
        "stewards",
        "How far stewards agree, and what became of their decisions; again: the journal",
    )
    .at(Values, &[Place::History])
    .footer(3),
    new(Id::Skip, &["s"], "skip", "Leave this task for later and go to the next")
        .at(Tasks, REVIEW)
        .footer(11)
        .when(cluster),
    new(Id::Previous, &["p"], "previous", "Back to the cluster you were at before").at(Tasks, REVIEW).when(not_writing),
    new(
        Id::OtherSide,
        &["o"],
        "other side",
        "The cluster that a bridge leads to; or one that may be the same beside this one, or this one alone again",
    )
    .at(Tasks, REVIEW)
    .when(bridged),
    new(Id::NextTask, &["J"], "next task", "The next task of the queue").at(Tasks, REVIEW).when(not_writing),
    new(Id::PreviousTask, &["K"], "task before", "The task before this one in the queue")
        .at(Tasks, REVIEW)
        .when(not_writing),
    new(
        Id::Search,
        &["/"],
        "search",
        "Only what holds all these words, or the cluster of a golden id or a record (source:id)",
    )
    .at(Tasks, &[Place::Queue, Place::Golden])
    .footer(4),
    new(Id::NextKind, &["t"], "kind", "Only tasks of the next kind").at(Tasks, &[Place::Queue]).footer(5),
    new(Id::NextStatus, &["t"], "status", "Only golden records of the next status")
        .at(Tasks, &[Place::Golden])
        .footer(5),
    new(Id::AllKinds, &["T"], "all kinds", "Tasks of every kind").at(Tasks, &[Place::Queue]),
    new(Id::Filter, &["f"], "filter", "Narrow the queue by source, attribute that differs, score, steward and more")
        .at(Tasks, &[Place::Queue])
        .footer(3),
    new(Id::ConfirmAll, &["Y"], "confirm all", "Confirm everything that the filter shows, after a preview")
        .at(Decide, &[Place::Queue])
        .footer(14)
        .when(narrowed)
        .writes(),
    new(
        Id::ApproveAll,
        &["A"],
        "approve all",
        "Approve everything that the filter shows and that waits for a second pair of eyes, after a preview",
    )
    .at(Decide, &[Place::Queue])
    .when(narrowed)
    .writes(),
    new(Id::Goal, &["#"], "goal", "How many decisions you mean to make a day").at(Tasks, &[Place::Queue]),
    new(Id::Toggle, &["Space", "Enter"], "choose", "Choose it, or no longer").at(Tasks, &[Place::Facets]).footer(1),
    new(Id::ClearFilter, &["0"], "show all", "Choose nothing: every task is shown")
        .at(Tasks, &[Place::Facets])
        .footer(4),
    new(Id::KeepFilter, &["s"], "keep", "Keep this filter under a name, for everybody at this workspace")
        .at(Tasks, &[Place::Facets])
        .footer(2),
    new(Id::ForgetFilter, &["D"], "forget", "Forget the selected filter").at(Tasks, &[Place::Facets]).footer(5),
    new(Id::Graph, &["L"], "links", "The cluster as a picture: its links, the weakest one, and where it would break")
        .at(Values, REVIEW)
        .when(one_of_several),
    new(Id::OtherEnd, &["Space"], "other end", "Move the other end of the review band")
        .at(Tasks, &[Place::Health])
        .footer(2),
    new(Id::KeepBand, &["Enter"], "keep band", "Write the band to goldsmith.toml, and work the queue out anew")
        .at(Tasks, &[Place::Health])
        .footer(1)
        .when(not_writing)
        .writes(),
    new(Id::Up, &["Up", "k"], "up", "Up").at(Move, VERTICAL),
    new(Id::Down, &["Down", "j"], "down", "Down").at(Move, VERTICAL),
    new(Id::Left, &["Left", "h"], "left", "Left").at(Move, SIDEWAYS),
    new(Id::Right, &["Right", "l"], "right", "Right").at(Move, SIDEWAYS),
    new(Id::PageUp, &["PgUp"], "page up", "A page up").at(Move, PAGED),
    new(Id::PageDown, &["PgDn"], "page down", "A page down").at(Move, PAGED),
    new(Id::First, &["g", "Home"], "first", "To the first").at(Move, PAGED),
    new(Id::Last, &["G", "End"], "last", "To the last").at(Move, PAGED),
    new(Id::Open, &["Enter"], "open", "Open the selected one in Review").at(Go, LISTS).footer(1).when(row),
    new(Id::Back, &["Esc"], "back", "Back: clear marks, then search, then to the list").at(Go, SCREENS),
    new(Id::NextTab, &["Tab"], "next tab", "The tab to the right").at(Go, TABBED).footer(13),
    new(Id::PreviousTab, &["Shift-Tab"], "previous tab", "The tab to the left").at(Go, TABBED),
    new(Id::GoQueue, &["F1"], "queue", "The queue of tasks").at(Go, SCREENS),
    new(Id::GoReview, &["F2"], "review", "The cluster under review").at(Go, SCREENS),
    new(Id::GoGolden, &["F3"], "golden", "All golden records").at(Go, SCREENS),
    new(Id::GoHistory, &["F4"], "history", "Everything that was decided").at(Go, SCREENS),
    new(Id::GoHealth, &["F5"], "health", "How the workspace does, in pictures").at(Go, SCREENS),
    new(Id::Accept, &["Enter"], "accept", "Accept")
        .at(
            Go,
            &[Place::Palette, Place::Entry, Place::Picker, Place::Merge, Place::Preview, Place::Bulk, Place::Columns],
        )
        .footer(1)
        .when(something),
    new(Id::AcceptConfirm, &["y"], "accept and confirm", "Accept, and confirm every part of it")
        .at(Decide, &[Place::Preview])
        .footer(2)
        .when(split)
        .writes(),
    new(Id::KeepId, &["i"], "keep id", "The golden id that was handed out stays with most of its records, or not")
        .at(Decide, &[Place::Preview])
        .footer(3)
        .when(swap),
    new(Id::WithReason, &["c"], "with a reason", "Pin it, and say why").at(Decide, &[Place::Picker]).footer(2).writes(),
    new(
        Id::Until,
        &["u"],
        "how long",
        "How long it holds: for good, until its source or the rule changes, until a day",
    )
    .at(Decide, &[Place::Picker])
    .footer(2),
    new(Id::RetractEarlier, &["r"], "retract and do it", "Take back the selected earlier decision, and do this one")
        .at(Decide, &[Place::Conflict])
        .footer(1)
        .writes(),
    new(Id::MoveRecord, &["e"], "move and do it", "Move the record out of its cluster first, after a preview")
        .at(Decide, &[Place::Conflict])
        .footer(2)
        .when(moves)
        .writes(),
    new(Id::Close, &["Esc", "q"], "back", "Close it, changing nothing").at(Go, OVERLAYS).footer(3),
    new(Id::StepOn, &["Enter", "Right", "l", "Space"], "next", "The next step of the tour")
        .at(Go, &[Place::Tour])
        .footer(1),
    new(Id::StepBack, &["Left", "h"], "step back", "The step of the tour before")
        .at(Go, &[Place::Tour])
        .footer(2)
        .when(later_step),
    new(Id::Choose, &["Enter"], "choose", "Do it: import, open, try").at(Go, &[Place::Welcome]).footer(1),
    new(
        Id::ReadFiles,
        &["Enter"],
        "open or read",
        "A folder: go into it; a workspace: open it; files: read the marked ones",
    )
    .at(Go, &[Place::Files])
    .footer(1),
    new(
        Id::MarkFile,
        &["Space"],
        "mark",
        "Mark the file, one a source system, the most trusted first; or take that back",
    )
    .at(Go, &[Place::Files])
    .footer(2),
    new(Id::Parent, &["Left", "h", "Backspace"], "folder above", "The folder above").at(Go, &[Place::Files]).footer(4),
    new(Id::Begin, &["Enter"], "write and load", "Write goldsmith.toml as it is shown, and load the files")
        .at(Go, &[Place::Guess])
        .footer(1),
    new(Id::Evidence, &["Space"], "evidence", "The attribute says who or what a record is, or does not")
        .at(Values, &[Place::Guess])
        .footer(4),
    new(Id::Sensitivity, &["s"], "sensitivity", "Who may see the attribute: the next of four")
        .at(Values, &[Place::Guess])
        .footer(5),
    new(Id::Columns, &["c"], "columns", "Which column of each source holds the attribute; of a source, its record id")
        .at(Values, &[Place::Guess])
        .footer(2),
    new(Id::LeaveOut, &["D", "Delete"], "leave out", "Leave the attribute out, or take it in again")
        .at(Values, &[Place::Guess])
        .footer(7),
    new(Id::Rename, &["r"], "name", "Call the source something else").at(Values, &[Place::Guess]).footer(8),
    new(Id::ChangedIn, &["t"], "time", "Which column of the source says when a record was last changed")
        .at(Values, &[Place::Guess])
        .footer(9),
    new(Id::Domain, &["d"], "domain", "What the records are about: the next usual one")
        .at(Values, &[Place::Guess])
        .footer(6),
    new(Id::Load, &[], "load", "Load or refresh sources and match groups in the background, while review goes on")
        .at(Program, SCREENS)
        .when(no_job),
    new(
        Id::Export,
        &[],
        "export",
        "Write approved golden records and the crosswalk to the folder export, in the background",
    )
    .at(Program, SCREENS)
    .when(no_job),
    new(Id::Match, &[], "match", "Find the records that belong together, in the background, while review goes on")
        .at(Program, SCREENS)
        .when(no_job),
    new(
        Id::MatchNew,
        &[],
        "match new",
        "Match what is new, changed or gone since the latest run, by the kept model, in the background",
    )
    .at(Program, SCREENS)
    .when(no_job),
    new(
        Id::Train,
        &[],
        "train",
        "Learn from what was decided, in the background: what labels do for scores, before any score changes",
    )
    .at(Program, SCREENS)
    .when(no_job),
    new(
        Id::Sync,
        &[],
        "sync",
        "Exchange journals with the others, in the background; asks with whom where nobody said",
    )
    .at(Program, SCREENS)
    .when(no_job),
    new(Id::StopJob, &[], "stop job", "Stop what runs in the background; what it has changed is undone")
        .at(Program, SCREENS)
        .when(job),
    new(Id::LastJob, &[], "last job", "What came of the last work in the background, once more")
        .at(Program, SCREENS)
        .when(outcome),
    new(Id::Tour, &[], "tour", "Five steps that show you round").at(Program, SCREENS),
    new(Id::Palette, &[":"], "commands", "Every command, by name").at(Program, SCREENS).footer(14),
    new(Id::Help, &["?"], "help", "These keys").at(Program, READING),
    new(Id::Redraw, &["Ctrl-l"], "redraw", "Draw the screen again, and read it again").at(Program, EVERYWHERE),
    new(Id::Suspend, &["Ctrl-z"], "suspend", "To the shell; `fg` comes back").at(Program, EVERYWHERE),
    new(Id::Quit, &["q"], "quit", "Leave; every decision is already kept").at(Program, SCREENS).footer(15),
    new(Id::QuitAnywhere, &["Ctrl-c"], "quit", "Leave from anywhere").at(Program, EVERYWHERE),
];
