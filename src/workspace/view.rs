//! What the faces read: clusters in full, pages of the queue, the log.

use serde::{Deserialize, Serialize};

use super::change::Conflict;
use super::exits::Exits;
use super::possible::Beside;
use crate::model::{Golden, OverrideNote, PairScore, Record, RecordKey, Status, Task, TaskKind};
use crate::queue;

/// Everything about one cluster, for `show` and the Review screen.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterView {
    /// Its golden id.
    pub golden_id: String,
    /// How far its golden record has come.
    pub status: Status,
    /// What the workbench does not show to the steward who asked for it, so that they judge for themselves. The
    /// command line shows everything.
    pub hidden: Hidden,
    /// The open task, if there is one.
    pub task: Option<Task>,
    /// Its records, by key.
    pub members: Vec<Member>,
    /// The comparison of every two members (the first few hundred of a very large cluster), by key.
    pub pairs: Vec<PairScore>,
    /// Positions in `members` of its weakest link: the pair whose removal would break the cluster in two most
    /// easily (the weakest edge of the strongest tree that spans it); `None` for a record alone.
    pub weakest: Option<(usize, usize)>,
    /// Positions of the members that hang on the second record of the weakest link: what would break off there.
    pub far: Vec<usize>,
    /// Mean probability over all pairs; `None` for a record alone.
    pub cohesion: Option<f64>,
    /// How it formed: every link that made one of two, decisions first, then the run's from strong to weak.
    pub formed: Vec<Joined>,
    /// Its golden record.
    pub golden: Golden,
    /// What was said about its records, newest first.
    pub history: Vec<LogEntry>,
    /// Golden ids that once named a cluster, or could have, and lead here.
    pub redirected_from: Vec<String>,
    /// The lives of its golden id and of those that lead here, as far as they were seen here, oldest first.
    pub timeline: Vec<Step>,
    /// The golden id that it was split from, where that is how it came about.
    pub split_from: Option<String>,
    /// The golden id that was asked for, where that leads here.
    pub given_up: Option<GivenUp>,
    /// Records that joined since somebody confirmed it.
    pub joined_since_confirmed: Vec<RecordKey>,
    /// Standing decisions about records that have changed since, and what changed; newest decision first.
    pub stale: Vec<StaleDecision>,
    /// Overrides that hold no longer, by position of the attribute.
    pub lapsed: Vec<(usize, OverrideNote)>,
    /// Links of the match run that a decision refuses: the two records are in different clusters now.
    pub suppressed: Vec<(RecordKey, RecordKey)>,
    /// Those of them that lead from or to a record about which nobody has decided, though the two clusters were set
    /// apart; strongest first.
    pub bridges: Vec<BridgeView>,
    /// Clusters that may be the same as this one: first the one that its task asks about, then the most pressing.
    pub possible: Vec<PossibleView>,
    /// One of them, where it is shown beside this one ([`Workspace::reviewed`](super::Workspace::reviewed)).
    pub beside: Option<Beside>,
    /// Standing decisions about its records that cannot all hold.
    pub conflicts: Vec<Conflict>,
    /// The ways out of each of these.
    pub exits: Vec<Exits>,
}

/// A link between two clusters that somebody set apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BridgeView {
    /// The bridging record.
    pub from: RecordKey,
    /// The record that it was matched with as well, in the other cluster.
    pub to: RecordKey,
    /// Probability of the link.
    pub probability: f64,
    /// Golden id of the cluster at hand; in the report of a load that of the bridging record.
    pub golden_id: String,
    /// Golden id of the other side.
    pub other_golden_id: String,
    /// The newest decision that sets the two sides apart.
    pub separated_by: DecisionRef,
}

/// Another cluster that may be the same: nobody has said so, nor that it is not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PossibleView {
    /// The record of the likeliest pair across the two that is in the cluster at hand.
    pub record: RecordKey,
    /// The one in the other cluster.
    pub other: RecordKey,
    /// Probability of that pair.
    pub probability: f64,
    /// How likely the pairs across the two clusters of the run are on average.
    pub mean: f64,
    /// Golden id of the other cluster.
    pub golden_id: String,
    /// Somebody could not tell.
    pub unsure: bool,
}

