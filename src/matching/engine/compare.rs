//! Two records, column by column: a comparison vector of grades.

use std::collections::HashMap;

use super::grade;
use super::table::{Aspect, Column, MISSING, Table};
use super::tokens::Tokens;
use crate::config::AttributeKind;
use crate::matching::contact;
use crate::matching::similarity::edits;
use crate::model::Level;

/// How well two values agree: 0 nothing to compare, 1 plainly different … 6 nearly the same, 7 the same form.
pub type Grade = u8;

/// The same form.
pub const SAME: Grade = 7;
/// Plainly different.
pub const DIFFERENT: Grade = 1;
/// Grades, with "nothing to compare".
pub const GRADES: usize = 8;
/// Bits that a grade takes in a [`Pattern`].
const BITS: usize = 3;
/// Columns that a [`Pattern`] holds.
pub const MOST: usize = 128 / BITS;
/// A mail domain that more records share belongs to nobody.
const OWN_DOMAIN: u32 = 40;

/// The grades of all columns of a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(u128);

impl Pattern {
    /// The grade of a column.
    pub fn grade(self, column: usize) -> Grade {
        ((self.0 >> (column * BITS)) & 7) as Grade
    }

    /// Sets it.
    pub fn set(&mut self, column: usize, grade: Grade) {
        self.0 = self.0 & !(7 << (column * BITS)) | u128::from(grade) << (column * BITS);
    }
}

/// Compares records of a table.
#[derive(Clone, Debug)]
pub struct Comparison<'t> {
    /// The records.
    pub table: &'t Table,
    /// Words of the columns that are compared word by word.
    pub tokens: Vec<Option<Tokens>>,
    /// Records by mail domain.
    pub domains: HashMap<String, u32>,
    people: Vec<usize>,
}

impl<'t> Comparison<'t> {
    /// Makes ready.
    pub fn new(table: &'t Table) -> Self {
        let worded = |column: &Column| matches!(column.kind, AttributeKind::Text | AttributeKind::Organisation);
        let tokens = table.columns.iter().map(|column| worded(column).then(|| Tokens::of(column))).collect();
        let people = (0..table.columns.len()).filter(|&i| table.columns[i].kind == AttributeKind::PersonName).collect();
        let mut domains = HashMap::new();
        for column in table.columns.iter().filter(|column| column.kind == AttributeKind::Email) {
            for id in 1..column.forms() as u32 {
                if let Some(domain) = domain(column.form(id)) {
                    match domains.get_mut(domain) {
                        Some(records) => *records += column.counts[id as usize],
                        None => drop(domains.insert(domain.to_owned(), column.counts[id as usize])),
                    }
                }
            }
        }
        Self { table, tokens, domains, people }
    }

    /// The comparison vector of two records, in either order.
    pub fn pattern(&self, a: u32, b: u32) -> Pattern {
        let mut pattern = Pattern::default();
        for (position, column) in self.table.columns.iter().enumerate() {
            let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
            if x != MISSING && y != MISSING {
                pattern.set(position, self.grade(position, x, y));
            }
        }
        self.heed_swaps(a, b, &mut pattern);
        pattern
    }

    /// Names in each other's place are names that agree.
    fn heed_swaps(&self, a: u32, b: u32, pattern: &mut Pattern) {
        for (at, &i) in self.people.iter().enumerate() {
            for &j in &self.people[at + 1..] {
                if matches!(pattern.grade(i), 1..=3) && matches!(pattern.grade(j), 1..=3) {
                    let (one, other) = (&self.table.columns[i], &self.table.columns[j]);
                    let alike = |x: &str, y: &str| x == y || x.len() > 3 && edits(x, y) == 1;
                    if alike(one.form_of(a), other.form_of(b)) && alike(one.form_of(b), other.form_of(a)) {
                        pattern.set(i, 6);
                        pattern.set(j, 6);
                    }
                }
            }
        }
    }

    /// The grade of two forms of a column that are not missing.
    pub fn grade(&self, position: usize, x: u32, y: u32) -> Grade {
        if x == y {
            return SAME;
        }
        let column = &self.table.columns[position];
        let (a, b) = (column.form(x), column.form(y));
        // Comparisons are greedy at times: with the smaller form first, both orders of a pair give one result.
        let (a, b, x, y) = if a < b { (a, b, x, y) } else { (b, a, y, x) };
        match (column.aspect, column.kind, &self.tokens[position]) {
            (Aspect::Codes, _, _) => grade::codes(a, b),
            (Aspect::Numbers, _, _) => grade::numbers(a, b),
            (_, AttributeKind::Organisation, Some(tokens)) => grade::organisation(a, b, tokens, x, y),
            (_, _, Some(tokens)) => grade::text(a, b, tokens, x, y),
            (_, AttributeKind::PersonName, _) => grade::person(a, b),
            (_, AttributeKind::Email, _) => self.email(a, b),
            (_, kind, _) => grade::value(kind, a, b),
        }
    }

    /// E-mail addresses. A domain that few share is its owner's, and says who that is.
    fn email(&self, a: &str, b: &str) -> Grade {
        let (level, similarity) = contact::email(a, b);
        match (level, domain(a)) {
            (Level::Close, _) => {
                if similarity >= 0.95 {
                    6
                } else {
                    5
                }
            }
            (_, Some(shared)) if domain(b) == Some(shared) => {
                let own = self.domains.get(shared).is_none_or(|records| *records <= OWN_DOMAIN);
                match level {
                    _ if own => 4,
                    Level::Distant => 2,
                    _ => DIFFERENT,
                }
            }
            (Level::Distant, _) => 3,
            _ => DIFFERENT,
        }
    }
}

/// What stands behind the `@`.
fn domain(email: &str) -> Option<&str> {
    email.rsplit_once('@').map(|(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use super::super::table::Builder;
    use super::*;

    fn patterns(kinds: &[AttributeKind], a: &[&str], b: &[&str]) -> Vec<Grade> {
        let mut builder = Builder::new(kinds);
        builder.push(0, a);
        builder.push(0, b);
        let table = builder.finish();
        let comparison = Comparison::new(&table);
        assert_eq!(comparison.pattern(0, 1), comparison.pattern(1, 0));
        (0..kinds.len()).map(|column| comparison.pattern(0, 1).grade(column)).collect()
    }

    #[test]
    fn swapped_names_agree() {
        let names = [AttributeKind::PersonName; 2];
        assert_eq!(patterns(&names, &["anna", "moreau"], &["moreau", "anna"]), [6, 6]);
        assert_eq!(patterns(&names, &["anna", "moreau"], &["moreau", "karl"]), [DIFFERENT, DIFFERENT]);
        assert_eq!(patterns(&names, &["anna", "moreau"], &["", "moreau"]), [0, SAME]);
    }

    #[test]
    fn a_domain_of_ones_own_is_something_in_common() {
        let mail = [AttributeKind::Email];
        assert_eq!(patterns(&mail, &["info@nordlys.example"], &["kari@nordlys.example"]), [4]);
        assert_eq!(patterns(&mail, &["kari.dahl@nordlys.example"], &["kari.dahl@sudlys.example"]), [3]);
        assert_eq!(patterns(&mail, &["kari@nordlys.example"], &["ole@sudwind.example"]), [DIFFERENT]);
    }
}
