//! What is known before any data is seen: what records are about, and how often matching ones agree.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::compare::GRADES;
use super::super::table::{Aspect, Column, Table};
use crate::config::AttributeKind;

/// What the records are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    /// People.
    Person,
    /// Companies, sites, shops.
    Organisation,
    /// Products, papers, anything else.
    Thing,
}

/// What the records of a table are about, by which kinds of attributes they fill.
pub fn entity(table: &Table) -> Entity {
    let filled = |kind: AttributeKind| {
        let of = table.columns.iter().filter(|column| column.kind == kind);
        of.map(Column::filled).max().unwrap_or(0) as f64 / table.len().max(1) as f64
    };
    if names_things(table) {
        Entity::Thing
    } else if filled(AttributeKind::Organisation) >= 0.75 {
        Entity::Organisation
    } else if filled(AttributeKind::PersonName) >= 0.5 {
        Entity::Person
    } else if filled(AttributeKind::Organisation) >= 0.5 && filled(AttributeKind::Text) < 0.5 {
        Entity::Organisation
    } else {
        Entity::Thing
    }
}

/// Whether a text names most records, and no organisation does: makers are many times fewer than what they make.
fn names_things(table: &Table) -> bool {
    let most = |kind: AttributeKind| {
        let of = table.columns.iter().filter(|column| column.kind == kind && column.aspect == Aspect::Value);
        of.filter(|column| column.filled() as f64 >= 0.75 * table.len() as f64).map(Column::forms).max().unwrap_or(0)
    };
    let (texts, people) = (most(AttributeKind::Text), most(AttributeKind::PersonName));
    people == 0 && texts > 3 * most(AttributeKind::Organisation)
}

static PRIORS: LazyLock<HashMap<(&'static str, &'static str), [f64; GRADES]>> = LazyLock::new(|| {
    let rows = include_str!("../../../../assets/match_priors.txt").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| {
        let mut words = line.split_whitespace();
        let key = (words.next()?, words.next()?);
        let mut grades = [0.0; GRADES];
        for (grade, word) in grades[1..].iter_mut().zip(words) {
            *grade = word.parse().ok()?;
        }
        Some((key, grades))
    })
    .collect()
});

/// How often each grade is seen in matching pairs.
pub fn matches(entity: Entity, column: &Column) -> [f64; GRADES] {
    match column.aspect {
        Aspect::Codes => [0.0, 0.12, 0.02, 0.06, 0.02, 0.15, 0.33, 0.30],
        Aspect::Numbers => [0.0, 0.10, 0.02, 0.13, 0.02, 0.21, 0.02, 0.50],
        Aspect::Variants => [0.0, 0.05, 0.05, 0.20, 0.05, 0.05, 0.05, 0.55],
        Aspect::Value | Aspect::Name | Aspect::Words | Aspect::Whole => {
            let about = match entity {
                Entity::Person => "person",
                Entity::Organisation => "organisation",
                Entity::Thing => "thing",
            };
            let find = |about| PRIORS.get(&(about, column.kind.word()));
            find(about).or_else(|| find("any")).copied().unwrap_or([0.0; GRADES])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Builder;
    use super::*;

    #[test]
    fn makers_of_things_are_not_what_records_are_about() {
        let mut builder = Builder::new(&[AttributeKind::Text, AttributeKind::Organisation]);
        for record in 0..12 {
            builder.push(0, [format!("lamp {record}"), ["northwind", "kessler"][record % 2].to_owned()]);
        }
        assert_eq!(entity(&builder.finish()), Entity::Thing);
        let mut builder = Builder::new(&[AttributeKind::Text, AttributeKind::Organisation]);
        for record in 0..12 {
            builder.push(0, [format!("makes lamps {record}"), format!("northwind {record}")]);
        }
        assert_eq!(entity(&builder.finish()), Entity::Organisation);
    }

    #[test]
    fn every_kind_has_a_prior_that_adds_up() {
        for (kind, word) in AttributeKind::WORDS {
            let sum: f64 = PRIORS[&("any", word)].iter().sum();
            assert!((sum - 1.0).abs() < 0.011, "{kind:?}: {sum}");
        }
        for (key, grades) in PRIORS.iter() {
            assert!((grades.iter().sum::<f64>() - 1.0).abs() < 0.011, "{key:?}");
        }
    }
}
