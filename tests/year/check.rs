//! The year as it is lived: a workspace, two stewards at it, the truth and the account beside it; and what must hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use goldsmith::export::{Destination, Format};
use goldsmith::model::{RecordKey, Status, TaskKind};
use goldsmith::sample::bundled::customer_files;
use goldsmith::workspace::export::{Artefact, Order};
use goldsmith::workspace::{Change, Entity, LoadOptions, LoadReport, Page, Query, Request, Workspace};
use tempfile::TempDir;

use crate::chance::Chance;
use crate::engine;
use crate::ledger::{Keys, Ledger, Said, Sight, about, deciders, overrides};
use crate::steward::OVERRIDDEN;
use crate::world::{PHONE, World};

const STEWARDS: [&str; 2] = ["ada", "ben"];
type Files = Vec<(String, String)>;

/// All that changed anything, to be done again elsewhere.
pub enum Done {
    Loaded(Files),
    Decided(usize, Change),
    Exported(Artefact),
}

/// The golden id of an entity when all its records were last together and alone.
struct Borne {
    bearer: RecordKey,
    members: Keys,
    /// Those of them whose own id was out.
    published: Keys,
}

pub struct Year {
    dir: TempDir,
    pub desks: [Workspace; 2],
    pub world: World,
    pub ledger: Ledger,
    pub chance: Chance,
    pub four_eyes: bool,
    pub done: Vec<Done>,
    /// Approvals of a steward's own work that were refused.
    pub refused: usize,
    borne: BTreeMap<usize, Borne>,
    exported: BTreeSet<String>,
    runs: usize,
    /// How often anything was held against the account, and how often an entity was found whole.
    checks: usize,
    whole: usize,
    contested: usize,
    /// How often the id of an entity moved: its bearer was gone, came back, or another was published meanwhile.
    moved: usize,
}

impl Year {
    pub fn new(records: usize, runs: usize, seed: u64, four_eyes: bool) -> Self {
        let mut chance = Chance::new(seed);
        let world = World::new(records, runs, &mut chance);
        let dir = workspace(four_eyes);
        let desks = STEWARDS.map(|steward| Workspace::open(dir.path(), steward).unwrap());
        let ledger = Ledger { born: births(&world), ..Ledger::default() };
        Self {
            dir,
            desks,
            world,
            ledger,
            chance,
            four_eyes,
            done: Vec::new(),
            refused: 0,
            borne: BTreeMap::new(),
            exported: BTreeSet::new(),
            runs: 0,
            checks: 0,
            whole: 0,
            contested: 0,
            moved: 0,
        }
    }

    /// The next match run over what the sources have become.
    pub fn load(&mut self, run: usize) {
        self.world.drift(run, &mut self.chance);
        let mut files = self.world.files();
        files.push(engine::run(&self.world, run, &mut self.chance));
        write(self.dir.path(), &files);
        let report = load(&mut self.desks[run % 2]);
        if run == 1 {
            // What was opened before the first load waits for a load.
            self.desks = STEWARDS.map(|steward| Workspace::open(self.dir.path(), steward).unwrap());
        }
        self.done.push(Done::Loaded(files));
        self.runs += 1;
        for key in self.world.present() {
            self.ledger.first_load.entry(key).or_insert(run);
        }
        assert_eq!(report.decisions_kept as usize, self.ledger.kept(), "decisions that the load says it kept");
        assert_eq!(report.records as usize, self.world.present().len());
        assert!(report.rejected.is_empty(), "{:?}", report.rejected);
        self.check();
    }

    /// An export of what is approved; its golden ids are out from now on.
    pub fn export(&mut self, run: usize) {
        let artefact = if run.is_multiple_of(2) { Artefact::Golden } else { Artefact::Crosswalk };
        for row in export(&mut self.desks[0], self.dir.path(), artefact, true) {
            let id = row.split('|').next().unwrap().to_owned();
            let (key, _) = self.ledger.born.iter().find(|(_, born)| **born == id).unwrap();
            self.ledger.published.insert(key.clone());
            self.exported.insert(id);
        }
        self.done.push(Done::Exported(artefact));
        self.check();
        self.ids_resolve();
    }

