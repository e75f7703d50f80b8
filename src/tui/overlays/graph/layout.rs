//! Where the records of a cluster stand in its picture: alike ones near each other. Deterministic.

/// Steps of the layout; after so many nothing moves that an eye would see.
const STEPS: usize = 240;

/// A link of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// From this node.
    pub a: usize,
    /// To this one.
    pub b: usize,
    /// Its probability.
    pub probability: f64,
    /// It belongs to the strongest tree that spans the cluster.
    pub holds: bool,
}

/// Positions of `n` nodes in 0..=1 by 0..=1.
///
/// Fruchterman and Reingold, "Graph drawing by force-directed placement", Software: Practice and Experience 21 (1991),
/// from a circle, so that the same cluster always looks the same.
pub fn positions(n: usize, edges: &[Edge]) -> Vec<(f64, f64)> {
    let turn = |i: usize| std::f64::consts::TAU * i as f64 / n.max(1) as f64;
    // Not quite a circle: two forces that cancel exactly would hold a node where it is.
    let mut at: Vec<(f64, f64)> =
        (0..n).map(|i| (turn(i).cos() * (1.0 + i as f64 / 97.0), turn(i).sin() * (1.0 - i as f64 / 89.0))).collect();
    let apart = (4.0 / n.max(1) as f64).sqrt();
    for step in 0..STEPS {
        let mut force = vec![(0.0, 0.0); n];
        for i in 0..n {
            for j in i + 1..n {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                let square = (dx * dx + dy * dy).max(1e-6);
                push(&mut force, i, j, (dx, dy), apart * apart / square);
            }
        }
        for edge in edges {
            let (dx, dy) = (at[edge.a].0 - at[edge.b].0, at[edge.a].1 - at[edge.b].1);
            let distance = (dx * dx + dy * dy).sqrt();
            push(&mut force, edge.a, edge.b, (dx, dy), -distance / apart * (0.15 + edge.probability));
        }
        let longest = 0.25 * (1.0 - step as f64 / STEPS as f64);
        for (at, force) in at.iter_mut().zip(&force) {
            let length = (force.0 * force.0 + force.1 * force.1).sqrt().max(1e-9);
            let reach = length.min(longest) / length;
            *at = (at.0 + force.0 * reach, at.1 + force.1 * reach);
        }
    }
    spread(&at)
}

fn push(force: &mut [(f64, f64)], i: usize, j: usize, (dx, dy): (f64, f64), strength: f64) {
    force[i] = (force[i].0 + dx * strength, force[i].1 + dy * strength);
    force[j] = (force[j].0 - dx * strength, force[j].1 - dy * strength);
}

/// Fills the unit square; what has no extent stands in the middle.
fn spread(at: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let ends = |of: fn(&(f64, f64)) -> f64| {
        let values = at.iter().map(of);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((left, right), (top, bottom)) = (ends(|at| at.0), ends(|at| at.1));
    let share = |value: f64, low: f64, high: f64| if high - low > 1e-3 { (value - low) / (high - low) } else { 0.5 };
    at.iter().map(|(x, y)| (share(*x, left, right), share(*y, top, bottom))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
        ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt()
    }

    #[test]
    fn what_is_tied_stands_together_and_all_of_it_in_the_picture() {
        let edge = |a, b, probability| Edge { a, b, probability, holds: true };
        let edges = [edge(0, 1, 0.9), edge(1, 2, 0.9), edge(0, 2, 0.9), edge(2, 3, 0.3), edge(3, 4, 0.9)];
        let at = positions(5, &edges);
        assert!(distance(at[0], at[1]) < distance(at[0], at[4]));
        assert!(distance(at[3], at[4]) < distance(at[1], at[4]));
        assert!(at.iter().all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y)));
        assert_eq!(at, positions(5, &edges));
        assert_eq!(positions(1, &[]), [(0.5, 0.5)]);
        assert_eq!(positions(0, &[]), []);
    }
}
