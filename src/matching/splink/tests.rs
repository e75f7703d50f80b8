use super::*;

/// A file of the folder that Splink made (`make.py` in it); or of another like it, to try other models and more pairs.
fn file(name: &str) -> String {
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/splink").to_owned();
    let folder = std::env::var("GOLDSMITH_SPLINK_SAMPLE").unwrap_or(ours);
    std::fs::read_to_string(std::path::Path::new(&folder).join(name)).unwrap()
}

/// Rows of a CSV file by name of the column.
fn rows(name: &str) -> Vec<Vec<(String, String)>> {
    let text = file(name);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        names.iter().cloned().zip(row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    reader.records().map(row).collect()
}

fn get<'r>(row: &'r [(String, String)], name: &str) -> &'r str {
    row.iter().find(|(column, _)| column == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

fn values<'r>(model: &Model, row: &'r [(String, String)]) -> Vec<Option<&'r str>> {
    model.columns.iter().map(|name| Some(get(row, name)).filter(|value| !value.is_empty())).collect()
}

#[test]
fn weights_are_those_that_splink_gives() {
    let model = Model::parse(&file("model.json")).unwrap();
    let (records, predictions) = (rows("records.csv"), rows("predictions.csv"));
    let mut frequencies = Frequencies::new(&model);
    for row in &records {
        frequencies.add(&values(&model, row));
    }
    let of = |id: &str| values(&model, records.iter().find(|row| get(row, "unique_id") == id).unwrap());
    assert!(predictions.len() > 150);
    let near = |ours: f64, theirs: f64| (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0);
    for row in &predictions {
        let number = |name: &str| get(row, name).parse::<f64>().unwrap_or_else(|_| panic!("{name} of {row:?}"));
        let pair = (get(row, "unique_id_l"), get(row, "unique_id_r"));
        let score = model.score(&of(pair.0), &of(pair.1), &frequencies);
        for (comparison, part) in model.comparisons.iter().zip(&score.parts) {
            let name = &comparison.name;
            let level = &comparison.levels[part.level];
            assert!(near(f64::from(level.gamma), number(&format!("gamma_{name}"))), "{name} of {pair:?}");
            assert!(near(part.weight.exp2(), number(&format!("bf_{name}"))), "{name} of {pair:?}");
            let rarity = format!("bf_tf_adj_{name}");
            if row.iter().any(|(column, _)| *column == rarity) {
                assert!(near(part.term_frequency_weight.exp2(), number(&rarity)), "{rarity} of {pair:?}: {part:?}");
            } else {
                assert!(part.term_frequency_weight.abs() < 1e-12);
            }
        }
        assert!(near(score.weight, number("match_weight")), "{pair:?}");
        assert!(near(score.probability, number("match_probability")), "{pair:?}");
    }
}

