use super::super::compare::SAME;
use super::super::model::{Class, Nature};
use super::*;

/// Three columns; matches agree on them, others hardly ever.
fn model() -> Model {
    let class = |nature, share, same: f64| Class {
        nature,
        share,
        grades: vec![[0.0, 0.9 - same, 0.0, 0.0, 0.0, 0.0, 0.1, same]; 3],
        apart: Vec::new(),
        learnt: false,
    };
    let classes = vec![class(Nature::Match, 0.01, 0.8), class(Nature::Chance, 0.99, 0.02)];
    Model { classes, same: vec![0.02; 3] }
}

fn patterns() -> Vec<Pattern> {
    let grades = [0, 1, 6, 7];
    let all = (0..64).map(|i| [grades[i % 4], grades[i / 4 % 4], grades[i / 16]]);
    all.map(|grades| {
        let mut pattern = Pattern::default();
        for (column, grade) in grades.into_iter().enumerate() {
            pattern.set(column, grade);
        }
        pattern
    })
    .collect()
}

fn start() -> Linear {
    let mut start = Linear { bias: 0.0, weights: vec![0.0; 1 + 7 * 3] };
    start.weights[0] = UNIT;
    start
}

fn of(model: &Model, pattern: Pattern) -> Vec<f64> {
    features(model.weight(pattern, &[1.0; 3]) * std::f64::consts::LN_2, pattern, 3)
}

/// What labels teach of pairs that differ in the first column alone: `same` says which of them are one.
fn taught(model: &Model, count: u32, same: impl Fn(u32) -> bool) -> (Linear, Training) {
    let mut doubtful = Pattern::default();
    doubtful.set(0, 1);
    doubtful.set(1, SAME);
    doubtful.set(2, SAME);
    let clear = patterns().into_iter().map(|pattern| of(model, pattern)).collect();
    let labelled = (0..count).map(|i| {
        let label = Labelled { a: 2 * i, b: 2 * i + 1, same: same(i), draw: u64::from(i) };
        (label, of(model, doubtful))
    });
    let start = start();
    let (mut linear, training) = Lesson { labelled: labelled.collect(), anchors: clear, start: &start }.learn();
    linear.weights[0] -= UNIT;
    (linear, training)
}

#[test]
fn what_teaches_nothing_changes_nothing_to_the_last_bit() {
    let model = model();
    let nothing = Linear { bias: 0.0, weights: vec![0.0; 1 + 7 * 3] };
    let (untaught, taught) = (Mixed { model: &model, taught: None }, Mixed { model: &model, taught: Some(&nothing) });
    for pattern in patterns() {
        let common = [0.3, 1.0, 7.0];
        assert_eq!(untaught.probability(pattern, &common).to_bits(), taught.probability(pattern, &common).to_bits());
        assert_eq!(untaught.weight(pattern, &common).to_bits(), taught.weight(pattern, &common).to_bits());
    }
}

#[test]
fn parts_add_up_with_what_was_taught() {
    let model = model();
    let mut linear = Linear { bias: -0.7, weights: (0..22).map(|i| f64::from(i % 5) / 3.0 - 0.5).collect() };
    linear.weights[0] = 1.5;
    let mixed = Mixed { model: &model, taught: Some(&linear) };
    for pattern in patterns() {
        let common = [0.01, 1.0, 3.0];
        let (prior, parts) = mixed.parts(pattern, &common);
        let sum = prior + parts.iter().map(|part| part.weight + part.term_frequency).sum::<f64>();
        let weight = mixed.weight(pattern, &common);
        assert!((sum - weight).abs() < 1e-9, "{sum} {weight}");
        let probability = mixed.probability(pattern, &common);
        assert!((probability - crate::matching::weights::probability(weight)).abs() < 1e-9);
    }
}

