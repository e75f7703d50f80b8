//! A contest: the records of a cluster contend for one attribute, or for a group of them, until one is left.
//!
//! An attribute alone is a group of one, so there is one contest for both. Each criterion keeps the best and drops
//! the rest; what is left at the end is the first record of the total order *declared rules, fallback, key*.

use crate::config::Strategy;
use crate::model::{GoldenValue, Record};

use super::criterion::{Criterion, FALLBACK, declared};
use super::scope::{Contestant, Scope, filled};
use super::step::{Reason, Step};

/// Who won, and why.
pub(super) struct Outcome<'a> {
    winner: Option<&'a Record>,
    rule: String,
    /// Attributes in which records differed that the declared rules held equal.
    tied: Vec<usize>,
}

impl Outcome<'_> {
    /// The golden value of an attribute in scope; a gap of the winning record stays a gap.
    pub(super) fn value(&self, attribute: usize) -> GoldenValue {
        let supplied = self.winner.and_then(|record| filled(record, attribute).map(|value| (value, &record.key)));
        GoldenValue {
            value: supplied.map(|(value, _)| value.to_owned()),
            record: supplied.map(|(_, key)| key.clone()),
            rule: self.rule.clone(),
            tie: self.tied.contains(&attribute),
            contested: false,
            overridden: None,
        }
    }
}

/// Lets the members contend. `standing` is scratch space, so that a million contests need no allocation each.
pub(super) fn contest<'a>(
    scope: &Scope<'_>,
    members: &[Contestant<'a>],
    standing: &mut Vec<Contestant<'a>>,
) -> Outcome<'a> {
    standing.clear();
    standing.extend(members.iter().filter(|contestant| scope.contends(contestant.record)));
    let mut steps = Vec::new();
    if standing.len() < 2 {
        steps.push(if standing.is_empty() { Step::NoValue } else { Step::OnlyValue });
    } else if scope.agree(standing) {
        steps.push(Step::AllAgree);
    }
    let mut decided = !steps.is_empty();

    if scope.rule.strategy == Some(Strategy::MostFrequent) {
        scope.count_holders(standing);
    }
    for criterion in declared(scope.rule) {
        let narrowed = narrow(criterion, scope, standing);
        if let (true, false, Some(left)) = (narrowed, decided, standing.first()) {
            steps.push(criterion.step(left));
            decided = scope.agree(standing);
        }
    }

    let tie = !decided;
    let tied = if tie { scope.differing(standing) } else { Vec::new() };
    for criterion in FALLBACK {
        let narrowed = narrow(criterion, scope, standing);
        if let (true, false, Some(left)) = (narrowed, decided, standing.first()) {
            steps = vec![criterion.step(left)];
            decided = scope.agree(standing);
        }
    }
    if !decided {
        steps = vec![Step::FirstKey];
    }

    let winner = standing.iter().map(|contestant| contestant.record).min_by(|a, b| a.key.cmp(&b.key));
    let source = winner.map_or("", |record| record.key.source.as_str());
    Outcome { winner, rule: Reason { group: scope.group, tie, steps, source }.to_string(), tied }
}

/// Keeps the best by `criterion`; says whether any were dropped.
fn narrow(criterion: Criterion, scope: &Scope, standing: &mut Vec<Contestant>) -> bool {
    if standing.len() < 2 {
        return false;
    }
    let before = standing.len();
    let best = standing.iter().map(|contestant| criterion.score(scope, contestant)).max().flatten();
    standing.retain(|contestant| criterion.score(scope, contestant) == best);
    standing.len() < before
}

#[cfg(test)]
mod tests {
    use crate::survivorship::golden;
    use crate::survivorship::laws::{config, group, record, rule};

    use crate::config::{AttributeRule, Strategy};
    use crate::model::Record;

    /// Value, record and rule of the first attribute, and whether it is a tie.
    fn first(rule: AttributeRule, members: &[Record]) -> (String, String, String, bool) {
        let members: Vec<&Record> = members.iter().collect();
        let golden = golden(&config(vec![rule], vec![]), &members, &[]);
        let value = &golden.values[0];
        let text = |key: Option<String>| key.unwrap_or_else(|| "-".into());
        let key = value.record.as_ref().map(ToString::to_string);
        (text(value.value.clone()), text(key), value.rule.clone(), value.tie)
    }

    fn expect(rule: AttributeRule, members: &[Record], value: &str, record: &str, why: &str, tie: bool) {
        assert_eq!(first(rule, members), (value.into(), record.into(), why.into(), tie));
    }

    #[test]
    fn empty_values_never_win() {
        let members = [record("crm", "1", &[""], Some(9)), record("erp", "1", &["A"], None)];
        expect(rule(&[], None), &members, "A", "erp:1", "only value", false);
        expect(rule(&[], None), &members[..1], "-", "-", "no value", false);
        expect(rule(&[], None), &[], "-", "-", "no value", false);
    }

    #[test]
    fn where_all_agree_the_record_is_the_first_of_the_full_order() {
        let members = [record("web", "1", &["A"], Some(9)), record("crm", "2", &["A"], Some(1))];
        expect(rule(&[], None), &members, "A", "crm:2", "all agree", false);
        expect(rule(&[], Some(Strategy::MostRecent)), &members, "A", "web:1", "all agree", false);
    }

