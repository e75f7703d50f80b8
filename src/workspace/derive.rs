//! From an island to its clusters, golden records and tasks: the one place where derived state is made.
//!
//! A decision derives the islands that it touches, a load derives all of them, and `verify` derives all of them
//! once more and compares: it is always this function.

use std::collections::{BTreeMap, BTreeSet};

use super::asked;
use super::bridges::{self, Bridge};
use super::decided::Decided;
use super::dispute;
use super::island::Material;
use super::lifetime::{self, Lapsing};
use super::opinion::Opinions;
use super::possible::{self, Possible};
use super::stale;
use crate::config::{Approval, Attribute, Config};
use crate::error::Result;
use crate::governance;
use crate::matching::{Comparer, Prepared};
use crate::model::{Assertion, Golden, GoldenValue, OverrideNote, Record, RecordKey, Status, TaskKind};
use crate::normalise::comparable;
use crate::queue::{self, Reasons, Shape};
use crate::resolve::{
    Constraints, Contradiction, Island, Resolution, Stale, Standing, evidence, identity, links, resolve, staleness,
};
use crate::store::StoredCluster;
use crate::survivorship::{self, Override};

/// The state of an island.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Its clusters that hold a present record, in the order of their first records.
    pub clusters: Vec<DerivedCluster>,
    /// Decisions that cannot all hold.
    pub contradictions: Vec<Contradiction>,
    /// Positions of the run's edges that decisions refuse.
    pub suppressed: Vec<usize>,
    /// Links of the run between clusters that a person set apart, about which nobody has decided yet; strongest first.
    pub bridges: Vec<Bridge>,
    /// Clusters that may be one, the most pressing first.
    pub possible: Vec<Possible>,
    /// Links that decisions refuse or add against the run.
    pub over_model: u64,
    /// For each record of the island the position of the one whose birth identity it bears.
    pub borne: Vec<usize>,
}

/// A cluster with everything derived from it.
#[derive(Clone, Debug)]
pub struct DerivedCluster {
    /// Positions of its records in the island, sorted; gone ones included.
    pub nodes: Vec<usize>,
    /// Its golden record.
    pub golden: Golden,
    /// Positions in the island of its weakest link, as the matcher scores it.
    pub weakest: Option<(usize, usize)>,
    /// Mean probability of all its pairs.
    pub cohesion: Option<f64>,
    /// Records that joined since it was confirmed.
    pub joined: Vec<usize>,
    /// Somebody confirmed or approved exactly this, and so has looked at its links.
    pub looked_at: bool,
    /// Decisions about records that have changed since, one of which at least is here; oldest first.
    pub stale: Vec<Stale>,
    /// Position of the confirmation that no longer holds, where somebody must look at the cluster again for that.
    pub lapsed_confirmation: Option<usize>,
    /// A change, or a send-back, waits for somebody to confirm it anew.
    pub wants_confirmation: bool,
    /// Its task asks whether another cluster is the same: the first of [`Derived::possible`] that begins here.
    pub asks_of_another: bool,
    /// Overrides that hold no longer, whether or not somebody has answered that.
    pub lapsed: Vec<(usize, OverrideNote)>,
    /// Those of them that nobody has.
    pub lapsing: Vec<Lapsing>,
    /// Standing overrides of contested values, in the order in which they are heard.
    pub rivals: Vec<Override>,
    /// What bears on who may approve it.
    pub signatories: Signatories,
    /// As the database keeps it.
    pub stored: StoredCluster,
}

/// What bears on who may approve a cluster.
#[derive(Clone, Debug, Default)]
pub struct Signatories {
    deciders: BTreeSet<String>,
    confirmed_by: Option<String>,
    contested: bool,
    conflicted: bool,
}

impl Signatories {
    /// Whether a decision of `who` stands in the cluster.
    pub fn includes(&self, who: &str) -> bool {
        self.deciders.contains(who)
    }

    /// Whether `who` may approve the cluster under `policy`; the error says why not.
    pub fn may_approve(&self, policy: Approval, who: &str) -> Result<()> {
        let facts = governance::Facts {
            confirmed: self.confirmed_by.as_deref().map(|by| governance::Signature { by, current: true }),
            deciders: self.deciders.iter().map(String::as_str).collect(),
            contested: self.contested,
            conflicted: self.conflicted,
            ..governance::Facts::default()
        };
        governance::may_approve(policy, &facts, who)
    }
}

