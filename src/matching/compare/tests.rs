//! Records against records: what must hold for every pair, and what a steward would say of some.

use proptest::prelude::*;

use super::*;
use crate::config::{Attribute, Normalising, Sensitivity, Steps};

fn domain(kinds: &[AttributeKind]) -> Domain {
    let attribute = |kind: &AttributeKind| Attribute {
        name: kind.word().to_owned(),
        kind: *kind,
        sensitivity: Sensitivity::Public,
        matched: true,
        normalising: Normalising::default(),
    };
    Domain { name: "test".to_owned(), attributes: kinds.iter().map(attribute).collect() }
}

/// Name, e-mail, phone, street, city, postal code; empty is missing.
fn customers() -> Domain {
    use AttributeKind::{Address, City, Email, Organisation, Phone, PostalCode};
    domain(&[Organisation, Email, Phone, Address, City, PostalCode])
}

fn record(id: &str, values: &[&str]) -> Record {
    let values = values.iter().map(|value| (!value.is_empty()).then(|| (*value).to_owned())).collect();
    Record::new(RecordKey::new("s", id), values, None, None)
}

fn compared(domain: &Domain, a: &[&str], b: &[&str]) -> PairScore {
    let comparer = Comparer::new(domain);
    comparer.score(&comparer.prepare(&record("1", a)), &comparer.prepare(&record("2", b)))
}

#[test]
fn spellings_of_one_company_are_equivalent() {
    let domain = domain(&[AttributeKind::Organisation]);
    let names = ["Acme Corp.", "ACME Corporation Ltd.", "acme-corp"];
    for a in names {
        for b in names {
            let level = compared(&domain, &[a], &[b]).attributes[0].level;
            assert_eq!(level, if a == b { Level::Exact } else { Level::Equivalent }, "{a} / {b}");
        }
    }
}

#[test]
fn other_forms_of_a_name_count_unless_the_attribute_has_it_otherwise() {
    let mut domain = domain(&[AttributeKind::PersonName]);
    assert_eq!(compared(&domain, &["Margaret"], &["Peggie"]).attributes[0].level, Level::Close);
    let attribute = &mut domain.attributes[0];
    attribute.normalising = Normalising::Steps(Steps::DEFAULT.with(Step::Nicknames, false));
    let found = compared(&domain, &["Margaret"], &["Peggie"]);
    assert_ne!(found.attributes[0].level, Level::Close);
    let comparer = Comparer::new(&domain);
    let (a, b) = (comparer.prepare(&record("1", &["Margaret"])), comparer.prepare(&record("2", &["Peggie"])));
    assert!((comparer.probability(&a, &b) - found.probability).abs() < 1e-12);
}

#[test]
fn what_a_steward_would_say() {
    let probability = |a: [&str; 6], b: [&str; 6]| compared(&customers(), &a, &b).probability;
    let acme = ["Acme Corp.", "anna@acme.example", "212 555 0123", "12 Main St", "Springfield", "01234"];

    let same_name_and_email = ["ACME Ltd", "anna@acme.example", "", "", "", ""];
    let same_name_and_phone = ["ACME Ltd", "", "+1 212 555 0123", "", "", ""];
    let same_name_and_code = ["Acme Corp.", "", "", "", "", "01234"];
    for strong in [same_name_and_email, same_name_and_phone, same_name_and_code] {
        assert!(probability(acme, strong) >= 0.99, "{strong:?}");
    }

    let typo_in_city =
        probability(["Kessler Metall", "", "", "", "Köln", ""], ["Kesler Metall", "", "", "", "Koeln", ""]);
    let typo_same_city =
        probability(["Kessler Metall", "", "", "", "Köln", ""], ["Kesler Metall", "", "", "", "Köln", ""]);
    assert!((0.6..0.8).contains(&typo_same_city), "{typo_same_city}");
    assert!(typo_in_city <= typo_same_city);

    let switchboard = probability(acme, ["Zenith Trading", "", "212 555 0123", "", "", ""]);
    assert!((0.2..0.5).contains(&switchboard), "{switchboard}");

    let others = probability(acme, ["Zenith Trading", "bert@zenith.example", "303 555 0777", "", "", ""]);
    assert!(others < 0.02, "{others}");
    let nothing = probability(["", "", "", "", "", ""], acme);
    assert!((nothing - weights::probability(PRIOR)).abs() < 1e-12);
}

