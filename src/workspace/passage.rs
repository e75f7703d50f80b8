//! The lives of golden ids: what a decision or a load makes of them is noted, and told again as a timeline.
//!
//! These notes are of what was seen here. Nothing is derived from them, and no other copy of the workspace has them.

use std::collections::{BTreeMap, BTreeSet};

use super::desk::now_us;
use super::log;
use super::report::IdCounts;
use super::view::Step;
use crate::error::Result;
use crate::model::Statement;
use crate::normalise::time;
use crate::store::{Db, Event, Passage};

/// Where it is kept when the first load gave ids to everything, and which match run that was.
const FIRST: &str = "first_names";

/// Golden ids under watch: what they named when it began is remembered in the database.
pub struct Watch {
    islands: Option<Vec<i64>>,
    /// There was none at all.
    first: bool,
}

/// A statement that is written now.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// Its number in the log.
    pub seq: i64,
    /// It exchanges golden ids, and does nothing else.
    pub swaps: bool,
    /// The records that it speaks of.
    pub rids: Vec<i64>,
}

/// What changes golden ids.
#[derive(Clone, Copy, Debug)]
pub enum Cause<'a> {
    /// Statements that are written, or that came from elsewhere, in their order in the log; at least one.
    Said(&'a [Spoken]),
    /// A load; with the match run that is current after it.
    Loaded(Option<i64>),
}

impl Watch {
    /// Remembers what golden ids name before islands are derived anew, or (`None`) everything is.
    pub fn begin(db: &Db, islands: Option<Vec<i64>>) -> Result<Self> {
        let first = islands.is_none() && !db.any_cluster()?;
        if !first {
            db.remember_names(islands.as_deref())?;
        }
        Ok(Self { islands, first })
    }

    /// The records that are watched are on these islands now.
    pub fn follow(&mut self, islands: Vec<i64>) {
        self.islands = Some(islands);
    }

    /// Notes what has become of them since, and counts it.
    pub fn end(self, db: &Db, cause: Cause) -> Result<IdCounts> {
        let mut counts = IdCounts::default();
        if self.first {
            // One note for all: what is here from the start has no other history.
            let run = if let Cause::Loaded(Some(run)) = cause { run.to_string() } else { String::new() };
            db.set_meta(FIRST, &format!("{} {run}", now_us()))?;
            counts.created = db.status_counts()?.iter().map(|(_, clusters)| clusters).sum();
            return Ok(counts);
        }
        let now = now_us();
        let speaking = speaking(cause);
        let note = |golden_id: String, event: Event, other: Option<String>| {
            let (time_us, seq, run) = match cause {
                Cause::Loaded(run) => (now, None, run),
                Cause::Said(spoken) => {
                    let seq = blame(db, spoken, &speaking, event, &golden_id, other.as_deref())?;
                    (db.assertion(seq)?.map_or(now, |stored| stored.assertion.time_us), Some(seq), None)
                }
            };
            db.add_passage(&Passage { n: 0, time_us, golden_id, event, other, seq, run })
        };
        for (id, into) in db.names_lost()? {
            let (event, count) = match into {
                Some(_) => (Event::MergedInto, &mut counts.merged_into),
                None => (Event::Retired, &mut counts.retired),
            };
            *count += 1;
            note(id, event, into)?;
        }
        for island in self.islands.map_or_else(|| vec![None], |islands| islands.into_iter().map(Some).collect()) {
            for (id, from) in db.names_gained(island)? {
                let event = if was_given_up(db, &id)? {
                    Event::Reinstated
                } else if from.is_some() {
                    Event::SplitFrom
                } else {
                    Event::Created
                };
                counts.created += 1;
                note(id, event, from)?;
            }
        }
        let exchanged = db.names_exchanged()?;
        for (id, other) in &exchanged {
            // Two that changed places are one event; of a ring of several each tells its own.
            let mutual = exchanged.contains(&(other.clone(), id.clone()));
            if !mutual || id < other {
                note(id.clone(), Event::Swapped, Some(other.clone()))?;
            }
        }
        Ok(counts)
    }
}

/// Whether a statement exchanges golden ids, or takes such an exchange back.
pub fn swaps(db: &Db, said: &Statement) -> Result<bool> {
    match said {
        Statement::Retract { target } => match db.assertion_by_id(*target)? {
            Some(stored) => swaps(db, &stored.assertion.statement),
            None => Ok(false),
        },
        other => Ok(matches!(other, Statement::SwapIds { .. })),
    }
}

/// For each record the positions of the statements that speak of it.
fn speaking(cause: Cause) -> BTreeMap<i64, Vec<usize>> {
    let mut of_record: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    if let Cause::Said(spoken) = cause {
        for (position, said) in spoken.iter().enumerate() {
            said.rids.iter().for_each(|rid| of_record.entry(*rid).or_default().push(position));
        }
    }
    of_record
}

