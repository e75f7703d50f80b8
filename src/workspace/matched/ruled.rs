//! The own matcher by rules: whatever a rule links is one group, and links that no rule made are none.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::clock::Clock;
use super::{CommonNote, FORMAT, MatchReport, Records, common, keys, note};
use crate::config::{Config, Rule};
use crate::error::{Error, Result};
use crate::matching::engine::apart::Apart;
use crate::matching::engine::table::{Builder, Table};
use crate::matching::engine::{self, Phase};
use crate::matching::rules::{self, Forms, Joined, Outcome, Oversized};
use crate::model::Hash;
use crate::normalise;
use crate::store::{Db, Grouped, Run};
use crate::workspace::Progress;
use crate::workspace::desk::{Desk, now_us};
use crate::workspace::load::groups;
use crate::workspace::redact;

/// What a rule did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleNote {
    /// Its name.
    pub rule: String,
    /// Links that it is the first rule to make.
    pub pairs: u64,
    /// Values that too many records share to compare them all.
    pub oversized: u64,
    /// Most records that share one of these.
    pub largest: u64,
    /// The most common of these.
    pub most_common: Vec<CommonNote>,
}

/// So many of the most common values of a rule are told.
const TOLD: usize = 5;

impl Forms for Table {
    fn records(&self) -> usize {
        self.len()
    }

    fn id(&self, attribute: usize, record: u32) -> u32 {
        self.columns.get(attribute).and_then(|column| column.ids.get(record as usize)).copied().unwrap_or_default()
    }

    fn form(&self, attribute: usize, id: u32) -> &str {
        self.columns.get(attribute).map_or("", |column| column.form(id))
    }
}

/// Matches by the configured rules.
pub fn run(db: &Db, desk: &Desk, progress: &mut dyn FnMut(Progress)) -> Result<MatchReport> {
    let config = &desk.config;
    let all = &config.matching.rules;
    if all.is_empty() {
        return Err(Error::config("there are no rules to match by")
            .hint("`[matching]` in goldsmith.toml takes them, such as rules = [\"email exact\"]"));
    }
    let mut clock = Clock::start(progress);
    let records = Records::read(db, config)?;
    let forms = forms(db, config)?;
    clock.begin(Phase::Score, progress);
    let (own, mut reports) = (keys(config)?, Vec::new());
    let mut outcome = rules::run(&forms, all, || {
        let (pairs, each) = engine::likely(records.table.clone(), own.as_deref());
        reports = each;
        pairs
    });
    let unique = config.sources.iter().map(|source| source.duplicate_free).collect();
    let apart = Apart::new(unique, &records.table.sources);
    outcome.links.retain(|link| !apart.are(link.a, link.b));
    clock.begin(Phase::Cluster, progress);
    let joined = rules::groups(records.rids.len(), &outcome.links);
    let groups = write(db, desk, &records, &joined, all)?;
    let seconds = clock.seconds();
    let named = |record: u32| records.key(db, record);
    let note = |report| note(config, report, &records.table, &named);
    let clusters = joined.iter().enumerate().filter(|(record, joined)| *record == joined.group as usize);
    Ok(MatchReport {
        run: db.latest_run()?.map_or(0, |run| run.id),
        candidate_pairs: outcome.compared,
        pairs: outcome.links.len() as u64,
        clusters: clusters.count() as u64,
        seconds,
        records: records.rids.len() as u64,
        groups,
        keys: reports.iter().map(note).collect::<Result<_>>()?,
        rules: notes(db, config, &outcome, &forms, &records.rids)?,
        ..MatchReport::default()
    })
}

fn notes(db: &Db, config: &Config, outcome: &Outcome, forms: &Table, rids: &[i64]) -> Result<Vec<RuleNote>> {
    let attributes = &config.domain.attributes;
    let common = |block: &Oversized| -> Result<CommonNote> {
        let value = |position: &usize| {
            let attribute = attributes.get(*position)?;
            let form = forms.form(*position, forms.id(*position, block.record)).to_owned();
            Some((attribute.name.clone(), common::shown(config, Some(attribute), form)))
        };
        Ok(CommonNote {
            values: block.attributes.iter().filter_map(value).collect(),
            records: block.records as u64,
            example: db.record(rids[block.record as usize])?.record.key,
        })
    };
    let of = |(position, rule): (usize, &Rule)| {
        let mut oversized: Vec<&Oversized> = outcome.oversized.iter().filter(|block| block.rule == position).collect();
        oversized.sort_by_key(|block| (Reverse(block.records), block.record));
        Ok(RuleNote {
            rule: rule.name.clone(),
            pairs: outcome.links.iter().filter(|link| link.rule == position).count() as u64,
            oversized: oversized.len() as u64,
            largest: oversized.first().map_or(0, |block| block.records as u64),
            most_common: oversized.into_iter().take(TOLD).map(common).collect::<Result<_>>()?,
        })
    };
    config.matching.rules.iter().enumerate().map(of).collect()
}

/// The comparable forms of the attributes that rules speak of, by position in the domain; of the others nothing.
fn forms(db: &Db, config: &Config) -> Result<Table> {
    let attributes = &config.domain.attributes;
    let kinds: Vec<_> = attributes.iter().map(|attribute| attribute.kind).collect();
    let used: BTreeSet<usize> = config.matching.rules.iter().flat_map(Rule::attributes).collect();
    let mut builder = Builder::new(&kinds);
    db.for_each_present(|_, _, _, values| {
        let form = |(position, attribute): (usize, &crate::config::Attribute)| {
            let value = values.get(position).and_then(Option::as_deref).filter(|_| used.contains(&position));
            value.map_or_else(String::new, |value| normalise::comparable(attribute.kind, attribute.normalising, value))
        };
        builder.push(0, attributes.iter().enumerate().map(form));
        Ok(())
    })?;
    Ok(builder.finish())
}

/// Puts the groups in place of those before, as if they had been loaded. Gives how many there are.
fn write(db: &Db, desk: &Desk, records: &Records, joined: &[Joined], all: &[Rule]) -> Result<u64> {
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (record, joined) in joined.iter().enumerate() {
        members.entry(joined.group).or_default().push(record);
    }
    members.retain(|_, members| members.len() > 1);
    let digest = Hash::of(members.values().map(|group| Hash::of(group.iter().map(|&i| records.keys[i].0)).0));
    let count = members.len() as u64;
    let kept = redact::links_to_keep(db)?;
    db.clear_groups()?;
    let id = db.latest_run()?.map_or(1, |run| if run.digest == digest { run.id } else { run.id + 1 });
    db.note_run(&Run { id, time_us: now_us(), format: FORMAT.to_owned(), digest, groups: count, basis: None }, "[]")?;
    for (number, group) in members.values().enumerate() {
        let rids: Vec<i64> = group.iter().map(|&record| records.rids[record]).collect();
        for (&record, &rid) in group.iter().zip(&rids) {
            let rule = joined[record].rule.and_then(|rule| all.get(rule)).map(|rule| rule.name.clone());
            db.insert_grouped(rid, &Grouped { match_id: format!("{id}-{}", number + 1), rule, confidence: None })?;
        }
        // Rules say that records are one, not how surely: as with any such groups, the comparison does.
        groups::score(db, desk, &rids)?;
    }
    redact::keep_links(db, &kept)?;
    Ok(count)
}
