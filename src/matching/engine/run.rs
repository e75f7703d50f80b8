//! A run: from a table of records to clusters.

use super::apart::Apart;
use super::blocking::{self, Key, KeyReport};
use super::cluster::{self, Clustered, Scored};
use super::compare::{Comparison, Words};
use super::derive::Made;
use super::learned::{Learned, Scorer, Way};
use super::model;
use super::near;
use super::parallel;
use super::score::{self, Parted};
use super::statistics::Statistics;
use super::table::Table;
use super::things;
use super::trained::{self, Labelled, Mixed, Training};
use crate::config::AttributeKind;

/// Clusters of more records keep the links that were compared, and one from every record to the first.
const ALL_LINKS: usize = 40;
/// So many groups are worth a thread.
const GROUPS: usize = 1_024;
/// Where two clusters become one, unless the configuration says otherwise: the mean probability across them.
pub(super) const THRESHOLD: f64 = 0.45;

/// What a run is told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Positions in the domain of the table's columns, with their kinds.
    pub evidence: Vec<(usize, AttributeKind)>,
    /// Columns in which other forms of a name count for nothing.
    pub literal: Vec<usize>,
    /// Keys in place of those that the data suggest.
    pub keys: Option<Vec<Key>>,
    /// Mean probability at which clusters become one.
    pub threshold: Option<f64>,
    /// What must not be in one cluster.
    pub apart: Apart,
    /// Pairs that people judged, to learn from.
    pub labels: Vec<Labelled>,
}

/// What a run does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Finding pairs that are worth comparing.
    Block,
    /// Learning and comparing.
    Score,
    /// Making clusters.
    Cluster,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Pairs that were compared.
    pub candidates: u64,
    /// What each key added.
    pub keys: Vec<KeyReport>,
    /// Clusters, and the pairs within and across them.
    pub clustered: Clustered,
    /// What was learnt.
    pub learned: Learned,
    /// What the labels taught, where there were any.
    pub training: Option<Training>,
    /// The records again.
    pub table: Table,
}

/// Runs. `begin` is told what begins; `false` from it ends the run, which then gives nothing.
pub fn run(mut table: Table, options: &Options, begin: &mut dyn FnMut(Phase) -> bool) -> Option<Outcome> {
    if !begin(Phase::Block) {
        return None;
    }
    let (Made { texts, wholes }, statistics, words) = look(&mut table, &options.literal);
    let comparison = statistics.comparison(&table, words);
    let keys = blocking::keys(&table, &comparison.words.tokens, options.keys.as_deref());
    let (candidates, reports) = blocking::pairs(&table, &comparison.words.tokens, &keys);
    if !begin(Phase::Score) {
        return None;
    }
    let Learnt { scorer, scored, training } = learn(&comparison, &candidates, &options.labels);
    let scored = match scorer.way() {
        Way::Mixed(mixed) => as_asked(&comparison, mixed, &candidates),
        Way::Things(_) => scored,
    };
    if !begin(Phase::Cluster) {
        return None;
    }
    let clustered = clustered(&comparison, &scorer, &scored, options);
    let records = table.len() as u64;
    let learned = Learned {
        evidence: options.evidence.clone(),
        literal: options.literal.clone(),
        texts,
        wholes,
        scorer,
        keys,
        records,
        statistics,
    };
    Some(Outcome { candidates: candidates.len() as u64, keys: reports, clustered, learned, training, table })
}

/// Runs by what was learnt before, and learns nothing: the same records are scored as they were then. Not for things,
/// which are told apart by all others that there are ([`Learned::holds_for_pairs`]).
pub fn again(
    mut table: Table,
    learned: Learned,
    options: &Options,
    begin: &mut dyn FnMut(Phase) -> bool,
) -> Option<Outcome> {
    if !begin(Phase::Block) {
        return None;
    }
    let comparison = learned.comparison(&mut table);
    let keys = learned.keys(options.keys.as_deref());
    let (candidates, reports) = blocking::pairs(comparison.table, &comparison.words.tokens, &keys);
    if !begin(Phase::Score) {
        return None;
    }
    let scored = match learned.scorer.way() {
        Way::Mixed(mixed) => as_asked(&comparison, mixed, &candidates),
        Way::Things(_) => return None,
    };
    if !begin(Phase::Cluster) {
        return None;
    }
    let clustered = clustered(&comparison, &learned.scorer, &scored, options);
    let learned = Learned { keys, ..learned };
    let candidates = candidates.len() as u64;
    Some(Outcome { candidates, keys: reports, clustered, learned, training: None, table })
}

/// The probability of every pair that a run by what was learnt compares; `None` where it does not hold for pairs.
pub fn scores(mut table: Table, learned: &Learned) -> Option<Vec<Scored>> {
    let Way::Mixed(mixed) = learned.scorer.way() else { return None };
    let comparison = learned.comparison(&mut table);
    let (candidates, _) = blocking::pairs(comparison.table, &comparison.words.tokens, &learned.keys);
    Some(score::all(&comparison, mixed, &candidates))
}

