//! Two records, column by column: a comparison vector of grades.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::grade;
use super::hash::Quick;
use super::name::Name;
use super::parallel;
use super::rows::{Row, Rows};
use super::table::{Aspect, Column, MISSING, Table};
use super::tokens::Tokens;
use crate::config::AttributeKind;
use crate::matching::similarity::is_one_edit;
use crate::matching::{contact, names};
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

/// Some of the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns(u64);

impl Columns {
    /// Adds one.
    pub fn add(&mut self, column: usize) {
        self.0 |= 1 << column;
    }

    /// Takes one away.
    pub fn remove(&mut self, column: usize) {
        self.0 &= !(1 << column);
    }

    /// The first of them.
    pub fn first(self) -> Option<usize> {
        self.iter().next()
    }

    /// Whether it is one of them.
    pub fn contains(self, column: usize) -> bool {
        self.0 >> column & 1 == 1
    }

    /// They, in order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let first = left.trailing_zeros() as usize;
            left &= left.checked_sub(1)?;
            Some(first)
        })
    }
}

/// Two records of which only what is quickly compared has been.
#[derive(Clone, Copy, Debug)]
pub struct Sketch<'r> {
    one: Row<'r>,
    other: Row<'r>,
    /// The grades so far.
    pub pattern: Pattern,
    /// Columns that both fill and that are still to be compared: they hold two forms that are not the same.
    pub open: Columns,
}

/// What is in the values of a table, taken apart.
#[derive(Clone, Debug)]
pub struct Words {
    /// Words of the columns that are compared word by word.
    pub tokens: Vec<Option<Tokens>>,
    /// Records by mail domain.
    pub domains: HashMap<String, u32, BuildHasherDefault<Quick>>,
}

/// Compares records of a table.
#[derive(Clone, Debug)]
pub struct Comparison<'t> {
    /// The records.
    pub table: &'t Table,
    /// What is in their values.
    pub words: Words,
    people: Vec<usize>,
    /// Columns of wholes, each with the columns of which two records must not fill one both.
    wholes: Vec<(usize, Vec<usize>)>,
    rows: Rows,
}

impl Words {
    /// Of a table.
    pub fn of(table: &Table) -> Self {
        let worded = |column: &Column| {
            matches!(column.kind, AttributeKind::Text | AttributeKind::Organisation)
                && column.aspect != Aspect::Variants
        };
        let least = parallel::columns_worth_it(table.len());
        let tokens = parallel::map(&table.columns, least, |column| worded(column).then(|| Tokens::of(column)));
        let mut domains: HashMap<String, u32, BuildHasherDefault<Quick>> = HashMap::default();
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
        Self { tokens, domains }
    }
}

impl<'t> Comparison<'t> {
    /// Makes ready.
    pub fn new(table: &'t Table) -> Self {
        Self::by(table, Words::of(table))
    }

    /// The same with the words of the table.
    pub fn by(table: &'t Table, words: Words) -> Self {
        let values = |kind: AttributeKind| {
            let columns = table.columns.iter().enumerate();
            columns
                .filter(move |(_, own)| own.kind == kind && own.aspect == Aspect::Value)
                .map(|(position, _)| position)
        };
        let people = values(AttributeKind::PersonName).collect();
        let wholes = table.columns.iter().enumerate().filter(|(_, column)| column.aspect == Aspect::Whole);
        let wholes = wholes.map(|(position, column)| (position, values(column.kind).collect())).collect();
        Self { table, words, people, wholes, rows: Rows::of(table) }
    }

    /// The comparison vector of two records, in either order.
    pub fn pattern(&self, a: u32, b: u32) -> Pattern {
        self.finish(self.sketch(a, b))
    }

