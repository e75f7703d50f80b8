//! What the queue is narrowed by: facets to choose from, and filters that were kept under a name.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{
    Overlay, beyond,
    entry::{Entry, Purpose},
    on_line, window,
};
use crate::commands::CommandId;
use crate::model::{Status, TaskKind, two_digits};
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::screens::{kind_glyph, kind_word, queue, status_glyph};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Row};
use crate::workspace::Query;

/// Columns of the heading of a facet.
const HEADING: usize = 14;
/// How far a key moves a bound.
const STEP: f64 = 0.05;

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq)]
enum Choice {
    Kept(String),
    Kind(TaskKind),
    Source(String),
    Differs(String),
    Lowest,
    Highest,
    Status(Status),
    By(String),
}

/// The facets, with a cursor on one of them: what is kept and who decided here comes in later, and moves the others.
#[derive(Clone, Debug)]
pub struct Facets {
    at: Choice,
}

/// Opens the facets, and reads what the workspace knows of filters.
pub fn open(state: &mut State) -> Vec<Effect> {
    let choices = choices(state);
    // On the kinds, or on what is chosen first.
    let chosen = choices.iter().position(|choice| is_chosen(&state.queue.filter, choice));
    let first = chosen.or_else(|| choices.iter().position(|choice| matches!(choice, Choice::Kind(_))));
    let at = first.and_then(|at| choices.get(at)).cloned().unwrap_or(Choice::Lowest);
    state.overlays.push(Overlay::Facets(Facets { at }));
    vec![state.ask(Slot::Filters, Ask::Filters)]
}

/// Keeps the queue's filter under a name.
pub fn keep(state: &mut State, name: &str) -> Vec<Effect> {
    let query = state.queue.query();
    state.say(format!("kept as “{name}” · {}", query.words().join(" · ")));
    vec![state.ask(Slot::Filters, Ask::KeepFilter(name.to_owned(), query))]
}

/// Everything there is to choose from, in the order of the screen.
fn choices(state: &State) -> Vec<Choice> {
    let Query { kinds, .. } = &state.queue.filter;
    let open = |kind: &TaskKind| {
        let counts = state.counts.as_ref().map(|counts| counts.tasks.as_slice()).unwrap_or_default();
        kinds.contains(kind) || counts.iter().any(|(other, _)| other == kind)
    };
    let kept = state.queue.kept.iter().map(|(name, _)| Choice::Kept(name.clone()));
    kept.chain(TaskKind::ALL.into_iter().filter(open).map(Choice::Kind))
        .chain(state.catalog.sources.iter().cloned().map(Choice::Source))
        .chain(state.catalog.attributes.iter().map(|attribute| Choice::Differs(attribute.name.clone())))
        .chain([Choice::Lowest, Choice::Highest])
        .chain(Status::ALL.into_iter().map(Choice::Status))
        .chain(state.queue.authors.iter().cloned().map(Choice::By))
        .collect()
}

fn is_chosen(filter: &Query, choice: &Choice) -> bool {
    match choice {
        Choice::Kept(_) => false,
        Choice::Kind(kind) => filter.kinds.contains(kind),
        Choice::Source(name) => filter.sources.contains(name),
        Choice::Differs(name) => filter.differs.contains(name),
        Choice::Lowest => filter.min_score.is_some(),
        Choice::Highest => filter.max_score.is_some(),
        Choice::Status(status) => filter.statuses.contains(status),
        Choice::By(name) => filter.by.contains(name),
    }
}

fn toggle<T: PartialEq>(held: &mut Vec<T>, value: T) {
    match held.iter().position(|other| *other == value) {
        Some(at) => drop(held.remove(at)),
        None => held.push(value),
    }
}