impl ClusterView {
    /// The two records that stand for the question whether the two clusters side by side are one.
    pub fn asked_pair(&self) -> Option<(RecordKey, RecordKey)> {
        let question = &self.beside.as_ref()?.question;
        Some((question.record.clone(), question.other.clone()))
    }

    /// Whether a member, by its position, is of the cluster beside this one.
    pub fn is_beside(&self, member: usize) -> bool {
        self.beside.as_ref().is_some_and(|beside| member >= beside.from)
    }

    /// How many records the cluster itself has.
    pub fn size(&self) -> usize {
        self.beside.as_ref().map_or(self.members.len(), |beside| beside.from)
    }

    /// The clusters on the screen: the keys of each, and its golden record.
    pub fn clusters(&self) -> Vec<(Vec<&RecordKey>, &Golden)> {
        fn keys(members: &[Member]) -> Vec<&RecordKey> {
            members.iter().map(|member| &member.record.key).collect()
        }
        match &self.beside {
            None => vec![(keys(&self.members), &self.golden)],
            Some(Beside { from, golden: [own, other], .. }) => {
                let (here, there) = self.members.split_at(*from);
                vec![(keys(here), own), (keys(there), other)]
            }
        }
    }
}

impl PossibleView {
    /// How likely the two are one, in words.
    pub fn how_likely(&self) -> String {
        queue::how_likely(self.probability, self.mean)
    }
}

/// A decision, named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DecisionRef {
    /// Its number in the local log.
    pub seq: i64,
    /// The kind of statement.
    pub kind: String,
    /// Who said it.
    pub author: String,
}

/// A standing decision, and one of its records that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleDecision {
    /// The decision's number in the local log.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// Who made it.
    pub author: String,
    /// When, RFC 3339 in UTC.
    pub time: String,
    /// The record; for one that keeps records apart it may be in another cluster.
    pub record: RecordKey,
    /// What changed of it.
    pub changes: Vec<ValueChange>,
}

/// A value that changed since a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueChange {
    /// The attribute's position in the domain; `None` for the time at which the source says that it changed.
    pub position: Option<usize>,
    /// Its name.
    pub attribute: String,
    /// What it was; `None` also where that is not known.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// The record as it was is held here; otherwise all of its values are listed.
    pub known: bool,
}

/// What of a cluster the workbench does not show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hidden {
    /// Everything may be seen.
    #[default]
    Nothing,
    /// Not what was decided about it, nor by whom.
    Decision,
    /// Nor any score.
    DecisionAndScores,
}

/// An event in the life of a golden id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When it was seen here, RFC 3339 in UTC.
    pub time: String,
    /// `created`, `merged_into`, `split_from`, `retired`, `reinstated` or `swapped`.
    pub event: &'static str,
    /// Of which id.
    pub golden_id: String,
    /// The id that it went into, came from, or changed places with.
    pub other: Option<String>,
    /// Number of the decision that caused it.
    pub seq: Option<i64>,
    /// Or the match run.
    pub run: Option<i64>,
    /// Whose decision.
    pub author: Option<String>,
    /// What caused it, in a sentence.
    pub summary: String,
}

/// A golden id that leads to another one.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenUp {
    /// The id.
    pub golden_id: String,
    /// The record that bears it.
    pub record: RecordKey,
    /// Where it leads.
    pub into: String,
    /// How it came to that; `None` where it never named a golden record here.
    pub end: Option<Step>,
    /// What ties its record to the one that bears the other id.
    pub chain: Vec<Tie>,
    /// The same in a sentence.
    pub sentence: String,
}

/// One step of what ties two records of a cluster together.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// From this record.
    pub a: RecordKey,
    /// To this one.
    pub b: RecordKey,
    /// The kind of the statement that says so; `match`: the match run.
    pub kind: String,
    /// The statement's number in the log.
    pub seq: Option<i64>,
    /// Its author.
    pub author: Option<String>,
    /// How strong the run's link is.
    pub probability: Option<f64>,
}

/// A link by which a cluster formed.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// The link.
    pub tie: Tie,
    /// When it was decided, RFC 3339 in UTC; `None` for one of the match run.
    pub time: Option<String>,
    /// How many records the two sides had by then.
    pub sizes: (usize, usize),
}