/// Derives an island.
pub fn derive(config: &Config, comparer: &Comparer, material: &Material) -> Derived {
    let island = &material.island;
    let standing = Standing::of(&island.assertions);
    let opinions = Opinions::of(&config.review, material, &standing);
    let constraints = opinions.constraints(material, &standing);
    let mut resolution = resolve(island, &constraints);
    if opinions.any_waits() {
        // What waits binds nothing, and yet nobody may contradict it unawares.
        resolution.contradictions = evidence::contradictions(island, &Constraints::of(island, &standing));
    }
    let edges = edges(island);
    let stale = staleness::stale(island, &standing, |node| material.records[node].hash);
    let mut over_model = resolution.suppressed.len() as u64;
    let borne = identity::borne(island, &standing);
    let mut bridges = bridges::bridges(island, &resolution, |nodes| {
        let present = nodes.iter().any(|&node| !island.nodes[node].gone);
        present.then(|| golden_id(island, &borne, nodes))
    });
    let named = |nodes: &[usize]| golden_id(island, &borne, nodes);
    let possible = possible::possible(config, material, &standing, &constraints, &resolution.clusters, named);
    let found = Found {
        standing: &standing,
        constraints: &constraints,
        opinions: &opinions,
        contradictions: &resolution.contradictions,
        bridges: &bridges,
        possible: &possible,
        borne: &borne,
    };
    let mut clusters = Vec::new();
    for nodes in std::mem::take(&mut resolution.clusters) {
        if nodes.iter().all(|&node| island.nodes[node].gone) {
            continue;
        }
        over_model += pieces(&nodes, |a, b| edges.contains_key(&(a, b))) - 1;
        let scores = Scores::new(comparer, material, &edges, &nodes);
        let stale = stale.iter().filter(|stale| stale.nodes.iter().any(|node| nodes.binary_search(node).is_ok()));
        let stale: Vec<Stale> = stale.cloned().collect();
        clusters.push(cluster(config, material, &found, nodes, &scores, stale));
    }
    bridges.retain(|bridge| {
        let from = clusters.iter().find(|cluster: &&DerivedCluster| cluster.nodes.binary_search(&bridge.from).is_ok());
        from.is_none_or(|cluster| !cluster.looked_at)
    });
    let Resolution { contradictions, suppressed, .. } = resolution;
    Derived { clusters, contradictions, suppressed, bridges, possible, over_model, borne }
}

/// What was decided on an island, and what resolving found, clusters apart.
struct Found<'a> {
    standing: &'a Standing,
    constraints: &'a Constraints,
    opinions: &'a Opinions,
    contradictions: &'a [Contradiction],
    bridges: &'a [Bridge],
    possible: &'a [Possible],
    borne: &'a [usize],
}

