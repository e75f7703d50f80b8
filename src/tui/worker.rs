//! The worker: a thread that owns the workspace and answers questions, one after the other.
//!
//! Reading never waits. What writes does while a load, or another program, holds the workspace: it is held here in its
//! order, said to wait, and done as soon as they let go, also where the steward has left meanwhile. Decisions are on the
//! disk before they are said to wait.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::msg::{Answer, Ask, Reply, Slot};
use super::state::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::{ClusterView, Fate, Sides, Waiting, Workspace};

/// How long a decision is waited for before it is said to wait: others who decide are done by then.
const SHORT: Duration = Duration::from_millis(300);
/// How often it is tried whether those who write have let go.
const AGAIN: Duration = Duration::from_millis(100);

/// A question on its way to the worker.
pub struct Question {
    /// What its answer is for.
    pub slot: Slot,
    /// Which of the questions for that slot it is.
    pub generation: u64,
    /// The question.
    pub ask: Ask,
}

/// What waits for those who write.
enum Held {
    /// A decision: kept on the disk too.
    Decision { generation: u64, waiting: Waiting },
    /// Something smaller: a filter, a goal, the band.
    Setting(Box<Question>),
}

struct Worker<'a> {
    workspace: Workspace,
    /// Takes an answer; says whether anybody still listens.
    tell: &'a dyn Fn(Reply) -> bool,
    /// The cluster that was sent to the Review screen last.
    shown: Option<ClusterView>,
    held: VecDeque<Held>,
}

/// Answers questions until there are no more and nothing waits; says whether it got that far without a panic, which has
/// been printed.
pub fn work(workspace: Workspace, orders: &Receiver<Question>, tell: &dyn Fn(Reply) -> bool) -> bool {
    let mut worker = Worker { workspace, tell, shown: None, held: VecDeque::new() };
    catch_unwind(AssertUnwindSafe(|| worker.run(orders))).is_ok()
}

