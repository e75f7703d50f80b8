//! A workspace on the disk, two stewards at it, and the oracle beside them: plays scripts.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::OnceLock;

use goldsmith::error::ErrorKind;
use goldsmith::model::{Authority, RecordKey, Statement};
use goldsmith::workspace::{Change, LoadOptions, Proposal, Request, Workspace};
use rusqlite::{Connection, params};
use tempfile::TempDir;

use crate::announced;
use crate::check::{self, Seen};
use crate::files::{self, Files, RECORDS, Row, key};
use crate::oracle::{Cluster, Known, Oracle, Said};
use crate::script::{Ask, Edit, Step};

pub const STEWARDS: [&str; 2] = ["ada", "ben"];
/// Who says what no steward does.
const NOBODY: usize = usize::MAX;

pub struct World {
    dir: TempDir,
    pub desks: [Workspace; 2],
    pub oracle: Oracle,
    files: Files,
    /// All that changed anything, to be done again elsewhere.
    done: Vec<Done>,
}

enum Done {
    Loaded(Files),
    Decided(usize, Vec<Change>),
    Published(Vec<String>),
}

/// Loads what the files hold; the run has near pairs as well, as a run of the own matcher would.
fn load(desk: &mut Workspace) -> goldsmith::workspace::LoadReport {
    let report = desk.load(&LoadOptions::default(), &mut |_| {}).unwrap();
    let open = Connection::open(desk.dir().join("goldsmith.db")).unwrap();
    for (a, b, mean) in files::near() {
        open.execute(
            "INSERT OR IGNORE INTO edge (a, b, probability, near)
             SELECT min(one.rid, other.rid), max(one.rid, other.rid), 0.6, ?5 FROM record AS one, record AS other
             WHERE one.source = (SELECT id FROM source WHERE name = ?1) AND one.record_id = ?2 AND one.gone = 0
               AND other.source = (SELECT id FROM source WHERE name = ?3) AND other.record_id = ?4 AND other.gone = 0",
            params![a.source, a.id, b.source, b.id, mean],
        )
        .unwrap();
    }
    drop(open);
    desk.rebuild(&mut |_| {}).unwrap();
    report
}

/// An empty folder, in memory where there is such a place: the laws are not about disks.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).unwrap()
}

/// The golden ids that records are born with, as a workspace of records alone shows them.
fn births() -> &'static BTreeMap<RecordKey, String> {
    static BIRTHS: OnceLock<BTreeMap<RecordKey, String>> = OnceLock::new();
    BIRTHS.get_or_init(|| {
        let dir = folder();
        let files = Files { rows: [Some(Row { values: [0; 5], day: 1 }); RECORDS], groups: [0; RECORDS] };
        files.write(dir.path(), 0);
        // Every record in a group of its own.
        let matches = dir.path().join("matches.csv");
        let grouped = std::fs::read_to_string(&matches).unwrap();
        let alone =
            grouped.lines().enumerate().map(|(n, line)| line.replace(",group0,", &format!(",alone{n},")) + "\n");
        std::fs::write(&matches, alone.collect::<String>()).unwrap();
        std::fs::write(dir.path().join("goldsmith.toml"), files::configuration(false)).unwrap();
        let mut desk = Workspace::open(dir.path(), "eve").unwrap();
        load(&mut desk);
        let born = Seen::of(&desk).entities.into_iter().map(|e| (e.members[0].record.key.clone(), e.golden_id));
        let born: BTreeMap<RecordKey, String> = born.collect();
        assert_eq!(born.len(), RECORDS);
        born
    })
}

/// The records that a mask chooses.
fn chosen(mask: u16) -> impl Iterator<Item = RecordKey> {
    (0..RECORDS).filter(move |record| mask >> record & 1 == 1).map(key)
}

impl World {
    pub fn new(files: Files, four_eyes: bool) -> Self {
        let dir = folder();
        std::fs::write(dir.path().join("goldsmith.toml"), files::configuration(four_eyes)).unwrap();
        files.write(dir.path(), 0);
        load(&mut Workspace::open(dir.path(), STEWARDS[0]).unwrap());
        let desks = STEWARDS.map(|steward| Workspace::open(dir.path(), steward).unwrap());
        let oracle = Oracle {
            four_eyes,
            journal: Vec::new(),
            known: BTreeMap::new(),
            edges: Vec::new(),
            born: births().clone(),
            commits: 0,
            loads: 0,
        };
        let mut world = Self { dir, desks, oracle, done: vec![Done::Loaded(files.clone())], files };
        world.learn();
        world.check();
        world
    }

