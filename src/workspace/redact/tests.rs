//! Erasure cut off by a crash, erasure that comes from another copy, and the law that nothing else moves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::erase::apply_redaction;
use super::{apply_standing, make_up};
use crate::error::Result;
use crate::model::{Assertion, RecordKey, Shown, Statement};
use crate::store::{Db, StoredAssertion};
use crate::workspace::commit::{commit, tie};
use crate::workspace::overlay::rids_of;
use crate::workspace::tests_support::{Place, decide, key, load, merge, split, typed};
use crate::workspace::{Change, Committed, Entity, Request, Workspace};

fn erasing(record: &str) -> [Request; 1] {
    let change = Change::Redact { record: key(record) };
    [Request { change, comment: Some("ticket 1".into()), shown: Shown::default() }]
}

fn erase(workspace: &mut Workspace, record: &str) -> Committed {
    let proposal = workspace.propose(&erasing(record)).unwrap();
    workspace.commit(proposal).unwrap()
}

fn remark(workspace: &mut Workspace, id: &str, comment: &str) {
    let change = Change::Comment { id: id.into(), flag: false };
    let proposal =
        workspace.propose(&[Request { change, comment: Some(comment.into()), shown: Shown::default() }]).unwrap();
    workspace.commit(proposal).unwrap();
}

fn bytes_hold(folder: &Path, needle: &str) -> bool {
    ["goldsmith.db", "goldsmith.db-wal"].iter().any(|file| {
        let bytes = fs::read(folder.join(file)).unwrap_or_default();
        bytes.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
    })
}

fn everything(workspace: &Workspace) -> Vec<Entity> {
    let mut all = Vec::new();
    workspace
        .for_each_entity(&mut |entity| {
            all.push(entity.clone());
            Ok(())
        })
        .unwrap();
    all
}

#[test]
fn what_a_crash_left_in_the_file_is_scrubbed_at_the_next_start() {
    let (place, mut workspace) = Place::loaded("single");
    let proposal = workspace.propose(&erasing("web:09")).unwrap();
    // Durable, and then the program ends before it comes to the file.
    let Workspace { desk, store, .. } = &mut workspace;
    store.write(|db| commit(db, desk, proposal)).unwrap();
    let folder = place.path();
    let copy = tempfile::tempdir().unwrap();
    for file in ["goldsmith.db", "goldsmith.db-wal", "goldsmith.toml"] {
        let _ = fs::copy(folder.join(file), copy.path().join(file));
    }
    assert!(bytes_hold(copy.path(), "Corvid Press"), "the test needs a file that is not scrubbed");
    let unmended = workspace.verify().unwrap();
    assert!(!unmended.ok && unmended.checks.iter().any(|check| check.detail.contains("was not scrubbed")));
    let after = Workspace::open(copy.path(), "ana").unwrap();
    assert!(!bytes_hold(copy.path(), "Corvid Press") && !bytes_hold(copy.path(), "corvid"));
    assert!(after.verify().unwrap().ok);
}

#[test]
fn a_search_index_of_one_part_is_rewritten_too() {
    let (place, mut workspace) = Place::loaded("single");
    erase(&mut workspace, "web:09");
    assert!(!bytes_hold(place.path(), "corvid"));
    assert!(workspace.search("corvid", 5).unwrap().is_empty());
    assert_eq!(workspace.search("amberley", 5).unwrap().len(), 1);
}

/// A second copy of a workspace, with the same journal so far, and a writer of its own.
fn twin(place: &Place, name: &str) -> (Place, Workspace) {
    let twin = Place::new("single");
    let workspace = place.steward("ana");
    workspace.backup(&twin.path().join("goldsmith.db")).unwrap();
    let mut store = crate::store::Store::open(&twin.path().join("goldsmith.db")).unwrap();
    store.write(|db| db.set_meta("writer", &format!("{:0>32}", name.len()))).unwrap();
    drop(store);
    let workspace = twin.steward(name);
    (twin, workspace)
}

fn journal(workspace: &Workspace) -> Vec<StoredAssertion> {
    let mut all = Vec::new();
    workspace
        .store
        .read(|db| {
            db.for_each_assertion(|stored| {
                all.push(stored);
                Ok(())
            })
        })
        .unwrap();
    all
}

