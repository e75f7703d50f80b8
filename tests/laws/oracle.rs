//! The oracle: what the journal means, by the plainest reading there is. It shares no code with the product.
//!
//! Everything is worked out from the list of what was said, each time anew, over all pairs.

use std::collections::{BTreeMap, BTreeSet};

use goldsmith::model::{Choice, RecordKey};

use crate::files::Row;
use crate::values::Value;

pub type Cluster = BTreeSet<RecordKey>;

/// A cluster as somebody saw it: members, those of them that were there, and what was golden.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    pub members: Cluster,
    pub present: Cluster,
    pub golden: Vec<(Option<String>, Option<RecordKey>)>,
}

/// What was said.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Same(RecordKey, RecordKey),
    Different(RecordKey, RecordKey),
    Unsure(Cluster),
    Confirm(Sight),
    Approve(Sight),
    SendBack(Cluster),
    Comment(Cluster, bool),
    Split(BTreeSet<Cluster>, bool),
    Merge(BTreeSet<Cluster>),
    Override {
        anchor: RecordKey,
        attribute: usize,
        choice: Choice,
        among: Cluster,
    },
    /// Two records exchange what they were born with.
    SwapIds(RecordKey, RecordKey),
    Publish(Cluster),
    /// What a load noted by itself; says nothing of any record.
    Note,
    /// The number of what is taken back.
    Retract(usize),
}

/// A line of the journal; its number is its place, from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub who: usize,
    pub said: Said,
    /// What was written together has one number.
    pub commit: usize,
    /// The records as they were.
    pub rows: BTreeMap<RecordKey, Option<Row>>,
    /// Numbers of earlier lines that were not there where and when this one was written.
    pub unseen: BTreeSet<usize>,
}

/// A record that a load brought once; without a row it is gone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    pub first_load: usize,
    pub row: Option<Row>,
    /// What it held last, also where it is gone; nothing where it never was here.
    pub last: Option<Row>,
}

#[derive(Clone, Debug)]
pub struct Oracle {
    pub four_eyes: bool,
    pub journal: Vec<Entry>,
    pub known: BTreeMap<RecordKey, Known>,
    /// Links of the run, with their probabilities: smaller key, larger key.
    pub edges: Vec<(RecordKey, RecordKey, f64)>,
    /// The golden id that each record is born with.
    pub born: BTreeMap<RecordKey, String>,
    pub loads: usize,
    pub commits: usize,
}

impl Oracle {
    /// Whether what was said as number `seq` stands: nothing that stands takes it back.
    pub fn stands(&self, seq: usize) -> bool {
        let takes_back = |later: usize| self.said(later) == &Said::Retract(seq) && self.saw(later, seq);
        (seq + 1..=self.journal.len()).all(|later| !takes_back(later) || !self.stands(later))
    }

    /// Whether whoever said number `later` had number `earlier` before them.
    pub fn saw(&self, later: usize, earlier: usize) -> bool {
        earlier < later && !self.journal[later - 1].unseen.contains(&earlier)
    }

    pub fn said(&self, seq: usize) -> &Said {
        &self.journal[seq - 1].said
    }

    /// Numbers of what stands, oldest first.
    pub fn standing(&self) -> Vec<usize> {
        (1..=self.journal.len()).filter(|&seq| self.stands(seq)).collect()
    }

