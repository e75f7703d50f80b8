//! Load: sources and match groups come in, whole or not at all.
//!
//! `intake.rs` takes records, `groups.rs` a whole run, `increment.rs` one that holds only what is new and changed;
//! `outcome.rs` says what came of it for people's decisions and for golden ids.

pub mod groups;
mod increment;
mod intake;
mod outcome;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::intake::Intake;
pub use self::outcome::Before;
use super::as_of;
use super::desk::{Desk, now_us};
use super::matched;
use super::measures;
use super::notes;
use super::passage::{Cause, Watch};
use super::rebuild::{rebuild, rebuild_around};
use super::redact;
use super::report::LoadReport;
use super::{LoadOptions, Progress};
use crate::error::{Error, Result};
use crate::ingest;
use crate::ingest::matches::{self, MatchOutput};
use crate::matching::Comparer;
use crate::model::RecordKey;
use crate::store::Db;

/// Where the newest change that waits for an approved export is noted. It counts from when a load brought it: a
/// source may have made it before the last export and handed it over after.
const WAITING: &str = "newest_waiting_change";

/// When a source made the newest change that no approved export holds yet, microseconds since 1970 (UTC).
pub fn newest_waiting_change(db: &Db) -> Result<Option<i64>> {
    Ok(db.meta(WAITING)?.and_then(|change| change.parse().ok()))
}

/// An approved export holds every change there is.
pub fn nothing_waits(db: &Db) -> Result<()> {
    db.set_meta(WAITING, "")
}