/// The statement that an event comes from: the last that speaks of a record concerned.
fn blame(
    db: &Db,
    spoken: &[Spoken],
    speaking: &BTreeMap<i64, Vec<usize>>,
    event: Event,
    golden_id: &str,
    other: Option<&str>,
) -> Result<i64> {
    let fallback = spoken.last().map_or(0, |last| last.seq);
    if spoken.len() < 2 {
        return Ok(fallback);
    }
    let mut positions = BTreeSet::new();
    for id in std::iter::once(golden_id).chain(other) {
        for rid in db.was_named(id)?.into_iter().chain(db.rids_of_cluster(id)?) {
            positions.extend(speaking.get(&rid).into_iter().flatten().copied());
        }
    }
    let mut found = positions.iter().rev().map(|&position| &spoken[position]);
    let fits = |said: &&Spoken| said.swaps == (event == Event::Swapped);
    Ok(found.clone().find(fits).or_else(|| found.next()).map_or(fallback, |said| said.seq))
}

/// It named a golden record before, and the last thing that happened to it was that it no longer did.
fn was_given_up(db: &Db, golden_id: &str) -> Result<bool> {
    let passages = db.passages_of(golden_id, false)?;
    let last = passages.iter().rev().find(|passage| passage.event != Event::Swapped);
    Ok(last.is_some_and(|last| matches!(last.event, Event::MergedInto | Event::Retired)))
}

/// The life of a golden id, and of those that lead to it, oldest first.
pub fn timeline(db: &Db, golden_id: &str, leading_here: &[String]) -> Result<Vec<Step>> {
    let mut passages = db.passages_of(golden_id, true)?;
    for id in leading_here {
        passages.extend(db.passages_of(id, false)?);
    }
    passages.sort_by_key(|passage| passage.n);
    passages.dedup_by_key(|passage| passage.n);
    let mut steps = Vec::with_capacity(passages.len() + 1);
    let own = passages.iter().find(|passage| passage.golden_id == golden_id && passage.event != Event::Swapped);
    if !own.is_some_and(|first| matches!(first.event, Event::Created | Event::SplitFrom | Event::Reinstated)) {
        steps.extend(first(db, golden_id)?);
    }
    for passage in passages {
        steps.push(step(db, passage)?);
    }
    Ok(steps)
}

/// What was noted last of an id that names no golden record any more.
pub fn end_of(db: &Db, golden_id: &str) -> Result<Option<Step>> {
    let passages = db.passages_of(golden_id, false)?;
    let given_up = |passage: &Passage| matches!(passage.event, Event::MergedInto | Event::Retired);
    passages.into_iter().rev().find(given_up).map(|passage| step(db, passage)).transpose()
}

/// The id that a golden record was split from, where that is how it came about.
pub fn split_from(golden_id: &str, timeline: &[Step]) -> Option<String> {
    let arose = |step: &&Step| {
        let words = [Event::Created, Event::SplitFrom, Event::Reinstated].map(Event::word);
        step.golden_id == golden_id && words.contains(&step.event)
    };
    let last = timeline.iter().rev().find(arose)?;
    last.other.clone().filter(|_| last.event == Event::SplitFrom.word())
}

fn first(db: &Db, golden_id: &str) -> Result<Option<Step>> {
    let Some(noted) = db.meta(FIRST)? else { return Ok(None) };
    let (time, run) = noted.split_once(' ').unwrap_or((&noted, ""));
    let Ok(time_us) = time.parse() else { return Ok(None) };
    let (golden_id, event, run) = (golden_id.to_owned(), Event::Created, run.parse().ok());
    step(db, Passage { n: 0, time_us, golden_id, event, other: None, seq: None, run }).map(Some)
}

fn step(db: &Db, passage: Passage) -> Result<Step> {
    let said = match passage.seq {
        Some(seq) => db.assertion(seq)?.map(|stored| stored.assertion),
        None => None,
    };
    let summary = match &said {
        Some(said) => log::sentence(db, &said.statement)?,
        None => passage.run.map_or_else(|| "a load".to_owned(), |run| format!("match run {run}")),
    };
    Ok(Step {
        time: time::rfc3339(passage.time_us),
        event: passage.event.word(),
        golden_id: passage.golden_id,
        other: passage.other,
        seq: passage.seq,
        run: passage.run,
        author: said.map(|said| said.author),
        summary,
    })
}

#[cfg(test)]
mod tests {
    use crate::workspace::tests_support::{Place, decide, load, merge, split};
    use crate::workspace::{Change, Request, Step, Workspace};

    fn id(workspace: &Workspace, of: &str) -> String {
        workspace.cluster(of).unwrap().golden_id
    }

    /// Events of the golden record that holds a record, without those of the first load: event, whose, other, number.
    fn events(workspace: &Workspace, of: &str) -> Vec<(&'static str, String, Option<String>, Option<i64>)> {
        let steps = workspace.cluster(of).unwrap().timeline;
        let told = steps.into_iter().map(|Step { event, golden_id, other, seq, .. }| (event, golden_id, other, seq));
        told.collect()
    }

