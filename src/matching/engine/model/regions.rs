//! Columns that belong to the address without saying so: a state or a country changes with the town, not by itself.

use std::collections::HashMap;

use super::super::table::{Column, MISSING, Table};
use crate::config::AttributeKind::{Category, City, Country, PostalCode};

/// Records that share their town with another are so many at least, or nothing is known.
const ENOUGH: usize = 20;
/// How much better the town tells a region than guessing the most frequent one does, at least: 1 is always.
const TOLD: f64 = 0.7;

/// The columns that towns or postal codes tell.
pub fn of(table: &Table) -> Vec<usize> {
    let of = |kinds: &'static [_]| (0..table.columns.len()).filter(move |&i| kinds.contains(&table.columns[i].kind));
    let told =
        |&region: &usize| of(&[City, PostalCode]).any(|place| tells(&table.columns[place], &table.columns[region]));
    of(&[Category, Country]).filter(told).collect()
}

fn tells(place: &Column, region: &Column) -> bool {
    let mut together: HashMap<u32, HashMap<u32, usize>> = HashMap::new();
    let mut all: HashMap<u32, usize> = HashMap::new();
    for (&town, &part) in place.ids.iter().zip(&region.ids) {
        if town != MISSING && part != MISSING {
            *together.entry(town).or_default().entry(part).or_default() += 1;
            *all.entry(part).or_default() += 1;
        }
    }
    // The first record of each town has nobody to tell it its region.
    let (mut right, mut asked) = (0, 0);
    for parts in together.values() {
        right += parts.values().max().copied().unwrap_or(1) - 1;
        asked += parts.values().sum::<usize>() - 1;
    }
    let records: usize = all.values().sum();
    if asked < ENOUGH {
        return false;
    }
    let guessed = all.values().max().copied().unwrap_or(0) as f64 / records as f64;
    (right as f64 / asked as f64 - guessed) / (1.0 - guessed) >= TOLD
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Builder;
    use super::*;

    #[test]
    fn a_state_goes_with_its_town_and_a_gender_does_not() {
        let mut builder = Builder::new(&[City, Category, Category]);
        for record in 0..60 {
            let town = ["bath", "york", "leeds", "dover"][record % 4];
            let state = ["south", "north", "north", "south"][record % 4];
            builder.push(0, [town, state, ["m", "f"][record / 4 % 2]]);
        }
        assert_eq!(of(&builder.finish()), [1]);
    }
}