    #[test]
    fn the_default_is_trust_then_the_most_recent() {
        let members = [
            record("web", "1", &["W"], Some(9)),
            record("crm", "1", &["A"], Some(1)),
            record("crm", "2", &["B"], Some(2)),
        ];
        expect(rule(&[], None), &members, "B", "crm:2", "most trusted crm, most recent", false);
        expect(rule(&[], None), &members[..2], "A", "crm:1", "most trusted crm", false);
        expect(rule(&[], None), &members[1..], "B", "crm:2", "most recent", false);
    }

    #[test]
    fn a_preference_comes_before_the_strategy() {
        let members = [
            record("crm", "1", &["longer"], Some(9)),
            record("web", "1", &["A"], Some(1)),
            record("web", "2", &["BB"], Some(0)),
        ];
        expect(rule(&["web"], None), &members, "A", "web:1", "prefer web, most recent", false);
        expect(rule(&["web"], Some(Strategy::Longest)), &members, "BB", "web:2", "prefer web, longest value", false);
        expect(rule(&["erp"], None), &members, "longer", "crm:1", "most trusted crm", false);
    }

    #[test]
    fn the_most_frequent_counts_all_records_even_where_a_source_is_preferred() {
        let members = [
            record("crm", "1", &["A"], None),
            record("crm", "2", &["B"], None),
            record("web", "1", &["B"], None),
            record("erp", "1", &["A "], None),
        ];
        let frequent = Some(Strategy::MostFrequent);
        expect(rule(&[], frequent), &members, "B", "crm:2", "most frequent", false);
        expect(rule(&["crm"], frequent), &members, "B", "crm:2", "prefer crm, most frequent", false);
    }

    #[test]
    fn characters_count_not_bytes() {
        let members = [record("crm", "1", &["éé"], None), record("web", "1", &["abc"], None)];
        expect(rule(&[], Some(Strategy::Longest)), &members, "abc", "web:1", "longest value", false);
    }

    #[test]
    fn the_most_complete_record_wins_for_an_attribute() {
        let members = [record("crm", "1", &["A", ""], None), record("web", "1", &["B", "x"], None)];
        expect(rule(&[], Some(Strategy::MostComplete)), &members, "B", "web:1", "most complete", false);
    }

    #[test]
    fn a_missing_time_is_older_than_any() {
        let members = [record("crm", "1", &["A"], None), record("web", "1", &["B"], Some(i64::MIN))];
        expect(rule(&[], Some(Strategy::MostRecent)), &members, "B", "web:1", "most recent", false);
    }

    #[test]
    fn ties_fall_to_trust_then_time_then_length_then_key() {
        let recent = || rule(&[], Some(Strategy::MostRecent));
        let long = || rule(&[], Some(Strategy::Longest));
        let by_trust = [record("web", "1", &["A"], Some(1)), record("erp", "1", &["B"], Some(1))];
        expect(recent(), &by_trust, "B", "erp:1", "tie: most trusted erp", true);
        let by_time = [record("crm", "1", &["A"], Some(1)), record("crm", "2", &["B"], Some(2))];
        expect(long(), &by_time, "B", "crm:2", "tie: most recent", true);
        let by_length = [record("crm", "1", &["A"], None), record("crm", "2", &["BB"], None)];
        expect(rule(&[], None), &by_length, "BB", "crm:2", "tie: longest value", true);
        let by_key = [record("crm", "2", &["A"], None), record("crm", "10", &["B"], None)];
        expect(rule(&[], None), &by_key, "B", "crm:10", "tie: first key", true);
    }

    #[test]
    fn equal_values_are_no_tie() {
        let members = [
            record("crm", "1", &["A"], Some(1)),
            record("crm", "2", &["A"], Some(1)),
            record("web", "1", &["B"], Some(0)),
        ];
        expect(rule(&[], Some(Strategy::MostRecent)), &members, "A", "crm:1", "most recent", false);
    }

    #[test]
    fn a_group_comes_from_one_record_with_its_gaps() {
        let config =
            config(vec![rule(&["web"], None)], vec![group(&[0, 1, 2], rule(&[], Some(Strategy::MostComplete)))]);
        let web = record("web", "1", &["web street", "", ""], Some(9));
        let erp = record("erp", "1", &["erp street", "", "1234"], Some(1));
        let golden = golden(&config, &[&web, &erp], &[]);
        let values: Vec<_> = golden.values.iter().map(|value| value.value.as_deref()).collect();
        assert_eq!(values, [Some("erp street"), None, Some("1234"), None]);
        assert_eq!(golden.values[1].record, None);
        assert_eq!(golden.values[1].rule, "group g, most complete");
    }

    #[test]
    fn a_tied_group_marks_the_attributes_that_differ() {
        let config = config(vec![], vec![group(&[0, 1], rule(&[], Some(Strategy::MostComplete)))]);
        let web = record("web", "1", &["same", "x"], None);
        let erp = record("erp", "1", &["same", "y"], None);
        let golden = golden(&config, &[&web, &erp], &[]);
        let ties: Vec<_> = golden.values.iter().map(|value| value.tie).collect();
        assert_eq!(ties, [false, true, false, false]);
        assert_eq!(golden.values[1].rule, "group g, tie: most trusted erp");
    }
}
