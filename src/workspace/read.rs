//! Reading: a cluster in full, pages of the queue, what exports need.

use std::collections::BTreeMap;

use super::asked;
use super::derive::{Derived, DerivedCluster, derive};
use super::desk::{self, Desk};
use super::exits;
use super::find;
use super::formed;
use super::given_up::given_up;
use super::island::Material;
use super::log;
use super::measures;
use super::opinion::Opinions;
use super::overlay::Sight;
use super::passage;
use super::possible;
use super::release::as_kept;
use super::splits;
use super::stale;
use super::view::{ClusterView, Counts, Entity, EntityRow, Hidden, Hit, Member, Page, Query};
use crate::error::{Error, Result};
use crate::model::{PairScore, RecordKey, Task, TaskKind};
use crate::normalise::{search_text, time};
use crate::resolve::{Constraints, Standing};
use crate::store::{Db, Filter, StoredCluster};

/// Pairs of a very large cluster that a view compares at most; the rest would not fit any screen.
const MOST_PAIRS: usize = 20_000;

/// The surroundings of the cluster that `id` names, and the cluster's position in them.
pub fn sight(db: &Db, desk: &Desk, id: &str) -> Result<(Sight, usize)> {
    let rid = find::record_of(db, id)?;
    let end = passage::end_of(db, id)?;
    let retired = || {
        let error = Error::user(format!("{id} is retired: its record is no longer in its source"))
            .hint("`goldsmith log` still lists what was decided about it");
        match &end {
            Some(end) => error.hint(format!("it ended on {} with {}", &end.time, end.summary)),
            None => error,
        }
    };
    let island = db.island_of(rid)?.ok_or_else(retired)?;
    let material = Material::of(db, db.rids_of_island(island)?)?;
    let derived = derive(&desk.config, &desk.comparer, &material);
    let node = material.rids.iter().position(|&other| other == rid).ok_or_else(retired)?;
    let at = derived.clusters.iter().position(|cluster| cluster.nodes.contains(&node)).ok_or_else(retired)?;
    Ok((Sight { material, derived }, at))
}

/// The cluster that `id` names, in full.
pub fn cluster(db: &Db, desk: &Desk, id: &str) -> Result<ClusterView> {
    let (sight, at) = sight(db, desk, id)?;
    view(db, desk, id, &sight, at)
}

/// The cluster at a position of its surroundings, in full; `id` is what it was asked for by.
pub fn view(db: &Db, desk: &Desk, id: &str, sight: &Sight, at: usize) -> Result<ClusterView> {
    let Sight { material, derived } = sight;
    let found = &derived.clusters[at];
    let key = |node: usize| material.island.nodes[node].key.clone();
    let rids: Vec<i64> = found.nodes.iter().map(|&node| material.rids[node]).collect();
    let mut bears: Vec<String> =
        found.nodes.iter().map(|&node| material.island.nodes[derived.borne[node]].golden_id.clone()).collect();
    bears.sort();
    let golden_id = &found.stored.golden_id;
    let redirected_from: Vec<String> = bears.into_iter().filter(|id| id != golden_id).collect();
    let timeline = passage::timeline(db, golden_id, &redirected_from)?;
    let kept = as_kept(db, found.stored.clone())?;
    let within = |node: usize| found.nodes.binary_search(&node).ok();
    let again = asked::is_due(asked::due(db, desk)?, &found.stored);
    let stored = if again { kept.clone().as_asked() } else { kept.clone() };
    let task = task(db, desk, material, found, stored.task())?;
    let suppressed = derived.suppressed.iter().map(|&edge| &material.island.edges[edge]);
    let constraints = constraints(desk, material);
    let (conflicts, exits) = exits::standing(db, desk, sight, &found.nodes)?;
    Ok(ClusterView {
        conflicts,
        exits,
        split_from: passage::split_from(golden_id, &timeline),
        given_up: given_up(db, material, derived, found, id)?,
        golden_id: golden_id.clone(),
        status: kept.status,
        hidden: hidden(desk, found, again),
        task,
        formed: formed::formed(material, &constraints, &found.nodes),
        far: splits::far_side(desk, material, &found.nodes),
        members: members(material, &constraints, found),
        pairs: pairs(desk, material, &found.nodes),
        weakest: found.weakest.and_then(|(a, b)| Some((within(a)?, within(b)?))),
        cohesion: found.cohesion,
        golden: found.golden.clone(),
        history: log::of_records(db, &rids, i64::MAX, 200)?,
        redirected_from,
        timeline,
        joined_since_confirmed: found.joined.iter().map(|&node| key(node)).collect(),
        stale: stale::decisions(db, desk, material, &found.stale)?,
        lapsed: found.lapsed.clone(),
        suppressed: suppressed
            .filter(|edge| within(edge.a).is_some() || within(edge.b).is_some())
            .map(|edge| (key(edge.a), key(edge.b)))
            .collect(),
        bridges: derived
            .bridges
            .iter()
            .filter_map(|bridge| bridge.seen_from(&found.stored.golden_id, &material.island))
            .collect(),
        possible: possible::seen_from(&derived.possible, &found.stored.golden_id, &material.island),
        beside: None,
    })
}

