//! Three copies of a workspace, and what each of them holds: plays scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use goldsmith::error::ErrorKind;
use goldsmith::model::{Assertion, Hash, RecordKey, Statement};
use goldsmith::workspace::{Change, LoadOptions, Request, Why, Workspace};
use tempfile::TempDir;

use crate::agree;
use crate::check::Seen;
use crate::files::{self, Files, RECORDS, Row, key};
use crate::oracle::{self, Cluster, Known, Oracle, Said};
use crate::script::{Ask, Edit};
use crate::step::{ALL, Part, Step};

/// Who works at the three copies: one of them at two.
pub const STEWARDS: [&str; 3] = ["ada", "ben", "ada"];
/// Who says what no steward does.
const NOBODY: usize = usize::MAX;

/// Links of a run: smaller key, larger key, probability.
type Links = Vec<(RecordKey, RecordKey, f64)>;

/// Something that was said at some copy.
pub struct Line {
    pub id: Hash,
    /// The order in which statements are heard where nothing else decides.
    order: (i64, Hash),
    /// At which copy.
    copy: usize,
    who: usize,
    /// What that copy held then.
    pub held: BTreeSet<usize>,
    said: Said,
    /// What a retraction takes back, by its place among all lines.
    target: Option<usize>,
    /// Records that a load says were new.
    new: Vec<RecordKey>,
    /// The records as that copy knew them.
    rows: BTreeMap<RecordKey, Option<Row>>,
}

/// A copy of the workspace.
pub struct Copy {
    pub dir: TempDir,
    pub desk: Workspace,
    /// What it holds, by place among all lines, in the order of arrival.
    pub held: Vec<usize>,
    /// The versions of the files that it has loaded.
    loaded: Vec<usize>,
}

pub struct World {
    pub copies: Vec<Copy>,
    pub lines: Vec<Line>,
    pub four_eyes: bool,
    /// All versions of the files there were, with the links of each.
    versions: Vec<(Files, Links)>,
}

/// An empty folder, in memory where there is such a place: the laws are not about disks.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).unwrap()
}

/// A workspace with files in place and nothing loaded.
fn place(files: &Files, four_eyes: bool) -> TempDir {
    let dir = folder();
    std::fs::write(dir.path().join("goldsmith.toml"), files::configuration(four_eyes)).unwrap();
    files.write(dir.path(), 0);
    dir
}

fn load(desk: &mut Workspace) {
    desk.load(&LoadOptions::default(), &mut |_| {}).unwrap();
}

/// The golden ids that records are born with, as a workspace of them all shows them.
fn births() -> &'static BTreeMap<RecordKey, String> {
    static BIRTHS: OnceLock<BTreeMap<RecordKey, String>> = OnceLock::new();
    BIRTHS.get_or_init(|| {
        let files = Files { rows: [Some(Row { values: [0; 5], day: 1 }); RECORDS], groups: [0; RECORDS] };
        let dir = place(&files, false);
        let matches = dir.path().join("matches.csv");
        let grouped = std::fs::read_to_string(&matches).unwrap();
        let alone =
            grouped.lines().enumerate().map(|(n, line)| line.replace(",group0,", &format!(",alone{n},")) + "\n");
        std::fs::write(&matches, alone.collect::<String>()).unwrap();
        let mut desk = Workspace::open(dir.path(), "eve").unwrap();
        load(&mut desk);
        let born = Seen::of(&desk).entities.into_iter().map(|e| (e.members[0].record.key.clone(), e.golden_id));
        born.collect()
    })
}

impl World {
    pub fn new(files: Files, four_eyes: bool) -> Self {
        let copies = STEWARDS.map(|steward| {
            let dir = place(&files, four_eyes);
            let mut desk = Workspace::open(dir.path(), steward).unwrap();
            load(&mut desk);
            Copy { dir, desk, held: Vec::new(), loaded: vec![0] }
        });
        let mut world = Self { copies: copies.into(), lines: Vec::new(), four_eyes, versions: Vec::new() };
        let links = world.links(0, &files);
        world.versions.push((files, links));
        for copy in 0..STEWARDS.len() {
            world.learn(copy);
            world.check(copy);
        }
        world
    }

    /// The links of the run that a copy has just loaded, as its matcher scores them.
    fn links(&self, copy: usize, files: &Files) -> Links {
        let mut links = Vec::new();
        for a in 0..RECORDS {
            for b in 0..RECORDS {
                let (one, other) = (key(a), key(b));
                if one < other && files.group(a).is_some() && files.group(a) == files.group(b) {
                    let probability = self.copies[copy].desk.why(&one, &other).unwrap().probability;
                    links.push((one, other, probability));
                }
            }
        }
        links
    }