impl Facets {
    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let choices = choices(state);
        let last = choices.len().saturating_sub(1);
        let cursor = self.cursor(&choices);
        let cursor = match id {
            CommandId::Up => cursor.saturating_sub(1),
            CommandId::Down => cursor + 1,
            CommandId::PageUp => cursor.saturating_sub(10),
            CommandId::PageDown => cursor + 10,
            CommandId::First => 0,
            CommandId::Last => last,
            _ => cursor,
        };
        let choice = choices.into_iter().nth(cursor.min(last));
        if let Some(choice) = &choice {
            self.at = choice.clone();
        }
        state.overlays.push(Overlay::Facets(self));
        match (id, choice) {
            (CommandId::Toggle, Some(choice)) => choose(state, choice),
            (CommandId::Left, Some(choice)) => slide(state, &choice, -STEP),
            (CommandId::Right, Some(choice)) => slide(state, &choice, STEP),
            (CommandId::ClearFilter, _) => queue::narrow(state, Query::default()),
            (CommandId::KeepFilter, _) if state.queue.query().is_everything() => {
                state.warn("keep: choose something first; nothing is left out yet");
                Vec::new()
            }
            (CommandId::KeepFilter, _) => {
                state.overlays.push(Overlay::Entry(Entry::new(Purpose::FilterName, "")));
                Vec::new()
            }
            (CommandId::ForgetFilter, Some(Choice::Kept(name))) => {
                state.say(format!("forgot “{name}”"));
                vec![state.ask(Slot::Filters, Ask::ForgetFilter(name))]
            }
            (CommandId::ForgetFilter, _) => {
                state.warn("forget: move to a filter that was kept");
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Where the cursor stands; where its choice is no more, on the first.
    fn cursor(&self, choices: &[Choice]) -> usize {
        choices.iter().position(|choice| *choice == self.at).unwrap_or(0)
    }

    /// The row that is selected, and how many there are.
    pub(super) fn selected(&self, state: &State) -> (usize, usize) {
        let choices = choices(state);
        (self.cursor(&choices), choices.len())
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let choices = choices(state);
        let cursor = self.cursor(&choices);
        let rows = u16::try_from(choices.len() + 4).unwrap_or(u16::MAX);
        let inner = window(state, area, "Show only", 72, rows, buffer);
        let columns = usize::from(inner.width);
        let words = state.queue.query().words();
        let muted = state.theme.style(Role::Muted);
        let shown = if words.is_empty() { "every task".to_owned() } else { words.join(" · ") };
        let mut lines = vec![
            Row::new(columns).text("shown: ", muted).text(&shown, state.theme.style(Role::Strong)),
            Row::new(columns).text(&"─".repeat(columns), muted),
        ];
        let room = usize::from(inner.height).saturating_sub(lines.len());
        let seen = visible(cursor, choices.len(), room);
        let selected = lines.len() + cursor.saturating_sub(seen.start);
        for at in seen.clone() {
            let Some(choice) = choices.get(at) else { break };
            let before = at.checked_sub(1).filter(|_| at > seen.start).and_then(|at| choices.get(at));
            let first = before.is_none_or(|before| heading(before) != heading(choice));
            let line = line(state, choice, first, columns);
            lines.push(if at == cursor { line.over(state.theme.style(Role::Focus)) } else { line });
        }
        row::draw(lines, inner, buffer);
        beyond(state, inner, &seen, choices.len(), buffer);
        on_line(inner, selected)
    }
}

fn heading(choice: &Choice) -> &'static str {
    match choice {
        Choice::Kept(_) => "kept filters",
        Choice::Kind(_) => "kind",
        Choice::Source(_) => "source",
        Choice::Differs(_) => "differs in",
        Choice::Lowest | Choice::Highest => "weakest link",
        Choice::Status(_) => "status",
        Choice::By(_) => "decided by",
    }
}

fn line(state: &State, choice: &Choice, first: bool, columns: usize) -> Row {
    let theme = &state.theme;
    let filter = &state.queue.filter;
    let chosen = is_chosen(filter, choice);
    let style = theme.style(if chosen { Role::Strong } else { Role::Text });
    let row = Row::new(columns).cell(if first { heading(choice) } else { "" }, HEADING, theme.style(Role::Muted));
    let mark = if chosen { "[•] " } else { "[ ] " };
    let bound = |row: Row, what: &str, bound: Option<f64>| {
        let text = bound.map_or_else(|| format!("{what} any"), |bound| format!("{what} {}", two_digits(bound)));
        row.text(mark, style)
            .cell(&text, 16, style)
            .text(&state.keys.spelled("{left} {right} move it"), theme.style(Role::Muted))
    };
    match choice {
        Choice::Kept(name) => {
            let query = state.queue.kept.iter().find(|(known, _)| known == name).map(|(_, query)| query.words());
            row.text("    ", style)
                .cell(name, 18.min(columns / 3), theme.style(Role::Key))
                .gap(1)
                .text(&query.unwrap_or_default().join(" · "), theme.style(Role::Muted))
        }
        Choice::Kind(kind) => {
            let counts = state.counts.as_ref().map(|counts| counts.tasks.as_slice()).unwrap_or_default();
            let open = counts.iter().find(|(other, _)| other == kind).map_or(0, |(_, n)| *n);
            row.text(mark, style).cell(&format!("{} {}", kind_glyph(*kind), kind_word(*kind)), 16, style).number(
                &open.to_string(),
                8,
                theme.style(Role::Muted),
            )
        }
        Choice::Source(name) | Choice::Differs(name) | Choice::By(name) => row.text(mark, style).text(name, style),
        Choice::Lowest => bound(row, "at least", filter.min_score),
        Choice::Highest => bound(row, "at most", filter.max_score),
        Choice::Status(status) => {
            row.text(mark, style).text(&format!("{} {}", status_glyph(*status), status.word()), style)
        }
    }
}

fn choose(state: &mut State, choice: Choice) -> Vec<Effect> {
    let mut filter = state.queue.query();
    match choice {
        Choice::Kept(name) => {
            let kept = state.queue.kept.iter().find(|(known, _)| *known == name);
            filter = kept.map(|(_, query)| query.clone()).unwrap_or_default();
            state.queue.text.clear();
        }
        Choice::Kind(kind) => toggle(&mut filter.kinds, kind),
        Choice::Source(name) => toggle(&mut filter.sources, name),
        Choice::Differs(name) => toggle(&mut filter.differs, name),
        Choice::Lowest => filter.min_score = if filter.min_score.is_some() { None } else { Some(0.5) },
        Choice::Highest => filter.max_score = if filter.max_score.is_some() { None } else { Some(0.95) },
        Choice::Status(status) => toggle(&mut filter.statuses, status),
        Choice::By(name) => toggle(&mut filter.by, name),
    }
    queue::narrow(state, filter)
}

/// Moves a bound; the two never pass each other, and at its end one is no bound any more.
fn slide(state: &mut State, choice: &Choice, by: f64) -> Vec<Effect> {
    let mut filter = state.queue.query();
    let moved = |bound: f64| ((bound + by) / STEP).round() * STEP;
    match choice {
        Choice::Lowest => {
            let low = moved(filter.min_score.unwrap_or(0.0)).min(filter.max_score.unwrap_or(1.0)).clamp(0.0, 1.0);
            filter.min_score = (low > 0.0).then_some(low);
        }
        Choice::Highest => {
            let high = moved(filter.max_score.unwrap_or(1.0)).max(filter.min_score.unwrap_or(0.0)).clamp(0.0, 1.0);
            filter.max_score = (high < 1.0).then_some(high);
        }
        _ => return Vec::new(),
    }
    if filter == state.queue.query() { Vec::new() } else { queue::narrow(state, filter) }
}
