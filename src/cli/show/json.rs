//! A cluster as JSON. Values and golden values are objects whose members are in the order of the attributes.

use serde::Serialize;

use crate::cli::log::EntryJson;
use crate::cli::ordered::Ordered;
use crate::config::Domain;
use crate::model::{GoldenValue, OverrideNote, PairScore, RecordKey, Task};
use crate::workspace::{BridgeView, ClusterView, Member};

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
    golden: Ordered<ValueJson<'a>>,
    history: Vec<EntryJson<'a>>,
    redirected_from: &'a [String],
    joined_since_confirmed: &'a [RecordKey],
    suppressed: &'a [(RecordKey, RecordKey)],
    bridges: &'a [BridgeView],
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
struct PairJson<'a> {
    a: &'a RecordKey,
    b: &'a RecordKey,
    weight: f64,
    probability: f64,
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
        golden: named(domain, view.golden.values.iter().map(value)),
        history: view.history.iter().map(EntryJson::from).collect(),
        redirected_from: &view.redirected_from,
        joined_since_confirmed: &view.joined_since_confirmed,
        suppressed: &view.suppressed,
        bridges: &view.bridges,
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

fn pair(pair: &PairScore) -> PairJson<'_> {
    PairJson { a: &pair.a, b: &pair.b, weight: pair.weight, probability: pair.probability }
}

fn value(value: &GoldenValue) -> ValueJson<'_> {
    ValueJson {
        value: value.value.as_deref(),
        record: value.record.as_ref(),
        rule: &value.rule,
        overridden: value.overridden.as_ref(),
        tie: value.tie,
        contested: value.contested,
    }
}
