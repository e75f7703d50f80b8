//! Review: the records of one cluster side by side, its golden record at the right, its links below.
//!
//! `compare.rs` says how values relate; `table.rs` (with `head.rs` and `cell.rs`) and `turned.rs` draw them, `links.rs`
//! what lies below; `changes.rs` says what changed since somebody decided; `decide.rs` makes decisions, `partition.rs` groups of records,
//! `guide.rs` proposes such groups; `way.rs` leads from task to task; `matrix.rs` draws the score of every pair.

pub mod blind;
mod cell;
pub mod changes;
pub mod compare;
pub mod decide;
pub mod golden;
pub mod guide;
mod head;
mod links;
pub mod matrix;
pub mod partition;
mod places;
pub mod table;
mod turned;
mod way;

mod draw;

use std::collections::{BTreeMap, BTreeSet};

pub use draw::{at, draw, handles};
pub use way::{advance, concerned, give_way};
use way::{neighbour, other_side, position, previous, skip};

use super::queue;
use crate::commands::CommandId;
use crate::model::RecordKey;
use crate::tui::early;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::others;
use crate::tui::overlays::{
    Overlay, conflict::ConflictView, formed::Formed, graph, merge, picker::Picker, scores::Scores, value::Value, why,
};
use crate::tui::state::{After, Screen, State};
use crate::tui::update::go;
use crate::workspace::{ClusterView, Sides};
use compare::Line;
use guide::Guide;

/// So many tasks are read ahead.
const AHEAD: usize = 3;
/// More records than this are drawn as rows.
const TURN_ABOVE: usize = 12;

/// What the review screen knows.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is true or false for itself.
pub struct Review {
    /// The golden id, or a record of the cluster.
    pub id: Option<String>,
    /// The cluster, once it has been read.
    pub view: Option<ClusterView>,
    /// Its attributes in the order of the screen.
    pub lines: Vec<Line>,
    /// It is being read.
    pub loading: bool,
    /// The focused record.
    pub record: usize,
    /// The focused line.
    pub line: usize,
    /// The group of each record; 0 is none.
    pub groups: Vec<u8>,
    /// Ways to split, and what the groups would make.
    pub guide: Guide,
    /// How many records have a value: attribute and value, then how many, and whether there may be more.
    pub shared: BTreeMap<(usize, String), (usize, bool)>,
    /// Records marked as a pair.
    pub marked: Vec<usize>,
    /// Records as rows, where the steward chose.
    pub turned: Option<bool>,
    /// Whether one that may be the same stands beside it.
    pub sides: Sides,
    /// When the cluster came on the screen, milliseconds since the start.
    pub since: u64,
    /// Where the steward came from.
    pub from: Screen,
    /// What somebody else did to the cluster while it was on the screen.
    pub banner: Option<String>,
    /// It came by itself, and may go on by itself where somebody else is at it already.
    pub automatic: bool,
    /// It is being read again because of somebody else.
    pub rechecking: bool,
    /// The clusters of the tasks that come next, read ahead.
    pub ahead: Vec<ClusterView>,
    /// Clusters that were under review before, the last one last.
    trail: Vec<String>,
    /// Tasks that were left for later.
    skipped: BTreeSet<String>,
}

impl Review {
    /// Records are rows.
    pub fn is_turned(&self) -> bool {
        self.turned.unwrap_or_else(|| self.view.as_ref().is_some_and(|view| view.members.len() > TURN_ABOVE))
    }

    /// The groups would make more than one cluster.
    pub fn is_divided(&self) -> bool {
        let first = self.groups.first().copied().unwrap_or_default();
        self.groups.iter().any(|group| *group != first)
    }

    /// The focused attribute's position in the domain.
    pub fn attribute(&self) -> Option<usize> {
        self.lines.get(self.line).map(|line| line.attribute)
    }
}

/// Opens a cluster.
pub fn open(state: &mut State, id: String, from: Screen) -> Vec<Effect> {
    let before = state.review.view.take().map(|view| view.golden_id);
    state.early.clear();
    let review = &mut state.review;
    if let Some(before) = before.filter(|before| *before != id) {
        review.trail.push(before);
    }
    *review = Review {
        id: Some(id),
        from,
        loading: true,
        turned: review.turned,
        ahead: std::mem::take(&mut review.ahead),
        trail: std::mem::take(&mut review.trail),
        skipped: std::mem::take(&mut review.skipped),
        ..Review::default()
    };
    state.screen = Screen::Review;
    // What was read ahead, or stood beside the list, is on the screen at once; decided on is only what is read now.
    let wanted = |view: &ClusterView| Some(&view.golden_id) == state.review.id.as_ref();
    let ahead = state.review.ahead.iter().position(wanted);
    let beside = match from {
        Screen::Queue => state.queue.preview.as_ref(),
        Screen::Golden => state.golden.detail.as_ref(),
        Screen::Review | Screen::History | Screen::Health => None,
    };
    let known = match ahead {
        None => beside.filter(|view| wanted(view)).cloned(),
        Some(at) => Some(state.review.ahead.swap_remove(at)),
    };
    if let Some(view) = known {
        receive(state, view);
    }
    reload(state)
}

