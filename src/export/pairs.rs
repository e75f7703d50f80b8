//! `pairs --for generic`: one row a labelled pair, each pair once, the smaller record on the left.

use super::format::Cell;
use crate::learning::LabelledPair;
use crate::normalise::time;

/// The columns of the file.
pub const COLUMNS: [&str; 17] = [
    "pair_id",
    "left_source",
    "left_id",
    "right_source",
    "right_id",
    "label",
    "label_origin",
    "probability",
    "weight",
    "author",
    "decided_at",
    "stratum",
    "inclusion_probability",
    "blind",
    "run",
    "left_json",
    "right_json",
];

/// The cells of one pair, one a column. `left` and `right` are the records' values as JSON objects; `None` for a
/// record that is no longer kept.
pub fn cells(pair: &LabelledPair, left: Option<String>, right: Option<String>) -> Vec<Cell<'_>> {
    vec![
        pair.pair_id().into(),
        pair.left.source.as_str().into(),
        pair.left.id.as_str().into(),
        pair.right.source.as_str().into(),
        pair.right.id.as_str().into(),
        pair.label.word().into(),
        pair.origin.word().into(),
        pair.probability.into(),
        pair.weight.into(),
        pair.author.as_str().into(),
        time::rfc3339(pair.decided_at_us).into(),
        pair.stratum.as_deref().into(),
        pair.inclusion_probability.into(),
        Cell::Flag(pair.blind),
        pair.run.map_or(Cell::Null, Cell::Count),
        left.map_or(Cell::Null, Cell::Json),
        right.map_or(Cell::Null, Cell::Json),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::{Label, Origin};
    use crate::model::RecordKey;

    #[test]
    fn a_pair_has_a_cell_for_every_column() {
        let pair = LabelledPair {
            left: RecordKey::new("crm", "007"),
            right: RecordKey::new("erp", "2"),
            label: Label::NonMatch,
            origin: Origin::Different,
            author: "ada".into(),
            decided_at_us: 0,
            seq: 4,
            blind: true,
            probability: Some(0.5),
            weight: None,
            stratum: None,
            inclusion_probability: None,
            run: Some(1),
        };
        let cells = cells(&pair, Some("{\"name\":\"x\"}".into()), None);
        assert_eq!(cells.len(), COLUMNS.len());
        assert_eq!(cells[2], Cell::from("007"));
        assert_eq!(cells[5], Cell::from("non_match"));
        assert_eq!(cells[10], Cell::from("1970-01-01T00:00:00Z"));
        assert_eq!(cells[13..], [Cell::Flag(true), Cell::Count(1), Cell::Json("{\"name\":\"x\"}".into()), Cell::Null]);
    }
}
