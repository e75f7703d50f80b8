//! What people said a golden value is, and what happens where they do not agree.

use crate::model::{Choice, GoldenValue, OverrideNote, Record, RecordKey};

use super::scope::filled;
use super::step::Step;

/// A standing override of one attribute, anchored to a record.
///
/// The caller passes those that stand, in the order of time: not retracted, and not superseded by a steward who had
/// seen them and overrode the same attribute of the same cluster again. Several then either agree, and the latest is
/// noted, or disagree: the rule decides, and the value is contested until somebody overrides again or retracts.
/// Overrides anchored elsewhere are not heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The assertion's number in the local log.
    pub seq: i64,
    /// Who said it.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Why, in the steward's words.
    pub reason: Option<String>,
    /// The record it is anchored to.
    pub anchor: RecordKey,
    /// Position of the attribute in the domain.
    pub attribute: usize,
    /// What the value is set to.
    pub choice: Choice,
    /// What ends it, as the command line writes it; `None`: nothing.
    pub until: Option<String>,
    /// That has happened: it is no longer heard.
    pub lapsed: bool,
}

/// What an override comes to, now that the records are as they are.
#[derive(PartialEq, Eq)]
struct Effect<'a> {
    value: Option<&'a str>,
    record: Option<&'a RecordKey>,
    step: Step,
}

impl Override {
    /// What golden values say of it.
    pub fn note(&self) -> OverrideNote {
        OverrideNote {
            seq: self.seq,
            by: self.by.clone(),
            at: self.at.clone(),
            reason: self.reason.clone(),
            until: self.until.clone(),
            lapsed: self.lapsed,
        }
    }

