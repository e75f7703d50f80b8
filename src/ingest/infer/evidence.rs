//! What says nothing of identity, though its kind could: constants, words that only one source uses, keys in disguise.

use std::collections::HashSet;

use super::guess::File;
use super::header::Use;
use super::keys::Known;
use super::mapping::{Bucket, why_skipped};
use super::profile::Profile;
use crate::config::AttributeKind;
use crate::normalise::folded_words;

/// Takes evidence away from attributes that are none, and says why.
pub fn weigh(buckets: &mut [Bucket], tables: &[Vec<Known>], files: &[File], special: &[Vec<usize>]) {
    let has = |buckets: &[Bucket], concept: &str| {
        buckets.iter().any(|bucket| bucket.header.means(concept) && !bucket.profile.is_empty())
    };
    let born = has(buckets, "birth_date");
    let works =
        has(buckets, "authors") || has(buckets, "title") || has(buckets, "brand") || has(buckets, "product_code");
    for bucket in &mut *buckets {
        let parts: Vec<&Profile> = bucket
            .columns
            .iter()
            .filter_map(|(source, position)| tables.get(*source)?.get(*position))
            .map(|known| &known.profile)
            .filter(|profile| !profile.is_empty())
            .collect();
        if bucket.judged.purpose == Use::Match
            && let Some(why) = reason(bucket, &parts, born, works)
        {
            bucket.judged.purpose = Use::Skip;
            bucket.also.push(format!("no evidence: {why}"));
        } else if let Some((column, share)) = repeats_the_id(bucket, files, special) {
            bucket.judged.purpose = Use::Key;
            bucket.also.push(format!("no evidence: {share} % of its values are the record id in column `{column}`"));
        } else if let Some(why) = why_skipped(bucket.judged.purpose) {
            bucket.also.push(format!("no evidence: {why}"));
        }
    }
    for at in 0..buckets.len() {
        if let Some(parts) = said_in_parts(buckets, at, files) {
            buckets[at].judged.purpose = Use::Skip;
            buckets[at].also.push(format!("no evidence: its words stand in {parts} too, and would count twice"));
        }
    }
}

/// Of rows that have something of it, so many say it in parts as well; and so many of its words are said there.
const RESTATED: (f64, f64) = (0.8, 0.6);

/// The columns that say in parts what one says in full: given name and surname, street and town.
fn said_in_parts(buckets: &[Bucket], whole: usize, files: &[File]) -> Option<String> {
    use AttributeKind::{Address, City, PersonName, PostalCode};
    let of = buckets.get(whole)?;
    let kinds: &[AttributeKind] = match of.judged.kind {
        PersonName => &[PersonName],
        Address => &[Address, City, PostalCode],
        _ => return None,
    };
    let is_part = |other: &Bucket| {
        other.judged.purpose == Use::Match
            && kinds.contains(&other.judged.kind)
            && other.profile.words < of.profile.words
            && of.columns.iter().all(|(source, _)| other.columns.iter().any(|(theirs, _)| theirs == source))
    };
    let shorter = |at: &usize| *at != whole && buckets.get(*at).is_some_and(is_part);
    let parts: Vec<&Bucket> = (0..buckets.len()).filter(shorter).filter_map(|at| buckets.get(at)).collect();
    if of.judged.purpose != Use::Match || parts.len() < 2 {
        return None;
    }
    let (mut rows, mut restated, mut words, mut said) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut used: HashSet<&str> = HashSet::new();
    for &(source, position) in &of.columns {
        for row in files.get(source).into_iter().flat_map(|file| &file.scan.sample) {
            let folded = |position: usize| row.get(position).map(|value| folded_words(value)).unwrap_or_default();
            let own = folded(position);
            let own: HashSet<&str> = own.split(' ').filter(|word| !word.is_empty()).collect();
            if own.is_empty() {
                continue;
            }
            let mut here: HashSet<String> = HashSet::new();
            let mut all = true;
            for part in &parts {
                for &(_, position) in part.columns.iter().filter(|(theirs, _)| *theirs == source) {
                    let value = folded(position);
                    let within = value.split(' ').all(|word| own.contains(word));
                    if !value.is_empty() && within {
                        used.insert(part.name.as_str());
                        here.extend(value.split(' ').map(str::to_owned));
                    }
                    all &= value.is_empty() || within;
                }
            }
            rows += 1;
            restated += usize::from(all && !here.is_empty());
            words += own.len();
            said += own.iter().filter(|word| here.contains(**word)).count();
        }
    }
    let enough = |part: usize, all: usize, share: f64| part as f64 >= share * all as f64;
    let known = rows > 0 && used.len() > 1 && enough(restated, rows, RESTATED.0) && enough(said, words, RESTATED.1);
    let names = || parts.iter().filter(|part| used.contains(part.name.as_str())).map(|part| part.name.as_str());
    known.then(|| names().collect::<Vec<_>>().join(", "))
}

fn reason(bucket: &Bucket, parts: &[&Profile], born: bool, works: bool) -> Option<String> {
    let profile = &bucket.profile;
    if profile.constant.is_some() && profile.filled > 1 && profile.filled * 2 > profile.rows {
        return Some("all rows hold the same value".to_owned());
    }
    let concept = bucket.header.concept.map(|concept| concept.name);
    match (bucket.judged.kind, concept) {
        (_, Some("name")) if profile.is_category() => Some("few names stand in many rows".to_owned()),
        (AttributeKind::Date, Some("date")) if born => {
            Some("people have a date of birth here, and this date says something else".to_owned())
        }
        (AttributeKind::Money | AttributeKind::Number, Some("price" | "year")) if !works => {
            Some("outside goods and works it does not say what a record is".to_owned())
        }
        (AttributeKind::Category, _) if parts.len() > 1 => {
            let pairs =
                || parts.iter().enumerate().flat_map(|(at, a)| parts.iter().skip(at + 1).map(move |b| a.overlap(b)));
            let shared = pairs().sum::<f64>() / pairs().count() as f64;
            (shared < 0.5).then(|| "the sources use different words for it".to_owned())
        }
        (AttributeKind::Category, concept) if profile.distinct < 2 || concept.is_none() => {
            Some("few values in many rows, and no known meaning".to_owned())
        }
        (AttributeKind::Identifier, None) => {
            let repeats = parts.iter().any(|part| part.distinct < part.sampled);
            let shared = parts.iter().enumerate().any(|(at, a)| parts.iter().skip(at + 1).any(|b| a.overlap(b) > 0.01));
            (!repeats && !shared).then(|| "each row has its own, so it looks like a key of the system".to_owned())
        }
        _ => None,
    }
}

/// The record id once more, under another name, even if with a prefix.
fn repeats_the_id(bucket: &Bucket, files: &[File], special: &[Vec<usize>]) -> Option<(String, u32)> {
    bucket.columns.iter().find_map(|(source, position)| {
        let scan = files.get(*source)?.scan;
        let id = *special.get(*source)?.first()?;
        let (mut same, mut all) = (0_u32, 0_u32);
        for row in &scan.sample {
            let (value, key) = (row.get(*position)?, row.get(id)?);
            if !value.is_empty() {
                all += 1;
                same += u32::from(
                    value == key
                        || value.len() >= 4 && key.ends_with(value.as_str())
                        || key.len() >= 4 && value.ends_with(key.as_str()),
                );
            }
        }
        (all > 0 && same * 10 >= all * 9)
            .then(|| (scan.columns.get(id).map(|column| column.name.clone()).unwrap_or_default(), same * 100 / all))
    })
}
