//! Average linkage: the closest two parts become one, for as long as they are alike on the whole.

use super::Table;

/// The parts at `threshold`; where that leaves all together or nothing, at the widest gap between two joins. Gives the
/// threshold that was used. `sum`: the sum of the probabilities between two units; `sizes`: their records.
pub(super) fn average(sizes: &[usize], sum: &Table, threshold: f64) -> (f64, Vec<Vec<usize>>) {
    let n = sizes.len();
    let joins = joins(sizes, sum);
    let at = |threshold: f64| joins.iter().filter(|join| join.mean >= threshold).count();
    let wanted = at(threshold);
    if (1..n - 1).contains(&wanted) {
        return (threshold, parts(n, &joins[..wanted]));
    }
    // Means never rise from one join to the next by more than rounding, as average linkage has no inversions.
    let gaps = joins.windows(2).enumerate().map(|(i, two)| (two[0].mean - two[1].mean, i + 1));
    let widest = gaps.fold((0.0, 0), |widest, gap| if gap.0 > widest.0 { gap } else { widest });
    match widest {
        (_, 0) => (threshold, parts(n, &joins[..wanted])),
        (_, count) => {
            // Rounded so that it can be shown: any number within the gap does.
            let (high, low) = (joins[count - 1].mean, joins[count].mean);
            let rounded = (f64::midpoint(high, low) * 100.0).round() / 100.0;
            let within = if rounded <= high && rounded > low { rounded } else { high };
            (within, parts(n, &joins[..count]))
        }
    }
}

struct Join {
    a: usize,
    b: usize,
    mean: f64,
}

/// All joins down to one part, closest first.
fn joins(sizes: &[usize], sum: &Table) -> Vec<Join> {
    let mut sum = sum.clone();
    let mut sizes = sizes.to_vec();
    let mut left: Vec<usize> = (0..sizes.len()).collect();
    let mut joins = Vec::new();
    while left.len() > 1 {
        let mut best: Option<Join> = None;
        for (i, &a) in left.iter().enumerate() {
            for &b in &left[i + 1..] {
                let mean = sum.at(a, b) / (sizes[a] * sizes[b]) as f64;
                if best.as_ref().is_none_or(|best| mean > best.mean) {
                    best = Some(Join { a, b, mean });
                }
            }
        }
        let Some(join) = best else { break };
        for &other in left.iter().filter(|&&other| other != join.a && other != join.b) {
            let both = sum.at(join.a, other) + sum.at(join.b, other);
            sum.set(join.a, other, both);
        }
        sizes[join.a] += sizes[join.b];
        left.retain(|&unit| unit != join.b);
        joins.push(join);
    }
    joins
}

fn parts(n: usize, joins: &[Join]) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = (0..n).map(|unit| vec![unit]).collect();
    for join in joins {
        let moved = std::mem::take(&mut parts[join.b]);
        parts[join.a].extend(moved);
    }
    parts.retain(|part| !part.is_empty());
    parts
}
