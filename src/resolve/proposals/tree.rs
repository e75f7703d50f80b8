//! The weakest bridge: where the strongest tree that spans a cluster is weakest.

/// The weakest edge of the strongest spanning tree (Prim, 1957) of `n` units, and those that hang on its far end; of equal
/// edges the first counts.
pub fn weakest_bridge(n: usize, strength: impl Fn(usize, usize) -> f64) -> (usize, usize, Vec<usize>) {
    let mut best: Vec<(f64, usize)> = vec![(f64::NEG_INFINITY, 0); n];
    let mut inside = vec![false; n];
    // The tree as each unit's parent, in the order in which units joined.
    let mut joined: Vec<(usize, usize, f64)> = Vec::new();
    let mut last = 0;
    inside[0] = true;
    for _ in 1..n {
        let mut next: Option<usize> = None;
        for other in (0..n).filter(|&other| !inside[other]) {
            let strength = strength(last.min(other), last.max(other));
            if strength > best[other].0 {
                best[other] = (strength, last);
            }
            if next.is_none_or(|chosen| best[other].0 > best[chosen].0) {
                next = Some(other);
            }
        }
        let Some(next) = next else { break };
        inside[next] = true;
        joined.push((next, best[next].1, best[next].0));
        last = next;
    }
    let weakest = joined.iter().enumerate().min_by(|(_, x), (_, y)| x.2.total_cmp(&y.2)).map(|(at, _)| at);
    let mut far = vec![false; n];
    let mut link = (0, 0);
    for (at, &(unit, parent, _)) in joined.iter().enumerate() {
        // Whatever hangs on the far end joined after it.
        if Some(at) == weakest {
            link = (parent, unit);
            far[unit] = true;
        } else {
            far[unit] = far[parent];
        }
    }
    (link.0, link.1, (0..n).filter(|&unit| far[unit]).collect())
}
