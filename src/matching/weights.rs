//! What each level of agreement is worth: log2 of m/u, where m is how often matching pairs show the level and u how
//! often others do (Fellegi & Sunter, "A theory for record linkage", 1969).
//!
//! These are judgements from how such data usually behaves, for pairs that a match run has proposed. An engine that
//! counts the data at hand does better; this one needs no data, and is the same every day.

use crate::config::{AttributeKind, Domain};
use crate::model::Level;

/// Match weight (log2 odds) of a proposed pair before anything is compared: one in seventeen. Proposed pairs match
/// far more often, but only because of the very agreements that are weighed below; nothing is to be counted twice.
pub const PRIOR: f64 = -4.0;

/// What an attribute proves. Mostly its kind; what a person's name proves depends on what else the domain has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Evidence {
    Organisation,
    FullName,
    NamePart,
    Contact,
    Email,
    Phone,
    Address,
    PostalCode,
    City,
    Identifier,
    Date,
    Url,
    Text,
    Amount,
    Class,
}

/// Weights by level, from best to worst; missing weighs nothing.
#[rustfmt::skip]
const TABLE: [(Evidence, [f64; 5]); 15] = [
    //                     exact  equal  close  distant  different
    // One name in a few hundred is shared by chance; matching records rarely differ in all of it. A word in common is
    // as often a branch, a sister or a town as it is the same.
    (Evidence::Organisation, [8.0,  7.5,   4.5,   -1.0,    -4.5]),
    (Evidence::FullName,     [8.0,  7.5,   5.0,   -1.5,    -5.0]),
    // Given names and surnames apart: each is common, both together are a full name.
    (Evidence::NamePart,     [4.5,  4.5,   3.5,   -0.5,    -3.0]),
    // A person at an organisation: it has several, and they change.
    (Evidence::Contact,      [4.0,  4.0,   3.0,   -0.3,    -0.7]),
    // Rarely shared, except the info@ of branches; people have several.
    (Evidence::Email,        [8.0,  8.0,   4.0,    1.0,    -1.5]),
    // Switchboards and families share them: a different name must be able to outweigh it.
    (Evidence::Phone,        [7.0,  6.8,   3.5,    0.5,    -1.5]),
    // Neighbours in one house, offices that moved; another number in the same street is usually another house.
    (Evidence::Address,      [5.0,  4.8,   4.0,   -1.5,    -2.5]),
    (Evidence::PostalCode,   [3.5,  3.5,   1.5,    0.0,    -2.0]),
    // Mostly told by the address already.
    (Evidence::City,         [1.0,  1.0,   0.7,   -0.3,    -1.5]),
    // Made to tell entities apart; typed wrong at times.
    (Evidence::Identifier,   [10.0, 9.5,   6.0,   -4.0,    -4.0]),
    // A birthday: one in some ten thousand agrees by chance.
    (Evidence::Date,         [7.0,  7.0,   4.0,   -1.0,    -4.0]),
    (Evidence::Url,          [5.5,  5.5,   4.0,    1.0,    -1.0]),
    (Evidence::Text,         [2.0,  2.0,   1.2,    0.0,    -0.5]),
    // Counts and amounts change from day to day; classes and countries have few values. Hardly evidence.
    (Evidence::Amount,       [1.0,  1.0,   0.5,    0.0,    -0.3]),
    (Evidence::Class,        [0.3,  0.3,   0.2,    0.0,    -0.5]),
];

/// Weights of one attribute, by level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights([f64; 5]);

impl Weights {
    /// The weight of `level`.
    pub fn of(&self, level: Level) -> f64 {
        let [exact, equivalent, close, distant, different] = self.0;
        match level {
            Level::Exact => exact,
            Level::Equivalent => equivalent,
            Level::Close => close,
            Level::Distant => distant,
            Level::Different => different,
            Level::Missing => 0.0,
        }
    }
}

/// The weights of every attribute of a domain, in its order.
///
/// A second attribute of a kind (fax beside phone, a parent company beside the company, a second address line) tells
/// little that the first has not told, and counts half; parts of a person's name count in full.
pub fn of(domain: &Domain) -> Vec<Weights> {
    let kinds: Vec<AttributeKind> = domain.attributes.iter().map(|attribute| attribute.kind).collect();
    let mut weights = Vec::new();
    for (i, kind) in kinds.iter().enumerate() {
        let evidence = evidence(*kind, &kinds);
        let row = TABLE.iter().find(|(row, _)| *row == evidence).map_or([0.0; 5], |(_, row)| *row);
        let first = evidence == Evidence::NamePart || !kinds.iter().take(i).any(|earlier| earlier == kind);
        weights.push(Weights(if first { row } else { row.map(|weight| weight / 2.0) }));
    }
    weights
}

fn evidence(kind: AttributeKind, kinds: &[AttributeKind]) -> Evidence {
    match kind {
        AttributeKind::Organisation => Evidence::Organisation,
        AttributeKind::PersonName if kinds.contains(&AttributeKind::Organisation) => Evidence::Contact,
        AttributeKind::PersonName if kinds.iter().filter(|other| **other == kind).count() > 1 => Evidence::NamePart,
        AttributeKind::PersonName => Evidence::FullName,
        AttributeKind::Email => Evidence::Email,
        AttributeKind::Phone => Evidence::Phone,
        AttributeKind::Address => Evidence::Address,
        AttributeKind::PostalCode => Evidence::PostalCode,
        AttributeKind::City => Evidence::City,
        AttributeKind::Identifier => Evidence::Identifier,
        AttributeKind::Date => Evidence::Date,
        AttributeKind::Url => Evidence::Url,
        AttributeKind::Text => Evidence::Text,
        AttributeKind::Number | AttributeKind::Money => Evidence::Amount,
        AttributeKind::Country | AttributeKind::Category => Evidence::Class,
    }
}

/// Probability of a match weight: 2^w / (1 + 2^w), written so that it neither overflows nor leaves 0..=1.
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_level_never_weighs_less() {
        for (evidence, row) in TABLE {
            assert!(row.is_sorted_by(|better, worse| better >= worse), "{evidence:?}");
        }
    }

    #[test]
    fn probability_stays_within_bounds() {
        assert!((probability(0.0) - 0.5).abs() < 1e-12);
        for weight in [-2000.0, -50.0, 50.0, 2000.0] {
            assert!((0.0..=1.0).contains(&probability(weight)));
        }
    }
}
