//! `lineage`: one row a golden value, by golden id and attribute: where it comes from, and why.

use super::format::Cell;
use crate::model::GoldenValue;

/// The columns of the file.
pub const COLUMNS: [&str; 9] =
    ["golden_id", "attribute", "value", "source", "record_id", "rule", "override_by", "override_at", "override_reason"];

/// The cells of one golden value, one a column. Values that nothing supplies have a row too: their rule says why.
pub fn cells<'a>(golden_id: &'a str, attribute: &'a str, value: &'a GoldenValue) -> Vec<Cell<'a>> {
    let record = value.record.as_ref();
    let note = value.overridden.as_ref();
    vec![
        golden_id.into(),
        attribute.into(),
        value.value.as_deref().into(),
        record.map(|key| key.source.as_str()).into(),
        record.map(|key| key.id.as_str()).into(),
        value.rule.as_str().into(),
        note.map(|note| note.by.as_str()).into(),
        note.map(|note| note.at.as_str()).into(),
        note.and_then(|note| note.reason.as_deref()).into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OverrideNote, RecordKey};

    #[test]
    fn a_value_names_its_record_rule_and_override() {
        let value = GoldenValue {
            value: Some("a@b.example".into()),
            record: Some(RecordKey::new("crm", "007")),
            rule: "override".into(),
            tie: false,
            contested: false,
            overridden: Some(OverrideNote {
                seq: 4,
                by: "ada".into(),
                at: "2026".into(),
                reason: None,
                until: None,
                lapsed: false,
            }),
        };
        let expected: Vec<Cell<'_>> =
            ["G-1", "email", "a@b.example", "crm", "007", "override", "ada", "2026"].map(Cell::from).into();
        let cells = cells("G-1", "email", &value);
        assert_eq!(cells[..8], expected);
        assert_eq!(cells[8], Cell::Null);
        assert_eq!(cells.len(), COLUMNS.len());
    }
}
