//! Clusters out of scored pairs: average linkage.

use std::collections::{BinaryHeap, HashMap};

use super::union::Union;

/// A scored pair.
#[derive(Clone, Copy, Debug)]
pub struct Scored {
    /// One record.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Probability that they are one.
    pub probability: f64,
}

#[derive(PartialEq)]
struct Merge {
    score: f64,
    a: usize,
    b: usize,
    ages: (u32, u32),
}
impl Eq for Merge {}
impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Merge {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.score.total_cmp(&other.score).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

/// The cluster number of every record: connected pairs above the threshold.
pub fn connected(n: usize, pairs: &[Scored], threshold: f64) -> Vec<u32> {
    let mut union = Union::new(n);
    for pair in pairs.iter().filter(|pair| pair.probability >= threshold) {
        union.join(pair.a as usize, pair.b as usize);
    }
    (0..n).map(|i| union.root(i) as u32).collect()
}

/// Average linkage: two clusters become one while the mean probability over all pairs across them reaches the
/// threshold; pairs that were never compared count as `unseen` says.
pub fn average(n: usize, pairs: &[Scored], threshold: f64, unseen: impl Fn(u32, u32) -> f64) -> Vec<u32> {
    let mut union = Union::new(n);
    for pair in pairs.iter().filter(|pair| pair.probability >= 0.05) {
        union.join(pair.a as usize, pair.b as usize);
    }
    let mut components: HashMap<usize, Vec<u32>> = HashMap::new();
    let mut edges: HashMap<usize, Vec<Scored>> = HashMap::new();
    for pair in pairs {
        let root = union.root(pair.a as usize);
        if union.root(pair.b as usize) == root {
            edges.entry(root).or_default().push(*pair);
        }
    }
    for i in 0..n {
        components.entry(union.root(i)).or_default().push(i as u32);
    }
    let mut cluster: Vec<u32> = (0..n as u32).collect();
    for (root, members) in components {
        if members.len() == 2 {
            if edges[&root].iter().any(|edge| edge.probability >= threshold) {
                cluster[members[1] as usize] = members[0];
            }
        } else if members.len() > 2 {
            agglomerate(&members, &edges[&root], threshold, &unseen, &mut cluster);
        }
    }
    cluster
}

fn agglomerate(members: &[u32], edges: &[Scored], threshold: f64, unseen: &impl Fn(u32, u32) -> f64, cluster: &mut [u32]) {
    let place: HashMap<u32, usize> = members.iter().enumerate().map(|(i, &m)| (m, i)).collect();
    let m = members.len();
    // Sum of probabilities between clusters.
    let mut sums: Vec<HashMap<usize, f64>> = vec![HashMap::new(); m];
    for edge in edges {
        let (a, b) = (place[&edge.a], place[&edge.b]);
        sums[a].insert(b, edge.probability);
        sums[b].insert(a, edge.probability);
    }
    if m <= 150 {
        for a in 0..m {
            for b in a + 1..m {
                if !sums[a].contains_key(&b) {
                    let p = unseen(members[a], members[b]);
                    sums[a].insert(b, p);
                    sums[b].insert(a, p);
                }
            }
        }
    }
    let mut size = vec![1_usize; m];
    let mut age = vec![0_u32; m];
    let mut alive = vec![true; m];
    let mut group: Vec<Vec<usize>> = (0..m).map(|i| vec![i]).collect();
    let mut heap = BinaryHeap::new();
    for a in 0..m {
        for (&b, &sum) in &sums[a] {
            if a < b && sum >= threshold {
                heap.push(Merge { score: sum, a, b, ages: (0, 0) });
            }
        }
    }
    while let Some(merge) = heap.pop() {
        let (a, b) = (merge.a, merge.b);
        if !alive[a] || !alive[b] || merge.ages != (age[a], age[b]) {
            continue;
        }
        alive[b] = false;
        let moved = std::mem::take(&mut group[b]);
        group[a].extend(moved);
        size[a] += size[b];
        age[a] += 1;
        let theirs = std::mem::take(&mut sums[b]);
        for (c, sum) in theirs {
            if c != a {
                *sums[a].entry(c).or_default() += sum;
                sums[c].remove(&b);
            }
        }
        sums[a].remove(&b);
        let ours: Vec<(usize, f64)> = sums[a].iter().map(|(&c, &s)| (c, s)).collect();
        for (c, sum) in ours {
            sums[c].insert(a, sum);
            let mean = sum / (size[a] * size[c]) as f64;
            if alive[c] && mean >= threshold {
                let (x, y) = (a.min(c), a.max(c));
                heap.push(Merge { score: mean, a: x, b: y, ages: (age[x], age[y]) });
            }
        }
    }
    for (i, own) in group.iter().enumerate() {
        if alive[i] {
            let first = own.iter().map(|&k| members[k]).min().unwrap_or_default();
            for &k in own {
                cluster[members[k] as usize] = first;
            }
        }
    }
}
