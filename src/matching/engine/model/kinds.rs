//! Which classes a mixture has, by what its records are about.

use super::super::compare::GRADES;
use super::prior::Entity;
use super::{Class, Nature};
use crate::config::AttributeKind::{
    self, Address, Category, City, Country, Date, Email, Identifier, Organisation, PersonName, PostalCode, Text,
};

/// How names of sister organisations agree: they share words.
const SISTERS: [f64; GRADES] = [0.0, 0.2, 0.3, 0.4, 0.07, 0.02, 0.005, 0.005];
/// How titles of another thing of the same maker agree.
const SIBLINGS: [f64; GRADES] = [0.0, 0.35, 0.33, 0.22, 0.07, 0.02, 0.005, 0.005];
/// How names agree of two who have the same by chance.
const NAMESAKES: [f64; GRADES] = [0.0, 0.01, 0.01, 0.01, 0.02, 0.03, 0.05, 0.87];

/// The classes that are learnt from candidate pairs, to begin with: matches, which are `matches` or changed since,
/// and related ones. `chance` is how random pairs agree.
pub fn learnt(entity: Entity, kinds: &[AttributeKind], matches: &Class, chance: &Class) -> Vec<Class> {
    let mut classes = vec![matches.clone()];
    for (group, odds) in changing(entity, kinds) {
        for mut changed in classes.clone() {
            changed.share *= odds;
            for &column in &group {
                changed.grades[column] = chance.grades[column];
            }
            changed.apart.extend(&group);
            classes.push(changed);
        }
    }
    classes.extend(namesakes(entity, kinds, chance));
    classes.extend(apart(entity, kinds).into_iter().map(|apart| related(entity, apart, kinds, matches, chance)));
    classes
}

/// Groups of columns that change together between two records of one entity, with the odds that they have: who moves
/// changes the whole address; at a company there is more than one person to talk to.
fn changing(entity: Entity, kinds: &[AttributeKind]) -> Vec<(Vec<usize>, f64)> {
    let contact = if entity == Entity::Organisation { of(kinds, PersonName).collect() } else { Vec::new() };
    [(address(kinds), 0.1), (contact, 0.8)].into_iter().filter(|(group, _)| group.len() > 1).collect()
}

/// For each kind of relation the columns in which related entities are as any two are. What an entity has for itself,
/// related ones never share.
fn apart(entity: Entity, kinds: &[AttributeKind]) -> Vec<Vec<usize>> {
    let own: Vec<usize> = match entity {
        Entity::Person => of(kinds, Identifier).chain(of(kinds, Date)).collect(),
        _ => of(kinds, Identifier).collect(),
    };
    let relations: Vec<Vec<usize>> = match entity {
        // A family, one household, colleagues.
        Entity::Person => of(kinds, PersonName).map(|column| vec![column]).collect(),
        // Sisters at one address; branches of one name.
        Entity::Organisation => {
            of(kinds, Organisation).take(1).map(|column| vec![column]).chain([address(kinds)]).collect()
        }
        // Another thing of the same maker.
        Entity::Thing => of(kinds, Text).take(1).map(|column| vec![column]).collect(),
    };
    let told = relations.into_iter().filter(|relation| !relation.is_empty());
    told.map(|relation| [relation, own.clone()].concat()).collect()
}

/// How much of what a kind says related entities share, as far as that is known: 1 as the same entity does, 0 as any two.
/// A family has one surname and one address, and hardly one mailbox.
fn shared(entity: Entity, kind: AttributeKind) -> f64 {
    match (entity, kind) {
        (Entity::Person, PersonName) => 0.8,
        (Entity::Person, Address | City | PostalCode | Country | Category) => 0.6,
        (Entity::Person, Email | Organisation) => 0.25,
        _ => 0.5,
    }
}

fn related(entity: Entity, apart: Vec<usize>, kinds: &[AttributeKind], matches: &Class, chance: &Class) -> Class {
    let mut class = Class { nature: Nature::Related, share: 0.15 * matches.share, ..matches.clone() };
    for (column, grades) in class.grades.iter_mut().enumerate() {
        let chance = &chance.grades[column];
        *grades = match kinds[column] {
            Organisation if apart.contains(&column) => mean(chance, &SISTERS, 0.5),
            Text if apart.contains(&column) => mean(chance, &SIBLINGS, 0.5),
            _ if apart.contains(&column) => *chance,
            kind => mean(chance, grades, shared(entity, kind)),
        };
    }
    class.apart = apart;
    class
}

/// Two people of one name by chance: their e-mail addresses may be alike for no other reason.
fn namesakes(entity: Entity, kinds: &[AttributeKind], chance: &Class) -> Option<Class> {
    if entity == Entity::Thing || !kinds.contains(&PersonName) {
        return None;
    }
    let mut class = Class { share: 1e-6, learnt: true, ..chance.clone() };
    for column in of(kinds, PersonName) {
        class.grades[column] = NAMESAKES;
    }
    class.apart = (0..kinds.len()).filter(|&column| !matches!(kinds[column], PersonName | Email)).collect();
    Some(class)
}

fn address(kinds: &[AttributeKind]) -> Vec<usize> {
    (0..kinds.len()).filter(|&column| matches!(kinds[column], Address | City | PostalCode)).collect()
}

fn of(kinds: &[AttributeKind], wanted: AttributeKind) -> impl Iterator<Item = usize> {
    kinds.iter().enumerate().filter(move |(_, kind)| **kind == wanted).map(|(column, _)| column)
}

/// Both, `share` of it the other.
fn mean(one: &[f64; GRADES], other: &[f64; GRADES], share: f64) -> [f64; GRADES] {
    std::array::from_fn(|grade| (1.0 - share) * one[grade] + share * other[grade])
}
