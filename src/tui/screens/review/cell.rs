//! One value in the table: how it relates to the focused record's, and what of it differs.

use ratatui::style::Style;

use super::compare::{self, Likeness};
use super::golden;
use crate::text::{Mark, SafeText, difference};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::Pieces;
use crate::workspace::ClusterView;

/// A value: how it relates to the focused record's, whether it is the golden one, and itself with what differs marked.
pub fn cell(state: &State, view: &ClusterView, member: usize, attribute: usize) -> Pieces {
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
                        Mark::Moved | Mark::Case => plain.patch(theme.style(Role::Close)),
                        Mark::Same | Mark::Gap => plain,
                    };
                    let pieces_of = difference(anchor.as_str(), safe.as_str());
                    pieces.extend(pieces_of.into_iter().map(|piece| (piece.text, style(piece.mark))));
                }
                _ => pieces.push((safe.as_str().to_owned(), plain)),
            }
            show_edges(&mut pieces, theme.style(Role::Warning));
        }
    }
    pieces
}

/// Shows blanks at the beginning and the end of a value, which nobody would see: they are findings about the data. The
/// first two pieces are glyphs.
fn show_edges(pieces: &mut Pieces, style: Style) {
    let mut inner = pieces.split_off(pieces.len().min(2));
    let mark = |blanks: usize| ("␣".repeat(blanks), style);
    let (mut before, mut after) = (0, 0);
    while let Some((text, _)) = inner.first_mut() {
        let kept = text.trim_start_matches(' ');
        before += text.len() - kept.len();
        if !kept.is_empty() {
            *text = kept.to_owned();
            break;
        }
        inner.remove(0);
    }
    while let Some((text, _)) = inner.last_mut() {
        let kept = text.trim_end_matches(' ').len();
        after += text.len() - kept;
        text.truncate(kept);
        if kept > 0 {
            break;
        }
        inner.pop();
    }
    pieces.extend((before > 0).then(|| mark(before)));
    pieces.append(&mut inner);
    pieces.extend((after > 0).then(|| mark(after)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_at_the_edges_are_shown_and_those_within_are_not() {
        let shown = |parts: &[&str]| {
            let mut pieces: Pieces =
                ["", ""].iter().chain(parts).map(|text| ((*text).to_owned(), Style::new())).collect();
            show_edges(&mut pieces, Style::new());
            pieces.into_iter().map(|(text, _)| text).collect::<String>()
        };
        assert_eq!(shown(&[" a b "]), "␣a b␣");
        assert_eq!(shown(&["  ", " a", " b", "  "]), "␣␣␣a b␣␣");
        assert_eq!(shown(&["a b"]), "a b");
        assert_eq!(shown(&["  "]), "␣␣");
        assert_eq!(shown(&[]), "");
    }
}
