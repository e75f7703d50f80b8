//! Outcome: what a load changed under standing decisions, and which bridges it brought.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::model::{Authority, RecordKey, Statement};
use crate::resolve::{Constraints, Standing, resolve};
use crate::store::Db;
use crate::workspace::island::{Material, assertion};
use crate::workspace::report::{ChangedCluster, LoadReport};
use crate::workspace::view::{BridgeView, DecisionRef};

/// Two records that a link ties, the smaller first.
type Pair = (RecordKey, RecordKey);

/// How things stood before a load, as far as they are compared afterwards.
pub struct Before {
    decided: Decided,
    bridges: BTreeSet<Pair>,
}

/// The clusters that hold a record of which assertions speak.
struct Decided {
    /// The golden id of each such record's cluster.
    cluster_of: BTreeMap<i64, String>,
    /// The records of each cluster that are in their sources.
    present: BTreeMap<String, BTreeSet<i64>>,
}

impl Before {
    /// Notes how things stand.
    pub fn of(db: &Db) -> Result<Self> {
        Ok(Self { decided: Decided::of(db)?, bridges: bridges(db)? })
    }

    /// Compares with how things stand now, with `bridges` open; what differs goes into the report.
    pub fn compare(&self, db: &Db, bridges: &[BridgeView], report: &mut LoadReport) -> Result<()> {
        report.changed_under_decision = self.changed_under_decision(db)?;
        // Of the links between a record and a cluster the strongest stands for all: they come in that order.
        let mut said = BTreeSet::new();
        let new = bridges.iter().filter(|bridge| !self.bridges.contains(&pair(&bridge.from, &bridge.to)));
        report.bridges = new.filter(|bridge| said.insert((&bridge.from, &bridge.other_golden_id))).cloned().collect();
        Ok(())
    }

    fn changed_under_decision(&self, db: &Db) -> Result<Vec<ChangedCluster>> {
        let now = Decided::of(db)?;
        // Records that were together before and are together now have the same to tell.
        let mut spoken: BTreeMap<(Option<&String>, Option<&String>), Vec<i64>> = BTreeMap::new();
        let rids: BTreeSet<i64> = self.decided.cluster_of.keys().chain(now.cluster_of.keys()).copied().collect();
        for rid in rids {
            spoken.entry((self.decided.cluster_of.get(&rid), now.cluster_of.get(&rid))).or_default().push(rid);
        }
        let mut changed = Vec::new();
        for ((before, after), rids) in spoken {
            let (was, is) = (self.decided.records(before), now.records(after));
            if was == is {
                continue;
            }
            let decisions = decisions(db, &rids)?;
            if decisions.is_empty() {
                continue;
            }
            changed.push(ChangedCluster {
                golden_id: after.cloned(),
                before: before.cloned(),
                joined: keys(db, is.difference(&was))?,
                left: keys(db, was.difference(&is))?,
                decisions,
            });
        }
        changed.sort();
        Ok(changed)
    }
}

impl Decided {
    fn of(db: &Db) -> Result<Self> {
        let mut decided = Self { cluster_of: BTreeMap::new(), present: BTreeMap::new() };
        for member in db.spoken_of()? {
            if member.itself {
                decided.cluster_of.insert(member.rid, member.golden_id.clone());
            }
            if !member.gone {
                decided.present.entry(member.golden_id).or_default().insert(member.rid);
            }
        }
        Ok(decided)
    }

    fn records(&self, golden_id: Option<&String>) -> BTreeSet<i64> {
        golden_id.and_then(|id| self.present.get(id)).cloned().unwrap_or_default()
    }
}

/// The links that decisions about other records refuse, wherever somebody set records apart.
fn bridges(db: &Db) -> Result<BTreeSet<Pair>> {
    let mut found = BTreeSet::new();
    for island in db.islands_set_apart()? {
        let rids = db.rids_of_island(island)?;
        // Two that are set apart, and one between them.
        if rids.len() < 3 {
            continue;
        }
        let island = Material::of(db, rids)?.island;
        let constraints = Constraints::of(&island, &Standing::of(&island.assertions));
        for bridge in resolve(&island, &constraints).bridges {
            found.insert(pair(&island.nodes[bridge.from].key, &island.nodes[bridge.to].key));
        }
    }
    Ok(found)
}

fn pair(a: &RecordKey, b: &RecordKey) -> Pair {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    (a.clone(), b.clone())
}

fn keys<'a>(db: &Db, rids: impl Iterator<Item = &'a i64>) -> Result<Vec<RecordKey>> {
    let mut keys = rids.map(|&rid| Ok(db.record(rid)?.record.key)).collect::<Result<Vec<_>>>()?;
    keys.sort();
    Ok(keys)
}

/// The standing decisions of people that speak of any of these records.
fn decisions(db: &Db, rids: &[i64]) -> Result<Vec<DecisionRef>> {
    let mut seqs = BTreeSet::new();
    for &rid in rids {
        seqs.extend(db.mentions_of(rid)?);
    }
    let said = seqs.into_iter().map(|seq| assertion(db, seq)).collect::<Result<Vec<_>>>()?;
    let standing = Standing::of(&said);
    let decides = |statement: &Statement| {
        matches!(
            statement,
            Statement::Same { .. }
                | Statement::Different { .. }
                | Statement::Confirm { .. }
                | Statement::Split { .. }
                | Statement::Merge { .. }
                | Statement::Override { .. }
                | Statement::Approve { .. }
        )
    };
    let stands = said
        .iter()
        .enumerate()
        .filter(|(i, said)| standing.stands(*i) && said.authority == Authority::Human && decides(&said.statement));
    Ok(stands.map(|(_, said)| DecisionRef::from(said)).collect())
}
