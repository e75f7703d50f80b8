//! Tables against lists of all pairs.

use proptest::prelude::*;

use super::*;

fn edge(a: usize, b: usize, probability: f64) -> Edge {
    Edge { a, b, probability }
}

/// Every pair, asked one by one.
fn brute(clusters: &[u32], judge: impl Fn(usize, usize) -> Option<bool>) -> (u64, u64, u64) {
    let (mut correct, mut predicted, mut actual) = (0, 0, 0);
    for a in 0..clusters.len() {
        for b in a + 1..clusters.len() {
            if let Some(same) = judge(a, b) {
                let together = clusters[a] == clusters[b];
                predicted += u64::from(together);
                actual += u64::from(same);
                correct += u64::from(together && same);
            }
        }
    }
    (correct, predicted, actual)
}

/// The components of links at least this probable, by walking until nothing changes.
fn components(n: usize, edges: &[Edge], threshold: f64) -> Vec<u32> {
    let mut label: Vec<u32> = (0..n as u32).collect();
    loop {
        let before = label.clone();
        for edge in edges.iter().filter(|edge| edge.probability >= threshold) {
            let least = label[edge.a].min(label[edge.b]);
            (label[edge.a], label[edge.b]) = (least, least);
        }
        if label == before {
            return label;
        }
    }
}

fn bcubed(clusters: &[u32], entities: &[Option<u32>]) -> (f64, f64) {
    let known: Vec<usize> = (0..clusters.len()).filter(|r| entities[*r].is_some()).collect();
    let (mut p, mut r) = (0.0, 0.0);
    for &a in &known {
        let of = |test: &dyn Fn(usize) -> bool| known.iter().filter(|b| test(**b)).count() as f64;
        let both = of(&|b| clusters[a] == clusters[b] && entities[a] == entities[b]);
        p += both / of(&|b| clusters[a] == clusters[b]);
        r += both / of(&|b| entities[a] == entities[b]);
    }
    (p / known.len() as f64, r / known.len() as f64)
}

/// Records, their sources, links, and three sorts of truth.
fn world() -> impl Strategy<Value = (Vec<u32>, Vec<u32>, Vec<Edge>, Truth)> {
    (2_usize..24).prop_flat_map(|n| {
        let record = 0..n as u32;
        let truth = prop_oneof![
            proptest::collection::vec(proptest::option::weighted(0.9, 0_u32..6), n).prop_map(Truth::Entities),
            proptest::collection::vec((record.clone(), record.clone()), 0..20).prop_map(Truth::Links),
            proptest::collection::vec((record.clone(), record, any::<bool>()), 0..30).prop_map(Truth::Labels),
        ];
        let edges = proptest::collection::btree_map((0..n, 0..n), 0_u32..=20, 0..40).prop_map(|all| {
            let kept = all.into_iter().filter(|((a, b), _)| a < b);
            kept.map(|((a, b), p)| edge(a, b, f64::from(p) / 20.0)).collect::<Vec<_>>()
        });
        (proptest::collection::vec(0_u32..6, n), proptest::collection::vec(0_u32..3, n), edges, truth)
    })
}

proptest! {
    #[test]
    fn tables_say_what_lists_of_pairs_say((clusters, sources, edges, truth) in world()) {
        let predicted = Predicted { clusters: &clusters, sources: &sources, edges: &edges, compared: None };
        let found = evaluate(predicted, &truth, 50);
        let index = truth::Index::new(&truth, &sources);
        let judge = |a: usize, b: usize| index.same(a as u32, b as u32);
        let counts = (found.correct_pairs, found.predicted_pairs, found.true_pairs);
        prop_assert_eq!(counts, brute(&clusters, judge));
        for row in &found.thresholds {
            let (correct, predicted, actual) = brute(&components(clusters.len(), &edges, row.threshold), judge);
            prop_assert_eq!((row.correct_pairs, row.predicted_pairs), (correct, predicted), "at {}", row.threshold);
            prop_assert_eq!(row.measures, Measures::of(correct, predicted, actual));
        }
        if let Some(best) = found.best_threshold {
            for edge in &edges {
                let (c, p, t) = brute(&components(clusters.len(), &edges, edge.probability), judge);
                prop_assert!(Measures::of(c, p, t).f1 <= best.measures.f1);
            }
        }
        if let Truth::Entities(entities) = &truth && entities.iter().any(Option::is_some) {
            let (p, r) = bcubed(&clusters, entities);
            prop_assert!((found.bcubed.precision.unwrap() - p).abs() < 1e-9);
            prop_assert!((found.bcubed.recall.unwrap() - r).abs() < 1e-9);
        }
        // With room for all of them, the listed mistakes account for every wrong pair.
        let sum = |mistakes: &[Mistake]| mistakes.iter().map(|mistake| mistake.pairs).sum::<u64>();
        prop_assert_eq!(sum(&found.false_merges), found.predicted_pairs - found.correct_pairs);
        prop_assert_eq!(sum(&found.misses), found.true_pairs - found.correct_pairs);
        for wrong in &found.false_merges {
            prop_assert_eq!(index.same(wrong.a, wrong.b), Some(false));
        }
        for missed in &found.misses {
            prop_assert_eq!(index.same(missed.a, missed.b), Some(true));
        }
        let judged = edges.iter().filter(|edge| judge(edge.a, edge.b).is_some()).count() as u64;
        prop_assert_eq!(found.calibration.links, judged);
    }
}

