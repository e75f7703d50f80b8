//! What may decide between records: the declared rules, and the fallback below them.

use crate::config::{AttributeRule, Strategy};

use super::scope::{Contestant, Scope};
use super::step::Step;

/// One thing that may make a record better than another.
#[derive(Clone, Copy, Debug)]
pub(super) enum Criterion<'a> {
    /// Sources in the declared order, then the others in the general order of trust.
    Prefer(&'a [String]),
    /// The general order of trust; sources that are no longer configured come last, all alike.
    Trust,
    /// The newest change; records without a time come last.
    Recent,
    /// The value that most candidates hold, counted over the whole cluster whatever was preferred before.
    Frequent,
    /// The most characters (Unicode scalar values), over all attributes of a group.
    Long,
    /// The most filled attributes: of the record, or of the group where a group's rule decides.
    Complete,
}

/// What decides where the declared rules do not; the record key comes below all of these.
pub(super) const FALLBACK: [Criterion<'static>; 3] = [Criterion::Trust, Criterion::Recent, Criterion::Long];

/// The declared rules in order. Without any: the most trusted source, then the most recent.
pub(super) fn declared(rule: &AttributeRule) -> impl Iterator<Item = Criterion<'_>> {
    let preference = (!rule.prefer.is_empty()).then_some(Criterion::Prefer(&rule.prefer));
    let both = match (preference, rule.strategy) {
        (None, None) => [Some(Criterion::Trust), Some(Criterion::Recent)],
        (prefer, None) => [prefer, Some(Criterion::Recent)],
        (prefer, Some(strategy)) => [prefer, Some(strategy.into())],
    };
    both.into_iter().flatten()
}

impl From<Strategy> for Criterion<'_> {
    fn from(strategy: Strategy) -> Self {
        match strategy {
            Strategy::SourcePriority => Self::Trust,
            Strategy::MostRecent => Self::Recent,
            Strategy::MostFrequent => Self::Frequent,
            Strategy::Longest => Self::Long,
            Strategy::MostComplete => Self::Complete,
        }
    }
}

impl Criterion<'_> {
    /// How good a record is by this criterion: the larger the better, `None` the worst.
    pub(super) fn score(self, scope: &Scope, contestant: &Contestant) -> Option<i64> {
        let record = contestant.record;
        match self {
            Self::Prefer(sources) => {
                let place = sources.iter().position(|source| *source == record.key.source);
                Some(-(place.unwrap_or(sources.len() + contestant.trust) as i64))
            }
            Self::Trust => Some(-(contestant.trust as i64)),
            Self::Recent => record.updated_us,
            Self::Frequent => Some(contestant.holders as i64),
            Self::Long => Some(scope.contents(record).flatten().map(|value| value.chars().count() as i64).sum()),
            Self::Complete => Some(scope.completeness(record) as i64),
        }
    }

    /// The word for a choice that this criterion made, where one of the chosen is `contestant`.
    pub(super) fn step(self, contestant: &Contestant) -> Step {
        match self {
            Self::Prefer(sources) if sources.contains(&contestant.record.key.source) => Step::Prefer,
            Self::Prefer(_) | Self::Trust => Step::MostTrusted,
            Self::Recent => Step::MostRecent,
            Self::Frequent => Step::MostFrequent,
            Self::Long => Step::LongestValue,
            Self::Complete => Step::MostComplete,
        }
    }
}
