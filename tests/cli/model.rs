//! A Splink model in place of the own comparison.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::support::{Place, has};

const COLUMNS: [&str; 8] = ["first_name", "surname", "dob", "city", "email", "postcode", "tags", "amount"];

fn fixture(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/splink").join(name)).unwrap()
}

/// The records that Splink compared, loaded.
fn place(more: &str) -> Place {
    let place = Place::empty();
    let attributes = COLUMNS.map(|name| format!("[[attribute]]\nname = \"{name}\"\n")).concat();
    place.write(
        "goldsmith.toml",
        &format!(
            "[domain]\nname = \"people\"\n[[source]]\nname = \"s\"\nfile = \"records.csv\"\nid = \"unique_id\"\n{attributes}{more}"
        ),
    );
    place.write("records.csv", &fixture("records.csv"));
    place.write("model.json", &fixture("model.json"));
    place.run(&["load"]).ok();
    place
}

#[test]
fn why_says_what_splink_says() {
    let place = place("");
    let predictions = fixture("predictions.csv");
    let mut reader = csv::Reader::from_reader(predictions.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for row in rows.iter().step_by(40) {
        // The other way round is the same.
        let (a, b) = (format!("s:{}", &row[3]), format!("s:{}", &row[2]));
        let why = place.run(&["why", &a, &b, "--model", "model.json", "--json"]).json(0);
        let near = |name: &str, theirs: &str| {
            let (ours, theirs) = (why[name].as_f64().unwrap(), theirs.parse::<f64>().unwrap());
            assert!((ours - theirs).abs() < 1e-9 * theirs.abs().max(1.0), "{name} of {a}, {b}: {ours}, {theirs}");
        };
        near("weight", &row[0]);
        near("probability", &row[1]);
        assert_eq!(why["a"], json!(a));
        let parts = why["attributes"].as_array().unwrap();
        has(&parts[0], &["attribute", "a", "b", "level", "weight", "term_frequency_weight"]);
        let sum: f64 = parts
            .iter()
            .map(|part| part["weight"].as_f64().unwrap() + part["term_frequency_weight"].as_f64().unwrap())
            .sum();
        assert!((why["prior"].as_f64().unwrap() + sum - why["weight"].as_f64().unwrap()).abs() < 1e-9);
    }
    let text = place.run(&["why", "s:p00", "s:p05", "--model", "model.json"]);
    assert!(text.ok().contains("first_name: uŁkasz"), "{}", text.stdout);
}

#[test]
fn a_configured_model_needs_no_naming() {
    let place = place("[matching]\nmodel = \"model.json\"\n");
    let named = place.run(&["why", "s:p00", "s:p05", "--model", "model.json", "--json"]).json(0);
    assert_eq!(place.run(&["why", "s:p00", "s:p05", "--json"]).json(0), named);
}

#[test]
fn match_links_by_the_models_probabilities() {
    let place = place("[matching]\nengine = \"probabilistic\"\nmodel = \"model.json\"\n");
    let report = place.run(&["match", "--json"]).json(0);
    assert!(report["groups"].as_u64().unwrap() > 10, "{report}");
    let mut compared = 0;
    let predictions = fixture("predictions.csv");
    let mut reader = csv::Reader::from_reader(predictions.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for row in rows.iter().filter(|row| row[1].parse::<f64>().unwrap() > 0.999) {
        let (a, b) = (format!("s:{}", &row[2]), format!("s:{}", &row[3]));
        let formed = place.run(&["show", &a, "--how", "--json"]).json(0)["formed"].clone();
        let link = formed.as_array().unwrap().iter().find(|step| step["a"] == json!(a) && step["b"] == json!(b));
        if let Some(link) = link {
            assert!((link["probability"].as_f64().unwrap() - row[1].parse::<f64>().unwrap()).abs() < 1e-9, "{link}");
            compared += 1;
        }
    }
    assert!(compared >= 5, "{compared}");
    place.run(&["verify"]).ok();
}

#[test]
fn a_model_that_does_not_fit_says_why() {
    let place = place("");
    let failed = |model: &str| {
        place.write("other.json", model);
        place.run(&["why", "s:p00", "s:p05", "--model", "other.json"]).failed(1).to_owned()
    };
    let other = fixture("model.json").replace("postcode_", "zip_");
    assert!(failed(&other).contains("other.json: the model compares \"zip\", which is no attribute here"));
    let other = fixture("model.json").replace("jaccard(", "cosine(");
    let fault = failed(&other);
    assert!(fault.contains("comparison \"postcode_2\": level \"Jaccard"), "{fault}");
    assert!(fault.contains("the function cosine is not understood"), "{fault}");
    assert!(failed("[]").contains("not a Splink model"));
    let missing = place.run(&["why", "s:p00", "s:p05", "--model", "nowhere.json"]);
    assert!(missing.failed(1).contains("nowhere.json: cannot be read"));
    assert!(place.run(&["why", "s:p00", "s:p00", "--model", "model.json"]).failed(1).contains("one record"));
}

#[test]
fn a_model_belongs_to_the_probabilistic_engine() {
    let place = Place::empty();
    place.write(
        "goldsmith.toml",
        "[domain]\nname = \"d\"\n[[attribute]]\nname = \"email\"\n[matching]\nengine = \"rules\"\nmodel = \"m.json\"\n",
    );
    let failed = place.run(&["load"]);
    assert!(failed.failed(1).contains("goldsmith.toml:7: [matching]: model is for engine = \"probabilistic\""));
    assert!(failed.stderr.contains("engine = \"rules\" needs rules"), "{}", failed.stderr);
}
