//! A cluster as JSON. Values and golden values are objects whose members are in the order of the attributes.

use serde::Serialize;

use crate::cli::log::EntryJson;
use crate::cli::ordered::Ordered;
use crate::config::Domain;
use crate::model::{GoldenValue, OverrideNote, PairScore, RecordKey, Task};
use crate::workspace::{
    BridgeView, ClusterView, GivenUp, Joined, Member, PossibleView, StaleDecision, Step, Tie, ValueChange,
};

/// A cluster.
#[derive(Serialize)]
pub(super) struct ClusterJson<'a> {
    golden_id: &'a str,
    status: &'static str,
    task: Option<TaskJson<'a>>,
    members: Vec<MemberJson<'a>>,
    pairs: Vec<PairJson<'a>>,
    weakest: Option<[&'a RecordKey; 2]>,
    cohesion: Option<f64>,
    formed: Vec<JoinedJson<'a>>,
    golden: Ordered<ValueJson<'a>>,
    history: Vec<EntryJson<'a>>,
    redirected_from: &'a [String],
    timeline: Vec<StepJson<'a>>,
    split_from: Option<&'a str>,
    given_up: Option<GivenUpJson<'a>>,
    joined_since_confirmed: &'a [RecordKey],
    stale: Vec<StaleJson<'a>>,
    suppressed: &'a [(RecordKey, RecordKey)],
    bridges: &'a [BridgeView],
    possible: &'a [PossibleView],
}

#[derive(Serialize)]
struct TaskJson<'a> {
    kind: &'static str,
    reason: &'a str,
    flagged: bool,
}

#[derive(Serialize)]
struct MemberJson<'a> {
    record: &'a RecordKey,
    values: Ordered<Option<&'a str>>,
    updated_at: Option<&'a str>,
    gone: bool,
    match_id: Option<&'a str>,
    match_rule: Option<&'a str>,
    link_status: &'static str,
    linked_by: Option<&'a str>,
    linked_at: Option<&'a str>,
}

#[derive(Serialize)]
struct StepJson<'a> {
    time: &'a str,
    event: &'static str,
    golden_id: &'a str,
    other: Option<&'a str>,
    seq: Option<i64>,
    run: Option<i64>,
    author: Option<&'a str>,
    summary: &'a str,
}

#[derive(Serialize)]
struct GivenUpJson<'a> {
    golden_id: &'a str,
    record: &'a RecordKey,
    into: &'a str,
    end: Option<StepJson<'a>>,
    chain: Vec<TieJson<'a>>,
    sentence: &'a str,
}

#[derive(Serialize)]
struct TieJson<'a> {
    a: &'a RecordKey,
    b: &'a RecordKey,
    kind: &'a str,
    seq: Option<i64>,
    author: Option<&'a str>,
    probability: Option<f64>,
}

/// A link by which it formed.
#[derive(Serialize)]
struct JoinedJson<'a> {
    #[serde(flatten)]
    tie: TieJson<'a>,
    time: Option<&'a str>,
    sizes: [usize; 2],
}

#[derive(Serialize)]
struct PairJson<'a> {
    a: &'a RecordKey,
    b: &'a RecordKey,
    weight: f64,
    probability: f64,
}

/// A decision about a record that has changed since.
#[derive(Serialize)]
struct StaleJson<'a> {
    seq: i64,
    kind: &'a str,
    author: &'a str,
    time: &'a str,
    record: &'a RecordKey,
    changes: Vec<ChangeJson<'a>>,
}

/// What changed; where the record as it was is not known here, all that it holds now.
#[derive(Serialize)]
struct ChangeJson<'a> {
    attribute: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    known: bool,
}

#[derive(Serialize)]
struct ValueJson<'a> {
    value: Option<&'a str>,
    record: Option<&'a RecordKey>,
    rule: &'a str,
    #[serde(rename = "override")]
    overridden: Option<&'a OverrideNote>,
    tie: bool,
    contested: bool,
}

