//! A cluster for people: records side by side, the golden record with its reasons, scores, history.

use crate::cli::log;
use crate::cli::out::{LISTED, Out, counted, listed};
use crate::cli::table::Grid;
use crate::config::Domain;
use crate::error::Result;
use crate::model::{GoldenValue, TaskKind, two_digits};
use crate::text::width;
use crate::workspace::{ClusterView, Member};

/// The narrowest column that a record is shown in before the next record starts a new block.
const NARROWEST_RECORD: usize = 22;
/// Pairs that are listed; `--json` has all.
const PAIRS: usize = 30;

/// Prints a cluster.
pub(super) fn print(view: &ClusterView, domain: &Domain, out: &mut Out) -> Result<()> {
    let count = counted(view.members.len() as u64, "record");
    out.line(format!("{}  {}  {count}", out.heading(&view.golden_id), view.status))?;
    if let Some(task) = &view.task {
        let line = format!("{}: {}", task.kind, out.data(&task.reason));
        out.line(line)?;
    }
    remarks(view, out)?;
    stale(view, out)?;
    members(view, domain, out)?;
    golden(view, domain, out)?;
    pairs(view, out)?;
    timeline(view, out)?;
    if !view.history.is_empty() {
        section("History", out)?;
        log::print(&view.history, out)?;
    }
    Ok(())
}

