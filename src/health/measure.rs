//! The three measures and their alarms.

use std::fmt;

use serde::Serialize;

use crate::config::HealthLimits;

use super::words::{percent, span};

/// What the measures are made of. Times are microseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// All records.
    pub records: u64,
    /// Records in clusters of two or more.
    pub records_in_groups: u64,
    /// All clusters, those of one included.
    pub clusters: u64,
    /// Clusters of one.
    pub singletons: u64,
    /// The newest source change that no approved export holds yet; `None` where nothing waits.
    pub newest_unexported_change_us: Option<i64>,
    /// When the last match run was; `None` before the first.
    pub last_run_us: Option<i64>,
    /// Now.
    pub now_us: i64,
}

/// A measure against its limit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alarm {
    /// The measure: the name of a field of [`Report`].
    pub measure: &'static str,
    /// Its value: a share in 0..=1, or seconds.
    pub value: f64,
    /// The limit, in the same unit; meeting it exactly is no breach.
    pub limit: f64,
    /// It does not hold.
    pub breached: bool,
    /// What was counted and what is asked, in words.
    pub reason: String,
}

/// The state of a workspace. An empty one has rates of 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Records in clusters of two or more ÷ all records.
    pub match_rate: f64,
    /// Clusters of one ÷ all clusters.
    pub singleton_rate: f64,
    /// Age of the newest source change that no approved export holds yet; 0 where nothing waits.
    pub staleness_seconds: u64,
    /// Age of the last match run; `None` before the first.
    pub last_run_age_seconds: Option<u64>,
    /// All records.
    pub records: u64,
    /// All clusters.
    pub entities: u64,
    /// One for each limit that is configured, breached or not.
    pub alarms: Vec<Alarm>,
}

/// Measures a workspace and judges it by its limits.
pub fn measure(facts: &Facts, limits: &HealthLimits) -> Report {
    let match_rate = share(facts.records_in_groups, facts.records);
    let singleton_rate = share(facts.singletons, facts.clusters);
    let staleness_seconds = facts.newest_unexported_change_us.map_or(0, |change| age(change, facts.now_us));
    let alarms = [
        limits.match_rate_min.map(|limit| Alarm {
            measure: "match_rate",
            value: match_rate,
            limit,
            breached: match_rate < limit,
            reason: format!(
                "{} of {} records are in groups of two or more: {}; at least {} is asked",
                facts.records_in_groups,
                facts.records,
                percent(match_rate),
                percent(limit)
            ),
        }),
        limits.singleton_rate_max.map(|limit| Alarm {
            measure: "singleton_rate",
            value: singleton_rate,
            limit,
            breached: singleton_rate > limit,
            reason: format!(
                "{} of {} entities have one record only: {}; at most {} is allowed",
                facts.singletons,
                facts.clusters,
                percent(singleton_rate),
                percent(limit)
            ),
        }),
        limits.staleness_max.map(|limit| Alarm {
            measure: "staleness_seconds",
            value: staleness_seconds as f64,
            limit: limit.as_secs_f64(),
            breached: staleness_seconds as f64 > limit.as_secs_f64(),
            reason: match facts.newest_unexported_change_us {
                Some(_) => format!(
                    "the newest source change has waited {} for an approved export; at most {} is allowed",
                    span(staleness_seconds),
                    span(limit.as_secs())
                ),
                None => "no source change waits for an approved export".to_owned(),
            },
        }),
    ];
    Report {
        match_rate,
        singleton_rate,
        staleness_seconds,
        last_run_age_seconds: facts.last_run_us.map(|run| age(run, facts.now_us)),
        records: facts.records,
        entities: facts.clusters,
        alarms: alarms.into_iter().flatten().collect(),
    }
}

impl Report {
    /// Whether any limit is breached: what `health --check` asks.
    pub fn is_breached(&self) -> bool {
        self.alarms.iter().any(|alarm| alarm.breached)
    }
}

