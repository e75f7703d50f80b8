//! Blind review: what a steward does not see until they have decided, so that they judge for themselves.

use crate::commands::CommandId;
use crate::model::{Status, Task, TaskKind};
use crate::tui::state::State;
use crate::workspace::{ClusterView, Hidden};

/// What stands in place of a reason that would tell.
const SECOND_REVIEW: &str = "somebody decided this; judge for yourself: who, how and the scores are hidden until then";

/// Scores are hidden: the steward chose so, or the policy of second reviews does.
pub fn hides_scores(state: &State, view: &ClusterView) -> bool {
    state.blind || view.hidden == Hidden::DecisionAndScores
}

/// What was decided about it, and by whom, is hidden.
pub fn hides_decision(view: &ClusterView) -> bool {
    view.hidden != Hidden::Nothing
}

/// The status as it may be shown: what is asked again looks as it did.
pub fn status(view: &ClusterView) -> Status {
    if view.hidden == Hidden::Decision { Status::Proposed } else { view.status }
}

/// Why somebody should look, as far as that may be said.
pub fn reason<'t>(state: &State, view: &ClusterView, task: &'t Task) -> &'t str {
    match task.kind {
        TaskKind::SecondReview if view.hidden == Hidden::DecisionAndScores => SECOND_REVIEW,
        TaskKind::Possible if state.blind => bare(&task.reason),
        _ if state.blind => "scores are hidden",
        _ => state.reason(task),
    }
}

/// The same for the queue, where it is not known yet who decided.
pub fn of_queue<'t>(state: &State, task: &'t Task) -> &'t str {
    match task.kind {
        TaskKind::SecondReview if state.catalog.blind_second_review => SECOND_REVIEW,
        TaskKind::Possible if state.blind => bare(&task.reason),
        _ if state.blind => "",
        _ => state.reason(task),
    }
}

/// Which clusters may be one, without how likely that is.
fn bare(reason: &str) -> &str {
    reason.rsplit_once(" (").map_or(reason, |(question, _)| question)
}

/// The score of a task as the queue may show it.
pub fn score(state: &State, task: &Task) -> Option<f64> {
    let second = task.kind == TaskKind::SecondReview && state.catalog.blind_second_review;
    task.score.filter(|_| !state.blind && !second)
}

/// Hides scores, or shows them again.
pub fn toggle(state: &mut State) {
    state.blind = !state.blind;
    let hidden = format!("scores are hidden · {} shows them", state.key(CommandId::Blind));
    state.say(if state.blind { hidden } else { "scores are shown".to_owned() });
}

/// Whether a command would show what is hidden; then it says so.
pub fn refuses(state: &mut State, id: CommandId) -> bool {
    let Some(view) = &state.review.view else { return false };
    let (scores, decision) = (hides_scores(state, view), hides_decision(view));
    let what = match id {
        CommandId::Why if scores => "why: scores are",
        CommandId::Scores if scores => "scores: they are",
        CommandId::Formed if scores || decision => "how formed: that is",
        _ => return false,
    };
    state.warn(format!("{what} hidden until you have decided"));
    true
}
