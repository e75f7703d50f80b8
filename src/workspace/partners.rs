//! The missing partner: which other records could be the same entity as those of a cluster, best first.
//!
//! ```text
//! words of its records, rare ones first ─► records that hold them ─► those that hold most of what is rare
//!                                                                   ─► compared ─► clusters, best pair first
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::desk::Desk;
use super::overlay::Sight;
use super::read;
use super::view::{ClusterView, DecisionRef, EntityRow};
use crate::config::AttributeKind;
use crate::error::{Error, Result};
use crate::matching::Prepared;
use crate::model::{PairScore, Record, RecordKey};
use crate::normalise::search_text;
use crate::store::Db;

/// A word that more records hold is no lead by itself.
const RARE: usize = 100;
/// Words that are looked up for one record, and combinations of two that are not rare.
const WORDS: usize = 24;
const COMBINATIONS: usize = 8;
/// Beginnings of words, for those that are written another way.
const BEGINNINGS: usize = 3;
/// Records of the cluster that are looked for, and records that are compared with them.
const ASKED: usize = 6;
const COMPARED: usize = 250;

/// A cluster that could be the same entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    /// The cluster.
    pub row: EntityRow,
    /// The record of the cluster at hand that is most alike one of it.
    pub own: RecordKey,
    /// That one.
    pub other: RecordKey,
    /// How alike the two are.
    pub pair: PairScore,
    /// The newest decision that sets the two clusters apart.
    pub apart: Option<DecisionRef>,
}

/// Two clusters face to face, before somebody merges them.
#[derive(Clone, Debug, PartialEq)]
pub struct Facing {
    /// The other one.
    pub view: ClusterView,
    /// The two records, one of either, that are most alike: the one at hand, then the other.
    pub records: (RecordKey, RecordKey),
    /// How alike they are.
    pub pair: PairScore,
    /// The newest decision that sets the two clusters apart.
    pub apart: Option<DecisionRef>,
}

/// Partners for the record or the whole cluster that `id` names, best first; its own cluster is none of them.
pub fn partners(db: &Db, desk: &Desk, id: &str, limit: usize) -> Result<Vec<Partner>> {
    let (sight, at) = read::sight(db, desk, id)?;
    let nodes = &sight.derived.clusters[at].nodes;
    let named = id.parse::<RecordKey>().ok();
    let asked: Vec<&Record> = nodes
        .iter()
        .filter(|&&node| !sight.material.island.nodes[node].gone)
        .map(|&node| &sight.material.records[node])
        .filter(|record| named.as_ref().is_none_or(|key| record.key == *key))
        .take(ASKED)
        .collect();
    let own: BTreeSet<i64> = nodes.iter().map(|&node| sight.material.rids[node]).collect();
    let prepared: Vec<Prepared> = asked.iter().map(|record| desk.comparer.prepare(record)).collect();
    let mut best: BTreeMap<String, Partner> = BTreeMap::new();
    for rid in leads(db, desk, &asked, &own)? {
        let stored = db.record(rid)?;
        let Some(golden_id) = db.cluster_of(rid)?.filter(|_| !stored.gone) else { continue };
        let other = desk.comparer.prepare(&stored.record);
        let pairs = prepared.iter().map(|one| (one.key().clone(), desk.comparer.score(one, &other)));
        let Some((own, pair)) = pairs.max_by(|x, y| order(&x.1, &y.1)) else { continue };
        if !pair.attributes.iter().any(|attribute| attribute.weight > 0.0) {
            continue; // Nothing speaks for it.
        }
        if best.get(&golden_id).is_some_and(|known| order(&known.pair, &pair).is_ge()) {
            continue;
        }
        let Some(cluster) = db.cluster(&golden_id)? else { continue };
        let partner = Partner { row: read::row(cluster), own, other: stored.record.key, pair, apart: None };
        best.insert(golden_id, partner);
    }
    let mut partners: Vec<Partner> = best.into_values().collect();
    partners.sort_by(|x, y| order(&y.pair, &x.pair).then_with(|| x.other.cmp(&y.other)));
    partners.truncate(limit);
    for partner in &mut partners {
        partner.apart = apart(desk, &sight, nodes, &partner.other);
    }
    Ok(partners)
}

