//! Near pairs: the likeliest across two clusters that did not become one, for a person to look at.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::apart::Apart;
use super::cluster::{FLOOR, Scored};

/// Two clusters whose pairs are less likely than this on average are not worth a look: about one in seven such questions
/// would be answered with yes, and there are many.
pub const LEAST: f64 = 0.2;
/// So many of a cluster are kept, the likeliest: where more look like it, they are asked about after the next run.
const EACH: usize = 3;
/// Probabilities are added as whole numbers: whatever the order, the sum is the same.
const ONE: f64 = (1_u64 << 40) as f64;

// Whoever is near must be tied by likely pairs: an increment looks at no one else.
const _: () = assert!(LEAST >= FLOOR);

/// The likeliest pair across two clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The pair.
    pub pair: Scored,
    /// How likely the pairs across the two clusters are on average, as far as they were compared: what clustering goes by.
    pub mean: f64,
}

impl Near {
    /// The nearer first.
    fn order(&self, other: &Self) -> Ordering {
        other.mean.total_cmp(&self.mean).then_with(|| order(&self.pair, &other.pair))
    }
}

/// What is known of the pairs across two clusters.
struct Across {
    likeliest: Scored,
    sum: u64,
    pairs: u64,
}

/// The likeliest pair across each two clusters that are near and may become one, sorted. `clusters`: for each record the
/// smallest number of its cluster.
pub fn near(clusters: &[u32], scored: &[Scored], apart: &Apart) -> Vec<Near> {
    let sides = |pair: &Scored| {
        let (a, b) = (clusters[pair.a as usize], clusters[pair.b as usize]);
        (a.min(b), a.max(b))
    };
    // Most pairs that lead across are far too weak, and need not be kept in mind.
    let mut across: HashMap<(u32, u32), Across> = HashMap::new();
    for pair in scored.iter().filter(|pair| pair.probability >= LEAST) {
        let sides = sides(pair);
        if sides.0 != sides.1 {
            let found = across.entry(sides).or_insert(Across { likeliest: *pair, sum: 0, pairs: 0 });
            if order(pair, &found.likeliest).is_lt() {
                found.likeliest = *pair;
            }
        }
    }
    if across.is_empty() {
        return Vec::new();
    }
    for pair in scored {
        let sides = sides(pair);
        if sides.0 != sides.1
            && let Some(found) = across.get_mut(&sides)
        {
            found.sum += (pair.probability * ONE) as u64;
            found.pairs += 1;
        }
    }
    let mean = |found: &Across| found.sum as f64 / ONE / found.pairs as f64;
    let all = across.into_values().map(|found| Near { pair: found.likeliest, mean: mean(&found) });
    let mut near: Vec<Near> = all.filter(|near| near.mean >= LEAST).collect();
    near.sort_by(Near::order);
    let members = members(clusters, apart, &near);
    let held = |cluster: u32| members.get(&cluster).map_or(&[][..], Vec::as_slice);
    let mut kept: HashMap<u32, usize> = HashMap::new();
    near.retain(|near| {
        let (one, other) = sides(&near.pair);
        let full = |cluster: &u32| kept.get(cluster).is_some_and(|kept| *kept >= EACH);
        let never = held(one).iter().any(|&a| held(other).iter().any(|&b| apart.are(a, b)));
        if never || full(&one) || full(&other) {
            return false;
        }
        for cluster in [one, other] {
            *kept.entry(cluster).or_default() += 1;
        }
        true
    });
    near.sort_by_key(|near| (near.pair.a, near.pair.b));
    near
}

/// The likelier first.
fn order(one: &Scored, other: &Scored) -> Ordering {
    other.probability.total_cmp(&one.probability).then_with(|| (one.a, one.b).cmp(&(other.a, other.b)))
}

/// The records of the clusters that these pairs lead to, where any may have to stay apart.
fn members(clusters: &[u32], apart: &Apart, near: &[Near]) -> HashMap<u32, Vec<u32>> {
    let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
    if apart.is_empty() {
        return members;
    }
    members.extend(near.iter().flat_map(|near| [near.pair.a, near.pair.b]).map(|a| (clusters[a as usize], Vec::new())));
    for (record, cluster) in clusters.iter().enumerate() {
        if let Some(members) = members.get_mut(cluster) {
            members.push(record as u32);
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(clusters: &[u32], scored: &[(u32, u32, f64)], sources: &[u16]) -> Vec<(u32, u32, f64, f64)> {
        let scored: Vec<Scored> = scored.iter().map(|&(a, b, probability)| Scored { a, b, probability }).collect();
        let apart = Apart::new(vec![false, true], sources);
        let mut backwards = scored.clone();
        backwards.reverse();
        let found = near(clusters, &scored, &apart);
        assert_eq!(found, near(clusters, &backwards, &apart), "in whatever order");
        found.iter().map(|near| (near.pair.a, near.pair.b, near.pair.probability, near.mean)).collect()
    }

    fn pairs(clusters: &[u32], scored: &[(u32, u32, f64)], sources: &[u16]) -> Vec<(u32, u32)> {
        found(clusters, scored, sources).into_iter().map(|(a, b, ..)| (a, b)).collect()
    }

    #[test]
    fn two_clusters_have_one_pair_the_likeliest_and_all_pairs_weigh() {
        let scored = [(0, 1, 0.9), (0, 2, 0.25), (1, 2, 0.5), (1, 3, 0.75), (2, 4, LEAST - 0.01)];
        assert_eq!(found(&[0, 0, 2, 2, 4], &scored, &[0; 5]), [(1, 3, 0.75, 0.5)]);
        let scored = [(0, 1, 0.9), (0, 2, 0.7), (1, 2, 0.01), (0, 3, 0.01), (1, 3, 0.01)];
        assert_eq!(pairs(&[0, 0, 2, 2], &scored, &[0; 4]), [], "one likely pair of four");
        assert_eq!(pairs(&[0, 0, 2, 3], &scored, &[0; 4]), [(0, 2)]);
    }

    #[test]
    fn a_cluster_keeps_its_nearest_few() {
        let scored = [(0, 1, 0.3), (0, 2, 0.5), (0, 3, 0.4), (0, 4, 0.35), (1, 4, 0.3)];
        assert_eq!(pairs(&[0, 1, 2, 3, 4], &scored, &[0; 5]), [(0, 2), (0, 3), (0, 4), (1, 4)]);
    }

    #[test]
    fn what_may_never_be_one_is_not_near_through_any_record() {
        // Records 1 and 3 are of a source free of duplicates.
        let scored = [(0, 2, 0.4), (0, 4, 0.3)];
        assert_eq!(pairs(&[0, 0, 2, 2, 4], &scored, &[0, 1, 0, 1, 0]), [(0, 4)]);
    }
}
