//! The bundled sample is what the generator writes, and is as hard as a sample should be.
//!
//! `GOLDSMITH_WRITE_SAMPLE=1 cargo test --test sample_data` writes it anew.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use goldsmith::config::Config;
use goldsmith::matching::{Comparer, Prepared};
use goldsmith::model::{Record, RecordKey};
use goldsmith::normalise;
use goldsmith::resolve::{Links, links};
use goldsmith::sample::{
    Entity, MATCHES_FILE, Options, Origin, SampleRecord, TRUTH_FILE, customer_files, generate, group, write_matches,
    write_source, write_truth,
};

/// All files that the generator writes.
fn written(options: Options) -> BTreeMap<&'static str, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut file = |name, write: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        files.insert(name, bytes);
    };
    for origin in Origin::ALL {
        file(origin.file(), &|out| write_source(options, origin, out));
    }
    file(MATCHES_FILE, &|out| write_matches(options, out));
    file(TRUTH_FILE, &|out| write_truth(options, out));
    files
}

fn rows(csv: &[u8]) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv).records().collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_committed_files_are_what_the_generator_writes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/customer");
    for (name, bytes) in written(Options::default()) {
        let path = folder.join(name);
        if std::env::var_os("GOLDSMITH_WRITE_SAMPLE").is_some() {
            std::fs::write(&path, bytes).unwrap();
        } else {
            assert!(std::fs::read(&path).unwrap() == bytes, "{name} is stale: GOLDSMITH_WRITE_SAMPLE=1 writes it anew");
        }
    }
}

#[test]
fn the_program_carries_them_all_but_the_truth() {
    let carried: BTreeSet<&str> = customer_files().map(|(name, _)| name).into();
    let mut expected: BTreeSet<&str> = written(Options { records: 1, seed: 1 }).into_keys().collect();
    expected.remove(TRUTH_FILE);
    expected.insert("goldsmith.toml");
    assert_eq!(carried, expected);
}

/// The configuration of the sample.
fn config() -> Config {
    let (name, text) = customer_files()[0];
    Config::parse(text, name).unwrap()
}

#[test]
fn the_configuration_names_columns_that_the_sources_have() {
    let config = config();
    assert_eq!(config.matches.unwrap().file, Path::new(MATCHES_FILE));
    assert_eq!(config.sources.len(), Origin::ALL.len());
    for (source, origin) in config.sources.iter().zip(Origin::ALL) {
        let header = origin.header();
        assert_eq!(source.name, origin.name());
        assert_eq!(source.table.as_deref(), Some(origin.table()));
        assert_eq!(source.file.as_deref(), Some(Path::new(origin.file())));
        assert_eq!(source.id, header[0]);
        assert_eq!(source.updated_at.as_deref(), header.last().copied());
        let mapped = source.columns.iter().flatten();
        assert!(mapped.clone().all(|column| header.contains(&column.as_str())), "{}", source.name);
        assert_eq!(mapped.count(), header.len() - 2, "{}: every column is of use", source.name);
    }
}

/// A record as it is loaded.
fn loaded(record: &SampleRecord, config: &Config) -> Record {
    let (_, source) = config.source(record.origin.name()).unwrap();
    let value = |column: &String| {
        let at = record.origin.header().iter().position(|name| name == column).unwrap();
        Some(record.values[at - 1].clone()).filter(|value| !value.is_empty())
    };
    let values = source.columns.iter().map(|column| column.as_ref().and_then(value)).collect();
    let moment = normalise::time::micros(&record.updated_at);
    assert!(moment.is_some(), "{}", record.updated_at);
    Record::new(RecordKey::new(record.origin.name(), record.id()), values, Some(record.updated_at.clone()), moment)
}

#[test]
fn there_is_enough_to_review_and_not_too_much() {
    let config = config();
    let comparer = Comparer::new(&config.domain);
    let records: Vec<SampleRecord> = generate(Options::default()).flat_map(|entity| entity.records).collect();
    let mut groups: BTreeMap<u32, Vec<Prepared>> = BTreeMap::new();
    for (record, leader) in records.iter().zip(group(records.iter()).leader) {
        groups.entry(leader).or_default().push(comparer.prepare(&loaded(record, &config)));
    }
    let found: Vec<Links> = groups
        .values()
        .filter_map(|members| links(members.len(), |a, b| comparer.probability(&members[a], &members[b])))
        .collect();
    let band = config.review.band;
    let suspicious = found.iter().filter(|links| links.least_probability < band.low).count();
    let doubtful = found
        .iter()
        .filter(|links| links.weakest_probability < band.high || links.least_probability < band.low)
        .count();
    println!("{} groups, {doubtful} doubtful, in {suspicious} of them two records hardly agree", found.len());
    assert!((100..=200).contains(&doubtful), "{doubtful} doubtful");
    assert!((20..=150).contains(&suspicious), "{suspicious} suspicious");
}

#[test]
fn the_same_seed_gives_the_same_fifty_thousand_records() {
    let options = Options { records: 50_000, seed: 7 };
    assert!(generate(options).eq(generate(options)));
    assert!(!generate(options).eq(generate(Options { seed: 8, ..options })));
    let entities: Vec<Entity> = generate(options).collect();
    assert_eq!(entities.iter().map(|entity| entity.records.len()).sum::<usize>(), 50_000);
    let keys: BTreeSet<(Origin, String)> =
        entities.iter().flat_map(|entity| &entity.records).map(|record| (record.origin, record.id())).collect();
    assert_eq!(keys.len(), 50_000, "every record has a key of its own");
}

