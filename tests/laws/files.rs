//! What the sources and the match output hold, and how it comes into files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use goldsmith::model::RecordKey;

/// Attributes in the domain's order; the last two survive together.
pub const ATTRIBUTES: [&str; 5] = ["name", "email", "phone", "street", "city"];
/// Sources in the order of trust.
pub const SOURCES: [&str; 3] = ["crm", "erp", "web"];
/// Records of the universe, four a source.
pub const RECORDS: usize = 12;

/// Few values, so that records agree, nearly agree and differ; an empty one is no value.
const VALUES: [[&str; 5]; 5] = [
    ["Nordlicht Optik", "Nordlicht Optik GmbH", "Nordlich Optk", "Sund Textil", ""],
    ["info@nordlicht.example", "post@sund.example", "INFO@nordlicht.example", "", ""],
    ["+49 30 5550101", "030/5550101", "+49 40 5550202", "", ""],
    ["Hafenstr. 1", "Hafenstraße 1", "Am Markt 7", "", ""],
    ["Berlin", "Bremen", "Berlin-Mitte", "", ""],
];

/// A row of a source: which value of each attribute, and the day of the year on which it changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub values: [u8; 5],
    pub day: u8,
}

impl Row {
    /// The value of an attribute, as the source holds it.
    pub fn value(self, attribute: usize) -> Option<&'static str> {
        let value = VALUES[attribute][self.values[attribute] as usize % VALUES[attribute].len()];
        (!value.is_empty()).then_some(value)
    }

    /// The day as a number to compare; none where the source does not say.
    pub fn changed(self) -> Option<u8> {
        (!self.day.is_multiple_of(5)).then_some(self.day % 5)
    }
}

/// All files of a moment. A record that is `None` is in none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    pub rows: [Option<Row>; RECORDS],
    pub groups: [u8; RECORDS],
}

/// The key of a record of the universe. One source writes its ids with leading zeros.
pub fn key(record: usize) -> RecordKey {
    let (source, number) = (SOURCES[record % 3], record / 3 + 1);
    RecordKey::new(source, if source == "erp" { format!("00{number}") } else { number.to_string() })
}

/// Pairs that every run finds near, where it does not put them in one group: both records, and the average across.
pub fn near() -> impl Iterator<Item = (RecordKey, RecordKey, f64)> {
    let pairs = [(0, 5), (1, 3), (2, 9), (4, 6), (5, 11), (7, 10), (8, 10), (0, 9)];
    pairs.into_iter().enumerate().map(|(n, (a, b))| (key(a), key(b), 0.2 + 0.03 * n as f64))
}

impl Files {
    /// The match group of a record that is there.
    pub fn group(&self, record: usize) -> Option<u8> {
        self.rows[record].map(|_| self.groups[record] % 5)
    }

    /// Present records with their rows.
    pub fn present(&self) -> BTreeMap<RecordKey, Row> {
        self.rows.iter().enumerate().filter_map(|(record, row)| row.map(|row| (key(record), row))).collect()
    }

    /// Writes them, rows in the order that `shuffle` makes of them.
    pub fn write(&self, dir: &Path, shuffle: u64) {
        let order = order(shuffle);
        let mut matches = String::from("InputSourceARN,ConfidenceLevel,RecordId,MatchID,MatchRule\n");
        let mut sources = SOURCES.map(|_| String::from("id,name,email,phone,street,city,changed\n"));
        for record in order {
            let (Some(row), RecordKey { source, id }) = (self.rows[record], key(record)) else { continue };
            let file = &mut sources[record % 3];
            file.push_str(&id);
            for attribute in 0..ATTRIBUTES.len() {
                write!(file, ",{}", row.value(attribute).unwrap_or_default()).unwrap();
            }
            match row.changed() {
                Some(day) => writeln!(file, ",2026-03-0{}", day + 1).unwrap(),
                None => file.push_str(",\n"),
            }
            if let Some(group) = self.group(record) {
                writeln!(matches, "arn:aws:glue:eu-west-1:111122223333:table/mdm/{source},0.9,{id},group{group},Rule")
                    .unwrap();
            }
        }
        for (source, text) in SOURCES.iter().zip(sources) {
            fs::write(dir.join(format!("{source}.csv")), text).unwrap();
        }
        fs::write(dir.join("matches.csv"), matches).unwrap();
    }
}

/// A permutation of the records: each is placed by a number that the seed stirs (Knuth's multiplicative hash).
fn order(seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..RECORDS).collect();
    if seed > 0 {
        order.sort_by_key(|&record| (record as u64 + 1).wrapping_mul(seed | 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    }
    order
}

/// The workspace's configuration.
pub fn configuration(four_eyes: bool) -> String {
    let mut text = String::from("[domain]\nname = \"laws\"\n");
    for source in SOURCES {
        write!(
            text,
            "[[source]]\nname = \"{source}\"\nfile = \"{source}.csv\"\nid = \"id\"\nupdated_at = \"changed\"\n"
        )
        .unwrap();
        let columns: Vec<String> = ATTRIBUTES.iter().map(|name| format!("{name} = \"{name}\"")).collect();
        writeln!(text, "columns = {{ {} }}", columns.join(", ")).unwrap();
    }
    let kinds = ["organisation", "email", "phone", "address", "city"];
    for (name, kind) in ATTRIBUTES.iter().zip(kinds) {
        writeln!(text, "[[attribute]]\nname = \"{name}\"\nkind = \"{kind}\"").unwrap();
    }
    let approval = if four_eyes { "four_eyes" } else { "single" };
    write!(
        text,
        "[matches]\nfile = \"matches.csv\"\nformat = \"aws_entity_resolution\"\n\
         [survivorship]\nemail = {{ prefer = [\"erp\"] }}\nphone = {{ strategy = \"most_recent\" }}\n\
         [survivorship.groups.address]\nattributes = [\"street\", \"city\"]\nstrategy = \"most_complete\"\n\
         [review]\napproval = \"{approval}\"\n\
         second_opinion_above = 0.6\naudit = 0.5\nask_again = 0\n"
    )
    .unwrap();
    text
}
