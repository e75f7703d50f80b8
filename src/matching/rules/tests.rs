use std::collections::HashMap;

use proptest::prelude::*;

use super::run::run_with;
use super::*;
use crate::config::{AttributeKind, Config, Normalising};
use crate::normalise::comparable;

const DOMAIN: &str = r#"
[domain]
name = "d"
[[attribute]]
name = "company"
kind = "organisation"
[[attribute]]
name = "email"
kind = "email"
[[attribute]]
name = "born"
kind = "date"
[[attribute]]
name = "given"
kind = "person_name"
[[attribute]]
name = "turnover"
kind = "money"
[matching]
"#;
const KINDS: [AttributeKind; 5] = [
    AttributeKind::Organisation,
    AttributeKind::Email,
    AttributeKind::Date,
    AttributeKind::PersonName,
    AttributeKind::Money,
];

fn rules(all: &[&str]) -> Vec<Rule> {
    Config::parse(&format!("{DOMAIN}rules = {all:?}"), "goldsmith.toml").unwrap().matching.rules
}

fn forms(values: [&str; 5]) -> Vec<String> {
    KINDS.iter().zip(values).map(|(kind, value)| comparable(*kind, Normalising::default(), value)).collect()
}

fn slices(forms: &[String]) -> Vec<&str> {
    forms.iter().map(String::as_str).collect()
}

#[test]
fn conditions_hold_or_not() {
    let values = |attribute, value| {
        let mut all = [""; 5];
        all[attribute] = value;
        forms(all)
    };
    for (rule, attribute, a, b, holds) in [
        ("company exact", 0, "Kessler GmbH", "KESSLER gmbh", true),
        ("company exact", 0, "Kessler", "Kesler", false),
        ("company exact", 0, "", "", false),
        ("not company exact", 0, "Kessler", "Kesler", true),
        ("not company exact", 0, "Kessler", "", false),
        ("company missing", 0, "Kessler", "", true),
        ("company missing", 0, "", "", true),
        ("not company missing", 0, "Kessler", "Zenith", true),
        ("company similar", 0, "Kessler Metall", "Kesler Metall", true),
        ("company similar", 0, "Kessler Metall", "Zenith Metall", false),
        ("jaro_winkler(company) >= 0.92", 0, "Kessler", "Kesler", true),
        ("jaro_winkler(company) >= 0.99", 0, "Kessler", "Kesler", false),
        ("edit_similarity(company) >= 0.8", 0, "Kessler", "Kesler", true),
        ("edit_similarity(company) >= 0.9", 0, "Kessler", "Kesler", false),
        ("levenshtein(company) <= 1", 0, "Kessler", "Kesler", true),
        ("levenshtein(company) <= 1", 0, "Kessler", "Kesselr", false),
        ("tokens(company) >= 0.6", 0, "Kessler Metall Nord", "Metall Kessler", true),
        ("tokens(company) >= 0.9", 0, "Kessler Metall Nord", "Metall Kessler", false),
        ("soundex(company)", 0, "Smith 12", "Smyth 12", true),
        ("soundex(company)", 0, "Smith 12", "Smyth 13", false),
        ("soundex(company)", 0, "Smith", "Smith Smith", false),
        ("soundex(company)", 0, "Жуков", "Смит", false),
        ("nickname(given)", 3, "Bill", "William", true),
        ("nickname(given)", 3, "Bill Kessler", "Kessler, William", true),
        ("nickname(given)", 3, "Bill Kessler", "William Zenith", false),
        ("nickname(given)", 3, "Bill", "Robert", false),
        ("born within 3 days", 2, "2001-03-01", "26.2.2001", true),
        ("born within 2 days", 2, "2001-03-01", "26.2.2001", false),
        ("born within 1 month", 2, "2001-01-31", "2001-02-28", true),
        ("born within 1 month", 2, "2001-01-30", "2001-03-01", false),
        ("born within 1 year", 2, "2004-02-29", "2005-02-28", true),
        ("born within 100000 years", 2, "2004-02-29", "9005-02-28", true),
        ("born within 3 days", 2, "spring", "spring", false),
        ("not born within 3 days", 2, "spring", "2001-03-01", false),
        ("born within 0 days", 2, "2001-02-30", "2001-02-30", false),
        ("turnover within 5%", 4, "100", "95.00", true),
        ("turnover within 5%", 4, "100", "94.99", false),
        ("turnover within 0%", 4, "0", "0.0", true),
        ("turnover within 100%", 4, "-1", "1", false),
    ] {
        let (one, other) = (values(attribute, a), values(attribute, b));
        let rule = &rules(&[rule])[0];
        assert_eq!(rule.holds(&slices(&one), &slices(&other)), holds, "{}: {a} / {b}", rule.name);
    }
    assert!(!rules(&["email exact"])[0].holds(&[], &[]), "records without that attribute");
}