    pub fn see(&self) -> Seen {
        Seen::of(&self.desks[0])
    }

    fn check(&self) -> Seen {
        let seen = self.see();
        check::all(&self.oracle, &self.desks[1], &seen);
        seen
    }

    pub fn play(&mut self, step: &Step) {
        match step {
            Step::Decide(who, asks) => {
                let changes: Vec<Change> = asks.iter().map(|ask| ask.change(&self.oracle)).collect();
                self.decide(*who as usize, &changes);
            }
            Step::ThereAndBack(who, ask, stay) => self.there_and_back(*who as usize, *ask, *stay),
            Step::Unwind(who, asks) => self.unwind(*who as usize, asks),
            Step::Overtaken(who, first, second) => {
                let (who, first) = (*who as usize, first.change(&self.oracle));
                let waiting = self.desks[who].propose(&[first.clone().into()]).ok();
                let second = second.change(&self.oracle);
                let overtaken = self.decide(1 - who, &[second]).is_some();
                self.commit_late(who, first, waiting, overtaken);
            }
            Step::LoadedUnder(who, ask, edits) => {
                let (who, change) = (*who as usize, ask.change(&self.oracle));
                let waiting = self.desks[who].propose(&[change.clone().into()]).ok();
                self.load(edits);
                self.commit_late(who, change, waiting, true);
            }
            Step::Load(edits) => self.load(edits),
            Step::Publish(which) => {
                let before = self.see();
                let out = before.entities.iter().filter(|entity| {
                    let members = || entity.members.iter().map(|member| &member.record.key);
                    chosen(*which).any(|key| members().any(|member| *member == key))
                });
                self.publish(out.map(|entity| entity.golden_id.clone()).collect());
                assert_eq!(self.see(), before, "an export changed something");
            }
            Step::PublishLate(which) => {
                let known = chosen(*which).filter(|key| self.oracle.known.contains_key(key));
                self.publish(known.map(|key| self.oracle.born[&key].clone()).collect());
            }
            Step::Rebuild => {
                let before = self.see();
                self.desks[1].rebuild(&mut |_| {}).unwrap();
                assert_eq!(self.see(), before, "rebuilding changed something");
            }
            Step::Reopen => {
                let before = self.see();
                self.desks = STEWARDS.map(|steward| Workspace::open(self.dir.path(), steward).unwrap());
                assert_eq!(self.see(), before, "opening changed something");
            }
        }
    }

    /// Proposes and commits changes together, if the oracle says that they may be. Gives what was there before.
    pub fn decide(&mut self, who: usize, changes: &[Change]) -> Option<Seen> {
        let before = self.see();
        let (changes, next) = self.expect(who, changes);
        let requests: Vec<Request> = changes.iter().cloned().map(Request::from).collect();
        let proposed = self.desks[who].propose(&requests);
        assert_eq!(self.see(), before, "proposing changed something");
        let proposal = match (proposed, &next) {
            (Ok(proposal), Ok(_)) => proposal,
            (Err(problem), Err(_)) => {
                assert_eq!(problem.kind, ErrorKind::User, "{problem}");
                return None;
            }
            (Ok(_), Err(why)) => panic!("{changes:?} was not refused: {why}"),
            (Err(problem), Ok(_)) => panic!("{changes:?} was refused: {problem}"),
        };
        let next = next.unwrap_or_else(|why| panic!("{why}"));
        let contradicted = next.contradicted();
        assert_eq!(contradicted, !proposal.conflicts.is_empty(), "{changes:?}: {:?}", proposal.conflicts);
        if contradicted {
            announced::chains(&self.oracle, &next, &proposal);
            self.desks[who].commit(proposal).unwrap_err();
            assert_eq!(self.see(), before, "a refused proposal changed something");
            return None;
        }
        let committed = self.desks[who].commit(proposal.clone()).unwrap();
        assert_eq!(committed.proposal, proposal);
        let retried = self.desks[who].commit(proposal.clone()).unwrap();
        assert_eq!(retried.seqs, committed.seqs, "a retry is written again");
        self.carried_out(who, changes, &next, &before, &proposal);
        Some(before)
    }

