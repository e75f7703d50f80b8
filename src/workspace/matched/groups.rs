//! Groups and links of the own matcher, as the database keeps them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::FORMAT;
use super::records::Records;
use crate::error::Result;
use crate::matching::engine::Clustered;
use crate::matching::engine::cluster::Scored;
use crate::matching::engine::near::Near;
use crate::model::Hash;
use crate::store::{Db, Grouped, Run};
use crate::workspace::desk::now_us;
use crate::workspace::redact;

/// Puts the clusters in place of the groups before. Gives how many there are. `basis`: what they follow from, where it
/// is kept what was compared.
pub fn write(db: &Db, records: &Records, clustered: &Clustered, basis: Option<Hash>) -> Result<u64> {
    let mut groups: HashMap<u32, Vec<usize>> = HashMap::new();
    for (record, &cluster) in clustered.clusters.iter().enumerate() {
        groups.entry(cluster).or_default().push(record);
    }
    let groups = of_two_or_more(groups.into_values());
    let kept = redact::links_to_keep(db)?;
    db.clear_groups()?;
    let run = note(db, digest(&groups, &records.keys), groups.len() as u64, basis)?;
    let confidence = confidence(records.rids.len(), &clustered.links);
    for (number, group) in groups.iter().enumerate() {
        let match_id = format!("{run}-{}", number + 1);
        for &record in group {
            insert(db, records.rids[record], &match_id, confidence[record])?;
        }
    }
    insert_links(db, &records.rids, clustered)?;
    redact::keep_links(db, &kept)?;
    Ok(groups.len() as u64)
}

/// What an increment changed: some groups are made anew, the others stay.
pub struct Part<'p> {
    /// For each row its record's number.
    pub rids: &'p [i64],
    /// For each row the hash of its record's key.
    pub keys: &'p [Hash],
    /// Rows that were looked at, and are there.
    pub touched: &'p [u32],
    /// For each of them its cluster, and what leads within and across clusters.
    pub clustered: &'p Clustered,
    /// Rows that are there no longer.
    pub gone: &'p [u32],
}

impl Part<'_> {
    /// Puts the groups in place of those that their records were in. Gives the number of the run, and how many groups
    /// there are in all.
    pub fn write(&self, db: &Db, basis: Option<Hash>) -> Result<(i64, u64)> {
        let names: BTreeMap<i64, String> = db.match_ids()?.into_iter().collect();
        let mut sizes: HashMap<&str, usize> = HashMap::new();
        for name in names.values() {
            *sizes.entry(name).or_default() += 1;
        }
        let (groups, made) = self.groups(&names);
        let kept = redact::links_to_keep(db)?;
        for (a, b, _) in &kept {
            db.clear_edge(*a, *b)?;
        }
        for row in self.gone.iter().chain(self.touched) {
            // Whoever was in a group with these, or near to them, was looked at: no link is left behind.
            let rid = self.rids[*row as usize];
            db.clear_edges_from(rid)?;
            db.ungroup(rid)?;
        }
        let run = note(db, digest(&groups, self.keys), groups.len() as u64, basis)?;
        let confidence = confidence(self.rids.len(), &self.clustered.links);
        let mut number = 0;
        for group in made {
            // The same records again are the same group.
            let name = group.first().and_then(|first| names.get(&self.rids[*first]));
            let same = |name: &&String| group.iter().all(|row| names.get(&self.rids[*row]) == Some(*name));
            let name = name.filter(same).filter(|name| sizes.get(name.as_str()) == Some(&group.len()));
            let match_id = name.cloned().unwrap_or_else(|| {
                number += 1;
                format!("{run}-{number}")
            });
            for record in group {
                insert(db, self.rids[record], &match_id, confidence[record])?;
            }
        }
        insert_links(db, self.rids, self.clustered)?;
        redact::keep_links(db, &kept)?;
        Ok((run, groups.len() as u64))
    }

    /// All groups as they are now, and those of them that were made anew, by their rows.
    fn groups(&self, names: &BTreeMap<i64, String>) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let moved: BTreeSet<u32> = self.touched.iter().chain(self.gone).copied().collect();
        let mut stay: HashMap<&str, Vec<usize>> = HashMap::new();
        for (row, rid) in self.rids.iter().enumerate().filter(|(row, _)| !moved.contains(&(*row as u32))) {
            if let Some(name) = names.get(rid) {
                stay.entry(name).or_default().push(row);
            }
        }
        let mut made: HashMap<u32, Vec<usize>> = HashMap::new();
        for (&row, &cluster) in self.touched.iter().zip(&self.clustered.clusters) {
            made.entry(cluster).or_default().push(row as usize);
        }
        let made = of_two_or_more(made.into_values());
        (of_two_or_more(stay.into_values().chain(made.iter().cloned())), made)
    }
}

/// Groups of more than one record, by their first ones.
fn of_two_or_more(groups: impl Iterator<Item = Vec<usize>>) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = groups.filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
}

/// Hash of the groups themselves, whatever they are called.
fn digest(groups: &[Vec<usize>], keys: &[Hash]) -> Hash {
    Hash::of(groups.iter().map(|group| Hash::of(group.iter().map(|&record| keys[record].0)).0))
}

/// Notes the run that has these groups now, and gives its number: the same groups again are the same run.
fn note(db: &Db, digest: Hash, groups: u64, basis: Option<Hash>) -> Result<i64> {
    let id = db.latest_run()?.map_or(1, |run| if run.digest == digest { run.id } else { run.id + 1 });
    db.note_run(&Run { id, time_us: now_us(), format: FORMAT.to_owned(), digest, groups, basis }, "[]")?;
    Ok(id)
}

/// For each record its strongest link.
pub fn confidence(records: usize, links: &[Scored]) -> Vec<f64> {
    let mut confidence = vec![0.0_f64; records];
    for link in links {
        for record in [link.a as usize, link.b as usize] {
            confidence[record] = confidence[record].max(link.probability);
        }
    }
    confidence
}

fn insert(db: &Db, rid: i64, match_id: &str, confidence: f64) -> Result<()> {
    db.insert_grouped(rid, &Grouped { match_id: match_id.to_owned(), rule: None, confidence: Some(confidence) })
}

fn insert_links(db: &Db, rids: &[i64], clustered: &Clustered) -> Result<()> {
    let rid = |record: u32| rids[record as usize];
    clustered.links.iter().try_for_each(|link| db.insert_edge(rid(link.a), rid(link.b), link.probability))?;
    let mut near = clustered.near.iter();
    near.try_for_each(|Near { pair, mean }| db.insert_near(rid(pair.a), rid(pair.b), pair.probability, *mean))
}
