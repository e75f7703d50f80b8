//! Laws that hold for every golden record, and the makers of small configurations that the room's tests share.

use proptest::prelude::{Just, prop_assert, prop_assert_eq, prop_assert_ne, proptest};
// The configuration's word and proptest's trait have one name.
use proptest::strategy::Strategy as Arbitrary;

use super::{Override, golden};
use crate::config::{
    Attribute, AttributeKind, AttributeRule, Config, Domain, Group, HealthLimits, Matching, Normalising, Review,
    Sensitivity, Source, Strategy, Survivorship,
};
use crate::model::{Choice, Golden, Record, RecordKey};

/// Four attributes and three sources: crm, erp, web.
pub(super) fn config(rules: Vec<AttributeRule>, groups: Vec<Group>) -> Config {
    let attribute = |name: &str| Attribute {
        name: name.into(),
        kind: AttributeKind::Text,
        sensitivity: Sensitivity::Public,
        matched: true,
        normalising: Normalising::default(),
    };
    let source = |name: &str| Source {
        name: name.into(),
        file: None,
        table: None,
        id: "id".into(),
        updated_at: None,
        duplicate_free: false,
        columns: vec![None; 4],
    };
    Config {
        domain: Domain { name: "test".into(), attributes: ["a", "b", "c", "d"].map(attribute).into() },
        sources: ["crm", "erp", "web"].map(source).into(),
        matches: None,
        matching: Matching::default(),
        survivorship: Survivorship { rules, groups },
        review: Review::default(),
        roles: Vec::new(),
        health: HealthLimits::default(),
        sync_target: None,
    }
}

/// A rule of preferred sources and a strategy.
pub(super) fn rule(prefer: &[&str], strategy: Option<Strategy>) -> AttributeRule {
    AttributeRule { prefer: prefer.iter().map(|&source| source.to_owned()).collect(), strategy }
}

/// The group `g`.
pub(super) fn group(attributes: &[usize], rule: AttributeRule) -> Group {
    Group { name: "g".into(), attributes: attributes.to_vec(), rule }
}

/// A record with these values.
pub(super) fn record(source: &str, id: &str, values: &[&str], updated_us: Option<i64>) -> Record {
    let values = values.iter().map(|&value| Some(value.to_owned())).collect();
    Record::new(RecordKey::new(source, id), values, None, updated_us)
}

fn any_rule() -> impl Arbitrary<Value = AttributeRule> {
    let prefer = proptest::sample::subsequence(vec!["web".to_owned(), "crm".to_owned()], 0..=2);
    let strategy =
        proptest::option::of(proptest::sample::select(Strategy::WORDS.map(|(strategy, _)| strategy).to_vec()));
    (prefer, strategy).prop_map(|(prefer, strategy)| AttributeRule { prefer, strategy })
}

fn any_members() -> impl Arbitrary<Value = Vec<Record>> {
    // Few values, so that ties are frequent; `old` is a source that is no longer configured.
    let source = proptest::sample::select(vec!["crm", "erp", "web", "old", "older"]);
    let value = proptest::option::of(proptest::sample::select(vec!["", "x", "y", "zz", "é"]));
    let values = proptest::collection::vec(value, 4);
    let one = (source, values, proptest::option::of(0..3_i64));
    proptest::collection::vec(one, 1..7).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(i, (source, values, updated))| {
                let values = values.into_iter().map(|value| value.map(str::to_owned)).collect();
                Record::new(RecordKey::new(source, i.to_string()), values, None, updated)
            })
            .collect()
    })
}

fn any_overrides() -> impl Arbitrary<Value = Vec<(usize, usize, u8)>> {
    proptest::collection::vec((0..7_usize, 0..4_usize, 0..4_u8), 0..4)
}

fn overrides_of(members: &[Record], chosen: &[(usize, usize, u8)]) -> Vec<Override> {
    let said = |(i, &(member, attribute, choice)): (usize, &(usize, usize, u8))| {
        let anchor = members[member % members.len()].key.clone();
        let choice = match choice {
            0 => Choice::Null,
            1 => Choice::Value("typed".into()),
            _ => Choice::From(anchor.clone()),
        };
        Override {
            seq: i as i64,
            by: "ana".into(),
            at: String::new(),
            reason: None,
            anchor,
            attribute,
            choice,
            until: None,
            lapsed: false,
        }
    };
    chosen.iter().enumerate().map(said).collect()
}

fn of(config: &Config, members: &[Record], overrides: &[Override]) -> Golden {
    golden(config, &members.iter().collect::<Vec<_>>(), overrides)
}

proptest! {
    #[test]
    fn the_order_of_members_does_not_matter(
        rules in proptest::collection::vec(any_rule(), 4),
        grouped in any_rule(),
        (members, shuffled) in any_members().prop_flat_map(|m| (Just(m.clone()), Just(m).prop_shuffle())),
        chosen in any_overrides(),
    ) {
        let config = config(rules, vec![group(&[1, 2], grouped)]);
        let overrides = overrides_of(&members, &chosen);
        prop_assert_eq!(of(&config, &members, &overrides), of(&config, &shuffled, &overrides));
    }

    #[test]
    fn every_value_comes_from_a_member_or_an_override(
        rules in proptest::collection::vec(any_rule(), 4), members in any_members(), chosen in any_overrides(),
    ) {
        let golden = of(&config(rules, vec![]), &members, &overrides_of(&members, &chosen));
        for (attribute, value) in golden.values.iter().enumerate() {
            let held = |record: &Record| Some(&record.key) == value.record.as_ref()
                && record.value(attribute) == value.value.as_deref();
            let said = value.overridden.is_some() && matches!(value.value.as_deref(), None | Some("typed"));
            let empty = value.value.is_none() && members.iter().all(|m| m.value(attribute).is_none_or(str::is_empty));
            prop_assert!(members.iter().any(held) || (value.record.is_none() && (said || empty)));
            prop_assert_ne!(value.value.as_deref(), Some(""));
        }
    }

    #[test]
    fn an_empty_record_changes_nothing(
        rules in proptest::collection::vec(any_rule(), 4), grouped in any_rule(), members in any_members(),
    ) {
        let config = config(rules, vec![group(&[0, 3], grouped)]);
        let mut more = members.clone();
        more.push(record("crm", "empty", &["", "", "", ""], Some(99)));
        prop_assert_eq!(of(&config, &members, &[]), of(&config, &more, &[]));
    }

    #[test]
    fn a_group_never_mixes_records(grouped in any_rule(), members in any_members()) {
        let golden = of(&config(vec![], vec![group(&[0, 1, 2], grouped)]), &members, &[]);
        let values: Vec<Option<&str>> = golden.values[..3].iter().map(|value| value.value.as_deref()).collect();
        let alike = |record: &Record| (0..3).all(|i| record.value(i).filter(|v| !v.is_empty()) == values[i]);
        prop_assert!(members.iter().any(alike) || values == [None; 3]);
    }

    #[test]
    fn a_tie_needs_two_different_values(rules in proptest::collection::vec(any_rule(), 4), members in any_members()) {
        let golden = of(&config(rules, vec![]), &members, &[]);
        for (attribute, value) in golden.values.iter().enumerate() {
            let others = members.iter().filter_map(|m| m.value(attribute)).filter(|v| !v.is_empty());
            let differs = others.into_iter().any(|other| Some(other) != value.value.as_deref());
            prop_assert!(differs || !value.tie);
            prop_assert_eq!(value.tie, value.rule.starts_with("tie: "));
        }
    }
}
