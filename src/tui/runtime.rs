//! The runtime: three threads around `update` and `view`.
//!
//! ```text
//! input thread ── keys ──┐                      ┌── questions ─► worker thread, owns the workspace
//! signal thread ─────────┼─► main: update, view ┤                        │
//!                        └───────── answers ◄───┴────────────────────────┘
//! ```

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossterm::event::{Event as Input, MouseButton, MouseEventKind};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::ascii::reads_utf8;
use super::editor;
use super::ground::Heard;
use super::held::Waiting;
use super::keyboard::Keyboard;
use super::keymap::Key;
use super::msg::{Effect, Mouse, Msg, Reply};
use super::state::{Catalog, State};
use super::terminal::{self, Screen as Terminal};
use super::theme::{Depth, Ground, Theme};
use super::update::{start, update};
use super::view::view;
use super::widths::Widths;
use super::worker::{Question, work};
use super::{Options, Screen};
use crate::commands::Keys;
use crate::error::{Error, Result};
use crate::workspace::{Background, News, Workspace};

/// How long nothing may happen before we look what others do.
const IDLE: Duration = Duration::from_secs(1);
/// How often it is looked whether the worker is done, once the steward has left.
const GLANCE: Duration = Duration::from_millis(50);

/// What reaches the main thread.
enum Event {
    Input(Input),
    /// The terminal has said what lies behind the text.
    Ground(Ground),
    Reply(Box<Reply>),
    Signal(i32),
    /// Work in the background says something.
    Job(News),
    /// The input has ended: the terminal is gone.
    Closed,
    /// The worker panicked; the panic has been printed.
    Died,
    /// Nothing happened.
    Idle,
}

/// What the main loop works on.
struct Desk {
    state: State,
    terminal: Terminal,
    keyboard: Keyboard,
    /// The looks for a dark and for a light ground, where the terminal was asked which it has.
    grounds: Option<[Theme; 2]>,
    /// Where the widths of columns are kept; `None`: nowhere.
    widths: Option<PathBuf>,
}

/// Why the main loop ended.
enum End {
    Quit,
    Signal(i32),
    Died,
}

pub(super) fn run(workspace: Workspace, first: Screen, options: Options) -> Result<()> {
    let env = |name: &str| std::env::var(name).ok();
    let Options { color, settings, settings_path: path, widths, tour, greeting } = options;
    let keys = Keys::chosen(&settings.keys, &path)?;
    let theme = Theme::chosen(&settings.theme, &path, Depth::detect(color, env), Ground::detect(env))?;
    let grounds = theme.by_ground(&settings.theme, &path, env("TERM").as_deref());
    let mut terminal = Terminal::take(theme.depth(), settings.workbench.mouse)?;
    if grounds.is_some() {
        terminal.ask_ground()?;
    }
    let asked = Instant::now();
    let catalog = Catalog::new(workspace.config(), workspace.steward());
    let mut state = State::new(catalog, first, &theme, terminal.size()?);
    state.keys = keys;
    state.ascii = !reads_utf8(env);
    // What cannot be read is as if nobody had chosen any.
    let kept = widths.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    state.widths = Widths::read(&kept);
    state.kept_widths = state.widths;
    if !greeting.is_empty() {
        state.say(greeting);
    }
    let mut background = Background::of(&workspace);

    let (events, inbox) = channel();
    let (questions, orders) = channel();
    listen_to_signals(events.clone())?;
    let keyboard = read_input(grounds.is_some(), events.clone());
    let told = events.clone();
    let worker = thread::spawn(move || {
        let whole = work(workspace, &orders, &|reply| events.send(Event::Reply(Box::new(reply))).is_ok());
        if !whole {
            // Nobody to tell if the main thread has gone.
            let _ = events.send(Event::Died);
        }
    });

    let mut effects = start(&mut state);
    if tour {
        effects.extend(update(&mut state, Msg::Tour));
    }
    let mut desk = Desk { state, terminal, keyboard, grounds, widths };
    let end = main_loop(&mut desk, &inbox, &questions, &mut background, &told, effects);
    let Desk { state, terminal, keyboard, .. } = desk;
    keyboard.hear_out(asked);
    // Decisions are written before we leave; a job is stopped, and undoes what it did.
    drop(questions);
    drop(terminal);
    background.leave();
    see_out(&worker, &inbox, &state.waiting);
    match end? {
        End::Quit => Ok(()),
        End::Signal(signal) => {
            // Ends the process the way the signal would have, so that the caller sees 128 + its number.
            emulate_default_handler(signal).map_err(|error| Error::internal(error.to_string()))
        }
        End::Died => Err(Error::internal("the workbench failed; every decision that was acknowledged is kept")),
    }
}

/// Waits for the worker to write what waits. Whoever does not want to wait interrupts it: decisions that wait are on the
/// disk; a filter, a goal or the band is as it was.
fn see_out(worker: &JoinHandle<()>, inbox: &Receiver<Event>, waiting: &Waiting) {
    let writing = "for another program that is writing here; Ctrl-C leaves it";
    let told = match waiting.shown() {
        Some(decisions) => Some((
            format!("{decisions} {writing} for the next time"),
            format!("left while {decisions}: kept, and written when you open this workspace next"),
        )),
        None if waiting.settings => {
            // Most likely it was written long ago.
            thread::sleep(GLANCE);
            Some((
                format!("what you set last waits {writing} as it was"),
                "left: what you set last is as it was".into(),
            ))
        }
        None => None,
    };
    if let Some((waits, _)) = told.as_ref().filter(|_| !worker.is_finished()) {
        eprintln!("{waits}");
    }
    while !worker.is_finished() {
        if let (Ok(Event::Signal(SIGINT | SIGTERM | SIGHUP)), Some((_, left))) = (inbox.recv_timeout(GLANCE), &told) {
            eprintln!("{left}");
            return;
        }
    }
}

