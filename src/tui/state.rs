//! Everything the workbench knows between two messages. Plain data: no clock, no terminal, no workspace.

use std::borrow::Cow;

use super::held::Waiting;
use super::jobs::Running;
use super::keymap::Key;
use super::msg::{Ask, Effect, Reply, Slot};
use super::others::Others;
use super::overlays::{self, Overlay};
use super::screens::{golden::GoldenList, health::Health, history::History, queue::Queue, review::Review};
use super::theme::Theme;
use super::widths::{Grab, Widths};
use crate::commands::{Busy, CommandId, Context, Keys, Place};
use crate::config::{Attribute, Config, Sensitivity, naming};
use crate::model::{Task, TaskKind};
use crate::normalise::latin;
use crate::workspace::{Counts, Request};

/// What stands for a masked value.
pub const MASK: &str = "••••••";

/// A screen: one of the tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// The tasks, most valuable first.
    #[default]
    Queue,
    /// One cluster: its records side by side and its golden record.
    Review,
    /// All golden records.
    Golden,
    /// The journal.
    History,
    /// How the workspace does, in pictures.
    Health,
}

impl Screen {
    /// All of them, from left to right.
    pub const ALL: [Self; 5] = [Self::Queue, Self::Review, Self::Golden, Self::History, Self::Health];

    /// Its name on the tab.
    pub fn title(self) -> &'static str {
        match self {
            Self::Queue => "Queue",
            Self::Review => "Review",
            Self::Golden => "Golden",
            Self::History => "History",
            Self::Health => "Health",
        }
    }

    /// The screen `by` tabs further, round the end.
    #[must_use]
    pub fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|screen| *screen == self).unwrap_or_default();
        Self::ALL.get((at + by) % Self::ALL.len()).copied().unwrap_or_default()
    }
}

/// What the screens need of the configuration.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// Name of the domain.
    pub domain: String,
    /// Who decides here.
    pub steward: String,
    /// The attributes, in the order of values.
    pub attributes: Vec<Attribute>,
    /// Names of the sources, the most trusted first.
    pub sources: Vec<String>,
    /// Second reviewers do not see who decided, how, or the scores.
    pub blind_second_review: bool,
    /// Journals are exchanged with a target that goldsmith.toml names.
    pub exchanges: bool,
}

impl Catalog {
    /// From a configuration.
    pub fn new(config: &Config, steward: &str) -> Self {
        Self {
            domain: config.domain.name.clone(),
            steward: steward.to_owned(),
            attributes: config.domain.attributes.clone(),
            sources: config.sources.iter().map(|source| source.name.clone()).collect(),
            blind_second_review: config.review.quality.blind_second_review,
            exchanges: config.sync_target.is_some(),
        }
    }

    /// Name of the attribute at `position`.
    pub fn name(&self, position: usize) -> &str {
        self.attributes.get(position).map_or("", |attribute| &attribute.name)
    }

    /// Names of the attributes that name a record.
    pub fn label_name(&self) -> String {
        let names: Vec<&str> = (0..naming(&self.attributes)).map(|at| self.name(at)).collect();
        names.join(" ")
    }

    /// Whether the attribute called `name` holds something personal.
    pub fn is_personal(&self, position: usize) -> bool {
        self.attributes
            .get(position)
            .is_none_or(|attribute| matches!(attribute.sensitivity, Sensitivity::Pii | Sensitivity::Identifier))
    }
}

/// The last message to the steward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it says; cut, with a mark, where there is no room.
    pub text: String,
    /// Its end, which is never cut.
    pub tail: String,
    /// Something went wrong.
    pub danger: bool,
}

impl Toast {
    /// What was done.
    pub fn good(text: impl Into<String>) -> Self {
        Self { text: text.into(), tail: String::new(), danger: false }
    }

    /// What was not done, and why.
    pub fn bad(text: impl Into<String>) -> Self {
        Self { danger: true, ..Self::good(text) }
    }
}

/// What to show once a decision is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The next task: the one at hand is done.
    Advance,
    /// The same cluster again.
    Stay,
    /// The cluster that was spoken of.
    Follow,
}

/// A decision on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What was asked for.
    pub requests: Vec<Request>,
    /// What comes after.
    pub after: After,
}