/// For people: the measures, then each limit with whether it holds, in words and not by colour alone.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "records         {}", self.records)?;
        writeln!(f, "entities        {}", self.entities)?;
        writeln!(f, "match rate      {}", percent(self.match_rate))?;
        writeln!(f, "singleton rate  {}", percent(self.singleton_rate))?;
        writeln!(f, "staleness       {}", span(self.staleness_seconds))?;
        match self.last_run_age_seconds {
            Some(seconds) => writeln!(f, "last match run  {} ago", span(seconds))?,
            None => writeln!(f, "last match run  never")?,
        }
        for alarm in &self.alarms {
            let word = if alarm.breached { "ALARM" } else { "ok" };
            writeln!(f, "{word:<5}  {}", alarm.reason)?;
        }
        Ok(())
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Whole seconds since `then`; a moment in the future, from a clock that is ahead, is 0 seconds old.
fn age(then: i64, now: i64) -> u64 {
    u64::try_from(now.saturating_sub(then)).unwrap_or(0) / 1_000_000
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const HOUR_US: i64 = 3_600_000_000;

    fn limits() -> HealthLimits {
        HealthLimits {
            match_rate_min: Some(0.8),
            singleton_rate_max: Some(0.3),
            staleness_max: Some(Duration::from_hours(24)),
        }
    }

    fn facts() -> Facts {
        Facts {
            records: 10,
            records_in_groups: 8,
            clusters: 5,
            singletons: 2,
            newest_unexported_change_us: Some(0),
            last_run_us: Some(20 * HOUR_US),
            now_us: 30 * HOUR_US,
        }
    }

    #[test]
    fn the_json_is_the_one_that_scripts_rely_on() {
        let only = HealthLimits { match_rate_min: Some(0.9), ..HealthLimits::default() };
        assert_eq!(
            serde_json::to_value(measure(&facts(), &only)).unwrap(),
            serde_json::json!({
                "match_rate": 0.8, "singleton_rate": 0.4, "staleness_seconds": 108_000, "last_run_age_seconds": 36_000,
                "records": 10, "entities": 5,
                "alarms": [{
                    "measure": "match_rate", "value": 0.8, "limit": 0.9, "breached": true,
                    "reason": "8 of 10 records are in groups of two or more: 80 %; at least 90 % is asked"
                }]
            })
        );
    }

    #[test]
    fn a_limit_met_exactly_holds() {
        let mut facts = facts();
        let breached = |facts: &Facts| measure(facts, &limits()).alarms.iter().map(|a| a.breached).collect::<Vec<_>>();
        assert_eq!(breached(&facts), [false, true, true]);
        facts.now_us = 24 * HOUR_US;
        facts.clusters = 10;
        facts.singletons = 3;
        assert_eq!(breached(&facts), [false, false, false]);
        assert!(!measure(&facts, &limits()).is_breached());
    }

    #[test]
    fn an_empty_workspace_divides_by_nothing() {
        let report = measure(&Facts::default(), &limits());
        assert_eq!((report.match_rate, report.singleton_rate, report.staleness_seconds), (0.0, 0.0, 0));
        assert_eq!(report.alarms.iter().map(|alarm| alarm.breached).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(report.alarms[2].reason, "no source change waits for an approved export");
    }

    #[test]
    fn a_change_from_the_future_is_fresh() {
        let facts = Facts { newest_unexported_change_us: Some(i64::MAX), last_run_us: Some(i64::MIN), ..facts() };
        let report = measure(&facts, &HealthLimits::default());
        assert_eq!(report.staleness_seconds, 0);
        assert!(report.last_run_age_seconds.is_some());
        assert_eq!(report.alarms, []);
    }

    #[test]
    fn people_read_words() {
        let text = measure(&facts(), &limits()).to_string();
        assert_eq!(
            text,
            "records         10\nentities        5\nmatch rate      80 %\nsingleton rate  40 %\n\
             staleness       1 d 6 h\nlast match run  10 h ago\n\
             ok     8 of 10 records are in groups of two or more: 80 %; at least 80 % is asked\n\
             ALARM  2 of 5 entities have one record only: 40 %; at most 30 % is allowed\n\
             ALARM  the newest source change has waited 1 d 6 h for an approved export; at most 1 d is allowed\n"
        );
    }
}
