//! The workbench without a terminal: the same update, view and workspace, driven key by key. For measuring.

use std::collections::VecDeque;
use std::io::{Sink, sink};
use std::path::Path;
use std::time::{Duration, Instant};

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::keymap::Key;
use super::msg::{Answer, Effect, Msg, Reply, Slot};
use super::state::{Catalog, Screen, State};
use super::theme::{Depth, Ground, Theme};
use super::update::{start, update};
use super::view::view;
use super::worker::answer;
use crate::error::{Error, Result};
use crate::workspace::{ClusterView, Workspace};

/// A workbench whose screen nobody sees.
pub struct Headless {
    workspace: Workspace,
    state: State,
    terminal: Terminal<CrosstermBackend<Sink>>,
    shown: Option<ClusterView>,
    began: Instant,
}

/// How long a key took.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// From the key to the frame that answers it; what has to be read first may be missing from it.
    pub frame: Duration,
    /// From the key to the frame that has everything.
    pub whole: Duration,
}

impl Headless {
    /// Opens a workspace at a screen of so many columns and rows; says how long the first frame took, and all of it.
    ///
    /// # Errors
    /// Those of opening a workspace.
    pub fn open(dir: &Path, steward: &str, columns: u16, rows: u16) -> Result<(Self, Timing)> {
        let began = Instant::now();
        let mut workspace = Workspace::open(dir, steward)?;
        workspace.pulse()?;
        let catalog = Catalog::new(workspace.config(), steward);
        let theme = Theme::new(Depth::True, Ground::Unknown);
        let state = State::new(catalog, Screen::Queue, &theme, (columns, rows));
        let viewport = Viewport::Fixed(Rect::new(0, 0, columns, rows));
        let terminal = Terminal::with_options(CrosstermBackend::new(sink()), TerminalOptions { viewport })
            .map_err(|error| Error::internal(error.to_string()))?;
        let mut headless = Self { workspace, state, terminal, shown: None, began };
        let effects = start(&mut headless.state);
        headless.draw()?;
        let frame = began.elapsed();
        headless.settle(effects)?;
        Ok((headless, Timing { frame, whole: began.elapsed() }))
    }

    /// Presses the key of that name.
    ///
    /// # Errors
    /// There is no such key.
    pub fn press(&mut self, key: &str) -> Result<Timing> {
        let pressed = Key::named(key).ok_or_else(|| Error::internal(format!("no key {key}")))?;
        self.take(Msg::Key(pressed))
    }

    /// Lets a quiet second pass.
    ///
    /// # Errors
    /// The screen cannot be drawn.
    pub fn tick(&mut self) -> Result<Timing> {
        self.take(Msg::Tick)
    }

    /// What the last line but one says, where something went wrong.
    pub fn trouble(&self) -> Option<&str> {
        self.state.toast.as_ref().filter(|toast| toast.danger).map(|toast| toast.text.as_str())
    }

    /// Rows that the queue has read so far.
    pub fn tasks_read(&self) -> usize {
        self.state.queue.list.rows.len()
    }

    fn take(&mut self, msg: Msg) -> Result<Timing> {
        let from = Instant::now();
        let clock = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut effects = update(&mut self.state, Msg::Clock(clock));
        effects.extend(update(&mut self.state, msg));
        self.draw()?;
        let frame = from.elapsed();
        self.settle(effects)?;
        Ok(Timing { frame, whole: from.elapsed() })
    }

    /// Answers every question, as the runtime's worker does; the frame is drawn once all answers of a round are there.
    fn settle(&mut self, effects: Vec<Effect>) -> Result<()> {
        let mut waiting = VecDeque::from(effects);
        while !waiting.is_empty() {
            let mut round: Vec<Effect> = waiting.drain(..).collect();
            for effect in round.drain(..) {
                let Effect::Ask { slot, generation, ask } = effect else { continue };
                let answer = answer(&mut self.workspace, ask, self.shown.as_ref());
                if let (Slot::Review, Ok(Answer::Cluster(view))) = (slot, &answer) {
                    self.shown = Some((**view).clone());
                }
                waiting.extend(update(&mut self.state, Msg::Reply(Reply { slot, generation, answer })));
            }
            self.draw()?;
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<()> {
        let state = &self.state;
        self.terminal.draw(|frame| view(state, frame)).map_err(|error| Error::internal(error.to_string()))?;
        Ok(())
    }
}
