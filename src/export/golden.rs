//! `golden`: one row a golden record, by golden id.

use super::format::Cell;

/// Columns after the attributes.
const TAIL: [&str; 8] =
    ["record_count", "source_count", "min_score", "status", "version", "approved_by", "approved_at", "updated_at"];

/// One golden record.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// Golden id.
    pub golden_id: &'a str,
    /// One cell for each attribute of the file.
    pub values: Vec<Cell<'a>>,
    /// Records in its cluster.
    pub record_count: usize,
    /// Sources that they come from.
    pub source_count: usize,
    /// Probability of its weakest link.
    pub min_score: Option<f64>,
    /// How far it has come.
    pub status: &'a str,
    /// 1 + the number of assertions that speak of its records.
    pub version: u64,
    /// Who approved it; `rule` where it was accepted by rule.
    pub approved_by: Option<&'a str>,
    /// When, RFC 3339.
    pub approved_at: Option<&'a str>,
    /// The newest change of its records, RFC 3339.
    pub updated_at: Option<&'a str>,
}

/// The columns of the file, given its attributes.
pub fn columns<'a>(attributes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    ["golden_id"].into_iter().chain(attributes).chain(TAIL).map(str::to_owned).collect()
}

impl<'a> Row<'a> {
    /// Its cells, one a column.
    pub fn cells(self) -> Vec<Cell<'a>> {
        let mut cells = vec![self.golden_id.into()];
        cells.extend(self.values);
        cells.extend([
            Cell::Count(self.record_count as i64),
            Cell::Count(self.source_count as i64),
            self.min_score.into(),
            self.status.into(),
            Cell::Count(self.version as i64),
            self.approved_by.into(),
            self.approved_at.into(),
            self.updated_at.into(),
        ]);
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_a_cell_for_every_column() {
        let row = Row {
            golden_id: "G-1",
            values: vec!["a".into(), Cell::Null],
            record_count: 2,
            source_count: 1,
            min_score: Some(0.5),
            status: "approved",
            version: 3,
            approved_by: Some("ada"),
            approved_at: Some("2026-01-01T00:00:00Z"),
            updated_at: None,
        };
        let columns = columns(["name", "email"]);
        assert_eq!(columns[..4], ["golden_id", "name", "email", "record_count"]);
        assert_eq!(row.cells().len(), columns.len());
    }
}