    /// Records that number `seq` says are all one.
    pub fn together(&self, seq: usize) -> Vec<Cluster> {
        match self.said(seq) {
            Said::Same(a, b) => vec![Cluster::from([a.clone(), b.clone()])],
            Said::Confirm(sight) => vec![sight.members.clone()],
            Said::Merge(parts) => vec![parts.iter().flatten().cloned().collect()],
            Said::Split(parts, true) => parts.iter().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether number `seq` says that these two are different.
    pub fn apart(&self, seq: usize, a: &RecordKey, b: &RecordKey) -> bool {
        match self.said(seq) {
            Said::Different(x, y) => (x, y) == (a, b) || (x, y) == (b, a),
            Said::Split(parts, _) => {
                let part = |key: &RecordKey| parts.iter().find(|part| part.contains(key));
                part(a).is_some() && part(b).is_some() && part(a) != part(b)
            }
            _ => false,
        }
    }

    /// All pairs, smaller key first, of which something that stands says that they are different.
    pub fn kept_apart(&self) -> BTreeSet<(&RecordKey, &RecordKey)> {
        let keys = || self.known.keys();
        let pairs = keys().flat_map(|a| keys().filter(move |b| a < *b).map(move |b| (a, b)));
        let standing = self.standing();
        pairs.filter(|(a, b)| standing.iter().any(|&seq| self.apart(seq, a, b))).collect()
    }

    /// Everything that is said to be together, by people alone, whatever else they say.
    pub fn people_s_wishes(&self) -> Vec<Cluster> {
        let mut clusters: Vec<Cluster> = self.known.keys().map(|key| Cluster::from([key.clone()])).collect();
        for set in self.standing().into_iter().flat_map(|seq| self.together(seq)) {
            let (joined, mut rest): (Vec<_>, Vec<_>) = clusters.into_iter().partition(|c| !c.is_disjoint(&set));
            rest.push(joined.into_iter().flatten().collect());
            clusters = rest;
        }
        clusters
    }

    /// What comes of these wishes, newest first: two that are kept apart never meet. Where nothing is contradicted,
    /// they all come true.
    pub fn people_s_clusters(&self) -> Vec<Cluster> {
        let (wishes, apart) = (self.people_s_wishes(), self.kept_apart());
        if !wishes.iter().any(|cluster| clashes(cluster, &apart)) {
            return wishes;
        }
        let mut clusters: Vec<Cluster> = self.known.keys().map(|key| Cluster::from([key.clone()])).collect();
        for set in self.standing().into_iter().rev().flat_map(|seq| self.together(seq)) {
            let mut groups: Vec<RecordKey> = Vec::new();
            for key in set {
                if !groups.iter().any(|group| meet(&mut clusters, group, &key, &apart)) {
                    groups.push(key);
                }
            }
        }
        clusters
    }

    /// Whether people say of two records that they are one and that they are not.
    pub fn contradicted(&self) -> bool {
        let apart = self.kept_apart();
        self.people_s_wishes().iter().any(|cluster| clashes(cluster, &apart))
    }

    /// All clusters with a record that is there, by first member: people's links, then those of the run from strong
    /// to weak, each unless two that are kept apart would meet.
    pub fn clusters(&self) -> Vec<Cluster> {
        let mut clusters = self.people_s_clusters();
        let apart = self.kept_apart();
        let mut edges = self.edges.clone();
        edges.sort_by(|x, y| y.2.total_cmp(&x.2).then_with(|| (&x.0, &x.1).cmp(&(&y.0, &y.1))));
        for (a, b, _) in edges {
            let (joined, mut rest): (Vec<_>, Vec<_>) =
                clusters.iter().cloned().partition(|cluster| cluster.contains(&a) || cluster.contains(&b));
            let joined: Cluster = joined.into_iter().flatten().collect();
            if !clashes(&joined, &apart) {
                rest.push(joined);
                clusters = rest;
            }
        }
        clusters.retain(|cluster| cluster.iter().any(|key| self.is_present(key)));
        clusters.sort();
        clusters
    }

    pub fn is_present(&self, key: &RecordKey) -> bool {
        self.known.get(key).is_some_and(|known| known.row.is_some())
    }

    /// The cluster that holds a record; empty where no cluster does.
    pub fn cluster_of(&self, key: &RecordKey) -> Cluster {
        self.clusters().into_iter().find(|cluster| cluster.contains(key)).unwrap_or_default()
    }

    /// For each record the one as which it counts where golden ids are given: itself, but for exchanges that stand, one
    /// after the other. Two who asked for the same and had not heard of each other meant one.
    pub fn counts_as(&self) -> BTreeMap<RecordKey, RecordKey> {
        let mut counts: BTreeMap<_, _> = self.known.keys().map(|key| (key.clone(), key.clone())).collect();
        let mut heard: Vec<usize> = Vec::new();
        for seq in self.standing() {
            let Said::SwapIds(a, b) = self.said(seq) else { continue };
            let meant = |earlier: &usize| self.said(*earlier) == self.said(seq) && !self.saw(seq, *earlier);
            if !heard.iter().any(meant) {
                let (of_a, of_b) = (counts[a].clone(), counts[b].clone());
                counts.extend([(a.clone(), of_b), (b.clone(), of_a)]);
            }
            heard.push(seq);
        }
        counts
    }

    /// The member of a cluster that counts as its oldest: published before unpublished, then by first load, then by key.
    pub fn eldest(&self, cluster: &Cluster) -> Option<(RecordKey, RecordKey)> {
        let counts = self.counts_as();
        let age = |as_who: &RecordKey| {
            let published =
                self.journal.iter().any(|entry| matches!(&entry.said, Said::Publish(out) if out.contains(as_who)));
            (!published, self.known[as_who].first_load, as_who.clone())
        };
        let members = cluster.iter().map(|key| (key.clone(), counts[key].clone()));
        members.min_by_key(|(_, as_who)| age(as_who))
    }

    /// The golden id of a cluster: that of the member that counts as its oldest.
    pub fn golden_id(&self, cluster: &Cluster) -> &str {
        self.eldest(cluster).map(|(_, as_who)| self.born[&as_who].as_str()).unwrap_or_default()
    }

    /// The record to which a golden id leads.
    pub fn led_to_by(&self, id: &str) -> Option<RecordKey> {
        let (first, _) = self.born.iter().find(|(_, born)| *born == id)?;
        let counts = self.counts_as();
        Some(counts.iter().find(|(_, as_who)| *as_who == first).map_or(first, |(key, _)| key).clone())
    }

    pub fn sight(&self, cluster: &Cluster) -> Sight {
        let golden = self.golden(cluster).into_iter().map(|Value { text, record, .. }| (text, record)).collect();
        let present = cluster.iter().filter(|key| self.is_present(key)).cloned().collect();
        Sight { members: cluster.clone(), present, golden }
    }

    /// Records that number `seq` speaks of.
    pub fn records(&self, seq: usize) -> Cluster {
        match self.said(seq) {
            Said::Same(a, b) | Said::Different(a, b) | Said::SwapIds(a, b) => Cluster::from([a.clone(), b.clone()]),
            Said::Confirm(sight) | Said::Approve(sight) => sight.members.clone(),
            Said::Unsure(members) | Said::SendBack(members) | Said::Comment(members, _) => members.clone(),
            Said::Split(parts, _) | Said::Merge(parts) => parts.iter().flatten().cloned().collect(),
            Said::Override { anchor, .. } => Cluster::from([anchor.clone()]),
            Said::Publish(_) | Said::Note => Cluster::new(),
            Said::Retract(target) => self.records(*target),
        }
    }

    /// Stewards with a standing decision about the cluster.
    pub fn deciders(&self, cluster: &Cluster) -> BTreeSet<usize> {
        let decides = |seq: &usize| match self.said(*seq) {
            Said::Same(..)
            | Said::Different(..)
            | Said::Confirm(_)
            | Said::Split(..)
            | Said::Merge(_)
            | Said::Override { .. } => !self.records(*seq).is_disjoint(cluster),
            _ => false,
        };
        self.standing().iter().filter(|seq| decides(seq)).map(|seq| self.journal[seq - 1].who).collect()
    }

    /// Whether a steward's approval counts.
    pub fn may_approve(&self, who: usize, cluster: &Cluster) -> bool {
        !self.four_eyes || !self.deciders(cluster).contains(&who)
    }

    /// With one more line.
    pub fn after(&self, who: usize, said: Said) -> Self {
        let mut next = self.clone();
        let rows = self.known.iter().map(|(key, known)| (key.clone(), known.last)).collect();
        next.journal.push(Entry { who, said, commit: self.commits, rows, unseen: BTreeSet::new() });
        next
    }

    /// What undo or redo takes back beside its target, newest first: for undo all that stands of the same commit, which
    /// was one stroke; for redo what it took back.
    pub fn stroke(&self, undone: &Said) -> Vec<usize> {
        let Said::Retract(target) = undone else { return Vec::new() };
        let commit = self.journal[target - 1].commit;
        let redo = matches!(self.said(*target), Said::Retract(_));
        let together = (1..=self.journal.len()).rev().filter(|seq| self.journal[seq - 1].commit == commit);
        let reached = together.filter(|&seq| !redo || matches!(self.said(seq), Said::Retract(_)));
        reached.filter(|seq| seq != target && self.stands(*seq)).collect()
    }
}

fn clashes(cluster: &Cluster, apart: &BTreeSet<(&RecordKey, &RecordKey)>) -> bool {
    apart.iter().any(|(a, b)| cluster.contains(*a) && cluster.contains(*b))
}

/// Makes one cluster of those that hold two records, unless some are kept apart; says whether they are one now.
fn meet(clusters: &mut Vec<Cluster>, a: &RecordKey, b: &RecordKey, apart: &BTreeSet<(&RecordKey, &RecordKey)>) -> bool {
    let (joined, mut rest): (Vec<Cluster>, Vec<Cluster>) =
        clusters.iter().cloned().partition(|cluster| cluster.contains(a) || cluster.contains(b));
    let joined: Cluster = joined.into_iter().flatten().collect();
    if clashes(&joined, apart) {
        return false;
    }
    rest.push(joined);
    *clusters = rest;
    true
}