/// A model of one comparison, whose first level has this condition.
fn one(sql: &str) -> Result<Model, String> {
    let sql = serde_json::to_string(sql).unwrap();
    let level = |rest: &str| format!(r#"{{"m_probability": 0.8, "u_probability": 0.1, {rest}}}"#);
    let first = level(&format!(r#""label_for_charts": "The level", "sql_condition": {sql}"#));
    let last = level(r#""sql_condition": "ELSE""#);
    Model::parse(&format!(
        r#"{{"comparisons": [{{"output_column_name": "c", "comparison_levels": [{first}, {last}]}}]}}"#
    ))
}

#[test]
fn sql_comes_to_what_duckdb_makes_of_it() {
    for (sql, left, right, holds) in [
        ("c_l = c_r", "a", "a", true),
        ("\"C_l\" = \"c_r\"", "a", "a", true),
        ("c_l = c_r", "", "", false),
        ("NOT c_l = c_r", "a", "", false),
        ("c_l <> c_r or c_r is null", "a", "", true),
        ("c_l IS NOT NULL AND c_r IS NULL", "a", "", true),
        ("lower(c_l) = lower(c_r)", "ZOË", "zoë", true),
        ("upper(trim(c_l)) = c_r", " é ", "É", true),
        ("jaro_winkler_similarity(c_l, c_r) >= 0.9", "zoë", "zoe", false),
        ("jaro_similarity('', '') = 0", "", "", true),
        ("jaccard(c_l, c_r) = 0.5", "zoë", "zoe", true),
        ("jaccard(c_l, 'a') is null", "", "", true),
        ("hamming(c_l, c_r) = 1", "abc", "abd", true),
        ("length(c_l) = 3 and length(c_r) < 4", "zoë", "zoe", true),
        ("substr(c_l, 1, 3) = 'zoë' and substr(c_l, 0, 2) = 'z' and substr(c_l, -2, 2) = 'bc'", "zoëabc", "", true),
        ("left(c_l, 3) = 'zoë' and right(c_l, 2) = 'ëa' and left(c_l, -1) = 'zoë'", "zoëa", "", true),
        ("c_l || c_r is null", "a", "", true),
        ("concat(c_l, c_r, 'b') = 'ab'", "a", "", true),
        ("coalesce(c_l, 'x') = 'x' and nullif(c_r, 'b') is null", "", "b", true),
        ("cast(c_l as double) - c_r::double = 1.5", "2", ".5", true),
        ("try_cast(c_l as integer) = 13", "12.5", "", true),
        ("abs(c_l - c_r) <= 0.01 * greatest(c_l, 0)", "100", "99.5", true),
        ("c_l < 9", "10", "", false),
        ("c_l < c_r", "10", "9", true),
        ("c_l between 1 and 3 and not c_r between 1 and 3", "2", "4", true),
        ("c_l in ('a', 'b') and c_r not in ('a')", "b", "b", true),
        ("c_l in ('x', null)", "b", "", false),
        ("c_l not in ('x', null)", "b", "", false),
        ("c_l like 'a%c_' and c_l not like 'A%' and c_l ilike 'A%D'", "abbcd", "", true),
        ("split_part(c_l, '@', 2) = 'b' and replace(c_l, '@', '') = 'ab'", "a@b", "", true),
        ("case when c_l = 'a' then 1 when c_l = 'b' then 2 else 3 end = 2", "b", "", true),
        ("array_length(list_intersect(c_l, c_r)) >= 2", "[a, b, b, c]", "[\"b\", \"c\"]", true),
        ("array_length(list_intersect(c_l, c_r)) >= 1", "[]", "[]", false),
        ("abs(epoch(c_l) - epoch(c_r)) <= 86400", "2001-03-01", "2001-02-28", true),
        ("abs(cast(c_l as date) - cast(c_r as date)) = 1", "2001-03-01", "2001-02-28", true),
        ("try_strptime(c_l, '%d/%m/%Y') = try_strptime(c_r, '%Y-%m-%d')", "28/2/2001", "2001-02-28", true),
        ("regexp_extract(c_l, '[0-9]+') = regexp_extract(c_r, '[0-9]+', 0)", "a12b", "12", true),
        ("acos(cos(radians(c_l))) > 3.14159 and round(-2.5) = -3", "180", "", true),
        ("(c_l = 'a' or c_l = 'b') and c_r = 'c'", "a", "d", false),
        ("5 / 2 * 2 - 1 % 2 = 4 and true", "", "", true),
        ("'it''s' = c_l", "it's", "", true),
    ] {
        let model = one(sql).unwrap_or_else(|fault| panic!("{fault}"));
        let side =
            |value: &'static str| vec![Some(value).filter(|value| !value.is_empty()); model.columns.len().max(1)];
        let score = model.score(&side(left), &side(right), &Frequencies::new(&model));
        assert_eq!(score.parts[0].level == 0, holds, "{sql}: {left} / {right}");
    }
}

#[test]
fn what_is_not_understood_is_refused_by_name() {
    for (sql, what) in [
        (
            "soundex(c_l) = soundex(c_r)",
            "comparison \"c\": level \"The level\": the function soundex is not understood, in the SQL: soundex(c_l) = soundex(c_r)",
        ),
        ("list_transform(c_l, x -> x)", "\"x\" is neither of a column"),
        ("levenshtein(c_l) = 1", "the function levenshtein with 1 values is not understood"),
        ("c_l = ", "it ends too soon"),
        ("c_l = c_r)", "\")\" is not understood here"),
        ("regexp_extract(c_l, '(a|b)', 0) = 'a'", "'(' in the pattern \"(a|b)\" is not understood"),
        ("regexp_extract(c_l, 'a', 1) = 'a'", "the function regexp_extract is not understood"),
        ("try_strptime(c_l, '%d %B %Y') is null", "\"%B\" in the format"),
        ("cast(c_l as interval) is null", "the type \"interval\" is not understood"),
        ("c_l = 'a", "a quotation mark is never closed"),
        ("c_l ; drop", "';' is not understood"),
        ("c_l like c_r", "\"c_r\" is not understood here"),
    ] {
        let fault = one(sql).unwrap_err();
        assert!(fault.contains(what), "{sql}: {fault}");
        assert!(fault.contains("level \"The level\""), "{fault}");
    }
    assert!(one(&"(".repeat(100_000)).unwrap_err().contains("more than 100"));
    assert!(one(&"not ".repeat(100_000)).unwrap_err().contains("more than 100"));
    assert!(one(&"-".repeat(100_000)).unwrap_err().contains("more than 100"));
    assert!(one(&"case when ".repeat(100_000)).unwrap_err().contains("more than 100"));
}

#[test]
fn a_model_that_is_none_says_so() {
    let fault = |json: &str| Model::parse(json).unwrap_err();
    assert!(fault("{").starts_with("not a Splink model: "));
    assert!(fault("{\"comparisons\": []}").contains("no comparisons"));
    assert!(fault("{\"sql_dialect\": \"spark\", \"comparisons\": []}").contains("only \"duckdb\""));
    assert!(fault("{\"probability_two_random_records_match\": 1.0, \"comparisons\": []}").contains("between 0 and 1"));
    let levels = |levels: &str| {
        format!("{{\"comparisons\": [{{\"output_column_name\": \"c\", \"comparison_levels\": [{levels}]}}]}}")
    };
    assert!(fault(&levels("{\"sql_condition\": \"c_l = c_r\"}")).contains("its last level is not ELSE"));
    assert!(fault(&levels("{\"sql_condition\": \"ELSE\"}, {\"sql_condition\": \"c_l = c_r\"}")).contains("follows"));
    assert!(
        fault(&levels("{\"sql_condition\": \"c_l = c_r\", \"m_probability\": 1.5}, {\"sql_condition\": \"ELSE\"}"))
            .contains("m_probability is 1.5")
    );
    let counted = "{\"sql_condition\": \"lower(c_l) = lower(c_r)\", \"tf_adjustment_column\": \"c\"}, {\"sql_condition\": \"ELSE\"}";
    assert!(fault(&levels(counted)).contains("need a level where \"c\" is equal"));
}

#[test]
fn levels_that_were_not_seen_in_training_have_splinks_weights() {
    let json = r#"{"comparisons": [{"output_column_name": "c", "comparison_levels": [
        {"sql_condition": "c_l IS NULL", "is_null_level": true},
        {"sql_condition": "c_l = c_r"},
        {"sql_condition": "lower(c_l) = lower(c_r)", "m_probability": "level not observed in training dataset", "u_probability": 0.5},
        {"sql_condition": "trim(c_l) = trim(c_r)"},
        {"sql_condition": "length(c_l) = 3", "m_probability": 0.1, "u_probability": 0},
        {"sql_condition": "ELSE"}]}]}"#;
    let model = Model::parse(json).unwrap();
    let levels = &model.comparisons[0].levels;
    assert_eq!(levels.iter().map(|level| level.gamma).collect::<Vec<_>>(), [-1, 4, 3, 2, 1, 0]);
    for (level, weight) in levels.iter().zip([0.0, 10.0, (1e-6_f64 / 0.5).log2(), 1.0 / 3.0, f64::INFINITY, -5.0]) {
        assert!((level.weight - weight).abs() < 1e-9 || level.weight.total_cmp(&weight).is_eq(), "{level:?}");
    }
    let frequencies = Frequencies::new(&model);
    let settled = model.score(&[Some("abc")], &[Some("x")], &frequencies);
    assert_eq!((settled.weight, settled.probability), (f64::INFINITY, 1.0));
}