/// The cluster that `other` names, face to face with the one that `id` names.
pub fn facing(db: &Db, desk: &Desk, id: &str, other: &str) -> Result<Facing> {
    let (sight, at) = read::sight(db, desk, id)?;
    let nodes = &sight.derived.clusters[at].nodes;
    let view = read::cluster(db, desk, other)?;
    let here = nodes.iter().filter(|&&node| !sight.material.island.nodes[node].gone).take(2 * ASKED);
    let here: Vec<Prepared> = here.map(|&node| desk.comparer.prepare(&sight.material.records[node])).collect();
    let there = view.members.iter().filter(|member| !member.gone).take(COMPARED / ASKED);
    let there: Vec<Prepared> = there.map(|member| desk.comparer.prepare(&member.record)).collect();
    let pairs = here.iter().flat_map(|one| there.iter().map(move |two| (one, two)));
    let scored =
        pairs.filter(|(one, two)| one.key() != two.key()).map(|(one, two)| (one, two, desk.comparer.score(one, two)));
    let best = scored.max_by(|x, y| order(&x.2, &y.2));
    let (one, two, pair) = best.ok_or_else(|| Error::user(format!("{other} is the cluster at hand")))?;
    let apart = apart(desk, &sight, nodes, two.key());
    Ok(Facing { records: (one.key().clone(), two.key().clone()), pair, apart, view })
}

/// How many records hold exactly this value of the attribute at this position; and whether there may be more, since only
/// so many are looked at.
pub fn shared(db: &Db, position: usize, value: &str) -> Result<(usize, bool)> {
    const LOOKED_AT: usize = 500;
    let text = search_text([value]);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let (held, had) = db.having(&words, position, value, LOOKED_AT)?;
    Ok((had, held >= LOOKED_AT))
}

/// By how alike two pairs are; in the end by key, so that no two are equal.
fn order(x: &PairScore, y: &PairScore) -> std::cmp::Ordering {
    x.weight.total_cmp(&y.weight).then_with(|| (&y.a, &y.b).cmp(&(&x.a, &x.b)))
}

/// The newest decision that sets the cluster of `nodes` apart from that of `other`. It would tie both to one island: on
/// another one there is none.
fn apart(desk: &Desk, sight: &Sight, nodes: &[usize], other: &RecordKey) -> Option<DecisionRef> {
    let there = &sight.derived.clusters[sight.cluster_of(other)?].nodes;
    let constraints = read::constraints(desk, &sight.material);
    let part = |parts: &[Vec<usize>], of: &[usize]| {
        parts.iter().position(|part| part.iter().any(|node| of.binary_search(node).is_ok()))
    };
    let found = constraints.apart.iter().find(|apart| {
        let (one, two) = (part(&apart.parts, nodes), part(&apart.parts, there));
        one.is_some() && two.is_some() && one != two
    })?;
    let said = &sight.material.island.assertions[found.assertion];
    Some(DecisionRef { seq: said.seq, kind: said.statement.kind().to_owned(), author: said.author.clone() })
}

/// Records that hold what is rare about the ones asked for; those that hold most of it first.
fn leads(db: &Db, desk: &Desk, asked: &[&Record], own: &BTreeSet<i64>) -> Result<Vec<i64>> {
    let mut votes: BTreeMap<i64, f64> = BTreeMap::new();
    let mut vote = |rids: &[i64]| {
        // What few hold tells more.
        let weight = 1.0 / (2.0 + rids.len() as f64).ln();
        rids.iter().filter(|rid| !own.contains(rid)).for_each(|rid| *votes.entry(*rid).or_default() += weight);
    };
    let mut done: BTreeSet<String> = BTreeSet::new();
    // Records of one cluster share most of their words: each is looked up once.
    let mut known: BTreeMap<String, (usize, i64)> = BTreeMap::new();
    for record in asked {
        let mut rare: Vec<(usize, String)> = Vec::new();
        let mut common: Vec<(i64, String)> = Vec::new();
        for word in words(desk, record).into_iter().take(WORDS) {
            let (count, last) = if let Some(found) = known.get(&word) {
                *found
            } else {
                let rids = db.holding(&[&word], RARE + 1)?;
                if rids.len() <= RARE {
                    vote(&rids);
                }
                let found = (rids.len(), rids.last().copied().unwrap_or(0));
                known.insert(word.clone(), found);
                found
            };
            if count > RARE {
                // Numbers are given in turn: where the first hundred end early, there are many.
                common.push((last, word));
            } else {
                rare.push((count, word));
            }
        }
        rare.sort();
        for (_, word) in rare.iter().filter(|(_, word)| word.chars().count() >= 5).take(BEGINNINGS) {
            let beginning: String = word.chars().take((word.chars().count() * 2 / 3).max(4)).collect();
            if done.insert(format!("{beginning}*")) {
                let rids = db.holding_beginning(&beginning, RARE + 1)?;
                if rids.len() <= RARE {
                    vote(&rids);
                }
            }
        }
        common.sort_by(|x, y| y.cmp(x));
        let two = common
            .iter()
            .enumerate()
            .flat_map(|(i, (_, one))| common[i + 1..].iter().map(move |(_, other)| (one, other)));
        for (one, other) in two.take(COMBINATIONS) {
            let (first, second) = (one.min(other), one.max(other));
            if done.insert(format!("{first} {second}")) {
                let rids = db.holding(&[first, second], RARE + 1)?;
                if rids.len() <= RARE {
                    vote(&rids);
                }
            }
        }
    }
    let mut leads: Vec<(i64, f64)> = votes.into_iter().collect();
    leads.sort_by(|x, y| y.1.total_cmp(&x.1).then_with(|| x.0.cmp(&y.0)));
    Ok(leads.into_iter().take(COMPARED).map(|(rid, _)| rid).collect())
}