impl Worker<'_> {
    fn run(&mut self, orders: &Receiver<Question>) {
        // What is there now is what others can change; where it cannot be read, the first question says so.
        let _ = self.workspace.pulse();
        self.take_up();
        let mut waiting: VecDeque<Question> = VecDeque::new();
        loop {
            let more = if !waiting.is_empty() {
                Err(RecvTimeoutError::Timeout)
            } else if self.held.is_empty() {
                orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                orders.recv_timeout(AGAIN)
            };
            let left = more.as_ref().is_err_and(|error| *error == RecvTimeoutError::Disconnected);
            waiting.extend(more.ok().into_iter().chain(orders.try_iter()));
            self.let_go();
            match waiting.pop_front() {
                Some(question) if is_stale(&question, &waiting) => {}
                Some(question) => self.take(question),
                None if left && (self.held.is_empty() || !self.workspace.is_loaded()) => break,
                None if left => thread::sleep(AGAIN),
                None => {}
            }
        }
        // Where it cannot be given up, it runs out.
        let _ = self.workspace.release_claim();
    }

    /// Takes up what this steward's programs left behind when they were killed.
    fn take_up(&mut self) {
        match self.workspace.take_up() {
            Ok(taken) => {
                // Numbered down from the last: no question gets that far.
                for (generation, waiting) in (0..u64::MAX).rev().zip(taken) {
                    let answer = Ok(Answer::TakenUp(Box::new(waiting.clone())));
                    (self.tell)(Reply { slot: Slot::Write, generation, answer });
                    self.held.push_back(Held::Decision { generation, waiting });
                }
            }
            Err(error) => {
                (self.tell)(Reply { slot: Slot::Write, generation: 0, answer: Err(error) });
            }
        }
    }

    /// Does what waits, as far as it can be done by now.
    fn let_go(&mut self) {
        while !self.held.is_empty() && self.workspace.is_loaded() && self.is_free(Duration::ZERO) {
            let Some(held) = self.held.pop_front() else { return };
            let busy = |error: &Error| error.kind == ErrorKind::Busy;
            let (slot, generation, answer) = match &held {
                Held::Decision { generation, waiting } => {
                    (Slot::Write, *generation, self.workspace.write_waiting(waiting).map(fate))
                }
                Held::Setting(setting) => {
                    (setting.slot, setting.generation, answer(&mut self.workspace, setting.ask.clone(), None))
                }
            };
            if answer.as_ref().is_err_and(busy) {
                self.held.push_front(held);
                return;
            }
            let answer = match held {
                Held::Decision { waiting, .. } => self.settled(&waiting, answer),
                Held::Setting(_) => answer,
            };
            (self.tell)(Reply { slot, generation, answer });
        }
    }

    /// Takes a decision off the disk, except where nothing is wrong with it but the disk.
    fn settled(&mut self, waiting: &Waiting, answer: Result<Answer>) -> Result<Answer> {
        match answer {
            Err(error) if Waiting::waits_on(&error) => {
                Err(error.hint("it is kept, and tried again when the workbench is opened next"))
            }
            // Written or refused, that is what counts; what stays on the shelf is known there by its request.
            answer => {
                let _ = self.workspace.settle(waiting);
                answer
            }
        }
    }

    /// Where it cannot be written at all, asking says why.
    fn is_free(&self, patience: Duration) -> bool {
        self.workspace.is_free(patience).unwrap_or(true)
    }

    /// Keeps a decision until it can be written; what is no decision is kept in mind.
    fn hold(&mut self, slot: Slot, generation: u64, ask: Ask) -> Result<Answer> {
        let waiting = match &ask {
            Ask::Decide(requests) => match self.workspace.hold(requests, self.shown.as_ref())? {
                Ok(waiting) => waiting,
                Err(refused) => return Ok(Answer::Refused(refused)),
            },
            Ask::Commit(proposal) => self.workspace.hold_proposal(proposal)?,
            Ask::CarryOut(query, bulk) => self.workspace.hold_bulk(query, bulk)?,
            _ => {
                self.held.push_back(Held::Setting(Box::new(Question { slot, generation, ask })));
                return Ok(Answer::Waits);
            }
        };
        self.held.push_back(Held::Decision { generation, waiting });
        Ok(Answer::Waits)
    }

    fn take(&mut self, question: Question) {
        let Question { slot, generation, ask } = question;
        let tell = |answer| (self.tell)(Reply { slot, generation, answer });
        if matches!(ask, Ask::Claim(_)) && !self.is_free(Duration::ZERO) {
            // A claim is advice: nobody waits for it.
            tell(Err(Error::new(ErrorKind::Busy, "another program is writing to this workspace")));
            return;
        }
        let waits = ask.waits();
        let busy = waits && (!self.held.is_empty() || !self.is_free(SHORT));
        let kept = waits.then(|| ask.clone());
        let mut answer = match kept {
            Some(_) if busy => Err(Error::new(ErrorKind::Busy, "")),
            _ => answer(&mut self.workspace, ask, self.shown.as_ref()),
        };
        if let (Slot::Review, Ok(Answer::Cluster(view))) = (slot, &answer) {
            self.shown = Some((**view).clone());
        }
        if let (true, Some(ask)) = (answer.as_ref().is_err_and(|error| error.kind == ErrorKind::Busy), kept) {
            answer = self.hold(slot, generation, ask);
        }
        (self.tell)(Reply { slot, generation, answer });
    }
}

fn fate(fate: Fate) -> Answer {
    match fate {
        Fate::Committed(committed) => Answer::Committed(committed),
        Fate::Refused(proposal) => Answer::Refused(proposal),
    }
}

/// A later question for the same slot waits: the answer to this one would be dropped.
fn is_stale(question: &Question, waiting: &VecDeque<Question>) -> bool {
    !question.ask.writes() && waiting.iter().any(|later| later.slot == question.slot)
}

