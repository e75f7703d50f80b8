use std::time::Duration;

use super::super::{
    Approval, AttributeKind, AttributeRule, Band, Columns, Normalising, Quality, SecondOpinion, Sensitivity, Step,
    Steps, Strategy,
};
use super::*;

/// The customer domain of the design, with the sources and attributes that it leaves out.
const FULL: &str = r#"
[domain]
name = "customer"

[[source]]                        # sources in the order of general trust
name = "crm"
file = "crm_customers.csv"
id = "customer_id"
updated_at = "updated_at"
columns = { company_name = "company_name", email = "email", phone = "phone", postal_code = "postal_code" }
[[source]]
name = "erp"
file = "erp_customers.csv.gz"
id = "kunnr"
[[source]]
name = "ecommerce"
table = "shop_users"

[[attribute]]
name = "company_name"
kind = "organisation"
sensitivity = "public"
[[attribute]]
name = "email"
kind = "email"
sensitivity = "pii"
[[attribute]]
name = "phone"
[[attribute]]
name = "street"
[[attribute]]
name = "city"
[[attribute]]
name = "postal_code"

[matches]
file = "match_output.csv"
format = "auto"

[matching]
engine = "probabilistic"
block_on = [["email"], ["postal_code", "soundex(company_name)"]]
rules = ["email exact", "company_name exact and postal_code exact"]
threshold = 0.9

[survivorship]
email        = { prefer = ["crm", "erp", "ecommerce"] }
company_name = { prefer = ["erp"] }
phone        = { strategy = "most_recent" }
postal_code  = { prefer = ["erp", "crm"] }

[survivorship.groups.address]
attributes = ["street", "city", "postal_code"]
strategy = "most_complete"

[review]
band = [0.50, 0.95]
approval = "four_eyes"

[roles.analytics_engineer]
columns = "all"
[roles.bi]
columns = ["public"]
aggregate_only = true
[roles.data_science]
columns = ["public", "behavioural"]
[roles.auditor]
columns = "all"
mask = ["pii", "identifier"]

[health]
match_rate_min = 0.80
singleton_rate_max = 0.30
staleness_max = "24h"
"#;

const SMALL: &str = "[domain]\nname = \"d\"\n[[attribute]]\nname = \"email\"\n";

#[test]
fn the_customer_domain_is_read_whole() {
    let config = Config::parse(FULL, "goldsmith.toml").unwrap();
    assert_eq!(config.domain.name, "customer");
    let email = &config.domain.attributes[1];
    assert_eq!((email.kind, email.sensitivity), (AttributeKind::Email, Sensitivity::Pii));
    let phone = &config.domain.attributes[2];
    assert_eq!((phone.kind, phone.sensitivity), (AttributeKind::Text, Sensitivity::Pii));

    let crm = &config.sources[0];
    assert_eq!((crm.id.as_str(), crm.updated_at.as_deref()), ("customer_id", Some("updated_at")));
    assert_eq!(crm.columns[3..], [None, None, Some("postal_code".to_owned())]);
    assert_eq!(config.sources[1].columns[3].as_deref(), Some("street"), "equal names where nothing is mapped");
    assert_eq!((&config.sources[2].file, config.sources[2].table.as_deref()), (&None, Some("shop_users")));

    let matches = config.matches.unwrap();
    assert_eq!((matches.file.to_str(), matches.format.as_str()), (Some("match_output.csv"), "auto"));
    assert_eq!(config.matching.block_on[1], ["postal_code", "soundex(company_name)"]);
    assert_eq!((config.matching.rules.len(), config.matching.threshold), (2, Some(0.9)));

    let rules = &config.survivorship.rules;
    assert_eq!(rules[0].prefer, ["erp"]);
    assert_eq!(rules[2].strategy, Some(Strategy::MostRecent));
    assert_eq!(rules[4], AttributeRule::default());
    let group = &config.survivorship.groups[0];
    assert_eq!((group.name.as_str(), &group.attributes[..]), ("address", &[3, 4, 5][..]));
    assert_eq!(group.rule.strategy, Some(Strategy::MostComplete));

    assert_eq!((config.review.band, config.review.approval), (Band { low: 0.5, high: 0.95 }, Approval::FourEyes));
    let names: Vec<&str> = config.roles.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(names, ["analytics_engineer", "bi", "data_science", "auditor"], "in the order of the file");
    assert_eq!(config.roles[1].columns, Columns::Of(vec![Sensitivity::Public]));
    assert!(config.roles[1].aggregate_only);
    assert_eq!(config.roles[3].mask, [Sensitivity::Pii, Sensitivity::Identifier]);
    assert_eq!(config.health.staleness_max, Some(Duration::from_hours(24)));
}