#[test]
fn a_missing_value_leaves_the_rest_to_decide() {
    let known = forms(["Kessler", "ida@example.org", "2001-03-01", "Ida", ""]);
    let gap = forms(["Kessler", "", "2001-03-01", "", ""]);
    for (rule, holds) in [
        ("company exact and email exact", false),
        ("company exact or email exact", true),
        ("company exact and not email exact", false),
        ("company exact and (email exact or email missing)", true),
        ("not (company exact and email exact)", false),
        ("not (turnover exact or given exact)", false),
        ("not (turnover exact and not born exact)", true),
    ] {
        assert_eq!(rules(&[rule])[0].holds(&slices(&known), &slices(&gap)), holds, "{rule}");
    }
}

#[test]
fn the_first_rule_that_holds_names_the_link() {
    let all = rules(&["email exact", "company exact and born exact", "company exact"]);
    let a = forms(["Kessler", "ida@example.org", "2001-03-01", "", ""]);
    for (values, rule) in [
        (["Kessler", "ida@example.org", "2001-03-01", "", ""], Some(0)),
        (["Kessler", "idb@example.org", "2001-03-01", "", ""], Some(1)),
        (["Kessler", "idb@example.org", "", "", ""], Some(2)),
        (["Zenith", "idb@example.org", "", "", ""], None),
    ] {
        assert_eq!(waterfall(&all, &slices(&a), &slices(&forms(values))), rule);
    }
}

#[test]
fn keys_are_what_must_be_equal() {
    for (rule, keys) in [
        ("email exact", vec![vec![1]]),
        ("born exact and company exact", vec![vec![0, 2]]),
        ("email exact or born exact and company exact", vec![vec![0, 2], vec![1]]),
        ("(email exact or born exact) and company exact", vec![vec![0, 1], vec![0, 2]]),
        ("email exact or email exact and born exact", vec![vec![1]]),
        ("email exact and jaro_winkler(company) >= 0.9", vec![vec![1]]),
        ("jaro_winkler(company) >= 0.9", vec![vec![]]),
        ("email exact or jaro_winkler(company) >= 0.9", vec![vec![], vec![1]]),
        ("not email exact", vec![vec![]]),
        ("not (not email exact or born missing)", vec![vec![1]]),
        ("not not (email exact and born exact)", vec![vec![1, 2]]),
    ] {
        assert_eq!(rules(&[rule])[0].keys(), keys, "{rule}");
    }
    let many = ["(email exact or born exact or company exact or given exact)"; 40].join(" and ");
    assert!(rules(&[&many])[0].keys().len() <= 64, "alternatives do not multiply without end");
}

/// Forms of a few records, numbered.
struct Columns {
    ids: Vec<Vec<u32>>,
    forms: Vec<Vec<String>>,
}

impl Columns {
    fn of(records: &[Vec<String>]) -> Self {
        let mut columns = Self { ids: vec![Vec::new(); 5], forms: vec![vec![String::new()]; 5] };
        for attribute in 0..5 {
            let mut known: HashMap<String, u32> = HashMap::new();
            for record in records {
                let form = &record[attribute];
                let next = columns.forms[attribute].len() as u32;
                let id = if form.is_empty() { 0 } else { *known.entry(form.clone()).or_insert(next) };
                if id == next {
                    columns.forms[attribute].push(form.clone());
                }
                columns.ids[attribute].push(id);
            }
        }
        columns
    }
}

impl Forms for Columns {
    fn records(&self) -> usize {
        self.ids[0].len()
    }
    fn id(&self, attribute: usize, record: u32) -> u32 {
        self.ids[attribute][record as usize]
    }
    fn form(&self, attribute: usize, id: u32) -> &str {
        &self.forms[attribute][id as usize]
    }
}

fn everything(records: usize) -> Vec<(u32, u32)> {
    (0..records as u32).flat_map(|a| (a + 1..records as u32).map(move |b| (a, b))).collect()
}