/// Reads the cluster again.
pub fn reload(state: &mut State) -> Vec<Effect> {
    match state.review.id.clone() {
        Some(id) => {
            state.review.loading = true;
            vec![state.ask(Slot::Review, Ask::Cluster(id, state.review.sides))]
        }
        None => Vec::new(),
    }
}

/// Shows the cluster at hand; without one, the task under the queue's cursor.
pub fn enter(state: &mut State) -> Vec<Effect> {
    let selected = state.queue.list.selected().map(|task| task.golden_id.clone());
    match (&state.review.id, selected) {
        (None, Some(golden_id)) => open(state, golden_id, Screen::Queue),
        _ => Vec::new(),
    }
}

/// A decision was written: what was prepared for it has served.
pub fn decided(state: &mut State, after: After) {
    state.review.banner = None;
    state.review.rechecking = false;
    if after != After::Stay {
        state.review.groups.fill(0);
        state.review.guide.forget();
        state.review.marked.clear();
    }
}

/// Takes the cluster. Focus, groups and marks stay with their records; where the records are others than before because
/// the steward went on, they begin anew.
pub fn receive(state: &mut State, view: ClusterView) -> Vec<Effect> {
    let banner = if state.review.rechecking { others::banner(state, &view) } else { None };
    let unchanged = state.review.view.as_ref() == Some(&view);
    let review = &mut state.review;
    let focused = review.attribute();
    review.rechecking = false;
    review.guide = Guide::default();
    review.banner = banner.or(review.banner.take());
    review.loading = false;
    review.id = Some(view.golden_id.clone());
    let all = compare::lines(&view);
    review.lines = all.into_iter().filter(|line| line.class != compare::Class::Empty).collect();
    let question = |view: &ClusterView| view.beside.as_ref().map(|beside| beside.question.clone());
    let asked = review.view.as_ref().and_then(question);
    match review.view.take() {
        Some(before) if keys(&before) == keys(&view) => {}
        Some(before) => {
            let to = |at: usize| {
                let key = &before.members.get(at)?.record.key;
                view.members.iter().position(|member| member.record.key == *key)
            };
            let mut groups = vec![0; view.members.len()];
            for (at, group) in review.groups.iter().enumerate() {
                if let Some(to) = to(at) {
                    groups[to] = *group;
                }
            }
            let marked: Option<Vec<usize>> = review.marked.iter().map(|at| to(*at)).collect();
            review.record = to(review.record).unwrap_or(0);
            review.groups = groups;
            review.marked = marked.unwrap_or_default();
            review.since = state.clock;
        }
        None => {
            review.record = 0;
            review.line = 0;
            review.groups = vec![0; view.members.len()];
            review.marked.clear();
            review.since = state.clock;
        }
    }
    // Of two clusters, the record that is asked about stands against that which stays on the screen.
    if let (Some((_, other)), true) = (view.weakest, view.beside.is_some() && question(&view) != asked) {
        review.record = other;
    }
    let same = |line: &Line| Some(line.attribute) == focused;
    let kept = review.lines.iter().position(same).filter(|_| review.line > 0).unwrap_or(review.line);
    review.line = kept.min(review.lines.len().saturating_sub(1));
    review.view = Some(view);
    let mut effects = count_shared(state);
    effects.extend(guide::changed(state));
    effects.extend(read_ahead(state));
    effects.extend(type_again(state, unchanged));
    effects
}

/// Asks how many records have the focused value, unless that is known.
fn count_shared(state: &mut State) -> Vec<Effect> {
    let review = &state.review;
    let member = review.view.as_ref().and_then(|view| view.members.get(review.record));
    let Some((attribute, value)) = review
        .attribute()
        .and_then(|attribute| Some((attribute, member?.record.value(attribute)?.to_owned())))
        .filter(|known| !known.1.is_empty() && !review.shared.contains_key(known))
    else {
        return Vec::new();
    };
    vec![state.ask(Slot::Shared, Ask::Shared(attribute, value))]
}

/// Does what was typed while the cluster was being read, if it is what the steward had before them.
fn type_again(state: &mut State, unchanged: bool) -> Vec<Effect> {
    if state.early.is_empty() {
        return Vec::new();
    }
    if !unchanged {
        state.early.clear();
        state.warn("it has changed since it was read: look again, then decide");
        return Vec::new();
    }
    early::count(state)
}

/// Reads the clusters of the next tasks, so that each is there when its turn comes.
fn read_ahead(state: &mut State) -> Option<Effect> {
    if state.review.from != Screen::Queue {
        return None;
    }
    let from = position(state).map_or(state.queue.list.cursor, |at| at + 1);
    let next: Vec<String> = (from..state.queue.list.rows.len())
        .filter(|at| is_fresh(state, *at))
        .take(AHEAD)
        .filter_map(|at| state.queue.list.rows.get(at).map(|task| task.golden_id.clone()))
        .collect();
    let known = |id: &String| state.review.ahead.iter().any(|view| view.golden_id == *id);
    (!next.iter().all(known)).then(|| state.ask(Slot::Ahead, Ask::Clusters(next)))
}

