//! Why the matcher thinks so: the waterfall of match weights of a pair (Fellegi and Sunter, 1969).
//!
//! ```text
//! prior                        ▒▒▒▒▒▒│          -3.3
//! company_name  close                │██████    +4.1  ACME Corporation │ Acme Corp
//! total                           ▒▒▒│          -0.5  probability 0.41
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, window};
use crate::commands::CommandId;
use crate::model::PairScore;
use crate::text::width::columns as wide;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::screens::review::compare;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{self, Row};
use crate::tui::widgets::score_bar::number;

/// Columns of the level, of either half of the bar, of a weight.
const LEVEL: usize = 11;
const HALF: usize = 10;
const WEIGHT: usize = 6;

/// The comparison of two members of the cluster under review.
#[derive(Clone, Debug)]
pub struct Why {
    pair: (usize, usize),
    /// The comparison, where it had to be asked for.
    pub score: Option<PairScore>,
}

/// Opens on the marked pair, else on the weakest link, else on the first two records.
pub fn open(state: &mut State) -> Vec<Effect> {
    let weakest = state.review.view.as_ref().and_then(|view| view.weakest);
    let pair = match state.review.marked.as_slice() {
        [i, j] => (*i.min(j), *i.max(j)),
        _ => weakest.unwrap_or((0, 1)),
    };
    show(state, pair)
}

fn show(state: &mut State, pair: (usize, usize)) -> Vec<Effect> {
    let Some(view) = &state.review.view else { return Vec::new() };
    let key = |at: usize| view.members.get(at).map(|member| member.record.key.clone());
    let question = match (compare::pair(view, pair.0, pair.1), key(pair.0), key(pair.1)) {
        (None, Some(a), Some(b)) => Some(Ask::Why(a, b)),
        _ => None,
    };
    state.overlays.push(Overlay::Why(Why { pair, score: None }));
    question.map(|ask| state.ask(Slot::Why, ask)).into_iter().collect()
}

impl Why {
    pub(super) fn perform(self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let members = state.review.view.as_ref().map_or(0, |view| view.members.len());
        let pairs: Vec<(usize, usize)> = (0..members).flat_map(|i| (i + 1..members).map(move |j| (i, j))).collect();
        let at = pairs.iter().position(|pair| *pair == self.pair).unwrap_or_default();
        let to = match id {
            CommandId::Left => at.checked_sub(1).unwrap_or(pairs.len().saturating_sub(1)),
            CommandId::Right => (at + 1) % pairs.len().max(1),
            _ => at,
        };
        match pairs.get(to) {
            Some(pair) if *pair != self.pair => show(state, *pair),
            _ => {
                state.overlays.push(Overlay::Why(self));
                Vec::new()
            }
        }
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) {
        let lines_wanted = state.catalog.attributes.len() + 8;
        let inner = window(state, area, "Why", 130, u16::try_from(lines_wanted).unwrap_or(u16::MAX), buffer);
        let columns = usize::from(inner.width);
        let score = state
            .review
            .view
            .as_ref()
            .and_then(|view| compare::pair(view, self.pair.0, self.pair.1))
            .or(self.score.as_ref());
        let lines = match score {
            Some(score) => self.lines(state, score, columns),
            None => vec![Row::new(columns).text("comparing …", state.theme.style(Role::Muted))],
        };
        row::draw(lines, inner, buffer);
    }

    fn lines(&self, state: &State, score: &PairScore, columns: usize) -> Vec<Row> {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let heaviest = score
            .attributes
            .iter()
            .map(|attribute| attribute.weight + attribute.term_frequency_weight)
            .chain([score.prior, score.weight])
            .fold(1.0_f64, |most, weight| most.max(weight.abs()));
        let longest = score.attributes.iter().map(|a| wide(state.catalog.name(a.attribute))).max().unwrap_or(0);
        let name = longest.clamp(6, 16);
        let start = |label: &str, level: &str, weight: f64, role: Role| {
            bar(
                Row::new(columns).cell(label, name, theme.style(role)).gap(1).cell(level, LEVEL, muted),
                state,
                weight,
                heaviest,
            )
        };
        let head = Row::new(columns)
            .text(&score.a.to_string(), theme.style(Role::Strong))
            .text(&format!(" ──{}── ", number(score.probability)), theme.style(Role::Warning))
            .text(&score.b.to_string(), theme.style(Role::Strong))
            .right("◂ ▸ other pairs", muted);
        let mut lines = vec![head, Row::new(columns), start("prior", "", score.prior, Role::Muted)];
        for attribute in &score.attributes {
            let weight = attribute.weight + attribute.term_frequency_weight;
            let values = [self.pair.0, self.pair.1].map(|at| value(state, at, attribute.attribute));
            let role = if weight < 0.0 { Role::Differs } else { Role::Text };
            lines.push(
                start(state.catalog.name(attribute.attribute), attribute.level.word(), weight, role)
                    .gap(1)
                    .text(&values.join(" │ "), theme.style(Role::Text)),
            );
        }
        lines.push(Row::new(columns).text(&"─".repeat(columns), muted));
        let sum = format!("  = probability {}", number(score.probability));
        lines.push(start("total", "", score.weight, Role::Strong).text(&sum, theme.style(Role::Strong)));
        lines
    }
}

/// A member's value as it may be shown.
fn value(state: &State, member: usize, attribute: usize) -> &str {
    let view = state.review.view.as_ref();
    let value = view.and_then(|view| view.members.get(member)).and_then(|member| member.record.value(attribute));
    value.map_or("∅", |value| state.shown(attribute, value))
}

/// A bar to the right of the middle for what speaks for a match, to the left for what speaks against it.
fn bar(row: Row, state: &State, weight: f64, heaviest: f64) -> Row {
    let theme = state.theme;
    let cells = ((weight.abs() / heaviest * HALF as f64).round() as usize).min(HALF);
    let (against, pro) = if weight < 0.0 { (cells, 0) } else { (0, cells) };
    row.number(&"▒".repeat(against), HALF, theme.style(Role::Differs))
        .text("│", theme.style(Role::Muted))
        .cell(&"█".repeat(pro), HALF, theme.style(Role::Bar))
        .number(&format!("{weight:+.1}"), WEIGHT, theme.style(Role::Strong))
}
