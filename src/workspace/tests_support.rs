//! A small workspace for tests: three systems, two match groups, one record alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::commit::{Author, append};
use super::desk::random_id;
use super::{Change, Committed, LoadOptions, Request, Workspace};
use crate::error::{Error, Result};
use crate::model::seal::Payload;
use crate::model::{Choice, Hash, RecordKey, Shown};

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

/// A workspace on the disk, at which several stewards may sit.
pub struct Place {
    dir: TempDir,
}

impl Place {
    /// With that approval policy, nothing loaded yet.
    pub fn new(approval: &str) -> Self {
        Self::reviewed(&format!("approval = {approval:?}\n"))
    }

    /// With these lines of `[review]`, nothing loaded yet.
    pub fn reviewed(review: &str) -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        place.write("goldsmith.toml", &format!("{CONFIGURATION}\n[review]\n{review}"));
        for (file, text) in FILES {
            place.write(file, text);
        }
        place
    }

    /// The same, loaded, with somebody at work.
    pub fn loaded(approval: &str) -> (Self, Workspace) {
        let place = Self::new(approval);
        let mut workspace = place.steward("ana");
        load(&mut workspace);
        (place, workspace)
    }

    /// Its directory.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Puts a file there.
    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.dir.path().join(file), text).unwrap();
    }

    /// Appends what somebody at another copy of the workspace said, who had seen nothing of what is here.
    pub fn hears(&self, author: &str, change: Change, comment: &str) {
        let mut there = self.steward(author);
        let proposal = there.propose(&[Request::from(change)]).unwrap();
        there.desk.writer = Hash::of([author]).to_string().chars().take(32).collect();
        let Workspace { desk, store, .. } = &mut there;
        let body = Payload {
            statement: proposal.statements[0].0.clone(),
            comment: Some(comment.to_owned()),
            content: proposal.contents[0].clone(),
            shown: Shown::default(),
        };
        store.write(|db| append(db, desk, &BTreeMap::new(), Author::steward(desk), body, None, random_id()?)).unwrap();
        there.rebuild(&mut |_| {}).unwrap();
    }

    /// Opened by a steward.
    pub fn steward(&self, name: &str) -> Workspace {
        Workspace::open(self.dir.path(), name).unwrap()
    }
}

/// Loads whatever the files hold now.
pub fn load(workspace: &mut Workspace) {
    workspace.load(&LoadOptions::default(), &mut |_| {}).unwrap();
}

/// A record key.
pub fn key(text: &str) -> RecordKey {
    text.parse().unwrap()
}

/// Decides, or says why not.
pub fn decide(workspace: &mut Workspace, change: Change) -> Result<Committed> {
    let proposal = workspace.propose(&[Request::from(change)])?;
    workspace.commit(proposal)
}

/// Adds near pairs to the run: both records, the probability of the pair, and that of all across on average.
pub fn near(workspace: &mut Workspace, pairs: &[(&str, &str, f64, f64)]) {
    let Workspace { store, .. } = workspace;
    let number = |db: &crate::store::Db, text: &str| db.rid(&key(text)).unwrap().unwrap();
    store
        .write(|db| {
            let mut pairs = pairs.iter();
            pairs.try_for_each(|(a, b, likely, mean)| db.insert_near(number(db, a), number(db, b), *likely, *mean))
        })
        .unwrap();
    workspace.rebuild(&mut |_| {}).unwrap();
}

/// The error that a change is.
pub fn refused(workspace: &Workspace, change: Change) -> Error {
    workspace.propose(&[Request::from(change)]).unwrap_err()
}

/// A typed golden value.
pub fn typed(id: &str, attribute: &str, value: &str) -> Change {
    Change::Override { id: id.into(), attribute: attribute.into(), choice: Choice::Value(value.into()), until: None }
}

/// A merge.
pub fn merge(a: &str, b: &str) -> Change {
    Change::Merge { ids: vec![a.into(), b.into()] }
}

/// A split into these parts, each a list of records.
pub fn split(id: &str, parts: &[&[&str]]) -> Change {
    let parts = parts.iter().map(|part| part.iter().map(|text| key(text)).collect()).collect();
    Change::Split { id: id.into(), parts, confirm_parts: false }
}

/// The records of the cluster that an id names, as text.
pub fn members(workspace: &Workspace, id: &str) -> Vec<String> {
    workspace.cluster(id).unwrap().members.iter().map(|member| member.record.key.to_string()).collect()
}