#[test]
fn better_agreement_never_lowers_the_probability() {
    let base = ["Kessler Metall", "a@kessler.example", "212 555 0123", "5 Main St", "Springfield", "01234"];
    let steps = [
        ["Kessler Metall", "Kesler Metall", "Kessler", "Zenith"],
        ["a@kessler.example", "A@kessler.example", "b@kessler.example", "x@zenith.example"],
        ["212 555 0123", "(212) 555-0123", "212 555 0199", "303 111 7777"],
        ["5 Main St", "5 Main Street", "7 Main St", "99 Oak Avenue"],
        ["Springfield", "Springfeild", "Springdale", "Boston"],
        ["01234", "01235", "01299", "99999"],
    ];
    for (position, values) in steps.iter().enumerate() {
        let probabilities = values.map(|value| {
            let mut other = base;
            other[position] = value;
            compared(&customers(), &base, &other).weight
        });
        assert!(probabilities.is_sorted_by(|better, worse| better >= worse), "{values:?}: {probabilities:?}");
    }
}

#[test]
fn a_person_beside_an_organisation_is_only_a_contact() {
    use AttributeKind::{Organisation, PersonName};
    let differing = |kinds: &[AttributeKind], position: usize| {
        let a = ["Anna Moreau", "Acme"];
        let b = ["Bert Kessler", "Acme"];
        compared(&domain(kinds), &a[..kinds.len()], &b[..kinds.len()]).attributes[position].weight
    };
    assert!(differing(&[PersonName], 0) < differing(&[PersonName, Organisation], 0));
}

#[test]
fn placeholders_say_nothing() {
    let score = compared(&customers(), &["Acme", "n/a", "", "", "", ""], &["Acme", "n/a", "0000000", "-", "", ""]);
    let missing = score.attributes.iter().filter(|attribute| attribute.level == Level::Missing);
    assert_eq!(missing.count(), 5);
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{1,4}( [a-c]{1,4}){0,3}",
        "[ab]{1,3}@[ab]{1,3}\\.x",
        "[0-2]{1,9}",
        "\\PC{0,12}",
        Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn every_pair(a in prop::collection::vec(value(), 15), b in prop::collection::vec(value(), 15)) {
        let domain = domain(&AttributeKind::WORDS.map(|(kind, _)| kind));
        let comparer = Comparer::new(&domain);
        let texts = |values: &[String]| values.iter().map(|value| Some(value.clone())).collect::<Vec<_>>();
        let prepare = |id: &str, values: &[String]| {
            comparer.prepare(&Record::new(RecordKey::new("s", id), texts(values), None, None))
        };
        let (first, second) = (prepare("1", &a), prepare("2", &b));
        let score = comparer.score(&first, &second);
        prop_assert_eq!(&score, &comparer.score(&second, &first));
        prop_assert!((0.0..=1.0).contains(&score.probability));
        prop_assert_eq!(score.probability.to_bits(), comparer.probability(&first, &second).to_bits());
        prop_assert_eq!(score.probability.to_bits(), comparer.probability(&second, &first).to_bits());
        for attribute in &score.attributes {
            let bounds = attribute.similarity.is_none_or(|similarity| (0.0..=1.0).contains(&similarity));
            prop_assert!(bounds, "{:?}", attribute);
        }
        // The same values under swapped keys: the keys decide nothing but the order of a and b.
        let swapped = comparer.score(&prepare("2", &a), &prepare("1", &b));
        prop_assert_eq!(score.attributes, swapped.attributes);
    }
}