#[test]
fn exact_rules_never_ask_for_likely_pairs() {
    let records: Vec<Vec<String>> =
        (0..6).map(|i| forms(["Kessler", ["ida@x.org", "idb@x.org"][i % 2], "", "", ""])).collect();
    let outcome = run(&Columns::of(&records), &rules(&["email exact"]), || panic!("not needed"));
    assert_eq!((outcome.links.len(), outcome.compared), (6, 6));
    let joined = groups(6, &outcome.links);
    assert_eq!(joined.iter().map(|record| record.group).collect::<Vec<_>>(), [0, 1, 0, 1, 0, 1]);
}

#[test]
fn a_value_that_thousands_share_costs_no_millions_of_pairs() {
    let records: Vec<Vec<String>> = (0..5000).map(|_| forms(["", "info@example.org", "", "", ""])).collect();
    let columns = Columns::of(&records);
    let outcome = run(&columns, &rules(&["email exact"]), Vec::new);
    assert_eq!(outcome.links.len(), 4999);
    let block = Oversized { rule: 0, attributes: vec![1], record: 0, records: 5000, linked: true };
    assert_eq!(outcome.oversized.as_slice(), std::slice::from_ref(&block));
    assert!(groups(5000, &outcome.links).iter().all(|record| *record == Joined { group: 0, rule: Some(0) }));

    let outcome = run(&columns, &rules(&["email exact and company missing"]), || vec![(7, 3), (5, 5)]);
    assert_eq!(outcome.links, [Link { a: 3, b: 7, rule: 0 }], "a likely pair, in either order");
    assert_eq!(outcome.oversized, [Oversized { linked: false, ..block }]);
}

fn record() -> impl Strategy<Value = Vec<String>> {
    (
        prop::sample::select(vec!["", "Kessler", "Kesler", "Kessler Metall", "Metall Kessler", "Zenith"]),
        prop::sample::select(vec!["", "ida@x.org", "idb@x.org", "idab@x.org"]),
        prop::sample::select(vec!["", "2001-03-01", "2001-03-02", "2004-02-29", "spring"]),
        prop::sample::select(vec!["", "Bill", "William", "Ida"]),
        prop::sample::select(vec!["", "100", "96", "0"]),
    )
        .prop_map(|(company, email, born, given, turnover)| forms([company, email, born, given, turnover]))
}

fn some_rules() -> impl Strategy<Value = Vec<Rule>> {
    let condition = prop::sample::select(vec![
        "company exact",
        "email exact",
        "born exact",
        "given exact",
        "turnover exact",
        "company similar",
        "email similar",
        "company missing",
        "born missing",
        "jaro_winkler(company) >= 0.9",
        "tokens(company) >= 0.5",
        "levenshtein(email) <= 1",
        "soundex(company)",
        "nickname(given)",
        "born within 1 day",
        "born within 5 years",
        "turnover within 5%",
    ]);
    let rule = condition.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|inner| format!("not {inner}")),
        ]
    });
    prop::collection::vec(rule, 1..5).prop_map(|mut all| {
        all.dedup();
        all.iter().flat_map(|rule| rules(&[rule])).collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_two_records_does_not_count(a in record(), b in record(), all in some_rules()) {
        let (a, b) = (slices(&a), slices(&b));
        prop_assert_eq!(waterfall(&all, &a, &b), waterfall(&all, &b, &a));
    }

    #[test]
    fn what_holds_shares_a_key(a in record(), b in record(), all in some_rules()) {
        for rule in all.iter().filter(|rule| rule.holds(&slices(&a), &slices(&b))) {
            let equal = |key: &Vec<usize>| key.iter().all(|at| !a[*at].is_empty() && a[*at] == b[*at]);
            prop_assert!(rule.keys().iter().any(equal), "{}", rule.name);
        }
    }

    #[test]
    fn blocks_find_what_trying_all_pairs_finds(
        records in prop::collection::vec(record(), 2..14), all in some_rules(), largest in 2_usize..20,
    ) {
        let naive: Vec<Link> = everything(records.len())
            .into_iter()
            .filter_map(|(a, b)| {
                let rule = waterfall(&all, &slices(&records[a as usize]), &slices(&records[b as usize]))?;
                Some(Link { a, b, rule })
            })
            .collect();
        let found = run_with(&Columns::of(&records), &all, || everything(records.len()), largest);
        if found.oversized.iter().all(|block| !block.linked) {
            prop_assert_eq!(&found.links, &naive);
        }
        prop_assert_eq!(groups(records.len(), &found.links), groups(records.len(), &naive));
    }
}
