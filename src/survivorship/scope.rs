//! What records contend for: an attribute, or the attributes of a group, and what each record brings.

use crate::config::{AttributeRule, Config, Group};
use crate::model::Record;

/// What is contended for, and by which rule.
pub(super) struct Scope<'a> {
    attributes: &'a [usize],
    pub(super) rule: &'a AttributeRule,
    pub(super) group: Option<&'a str>,
}

impl<'a> Scope<'a> {
    /// One attribute, by its own rule.
    pub(super) fn attribute(attribute: &'a usize, rule: &'a AttributeRule) -> Self {
        Self { attributes: std::slice::from_ref(attribute), rule, group: None }
    }

    /// A group's attributes, by the group's rule.
    pub(super) fn group(group: &'a Group) -> Self {
        Self { attributes: &group.attributes, rule: &group.rule, group: Some(&group.name) }
    }

    /// What `record` brings to the contest: a value for each attribute in scope.
    pub(super) fn contents<'r>(&self, record: &'r Record) -> impl Iterator<Item = Option<&'r str>> {
        self.attributes.iter().map(move |&attribute| filled(record, attribute))
    }

    /// Filled attributes: of the group where a group's rule decides, else of the whole record.
    pub(super) fn completeness(&self, record: &Record) -> usize {
        match self.group {
            Some(_) => self.contents(record).flatten().count(),
            None => record.values.iter().flatten().filter(|value| !value.is_empty()).count(),
        }
    }

    /// A record without any value in scope does not contend.
    pub(super) fn contends(&self, record: &Record) -> bool {
        self.contents(record).flatten().next().is_some()
    }

    /// All left bring the same, character for character.
    pub(super) fn agree(&self, standing: &[Contestant]) -> bool {
        standing.windows(2).all(|two| match two {
            [a, b] => self.contents(a.record).eq(self.contents(b.record)),
            _ => true,
        })
    }

    /// Attributes in which those left differ.
    pub(super) fn differing(&self, standing: &[Contestant]) -> Vec<usize> {
        let differs = |attribute: usize| {
            let mut values = standing.iter().map(|contestant| filled(contestant.record, attribute));
            let first = values.next().flatten();
            values.any(|value| value != first)
        };
        self.attributes.iter().copied().filter(|&attribute| differs(attribute)).collect()
    }

    /// Tells each contestant how many hold what it holds.
    pub(super) fn count_holders(&self, standing: &mut [Contestant]) {
        standing.sort_unstable_by(|a, b| self.contents(a.record).cmp(self.contents(b.record)));
        for equal in standing.chunk_by_mut(|a, b| self.contents(a.record).eq(self.contents(b.record))) {
            let holders = equal.len();
            for contestant in equal {
                contestant.holders = holders;
            }
        }
    }
}

/// A record in a contest.
#[derive(Clone, Copy)]
pub(super) struct Contestant<'a> {
    pub(super) record: &'a Record,
    /// Rank of its source in the general order of trust, 0 the most trusted.
    pub(super) trust: usize,
    /// How many contestants hold the same; counted only where a rule asks for it.
    pub(super) holders: usize,
}

impl<'a> Contestant<'a> {
    pub(super) fn new(config: &Config, record: &'a Record) -> Self {
        Self { record, trust: config.source_rank(&record.key.source), holders: 0 }
    }
}

/// What a record holds; an empty text holds nothing.
pub(super) fn filled(record: &Record, attribute: usize) -> Option<&str> {
    record.value(attribute).filter(|value| !value.is_empty())
}
