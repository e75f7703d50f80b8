//! The JSON of a saved model.

use serde::Deserialize;

use super::sql::{self, Columns, Expression};
use super::{Comparison, Level, Model, Rarity};

/// What Splink takes where a level was not seen in training.
const NOT_SEEN: f64 = 1e-6;
/// m of the closest level, where the model does not say; the others share the rest.
const CLOSEST_M: f64 = 0.95;
/// Weight of the closest level, of the one for all others, and of the one below the closest.
const CLOSEST_WEIGHT: f64 = 10.0;
const OTHERS_WEIGHT: f64 = -5.0;
const NEXT_WEIGHT: f64 = 3.0;

#[derive(Deserialize)]
struct Saved {
    sql_dialect: Option<String>,
    #[serde(default = "default_prior")]
    probability_two_random_records_match: f64,
    comparisons: Vec<SavedComparison>,
}

#[derive(Deserialize)]
struct SavedComparison {
    output_column_name: Option<String>,
    comparison_levels: Vec<SavedLevel>,
}

#[derive(Deserialize)]
struct SavedLevel {
    sql_condition: String,
    label_for_charts: Option<String>,
    m_probability: Option<Probability>,
    u_probability: Option<Probability>,
    #[serde(default)]
    is_null_level: bool,
    tf_adjustment_column: Option<String>,
    tf_adjustment_weight: Option<f64>,
    tf_minimum_u_value: Option<f64>,
    #[serde(default)]
    disable_tf_exact_match_detection: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Probability {
    Number(f64),
    /// "level not observed in training dataset"
    #[allow(dead_code)] // Only that it is a text matters.
    Words(String),
}

fn default_prior() -> f64 {
    0.0001
}

/// Reads a model.
pub fn model(json: &str) -> Result<Model, String> {
    let saved: Saved = serde_json::from_str(json).map_err(|error| format!("not a Splink model: {error}"))?;
    // Other engines count characters where this one counts bytes, and name functions otherwise.
    if let Some(other) = saved.sql_dialect.filter(|dialect| dialect != "duckdb") {
        return Err(format!("its sql_dialect is {other:?}; only \"duckdb\" is understood"));
    }
    let prior = saved.probability_two_random_records_match;
    if !(prior > 0.0 && prior < 1.0) {
        return Err(format!("probability_two_random_records_match is {prior}; it must lie between 0 and 1"));
    }
    if saved.comparisons.is_empty() {
        return Err("it has no comparisons".to_owned());
    }
    let mut columns = Columns::default();
    let mut comparisons = Vec::with_capacity(saved.comparisons.len());
    for (number, comparison) in saved.comparisons.iter().enumerate() {
        comparisons.push(self::comparison(number, comparison, &mut columns)?);
    }
    Ok(Model { prior: (prior / (1.0 - prior)).log2(), columns: columns.names, comparisons })
}

fn comparison(number: usize, saved: &SavedComparison, columns: &mut Columns) -> Result<Comparison, String> {
    let name = saved.output_column_name.clone().unwrap_or_else(|| format!("comparison {}", number + 1));
    let fault = |what: String| format!("comparison {name:?}: {what}");
    let mut conditions = Vec::with_capacity(saved.comparison_levels.len());
    for level in &saved.comparison_levels {
        let condition = condition(level, columns).map_err(|what| fault(format!("level {:?}: {what}", label(level))))?;
        conditions.push(condition);
    }
    // Without one for all others, Splink itself knows no weight for the pairs that no level describes.
    match conditions.iter().position(Option::is_none) {
        Some(last) if last + 1 == conditions.len() => {}
        Some(_) => return Err(fault("a level follows the one that is ELSE".to_owned())),
        None => return Err(fault("its last level is not ELSE".to_owned())),
    }
    let count = saved.comparison_levels.iter().filter(|level| !level.is_null_level).count();
    let defaults = defaults(count);
    let mut left = count;
    let mut levels: Vec<Level> = Vec::with_capacity(conditions.len());
    let mut exact: Vec<(Option<usize>, f64)> = Vec::with_capacity(conditions.len()); // column that is equal, and u
    for (level, condition) in saved.comparison_levels.iter().zip(conditions) {
        let mut made = Level { label: label(level), gamma: -1, weight: 0.0, rarity: None, condition };
        let mut u = 0.0;
        if !level.is_null_level {
            left -= 1;
            let default = defaults.get(left).copied().unwrap_or((1.0, 1.0));
            let read = |what: &str, saved: &Option<Probability>, default| {
                let named = |wrong| fault(format!("level {:?}: {what} {wrong}", label(level)));
                probability(saved.as_ref(), default).map_err(named)
            };
            let m = read("m_probability", &level.m_probability, default.0)?;
            u = read("u_probability", &level.u_probability, default.1)?;
            made.gamma = left as i32;
            made.weight = if u == 0.0 { f64::INFINITY } else { (m / u).log2() };
        }
        exact.push((made.condition.as_ref().and_then(Expression::equal_column), u));
        levels.push(made);
    }
    for (place, saved) in saved.comparison_levels.iter().enumerate() {
        let Some(level) = levels.get_mut(place) else { continue };
        let weight = saved.tf_adjustment_weight.unwrap_or(1.0);
        let Some(column) = &saved.tf_adjustment_column else { continue };
        if saved.is_null_level || level.condition.is_none() || weight == 0.0 {
            continue;
        }
        let column = columns.position(sql::bare(column));
        let found = if saved.disable_tf_exact_match_detection {
            exact.get(place).map(|(_, u)| *u)
        } else {
            exact.iter().find(|(equal, _)| *equal == Some(column)).map(|(_, u)| *u)
        };
        let Some(exact_u) = found else {
            let name = columns.names.get(column).map_or("", String::as_str);
            let what = format!("its term frequencies need a level where {name:?} is equal, and there is none");
            return Err(fault(format!("level {:?}: {what}", level.label)));
        };
        level.rarity = Some(Rarity { column, weight, exact_u, least: saved.tf_minimum_u_value.unwrap_or(0.0) });
    }
    let mut used: Vec<usize> = Vec::new();
    let mut note = |column: usize| {
        if !used.contains(&column) {
            used.push(column);
        }
    };
    for level in &levels {
        if let Some(condition) = &level.condition {
            condition.columns(&mut note);
        }
    }
    Ok(Comparison { name, columns: used, levels })
}

fn label(level: &SavedLevel) -> String {
    level.label_for_charts.clone().unwrap_or_else(|| level.sql_condition.clone())
}

fn condition(level: &SavedLevel, columns: &mut Columns) -> Result<Option<Expression>, String> {
    if level.sql_condition.trim().eq_ignore_ascii_case("else") {
        return Ok(None);
    }
    sql::parse(&level.sql_condition, columns).map(Some)
}

/// Splink's own defaults may be larger than 1; what stands in the model may not.
fn probability(saved: Option<&Probability>, default: f64) -> Result<f64, String> {
    match saved {
        Some(Probability::Number(number)) if (0.0..=1.0).contains(number) => Ok(*number),
        Some(Probability::Number(number)) => Err(format!("is {number}; it must lie from 0 to 1")),
        Some(Probability::Words(_)) => Ok(NOT_SEEN),
        None => Ok(default),
    }
}

/// m and u of each of `count` levels, "all other" first, as Splink supposes them before it has learnt any.
fn defaults(count: usize) -> Vec<(f64, f64)> {
    let below = count.saturating_sub(1);
    let of = |gamma: usize| {
        let (m, weight) = if gamma == below {
            (CLOSEST_M, CLOSEST_WEIGHT)
        } else {
            let step = if below > 1 { (NEXT_WEIGHT - OTHERS_WEIGHT) / (below - 1) as f64 } else { 0.0 };
            ((1.0 - CLOSEST_M) / below as f64, OTHERS_WEIGHT + step * gamma as f64)
        };
        (m, m / weight.exp2())
    };
    (0..count).map(of).collect()
}