    pub fn see(&self, copy: usize) -> Seen {
        Seen::of(&self.copies[copy].desk)
    }

    pub fn check(&self, copy: usize) -> Seen {
        let seen = self.see(copy);
        agree::all(&self.oracle(copy), &self.copies[copy].desk, &seen);
        seen
    }

    /// What a copy must show: from its records, its run and the set of what it holds.
    pub fn oracle(&self, copy: usize) -> Oracle {
        let Copy { held, loaded, .. } = &self.copies[copy];
        let mut known: BTreeMap<RecordKey, Known> = BTreeMap::new();
        let last = loaded[loaded.len() - 1];
        for &version in loaded {
            for (key, row) in self.versions[version].0.present() {
                let now = (version == last).then_some(row);
                known.insert(key, Known { first_load: 0, row: now, last: Some(row) });
            }
        }
        let mut lines = held.clone();
        lines.sort_by_key(|&line| self.lines[line].order);
        let number: BTreeMap<usize, usize> = lines.iter().enumerate().map(|(n, &line)| (line, n + 1)).collect();
        let mut oracle = Oracle {
            four_eyes: self.four_eyes,
            journal: Vec::new(),
            known: BTreeMap::new(),
            edges: self.versions[last].1.clone(),
            born: births().clone(),
            loads: loaded.len(),
            commits: 0,
        };
        for (n, &line) in lines.iter().enumerate() {
            let Line { who, held, said, target, rows, .. } = &self.lines[line];
            let unseen = lines[..n].iter().filter(|earlier| !held.contains(earlier)).map(|earlier| number[earlier]);
            let said = match target {
                // What it takes back may not have come yet.
                Some(target) => number.get(target).map_or(Said::Note, |&seq| Said::Retract(seq)),
                None => said.clone(),
            };
            let rows = rows.clone();
            oracle.journal.push(oracle::Entry { who: *who, said, commit: n, rows, unseen: unseen.collect() });
        }
        // A record of which somebody spoke and that never came here is known as one that is gone.
        for seq in 1..=oracle.journal.len() {
            for key in oracle.records(seq) {
                known.entry(key).or_insert(Known { first_load: 0, row: None, last: None });
            }
        }
        for line in &lines {
            let Line { new, order: (time, _), .. } = &self.lines[*line];
            for key in new {
                if let Some(known) = known.get_mut(key) {
                    let time = *time as usize;
                    known.first_load = if known.first_load == 0 { time } else { known.first_load.min(time) };
                }
            }
        }
        oracle.known = known;
        oracle
    }

    pub fn play_all(&mut self, steps: &[Step]) {
        for step in steps {
            self.play(step);
        }
    }

    pub fn play(&mut self, step: &Step) {
        match step {
            Step::Decide(copy, ask) => drop(self.decide(*copy as usize, *ask)),
            Step::ThereAndBack(copy, ask, stay) => self.there_and_back(*copy as usize, *ask, *stay),
            Step::Change(edits) => self.change(edits),
            Step::Load(copy, skip) => self.load(*copy as usize, *skip),
            Step::Publish(copy, which) => self.publish(*copy as usize, *which),
            Step::Hear(to, from, part) => self.hear(*to as usize, *from as usize, *part),
            Step::Rebuild(copy) => {
                let copy = *copy as usize;
                let before = self.see(copy);
                self.copies[copy].desk.rebuild(&mut |_| {}).unwrap();
                assert_eq!(self.see(copy), before, "rebuilding changed something");
            }
            Step::Reopen(copy) => {
                let copy = *copy as usize;
                let before = self.see(copy);
                let Copy { dir, desk, .. } = &mut self.copies[copy];
                *desk = Workspace::open(dir.path(), STEWARDS[copy]).unwrap();
                assert_eq!(self.see(copy), before, "opening changed something");
            }
        }
    }

    /// Asks for something. It may be refused; if it is done, all follows from it that must. Gives what was there before.
    pub fn decide(&mut self, copy: usize, ask: Ask) -> Option<Seen> {
        let change = ask.change(&self.oracle(copy));
        self.commit(copy, &change)
    }