    /// Everything that holds at any moment.
    pub fn check(&mut self) {
        let entities = entities(&self.desks[self.checks % 2]);
        self.checks += 1;
        let cluster_of: BTreeMap<&RecordKey, usize> = entities
            .iter()
            .enumerate()
            .flat_map(|(n, entity)| entity.members.iter().map(move |member| (&member.record.key, n)))
            .collect();
        let held: usize = entities.iter().map(|entity| entity.members.len()).sum();
        assert_eq!(held, cluster_of.len(), "a record is in two clusters");
        for key in self.world.present() {
            assert!(cluster_of.contains_key(&key), "{key} is in no cluster");
        }
        self.decisions_hold(&cluster_of);

        let ties = self.ledger.ties();
        let index = self.ledger.by_record();
        let (mut contested, mut whole) = (BTreeSet::new(), Vec::new());
        for entity in &entities {
            let members: Keys = entity.members.iter().map(|member| member.record.key.clone()).collect();
            let present: Keys = members.iter().filter(|key| self.world.rows[*key].present).cloned().collect();
            assert!(!present.is_empty(), "{} holds nothing that is there", entity.golden_id);
            // Whoever is gone is remembered where people tied it, and nowhere else.
            let tied = present.iter().filter_map(|key| ties.get(key)).flatten().chain(&present).cloned().collect();
            assert_eq!(members, tied, "records of {}", entity.golden_id);
            let (bearer, id) = self.ledger.golden_id(&members);
            assert_eq!(entity.golden_id, id, "golden id of {members:?}");

            let about = about(&index, &members);
            let there = |key: &RecordKey| self.world.rows[key].present;
            let own = |key: &RecordKey| Some(self.world.rows[key].values[PHONE].clone()).filter(|own| !own.is_empty());
            for attribute in OVERRIDDEN {
                let golden = &entity.golden.values[attribute];
                let set = overrides(&about, attribute, there, own);
                let disagree = set.iter().any(|value| *value != set[0]);
                assert_eq!(golden.contested, disagree, "{} of {}", attribute, entity.golden_id);
                assert!(
                    disagree || set.is_empty() || golden.value == set[0],
                    "an override of {} is lost",
                    entity.golden_id
                );
                if disagree {
                    contested.insert(entity.golden_id.clone());
                }
            }
            let now = Sight {
                members: members.clone(),
                present: present.clone(),
                values: entity.golden.values.iter().map(|value| (value.value.clone(), value.record.clone())).collect(),
            };
            let own_work = deciders(&about);
            let approved = about.iter().any(|entry| match &entry.said {
                Said::Approve(sight) => *sight == now && !(self.four_eyes && own_work.contains(&entry.who)),
                _ => false,
            });
            let confirmed = about.iter().any(|entry| matches!(&entry.said, Said::Confirm(sight) if *sight == now));
            let sent_back = about.iter().any(|entry| matches!(entry.said, Said::SendBack(_)));
            let released = approved || confirmed && !self.four_eyes;
            if contested.contains(&entity.golden_id) || !released {
                assert_ne!(entity.status, Status::Approved, "{} was not approved as it is", entity.golden_id);
            } else if approved && !sent_back {
                assert_eq!(entity.status, Status::Approved, "the approval of {} is lost", entity.golden_id);
            }

            let of: BTreeSet<usize> = members.iter().map(|key| self.world.rows[key].entity).collect();
            let number = *of.first().unwrap();
            let all = self.world.entities[&number].iter().filter(|key| self.world.rows[*key].present).count();
            assert!(of.len() > 1 || !contested.contains(&entity.golden_id), "the truth is contested");
            if of.len() == 1 && present.len() == all {
                let published = members.intersection(&self.ledger.published).cloned().collect();
                whole.push((number, Borne { bearer: bearer.clone(), members, published }));
            }
        }
        let query = Query { kinds: vec![TaskKind::Conflict], ..Query::default() };
        let conflicts = self.desks[0].queue(&query, &Page::first(10_000)).unwrap();
        assert_eq!(conflicts.into_iter().map(|task| task.golden_id).collect::<BTreeSet<_>>(), contested, "conflicts");
        self.contested += contested.len();
        for (number, borne) in whole {
            self.id_stays(number, borne);
        }
    }

