//! Runs the effects: folders at once, everything that reads data in a thread of its own.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::Event as Input;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::files::list;
use super::state::{Effect, Msg, State};
use super::update::update;
use super::view::view;
use super::{Chosen, Start};
use crate::commands::Keys;
use crate::error::{Error, Result};
use crate::ingest::infer::Guess;
use crate::tui::Options;
use crate::tui::ascii::reads_utf8;
use crate::tui::ground::Heard;
use crate::tui::keyboard::Keyboard;
use crate::tui::keymap::Key;
use crate::tui::terminal::Screen as Terminal;
use crate::tui::theme::{Depth, Ground, Theme};
use crate::workspace::setup::{self, Setup};
use crate::workspace::{LoadOptions, MatchOptions, Progress, Stop, Workspace};

/// How long we wait for a key before we look for news of the work and for signals.
const GLANCE: Duration = Duration::from_millis(60);

/// What the thread of the work says.
enum News {
    Msg(Msg),
    /// The workspace of this generation is open.
    Ready(u64, Box<Chosen>),
}

/// Work that was begun: what it says, and how to stop it.
struct Work {
    news: Receiver<News>,
    stop: Stop,
}

pub fn run(start: Start, options: &Options) -> Result<Option<Chosen>> {
    let env = |name: &str| std::env::var(name).ok();
    let Options { color, settings, settings_path: path, .. } = options;
    let keys = Keys::chosen(&settings.keys, path)?;
    let theme = Theme::chosen(&settings.theme, path, Depth::detect(*color, env), Ground::detect(env))?;
    let grounds = theme.by_ground(&settings.theme, path, env("TERM").as_deref());
    let mut terminal = Terminal::take(theme.depth(), false)?;
    if grounds.is_some() {
        terminal.ask_ground()?;
    }
    let asked = Instant::now();
    let mut state = State::new(start, &theme, keys, terminal.size()?);
    state.ascii = !reads_utf8(env);
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])
        .map_err(|error| Error::internal(format!("signals cannot be caught: {error}")))?;
    let mut work: Option<Work> = None;
    // In a thread of its own: where the terminal is gone, whoever reads there may never come back.
    let (typed, inputs) = channel();
    let keyboard = Keyboard::listen(grounds.is_some(), move |heard| typed.send(heard).is_ok());
    loop {
        terminal.draw(|frame| view(&state, frame))?;
        let mut msgs = Vec::new();
        for signal in signals.pending() {
            match signal {
                SIGTSTP => terminal.suspend()?,
                SIGCONT => terminal.resume()?,
                other => {
                    drop(terminal);
                    emulate_default_handler(other).map_err(|error| Error::internal(error.to_string()))?;
                    return Ok(None);
                }
            }
        }
        for news in work.iter().flat_map(|work| work.news.try_iter()) {
            match news {
                News::Msg(msg) => msgs.push(msg),
                News::Ready(generation, chosen) if generation == state.generation => {
                    keyboard.stop();
                    return Ok(Some(*chosen));
                }
                News::Ready(..) => {}
            }
        }
        let (pressed, ground) = pressed(&inputs)?;
        msgs.extend(pressed);
        if let (Some(ground), Some([dark, light])) = (ground, grounds) {
            state.theme = if ground == Ground::Light { light } else { dark };
        }
        for msg in msgs {
            for effect in update(&mut state, msg) {
                match effect {
                    Effect::Quit => {
                        if let Some(work) = &work {
                            work.stop.ask();
                        }
                        keyboard.hear_out(asked);
                        return Ok(None);
                    }
                    Effect::Redraw => terminal.clear()?,
                    Effect::Suspend => terminal.suspend()?,
                    Effect::Stop => work.iter().for_each(|work| work.stop.ask()),
                    Effect::List(dir) => {
                        let listed = list(&dir);
                        drop(update(&mut state, Msg::Listed(dir, listed)));
                    }
                    other => work = Some(begin(other, &state.steward)),
                }
            }
        }
    }
}