/// The task of a cluster, its reason with all that is known here.
fn task(db: &Db, desk: &Desk, material: &Material, found: &DerivedCluster, task: Option<Task>) -> Result<Option<Task>> {
    let Some(mut task) = task else { return Ok(None) };
    task.reason = stale::read_reason(db, desk, material, found, task.kind, &task.reason)?;
    Ok(Some(task))
}

/// The same for a task of the queue.
fn told(db: &Db, desk: &Desk, mut task: Task) -> Result<Task> {
    if !matches!(task.kind, TaskKind::Stale | TaskKind::Lapsing) {
        return Ok(task);
    }
    let Some(&rid) = db.rids_of_cluster(&task.golden_id)?.first() else { return Ok(task) };
    let Some(island) = db.island_of(rid)? else { return Ok(task) };
    let material = Material::of(db, db.rids_of_island(island)?)?;
    let derived = derive(&desk.config, &desk.comparer, &material);
    if let Some(found) = derived.clusters.iter().find(|cluster| cluster.stored.golden_id == task.golden_id) {
        task.reason = stale::read_reason(db, desk, &material, found, task.kind, &task.reason)?;
    }
    Ok(task)
}

/// What a steward who is to judge for themselves must not see: a second reviewer under the policy that says so, and
/// whoever is asked again.
fn hidden(desk: &Desk, found: &DerivedCluster, again: bool) -> Hidden {
    let review = &desk.config.review;
    let second = review.quality.blind_second_review
        && found.stored.kind == Some(TaskKind::SecondReview)
        && !found.signatories.includes(&desk.steward);
    match (again, second) {
        (true, _) => Hidden::Decision,
        (false, true) => Hidden::DecisionAndScores,
        (false, false) => Hidden::Nothing,
    }
}

/// The comparison of every two of these records, in their order.
pub fn pairs(desk: &Desk, material: &Material, nodes: &[usize]) -> Vec<PairScore> {
    let prepared: Vec<_> = nodes.iter().map(|&node| desk.comparer.prepare(&material.records[node])).collect();
    let all = (0..prepared.len()).flat_map(|a| (a + 1..prepared.len()).map(move |b| (a, b)));
    all.take(MOST_PAIRS).map(|(a, b)| desk.comparer.score(&prepared[a], &prepared[b])).collect()
}

/// The records of a cluster, with what holds each in it.
pub fn members(material: &Material, constraints: &Constraints, found: &DerivedCluster) -> Vec<Member> {
    let island = &material.island;
    let link = |node: usize| {
        // Newest first, so the first that ties this record to another one here is the latest word.
        let here = |other: &&usize| **other != node && found.nodes.binary_search(other).is_ok();
        let tied =
            constraints.together.iter().find(|set| set.nodes.contains(&node) && set.nodes.iter().any(|n| here(&n)));
        match tied {
            Some(set) => {
                let said = &island.assertions[set.assertion];
                ("confirmed", Some(said.author.clone()), Some(time::rfc3339(said.time_us)))
            }
            // The clock of a load is no part of what a run says: the same inputs give the same files.
            None if found.nodes.len() > 1 => ("matched", Some("model".to_owned()), None),
            None => ("single", None, None),
        }
    };
    let member = |&node: &usize| {
        let (link_status, linked_by, linked_at) = link(node);
        let grouped = material.groups[node].as_ref();
        Member {
            record: material.records[node].clone(),
            gone: island.nodes[node].gone,
            match_id: grouped.map(|group| group.match_id.clone()),
            match_rule: grouped.and_then(|group| group.rule.clone()),
            link_status,
            linked_by,
            linked_at,
        }
    };
    found.nodes.iter().map(member).collect()
}

