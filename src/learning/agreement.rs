//! How well stewards do: what became of their decisions, and whether they agree with others and with themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::claim::{Claim, Pair, claims};
use super::kappa::Table;
use super::label::Label;
use super::pairs::MAX_DERIVED;
use super::share::Share;
use crate::config::{Review, SecondOpinion};
use crate::model::{Assertion, Authority, RecordKey, Statement};
use crate::resolve::{Standing, opinion};

/// The stratum of answers to what was asked again.
pub const ASKED_AGAIN: &str = "re-ask";
/// The stratum of decisions on what was drawn for audit.
pub const AUDIT: &str = "audit";

/// How well stewards do.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stewards {
    /// Each of them, by name.
    pub stewards: Vec<Steward>,
    /// Every two who judged the same pairs, by name.
    pub agreement: Vec<Agreement>,
    /// Of the clusters that a rule accepted and somebody then judged: those that were wrong.
    pub audit: Share,
}

/// What one steward did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Steward {
    /// Who.
    pub steward: String,
    /// All decisions, standing or not.
    pub decisions: u64,
    /// The same by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Those that stand.
    pub standing: u64,
    /// Those that they took back themselves.
    pub taken_back: u64,
    /// Links that somebody else took back.
    pub overruled: u64,
    /// Decisions against strong evidence.
    pub second_opinions: Opinions,
    /// Of the confirmations that they were asked again: those on which they said the same.
    pub self_agreement: Share,
    /// Median time that what they decided on was on the screen, milliseconds, where that is known.
    pub median_ms: Option<u64>,
}

/// What became of decisions against strong evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Opinions {
    /// How many there were.
    pub asked: u64,
    /// Somebody else said so too.
    pub agreed: u64,
    /// Somebody else took it back.
    pub disagreed: u64,
}

/// How far two stewards agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// One of them.
    pub a: String,
    /// The other.
    pub b: String,
    /// Pairs of records that both judged.
    pub pairs: u64,
    /// Those that both judged alike.
    pub agreed: u64,
    /// Their share.
    pub observed: f64,
    /// Cohen's κ; `None` where chance alone would agree always.
    pub kappa: Option<f64>,
    /// The four kinds of pairs, `a` first.
    pub table: Table,
}

/// Works everything out from a whole journal, in whatever order.
///
/// Two stewards agree on a pair if their latest judgements of it do: confirm, same, merge, split and different all
/// judge pairs. What somebody took back themselves is no judgement of theirs; what somebody else took back is. Of
/// decisions about very large clusters every n-th pair is taken, as in the labelled pairs.
pub fn stewards(assertions: &[Assertion], standing: &Standing, review: &Review) -> Stewards {
    let mut order: Vec<usize> = (0..assertions.len()).filter(|&i| counts(&assertions[i])).collect();
    order.sort_by_key(|&i| assertions[i].order());
    let mut all: BTreeMap<&str, Steward> = BTreeMap::new();
    let mut times: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    let mut again: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut judged: BTreeMap<&str, BTreeMap<Pair, bool>> = BTreeMap::new();
    let of_record = by_record(assertions, standing);
    for &i in &order {
        let said = &assertions[i];
        let by = said.author.as_str();
        let steward = all.entry(by).or_insert_with(|| Steward { steward: by.to_owned(), ..Steward::default() });
        steward.decisions += 1;
        *steward.kinds.entry(said.statement.kind().to_owned()).or_default() += 1;
        let undone_by = standing.retracted_by(i).map(|by| assertions[by].author.as_str());
        match undone_by {
            None => steward.standing += 1,
            Some(who) if who == by => steward.taken_back += 1,
            Some(_) => steward.overruled += u64::from(is_link(&said.statement)),
        }
        times.entry(by).or_default().extend(said.shown.milliseconds);
        if undone_by != Some(by) {
            opinion(&mut steward.second_opinions, assertions, &of_record, i, undone_by.is_some(), review);
            judge(judged.entry(by).or_default(), &said.statement);
        }
        if undone_by.is_none() && said.shown.stratum.as_deref() == Some(ASKED_AGAIN) {
            let (n, same) = again.entry(by).or_default();
            match said.statement {
                Statement::Confirm { .. } => (*n, *same) = (*n + 1, *same + 1),
                Statement::Split { .. } | Statement::Different { .. } => *n += 1,
                _ => {}
            }
        }
    }
    for (by, steward) in &mut all {
        let (n, same) = again.get(by).copied().unwrap_or_default();
        steward.self_agreement = Share::of(same, n);
        steward.median_ms = times.get_mut(by).and_then(|times| median(times));
    }
    Stewards { stewards: all.into_values().collect(), agreement: between(&judged), audit: audit(assertions, standing) }
}

