//! Overrides with a lifetime: what is remembered when one is made, and when it no longer holds.
//!
//! ```text
//! never           until it is taken back
//! source_changes  hash of the value that the anchor's source gives    ≠ now ──┐
//! winner_changes  record and value that the rules alone would choose  ≠ now ──┼─► lapsed: the rule decides,
//! a day           its end (UTC)                         ≤ the workspace's as_of ┘    and a task says so
//! ```
//!
//! Derived state knows no clock: `as_of.rs` keeps the moment up to which ends are heeded.

use super::change::Lifetime;
use super::island::Material;
use super::overlay::Sight;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::{Assertion, Golden, GoldenValue, Hash, Record, RecordKey, Statement, Until};
use crate::normalise::time;
use crate::survivorship;

const DAY_US: i64 = 86_400_000_000;
/// Days from today at most: a hundred years.
const FURTHEST: i64 = 36_525;

/// Hash of a value of a record, as a lifetime remembers it.
pub fn value_hash(value: Option<&str>) -> Hash {
    value.map_or(Hash::ZERO, |value| Hash::of([value]))
}

/// What an override that is made now must remember to know its end.
///
/// # Errors
/// A day that is over, or none.
pub fn until(config: &Config, sight: &Sight, said: &Statement, lifetime: &Lifetime, now_us: i64) -> Result<Until> {
    let Statement::Override { anchor, attribute, .. } = said else {
        return Err(Error::internal("only an override has a lifetime"));
    };
    let lost = || Error::internal(format!("{anchor} has no {attribute} to wait for"));
    let position = config.domain.position(attribute).ok_or_else(lost)?;
    match lifetime {
        Lifetime::SourceChanges => {
            let node = sight.material.island.position(anchor).ok_or_else(lost)?;
            Ok(Until::SourceChanges { value: value_hash(sight.material.records[node].value(position)) })
        }
        Lifetime::WinnerChanges => {
            let cluster = sight.cluster_of(anchor).ok_or_else(lost)?;
            let ruled = ruled(config, &sight.material, &sight.derived.clusters[cluster].nodes);
            let value = ruled.values.get(position).ok_or_else(lost)?;
            Ok(Until::WinnerChanges { record: value.record.clone(), value: value_hash(value.value.as_deref()) })
        }
        Lifetime::Date(day) => {
            let us = match days_on(day) {
                Some(days) => now_us - now_us.rem_euclid(DAY_US) + (days + 1) * DAY_US,
                None => end_of_day(day)?,
            };
            if us <= now_us {
                return Err(Error::user(format!("{day} is over, so nothing can hold until then"))
                    .hint("a day holds up to its end, UTC"));
            }
            Ok(Until::Date { us })
        }
    }
}

/// Days from today, written `+30`.
pub fn days_on(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('+').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok().filter(|days| *days <= FURTHEST)
}

/// The first microsecond after a day (UTC), written `YYYY-MM-DD`.
pub fn end_of_day(day: &str) -> Result<i64> {
    let start = if day.len() == 10 { time::micros(day) } else { None };
    let start = start.ok_or_else(|| {
        Error::user(format!("{day:?} is no day"))
            .hint("a day is written YYYY-MM-DD, or +30 for the thirtieth from today")
    })?;
    Ok(start + DAY_US)
}

/// How a lifetime is written, on the command line and in JSON.
pub fn word(until: &Until) -> String {
    match until {
        Until::SourceChanges { .. } => "source_changes".to_owned(),
        Until::WinnerChanges { .. } => "winner_changes".to_owned(),
        Until::Date { us } => day(*us),
    }
}

/// How long an override holds, in words after what it set.
pub fn words(until: &Until) -> String {
    match until {
        Until::SourceChanges { .. } => " until its source changes the value".to_owned(),
        Until::WinnerChanges { .. } => " until the rules would choose otherwise".to_owned(),
        Until::Date { us } => format!(" until {}", day(*us)),
    }
}

