use proptest::prelude::*;

use super::*;
use crate::config::{Config, Normalising, Sensitivity};

fn domain() -> Domain {
    let attribute = |(name, kind): (&str, AttributeKind)| Attribute {
        name: name.to_owned(),
        kind,
        sensitivity: Sensitivity::Pii,
        matched: true,
        normalising: Normalising::default(),
    };
    let attributes = [
        ("company_name", AttributeKind::Organisation),
        ("email", AttributeKind::Email),
        ("born", AttributeKind::Date),
        ("given_name", AttributeKind::PersonName),
        ("turnover", AttributeKind::Money),
        ("not", AttributeKind::Text),
        ("post \"code\" \\", AttributeKind::PostalCode),
        ("straße", AttributeKind::Address),
    ];
    Domain { name: "d".to_owned(), attributes: attributes.into_iter().map(attribute).collect() }
}

fn shown(text: &str) -> String {
    let domain = domain();
    match parse(text, &domain) {
        Ok(expression) => expression.shown(&domain).to_string(),
        Err(fault) => format!("{}: {}", fault.at, fault.message),
    }
}

#[test]
fn rules_are_read_and_written_alike() {
    for (text, back) in [
        ("email exact", ""),
        ("email  EXACT And company_name similar", "email exact and company_name similar"),
        ("email exact or born exact and company_name exact", ""),
        ("(email exact or born exact) and company_name exact", ""),
        ("((email exact) and (born exact and straße exact))", "email exact and born exact and straße exact"),
        ("not email exact", ""),
        ("not (email exact or email missing)", ""),
        ("not not email exact", ""),
        ("jaro_winkler(company_name)>=.92", "jaro_winkler(company_name) >= 0.92"),
        ("Edit_Similarity(company_name) >= 1", "edit_similarity(company_name) >= 1"),
        ("levenshtein(email) <= 2 and tokens(company_name) >= 0.5", ""),
        ("soundex(given_name) or nickname(given_name)", ""),
        ("born within 1 day or born within 2 months or born within 0 years", ""),
        ("turnover within 2.5%", ""),
        ("\"not\" exact", ""),
        ("\"post \\\"code\\\" \\\\\" exact", ""),
        ("\"email\" exact", "email exact"),
    ] {
        assert_eq!(shown(text), if back.is_empty() { text } else { back });
    }
}

#[test]
fn slips_are_pointed_at() {
    for (text, fault) in [
        ("", "0: expected an attribute or a function, found the end"),
        (
            "emial exact",
            "0: unknown attribute \"emial\"; expected one of company_name, email, born, given_name, turnover, not, post \"code\" \\, straße; did you mean \"email\"?",
        ),
        (
            "email exakt",
            "6: unknown condition \"exakt\" of email; expected one of exact, similar, missing, within; did you mean \"exact\"?",
        ),
        ("email", "5: expected exact, similar, missing or within after email, found the end"),
        ("email exact born exact", "12: expected `and`, `or` or the end, found \"born\""),
        ("email exact and", "15: expected an attribute or a function, found the end"),
        ("or email exact", "0: expected an attribute or a function, found \"or\""),
        ("(email exact", "0: this parenthesis is never closed"),
        ("email exact)", "11: this parenthesis was never opened"),
        (
            "jarowinkler(email) >= 0.9",
            "0: unknown function \"jarowinkler\"; expected one of jaro_winkler, edit_similarity, tokens, levenshtein, soundex, nickname; did you mean \"jaro_winkler\"?",
        ),
        ("jaro_winkler(email) >= 92", "23: expected a number from 0 to 1, found 92"),
        (
            "jaro_winkler(email) > 0.9",
            "20: unexpected '>'; numbers are compared with `>=` or `<=`, values with `exact`",
        ),
        ("jaro_winkler(email) <= 0.9", "20: expected `>=` and a number between 0 and 1, found `<=`"),
        ("jaro_winkler(email)", "19: expected `>=` and a number between 0 and 1, found the end"),
        ("levenshtein(email) <= 1.5", "22: expected a whole number of edits"),
        ("levenshtein(email) <= 21", "22: expected a number from 0 to 20, found 21"),
        ("nickname(email)", "0: attribute \"email\" is of kind email; this needs kind person_name"),
        ("email exact and turnover within 3 days", "16: attribute \"turnover\" is of kind money; this needs kind date"),
        ("born within 3 weeks", "14: expected days, months, years or %, found \"weeks\""),
        ("born within 3%", "0: attribute \"born\" is of kind date; this needs kind number or money"),
        ("turnover within 300%", "16: expected at most 100%"),
        ("born within 1.5 days", "12: expected a whole number, at most 100000"),
        ("turnover within 1.2.3%", "16: \"1.2.3\" is not a number"),
        ("email = email", "6: unexpected '='; numbers are compared with `>=` or `<=`, values with `exact`"),
        ("\"email exact", "0: this quotation mark is never closed"),
        ("email exact && born exact", "12: unexpected '&'; conditions are joined by `and`, `or`, `not`"),
    ] {
        assert_eq!(shown(text), fault, "{text}");
    }
    assert!(shown(&"(".repeat(100_000)).contains("more than 50 parentheses"));
    assert!(shown(&"not ".repeat(100_000)).contains("more than 50 parentheses"));
}

