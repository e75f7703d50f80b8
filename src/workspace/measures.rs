//! Measures: how the workspace does now, what each load came to, and what the Health screen draws of it.

use serde::Serialize;

use super::desk::now_us;
use super::{Workspace, load, report::HealthReport};
use crate::config::Band;
use crate::error::Result;
use crate::health;
use crate::learning::{self, Calibration};
use crate::normalise::time;
use crate::queue::Strength;
use crate::resolve::Standing;
use crate::store::{Db, Measured};

/// Loads that trends look back on.
const LOADS: usize = 400;
/// Parts that a day is counted in: half hours.
pub const DAY_PARTS: usize = 48;
/// Days that are counted, today among them.
const DAYS: usize = 28;
const DAY_US: i64 = 86_400_000_000;

/// What a load came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Load {
    /// Its number, runs of the own matcher counted too.
    pub load: i64,
    /// When, RFC 3339 in UTC.
    pub time: String,
    /// The match run that was the latest one then.
    pub run: Option<i64>,
    /// Present records.
    pub records: u64,
    /// Clusters.
    pub entities: u64,
    /// Records in clusters of two or more ÷ all records.
    pub match_rate: f64,
    /// Clusters of one ÷ all clusters.
    pub singleton_rate: f64,
    /// Open tasks.
    pub tasks: u64,
    /// Decisions that stood.
    pub decisions: u64,
    /// Links that these refuse or add against the run.
    pub over_model: u64,
}

/// All that the Health screen draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Vitals {
    /// The three measures and their limits.
    pub report: HealthReport,
    /// Clusters of each strength, of those that the review band judges.
    pub strengths: Vec<(Strength, u64)>,
    /// The review band in force.
    pub band: Band,
    /// Clusters of each size, in present records.
    pub sizes: Vec<(u64, u64)>,
    /// What loads, and runs of the own matcher, came to, oldest first.
    pub loads: Vec<Load>,
    /// How often pairs that scored so much turned out to be matches.
    pub calibration: Vec<Calibration>,
    /// Decisions in each half hour of today (UTC).
    pub today: Vec<u64>,
    /// Decisions in each of the last days (UTC), today last.
    pub days: Vec<u64>,
    /// The half hour that it is now.
    pub now: usize,
}

impl Workspace {
    /// Match rate, singleton rate and staleness with their limits.
    pub fn health(&self) -> Result<HealthReport> {
        self.read(|db| self.measure(db))
    }

    /// The same with all that can be drawn of it. Reads the whole journal.
    pub fn vitals(&self) -> Result<Vitals> {
        let now = now_us();
        let midnight = now.div_euclid(DAY_US) * DAY_US;
        let assertions = self.assertions()?;
        let standing = Standing::of(&assertions);
        let standing: Vec<_> =
            assertions.iter().enumerate().filter(|(i, _)| standing.stands(*i)).map(|(_, said)| said).collect();
        let calibration = learning::calibration(&learning::labelled_pairs(&standing).pairs);
        self.read(|db| {
            let lately = db.decided_since(midnight - (DAYS as i64 - 1) * DAY_US)?;
            let of_today: Vec<_> = lately.iter().filter(|(time_us, _)| *time_us >= midnight).cloned().collect();
            let mut today = half_hours(midnight, now, &of_today);
            let at = today.len() - 1;
            today.resize(DAY_PARTS, 0);
            Ok(Vitals {
                report: self.measure(db)?,
                strengths: db.strength_counts()?,
                band: self.desk.config.review.band,
                sizes: db.size_counts()?,
                loads: db.measured(LOADS)?.iter().map(Load::of).collect(),
                calibration,
                today,
                days: days(midnight, &lately),
                now: at,
            })
        })
    }

    fn measure(&self, db: &Db) -> Result<HealthReport> {
        let sizes = Sizes::of(db)?;
        let facts = health::Facts {
            records: sizes.records,
            records_in_groups: sizes.records - sizes.singletons,
            clusters: sizes.clusters,
            singletons: sizes.singletons,
            newest_unexported_change_us: load::newest_waiting_change(db)?,
            last_run_us: db.latest_run()?.map(|run| run.time_us),
            now_us: now_us(),
        };
        Ok(health::measure(&facts, &self.desk.config.health))
    }
}

impl Load {
    fn of(measured: &Measured) -> Self {
        let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        Self {
            load: measured.load,
            time: time::rfc3339(measured.time_us),
            run: measured.run,
            records: measured.records,
            entities: measured.clusters,
            match_rate: share(measured.grouped, measured.records),
            singleton_rate: share(measured.singletons, measured.clusters),
            tasks: measured.tasks,
            decisions: measured.decisions,
            over_model: measured.over_model,
        }
    }
}

/// Present records, clusters that hold any, and clusters of just one.
struct Sizes {
    records: u64,
    clusters: u64,
    singletons: u64,
}

impl Sizes {
    fn of(db: &Db) -> Result<Self> {
        let sizes = db.size_counts()?;
        Ok(Self {
            records: sizes.iter().map(|(size, n)| size * n).sum(),
            clusters: sizes.iter().map(|(_, n)| n).sum(),
            singletons: sizes.iter().find(|(size, _)| *size == 1).map_or(0, |(_, n)| *n),
        })
    }
}