#[test]
fn truth_and_match_output_cover_every_record_once() {
    let options = Options { records: 25_000, seed: 3 };
    let files = written(options);
    let mut keys = BTreeSet::new();
    for origin in Origin::ALL {
        let rows = rows(&files[origin.file()]);
        assert!(rows.windows(2).all(|pair| pair[0][0] < pair[1][0]), "sorted by id");
        keys.extend(rows.iter().map(|row| (origin.name().to_owned(), row[0].to_owned())));
    }
    assert_eq!(keys.len(), options.records);
    let truth = rows(&files[TRUTH_FILE]);
    assert_eq!(truth.len(), options.records);
    assert_eq!(truth.iter().map(|row| (row[0].to_owned(), row[1].to_owned())).collect::<BTreeSet<_>>(), keys);
    let matches = rows(&files[MATCHES_FILE]);
    assert_eq!(matches.len(), options.records);
    let source = |arn: &str| {
        let table = arn.rsplit('/').next().unwrap();
        Origin::ALL.into_iter().find(|origin| origin.table() == table).unwrap().name().to_owned()
    };
    assert_eq!(matches.iter().map(|row| (source(&row[0]), row[5].to_owned())).collect::<BTreeSet<_>>(), keys);

    let mut groups: BTreeMap<&str, Vec<&csv::StringRecord>> = BTreeMap::new();
    for row in &matches {
        assert!(row[6].len() == 32 && row[6].bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
        groups.entry(&row[6]).or_default().push(row);
    }
    for (id, members) in groups {
        let rule = &members[0][7];
        assert!(members.iter().all(|row| &row[7] == rule), "{id}: one rule a group");
        assert_eq!(rule.is_empty(), members.len() == 1, "{id}: a rule exactly where there is a pair");
    }
}

/// Pairs that are right, proposed, true; and the sizes of the proposed groups.
fn quality(options: Options) -> (usize, usize, usize, BTreeMap<usize, usize>) {
    let entities: Vec<Entity> = generate(options).collect();
    let grouping = group(entities.iter().flat_map(|entity| &entity.records));
    let mut entity_of = vec![0; options.records];
    for (at, entity) in entities.iter().enumerate() {
        entity.records.iter().for_each(|record| entity_of[record.position] = at);
    }
    let pairs = |sizes: &BTreeMap<_, usize>| sizes.values().map(|n| n * (n - 1) / 2).sum::<usize>();
    let (mut proposed, mut right, mut truth) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (position, leader) in grouping.leader.iter().enumerate() {
        *proposed.entry((*leader, 0)).or_default() += 1;
        *truth.entry((0, entity_of[position])).or_default() += 1;
        *right.entry((*leader, entity_of[position])).or_default() += 1;
    }
    let mut sizes = BTreeMap::new();
    for size in proposed.values() {
        *sizes.entry(*size).or_default() += 1;
    }
    (pairs(&right), pairs(&proposed), pairs(&truth), sizes)
}

#[test]
fn the_matcher_errs_as_much_as_real_ones() {
    for options in [Options::default(), Options { records: 50_000, seed: 2 }] {
        let (right, proposed, truth, sizes) = quality(options);
        let (precision, recall) = (right as f64 / proposed as f64, right as f64 / truth as f64);
        println!("{options:?}: precision {precision:.3}, recall {recall:.3}, sizes {sizes:?}");
        assert!((0.85..=0.93).contains(&precision), "precision {precision:.3}");
        assert!((0.80..=0.92).contains(&recall), "recall {recall:.3}");
        let large: usize = sizes.range(5..).map(|(_, n)| n).sum();
        let grouped: usize = sizes.range(2..).map(|(_, n)| n).sum();
        assert!(large > 0 && large * 12 < grouped, "{large} of {grouped} groups are large");
    }
}

#[test]
fn one_acme_in_three_spellings_and_its_namesake_apart() {
    let entities: Vec<Entity> = generate(Options::default()).take(2).collect();
    let names = |entity: &Entity| entity.records.iter().map(|r| r.values[0].clone()).collect::<Vec<_>>();
    assert_eq!(names(&entities[0]), ["Acme Corp.", "ACME Corporation Ltd.", "acme-corp"]);
    let records: Vec<&SampleRecord> = entities.iter().flat_map(|entity| &entity.records).collect();
    assert_eq!(group(records.into_iter()).leader, [0, 0, 0, 3, 3]);
}

#[test]
fn the_sample_holds_what_breaks_programs() {
    let values: Vec<String> =
        generate(Options::default()).flat_map(|entity| entity.records).flat_map(|record| record.values).collect();
    for hostile in ["\u{1b}", "\u{200b}", "\n", "\"", ","] {
        assert!(values.iter().any(|value| value.contains(hostile)), "{hostile:?}");
    }
    assert!(["=", "+"].iter().all(|start| values.iter().any(|value| value.starts_with(start))));
    let of = |hostile: &str| values.iter().filter(|value| value.contains(hostile)).count();
    assert_eq!((of("\u{1b}"), of("\u{200b}")), (1, 1));
}