/// Keys and sizes that have come, and the ground where the terminal has said it; waits a moment for the first.
fn pressed(inputs: &Receiver<Option<Heard>>) -> Result<(Vec<Msg>, Option<Ground>)> {
    let (mut msgs, mut ground) = (Vec::new(), None);
    let first = match inputs.recv_timeout(GLANCE) {
        Ok(input) => Some(input),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(None),
    };
    for input in first.into_iter().chain(inputs.try_iter()) {
        match input {
            Some(Heard::Ground(said)) => ground = Some(said),
            Some(Heard::Event(Input::Key(key))) => msgs.extend(Key::from_event(&key).map(Msg::Key)),
            Some(Heard::Event(Input::Resize(columns, rows))) => msgs.push(Msg::Resize(columns, rows)),
            Some(Heard::Event(_)) => {}
            None => return Err(Error::user("the terminal does not answer any more")),
        }
    }
    Ok((msgs, ground))
}

/// Begins the work of an effect.
fn begin(effect: Effect, steward: &str) -> Work {
    let (sender, news) = channel();
    let stop = Stop::default();
    let (asked, steward) = (stop.clone(), steward.to_owned());
    thread::spawn(move || {
        let (generation, answer) = match effect {
            Effect::Scan(generation, setup) => {
                let guess = scan(generation, &setup, &asked, &sender);
                let _ = sender.send(News::Msg(Msg::Guessed(generation, Box::new(guess))));
                return;
            }
            Effect::Begin(generation, dir, guess) => {
                (generation, import(generation, &dir, &guess, &steward, &asked, &sender))
            }
            Effect::Open(generation, dir) => (generation, open(&dir, &steward, &asked)),
            Effect::Demo(generation, dir, tour) => {
                (generation, demo(generation, &dir, tour, &steward, &asked, &sender))
            }
            _ => return,
        };
        // Nobody listens any more where the user has left.
        let _ = sender.send(match answer {
            Ok(chosen) => News::Ready(generation, Box::new(chosen)),
            Err(error) => News::Msg(Msg::Failed(generation, error)),
        });
    });
    Work { news, stop }
}

/// Passes progress on, and ends the work where that was asked for.
fn scan(generation: u64, setup: &Setup, stop: &Stop, news: &Sender<News>) -> Result<Guess> {
    let guess = setup::infer(setup, &mut |progress| tell(generation, progress, news))?;
    stop.check()?;
    Ok(guess)
}

fn tell(generation: u64, progress: Progress, news: &Sender<News>) {
    let _ = news.send(News::Msg(Msg::Progress(generation, progress)));
}

fn open(dir: &Path, steward: &str, stop: &Stop) -> Result<Chosen> {
    let workspace = Workspace::open(dir, steward)?;
    stop.check()?;
    Ok(Chosen { workspace, tour: false, greeting: String::new() })
}

fn load(generation: u64, dir: &Path, steward: &str, stop: &Stop, news: &Sender<News>) -> Result<(Workspace, String)> {
    let mut workspace = Workspace::open(dir, steward)?;
    workspace.stop_with(stop.clone());
    let mut said = String::new();
    if !workspace.is_loaded() {
        let matching = workspace.config().matches.is_none().then(MatchOptions::default);
        let options = LoadOptions { matching, ..LoadOptions::default() };
        let report = workspace.load(&options, &mut |progress| tell(generation, progress, news))?;
        said = report.summary();
        if let Some(found) = &report.matched {
            said = format!("{said} · {}", found.summary());
        }
    }
    // What comes later is not to be stopped by what was asked of this.
    workspace.stop_with(Stop::default());
    Ok((workspace, said))
}

/// Writes the configuration and loads. Where the load fails or is stopped, the configuration goes again: what was
/// guessed is still on the screen.
fn import(
    generation: u64,
    dir: &Path,
    guess: &Guess,
    steward: &str,
    stop: &Stop,
    news: &Sender<News>,
) -> Result<Chosen> {
    let begun = !setup::has_database(dir);
    setup::write(dir, guess, false)?;
    match load(generation, dir, steward, stop, news) {
        Ok((workspace, greeting)) => Ok(Chosen { workspace, tour: false, greeting }),
        Err(error) => {
            let left = setup::withdraw(dir, begun);
            Err(left.err().map_or(error.clone(), |also| error.hint(also.message)))
        }
    }
}

fn demo(generation: u64, home: &Path, tour: bool, steward: &str, stop: &Stop, news: &Sender<News>) -> Result<Chosen> {
    let dir: PathBuf = home.join(setup::DEMO);
    setup::demo(&dir)?;
    let (workspace, greeting) = load(generation, &dir, steward, stop, news)?;
    Ok(Chosen { workspace, tour, greeting })
}
