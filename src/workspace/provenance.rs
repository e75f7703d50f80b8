//! What a decision was made on, where the face that asked for it does not say: the score and the comparison of the pair
//! that it rests on, and which part of the queue it came from.

use super::asked;
use super::desk::Desk;
use super::island::Material;
use super::overlay::Overlay;
use crate::error::Result;
use crate::learning::ASKED_AGAIN;
use crate::matching::Prepared;
use crate::model::{PairScore, RecordKey, Shown, Statement, TaskKind};
use crate::store::Db;

/// `given`, with what it leaves open filled in for `said`, which is about the records of these numbers.
pub fn shown(db: &Db, desk: &Desk, overlay: &Overlay, said: &Statement, rids: &[i64], given: &Shown) -> Result<Shown> {
    let mut shown = given.clone();
    if shown.probability.is_none()
        && shown.weight.is_none()
        && shown.vector.is_empty()
        && let Some(score) = score(db, desk, overlay, said, rids)?
    {
        let vector = score.attributes.iter().filter_map(|attribute| {
            let name = desk.config.domain.attributes.get(attribute.attribute)?.name.clone();
            Some((name, attribute.level.word().to_owned()))
        });
        shown.vector = vector.collect();
        shown.probability = Some(score.probability);
        shown.weight = Some(score.weight);
    }
    if shown.stratum.is_none() && shown.inclusion_probability.is_none() && is_verdict(said) {
        (shown.stratum, shown.inclusion_probability) = stratum(db, desk, rids)?;
    }
    Ok(shown)
}

/// The pair that a statement rests on: the one it names; of a confirmation the weakest link; of a split or a merge the
/// two records of different parts that are most alike.
fn score(db: &Db, desk: &Desk, overlay: &Overlay, said: &Statement, rids: &[i64]) -> Result<Option<PairScore>> {
    match said {
        Statement::Same { a, b } | Statement::Different { a, b } => pair(db, desk, a, b),
        Statement::Unsure { members } | Statement::Confirm { members, .. } => match members.as_slice() {
            [] | [_] => Ok(None),
            [a, b] => pair(db, desk, a, b),
            [first, ..] => {
                let Some(&rid) = rids.first() else { return Ok(None) };
                let sight = overlay.around(rid)?;
                let weakest = sight.cluster_of(first).and_then(|at| sight.derived.clusters[at].weakest);
                Ok(weakest.map(|(a, b)| within(desk, &sight.material, a, b)))
            }
        },
        Statement::Split { parts, .. } | Statement::Merge { parts } => strongest_across(db, desk, parts),
        _ => Ok(None),
    }
}

fn pair(db: &Db, desk: &Desk, a: &RecordKey, b: &RecordKey) -> Result<Option<PairScore>> {
    let (Some(a), Some(b)) = (db.rid(a)?, db.rid(b)?) else { return Ok(None) };
    let prepare = |rid| db.record(rid).map(|stored| desk.comparer.prepare(&stored.record));
    Ok(Some(desk.comparer.score(&prepare(a)?, &prepare(b)?)))
}

fn within(desk: &Desk, material: &Material, a: usize, b: usize) -> PairScore {
    let prepare = |node: usize| desk.comparer.prepare(&material.records[node]);
    desk.comparer.score(&prepare(a), &prepare(b))
}

fn strongest_across(db: &Db, desk: &Desk, parts: &[Vec<RecordKey>]) -> Result<Option<PairScore>> {
    let mut prepared: Vec<(usize, Prepared)> = Vec::new();
    for (part, keys) in parts.iter().enumerate() {
        for key in keys {
            let Some(rid) = db.rid(key)? else { continue };
            let stored = db.record(rid)?;
            // What is no longer in its source says nothing about anybody.
            if !stored.gone {
                prepared.push((part, desk.comparer.prepare(&stored.record)));
            }
        }
    }
    let mut best: Option<(f64, usize, usize)> = None;
    for (i, (part, one)) in prepared.iter().enumerate() {
        for (j, (_, other)) in prepared.iter().enumerate().skip(i + 1).filter(|(_, (of, _))| of != part) {
            let probability = desk.comparer.probability(one, other);
            if best.is_none_or(|(most, ..)| probability > most) {
                best = Some((probability, i, j));
            }
        }
    }
    Ok(best.map(|(_, i, j)| desk.comparer.score(&prepared[i].1, &prepared[j].1)))
}

