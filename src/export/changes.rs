//! `changes`: what became of golden records since an earlier export, by golden id; of each first what became of its
//! id, then its values by attribute.

use super::format::Cell;

/// The columns of the file.
pub const COLUMNS: [&str; 6] = ["golden_id", "change", "other_golden_id", "attribute", "before", "after"];

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Of which golden record.
    pub golden_id: &'a str,
    /// `created`, `merged_into`, `split_from`, `retired`, `reinstated` or `value_changed`.
    pub change: &'a str,
    /// The golden record that it went into or came from.
    pub other: Option<&'a str>,
    /// The attribute of a value that changed.
    pub attribute: Option<&'a str>,
    /// What the earlier export said.
    pub before: Option<&'a str>,
    /// What holds now.
    pub after: Option<&'a str>,
}

impl<'a> Row<'a> {
    /// Its cells, one a column.
    pub fn cells(self) -> Vec<Cell<'a>> {
        vec![
            self.golden_id.into(),
            self.change.into(),
            self.other.into(),
            self.attribute.into(),
            self.before.into(),
            self.after.into(),
        ]
    }
}
