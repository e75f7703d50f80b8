//! `goldsmith partners ID`: which other clusters could be the same entity, best first.

use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::decide::Retry;
use super::out::Out;
use super::session::Session;
use super::table::Grid;
use crate::error::Result;
use crate::matching::sentence;
use crate::model::{RecordKey, two_digits};
use crate::workspace::{DecisionRef, Partner, quoted};

/// What `partners` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A golden id (or its beginning) for a whole cluster, or one record `source:record_id`
    pub id: String,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct PartnerJson<'a> {
    golden_id: &'a str,
    label: &'a str,
    status: &'static str,
    size: usize,
    sources: &'a [String],
    own: &'a RecordKey,
    record: &'a RecordKey,
    weight: f64,
    probability: f64,
    set_apart_by: Option<&'a DecisionRef>,
    command: String,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let workspace = session.open(out)?;
    let golden_id = workspace.cluster(&args.id)?.golden_id;
    let partners = workspace.partners(&args.id, args.limit)?;
    let retry = Retry::of(session);
    let merge = |partner: &Partner| {
        retry.own(&format!("goldsmith decide merge {} {}", quoted(&golden_id), quoted(&partner.row.golden_id)))
    };
    if args.json {
        let json = |partner| json(partner, merge(partner));
        out.json(&partners.iter().map(json).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    if partners.is_empty() {
        out.line("no other record has anything rare in common with it")?;
        return Ok(Outcome::Done);
    }
    let mut grid = Grid::new(["probability", "golden id", "records", "name", "own record", "record", "because"]);
    for partner in &partners {
        let apart = partner.apart.as_ref().map(|apart| format!("set apart by {} (#{}); ", apart.author, apart.seq));
        let because = format!("{}{}", apart.unwrap_or_default(), sentence(&partner.pair, &workspace.config().domain));
        grid.row([
            two_digits(partner.pair.probability),
            partner.row.golden_id.clone(),
            partner.row.size.to_string(),
            out.data(&partner.row.label).into_owned(),
            out.data(&partner.own.to_string()).into_owned(),
            out.data(&partner.other.to_string()).into_owned(),
            out.data(&because).into_owned(),
        ]);
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    if let Some(first) = partners.first() {
        let command = merge(first);
        let line = format!("the first is the same? {}", out.data(&command));
        out.line(line)?;
    }
    Ok(Outcome::Done)
}

fn json(partner: &Partner, command: String) -> PartnerJson<'_> {
    PartnerJson {
        golden_id: &partner.row.golden_id,
        label: &partner.row.label,
        status: partner.row.status.word(),
        size: partner.row.size,
        sources: &partner.row.sources,
        own: &partner.own,
        record: &partner.other,
        weight: partner.pair.weight,
        probability: partner.pair.probability,
        set_apart_by: partner.apart.as_ref(),
        command,
    }
}
