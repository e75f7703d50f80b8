//! What is asked to see how well rules and stewards do: the audit of what a rule accepted, and a steward's own
//! confirmations once more, when they have long been decided.

use super::desk::Desk;
use crate::config::Review;
use crate::error::Result;
use crate::learning::ASKED_AGAIN;
use crate::model::{Assertion, TaskKind};
use crate::queue::{self, Doubt, Reasons, Ticket};
use crate::store::{Ask, Asked, Db, StoredCluster};

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
    said.shown.stratum.as_deref() != Some(ASKED_AGAIN)
        && queue::is_drawn("asked again", &said.id.0, review.quality.ask_again)
}

/// Whether nothing more pressing than somebody else's approval, or another cluster that may be the same, keeps a cluster
/// from being asked about again.
pub fn may_ask(ticket: Option<&Ticket>) -> bool {
    ticket.is_none_or(|ticket| matches!(ticket.kind, TaskKind::SecondReview | TaskKind::Possible))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Status, Task};
    use crate::workspace::tests_support::{Place, decide, key, load, typed};
    use crate::workspace::{Change, Page, Query, Workspace};

    fn queue(workspace: &Workspace) -> Vec<Task> {
        workspace.queue(&Query::default(), &Page::first(100)).unwrap()
    }

    fn of(workspace: &Workspace, id: &str) -> Option<Task> {
        let golden_id = workspace.cluster(id).unwrap().golden_id;
        queue(workspace).into_iter().find(|task| task.golden_id == golden_id)
    }

    fn place(review: &str) -> (Place, Workspace) {
        let place = Place::reviewed(review);
        let mut ana = place.steward("ana");
        load(&mut ana);
        (place, ana)
    }

    /// Decides so many other things.
    fn be_busy(workspace: &mut Workspace, times: usize) {
        for n in 0..times {
            decide(workspace, typed("web:09", "city", &format!("Bath {n}"))).unwrap();
        }
    }

    #[test]
    fn what_the_rule_accepted_is_drawn_until_somebody_decides() {
        // Everything is above the band, and every cluster of two or more is drawn.
        let (_place, mut ana) = place("band = [0.0, 0.0]\naudit = 1.0\n");
        let drawn = queue(&ana);
        assert!(drawn.len() == 2 && drawn.iter().all(|task| task.kind == TaskKind::Audit && task.size > 1));
        assert_eq!(drawn[0].reason, "accepted by rule; 1 in 1 is looked at");
        decide(&mut ana, Change::Confirm { id: "crm:01".into() }).unwrap();
        decide(&mut ana, Change::Different { a: key("crm:02"), b: key("erp:02") }).unwrap();
        assert_eq!(queue(&ana), []);
        let said = ana.assertions().unwrap().split_off(2);
        let strata: Vec<_> =
            said.iter().map(|said| (said.shown.stratum.as_deref(), said.shown.inclusion_probability)).collect();
        assert!(strata.iter().all(|stratum| *stratum == (Some("audit"), Some(1.0))), "{strata:?}");
        let audit = ana.stewards().unwrap().audit;
        assert_eq!((audit.n, audit.count), (2, 1));
        assert!(ana.verify().unwrap().ok);
    }

    #[test]
    fn a_rate_of_nothing_draws_nothing() {
        assert_eq!(queue(&place("band = [0.0, 0.0]\naudit = 0\n").1), []);
    }

    #[test]
    fn a_confirmation_comes_back_to_its_author_as_it_looked() {
        let (place, mut ana) = place("ask_again = 1\naudit = 0\n");
        let ben = place.steward("ben");
        let before = of(&ana, "crm:01").unwrap();
        let counted = ana.counts().unwrap().tasks;
        decide(&mut ana, Change::Confirm { id: "crm:01".into() }).unwrap();
        be_busy(&mut ana, BETWEEN - 1);
        assert_eq!(of(&ana, "crm:01"), None);
        be_busy(&mut ana, 1);
        assert_eq!(of(&ana, "crm:01"), Some(before), "to her it is what it was");
        assert_eq!(ana.counts().unwrap().tasks, counted);
        let view = ana.cluster("crm:01").unwrap();
        assert_eq!((view.status, view.hidden), (Status::Approved, crate::workspace::Hidden::Decision));
        assert_eq!(of(&ben, "crm:01"), None, "nobody else is asked");
        assert_eq!(ben.cluster("crm:01").unwrap().task, None);

        decide(&mut ana, Change::Confirm { id: "crm:01".into() }).unwrap();
        let said = ana.assertions().unwrap().pop().unwrap();
        assert_eq!((said.shown.stratum.as_deref(), said.shown.inclusion_probability), (Some("re-ask"), Some(1.0)));
        be_busy(&mut ana, BETWEEN);
        assert_eq!(of(&ana, "crm:01"), None, "once is enough");
        let own = ana.stewards().unwrap().stewards.remove(0).self_agreement;
        assert_eq!((own.n, own.count), (1, 1));
        assert!(ana.verify().unwrap().ok);
    }

    #[test]
    fn whoever_answers_otherwise_does_not_agree_with_themselves() {
        let (_place, mut ana) = place("approval = \"four_eyes\"\nask_again = 1\naudit = 0\nsecond_opinion = \"off\"\n");
        decide(&mut ana, Change::Confirm { id: "crm:02".into() }).unwrap();
        assert_eq!(of(&ana, "crm:02").map(|task| task.kind), Some(TaskKind::SecondReview));
        be_busy(&mut ana, BETWEEN);
        let asked = of(&ana, "crm:02").unwrap();
        assert!([TaskKind::Borderline, TaskKind::Suspicious].contains(&asked.kind), "{asked:?}");
        let seq = ana.cluster("crm:02").unwrap().history.last().unwrap().seq;
        let apart = Change::Different { a: key("crm:02"), b: key("erp:02") };
        let refused = ana.propose(&[apart.clone().into()]).unwrap();
        assert_eq!(refused.conflicts.len(), 1, "she said the contrary");
        let both = ana.propose(&[Change::Retract { seq }.into(), apart.into()]).unwrap();
        ana.commit(both).unwrap();
        let own = ana.stewards().unwrap().stewards.remove(0).self_agreement;
        assert_eq!((own.n, own.count), (1, 0));
    }

    #[test]
    fn pages_of_the_queue_hold_each_task_once() {
        let (_place, mut ana) = place("ask_again = 1\naudit = 0\n");
        decide(&mut ana, Change::Confirm { id: "crm:01".into() }).unwrap();
        be_busy(&mut ana, BETWEEN);
        let whole = queue(&ana);
        assert_eq!(whole.len(), 2);
        let mut paged: Vec<Task> = Vec::new();
        while let [task] = {
            let after = paged.last().map(|task| (task.priority, task.golden_id.clone()));
            ana.queue(&Query::default(), &Page { after, limit: 1 }).unwrap()
        }
        .as_slice()
        {
            paged.push(task.clone());
        }
        assert_eq!(paged, whole);
    }
}
