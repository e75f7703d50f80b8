//! The stewards: they know the truth, and say it in all the ways there are; sometimes a hand slips.

use goldsmith::error::ErrorKind;
use goldsmith::model::{Choice, RecordKey};
use goldsmith::workspace::{Change, ClusterView, Page, Query, Request};

use std::collections::BTreeMap;

use crate::check::{Done, Year};
use crate::ledger::{Entry, Keys, Said, Set, Sight, about, deciders};
use crate::world::PHONE;

/// Places of attributes in the domain: the phone number is picked from a record, the others are typed or emptied.
pub const OVERRIDDEN: [usize; 3] = [PHONE, SEGMENT, ORDERS];
const SEGMENT: usize = 9;
const ORDERS: usize = 10;

/// What came of something said.
#[derive(PartialEq, Eq)]
enum Outcome {
    Done,
    Contradicts,
    Refused,
}

impl Year {
    /// One steward works for a while, and takes back what slipped.
    pub fn turn(&mut self, who: usize, decisions: usize) {
        let mut slips = Vec::new();
        let wanted = self.ledger.entries.len() + decisions;
        while self.ledger.entries.len() < wanted {
            self.work(who, &mut slips);
            if self.chance.permille(300) {
                self.take_back(who, &mut slips);
            }
        }
        self.take_back(who, &mut slips);
        self.check();
    }

    /// Takes one task, or any cluster, and decides.
    fn work(&mut self, who: usize, slips: &mut Vec<i64>) {
        let tasks = self.desks[who].queue(&Query::default(), &Page::first(15)).unwrap();
        let id = if !tasks.is_empty() && self.chance.permille(700) {
            self.chance.pick(&tasks).golden_id.clone()
        } else {
            let present: Vec<RecordKey> = self.world.present().into_iter().collect();
            self.chance.pick(&present).to_string()
        };
        let view = self.desks[who].cluster(&id).unwrap();
        if self.chance.permille(40) {
            if let Some((kind, change, said)) = self.slip(&view)
                && self.say(who, kind, change, said) == Outcome::Done
            {
                slips.push(self.ledger.entries.last().unwrap().seq);
            }
            return;
        }
        let (kind, change, said) = self.judge(who, &id, &view);
        match self.say(who, kind, change.clone(), said) {
            Outcome::Done => {}
            Outcome::Contradicts => {
                assert!(!slips.is_empty(), "the truth is contradicted: {change:?}");
                self.take_back(who, slips);
            }
            Outcome::Refused => {
                let deciding = self.deciding(&keys(&view, true)).contains(&who);
                assert!(self.four_eyes && kind == "approve" && deciding, "{change:?} was refused");
                self.refused += 1;
            }
        }
    }

    /// What is true of a cluster, or of its neighbours.
    fn judge(&mut self, who: usize, id: &str, view: &ClusterView) -> (&'static str, Change, Said) {
        let (members, present) = (keys(view, true), keys(view, false));
        let id = id.to_owned();
        let mut parts: BTreeMap<usize, Keys> = BTreeMap::new();
        for key in &members {
            parts.entry(self.world.rows[key].entity).or_default().insert(key.clone());
        }
        if parts.len() > 1 {
            return self.set_apart(id, &present, parts.into_values().collect());
        }
        let entity = *parts.keys().next().unwrap();
        let missing: Vec<RecordKey> = self.world.entities[&entity]
            .iter()
            .filter(|key| self.world.rows[*key].present && !members.contains(*key))
            .cloned()
            .collect();
        if !missing.is_empty() && self.chance.permille(700) {
            let other = self.chance.pick(&missing).clone();
            let there = keys(&self.desks[who].cluster(&other.to_string()).unwrap(), true);
            if there.iter().all(|key| self.world.rows[key].entity == entity) && self.chance.permille(600) {
                let all = members.union(&there).cloned().collect();
                return ("merge", Change::Merge { ids: vec![id, other.to_string()] }, Said::Together(all));
            }
            let a = self.chance.pick(&present.into_iter().collect::<Vec<_>>()).clone();
            let said = Said::Together(Keys::from([a.clone(), other.clone()]));
            return ("same", Change::Same { a, b: other }, said);
        }
        match self.chance.below(100) {
            0..25 if self.may_approve(who, &members) || self.chance.permille(200) => {
                ("approve", Change::Approve { id }, Said::Approve(sight(view)))
            }
            25..37 => self.set_value(entity, &members, present),
            37..41 => ("unsure", Change::UnsureCluster { id }, Said::Unsure),
            41..44 => ("comment", Change::Comment { id, flag: true }, Said::Comment),
            44..46 => ("send_back", Change::SendBack { id }, Said::SendBack(members)),
            _ => ("confirm", Change::Confirm { id }, Said::Confirm(sight(view))),
        }
    }