/// The constraints that bind.
pub fn constraints(desk: &Desk, material: &Material) -> Constraints {
    let standing = Standing::of(&material.island.assertions);
    Opinions::of(&desk.config.review, material, &standing).constraints(material, &standing)
}

/// Calls `each` for every cluster in the order of golden ids.
///
/// Clusters of one island come apart in that order: an island is worked out once and kept until its last one was given,
/// for decisions tie many clusters to one island with the years.
pub fn for_each_entity(db: &Db, desk: &Desk, each: &mut dyn FnMut(&Entity) -> Result<()>) -> Result<()> {
    let mut kept: BTreeMap<i64, Known> = BTreeMap::new();
    let mut after = String::new();
    loop {
        let ids = db.golden_ids_after(&after, 1_000)?;
        let Some(last) = ids.last() else { return Ok(()) };
        after.clone_from(last);
        for golden_id in &ids {
            let island = island_of(db, golden_id)?;
            let mut known = kept.remove(&island).map_or_else(|| Known::of(db, desk, island), Ok)?;
            each(&known.entity(golden_id)?)?;
            known.left = known.left.saturating_sub(1);
            if known.left > 0 {
                kept.insert(island, known);
            }
        }
    }
}

/// An island, worked out.
struct Known {
    material: Material,
    constraints: Constraints,
    derived: Derived,
    /// How many of its clusters were not given yet.
    left: usize,
}

impl Known {
    fn of(db: &Db, desk: &Desk, island: i64) -> Result<Self> {
        let material = Material::of(db, db.rids_of_island(island)?)?;
        let derived = derive(&desk.config, &desk.comparer, &material);
        Ok(Self { constraints: constraints(desk, &material), left: derived.clusters.len(), material, derived })
    }

    fn entity(&self, golden_id: &str) -> Result<Entity> {
        let found = self.derived.clusters.iter().find(|cluster| cluster.stored.golden_id == golden_id);
        let found = found.ok_or_else(|| missing(golden_id))?;
        let members = members(&self.material, &self.constraints, found);
        let updated_us =
            members.iter().filter(|member| !member.gone).filter_map(|member| member.record.updated_us).max();
        Ok(Entity {
            golden_id: golden_id.to_owned(),
            golden: found.golden.clone(),
            status: found.stored.status,
            min_score: found.stored.score,
            version: found.stored.version,
            approved_by: found.stored.approved_by.clone(),
            approved_at: found.stored.approved_us.map(time::rfc3339),
            updated_at: updated_us.map(time::rfc3339),
            members,
        })
    }
}

fn missing(golden_id: &str) -> Error {
    Error::internal(format!("golden record {golden_id} is not what the journal says"))
        .hint("run `goldsmith verify`, then `goldsmith rebuild`")
}

fn island_of(db: &Db, golden_id: &str) -> Result<i64> {
    let rids = db.rids_of_cluster(golden_id)?;
    let first = rids.first().ok_or_else(|| missing(golden_id))?;
    db.island_of(*first)?.ok_or_else(|| missing(golden_id))
}

/// A page of the queue.
pub fn queue(db: &Db, desk: &Desk, query: &Query, page: &Page) -> Result<Vec<Task>> {
    let wanted = Wanted::of(db, query)?;
    let after = page.after.as_ref().map(|(priority, id)| (*priority, id.as_str()));
    let filter = Filter { asked: asked::due(db, desk)?, ..filter(query, &wanted) };
    let mut found = db.queue_page(filter, after, page.limit)?;
    let again = db.asked_again(filter)?;
    if !again.is_empty() {
        let key = |cluster: &StoredCluster| (-cluster.priority, cluster.golden_id.clone());
        let order = |a: &(f64, String), b: &(f64, String)| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1));
        let from = after.map(|(priority, id)| (-priority, id.to_owned()));
        let later = |cluster: &StoredCluster| from.as_ref().is_none_or(|from| order(&key(cluster), from).is_gt());
        found.extend(again.into_iter().filter(later));
        found.sort_by(|a, b| order(&key(a), &key(b)));
        found.truncate(page.limit);
    }
    found.iter().filter_map(StoredCluster::task).map(|task| told(db, desk, task)).collect()
}

/// A page of all golden records.
pub fn entities(db: &Db, query: &Query, page: &Page) -> Result<Vec<EntityRow>> {
    let wanted = Wanted::of(db, query)?;
    let after = page.after.as_ref().map(|(_, id)| id.as_str());
    let found = db.cluster_page(filter(query, &wanted), after, page.limit)?;
    Ok(found.into_iter().map(row).collect())
}

