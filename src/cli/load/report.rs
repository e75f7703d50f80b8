//! What a load did, for people.

use crate::cli::out::{Out, counted, listed};
use crate::error::Result;
use crate::model::{RecordKey, two_digits};
use crate::workspace::{ChangedCluster, DecisionRef, LoadReport};

/// Rejected rows that the text names; the JSON names all.
const REJECTED_SHOWN: usize = 20;
/// Clusters and bridges that the text names, each; the JSON names all.
const CLUSTERS_SHOWN: usize = 5;

/// Prints the report.
pub(crate) fn print(report: &LoadReport, out: &mut Out) -> Result<()> {
    let sources: Vec<_> = report.sources.iter().map(|(name, count)| format!("{} {count}", out.data(name))).collect();
    let groups = if report.incremental {
        let read = counted(report.groups_read, "match group");
        format!("{read} added to earlier ones, {} in all", report.groups)
    } else {
        counted(report.groups, "match group")
    };
    out.line(format!("{} ({}), {groups}", counted(report.records, "record"), sources.join(", ")))?;
    out.line(format!(
        "{} added, {} changed, {} unchanged, {} removed",
        report.added, report.changed, report.unchanged, report.removed
    ))?;
    if report.ids.merged_into + report.ids.retired > 0 {
        out.line(format!(
            "golden ids: {} new, {} merged into others, {} retired",
            report.ids.created, report.ids.merged_into, report.ids.retired
        ))?;
    }
    decisions(report, out)?;
    for warning in &report.warnings {
        let line = format!("warning: {}", out.data(warning));
        out.line(line)?;
    }
    if !report.rejected.is_empty() {
        out.line(format!("{} could not be taken:", counted(report.rejected.len() as u64, "row")))?;
    }
    for rejected in report.rejected.iter().take(REJECTED_SHOWN) {
        let line = format!("  {}:{}: {}", out.data(&rejected.file), rejected.line, out.data(&rejected.reason));
        out.line(line)?;
    }
    more(report.rejected.len(), REJECTED_SHOWN, out)
}

fn decisions(report: &LoadReport, out: &mut Out) -> Result<()> {
    if report.decisions_kept > 0 || report.decisions_over_model > 0 {
        let over = match report.decisions_over_model {
            0 => "none contradicts the match run".to_owned(),
            1 => "1 link of the match run is otherwise because of them".to_owned(),
            more => format!("{more} links of the match run are otherwise because of them"),
        };
        out.line(format!("{} kept; {over}", counted(report.decisions_kept, "decision")))?;
    }
    let changed = report.changed_under_decision.len();
    if changed > 0 {
        let what = if changed == 1 { "that was decided holds" } else { "that were decided hold" };
        out.line(format!("{} {what} other records now:", counted(changed as u64, "cluster")))?;
    }
    for cluster in report.changed_under_decision.iter().take(CLUSTERS_SHOWN) {
        let line = format!("  {}", change(cluster, out));
        out.line(line)?;
    }
    more(changed, CLUSTERS_SHOWN, out)?;
    let bridges = report.bridges.len();
    if bridges > 0 {
        let what = if bridges == 1 { "record links" } else { "records link" };
        out.line(format!("{bridges} {what} two entities that were set apart:"))?;
    }
    for bridge in report.bridges.iter().take(CLUSTERS_SHOWN) {
        let (from, to) = (bridge.from.to_string(), bridge.to.to_string());
        let line = format!(
            "  {} in {} also matches {} in {} ({}); set apart {}",
            out.data(&from),
            bridge.golden_id,
            out.data(&to),
            bridge.other_golden_id,
            two_digits(bridge.probability),
            by(&bridge.separated_by, out)
        );
        out.line(line)?;
    }
    more(bridges, CLUSTERS_SHOWN, out)
}

/// `G-1 (G-2 before): crm:1 joined; erp:2 left; confirm by ana (#3)`
fn change(cluster: &ChangedCluster, out: &Out) -> String {
    let keys = |keys: &[RecordKey], what: &str| {
        let keys: Vec<String> = keys.iter().map(|key| out.data(&key.to_string()).into_owned()).collect();
        (!keys.is_empty()).then(|| format!("{} {what}", listed(&keys, ", ")))
    };
    let id = match (&cluster.golden_id, &cluster.before) {
        (Some(now), Some(before)) if now != before => format!("{now} ({before} before)"),
        (Some(id), _) => id.clone(),
        (None, before) => format!("{} (retired)", before.as_deref().unwrap_or_default()),
    };
    let newest = cluster.decisions.last().map(|said| format!("{} {}", out.data(&said.kind), by(said, out)));
    let parts = [keys(&cluster.joined, "joined"), keys(&cluster.left, "left"), newest];
    format!("{id}: {}", parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
}

fn by(said: &DecisionRef, out: &Out) -> String {
    format!("by {} (#{})", out.data(&said.author), said.seq)
}

fn more(all: usize, shown: usize, out: &mut Out) -> Result<()> {
    match all.checked_sub(shown) {
        Some(more @ 1..) => out.line(format!("  … and {more} more; `goldsmith load --json` names them all")),
        _ => Ok(()),
    }
}