    /// Records of several entities.
    fn set_apart(&mut self, id: String, present: &Keys, parts: Vec<Keys>) -> (&'static str, Change, Said) {
        let one = |keys: &Keys| keys.iter().find(|key| present.contains(*key)).cloned();
        if let (Some(a), Some(b), true) = (one(&parts[0]), one(&parts[1]), self.chance.permille(250)) {
            let said = Said::Apart(vec![Keys::from([a.clone()]), Keys::from([b.clone()])], false);
            return ("different", Change::Different { a, b }, said);
        }
        let list = |part: &Keys| part.iter().cloned().collect::<Vec<_>>();
        if self.chance.permille(300) {
            // One part leaves, whatever the others are.
            let rest = parts[1..].iter().flatten().cloned().collect();
            let change = Change::Split { id, parts: vec![list(&parts[0])], confirm_parts: false };
            return ("split", change, Said::Apart(vec![parts[0].clone(), rest], false));
        }
        let confirm_parts = self.chance.permille(500);
        let change = Change::Split { id, parts: parts.iter().map(list).collect(), confirm_parts };
        ("split", change, Said::Apart(parts, confirm_parts))
    }

    /// A value that is right for the entity, whichever of its records it is said of.
    fn set_value(&mut self, entity: usize, members: &Keys, present: Keys) -> (&'static str, Change, Said) {
        let present: Vec<RecordKey> = present.into_iter().collect();
        let anchor = self.chance.pick(&present).clone();
        let elsewhere = |entry: &Entry| match &entry.said {
            Said::Override { anchor, attribute: PHONE, .. } => {
                self.world.rows[anchor].entity == entity && !members.contains(anchor)
            }
            _ => false,
        };
        let picks = !self.world.rows[&anchor].values[PHONE].is_empty() && !self.ledger.standing().any(elsewhere);
        let (attribute, choice, value) = match self.chance.below(3) {
            0 if picks => (PHONE, Choice::From(anchor.clone()), Set::Own),
            1 => (ORDERS, Choice::Null, Set::Nothing),
            _ => {
                let typed = format!("segment of {entity}");
                (SEGMENT, Choice::Value(typed.clone()), Set::Typed(typed))
            }
        };
        let name = self.desks[0].config().domain.attributes[attribute].name.clone();
        let change = Change::Override { id: anchor.to_string(), attribute: name, choice, until: None };
        ("override", change, Said::Override { anchor, attribute, value, among: members.clone() })
    }

    /// Something that is not true.
    fn slip(&mut self, view: &ClusterView) -> Option<(&'static str, Change, Said)> {
        let present: Vec<RecordKey> = keys(view, false).into_iter().collect();
        let a = self.chance.pick(&present).clone();
        let all: Vec<RecordKey> = self.world.present().into_iter().collect();
        let near = self.chance.permille(500);
        let b = self.chance.pick(if near { &present } else { &all }).clone();
        if a == b {
            return None;
        }
        let (one, other) = (Keys::from([a.clone()]), Keys::from([b.clone()]));
        if self.world.rows[&a].entity == self.world.rows[&b].entity {
            return Some(("different", Change::Different { a, b }, Said::Apart(vec![one, other], false)));
        }
        Some(("same", Change::Same { a, b }, Said::Together(one.into_iter().chain(other).collect())))
    }

    fn say(&mut self, who: usize, kind: &'static str, change: Change, said: Said) -> Outcome {
        let proposal = match self.desks[who].propose(&[Request::from(change.clone())]) {
            Ok(proposal) if proposal.conflicts.is_empty() => proposal,
            Ok(_) => return Outcome::Contradicts,
            Err(problem) => {
                assert_eq!(problem.kind, ErrorKind::User, "{problem}");
                return Outcome::Refused;
            }
        };
        let committed = self.desks[who].commit(proposal).unwrap();
        let [seq] = committed.seqs[..] else { panic!("{change:?} came to {:?}", committed.seqs) };
        self.ledger.entries.push(Entry { seq, who, kind, said, taken_back: false });
        self.done.push(Done::Decided(who, change));
        Outcome::Done
    }

    /// Takes slips back: by undo where the slip was the last word, by number else.
    fn take_back(&mut self, who: usize, slips: &mut Vec<i64>) {
        for seq in slips.drain(..).rev() {
            let last = self.ledger.standing().rev().find(|entry| entry.who == who).unwrap().seq;
            let change = if last == seq { Change::Undo } else { Change::Retract { seq } };
            let proposal = self.desks[who].propose(&[Request::from(change.clone())]).unwrap();
            assert!(proposal.conflicts.is_empty(), "a slip cannot be taken back: {:?}", proposal.conflicts);
            self.desks[who].commit(proposal).unwrap();
            self.done.push(Done::Decided(who, change));
            self.ledger.entries.iter_mut().find(|entry| entry.seq == seq).unwrap().taken_back = true;
            self.ledger.retractions += 1;
        }
    }

    fn may_approve(&self, who: usize, members: &Keys) -> bool {
        !self.four_eyes || !self.deciding(members).contains(&who)
    }

    fn deciding(&self, members: &Keys) -> std::collections::BTreeSet<usize> {
        deciders(&about(&self.ledger.by_record(), members))
    }
}

/// The records of a cluster, with or without those that are gone.
fn keys(view: &ClusterView, gone: bool) -> Keys {
    view.members.iter().filter(|member| gone || !member.gone).map(|member| member.record.key.clone()).collect()
}

fn sight(view: &ClusterView) -> Sight {
    let values = view.golden.values.iter().map(|value| (value.value.clone(), value.record.clone())).collect();
    Sight { members: keys(view, true), present: keys(view, false), values }
}
