//! Bulk: one verdict on everything that a filter shows, with what stays out and why. One stroke, so that one undo takes
//! all of it back.

use std::collections::BTreeMap;

use super::asked;
use super::desk::Desk;
use super::filter::check;
use super::read;
use super::view::{Page, Query};
use super::{Change, Claimed, Committed, Request, Workspace};
use crate::config::Approval;
use crate::error::{Error, Result};
use crate::model::{Hash, Shown, Task, TaskKind};
use crate::store::{Asked, Db};

/// What a label says of itself where nobody looked at the pair alone.
pub const BULK: &str = "bulk";
/// The most clusters that one stroke speaks of: more are no longer a decision but a rule, and the band is where rules are.
pub const MOST: usize = 20_000;
/// Clusters that a preview shows.
const SAMPLE: usize = 8;

/// What is said of every cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is right as it stands.
    Confirm,
    /// Exactly this golden record may be released.
    Approve,
}

/// What a verdict on everything that a filter shows would come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulk {
    /// What would be said.
    pub verdict: Verdict,
    /// Of which clusters, in the order of the queue.
    pub takes: Vec<String>,
    /// Records in them.
    pub records: usize,
    /// Some of them, spread evenly from first to last.
    pub sample: Vec<Task>,
    /// What stays out.
    pub left_out: Vec<Apart>,
    /// A hash of which clusters are taken and what they are.
    pub seen: Hash,
}

/// Tasks that a bulk verdict leaves out for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Apart {
    /// Why, in words.
    pub why: &'static str,
    /// How many.
    pub tasks: usize,
    /// The first of them.
    pub example: String,
}

impl Bulk {
    /// Everything that the filter shows.
    pub fn shown(&self) -> usize {
        self.takes.len() + self.left_out.iter().map(|apart| apart.tasks).sum::<usize>()
    }

    /// The one request that carries it out. Its labels say that nobody looked at each pair.
    pub fn request(&self, comment: Option<String>) -> Request {
        let ids = self.takes.clone();
        let change = match self.verdict {
            Verdict::Confirm => Change::ConfirmAll { ids },
            Verdict::Approve => Change::ApproveAll { ids },
        };
        Request { change, comment, shown: Shown { stratum: Some(BULK.to_owned()), ..Shown::default() } }
    }
}

impl Workspace {
    /// What a verdict on everything that `query` shows would come to. Changes nothing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`]: the filter narrows nothing, names what is not here, or shows too much.
    pub fn bulk(&self, query: &Query, verdict: Verdict) -> Result<Bulk> {
        if query.is_everything() {
            return Err(Error::user("a verdict on every task there is would be a rule, not a decision")
                .hint("narrow it by kind, source, score or another facet; or move the review band"));
        }
        check(&self.desk, query)?;
        let claims = self.claims()?;
        self.read(|db| {
            let tasks = read::queue(db, &self.desk, query, &Page::first(MOST + 1))?;
            if tasks.len() > MOST {
                return Err(Error::user(format!("more than {MOST} tasks are shown: too many for one stroke"))
                    .hint("narrow the filter; or move the review band, which is the rule for so many"));
            }
            let gate = Gate { db, desk: &self.desk, query, verdict, claims: &claims, due: asked::due(db, &self.desk)? };
            sort(&gate, tasks)
        })
    }
}

impl Workspace {
    /// Carries out what a preview showed, whole or not at all.
    ///
    /// # Errors
    /// What it would take is no longer what the preview showed; a decision stands against it.
    pub fn carry_out(&mut self, query: &Query, shown: &Bulk, comment: Option<String>) -> Result<Committed> {
        let now = self.bulk_as_shown(query, shown)?;
        let proposal = self.propose(&[now.request(comment)])?;
        self.commit(proposal)
    }

    /// The same verdict as things stand, if it would take the same.
    pub(super) fn bulk_as_shown(&self, query: &Query, shown: &Bulk) -> Result<Bulk> {
        let now = self.bulk(query, shown.verdict)?;
        if now.seen == shown.seen {
            return Ok(now);
        }
        Err(Error::user("not saved: what this would take has changed meanwhile")
            .hint("look at the preview again; nothing was changed"))
    }
}