#[test]
fn a_small_file_takes_the_defaults() {
    let config = Config::parse(SMALL, "g").unwrap();
    assert_eq!((config.matches, config.roles, config.review.max_cluster_size), (None, Vec::new(), 50));
    assert_eq!(config.survivorship.rules.len(), 1);
}

/// What is wrong with a line added to [`SMALL`] or replaced in [`FULL`].
#[test]
fn every_problem_names_line_key_and_expectation() {
    let full = |from: &str, to: &str| {
        assert!(FULL.contains(from), "{from}");
        FULL.replacen(from, to, 1)
    };
    let small = |tail: &str| format!("{SMALL}{tail}");
    let cases = [
        (String::new(), "g:1: no attributes: a domain needs at least one [[attribute]] with a name"),
        ("domain = 1".to_owned(), "g:1: no attributes: a domain needs at least one [[attribute]] with a name"),
        ("[domain".to_owned(), "g:1: not TOML: "),
        (small("[domain]\n"), "g:5: not TOML: "),
        (
            small("[[sources]]\n"),
            "g:5: the file: unknown key \"sources\"; expected one of domain, attribute, matches, \
          source, matching, survivorship, review, roles, health, sync; did you mean \"source\"?",
        ),
        (SMALL.replace("\"d\"", "7"), "g:2: [domain]: name: expected a text that is not empty, found 7"),
        (SMALL.replace("name = \"d\"", ""), "g:1: [domain]: name is missing"),
        (
            full("kind = \"email\"", "kind = \"e-mail\""),
            "g:25: attribute \"email\": unknown kind \"e-mail\"; expected one of \
          person_name, organisation, email, phone, address, postal_code, city, country, date, number, money, \
          category, identifier, url, text; did you mean \"email\"?",
        ),
        (
            full("sensitivity = \"pii\"", "sensitivity = \"PII\""),
            "g:26: attribute \"email\": unknown sensitivity \"PII\"; \
          expected one of identifier, pii, behavioural, public; did you mean \"pii\"?",
        ),
        (
            full("kind = \"email\"", "sort = \"email\""),
            "g:25: attribute \"email\": unknown key \"sort\"; expected one of \
          name, kind, sensitivity",
        ),
        (small("[[attribute]]\nname = \"email\"\n"), "g:6: attribute \"email\": declared twice"),
        (small("[[attribute]]\nkind = \"email\"\n"), "g:5: [[attribute]]: name is missing"),
        (
            small("[[attribute]]\nname = \"status\"\n"),
            "g:6: attribute \"status\": is a column that every export of \
          golden records has; choose another name",
        ),
        (
            small("[[attribute]]\nname = \" a\"\n"),
            "g:6: [[attribute]]: name: \" a\" has white space at an end or a \
          character in it that cannot be seen",
        ),
        (
            full("name = \"crm\"", "name = \"c:rm\""),
            "g:6: source \"c:rm\": a source's name has no colon, since records \
          are written source:id",
        ),
        (full("name = \"erp\"", "name = \"crm\""), "g:12: source \"crm\": declared twice"),
        (full("\"shop_users\"", "\"erp\""), "g:17: source \"ecommerce\": table \"erp\" is source \"erp\" already"),
        (full("id = \"kunnr\"", ""), "g:12: source \"erp\": id is missing: the column that holds the record id"),
        (
            small("[[source]]\nname = \"a\"\n"),
            "g:6: source \"a\": file is missing, and there is no [matches] to take \
          records from",
        ),
        (
            full("phone = \"phone\"", "fone = \"phone\""),
            "g:10: source \"crm\": columns: unknown attribute \"fone\"; \
          expected one of company_name, email, phone, street, city, postal_code",
        ),
        (
            full("phone = \"phone\"", "phone = 3"),
            "g:10: source \"crm\": columns: phone: expected a text that is not \
          empty, found 3",
        ),
        (
            full("format = \"auto\"", "format = \"aws\""),
            "g:38: [matches]: unknown format \"aws\"; expected one of auto, \
          aws_entity_resolution",
        ),
        (small("[matches]\n"), "g:5: [matches]: file is missing"),
        (
            full("\"probabilistic\"", "\"magic\""),
            "g:41: [matching]: unknown engine \"magic\"; expected one of rules, \
          probabilistic, trained",
        ),
        (
            full("threshold = 0.9", "threshold = 9"),
            "g:44: [matching]: threshold: expected a number between 0 and 1, \
          found 9",
        ),
        (full("[[\"email\"]", "[\"email\""), "g:42: [matching]: block_on: expected a list in [ ], found \"email\""),
        (
            full("phone        =", "telephone ="),
            "g:49: [survivorship]: unknown attribute \"telephone\"; expected one of \
          company_name, email, phone, street, city, postal_code",
        ),
        (
            full("prefer = [\"erp\"]", "prefer = [\"epr\"]"),
            "g:48: survivorship of \"company_name\": unknown source \
          \"epr\"; expected one of crm, erp, ecommerce; did you mean \"erp\"?",
        ),
        (
            full("\"most_recent\"", "\"newest\""),
            "g:49: survivorship of \"phone\": unknown strategy \"newest\"; expected \
          one of source_priority, most_recent, most_frequent, longest, most_complete",
        ),
        (
            full("[\"erp\", \"crm\"]", "[\"erp\", \"erp\"]"),
            "g:50: survivorship of \"postal_code\": prefer: \"erp\" stands \
          here twice",
        ),
        (
            full("[review]", "[survivorship.groups.post]\nattributes = [\"city\"]\n[review]"),
            "g:57: survivorship group \
          \"post\": \"city\" is in group \"address\" already",
        ),
        (
            full("[0.50, 0.95]", "[0.95, 0.50]"),
            "g:57: [review]: band: expected two numbers between 0 and 1, the \
          smaller first",
        ),
        (
            full("\"four_eyes\"", "\"two_eyes\""),
            "g:58: [review]: unknown approval \"two_eyes\"; expected one of single, \
          four_eyes",
        ),
        (
            small("[review]\nsecond_opinion = \"later\"\n"),
            "g:6: [review]: unknown second_opinion \"later\"; expected one of after, wait, off",
        ),
        (
            small("[review]\nsecond_opinion_above = 0.3\n"),
            "g:6: [review]: second_opinion_above: expected a number between 0.5 and 1",
        ),
        (small("[review]\naudit = 2\n"), "g:6: [review]: audit: expected a number between 0 and 1, found 2"),
        (
            small("[review]\nmax_cluster_size = 1\n"),
            "g:6: [review]: max_cluster_size: expected a whole number of at \
          least 2, found 1",
        ),
        (
            small("[review]\nunique_sources = [\"x\"]\n"),
            "g:6: [review]: unique_sources: unknown source \"x\"; there are \
          none",
        ),
        (small("[roles.a]\n"), "g:5: role \"a\": columns is missing"),
        (
            small("[roles.a]\ncolumns = \"none\"\n"),
            "g:6: role \"a\": columns: expected \"all\" or a list of identifier, \
          pii, behavioural, public, found \"none\"",
        ),
        (
            small("[roles.a]\ncolumns = \"all\"\naggregate_only = 1\n"),
            "g:7: role \"a\": aggregate_only: expected true or \
          false, found 1",
        ),
        (
            small("[roles.a]\ncolumns = \"all\"\ndefault = true\n[roles.b]\ncolumns = \"all\"\ndefault = true\n"),
            "g:8: role \"b\": only one role can be the default, and \"a\" is",
        ),
        (
            small("[health]\nstaleness_max = \"1 day\"\n"),
            "g:6: [health]: staleness_max: expected a time such as \"24h\", \
          \"90m\" or \"7d\", found \"1 day\"",
        ),
        (
            small("[health]\nmatch_rate_min = \"x\"\n"),
            "g:6: [health]: match_rate_min: expected a number between 0 and 1, \
          found \"x\"",
        ),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let message = Config::parse(&text, "g").map_or_else(|error| error.message, |_| "accepted".to_owned());
        if !message.starts_with(expected) {
            wrong.push(format!(" got: {message}\nwant: {expected}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn several_problems_are_told_at_once_in_the_order_of_lines() {
    let text = format!("{SMALL}[review]\napproval = \"x\"\nband = [2, 3]\n[heath]\n");
    let error = Config::parse(&text, "g").unwrap_err();
    let lines: Vec<&str> = [&error.message].into_iter().chain(&error.hints).map(|m| &m[..3]).collect();
    assert_eq!(lines, ["g:6", "g:7", "g:7", "g:8"]);
}

#[test]
fn how_values_are_brought_to_comparable_form() {
    let parse = |normalise: &str| {
        let text = format!("[domain]\nname = \"d\"\n[[attribute]]\nname = \"a\"\nkind = \"person_name\"\n{normalise}");
        Config::parse(&text, "g").map(|config| config.domain.attributes[0].normalising).map_err(|error| error.message)
    };
    let steps = |step, taken| Ok(Normalising::Steps(Steps::DEFAULT.with(step, taken)));
    assert_eq!(parse(""), Ok(Normalising::default()));
    assert_eq!(parse("normalise = \"default\"\n"), Ok(Normalising::default()));
    assert_eq!(parse("normalise = \"aws\"\n"), Ok(Normalising::Aws));
    assert_eq!(parse("normalise = \"none\"\n"), Ok(Normalising::AsItIs));
    assert_eq!(parse("normalise = { nicknames = false }\n"), steps(Step::Nicknames, false));
    assert_eq!(parse("normalise = { titles = true }\n"), Ok(Normalising::default()));
    for (normalise, message) in [
        (
            "normalise = \"awss\"",
            "g:6: attribute \"a\": unknown normalise \"awss\"; expected one of default, aws, none; did you mean \"aws\"?",
        ),
        (
            "normalise = { title = false }",
            "g:6: attribute \"a\": normalise: no step \"title\" for person_name; expected one of placeholders, umlauts, order, \
             titles, particles, nicknames; did you mean \"titles\"?",
        ),
        ("normalise = { titles = 1 }", "g:6: attribute \"a\": normalise: titles: expected true or false, found 1"),
        ("normalise = 1", "g:6: attribute \"a\": normalise: expected a table, found 1"),
    ] {
        assert_eq!(parse(&format!("{normalise}\n")).unwrap_err(), message);
    }
}

#[test]
fn how_stewards_are_checked() {
    let quality = |keys: &str| {
        let text = format!(
            "[domain]\nname = \"d\"\n[[attribute]]\nname = \"a\"\n[[source]]\nname = \"s\"\nfile = \"f\"\nid = \"i\"\n[review]\n{keys}"
        );
        Config::parse(&text, "g").unwrap().review
    };
    let review = quality("");
    assert_eq!(review.quality, Quality::default());
    assert!(review.author_may_second());
    assert!(!quality("approval = \"four_eyes\"\n").author_may_second());
    assert!(quality("approval = \"four_eyes\"\nsecond_opinion_by = \"anyone\"\n").author_may_second());
    assert!(!quality("second_opinion_by = \"other\"\n").author_may_second());
    let review = quality(
        "second_opinion = \"wait\"\nsecond_opinion_above = 0.9\naudit = 0\nask_again = 1\nblind_second_review = true\n",
    );
    let expected = Quality {
        second_opinion: SecondOpinion::Wait,
        second_opinion_above: 0.9,
        second_opinion_by: None,
        audit: 0.0,
        ask_again: 1.0,
        blind_second_review: true,
    };
    assert_eq!(review.quality, expected);
}