/// A task that was not skipped and that nobody else is looking at.
fn is_fresh(state: &State, at: usize) -> bool {
    state.queue.list.rows.get(at).is_some_and(|task| {
        !state.review.skipped.contains(&task.golden_id)
            && state.others.at(&task.golden_id).is_none()
            && !state.waiting.holds(&task.golden_id)
    })
}

fn keys(view: &ClusterView) -> Vec<&RecordKey> {
    view.members.iter().map(|member| &member.record.key).collect()
}

/// The cluster could not be read.
pub fn fail(state: &mut State) {
    state.review.loading = false;
    state.early.clear();
}

/// Does what a key says.
pub fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    if blind::refuses(state, id) {
        return Vec::new();
    }
    match id {
        CommandId::Blind => {
            blind::toggle(state);
            Vec::new()
        }
        CommandId::Up => walk(state, 0, -1),
        CommandId::Down => walk(state, 0, 1),
        CommandId::Left => walk(state, -1, 0),
        CommandId::Right => walk(state, 1, 0),
        CommandId::PageUp => walk(state, 0, -10),
        CommandId::PageDown => walk(state, 0, 10),
        CommandId::First => walk(state, 0, isize::MIN),
        CommandId::Last => walk(state, 0, isize::MAX),
        CommandId::TurnTable => {
            state.review.turned = Some(!state.review.is_turned());
            Vec::new()
        }
        CommandId::FullValue => {
            if let (Some(_), Some(attribute)) = (&state.review.view, state.review.attribute()) {
                state.overlays.push(Overlay::Value(Value::new(state.review.record, attribute)));
            }
            Vec::new()
        }
        CommandId::Override => {
            if let Some(picker) = Picker::new(state) {
                state.overlays.push(Overlay::Picker(picker));
            }
            Vec::new()
        }
        CommandId::Why => why::open(state),
        CommandId::Graph => graph::open(state),
        CommandId::Resolve => {
            let view = state.review.view.as_ref().and_then(ConflictView::standing);
            state.overlays.extend(view.map(|view| Overlay::Conflict(Box::new(view))));
            Vec::new()
        }
        CommandId::Merge => merge::open(state),
        CommandId::Scores => {
            state.overlays.push(Overlay::Scores(Scores::default()));
            Vec::new()
        }
        CommandId::Formed => {
            state.overlays.push(Overlay::Formed(Formed::default()));
            Vec::new()
        }
        CommandId::Latin => {
            state.latin = !state.latin;
            state.say(if state.latin {
                format!("Greek and Cyrillic are shown in Latin letters · {} shows them as written", state.key(id))
            } else {
                "all values are shown as they are written".to_owned()
            });
            Vec::new()
        }
        CommandId::NextSplit => guide::step(state, true),
        CommandId::PreviousSplit => guide::step(state, false),
        CommandId::SplitNow => partition::split_now(state),
        CommandId::MarkPair => partition::mark(state),
        CommandId::ClearGroups => partition::clear(state),
        CommandId::PreviewSplit => partition::preview(state),
        CommandId::Eject => partition::eject(state),
        CommandId::Skip => skip(state),
        CommandId::NextTask => neighbour(state, true),
        CommandId::PreviousTask => neighbour(state, false),
        CommandId::Previous => previous(state),
        CommandId::OtherSide => other_side(state),
        CommandId::Back => back(state),
        other => decide::perform(state, other),
    }
}

/// The cluster under review is no more: back to where the steward came from.
pub fn leave(state: &mut State) -> Vec<Effect> {
    let to = if state.review.from == Screen::Golden { Screen::Golden } else { Screen::Queue };
    state.review = Review { trail: std::mem::take(&mut state.review.trail), ..Review::default() };
    go(state, to)
}

fn back(state: &mut State) -> Vec<Effect> {
    if state.review.groups.iter().any(|group| *group > 0) || !state.review.marked.is_empty() {
        return partition::clear(state);
    }
    let to = if state.review.from == Screen::Review { Screen::Queue } else { state.review.from };
    go(state, to)
}

/// Moves the focus by columns and lines as they are seen.
fn walk(state: &mut State, across: isize, down: isize) -> Vec<Effect> {
    let turned = state.review.is_turned();
    let review = &mut state.review;
    let (records, lines) = if turned { (down, across) } else { (across, down) };
    let last_record = review.view.as_ref().map_or(0, |view| view.members.len().saturating_sub(1));
    review.record = review.record.saturating_add_signed(records).min(last_record);
    review.line = review.line.saturating_add_signed(lines).min(review.lines.len().saturating_sub(1));
    count_shared(state)
}

/// Focuses a record and a line, as far as they are given.
pub fn focus(state: &mut State, record: Option<usize>, line: Option<usize>) -> Vec<Effect> {
    state.review.record = record.unwrap_or(state.review.record);
    state.review.line = line.unwrap_or(state.review.line);
    count_shared(state)
}
