//! What each message does, and which effects follow. Pure.

use std::path::PathBuf;

use super::columns::{self, Choice, Wanted};
use super::files::What;
use super::state::{Effect, Item, Msg, Stage, State, Work};
use crate::commands::CommandId;
use crate::config::{AttributeKind, Sensitivity};
use crate::tui::keymap;
use crate::tui::state::Toast;
use crate::tui::widgets::input::Input;
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
        Msg::Key(key) => {
            if let Some(command) = keymap::resolve(&state.keys, state.place(), key) {
                state.toast = None;
                return perform(state, command.id);
            }
            if let Some(input) = &mut state.naming {
                input.key(key);
            }
            Vec::new()
        }
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
                    state.toast = Some(Toast::bad(error.message));
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
                    // The attributes are what is looked at most.
                    state.row = guess.sources.len();
                    state.touched.clear();
                    state.left_out.clear();
                    (state.choice, state.naming) = (None, None);
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
    state.toast = Some(Toast::bad(error.message + &hint));
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
pub(super) fn moved(cursor: usize, id: CommandId, rows: usize, page: usize) -> usize {
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
                state.toast = Some(Toast::bad("only data files can be marked".to_owned()));
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
    if let Some(input) = state.naming.take() {
        return name(state, input, id);
    }
    if let Some(choice) = state.choice.take() {
        return columns::perform(state, choice, id);
    }
    match id {
        CommandId::Close => {
            state.stage = Stage::Files;
            state.entries = None;
            return vec![Effect::List(state.dir.clone())];
        }
        CommandId::Begin => return write(state),
        CommandId::Domain => {
            let Some(guess) = &mut state.guess else { return Vec::new() };
            let next =
                DOMAINS.iter().position(|domain| *domain == guess.domain).map_or(0, |at| (at + 1) % DOMAINS.len());
            DOMAINS.get(next).copied().unwrap_or("record").clone_into(&mut guess.domain);
            return Vec::new();
        }
        CommandId::Rename | CommandId::ChangedIn | CommandId::Columns => return correct(state, id),
        CommandId::Left | CommandId::Right | CommandId::Evidence | CommandId::Sensitivity | CommandId::LeaveOut => {}
        movement => {
            let rows = state.guess.as_ref().map_or(0, |guess| guess.sources.len() + guess.attributes.len());
            state.row = moved(state.row, movement, rows, (page(state) / 2).max(1));
            return Vec::new();
        }
    }
    let attribute = state.attribute().and_then(|at| state.guess.as_mut()?.attributes.get_mut(at));
    let Some(attribute) = attribute else {
        let text = "choose an attribute for that; {columns} chooses the column of the record id here, {changed-in} that of the \
                    time of the last change";
        state.toast = Some(Toast::bad(state.keys.spelled(text).into_owned()));
        return Vec::new();
    };
    match id {
        CommandId::Evidence => attribute.matched = !attribute.matched,
        CommandId::Sensitivity => {
            let all = Sensitivity::WORDS;
            let now = all.iter().position(|(one, _)| *one == attribute.sensitivity).unwrap_or(0);
            attribute.sensitivity = all.get((now + 1) % all.len()).map_or(attribute.sensitivity, |(one, _)| *one);
        }
        CommandId::LeaveOut => {
            let name = attribute.name.clone();
            if !state.left_out.remove(&name) {
                state.left_out.insert(name);
            }
            return Vec::new();
        }
        _ => {
            let kinds = AttributeKind::WORDS;
            let now = kinds.iter().position(|(kind, _)| *kind == attribute.kind).unwrap_or(0);
            let step = if id == CommandId::Right { 1 } else { kinds.len() - 1 };
            attribute.kind = kinds.get((now + step) % kinds.len()).map_or(attribute.kind, |(kind, _)| *kind);
        }
    }
    attribute.settle();
    state.touched.insert(attribute.name.clone());
    Vec::new()
}

/// Asks for a source's name, or for a column.
fn correct(state: &mut State, id: CommandId) -> Vec<Effect> {
    let (source, attribute) = (state.source(), state.attribute());
    let Some(guess) = &state.guess else { return Vec::new() };
    match (id, source, attribute) {
        (CommandId::Rename, Some(at), _) => {
            let name = guess.sources.get(at).map_or("", |source| source.name.as_str());
            state.naming = Some(Input::with(name));
        }
        (CommandId::ChangedIn, Some(at), _) => state.choice = Some(Choice::new(guess, Wanted::Time, at)),
        (CommandId::Columns, Some(at), _) => state.choice = Some(Choice::new(guess, Wanted::Id, at)),
        (CommandId::Columns, _, Some(at)) => {
            // Where it has a column already, that is what is looked at first.
            let held = guess.attributes.get(at).and_then(|one| one.columns.iter().position(Option::is_some));
            state.choice = Some(Choice::new(guess, Wanted::Attribute(at), held.unwrap_or(0)));
        }
        _ => state.toast = Some(Toast::bad("choose a source for that".to_owned())),
    }
    Vec::new()
}

/// Takes the name that was typed.
fn name(state: &mut State, input: Input, id: CommandId) -> Vec<Effect> {
    if id == CommandId::Close {
        return Vec::new();
    }
    let source = state.source();
    let accepted = source.zip(state.guess.as_mut()).filter(|_| id == CommandId::Accept);
    let renamed = accepted.map(|(at, guess)| guess.rename(at, &input.text()));
    if let Some(Err(error)) = &renamed {
        state.toast = Some(Toast::bad(error.message.clone()));
    }
    if !matches!(renamed, Some(Ok(()))) {
        state.naming = Some(input);
    }
    Vec::new()
}

/// Writes what is not left out, and loads.
fn write(state: &mut State) -> Vec<Effect> {
    let Some(mut guess) = state.guess.clone() else { return Vec::new() };
    for attribute in guess.attributes.iter().filter(|attribute| state.left_out.contains(&attribute.name)) {
        for (source, column) in guess.sources.iter_mut().zip(&attribute.columns) {
            source.left_out.extend(column.clone());
        }
    }
    guess.attributes.retain(|attribute| !state.left_out.contains(&attribute.name));
    if guess.attributes.is_empty() {
        state.toast = Some(Toast::bad("every attribute is left out: there would be nothing to compare".to_owned()));
        return Vec::new();
    }
    let dir = workspace_of(state);
    let generation = begin(state, "loading");
    vec![Effect::Begin(generation, dir, Box::new(guess))]
}

/// The folder of the new workspace: where the first marked file lies, else the one on the screen.
fn workspace_of(state: &State) -> PathBuf {
    let first = state.marked.first().and_then(|file| file.parent());
    first.map_or_else(|| state.dir.clone(), std::path::Path::to_owned)
}