#[test]
fn a_worked_example() {
    // Entities {0 1 2} {3 4} {5}; clusters {0 1} {2 3} {4} {5}.
    let truth = Truth::Entities(vec![Some(0), Some(0), Some(0), Some(1), Some(1), Some(2)]);
    let edges = [edge(0, 1, 0.95), edge(2, 3, 0.9), edge(3, 4, 0.4)];
    let predicted = Predicted { clusters: &[0, 0, 1, 1, 2, 3], sources: &[0; 6], edges: &edges, compared: None };
    let found = evaluate(predicted, &truth, 10);
    assert_eq!((found.correct_pairs, found.predicted_pairs, found.true_pairs), (1, 2, 4));
    assert_eq!(found.pairwise.measures.f1, Some(1.0 / 3.0));
    assert_eq!(found.clusters, Clusters { exact: Some(1), total: Some(3), predicted: Some(4) });
    assert_eq!(found.false_merges, [Mistake { a: 2, b: 3, pairs: 1, probability: Some(0.9) }]);
    assert_eq!(found.misses[0], Mistake { a: 0, b: 2, pairs: 2, probability: None });
    assert_eq!(found.misses[1], Mistake { a: 3, b: 4, pairs: 1, probability: Some(0.4) });
    let brier = (0.05_f64.powi(2) + 0.9_f64.powi(2) + 0.6_f64.powi(2)) / 3.0;
    assert!((found.calibration.brier.unwrap() - brier).abs() < 1e-12);
    assert_eq!(found.calibration.bins[9].observed.n, 2);
    let (low, high) = found.pairwise.f1_interval.unwrap();
    assert!(low < 1.0 / 3.0 && 1.0 / 3.0 < high && low > 0.0 && high < 1.0);
}

#[test]
fn below_the_weakest_link_that_joins_nothing_is_known_unless_all_pairs_are() {
    let truth = Truth::Entities(vec![Some(0), Some(0), Some(1), Some(1)]);
    // The run clustered at a half; within its cluster it also kept a link that nothing hangs on.
    let kept = [edge(0, 1, 0.9), edge(2, 3, 0.62), edge(1, 2, 0.7), edge(0, 3, 0.02)];
    let all = [&kept[..], &[edge(0, 2, 0.3)]].concat();
    let predicted = Predicted { clusters: &[0; 4], sources: &[0; 4], edges: &kept, compared: None };
    let found = evaluate(predicted, &truth, 10);
    assert_eq!(found.scores, Scores { of: "links", pairs: 4, from: Some(0.62) });
    assert_eq!(found.thresholds.first().map(|row| row.threshold), Some(0.7));
    let found = evaluate(Predicted { compared: Some(&all), ..predicted }, &truth, 10);
    assert_eq!((found.scores, found.calibration.links), (Scores { of: "compared", pairs: 5, from: None }, 5));
    assert_eq!(found.thresholds.first().map(|row| row.threshold), Some(0.1));
}

#[test]
fn links_between_two_sources_say_nothing_of_pairs_within_one() {
    // Sources 0 and 1; the cluster holds two records of source 0 that the links do not judge.
    let truth = Truth::Links(vec![(0, 2)]);
    let predicted = Predicted { clusters: &[7, 7, 7, 8], sources: &[0, 0, 1, 1], edges: &[], compared: None };
    let found = evaluate(predicted, &truth, 10);
    assert_eq!((found.correct_pairs, found.predicted_pairs, found.true_pairs), (1, 2, 1));
    assert_eq!((found.clusters.exact, found.bcubed.f1), (None, None));
}

#[test]
fn nothing_to_measure_is_said_as_nothing() {
    let predicted = Predicted { clusters: &[0, 1], sources: &[0, 0], edges: &[], compared: None };
    let found = evaluate(predicted, &Truth::Entities(vec![None, None]), 10);
    assert_eq!(
        found,
        Evaluation {
            clusters: Clusters { exact: Some(0), total: Some(0), predicted: Some(0) },
            calibration: found.calibration.clone(),
            scores: Scores { of: "links", ..Scores::default() },
            ..Evaluation::default()
        }
    );
    assert_eq!(found.calibration.brier, None);
}