/// Answers one question. `shown` is the cluster that was sent to the Review screen last.
pub fn answer(workspace: &mut Workspace, ask: Ask, shown: Option<&ClusterView>) -> Result<Answer> {
    Ok(match ask {
        Ask::Counts => Answer::Counts(workspace.counts()?),
        Ask::Tasks(query, page) => Answer::Tasks(workspace.queue(&query, &page)?),
        Ask::Entities(query, page) => Answer::Entities(workspace.entities(&query, &page)?),
        Ask::Cluster(id, sides) => Answer::Cluster(Box::new(workspace.reviewed(&id, sides)?)),
        Ask::Clusters(ids) => {
            Answer::Clusters(ids.iter().filter_map(|id| workspace.reviewed(id, Sides::Asked).ok()).collect())
        }
        Ask::Filters => filters(workspace)?,
        Ask::KeepFilter(name, query) => {
            workspace.keep_filter(&name, &query)?;
            filters(workspace)?
        }
        Ask::ForgetFilter(name) => {
            workspace.forget_filter(&name)?;
            filters(workspace)?
        }
        Ask::SetGoal(goal) => {
            workspace.set_goal(goal)?;
            Answer::Counts(workspace.counts()?)
        }
        Ask::Bulk(query, verdict) => Answer::Bulk(Box::new(workspace.bulk(&query, verdict)?)),
        Ask::CarryOut(query, bulk) => Answer::Committed(Box::new(workspace.carry_out(&query, &bulk, None)?)),
        Ask::Vitals => Answer::Vitals(Box::new(workspace.vitals()?)),
        Ask::SetBand(low, high) => {
            workspace.set_band(low, high)?;
            Answer::Vitals(Box::new(workspace.vitals()?))
        }
        Ask::Log(before, limit) => Answer::Log(workspace.log(None, before, limit)?),
        Ask::Stewards => Answer::Stewards(workspace.stewards()?),
        Ask::Search(text, limit) => Answer::Hits(workspace.search(&text, limit)?),
        Ask::Splits(id) => Answer::Splits(workspace.splits(&id)?),
        Ask::Shared(attribute, value) => {
            let (records, more) = workspace.shared(attribute, &value)?;
            Answer::Shared { attribute, value, records, more }
        }
        Ask::Partners(id, limit) => Answer::Partners(workspace.partners(&id, limit)?),
        Ask::Facing(id, other) => Answer::Facing(Box::new(workspace.facing(&id, &other)?)),
        Ask::Why(a, b) => Answer::Why(workspace.why(&a, &b)?),
        Ask::Propose(requests) => Answer::Proposal(Box::new(workspace.propose(&requests)?)),
        Ask::Decide(requests) => fate(workspace.decide(&requests, shown)?),
        Ask::Claim(Some(golden_id)) => Answer::Claim(Some(workspace.claim(&golden_id)?)),
        Ask::Claim(None) => {
            workspace.release_claim()?;
            Answer::Claim(None)
        }
        Ask::Pulse => Answer::Pulse(workspace.pulse()?),
        Ask::Reopen => {
            workspace.reopen()?;
            Answer::Reopened(Box::new(Catalog::new(workspace.config(), workspace.steward())))
        }
        Ask::Commit(proposal) => Answer::Committed(Box::new(workspace.commit(*proposal)?)),
    })
}

