//! Learning the model from the data at hand: expectation–maximisation (Dempster, Laird & Rubin, 1977).

use super::super::blocking::mix;
use super::super::compare::{Comparison, GRADES, Pattern, SAME};
use super::super::table::{Aspect, Table};
use super::prior::Entity;
use super::{Class, Model, Nature, prior, random, seeds};
use crate::config::AttributeKind;

/// Pairs that are learnt from.
const SAMPLE: usize = 150_000;
const ROUNDS: usize = 30;

/// What learning came to.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// The model.
    pub model: Model,
    /// Matches expected among all pairs.
    pub matches: f64,
}

/// Learns a model from candidate pairs and random ones.
pub fn learn(comparison: &Comparison, candidates: &[(u32, u32)]) -> Learnt {
    let table = comparison.table;
    let same = random::same(table);
    let all = pairs_by_sort(table);
    let kinds: Vec<AttributeKind> = table.columns.iter().map(|column| column.kind).collect();
    let n = table.len() as f64;
    let share = (0.3 * n / random::all_pairs(table).max(1.0)).min(0.1);
    let entity = prior::entity(table);
    let mut base: Vec<[f64; GRADES]> =
        table.columns.iter().map(|column| prior::matches_of(entity, column)).collect();
    let mut siblings = None;
    if entity == Entity::Thing {
        let found = seeds::seeds(comparison, candidates);
        base = found.matches(&base);
        siblings = Some(found.siblings(kinds.len()));
    }
    let matches = Class {
        nature: Nature::Match,
        share: vec![share; all.len()],
        grades: base.clone(),
        apart: Vec::new(),
        learnt: true,
    };
    let chance = random::classes(comparison, &random::sample(comparison), &same, &matches, all.len());
    let mut classes = vec![matches.clone()];
    for (group, odds) in groups(entity, &kinds) {
        // What changes together: who moves changes the whole address at once.
        for class in classes.clone() {
            let mut changed = class;
            changed.share.iter_mut().for_each(|share| *share *= odds);
            for &position in &group {
                changed.grades[position] = chance[0].grades[position];
            }
            changed.apart.extend(&group);
            classes.push(changed);
        }
    }
    if let Some(namesake) = namesake(entity, &kinds, &chance[0]) {
        classes.push(namesake);
    }
    if let Some(grades) = siblings {
        classes.push(Class { nature: Nature::Related, share: vec![share; all.len()], grades, ..matches.clone() });
    }
    for bundle in bundles(entity, &kinds) {
        let mut related = matches.clone();
        related.nature = Nature::Related;
        related.share.iter_mut().for_each(|share| *share *= 0.15);
        for (position, grades) in related.grades.iter_mut().enumerate() {
            for (grade, chance) in grades.iter_mut().zip(chance[0].grades[position]) {
                *grade = if bundle.contains(&position) { chance } else { 0.5 * (*grade + chance) };
            }
            if bundle.contains(&position) && kinds[position] == AttributeKind::Organisation {
                // Sisters and branches share words of their names.
                for (grade, sister) in grades.iter_mut().zip([0.0, 0.2, 0.3, 0.4, 0.07, 0.02, 0.005, 0.005]) {
                    *grade = 0.5 * (*grade + sister);
                }
            }
        }
        related.apart = bundle;
        classes.push(related);
    }
    classes.extend(chance);
    let mut model = Model { classes, same };

    let step = candidates.len().div_ceil(SAMPLE).max(1) as u64;
    let sample: Vec<(u32, u32)> =
        candidates.iter().copied().enumerate().filter(|(i, _)| mix(*i as u64) % step == 0).map(|(_, pair)| pair).collect();
    let weight = candidates.len() as f64 / sample.len().max(1) as f64;
    let attributes = kinds.len();
    let mut seen: Vec<(usize, Pattern)> = Vec::with_capacity(sample.len());
    let mut common: Vec<f64> = vec![1.0; sample.len() * attributes];
    for (&(a, b), common) in sample.iter().zip(common.chunks_mut(attributes.max(1))) {
        let pattern = comparison.pattern(a, b);
        model.commonness(comparison, a, b, pattern, common);
        seen.push((Model::sort(table, a, b), pattern));
    }
    let mut expected = 0.0;
    for _ in 0..ROUNDS {
        expected = round(&mut model, &matches, &seen, &common, weight, &all, entity == Entity::Thing);
    }
    Learnt { model, matches: expected }
}

/// Pairs of each sort.
fn pairs_by_sort(table: &Table) -> Vec<f64> {
    let sources = table.sources.iter().map(|&source| usize::from(source) + 1).max().unwrap_or(1);
    let mut counts = vec![0.0; sources + 1];
    for &source in &table.sources {
        counts[usize::from(source) + 1] += 1.0;
    }
    let within: Vec<f64> = counts.iter().map(|count| (count * (count - 1.0) / 2.0_f64).max(0.0)).collect();
    let mut all = within.clone();
    all[0] = random::all_pairs(table) - within.iter().skip(1).sum::<f64>();
    all.iter().map(|pairs| pairs.max(1.0)).collect()
}

