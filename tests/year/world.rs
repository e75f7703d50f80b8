//! What is true: entities, their records, and how sources drift.

use std::collections::{BTreeMap, BTreeSet};

use goldsmith::model::RecordKey;
use goldsmith::sample::{Options, Origin, generate};

use crate::chance::Chance;

/// The place of the phone number among a record's values; all three sources have it there.
pub const PHONE: usize = 3;
/// Places of values that drift: contact, e-mail, phone, street.
const DRIFTING: [usize; 4] = [1, 2, PHONE, 4];

/// A record, here or not.
#[derive(Clone, Debug)]
pub struct Row {
    pub origin: Origin,
    pub entity: usize,
    pub values: Vec<String>,
    updated_at: String,
    /// The run that brings it first.
    arrives: usize,
    pub present: bool,
}

/// All records that there are, ever.
#[derive(Clone)]
pub struct World {
    pub rows: BTreeMap<RecordKey, Row>,
    pub entities: BTreeMap<usize, Vec<RecordKey>>,
    changes: usize,
}

impl World {
    pub fn new(records: usize, runs: usize, chance: &mut Chance) -> Self {
        let mut world = Self { rows: BTreeMap::new(), entities: BTreeMap::new(), changes: 0 };
        for (entity, sampled) in generate(Options { records, seed: 11 }).enumerate() {
            for record in sampled.records {
                let key = RecordKey::new(record.origin.name(), record.id());
                let arrives = if chance.permille(650) { 1 } else { 2 + chance.below(runs - 1) };
                world.entities.entry(entity).or_default().push(key.clone());
                let (values, updated_at) = (record.values.to_vec(), record.updated_at);
                let row = Row { origin: record.origin, entity, values, updated_at, arrives, present: false };
                world.rows.insert(key, row);
            }
        }
        world
    }

    /// What sources did until run number `run`: what arrives, changes, vanishes and comes back.
    pub fn drift(&mut self, run: usize, chance: &mut Chance) {
        let times: Vec<(Origin, String)> = self.rows.values().map(|row| (row.origin, row.updated_at.clone())).collect();
        for row in self.rows.values_mut() {
            if row.arrives >= run {
                row.present = row.arrives == run;
            } else if row.present {
                row.present = !chance.permille(8);
            } else {
                row.present = chance.permille(150);
            }
            if row.arrives < run && row.present && chance.permille(30) {
                self.changes += 1;
                let place = *chance.pick(&DRIFTING);
                row.values[place] = match place {
                    PHONE => format!("+49 30 55{:05}", self.changes),
                    2 => format!("moved{}@post.example", self.changes),
                    // Some sources lose a value.
                    4 if chance.permille(300) => String::new(),
                    _ => format!("{} {}", row.values[place], self.changes),
                };
                // Another time of its source, in the way that source writes times.
                let own: Vec<&String> =
                    times.iter().filter(|(origin, _)| *origin == row.origin).map(|(_, time)| time).collect();
                row.updated_at = (*chance.pick(&own)).clone();
            }
        }
    }

    pub fn present(&self) -> BTreeSet<RecordKey> {
        self.rows.iter().filter(|(_, row)| row.present).map(|(key, _)| key.clone()).collect()
    }

    /// The sources as files: name and text.
    pub fn files(&self) -> Vec<(String, String)> {
        let file = |origin: Origin| {
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(origin.header()).unwrap();
            for (key, row) in self.rows.iter().filter(|(_, row)| row.present && row.origin == origin) {
                let values = row.values.iter().map(String::as_str);
                csv.write_record([key.id.as_str()].into_iter().chain(values).chain([row.updated_at.as_str()])).unwrap();
            }
            (origin.file().to_owned(), String::from_utf8(csv.into_inner().unwrap()).unwrap())
        };
        Origin::ALL.into_iter().map(file).collect()
    }
}