    /// What is quickly compared of two records.
    pub fn sketch(&self, a: u32, b: u32) -> Sketch<'_> {
        let (one, other) = (self.rows.row(a), self.rows.row(b));
        let mut sketch = Sketch { one, other, pattern: Pattern::default(), open: Columns::default() };
        for (position, (&x, &y)) in one.ids.iter().zip(other.ids).enumerate() {
            if x != MISSING && y != MISSING && self.table.columns[position].aspect != Aspect::Whole {
                self.look(position, &mut sketch);
            }
        }
        for (whole, parts) in &self.wholes {
            let (x, y) = (one.ids[*whole], other.ids[*whole]);
            let says = |part: usize| sketch.pattern.grade(part) > 0 || sketch.open.contains(part);
            if x != MISSING && y != MISSING && !parts.iter().any(|&part| says(part)) {
                self.look(*whole, &mut sketch);
            }
        }
        self.heed_swaps(one, other, &mut sketch.pattern);
        self.heed_generations(one, other, &mut sketch.pattern);
        sketch
    }

    /// The comparison vector of a sketch.
    fn finish(&self, mut sketch: Sketch) -> Pattern {
        for position in sketch.open.iter() {
            self.look_closely(position, &mut sketch);
        }
        sketch.pattern
    }

    /// Compares an open column.
    pub fn look_closely(&self, position: usize, sketch: &mut Sketch) {
        sketch.pattern.set(position, self.of_rows(position, sketch.one, sketch.other));
        sketch.open.remove(position);
    }

    /// Compares a column that both records fill, or leaves it open.
    fn look(&self, position: usize, sketch: &mut Sketch) {
        let same = sketch.one.ids[position] == sketch.other.ids[position];
        if same || !is_costly(self.table.columns[position].kind) {
            sketch.pattern.set(position, self.of_rows(position, sketch.one, sketch.other));
        } else {
            sketch.open.add(position);
        }
    }

    /// Father and son have one name: where their marks differ, nothing of it is in common.
    fn heed_generations(&self, one: Row, other: Row, pattern: &mut Pattern) {
        let differ = |&i: &usize| {
            let (a, b) = (one.form(i), other.form(i));
            pattern.grade(i) == DIFFERENT && a.contains(' ') && b.contains(' ') && names::generations_differ(a, b)
        };
        if self.people.iter().any(differ) {
            for &i in &self.people {
                if pattern.grade(i) > 0 {
                    pattern.set(i, DIFFERENT);
                }
            }
        }
    }

    /// The grade of a column that both records fill.
    fn of_rows(&self, position: usize, one: Row, other: Row) -> Grade {
        let (x, y) = (one.ids[position], other.ids[position]);
        match one.name(position).zip(other.name(position)) {
            _ if x == y => SAME,
            Some((a, b)) => self.names(position, a, b),
            None => self.unlike(position, (one.form(position), x), (other.form(position), y)),
        }
    }

    fn names(&self, position: usize, a: Name, b: Name) -> Grade {
        let (a, b) = if a.form < b.form { (a, b) } else { (b, a) };
        grade::person(a, b, !self.table.columns[position].literal)
    }

    /// Fetches a record from memory, without waiting for it.
    pub fn fetch(&self, record: u32) {
        self.rows.fetch(record);
    }

    /// Names in each other's place are names that agree; so is one in the other's place where nothing stands in its own.
    fn heed_swaps(&self, one: Row, other: Row, pattern: &mut Pattern) {
        let alike = |x: &str, y: &str| x == y || x.len() > 3 && y.len() > 3 && is_one_edit(x, y);
        for (at, &i) in self.people.iter().enumerate() {
            for &j in &self.people[at + 1..] {
                let crossed = || alike(one.form(i), other.form(j)) && alike(other.form(i), one.form(j));
                // In the other's place, where nothing stands in its own.
                let moved = |here: usize, there: usize| {
                    let is = |x: Row, y: Row| !x.form(there).is_empty() && alike(x.form(there), y.form(here));
                    is(one, other) || is(other, one)
                };
                match (pattern.grade(i), pattern.grade(j)) {
                    (1..=3, 1..=3) if crossed() => {
                        pattern.set(i, 6);
                        pattern.set(j, 6);
                    }
                    (1..=3, 0) if moved(i, j) => pattern.set(i, 5),
                    (0, 1..=3) if moved(j, i) => pattern.set(j, 5),
                    _ => {}
                }
            }
        }
    }

    /// For each column, the number of a record's form.
    pub fn ids(&self, record: u32) -> &[u32] {
        self.rows.row(record).ids
    }

    /// The grade of two forms of a column that are not missing.
    pub fn grade(&self, position: usize, x: u32, y: u32) -> Grade {
        if x == y {
            return SAME;
        }
        let column = &self.table.columns[position];
        self.unlike(position, (column.form(x), x), (column.form(y), y))
    }

    /// The grade of two forms, with their numbers, that are not the same.
    fn unlike(&self, position: usize, one: (&str, u32), other: (&str, u32)) -> Grade {
        let column = &self.table.columns[position];
        // Comparisons are greedy at times: with the smaller form first, both orders of a pair give one result.
        let ((a, x), (b, y)) = if one.0 < other.0 { (one, other) } else { (other, one) };
        match (column.aspect, column.kind, &self.words.tokens[position]) {
            (Aspect::Codes, _, _) => grade::codes(a, b),
            (Aspect::Numbers, _, _) => grade::numbers(a, b),
            (Aspect::Variants, _, _) => grade::variants(a, b),
            (_, AttributeKind::Organisation, Some(tokens)) => grade::organisation(a, b, tokens, x, y),
            (_, _, Some(tokens)) => grade::text(a, b, tokens, x, y),
            (_, AttributeKind::PersonName, _) => self.names(position, Name::of(a), Name::of(b)),
            (_, AttributeKind::Email, _) => self.email(a, b),
            (_, kind, _) => grade::value(kind, a, b),
        }
    }

    /// E-mail addresses. A domain that few share is its owner's, and says who that is.
    fn email(&self, a: &str, b: &str) -> Grade {
        let (level, similarity) = contact::email(a, b);
        if level == Level::Close {
            return if similarity >= 0.95 { 6 } else { 5 };
        }
        let shared = domain(a).filter(|own| domain(b) == Some(own));
        let own = |shared| self.words.domains.get(shared).is_none_or(|records| *records <= OWN_DOMAIN);
        match (level, shared) {
            (_, Some(shared)) if own(shared) => 4,
            (Level::Distant, Some(_)) => 2,
            (Level::Distant, None) => 3,
            _ => DIFFERENT,
        }
    }
}