/// The words of a record that tell it from others, each once: those of categories and countries do not.
fn words(desk: &Desk, record: &Record) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (position, attribute) in desk.config.domain.attributes.iter().enumerate() {
        if matches!(attribute.kind, AttributeKind::Category | AttributeKind::Country) {
            continue;
        }
        let text = search_text(record.value(position));
        for word in text.split(' ').filter(|word| word.chars().count() > 1) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use crate::workspace::Change;
    use crate::workspace::tests_support::{Place, decide, key, load, split};

    #[test]
    fn a_partner_is_found_though_no_group_holds_it_and_with_what_keeps_it_apart() {
        let place = Place::new("single");
        place.write(
            "web.csv",
            "id,name,city,changed\n01,amberley,York,2026-03-01\n09,Amberly Tools Limited,York,2026-03-01\n",
        );
        let mut ana = place.steward("ana");
        load(&mut ana);
        for id in ["crm:01", &ana.cluster("crm:01").unwrap().golden_id] {
            let partners = ana.partners(id, 5).unwrap();
            let first = partners.first().unwrap();
            assert_eq!((first.other.to_string().as_str(), &first.apart), ("web:09", &None), "{partners:?}");
            assert!(partners.iter().all(|partner| partner.row.golden_id != ana.cluster("crm:01").unwrap().golden_id));
            assert!(partners.windows(2).all(|two| two[0].pair.weight >= two[1].pair.weight));
        }
        decide(&mut ana, Change::Different { a: key("crm:01"), b: key("web:09") }).unwrap();
        let apart = ana.partners("crm:01", 5).unwrap()[0].apart.clone().unwrap();
        assert_eq!((apart.kind.as_str(), apart.author.as_str()), ("different", "ana"));
        let facing = ana.facing("crm:01", "web:09").unwrap();
        assert_eq!((facing.records.1.to_string().as_str(), facing.apart), ("web:09", Some(apart)));
        assert_eq!(facing.view.members.len(), 1);
        assert!(ana.facing("web:09", "web:09").is_err());
    }

    #[test]
    fn a_record_that_left_its_cluster_finds_it_again() {
        let (_place, mut ana) = Place::loaded("single");
        decide(&mut ana, split("crm:02", &[&["erp:02"]])).unwrap();
        let partners = ana.partners("erp:02", 3).unwrap();
        assert_eq!(partners[0].other.to_string(), "crm:02");
        assert!(partners[0].apart.is_some());
        assert!(ana.partners("crm:77", 3).is_err());
    }

    #[test]
    fn values_that_others_have_too_are_counted() {
        let (_place, ana) = Place::loaded("single");
        assert_eq!(ana.shared(1, "York").unwrap(), (2, false));
        assert_eq!(ana.shared(1, "york").unwrap(), (0, false), "exactly this value");
        assert_eq!(ana.shared(0, "York").unwrap(), (0, false));
        assert_eq!(ana.shared(0, "\" OR *").unwrap(), (0, false));
        assert_eq!(ana.shared(0, "-").unwrap(), (0, false));
    }
}
