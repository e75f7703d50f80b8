//! The words for what decided a golden value: a small closed vocabulary, as exports and screens show it.

use std::fmt;

/// What chose a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// No record holds a value.
    NoValue,
    /// One record alone holds a value.
    OnlyValue,
    /// All records that hold a value hold the same one.
    AllAgree,
    /// The source comes first in the declared preference.
    Prefer,
    /// The source comes first in the general order of trust.
    MostTrusted,
    /// Its source changed the record last.
    MostRecent,
    /// Most records hold the value.
    MostFrequent,
    /// The value has the most characters.
    LongestValue,
    /// The record has the most filled attributes.
    MostComplete,
    /// Nothing told the records apart but their keys: the smallest.
    FirstKey,
    /// A steward picked a record, and its value was taken.
    OverridePicked,
    /// A steward typed the value.
    OverrideTyped,
    /// A steward said that there is none.
    OverrideNull,
}

impl Step {
    /// The word for it. [`Step::Prefer`] and [`Step::MostTrusted`] are followed by the source in a [`Reason`].
    pub fn word(self) -> &'static str {
        match self {
            Self::NoValue => "no value",
            Self::OnlyValue => "only value",
            Self::AllAgree => "all agree",
            Self::Prefer => "prefer",
            Self::MostTrusted => "most trusted",
            Self::MostRecent => "most recent",
            Self::MostFrequent => "most frequent",
            Self::LongestValue => "longest value",
            Self::MostComplete => "most complete",
            Self::FirstKey => "first key",
            Self::OverridePicked => "override: picked",
            Self::OverrideTyped => "override: typed",
            Self::OverrideNull => "override: null",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a record won: the steps that narrowed the choice, in order.
///
/// Written `prefer crm`, `prefer crm, most recent`, `tie: longest value`, `group address, most complete`. Where the
/// declared rules left a tie, only the step below them that broke it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason<'a> {
    /// The group whose rule chose, if it was a group's.
    pub group: Option<&'a str>,
    /// Declared rules left different values equal; the one step is a fallback.
    pub tie: bool,
    /// What narrowed the choice.
    pub steps: Vec<Step>,
    /// The winning record's source.
    pub source: &'a str,
}

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(group) = self.group {
            write!(f, "group {group}, ")?;
        }
        if self.tie {
            f.write_str("tie: ")?;
        }
        for (i, step) in self.steps.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            f.write_str(step.word())?;
            if matches!(step, Step::Prefer | Step::MostTrusted) {
                write!(f, " {}", self.source)?;
            }
        }
        Ok(())
    }
}