/// Whether two values are compared word by word, which takes longer than all others together.
fn is_costly(kind: AttributeKind) -> bool {
    matches!(kind, AttributeKind::Address | AttributeKind::City | AttributeKind::Organisation | AttributeKind::Text)
}

/// What stands behind the `@`.
fn domain(email: &str) -> Option<&str> {
    contact::mailbox(email).map(|(_, domain)| domain)
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
        assert_eq!(patterns(&names, &["moreau", ""], &["anna", "moreau"]), [5, 0]);
    }

    #[test]
    fn nicknames_can_be_switched_off() {
        let mut builder = Builder::new(&[AttributeKind::PersonName]);
        builder.push(0, ["bob"]);
        builder.push(0, ["robert"]);
        let mut table = builder.finish();
        assert_eq!(Comparison::new(&table).pattern(0, 1).grade(0), 5);
        table.take_literally(&[0]);
        assert_eq!(Comparison::new(&table).pattern(0, 1).grade(0), DIFFERENT);
    }

    #[test]
    fn father_and_son_have_nothing_of_a_name_in_common() {
        let names = [AttributeKind::PersonName; 2];
        assert_eq!(patterns(&names, &["karl", "dahl jr"], &["karl", "dahl sr"]), [DIFFERENT, DIFFERENT]);
        assert_eq!(patterns(&names, &["karl", "dahl jr"], &["karl", "dahl"]), [SAME, 5]);
    }

    #[test]
    fn a_whole_is_compared_where_two_records_share_no_part_of_it() {
        let mut builder = Builder::new(&[AttributeKind::PersonName; 3]);
        for row in [["anna", "moreau", ""], ["", "", "anna moreau"], ["karl", "dahl", ""], ["", "", "karl dahl"]] {
            builder.push(0, row);
        }
        let mut table = builder.finish();
        super::super::derive::Made::of(&mut table);
        let comparison = Comparison::new(&table);
        let grades = |a, b| (0..4).map(|column| comparison.pattern(a, b).grade(column)).collect::<Vec<_>>();
        assert_eq!(grades(0, 1), [0, 0, 0, SAME]);
        assert_eq!(grades(0, 3), [0, 0, 0, DIFFERENT]);
        assert_eq!(grades(0, 2), [DIFFERENT, DIFFERENT, 0, 0]);
    }

    #[test]
    fn a_domain_of_ones_own_is_something_in_common() {
        let mail = [AttributeKind::Email];
        assert_eq!(patterns(&mail, &["info@nordlys.example"], &["kari@nordlys.example"]), [4]);
        assert_eq!(patterns(&mail, &["kari.dahl@nordlys.example"], &["kari.dahl@sudlys.example"]), [3]);
        assert_eq!(patterns(&mail, &["kari@nordlys.example"], &["ole@sudwind.example"]), [DIFFERENT]);
    }
}