/// The last day on which something that ends then still holds.
fn day(end_us: i64) -> String {
    time::rfc3339(end_us - 1).chars().take(10).collect()
}

/// What the rules alone would choose.
fn ruled(config: &Config, material: &Material, nodes: &[usize]) -> Golden {
    let present = nodes.iter().filter(|&&node| !material.island.nodes[node].gone);
    let present: Vec<&Record> = present.map(|&node| &material.records[node]).collect();
    survivorship::golden(config, &present, &[])
}

/// Which of these overrides of a cluster hold no longer. One whose anchor is gone says nothing, and does not end.
pub fn lapsed(config: &Config, material: &Material, nodes: &[usize], said: &[&Assertion]) -> Vec<bool> {
    let mut rules: Option<Golden> = None;
    let mut is_lapsed = |said: &Assertion| {
        let Statement::Override { anchor, attribute, until: Some(until), .. } = &said.statement else { return false };
        let Some(position) = config.domain.position(attribute) else { return false };
        let Some(node) = material.island.position(anchor).filter(|&node| !material.island.nodes[node].gone) else {
            return false;
        };
        match until {
            Until::SourceChanges { value } => value_hash(material.records[node].value(position)) != *value,
            Until::WinnerChanges { record, value } => {
                let rules = rules.get_or_insert_with(|| ruled(config, material, nodes));
                let now = rules.values.get(position);
                now.is_some_and(|now| now.record != *record || value_hash(now.value.as_deref()) != *value)
            }
            Until::Date { us } => *us <= material.as_of,
        }
    };
    said.iter().map(|said| is_lapsed(said)).collect()
}

/// An override that holds no longer, and that nobody has answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapsing {
    /// Position of the override in the island.
    pub assertion: usize,
    /// Position of its attribute in the domain.
    pub attribute: usize,
}

/// What became of overrides, in a sentence without any value: what the database keeps says nothing of people.
pub fn sentence(config: &Config, material: &Material, golden: &Golden, lapsing: &[Lapsing]) -> Option<String> {
    told(lapsing, |lapsing| Some(because(config, material, golden.values.get(lapsing.attribute), lapsing, None).0))
}

/// The same with values, where `was` knows the value of a record that had a hash.
pub fn sentence_with_values(
    config: &Config,
    material: &Material,
    golden: &Golden,
    lapsing: &[Lapsing],
    was: &dyn Fn(&RecordKey, usize, Hash) -> Option<String>,
) -> Option<String> {
    told(lapsing, |lapsing| {
        let (plain, values) = because(config, material, golden.values.get(lapsing.attribute), lapsing, Some(was));
        Some(format!("{plain}{values}"))
    })
}