/// How it formed, link by link.
pub(super) fn formed(view: &ClusterView, out: &mut Out) -> Result<()> {
    section("How it formed", out)?;
    if view.formed.is_empty() {
        return out.line("one record alone: nothing was linked");
    }
    let mut grid = Grid::new(["", "link", "", "by", "when", "together"]);
    for (n, joined) in view.formed.iter().enumerate() {
        let tie = &joined.tie;
        let by = match (tie.seq, &tie.author, tie.probability) {
            (Some(seq), Some(author), _) => format!("{} #{seq} by {}", tie.kind, out.data(author)),
            (_, _, Some(probability)) => format!("match run {}", two_digits(probability)),
            _ => tie.kind.clone(),
        };
        grid.row([
            (n + 1).to_string(),
            out.data(&tie.a.to_string()).into_owned(),
            out.data(&tie.b.to_string()).into_owned(),
            by,
            joined.time.as_deref().map_or_else(|| "-".to_owned(), |time| out.data(time).into_owned()),
            format!("{} + {}", joined.sizes.0, joined.sizes.1),
        ]);
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    Ok(())
}

pub(super) fn section(title: &str, out: &mut Out) -> Result<()> {
    out.line("")?;
    out.line(out.heading(title))
}

fn remarks(view: &ClusterView, out: &mut Out) -> Result<()> {
    if let Some(given_up) = &view.given_up {
        let sentence = format!("{}.", out.data(&given_up.sentence));
        out.line(sentence)?;
        for tie in given_up.chain.iter().take(LISTED) {
            let line = format!("  {}", out.data(&tie.sentence()));
            out.line(line)?;
        }
    }
    if !view.redirected_from.is_empty() {
        out.line(format!("other ids that lead here: {}", listed(&view.redirected_from, ", ")))?;
    }
    for key in &view.joined_since_confirmed {
        let line = format!("{} joined since it was confirmed", out.data(&key.to_string()));
        out.line(line)?;
    }
    for bridge in view.bridges.iter().take(LISTED) {
        let (from, to) = (bridge.from.to_string(), bridge.to.to_string());
        let by = format!("{} (#{})", bridge.separated_by.author, bridge.separated_by.seq);
        let line = format!(
            "{} also matches {} ({}); {} set this apart from {}",
            out.data(&from),
            out.data(&to),
            two_digits(bridge.probability),
            out.data(&by),
            bridge.other_golden_id
        );
        out.line(line)?;
    }
    if let Some(more @ 1..) = view.bridges.len().checked_sub(LISTED) {
        out.line(format!("… and {more} more such links; `--json` has all"))?;
    }
    // The task has told its own.
    let told = view.task.as_ref().filter(|task| task.kind == TaskKind::Possible).map_or(0, |_| 1);
    for possible in view.possible.iter().skip(told).take(LISTED) {
        let (record, other) = (possible.record.to_string(), possible.other.to_string());
        let how = possible.how_likely();
        let doubt = if possible.unsure { "; somebody could not tell" } else { "" };
        let (record, other) = (out.data(&record), out.data(&other));
        let line = format!("{record} may be {other} in {} ({how}){doubt}", possible.golden_id);
        out.line(line)?;
    }
    if let Some(more @ 1..) = view.possible.len().checked_sub(told + LISTED) {
        out.line(format!("… and {more} more that may be the same; `--json` has all"))?;
    }
    for (a, b) in view.suppressed.iter().take(LISTED) {
        let line = format!("a decision keeps {} and {} apart", out.data(&a.to_string()), out.data(&b.to_string()));
        out.line(line)?;
    }
    if let Some(more @ 1..) = view.suppressed.len().checked_sub(LISTED) {
        out.line(format!("… and {more} more links that decisions keep apart; `--json` has all"))?;
    }
    Ok(())
}

/// What changed since somebody decided: the value as it was, and as it is.
fn stale(view: &ClusterView, out: &mut Out) -> Result<()> {
    if view.stale.is_empty() {
        return Ok(());
    }
    section("Changed since it was decided", out)?;
    let shown = |value: Option<&str>, out: &Out| value.map_or_else(|| "-".to_owned(), |value| out.data(value).into());
    let mut grid = Grid::new(["record", "attribute", "before", "now", "decided"]);
    for decision in &view.stale {
        let record = out.data(&decision.record.to_string()).into_owned();
        let by = format!("#{} {} by {}", decision.seq, decision.kind, out.data(&decision.author));
        for change in &decision.changes {
            let before = if change.known { shown(change.before.as_deref(), out) } else { "not known here".to_owned() };
            let after = shown(change.after.as_deref(), out);
            grid.row([record.clone(), change.attribute.clone(), before, after, by.clone()]);
        }
        if decision.changes.is_empty() {
            grid.row([record, "-".to_owned(), "not known here".to_owned(), "-".to_owned(), by]);
        }
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    out.line("still right? `decide reaffirm`; no longer? `decide reopen` takes it back")
}

/// Attributes down, records across; as many records abreast as the width allows.
fn members(view: &ClusterView, domain: &Domain, out: &mut Out) -> Result<()> {
    let names = domain.attributes.iter().map(|attribute| width::columns(&attribute.name)).max().unwrap_or(0).max(11);
    let abreast =
        out.width().map_or(usize::MAX, |columns| (columns.saturating_sub(names) / (NARROWEST_RECORD + 2)).max(1));
    section("Records", out)?;
    for (block, members) in view.members.chunks(abreast).enumerate() {
        if block > 0 {
            out.line("")?;
        }
        let mut grid = Grid::default();
        row(&mut grid, "", members, |member| Some(out.data(&member.record.key.to_string()).into_owned()));
        for (position, attribute) in domain.attributes.iter().enumerate() {
            row(&mut grid, &attribute.name, members, |member| {
                member.record.value(position).map(|value| out.data(value).into_owned())
            });
        }
        row(&mut grid, "updated_at", members, |member| {
            member.record.updated_at.as_deref().map(|at| out.data(at).into())
        });
        row(&mut grid, "match group", members, |member| member.match_id.as_deref().map(|id| out.data(id).into()));
        row(&mut grid, "held by", members, |member| {
            let gone = if member.gone { ", gone from its source" } else { "" };
            let who =
                member.linked_by.as_deref().filter(|who| *who != "model").map(|who| format!(" by {}", out.data(who)));
            Some(format!("{}{}{gone}", member.link_status, who.unwrap_or_default()))
        });
        for line in grid.lines(out.width()) {
            out.line(line)?;
        }
    }
    Ok(())
}

fn row(grid: &mut Grid, name: &str, members: &[Member], cell: impl Fn(&Member) -> Option<String>) {
    let cells = members.iter().map(|member| cell(member).unwrap_or_else(|| "-".to_owned()));
    grid.row([name.to_owned()].into_iter().chain(cells));
}

fn golden(view: &ClusterView, domain: &Domain, out: &mut Out) -> Result<()> {
    section("Golden record", out)?;
    let mut grid = Grid::default();
    for (attribute, value) in domain.attributes.iter().zip(&view.golden.values) {
        grid.row([
            attribute.name.clone(),
            value.value.as_deref().map_or_else(|| "-".to_owned(), |value| out.data(value).into_owned()),
            value.record.as_ref().map_or_else(String::new, |key| out.data(&key.to_string()).into_owned()),
            reason(value, out),
        ]);
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    Ok(())
}

fn reason(value: &GoldenValue, out: &Out) -> String {
    let mut reason = out.data(&value.rule).into_owned();
    if let Some(note) = &value.overridden {
        let until = note.until.as_deref().map_or_else(String::new, |until| format!(", until {until}"));
        reason = format!("{reason} (#{} by {}{until})", note.seq, out.data(&note.by));
    }
    if value.tie {
        reason += " [tie]";
    }
    if value.contested {
        reason += " [overrides disagree]";
    }
    reason
}

fn pairs(view: &ClusterView, out: &mut Out) -> Result<()> {
    if view.pairs.is_empty() {
        return Ok(());
    }
    section("Pairs", out)?;
    let weakest = view.weakest.and_then(|(a, b)| Some((view.members.get(a)?, view.members.get(b)?)));
    let mut grid = Grid::new(["a", "b", "weight", "probability", ""]);
    for pair in view.pairs.iter().take(PAIRS) {
        let is_weakest = weakest.is_some_and(|(a, b)| {
            (&a.record.key, &b.record.key) == (&pair.a, &pair.b) || (&b.record.key, &a.record.key) == (&pair.a, &pair.b)
        });
        grid.row([
            out.data(&pair.a.to_string()).into_owned(),
            out.data(&pair.b.to_string()).into_owned(),
            format!("{:+.2}", pair.weight),
            format!("{:.4}", pair.probability),
            if is_weakest && view.pairs.len() > 1 { "weakest link".to_owned() } else { String::new() },
        ]);
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    if let Some(more @ 1..) = view.pairs.len().checked_sub(PAIRS) {
        out.line(format!("… and {more} more pairs; `--json` has all"))?;
    }
    Ok(())
}

/// The life of its golden id, unless all there is to say is that it came with the first load.
fn timeline(view: &ClusterView, out: &mut Out) -> Result<()> {
    if view.timeline.len() < 2 && view.timeline.iter().all(|step| step.event == "created") {
        return Ok(());
    }
    section("Timeline", out)?;
    let mut grid = Grid::default();
    for step in &view.timeline {
        let number = step.seq.map_or_else(String::new, |seq| format!(" (number {seq})"));
        grid.row([
            step.time.clone(),
            step.sentence(),
            step.author.as_deref().map_or_else(String::new, |author| out.data(author).into_owned()),
            format!("{}{number}", out.data(&step.summary)),
        ]);
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::out::captured::Captured;
    use crate::config::{Attribute, AttributeKind, Normalising, Sensitivity};
    use crate::model::{Golden, OverrideNote, PairScore, Record, RecordKey, Status};
    use crate::workspace::{Joined, StaleDecision, Step, Tie, ValueChange};

    fn joined(
        a: &str,
        b: &str,
        kind: &str,
        said: Option<(i64, &str)>,
        probability: Option<f64>,
        sizes: (usize, usize),
    ) -> Joined {
        let tie = Tie {
            a: a.parse().unwrap(),
            b: b.parse().unwrap(),
            kind: kind.into(),
            seq: said.map(|(seq, _)| seq),
            author: said.map(|(_, author)| author.to_owned()),
            probability,
        };
        Joined { tie, time: said.map(|_| "2026-03-02T00:00:00Z".into()), sizes }
    }

    fn shown(width: Option<usize>) -> String {
        let attribute = |name: &str| Attribute {
            name: name.into(),
            kind: AttributeKind::Text,
            sensitivity: Sensitivity::Public,
            matched: true,
            normalising: Normalising::default(),
        };
        let domain = Domain { name: "customer".into(), attributes: ["company_name", "note"].map(attribute).into() };
        let member = |source: &str, id: &str, name: &str, note: Option<&str>| Member {
            record: Record::new(
                RecordKey::new(source, id),
                vec![Some(name.into()), note.map(str::to_owned)],
                Some("2026-01-02".into()),
                None,
            ),
            gone: false,
            match_id: Some("f00".into()),
            match_rule: None,
            link_status: "matched",
            linked_by: Some("model".into()),
            linked_at: None,
        };
        let members = vec![
            member("crm", "1", "Acme Corp.", Some("calls\u{1b}[2J twice")),
            member("ecommerce", "77", "acme-corp", None),
            member("erp", "0007", "ACME Corporation Ltd. of the Northern and Southern Isles", None),
        ];
        let pair = |a: usize, b: usize, weight: f64| PairScore {
            a: members[a].record.key.clone(),
            b: members[b].record.key.clone(),
            prior: 0.0,
            attributes: Vec::new(),
            weight,
            probability: 0.5,
        };
        let value = |value: Option<&str>, rule: &str| GoldenValue {
            value: value.map(str::to_owned),
            record: value.map(|_| RecordKey::new("erp", "0007")),
            rule: rule.into(),
            tie: false,
            contested: false,
            overridden: None,
        };
        let note = OverrideNote {
            seq: 4,
            by: "ada".into(),
            at: "2026-03-01T00:00:00Z".into(),
            reason: None,
            until: None,
            lapsed: false,
        };
        let view = ClusterView {
            hidden: crate::workspace::Hidden::Nothing,
            golden_id: "G-1".into(),
            status: Status::Proposed,
            task: None,
            pairs: vec![pair(0, 1, 3.5), pair(0, 2, -1.25)],
            weakest: Some((2, 0)),
            far: Vec::new(),
            cohesion: None,
            formed: vec![
                joined("erp:0007", "crm:1", "merge", Some((5, "ada")), None, (1, 1)),
                joined("crm:1", "ecommerce:77", "match", None, Some(0.91), (2, 1)),
            ],
            golden: Golden {
                values: vec![
                    value(Some("ACME"), "prefer erp"),
                    GoldenValue { overridden: Some(note), ..value(None, "override") },
                ],
            },
            history: Vec::new(),
            redirected_from: vec!["G-9".into()],
            timeline: vec![Step {
                time: "2026-03-02T00:00:00Z".into(),
                event: "merged_into",
                golden_id: "G-9".into(),
                other: Some("G-1".into()),
                seq: Some(5),
                run: None,
                author: Some("ada".into()),
                summary: "merged crm:1 + ecommerce:77".into(),
            }],
            split_from: None,
            given_up: None,
            joined_since_confirmed: Vec::new(),
            stale: vec![StaleDecision {
                seq: 3,
                kind: "confirm".into(),
                author: "ada".into(),
                time: "2026-02-01T00:00:00Z".into(),
                record: RecordKey::new("crm", "1"),
                changes: vec![
                    ValueChange {
                        position: Some(0),
                        attribute: "company_name".into(),
                        before: Some("Acme\u{1b}[2J".into()),
                        after: Some("Acme Corp.".into()),
                        known: true,
                    },
                    ValueChange {
                        position: Some(1),
                        attribute: "note".into(),
                        before: None,
                        after: Some("calls".into()),
                        known: false,
                    },
                ],
            }],
            lapsed: Vec::new(),
            suppressed: Vec::new(),
            bridges: Vec::new(),
            possible: Vec::new(),
            beside: None,
            conflicts: Vec::new(),
            exits: Vec::new(),
            members,
        };
        let captured = Captured::default();
        let mut out = captured.out(width);
        print(&view, &domain, &mut out).unwrap();
        formed(&view, &mut out).unwrap();
        captured.text()
    }

    #[test]
    fn a_pipe_gets_everything_whole_and_safe() {
        let text = shown(None);
        assert!(!text.contains('\u{1b}'));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_terminal_gets_lines_that_fit_and_nothing_that_it_obeys() {
        let text = shown(Some(72));
        assert!(text.lines().all(|line| width::columns(line) <= 72), "{text}");
        assert!(!text.contains('\u{1b}'));
        insta::assert_snapshot!(text);
    }
}