/// `view` as JSON.
pub(super) fn cluster<'a>(view: &'a ClusterView, domain: &'a Domain) -> ClusterJson<'a> {
    let key = |at: usize| view.members.get(at).map(|member| &member.record.key);
    ClusterJson {
        golden_id: &view.golden_id,
        status: view.status.word(),
        task: view.task.as_ref().map(task),
        members: view.members.iter().map(|one| member(one, domain)).collect(),
        pairs: view.pairs.iter().map(pair).collect(),
        weakest: view.weakest.and_then(|(a, b)| Some([key(a)?, key(b)?])),
        cohesion: view.cohesion,
        formed: view.formed.iter().map(joined).collect(),
        golden: named(domain, view.golden.values.iter().enumerate().map(|(at, one)| value(one, lapsed(view, at)))),
        history: view.history.iter().map(EntryJson::from).collect(),
        redirected_from: &view.redirected_from,
        timeline: view.timeline.iter().map(step).collect(),
        split_from: view.split_from.as_deref(),
        given_up: view.given_up.as_ref().map(given_up),
        joined_since_confirmed: &view.joined_since_confirmed,
        stale: view.stale.iter().map(stale).collect(),
        suppressed: &view.suppressed,
        bridges: &view.bridges,
        possible: &view.possible,
    }
}

fn named<V>(domain: &Domain, values: impl Iterator<Item = V>) -> Ordered<V> {
    Ordered(domain.attributes.iter().map(|attribute| attribute.name.clone()).zip(values).collect())
}

fn task(task: &Task) -> TaskJson<'_> {
    TaskJson { kind: task.kind.word(), reason: &task.reason, flagged: task.flagged }
}

fn member<'a>(member: &'a Member, domain: &Domain) -> MemberJson<'a> {
    MemberJson {
        record: &member.record.key,
        values: named(domain, member.record.values.iter().map(Option::as_deref)),
        updated_at: member.record.updated_at.as_deref(),
        gone: member.gone,
        match_id: member.match_id.as_deref(),
        match_rule: member.match_rule.as_deref(),
        link_status: member.link_status,
        linked_by: member.linked_by.as_deref(),
        linked_at: member.linked_at.as_deref(),
    }
}

fn stale(decision: &StaleDecision) -> StaleJson<'_> {
    StaleJson {
        seq: decision.seq,
        kind: &decision.kind,
        author: &decision.author,
        time: &decision.time,
        record: &decision.record,
        changes: decision.changes.iter().map(change).collect(),
    }
}

fn change(change: &ValueChange) -> ChangeJson<'_> {
    ChangeJson {
        attribute: &change.attribute,
        before: change.before.as_deref(),
        after: change.after.as_deref(),
        known: change.known,
    }
}

fn step(step: &Step) -> StepJson<'_> {
    StepJson {
        time: &step.time,
        event: step.event,
        golden_id: &step.golden_id,
        other: step.other.as_deref(),
        seq: step.seq,
        run: step.run,
        author: step.author.as_deref(),
        summary: &step.summary,
    }
}

fn given_up(given_up: &GivenUp) -> GivenUpJson<'_> {
    GivenUpJson {
        golden_id: &given_up.golden_id,
        record: &given_up.record,
        into: &given_up.into,
        end: given_up.end.as_ref().map(step),
        chain: given_up.chain.iter().map(tie).collect(),
        sentence: &given_up.sentence,
    }
}

fn tie(tie: &Tie) -> TieJson<'_> {
    TieJson {
        a: &tie.a,
        b: &tie.b,
        kind: &tie.kind,
        seq: tie.seq,
        author: tie.author.as_deref(),
        probability: tie.probability,
    }
}

fn joined(joined: &Joined) -> JoinedJson<'_> {
    JoinedJson { tie: tie(&joined.tie), time: joined.time.as_deref(), sizes: joined.sizes.into() }
}

fn pair(pair: &PairScore) -> PairJson<'_> {
    PairJson { a: &pair.a, b: &pair.b, weight: pair.weight, probability: pair.probability }
}

/// The newest override of an attribute that holds no longer.
fn lapsed(view: &ClusterView, attribute: usize) -> Option<&OverrideNote> {
    view.lapsed.iter().rev().find(|(of, _)| *of == attribute).map(|(_, note)| note)
}

/// A golden value. Where no override decides, one that did is shown: it says of itself that it lapsed.
fn value<'a>(value: &'a GoldenValue, lapsed: Option<&'a OverrideNote>) -> ValueJson<'a> {
    ValueJson {
        value: value.value.as_deref(),
        record: value.record.as_ref(),
        rule: &value.rule,
        overridden: value.overridden.as_ref().or(lapsed),
        tie: value.tie,
        contested: value.contested,
    }
}
