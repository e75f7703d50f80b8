//! Filters of the queue: what they say in words, whether they make sense here, and those that are kept under a name.

use super::view::Query;
use super::{Desk, Workspace};
use crate::config::suggest::expected;
use crate::error::{Error, Result};
use crate::model::two_digits;
use crate::store::Db;

/// The longest name of a filter.
const LONGEST: usize = 40;

impl Query {
    /// Nothing is left out.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// What it admits, a few words a facet: `borderline`, `source crm or web`, `email differs`.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut facet = |before: &str, names: Vec<&str>, after: &str| {
            if !names.is_empty() {
                words.push(format!("{before}{}{after}", names.join(" or ")));
            }
        };
        let of = |names: &'_ [String]| -> Vec<String> { names.to_vec() };
        facet("", self.kinds.iter().map(|kind| kind.word()).collect(), "");
        facet("", self.statuses.iter().map(|status| status.word()).collect(), "");
        facet("source ", of(&self.sources).iter().map(String::as_str).collect(), "");
        facet("", of(&self.differs).iter().map(String::as_str).collect(), " differs");
        facet("decided by ", of(&self.by).iter().map(String::as_str).collect(), "");
        match (self.min_score, self.max_score) {
            (Some(low), Some(high)) => words.push(format!("score {} to {}", two_digits(low), two_digits(high))),
            (Some(low), None) => words.push(format!("score from {}", two_digits(low))),
            (None, Some(high)) => words.push(format!("score up to {}", two_digits(high))),
            (None, None) => {}
        }
        if let Some(text) = &self.text {
            words.push(format!("“{text}”"));
        }
        words
    }
}

/// Refuses a filter that names what is not here, or that admits nothing whatever is here.
pub fn check(desk: &Desk, query: &Query) -> Result<()> {
    let sources = || desk.config.sources.iter().map(|source| source.name.as_str());
    if let Some(unknown) = query.sources.iter().find(|name| !sources().any(|known| known == name.as_str())) {
        return Err(Error::user(format!("no source {unknown:?}")).hint(expected(unknown, sources())));
    }
    let attributes = || desk.config.domain.attributes.iter().map(|attribute| attribute.name.as_str());
    if let Some(unknown) = query.differs.iter().find(|name| !attributes().any(|known| known == name.as_str())) {
        return Err(Error::user(format!("no attribute {unknown:?}")).hint(expected(unknown, attributes())));
    }
    for score in [query.min_score, query.max_score].into_iter().flatten() {
        if !(0.0..=1.0).contains(&score) {
            return Err(Error::user(format!("{score} is no score: expected a number from 0 to 1")));
        }
    }
    match (query.min_score, query.max_score) {
        (Some(low), Some(high)) if low > high => {
            Err(Error::user(format!("no score is at least {low} and at most {high}")))
        }
        _ => Ok(()),
    }
}

fn kept(db: &Db) -> Result<Vec<(String, String)>> {
    db.filters()
}

fn authors(db: &Db) -> Result<Vec<String>> {
    db.authors()
}

impl Workspace {
    /// Says what is wrong with a filter.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`]: a source or an attribute that is not here, or scores that no link has.
    pub fn check_filter(&self, query: &Query) -> Result<()> {
        check(&self.desk, query)
    }

    /// Filters that were kept, by name. One that a newer program wrote and this one cannot read is left out.
    pub fn filters(&self) -> Result<Vec<(String, Query)>> {
        let kept = self.store.read(kept)?;
        Ok(kept.into_iter().filter_map(|(name, text)| Some((name, serde_json::from_str(&text).ok()?))).collect())
    }

    /// The filter that was kept under a name.
    ///
    /// # Errors
    /// There is none; the hint lists those there are.
    pub fn filter(&self, name: &str) -> Result<Query> {
        let kept = self.filters()?;
        let found = kept.iter().find(|(known, _)| known == name).map(|(_, query)| query.clone());
        found.ok_or_else(|| {
            let names = kept.iter().map(|(name, _)| name.as_str());
            Error::user(format!("no filter is kept as {name:?}")).hint(expected(name, names))
        })
    }

