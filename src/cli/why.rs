//! `goldsmith why A B`: how alike two records are: prior + attributes = weight, and the probability it makes.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use super::table::Grid;
use crate::error::{Error, Result};
use crate::model::{PairScore, Record, RecordKey};
use crate::workspace::{ModelScore, Workspace};

/// What `why` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// One record, `source:record_id`
    pub a: RecordKey,
    /// The other
    pub b: RecordKey,
    /// Compare as this model of Splink does (JSON as Splink saves it); else as `[matching] model` says
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// The comparison as JSON; `a` and `b` as they were asked for.
#[derive(Serialize)]
struct WhyJson<'a> {
    a: &'a RecordKey,
    b: &'a RecordKey,
    prior: f64,
    weight: f64,
    probability: f64,
    attributes: Vec<AttributeJson<'a>>,
}

#[derive(Serialize)]
struct AttributeJson<'a> {
    attribute: Cow<'a, str>,
    a: Option<Cow<'a, str>>,
    b: Option<Cow<'a, str>>,
    level: Cow<'a, str>,
    weight: f64,
    term_frequency_weight: f64,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let workspace = session.open(out)?;
    let configured = || workspace.config().matching.model.as_ref().map(|file| workspace.dir().join(file));
    let (a, b) = (record(&workspace, &args.a)?, record(&workspace, &args.b)?);
    let why = match args.model.clone().or_else(configured) {
        Some(model) => by_model(&workspace, &workspace.why_by_model(&model, &args.a, &args.b)?, &a, &b),
        None => explain(&workspace, &workspace.why(&args.a, &args.b)?, &a, &b),
    };
    if args.json {
        out.json(&why)?;
    } else {
        print(&why, out)?;
    }
    Ok(Outcome::Done)
}

fn record(workspace: &Workspace, key: &RecordKey) -> Result<Record> {
    let members = workspace.cluster(&key.to_string())?.members;
    let member = members.into_iter().find(|member| member.record.key == *key);
    member.map(|member| member.record).ok_or_else(|| Error::user(format!("no record {key}")))
}

fn explain<'a>(workspace: &'a Workspace, pair: &PairScore, a: &'a Record, b: &'a Record) -> WhyJson<'a> {
    let domain = &workspace.config().domain;
    let attributes = pair.attributes.iter().filter_map(|score| {
        Some(AttributeJson {
            attribute: domain.attributes.get(score.attribute)?.name.as_str().into(),
            a: a.value(score.attribute).map(Cow::from),
            b: b.value(score.attribute).map(Cow::from),
            level: score.level.word().into(),
            weight: score.weight,
            term_frequency_weight: score.term_frequency_weight,
        })
    });
    WhyJson {
        a: &a.key,
        b: &b.key,
        prior: pair.prior,
        weight: pair.weight,
        probability: pair.probability,
        attributes: attributes.collect(),
    }
}

/// By a model's own comparisons; one that looks at several attributes shows their values together.
fn by_model<'a>(workspace: &Workspace, score: &ModelScore, a: &'a Record, b: &'a Record) -> WhyJson<'a> {
    let domain = &workspace.config().domain;
    let values = |record: &'a Record, attributes: &[usize]| match attributes {
        [one] => record.value(*one).map(Cow::from),
        many => {
            let named = many.iter().filter_map(|position| {
                Some(format!("{}: {}", domain.attributes.get(*position)?.name, record.value(*position)?))
            });
            Some(named.collect::<Vec<_>>().join(", ")).filter(|joined| !joined.is_empty()).map(Cow::from)
        }
    };
    let attributes = score.comparisons.iter().map(|part| AttributeJson {
        attribute: part.name.clone().into(),
        a: values(a, &part.attributes),
        b: values(b, &part.attributes),
        level: part.level.clone().into(),
        weight: part.weight,
        term_frequency_weight: part.term_frequency_weight,
    });
    WhyJson {
        a: &a.key,
        b: &b.key,
        prior: score.prior,
        weight: score.weight,
        probability: score.probability,
        attributes: attributes.collect(),
    }
}

fn print(why: &WhyJson<'_>, out: &mut Out) -> Result<()> {
    let mut grid = Grid::default();
    let text = |value: &str| out.data(value).into_owned();
    let row = |name: &str, weight: f64, level: &str, a: String, b: String| {
        [name.to_owned(), format!("{weight:+.2}"), level.to_owned(), bar(weight), a, b]
    };
    grid.row(
        ["attribute", "weight", "level", ""]
            .map(str::to_owned)
            .into_iter()
            .chain([text(&why.a.to_string()), text(&why.b.to_string())]),
    );
    grid.row(row("(before)", why.prior, "", String::new(), String::new()));
    for attribute in &why.attributes {
        let weight = attribute.weight + attribute.term_frequency_weight;
        let value = |value: &Option<Cow<str>>| value.as_ref().map_or_else(|| "-".to_owned(), |value| text(value));
        let (name, level) = (text(&attribute.attribute), text(&attribute.level));
        grid.row(row(&name, weight, &level, value(&attribute.a), value(&attribute.b)));
    }
    grid.row(row("(total)", why.weight, "", String::new(), String::new()));
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    out.line(format!("probability of one entity: {:.4}", why.probability))
}

/// One sign for each bit of weight, at most ten.
fn bar(weight: f64) -> String {
    let signs = weight.abs().round().min(10.0) as usize;
    if weight < 0.0 { "-".repeat(signs) } else { "+".repeat(signs) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_with_the_weight_both_ways() {
        assert_eq!(
            (bar(3.2), bar(-1.6), bar(0.1), bar(99.0)),
            ("+++".into(), "--".into(), String::new(), "+".repeat(10))
        );
    }
}
