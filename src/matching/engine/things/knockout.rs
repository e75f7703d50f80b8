//! What the best pair of a record is worth: by what would be the best if its partner were not there.
//!
//! A record that has no partner in the other source has a closest one all the same, and nothing in that pair says so. But
//! what closest ones look like that are none can be seen: of every record that has a partner, the partner is taken out,
//! and what is then the best for both is wrong for certain (cf. decoys in Elias & Gygi, "Target-decoy search strategy",
//! 2007). How many such pairs there are among those found is held by the weakest: what is no better than any wrong pair is
//! mostly one.
//!
//! ```text
//! share of records
//!   │ wrong ones, by knock-out       all that were found
//!   │   ▂▅▇█▇▅▃▂▁                     ▂▄▆▇▆▅▄▅▆▇█▆▃▁
//!   └──────────────── score           └──────────────── score
//!            probability = 1 − unmatched × wrong ÷ found
//! ```

use std::collections::HashMap;

use super::super::table::Table;
use super::lead::Lead;

/// Fewer pairs found between two sources than this tell nothing.
const ENOUGH: usize = 50;
/// Pairs that a step of the curve is made of, at least.
const STEP: usize = 30;
/// Times that it is gone over who of those found is wrong. It begins with trust, and goes on for ever to less where
/// right and wrong ones overlap.
const ROUNDS: usize = 12;
/// Share of the records whose outcome, without a partner, is no better: from there on it says how many have none.
const LEAST: f64 = 0.1;
/// A record's best so many partners are kept: one is taken out, one is the next best, one its rival.
const KEPT: usize = 3;

/// The best partners of records in each other source.
struct Ranks(HashMap<(u32, u16), Vec<(f64, u32)>>);

impl Ranks {
    fn of(table: &Table, pairs: &[(u32, u32)], scores: &[f64]) -> Self {
        let mut all: HashMap<(u32, u16), Vec<(f64, u32)>> = HashMap::new();
        for (&(a, b), &score) in pairs.iter().zip(scores) {
            for (record, other) in [(a, b), (b, a)] {
                let ranks = all.entry((record, table.sources[other as usize])).or_default();
                let at = ranks.partition_point(|&(better, who)| better > score || better >= score && who < other);
                if at < KEPT {
                    ranks.insert(at, (score, other));
                    ranks.truncate(KEPT);
                }
            }
        }
        Self(all)
    }

    /// The partners of a record but one, the best first.
    fn others(&self, record: u32, source: u16, but: u32) -> impl Iterator<Item = (f64, u32)> {
        let all = self.0.get(&(record, source)).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(move |(_, other)| *other != but)
    }

    /// How far a pair is ahead of the next best of both records; `gone` is no partner of the first.
    fn ahead(&self, table: &Table, (a, b): (u32, u32), score: f64, gone: u32) -> f64 {
        let rival = |record: u32, other: u32, gone: u32| {
            let mut others = self.others(record, table.sources[other as usize], other);
            others.find(|(_, who)| *who != gone).map_or(score.min(0.0), |(score, _)| score)
        };
        (score - rival(a, b, gone)).min(score - rival(b, a, u32::MAX))
    }
}

/// A record of the smaller source, by what was found for it, and what would be found without.
struct Found {
    pair: usize,
    score: f64,
    /// The score of what is then the best for both, if anything is.
    without: Option<f64>,
    /// How likely what was found is right.
    right: f64,
}

/// For each pair that leads how likely it is right, where enough is known; `scores` are without the lead, which is worth
/// `weight`.
pub fn worth(table: &Table, pairs: &[(u32, u32)], scores: &[f64], weight: f64, leads: &[Lead]) -> Vec<Option<f64>> {
    let mut worth = vec![None; pairs.len()];
    let ranks = Ranks::of(table, pairs, scores);
    let mut sizes: HashMap<u16, usize> = HashMap::new();
    for &source in &table.sources {
        *sizes.entry(source).or_default() += 1;
    }
    let mut between: HashMap<(u16, u16), Vec<Found>> = HashMap::new();
    for (i, &(a, b)) in pairs.iter().enumerate().filter(|(i, _)| leads[*i].by >= 0.0) {
        let source = |record: u32| table.sources[record as usize];
        let size = |record: u32| (sizes[&source(record)], source(record));
        let (one, other) = if size(a) <= size(b) { (a, b) } else { (b, a) };
        let total = |pair, score, gone| score + weight * ranks.ahead(table, pair, score, gone);
        let next = ranks.others(one, source(other), other).next();
        let without = next.filter(|&(score, who)| {
            // It has its own best.
            ranks.others(who, source(one), one).next().is_none_or(|(own, _)| own <= score)
        });
        let without = without.map(|(score, who)| total((one, who), score, other));
        let found = Found { pair: i, score: total((one, other), scores[i], u32::MAX), without, right: 1.0 };
        between.entry((source(one), source(other))).or_default().push(found);
    }
    for ((source, _), mut found) in between.into_iter().filter(|(_, found)| found.len() >= ENOUGH) {
        judge(&mut found, sizes[&source] as f64);
        for found in found {
            worth[found.pair] = Some(found.right);
        }
    }
    worth
}

