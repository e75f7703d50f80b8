//! The oracle's golden values: records sorted by the declared rule and taken from the top, then what people said.

use std::cmp::Reverse;

use goldsmith::model::{Choice, RecordKey};

use crate::files::{ATTRIBUTES, Row, SOURCES};
use crate::oracle::{Cluster, Oracle, Said};

/// A golden value.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub text: Option<String>,
    pub record: Option<RecordKey>,
    pub contested: bool,
}

impl Oracle {
    /// The golden values of a cluster.
    pub fn golden(&self, cluster: &Cluster) -> Vec<Value> {
        let present: Vec<(&RecordKey, Row)> =
            cluster.iter().filter_map(|key| Some((key, self.known[key].row?))).collect();
        (0..ATTRIBUTES.len()).map(|attribute| self.overridden(cluster, attribute, ruled(&present, attribute))).collect()
    }

    fn overridden(&self, cluster: &Cluster, attribute: usize, ruled: Value) -> Value {
        let said: Vec<(usize, &RecordKey, &Choice, &Cluster)> = self
            .standing()
            .into_iter()
            .filter_map(|seq| match self.said(seq) {
                Said::Override { anchor, attribute: of, choice, among }
                    if *of == attribute && cluster.contains(anchor) =>
                {
                    Some((seq, anchor, choice, among))
                }
                _ => None,
            })
            .collect();
        // A later one replaces those that were made in what was its own cluster then, if its author knew them.
        let replaces =
            |later: &(usize, _, _, &Cluster), seq, anchor| self.saw(later.0, seq) && later.3.contains(anchor);
        let kept = said.iter().filter(|(seq, anchor, ..)| !said.iter().any(|later| replaces(later, *seq, anchor)));
        let heard: Vec<(Option<String>, Option<RecordKey>)> = kept
            .filter_map(|(_, anchor, choice, _)| {
                let row = self.known[*anchor].row?;
                match choice {
                    Choice::From(_) => {
                        let value = row.value(attribute)?;
                        Some((Some(value.to_owned()), Some((*anchor).clone())))
                    }
                    Choice::Value(text) => Some((Some(text.clone()), None)),
                    Choice::Null => Some((None, None)),
                    Choice::Erased => None,
                }
            })
            .collect();
        match heard.last() {
            None => ruled,
            Some((value, _)) if heard.iter().any(|(other, _)| other != value) => Value { contested: true, ..ruled },
            Some((value, record)) => Value { text: value.clone(), record: record.clone(), contested: false },
        }
    }
}

fn ruled(present: &[(&RecordKey, Row)], attribute: usize) -> Value {
    let scope: &[usize] = if attribute >= 3 { &[3, 4] } else { &[attribute] };
    let trust = |key: &RecordKey| SOURCES.iter().position(|source| *source == key.source);
    let filled = |row: &Row| scope.iter().filter_map(|&a| row.value(a)).count();
    let length = |row: &Row| scope.iter().filter_map(|&a| row.value(a)).map(|v| v.chars().count()).sum::<usize>();
    let mut candidates: Vec<&(&RecordKey, Row)> = present.iter().filter(|(_, row)| filled(row) > 0).collect();
    candidates.sort_by_key(|(key, row)| {
        let rule = match attribute {
            0 => (0, Reverse(None), 0),
            1 => (usize::from(key.source != "erp"), Reverse(None), 0),
            2 => (0, Reverse(row.changed()), 0),
            _ => (0, Reverse(None), 2 - filled(row)),
        };
        // For the attributes that prefer, trust and then the newest follow anyway.
        (rule, trust(key), Reverse(row.changed()), Reverse(length(row)), *key)
    });
    let winner = candidates.first().and_then(|(key, row)| Some((row.value(attribute)?, *key)));
    Value {
        text: winner.map(|(value, _)| value.to_owned()),
        record: winner.map(|(_, key)| key.clone()),
        contested: false,
    }
}
