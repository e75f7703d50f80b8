//! Which assertions stand: those that no standing retraction takes back.

use std::collections::BTreeMap;

use crate::model::{Assertion, Hash, Statement};

/// Which assertions of a list stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    retracted_by: Vec<Option<usize>>,
}

impl Standing {
    /// Works it out. A retraction reaches only what its author had seen; a retraction can be retracted.
    ///
    /// The order of `assertions` does not matter: they are walked from late to early by hybrid logical time, in
    /// which a retraction always comes after what it takes back.
    pub fn of(assertions: &[Assertion]) -> Self {
        let by_id: BTreeMap<Hash, usize> = assertions.iter().enumerate().map(|(i, a)| (a.id, i)).collect();
        let mut order: Vec<usize> = (0..assertions.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(assertions[i].order()));
        let mut retracted_by = vec![None; assertions.len()];
        for i in order {
            let Statement::Retract { target } = &assertions[i].statement else { continue };
            let Some(&t) = by_id.get(target) else { continue };
            if retracted_by[i].is_none() && retracted_by[t].is_none() && assertions[i].had_seen(&assertions[t]) {
                retracted_by[t] = Some(i);
            }
        }
        Self { retracted_by }
    }

    /// Whether the assertion at `position` stands.
    pub fn stands(&self, position: usize) -> bool {
        self.retracted_by[position].is_none()
    }

    /// The position of the standing retraction that took it back.
    pub fn retracted_by(&self, position: usize) -> Option<usize> {
        self.retracted_by[position]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::tests_support::Script;

    #[test]
    fn undo_of_an_undo_restores() {
        let mut script = Script::default();
        let same = script.same("s:1", "s:2");
        let undo = script.retract(same);
        let standing = Standing::of(&script.assertions);
        assert!(!standing.stands(same) && standing.stands(undo));
        let redo = script.retract(undo);
        let standing = Standing::of(&script.assertions);
        assert!(standing.stands(same) && !standing.stands(undo) && standing.stands(redo));
        assert_eq!(standing.retracted_by(undo), Some(redo));
    }

    #[test]
    fn a_retraction_does_not_reach_what_its_author_had_not_seen() {
        let mut script = Script::default();
        let same = script.same("s:1", "s:2");
        let undo = script.retract(same);
        script.assertions[undo].writer = "other".into();
        assert!(Standing::of(&script.assertions).stands(same));
        let writer = script.assertions[same].writer.clone();
        script.assertions[undo].seen.insert(writer, 1);
        assert!(!Standing::of(&script.assertions).stands(same));
    }
}
