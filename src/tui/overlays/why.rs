//! Why the matcher thinks so: the waterfall of match weights of a pair (Fellegi and Sunter, 1969).
//!
//! ```text
//!                      -3              +9
//! prior                ▒▒▒│                -3.3
//! company_name  close  ███│                +4.1  ACME Corporation │ Acme Corp
//!               rare       ██              +1.2
//! total                   │██              +2.0  = probability 0.80
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, scroll, scrolled, window};
use crate::commands::CommandId;
use crate::model::{AttributeScore, Level, PairScore, signed, two_digits};
use crate::text::width::columns as wide;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::screens::review::compare;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{Row, wrap};

/// Columns of the level and of a weight.
const LEVEL: usize = 13;
const WEIGHT: usize = 6;
/// Columns of how alike two values are.
const ALIKE: usize = 7;
/// Wider than this the bars tell no more.
const WIDEST: usize = 150;
const OTHERS: &str = "◂ ▸ other pairs";

/// The comparison of two members of the cluster under review.
#[derive(Clone, Debug)]
pub struct Why {
    pair: (usize, usize),
    scroll: usize,
    /// The comparison, where it had to be asked for.
    pub score: Option<PairScore>,
}

/// Opens on the marked pair, else on the one in doubt, else on the first two records.
pub fn open(state: &mut State) -> Vec<Effect> {
    let pair = pair_in_doubt(state);
    show(state, pair)
}

/// The same below the table, where there is room for it: of the pair that the overlay would open on.
pub fn inline(state: &State, columns: usize) -> Vec<Row> {
    let Some(view) = &state.review.view else { return Vec::new() };
    let pair = pair_in_doubt(state);
    let Some(score) = compare::pair(view, pair.0, pair.1) else { return Vec::new() };
    Why { pair, scroll: 0, score: None }.lines(state, score, columns.min(WIDEST), "")
}

fn pair_in_doubt(state: &State) -> (usize, usize) {
    let doubtful = state.review.view.as_ref().and_then(compare::doubtful);
    match state.review.marked.as_slice() {
        [i, j] => (*i.min(j), *i.max(j)),
        _ => doubtful.unwrap_or((0, 1)),
    }
}

fn show(state: &mut State, pair: (usize, usize)) -> Vec<Effect> {
    let Some(view) = &state.review.view else { return Vec::new() };
    let key = |at: usize| view.members.get(at).map(|member| member.record.key.clone());
    let question = match (compare::pair(view, pair.0, pair.1), key(pair.0), key(pair.1)) {
        (None, Some(a), Some(b)) => Some(Ask::Why(a, b)),
        _ => None,
    };
    state.overlays.push(Overlay::Why(Why { pair, scroll: 0, score: None }));
    question.map(|ask| state.ask(Slot::Why, ask)).into_iter().collect()
}

impl Why {
    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
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
                let lines = self.shown(state).map_or(0, |score| self.lines(state, score, 80, OTHERS).len());
                self.scroll = scroll(self.scroll, id, lines);
                state.overlays.push(Overlay::Why(self));
                Vec::new()
            }
        }
    }

    /// The comparison, once it is there.
    fn shown<'s>(&'s self, state: &'s State) -> Option<&'s PairScore> {
        let view = state.review.view.as_ref();
        view.and_then(|view| compare::pair(view, self.pair.0, self.pair.1)).or(self.score.as_ref())
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) {
        let lines = |columns: usize| match self.shown(state) {
            Some(score) => self.lines(state, score, columns, OTHERS),
            None => vec![Row::new(columns).text("comparing …", state.theme.style(Role::Muted))],
        };
        let width = area.width.min(WIDEST as u16);
        let rows = u16::try_from(lines(usize::from(width.saturating_sub(4))).len() + 2).unwrap_or(u16::MAX);
        let inner = window(state, area, "Why", width, rows, buffer);
        scrolled(state, &lines(usize::from(inner.width)), self.scroll, inner, buffer);
    }

    fn lines(&self, state: &State, score: &PairScore, columns: usize, hint: &str) -> Vec<Row> {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let longest = score.attributes.iter().map(|a| wide(state.catalog.name(a.attribute))).max().unwrap_or(0);
        let name = longest.clamp(10, 18);
        let fall = Waterfall::of(score, columns);
        let start = |label: &str, level: &str, (from, to): (f64, f64), role: Role| {
            let row = Row::new(columns).cell(label, name, theme.style(role)).gap(1).cell(level, LEVEL, muted);
            fall.step(row, state, from, to).number(&signed(to - from), WEIGHT, theme.style(Role::Strong))
        };
        let tie = format!(" ──{}── ", two_digits(score.probability));
        let each = columns.saturating_sub(wide(&tie) + wide(hint) + 1) / 2;
        let head = Row::new(columns)
            .text(&short(&score.a, each), theme.style(Role::Strong))
            .text(&tie, theme.style(Role::Warning))
            .text(&short(&score.b, each), theme.style(Role::Strong))
            .right(hint, muted);
        let scale = Row::new(columns).gap(name + 1 + LEVEL);
        let scale = fall.scale(scale, state).number("bits", WEIGHT, muted).gap(1).cell("alike", ALIKE, muted);
        let mut lines = vec![head, scale.text("values", muted), start("prior", "", (0.0, score.prior), Role::Muted)];
        let mut sum = score.prior;
        let compared = |attribute: &&AttributeScore| attribute.level != Level::Missing || attribute.weight != 0.0;
        for attribute in score.attributes.iter().filter(compared) {
            let values = [self.pair.0, self.pair.1].map(|at| value(state, at, attribute.attribute));
            let role = if attribute.weight < 0.0 { Role::Differs } else { Role::Text };
            let after = sum + attribute.weight;
            lines.push(
                start(state.catalog.name(attribute.attribute), attribute.level.word(), (sum, after), role)
                    .gap(1)
                    .cell(&alike(attribute), ALIKE, muted)
                    .text(&values.join(" │ "), theme.style(Role::Text)),
            );
            sum = after;
            if attribute.term_frequency_weight != 0.0 {
                let after = sum + attribute.term_frequency_weight;
                let what = if attribute.term_frequency_weight > 0.0 { "rare value" } else { "common value" };
                lines.push(start("", what, (sum, after), Role::Muted));
                sum = after;
            }
        }
        let silent: Vec<&str> = score
            .attributes
            .iter()
            .filter(|attribute| !compared(attribute))
            .map(|attribute| state.catalog.name(attribute.attribute))
            .collect();
        if !silent.is_empty() {
            let text = format!("∅ missing in one or both, and so of no weight: {}", silent.join(", "));
            if hint.is_empty() {
                // Below the table room is dear: what one line does not hold is cut with a mark.
                lines.push(Row::new(columns).text(&text, muted));
            } else {
                lines.extend(wrap(&text, columns.max(2)).iter().map(|line| Row::new(columns).text(line, muted)));
            }
        }
        lines.push(Row::new(columns).text(&"─".repeat(columns), muted));
        let sum = format!("  = probability {}", two_digits(score.probability));
        lines.push(start("total", "", (0.0, score.weight), Role::Strong).text(&sum, theme.style(Role::Strong)));
        lines.push(
            Row::new(columns)
                .text("each bit of evidence doubles or halves the odds · ", muted)
                .text("█", theme.style(Role::Bar))
                .text(" for · ", muted)
                .text("▒", theme.style(Role::Differs))
                .text(" against", muted),
        );
        lines
    }
}

