//! The frame around every screen: a line on top, the screen in the middle, the last message and the keys at the foot.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::ascii;
use super::state::Toast;
use super::theme::{Role, Theme};
use super::widgets::footer::footer;
use super::widgets::row::{self, Row};
use crate::commands::{CommandId, Context, Keys};
use crate::text::width::columns as wide;

/// Below this there is no room to compare anything.
pub const LEAST: (u16, u16) = (60, 16);

/// What stands around a screen.
pub struct Around<'a> {
    /// Looks.
    pub theme: &'a Theme,
    /// Which keys give which command.
    pub keys: &'a Keys,
    /// What decides which keys work now.
    pub context: Context,
    /// The line on top.
    pub top: Row,
    /// The line of the last message.
    pub message: Row,
}

/// Draws to the terminal, as far as it knows letters; sets its cursor.
pub fn show(frame: &mut Frame, ascii: bool, draw: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) {
    let area = frame.area();
    if let Some(cursor) = draw(area, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
    if ascii {
        ascii::translate(frame.buffer_mut());
    }
}

/// Whether there is room for anything; where there is none, says so.
pub fn has_room(theme: &Theme, keys: &Keys, area: Rect, buffer: &mut Buffer) -> bool {
    let fits = area.width >= LEAST.0 && area.height >= LEAST.1;
    if !fits {
        too_small(theme, keys, area, buffer);
    }
    fits
}

/// Draws what stands around a screen; gives the room in its middle.
pub fn around(around: Around, area: Rect, buffer: &mut Buffer) -> Rect {
    let Around { theme, keys, context, top, message } = around;
    let line = |y: u16| Rect { y, height: 1, ..area };
    row::draw([top], line(area.y), buffer);
    row::draw([message], line(area.bottom() - 2), buffer);
    row::draw([footer(keys, &context, theme, usize::from(area.width))], line(area.bottom() - 1), buffer);
    middle(area)
}

/// What lies between the first line and the last two.
pub fn middle(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(3), ..area }
}

/// The line of a message.
pub fn message(theme: &Theme, toast: Option<&Toast>, columns: usize) -> Row {
    let row = Row::new(columns);
    match toast {
        Some(toast) if toast.danger => {
            row.text("!", theme.style(Role::Danger)).gap(1).text(&toast.text, theme.style(Role::Strong))
        }
        Some(toast) => {
            let good = theme.style(Role::Good);
            let room = columns.saturating_sub(wide(&toast.tail));
            row.up_to(&toast.text, room, good).text(&toast.tail, good)
        }
        None => row,
    }
}

fn too_small(theme: &Theme, keys: &Keys, area: Rect, buffer: &mut Buffer) {
    let columns = usize::from(area.width);
    let style = theme.style(Role::Muted);
    let lines = [
        format!("{} × {} is too small to compare records.", area.width, area.height),
        format!("Goldsmith needs {} × {}.", LEAST.0, LEAST.1),
        format!("{} quits; everything is saved.", keys.spoken(CommandId::Quit)),
    ];
    let wrapped = lines.iter().flat_map(|line| row::wrap(line, columns.max(2)));
    row::draw(wrapped.map(|line| Row::new(columns).text(&line, style)), area, buffer);
}
