//! `goldsmith health`: match rate, singleton rate and staleness against their limits.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use crate::error::Result;
use crate::learning::Calibration;
use crate::queue::{self, Judged};
use crate::workspace::{HealthReport, Load, Vitals};

/// What `health` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// How to print it
    #[arg(long, value_name = "text|json", default_value = "text")]
    pub format: Form,
    /// Print JSON, as `--format json`
    #[arg(long)]
    pub json: bool,
    /// Exit with status 3 where a limit is breached
    #[arg(long)]
    pub check: bool,
}

/// How to print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// For scripts.
    Json,
}

/// The report with all that can be drawn of it, as JSON.
#[derive(Serialize)]
struct VitalsJson<'a> {
    #[serde(flatten)]
    report: &'a HealthReport,
    band: BandJson,
    /// Clusters by the whole per cent of their weakest link, of those that the band judges.
    scores: Vec<ScoreJson>,
    sizes: Vec<SizeJson>,
    loads: &'a [Load],
    calibration: &'a [Calibration],
}

#[derive(Serialize)]
struct BandJson {
    low: f64,
    high: f64,
    suspicious: u64,
    borderline: u64,
    accepted: u64,
}

#[derive(Serialize)]
struct ScoreJson {
    from: f64,
    clusters: u64,
}

#[derive(Serialize)]
struct SizeJson {
    records: u64,
    clusters: u64,
}

impl<'a> VitalsJson<'a> {
    fn new(vitals: &'a Vitals) -> Self {
        let (low, high) = queue::ends(vitals.band);
        let judged = |judged: Judged| {
            let of = vitals.strengths.iter().filter(|(strength, _)| strength.judged(low, high) == judged);
            of.map(|(_, n)| n).sum()
        };
        let mut scores: BTreeMap<u8, u64> = BTreeMap::new();
        for (strength, n) in &vitals.strengths {
            *scores.entry(strength.weakest).or_default() += n;
        }
        Self {
            report: &vitals.report,
            band: BandJson {
                low: vitals.band.low,
                high: vitals.band.high,
                suspicious: judged(Judged::Suspicious),
                borderline: judged(Judged::Borderline),
                accepted: judged(Judged::Accepted),
            },
            scores: scores
                .into_iter()
                .map(|(from, clusters)| ScoreJson { from: f64::from(from) / 100.0, clusters })
                .collect(),
            sizes: vitals.sizes.iter().map(|&(records, clusters)| SizeJson { records, clusters }).collect(),
            loads: &vitals.loads,
            calibration: &vitals.calibration,
        }
    }
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let workspace = session.open(out)?;
    let report = if args.json || args.format == Form::Json {
        let vitals = workspace.vitals()?;
        out.json(&VitalsJson::new(&vitals))?;
        vitals.report
    } else {
        let report = workspace.health()?;
        for line in report.to_string().lines() {
            out.line(line)?;
        }
        report
    };
    Ok(if args.check && report.is_breached() { Outcome::CheckFailed } else { Outcome::Done })
}
