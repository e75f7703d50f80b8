//! What each message does, and which effects follow. Pure.

use std::path::PathBuf;

use super::files::What;
use super::state::{Effect, Item, Msg, Stage, State, Work};
use crate::commands::CommandId;
use crate::config::{AttributeKind, Sensitivity};
use crate::tui::keymap;
use crate::workspace::setup::Setup;

/// Domains that are offered besides the guessed one.
const DOMAINS: [&str; 7] = ["customer", "person", "organisation", "product", "supplier", "location", "employee"];

/// Takes a message in; what the runtime must do comes out.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Resize(columns, rows) => {
            state.size = (columns, rows);
            vec![Effect::Redraw]
        }
        Msg::Key(key) => match keymap::resolve(&state.keys, state.place(), key) {
            Some(command) => {
                state.toast = None;
                perform(state, command.id)
            }
            None => Vec::new(),
        },
        Msg::Listed(dir, answer) => {
            match answer {
                Ok(entries) => {
                    // After a step up, the folder that we came from is selected.
                    let from = std::mem::replace(&mut state.dir, dir);
                    state.entry = entries.iter().position(|entry| entry.path == from).unwrap_or(0);
                    state.entries = Some(entries);
                }
                Err(error) => {
                    state.entries.get_or_insert_default();
                    state.toast = Some((error.message, true));
                }
            }
            Vec::new()
        }
        Msg::Progress(generation, progress) => {
            if generation == state.generation {
                state.work.progress = Some(progress);
            }
            Vec::new()
        }
        Msg::Guessed(generation, answer) if generation == state.generation => {
            match *answer {
                Ok(guess) => {
                    state.stage = Stage::Guess;
                    state.attribute = 0;
                    state.touched.clear();
                    state.guess = Some(guess);
                }
                Err(error) => fail(state, error),
            }
            Vec::new()
        }
        Msg::Failed(generation, error) if generation == state.generation => {
            fail(state, error);
            Vec::new()
        }
        Msg::Guessed(..) | Msg::Failed(..) => Vec::new(),
    }
}

fn fail(state: &mut State, error: crate::error::Error) {
    let hint = error.hints.first().map_or_else(String::new, |hint| format!(" · {hint}"));
    state.toast = Some((error.message + &hint, true));
    state.stage = state.before;
}

fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    match id {
        CommandId::QuitAnywhere => return vec![Effect::Quit],
        CommandId::Suspend => return vec![Effect::Suspend],
        CommandId::Redraw => return vec![Effect::Redraw],
        _ => {}
    }
    match state.stage {
        Stage::Menu => menu(state, id),
        Stage::Files => files(state, id),
        Stage::Guess => guess(state, id),
        Stage::Working => stop(state, id),
    }
}

/// A cursor after a movement over `rows` rows.
fn moved(cursor: usize, id: CommandId, rows: usize, page: usize) -> usize {
    let last = rows.saturating_sub(1);
    match id {
        CommandId::Up => cursor.saturating_sub(1),
        CommandId::Down => (cursor + 1).min(last),
        CommandId::PageUp => cursor.saturating_sub(page),
        CommandId::PageDown => (cursor + page).min(last),
        CommandId::First => 0,
        CommandId::Last => last,
        _ => cursor,
    }
}

fn page(state: &State) -> usize {
    usize::from(state.size.1.saturating_sub(8)).max(1)
}

fn menu(state: &mut State, id: CommandId) -> Vec<Effect> {
    if id == CommandId::Close {
        return vec![Effect::Quit];
    }
    if id != CommandId::Choose {
        state.item = moved(state.item, id, state.items.len(), page(state));
        return Vec::new();
    }
    match state.items.get(state.item).cloned() {
        Some(Item::Import | Item::Open) => {
            state.stage = Stage::Files;
            state.entries = None;
            vec![Effect::List(state.dir.clone())]
        }
        Some(Item::Demo) => demo(state, false),
        Some(Item::Tour) => demo(state, true),
        Some(Item::Recent(dir)) => open(state, dir),
        None => Vec::new(),
    }
}

fn demo(state: &mut State, tour: bool) -> Vec<Effect> {
    let generation = begin(state, "making the demo");
    vec![Effect::Demo(generation, state.home.clone(), tour)]
}

fn open(state: &mut State, dir: PathBuf) -> Vec<Effect> {
    let generation = begin(state, &format!("opening {}", dir.display()));
    vec![Effect::Open(generation, dir)]
}

/// Work begins: the screen says so until it ends.
fn begin(state: &mut State, what: &str) -> u64 {
    state.before = state.stage;
    state.stage = Stage::Working;
    state.work = Work { what: what.to_owned(), ..Work::default() };
    state.generation += 1;
    state.generation
}

fn stop(state: &mut State, id: CommandId) -> Vec<Effect> {
    if id != CommandId::Close || state.work.stopping {
        return Vec::new();
    }
    state.work.stopping = true;
    vec![Effect::Stop]
}