fn filters(workspace: &Workspace) -> Result<Answer> {
    Ok(Answer::Filters { kept: workspace.filters()?, authors: workspace.authors()? })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;
    use crate::workspace::tests_support::Place;
    use crate::workspace::{Change, LoadOptions, Page, Query, Request};

    #[test]
    fn only_reads_are_left_out() {
        let question = |slot, ask| Question { slot, generation: 1, ask };
        let waiting = VecDeque::from([question(Slot::Counts, Ask::Counts), question(Slot::Write, Ask::Decide(vec![]))]);
        assert!(is_stale(&question(Slot::Counts, Ask::Counts), &waiting));
        assert!(!is_stale(&question(Slot::Write, Ask::Decide(vec![])), &waiting));
        assert!(!is_stale(&question(Slot::Tasks, Ask::Counts), &waiting));
    }

    /// A load that writes until it is told to go on.
    fn loading(place: &Place) -> (Sender<()>, thread::JoinHandle<()>) {
        let ((begun, seen), (go_on, told)) = (channel(), channel::<()>());
        let dir = place.path().to_owned();
        let load = thread::spawn(move || {
            let mut other = Workspace::open(&dir, "robin").unwrap();
            let mut waits = true;
            let mut hold = |_| {
                if std::mem::take(&mut waits) {
                    begun.send(()).unwrap();
                    told.recv().unwrap();
                }
            };
            other.load(&LoadOptions::default(), &mut hold).unwrap();
        });
        seen.recv().unwrap();
        (go_on, load)
    }

    #[test]
    fn while_a_load_writes_reading_goes_on_and_decisions_wait_in_their_order() {
        let (place, workspace) = Place::loaded("single");
        let id = workspace.queue(&Query::default(), &Page::first(1)).unwrap()[0].golden_id.clone();
        let (go_on, load) = loading(&place);
        let ((ask, orders), (answers, told)) = (channel(), channel());
        let worker = thread::spawn(move || work(workspace, &orders, &|reply| answers.send(reply).is_ok()));
        let comment = |text: &str| {
            let mut request = Request::from(Change::Comment { id: id.clone(), flag: false });
            request.comment = Some(text.to_owned());
            Ask::Decide(vec![request])
        };
        let send = |slot, generation, asked| ask.send(Question { slot, generation, ask: asked }).unwrap();
        send(Slot::Review, 1, Ask::Cluster(id.clone(), Sides::Asked));
        assert!(matches!(told.recv().unwrap().answer, Ok(Answer::Cluster(_))));
        for generation in 1..=3 {
            send(Slot::Write, generation, comment(&format!("remark {generation}")));
            let reply = told.recv().unwrap();
            assert!(matches!(reply.answer, Ok(Answer::Waits)) && reply.generation == generation, "{reply:?}");
        }
        send(Slot::Claim, 1, Ask::Claim(Some(id.clone())));
        assert!(told.recv().unwrap().answer.is_err(), "a claim does not wait");
        send(Slot::Counts, 1, Ask::Counts);
        assert!(matches!(told.recv().unwrap().answer, Ok(Answer::Counts(_))), "reading goes on");
        // The steward leaves; what waits is written all the same.
        drop(ask);
        go_on.send(()).unwrap();
        let written: Vec<u64> = told
            .iter()
            .map(|reply| {
                assert!(matches!(reply.answer, Ok(Answer::Committed(_))), "{reply:?}");
                reply.generation
            })
            .collect();
        assert_eq!(written, [1, 2, 3]);
        assert!(worker.join().unwrap());
        load.join().unwrap();
        let workspace = place.steward("ana");
        let remarks = workspace.log(None, None, 10).unwrap();
        let said: Vec<&str> = remarks.iter().filter_map(|entry| entry.comment.as_deref()).collect();
        assert_eq!(said, ["remark 3", "remark 2", "remark 1"]);
        assert!(workspace.verify().unwrap().ok);
    }

    #[test]
    fn a_decision_on_what_the_load_has_changed_is_refused_not_written() {
        let (place, workspace) = Place::loaded("single");
        let id = workspace.cluster("crm:01").unwrap().golden_id;
        place.write(
            "web.csv",
            "id,name,city,changed\n01,Renamed Over Night,York,2026-03-01\n09,Corvid Press,Bath,2026-03-01\n",
        );
        let (go_on, load) = loading(&place);
        let ((ask, orders), (answers, told)) = (channel(), channel());
        let worker = thread::spawn(move || work(workspace, &orders, &|reply| answers.send(reply).is_ok()));
        let send = |slot, asked| ask.send(Question { slot, generation: 1, ask: asked }).unwrap();
        send(Slot::Review, Ask::Cluster(id.clone(), Sides::Asked));
        told.recv().unwrap().answer.unwrap();
        send(Slot::Write, Ask::Decide(vec![Change::Confirm { id }.into()]));
        assert!(matches!(told.recv().unwrap().answer, Ok(Answer::Waits)));
        go_on.send(()).unwrap();
        load.join().unwrap();
        let refused = told.recv().unwrap().answer.unwrap_err();
        assert!(refused.message.starts_with("not saved"), "{refused:?}");
        drop(ask);
        assert!(worker.join().unwrap());
    }
}
