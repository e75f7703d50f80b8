//! The grammar of one decision.

use clap::Subcommand;

use super::{How, parts, usage};
use crate::cli::facets::Facets;
use crate::error::{Error, Result};
use crate::model::{Choice, RecordKey};
use crate::workspace::{self, Change, Lifetime, Workspace};

/// What an ID may be.
const ID: &str = "A golden id, its beginning, or a record `source:record_id` that stands for its cluster";
/// What stands for a record.
const RECORD: &str = "A record, `source:record_id`";

/// A lifetime as it was written; none is *never*. (An option in an option would mean something else to the grammar.)
#[derive(Clone, Debug)]
pub struct Until(Option<Lifetime>);

fn until(text: &str) -> Result<Until, String> {
    Lifetime::read(text).map(Until)
}

/// One decision. ID is a golden id, its beginning, or a record `source:record_id` that stands for its cluster.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)] // Each says itself in its help.
pub enum Verdict {
    /// The cluster is right as it stands
    Confirm {
        #[arg(help = ID)]
        id: String,
    },
    /// Every cluster that a filter shows is right as it stands: one stroke, which one undo takes back
    ConfirmAll {
        #[command(flatten)]
        facets: Facets,
    },
    /// The parts are different entities
    Split {
        #[arg(help = ID)]
        id: String,
        /// The parts: records with commas between them, parts with slashes
        #[arg(long, value_name = "'crm:1,erp:2/web:3'", required_unless_present = "part", conflicts_with = "part")]
        parts: Option<String>,
        /// One part, records with commas between them; repeat it for the other parts
        #[arg(long, value_name = "KEY,…")]
        part: Vec<String>,
        /// Within each part, every two records are one entity
        #[arg(long)]
        confirm_parts: bool,
        /// A golden id that was handed out stays with most of the records that the cluster had
        #[arg(long)]
        keep_id_with_majority: bool,
    },
    /// The clusters are one entity
    Merge {
        #[arg(num_args = 2.., required = true, value_name = "ID", help = ID)]
        ids: Vec<String>,
    },
    /// Two golden records exchange their golden ids
    SwapIds {
        #[arg(help = ID)]
        id: String,
        #[arg(value_name = "ID", help = ID)]
        other: String,
    },
    /// Two records are one entity
    Same {
        #[arg(help = RECORD)]
        a: RecordKey,
        #[arg(help = RECORD)]
        b: RecordKey,
    },
    /// Two records are different entities
    Different {
        #[arg(help = RECORD)]
        a: RecordKey,
        #[arg(help = RECORD)]
        b: RecordKey,
    },
    /// Two records, or a whole cluster: cannot tell
    Unsure {
        /// A record, or the id of a cluster
        #[arg(value_name = "A|ID")]
        a: String,
        /// The other record
        b: Option<RecordKey>,
    },
    /// Set the golden value of an attribute
    #[command(group(clap::ArgGroup::new("choice").required(true)))]
    Override {
        #[arg(help = ID)]
        id: String,
        /// The attribute's name
        #[arg(value_name = "ATTR")]
        attribute: String,
        /// The value of this record
        #[arg(long, value_name = "SOURCE:ID", group = "choice")]
        from: Option<RecordKey>,
        /// This value
        #[arg(long, value_name = "V", group = "choice", allow_hyphen_values = true)]
        value: Option<String>,
        /// No value
        #[arg(long, group = "choice")]
        null: bool,
        /// How long it holds: never (that is, until it is taken back), `source_changes`, `winner_changes`, or up to the
        /// end of a day (UTC)
        #[arg(long, value_name = "never|source_changes|winner_changes|YYYY-MM-DD|+DAYS", value_parser = until)]
        until: Option<Until>,
    },
    /// What was decided is right still, though records have changed since, or a second opinion was asked for
    Reaffirm {
        #[arg(help = ID)]
        id: String,
    },
    /// It is not: take all of it back, so that the cluster is open again
    Reopen {
        #[arg(help = ID)]
        id: String,
    },
    /// Exactly this golden record may be released
    Approve {
        #[arg(help = ID)]
        id: String,
    },
    /// Every golden record that a filter shows and that waits for a second pair of eyes may be released: one stroke
    ApproveAll {
        #[command(flatten)]
        facets: Facets,
    },
    /// It may not, yet; --comment says why
    SendBack {
        #[arg(help = ID)]
        id: String,
    },
    /// A remark (--comment), or with --flag a request for a second look
    Comment {
        #[arg(help = ID)]
        id: String,
        /// Ask for a second look
        #[arg(long)]
        flag: bool,
    },
}