fn cluster(
    config: &Config,
    material: &Material,
    found: &Found,
    nodes: Vec<usize>,
    scores: &Scores,
    stale: Vec<Stale>,
) -> DerivedCluster {
    let Found { standing, constraints, opinions, .. } = *found;
    let island = &material.island;
    let conflict = dispute::reason(island, found.contradictions, &nodes);
    let decided = Decided::of(config, material, standing, &nodes);
    let present: Vec<&Record> =
        nodes.iter().filter(|&&node| !island.nodes[node].gone).map(|&node| &material.records[node]).collect();
    let golden = survivorship::golden(config, &present, &decided.overrides);
    let content = golden.content_hash(present.iter().map(|record| &record.key));
    let signed = decided.signed(content);

    let (weakest, cohesion, score) = match links(nodes.len(), |a, b| scores.of(nodes[a], nodes[b])) {
        Some(links) => {
            let pair = (nodes[links.weakest.0], nodes[links.weakest.1]);
            (Some(pair), Some(links.cohesion), Some(links.weakest_probability))
        }
        None => (None, None, None),
    };
    let keys: Vec<&RecordKey> = nodes.iter().map(|&node| &island.nodes[node].key).collect();
    // What is doubtful about its links, one decision apart: that which asked and answered the question.
    let bridge = found.bridges.iter().find(|bridge| nodes.binary_search(&bridge.from).is_ok());
    let bridge = bridge.map(|bridge| bridge.for_queue(island));
    let doubt_but = |but: Option<&Assertion>| {
        let settled = settled(&nodes, constraints, |i| but.is_some_and(|but| island.assertions[i].id == but.id));
        let certain = |a: usize, b: usize| if settled[a] == settled[b] { 1.0 } else { scores.of(nodes[a], nodes[b]) };
        let shape = Shape {
            members: &keys,
            links: links(nodes.len(), certain),
            confidence: confidence(material, &nodes, &settled),
        };
        (queue::doubt(shape, bridge, &config.review), queue::strength(shape, &config.review))
    };
    // Whoever confirmed or approved exactly this has looked at its links.
    let looked_at = signed.confirmed.iter().chain(&signed.approvals).any(|signature| signature.current);
    let (doubt, strength) = if looked_at { (None, None) } else { doubt_but(None) };
    let strength = strength.filter(|_| bridge.is_none());
    let bridged = doubt.as_ref().filter(|_| bridge.is_some()).map(|doubt| doubt.reason.clone());
    let possible = found.possible.iter().find(|possible| nodes.binary_search(&possible.from).is_ok());
    let unsure = decided.unsure.last().filter(|_| !looked_at).map(|said| said.comment.clone().unwrap_or_default());

    let second_opinion = opinions.reason(&config.review, material, &nodes);

    let contested = golden.is_contested();
    let facts = governance::Facts {
        doubtful: doubt.is_some() || unsure.is_some() || (opinions.any_waits() && second_opinion.is_some()),
        confirmed: signed.confirmed,
        approvals: signed.approvals.clone(),
        sent_back: signed.sent_back.is_some(),
        deciders: decided.deciders.clone(),
        contested,
        conflicted: conflict.is_some(),
    };
    let release = governance::status(config.review.approval, &facts);
    let four_eyes = config.review.approval == Approval::FourEyes;
    let waits = four_eyes && !decided.deciders.is_empty() && doubt.is_none();
    let status = if waits && release.status == Status::Accepted { Status::Confirmed } else { release.status };
    let second_review =
        (status == Status::Confirmed).then(|| decided.deciders.iter().copied().collect::<Vec<_>>().join(", "));

    let contested_at = |at: usize| golden.values.get(at).is_some_and(|value| value.contested);
    let rivals: Vec<Override> = decided.overrides.iter().filter(|said| contested_at(said.attribute)).cloned().collect();
    let conflict = conflict.or_else(|| contested.then(|| dispute::differing_values(config, &rivals)));
    let joined = decided.joined_since_confirmed(&nodes);
    let at = |said: &Assertion| island.assertions.iter().position(|other| other.id == said.id);
    let lapsing: Vec<Lapsing> = decided
        .lapsing(content)
        .into_iter()
        .filter_map(|(said, attribute)| Some(Lapsing { assertion: at(said)?, attribute }))
        .collect();
    let wants_confirmation = signed.sent_back.is_some() || release.lapsed.is_some();
    let lapsed_confirmation = release.lapsed.and(decided.confirmation()).and_then(at);
    let decided_upon = matches!(status, Status::Approved | Status::Exported | Status::Confirmed);
    let reasons = Reasons {
        conflict,
        stale: stale::reason(
            signed.sent_back.as_deref(),
            stale::sentence(island, &stale),
            release.lapsed.map(|lapsed| {
                let gone = |key: &RecordKey| island.position(key).is_some_and(|node| island.nodes[node].gone);
                (lapsed, joined.len(), decided.lost_since_confirmed(gone))
            }),
        ),
        lapsing: lifetime::sentence(config, material, &golden, &lapsing),
        second_opinion,
        doubt,
        bridge: bridged,
        possible: possible.map(|possible| possible.question(island)),
        unsure,
        ties: if decided_upon { Vec::new() } else { ties(config, &golden) },
        second_review,
        flagged: decided.flagged.clone(),
        ..Reasons::default()
    };
    let golden_id = golden_id(island, found.borne, &nodes);
    let by_rule = status == Status::Accepted && decided.latest.is_none() && present.len() > 1;
    let reasons = Reasons { audit: by_rule.then(|| asked::audit(&config.review, &golden_id)).flatten(), ..reasons };
    let itself_unsure = reasons.unsure.is_some();
    let ticket = queue::ticket(reasons);
    let asks_of_another = ticket.as_ref().is_some_and(|ticket| match ticket.kind {
        TaskKind::Possible => true,
        TaskKind::Unsure => !itself_unsure,
        _ => false,
    });
    let confirmed = decided.ask_again(&config.review, content).filter(|_| asked::may_ask(ticket.as_ref()));
    let ask = confirmed.and_then(|said| asked::ask(said, doubt_but(Some(said)).0));
    let (approved_by, approved_us) = match status {
        Status::Approved | Status::Exported => {
            signed.released_by.map_or((None, None), |(by, at)| (Some(by.to_owned()), Some(at)))
        }
        Status::Accepted => match decided.latest {
            Some((by, at)) => (Some(by.to_owned()), Some(at)),
            None => (Some("rule".to_owned()), None),
        },
        Status::Proposed | Status::Confirmed => (None, None),
    };
    let stored = StoredCluster {
        golden_id,
        size: present.len(),
        sources: present.iter().map(|record| record.key.source.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
        label: label(&golden, config.domain.naming(), &present),
        status,
        score,
        kind: ticket.as_ref().map(|ticket| ticket.kind),
        priority: ticket.as_ref().map_or(0.0, |ticket| ticket.priority),
        reason: ticket.map_or_else(String::new, |ticket| ticket.reason),
        flagged: decided.flagged.is_some(),
        version: 1 + decided.assertions,
        approved_by,
        approved_us,
        content,
        ask,
        differs: differs(config, &present),
        deciders: decided.deciders.iter().map(|&by| by.to_owned()).collect(),
        strength,
    };
    let signatories = Signatories {
        deciders: facts.deciders.iter().map(|&by| by.to_owned()).collect(),
        confirmed_by: facts.confirmed.map(|confirmation| confirmation.by.to_owned()),
        contested,
        conflicted: facts.conflicted,
    };
    let lapsed =
        decided.overrides.iter().filter(|said| said.lapsed).map(|said| (said.attribute, said.note())).collect();
    DerivedCluster {
        nodes,
        golden,
        weakest,
        cohesion,
        joined,
        looked_at,
        stale,
        lapsed_confirmation,
        wants_confirmation,
        asks_of_another,
        lapsed,
        lapsing,
        rivals,
        signatories,
        stored,
    }
}

/// The golden id of a cluster: the oldest that one of its records bears.
fn golden_id(island: &Island, borne: &[usize], nodes: &[usize]) -> String {
    let oldest = identity::oldest(nodes.iter().map(|&node| &island.nodes[borne[node]]));
    oldest.map(|node| node.golden_id.clone()).unwrap_or_default()
}

fn ties(config: &Config, golden: &Golden) -> Vec<String> {
    let values = golden.values.iter().zip(&config.domain.attributes);
    values.filter(|(value, _)| value.tie).map(|(_, attribute)| attribute.name.clone()).collect()
}

/// The attributes that records do not agree on, however their values are written.
fn differs(config: &Config, present: &[&Record]) -> Vec<String> {
    let differ = |position: usize, attribute: &Attribute| {
        let mut values: Vec<&str> = present.iter().filter_map(|record| record.value(position)).collect();
        values.sort_unstable();
        values.dedup();
        if values.len() < 2 {
            return false;
        }
        let forms: BTreeSet<String> =
            values.into_iter().map(|value| comparable(attribute.kind, attribute.normalising, value)).collect();
        forms.iter().filter(|form| !form.is_empty()).count() > 1
    };
    let attributes = config.domain.attributes.iter().enumerate();
    attributes.filter(|(position, attribute)| differ(*position, attribute)).map(|(_, a)| a.name.clone()).collect()
}

/// A name for people: the golden values of the first `naming` attributes, else the first one there is, else the first
/// record's key.
fn label(golden: &Golden, naming: usize, present: &[&Record]) -> String {
    let own = |values: &[GoldenValue]| values.iter().filter_map(|value| value.value.clone()).collect::<Vec<_>>();
    let name = Some(own(golden.values.get(..naming).unwrap_or_default()).join(" ")).filter(|name| !name.is_empty());
    let first = name.or_else(|| own(&golden.values).into_iter().next());
    first.or_else(|| present.first().map(|record| record.key.to_string())).unwrap_or_default()
}

/// For each record of a cluster a number that it shares with those that people tied it to, `but` for some assertions.
fn settled(nodes: &[usize], constraints: &Constraints, but: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..nodes.len()).collect();
    for together in constraints.together.iter().filter(|together| !but(together.assertion)) {
        let mut here = together.nodes.iter().filter_map(|node| nodes.binary_search(node).ok());
        if let Some(first) = here.next() {
            here.for_each(|other| union(&mut parent, first, other));
        }
    }
    (0..nodes.len()).map(|i| root(&parent, i)).collect()
}