    /// Every standing decision holds, pair by pair.
    fn decisions_hold(&self, cluster_of: &BTreeMap<&RecordKey, usize>) {
        for entry in self.ledger.standing() {
            for set in entry.said.together() {
                if set.iter().any(|key| self.world.rows[key].present) {
                    let clusters: BTreeSet<Option<&usize>> = set.iter().map(|key| cluster_of.get(key)).collect();
                    assert_eq!(clusters.len(), 1, "number {} says that {set:?} are one", entry.seq);
                }
            }
            if let Said::Apart(parts, _) = &entry.said {
                let mut met = BTreeSet::new();
                for part in parts {
                    let clusters: BTreeSet<&usize> = part.iter().filter_map(|key| cluster_of.get(key)).collect();
                    assert!(clusters.is_disjoint(&met), "number {} sets {parts:?} apart", entry.seq);
                    met.extend(clusters);
                }
            }
        }
    }

    /// The golden id of a whole entity is the one that it had when it was last whole, unless the record that bore it is
    /// gone for good, an older one has come back, or another one's id was handed out meanwhile.
    fn id_stays(&mut self, entity: usize, now: Borne) {
        self.whole += 1;
        if let Some(was) = self.borne.get(&entity).filter(|was| was.bearer != now.bearer) {
            let gone = !now.members.contains(&was.bearer);
            let older = !was.members.contains(&now.bearer) && self.is_older(&now.bearer, &was.bearer);
            let handed_out = now.published.contains(&now.bearer) && !was.published.contains(&now.bearer);
            assert!(gone || older || handed_out, "the golden id of entity {entity} moved for nothing");
            self.moved += 1;
        }
        self.borne.insert(entity, now);
    }

    fn is_older(&self, a: &RecordKey, b: &RecordKey) -> bool {
        let Ledger { published, first_load, .. } = &self.ledger;
        (!published.contains(a), first_load[a], a) < (!published.contains(b), first_load[b], b)
    }

    /// Every golden id that ever went out leads to the cluster of its record, or says that it is retired.
    fn ids_resolve(&self) {
        let clusters = entities(&self.desks[1]);
        for id in &self.exported {
            let (key, _) = self.ledger.born.iter().find(|(_, born)| *born == id).unwrap();
            let holds = |entity: &&Entity| entity.members.iter().any(|member| member.record.key == *key);
            match (self.desks[0].cluster(id), clusters.iter().find(holds)) {
                (Ok(view), Some(cluster)) => assert_eq!(view.golden_id, cluster.golden_id, "{id}"),
                (Err(problem), None) => assert!(problem.message.contains("retired"), "{id}: {problem}"),
                (Ok(view), None) => panic!("{id} leads to {}, which does not hold {key}", view.golden_id),
                (Err(problem), Some(_)) => panic!("{id} of {key} leads nowhere: {problem}"),
            }
        }
    }

    /// What holds of the year as a whole.
    pub fn end(&mut self) {
        self.journal();
        let verified = self.desks[0].verify().unwrap();
        assert!(verified.ok, "{:#?}", verified.checks);
        let before = entities(&self.desks[0]);
        let shown = shown(&mut self.desks[0], self.dir.path());
        self.desks[1].rebuild(&mut |_| {}).unwrap();
        assert!(entities(&self.desks[0]) == before, "rebuilding changed something");

        let dir = workspace(self.four_eyes);
        let mut desks = STEWARDS.map(|steward| Workspace::open(dir.path(), steward).unwrap());
        for done in &self.done {
            match done {
                Done::Loaded(files) => {
                    write(dir.path(), files);
                    load(&mut desks[0]);
                    // The other one finds out.
                    desks[1] = Workspace::open(dir.path(), STEWARDS[1]).unwrap();
                }
                Done::Decided(who, change) => {
                    let proposal = desks[*who].propose(&[Request::from(change.clone())]).unwrap();
                    desks[*who].commit(proposal).unwrap();
                }
                Done::Exported(artefact) => drop(export(&mut desks[0], dir.path(), *artefact, true)),
            }
        }
        assert!(crate::check::shown(&mut desks[0], dir.path()) == shown, "the same year comes to another crosswalk");
    }