    /// `None` where the picked record is not here, or has no value any more, or the typed one was erased: the override
    /// has nothing to say.
    fn effect<'a>(&'a self, members: &[&'a Record]) -> Option<Effect<'a>> {
        match &self.choice {
            Choice::From(key) => {
                let record = members.iter().find(|record| record.key == *key)?;
                let value = filled(record, self.attribute)?;
                Some(Effect { value: Some(value), record: Some(&record.key), step: Step::OverridePicked })
            }
            Choice::Value(text) if !text.is_empty() => {
                Some(Effect { value: Some(text), record: None, step: Step::OverrideTyped })
            }
            Choice::Erased => None,
            Choice::Value(_) | Choice::Null => Some(Effect { value: None, record: None, step: Step::OverrideNull }),
        }
    }
}

/// The golden value after overrides; `ruled` is what the rules chose.
///
/// Where the rule decides after all, its text says why: `overrides disagree, …`, `override empty, …` or
/// `override lapsed, …`.
pub(super) fn hear(
    attribute: usize,
    members: &[&Record],
    overrides: &[Override],
    mut ruled: GoldenValue,
) -> GoldenValue {
    let here = |said: &&Override| said.attribute == attribute && members.iter().any(|record| record.key == said.anchor);
    let (lapsed, heard): (Vec<&Override>, Vec<&Override>) = overrides.iter().filter(here).partition(|said| said.lapsed);
    if heard.is_empty() {
        if !lapsed.is_empty() {
            ruled.rule = format!("override lapsed, {}", ruled.rule);
        }
        return ruled;
    }
    let effects: Vec<(&Override, Effect)> =
        heard.into_iter().filter_map(|said| said.effect(members).map(|effect| (said, effect))).collect();
    let Some((said, effect)) = effects.last() else {
        ruled.rule = format!("override empty, {}", ruled.rule);
        return ruled;
    };
    if effects.iter().any(|(_, other)| other.value != effect.value) {
        ruled.rule = format!("overrides disagree, {}", ruled.rule);
        ruled.contested = true;
        return ruled;
    }
    GoldenValue {
        value: effect.value.map(str::to_owned),
        record: effect.record.cloned(),
        rule: effect.step.to_string(),
        tie: false,
        contested: false,
        overridden: Some(said.note()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Strategy;
    use crate::model::Golden;
    use crate::survivorship::golden;
    use crate::survivorship::laws::{config, group, record, rule};

    fn said(seq: i64, anchor: &str, choice: Choice) -> Override {
        let anchor = anchor.parse().unwrap();
        Override {
            seq,
            by: "ana".into(),
            at: "2026-01-01T00:00:00Z".into(),
            reason: None,
            anchor,
            attribute: 0,
            choice,
            until: None,
            lapsed: false,
        }
    }

    fn typed(seq: i64, anchor: &str, value: &str) -> Override {
        said(seq, anchor, Choice::Value(value.into()))
    }

    fn picked(seq: i64, anchor: &str) -> Override {
        said(seq, anchor, Choice::From(anchor.parse().unwrap()))
    }

    fn decide(overrides: &[Override]) -> Golden {
        let members =
            [record("crm", "1", &["A"], None), record("erp", "1", &["B"], None), record("web", "1", &[""], None)];
        golden(&config(vec![], vec![]), &members.each_ref(), overrides)
    }

    #[test]
    fn a_picked_record_supplies_its_value() {
        let golden = decide(&[picked(1, "erp:1")]);
        let value = &golden.values[0];
        assert_eq!((value.value.as_deref(), value.rule.as_str()), (Some("B"), "override: picked"));
        assert_eq!(value.record, Some("erp:1".parse().unwrap()));
        assert_eq!(value.overridden.as_ref().map(|note| note.seq), Some(1));
    }

    #[test]
    fn typed_values_and_nulls_have_no_record() {
        for (choice, value, rule) in [
            (Choice::Value("C".into()), Some("C"), "override: typed"),
            (Choice::Null, None, "override: null"),
            (Choice::Value(String::new()), None, "override: null"),
        ] {
            let golden = decide(&[said(1, "crm:1", choice)]);
            let first = &golden.values[0];
            assert_eq!((first.value.as_deref(), first.rule.as_str(), &first.record), (value, rule, &None));
        }
    }

    #[test]
    fn a_picked_record_that_is_empty_or_gone_leaves_the_choice_to_the_rule() {
        for choice in ["web:1", "web:7"] {
            let golden = decide(&[said(1, "web:1", Choice::From(choice.parse().unwrap()))]);
            let value = &golden.values[0];
            assert_eq!(value.value.as_deref(), Some("A"));
            assert_eq!(value.rule, "override empty, most trusted crm");
            assert!(!value.contested && value.overridden.is_none());
        }
    }

    #[test]
    fn overrides_that_agree_note_the_latest() {
        let golden = decide(&[typed(3, "crm:1", "B"), picked(7, "erp:1")]);
        let value = &golden.values[0];
        assert_eq!((value.value.as_deref(), value.overridden.as_ref().map(|note| note.seq)), (Some("B"), Some(7)));
    }

    #[test]
    fn overrides_that_disagree_are_contested() {
        for other in [typed(2, "erp:1", "C"), said(2, "erp:1", Choice::Null)] {
            let golden = decide(&[picked(1, "crm:1"), other]);
            let value = &golden.values[0];
            assert!(value.contested && golden.is_contested());
            assert_eq!((value.value.as_deref(), value.overridden.as_ref()), (Some("A"), None));
            assert_eq!(value.rule, "overrides disagree, most trusted crm");
        }
    }

    #[test]
    fn two_at_one_anchor_are_contested_where_neither_replaces_the_other() {
        let golden = decide(&[typed(2, "crm:1", "one"), typed(5, "crm:1", "other")]);
        assert!(golden.values[0].contested);
    }

    #[test]
    fn one_that_has_lapsed_neither_holds_nor_contests() {
        let lapsed = |said: Override| Override { lapsed: true, ..said };
        let golden = decide(&[lapsed(typed(2, "crm:1", "C"))]);
        let value = &golden.values[0];
        assert_eq!((value.value.as_deref(), value.rule.as_str()), (Some("A"), "override lapsed, most trusted crm"));
        assert_eq!(value.overridden, None);
        let golden = decide(&[lapsed(typed(2, "crm:1", "C")), picked(3, "erp:1")]);
        assert_eq!((golden.values[0].value.as_deref(), golden.values[0].contested), (Some("B"), false));
    }

    #[test]
    fn an_override_anchored_elsewhere_is_not_heard() {
        assert_eq!(decide(&[typed(1, "crm:99", "X")]), decide(&[]));
    }

    #[test]
    fn an_override_inside_a_group_speaks_for_its_attribute_alone() {
        let config = config(vec![], vec![group(&[0, 1], rule(&[], Some(Strategy::MostRecent)))]);
        let members = [record("crm", "1", &["A", "a"], Some(1)), record("erp", "1", &["B", "b"], Some(2))];
        let golden = golden(&config, &members.each_ref(), &[picked(1, "crm:1")]);
        assert_eq!(golden.values[0].value.as_deref(), Some("A"));
        assert_eq!(golden.values[1].value.as_deref(), Some("b"));
    }
}