/// Learns from the labels as [`run`] does, to see what they teach. `None`: there are none, or `begin` ended it.
pub fn train(mut table: Table, options: &Options, begin: &mut dyn FnMut(Phase) -> bool) -> Option<Training> {
    if !begin(Phase::Block) {
        return None;
    }
    let (_, statistics, words) = look(&mut table, &options.literal);
    let comparison = statistics.comparison(&table, words);
    let keys = blocking::keys(&table, &comparison.words.tokens, options.keys.as_deref());
    let (candidates, _) = blocking::pairs(&table, &comparison.words.tokens, &keys);
    if begin(Phase::Score) { learn(&comparison, &candidates, &options.labels).training } else { None }
}

/// Adds what is made of columns, and counts what is common. From then on the table counts as what is kept of it does: a
/// pair is scored now as it will be later, when the records are out of sight.
fn look(table: &mut Table, literal: &[usize]) -> (Made, Statistics, Words) {
    let made = Made::of(table);
    table.take_literally(literal);
    let words = Words::of(table);
    let statistics = Statistics::of(table, &words);
    statistics.apply(table);
    (made, statistics, words)
}

/// The probability of every pair that [`clustered`] asks for: those between records that likely ones tie together.
fn as_asked(comparison: &Comparison, mixed: Mixed, candidates: &[(u32, u32)]) -> Vec<Scored> {
    let shares = score::likely(comparison, mixed, candidates);
    let tied = cluster::tied(comparison.table.len(), shares.iter().flat_map(|share| &share.likely)).roots();
    let within = |a: u32, b: u32| tied[a as usize] == tied[b as usize];
    let kept = parallel::map(&shares, 1, |Parted { likely, unlikely }| {
        let scored: Vec<Scored> = likely.iter().filter(|pair| within(pair.a, pair.b)).copied().collect();
        let asked: Vec<(u32, u32)> = unlikely.iter().filter(|&&(a, b)| within(a, b)).copied().collect();
        (scored, asked)
    });
    let (scored, asked): (Vec<_>, Vec<_>) = kept.into_iter().unzip();
    let mut scored = scored.concat();
    scored.extend(score::all(comparison, mixed, &asked.concat()));
    scored
}

/// Clusters, and the pairs within and across them.
pub(super) fn clustered(comparison: &Comparison, scorer: &Scorer, scored: &[Scored], options: &Options) -> Clustered {
    let score = |a: u32, b: u32| match scorer.way() {
        Way::Mixed(mixed) => score::one(comparison, mixed, a, b),
        // Who was no candidate has a better partner.
        Way::Things(_) => 0.0,
    };
    let threshold = options.threshold.unwrap_or(THRESHOLD);
    let clusters = cluster::average(comparison.table.len(), scored, threshold, &score, &options.apart);
    held(clusters, scored, &score, &options.apart)
}

/// Clusters with what holds them together, and what nearly brought some of them together.
pub(super) fn held(
    clusters: Vec<u32>,
    scored: &[Scored],
    score: &(impl Fn(u32, u32) -> f64 + Sync),
    apart: &Apart,
) -> Clustered {
    let links = links(&clusters, scored, score);
    let near = near::near(&clusters, scored, apart);
    Clustered { clusters, links, near }
}

/// What learning came to.
struct Learnt {
    scorer: Scorer,
    /// The pairs, where they had to be scored to learn.
    scored: Vec<Scored>,
    training: Option<Training>,
}

/// Learns from the candidates alone, then from the labels, if they are enough.
fn learn(comparison: &Comparison, candidates: &[(u32, u32)], labels: &[Labelled]) -> Learnt {
    let labels = if trained::are_enough(labels) { labels } else { &[] };
    if things::are_things(comparison.table) {
        let things::Things { model, pairs, training } = things::learn(comparison, candidates, labels);
        return Learnt { scorer: Scorer::Things(model), scored: pairs, training };
    }
    let model = model::learn(comparison, candidates).model;
    if labels.is_empty() {
        return Learnt { scorer: Scorer::Mixture(model), scored: Vec::new(), training: None };
    }
    let (linear, training) = trained::learn(comparison, &model, candidates, labels);
    Learnt { scorer: Scorer::Trained { model, linear }, scored: Vec::new(), training: Some(training) }
}

/// The links within clusters: every pair of a small one, those that were compared of a large one.
fn links(clusters: &[u32], scored: &[Scored], score: &(impl Fn(u32, u32) -> f64 + Sync)) -> Vec<Scored> {
    let members = cluster::members(clusters);
    let groups = members.chunk_by(|one, other| clusters[*one as usize] == clusters[*other as usize]);
    let groups: Vec<&[u32]> = groups.filter(|group| group.len() > 1).collect();
    let mut links: Vec<Scored> =
        scored.iter().filter(|pair| clusters[pair.a as usize] == clusters[pair.b as usize]).copied().collect();
    links.sort_by_key(|pair| (pair.a, pair.b));
    let known = |a: u32, b: u32| links.binary_search_by_key(&(a, b), |pair| (pair.a, pair.b)).is_ok();
    let unknown = |group: &&[u32]| {
        let mut more = Vec::new();
        for (at, &a) in group.iter().enumerate() {
            for &b in &group[at + 1..] {
                if (group.len() <= ALL_LINKS || at == 0) && !known(a, b) {
                    more.push(Scored { a, b, probability: score(a, b) });
                }
            }
        }
        more
    };
    let more = parallel::map(&groups, GROUPS, unknown).concat();
    links.extend(more);
    links.sort_by_key(|pair| (pair.a, pair.b));
    links
}
