use proptest::prelude::*;

use super::*;

/// Probabilities of all pairs of `n`, from a list that is long enough.
fn table(n: usize, values: &[f64]) -> impl Fn(usize, usize) -> f64 {
    move |a: usize, b: usize| {
        let (a, b) = (a.min(b), a.max(b));
        values[(a * n + b) % values.len()]
    }
}

fn whole<'a>(sources: &'a [usize], together: &'a [Vec<usize>]) -> Whole<'a> {
    Whole { sources, together, threshold: 0.95 }
}

/// Two tight pairs with a thread between them: 0═1 ─ 2═3.
fn two_pairs(a: usize, b: usize) -> f64 {
    match (a, b) {
        (0, 1) | (2, 3) => 0.97,
        (1, 2) => 0.6,
        _ => 0.05,
    }
}

#[test]
fn what_comes_to_the_same_is_said_once() {
    let found = divisions(&whole(&[0, 1, 0, 1], &[]), two_pairs);
    assert_eq!(found.len(), 1, "{found:?}");
    let [one] = found.as_slice() else { panic!() };
    assert_eq!(one.parts, [vec![0, 1], vec![2, 3]]);
    let words: Vec<&str> = one.methods.iter().map(|method| method.word()).collect();
    assert_eq!(words, ["weakest_bridge", "minimum_cut", "one_per_source", "average_linkage"]);
    assert!((one.cut - 0.75).abs() < 1e-12);
    assert_eq!((one.strongest, one.against), ((1, 2, 0.6), false));
}

#[test]
fn what_people_tied_together_stays_together() {
    let found = divisions(&whole(&[0, 1, 0, 1], &[vec![1, 2]]), two_pairs);
    for division in &found {
        let part = |i: usize| division.parts.iter().position(|part| part.contains(&i));
        assert!(part(1) == part(2) && !division.against, "{division:?}");
    }
    assert!(!found.is_empty());
    // All of it: what is proposed then goes against that, and says so.
    let found = divisions(&whole(&[0, 1, 0, 1], &[vec![0, 1, 2], vec![2, 3]]), two_pairs);
    assert!(found.iter().all(|division| division.against) && !found.is_empty());
}

#[test]
fn one_per_source_needs_a_source_with_two_and_a_threshold_that_divides_nothing_gives_way() {
    let even = |_: usize, _: usize| 0.99;
    let methods = |found: &[Division]| found.iter().flat_map(|d| d.methods.clone()).collect::<Vec<_>>();
    let found = divisions(&whole(&[0, 1, 2], &[]), even);
    assert!(!methods(&found).contains(&Method::OnePerSource));
    let apart = |a: usize, b: usize| if (a, b) == (0, 1) { 0.9 } else { 0.2 };
    let found = divisions(&whole(&[0, 1, 2], &[]), apart);
    assert!(methods(&found).contains(&Method::AverageLinkage(0.55)), "{found:?}");
    assert!(divisions(&whole(&[0], &[]), even).is_empty());
}

#[test]
fn a_record_that_fits_nowhere_stays_alone_and_others_find_their_own() {
    // Sources: a has 0 and 1, b has 2 and 3. 2 belongs to 1, 3 to neither.
    let p = |a: usize, b: usize| match (a, b) {
        (1, 2) => 0.9,
        (0, 2) => 0.8,
        _ => 0.1,
    };
    let found = divisions(&whole(&[0, 0, 1, 1], &[]), p);
    let one = found.iter().find(|d| d.methods.contains(&Method::OnePerSource)).unwrap();
    assert_eq!(one.parts, [vec![0], vec![1, 2], vec![3]]);
}

/// The least sum across any two parts, by trying all of them.
fn least_cut(n: usize, p: &impl Fn(usize, usize) -> f64) -> f64 {
    let sides = 1..(1_u32 << (n - 1));
    let weight = |side: u32| {
        let far = |i: usize| i > 0 && side >> (i - 1) & 1 == 1;
        let across = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).filter(|&(i, j)| far(i) != far(j));
        across.map(|(i, j)| p(i, j)).sum::<f64>()
    };
    sides.map(weight).fold(f64::INFINITY, f64::min)
}

