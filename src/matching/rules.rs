//! Rules: which pairs of records are one because somebody said when they are.
//!
//! `truth.rs` judges conditions on two records, `keys.rs` says what a rule needs to be equal, `run.rs` applies rules to
//! all records. Rules are a waterfall: the first that holds for two records names their link. A condition on a value
//! that is missing neither holds nor fails, and so does its negation; only `missing` asks for just that.

mod keys;
mod run;
#[cfg(test)]
mod tests;
mod truth;

pub use run::{Forms, Joined, Link, Outcome, Oversized, groups, run};

use self::truth::Pair;
use crate::config::Rule;

impl Rule {
    /// Whether it holds for two records: comparable forms by position of the attribute, empty where there is nothing.
    pub fn holds(&self, a: &[&str], b: &[&str]) -> bool {
        truth::of(&self.expression, &Slices(a, b)) == Some(true)
    }

    /// The attributes that it speaks of, some more than once.
    pub fn attributes(&self) -> Vec<usize> {
        keys::attributes(&self.expression)
    }

    /// For each way to satisfy it the attributes that must be equal, so that only records that share them need be
    /// looked at; an empty list: nothing has to be equal. Ways that another one covers are left out.
    pub fn keys(&self) -> Vec<Vec<usize>> {
        keys::of(&self.expression)
    }
}

/// The position of the first rule that holds.
pub fn waterfall(rules: &[Rule], a: &[&str], b: &[&str]) -> Option<usize> {
    rules.iter().position(|rule| rule.holds(a, b))
}

struct Slices<'p>(&'p [&'p str], &'p [&'p str]);

impl Pair for Slices<'_> {
    fn forms(&self, attribute: usize) -> Option<(&str, &str)> {
        let form = |side: &[&'_ str]| side.get(attribute).is_some_and(|form| !form.is_empty());
        (form(self.0) && form(self.1)).then(|| (self.0[attribute], self.1[attribute]))
    }
}
