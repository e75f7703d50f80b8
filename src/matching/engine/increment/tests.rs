//! An increment comes to what a run over everything comes to, by the same model.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::apart::Apart;
use super::super::blocking::{Feature, Key, LARGEST, Part};
use super::super::hash::mix;
use super::super::learned::Learned;
use super::super::run::{Options, again, run};
use super::super::table::{Builder, Table};
use super::*;
use crate::config::AttributeKind;

/// Numbers that look random.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = mix(self.0.wrapping_add(0x9e37_79b9_7f4a_7c15));
        (self.0 % n as u64) as usize
    }

    fn of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

/// Sources and forms by key.
type Records = BTreeMap<u32, (u16, Vec<String>)>;

/// What a run says: the records of each cluster, the links, and the near pairs.
#[derive(Debug, Default, PartialEq)]
struct Said {
    cluster: BTreeMap<u32, u32>,
    links: BTreeMap<(u32, u32), u64>,
    near: BTreeMap<(u32, u32), (u64, u64)>,
}

#[derive(Clone, Copy, Debug)]
enum About {
    People,
    Companies,
}

const GIVEN: [&str; 14] =
    ["anna", "bill", "william", "clara", "dora", "edgar", "fiona", "greta", "hans", "ida", "jon", "karl", "lena", "m"];
const SURNAMES: [&str; 12] = [
    "ashton", "branberg", "corwick", "dalsen", "edmann", "fenley", "garby", "holfield", "iston", "kelberg", "lundby",
    "moreau",
];
const TOWNS: [&str; 3] = ["york", "bath", "hull"];
const WORDS: [&str; 26] = [
    "nord", "sud", "metall", "werke", "trading", "foods", "amber", "birch", "cobalt", "delta", "ember", "falcon",
    "granite", "harbour", "indigo", "juniper", "kestrel", "lumen", "maple", "nimbus", "ochre", "pine", "quartz",
    "raven", "sable", "tern",
];

impl About {
    fn kinds(self) -> Vec<AttributeKind> {
        use AttributeKind::{City, Email, Organisation, PersonName, Phone};
        match self {
            Self::People => vec![PersonName, PersonName, Email, Phone, City],
            Self::Companies => vec![Organisation, Email, Phone, City],
        }
    }

    /// One town holds a little more or less than half of all, about as many as are compared at most.
    fn record(self, draw: &mut Draw) -> (u16, Vec<String>) {
        let town = if draw.below(2) == 0 { TOWNS[0] } else { draw.of(&TOWNS) };
        let phone = if draw.below(5) == 0 { String::new() } else { format!("55{:04}", draw.below(400)) };
        let forms = match self {
            Self::People => {
                let (given, surname) = (draw.of(&GIVEN), draw.of(&SURNAMES));
                let mail = format!("{given}.{surname}{}@post.example", draw.below(3));
                vec![
                    given.to_owned(),
                    slip(surname, draw),
                    if draw.below(3) == 0 { String::new() } else { mail },
                    phone,
                ]
            }
            Self::Companies => {
                let name: Vec<&str> = (0..2 + draw.below(3)).map(|_| draw.of(&WORDS)).collect();
                let mail = if draw.below(2) == 0 { String::new() } else { format!("info@{}.example", name[0]) };
                vec![name.join(" "), mail, phone]
            }
        };
        (draw.below(3) as u16, forms.into_iter().chain([town.to_owned()]).collect())
    }

    /// The same entity, as somebody else wrote it down.
    fn again(self, record: &(u16, Vec<String>), draw: &mut Draw) -> (u16, Vec<String>) {
        let (_, mut forms) = record.clone();
        for _ in 0..draw.below(3) {
            let other = self.record(draw).1;
            let field = draw.below(forms.len());
            forms[field] = if draw.below(2) == 0 { slip(&forms[field], draw) } else { other[field].clone() };
        }
        (draw.below(3) as u16, forms)
    }
}

fn slip(word: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 3 && draw.below(3) == 0 {
        let place = draw.below(letters.len() - 1);
        letters.swap(place, place + 1);
    }
    letters.into_iter().collect()
}

fn options(about: About, table: &Table, own_keys: bool) -> Options {
    // Where the data do not suggest keys there is one alone: what it does not bring together, nothing does.
    let town = Key(vec![Feature { column: about.kinds().len() - 1, part: Part::Whole }]);
    let few = match about {
        About::People => vec![town],
        About::Companies => Vec::new(),
    };
    Options {
        literal: Vec::new(),
        evidence: about.kinds().into_iter().enumerate().collect(),
        keys: (!own_keys).then_some(few),
        threshold: None,
        apart: Apart::new(vec![false, false, true], &table.sources),
        labels: Vec::new(),
    }
}

fn table(about: About, rows: &[(u32, u16, &[String])]) -> Table {
    let mut builder = Builder::new(&about.kinds());
    for (_, source, forms) in rows {
        builder.push(*source, *forms);
    }
    builder.finish()
}

fn rows(records: &Records) -> Vec<(u32, u16, &[String])> {
    records.iter().map(|(key, (source, forms))| (*key, *source, forms.as_slice())).collect()
}

fn pairs(pairs: &[Scored], key: impl Fn(u32) -> u32) -> impl Iterator<Item = ((u32, u32), u64)> {
    pairs.iter().map(move |pair| ((key(pair.a), key(pair.b)), pair.probability.to_bits()))
}

fn found_near(near: &Near, key: impl Fn(u32) -> u32) -> ((u32, u32), (u64, u64)) {
    ((key(near.pair.a), key(near.pair.b)), (near.pair.probability.to_bits(), near.mean.to_bits()))
}