#[test]
fn labels_move_pairs_like_them_and_leave_the_sure_ones() {
    let model = model();
    let mut doubtful = Pattern::default();
    doubtful.set(0, 1);
    doubtful.set(1, SAME);
    doubtful.set(2, SAME);
    let before = model.odds(doubtful, &[1.0; 3]).probability();
    for same in [false, true] {
        // One in twenty is a slip.
        let (linear, training) = taught(&model, 120, |i| same == (i % 20 != 0));
        let after = Mixed { model: &model, taught: Some(&linear) }.probability(doubtful, &[1.0; 3]);
        // Most of the way: all that is sure elsewhere holds against it.
        assert!(if same { after > 0.75 } else { after < 0.3 }, "{before} {after}");
        assert!(training.after.log_loss < training.before.log_loss && training.penalty.is_some());
        assert_eq!(training.matches + training.non_matches, 120);
        let plain = Mixed { model: &model, taught: Some(&linear) };
        for (pattern, limit) in [(0, 0.02), (1, 0.02), (2, 0.98)].map(|(which, limit)| {
            let mut pattern = Pattern::default();
            (0..3).for_each(|column| pattern.set(column, [1, u8::from(column != 0), SAME][which]));
            (pattern, limit)
        }) {
            let p = plain.probability(pattern, &[1.0; 3]);
            assert!((p < limit) == (limit < 0.5), "{same} {pattern:?} {p}");
        }
    }
}

#[test]
fn accidents_teach_nothing() {
    let model = model();
    let mut doubtful = Pattern::default();
    doubtful.set(0, 1);
    doubtful.set(1, SAME);
    doubtful.set(2, SAME);
    // As many of either sort as the model expects.
    let expected = model.odds(doubtful, &[1.0; 3]).probability();
    let (linear, training) = taught(&model, 100, |i| f64::from(i) < 100.0 * expected);
    let after = Mixed { model: &model, taught: Some(&linear) }.probability(doubtful, &[1.0; 3]);
    assert!((after - expected).abs() < 0.1, "{expected} {after}: {training:?}");
}

#[test]
fn enough_labels_are_some_of_either_sort() {
    let labels = |count: u32, matches: u32| -> Vec<Labelled> {
        (0..count).map(|i| Labelled { a: i, b: i + 1, same: i < matches, draw: u64::from(i) }).collect()
    };
    assert!(are_enough(&labels(10, 1)) && are_enough(&labels(10, 9)));
    assert!(!are_enough(&labels(9, 4)) && !are_enough(&labels(50, 0)) && !are_enough(&labels(50, 50)));
}

#[test]
fn of_a_confirmed_cluster_the_links_that_hold_it_are_learnt_from() {
    let start = Linear { bias: 0.0, weights: vec![1.0] };
    let label = |a, b, same, odds: f64| (Labelled { a, b, same, draw: 0 }, vec![odds]);
    let labelled =
        vec![label(1, 3, true, -4.0), label(1, 2, true, 2.0), label(2, 3, true, 3.0), label(3, 4, false, 1.0)];
    let lesson = Lesson { labelled, anchors: Vec::new(), start: &start };
    let told: Vec<(u32, u32)> = lesson.telling().iter().map(|(label, _)| (label.a, label.b)).collect();
    assert_eq!(told, [(1, 2), (2, 3), (3, 4)]);
}

#[test]
fn labels_that_are_all_of_one_mind_do_not_move_how_many_match() {
    // Candidates of all degrees of doubt, and labels of the doubtful ones that mostly say no.
    let start = Linear { bias: 0.0, weights: vec![1.0] };
    let anchors: Vec<Vec<f64>> = (0..600).map(|i| vec![f64::from(i - 300) / 50.0]).collect();
    let label = |i: u32| Labelled { a: 2 * i, b: 2 * i + 1, same: i.is_multiple_of(10), draw: u64::from(i) };
    let labelled: Vec<(Labelled, Vec<f64>)> = (0..60).map(|i| (label(i), vec![f64::from(i % 5) / 5.0])).collect();
    let sum = |model: &Linear| anchors.iter().map(|features| model.probability(features)).sum::<f64>();
    let lesson = Lesson { labelled, anchors: anchors.clone(), start: &start };
    let (model, training) = lesson.learn();
    let loose = lesson.held(&model, -AS_MANY / (1.0 - AS_MANY));
    assert!(training.penalty.is_some());
    let (before, after, free) = (sum(&start), sum(&model), sum(&loose));
    assert!(free < after && after < before, "{free} {after} {before}");
    assert!((sum(&lesson.held(&model, 1.0)) - before).abs() < 1e-6);
}
