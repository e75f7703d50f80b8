//! What the welcome screen knows between two messages.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::Start;
use super::columns::Choice;
use super::files::Entry;
use crate::commands::{Context, Keys, Place};
use crate::error::Error;
use crate::ingest::infer::Guess;
use crate::tui::keymap::Key;
use crate::tui::state::Toast;
use crate::tui::theme::Theme;
use crate::tui::widgets::input::Input;
use crate::workspace::Progress;
use crate::workspace::setup::Setup;

/// Something happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// The screen has so many columns and rows.
    Resize(u16, u16),
    /// What a folder holds.
    Listed(PathBuf, Result<Vec<Entry>, Error>),
    /// How far the work of this generation has come.
    Progress(u64, Progress),
    /// What files hold.
    Guessed(u64, Box<Result<Guess, Error>>),
    /// The work of this generation failed.
    Failed(u64, Error),
}

/// Something the runtime must do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// List a folder.
    List(PathBuf),
    /// Read files and guess what they hold.
    Scan(u64, Setup),
    /// Write the configuration, load, and open.
    Begin(u64, PathBuf, Box<Guess>),
    /// Open a workspace.
    Open(u64, PathBuf),
    /// Make the demo here and open it, with the tour or without.
    Demo(u64, PathBuf, bool),
    /// Stop the work; what it has changed is undone.
    Stop,
    /// Draw the screen whole.
    Redraw,
    /// Stop the process as a shell expects.
    Suspend,
    /// Leave.
    Quit,
}

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// What can be done.
    Menu,
    /// Folders and files.
    Files,
    /// Something takes a while.
    Working,
    /// What the files hold.
    Guess,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Import data files.
    Import,
    /// Open a workspace that lies somewhere.
    Open,
    /// The demo.
    Demo,
    /// The demo with the tour.
    Tour,
    /// A workspace opened lately.
    Recent(PathBuf),
}

/// Work that is under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// What is done, for people.
    pub what: String,
    /// How far it has come.
    pub progress: Option<Progress>,
    /// It was asked to stop.
    pub stopping: bool,
}

/// The state of the welcome screen.
#[derive(Clone, Debug)]
pub struct State {
    /// Columns and rows.
    pub size: (u16, u16),
    /// Looks.
    pub theme: Theme,
    /// The terminal knows ASCII only.
    pub ascii: bool,
    /// Which keys give which command.
    pub keys: Keys,
    /// Who decides.
    pub steward: String,
    /// What is on the screen.
    pub stage: Stage,
    /// What was on it before the work began.
    pub before: Stage,
    /// Where the demo is made.
    pub home: PathBuf,
    /// What can be done.
    pub items: Vec<Item>,
    /// Which of it is selected.
    pub item: usize,
    /// The folder on the screen.
    pub dir: PathBuf,
    /// What it holds; `None` while it is read.
    pub entries: Option<Vec<Entry>>,
    /// Which entry is selected.
    pub entry: usize,
    /// The files that are marked, in the order of marking.
    pub marked: Vec<PathBuf>,
    /// The work under way.
    pub work: Work,
    /// Answers of earlier work do not count.
    pub generation: u64,
    /// What the files hold.
    pub guess: Option<Guess>,
    /// Which row of it is selected: the sources come first, then the attributes.
    pub row: usize,
    /// Attributes that a person changed: a guess that was looked at is none any more.
    pub touched: BTreeSet<String>,
    /// Attributes that are left out.
    pub left_out: BTreeSet<String>,
    /// A column that is being chosen.
    pub choice: Option<Choice>,
    /// The name of the selected source, while it is typed.
    pub naming: Option<Input>,
    /// The last message.
    pub toast: Option<Toast>,
}

impl State {
    /// The first screen.
    pub fn new(start: Start, theme: &Theme, keys: Keys, size: (u16, u16)) -> Self {
        let first = [Item::Import, Item::Open, Item::Demo, Item::Tour];
        let items = first.into_iter().chain(start.recent.into_iter().map(Item::Recent)).collect();
        Self {
            size,
            theme: *theme,
            ascii: false,
            keys,
            steward: start.steward,
            stage: Stage::Menu,
            before: Stage::Menu,
            home: start.dir.clone(),
            items,
            item: 0,
            dir: start.dir,
            entries: None,
            entry: 0,
            marked: Vec::new(),
            work: Work::default(),
            generation: 0,
            guess: None,
            row: 0,
            touched: BTreeSet::new(),
            left_out: BTreeSet::new(),
            choice: None,
            naming: None,
            toast: None,
        }
    }

    /// Where a key is pressed.
    pub fn place(&self) -> Place {
        match self.stage {
            Stage::Menu => Place::Welcome,
            Stage::Files => Place::Files,
            Stage::Working => Place::Working,
            Stage::Guess if self.naming.is_some() => Place::Entry,
            Stage::Guess if self.choice.is_some() => Place::Columns,
            Stage::Guess => Place::Guess,
        }
    }

    /// What decides which commands work.
    pub fn context(&self) -> Context {
        Context::nothing(self.place())
    }

    /// The selected source of the guess, if it is one.
    pub fn source(&self) -> Option<usize> {
        self.guess.as_ref().filter(|guess| self.row < guess.sources.len()).map(|_| self.row)
    }

    /// The selected attribute of the guess, if it is one.
    pub fn attribute(&self) -> Option<usize> {
        let guess = self.guess.as_ref()?;
        self.row.checked_sub(guess.sources.len()).filter(|at| *at < guess.attributes.len())
    }

    /// The entry under the cursor.
    pub fn selected(&self) -> Option<&Entry> {
        self.entries.as_ref()?.get(self.entry)
    }
}
