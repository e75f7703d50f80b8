//! All islands: which records depend on each other.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::store::Db;

/// Each record with the smallest number of its island, sorted: an island is what stands together.
pub struct Islands {
    pairs: Vec<(i64, i64)>,
    count: usize,
}

impl Islands {
    /// All islands.
    pub fn of(db: &Db) -> Result<Self> {
        let (mut said, mut links) = (Vec::new(), Vec::new());
        db.for_each_mention(|seq, rid| said.push((seq, rid)))?;
        db.for_each_edge(|a, b| links.push((a, b)))?;
        Ok(Self::joined(db.rids(false)?, &said, &links))
    }

    /// The islands of these records, which no link and no assertion ties to any other.
    pub fn around(db: &Db, rids: &BTreeSet<i64>) -> Result<Self> {
        let (mut present, mut said, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for &rid in rids {
            if db.is_present(rid)? {
                present.push(rid);
            }
            said.extend(db.mentions_of(rid)?.into_iter().map(|seq| (seq, rid)));
            links.extend(db.edges_from(rid)?.into_iter().map(|tie| (rid, tie.other)));
        }
        said.sort_unstable();
        Ok(Self::joined(present, &said, &links))
    }

    /// Joins records by what is said of them, in the order of assertions, and by links. `present` are those that are in
    /// their sources, sorted; others count only where assertions speak of them, or a link leads to them.
    fn joined(present: Vec<i64>, said: &[(i64, i64)], links: &[(i64, i64)]) -> Self {
        let mut rids = present;
        let known = |rid: i64| rids.binary_search(&rid).is_ok();
        let spoken = said.iter().map(|(_, rid)| *rid).filter(|&rid| !known(rid));
        let gone: BTreeSet<i64> = spoken.chain(links.iter().map(|(_, rid)| *rid).filter(|&rid| !known(rid))).collect();
        // Where links only start there is none: it holds others together, and is not on the island itself.
        let unseen: BTreeSet<i64> =
            links.iter().map(|(rid, _)| *rid).filter(|rid| !known(*rid) && !gone.contains(rid)).collect();
        if !gone.is_empty() || !unseen.is_empty() {
            rids.extend(gone.iter().chain(&unseen));
            rids.sort_unstable();
        }
        let mut parent: Vec<usize> = (0..rids.len()).collect();
        let of_one = said.chunk_by(|(one, _), (other, _)| one == other);
        let ties = of_one.flat_map(|of_one| of_one.iter().map(|&(_, rid)| (of_one[0].1, rid)));
        for (a, b) in ties.chain(links.iter().copied()) {
            if let (Ok(a), Ok(b)) = (rids.binary_search(&a), rids.binary_search(&b)) {
                let (a, b) = (root(&mut parent, a), root(&mut parent, b));
                parent[a.max(b)] = a.min(b);
            }
        }
        let island = |i: usize| (rids[root(&mut parent, i)], rids[i]);
        let mut pairs: Vec<(i64, i64)> = (0..rids.len()).map(island).collect();
        pairs.retain(|(_, rid)| !unseen.contains(rid));
        pairs.sort_unstable();
        let count = Self::each(&pairs).count();
        Self { pairs, count }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Their numbers.
    pub fn numbers(&self) -> impl Iterator<Item = i64> {
        Self::each(&self.pairs).map(|island| island[0].0)
    }

    /// Island by island: pairs of the island's number and that of a record on it.
    pub fn each(pairs: &[(i64, i64)]) -> impl Iterator<Item = &[(i64, i64)]> {
        pairs.chunk_by(|one, other| one.0 == other.0)
    }

    /// The records of each, by number.
    pub fn all(&self) -> impl Iterator<Item = Vec<i64>> {
        Self::each(&self.pairs).map(|island| island.iter().map(|(_, rid)| *rid).collect())
    }

    /// Whole islands, some `size` records at a time.
    pub fn batches(&self, size: usize) -> impl Iterator<Item = &[(i64, i64)]> {
        let mut rest = self.pairs.as_slice();
        std::iter::from_fn(move || {
            let last = rest.get(size.min(rest.len()).checked_sub(1)?)?.0;
            let end = rest.partition_point(|(island, _)| *island <= last);
            let (batch, after) = rest.split_at(end);
            rest = after;
            Some(batch)
        })
    }
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}
