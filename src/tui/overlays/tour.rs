//! Five steps that show a newcomer round. It can be left at any step and taken again from the palette.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, window};
use crate::commands::CommandId;
use crate::tui::msg::Effect;
use crate::tui::state::{Screen, State};
use crate::tui::theme::Role;
use crate::tui::update;
use crate::tui::widgets::row::{Row, wrap};

/// A step: the screen behind it, its title, and what it says. `{command}` stands for that command's key.
const STEPS: [(Screen, &str, &[&str]); 5] = [
    (
        Screen::Queue,
        "The queue",
        &[
            "Records that a matcher takes for one are a cluster. Here are those that a person should look at, the most \
             valuable first, each with the reason.",
            "{open} opens one. {next-kind} shows one kind of task at a time, {search} searches.",
        ],
    ),
    (
        Screen::Review,
        "Review",
        &[
            "The records of one cluster side by side: what differs stands first. At the right the golden record, with \
             the rule that chose each value.",
            "{same} says that they are one and goes to the next task. {unsure} when you cannot tell, {skip} for later. \
             {why} says why the matcher thinks so.",
        ],
    ),
    (
        Screen::Review,
        "Take apart, put together",
        &[
            "{eject} takes the focused record out; {assign-group} and the digits after it divide a cluster by hand. You see \
             both golden records before you accept.",
            "Where another cluster may be the same, both stand side by side: {same} makes them one, {different} keeps them \
             apart. {merge} looks for one itself. {override} chooses another golden value.",
        ],
    ),
    (
        Screen::History,
        "Nothing is lost",
        &[
            "Every decision is kept here, and binds through every new match run. {undo} takes the last one back from \
             anywhere, {redo} restores it; here you take back any one of them.",
            "A decision that contradicts an earlier one stops and shows why.",
        ],
    ),
    (
        Screen::Golden,
        "Golden records",
        &[
            "All of them, with where each value comes from. What is confirmed may be exported: `goldsmith export golden \
             --approved-only --out golden.csv`.",
            "{help} shows the keys of where you are, {palette} every command by name; this tour is one of them. {quit} is \
             always safe.",
        ],
    ),
];

/// How far the tour has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tour {
    step: usize,
}

impl Tour {
    /// Begins the tour, or goes on with it: the screen that a step speaks of lies behind it.
    pub fn show(self, state: &mut State) -> Vec<Effect> {
        let screen = STEPS.get(self.step).map_or(Screen::Queue, |(screen, ..)| *screen);
        let effects = if state.screen == screen { Vec::new() } else { update::go(state, screen) };
        state.overlays.push(Overlay::Tour(self));
        effects
    }

    /// No step comes before.
    pub fn is_first(self) -> bool {
        self.step == 0
    }

    /// No step follows.
    pub fn is_last(self) -> bool {
        self.step + 1 >= STEPS.len()
    }

    pub(super) fn perform(self, state: &mut State, id: CommandId) -> Vec<Effect> {
        match id {
            CommandId::StepOn if !self.is_last() => Self { step: self.step + 1 }.show(state),
            CommandId::StepBack => Self { step: self.step.saturating_sub(1) }.show(state),
            _ => {
                let again = state.keys.spoken(CommandId::Palette);
                state.say(format!("that was the tour · {again} tour shows it again"));
                update::go(state, Screen::Queue)
            }
        }
    }

    pub(super) fn draw(self, state: &State, area: Rect, buffer: &mut Buffer) {
        let Some((_, title, texts)) = STEPS.get(self.step) else { return };
        let columns = area.width.saturating_sub(8).min(76);
        let inner_width = usize::from(columns.saturating_sub(4)).max(10);
        let mut lines = Vec::new();
        for text in *texts {
            let spelled = state.keys.spelled(text);
            for line in wrap(&spelled, inner_width) {
                lines.push(Row::new(inner_width).text(&line, state.theme.style(Role::Text)));
            }
            lines.push(Row::new(inner_width));
        }
        let dots: String = (0..STEPS.len()).map(|step| if step == self.step { '●' } else { '○' }).collect();
        lines.push(Row::new(inner_width).text(&dots, state.theme.style(Role::Muted)));
        let rows = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let heading = format!("{} of {}: {title}", self.step + 1, STEPS.len());
        // Low on the screen, so that what it speaks of is seen above it.
        let low =
            Rect { y: area.bottom().saturating_sub(rows.min(area.height)), height: rows.min(area.height), ..area };
        let inner = window(state, low, &heading, columns, rows, buffer);
        crate::tui::widgets::row::draw(lines, inner, buffer);
    }
}