/// It answers a task: the others are remarks, or speak of what was said.
fn is_verdict(said: &Statement) -> bool {
    matches!(
        said,
        Statement::Same { .. }
            | Statement::Different { .. }
            | Statement::Unsure { .. }
            | Statement::Confirm { .. }
            | Statement::Split { .. }
            | Statement::Merge { .. }
            | Statement::Override { .. }
            | Statement::Approve { .. }
            | Statement::SendBack { .. }
    )
}

/// The task that the first of these records waits in, and the chance that it had of being drawn, where it was drawn.
fn stratum(db: &Db, desk: &Desk, rids: &[i64]) -> Result<(Option<String>, Option<f64>)> {
    let due = asked::due(db, desk)?;
    let quality = &desk.config.review.quality;
    for &rid in rids {
        let Some(golden_id) = db.cluster_of(rid)? else { continue };
        let Some(stored) = db.cluster(&golden_id)? else { continue };
        if asked::is_due(due, &stored) {
            return Ok((Some(ASKED_AGAIN.to_owned()), Some(quality.ask_again)));
        }
        if let Some(kind) = stored.kind {
            return Ok((Some(kind.word().to_owned()), (kind == TaskKind::Audit).then_some(quality.audit)));
        }
    }
    Ok((None, None))
}

#[cfg(test)]
mod tests {
    use crate::model::Shown;
    use crate::workspace::tests_support::{Place, decide, key, merge, split};
    use crate::workspace::{Change, Request, Workspace};

    /// What the journal's last entry was made on.
    fn last(workspace: &Workspace) -> Shown {
        workspace.assertions().unwrap().pop().unwrap().shown
    }

    fn probability(workspace: &Workspace, a: &str, b: &str) -> f64 {
        workspace.why(&key(a), &key(b)).unwrap().probability
    }

    #[test]
    fn every_verdict_keeps_the_score_of_what_it_rests_on() {
        let (_place, mut ana) = Place::loaded("single");
        let weakest = ana.cluster("crm:01").unwrap();
        let (i, j) = weakest.weakest.unwrap();
        let weakest = [i, j].map(|at| weakest.members[at].record.key.to_string());
        decide(&mut ana, Change::Confirm { id: "crm:01".into() }).unwrap();
        assert_eq!(last(&ana).probability, Some(probability(&ana, &weakest[0], &weakest[1])));
        decide(&mut ana, Change::Undo).unwrap();
        assert_eq!(last(&ana), Shown::default(), "a retraction rests on no score");

        let pairs = [("crm:01", "web:01"), ("erp:01", "web:01")];
        let strongest = pairs.map(|(a, b)| probability(&ana, a, b)).into_iter().fold(0.0, f64::max);
        decide(&mut ana, split("crm:01", &[&["web:01"]])).unwrap();
        let shown = last(&ana);
        assert_eq!(shown.probability, Some(strongest));
        assert_eq!(shown.vector.len(), 2);
        assert!(shown.weight.is_some() && !shown.blind);
        assert!(shown.stratum.is_some() && shown.inclusion_probability.is_none(), "it was a task, not drawn by chance");

        decide(&mut ana, merge("web:01", "web:09")).unwrap();
        assert_eq!(last(&ana).probability, Some(probability(&ana, "web:01", "web:09")));
        decide(&mut ana, Change::Unsure { a: key("crm:02"), b: key("erp:02") }).unwrap();
        assert_eq!(last(&ana).probability, Some(probability(&ana, "crm:02", "erp:02")));
    }

    #[test]
    fn what_the_face_says_it_showed_is_kept() {
        let (_place, mut ana) = Place::loaded("single");
        let shown = Shown {
            blind: true,
            probability: Some(0.25),
            stratum: Some("mine".into()),
            inclusion_probability: Some(0.5),
            ..Shown::default()
        };
        let change = Change::Same { a: key("crm:02"), b: key("erp:02") };
        let request = Request { change, comment: None, shown: shown.clone() };
        let proposal = ana.propose(&[request]).unwrap();
        ana.commit(proposal).unwrap();
        assert_eq!(last(&ana), shown);
    }
}