    fn commit(&mut self, copy: usize, change: &Change) -> Option<Seen> {
        let before = self.see(copy);
        let desk = &mut self.copies[copy].desk;
        let proposal = match desk.propose(&[Request::from(change.clone())]) {
            Ok(proposal) => proposal,
            Err(problem) => {
                assert_eq!(problem.kind, ErrorKind::User, "{problem}");
                return None;
            }
        };
        let refused = !proposal.conflicts.is_empty();
        let contradicted = self.oracle(copy).contradicted();
        if refused {
            self.copies[copy].desk.commit(proposal).unwrap_err();
            assert_eq!(self.see(copy), before, "a refused proposal changed something");
            return None;
        }
        self.copies[copy].desk.commit(proposal).unwrap();
        self.learn(copy);
        assert!(contradicted || !self.oracle(copy).contradicted(), "{change:?} contradicts, and was not refused");
        self.check(copy);
        Some(before)
    }

    fn there_and_back(&mut self, copy: usize, ask: Ask, stay: bool) {
        if matches!(ask, Ask::Undo | Ask::Redo) {
            return;
        }
        let Some(before) = self.decide(copy, ask) else { return };
        let (after, seq) = (self.see(copy), self.copies[copy].held.len() as i64);
        let mut back = |seq, expected: &Seen, what: &str| {
            // What others contradict cannot always be said again.
            if self.commit(copy, &Change::Retract { seq }).is_none() {
                assert!(self.oracle(copy).contradicted(), "{what} is refused");
                return false;
            }
            assert_eq!(self.see(copy).without_versions(), expected.clone().without_versions(), "{what}");
            true
        };
        let _ = back(seq, &before, "undo")
            && back(seq + 1, &after, "redo")
            && !stay
            && back(seq + 2, &before, "the second undo");
    }

    fn change(&mut self, edits: &[Edit]) {
        let mut files = self.versions.last().unwrap().0.clone();
        for edit in edits {
            match *edit {
                Edit::Put(record, row) => files.rows[record as usize] = Some(row),
                Edit::Remove(record) => files.rows[record as usize] = None,
                Edit::Regroup(record, group) => files.groups[record as usize] = group,
            }
        }
        self.versions.push((files, Vec::new()));
    }

    /// A copy loads what has changed since it did so last, one version after another, or the latest alone.
    fn load(&mut self, copy: usize, skip: bool) {
        let next = self.copies[copy].loaded.last().unwrap() + 1;
        let latest = self.versions.len() - 1;
        for version in next.max(if skip { latest } else { 0 })..=latest {
            let files = self.versions[version].0.clone();
            let Copy { dir, desk, loaded, .. } = &mut self.copies[copy];
            files.write(dir.path(), version as u64);
            load(desk);
            loaded.push(version);
            if self.versions[version].1.is_empty() {
                self.versions[version].1 = self.links(copy, &files);
            }
            self.learn(copy);
            self.check(copy);
        }
    }

    fn publish(&mut self, copy: usize, which: u16) {
        let before = self.see(copy);
        let chosen = |entity: &&goldsmith::workspace::Entity| {
            let mut members = entity.members.iter().map(|member| &member.record.key);
            members.any(|member| (0..RECORDS).any(|record| which >> record & 1 == 1 && key(record) == *member))
        };
        let ids: Vec<String> = before.entities.iter().filter(chosen).map(|entity| entity.golden_id.clone()).collect();
        self.copies[copy].desk.publish(&ids, "out.csv").unwrap();
        self.learn(copy);
        self.check(copy);
    }

    /// One copy hears what another holds, or a part of it.
    pub fn hear(&mut self, to: usize, from: usize, part: Part) {
        let writers: Vec<String> = self.copies.iter().map(|copy| copy.desk.writer().to_owned()).collect();
        let mut heads = self.copies[to].desk.heads().unwrap();
        if part.again {
            for last in heads.values_mut() {
                *last = last.saturating_sub(2);
            }
        }
        let mut entries = self.copies[from].desk.entries_after(&heads).unwrap();
        let number = |name: &String| writers.iter().position(|writer| writer == name).unwrap();
        entries.retain(|entry| {
            let known = heads.get(&entry.writer).copied().unwrap_or(0);
            part.writers >> number(&entry.writer) & 1 == 1 && entry.writer_seq <= known + u64::from(part.most)
        });
        if part.again {
            entries.extend(entries.clone().into_iter().step_by(2));
        }
        if part.shuffle > 0 {
            entries.sort_by_key(|entry| {
                let own = u64::from_be_bytes(entry.id.0[..8].try_into().unwrap());
                own.wrapping_mul(part.shuffle | 1).rotate_left(21)
            });
        }
        let mut n = 0;
        entries.retain(|_| {
            n += 1;
            part.lost == 0 || n % usize::from(part.lost + 1) != 0
        });
        let given: BTreeSet<Hash> = entries.iter().map(|entry| entry.id).collect();
        let before = self.see(to);
        let held: BTreeSet<usize> = self.copies[to].held.iter().copied().collect();
        let received = self.copies[to].desk.receive(entries).unwrap();
        // Of each writer what follows on what is held, without a gap.
        let mut gaps = BTreeSet::new();
        let mut new = Vec::new();
        for (n, line) in self.lines.iter().enumerate().filter(|(n, _)| !held.contains(n)) {
            if !given.contains(&line.id) {
                gaps.insert(line.copy);
            } else if !gaps.contains(&line.copy) {
                new.push(n);
            }
        }
        assert_eq!(received.received as usize, new.len(), "what was new: {received:?}");
        for left_out in &received.left_out {
            let gap = matches!(left_out.why, Why::Gap { .. });
            assert!(gap && gaps.contains(&number(&left_out.writer)), "{received:?}");
        }
        if new.is_empty() {
            assert_eq!(self.see(to), before, "hearing nothing new changed something");
        }
        self.copies[to].held.extend(new);
        self.check(to);
    }