const SMALL: &str = "[domain]\nname = \"d\"\n[[attribute]]\nname = \"email\"\nkind = \"email\"\n[matching]\n";

#[test]
fn rules_stand_in_a_list_or_have_names() {
    let rules =
        |text: &str| Config::parse(&format!("{SMALL}{text}"), "goldsmith.toml").map(|config| config.matching.rules);
    let names = |text| rules(text).unwrap().into_iter().map(|rule| rule.name).collect::<Vec<_>>();
    assert_eq!(names("rules = [\"email exact\", \"not email missing\"]"), ["email exact", "not email missing"]);
    assert_eq!(
        names("[matching.rules]\nz_first = \"email exact\"\na_second = \"email similar\""),
        ["z_first", "a_second"],
        "in the order of the file"
    );
    let error = |text| rules(text).unwrap_err().message;
    assert_eq!(
        error("rules = [\n  \"email exact\",\n  \"emil exact\",\n]"),
        "goldsmith.toml:9: [matching]: rule \"emil exact\": unknown attribute \"emil\"; expected email; did you mean \"email\"?"
    );
    assert_eq!(
        error("[matching.rules]\nx = \"\"\"\nemail exact\nor email exakt\"\"\""),
        "goldsmith.toml:10: [matching]: rule \"x\": unknown condition \"exakt\" of email; expected one of exact, similar, \
         missing, within; did you mean \"exact\"?"
    );
    assert!(error("rules = \"email exact\"").contains("expected a list in [ ]"));
    assert!(error("rules = [1]").contains("a text that is not empty"));
}

fn test_of(kind: AttributeKind) -> BoxedStrategy<Test> {
    let share = || (0..=100_u32).prop_map(|n| f64::from(n) / 100.0);
    let common = prop_oneof![
        Just(Test::Exact),
        Just(Test::Similar),
        Just(Test::Missing),
        Just(Test::Soundex),
        share().prop_map(Test::JaroWinkler),
        share().prop_map(Test::EditSimilarity),
        share().prop_map(Test::Tokens),
        (0..=MOST_EDITS).prop_map(Test::Levenshtein),
    ];
    match kind {
        AttributeKind::Date => {
            let unit = prop_oneof![Just(Unit::Days), Just(Unit::Months), Just(Unit::Years)];
            prop_oneof![common, (0..=100_000_usize, unit).prop_map(|(n, unit)| Test::Time(n, unit))].boxed()
        }
        AttributeKind::PersonName => prop_oneof![common, Just(Test::Nickname)].boxed(),
        AttributeKind::Money => prop_oneof![common, share().prop_map(|s| Test::Percent(s * 100.0))].boxed(),
        _ => common.boxed(),
    }
}

fn expression() -> impl Strategy<Value = Expression> {
    let kinds: Vec<AttributeKind> = domain().attributes.iter().map(|attribute| attribute.kind).collect();
    let condition = (0..kinds.len()).prop_flat_map(move |attribute| {
        let kind = kinds[attribute];
        test_of(kind).prop_map(move |test| Expression::Is(Condition { attribute, kind, test }))
    });
    condition.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expression::all),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expression::any),
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(expression in expression()) {
        let domain = domain();
        let text = expression.shown(&domain).to_string();
        prop_assert_eq!(parse(&text, &domain).unwrap(), expression, "{}", text);
    }

    #[test]
    fn nothing_makes_it_panic(text in "[a-z_(\"\\\\%.<>=0-9 é)]{0,40}|(email|exact|and|not|or|\\(|\\)|within|3|days| ){0,20}") {
        if let Err(fault) = parse(&text, &domain()) {
            prop_assert!(fault.at <= text.len());
        }
    }
}