/// The state of the workbench.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // Each is true or false for itself.
pub struct State {
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// Milliseconds since the start.
    pub clock: u64,
    /// Looks.
    pub theme: Theme,
    /// The terminal knows ASCII only.
    pub ascii: bool,
    /// Which keys give which command. Sentences on the screen name keys through [`State::key`], never themselves.
    pub keys: Keys,
    /// The domain.
    pub catalog: Catalog,
    /// The tab at hand.
    pub screen: Screen,
    /// The queue.
    pub queue: Queue,
    /// The cluster under review.
    pub review: Review,
    /// The list of golden records.
    pub golden: GoldenList,
    /// The journal.
    pub history: History,
    /// How the workspace does.
    pub health: Health,
    /// What lies on top, the topmost last.
    pub overlays: Vec<Overlay>,
    /// The last message.
    pub toast: Option<Toast>,
    /// The last message that only said why a key did nothing.
    refused: Option<Toast>,
    /// When it came, milliseconds since the start.
    pub told: u64,
    /// The state of the work, once it has been read.
    pub counts: Option<Counts>,
    /// Personal values are hidden.
    pub masked: bool,
    /// Greek and Cyrillic are shown in Latin letters.
    pub latin: bool,
    /// The steward hides scores from themselves.
    pub blind: bool,
    /// The decision that is being written.
    pub writing: Option<Decision>,
    /// Decisions that are written once whoever writes now lets go.
    pub waiting: Waiting,
    /// Keys that wait for what they are about to be read.
    pub early: Vec<Key>,
    /// What runs in the background.
    pub job: Option<Running>,
    /// What came of the last that did.
    pub outcome: Option<Toast>,
    /// The decision that is to be previewed.
    pub proposing: Option<Decision>,
    /// What others at the same workspace do.
    pub others: Others,
    /// Widths of columns that the steward chose.
    pub widths: Widths,
    /// Those that are kept for the next time.
    pub kept_widths: Widths,
    /// The gap between two columns that the mouse holds, or held last.
    pub grab: Option<Grab>,
    generations: [u64; Slot::COUNT],
}

impl State {
    /// A workbench that opens on `screen` and has read nothing yet.
    pub fn new(catalog: Catalog, screen: Screen, theme: &Theme, size: (u16, u16)) -> Self {
        Self {
            size,
            clock: 0,
            theme: *theme,
            ascii: false,
            keys: Keys::default(),
            catalog,
            screen,
            queue: Queue::default(),
            review: Review::default(),
            golden: GoldenList::default(),
            history: History::default(),
            health: Health::default(),
            overlays: Vec::new(),
            toast: None,
            refused: None,
            told: 0,
            counts: None,
            masked: false,
            latin: false,
            blind: false,
            writing: None,
            waiting: Waiting::default(),
            early: Vec::new(),
            job: None,
            outcome: None,
            proposing: None,
            others: Others::default(),
            widths: Widths::default(),
            kept_widths: Widths::default(),
            grab: None,
            generations: [0; Slot::COUNT],
        }
    }

    /// Asks the workspace; answers to earlier questions for the same slot no longer count.
    pub fn ask(&mut self, slot: Slot, ask: Ask) -> Effect {
        let mut current = 0;
        if let Some(generation) = self.generations.get_mut(slot as usize) {
            *generation += 1;
            current = *generation;
        }
        Effect::Ask { slot, generation: current, ask }
    }

    /// Whether a reply is to the latest question for its slot.
    pub fn expects(&self, reply: &Reply) -> bool {
        reply.slot == Slot::Write || self.generations.get(reply.slot as usize) == Some(&reply.generation)
    }

    /// Forgets the questions for a slot.
    pub fn forget(&mut self, slot: Slot) {
        if let Some(generation) = self.generations.get_mut(slot as usize) {
            *generation += 1;
        }
    }

    /// Where a key would be pressed.
    pub fn place(&self) -> Place {
        self.overlays.last().map_or_else(|| self.screen_place(), Overlay::place)
    }

    /// Where a key would be pressed if nothing lay on top.
    pub fn screen_place(&self) -> Place {
        match self.screen {
            Screen::Queue => Place::Queue,
            Screen::Review if self.review.groups.iter().any(|group| *group > 0) => Place::Partition,
            Screen::Review => Place::Review,
            Screen::Golden => Place::Golden,
            Screen::History => Place::History,
            Screen::Health => Place::Health,
        }
    }