/// Takes over what another copy has said: each assertion as it lies there, then the erasures among them.
fn receive(to: &mut Workspace, from: &Workspace) {
    let theirs = journal(from);
    let Workspace { desk, store, .. } = to;
    let take = |db: &Db| -> Result<()> {
        let mut redactions: Vec<Assertion> = Vec::new();
        for stored in theirs {
            if db.assertion_by_id(stored.assertion.id)?.is_some() {
                continue;
            }
            let seq = db.append(&stored.assertion, &stored.nonce, &stored.body, stored.commitment)?;
            let rids = rids_of(db, &stored.assertion.statement)?;
            tie(db, &rids, seq)?;
            if matches!(stored.assertion.statement, Statement::Redact { .. }) {
                redactions.push(Assertion { seq, ..stored.assertion });
            }
        }
        redactions.iter().try_for_each(|said| apply_redaction(db, desk, said).map(drop))?;
        apply_standing(db, desk).map(drop)?;
        crate::workspace::rebuild::rebuild(db, desk, &mut |_| {}).map(drop)
    };
    store.write(take).unwrap();
    make_up(store);
}

/// What copies of one journal share, without the order of arrival.
fn shared(workspace: &Workspace) -> BTreeMap<String, (String, String)> {
    let line =
        |stored: StoredAssertion| (stored.assertion.id.to_string(), (format!("{:?}", stored.nonce), stored.body));
    journal(workspace).into_iter().map(line).collect()
}

#[test]
fn an_erasure_is_done_in_every_copy_and_what_only_one_copy_said_is_listed_by_it() {
    let (here, mut ana) = Place::loaded("single");
    decide(&mut ana, typed("web:01", "name", "Wilhelmina Typed")).unwrap();
    remark(&mut ana, "web:01", "Wilhelmina rang");
    let (there, mut benedict) = twin(&here, "benedict");
    remark(&mut benedict, "web:01", "she moved to Ghent");
    decide(&mut benedict, typed("web:01", "city", "Ghent Typed")).unwrap();
    erase(&mut ana, "web:01");

    receive(&mut benedict, &ana);
    for secret in ["Wilhelmina", "Ghent", "\"amberley\""] {
        assert!(!bytes_hold(there.path(), secret), "{secret}");
    }
    let verified = benedict.verify().unwrap();
    assert!(verified.ok, "{verified:?}");
    let redactions = |workspace: &Workspace| {
        journal(workspace).iter().filter(|stored| stored.assertion.statement.kind() == "redact").count()
    };
    assert_eq!(redactions(&benedict), 2, "its own lists what only it had said");
    benedict.apply_erasures().unwrap();
    assert_eq!(redactions(&benedict), 2, "once is enough");

    receive(&mut ana, &benedict);
    assert!(ana.verify().unwrap().ok);
    assert!(!bytes_hold(here.path(), "Ghent"));
    assert_eq!(shared(&ana), shared(&benedict));
    let members = |workspace: &Workspace| {
        everything(workspace).into_iter().map(|entity| (entity.golden_id, entity.golden)).collect::<Vec<_>>()
    };
    assert_eq!(members(&ana), members(&benedict));
}

#[test]
fn two_copies_that_erase_two_records_at_once_come_to_the_same_journal() {
    let (here, mut ana) = Place::loaded("single");
    decide(&mut ana, Change::Same { a: key("crm:02"), b: key("erp:02") }).unwrap();
    let (_there, mut benedict) = twin(&here, "benedict");
    erase(&mut ana, "crm:02");
    erase(&mut benedict, "erp:02");
    for _ in 0..2 {
        receive(&mut benedict, &ana);
        receive(&mut ana, &benedict);
    }
    assert_eq!(shared(&ana), shared(&benedict));
    assert!(ana.verify().unwrap().ok && benedict.verify().unwrap().ok);
}

const CITIES: [&str; 4] = ["York", "Hull", "Leeds", "Bath"];

/// A workspace of random records and groups, and random decisions on it.
fn random(groups: &[usize], cities: &[usize], script: &[(u8, usize, usize)]) -> (Place, Workspace) {
    let place = Place::new("single");
    let mut files: BTreeMap<&str, String> =
        ["crm", "erp", "web"].map(|source| (source, "id,name,city,changed\n".to_owned())).into();
    let mut matches = "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\n".to_owned();
    for (i, (group, city)) in groups.iter().zip(cities).enumerate() {
        let source = ["crm", "erp", "web"][i % 3];
        let name = format!("Firm {} of {}", ["Ash", "Birch", "Cedar"][group % 3], ["one", "two"][i % 2]);
        if let Some(text) = files.get_mut(source) {
            writeln!(text, "{i:02},{name},{},2026-01-{:02}", CITIES[*city], i + 1).unwrap();
        }
        writeln!(matches, "{source},{i:02},m{group},r,0.9").unwrap();
    }
    for (source, text) in files {
        place.write(&format!("{source}.csv"), &text);
    }
    place.write("matches.csv", &matches);
    let mut workspace = place.steward("ana");
    load(&mut workspace);
    let name = |i: usize| record(i % groups.len());
    for &(what, i, j) in script {
        let (a, b) = (name(i), name(j));
        let change = match what {
            0 => Change::Same { a: key(&a), b: key(&b) },
            1 => Change::Different { a: key(&a), b: key(&b) },
            2 => merge(&a, &b),
            3 => split(&a, &[&[&a]]),
            4 => Change::Confirm { id: a },
            5 => typed(&a, "city", ["Ripon", "Goole"][j % 2]),
            6 => Change::Unsure { a: key(&a), b: key(&b) },
            _ => Change::Undo,
        };
        // What makes no sense here, or contradicts, is refused: as good a script as any.
        let _ = decide(&mut workspace, change);
    }
    (place, workspace)
}

