//! Second opinions: which decisions wait for one, in words, and which of them a steward may give theirs on.

use super::island::Material;
use crate::config::{Review, SecondOpinion};
use crate::error::{Error, Result};
use crate::model::{Assertion, RecordKey, Statement};
use crate::resolve::opinion::{self, Unseconded};
use crate::resolve::{Constraints, Standing};

/// Second opinions that are open on an island.
pub struct Opinions {
    open: Vec<Unseconded>,
    waiting: Vec<usize>,
}

impl Opinions {
    /// Works them out.
    pub fn of(review: &Review, material: &Material, standing: &Standing) -> Self {
        let open = opinion::unseconded(&material.island.assertions, standing, review);
        let waits = review.quality.second_opinion == SecondOpinion::Wait;
        let waiting = if waits { open.iter().map(|open| open.assertion).collect() } else { Vec::new() };
        Self { open, waiting }
    }

    /// The constraints of all decisions that bind: those that wait for a second opinion do not yet.
    pub fn constraints(&self, material: &Material, standing: &Standing) -> Constraints {
        Constraints::but(&material.island, standing, &self.waiting)
    }

    /// Decisions of the island wait, and bind nothing until they are seconded.
    pub fn any_waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Why somebody should look at the cluster of these positions: the newest decision about it.
    pub fn reason(&self, review: &Review, material: &Material, nodes: &[usize]) -> Option<String> {
        let open =
            self.open.iter().find(|open| concerns(&material.island.assertions[open.assertion], material, nodes))?;
        let said = &material.island.assertions[open.assertion];
        let asked = match (review.author_may_second(), review.quality.second_opinion) {
            (false, SecondOpinion::Wait) => "it does not hold until somebody else agrees",
            (true, SecondOpinion::Wait) => "it does not hold until somebody looks again and agrees",
            (false, _) => "somebody else should look",
            (true, _) => "somebody should look again",
        };
        Some(format!("{} {}; {asked}", said.author, went_against(said, open.probability)))
    }
}

/// Whether a decision speaks of a record of the cluster of these positions.
fn concerns(said: &Assertion, material: &Material, nodes: &[usize]) -> bool {
    let position = |key: &RecordKey| material.island.position(key);
    said.statement.records().into_iter().filter_map(position).any(|node| nodes.binary_search(&node).is_ok())
}

/// `separated crm:1 from erp:2 against strong evidence (0.998)`.
fn went_against(said: &Assertion, probability: f64) -> String {
    let parts = |parts: &[Vec<RecordKey>]| {
        let mut firsts = parts.iter().filter_map(|part| part.first());
        let (a, b) = (firsts.next(), firsts.next());
        let name = |key: Option<&RecordKey>| key.map_or_else(String::new, ToString::to_string);
        let more = match parts.iter().map(Vec::len).sum::<usize>().saturating_sub(2) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (name(a), format!("{}{more}", name(b)))
    };
    let ((a, b), verb, link) = match &said.statement {
        Statement::Same { a, b } => ((a.to_string(), b.to_string()), "joined", "with"),
        Statement::Merge { parts: of } => (parts(of), "joined", "with"),
        Statement::Different { a, b } => ((a.to_string(), b.to_string()), "separated", "from"),
        Statement::Split { parts: of, .. } => (parts(of), "separated", "from"),
        other => return format!("said {other} against strong evidence"),
    };
    format!("{verb} {a} {link} {b} against strong evidence ({})", three_digits(probability))
}

/// A probability with three digits. What is not certain is never shown as 1.000, nor as 0.000.
fn three_digits(probability: f64) -> String {
    let rounded = format!("{probability:.3}");
    match rounded.as_str() {
        "1.000" if probability < 1.0 => ">0.999".to_owned(),
        "0.000" if probability > 0.0 => "<0.001".to_owned(),
        _ => rounded,
    }
}

/// What a decision that is proposed comes to, where it goes against strong evidence.
pub fn notice(review: &Review, said: &Assertion) -> Option<String> {
    let asked = match review.quality.second_opinion {
        SecondOpinion::Off => return None,
        SecondOpinion::After => "it holds, and a second opinion is asked for",
        SecondOpinion::Wait => "it waits for a second opinion, and does not hold until then",
    };
    let probability = opinion::against_evidence(said, review.quality.second_opinion_above)?;
    Some(format!("against strong evidence ({}): {asked}", three_digits(probability)))
}

/// Positions in the island of the decisions about a cluster that a steward may second by reaffirming them.
pub fn reaffirmable(review: &Review, material: &Material, nodes: &[usize], steward: &str) -> Vec<usize> {
    let assertions = &material.island.assertions;
    let open = opinion::unseconded(assertions, &Standing::of(assertions), review);
    let may = |said: &Assertion| said.author != steward || review.author_may_second();
    let wanted = open.into_iter().map(|open| open.assertion);
    wanted.filter(|&at| may(&assertions[at]) && concerns(&assertions[at], material, nodes)).collect()
}

/// The statement by which a steward reaffirms what waits for it on the cluster of these positions.
///
/// # Errors
/// Nothing does; or nothing that this steward may speak of.
pub fn reaffirm(review: &Review, material: &Material, nodes: &[usize], steward: &str) -> Result<Statement> {
    let assertions = &material.island.assertions;
    let found = reaffirmable(review, material, nodes, steward);
    if found.is_empty() {
        let open = opinion::unseconded(assertions, &Standing::of(assertions), review);
        let own = open.iter().any(|open| concerns(&assertions[open.assertion], material, nodes));
        return Err(if own {
            Error::user(format!("nothing here for {steward} to reaffirm: the decision is their own"))
                .hint("somebody else has to second it; under [review] second_opinion_by = \"anyone\" its author may")
        } else {
            Error::user("nothing to reaffirm: no decision about these records waits for it")
        });
    }
    let mut members: Vec<RecordKey> =
        found.iter().flat_map(|&at| assertions[at].statement.records()).cloned().collect();
    members.sort();
    members.dedup();
    Ok(Statement::Reaffirm { targets: found.iter().map(|&at| assertions[at].id).collect(), members })
}