impl Verdict {
    /// What the grammar cannot say: which decisions need a comment, what `unsure` takes.
    pub(super) fn check(&self, how: &How) -> Result<()> {
        let silent = how.comment.as_deref().is_none_or(|comment| comment.trim().is_empty());
        match self {
            Self::SendBack { .. } if silent => Err(usage("send-back needs a reason: --comment TEXT")),
            Self::Comment { flag: false, .. } if silent => Err(usage("comment needs its text: --comment TEXT")),
            Self::Unsure { a, b: Some(_) } => a.parse::<RecordKey>().map(drop).map_err(|why| usage(&why)),
            _ => Ok(()),
        }
    }

    /// An id that was handed out is to stay with most of its records.
    pub(super) fn keeps_id_with_majority(&self) -> bool {
        matches!(self, Self::Split { keep_id_with_majority: true, .. })
    }

    /// The facets and the verdict, where it speaks of all that these show.
    pub(super) fn bulk(&self) -> Option<(&Facets, workspace::Verdict)> {
        match self {
            Self::ConfirmAll { facets } => Some((facets, workspace::Verdict::Confirm)),
            Self::ApproveAll { facets } => Some((facets, workspace::Verdict::Approve)),
            _ => None,
        }
    }

    /// The change it asks for. The workspace says where the keys of a split end.
    pub(super) fn change(&self, workspace: &Workspace) -> Result<Change> {
        Ok(match self {
            Self::Confirm { id } => Change::Confirm { id: id.clone() },
            Self::Split { id, parts, part, confirm_parts, .. } => {
                let members = workspace.cluster(id)?.members;
                let sources: Vec<&str> = members.iter().map(|member| member.record.key.source.as_str()).collect();
                let parts = match parts {
                    Some(text) => parts::parts(text, &sources),
                    None => part.iter().map(|text| parts::keys(text, &sources)).collect(),
                };
                let parts = parts.map_err(|why| usage(&why))?;
                Change::Split { id: id.clone(), parts, confirm_parts: *confirm_parts }
            }
            Self::Merge { ids } => Change::Merge { ids: ids.clone() },
            Self::SwapIds { id, other } => Change::SwapIds { id: id.clone(), other: other.clone() },
            Self::Same { a, b } => Change::Same { a: a.clone(), b: b.clone() },
            Self::Different { a, b } => Change::Different { a: a.clone(), b: b.clone() },
            Self::Unsure { a, b: Some(b) } => {
                Change::Unsure { a: a.parse().map_err(|why: String| usage(&why))?, b: b.clone() }
            }
            Self::Unsure { a, b: None } => Change::UnsureCluster { id: a.clone() },
            Self::Override { id, attribute, from, value, until, .. } => Change::Override {
                id: id.clone(),
                attribute: attribute.clone(),
                choice: match (from, value) {
                    (Some(key), _) => Choice::From(key.clone()),
                    (None, Some(value)) => Choice::Value(value.clone()),
                    (None, None) => Choice::Null,
                },
                until: until.as_ref().and_then(|until| until.0.clone()),
            },
            Self::Reaffirm { id } => Change::Reaffirm { id: id.clone() },
            Self::Reopen { id } => Change::Reopen { id: id.clone() },
            Self::Approve { id } => Change::Approve { id: id.clone() },
            Self::ConfirmAll { .. } | Self::ApproveAll { .. } => {
                return Err(Error::internal("a verdict on many clusters is asked for by its facets"));
            }
            Self::SendBack { id } => Change::SendBack { id: id.clone() },
            Self::Comment { id, flag } => Change::Comment { id: id.clone(), flag: *flag },
        })
    }
}