fn record(i: usize) -> String {
    format!("{}:{i:02}", ["crm", "erp", "web"][i % 3])
}

/// Golden ids and who is in them, the erased record apart.
fn partition(all: &[Entity], without: &RecordKey) -> BTreeMap<String, BTreeSet<RecordKey>> {
    let members = |entity: &Entity| {
        entity.members.iter().map(|member| member.record.key.clone()).filter(|key| key != without).collect()
    };
    all.iter().map(|entity| (entity.golden_id.clone(), members(entity))).collect()
}

#[test]
fn undo_does_not_reach_behind_an_erasure() {
    let (_place, mut workspace) = Place::loaded("single");
    decide(&mut workspace, Change::Confirm { id: "crm:02".into() }).unwrap();
    erase(&mut workspace, "crm:01");
    let refused = workspace.propose(&[Change::Undo.into()]).unwrap_err();
    assert_eq!(refused.message, "nothing to undo: number 2, an erasure, cannot be taken back");
    // What was decided since goes back and forth, and what was decided before goes by its number.
    decide(&mut workspace, Change::Confirm { id: "web:09".into() }).unwrap();
    decide(&mut workspace, Change::Undo).unwrap();
    assert_eq!(workspace.propose(&[Change::Undo.into()]).unwrap_err().message, refused.message);
    decide(&mut workspace, Change::Redo).unwrap();
    decide(&mut workspace, Change::Retract { seq: 1 }).unwrap();
    assert!(workspace.verify().unwrap().ok);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_erasure_leaves_the_state_as_it_was_but_for_the_values_of_its_subject(
        groups in prop::collection::vec(0_usize..4, 3..9),
        cities in prop::collection::vec(0..CITIES.len(), 9),
        script in prop::collection::vec((0_u8..8, 0_usize..9, 0_usize..9), 0..8),
        subject in 0_usize..9,
    ) {
        let (place, mut workspace) = random(&groups, &cities, &script);
        let subject = record(subject % groups.len());
        let before = everything(&workspace);
        let committed = erase(&mut workspace, &subject);
        let proof = committed.proof.clone().unwrap();
        prop_assert!(proof.holds(), "{proof:?}");
        let after = everything(&workspace);
        let key = key(&subject);
        let concerned = |entity: &&Entity| entity.members.iter().any(|member| member.record.key == key);
        let mut kept = partition(&before, &key);
        kept.retain(|_, members| !members.is_empty());
        prop_assert_eq!(&partition(&after, &key), &kept);
        let others = |all: &[Entity]| all.iter().filter(|entity| !concerned(entity)).cloned().collect::<Vec<_>>();
        prop_assert_eq!(others(&after), others(&before));
        for entity in after.iter().filter(concerned) {
            for value in &entity.golden.values {
                prop_assert!(value.record.as_ref() != Some(&key));
            }
        }
        // What was proposed is what came to be.
        for proposed in &committed.proposal.clusters {
            let found = after.iter().find(|entity| entity.golden_id == proposed.golden_id);
            prop_assert_eq!(found.map(|entity| &entity.golden), Some(&proposed.golden));
        }
        let verified = workspace.verify().unwrap();
        prop_assert!(verified.ok, "{verified:?}");
        // Neither a rebuild nor a load of the same files moves anything.
        workspace.rebuild(&mut |_| {}).unwrap();
        prop_assert_eq!(&everything(&workspace), &after);
        load(&mut workspace);
        prop_assert_eq!(&partition(&everything(&workspace), &key), &kept);
        prop_assert_eq!(others(&everything(&workspace)), others(&after));
        drop(workspace);
        prop_assert!(place.steward("ana").verify().unwrap().ok);
    }
}
