//! Two records compared as a model of Splink compares them.

use std::fs;
use std::path::Path;

use super::find;
use crate::config::{Domain, suggest};
use crate::error::{Error, Result};
use crate::matching::splink::{Frequencies, Model};
use crate::model::{Record, RecordKey};
use crate::store::Db;

/// What a model says of two records.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelScore {
    /// Match weight before anything was compared.
    pub prior: f64,
    /// One for each comparison of the model.
    pub comparisons: Vec<ModelPart>,
    /// Total: log2 of the odds.
    pub weight: f64,
    /// Probability that the two are the same entity.
    pub probability: f64,
}

/// What one comparison adds.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelPart {
    /// Its name.
    pub name: String,
    /// Positions of the attributes that it looks at.
    pub attributes: Vec<usize>,
    /// What the model calls the level that holds.
    pub level: String,
    /// Splink's number for it: -1 where a value is missing, 0 for "all other", larger is closer.
    pub gamma: i32,
    /// log2 of the level's Bayes factor.
    pub weight: f64,
    /// What the rarity of the value adds.
    pub term_frequency_weight: f64,
}

/// The comparison of any two records by the model in `file`. Values are counted among all records that are present.
pub fn why(db: &Db, domain: &Domain, file: &Path, a: &RecordKey, b: &RecordKey) -> Result<ModelScore> {
    if a == b {
        return Err(Error::user(format!("{a} is one record; a comparison takes two")));
    }
    let (model, attributes) = fitting(file, domain)?;
    // Splink calls the smaller one left; its own sources and ids may be in another order.
    let (left, right) = if a < b { (a, b) } else { (b, a) };
    let record = |key: &RecordKey| -> Result<Record> { Ok(db.record(find::present_record(db, key)?)?.record) };
    let (left, right) = (record(left)?, record(right)?);
    let mut frequencies = Frequencies::new(&model);
    if model.counted().next().is_some() {
        db.for_each_record(|stored| {
            if !stored.gone {
                frequencies.add(&values(&stored.record, &attributes));
            }
            Ok(())
        })?;
    }
    let score = model.score(&values(&left, &attributes), &values(&right, &attributes), &frequencies);
    let comparisons = model.comparisons.iter().zip(&score.parts).filter_map(|(comparison, part)| {
        let level = comparison.levels.get(part.level)?;
        Some(ModelPart {
            name: comparison.name.clone(),
            attributes: comparison.columns.iter().filter_map(|column| attributes.get(*column).copied()).collect(),
            level: level.label.clone(),
            gamma: level.gamma,
            weight: part.weight,
            term_frequency_weight: part.term_frequency_weight,
        })
    });
    Ok(ModelScore {
        prior: score.prior,
        comparisons: comparisons.collect(),
        weight: score.weight,
        probability: score.probability,
    })
}

/// The model in `file`, with the positions of the attributes that are its columns.
pub fn fitting(file: &Path, domain: &Domain) -> Result<(Model, Vec<usize>)> {
    let called = |what: String| Error::data(format!("{}: {what}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| called(format!("cannot be read: {error}")))?;
    let model = Model::parse(&text).map_err(called)?;
    let attributes = attributes(&model, domain).map_err(called)?;
    Ok((model, attributes))
}

/// For each column of the model the position of the attribute of that name.
fn attributes(model: &Model, domain: &Domain) -> Result<Vec<usize>, String> {
    let position = |column: &String| {
        let same = |name: &str| name.eq_ignore_ascii_case(column);
        domain.attributes.iter().position(|attribute| same(&attribute.name)).ok_or_else(|| {
            let known = domain.attributes.iter().map(|attribute| attribute.name.as_str());
            format!("the model compares {column:?}, which is no attribute here; {}", suggest::expected(column, known))
        })
    };
    model.columns.iter().map(position).collect()
}

fn values<'r>(record: &'r Record, attributes: &[usize]) -> Vec<Option<&'r str>> {
    attributes.iter().map(|position| record.value(*position)).collect()
}
