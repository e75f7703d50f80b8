//! `crosswalk`: one row a record, by golden id and record key: which golden record it belongs to, and why.

use super::format::Cell;

/// The columns of the file.
pub const COLUMNS: [&str; 7] =
    ["golden_id", "source", "record_id", "match_id", "link_status", "linked_by", "linked_at"];

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The golden record that it belongs to.
    pub golden_id: &'a str,
    /// Its source.
    pub source: &'a str,
    /// Its id there.
    pub record_id: &'a str,
    /// The match group that the last run put it in.
    pub match_id: Option<&'a str>,
    /// What holds it there: `single`, `matched`, `confirmed`.
    pub link_status: &'a str,
    /// Who put it there.
    pub linked_by: Option<&'a str>,
    /// When, RFC 3339; the model does not say.
    pub linked_at: Option<&'a str>,
}

impl<'a> Row<'a> {
    /// Its cells, one a column.
    pub fn cells(self) -> Vec<Cell<'a>> {
        vec![
            self.golden_id.into(),
            self.source.into(),
            self.record_id.into(),
            self.match_id.into(),
            self.link_status.into(),
            self.linked_by.into(),
            self.linked_at.into(),
        ]
    }
}