/// Clusters with a record that holds all words, each once, in the order of records; before them the one that the text
/// names: a golden id, the beginning of one, or a record.
pub fn search(db: &Db, text: &str, limit: usize) -> Result<Vec<Hit>> {
    let mut hits: Vec<Hit> = Vec::new();
    // What names nothing is a text to search for, and no mistake.
    let named = find::record_of(db, text.trim()).ok();
    let holding = db.search(&search_text([text]), limit.saturating_mul(4))?;
    for rid in named.into_iter().chain(holding) {
        let Some(golden_id) = db.cluster_of(rid)? else { continue };
        if hits.iter().any(|hit| hit.row.golden_id == golden_id) {
            continue;
        }
        if hits.len() == limit {
            break;
        }
        if let Some(stored) = db.cluster(&golden_id)? {
            hits.push(Hit { row: row(stored), record: db.record(rid)?.record.key });
        }
    }
    Ok(hits)
}

/// The comparison of any two records.
pub fn why(db: &Db, desk: &Desk, a: &RecordKey, b: &RecordKey) -> Result<PairScore> {
    if a == b {
        return Err(Error::user(format!("{a} is one record; a comparison takes two")));
    }
    let prepare = |key: &RecordKey| -> Result<_> {
        let stored = db.record(find::present_record(db, key)?)?;
        Ok(desk.comparer.prepare(&stored.record))
    };
    Ok(desk.comparer.score(&prepare(a)?, &prepare(b)?))
}

/// The state of the work.
pub fn counts(db: &Db, desk: &Desk, midnight_us: i64) -> Result<Counts> {
    let statuses = db.status_counts()?;
    let mut tasks: BTreeMap<TaskKind, u64> = db.task_counts()?.into_iter().collect();
    let again = Filter { asked: asked::due(db, desk)?, ..Filter::default() };
    for cluster in db.asked_again(again)? {
        if let Some(waiting) = db.cluster(&cluster.golden_id)?.and_then(|stored| stored.kind) {
            tasks.entry(waiting).and_modify(|n| *n -= 1);
        }
        cluster.kind.into_iter().for_each(|kind| *tasks.entry(kind).or_default() += 1);
    }
    tasks.retain(|_, n| *n > 0);
    let today = db.decided_since(midnight_us)?;
    Ok(Counts {
        // Only a load changes it, and counting a million rows would be felt.
        records: db.meta("records")?.and_then(|records| records.parse().ok()).unwrap_or(0),
        entities: statuses.iter().map(|(_, n)| n).sum(),
        tasks: tasks.into_iter().collect(),
        statuses,
        decided_today: today.len() as u64,
        today: measures::half_hours(midnight_us, desk::now_us(), &today),
        own_today: today.iter().filter(|(_, author)| *author == desk.steward).count() as u64,
        goal: measures::goal(db, &desk.steward)?,
    })
}

/// What a query's text asks for: words, as they are searched for, or the one cluster that it names.
#[derive(Default)]
struct Wanted {
    text: Option<String>,
    golden_id: Option<String>,
}

impl Wanted {
    fn of(db: &Db, query: &Query) -> Result<Self> {
        let Some(text) = query.text.as_deref() else { return Ok(Self::default()) };
        // What names nothing is a text to search for, and no mistake.
        let named = find::record_of(db, text.trim()).ok();
        let golden_id = named.map(|rid| db.cluster_of(rid)).transpose()?.flatten();
        let text = golden_id.is_none().then(|| search_text([text]));
        Ok(Self { text, golden_id })
    }
}

fn filter<'a>(query: &'a Query, wanted: &'a Wanted) -> Filter<'a> {
    Filter {
        kinds: &query.kinds,
        statuses: &query.statuses,
        sources: &query.sources,
        differs: &query.differs,
        by: &query.by,
        min_score: query.min_score,
        max_score: query.max_score,
        text: wanted.text.as_deref(),
        golden_id: wanted.golden_id.as_deref(),
        asked: None,
    }
}

/// A cluster as a line of a list.
pub fn row(stored: StoredCluster) -> EntityRow {
    EntityRow {
        golden_id: stored.golden_id,
        label: stored.label,
        status: stored.status,
        size: stored.size,
        sources: stored.sources,
        score: stored.score,
        kind: stored.kind,
    }
}
