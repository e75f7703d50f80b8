//! Golden values and where they come from, in few words.

use std::borrow::Cow;

use crate::model::{GoldenValue, RecordKey};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::workspace::ClusterView;

/// The golden value of an attribute as it may be shown, and its role.
pub fn value<'v>(state: &'v State, attribute: usize, golden: &'v GoldenValue) -> (Cow<'v, str>, Role) {
    match golden.value.as_deref() {
        None => ("∅".into(), Role::Missing),
        Some("") => ("\"\"".into(), Role::Missing),
        Some(value) => {
            (state.shown(attribute, value), if golden.overridden.is_some() { Role::Key } else { Role::Winner })
        }
    }
}

/// The rule that chose it, with what a person should know: an override, a tie, overrides that disagree.
pub fn rule(golden: &GoldenValue) -> String {
    let mark = match golden {
        GoldenValue { contested: true, .. } => "✗ overrides disagree · ",
        GoldenValue { tie: true, .. } => "⇄ ",
        GoldenValue { overridden: Some(_), .. } => "✎ ",
        _ => "",
    };
    let until = golden.overridden.as_ref().and_then(|note| note.until.as_deref());
    let until = until.map_or_else(String::new, |until| format!(" until {}", until.replace('_', " ")));
    format!("{mark}{}{until}", golden.rule)
}

/// Whether a record supplies the golden value of an attribute.
pub fn is_winner(view: &ClusterView, key: &RecordKey, attribute: usize) -> bool {
    view.golden.values.get(attribute).is_some_and(|golden| golden.record.as_ref() == Some(key))
}