/// Takes all that has happened, then draws once.
fn main_loop(
    desk: &mut Desk,
    inbox: &Receiver<Event>,
    questions: &Sender<Question>,
    background: &mut Background,
    events: &Sender<Event>,
    mut effects: Vec<Effect>,
) -> Result<End> {
    let Desk { state, terminal, keyboard, grounds, widths } = desk;
    let began = Instant::now();
    loop {
        let mut later = Vec::new();
        for effect in effects.drain(..) {
            match effect {
                // A worker that is gone has reported it: the event is in the inbox.
                Effect::Ask { slot, generation, ask } => drop(questions.send(Question { slot, generation, ask })),
                Effect::Job(kind) => {
                    let events = events.clone();
                    // Nobody listens any more where the steward has left.
                    background.begin(kind, move |news| drop(events.send(news.map_or(Event::Died, Event::Job))));
                }
                Effect::StopJob => background.stop(),
                Effect::Redraw => terminal.clear()?,
                Effect::Suspend => terminal.suspend()?,
                Effect::KeepWidths(text) => {
                    if let Some(path) = widths
                        && let Err(problem) = keep(path, &text)
                    {
                        state.warn(format!("widths hold for now only: cannot write {}: {problem}", path.display()));
                    }
                }
                Effect::Copy(text) => terminal.copy(&text)?,
                Effect::Edit(text) => {
                    let edited = keyboard.rest(|| terminal.lend(|| editor::edit(&text)))?;
                    later.extend(update(state, Msg::Edited(edited)));
                }
                Effect::Quit => return Ok(End::Quit),
            }
        }
        effects.extend(later);
        terminal.draw(|frame| view(state, frame))?;
        let event = match inbox.recv_timeout(IDLE) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => Event::Idle,
            Err(RecvTimeoutError::Disconnected) => return Ok(End::Died),
        };
        let now = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        effects.extend(update(state, Msg::Clock(now)));
        for event in std::iter::once(event).chain(inbox.try_iter()) {
            let msg = match event {
                Event::Input(input) => message(input),
                Event::Ground(ground) => grounds
                    .map(|[dark, light]| Msg::Looks(Box::new(if ground == Ground::Light { light } else { dark }))),
                Event::Reply(reply) => Some(Msg::Reply(*reply)),
                Event::Signal(SIGTSTP) => {
                    effects.push(Effect::Suspend);
                    None
                }
                Event::Signal(SIGCONT) => {
                    terminal.resume()?;
                    None
                }
                Event::Signal(signal) => return Ok(End::Signal(signal)),
                Event::Closed => return Ok(End::Quit),
                Event::Died => return Ok(End::Died),
                Event::Job(news) => Some(Msg::Job(news)),
                Event::Idle => Some(Msg::Tick),
            };
            if let Some(msg) = msg {
                effects.extend(update(state, msg));
            }
            if effects.contains(&Effect::Quit) {
                break;
            }
        }
    }
}

/// Replaces a small file of the steward's own.
fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

fn message(input: Input) -> Option<Msg> {
    match input {
        Input::Key(key) => Key::from_event(&key).map(Msg::Key),
        Input::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Some(Msg::Mouse(Mouse::Click(mouse.column, mouse.row))),
            MouseEventKind::Drag(MouseButton::Left) => Some(Msg::Mouse(Mouse::Drag(mouse.column, mouse.row))),
            MouseEventKind::Up(MouseButton::Left) => Some(Msg::Mouse(Mouse::Release)),
            MouseEventKind::ScrollUp => Some(Msg::Mouse(Mouse::WheelUp)),
            MouseEventKind::ScrollDown => Some(Msg::Mouse(Mouse::WheelDown)),
            _ => None,
        },
        Input::Paste(text) => Some(Msg::Paste(text)),
        Input::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        _ => None,
    }
}

fn read_input(asked: bool, events: Sender<Event>) -> Keyboard {
    Keyboard::listen(asked, move |heard| {
        let event = match heard {
            Some(Heard::Event(input)) => Event::Input(input),
            Some(Heard::Ground(ground)) => Event::Ground(ground),
            None => Event::Closed,
        };
        events.send(event).is_ok()
    })
}

fn listen_to_signals(events: Sender<Event>) -> Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])
        .map_err(|error| Error::internal(format!("signals cannot be caught: {error}")))?;
    thread::spawn(move || {
        for signal in &mut signals {
            if terminal::is_lent() && [SIGTSTP, SIGINT, SIGCONT].contains(&signal) {
                // Meant for the program that has the terminal; with it we stop, or the shell would wait for us.
                if signal == SIGTSTP {
                    let _ = emulate_default_handler(SIGTSTP);
                }
                continue;
            }
            if events.send(Event::Signal(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}