/// The least confidence of the engine's groups that tie records here which people have not tied.
fn confidence(material: &Material, nodes: &[usize], settled: &[usize]) -> Option<f64> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut least: Option<f64> = None;
    for (&node, &part) in nodes.iter().zip(settled) {
        let Some(group) = &material.groups[node] else { continue };
        let first = *seen.entry(&group.match_id).or_insert(part);
        if let Some(confidence) = group.confidence.filter(|_| first != part) {
            least = Some(least.map_or(confidence, |least| least.min(confidence)));
        }
    }
    least
}

/// How many pieces records fall into under a symmetric relation of positions.
fn pieces(nodes: &[usize], linked: impl Fn(usize, usize) -> bool) -> u64 {
    let mut parent: Vec<usize> = (0..nodes.len()).collect();
    for b in 0..nodes.len() {
        for a in 0..b {
            if root(&parent, a) != root(&parent, b) && linked(nodes[a], nodes[b]) {
                union(&mut parent, a, b);
            }
        }
    }
    (0..nodes.len()).filter(|&i| parent[i] == i).count() as u64
}

fn root(parent: &[usize], mut i: usize) -> usize {
    while parent[i] != i {
        i = parent[i];
    }
    i
}

fn union(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parent, a), root(parent, b));
    parent[a.max(b)] = a.min(b);
}

