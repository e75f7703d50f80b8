//! The account of what was said, and what must follow from it. It shares no code with the product.

use std::collections::{BTreeMap, BTreeSet};

use goldsmith::model::RecordKey;

pub type Keys = BTreeSet<RecordKey>;

/// A golden record as somebody saw it: all members, those that were there, values with the records that gave them.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    pub members: Keys,
    pub present: Keys,
    pub values: Vec<(Option<String>, Option<RecordKey>)>,
}

/// What a golden value is set to.
#[derive(Clone, Debug)]
pub enum Set {
    /// What the anchor itself has, if anything.
    Own,
    Typed(String),
    Nothing,
}

/// What was said.
#[derive(Clone, Debug)]
pub enum Said {
    Together(Keys),
    /// The parts; whether each part is one.
    Apart(Vec<Keys>, bool),
    Confirm(Sight),
    Approve(Sight),
    SendBack(Keys),
    Override {
        anchor: RecordKey,
        attribute: usize,
        value: Set,
        among: Keys,
    },
    Unsure,
    Comment,
}

/// One thing that a steward said.
pub struct Entry {
    pub seq: i64,
    pub who: usize,
    pub kind: &'static str,
    pub said: Said,
    pub taken_back: bool,
}

#[derive(Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    /// Retractions, which the journal holds beside the entries.
    pub retractions: usize,
    /// The first load that named a record.
    pub first_load: BTreeMap<RecordKey, usize>,
    /// Records whose golden id is in some file that went out.
    pub published: Keys,
    /// The golden id that each record is born with.
    pub born: BTreeMap<RecordKey, String>,
}

impl Ledger {
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.taken_back)
    }

    /// Decisions that a load must have kept: everything that stands but remarks.
    pub fn kept(&self) -> usize {
        self.standing().filter(|entry| !matches!(entry.said, Said::Comment)).count()
    }

    /// Standing entries by the records that they speak of.
    pub fn by_record(&self) -> BTreeMap<&RecordKey, Vec<&Entry>> {
        let mut index: BTreeMap<&RecordKey, Vec<&Entry>> = BTreeMap::new();
        for entry in self.standing() {
            for key in entry.said.records() {
                index.entry(key).or_default().push(entry);
            }
        }
        index
    }

    /// For each record that somebody tied to another: all that are tied to it, directly or through others.
    pub fn ties(&self) -> BTreeMap<RecordKey, Keys> {
        let mut tied: BTreeMap<RecordKey, usize> = BTreeMap::new();
        let mut sets: Vec<Keys> = Vec::new();
        for set in self.standing().flat_map(|entry| entry.said.together()) {
            let met: BTreeSet<usize> = set.iter().filter_map(|key| tied.get(key).copied()).collect();
            let mut all = set.clone();
            for n in met {
                all.extend(std::mem::take(&mut sets[n]));
            }
            tied.extend(all.iter().map(|key| (key.clone(), sets.len())));
            sets.push(all);
        }
        tied.into_iter().map(|(key, n)| (key, sets[n].clone())).collect()
    }

    /// The golden id that a cluster of these records bears: that of its oldest, those that are out before all others.
    pub fn golden_id<'a>(&'a self, members: &'a Keys) -> (&'a RecordKey, &'a str) {
        let oldest = members.iter().min_by_key(|key| (!self.published.contains(*key), self.first_load[*key], *key));
        let oldest = oldest.unwrap();
        (oldest, &self.born[oldest])
    }
}

impl Said {
    /// Sets of records that it says are one.
    pub fn together(&self) -> Vec<&Keys> {
        match self {
            Self::Together(keys) => vec![keys],
            Self::Confirm(sight) => vec![&sight.members],
            Self::Apart(parts, true) => parts.iter().collect(),
            _ => Vec::new(),
        }
    }

    fn records(&self) -> Vec<&RecordKey> {
        match self {
            Self::Together(keys) | Self::SendBack(keys) => keys.iter().collect(),
            Self::Confirm(sight) | Self::Approve(sight) => sight.members.iter().collect(),
            Self::Apart(parts, _) => parts.iter().flatten().collect(),
            Self::Override { anchor, .. } => vec![anchor],
            Self::Unsure | Self::Comment => Vec::new(),
        }
    }

    fn decides(&self) -> bool {
        matches!(self, Self::Together(_) | Self::Confirm(_) | Self::Apart(..) | Self::Override { .. })
    }
}

/// What stands about some records, oldest first.
pub fn about<'a>(index: &BTreeMap<&RecordKey, Vec<&'a Entry>>, members: &Keys) -> Vec<&'a Entry> {
    let found: BTreeMap<i64, &Entry> =
        members.iter().filter_map(|key| index.get(key)).flatten().map(|entry| (entry.seq, *entry)).collect();
    found.into_values().collect()
}

/// Stewards with a decision among these entries.
pub fn deciders(about: &[&Entry]) -> BTreeSet<usize> {
    about.iter().filter(|entry| entry.said.decides()).map(|entry| entry.who).collect()
}

/// Values that overrides set an attribute of a cluster to, as far as they have anything to say: `is_there` says whether
/// a record is in its source, `value_of` what it has there.
pub fn overrides(
    about: &[&Entry],
    attribute: usize,
    is_there: impl Fn(&RecordKey) -> bool,
    value_of: impl Fn(&RecordKey) -> Option<String>,
) -> Vec<Option<String>> {
    let mut said = Vec::new();
    for entry in about {
        if let Said::Override { anchor, attribute: of, value, among } = &entry.said
            && *of == attribute
        {
            // Whoever overrides again replaces what was set in what is their own cluster now.
            said.retain(|(earlier, _)| !among.contains(*earlier));
            said.push((anchor, value));
        }
    }
    said.retain(|(anchor, _)| is_there(anchor));
    let heard = said.into_iter().filter_map(|(anchor, value)| match value {
        Set::Own => value_of(anchor).map(Some),
        Set::Typed(value) => Some(Some(value.clone())),
        Set::Nothing => Some(None),
    });
    heard.collect()
}
