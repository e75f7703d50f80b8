//! The weakest link of a cluster, and how well it holds together.

/// How a cluster hangs together. Positions are those of the caller's list of members.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Links {
    /// The weakest edge of the strongest tree that spans the cluster: what it would break at.
    pub weakest: (usize, usize),
    /// Its probability.
    pub weakest_probability: f64,
    /// How many members the smaller side has when it breaks there.
    pub breaks_off: usize,
    /// The two members that agree least, tied by the tree or not.
    pub least: (usize, usize),
    /// Their probability.
    pub least_probability: f64,
    /// Mean probability over all pairs.
    pub cohesion: f64,
}

/// Measures a cluster of `n` members, given the probability of any two; `None` for fewer than two.
///
/// The tree is Prim's (1957), in n² steps; of equal edges the one that comes first counts.
pub fn links(n: usize, probability: impl Fn(usize, usize) -> f64) -> Option<Links> {
    if n < 2 {
        return None;
    }
    let (mut least, mut least_probability, mut sum) = ((0, 1), f64::INFINITY, 0.0);
    // For each member outside the tree: its strongest link to the tree.
    let mut best: Vec<(f64, usize)> = vec![(f64::NEG_INFINITY, 0); n];
    let mut inside = vec![false; n];
    let (mut weakest, mut weakest_probability) = ((0, 1), f64::INFINITY);
    let mut last = 0;
    inside[0] = true;
    // The tree's edges in the order in which they were found: each leads from the tree to a new member.
    let mut tree: Vec<(usize, usize)> = Vec::with_capacity(n - 1);
    for _ in 1..n {
        for other in (0..n).filter(|&other| !inside[other]) {
            let p = probability(last.min(other), last.max(other));
            sum += p;
            if p < least_probability {
                (least, least_probability) = ((last.min(other), last.max(other)), p);
            }
            if p > best[other].0 {
                best[other] = (p, last);
            }
        }
        let mut next = None;
        for other in (0..n).filter(|&other| !inside[other]) {
            if next.is_none_or(|chosen: usize| best[other].0 > best[chosen].0) {
                next = Some(other);
            }
        }
        let Some(next) = next else { break };
        let (p, from) = best[next];
        if p < weakest_probability {
            (weakest, weakest_probability) = ((from.min(next), from.max(next)), p);
        }
        tree.push((from, next));
        inside[next] = true;
        last = next;
    }
    let breaks_off = smaller_side(n, &tree, weakest);
    let cohesion = sum / (n * (n - 1) / 2) as f64;
    Some(Links { weakest, weakest_probability, breaks_off, least, least_probability, cohesion })
}

/// How many members lie on the smaller side of a tree's edge.
fn smaller_side(n: usize, tree: &[(usize, usize)], cut: (usize, usize)) -> usize {
    let mut beyond = vec![false; n];
    // Whatever hangs on the far end of the cut, directly or not, came into the tree after it.
    for &(from, next) in tree {
        beyond[next] = (from.min(next), from.max(next)) == cut || beyond[from];
    }
    let far = beyond.iter().filter(|far| **far).count();
    far.min(n - far)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_breaks_at_its_weakest_link_and_its_ends_agree_least() {
        // 0 ─0.9─ 1 ─0.6─ 2, and 0 ─0.1─ 2
        let p = |a: usize, b: usize| match (a, b) {
            (0, 1) => 0.9,
            (1, 2) => 0.6,
            _ => 0.1,
        };
        let links = links(3, p).unwrap();
        assert_eq!((links.weakest, links.weakest_probability, links.breaks_off), ((1, 2), 0.6, 1));
        assert_eq!((links.least, links.least_probability), ((0, 2), 0.1));
        assert!((links.cohesion - 1.6 / 3.0).abs() < 1e-12);
        assert!(super::links(1, p).is_none());
    }

    #[test]
    fn two_pairs_on_one_weak_link_break_in_halves() {
        // 0 ─0.9─ 1 ─0.6─ 2 ─0.9─ 3
        let p = |a: usize, b: usize| match (a, b) {
            (0, 1) | (2, 3) => 0.9,
            (1, 2) => 0.6,
            _ => 0.1,
        };
        let links = links(4, p).unwrap();
        assert_eq!((links.weakest, links.breaks_off), ((1, 2), 2));
        assert_eq!(super::links(2, |_, _| 0.5).unwrap().breaks_off, 1);
    }
}