/// Loads everything that the configuration names, and matches it where that is asked for. Runs inside one transaction.
/// Also gives what compares records from now on; `None`: what did before.
pub fn load(
    db: &Db,
    desk: &Desk,
    dir: &Path,
    options: &LoadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<(LoadReport, Option<Comparer>)> {
    let configured = desk.config.matches.as_ref().is_some_and(|matches| matches.incremental);
    let incremental = options.incremental.unwrap_or(configured);
    let mut report = LoadReport { incremental, ..LoadReport::default() };
    let output = read_matches(desk, dir, options, incremental, progress)?;
    let before = Before::of(db)?;
    let number = db.meta("loads")?.and_then(|loads| loads.parse::<i64>().ok()).unwrap_or(0) + 1;
    let mut intake = Intake::new(db, desk, newest_waiting_change(db)?, number == 1, &mut report);
    db.take_many(|| {
        desk.config.sources.iter().try_for_each(|source| match &source.file {
            Some(file) => intake.source_file(&dir.join(file), source, progress),
            None => intake.source_from(source, output.as_ref()),
        })
    })?;
    // Files that hold only what is new and changed say nothing of the rest.
    if !incremental {
        intake.mark_gone(progress)?;
    }
    redact::warn(intake.report);
    let (new, changed, newest_change) = intake.end();
    if let Some(change) = newest_change {
        db.set_meta(WAITING, &change.to_string())?;
    }
    if let Some(output) = output {
        report.rejected.extend(output.rejected.iter().cloned());
        let links = redact::links_to_keep(db)?;
        if incremental {
            increment::add(db, desk, &output, &changed, &mut report, progress)?;
        } else {
            groups::replace(db, desk, &output, &mut report, progress)?;
        }
        redact::keep_links(db, &links)?;
    }
    let matching = options.matching.as_ref();
    let made = matching.map(|options| matched::make(db, desk, dir, options, progress)).transpose()?;
    let (run, comparer) = made.map_or((None, None), |made| (Some(made.report), made.comparer));
    let own = comparer.clone().map(|comparer| Desk { comparer, ..desk.clone() });
    settle(db, own.as_ref().unwrap_or(desk), &before, new, &mut report, progress)?;
    if let Some(run) = run {
        (report.run, report.groups) = (run.run, run.groups);
        report.matched = Some(Box::new(run.settled(&report)));
    }
    report.sources = db.records_by_source()?.into_iter().collect();
    report.records = report.sources.values().sum();
    db.set_meta("records", &report.records.to_string())?;
    db.set_meta("loads", &number.to_string())?;
    measures::note(db, now_us(), report.decisions_kept, report.decisions_over_model)?;
    Ok((report, comparer))
}

/// What follows from other records or another run: derived state is made anew, and what of it concerns decisions and
/// golden ids is reported. `new` are records that were never here before.
pub fn settle(
    db: &Db,
    desk: &Desk,
    before: &Before,
    new: Vec<RecordKey>,
    report: &mut LoadReport,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    notes::load(db, desk, new)?;
    as_of::move_on(db, now_us())?;
    let watch = Watch::begin(db, None)?;
    let rebuilt = rebuild(db, desk, progress)?;
    report.ids = watch.end(db, Cause::Loaded(db.latest_run()?.map(|run| run.id)))?;
    notes::accept(db, desk)?;
    before.compare(db, &rebuilt.bridges, report)?;
    report.decisions_kept = rebuilt.standing;
    report.decisions_over_model = rebuilt.over_model;
    Ok(())
}

/// The same where only these records may be in other clusters than before: what nothing ties to them stays as it is.
pub fn settle_around(
    db: &Db,
    desk: &Desk,
    before: &Before,
    rids: BTreeSet<i64>,
    report: &mut LoadReport,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    notes::load(db, desk, Vec::new())?;
    let mut rids = rids;
    for seq in as_of::move_on(db, now_us())? {
        rids.extend(db.mentioned_by(seq)?);
    }
    let rebuilt = rebuild_around(db, desk, &rids, Cause::Loaded(db.latest_run()?.map(|run| run.id)), progress)?;
    notes::accept(db, desk)?;
    before.compare(db, &rebuilt.bridges, report)?;
    report.ids = rebuilt.ids;
    report.decisions_kept = rebuilt.standing;
    report.decisions_over_model = rebuilt.over_model;
    Ok(())
}

fn read_matches(
    desk: &Desk,
    dir: &Path,
    options: &LoadOptions,
    incremental: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<MatchOutput>> {
    let configured = desk.config.matches.as_ref();
    // A path on the command line is meant from where the person stands, one in the file from the workspace.
    let file: Option<PathBuf> = options.matches.clone().or(configured.map(|matches| dir.join(&matches.file)));
    let file = file.filter(|_| options.matching.is_none());
    let Some(file) = file else {
        if let Some(source) = desk.config.sources.iter().find(|source| source.file.is_none()) {
            let output = if options.matching.is_some() {
                "and match output is not read"
            } else {
                "and there is no match output"
            };
            return Err(Error::config(format!("source {:?} has no file, {output}", source.name))
                .hint("give it a file, or say in [matches] where the match output lies"));
        }
        return Ok(None);
    };
    let format = options.format.as_deref().or(configured.map(|matches| matches.format.as_str())).unwrap_or("auto");
    let read = if incremental { matches::read_increment } else { matches::read };
    read(&file, format, &desk.config, &mut bytes("match groups", progress)).map(Some)
}

/// Passes on how many bytes of a file are read.
fn bytes(phase: &'static str, progress: &mut dyn FnMut(Progress)) -> impl FnMut(ingest::Progress) {
    move |read| progress(Progress { phase, done: read.done_bytes, total: read.total_bytes })
}

#[cfg(test)]
mod tests {
    use crate::export::{Destination, Format};
    use crate::workspace::export::{Artefact, Order};
    use crate::workspace::tests_support::{Place, load};
    use crate::workspace::{Change, LoadOptions, Page, Query, Request, Stop, Workspace};

    #[test]
    fn a_change_waits_from_the_load_that_brought_it_to_the_next_approved_export() {
        let (place, mut workspace) = Place::loaded("single");
        let order = |artefact| Order {
            artefact,
            format: Format::Csv,
            role: None,
            approved_only: true,
            spreadsheet_safe: false,
            destination: Destination::File(place.path().join("out.csv")),
        };
        assert!(workspace.health().unwrap().staleness_seconds > 0);
        workspace.export(&order(Artefact::Crosswalk)).unwrap();
        assert!(workspace.health().unwrap().staleness_seconds > 0);
        workspace.export(&order(Artefact::Golden)).unwrap();
        assert_eq!(workspace.health().unwrap().staleness_seconds, 0);
        load(&mut workspace);
        assert_eq!(workspace.health().unwrap().staleness_seconds, 0);
        // Changed before that export, handed over after it.
        place.write("web.csv", "id,name,city,changed\n01,Amberley,York,2026-03-01\n09,Corvid Press,Bath,2026-03-01\n");
        load(&mut workspace);
        assert!(workspace.health().unwrap().staleness_seconds > 0);
    }

    #[test]
    fn a_load_that_is_stopped_changes_nothing() {
        let (place, mut workspace) = Place::loaded("single");
        place.write("web.csv", "id,name,city,changed\n01,Amberley,York,2026-03-01\n09,Zephyr Press,Bath,2026-03-01\n");
        let before = workspace.counts().unwrap();
        let stop = Stop::default();
        stop.ask();
        workspace.stop_with(stop);
        let stopped = workspace.load(&LoadOptions::default(), &mut |_| {}).unwrap_err();
        assert_eq!(stopped.message, "stopped; nothing was changed");
        assert_eq!(workspace.counts().unwrap(), before);
        assert!(workspace.search("zephyr", 5).unwrap().is_empty());
        assert!(workspace.verify().unwrap().ok);
        workspace.stop_with(Stop::default());
        load(&mut workspace);
        assert_eq!(workspace.search("zephyr", 5).unwrap().len(), 1);
    }

    #[test]
    fn loads_and_decisions_at_once_lose_nothing() {
        let (place, mut workspace) = Place::loaded("single");
        let dir = place.path().to_owned();
        let loading = std::thread::spawn(move || {
            let mut other = Workspace::open(&dir, "robin").unwrap();
            (0..5).for_each(|_| drop(other.load(&LoadOptions::default(), &mut |_| {}).unwrap()));
        });
        let id = workspace.queue(&Query::default(), &Page::first(1)).unwrap()[0].golden_id.clone();
        for n in 0..20 {
            let mut request = Request::from(Change::Comment { id: id.clone(), flag: false });
            request.comment = Some(format!("remark {n}"));
            let proposal = workspace.propose(&[request]).unwrap();
            workspace.commit(proposal).unwrap();
        }
        loading.join().unwrap();
        workspace.reopen().unwrap();
        let remarks = workspace.log(None, None, 100).unwrap().iter().filter(|entry| entry.kind == "comment").count();
        assert_eq!(remarks, 20);
        assert!(workspace.verify().unwrap().ok);
    }

    #[test]
    fn an_approved_crosswalk_makes_its_golden_ids_older_than_any_other() {
        let (place, mut workspace) = Place::loaded("single");
        let order = Order {
            artefact: Artefact::Crosswalk,
            format: Format::Csv,
            role: None,
            approved_only: true,
            spreadsheet_safe: false,
            destination: Destination::File(place.path().join("out.csv")),
        };
        workspace.export(&order).unwrap();
        let log = workspace.log(None, None, 10).unwrap();
        assert_eq!((log.len(), log[0].kind.as_str()), (1, "publish"));
        workspace.export(&Order { artefact: Artefact::Journal, ..order }).unwrap();
        assert_eq!(workspace.log(None, None, 10).unwrap().len(), 1);
    }
}