fn sort(gate: &Gate, tasks: Vec<Task>) -> Result<Bulk> {
    let mut left_out: BTreeMap<&'static str, Apart> = BTreeMap::new();
    let mut taken: Vec<Task> = Vec::new();
    for task in tasks {
        match gate.bars(&task)? {
            None => taken.push(task),
            Some(why) => {
                let apart = left_out.entry(why).or_insert(Apart { why, tasks: 0, example: task.golden_id });
                apart.tasks += 1;
            }
        }
    }
    let mut content = Vec::with_capacity(taken.len());
    for task in &taken {
        content.push((task.golden_id.clone(), gate.db.cluster(&task.golden_id)?.map(|stored| stored.content.0)));
    }
    let parts = content.iter().flat_map(|(id, content)| [id.as_bytes(), content.as_ref().map_or(&[][..], |hash| hash)]);
    let seen = Hash::of(parts);
    let last = taken.len().saturating_sub(1);
    let mut at: Vec<usize> = (0..SAMPLE).map(|n| n * last / (SAMPLE - 1)).collect();
    at.dedup();
    let mut left_out: Vec<Apart> = left_out.into_values().collect();
    left_out.sort_by(|a, b| b.tasks.cmp(&a.tasks).then(a.why.cmp(b.why)));
    Ok(Bulk {
        verdict: gate.verdict,
        records: taken.iter().map(|task| task.size).sum(),
        sample: at.into_iter().filter_map(|at| taken.get(at).cloned()).collect(),
        takes: taken.into_iter().map(|task| task.golden_id).collect(),
        left_out,
        seen,
    })
}

/// What decides whether a task may be settled without looking at it alone.
struct Gate<'a> {
    db: &'a Db<'a>,
    desk: &'a Desk,
    query: &'a Query,
    verdict: Verdict,
    claims: &'a [Claimed],
    due: Option<Asked<'a>>,
}

