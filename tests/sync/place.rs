//! Small workspaces of one domain, each a copy of its own: three systems, two match groups, one record alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use goldsmith::error::Result;
use goldsmith::model::{Authority, Choice, Entry, Hash, RecordKey, seal};
use goldsmith::sync::Target;
use goldsmith::workspace::{Change, Committed, LoadOptions, Page, Query, Received, Request, SyncReport, Workspace};
use tempfile::TempDir;

const CONFIGURATION: &str = r#"
[domain]
name = "customer"

[[source]]
name = "crm"
file = "crm.csv"
id = "id"
updated_at = "changed"
columns = { name = "name", city = "city" }

[[source]]
name = "erp"
file = "erp.csv"
id = "id"
updated_at = "changed"
columns = { name = "name", city = "city" }

[[source]]
name = "web"
file = "web.csv"
id = "id"
updated_at = "changed"
columns = { name = "name", city = "city" }

[[attribute]]
name = "name"
kind = "organisation"

[[attribute]]
name = "city"
kind = "city"

[matches]
file = "matches.csv"
"#;

const FILES: [(&str, &str); 4] = [
    ("crm.csv", "id,name,city,changed\n01,Amberley Tools,York,2026-01-01\n02,Brackwater Mills,Hull,2026-01-01\n"),
    ("erp.csv", "id,name,city,changed\n01,Amberley Tools Ltd,Leeds,2026-02-01\n02,Brackwater,Hull,2026-02-01\n"),
    ("web.csv", "id,name,city,changed\n01,amberley,York,2026-03-01\n09,Corvid Press,Bath,2026-03-01\n"),
    (
        "matches.csv",
        "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\n\
         crm,01,m1,r,0.9\nerp,01,m1,r,0.9\nweb,01,m1,r,0.9\ncrm,02,m2,r,0.9\nerp,02,m2,r,0.9\nweb,09,m3,r,\n",
    ),
];

/// A workspace on the disk.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// Nothing loaded yet.
    pub fn new() -> Self {
        Self::of_domain("customer")
    }

    /// Of a domain with this name.
    pub fn of_domain(name: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        place.write("goldsmith.toml", &CONFIGURATION.replace("\"customer\"", &format!("{name:?}")));
        for (file, text) in FILES {
            place.write(file, text);
        }
        place
    }

    /// Loaded, with somebody at work.
    pub fn loaded(steward: &str) -> (Self, Workspace) {
        let place = Self::new();
        let mut workspace = place.open(steward);
        load(&mut workspace);
        (place, workspace)
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn database(&self) -> PathBuf {
        self.path().join("goldsmith.db")
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).unwrap();
    }

    pub fn open(&self, steward: &str) -> Workspace {
        Workspace::open(self.path(), steward).unwrap()
    }
}

pub fn load(workspace: &mut Workspace) {
    workspace.load(&LoadOptions::default(), &mut |_| {}).unwrap();
}

pub fn key(text: &str) -> RecordKey {
    text.parse().unwrap()
}

pub fn decide(workspace: &mut Workspace, change: Change) -> Committed {
    try_to(workspace, change, None).unwrap()
}

pub fn because(workspace: &mut Workspace, change: Change, comment: &str) -> Committed {
    try_to(workspace, change, Some(comment)).unwrap()
}

fn try_to(workspace: &mut Workspace, change: Change, comment: Option<&str>) -> Result<Committed> {
    let request = Request { comment: comment.map(str::to_owned), ..Request::from(change) };
    let proposal = workspace.propose(&[request])?;
    workspace.commit(proposal)
}

pub fn confirm(id: &str) -> Change {
    Change::Confirm { id: id.into() }
}

pub fn merge(a: &str, b: &str) -> Change {
    Change::Merge { ids: vec![a.into(), b.into()] }
}

pub fn split(id: &str, part: &str) -> Change {
    Change::Split { id: id.into(), parts: vec![vec![key(part)]], confirm_parts: false }
}

pub fn typed(id: &str, value: &str) -> Change {
    Change::Override { id: id.into(), attribute: "city".into(), choice: Choice::Value(value.into()), until: None }
}

/// Everything that a workspace holds and a peer lacks.
pub fn news(from: &Workspace, to: &Workspace) -> Vec<Entry> {
    from.entries_after(&to.heads().unwrap()).unwrap()
}

/// One way of an exchange.
pub fn hand_over(from: &Workspace, to: &mut Workspace) -> Received {
    let news = news(from, to);
    to.receive(news).unwrap()
}

/// What two copies that hold the same journal and the same records must show alike: clusters, golden records, tasks.
pub fn state(workspace: &Workspace) -> Vec<String> {
    let mut entities = Vec::new();
    workspace
        .for_each_entity(&mut |entity| {
            entities.push((entity.golden_id.clone(), entity.version, entity.approved_by.clone()));
            Ok(())
        })
        .unwrap();
    let mut all = Vec::new();
    for (id, version, by) in entities {
        let view = workspace.cluster(&id).unwrap();
        let members: Vec<String> = view.members.iter().map(|member| member.record.key.to_string()).collect();
        let values: Vec<_> =
            view.golden.values.iter().map(|value| (value.value.clone(), value.rule.clone(), value.contested)).collect();
        let task = view.task.map(|task| (task.kind, task.reason, task.flagged));
        all.push(format!("{id} {members:?} {values:?} {} {version} {task:?} {by:?}", view.status));
    }
    assert!(workspace.verify().unwrap().ok, "{:#?}", workspace.verify().unwrap());
    all
}

/// The tasks of a kind, with their reasons.
pub fn reasons(workspace: &Workspace, kind: &str) -> Vec<String> {
    let page = Page { after: None, limit: 100 };
    let tasks = workspace.queue(&Query::default(), &page).unwrap();
    tasks.into_iter().filter(|task| task.kind.word() == kind).map(|task| task.reason).collect()
}

/// Exchanges with a folder.
pub fn sync(workspace: &mut Workspace, folder: &Path) -> Result<SyncReport> {
    workspace.sync(&Target::Folder(folder.to_owned()), &mut |_| {})
}

/// Every file below a folder with its content, by path.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

/// So many notes of a kind that only a newer version knows, by one writer.
pub fn notes(count: u64) -> Vec<Entry> {
    let mut previous = Hash::ZERO;
    let note = |number| {
        let (nonce, body) = (vec![1; 16], r#"{"statement":{"kind":"pledge"},"shown":{"blind":false}}"#);
        let mut entry = Entry {
            writer: "e".repeat(32),
            writer_seq: number,
            id: Hash::ZERO,
            previous,
            time_us: number as i64,
            seen: BTreeMap::new(),
            kind: "pledge".into(),
            author: "zoe".into(),
            authority: Authority::Human,
            request: format!("request {number}"),
            run: None,
            commitment: seal::commitment(&nonce, body),
            nonce,
            body: body.into(),
        };
        entry.id = seal::address(&entry.assertion().unwrap(), entry.commitment);
        previous = entry.id;
        entry
    };
    (1..=count).map(note).collect()
}
