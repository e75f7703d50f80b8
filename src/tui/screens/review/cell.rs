//! One value in the table: how it relates to the focused record's, and what of it differs.

use ratatui::style::Modifier;

use super::compare::{self, Likeness};
use super::golden;
use crate::text::{Mark, SafeText, difference};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::Pieces;
use crate::workspace::ClusterView;

/// A value: how it relates to the focused record's, whether it is the golden one, and itself with what differs marked.
pub fn cell(state: &State, view: &ClusterView, member: usize, attribute: usize, here: bool) -> Pieces {
    let theme = state.theme;
    let focus = state.review.record;
    let likeness = compare::likeness(view, focus, member, attribute);
    let value = |at: usize| view.members.get(at).and_then(|m| m.record.value(attribute));
    let winner = view.members.get(member).is_some_and(|m| golden::is_winner(view, &m.record.key, attribute));
    let mut pieces = vec![
        (likeness.glyph().to_owned(), theme.style(likeness.role())),
        (if winner { "★" } else { " " }.to_owned(), theme.style(Role::Winner)),
    ];
    match value(member) {
        None => {}
        Some("") => pieces.push(("\"\"".to_owned(), theme.style(Role::Missing))),
        Some(text) => {
            let shown = state.shown(attribute, text);
            let safe = SafeText::from_data(&shown);
            let plain = theme.style(if safe.has_hidden() { Role::Hidden } else { Role::Text });
            let anchor = value(focus).map(|text| state.shown(attribute, text));
            let anchor = anchor.as_deref().map(SafeText::from_data);
            match anchor {
                Some(anchor) if !matches!(likeness, Likeness::Own | Likeness::Same) => {
                    let style = |mark| match mark {
                        Mark::Differs => plain.patch(theme.style(Role::Differs)),
                        Mark::Moved => plain.patch(theme.style(Role::Close)),
                        Mark::Same | Mark::Gap => plain,
                    };
                    let pieces_of = difference(anchor.as_str(), safe.as_str());
                    pieces.extend(pieces_of.into_iter().map(|piece| (piece.text, style(piece.mark))));
                }
                _ => pieces.push((safe.as_str().to_owned(), plain)),
            }
        }
    }
    if here {
        for (_, style) in &mut pieces {
            *style = style.add_modifier(Modifier::REVERSED);
        }
    }
    pieces
}
