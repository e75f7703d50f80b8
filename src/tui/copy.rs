//! Copies by way of the terminal (OSC 52): a value, a record, a golden record. What is handed over is safe text, as it is
//! on the screen, so that it steers nothing where it is pasted; personal values that are hidden stay so.

use std::fmt::Write as _;

use super::msg::Effect;
use super::screens::counted;
use super::state::{Screen, State};
use crate::commands::CommandId;
use crate::text::SafeText;
use crate::workspace::ClusterView;

/// Bytes of a copy at most: with more, many terminals take nothing at all.
const LARGEST: usize = 74_994;

/// Copies what a command names.
pub fn copy(state: &mut State, id: CommandId) -> Vec<Effect> {
    let found = match id {
        CommandId::CopyValue => value(state),
        CommandId::CopyRecord => record(state),
        _ => golden(state),
    };
    let Some((what, text)) = found else {
        state.warn("copy: there is nothing here to copy");
        return Vec::new();
    };
    if text.len() > LARGEST {
        state.warn(format!("copy: {what} has {} bytes, and terminals take no more than {LARGEST}", text.len()));
        return Vec::new();
    }
    state.say(format!("{what}: {} handed to the terminal", counted(text.chars().count(), "character")));
    vec![Effect::Copy(text)]
}

fn value(state: &State) -> Option<(String, String)> {
    let attribute = state.review.attribute()?;
    let member = state.review.view.as_ref()?.members.get(state.review.record)?;
    let value = member.record.value(attribute)?;
    let what = format!("{} of {}", state.catalog.name(attribute), member.record.key);
    Some((what, SafeText::whole(&state.shown(attribute, value)).as_str().to_owned()))
}

fn record(state: &State) -> Option<(String, String)> {
    let view = state.review.view.as_ref()?;
    let member = view.members.get(state.review.record)?;
    let key = member.record.key.to_string();
    let values = (0..view.golden.values.len()).map(|at| (at, member.record.value(at)));
    Some((key.clone(), lines(state, "record", &key, values)))
}

fn golden(state: &State) -> Option<(String, String)> {
    let view: &ClusterView = match state.screen {
        Screen::Golden => state.golden.detail.as_ref()?,
        _ => state.review.view.as_ref()?,
    };
    let values = view.golden.values.iter().enumerate().map(|(at, value)| (at, value.value.as_deref()));
    Some((view.golden_id.clone(), lines(state, "golden_id", &view.golden_id, values)))
}

/// A line an attribute, its name and its value with a tab between; those without a value are left out.
fn lines<'v>(state: &State, head: &str, id: &str, values: impl Iterator<Item = (usize, Option<&'v str>)>) -> String {
    let mut text = format!("{head}\t{}\n", SafeText::whole(id));
    for (at, value) in values.filter_map(|(at, value)| value.map(|value| (at, value))) {
        let value = SafeText::whole(&state.shown(at, value)).into_owned();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}\t{value}", SafeText::whole(state.catalog.name(at)));
    }
    text
}

/// The sequence that hands text to the terminal.
pub fn sequence(text: &str) -> String {
    format!("\u{1b}]52;c;{}\u{1b}\\", base64(text.as_bytes()))
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            let index = (bits >> (18 - 6 * n)) & 0x3F;
            let letter = LETTERS.get(index as usize).copied().unwrap_or(b'=');
            out.push(if n as usize <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixtures::{cluster, hostile, press, reviewing};

    #[test]
    fn base64_is_what_everybody_reads() {
        for (text, written) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(text.as_bytes()), written);
        }
        assert_eq!(sequence("ü"), "\u{1b}]52;c;w7w=\u{1b}\\");
    }

    fn copied(effects: Vec<Effect>) -> String {
        let copies: Vec<String> =
            effects.into_iter().filter_map(|e| if let Effect::Copy(text) = e { Some(text) } else { None }).collect();
        assert_eq!(copies.len(), 1);
        copies.concat()
    }

    #[test]
    fn a_value_a_record_and_a_golden_record_can_be_copied() {
        let mut state = reviewing(cluster());
        let view = state.review.view.clone().unwrap();
        let attribute = state.review.attribute().unwrap();
        let text = copied(copy(&mut state, CommandId::CopyValue));
        assert_eq!(Some(text.as_str()), view.members[0].record.value(attribute));
        let text = copied(copy(&mut state, CommandId::CopyRecord));
        assert!(text.starts_with(&format!("record\t{}\n", view.members[0].record.key)), "{text}");
        let text = copied(copy(&mut state, CommandId::CopyGolden));
        assert!(text.starts_with("golden_id\tG-") && text.lines().count() > 2, "{text}");
    }

    #[test]
    fn what_is_masked_is_not_copied_and_what_steers_is_marked() {
        let mut state = reviewing(cluster());
        press(&mut state, ".");
        let text = copied(copy(&mut state, CommandId::CopyRecord));
        assert!(text.contains(crate::tui::state::MASK) && !text.contains('@'), "{text}");
        let mut state = reviewing(hostile());
        for record in 0..2 {
            state.review.record = record;
            let text = copied(copy(&mut state, CommandId::CopyRecord));
            assert!(!text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
        }
    }

    #[test]
    fn what_no_terminal_takes_is_refused() {
        let mut view = cluster();
        let mut values: Vec<Option<String>> =
            (0..6).map(|at| view.members[0].record.value(at).map(str::to_owned)).collect();
        values.fill(Some("x".repeat(20_000)));
        let old = &view.members[0].record;
        view.members[0].record = crate::model::Record::new(old.key.clone(), values, old.updated_at.clone(), None);
        let mut state = reviewing(view);
        assert!(copy(&mut state, CommandId::CopyRecord).is_empty());
        assert!(state.toast.unwrap().danger);
    }
}
