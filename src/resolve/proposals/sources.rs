//! One record per source: a source that is clean in itself has every entity once.
//!
//! The source with most records opens the parts; the others are assigned to them, one source after the other, each in
//! the best way there is (Kuhn, "The Hungarian method for the assignment problem", 1955), and then again in turn until
//! nothing gets better.

use std::collections::BTreeSet;

use super::Table;

/// A record joins a part only where it is more likely than not to be the same.
const EVEN: f64 = 0.5;
/// Rounds of reassignment at most; each makes the whole strictly better.
const ROUNDS: usize = 20;
const FORBIDDEN: f64 = -1e9;

/// The parts; `None` where no source has two records that people have not tied together.
pub(super) fn one_per_source(units: &[Vec<usize>], sources: &[usize], sum: &Table) -> Option<Vec<Vec<usize>>> {
    let of_unit: Vec<BTreeSet<usize>> =
        units.iter().map(|unit| unit.iter().map(|&member| sources[member]).collect()).collect();
    let all: BTreeSet<usize> = of_unit.iter().flatten().copied().collect();
    let holding = |source: usize| (0..units.len()).filter(|&unit| of_unit[unit].contains(&source)).collect::<Vec<_>>();
    let mut order: Vec<(usize, Vec<usize>)> = all.into_iter().map(|source| (source, holding(source))).collect();
    order.sort_by_key(|(source, units)| (std::cmp::Reverse(units.len()), *source));
    if order.first().is_none_or(|(_, units)| units.len() < 2) {
        return None;
    }
    let mut parts = Parts { of: vec![None; units.len()], units, sources: &of_unit, sum };
    for (_, held) in &order {
        let open: Vec<usize> = held.iter().copied().filter(|&unit| parts.of[unit].is_none()).collect();
        parts.assign(&open);
    }
    for _ in 0..ROUNDS {
        let mut better = false;
        for (_, held) in &order {
            let before = (parts.of.clone(), parts.worth());
            for &unit in held {
                parts.of[unit] = None;
            }
            parts.assign(held);
            if parts.worth() > before.1 + 1e-9 {
                better = true;
            } else {
                parts.of = before.0;
            }
        }
        if !better {
            break;
        }
    }
    Some(parts.lists())
}

struct Parts<'a> {
    /// The part of each unit that has one.
    of: Vec<Option<usize>>,
    units: &'a [Vec<usize>],
    sources: &'a [BTreeSet<usize>],
    sum: &'a Table,
}

impl Parts<'_> {
    fn lists(&self) -> Vec<Vec<usize>> {
        let count = self.of.iter().flatten().max().map_or(0, |most| most + 1);
        let mut lists = vec![Vec::new(); count];
        for (unit, part) in self.of.iter().enumerate() {
            if let Some(part) = part {
                lists[*part].push(unit);
            }
        }
        lists.retain(|list: &Vec<usize>| !list.is_empty());
        lists
    }

    /// How much better than even all links within parts are.
    fn worth(&self) -> f64 {
        let mut worth = 0.0;
        for a in 0..self.units.len() {
            for b in a + 1..self.units.len() {
                if self.of[a].is_some() && self.of[a] == self.of[b] {
                    worth += self.gain(a, b);
                }
            }
        }
        worth
    }

    fn gain(&self, a: usize, b: usize) -> f64 {
        self.sum.at(a, b) - EVEN * (self.units[a].len() * self.units[b].len()) as f64
    }

    /// Puts units without a part, no two of which may share one, into parts: those there are, or new ones.
    fn assign(&mut self, open: &[usize]) {
        let lists = self.lists();
        // Numbers without a gap, so that a new part has the next one.
        for (part, list) in lists.iter().enumerate() {
            for &unit in list {
                self.of[unit] = Some(part);
            }
        }
        let value = |&unit: &usize, part: usize| match lists.get(part) {
            Some(list) => {
                let shares = list.iter().any(|&other| !self.sources[other].is_disjoint(&self.sources[unit]));
                if shares { FORBIDDEN } else { list.iter().map(|&other| self.gain(unit, other)).sum() }
            }
            None => 0.0,
        };
        let columns = lists.len() + open.len();
        let values: Vec<Vec<f64>> =
            open.iter().map(|unit| (0..columns).map(|part| value(unit, part)).collect()).collect();
        for (&unit, part) in open.iter().zip(assignment(&values)) {
            self.of[unit] = Some(part);
        }
    }
}

/// For each row a column of its own, so that the values sum up to most. There are at least as many columns as rows.
pub(super) fn assignment(values: &[Vec<f64>]) -> Vec<usize> {
    let rows = values.len();
    let columns = values.first().map_or(0, Vec::len);
    // Shortest augmenting paths with potentials; positions are counted from one, 0 is the row or column outside.
    let (mut u, mut v) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut row_of = vec![0; columns + 1];
    let mut way = vec![0; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut column = 0;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut used = vec![false; columns + 1];
        while row_of[column] != 0 {
            used[column] = true;
            let here = row_of[column];
            let (mut step, mut next) = (f64::INFINITY, 0);
            for other in (1..=columns).filter(|&other| !used[other]) {
                let cost = -values[here - 1][other - 1] - u[here] - v[other];
                if cost < least[other] {
                    (least[other], way[other]) = (cost, column);
                }
                if least[other] < step {
                    (step, next) = (least[other], other);
                }
            }
            for other in 0..=columns {
                if used[other] {
                    u[row_of[other]] += step;
                    v[other] -= step;
                } else {
                    least[other] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    let mut of_row = vec![0; rows];
    for column in 1..=columns {
        if row_of[column] > 0 {
            of_row[row_of[column] - 1] = column - 1;
        }
    }
    of_row
}