/// Says of each how likely it is right, among so many records in all.
fn judge(found: &mut [Found], records: f64) {
    found.sort_by(|x, y| x.score.total_cmp(&y.score).then(x.pair.cmp(&y.pair)));
    let scores: Vec<f64> = found.iter().map(|found| found.score).collect();
    let nothing = (records - found.len() as f64).max(0.0);
    for _ in 0..ROUNDS {
        // What is found for records without a partner: seen where one was taken out, and in those that are wrong.
        let mut wrong: Vec<(f64, f64)> = Vec::with_capacity(2 * found.len());
        let mut without = nothing;
        for found in found.iter() {
            match found.without {
                Some(score) => wrong.push((score, found.right)),
                None => without += found.right,
            }
            wrong.push((found.score, 1.0 - found.right));
        }
        wrong.sort_by(|x, y| x.0.total_cmp(&y.0));
        let seen = without + wrong.iter().map(|(_, weight)| weight).sum::<f64>();
        let unmatched = unmatched(&scores, nothing, &wrong, without, seen).min(records);
        let steps = steps(&scores, &wrong, unmatched / seen.max(1.0));
        for found in found.iter_mut() {
            found.right = between(&steps, found.score);
        }
    }
}

/// How many records have no partner: of any kind of outcome that is no better than some score, they cannot have had more
/// than there are.
fn unmatched(scores: &[f64], nothing: f64, wrong: &[(f64, f64)], without: f64, seen: f64) -> f64 {
    let mut most = f64::INFINITY;
    let (mut at, mut sum) = (0, without);
    // From nothing found at all up.
    for (count, score) in
        [(0, f64::NEG_INFINITY)].into_iter().chain(scores.iter().enumerate().map(|(i, s)| (i + 1, *s)))
    {
        while at < wrong.len() && wrong[at].0 <= score {
            sum += wrong[at].1;
            at += 1;
        }
        let share = sum / seen.max(1.0);
        if share >= LEAST {
            most = most.min((nothing + count as f64 + 1.0) / share);
        }
    }
    most
}

/// A rising curve of how likely pairs of a score are right.
fn steps(scores: &[f64], wrong: &[(f64, f64)], scale: f64) -> Vec<(f64, f64)> {
    let chunk = STEP.max(scores.len() / 40);
    let mut steps: Vec<(f64, f64, f64)> = Vec::new();
    let mut at = 0;
    let chunks: Vec<&[f64]> = scores.chunks(chunk).collect();
    for (i, chunk) in chunks.iter().enumerate() {
        let end = chunks.get(i + 1).map_or(f64::INFINITY, |next| next[0]);
        let mut sum = 0.0;
        while at < wrong.len() && wrong[at].0 < end {
            // What is worse than anything found was not taken for found.
            if wrong[at].0 >= scores[0] {
                sum += wrong[at].1;
            }
            at += 1;
        }
        let right = 1.0 - (scale * (sum + 0.5) / chunk.len() as f64).min(1.0);
        steps.push((chunk[chunk.len() / 2], right, chunk.len() as f64));
        // Neighbours that fall become one.
        while let [.., (_, before, _), (_, last, _)] = steps[..]
            && before > last
        {
            let (Some(y), Some(x)) = (steps.pop(), steps.pop()) else { break };
            let weight = x.2 + y.2;
            steps.push(((x.0 * x.2 + y.0 * y.2) / weight, (x.1 * x.2 + y.1 * y.2) / weight, weight));
        }
    }
    steps.into_iter().map(|(score, right, _)| (score, right)).collect()
}

/// The curve at a score: straight between its steps, level beyond them.
fn between(steps: &[(f64, f64)], score: f64) -> f64 {
    let at = steps.partition_point(|(step, _)| *step <= score);
    match (at.checked_sub(1).map(|before| steps[before]), steps.get(at)) {
        (Some((x, low)), Some(&(y, high))) => low + (high - low) * (score - x) / (y - x).max(f64::MIN_POSITIVE),
        (Some((_, right)), None) | (None, Some(&(_, right))) => right,
        (None, None) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Builder;
    use super::super::lead::leads;
    use super::*;
    use crate::config::AttributeKind;

    /// Things of two sources: the first `partners` of so many are in both, and each has a sister in the other source that
    /// is no further away than a wrong one is.
    fn worth_of(records: u32, partners: u32) -> Vec<f64> {
        let mut builder = Builder::new(&[AttributeKind::Text]);
        for source in 0..3 * records {
            builder.push(u16::from(source >= records), ["thing"]);
        }
        let (mut pairs, mut scores) = (Vec::new(), Vec::new());
        for record in 0..records {
            let noise = f64::from(record * 37 % 100) / 50.0;
            if record < partners {
                pairs.push((record, records + record));
                scores.push(4.0 + noise);
            }
            pairs.push((record, 2 * records + record));
            scores.push(noise);
            pairs.push((record, 2 * records + (record + 1) % records));
            scores.push(noise - 1.0);
        }
        let table = builder.finish();
        let leads = leads(&table, &pairs, &scores);
        let worth = worth(&table, &pairs, &scores, 0.5, &leads);
        let firsts = (0..pairs.len()).filter(|&i| i == 0 || pairs[i - 1].0 != pairs[i].0);
        firsts.filter_map(|i| worth[i]).collect()
    }

    #[test]
    fn closest_ones_that_are_no_partners_are_known_by_what_is_found_without() {
        let worth = worth_of(400, 200);
        let mean = |worth: &[f64]| worth.iter().sum::<f64>() / worth.len() as f64;
        assert!(mean(&worth[..200]) > 0.95, "{}", mean(&worth[..200]));
        assert!(mean(&worth[200..]) < 0.5, "{}", mean(&worth[200..]));
    }

    #[test]
    fn where_everything_has_a_partner_nothing_is_doubted() {
        let worth = worth_of(300, 300);
        assert_eq!(worth.len(), 300);
        assert!(worth.iter().all(|right| *right > 0.9), "{worth:?}");
    }

    #[test]
    fn a_few_pairs_tell_nothing() {
        assert!(worth_of(30, 20).is_empty());
    }
}