    /// The journal holds every decision, and nothing that nobody said.
    fn journal(&self) {
        let mut expected: BTreeMap<&str, usize> = self.kinds();
        *expected.entry("retract").or_default() += self.ledger.retractions;
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for said in self.desks[0].assertions().unwrap().iter().map(|assertion| &assertion.statement) {
            if !said.is_note() {
                *found.entry(said.kind().to_owned()).or_default() += 1;
            }
        }
        expected.retain(|_, count| *count > 0);
        assert!(found.iter().map(|(kind, count)| (kind.as_str(), *count)).eq(expected), "{found:?}");
        for entry in self.desks[0].log(None, None, usize::MAX).unwrap() {
            let own = self.ledger.entries.iter().find(|own| own.seq == entry.seq);
            assert!(own.is_none_or(|own| own.taken_back == entry.retracted_by.is_some()), "number {}", entry.seq);
        }
    }

    fn kinds(&self) -> BTreeMap<&'static str, usize> {
        let mut kinds = BTreeMap::new();
        self.ledger.entries.iter().for_each(|entry| *kinds.entry(entry.kind).or_default() += 1);
        kinds
    }

    /// The year in numbers.
    pub fn told(&self) -> String {
        format!(
            "{} runs, {} records of {} entities, {} decisions ({:?}), {} taken back, {} approvals of own work refused, \
             {} golden ids out, {} checks; entities found whole {} times, their id moved {} times; {} contested",
            self.runs,
            self.ledger.first_load.len(),
            self.world.entities.len(),
            self.ledger.entries.len(),
            self.kinds(),
            self.ledger.retractions,
            self.refused,
            self.exported.len(),
            self.checks,
            self.whole,
            self.moved,
            self.contested,
        )
    }
}

fn entities(desk: &Workspace) -> Vec<Entity> {
    let mut entities = Vec::new();
    desk.for_each_entity(&mut |entity| {
        entities.push(entity.clone());
        Ok(())
    })
    .unwrap();
    entities
}

fn load(desk: &mut Workspace) -> LoadReport {
    desk.load(&LoadOptions::default(), &mut |_| {}).unwrap()
}

fn write(dir: &Path, files: &Files) {
    for (name, text) in files {
        std::fs::write(dir.join(name), text).unwrap();
    }
}

/// A folder with the sample's configuration, in memory where there is such a place: this is not about disks.
fn workspace(four_eyes: bool) -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let dir = made.or_else(|_| tempfile::tempdir()).unwrap();
    let (name, text) = customer_files()[0];
    let policy = if four_eyes { "approval = \"four_eyes\"" } else { "approval = \"single\"" };
    let text = text.replace("\napproval = \"single\"", &format!("\n{policy}"));
    assert!(text.contains(policy));
    std::fs::write(dir.path().join(name), text).unwrap();
    dir
}

/// The golden ids that records are born with, as a workspace of records alone shows them.
fn births(world: &World) -> BTreeMap<RecordKey, String> {
    let dir = workspace(false);
    let mut all = world.clone();
    all.rows.values_mut().for_each(|row| row.present = true);
    let mut files = all.files();
    files.push(engine::alone(&all));
    write(dir.path(), &files);
    let mut desk = Workspace::open(dir.path(), "eve").unwrap();
    load(&mut desk);
    let born: BTreeMap<RecordKey, String> =
        entities(&desk).into_iter().map(|e| (e.members[0].record.key.clone(), e.golden_id)).collect();
    assert_eq!(born.len(), world.rows.len());
    born
}

/// The golden records and the crosswalk as files.
fn shown(desk: &mut Workspace, dir: &Path) -> [Vec<String>; 2] {
    [Artefact::Golden, Artefact::Crosswalk].map(|artefact| export(desk, dir, artefact, false))
}

/// Rows of an export, without the times of the clock.
fn export(desk: &mut Workspace, dir: &Path, artefact: Artefact, approved_only: bool) -> Vec<String> {
    let out = dir.join("out.csv");
    let destination = Destination::File(out.clone());
    let order =
        Order { artefact, format: Format::Csv, role: None, approved_only, spreadsheet_safe: false, destination };
    desk.export(&order).unwrap();
    let mut reader = csv::Reader::from_path(out).unwrap();
    let header = reader.headers().unwrap().clone();
    let timeless = |row: csv::StringRecord| {
        let cells = header.iter().zip(&row).filter(|(name, _)| !["approved_at", "linked_at"].contains(name));
        cells.map(|(_, cell)| cell.to_owned()).collect::<Vec<_>>().join("|")
    };
    reader.records().map(|row| timeless(row.unwrap())).collect()
}
