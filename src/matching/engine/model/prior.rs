//! What is known before any data is seen: how often attributes of matching records agree, by kind.

use super::super::compare::GRADES;
use super::super::table::{Aspect, Column, Table};
use crate::config::AttributeKind;

/// How often each grade is seen in matching pairs: judgements from how such data usually behaves.
#[rustfmt::skip]
pub fn matches(kind: AttributeKind) -> [f64; GRADES] {
    match kind {
        //                          -    diff  2     3     4     5     6     same
        AttributeKind::PersonName   => [0.0, 0.025, 0.01, 0.015, 0.05, 0.08, 0.10, 0.72],
        AttributeKind::Organisation => [0.0, 0.015, 0.015, 0.02, 0.05, 0.12, 0.18, 0.60],
        AttributeKind::Email        => [0.0, 0.18, 0.02, 0.03, 0.03, 0.05, 0.07, 0.62],
        AttributeKind::Phone        => [0.0, 0.15, 0.01, 0.02, 0.02, 0.02, 0.05, 0.73],
        AttributeKind::Address      => [0.0, 0.09, 0.02, 0.03, 0.04, 0.10, 0.10, 0.62],
        AttributeKind::PostalCode   => [0.0, 0.08, 0.01, 0.03, 0.01, 0.06, 0.01, 0.80],
        AttributeKind::City         => [0.0, 0.07, 0.01, 0.02, 0.01, 0.08, 0.05, 0.76],
        AttributeKind::Date         => [0.0, 0.02, 0.01, 0.03, 0.01, 0.08, 0.01, 0.84],
        AttributeKind::Identifier   => [0.0, 0.03, 0.01, 0.01, 0.01, 0.07, 0.01, 0.86],
        AttributeKind::Url          => [0.0, 0.18, 0.02, 0.03, 0.03, 0.05, 0.07, 0.62],
        AttributeKind::Text         => [0.0, 0.04, 0.06, 0.12, 0.18, 0.20, 0.15, 0.25],
        AttributeKind::Number       => [0.0, 0.12, 0.04, 0.03, 0.06, 0.05, 0.05, 0.65],
        AttributeKind::Money        => [0.0, 0.25, 0.10, 0.10, 0.15, 0.08, 0.05, 0.27],
        AttributeKind::Country      => [0.0, 0.02, 0.01, 0.01, 0.01, 0.01, 0.01, 0.93],
        AttributeKind::Category     => [0.0, 0.15, 0.01, 0.01, 0.01, 0.03, 0.01, 0.78],
    }
}

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
    if filled(AttributeKind::Organisation) >= 0.75 {
        Entity::Organisation
    } else if filled(AttributeKind::PersonName) >= 0.5 {
        Entity::Person
    } else {
        Entity::Thing
    }
}

/// [`matches`] where the records are about an entity of a kind: a person at a company is one of several.
pub fn matches_of(entity: Entity, column: &Column) -> [f64; GRADES] {
    let kind = column.kind;
    if column.aspect == Aspect::Codes {
        return [0.0, 0.12, 0.02, 0.06, 0.02, 0.15, 0.33, 0.30];
    }
    match (entity, kind) {
        (Entity::Organisation, AttributeKind::PersonName) => [0.0, 0.40, 0.01, 0.01, 0.03, 0.05, 0.06, 0.44],
        (Entity::Organisation, AttributeKind::Email) => [0.0, 0.10, 0.02, 0.04, 0.20, 0.02, 0.05, 0.57],
        (Entity::Person, AttributeKind::Organisation) => [0.0, 0.15, 0.02, 0.04, 0.06, 0.10, 0.10, 0.53],
        _ => matches(kind),
    }
}