/// A decision of a person; remarks and retractions are none.
fn counts(said: &Assertion) -> bool {
    said.authority == Authority::Human
        && !said.statement.is_note()
        && !matches!(
            said.statement,
            Statement::Comment { .. }
                | Statement::Retract { .. }
                | Statement::Redact { .. }
                | Statement::SwapIds { .. }
        )
}

fn is_link(statement: &Statement) -> bool {
    !claims(statement).is_empty()
}

/// What stands, by the records that it speaks of.
fn by_record<'a>(assertions: &'a [Assertion], standing: &Standing) -> BTreeMap<&'a RecordKey, Vec<usize>> {
    let mut found: BTreeMap<&RecordKey, Vec<usize>> = BTreeMap::new();
    for (i, said) in assertions.iter().enumerate().filter(|(i, said)| standing.stands(*i) && counts(said)) {
        for key in said.statement.records() {
            found.entry(key).or_default().push(i);
        }
    }
    found
}

fn opinion(
    into: &mut Opinions,
    assertions: &[Assertion],
    of_record: &BTreeMap<&RecordKey, Vec<usize>>,
    i: usize,
    overruled: bool,
    review: &Review,
) {
    let said = &assertions[i];
    let above = review.quality.second_opinion_above;
    if review.quality.second_opinion == SecondOpinion::Off || opinion::against_evidence(said, above).is_none() {
        return;
    }
    into.asked += 1;
    let keys = said.statement.records();
    let others: BTreeSet<usize> = keys.iter().filter_map(|key| of_record.get(key)).flatten().copied().collect();
    let agreed = others.into_iter().any(|other| other != i && opinion::seconds(&assertions[other], said, false));
    into.agreed += u64::from(agreed && !overruled);
    into.disagreed += u64::from(overruled);
}

/// Notes what a statement says of pairs, over what was said before.
fn judge<'a>(judged: &mut BTreeMap<Pair<'a>, bool>, statement: &'a Statement) {
    for Claim { label, count, pairs, .. } in claims(statement) {
        let matches = match label {
            Label::Match => true,
            Label::NonMatch => false,
            Label::Unsure => continue,
        };
        let step = count.div_ceil(MAX_DERIVED).max(1);
        for (a, b) in pairs.step_by(step).filter(|(a, b)| a != b) {
            judged.insert((a.min(b), a.max(b)), matches);
        }
    }
}

fn between(judged: &BTreeMap<&str, BTreeMap<Pair, bool>>) -> Vec<Agreement> {
    let mut found = Vec::new();
    for (i, (a, of_a)) in judged.iter().enumerate() {
        for (b, of_b) in judged.iter().skip(i + 1) {
            let mut table = Table::default();
            for (pair, first) in of_a {
                if let Some(second) = of_b.get(pair) {
                    table.add(*first, *second);
                }
            }
            let (pairs, agreed) = (table.pairs(), table.agreed());
            if pairs > 0 {
                let (a, b) = ((*a).to_owned(), (*b).to_owned());
                let observed = agreed as f64 / pairs as f64;
                found.push(Agreement { a, b, pairs, agreed, observed, kappa: table.kappa(), table });
            }
        }
    }
    found
}

/// Clusters that a rule accepted and a person then judged, and those of them that were divided. Decisions that speak
/// of the same record are about one cluster.
fn audit(assertions: &[Assertion], standing: &Standing) -> Share {
    let mut of_record: BTreeMap<&RecordKey, usize> = BTreeMap::new();
    // For each cluster, whether it was divided; `None` once it turned out to be the same as another.
    let mut clusters: Vec<Option<bool>> = Vec::new();
    for (_, said) in assertions.iter().enumerate().filter(|(i, said)| standing.stands(*i) && counts(said)) {
        let divided = match said.statement {
            _ if said.shown.stratum.as_deref() != Some(AUDIT) => continue,
            Statement::Split { .. } | Statement::Different { .. } => true,
            Statement::Confirm { .. } | Statement::Approve { .. } | Statement::Same { .. } => false,
            _ => continue,
        };
        let keys = said.statement.records();
        let known: BTreeSet<usize> = keys.iter().filter_map(|key| of_record.get(key)).copied().collect();
        let divided = known.iter().fold(divided, |divided, &at| clusters[at].take() == Some(true) || divided);
        if !known.is_empty() {
            of_record.values_mut().filter(|at| known.contains(at)).for_each(|at| *at = clusters.len());
        }
        of_record.extend(keys.into_iter().map(|key| (key, clusters.len())));
        clusters.push(Some(divided));
    }
    let wrong = clusters.iter().filter(|divided| **divided == Some(true)).count();
    Share::of(wrong as u64, clusters.iter().flatten().count() as u64)
}

fn median(times: &mut [u64]) -> Option<u64> {
    times.sort_unstable();
    let middle = times.len() / 2;
    let upper = *times.get(middle)?;
    Some(if times.len() % 2 == 1 { upper } else { u64::midpoint(*times.get(middle - 1)?, upper) })
}

#[cfg(test)]
mod tests;