    /// Keeps a filter under a name, for everybody who opens this workspace; in place of one that had the name.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`]: the name is empty or too long, or the filter names what is not here.
    pub fn keep_filter(&mut self, name: &str, query: &Query) -> Result<()> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
            return Err(Error::user(format!("a filter's name has 1 to {LONGEST} characters")));
        }
        check(&self.desk, query)?;
        let text = serde_json::to_string(query).map_err(|error| Error::internal(error.to_string()))?;
        self.store.write(|db| db.keep_filter(name, &text))
    }

    /// Forgets a filter; one that is not there is forgotten already.
    pub fn forget_filter(&mut self, name: &str) -> Result<()> {
        self.store.write(|db| db.forget_filter(name))
    }

    /// Everybody of whom a decision is in the journal, by name.
    pub fn authors(&self) -> Result<Vec<String>> {
        self.read(authors)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use crate::model::{Status, Task, TaskKind};
    use crate::workspace::tests_support::{Place, decide, key, load, typed};
    use crate::workspace::{Change, Page, Query, Workspace};

    #[test]
    fn filters_are_kept_for_everybody_and_checked() {
        let (place, mut ana) = Place::loaded("single");
        let query = Query { sources: vec!["crm".into()], max_score: Some(0.9), ..Query::default() };
        ana.keep_filter(" doubtful ", &query).unwrap();
        let mut ben = place.steward("ben");
        assert_eq!(ben.filters().unwrap(), [("doubtful".to_owned(), query.clone())]);
        assert_eq!(ben.filter("doubtful").unwrap(), query);
        assert!(ben.filter("doubtfl").unwrap_err().hints[0].contains("did you mean \"doubtful\""));
        assert!(ben.keep_filter("", &query).is_err());
        let wrong = Query { differs: vec!["nam".into()], ..Query::default() };
        assert!(ben.keep_filter("x", &wrong).unwrap_err().hints[0].contains("did you mean \"name\""));
        assert!(ben.check_filter(&Query { min_score: Some(1.5), ..Query::default() }).is_err());
        ben.forget_filter("doubtful").unwrap();
        assert_eq!(ana.filters().unwrap(), []);
        assert_eq!(query.words(), ["source crm", "score up to 0.90"]);
        assert!(Query::default().is_everything() && !query.is_everything());
    }

    /// A workspace with tasks of several kinds and decisions of two people.
    fn place() -> (Place, Workspace) {
        let place = Place::reviewed("band = [0.5, 0.99]\naudit = 1.0\nsecond_opinion = \"off\"\n");
        let mut matches = "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\n".to_owned();
        let mut sources = [("crm", String::new()), ("erp", String::new()), ("web", String::new())];
        for n in 0..40_usize {
            for (s, (source, rows)) in sources.iter_mut().enumerate().filter(|(s, _)| (n + s) % 3 != 0) {
                let name = ["Amberley", "Brackwater", "Corvid", "Dunmore"][(n + s * (n % 5 / 4)) % 4];
                let city = ["York", "Hull", "Bath"][(n * s) % 3];
                writeln!(rows, "{n:03},{name} Works {n},{city},2026-01-01").unwrap();
                let confidence = [0.97, 0.8, 0.6, 0.4][(n / 3) % 4];
                writeln!(matches, "{source},{n:03},m{n},r,{confidence}").unwrap();
            }
        }
        for (source, rows) in &sources {
            place.write(&format!("{source}.csv"), &format!("id,name,city,changed\n{rows}"));
        }
        place.write("matches.csv", &matches);
        let mut ana = place.steward("ana");
        load(&mut ana);
        let mut ben = place.steward("ben");
        decide(&mut ben, Change::Unsure { a: key("erp:001"), b: key("crm:001") }).unwrap();
        decide(&mut ben, typed("crm:002", "city", "Leeds")).unwrap();
        decide(&mut ana, typed("crm:004", "city", "Leeds")).unwrap();
        decide(&mut ana, Change::Comment { id: "crm:005".into(), flag: true }).unwrap();
        (place, ana)
    }

    fn all(workspace: &Workspace) -> Vec<Task> {
        workspace.queue(&Query::default(), &Page::first(1_000)).unwrap()
    }

    #[test]
    fn filtered_pages_are_what_a_naive_filter_leaves() {
        let (_place, ana) = place();
        let whole = all(&ana);
        assert!(whole.len() > 25, "{}", whole.len());
        let deciders = |task: &Task| -> Vec<String> {
            let said = ana.log(Some(&task.golden_id), None, 100).unwrap();
            said.into_iter().filter(|entry| entry.kind == "override").map(|entry| entry.author).collect()
        };
        let decided: Vec<Vec<String>> = whole.iter().map(deciders).collect();
        let some = |names: &'static [&'static str]| prop::collection::vec(prop::sample::select(names), 0..3);
        let facets = (
            prop::collection::vec(prop::sample::select(TaskKind::ALL.to_vec()), 0..4),
            prop::collection::vec(prop::sample::select(vec![Status::Proposed, Status::Accepted]), 0..2),
            some(&["crm", "erp", "web"]),
            some(&["name", "city"]),
            some(&["ana", "ben", "cem"]),
            prop::option::of(0.0..=1.0_f64),
            prop::option::of(0.0..=1.0_f64),
            prop::option::of(prop::sample::select(vec!["york", "works 1", "corvid", "bath 7", "nobody"])),
            1..9_usize,
        );
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        runner
            .run(&facets, |(kinds, statuses, sources, differs, by, min_score, max_score, text, limit)| {
                let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
                let query = Query {
                    kinds,
                    statuses,
                    sources: owned(&sources),
                    differs: owned(&differs),
                    by: owned(&by),
                    min_score,
                    max_score,
                    text: text.map(str::to_owned),
                };
                let mut paged: Vec<Task> = Vec::new();
                loop {
                    let after = paged.last().map(|task| (task.priority, task.golden_id.clone()));
                    let page = ana.queue(&query, &Page { after, limit }).unwrap();
                    let ended = page.len() < limit;
                    paged.extend(page);
                    if ended {
                        break;
                    }
                }
                let any =
                    |names: &[String], held: &[String]| names.is_empty() || names.iter().any(|n| held.contains(n));
                let holds_words = |task: &Task| {
                    query.text.as_deref().is_none_or(|text| {
                        ana.cluster(&task.golden_id).unwrap().members.iter().any(|member| {
                            let held =
                                member.record.values.iter().flatten().map(|v| v.to_lowercase()).collect::<Vec<_>>();
                            let held = held.join(" ");
                            text.split(' ').all(|word| held.split(' ').any(|other| other.starts_with(word)))
                        })
                    })
                };
                let naive: Vec<Task> = whole
                    .iter()
                    .zip(&decided)
                    .filter(|(task, decided)| {
                        (query.kinds.is_empty() || query.kinds.contains(&task.kind))
                            && (query.statuses.is_empty() || query.statuses.contains(&task.status))
                            && any(&query.sources, &task.sources)
                            && any(&query.differs, &task.differs)
                            && any(&query.by, decided)
                            && query.min_score.is_none_or(|low| task.score.is_some_and(|score| score >= low))
                            && query.max_score.is_none_or(|high| task.score.is_some_and(|score| score <= high))
                            && holds_words(task)
                    })
                    .map(|(task, _)| task.clone())
                    .collect();
                prop_assert_eq!(paged, naive);
                Ok(())
            })
            .unwrap();
    }
}
