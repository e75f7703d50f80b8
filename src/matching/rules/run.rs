//! Rules over all records.
//!
//! ```text
//! each key of each rule ─ records that are equal in it ─► blocks ─► pairs that the rule holds for
//! rules that need nothing equal ─ likely pairs from elsewhere ─►    pairs that the rule holds for ─► first rule a pair
//! ```

use std::collections::HashMap;

use super::truth::{self, Pair};
use crate::config::Rule;

/// Largest block whose records are all compared with each other.
const LARGEST: usize = 300;

/// The comparable forms of all records, numbered within their attribute.
pub trait Forms {
    /// Records.
    fn records(&self) -> usize;
    /// The number of a record's form; 0 where it has none.
    fn id(&self, attribute: usize, record: u32) -> u32;
    /// The form with this number.
    fn form(&self, attribute: usize, id: u32) -> &str;
}

/// Two records that a rule holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The smaller record.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Position of the first rule that holds.
    pub rule: usize,
}

/// A value, or several together, that too many records share to compare each with each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oversized {
    /// Position of the rule.
    pub rule: usize,
    /// The attributes in which the records are equal.
    pub attributes: Vec<usize>,
    /// One of the records.
    pub record: u32,
    /// How many they are.
    pub records: usize,
    /// The rule asks for nothing else: each is linked with the next, which makes one group of them. Otherwise only
    /// likely pairs were looked at.
    pub linked: bool,
}

/// What came of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Each pair once, sorted.
    pub links: Vec<Link>,
    /// In the order of the rules.
    pub oversized: Vec<Oversized>,
    /// Pairs that rules were tried on.
    pub compared: u64,
}

/// Applies `rules` to all records. `likely` gives pairs worth trying where a rule needs nothing to be equal; it is not
/// asked where every rule does.
pub fn run(table: &impl Forms, rules: &[Rule], likely: impl FnOnce() -> Vec<(u32, u32)>) -> Outcome {
    run_with(table, rules, likely, LARGEST)
}

pub(super) fn run_with(
    table: &impl Forms,
    rules: &[Rule],
    likely: impl FnOnce() -> Vec<(u32, u32)>,
    largest: usize,
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut open = Vec::new(); // rules that keys alone do not serve
    for (position, rule) in rules.iter().enumerate() {
        let before = outcome.oversized.len();
        let keys = rule.keys();
        for key in keys.iter().filter(|key| !key.is_empty()) {
            within_blocks(table, (position, rule), key, largest, &mut outcome);
        }
        let left_out = outcome.oversized.iter().skip(before).any(|block| !block.linked);
        if left_out || keys.iter().any(Vec::is_empty) {
            open.push((position, rule));
        }
    }
    if !open.is_empty() {
        for (a, b) in likely().into_iter().filter(|(a, b)| a != b) {
            let (a, b) = (a.min(b), a.max(b));
            outcome.compared += 1;
            let pair = Two { table, a, b };
            let held = open.iter().find(|(_, rule)| truth::of(&rule.expression, &pair) == Some(true));
            outcome.links.extend(held.map(|(rule, _)| Link { a, b, rule: *rule }));
        }
    }
    outcome.links.sort_unstable();
    outcome.links.dedup_by_key(|link| (link.a, link.b));
    outcome
}

/// The pairs among records that are equal in all attributes of `key`.
fn within_blocks(
    table: &impl Forms,
    (position, rule): (usize, &Rule),
    key: &[usize],
    largest: usize,
    outcome: &mut Outcome,
) {
    let enough = truth::of(&rule.expression, &Equal(key)) == Some(true);
    let blocks = numbered(table, key);
    for block in blocks.chunk_by(|x, y| x.0 == y.0).filter(|block| block.len() > 1) {
        if block.len() > largest {
            let (attributes, record, records) = (key.to_vec(), block[0].1, block.len());
            outcome.oversized.push(Oversized { rule: position, attributes, record, records, linked: enough });
            if enough {
                let link = |two: &[(u32, u32)]| Link { a: two[0].1, b: two[1].1, rule: position };
                outcome.links.extend(block.windows(2).map(link));
            }
            continue;
        }
        for (i, &(_, a)) in block.iter().enumerate() {
            for &(_, b) in &block[i + 1..] {
                outcome.compared += 1;
                if enough || truth::of(&rule.expression, &Two { table, a, b }) == Some(true) {
                    outcome.links.push(Link { a, b, rule: position });
                }
            }
        }
    }
}

/// Every record that has all attributes of `key`, with a number that is the same where all forms are; sorted.
fn numbered(table: &impl Forms, key: &[usize]) -> Vec<(u32, u32)> {
    let mut all: Vec<(u32, u32)> = (0..table.records() as u32).map(|record| (1, record)).collect();
    for (i, &attribute) in key.iter().enumerate() {
        let mut numbers: HashMap<(u32, u32), u32> = HashMap::new();
        all.retain_mut(|(number, record)| {
            let id = table.id(attribute, *record);
            let next = numbers.len() as u32;
            // The first attribute's own numbers serve as they are.
            *number = if i == 0 { id } else { *numbers.entry((*number, id)).or_insert(next) };
            id != 0
        });
    }
    all.sort_unstable();
    all
}

struct Two<'t, T> {
    table: &'t T,
    a: u32,
    b: u32,
}

impl<T: Forms> Pair for Two<'_, T> {
    fn forms(&self, attribute: usize) -> Option<(&str, &str)> {
        let (a, b) = (self.table.id(attribute, self.a), self.table.id(attribute, self.b));
        (a != 0 && b != 0).then(|| (self.table.form(attribute, a), self.table.form(attribute, b)))
    }

    fn same(&self, attribute: usize) -> Option<bool> {
        let (a, b) = (self.table.id(attribute, self.a), self.table.id(attribute, self.b));
        (a != 0 && b != 0).then_some(a == b)
    }
}

/// Two records of which only this is known: they are equal in these attributes.
struct Equal<'k>(&'k [usize]);

impl Pair for Equal<'_> {
    fn forms(&self, _: usize) -> Option<(&str, &str)> {
        None
    }

    fn same(&self, attribute: usize) -> Option<bool> {
        self.0.contains(&attribute).then_some(true)
    }

    fn missing(&self, attribute: usize) -> Option<bool> {
        self.0.contains(&attribute).then_some(false)
    }
}

/// Where a record came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The smallest record of its group.
    pub group: u32,
    /// Position of the first rule that joined it to another; `None`: it is alone.
    pub rule: Option<usize>,
}

/// The groups that links make of `records` records: whatever is connected.
pub fn groups(records: usize, links: &[Link]) -> Vec<Joined> {
    let mut parents: Vec<u32> = (0..records as u32).collect();
    let mut rules: Vec<Option<usize>> = vec![None; records];
    for link in links {
        for record in [link.a, link.b] {
            let rule = &mut rules[record as usize];
            *rule = Some(rule.map_or(link.rule, |earlier| earlier.min(link.rule)));
        }
        let (a, b) = (root(&mut parents, link.a), root(&mut parents, link.b));
        parents[a.max(b) as usize] = a.min(b);
    }
    let joined = |(record, rule)| Joined { group: root(&mut parents, record as u32), rule };
    rules.into_iter().enumerate().map(joined).collect()
}

fn root(parents: &mut [u32], mut record: u32) -> u32 {
    while parents[record as usize] != record {
        let above = parents[parents[record as usize] as usize];
        parents[record as usize] = above;
        record = above;
    }
    record
}
