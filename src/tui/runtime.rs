//! The runtime: three threads around `update` and `view`.
//!
//! ```text
//! input thread ── keys ──┐                      ┌── questions ─► worker thread, owns the workspace
//! signal thread ─────────┼─► main: update, view ┤                        │
//!                        └───────── answers ◄───┴────────────────────────┘
//! ```

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{Event as Input, MouseButton, MouseEventKind};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::ascii::reads_utf8;
use super::background::Background;
use super::editor;
use super::jobs::News;
use super::keyboard::Keyboard;
use super::keymap::Key;
use super::msg::{Answer, Ask, Effect, Mouse, Msg, Reply, Slot};
use super::state::{Catalog, State};
use super::terminal::{self, Screen as Terminal};
use super::theme::{Depth, Ground, Theme};
use super::update::{start, update};
use super::view::view;
use super::{Options, Screen};
use crate::commands::Keys;
use crate::error::{Error, Result};
use crate::workspace::{Change, ClusterView, Request, Workspace};

/// How long nothing may happen before we look what others do.
const IDLE: Duration = Duration::from_secs(1);
/// How long a decision waits for a load that is being written, here or by somebody else.
const PATIENCE: Duration = Duration::from_mins(10);

/// What reaches the main thread.
enum Event {
    Input(Input),
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

/// A question on its way to the worker.
struct Question {
    slot: Slot,
    generation: u64,
    ask: Ask,
}

/// Why the main loop ended.
enum End {
    Quit,
    Signal(i32),
    Died,
}

pub(super) fn run(workspace: Workspace, first: Screen, options: Options) -> Result<()> {
    let env = |name: &str| std::env::var(name).ok();
    let Options { color, settings, settings_path: path, tour, greeting } = options;
    let keys = Keys::chosen(&settings.keys, &path)?;
    let theme = Theme::chosen(&settings.theme, &path, Depth::detect(color, env), Ground::detect(env))?;
    let mut terminal = Terminal::take(theme.depth(), settings.workbench.mouse)?;
    let catalog = Catalog::new(workspace.config(), workspace.steward());
    let mut state = State::new(catalog, first, &theme, terminal.size()?);
    state.keys = keys;
    state.ascii = !reads_utf8(env);
    if !greeting.is_empty() {
        state.say(greeting);
    }
    workspace.wait_for_others(PATIENCE)?;
    let mut background = Background::of(&workspace);

    let (events, inbox) = channel();
    let (questions, orders) = channel();
    listen_to_signals(events.clone())?;
    let keyboard = read_input(events.clone());
    let told = events.clone();
    let worker = thread::spawn(move || work(workspace, &orders, &events));

    let mut effects = start(&mut state);
    if tour {
        effects.extend(update(&mut state, Msg::Tour));
    }
    let end = main_loop(&mut state, (&mut terminal, &keyboard), &inbox, &questions, &mut background, &told, effects);
    // A decision that is being written is finished before we leave; a job is stopped, and undoes what it did.
    drop(questions);
    background.leave();
    let _ = worker.join();
    drop(terminal);
    match end? {
        End::Quit => Ok(()),
        End::Signal(signal) => {
            // Ends the process the way the signal would have, so that the caller sees 128 + its number.
            emulate_default_handler(signal).map_err(|error| Error::internal(error.to_string()))
        }
        End::Died => Err(Error::internal("the workbench failed; every decision that was acknowledged is kept")),
    }
}

/// Takes all that has happened, then draws once.
fn main_loop(
    state: &mut State,
    (terminal, keyboard): (&mut Terminal, &Keyboard),
    inbox: &Receiver<Event>,
    questions: &Sender<Question>,
    background: &mut Background,
    events: &Sender<Event>,
    mut effects: Vec<Effect>,
) -> Result<End> {
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

fn message(input: Input) -> Option<Msg> {
    match input {
        Input::Key(key) => Key::from_event(&key).map(Msg::Key),
        Input::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Some(Msg::Mouse(Mouse::Click(mouse.column, mouse.row))),
            MouseEventKind::ScrollUp => Some(Msg::Mouse(Mouse::WheelUp)),
            MouseEventKind::ScrollDown => Some(Msg::Mouse(Mouse::WheelDown)),
            _ => None,
        },
        Input::Paste(text) => Some(Msg::Paste(text)),
        Input::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        _ => None,
    }
}

fn read_input(events: Sender<Event>) -> Keyboard {
    Keyboard::listen(move |event| events.send(event.map_or(Event::Closed, Event::Input)).is_ok())
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

/// Answers questions until there are no more; a panic is reported, so that the main thread does not wait for ever.
fn work(mut workspace: Workspace, orders: &Receiver<Question>, events: &Sender<Event>) {
    let mut all = || {
        let mut shown = None;
        // What is there now is what others can change; where it cannot be read, the first question says so.
        let _ = workspace.pulse();
        while let Ok(first) = orders.recv() {
            let mut waiting: VecDeque<Question> = std::iter::once(first).chain(orders.try_iter()).collect();
            while let Some(question) = waiting.pop_front() {
                waiting.extend(orders.try_iter());
                if is_stale(&question, &waiting) {
                    continue;
                }
                let Question { slot, generation, ask } = question;
                let answer = answer(&mut workspace, ask, shown.as_ref());
                if let (Slot::Review, Ok(Answer::Cluster(view))) = (slot, &answer) {
                    shown = Some((**view).clone());
                }
                if events.send(Event::Reply(Box::new(Reply { slot, generation, answer }))).is_err() {
                    return;
                }
            }
        }
        // Where it cannot be given up, it runs out.
        let _ = workspace.release_claim();
    };
    if catch_unwind(AssertUnwindSafe(&mut all)).is_err() {
        // Nobody to tell if the main thread has gone.
        let _ = events.send(Event::Died);
    }
}

/// A later question for the same slot waits: the answer to this one would be dropped.
fn is_stale(question: &Question, waiting: &VecDeque<Question>) -> bool {
    !question.ask.writes() && waiting.iter().any(|later| later.slot == question.slot)
}

/// Answers one question. `shown` is the cluster that was sent to the Review screen last.
pub(super) fn answer(workspace: &mut Workspace, ask: Ask, shown: Option<&ClusterView>) -> Result<Answer> {
    Ok(match ask {
        Ask::Counts => Answer::Counts(workspace.counts()?),
        Ask::Tasks(query, page) => Answer::Tasks(workspace.queue(&query, &page)?),
        Ask::Entities(query, page) => Answer::Entities(workspace.entities(&query, &page)?),
        Ask::Cluster(id) => Answer::Cluster(Box::new(workspace.cluster(&id)?)),
        Ask::Clusters(ids) => Answer::Clusters(ids.iter().filter_map(|id| workspace.cluster(id).ok()).collect()),
        Ask::Filters => filters(workspace)?,
        Ask::KeepFilter(name, query) => {
            workspace.keep_filter(&name, &query)?;
            filters(workspace)?
        }
        Ask::ForgetFilter(name) => {
            workspace.forget_filter(&name)?;
            filters(workspace)?
        }
        Ask::SetGoal(goal) => {
            workspace.set_goal(goal)?;
            Answer::Counts(workspace.counts()?)
        }
        Ask::Bulk(query, verdict) => Answer::Bulk(Box::new(workspace.bulk(&query, verdict)?)),
        Ask::CarryOut(query, bulk) => Answer::Committed(Box::new(workspace.carry_out(&query, &bulk, None)?)),
        Ask::Vitals => Answer::Vitals(Box::new(workspace.vitals()?)),
        Ask::SetBand(low, high) => {
            workspace.set_band(low, high)?;
            Answer::Vitals(Box::new(workspace.vitals()?))
        }
        Ask::Log(before, limit) => Answer::Log(workspace.log(None, before, limit)?),
        Ask::Stewards => Answer::Stewards(workspace.stewards()?),
        Ask::Search(text, limit) => Answer::Hits(workspace.search(&text, limit)?),
        Ask::Splits(id) => Answer::Splits(workspace.splits(&id)?),
        Ask::Shared(attribute, value) => {
            let (records, more) = workspace.shared(attribute, &value)?;
            Answer::Shared { attribute, value, records, more }
        }
        Ask::Partners(id, limit) => Answer::Partners(workspace.partners(&id, limit)?),
        Ask::Facing(id, other) => Answer::Facing(Box::new(workspace.facing(&id, &other)?)),
        Ask::Why(a, b) => Answer::Why(workspace.why(&a, &b)?),
        Ask::Propose(requests) => Answer::Proposal(Box::new(workspace.propose(&requests)?)),
        Ask::Decide(requests) => {
            let proposal = workspace.propose(&requests)?;
            if let Some(shown) = shown.filter(|_| requests.iter().all(is_verdict)) {
                workspace.still(shown, &proposal)?;
            }
            if proposal.conflicts.is_empty() {
                Answer::Committed(Box::new(workspace.commit(proposal)?))
            } else {
                Answer::Refused(Box::new(proposal))
            }
        }
        Ask::Claim(Some(golden_id)) => Answer::Claim(Some(workspace.claim(&golden_id)?)),
        Ask::Claim(None) => {
            workspace.release_claim()?;
            Answer::Claim(None)
        }
        Ask::Pulse => Answer::Pulse(workspace.pulse()?),
        Ask::Sync => {
            let target = workspace.remembered_target()?;
            Answer::Synced(Box::new(workspace.sync(&target)?))
        }
        Ask::Reopen => {
            workspace.reopen()?;
            workspace.wait_for_others(PATIENCE)?;
            Answer::Reopened(Box::new(Catalog::new(workspace.config(), workspace.steward())))
        }
        Ask::Commit(proposal) => Answer::Committed(Box::new(workspace.commit(*proposal)?)),
    })
}

fn filters(workspace: &Workspace) -> Result<Answer> {
    Ok(Answer::Filters { kept: workspace.filters()?, authors: workspace.authors()? })
}

/// It speaks of what was on the screen; undo and redo speak of decisions, wherever these are.
fn is_verdict(request: &Request) -> bool {
    !matches!(request.change, Change::Undo | Change::Redo | Change::Retract { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reads_are_left_out() {
        let question = |slot, ask| Question { slot, generation: 1, ask };
        let waiting = VecDeque::from([question(Slot::Counts, Ask::Counts), question(Slot::Write, Ask::Decide(vec![]))]);
        assert!(is_stale(&question(Slot::Counts, Ask::Counts), &waiting));
        assert!(!is_stale(&question(Slot::Write, Ask::Decide(vec![])), &waiting));
        assert!(!is_stale(&question(Slot::Tasks, Ask::Counts), &waiting));
    }
}