    #[test]
    fn decisions_leave_their_marks_on_the_ids_that_they_change() {
        let (_place, mut workspace) = Place::loaded("single");
        let (kept, lost) = (id(&workspace, "crm:01"), id(&workspace, "web:09"));
        assert_eq!(events(&workspace, &kept), [("created", kept.clone(), None, None)]);
        decide(&mut workspace, merge("crm:01", "web:09")).unwrap();
        let merged = ("merged_into", lost.clone(), Some(kept.clone()), Some(1));
        assert_eq!(&events(&workspace, &lost)[1..], std::slice::from_ref(&merged));
        decide(&mut workspace, Change::Undo).unwrap();
        let back = ("reinstated", lost.clone(), Some(kept.clone()), Some(2));
        assert_eq!(events(&workspace, &lost)[1..], [merged.clone(), back.clone()]);
        assert_eq!(events(&workspace, &kept)[1..], [merged, back], "told at both ends");
        decide(&mut workspace, split("crm:01", &[&["web:01"]])).unwrap();
        let new = id(&workspace, "web:01");
        assert_eq!(events(&workspace, &new), [("split_from", new.clone(), Some(kept.clone()), Some(3))]);
        assert_eq!(workspace.cluster(&new).unwrap().split_from, Some(kept.clone()));
        decide(&mut workspace, Change::SwapIds { id: "crm:01".into(), other: "crm:02".into() }).unwrap();
        let last = events(&workspace, "crm:01").pop().unwrap();
        assert_eq!((last.0, last.3), ("swapped", Some(4)));
    }

    #[test]
    fn of_many_decisions_each_answers_for_its_own() {
        let (_place, mut workspace) = Place::loaded("single");
        let requests = [split("crm:01", &[&["web:01"]]), split("crm:02", &[&["erp:02"]])].map(Request::from);
        let proposal = workspace.propose(&requests).unwrap();
        workspace.commit(proposal).unwrap();
        assert_eq!(events(&workspace, "web:01")[0].3, Some(1));
        assert_eq!(events(&workspace, "erp:02")[0].3, Some(2));
    }

    #[test]
    fn a_load_tells_what_it_merged_retired_and_brought() {
        let (place, mut workspace) = Place::loaded("single");
        let (kept, lost) = (id(&workspace, "crm:01"), id(&workspace, "web:09"));
        let second = id(&workspace, "crm:02");
        place.write("crm.csv", "id,name,city,changed\n01,Amberley Tools,York,2026-01-01\n03,Dorlin,Wick,2026-04-01\n");
        place.write("erp.csv", "id,name,city,changed\n01,Amberley Tools Ltd,Leeds,2026-02-01\n");
        place.write(
            "matches.csv",
            "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\n\
             crm,01,m1,r,0.9\nerp,01,m1,r,0.9\nweb,01,m1,r,0.9\nweb,09,m1,r,0.9\n",
        );
        load(&mut workspace);
        let step = workspace.cluster(&lost).unwrap().given_up.unwrap().end.unwrap();
        assert_eq!(
            (step.event, step.other, step.run, step.summary.as_str()),
            ("merged_into", Some(kept), Some(2), "match run 2")
        );
        assert_eq!(events(&workspace, "crm:03")[0].0, "created");
        let retired = workspace.cluster(&second).unwrap_err();
        assert!(retired.hints.iter().any(|hint| hint.ends_with("with match run 2")), "{retired:?}");
        let before = workspace.cluster("crm:01").unwrap().timeline;
        load(&mut workspace);
        assert_eq!(workspace.cluster("crm:01").unwrap().timeline, before, "the same load again changes nothing");
        // A record that comes back brings its id back.
        place.write(
            "crm.csv",
            "id,name,city,changed\n01,Amberley Tools,York,2026-01-01\n02,Brackwater,Hull,2026-01-01\n",
        );
        load(&mut workspace);
        let told: Vec<_> =
            events(&workspace, "crm:02").into_iter().map(|(event, id, other, _)| (event, id, other)).collect();
        let retired = ("retired", second.clone(), None);
        assert_eq!(told[1..], [retired, ("reinstated", second, None)], "{told:?}");
    }

    #[test]
    fn an_id_that_was_given_up_says_why_and_what_ties_it() {
        let (_place, mut workspace) = Place::loaded("single");
        let (kept, lost) = (id(&workspace, "crm:01"), id(&workspace, "web:09"));
        decide(&mut workspace, merge("erp:01", "web:09")).unwrap();
        let story = workspace.cluster(&lost).unwrap().given_up.unwrap();
        assert!(story.sentence.starts_with(&format!("{lost} was given up on ")), "{}", story.sentence);
        assert!(
            story
                .sentence
                .ends_with(&format!("merged into {kept} by number 1 of ana (merged crm:01, erp:01, web:01 + web:09)")),
            "{}",
            story.sentence
        );
        let chain: Vec<String> = story.chain.iter().map(super::super::Tie::sentence).collect();
        assert_eq!(chain, ["web:09 is tied to crm:01 by number 1 (merge by ana)"]);
        let member =
            workspace.store.read(|db| Ok(db.record(db.rid(&"web:01".parse().unwrap())?.unwrap())?.golden_id)).unwrap();
        let story = workspace.cluster(&member).unwrap().given_up.unwrap();
        assert!(story.end.is_none() && story.sentence.contains("has named no golden record of its own here"));
        assert_eq!(workspace.cluster(&kept).unwrap().given_up, None);
    }
}