    /// Changes as far as the oracle would go, and the oracle after them: nothing follows a contradiction.
    fn expect(&self, who: usize, changes: &[Change]) -> (Vec<Change>, Result<Oracle, &'static str>) {
        if changes.len() > 1 && changes.iter().any(|change| matches!(change, Change::Undo | Change::Redo)) {
            return (changes.to_vec(), Err("undo and redo go alone"));
        }
        let mut next = self.oracle.clone();
        next.commits += 1;
        for (n, change) in changes.iter().enumerate() {
            if let Change::Retract { seq } = change
                && *seq > self.oracle.journal.len() as i64
            {
                return (changes[..=n].to_vec(), Err("what is proposed has no number yet"));
            }
            match next.interpret(who, change) {
                Ok(said) => {
                    let undoes = matches!(change, Change::Undo | Change::Redo);
                    let stroke = if undoes { next.stroke(&said) } else { Vec::new() };
                    next = next.after(who, said);
                    next = stroke.into_iter().fold(next, |next, seq| next.after(who, Said::Retract(seq)));
                }
                Err(why) => return (changes[..=n].to_vec(), Err(why)),
            }
            // What is only taken back may pass through a contradiction on its way out of it.
            let goes_on = changes[n + 1..].iter().any(|change| !matches!(change, Change::Retract { .. }));
            if goes_on && next.contradicted() {
                return (changes[..=n].to_vec(), Ok(next));
            }
        }
        (changes.to_vec(), Ok(next))
    }

    fn carried_out(&mut self, who: usize, changes: Vec<Change>, next: &Oracle, before: &Seen, proposal: &Proposal) {
        self.oracle = next.clone();
        let after = self.check();
        announced::announced(&self.oracle, before, proposal, &after);
        if let [change] = changes.as_slice() {
            announced::effect(&self.oracle, change, &after);
        }
        self.done.push(Done::Decided(who, changes));
    }

    /// Commits a proposal that others may have overtaken: either it means what it meant, or nothing happens.
    fn commit_late(&mut self, who: usize, change: Change, waiting: Option<Proposal>, overtaken: bool) {
        let Some(waiting) = waiting else { return };
        let before = self.see();
        match self.desks[who].commit(waiting.clone()) {
            Err(problem) => {
                assert_eq!(problem.kind, ErrorKind::User, "{problem}");
                assert!(overtaken || !waiting.conflicts.is_empty(), "refused for nothing: {problem}");
                assert_eq!(self.see(), before, "a refused proposal changed something");
            }
            Ok(committed) => {
                assert_eq!(committed.proposal.before, waiting.before, "committed, though its clusters had changed");
                let (changes, next) = self.expect(who, &[change]);
                let next = next.unwrap_or_else(|why| panic!("{changes:?} was not refused: {why}"));
                assert!(!next.contradicted(), "{changes:?} was not refused");
                self.carried_out(who, changes, &next, &before, &committed.proposal);
            }
        }
    }

    /// Takes entries back together, the newest first; gives those that say so.
    fn take_back(&mut self, who: usize, seqs: RangeInclusive<usize>) -> RangeInclusive<usize> {
        let changes: Vec<Change> = seqs.clone().rev().map(|seq| Change::Retract { seq: seq as i64 }).collect();
        let first = self.oracle.journal.len() + 1;
        self.decide(who, &changes).unwrap_or_else(|| panic!("{seqs:?} cannot be taken back"));
        first..=self.oracle.journal.len()
    }

    fn there_and_back(&mut self, who: usize, ask: Ask, stay: bool) {
        let (change, first) = (ask.change(&self.oracle), self.oracle.journal.len() + 1);
        let Some(before) = self.decide(who, &[change]) else { return };
        let after = self.see();
        let undone = self.take_back(1 - who, first..=self.oracle.journal.len());
        assert_eq!(self.see().without_versions(), before.clone().without_versions(), "undo does not restore");
        let redone = self.take_back(who, undone);
        assert_eq!(self.see().without_versions(), after.without_versions(), "redo does not restore");
        if !stay {
            self.take_back(who, redone);
            assert_eq!(self.see().without_versions(), before.without_versions(), "the second undo does not restore");
        }
    }

    fn unwind(&mut self, who: usize, asks: &[Ask]) {
        let before = self.see();
        let mut made = 0;
        for ask in asks.iter().filter(|ask| !matches!(ask, Ask::Undo | Ask::Redo | Ask::Retract(_))) {
            let change = ask.change(&self.oracle);
            made += usize::from(self.decide(who, &[change]).is_some());
        }
        let after = self.see();
        for (change, state, what) in [(Change::Undo, &before, "undo"), (Change::Redo, &after, "redo")] {
            for _ in 0..made {
                self.decide(who, std::slice::from_ref(&change)).unwrap_or_else(|| panic!("no {what}"));
            }
            assert_eq!(self.see().without_versions(), state.clone().without_versions(), "{made} × {what}");
        }
    }

