//! How a pair stands among others: the best for both of its records, or not.

use std::collections::HashMap;

use super::super::table::Table;

/// How a pair stands among those of the same two sources.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// From nought up the lead over the next best, below it what is missing to the best.
    pub by: f64,
    /// How many it is one of: where both records have several partners that are as good, they are things of one name,
    /// and one in so many is right. Where only one of them has, its partners are one thing, held more than once.
    pub of: u32,
}

impl Lead {
    /// How likely it makes the pair a match, by itself.
    pub fn label(self) -> f64 {
        if self.by >= 0.0 { 1.0 / f64::from(self.of) } else { 0.0 }
    }
}

/// By how much each pair is the best for both of its records among the pairs of the same two sources.
pub fn leads(table: &Table, pairs: &[(u32, u32)], scores: &[f64]) -> Vec<Lead> {
    let ends = |&(a, b): &(u32, u32)| [(a, table.sources[b as usize]), (b, table.sources[a as usize])];
    let several = table.has_sources();
    // The best score of each end, how many pairs have it, and the next best.
    let mut best: HashMap<(u32, u16), (f64, u32, f64)> = HashMap::new();
    for (pair, &score) in pairs.iter().zip(scores) {
        for end in ends(pair) {
            let (first, times, second) = best.entry(end).or_insert((f64::NEG_INFINITY, 0, f64::NEG_INFINITY));
            if score > *first {
                (*second, *first, *times) = (*first, score, 1);
            } else {
                *times += u32::from(score.total_cmp(first).is_eq());
                *second = second.max(score);
            }
        }
    }
    let of = |(pair, &score): (&(u32, u32), &f64)| {
        let lead = |end| {
            let (first, times, second) = best[&end];
            // Without a rival, a pair has only itself to beat.
            let second = if second.is_finite() { second } else { score.min(0.0) };
            (if score >= first { score - second } else { score - first }, times)
        };
        let [(one, x), (other, y)] = ends(pair).map(lead);
        let by = one.min(other);
        Lead { by, of: if several && by >= 0.0 && x > 1 && y > 1 { x.max(y) } else { 1 } }
    };
    pairs.iter().zip(scores).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Builder;
    use super::*;
    use crate::config::AttributeKind;

    /// Two records of one source, then two of another.
    fn table() -> Table {
        let mut builder = Builder::new(&[AttributeKind::Text]);
        for source in [0, 0, 1, 1] {
            builder.push(source, ["camera"]);
        }
        builder.finish()
    }

    #[test]
    fn a_lead_is_that_over_the_next_best_of_either_record() {
        let pairs = [(0, 2), (0, 3), (1, 2), (1, 3)];
        let leads = leads(&table(), &pairs, &[5.0, 2.0, 1.0, 4.0]);
        assert_eq!(leads.iter().map(|lead| lead.by).collect::<Vec<_>>(), [3.0, -3.0, -4.0, 2.0]);
        assert!(leads.iter().all(|lead| lead.of == 1));
    }

    #[test]
    fn one_thing_held_twice_is_told_from_two_of_one_name() {
        let twice = leads(&table(), &[(0, 2), (0, 3)], &[5.0, 5.0]);
        assert_eq!(twice.iter().map(|lead| lead.label()).collect::<Vec<_>>(), [1.0, 1.0]);
        let namesakes = leads(&table(), &[(0, 2), (0, 3), (1, 2), (1, 3)], &[5.0; 4]);
        assert_eq!(namesakes.iter().map(|lead| lead.label()).collect::<Vec<_>>(), [0.5; 4]);
    }
}
