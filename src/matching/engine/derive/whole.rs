//! Columns that say in full what others say in parts: a full name beside given name and surname, an address in one line
//! beside street and city. Two records that fill none of these columns both are compared by the whole.

use serde::{Deserialize, Serialize};

use super::super::table::{Aspect, Column, MISSING, Table};
use crate::config::AttributeKind::{self, Address, City, PersonName, PostalCode};
use crate::normalise::nickname::is_given_name;

/// A whole, by the columns that it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// Columns that hold it in full, the best first.
    full: Vec<usize>,
    /// Columns that hold parts of it, in the order in which they are put together.
    parts: Vec<usize>,
}

/// Records that fill other columns than the rest count from this share of all on: one slip is no custom.
const CUSTOM: f64 = 0.002;

impl Whole {
    /// The wholes of a table: of its names and of its addresses, where records fill different columns of them.
    pub fn all(table: &Table) -> Vec<Self> {
        [names(table), addresses(table)].into_iter().flatten().collect()
    }

    /// Adds the column of the whole.
    pub fn add_to(&self, table: &mut Table) {
        let forms: Vec<String> = (0..table.len() as u32).map(|record| self.form(table, record)).collect();
        table.add(self.full[0], Aspect::Whole, forms.into_iter());
    }

    fn form(&self, table: &Table, record: u32) -> String {
        let of = |column: &usize| Some(table.columns[*column].form_of(record)).filter(|form| !form.is_empty());
        match self.full.iter().find_map(of) {
            Some(full) => full.to_owned(),
            None => self.parts.iter().filter_map(of).collect::<Vec<_>>().join(" "),
        }
    }

    /// The columns that it is made of, those that hold it in full first.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        self.full.iter().chain(&self.parts).copied()
    }
}

/// Full names are of more words than one; of the parts the surname comes last, which is seldom a given name.
fn names(table: &Table) -> Option<Whole> {
    let names: Vec<usize> = of(table, &[PersonName]).collect();
    let several =
        |column: &&usize| share(&table.columns[**column], |form| form.contains(' ') || !form.is_ascii()) > 0.5;
    let full: Vec<usize> = names.iter().filter(several).copied().collect();
    if !are_apart(table, &names, &full) {
        return None;
    }
    let mut parts: Vec<usize> = names.iter().filter(|name| !full.contains(name)).copied().collect();
    let given = |column: usize| share(&table.columns[column], is_given_name);
    // The surname.
    if let Some(last) = (0..parts.len()).min_by(|&x, &y| given(parts[x]).total_cmp(&given(parts[y])).then(x.cmp(&y))) {
        let surname = parts.remove(last);
        parts.push(surname);
    }
    Some(Whole { full, parts })
}

/// Full addresses are of several words, and stand where neither city nor postal code does.
fn addresses(table: &Table) -> Option<Whole> {
    let lines: Vec<usize> = of(table, &[Address]).collect();
    let rest: Vec<usize> = of(table, &[City, PostalCode]).collect();
    let alone = |column: &&usize| {
        let ids = &table.columns[**column].ids;
        let (mut filled, mut alone) = (0_usize, 0_usize);
        for (record, _) in ids.iter().enumerate().filter(|(_, id)| **id != MISSING) {
            filled += 1;
            alone += usize::from(rest.iter().all(|&other| table.columns[other].ids[record] == MISSING));
        }
        2 * alone > filled && share(&table.columns[**column], |form| form.split(' ').count() >= 4) > 0.5
    };
    let full: Vec<usize> = lines.iter().filter(alone).copied().collect();
    if rest.is_empty() || !are_apart(table, &lines, &full) {
        return None;
    }
    let parts = lines.iter().filter(|line| !full.contains(line)).chain(&rest).copied().collect();
    Some(Whole { full, parts })
}

/// Whether records fill a full column and no other that others fill.
fn are_apart(table: &Table, columns: &[usize], full: &[usize]) -> bool {
    if full.is_empty() || columns.len() < 2 {
        return false;
    }
    let mut masks: Vec<(u64, usize)> = Vec::new();
    for record in 0..table.len() {
        let filled = |(bit, &column): (usize, &usize)| u64::from(table.columns[column].ids[record] != MISSING) << bit;
        let mask = columns.iter().enumerate().map(filled).fold(0, |mask, bit| mask | bit);
        match masks.iter_mut().find(|(own, _)| *own == mask) {
            Some((_, records)) => *records += 1,
            None => masks.push((mask, 1)),
        }
    }
    let wholes = columns.iter().enumerate().filter(|(_, column)| full.contains(column)).map(|(bit, _)| 1 << bit);
    let wholes: u64 = wholes.fold(0, |mask, bit: u64| mask | bit);
    masks.retain(|&(mask, records)| mask != 0 && records as f64 >= CUSTOM * table.len() as f64);
    masks.iter().any(|(one, _)| one & wholes != 0 && masks.iter().any(|(other, _)| one & other == 0))
}

fn of(table: &Table, kinds: &[AttributeKind]) -> impl Iterator<Item = usize> {
    let columns = table.columns.iter().enumerate();
    columns.filter(|(_, column)| column.aspect == Aspect::Value && kinds.contains(&column.kind)).map(|(i, _)| i)
}

/// The share of a column's distinct forms that are so.
fn share(column: &Column, are: impl Fn(&str) -> bool) -> f64 {
    let forms = column.forms() - 1;
    (1..=forms as u32).filter(|&id| are(column.form(id))).count() as f64 / forms.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Builder;
    use super::*;

    fn table(kinds: &[AttributeKind], rows: &[&[&str]]) -> Table {
        let mut builder = Builder::new(kinds);
        for row in rows {
            builder.push(0, *row);
        }
        builder.finish()
    }

    #[test]
    fn names_in_full_and_in_parts_become_one() {
        let rows: [&[&str]; 3] =
            [&["moreau", "anna", "", "york"], &["dahl", "karl", "", "bath"], &["", "", "anna moreau", "york"]];
        let mut table = table(&[PersonName, PersonName, PersonName, City], &rows);
        let wholes = Whole::all(&table);
        assert_eq!(wholes.iter().map(|whole| whole.columns().collect::<Vec<_>>()).collect::<Vec<_>>(), [[2, 1, 0]]);
        wholes[0].add_to(&mut table);
        let forms: Vec<&str> = (0..3).map(|record| table.columns[4].form_of(record)).collect();
        assert_eq!(forms, ["anna moreau", "karl dahl", "anna moreau"]);
    }

    #[test]
    fn parts_that_are_missing_make_no_whole() {
        let rows: [&[&str]; 3] = [&["moreau", ""], &["", "karl"], &["dahl", "anna"]];
        assert!(Whole::all(&table(&[PersonName, PersonName], &rows)).is_empty());
    }

    #[test]
    fn addresses_in_one_line_and_in_parts_become_one() {
        let rows: [&[&str]; 2] = [&["", "12 main st", "york", "10115"], &["12 main st york 10115", "", "", ""]];
        let mut table = table(&[Address, Address, City, PostalCode], &rows);
        let wholes = Whole::all(&table);
        assert_eq!(wholes.len(), 1);
        wholes[0].add_to(&mut table);
        assert_eq!(table.columns[4].ids, [1, 1]);
    }
}