fn files(state: &mut State, id: CommandId) -> Vec<Effect> {
    let rows = state.entries.as_ref().map_or(0, Vec::len);
    match id {
        CommandId::Close => {
            state.stage = Stage::Menu;
            Vec::new()
        }
        CommandId::Parent => state.dir.parent().map(|above| vec![Effect::List(above.to_owned())]).unwrap_or_default(),
        CommandId::MarkFile => {
            if let Some(entry) = state.selected().cloned().filter(|entry| matches!(entry.what, What::Data(_))) {
                match state.marked.iter().position(|marked| *marked == entry.path) {
                    Some(at) => drop(state.marked.remove(at)),
                    None => state.marked.push(entry.path),
                }
                state.entry = moved(state.entry, CommandId::Down, rows, 1);
            } else {
                state.toast = Some(("only data files can be marked".to_owned(), true));
            }
            Vec::new()
        }
        CommandId::ReadFiles => match state.selected().cloned() {
            Some(entry) => match entry.what {
                What::Above | What::Folder => vec![Effect::List(entry.path)],
                What::Workspace => open(state, entry.path),
                What::Data(_) => scan(state, entry.path),
            },
            None => Vec::new(),
        },
        _ => {
            state.entry = moved(state.entry, id, rows, page(state));
            Vec::new()
        }
    }
}

/// Reads the marked files; without any, the one under the cursor.
fn scan(state: &mut State, selected: PathBuf) -> Vec<Effect> {
    let files = if state.marked.is_empty() { vec![selected] } else { state.marked.clone() };
    // The workspace lies beside the file that was marked first.
    let dir = files.first().and_then(|file| file.parent()).map_or_else(|| state.dir.clone(), std::path::Path::to_owned);
    let what = if files.len() == 1 { "reading the file".to_owned() } else { format!("reading {} files", files.len()) };
    let generation = begin(state, &what);
    vec![Effect::Scan(generation, Setup { dir, files, domain: None, id: None })]
}

fn guess(state: &mut State, id: CommandId) -> Vec<Effect> {
    if id == CommandId::Close {
        state.stage = Stage::Files;
        state.entries = None;
        return vec![Effect::List(state.dir.clone())];
    }
    let page = page(state) / 2;
    let at = state.attribute;
    let Some(guess) = &mut state.guess else { return Vec::new() };
    let rows = guess.attributes.len();
    match (id, guess.attributes.get_mut(at)) {
        (CommandId::Begin, _) => {
            let (guess, dir) = (guess.clone(), workspace_of(state));
            let generation = begin(state, "loading");
            return vec![Effect::Begin(generation, dir, Box::new(guess))];
        }
        (CommandId::Domain, _) => {
            let next =
                DOMAINS.iter().position(|domain| *domain == guess.domain).map_or(0, |at| (at + 1) % DOMAINS.len());
            DOMAINS.get(next).copied().unwrap_or("record").clone_into(&mut guess.domain);
        }
        (CommandId::Left | CommandId::Right, Some(attribute)) => {
            let kinds = AttributeKind::WORDS;
            let now = kinds.iter().position(|(kind, _)| *kind == attribute.kind).unwrap_or(0);
            let step = if id == CommandId::Right { 1 } else { kinds.len() - 1 };
            attribute.kind = kinds.get((now + step) % kinds.len()).map_or(attribute.kind, |(kind, _)| *kind);
            touch(state, at);
        }
        (CommandId::Evidence, Some(attribute)) => {
            attribute.matched = !attribute.matched;
            touch(state, at);
        }
        (CommandId::Sensitivity, Some(attribute)) => {
            let all = Sensitivity::WORDS;
            let now = all.iter().position(|(one, _)| *one == attribute.sensitivity).unwrap_or(0);
            attribute.sensitivity = all.get((now + 1) % all.len()).map_or(attribute.sensitivity, |(one, _)| *one);
            touch(state, at);
        }
        _ => state.attribute = moved(at, id, rows, page.max(1)),
    }
    Vec::new()
}

/// What a person set is no guess any more, and the configuration says so.
fn touch(state: &mut State, at: usize) {
    if let Some(attribute) = state.guess.as_mut().and_then(|guess| guess.attributes.get_mut(at)) {
        attribute.sure = crate::ingest::infer::Sure::Sure;
        "set by hand at the import".clone_into(&mut attribute.why);
        attribute.also.retain(|reason| reason.contains("taken for one"));
    }
    state.touched.insert(at);
}

/// The folder of the new workspace: where the first marked file lies, else the one on the screen.
fn workspace_of(state: &State) -> PathBuf {
    let first = state.marked.first().and_then(|file| file.parent());
    first.map_or_else(|| state.dir.clone(), std::path::Path::to_owned)
}
