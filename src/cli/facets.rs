//! Facets: which tasks a command is about.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::error::Result;
use crate::model::{Status, TaskKind};
use crate::workspace::{Query, Workspace};

/// Which tasks: those that every facet admits, and of a facet that is given several times any of its values.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Which tasks")]
pub struct Facets {
    /// Only this kind of task; may be repeated
    #[arg(long, value_name = "K", value_parser = PossibleValuesParser::new(TaskKind::ALL.map(TaskKind::word)))]
    pub kind: Vec<String>,
    /// Only golden records of this status; may be repeated
    #[arg(long, value_name = "S", value_parser = PossibleValuesParser::new(Status::ALL.map(Status::word)))]
    pub status: Vec<String>,
    /// Only with a record of this source; may be repeated
    #[arg(long, value_name = "NAME")]
    pub source: Vec<String>,
    /// Only where the records do not agree on this attribute; may be repeated
    #[arg(long, value_name = "ATTR")]
    pub differs: Vec<String>,
    /// Only where a decision of this steward stands; may be repeated
    #[arg(long, value_name = "STEWARD")]
    pub by: Vec<String>,
    /// Only where the weakest link is at least so probable (0 to 1)
    #[arg(long, value_name = "P")]
    pub min_score: Option<f64>,
    /// Only where it is at most so probable
    #[arg(long, value_name = "P")]
    pub max_score: Option<f64>,
    /// Only with a record that holds all these words, or words that begin so
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// The filter that was kept under this name; a facet that is given too takes the place of its own
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
}

impl Facets {
    /// The filter that they come to.
    pub(crate) fn query(&self, workspace: &Workspace) -> Result<Query> {
        let mut query = self.filter.as_deref().map_or_else(|| Ok(Query::default()), |name| workspace.filter(name))?;
        let kinds: Vec<TaskKind> = self.kind.iter().filter_map(|word| TaskKind::from_word(word)).collect();
        let statuses: Vec<Status> = self.status.iter().filter_map(|word| Status::from_word(word)).collect();
        // A facet that is given replaces the kept filter's: both could only contradict each other.
        replace(&mut query.kinds, kinds);
        replace(&mut query.statuses, statuses);
        replace(&mut query.sources, self.source.clone());
        replace(&mut query.differs, self.differs.clone());
        replace(&mut query.by, self.by.clone());
        query.min_score = self.min_score.or(query.min_score);
        query.max_score = self.max_score.or(query.max_score);
        query.text = self.text.clone().filter(|text| !text.trim().is_empty()).or(query.text);
        workspace.check_filter(&query)?;
        Ok(query)
    }
}

fn replace<T>(held: &mut Vec<T>, given: Vec<T>) {
    if !given.is_empty() {
        *held = given;
    }
}