/// The most that rows can get of columns, by trying all ways.
fn best_assignment(values: &[Vec<f64>], taken: &mut Vec<usize>) -> f64 {
    let Some(row) = values.get(taken.len()) else { return 0.0 };
    let mut best = f64::NEG_INFINITY;
    for (column, value) in row.iter().enumerate() {
        if !taken.contains(&column) {
            taken.push(column);
            best = best.max(value + best_assignment(values, taken));
            taken.pop();
        }
    }
    best
}

proptest! {
    #[test]
    fn every_division_divides(
        sources in prop::collection::vec(0_usize..3, 1..9),
        values in prop::collection::vec(0.0..1.0_f64, 81),
        tied in prop::collection::vec((0_usize..9, 0_usize..9), 0..4),
    ) {
        let n = sources.len();
        let together: Vec<Vec<usize>> =
            tied.iter().filter(|(a, b)| *a < n && *b < n).map(|&(a, b)| vec![a, b]).collect();
        let found = divisions(&whole(&sources, &together), table(n, &values));
        for (at, division) in found.iter().enumerate() {
            prop_assert!(division.parts.len() > 1 && division.parts.iter().all(|part| !part.is_empty()));
            let mut all = division.parts.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..n).collect::<Vec<_>>());
            prop_assert!(!division.methods.is_empty());
            prop_assert!(found[at + 1..].iter().all(|other| other.parts != division.parts), "twice");
            let part = |i: usize| division.parts.iter().position(|part| part.contains(&i));
            for pair in &together {
                prop_assert!(division.against || part(pair[0]) == part(pair[1]));
            }
            if division.methods.contains(&Method::OnePerSource) && together.is_empty() {
                for part in &division.parts {
                    let mut held: Vec<usize> = part.iter().map(|&i| sources[i]).collect();
                    held.sort_unstable();
                    held.dedup();
                    prop_assert_eq!(held.len(), part.len());
                }
            }
        }
        // Whatever can be divided is: the weakest bridge always exists.
        prop_assert_eq!(found.is_empty(), n == 1);
    }

    #[test]
    fn the_minimum_cut_is_minimal(n in 2_usize..8, values in prop::collection::vec(0.0..1.0_f64, 64)) {
        let p = table(n, &values);
        let sources: Vec<usize> = (0..n).collect();
        let found = divisions(&whole(&sources, &[]), &p);
        let cut = found.iter().find(|division| division.methods.contains(&Method::MinimumCut)).unwrap();
        prop_assert_eq!(cut.parts.len(), 2);
        prop_assert!((cut.cut - least_cut(n, &p)).abs() < 1e-9, "{} {}", cut.cut, least_cut(n, &p));
    }

    #[test]
    fn the_weakest_bridge_has_the_weakest_strongest_link(n in 2_usize..8, values in prop::collection::vec(0.0..1.0_f64, 64)) {
        // No two parts have a strongest link across that is weaker: that is what a strongest spanning tree guarantees.
        let p = table(n, &values);
        let sources: Vec<usize> = (0..n).collect();
        let found = divisions(&whole(&sources, &[]), &p);
        let bridge = found.iter().find(|division| division.methods.contains(&Method::WeakestBridge)).unwrap();
        for side in 1..(1_u32 << (n - 1)) {
            let far = |i: usize| i > 0 && side >> (i - 1) & 1 == 1;
            let across = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).filter(|&(i, j)| far(i) != far(j));
            let strongest = across.map(|(i, j)| p(i, j)).fold(0.0, f64::max);
            prop_assert!(bridge.strongest.2 <= strongest + 1e-12);
        }
    }

    #[test]
    fn assignments_are_best(rows in 1_usize..4, more in 0_usize..3, values in prop::collection::vec(-1.0..1.0_f64, 18)) {
        let columns = rows + more;
        let values: Vec<Vec<f64>> =
            (0..rows).map(|row| (0..columns).map(|column| values[row * 5 + column]).collect()).collect();
        let of_row = sources::assignment(&values);
        let got: f64 = of_row.iter().enumerate().map(|(row, &column)| values[row][column]).sum();
        let mut distinct = of_row.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), rows);
        prop_assert!((got - best_assignment(&values, &mut Vec::new())).abs() < 1e-9);
    }
}