    /// The facts that decide which commands work at `place`.
    pub fn context(&self, place: Place) -> Context {
        let reviewing = self.screen == Screen::Review;
        Context {
            place,
            busy: if self.writing.is_some() || self.proposing.is_some() || self.health.keeping {
                Busy::Writing
            } else if reviewing && self.review.loading {
                Busy::Reading
            } else {
                Busy::No
            },
            rows: match self.screen {
                Screen::Queue => self.queue.list.rows.len(),
                Screen::Golden => self.golden.list.rows.len(),
                // The panel of stewards hides the list: nothing of it is taken back unseen.
                Screen::History if self.history.panel => 0,
                Screen::History => self.history.list.rows.len(),
                Screen::Review | Screen::Health => 0,
            },
            members: self.review.view.as_ref().map_or(0, |view| view.members.len()),
            marked: self.review.marked.len(),
            bridged: self
                .review
                .view
                .as_ref()
                .is_some_and(|view| !view.bridges.is_empty() || !view.possible.is_empty()),
            beside: reviewing && self.review.view.as_ref().is_some_and(|view| view.beside.is_some()),
            divided: self.review.is_divided(),
            split: self.overlays.last().is_some_and(Overlay::is_split),
            contradicted: self.review.view.as_ref().is_some_and(|view| !view.conflicts.is_empty()),
            swap: self.overlays.last().is_some_and(Overlay::offers_swap),
            moves: self.overlays.last().is_some_and(Overlay::offers_move),
            job: self.job.is_some(),
            outcome: self.outcome.is_some(),
            waits: self.at_hand().is_some_and(|id| self.waiting.holds(id)),
            nothing: overlays::nothing(self),
            first_step: matches!(self.overlays.last(), Some(Overlay::Tour(tour)) if tour.is_first()),
            last_step: matches!(self.overlays.last(), Some(Overlay::Tour(tour)) if tour.is_last()),
        }
    }

    /// The golden id that a decision would be about now.
    pub fn at_hand(&self) -> Option<&str> {
        match self.screen {
            Screen::Review => self.review.view.as_ref().map(|view| view.golden_id.as_str()),
            Screen::Golden => self.golden.list.selected().map(|row| row.golden_id.as_str()),
            Screen::Queue | Screen::History | Screen::Health => None,
        }
    }

    /// A command's key, for a sentence on the screen.
    pub fn key(&self, id: CommandId) -> String {
        self.keys.spoken(id)
    }

    /// Tells the steward what was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast::good(text));
    }

    /// Tells the steward what was not done, and why.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast::bad(text));
    }

    /// Tells the steward why a key did nothing; that is of no more interest once one does something.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.warn(text);
        self.refused.clone_from(&self.toast);
    }

    /// Takes back what the last refusal said, unless something else was said since.
    pub fn drop_refusal(&mut self) {
        let refused = self.refused.take();
        if refused.is_some() && self.toast == refused {
            self.toast = None;
        }
    }

    /// A value as it may be shown now.
    pub fn shown<'v>(&self, attribute: usize, value: &'v str) -> Cow<'v, str> {
        if self.masked && self.catalog.is_personal(attribute) {
            Cow::Borrowed(MASK)
        } else if self.latin {
            Cow::Owned(latin(value))
        } else {
            Cow::Borrowed(value)
        }
    }

    /// A label (the golden values of the attributes that name a record) as it may be shown now.
    pub fn label<'v>(&self, label: &'v str) -> Cow<'v, str> {
        let personal = (0..naming(&self.catalog.attributes)).find(|at| self.catalog.is_personal(*at));
        match self.shown(personal.unwrap_or(0), label) {
            // Blanks at its beginning, which Review shows, would look like an indent in a list.
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_start()),
            Cow::Owned(text) => Cow::Owned(text.trim_start().to_owned()),
        }
    }

    /// The reason of a task as it may be shown now: why an override ended quotes values.
    pub fn reason<'v>(&self, task: &'v Task) -> &'v str {
        if task.kind == TaskKind::Lapsing { self.free(&task.reason) } else { &task.reason }
    }

    /// Free text that may quote values, as it may be shown now.
    pub fn free<'v>(&self, text: &'v str) -> &'v str {
        if self.masked { MASK } else { text }
    }
}