/// Groups of attributes of a matching pair that change together, with the odds that they have.
fn groups(entity: Entity, kinds: &[AttributeKind]) -> Vec<(Vec<usize>, f64)> {
    let contact: Vec<usize> = match entity {
        Entity::Organisation => (0..kinds.len()).filter(|&i| kinds[i] == AttributeKind::PersonName).collect(),
        _ => Vec::new(),
    };
    [(address(kinds), 0.1), (contact, 0.8)].into_iter().filter(|(group, _)| group.len() > 1).collect()
}

/// Two of one name by chance: their e-mail addresses may be alike for no other reason.
fn namesake(entity: Entity, kinds: &[AttributeKind], chance: &Class) -> Option<Class> {
    let is_name = |kind: AttributeKind| kind == AttributeKind::PersonName;
    if entity != Entity::Organisation || !kinds.contains(&AttributeKind::PersonName) {
        return None;
    }
    let mut class = Class { share: chance.share.iter().map(|_| 1e-6).collect(), ..chance.clone() };
    for (position, grades) in class.grades.iter_mut().enumerate() {
        if is_name(kinds[position]) {
            *grades = [0.0, 0.01, 0.01, 0.01, 0.02, 0.03, 0.05, 0.87];
        }
    }
    class.apart =
        (0..kinds.len()).filter(|&i| !is_name(kinds[i]) && kinds[i] != AttributeKind::Email).collect();
    class.learnt = true;
    Some(class)
}

/// The attributes of an address.
fn address(kinds: &[AttributeKind]) -> Vec<usize> {
    let place = |kind: AttributeKind| {
        matches!(kind, AttributeKind::Address | AttributeKind::City | AttributeKind::PostalCode)
    };
    (0..kinds.len()).filter(|&i| place(kinds[i])).collect()
}

/// Attributes that are as in random pairs where two entities are merely related, one list a kind of relation. What
/// identifies one entity for itself, related ones never share.
fn bundles(entity: Entity, kinds: &[AttributeKind]) -> Vec<Vec<usize>> {
    use AttributeKind::{Date, Identifier, Organisation, PersonName};
    let of = |wanted: AttributeKind| (0..kinds.len()).filter(move |&i| kinds[i] == wanted);
    let own: Vec<usize> = match entity {
        Entity::Person => of(Identifier).chain(of(Date)).collect(),
        _ => of(Identifier).collect(),
    };
    let apart: Vec<Vec<usize>> = match entity {
        Entity::Person => of(PersonName).map(|i| vec![i]).collect(),
        Entity::Organisation => of(Organisation).take(1).map(|i| vec![i]).chain([address(kinds)]).collect(),
        Entity::Thing => Vec::new(),
    };
    apart.into_iter().filter(|apart| !apart.is_empty()).map(|apart| [apart, own.clone()].concat()).collect()
}

fn round(
    model: &mut Model,
    anchor: &Class,
    seen: &[(usize, Pattern)],
    common: &[f64],
    weight: f64,
    all: &[f64],
    freeze: bool,
) -> f64 {
    let attributes = model.same.len();
    let mut sums: Vec<(Vec<f64>, Vec<[f64; GRADES]>)> =
        model.classes.iter().map(|_| (vec![0.0; all.len()], vec![[0.0; GRADES]; attributes])).collect();
    let mut parts = vec![0.0; model.classes.len()];
    for (&(sort, pattern), common) in seen.iter().zip(common.chunks(attributes.max(1))) {
        let mut total = 0.0;
        for (part, class) in parts.iter_mut().zip(&model.classes) {
            *part = class.share[sort] * model.likelihood(class, pattern, common);
            total += *part;
        }
        if total <= 0.0 {
            continue;
        }
        for ((part, class), (share, grades)) in parts.iter().zip(&model.classes).zip(&mut sums) {
            if !class.learnt {
                continue;
            }
            let part = part / total * weight;
            share[sort] += part;
            for (position, grades) in grades.iter_mut().enumerate() {
                grades[pattern.grade(position) as usize] += part;
            }
        }
    }
    let mut expected = 0.0;
    for (class, (shares, grades)) in model.classes.iter_mut().zip(sums) {
        if !class.learnt {
            continue;
        }
        let base = class.nature == Nature::Match;
        let share: f64 = shares.iter().sum();
        let strength = if base { 20.0 + 0.25 * share } else { 20.0 };
        if base {
            expected += share;
        }
        let pooled = (share + 0.05) / all.iter().sum::<f64>();
        for (sort, ((own, seen), all)) in class.share.iter_mut().zip(&shares).zip(all).enumerate() {
            // A source may be free of duplicates. It is not taken to hold more than all do.
            *own = if !freeze {
                pooled
            } else if sort == 0 { (seen + 0.05) / all } else { ((seen + 0.05) / all).min(pooled) };
        }
        if freeze {
            continue;
        }
        for (position, ((own, seen), anchor)) in class.grades.iter_mut().zip(&grades).zip(&anchor.grades).enumerate() {
            if class.apart.contains(&position) {
                continue;
            }
            let filled: f64 = seen.iter().skip(1).sum();
            let before = *own;
            for grade in 1..=SAME as usize {
                let pull = if base { anchor[grade] } else { before[grade] };
                own[grade] = ((seen[grade] + strength * pull) / (filled + strength)).max(1e-6);
            }
        }
    }
    expected
}