impl Workspace {
    /// Notes how many decisions the steward means to make a day; `None`: they set themselves no number.
    pub fn set_goal(&mut self, goal: Option<u64>) -> Result<()> {
        let key = goal_of(&self.desk.steward);
        self.store.write(|db| db.set_meta(&key, &goal.map_or_else(String::new, |goal| goal.to_string())))
    }
}

/// Decisions in each half hour from midnight until now.
pub fn half_hours(midnight_us: i64, now_us: i64, decided: &[(i64, String)]) -> Vec<u64> {
    let part =
        |time_us: i64| ((time_us - midnight_us) / (DAY_US / DAY_PARTS as i64)).clamp(0, DAY_PARTS as i64 - 1) as usize;
    let mut parts = vec![0; part(now_us) + 1];
    for (time_us, _) in decided {
        // The journal's time never goes back, so it may be ahead of a clock that did.
        let at = part(*time_us).min(parts.len() - 1);
        parts[at] += 1;
    }
    parts
}

/// Decisions in each of the last days, the one that began at `midnight_us` last.
fn days(midnight_us: i64, decided: &[(i64, String)]) -> Vec<u64> {
    let mut days = vec![0; DAYS];
    for (time_us, _) in decided {
        let before = midnight_us - time_us;
        let ago = if before > 0 { usize::try_from((before - 1) / DAY_US + 1).unwrap_or(DAYS) } else { 0 };
        if let Some(count) = (DAYS - 1).checked_sub(ago).and_then(|at| days.get_mut(at)) {
            *count += 1;
        }
    }
    days
}

/// How many decisions a steward means to make a day.
pub fn goal(db: &Db, steward: &str) -> Result<Option<u64>> {
    Ok(db.meta(&goal_of(steward))?.and_then(|goal| goal.parse().ok()))
}

fn goal_of(steward: &str) -> String {
    format!("goal of {steward}")
}

/// Notes what a load or a run of the own matcher came to: the next point of the trends.
pub fn note(db: &Db, time_us: i64, decisions: u64, over_model: u64) -> Result<()> {
    let load = db.measured(1)?.last().map_or(0, |last| last.load) + 1;
    let sizes = Sizes::of(db)?;
    db.note_measured(&Measured {
        load,
        time_us,
        run: db.latest_run()?.map(|run| run.id),
        records: sizes.records,
        grouped: sizes.records - sizes.singletons,
        clusters: sizes.clusters,
        singletons: sizes.singletons,
        tasks: db.task_counts()?.iter().map(|(_, n)| n).sum(),
        decisions,
        over_model,
    })
}

#[cfg(test)]
mod tests {
    use crate::workspace::tests_support::{Place, decide, load};
    use crate::workspace::{Change, MatchOptions};

    #[test]
    fn every_load_leaves_a_point_and_every_decision_a_mark() {
        let (_place, mut ana) = Place::loaded("single");
        decide(&mut ana, Change::Confirm { id: "crm:02".into() }).unwrap();
        load(&mut ana);
        let vitals = ana.vitals().unwrap();
        assert_eq!(vitals.loads.iter().map(|load| load.load).collect::<Vec<_>>(), [1, 2]);
        let last = vitals.loads.last().unwrap();
        assert_eq!((last.records, last.entities, last.decisions), (6, 3, 1));
        assert!(
            (last.match_rate - vitals.report.match_rate).abs() < 1e-12 && (last.match_rate - 5.0 / 6.0).abs() < 1e-12
        );
        assert_eq!(vitals.sizes, [(1, 1), (2, 1), (3, 1)]);
        assert_eq!(vitals.today.iter().sum::<u64>(), 1);
        assert_eq!(vitals.today[vitals.now], 1);
        // What was confirmed is settled; the other cluster of several is what the band judges.
        assert_eq!(vitals.strengths.iter().map(|(_, n)| n).sum::<u64>(), 1);
        assert_eq!(vitals.calibration.iter().map(|bin| bin.share.n).sum::<u64>(), 1);
        assert!(ana.verify().unwrap().ok);
    }

    #[test]
    fn a_run_of_the_own_matcher_leaves_a_point_as_well() {
        let (_place, mut ana) = Place::loaded("single");
        ana.match_records(&MatchOptions::default(), &mut |_| {}).unwrap();
        load(&mut ana);
        let vitals = ana.vitals().unwrap();
        let [loaded, matched, again] = vitals.loads.try_into().unwrap();
        assert_eq!((loaded.load, matched.load, again.load), (1, 2, 3));
        assert!(matched.run > loaded.run && again.run > matched.run);
        assert_eq!((loaded.records, matched.records, again.entities), (6, 6, loaded.entities));
    }

    #[test]
    fn a_goal_is_the_stewards_own() {
        let (place, mut ana) = Place::loaded("single");
        ana.set_goal(Some(50)).unwrap();
        decide(&mut place.steward("ben"), Change::Confirm { id: "crm:02".into() }).unwrap();
        let counts = ana.counts().unwrap();
        assert_eq!((counts.goal, counts.decided_today, counts.own_today), (Some(50), 1, 0));
        assert_eq!(place.steward("ben").counts().unwrap().goal, None);
        ana.set_goal(None).unwrap();
        assert_eq!(ana.counts().unwrap().goal, None);
    }
}
