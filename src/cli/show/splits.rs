//! The ways in which a cluster could be split, as JSON or for people.

use serde::Serialize;

use super::text::section;
use crate::cli::decide::{ConflictJson, Retry, conflicts, hints};
use crate::cli::out::{Out, counted};
use crate::config::Domain;
use crate::error::Result;
use crate::model::{RecordKey, two_digits};
use crate::workspace::{ClusterRef, GoldenChange, IdEffects, SplitOffer};

/// A way to split a cluster.
#[derive(Serialize)]
pub(super) struct SplitJson<'a> {
    methods: Vec<&'static str>,
    parts: &'a [Vec<RecordKey>],
    cut: f64,
    strongest: StrongestJson<'a>,
    against_decisions: bool,
    clusters: &'a [ClusterRef],
    golden_changes: &'a [GoldenChange],
    ids: &'a IdEffects,
    conflicts: Vec<ConflictJson<'a>>,
    command: String,
}

/// The strongest link that would be cut.
#[derive(Serialize)]
struct StrongestJson<'a> {
    a: &'a RecordKey,
    b: &'a RecordKey,
    probability: f64,
}

/// The offers as JSON.
pub(super) fn json<'a>(offers: &'a [SplitOffer], retry: &Retry) -> Vec<SplitJson<'a>> {
    let json = |offer: &'a SplitOffer| SplitJson {
        methods: offer.methods.iter().map(|method| method.word()).collect(),
        parts: &offer.parts,
        cut: offer.cut,
        strongest: StrongestJson { a: &offer.strongest.0, b: &offer.strongest.1, probability: offer.strongest.2 },
        against_decisions: offer.against,
        clusters: &offer.proposal.clusters,
        golden_changes: &offer.proposal.golden_changes,
        ids: &offer.proposal.ids,
        conflicts: conflicts(&offer.proposal.conflicts, &offer.proposal.exits, retry),
        command: retry.own(&offer.command()),
    };
    offers.iter().map(json).collect()
}

/// The offers for people.
pub(super) fn print(offers: &[SplitOffer], domain: &Domain, retry: &Retry, out: &mut Out) -> Result<()> {
    section("Ways to split", out)?;
    if offers.is_empty() {
        return out.line("one record alone: there is nothing to split");
    }
    for offer in offers {
        let (a, b, probability) = &offer.strongest;
        let cut = format!(
            "{}: cuts {:.2} in all, at most {} ({} and {})",
            offer.title(),
            offer.cut,
            two_digits(*probability),
            out.data(&a.to_string()),
            out.data(&b.to_string())
        );
        out.line(cut)?;
        for cluster in &offer.proposal.clusters {
            let fate = if offer.proposal.ids.created.contains(&cluster.golden_id) { "new id" } else { "keeps its id" };
            let keys: Vec<String> = cluster.members.iter().map(|key| out.data(&key.to_string()).into_owned()).collect();
            let count = counted(cluster.members.len() as u64, "record");
            out.line(format!("  {} ({fate}, {count}): {}", cluster.golden_id, keys.join(" ")))?;
            let golden: Vec<String> = domain
                .attributes
                .iter()
                .zip(&cluster.golden.values)
                .filter_map(|(attribute, value)| {
                    Some(format!("{} {}", attribute.name, out.data(value.value.as_deref()?)))
                })
                .collect();
            out.line(format!("    {}", golden.join(" · ")))?;
        }
        for line in hints(&offer.proposal.conflicts, &offer.proposal.exits, retry) {
            let line = format!("  ! {}", out.data(&line));
            out.line(line)?;
        }
        let command = retry.own(&offer.command());
        let command = format!("  {}", out.data(&command));
        out.line(command)?;
    }
    Ok(())
}