    /// Notes what a copy has just said itself: what, and what it held then.
    fn learn(&mut self, copy: usize) {
        let all = self.copies[copy].desk.assertions().unwrap();
        let told = self.copies[copy].held.len();
        for assertion in &all[told..] {
            let oracle = self.oracle(copy);
            let line = self.line(copy, &oracle, assertion);
            self.copies[copy].held.push(self.lines.len());
            self.lines.push(line);
        }
    }

    fn line(&self, copy: usize, oracle: &Oracle, assertion: &Assertion) -> Line {
        let set = |keys: &[RecordKey]| keys.iter().cloned().collect::<Cluster>();
        let (mut target, mut new) = (None, Vec::new());
        let (who, said) = (STEWARDS.iter().position(|name| *name == assertion.author), &assertion.statement);
        let said = match said {
            Statement::Same { a, b } => Said::Same(a.clone(), b.clone()),
            Statement::Different { a, b } => Said::Different(a.clone(), b.clone()),
            Statement::Unsure { members } => Said::Unsure(set(members)),
            Statement::Confirm { members, .. } | Statement::Approve { members, .. } => {
                let members = set(members);
                assert!(oracle.clusters().contains(&members), "{members:?} are no cluster");
                let sight = oracle.sight(&members);
                if said.kind() == "confirm" { Said::Confirm(sight) } else { Said::Approve(sight) }
            }
            Statement::SendBack { members, .. } => Said::SendBack(set(members)),
            Statement::Comment { members, flag } => Said::Comment(set(members), *flag),
            Statement::Split { parts, confirm_parts } => {
                Said::Split(parts.iter().map(|part| set(part)).collect(), *confirm_parts)
            }
            Statement::Merge { parts } => Said::Merge(parts.iter().map(|part| set(part)).collect()),
            Statement::Override { anchor, attribute, choice, .. } => Said::Override {
                anchor: anchor.clone(),
                attribute: files::ATTRIBUTES.iter().position(|name| name == attribute).unwrap(),
                choice: choice.clone(),
                among: oracle.cluster_of(anchor),
            },
            Statement::SwapIds { a, b } => Said::SwapIds(a.clone(), b.clone()),
            Statement::Publish { anchors } => Said::Publish(set(anchors)),
            Statement::Load { added, .. } => {
                new.clone_from(added);
                Said::Note
            }
            Statement::Retract { target: id } => {
                target = self.lines.iter().position(|line| line.id == *id);
                assert!(target.is_some(), "takes back what nobody said");
                Said::Note
            }
            _ => Said::Note,
        };
        let held = self.copies[copy].held.iter().copied().collect();
        let order = (assertion.time_us, assertion.id);
        let rows = oracle.known.iter().map(|(key, known)| (key.clone(), known.last)).collect();
        Line { id: assertion.id, order, copy, who: who.unwrap_or(NOBODY), held, said, target, new, rows }
    }

    /// All load the latest files and hear all there is: then all show the same.
    pub fn end(mut self) {
        for copy in 0..STEWARDS.len() {
            self.load(copy, copy == 1);
        }
        for (to, from) in [(0, 1), (0, 2), (1, 0), (2, 1), (1, 2)] {
            self.hear(to, from, ALL);
        }
        agree::agree(&self);
        for (n, line) in self.lines.iter().enumerate() {
            assert!(
                line.held.iter().all(|&held| self.lines[held].order < line.order),
                "line {n} is older than what it saw"
            );
            assert!(line.copy < STEWARDS.len());
        }
    }
}
