//! What one statement says of pairs of records.
//!
//! ```text
//! same a b ──────────────► match       confirm {a b c} ─────► match of every two
//! different a b ─────────► non_match   split {a b} {c} ─────► non_match across; match within, where said
//! unsure a b ────────────► unsure      merge {a b} {c} ─────► match across
//! ```

use crate::model::{RecordKey, Statement};

use super::label::{Label, Origin};

/// Two records, in no order.
pub(super) type Pair<'a> = (&'a RecordKey, &'a RecordKey);

/// A label for many pairs, which are never all held at once.
pub(super) struct Claim<'a> {
    pub(super) label: Label,
    pub(super) origin: Origin,
    /// How many there are.
    pub(super) count: usize,
    /// The pairs, in the order of the statement.
    pub(super) pairs: Box<dyn Iterator<Item = Pair<'a>> + 'a>,
}

/// What a statement says of pairs of records; nothing, where it speaks of other things.
pub(super) fn claims(statement: &Statement) -> Vec<Claim<'_>> {
    use Label::{Match, NonMatch, Unsure};
    match statement {
        Statement::Same { a, b } => vec![one(Match, Origin::Same, a, b)],
        Statement::Different { a, b } => vec![one(NonMatch, Origin::Different, a, b)],
        Statement::Unsure { members } => match members.as_slice() {
            [a, b] => vec![one(Unsure, Origin::Unsure, a, b)],
            _ => Vec::new(),
        },
        Statement::Confirm { members, .. } => vec![within(Origin::Confirm, std::slice::from_ref(members))],
        Statement::Split { parts, confirm_parts: false } => vec![across(NonMatch, Origin::Split, parts)],
        Statement::Split { parts, confirm_parts: true } => {
            vec![across(NonMatch, Origin::Split, parts), within(Origin::Split, parts)]
        }
        Statement::Merge { parts } => vec![across(Match, Origin::Merge, parts)],
        Statement::Override { .. }
        | Statement::Approve { .. }
        | Statement::SendBack { .. }
        | Statement::Comment { .. }
        | Statement::Publish { .. }
        | Statement::Retract { .. }
        | Statement::Reaffirm { .. }
        | Statement::SwapIds { .. }
        | Statement::Load { .. }
        | Statement::Accept { .. }
        | Statement::Redact { .. }
        | Statement::Unknown { .. } => Vec::new(),
    }
}

fn one<'a>(label: Label, origin: Origin, a: &'a RecordKey, b: &'a RecordKey) -> Claim<'a> {
    Claim { label, origin, count: 1, pairs: Box::new(std::iter::once((a, b))) }
}

/// Every two of the same part match.
fn within(origin: Origin, parts: &[Vec<RecordKey>]) -> Claim<'_> {
    let count = parts.iter().map(|part| part.len() * part.len().saturating_sub(1) / 2).sum();
    let pairs = parts
        .iter()
        .flat_map(|part| part.iter().enumerate().flat_map(move |(i, a)| part.iter().skip(i + 1).map(move |b| (a, b))));
    Claim { label: Label::Match, origin, count, pairs: Box::new(pairs) }
}

/// Every two of different parts.
fn across(label: Label, origin: Origin, parts: &[Vec<RecordKey>]) -> Claim<'_> {
    let all: usize = parts.iter().map(Vec::len).sum();
    let count = (all * all - parts.iter().map(|part| part.len() * part.len()).sum::<usize>()) / 2;
    let pairs = parts.iter().enumerate().flat_map(move |(i, part)| {
        let others = parts.iter().skip(i + 1).flatten();
        part.iter().flat_map(move |a| others.clone().map(move |b| (a, b)))
    });
    Claim { label, origin, count, pairs: Box::new(pairs) }
}