    fn load(&mut self, edits: &[Edit]) {
        for edit in edits {
            match *edit {
                Edit::Put(record, row) => self.files.rows[record as usize] = Some(row),
                Edit::Remove(record) => self.files.rows[record as usize] = None,
                Edit::Regroup(record, group) => self.files.groups[record as usize] = group,
            }
        }
        self.files.write(self.dir.path(), self.done.len() as u64);
        let report = load(&mut self.desks[self.done.len() % 2]);
        self.learn();
        self.done.push(Done::Loaded(self.files.clone()));
        let decisions = self.oracle.standing().into_iter().filter(|&seq| {
            !matches!(self.oracle.said(seq), Said::Retract(_) | Said::Publish(_) | Said::Note | Said::Comment(..))
        });
        assert_eq!(report.decisions_kept as usize, decisions.count(), "decisions that the load says it kept");
        self.check();
    }

    /// Tells the oracle what a load brought.
    fn learn(&mut self) {
        let present = self.files.present();
        self.oracle.loads += 1;
        for known in self.oracle.known.values_mut() {
            known.row = None;
        }
        for (key, row) in present {
            let first_load = self.oracle.known.get(&key).map_or(self.oracle.loads, |known| known.first_load);
            self.oracle.known.insert(key, Known { first_load, row: Some(row), last: Some(row) });
        }
        self.hear_notes();
        self.oracle.edges.clear();
        for a in 0..RECORDS {
            for b in 0..RECORDS {
                let (one, other) = (key(a), key(b));
                if one < other && self.files.group(a).is_some() && self.files.group(a) == self.files.group(b) {
                    let probability = self.desks[0].why(&one, &other).unwrap().probability;
                    self.oracle.edges.push((one, other, probability));
                }
            }
        }
    }

    /// A load says by itself what was new, and what the rule accepted.
    fn hear_notes(&mut self) {
        let oracle = &mut self.oracle;
        for said in self.desks[0].assertions().unwrap().split_off(oracle.journal.len()) {
            if let Statement::Load { added, .. } = &said.statement {
                let new = oracle.known.iter().filter(|(_, known)| known.first_load == oracle.loads && oracle.loads > 1);
                assert_eq!(*added, new.map(|(key, _)| key.clone()).collect::<Vec<_>>(), "records that were new");
            } else {
                assert!(matches!(said.statement, Statement::Accept { .. }), "a load said {:?}", said.statement);
                assert_eq!(said.authority, Authority::Rule);
            }
            oracle.commits += 1;
            *oracle = oracle.after(NOBODY, Said::Note);
        }
    }

    fn publish(&mut self, ids: Vec<String>) {
        self.desks[0].publish(&ids, "out.csv").unwrap();
        let born = &self.oracle.born;
        let anchors: Cluster = born.iter().filter(|(_, id)| ids.contains(id)).map(|(key, _)| key.clone()).collect();
        self.oracle.commits += 1;
        self.oracle = self.oracle.after(0, Said::Publish(anchors));
        self.done.push(Done::Published(ids));
        self.check();
    }

    /// What holds of every script as a whole.
    pub fn end(mut self, shuffle: u64) {
        let seen = self.check();
        let shown = check::exports(&mut self.desks[0], self.dir.path());
        for desk in &mut self.desks {
            desk.rebuild(&mut |_| {}).unwrap();
        }
        assert_eq!(self.see(), seen, "rebuilding changed something");
        check::ids_resolve(&self.oracle, &self.desks[0]);

        // The order of rows in the files is of no account: neither now …
        self.files.write(self.dir.path(), shuffle);
        load(&mut self.desks[1]);
        assert_eq!(check::exports(&mut self.desks[0], self.dir.path()), shown, "another order of rows, loaded again");
        // … nor where the same was done before.
        let dir = folder();
        std::fs::copy(self.dir.path().join("goldsmith.toml"), dir.path().join("goldsmith.toml")).unwrap();
        let mut desks = STEWARDS.map(|steward| Workspace::open(dir.path(), steward).unwrap());
        for done in &self.done {
            match done {
                Done::Loaded(files) => {
                    files.write(dir.path(), shuffle);
                    for desk in &mut desks {
                        load(desk);
                    }
                }
                Done::Decided(who, changes) => {
                    let requests: Vec<Request> = changes.iter().cloned().map(Request::from).collect();
                    let proposal = desks[*who].propose(&requests).unwrap();
                    desks[*who].commit(proposal).unwrap();
                }
                Done::Published(ids) => desks[0].publish(ids, "out.csv").unwrap(),
            }
        }
        assert_eq!(check::exports(&mut desks[1], dir.path()), shown, "another order of rows from the beginning");
    }
}
