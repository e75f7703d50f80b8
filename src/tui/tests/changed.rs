//! A cluster about which somebody decided before its records changed.

use crate::model::TaskKind;
use crate::tui::fixtures::{NAMES, cluster};
use crate::workspace::{ClusterView, StaleDecision, ValueChange};

/// Three records, two of which changed since they were decided upon; of the third it is not known what it was.
pub fn changed() -> ClusterView {
    let mut view = cluster();
    let change = |position: usize, before: Option<&str>, after: &str, known| ValueChange {
        position: Some(position),
        attribute: NAMES[position].to_owned(),
        before: before.map(str::to_owned),
        after: Some(after.to_owned()),
        known,
    };
    let decision = |seq, kind: &str, record: &str, changes| StaleDecision {
        seq,
        kind: kind.to_owned(),
        author: "robin".to_owned(),
        time: "2026-05-01T09:12:44Z".to_owned(),
        record: record.parse().unwrap(),
        changes,
    };
    let city = change(3, Some("Londonderry Park"), "London", true);
    view.stale = vec![
        decision(6, "confirm", "crm:C-1001", vec![change(0, Some("Northwind Traders"), "Northwind Traders Ltd", true)]),
        decision(5, "different", "erp:88", vec![city.clone(), change(1, None, "info@northwind.example", true)]),
        decision(3, "different", "erp:88", vec![city]),
        decision(2, "same", "web:w-3", vec![change(0, None, "Southwind Toys", false)]),
    ];
    if let Some(task) = &mut view.task {
        task.kind = TaskKind::Stale;
        task.reason = "crm:C-1001 changed company_name since you confirmed it; and 2 more changed".to_owned();
    }
    view
}
