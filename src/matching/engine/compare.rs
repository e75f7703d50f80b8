//! Two records, attribute by attribute: a comparison vector of grades.

use super::table::{Aspect, MISSING, Table};
use super::tokens::Tokens;
use crate::config::AttributeKind;
use crate::matching::similarity::{edit_similarity, edits, jaro_winkler, word_similarity};
use crate::matching::{contact, measures, names, places};
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
/// Attributes that a [`Pattern`] holds.
pub const MOST: usize = 128 / BITS;

/// The grades of all attributes of a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(pub u128);

impl Pattern {
    /// The grade of the attribute at `position`.
    pub fn grade(self, position: usize) -> Grade {
        ((self.0 >> (position * BITS)) & 7) as Grade
    }

    /// Sets one that was 0.
    pub fn set(&mut self, position: usize, grade: Grade) {
        self.0 = self.0 & !(7 << (position * BITS)) | u128::from(grade) << (position * BITS);
    }
}

/// Compares records of a table.
pub struct Comparison<'t> {
    /// The records.
    pub table: &'t Table,
    /// Words of the columns that are compared word by word.
    pub tokens: Vec<Option<Tokens>>,
    people: Vec<usize>,
    domains: std::collections::HashMap<(usize, u64), u32>,
}

impl<'t> Comparison<'t> {
    /// Makes ready.
    pub fn new(table: &'t Table) -> Self {
        let tokens = table
            .columns
            .iter()
            .map(|column| {
                matches!(column.kind, AttributeKind::Text | AttributeKind::Organisation).then(|| Tokens::of(column))
            })
            .collect();
        let people = table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.kind == AttributeKind::PersonName)
            .map(|(i, _)| i)
            .collect();
        let mut domains = std::collections::HashMap::new();
        for (position, column) in table.columns.iter().enumerate() {
            if column.kind == AttributeKind::Email {
                for id in 1..column.forms() as u32 {
                    if let Some((_, domain)) = column.form(id).rsplit_once('@') {
                        *domains.entry((position, hash(domain))).or_default() += column.counts[id as usize];
                    }
                }
            }
        }
        Self { table, tokens, people, domains }
    }

    /// The comparison vector of two records.
    pub fn pattern(&self, a: u32, b: u32) -> Pattern {
        let mut pattern = Pattern::default();
        for (position, column) in self.table.columns.iter().enumerate() {
            let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
            if x != MISSING && y != MISSING {
                pattern.set(position, self.grade(position, x, y));
            }
        }
        self.swapped(a, b, &mut pattern);
        pattern
    }

    /// Names in each other's place are names that agree.
    fn swapped(&self, a: u32, b: u32, pattern: &mut Pattern) {
        for (k, &i) in self.people.iter().enumerate() {
            for &j in &self.people[k + 1..] {
                if matches!(pattern.grade(i), 1..=3) && matches!(pattern.grade(j), 1..=3) {
                    let (one, other) = (&self.table.columns[i], &self.table.columns[j]);
                    let cross = |x: u32, y: u32| {
                        let (x, y) = (one.form(one.ids[x as usize]), other.form(other.ids[y as usize]));
                        x == y || edits(x, y) == 1 && x.len() > 3
                    };
                    if cross(a, b) && cross(b, a) {
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
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        if column.aspect == Aspect::Codes {
            return codes(a, b);
        }
        if column.aspect == Aspect::Numbers {
            return numbers(a, b);
        }
        let (level, similarity) = match column.kind {
            AttributeKind::PersonName => return person(a, b),
            AttributeKind::Organisation | AttributeKind::Text => {
                let Some(tokens) = &self.tokens[position] else { return DIFFERENT };
                return words(column.kind, a, b, tokens, x, y);
            }
            AttributeKind::Email => return self.email(position, x, y, a, b),
            AttributeKind::Phone => contact::phone(a, b),
            AttributeKind::Url => contact::url(a, b),
            AttributeKind::Address => places::address(a, b),
            AttributeKind::PostalCode => places::postal_code(a, b),
            AttributeKind::City => places::city(a, b),
            AttributeKind::Date => measures::date(a, b),
            AttributeKind::Number | AttributeKind::Money => measures::number(a, b),
            AttributeKind::Identifier => measures::identifier(a, b),
            AttributeKind::Country | AttributeKind::Category => measures::category(a, b),
        };
        match level {
            Level::Exact | Level::Equivalent => SAME,
            Level::Close if similarity >= 0.95 => 6,
            Level::Close => 5,
            Level::Distant if similarity >= 0.7 => 4,
            Level::Distant => 3,
            _ if similarity >= 0.4 => 2,
            _ => DIFFERENT,
        }
    }
}

impl Comparison<'_> {
    /// E-mail addresses. A domain that few share is its owner's, and says who that is.
    fn email(&self, position: usize, x: u32, y: u32, a: &str, b: &str) -> Grade {
        let (level, similarity) = contact::email(a, b);
        if level == Level::Close {
            return if similarity >= 0.95 { 6 } else { 5 };
        }
        let domain = |text: &str| text.rsplit_once('@').map_or(0, |(_, domain)| hash(domain));
        let _ = (x, y);
        if domain(a) == domain(b) && domain(a) != 0 {
            let shared = self.domains.get(&(position, domain(a))).copied().unwrap_or(0);
            return if shared <= 40 { 4 } else if level == Level::Distant { 2 } else { DIFFERENT };
        }
        if level == Level::Distant { 3 } else { DIFFERENT }
    }
}

fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Names of people.
fn person(a: &str, b: &str) -> Grade {
    if a.contains(' ') || b.contains(' ') {
        return match names::person(a, b) {
            (Level::Close, similarity) if similarity >= 0.95 => 6,
            (Level::Close, _) => 5,
            (Level::Distant, similarity) if similarity >= 0.6 => 3,
            (Level::Distant, _) => 2,
            _ => DIFFERENT,
        };
    }
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if shorter.len() == 1 {
        return if longer.starts_with(shorter) { 4 } else { DIFFERENT };
    }
    if nick(a, b) {
        return 5;
    }
    let distance = edits(a, b);
    if distance == 1 && shorter.len() >= 3 || distance == 2 && shorter.len() >= 8 {
        return 6;
    }
    if shorter.len() >= 3 && longer.starts_with(shorter) {
        return 5;
    }
    let similarity = jaro_winkler(a, b);
    if similarity >= 0.9 && distance <= 2 {
        3
    } else if similarity >= 0.8 || edit_similarity(a, b) >= 0.6 {
        2
    } else {
        DIFFERENT
    }
}

fn nick(a: &str, b: &str) -> bool {
    let _ = (a, b);
    false
}

fn words(kind: AttributeKind, a: &str, b: &str, tokens: &Tokens, x: u32, y: u32) -> Grade {
    let organisation = kind == AttributeKind::Organisation;
    if organisation && (names::same_letters(a, b) || names::is_acronym(a, b) || names::is_acronym(b, a)) {
        return 6;
    }
    let alike = |p: &str, q: &str| {
        let s = word_similarity(p, q);
        if s > 0.0 || !organisation {
            return s;
        }
        if names::abbreviates(p, q) || names::abbreviates(q, p) { 0.9 } else { 0.0 }
    };
    let (mut similarity, only_a, only_b) = tokens.overlap(x, y, alike);
    // Each has a word of its own: branches and sisters share the rest of their names.
    let apart = organisation && only_a.min(only_b) > 0.04;
    if a.len().max(b.len()) <= 40 && similarity < 0.9 {
        similarity = similarity.max(edit_similarity(a, b) - 0.1);
    }
    if apart {
        return if similarity >= 0.75 { 3 } else if similarity >= 0.4 { 2 } else { DIFFERENT };
    }
    if organisation && only_a.min(only_b) <= 0.02 && similarity < 0.93 {
        // One name within the other.
        return if similarity >= 0.65 { 5 } else if similarity >= 0.3 { 4 } else { 3 };
    }
    match similarity {
        s if s >= 0.93 => 6,
        s if s >= 0.8 => 5,
        s if s >= 0.65 => 4,
        s if s >= 0.45 => 3,
        s if s >= 0.25 => 2,
        _ => DIFFERENT,
    }
}

/// Model numbers: one in common is nearly the same; all different is different.
fn codes(a: &str, b: &str) -> Grade {
    let mut near = DIFFERENT;
    for x in a.split(' ') {
        for y in b.split(' ') {
            if x == y {
                return 6;
            }
            let (shorter, longer) = if x.len() <= y.len() { (x, y) } else { (y, x) };
            if shorter.len() >= 4 && (longer.starts_with(shorter) || longer.ends_with(shorter)) {
                near = near.max(5);
            } else if shorter.len() >= 6 && edits(x, y) == 1 {
                near = near.max(3);
            }
        }
    }
    near
}

/// Numbers: all those of one among those of the other are near; none in common is different.
fn numbers(a: &str, b: &str) -> Grade {
    let within = |x: &str, y: &str| x.split(' ').filter(|p| y.split(' ').any(|q| q == *p)).count();
    let (common, fewer) = (within(a, b), a.split(' ').count().min(b.split(' ').count()));
    if common == fewer { 5 } else if common > 0 { 3 } else { DIFFERENT }
}
