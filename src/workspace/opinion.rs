//! Second opinions: which decisions wait for one, in words, and which of them a steward may give theirs on.

use super::island::Material;
use crate::config::{Review, SecondOpinion};
use crate::error::Error;
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

/// Why a steward has nothing to reaffirm of a cluster, where what waits is their own decision.
pub fn own(review: &Review, material: &Material, nodes: &[usize], steward: &str) -> Option<Error> {
    let assertions = &material.island.assertions;
    let open = opinion::unseconded(assertions, &Standing::of(assertions), review);
    open.iter().any(|open| concerns(&assertions[open.assertion], material, nodes)).then(|| {
        Error::user(format!("nothing here for {steward} to reaffirm: the decision is their own"))
            .hint("somebody else has to second it; under [review] second_opinion_by = \"anyone\" its author may")
    })
}

#[cfg(test)]
mod tests {
    use crate::model::{Status, TaskKind};
    use crate::workspace::tests_support::{Place, decide, key, load, members, merge, split};
    use crate::workspace::{Change, Request, Workspace};

    fn place(review: &str) -> (Place, Workspace, Workspace) {
        let place = Place::reviewed(&format!("second_opinion_above = 0.5\naudit = 0\nask_again = 0\n{review}"));
        let alike = "id,name,city,changed\n01,Amberley Tools,Leeds,2026-02-01\n02,Brackwater Mills,Hull,2026-02-01\n";
        place.write("erp.csv", alike);
        let mut ana = place.steward("ana");
        load(&mut ana);
        let ben = place.steward("ben");
        (place, ana, ben)
    }

    fn reason(workspace: &Workspace, id: &str) -> Option<String> {
        let task = workspace.cluster(id).unwrap().task?;
        (task.kind == TaskKind::SecondOpinion).then_some(task.reason)
    }

    fn reaffirm(id: &str) -> Change {
        Change::Reaffirm { id: id.into() }
    }

    fn divide() -> Change {
        Change::Different { a: key("crm:02"), b: key("erp:02") }
    }

    #[test]
    fn a_separation_against_strong_evidence_asks_on_both_sides() {
        let (_place, mut ana, mut ben) = place("approval = \"four_eyes\"\n");
        let done = decide(&mut ana, divide()).unwrap();
        assert!(done.proposal.second_opinions[0].ends_with("it holds, and a second opinion is asked for"));
        assert_eq!(members(&ana, "crm:02"), ["crm:02"]);
        for id in ["crm:02", "erp:02"] {
            let reason = reason(&ana, id).unwrap();
            assert!(reason.starts_with("ana separated crm:02 from erp:02 against strong evidence (0."), "{reason}");
            assert!(reason.ends_with("; somebody else should look"), "{reason}");
        }
        let own = decide(&mut ana, reaffirm("crm:02")).unwrap_err();
        assert!(own.message.contains("the decision is their own"), "{}", own.message);
        decide(&mut ben, reaffirm("crm:02")).unwrap();
        assert_eq!((reason(&ana, "crm:02"), reason(&ana, "erp:02")), (None, None));
        let nothing = decide(&mut ben, reaffirm("crm:02")).unwrap_err();
        assert!(nothing.message.starts_with("nothing to look at again"), "{}", nothing.message);
        decide(&mut ben, Change::Undo).unwrap();
        assert!(reason(&ana, "crm:02").is_some() && ana.verify().unwrap().ok);
    }

    #[test]
    fn approving_what_it_made_seconds_it() {
        let (_place, mut ana, mut ben) = place("approval = \"four_eyes\"\n");
        decide(&mut ana, merge("crm:02", "web:09")).unwrap();
        assert!(reason(&ana, "web:09").unwrap().contains("joined crm:02 with web:09 and 1 more against"));
        decide(&mut ben, Change::Approve { id: "web:09".into() }).unwrap();
        assert_eq!(ana.cluster("web:09").unwrap().task, None);
        assert_eq!(ana.cluster("web:09").unwrap().status, Status::Approved);
    }

    #[test]
    fn alone_one_looks_twice() {
        let (_place, mut ana, _) = place("");
        decide(&mut ana, divide()).unwrap();
        assert!(reason(&ana, "erp:02").unwrap().ends_with("somebody should look again"));
        decide(&mut ana, reaffirm("erp:02")).unwrap();
        assert_eq!(reason(&ana, "erp:02"), None);
    }

    #[test]
    fn what_waits_binds_nothing_until_it_is_seconded() {
        let (place, mut ana, mut ben) = place("approval = \"four_eyes\"\nsecond_opinion = \"wait\"\n");
        let done = decide(&mut ana, divide()).unwrap();
        assert!(done.proposal.second_opinions[0].contains("it waits for a second opinion"));
        assert_eq!(members(&ana, "crm:02").len(), 2);
        assert_eq!(ana.cluster("crm:02").unwrap().status, Status::Proposed);
        assert!(reason(&ana, "crm:02").unwrap().ends_with("it does not hold until somebody else agrees"));
        // Nobody says the contrary unawares, though nothing binds yet.
        let contrary = ben.propose(&[Request::from(Change::Same { a: key("crm:02"), b: key("erp:02") })]).unwrap();
        assert_eq!(contrary.conflicts.len(), 1);
        load(&mut ana);
        assert_eq!(members(&ana, "crm:02").len(), 2);
        decide(&mut ben, reaffirm("crm:02")).unwrap();
        assert_eq!(members(&ana, "crm:02"), ["crm:02"]);
        assert!(ana.verify().unwrap().ok && place.steward("eva").verify().unwrap().ok);
        decide(&mut ben, Change::Undo).unwrap();
        assert_eq!(members(&ana, "crm:02").len(), 2);
        // Saying the same oneself is as good.
        decide(&mut ben, split("crm:02", &[&["erp:02"]])).unwrap();
        assert_eq!((members(&ana, "crm:02").len(), reason(&ana, "crm:02")), (1, None));
    }

    #[test]
    fn a_link_that_waits_joins_nothing() {
        let (_place, mut ana, mut ben) = place("approval = \"four_eyes\"\nsecond_opinion = \"wait\"\n");
        decide(&mut ana, merge("crm:02", "web:09")).unwrap();
        assert_eq!(members(&ana, "web:09"), ["web:09"]);
        assert!(reason(&ana, "web:09").is_some() && reason(&ana, "crm:02").is_some());
        decide(&mut ben, reaffirm("web:09")).unwrap();
        assert_eq!(members(&ana, "web:09").len(), 3);
        assert!(ana.verify().unwrap().ok);
    }

    #[test]
    fn off_asks_nobody() {
        let (_place, mut ana, _) = place("second_opinion = \"off\"\n");
        let done = decide(&mut ana, divide()).unwrap();
        assert_eq!((reason(&ana, "crm:02"), done.proposal.second_opinions), (None, Vec::new()));
    }
}