/// A record as a member of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The record.
    pub record: Record,
    /// It is no longer in its source; kept because decisions speak of it. It supplies no golden value.
    pub gone: bool,
    /// The match group that the last run put it in.
    pub match_id: Option<String>,
    /// The rule that formed that group, as the matcher names it.
    pub match_rule: Option<String>,
    /// What holds it in the cluster: `single`, `matched` (the run), `confirmed` (a person).
    pub link_status: &'static str,
    /// Who put it there: a steward, or `model`.
    pub linked_by: Option<String>,
    /// When, RFC 3339; `None` where it was the model.
    pub linked_at: Option<String>,
}

/// What exports need of one cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Golden id.
    pub golden_id: String,
    /// Its records, by key.
    pub members: Vec<Member>,
    /// Its golden record.
    pub golden: Golden,
    /// How far it has come.
    pub status: Status,
    /// Probability of its weakest link; `None` for a record alone.
    pub min_score: Option<f64>,
    /// 1 + the number of assertions that speak of its records.
    pub version: u64,
    /// Who approved exactly this content; `rule` where it was accepted by rule.
    pub approved_by: Option<String>,
    /// When, RFC 3339; `None` where it was accepted by rule.
    pub approved_at: Option<String>,
    /// The newest `updated_at` of its records, RFC 3339.
    pub updated_at: Option<String>,
}

/// One line of the list of golden records.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityRow {
    /// Golden id.
    pub golden_id: String,
    /// A name for people: the golden value of the first attribute.
    pub label: String,
    /// How far it has come.
    pub status: Status,
    /// Records in it.
    pub size: usize,
    /// Its sources, sorted.
    pub sources: Vec<String>,
    /// Probability of its weakest link.
    pub score: Option<f64>,
    /// Why a person should look at it, if anything.
    pub kind: Option<TaskKind>,
}

/// A search hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The cluster.
    pub row: EntityRow,
    /// The record that matched.
    pub record: RecordKey,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number in the local log.
    pub seq: i64,
    /// When, RFC 3339 in UTC.
    pub time: String,
    /// Who.
    pub author: String,
    /// The kind of statement.
    pub kind: String,
    /// The records it speaks of; for a retraction those of what it takes back.
    pub records: Vec<RecordKey>,
    /// Why.
    pub comment: Option<String>,
    /// The standing retraction that took it back.
    pub retracted_by: Option<i64>,
    /// What a retraction takes back.
    pub target: Option<i64>,
    /// In one sentence, for people.
    pub summary: String,
    /// It is a remark that asks for a second look.
    pub flag: bool,
}

/// Which tasks or golden records: those that every facet admits, and of a facet any of its values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Query {
    /// Only these kinds of task; empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<TaskKind>,
    /// Only these statuses; empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<Status>,
    /// Only clusters that hold a record of one of these sources; empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Only those whose records do not agree on one of these attributes; empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
    /// Only those in which a decision of one of these stewards stands; empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Only those whose weakest link is at least so probable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f64>,
    /// Only those whose weakest link is at most so probable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_score: Option<f64>,
    /// Only clusters that hold a record with all these words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A window on a list, by key.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Start after this golden id (for the queue, with its priority); `None`: from the beginning.
    pub after: Option<(f64, String)>,
    /// At most so many.
    pub limit: usize,
}

impl Page {
    /// The first `limit`.
    pub fn first(limit: usize) -> Self {
        Self { after: None, limit }
    }
}

/// The state of the work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records present.
    pub records: u64,
    /// Clusters.
    pub entities: u64,
    /// Open tasks of each kind, in the order of the queue; kinds without any are left out.
    pub tasks: Vec<(TaskKind, u64)>,
    /// Golden records of each status.
    pub statuses: Vec<(Status, u64)>,
    /// Standing decisions made since midnight (UTC).
    pub decided_today: u64,
    /// The same in each half hour from midnight (UTC) until now.
    pub today: Vec<u64>,
    /// Those of them that the steward who sits here made.
    pub own_today: u64,
    /// How many the steward means to make a day.
    pub goal: Option<u64>,
}
