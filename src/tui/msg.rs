//! What goes in and out of `update`: messages, effects, questions to the workspace and their answers.

use super::keymap::Key;
use super::state::Catalog;
use super::theme::Theme;
use crate::error::Error;
use crate::learning::Stewards;
use crate::model::{PairScore, RecordKey, Task};
use crate::workspace::{
    Bulk, Claim, ClusterView, Committed, Counts, EntityRow, Facing, Hit, Job, LogEntry, News, Page, Partner, Proposal,
    Pulse, Query, Request, Sides, SplitOffer, Verdict, Vitals, Waiting,
};

/// Something happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// Milliseconds since the start; sent before anything that happened then.
    Clock(u64),
    /// A key was pressed.
    Key(Key),
    /// The mouse was used.
    Mouse(Mouse),
    /// The steward's editor has ended: what they saved, or why there is nothing.
    Edited(Result<String, String>),
    /// Text was pasted.
    Paste(String),
    /// The screen has so many columns and rows.
    Resize(u16, u16),
    /// The workspace answered.
    Reply(Reply),
    /// Work in the background says something.
    Job(News),
    /// The terminal looks otherwise than was thought.
    Looks(Box<Theme>),
    /// Show a newcomer round.
    Tour,
    /// Nothing has happened for about a second.
    Tick,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// The left button, at a column and a row.
    Click(u16, u16),
    /// The left button is held and the mouse moved there.
    Drag(u16, u16),
    /// The left button was let go.
    Release,
    /// The wheel, away from the hand.
    WheelUp,
    /// The wheel, towards the hand.
    WheelDown,
}

/// Something the runtime must do.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant)] // Nearly all of them are questions, and few are on their way at a time.
pub enum Effect {
    /// Ask the workspace.
    Ask {
        /// For what.
        slot: Slot,
        /// A later question for the same slot makes this one's answer stale.
        generation: u64,
        /// The question.
        ask: Ask,
    },
    /// Begin work in the background.
    Job(Job),
    /// Stop the work in the background.
    StopJob,
    /// Clear the screen and draw it whole.
    Redraw,
    /// Stop the process as a shell expects, and come back.
    Suspend,
    /// Keep the widths of columns for the next time, written so.
    KeepWidths(String),
    /// Hand text to the terminal's clipboard.
    Copy(String),
    /// Let the steward write in their own editor, beginning with this text.
    Edit(String),
    /// Leave.
    Quit,
}

/// What an answer is for. Each slot has at most one answer that counts: the one to its latest question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The counts above the queue.
    Counts,
    /// The queue's rows.
    Tasks,
    /// The cluster beside the queue.
    Preview,
    /// The cluster under review.
    Review,
    /// The clusters that come after it.
    Ahead,
    /// Filters that were kept, and who decided here.
    Filters,
    /// What a verdict on everything shown would come to.
    Bulk,
    /// How the workspace does.
    Vitals,
    /// The review band.
    Band,
    /// The rows of the list of golden records.
    Entities,
    /// The cluster beside that list.
    Detail,
    /// The rows of the history.
    Log,
    /// How well stewards do.
    Stewards,
    /// The hits of a search for a cluster to merge with.
    Hits,
    /// A comparison of two records.
    Why,
    /// What would follow.
    Proposal,
    /// The claim of the cluster under review.
    Claim,
    /// Ways to split the cluster under review.
    Splits,
    /// What the groups on the Review screen would make.
    Groups,
    /// How many records have the focused value.
    Shared,
    /// Clusters that could be the same entity as the one under review.
    Partners,
    /// The cluster that it would be merged with.
    Facing,
    /// What others have done.
    Pulse,
    /// Looking at the workspace anew.
    Reopen,
    /// A decision. Its answers always count.
    Write,
}

impl Slot {
    /// How many there are.
    pub const COUNT: usize = Self::Write as usize + 1;
}

