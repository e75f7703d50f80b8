//! The sample as files: one a source, the match output, and the truth. All UTF-8, LF, RFC 4180.
//!
//! Sources are written sorted by id. A block of ten thousand records is held at a time, however many there are.

use std::io::{self, Write};

use super::matcher::{Grouping, Matcher};
use super::origin::column::{CITY, COMPANY, EMAIL, PHONE};
use super::origin::{BLOCK, Origin};
use super::stream::{Options, SampleRecord, generate};
use crate::model::Hash;

/// The name of the match output.
pub const MATCHES_FILE: &str = "match_output.csv";

/// The name of the truth.
pub const TRUTH_FILE: &str = "truth.csv";

/// Writes what `origin` holds.
pub fn write_source(options: Options, origin: Origin, out: &mut impl Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(origin.header())?;
    sorted(options, origin, |_, record| {
        csv.write_field(record.id())?;
        for value in &record.values {
            csv.write_field(value)?;
        }
        csv.write_field(&record.updated_at)?;
        csv.write_record(None::<&[u8]>)?;
        Ok(())
    })?;
    csv.flush()
}

/// Writes which entity every record belongs to: `source_system,record_id,entity_id`.
pub fn write_truth(options: Options, out: &mut impl Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["source_system", "record_id", "entity_id"])?;
    for origin in Origin::ALL {
        sorted(options, origin, |entity, record| Ok(csv.write_record([origin.name(), &record.id(), entity])?))?;
    }
    csv.flush()
}

/// Writes the groups of the matcher as AWS Entity Resolution would: every record once, in the order of the sources;
/// a record alone has no rule. A rule-based run gives no confidence.
pub fn write_matches(options: Options, out: &mut impl Write) -> io::Result<()> {
    let mut matcher = Matcher::default();
    let mut keys = Vec::with_capacity(options.records);
    for record in generate(options).flat_map(|entity| entity.records) {
        matcher.add(&record);
        keys.push((record.origin, record.number as u32));
    }
    let grouping = matcher.group();
    let ids = match_ids(&keys, &grouping);
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["InputSourceARN", "company", "email", "phone", "city", "RecordId", "MatchID", "MatchRule"])?;
    for origin in Origin::ALL {
        let arn = format!("arn:aws:glue:eu-west-1:111122223333:table/customer_mdm/{}", origin.table());
        sorted(options, origin, |_, record| {
            let leader = grouping.leader[record.position] as usize;
            let rule = grouping.weakest[leader];
            let [company, email, phone, city] = [COMPANY, EMAIL, PHONE, CITY].map(|at| record.values[at].as_str());
            let rule = rule.map_or("", |rule| rule.name());
            let id = record.id();
            Ok(csv.write_record([&arn, company, email, phone, city, &id, &ids[leader], rule])?)
        })?;
    }
    csv.flush()
}

/// For each leader the id of its group: 32 digits of the hash of its members' keys, in the order of the stream.
fn match_ids(keys: &[(Origin, u32)], grouping: &Grouping) -> Vec<String> {
    let mut members = vec![Vec::new(); keys.len()];
    for ((origin, number), leader) in keys.iter().zip(&grouping.leader) {
        members[*leader as usize].push(format!("{}:{}", origin.name(), origin.record_id(*number as usize)));
    }
    members
        .into_iter()
        .map(|keys| if keys.is_empty() { String::new() } else { Hash::of(keys).to_string()[..32].to_owned() })
        .collect()
}

/// Hands over the records of `origin` in the order of their ids, each with its entity's id.
fn sorted(
    options: Options,
    origin: Origin,
    mut each: impl FnMut(&str, &SampleRecord) -> io::Result<()>,
) -> io::Result<()> {
    let mut block: Vec<(String, SampleRecord)> = Vec::new();
    let mut hand_over = |block: &mut Vec<(String, SampleRecord)>| {
        block.sort_unstable_by_key(|(_, record)| record.number);
        block.drain(..).try_for_each(|(entity, record)| each(&entity, &record))
    };
    for entity in generate(options) {
        for record in entity.records.into_iter().filter(|record| record.origin == origin) {
            block.push((entity.id.clone(), record));
            if block.len() == BLOCK {
                hand_over(&mut block)?;
            }
        }
    }
    hand_over(&mut block)
}