impl Gate<'_> {
    /// Why a task stays out; `None` where nothing speaks against it.
    fn bars(&self, task: &Task) -> Result<Option<&'static str>> {
        if self.claims.iter().any(|claim| !claim.mine && claim.golden_id == task.golden_id) {
            return Ok(Some("somebody is looking at it now"));
        }
        if task.flagged {
            return Ok(Some("somebody asked for a second look"));
        }
        Ok(match (self.verdict, task.kind) {
            (_, TaskKind::Conflict) => Some("decisions or values contradict each other: resolve that first"),
            (_, TaskKind::Stale) => {
                Some("its records changed since it was decided, or it was sent back: look at that first")
            }
            (_, TaskKind::SecondOpinion) => Some("a decision against strong evidence waits for a second look"),
            (_, TaskKind::Lapsing) => Some("a value that somebody set holds no longer: choose it again first"),
            (_, TaskKind::Possible) => Some("it asks whether another cluster is the same: look at the two"),
            (_, TaskKind::Unsure) => Some("somebody looked and could not tell"),
            (_, TaskKind::Audit) => Some("it was drawn to be looked at one by one"),
            (Verdict::Confirm, TaskKind::SecondReview) => Some("it is decided, and waits for somebody's approval"),
            (Verdict::Confirm, TaskKind::Suspicious) if !self.query.kinds.contains(&TaskKind::Suspicious) => {
                Some("suspicious: it is taken only where the filter names that kind")
            }
            (Verdict::Confirm, TaskKind::Suspicious | TaskKind::Borderline | TaskKind::Tie) => {
                // What comes back to see whether its steward says the same again is answered by looking.
                let stored = self.db.cluster(&task.golden_id)?;
                let again = stored.is_some_and(|stored| asked::is_due(self.due, &stored));
                again.then_some("it was drawn to be looked at one by one")
            }
            (Verdict::Approve, TaskKind::SecondReview) => self.bars_approval(task)?,
            (Verdict::Approve, _) => Some("it is not confirmed yet"),
        })
    }

    fn bars_approval(&self, task: &Task) -> Result<Option<&'static str>> {
        let review = &self.desk.config.review;
        if review.quality.blind_second_review {
            return Ok(Some("second reviews are blind here: each is looked at"));
        }
        if review.approval == Approval::Single {
            return Ok(None);
        }
        let stored = self.db.cluster(&task.golden_id)?;
        let own = stored.is_some_and(|stored| stored.deciders.contains(&self.desk.steward));
        Ok(own.then_some("four eyes: a decision of your own stands in it"))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::workspace::tests_support::{Place, decide, key, load};
    use crate::workspace::{Bulk, Change, Page, Query, Request, Verdict, Workspace};

    /// Twenty pairs, half of them doubtful.
    fn place(review: &str) -> (Place, Workspace) {
        let place = Place::reviewed(review);
        let rows: Vec<String> = (0..20).map(|n| format!("{n:02},Works {n:02},York,2026-01-01\n")).collect();
        let rows = rows.concat();
        let mut matches = "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\n".to_owned();
        for n in 0..20 {
            for source in ["crm", "erp"] {
                let sure = if n % 2 == 0 { 0.8 } else { 0.3 };
                writeln!(matches, "{source},{n:02},m{n},r,{sure}").unwrap();
            }
        }
        for source in ["crm", "erp"] {
            place.write(&format!("{source}.csv"), &format!("id,name,city,changed\n{rows}"));
        }
        place.write("web.csv", "id,name,city,changed\n");
        place.write("matches.csv", &matches);
        let mut ana = place.steward("ana");
        load(&mut ana);
        (place, ana)
    }

    fn everything() -> Query {
        Query { sources: vec!["crm".into()], ..Query::default() }
    }

    fn open(workspace: &Workspace) -> usize {
        workspace.queue(&Query::default(), &Page::first(100)).unwrap().len()
    }

    fn carry_out(workspace: &mut Workspace, bulk: &Bulk) -> usize {
        let proposal = workspace.propose(&[bulk.request(Some("seen together".into()))]).unwrap();
        workspace.commit(proposal).unwrap().seqs.len()
    }

    #[test]
    fn one_stroke_confirms_what_is_borderline_and_one_undo_takes_all_of_it_back() {
        let (_place, mut ana) = place("audit = 0\nask_again = 0\n");
        assert_eq!(open(&ana), 20);
        let kept = ana.queue(&Query::default(), &Page::first(100)).unwrap();
        let bulk = ana.bulk(&everything(), Verdict::Confirm).unwrap();
        assert_eq!((bulk.takes.len(), bulk.records, bulk.sample.len(), bulk.shown()), (10, 20, 8, 20));
        assert_eq!((bulk.left_out.len(), bulk.left_out[0].tasks), (1, 10));
        assert!(bulk.left_out[0].why.starts_with("suspicious"));
        decide(&mut ana, Change::Different { a: key("crm:00"), b: key("erp:00") }).unwrap();
        assert!(ana.carry_out(&everything(), &bulk, None).is_err(), "one of them is no more");
        decide(&mut ana, Change::Undo).unwrap();
        assert_eq!(ana.carry_out(&everything(), &bulk, None).unwrap().seqs.len(), 10);
        assert_eq!(open(&ana), 10);
        let labels = ana.assertions().unwrap();
        assert!(
            labels
                .iter()
                .filter(|said| said.statement.kind() == "confirm")
                .all(|said| said.shown.stratum.as_deref() == Some("bulk"))
        );
        decide(&mut ana, Change::Undo).unwrap();
        assert_eq!(ana.queue(&Query::default(), &Page::first(100)).unwrap(), kept);
        decide(&mut ana, Change::Redo).unwrap();
        assert_eq!(open(&ana), 10);
        assert!(ana.verify().unwrap().ok);
    }

    #[test]
    fn what_somebody_has_to_look_at_stays_out() {
        let (place, mut ana) = place("audit = 0\nask_again = 0\n");
        decide(&mut ana, Change::Unsure { a: key("crm:00"), b: key("erp:00") }).unwrap();
        decide(&mut ana, Change::Comment { id: "crm:02".into(), flag: true }).unwrap();
        let mut ben = place.steward("ben");
        let looked_at = ben.cluster("crm:04").unwrap().golden_id;
        ben.claim(&looked_at).unwrap();
        let bulk = ana.bulk(&everything(), Verdict::Confirm).unwrap();
        let mut why: Vec<&str> = bulk.left_out.iter().map(|apart| apart.why).collect();
        why.sort_unstable();
        assert_eq!(why.len(), 4, "{why:?}");
        assert!(why[0] == "somebody asked for a second look" && why[1] == "somebody is looking at it now");
        assert!(why[2] == "somebody looked and could not tell");
        assert_eq!(bulk.takes.len(), 7);
        let suspicious = Query { kinds: vec![crate::model::TaskKind::Suspicious], ..Query::default() };
        assert_eq!(ana.bulk(&suspicious, Verdict::Confirm).unwrap().takes.len(), 10);
        assert!(ana.bulk(&Query::default(), Verdict::Confirm).is_err(), "everything is no filter");
    }

    #[test]
    fn nobody_approves_their_own_in_bulk() {
        let (place, mut ana) = place("approval = \"four_eyes\"\naudit = 0\nask_again = 0\nsecond_opinion = \"off\"\n");
        let bulk = ana.bulk(&everything(), Verdict::Confirm).unwrap();
        carry_out(&mut ana, &bulk);
        let mut ben = place.steward("ben");
        decide(&mut ben, Change::Confirm { id: "crm:01".into() }).unwrap();
        let own = ben.bulk(&everything(), Verdict::Approve).unwrap();
        assert_eq!(own.takes.len(), 10);
        let four_eyes = own.left_out.iter().find(|apart| apart.why.starts_with("four eyes")).unwrap();
        assert_eq!((four_eyes.tasks, four_eyes.example.clone()), (1, ben.cluster("crm:01").unwrap().golden_id));
        let none = ana.bulk(&everything(), Verdict::Approve).unwrap();
        assert_eq!(none.takes.len(), 1, "only what ben confirmed");
        assert_eq!(carry_out(&mut ben, &own), 10);
        // All or nothing: her own confirmations among others refuse the whole stroke.
        let bad = Change::ApproveAll { ids: vec!["crm:01".into(), "crm:00".into()] };
        assert!(ana.propose(&[Request::from(bad)]).is_err());
    }
}