/// The run's links by the positions of their records in the island.
pub fn edges(island: &Island) -> BTreeMap<(usize, usize), f64> {
    island.edges.iter().map(|edge| ((edge.a, edge.b), edge.probability)).collect()
}

/// The probability of any two records of a cluster: the run's, or where it has none the first comparison's.
pub struct Scores<'a> {
    comparer: &'a Comparer,
    material: &'a Material,
    edges: &'a BTreeMap<(usize, usize), f64>,
    prepared: BTreeMap<usize, Prepared>,
}

impl<'a> Scores<'a> {
    /// Of the records of a cluster, given the run's links.
    pub fn new(
        comparer: &'a Comparer,
        material: &'a Material,
        edges: &'a BTreeMap<(usize, usize), f64>,
        nodes: &[usize],
    ) -> Self {
        Self { comparer, material, edges, prepared: prepare(comparer, material, nodes, edges) }
    }

    /// Of two of them, by their positions in the island.
    pub fn of(&self, a: usize, b: usize) -> f64 {
        if let Some(&probability) = self.edges.get(&(a.min(b), a.max(b))) {
            return probability;
        }
        if let (Some(one), Some(other)) = (self.prepared.get(&a), self.prepared.get(&b)) {
            return self.comparer.probability(one, other);
        }
        let prepare = |node: usize| self.comparer.prepare(&self.material.records[node]);
        self.comparer.probability(&prepare(a), &prepare(b))
    }
}

/// Prepares the records of a cluster, unless the run scored every pair of them.
fn prepare(
    comparer: &Comparer,
    material: &Material,
    nodes: &[usize],
    edges: &BTreeMap<(usize, usize), f64>,
) -> BTreeMap<usize, Prepared> {
    let scored = nodes.iter().enumerate().all(|(i, &a)| nodes[i + 1..].iter().all(|&b| edges.contains_key(&(a, b))));
    if scored {
        return BTreeMap::new();
    }
    nodes.iter().map(|&node| (node, comparer.prepare(&material.records[node]))).collect()
}