/// How alike two values are, where that is a number.
fn alike(score: &AttributeScore) -> String {
    score.similarity.map_or_else(String::new, |similarity| format!("{similarity:.2}"))
}

/// A scale on which each step begins where the one before it ended.
struct Waterfall {
    least: f64,
    most: f64,
    cells: usize,
}

impl Waterfall {
    fn of(score: &PairScore, columns: usize) -> Self {
        let (mut least, mut most, mut sum) = (0.0_f64, 0.0_f64, 0.0);
        let steps = score.attributes.iter().flat_map(|a| [a.weight, a.term_frequency_weight]);
        for step in std::iter::once(score.prior).chain(steps) {
            sum += step;
            (least, most) = (least.min(sum), most.max(sum));
        }
        let (least, most) = (least.min(score.weight), most.max(score.weight));
        Self { least, most: most.max(least + 1.0), cells: (columns / 4).clamp(16, 44) }
    }

    fn at(&self, weight: f64) -> usize {
        let share = (weight - self.least) / (self.most - self.least);
        ((share * (self.cells - 1) as f64).round() as usize).min(self.cells - 1)
    }

    /// The bar of a step: from what was known before to what is known after.
    fn step(&self, row: Row, state: &State, from: f64, to: f64) -> Row {
        let theme = state.theme;
        let (zero, start, end) = (self.at(0.0), self.at(from), self.at(to));
        let (first, last) = (start.min(end), start.max(end));
        let (glyph, role) = if to < from { ("▒", Role::Differs) } else { ("█", Role::Bar) };
        let moves = (to - from).abs() > f64::EPSILON;
        (0..self.cells).fold(row, |row, cell| {
            if moves && (first..=last).contains(&cell) && (first == last || cell != start) {
                row.text(glyph, theme.style(role))
            } else if cell == zero {
                row.text("│", theme.style(Role::Muted))
            } else {
                row.text(" ", theme.style(Role::Muted))
            }
        })
    }

    /// Where the scale begins and ends, and that zero is even odds.
    fn scale(&self, row: Row, state: &State) -> Row {
        let muted = state.theme.style(Role::Muted);
        let (least, most) = (format!("{:+.0}", self.least), format!("{:+.0}", self.most));
        let between = self.cells.saturating_sub(wide(&least) + wide(&most));
        row.text(&least, muted).gap(between).text(&most, muted)
    }
}

/// A member's value as it may be shown.
fn value(state: &State, member: usize, attribute: usize) -> String {
    let view = state.review.view.as_ref();
    let value = view.and_then(|view| view.members.get(member)).and_then(|member| member.record.value(attribute));
    value.map_or_else(|| "∅".to_owned(), |value| state.shown(attribute, value).into_owned())
}

/// A bar to the right of the middle for what speaks for a match, to the left for what speaks against it; either half has
/// so many cells.
pub(super) fn bar(row: Row, state: &State, weight: f64, heaviest: f64, half: usize) -> Row {
    let theme = state.theme;
    let cells = ((weight.abs() / heaviest * half as f64).round() as usize).min(half);
    let (against, pro) = if weight < 0.0 { (cells, 0) } else { (0, cells) };
    row.number(&"▒".repeat(against), half, theme.style(Role::Differs)).text("│", theme.style(Role::Muted)).cell(
        &"█".repeat(pro),
        half,
        theme.style(Role::Bar),
    )
}
