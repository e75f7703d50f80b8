//! The screens: queue, review, golden, history, health. Each file holds what its screen knows, what keys do, how it is drawn.

pub mod golden;
pub mod health;
pub mod history;
pub mod queue;
pub mod review;

use super::paged::Paged;
use crate::model::{RecordKey, Status, TaskKind};

/// The glyph of a kind of task; the word always stands beside it.
pub fn kind_glyph(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Conflict => "✗",
        TaskKind::Stale => "↻",
        TaskKind::Suspicious => "▲",
        TaskKind::Borderline => "≈",
        TaskKind::Possible => "∪",
        TaskKind::Tie => "⇄",
        TaskKind::SecondReview => "◎",
        TaskKind::SecondOpinion => "◑",
        TaskKind::Lapsing => "◔",
        TaskKind::Audit => "◇",
        TaskKind::Unsure => "?",
    }
}

/// The word of a kind of task, for people.
pub fn kind_word(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::SecondReview => "2nd review",
        TaskKind::SecondOpinion => "opinion",
        other => other.word(),
    }
}

/// The glyph of a status; the word always stands beside it.
pub fn status_glyph(status: Status) -> &'static str {
    match status {
        Status::Proposed => "○",
        Status::Accepted => "◇",
        Status::Confirmed => "●",
        Status::Approved => "✔",
        Status::Exported => "⇪",
    }
}

/// `1 record`, `3 records`.
pub fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Where the cursor stands in a list, and what the list was searched for: `“acme” · 3 of 200+`. `all`: how many rows
/// there are, where that is known though not all of them have been read.
pub fn place<T>(list: &Paged<T>, search: &str, all: Option<u64>) -> String {
    let searched = (!search.is_empty()).then(|| format!("“{search}”"));
    let at = (!list.rows.is_empty()).then(|| format!("{} of {}", list.cursor + 1, total(list, all)));
    searched.into_iter().chain(at).collect::<Vec<_>>().join(" · ")
}

/// How many rows a list has: all of them where that is known, else `200+`.
pub fn total<T>(list: &Paged<T>, all: Option<u64>) -> String {
    let read = list.rows.len();
    match (list.has_more(), all) {
        (true, Some(all)) => all.to_string(),
        (true, None) => format!("{read}+"),
        _ => read.to_string(),
    }
}

/// Keys of records in one text, whole.
pub fn keys<'k>(records: impl IntoIterator<Item = &'k RecordKey>) -> String {
    records.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
