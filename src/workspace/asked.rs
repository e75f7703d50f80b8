//! What is asked to see how well rules and stewards do: the audit of what a rule accepted, and a steward's own
//! confirmations once more, when they have long been decided.

use super::desk::Desk;
use crate::config::Review;
use crate::error::Result;
use crate::model::{Assertion, TaskKind};
use crate::queue::{self, Doubt, Reasons, Ticket};
use crate::store::{Ask, Asked, Db, StoredCluster};

/// The part of the queue that holds what is asked again.
pub const AGAIN: &str = "re-ask";
/// Decisions of the same steward that lie between a question and its return.
pub const BETWEEN: usize = 20;

/// Why a golden record that a rule accepted is drawn for audit, if it is.
pub fn audit(review: &Review, golden_id: &str) -> Option<String> {
    let rate = review.quality.audit;
    let drawn = queue::is_drawn("audit of what the rule accepts", golden_id.as_bytes(), rate);
    drawn.then(|| format!("accepted by rule; {} is looked at", queue::one_in(rate)))
}

/// Whether a confirmation is among those that their stewards are asked again.
pub fn is_drawn(review: &Review, said: &Assertion) -> bool {
    said.shown.stratum.as_deref() != Some(AGAIN) && queue::is_drawn("asked again", &said.id.0, review.quality.ask_again)
}

/// Whether nothing more pressing than somebody else's approval keeps a cluster from being asked about again.
pub fn may_ask(ticket: Option<&Ticket>) -> bool {
    ticket.is_none_or(|ticket| ticket.kind == TaskKind::SecondReview)
}

/// The question of a confirmation, as its author had it before them; `None` where its links left no doubt.
pub fn ask(said: &Assertion, doubt: Option<Doubt>) -> Option<Ask> {
    let Ticket { kind, reason, priority } = queue::ticket(Reasons { doubt: Some(doubt?), ..Reasons::default() })?;
    Some(Ask { steward: said.author.clone(), decided_us: said.time_us, kind, reason, priority })
}

/// Which questions come back to the steward who sits here; `None` where they have not decided enough since.
pub fn due<'a>(db: &Db, desk: &'a Desk) -> Result<Option<Asked<'a>>> {
    if desk.config.review.quality.ask_again <= 0.0 {
        return Ok(None);
    }
    let before = db.decided_before_last(&desk.steward, BETWEEN - 1)?;
    Ok(before.map(|before_us| Asked { steward: &desk.steward, before_us }))
}

/// Whether a cluster's question has come back to them.
pub fn is_due(due: Option<Asked>, stored: &StoredCluster) -> bool {
    let Some(due) = due else { return false };
    stored.ask.as_ref().is_some_and(|ask| ask.steward == due.steward && ask.decided_us < due.before_us)
}