/// Everything, by a model or by one that is learnt.
fn full(about: About, records: &Records, learned: Option<Learned>, own_keys: bool) -> (Said, Learned) {
    let rows = rows(records);
    let table = table(about, &rows);
    let options = options(about, &table, own_keys);
    let outcome = match learned {
        Some(learned) => again(table, learned, &options, &mut |_| true),
        None => run(table, &options, &mut |_| true),
    };
    let outcome = outcome.unwrap();
    let key = |row: u32| rows[row as usize].0;
    let Clustered { clusters, links, near } = &outcome.clustered;
    let cluster = clusters.iter().enumerate().map(|(row, first)| (key(row as u32), key(*first))).collect();
    (
        Said {
            cluster,
            links: pairs(links, key).collect(),
            near: near.iter().map(|near| found_near(near, key)).collect(),
        },
        outcome.learned,
    )
}

/// What was said, with what moved from `before` to `now` worked in. Gives how many records were not looked at.
fn add(about: About, said: &mut Said, before: &Records, now: &Records, learned: &Learned, own_keys: bool) -> usize {
    let (mut all, mut moves) = (Vec::new(), Vec::new());
    for key in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let mut push = |(source, forms): &'_ (u16, Vec<String>), row| {
            all.push((*key, *source, forms.clone()));
            moves.push(row);
        };
        match (before.get(key), now.get(key)) {
            (Some(then), Some(now)) if then == now => push(now, Row::Stays),
            (then, now) => {
                for (record, row) in [(then, Row::Goes), (now, Row::Comes)] {
                    if let Some(record) = record {
                        push(record, row);
                    }
                }
            }
        }
    }
    let shown: Vec<(u32, u16, &[String])> =
        all.iter().map(|(key, source, forms)| (*key, *source, &forms[..])).collect();
    let table = table(about, &shown);
    let options = options(about, &table, own_keys);
    let found = increment(table, &moves, learned, &options, &mut |_| true).unwrap();
    let key = |row: u32| all[row as usize].0;
    let touched: BTreeSet<u32> = found.touched.iter().map(|row| key(*row)).collect();
    let goes = moves.iter().enumerate().filter(|(_, row)| **row == Row::Goes);
    let old: BTreeSet<u32> = goes.map(|(row, _)| key(row as u32)).chain(touched.iter().copied()).collect();
    said.cluster.retain(|record, _| !old.contains(record));
    said.links.retain(|(a, b), _| !old.contains(a) && !old.contains(b));
    said.near.retain(|(a, b), _| !old.contains(a) && !old.contains(b));
    let Clustered { clusters, links, near } = &found.clustered;
    said.cluster.extend(found.touched.iter().zip(clusters).map(|(row, first)| (key(*row), key(*first))));
    said.links.extend(pairs(links, key));
    said.near.extend(near.iter().map(|near| found_near(near, key)));
    now.len() - touched.len()
}

/// Some records come, some change, some go.
fn step(about: About, records: &mut Records, draw: &mut Draw) {
    for _ in 0..=draw.below(12) {
        let known: Vec<u32> = records.keys().copied().collect();
        let any = known[draw.below(known.len())];
        let key = if draw.below(2) == 0 { draw.below(100_000) as u32 } else { any };
        match draw.below(6) {
            0 => drop(records.remove(&any)),
            1 => drop(records.insert(key, about.record(draw))),
            _ => {
                let other = about.again(&records[&any], draw);
                records.insert(key, other);
            }
        }
    }
}

fn first(about: About, count: usize, draw: &mut Draw) -> Records {
    let mut records = Records::new();
    while records.len() < count {
        let known: Vec<u32> = records.keys().copied().collect();
        let record = if known.is_empty() || draw.below(5) < 2 {
            about.record(draw)
        } else {
            about.again(&records[&known[draw.below(known.len())]], draw)
        };
        records.insert(draw.below(100_000) as u32, record);
    }
    // Where it is about to be too large, the largest block is brought to the brim.
    let keys: Vec<u32> = records.keys().copied().collect();
    let brim = LARGEST + draw.below(4) - 2;
    let large = |records: &Records| records.values().filter(|(_, forms)| forms.last().unwrap() == TOWNS[0]).count();
    while count > 200 && large(&records) != brim {
        let grows = large(&records) < brim;
        let town = records.get_mut(&keys[draw.below(keys.len())]).unwrap().1.last_mut().unwrap();
        if grows || town == TOWNS[0] {
            TOWNS[usize::from(!grows)].clone_into(town);
        }
    }
    records
}

/// Gives how many records of the last step were not looked at.
fn play(about: About, count: usize, steps: usize, own_keys: bool, seed: u64) -> usize {
    let mut draw = Draw(seed);
    let mut records = first(about, count, &mut draw);
    let (mut said, learned) = full(about, &records, None, own_keys);
    assert_eq!(said, full(about, &records, Some(learned.clone()), own_keys).0, "the same by the model that it learnt");
    let mut spared = 0;
    for _ in 0..steps {
        let before = records.clone();
        step(about, &mut records, &mut draw);
        spared = add(about, &mut said, &before, &records, &learned, own_keys);
        assert_eq!(said, full(about, &records, Some(learned.clone()), own_keys).0);
    }
    spared
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn increments_of_people_come_to_what_all_at_once_does(
        count in 60_usize..240, steps in 1_usize..5, own_keys: bool, seed: u64
    ) {
        play(About::People, count, steps, own_keys, seed);
    }

    #[test]
    fn increments_of_companies_come_to_what_all_at_once_does(
        count in 20_usize..160, steps in 1_usize..5, own_keys: bool, seed: u64
    ) {
        play(About::Companies, count, steps, own_keys, seed);
    }
}

#[test]
fn most_records_are_not_looked_at() {
    let spared = play(About::People, 400, 1, true, 7);
    assert!(spared > 200, "{spared} of 400");
}
