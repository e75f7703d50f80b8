//! What must be equal for an expression to hold: the exact conditions of each of its alternatives.

use crate::config::rule::{Expression, Test};

/// More alternatives than this are not worked out: one side of an `and` then stands for both.
const MOST: usize = 64;

type Keys = Vec<Vec<usize>>;

/// One list of attributes for each alternative; sorted, none twice.
pub fn of(expression: &Expression) -> Keys {
    keys(expression, true)
}

/// Every attribute of every condition.
pub fn attributes(expression: &Expression) -> Vec<usize> {
    match expression {
        Expression::Is(condition) => vec![condition.attribute],
        Expression::Not(inner) => attributes(inner),
        Expression::All(parts) | Expression::Any(parts) => parts.iter().flat_map(attributes).collect(),
    }
}

/// The keys of `expression` as it stands, or of its opposite.
fn keys(expression: &Expression, wanted: bool) -> Keys {
    match (expression, wanted) {
        (Expression::Is(condition), true) if condition.test == Test::Exact => vec![vec![condition.attribute]],
        (Expression::Is(_), _) => vec![Vec::new()],
        (Expression::Not(inner), _) => keys(inner, !wanted),
        (Expression::All(parts), true) | (Expression::Any(parts), false) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                all = both(all, keys(part, wanted));
            }
            all
        }
        (Expression::Any(parts), true) | (Expression::All(parts), false) => {
            fewest(parts.iter().flat_map(|part| keys(part, wanted)).collect())
        }
    }
}

fn both(one: Keys, other: Keys) -> Keys {
    if one.len() * other.len() <= MOST {
        let join = |a: &Vec<usize>| other.iter().map(|b| [a.as_slice(), b].concat()).collect::<Keys>();
        return fewest(one.iter().flat_map(join).collect());
    }
    // Where both must hold, looking for either finds all; for the one without gaps, and with fewer, sooner.
    let cost = |keys: &Keys| (keys.iter().any(Vec::is_empty), keys.len());
    if cost(&one) <= cost(&other) { one } else { other }
}

/// Without those that ask for more than another one does. One that asks for nothing covers all, but not in practice:
/// what shares no key is only looked for among likely pairs.
fn fewest(mut keys: Keys) -> Keys {
    for key in &mut keys {
        key.sort_unstable();
        key.dedup();
    }
    keys.sort();
    keys.dedup();
    let covers = |small: &[usize], large: &[usize]| {
        !small.is_empty() && small.len() < large.len() && small.iter().all(|attribute| large.contains(attribute))
    };
    let kept = keys.iter().filter(|key| !keys.iter().any(|other| covers(other, key)));
    kept.cloned().collect()
}