/// A question to the workspace, or an order.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// The counts.
    Counts,
    /// A page of tasks.
    Tasks(Query, Page),
    /// A page of golden records.
    Entities(Query, Page),
    /// A cluster in full.
    Cluster(String, Sides),
    /// Clusters in full; those that are no more are left out.
    Clusters(Vec<String>),
    /// Filters that were kept, and who decided here.
    Filters,
    /// Keep a filter under a name.
    KeepFilter(String, Query),
    /// Forget one.
    ForgetFilter(String),
    /// Aim at so many decisions a day; none: at no number.
    SetGoal(Option<u64>),
    /// What a verdict on everything that a filter shows would come to.
    Bulk(Query, Verdict),
    /// Carry that out.
    CarryOut(Query, Box<Bulk>),
    /// How the workspace does, with pictures.
    Vitals,
    /// Set the review band, in whole per cent.
    SetBand(u8, u8),
    /// A page of the journal, older than this entry.
    Log(Option<i64>, usize),
    /// How well stewards do.
    Stewards,
    /// Clusters that hold a record with these words.
    Search(String, usize),
    /// Ways to split a cluster.
    Splits(String),
    /// How many records have this value of the attribute at this position.
    Shared(usize, String),
    /// Clusters that could be the same entity as this one.
    Partners(String, usize),
    /// Another cluster face to face with this one.
    Facing(String, String),
    /// A comparison.
    Why(RecordKey, RecordKey),
    /// What would follow.
    Propose(Vec<Request>),
    /// Claim the golden record, and give up the one claimed before; none: only that.
    Claim(Option<String>),
    /// Whether others have changed anything, and who is looking at what.
    Pulse,
    /// Propose, and commit if nothing stands against it.
    Decide(Vec<Request>),
    /// Commit.
    Commit(Box<Proposal>),
    /// Look at the workspace anew: its configuration, and whether it is loaded.
    Reopen,
}

impl Ask {
    /// It changes something: it is never left out and its answer never dropped.
    pub fn writes(&self) -> bool {
        matches!(
            self,
            Self::Decide(_)
                | Self::Commit(_)
                | Self::CarryOut(..)
                | Self::Reopen
                | Self::KeepFilter(..)
                | Self::ForgetFilter(_)
                | Self::SetGoal(_)
                | Self::SetBand(..)
        )
    }

    /// It can wait until others who write let go.
    pub fn waits(&self) -> bool {
        self.writes() && *self != Self::Reopen
    }
}

/// The answer to an [`Effect::Ask`].
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its slot.
    pub slot: Slot,
    /// Its generation.
    pub generation: u64,
    /// The answer.
    pub answer: Result<Answer, Error>,
}

/// What the workspace says.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // Named after the questions.
pub enum Answer {
    Counts(Counts),
    Tasks(Vec<Task>),
    Entities(Vec<EntityRow>),
    Cluster(Box<ClusterView>),
    Clusters(Vec<ClusterView>),
    Filters {
        kept: Vec<(String, Query)>,
        authors: Vec<String>,
    },
    Bulk(Box<Bulk>),
    Vitals(Box<Vitals>),
    Log(Vec<LogEntry>),
    Stewards(Stewards),
    Hits(Vec<Hit>),
    Splits(Vec<SplitOffer>),
    Shared {
        attribute: usize,
        value: String,
        records: usize,
        more: bool,
    },
    Partners(Vec<Partner>),
    Facing(Box<Facing>),
    Why(PairScore),
    Proposal(Box<Proposal>),
    Claim(Option<Claim>),
    Pulse(Pulse),
    Committed(Box<Committed>),
    Reopened(Box<Catalog>),
    /// Somebody else is writing: it is written once they let go, and answered again then.
    Waits,
    /// A decision that a program which was killed left behind; it is answered once it is written.
    TakenUp(Box<Waiting>),
    /// Standing decisions are in the way; nothing was changed.
    Refused(Box<Proposal>),
}
