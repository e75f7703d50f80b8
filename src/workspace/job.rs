//! Jobs: work that takes long, as a face begins it beside or between reviewing, each with one sentence about its end.

use std::fs;

use super::export::{Artefact, Order};
use super::{LoadOptions, MatchOptions, MatchReport, Mode, Progress, SyncReport, TrainOptions, TrainReport, Workspace};
use crate::error::{Error, Result};
use crate::export::{Destination, Format};

/// The folder of a workspace that jobs export to.
const FOLDER: &str = "export";

/// Work that takes long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Load sources and match groups.
    Load,
    /// Run the own matcher over what is loaded.
    Match,
    /// Match what is new, changed or gone since, by the kept model.
    MatchNew,
    /// See what decisions teach the own matcher.
    Train,
    /// Write what is approved: golden records and the crosswalk.
    Export,
    /// Exchange journals, with this target or else the one that goldsmith.toml names.
    Sync(Option<String>),
}

impl Job {
    /// What it is called while it runs.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Match => "match",
            Self::MatchNew => "match new",
            Self::Train => "train",
            Self::Export => "export",
            Self::Sync(_) => "sync",
        }
    }
}

/// What came of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// In one sentence.
    pub text: String,
    /// What more there is to know.
    pub more: String,
    /// Somebody should look.
    pub needs_eyes: bool,
}

impl Told {
    fn of(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl Workspace {
    /// Does a job whole, or nothing of it where it fails or is stopped.
    ///
    /// # Errors
    /// Those of what it does.
    pub fn run_job(&mut self, job: &Job, progress: &mut dyn FnMut(Progress)) -> Result<Told> {
        Ok(match job {
            Job::Load => Told::of(self.load(&LoadOptions::default(), progress)?.summary()),
            Job::Match => Told::of(self.match_records(&MatchOptions::default(), progress)?.summary()),
            Job::MatchNew => {
                let options = MatchOptions { mode: Mode::Increment, ..MatchOptions::default() };
                let report = self.match_records(&options, progress)?;
                Told {
                    more: report.advice.clone().map_or_else(String::new, |why| format!(" · {why}")),
                    ..Told::of(report.summary())
                }
            }
            Job::Train => {
                let report = self.train(&TrainOptions::default(), progress)?;
                Told::of(report.summary(self.config().matching.engine.as_deref() == Some("trained")))
            }
            Job::Export => Told::of(self.export_approved(progress)?),
            Job::Sync(target) => {
                let target = match target {
                    Some(target) => target.parse()?,
                    None => self.remembered_target()?,
                };
                exchanged(&self.sync(&target, progress)?)
            }
        })
    }

    /// What is approved, and which records it was made of.
    fn export_approved(&mut self, progress: &mut dyn FnMut(Progress)) -> Result<String> {
        let folder = self.dir().join(FOLDER);
        fs::create_dir_all(&folder)
            .map_err(|problem| Error::store(format!("cannot make {}: {problem}", folder.display())))?;
        let mut write = |artefact, name: &str| {
            self.desk.stop.check()?;
            let order = Order {
                artefact,
                format: Format::Csv,
                role: None,
                approved_only: true,
                spreadsheet_safe: false,
                destination: Destination::File(folder.join(name)),
            };
            self.export(&order)
        };
        progress(Progress { phase: "golden records", done: 0, total: 2 });
        let golden = write(Artefact::Golden, "golden.csv")?;
        progress(Progress { phase: "crosswalk", done: 1, total: 2 });
        let crosswalk = write(Artefact::Crosswalk, "crosswalk.csv")?;
        let waiting = match golden.unapproved {
            0 => String::new(),
            more => format!(" · {more} are not approved yet"),
        };
        let (records, rows) = (golden.totals.rows, crosswalk.totals.rows);
        Ok(format!("exported {records} golden records and {rows} rows of the crosswalk to {FOLDER}/{waiting}"))
    }
}

impl MatchReport {
    /// What the run did, in one sentence.
    pub fn summary(&self) -> String {
        let all = format!("{} clusters of two or more, {} links", self.groups, self.pairs);
        match self.increment {
            Some(found) => format!(
                "matched {} new, {} changed and {} gone records; {} looked at again: {all}",
                found.new, found.changed, found.gone, found.touched
            ),
            None => format!("matched {} records: {all}", self.records),
        }
    }
}

impl TrainReport {
    /// What labels teach, in one sentence; `trained`: the next match run learns from them.
    pub fn summary(&self, trained: bool) -> String {
        let Self { matches, non_matches, before, after, .. } = self;
        let labels =
            format!("{} labelled pairs, {matches} the same and {non_matches} different", matches + non_matches);
        if !self.learned {
            return format!("{labels}: they teach nothing that holds for each other; scores stay as they are");
        }
        let how = if trained { "the next match" } else { "engine = \"trained\" under [matching] and a match" };
        format!("{labels}: Brier score {:.4} becomes {:.4} with {how}", before.brier, after.brier)
    }
}

/// What an exchange did.
fn exchanged(report: &SyncReport) -> Told {
    let more = match report.warnings.as_slice() {
        [] => String::new(),
        [only] => format!(" · {only}"),
        more => format!(" · {} warnings: `goldsmith sync` shows them", more.len()),
    };
    Told { text: format!("{} with {}", report.summary(), report.target), more, needs_eyes: report.needs_eyes() }
}