fn told(lapsing: &[Lapsing], each: impl Fn(&Lapsing) -> Option<String>) -> Option<String> {
    let all: Vec<String> = lapsing.iter().filter_map(each).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

type Was<'a> = Option<&'a dyn Fn(&RecordKey, usize, Hash) -> Option<String>>;

/// Why an override ended, and from which value to which.
fn because(
    config: &Config,
    material: &Material,
    golden: Option<&GoldenValue>,
    lapsing: &Lapsing,
    was: Was,
) -> (String, String) {
    let said = &material.island.assertions[lapsing.assertion];
    let attribute = config.domain.attributes.get(lapsing.attribute).map_or("", |attribute| &attribute.name);
    let head = format!("the override of {attribute} by {} lapsed", said.author);
    let Statement::Override { anchor, until: Some(until), .. } = &said.statement else { return (head, String::new()) };
    let text = |value: Option<&str>| value.map_or_else(|| "no value".to_owned(), str::to_owned);
    let from = |key: &RecordKey, hash: Hash| match hash {
        Hash::ZERO => " from no value".to_owned(),
        hash => {
            let known = was.and_then(|was| was(key, lapsing.attribute, hash));
            known.map_or_else(String::new, |value| format!(" from {value}"))
        }
    };
    match until {
        Until::SourceChanges { value } => {
            let now = material.island.position(anchor).and_then(|node| material.records[node].value(lapsing.attribute));
            let values = format!("{} to {}", from(anchor, *value), text(now));
            (format!("{head}: {anchor} changed its value"), values)
        }
        Until::WinnerChanges { .. } => {
            let record = golden.and_then(|golden| golden.record.as_ref());
            let whose = record.map_or_else(|| "no record".to_owned(), |key| format!("the value of {key}"));
            let values = format!(", {}", text(golden.and_then(|golden| golden.value.as_deref())));
            (format!("{head}: the rules choose {whose} now"), if record.is_some() { values } else { String::new() })
        }
        Until::Date { us } => (format!("{head}: it held until {}", day(*us)), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY_US, Material};
    use crate::model::{Choice, Status, TaskKind};
    use crate::normalise::time;
    use crate::store::Store;
    use crate::workspace::as_of;
    use crate::workspace::derive::derive;
    use crate::workspace::desk::now_us;
    use crate::workspace::tests_support::{Place, decide, key, load, merge, refused};
    use crate::workspace::{Change, Lifetime, Page, Query, Workspace};

    fn pin(id: &str, choice: Choice, until: Lifetime) -> Change {
        Change::Override { id: id.into(), attribute: "city".into(), choice, until: Some(until) }
    }

    fn typed(id: &str, value: &str, until: Lifetime) -> Change {
        pin(id, Choice::Value(value.into()), until)
    }

    fn city(workspace: &Workspace, id: &str) -> (Option<String>, String) {
        let value = workspace.cluster(id).unwrap().golden.values.remove(1);
        (value.value, value.rule)
    }

    fn task(workspace: &Workspace, id: &str) -> (Option<TaskKind>, String) {
        workspace.cluster(id).unwrap().task.map_or((None, String::new()), |task| (Some(task.kind), task.reason))
    }

    fn crm(place: &Place, workspace: &mut Workspace, city: &str) {
        let rest = "02,Brackwater Mills,Hull,2026-01-01\n";
        place.write("crm.csv", &format!("id,name,city,changed\n01,Amberley Tools,{city},2026-01-01\n{rest}"));
        load(workspace);
    }

    fn today(days: i64) -> String {
        time::rfc3339(now_us() + days * DAY_US)[..10].to_owned()
    }

    #[test]
    fn until_the_source_changes_its_value() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, typed("crm:01", "Ripon", Lifetime::SourceChanges)).unwrap();
        assert_eq!(city(&workspace, "crm:01").0.as_deref(), Some("Ripon"));
        assert_eq!(
            workspace.cluster("crm:01").unwrap().golden.values[1].overridden.as_ref().unwrap().until.as_deref(),
            Some("source_changes")
        );
        crm(&place, &mut workspace, "Leeds");
        let (value, rule) = city(&workspace, "crm:01");
        assert_eq!((value.as_deref(), rule.starts_with("override lapsed, ")), (Some("Leeds"), true), "{rule}");
        // The doubt about its links comes first.
        decide(&mut workspace, Change::Confirm { id: "erp:01".into() }).unwrap();
        assert_eq!(task(&workspace, "crm:01").0, None, "whoever signed exactly this has seen it");
        decide(&mut workspace, Change::Undo).unwrap();
        let view = workspace.cluster("crm:01").unwrap();
        assert!(view.lapsed[0].1.lapsed && view.lapsed[0].0 == 1);
        assert!(workspace.verify().unwrap().ok);
        crm(&place, &mut workspace, "York");
        assert_eq!(city(&workspace, "crm:01").0.as_deref(), Some("Ripon"), "a change that was taken back is none");
    }

    #[test]
    fn what_lapsed_is_told_behind_what_is_more_pressing() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, typed("crm:01", "Ripon", Lifetime::SourceChanges)).unwrap();
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        crm(&place, &mut workspace, "Leeds");
        let told = (
            Some(TaskKind::Stale),
            "crm:01 changed city since you confirmed it; \
             the override of city by ana lapsed: crm:01 changed its value from York to Leeds"
                .to_owned(),
        );
        assert_eq!(task(&workspace, "crm:01"), told);
        let queue = workspace.queue(&Query::default(), &Page { limit: 9, after: None }).unwrap();
        assert!(queue.iter().any(|task| task.reason == told.1), "{queue:?}");
        // One word answers both.
        decide(&mut workspace, Change::Reaffirm { id: "crm:01".into() }).unwrap();
        assert_eq!(task(&workspace, "crm:01").0, None);
        assert!(workspace.verify().unwrap().ok);
    }

    #[test]
    fn a_task_says_what_lapsed_until_somebody_answers() {
        let (place, mut workspace) = Place::loaded("single");
        let corvid =
            |city: &str| format!("id,name,city,changed\n01,amberley,York,\n09,Corvid Press,{city},2026-03-01\n");
        decide(&mut workspace, pin("web:09", Choice::Value("Wells".into()), Lifetime::SourceChanges)).unwrap();
        place.write("web.csv", &corvid("Frome"));
        load(&mut workspace);
        assert_eq!(
            task(&workspace, "web:09"),
            (
                Some(TaskKind::Lapsing),
                "the override of city by ana lapsed: web:09 changed its value from Bath to Frome".to_owned()
            )
        );
        decide(&mut workspace, Change::Approve { id: "web:09".into() }).unwrap();
        assert_eq!(task(&workspace, "web:09").0, None);
        decide(&mut workspace, Change::Undo).unwrap();
        decide(&mut workspace, Change::Retract { seq: 1 }).unwrap();
        assert_eq!(task(&workspace, "web:09").0, None);
        decide(&mut workspace, Change::Undo).unwrap_err();
        decide(&mut workspace, Change::Redo).unwrap();
        assert_eq!(task(&workspace, "web:09").0, Some(TaskKind::Lapsing));
        decide(&mut workspace, pin("web:09", Choice::From(key("web:09")), Lifetime::SourceChanges)).unwrap();
        assert_eq!(task(&workspace, "web:09").0, None);
        assert_eq!(city(&workspace, "web:09"), (Some("Frome".to_owned()), "override: picked".to_owned()));
    }

    #[test]
    fn who_had_not_seen_the_override_does_not_answer_for_its_end() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, typed("web:09", "Wells", Lifetime::SourceChanges)).unwrap();
        place.write("web.csv", "id,name,city,changed\n01,amberley,York,\n09,Corvid Press,Frome,2026-03-01\n");
        load(&mut workspace);
        decide(&mut workspace, Change::Approve { id: "web:09".into() }).unwrap();
        let desk = &workspace.desk;
        let mut material = workspace
            .store
            .read(|db| Material::of(db, db.rids_of_island(db.island_of(db.rid(&key("web:09"))?.unwrap())?.unwrap())?))
            .unwrap();
        let waiting = |material: &Material| derive(&desk.config, &desk.comparer, material).clusters[0].lapsing.len();
        assert_eq!(waiting(&material), 0);
        let approval = material.island.assertions.iter_mut().find(|said| said.statement.kind() == "approve").unwrap();
        approval.writer = "other".into();
        approval.seen.clear();
        assert_eq!(waiting(&material), 1, "the same words, by somebody who knew nothing of it");
    }

    #[test]
    fn until_the_rule_would_choose_otherwise() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, typed("web:01", "Ripon", Lifetime::WinnerChanges)).unwrap();
        place.write("web.csv", "id,name,city,changed\n01,amberley,Goole,2026-03-01\n09,Corvid Press,Bath,2026-03-01\n");
        load(&mut workspace);
        assert_eq!(city(&workspace, "crm:01").0.as_deref(), Some("Ripon"), "it did not win before, and does not now");
        crm(&place, &mut workspace, "Leeds");
        assert_eq!(city(&workspace, "crm:01").0.as_deref(), Some("Leeds"));
        decide(&mut workspace, Change::Approve { id: "crm:01".into() }).unwrap();
        assert_eq!(workspace.cluster("crm:01").unwrap().status, Status::Approved);
    }

    #[test]
    fn another_winner_of_the_same_value_is_another_choice() {
        let (place, mut workspace) = Place::loaded("single");
        let rest = "02,Brackwater,Hull,2026-02-01\n";
        place.write("erp.csv", &format!("id,name,city,changed\n01,Amberley Tools Ltd,York,2026-02-01\n{rest}"));
        load(&mut workspace);
        decide(&mut workspace, typed("crm:01", "Ripon", Lifetime::WinnerChanges)).unwrap();
        crm(&place, &mut workspace, "");
        let (value, rule) = city(&workspace, "crm:01");
        assert_eq!((value.as_deref(), rule.starts_with("override lapsed, ")), (Some("York"), true), "{rule}");
    }

    #[test]
    fn until_the_end_of_a_day() {
        let (place, mut workspace) = Place::loaded("single");
        let until = |day: &str| typed("web:09", "Wells", Lifetime::Date(day.into()));
        assert!(refused(&workspace, until(&today(-1))).message.ends_with("is over, so nothing can hold until then"));
        for nonsense in
            ["", "tomorrow", "2026-02-30", "20310101", "2031-01-01T00:00", "+", "+-1", "+1.5", "+99999", "30"]
        {
            assert!(refused(&workspace, until(nonsense)).message.ends_with("is no day"), "{nonsense}");
        }
        for days in [0, 1, 30] {
            let now = workspace.propose(&[until(&format!("+{days}")).into()]).unwrap();
            let day = workspace.propose(&[until(&today(days)).into()]).unwrap();
            assert_eq!(now.summary, day.summary);
        }
        decide(&mut workspace, until(&today(0))).unwrap();
        assert_eq!(city(&workspace, "web:09").0.as_deref(), Some("Wells"), "today is not over");
        drop(workspace);
        // As if the day had come: what is kept is moved back instead of the clock forward.
        let mut store = Store::open(&place.path().join("goldsmith.db")).unwrap();
        let end = store.read(|db| db.lapses(0, i64::MAX)).unwrap()[0].1;
        store.write(|db| as_of::move_on(db, end - 1)).unwrap();
        assert_eq!(store.read(as_of::as_of).unwrap(), 0, "it moves on only where something ends");
        let mut workspace = place.steward("ana");
        assert_eq!(city(&workspace, "web:09").0.as_deref(), Some("Wells"));
        store.write(|db| as_of::advance(db, &workspace.desk, end)).unwrap();
        assert_eq!(city(&workspace, "web:09").0.as_deref(), Some("Bath"));
        let (kind, reason) = task(&workspace, "web:09");
        let expected = format!("the override of city by ana lapsed: it held until {}", today(0));
        assert_eq!((kind, reason), (Some(TaskKind::Lapsing), expected));
        assert!(workspace.verify().unwrap().ok);
        let before = workspace.cluster("web:09").unwrap();
        workspace.rebuild(&mut |_| {}).unwrap();
        load(&mut workspace);
        assert_eq!(workspace.cluster("web:09").unwrap(), before);
    }

    #[test]
    fn pins_that_meet_are_contested_until_one_of_them_lapses() {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, typed("crm:01", "Ripon", Lifetime::SourceChanges)).unwrap();
        decide(&mut workspace, typed("crm:02", "Goole", Lifetime::Date(today(1)))).unwrap();
        decide(&mut workspace, merge("crm:01", "crm:02")).unwrap();
        assert_eq!(task(&workspace, "crm:01").0, Some(TaskKind::Conflict));
        crm(&place, &mut workspace, "Leeds");
        assert_eq!(city(&workspace, "crm:01").0.as_deref(), Some("Goole"));
        assert_ne!(task(&workspace, "crm:01").0, Some(TaskKind::Conflict));
        assert!(workspace.verify().unwrap().ok);
    }
}
