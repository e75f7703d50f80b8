//! Opening a workspace: its configuration, its database, and whether the two still fit.

use std::path::Path;

use super::Workspace;
use super::as_of;
use super::claim::Seat;
use super::desk::{Desk, Stop, now_us, random_id};
use super::matched;
use super::notes;
use super::rebuild::rebuild;
use super::redact;
use super::waiting::Shelves;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::Hash;
use crate::store::{Db, Store};

/// The configuration's file name.
pub const CONFIGURATION: &str = "goldsmith.toml";
/// Where the name of this copy as a writer is noted.
const WRITER: &str = "writer";
/// Where it is noted which copy has that name.
const HOME: &str = "home";
/// Counts what the program derives otherwise than before, within a version.
const DERIVED: &str = "2: whole names of persons";
/// The database's file name.
pub const DATABASE: &str = "goldsmith.db";

pub fn open(dir: &Path, steward: &str) -> Result<Workspace> {
    let text = configuration(dir)?;
    let config = Config::parse(&text, &dir.join(CONFIGURATION).display().to_string())?;
    let mut store = Store::open(&dir.join(DATABASE))?;
    redact::make_up(&store);
    let desk = Desk {
        comparer: store.read(|db| matched::comparer(db, &config.domain))?,
        writer: writer(&mut store)?,
        steward: steward.to_owned(),
        digest: digest(&text),
        config,
        stop: Stop::default(),
    };
    if !store.read(notes::has_ages)? {
        store.write(|db| notes::ages(db, &desk))?;
    }
    let unready = match store.read(|db| fit(db, &desk))? {
        Fit::Well => {
            let now = now_us();
            if store.read(|db| as_of::is_due(db, now))? {
                store.write(|db| as_of::advance(db, &desk, now))?;
            }
            None
        }
        Fit::Unready(why) => Some(why),
        Fit::OtherPolicy => {
            store.write(|db| {
                as_of::move_on(db, now_us())?;
                rebuild(db, &desk, &mut |_| {})?;
                notes::accept(db, &desk)?;
                note_configuration(db, &desk)
            })?;
            None
        }
    };
    Ok(Workspace {
        dir: dir.to_owned(),
        desk,
        store,
        seat: Seat::new(random_id()?),
        shelves: Shelves::default(),
        unready,
    })
}

/// The text of a workspace's configuration.
pub fn configuration(dir: &Path) -> Result<String> {
    let path = dir.join(CONFIGURATION);
    std::fs::read_to_string(&path).map_err(|error| {
        let shown = path.display();
        match error.kind() {
            std::io::ErrorKind::NotFound => {
                Error::user(format!("{} is no workspace: it has no {CONFIGURATION}", dir.display()))
                    .hint("`goldsmith demo` makes one from sample data")
            }
            std::io::ErrorKind::IsADirectory => Error::config(format!("{shown} is a directory; expected a file")),
            std::io::ErrorKind::InvalidData => Error::config(format!("{shown} is not UTF-8 text")),
            _ => Error::config(format!("cannot read {shown}: {error}")),
        }
    })
}

/// This copy's name as a writer of the journal. A copy of the database, or a backup that was restored, gets one of its
/// own: two that write under one name could never be told apart.
fn writer(store: &mut Store) -> Result<String> {
    let home = home(store.path())?;
    let noted = store.read(|db| Ok((db.meta(WRITER)?, db.meta(HOME)?)))?;
    if let (Some(writer), Some(noted)) = noted
        && noted == home
    {
        return Ok(writer);
    }
    let drawn = random_id()?;
    store.write(|db| {
        let noted = db.meta(HOME)?;
        // A database of an earlier version has not noted yet where it lies.
        let known = db.meta(WRITER)?.filter(|_| noted.is_none() || noted.as_ref() == Some(&home));
        let writer = known.unwrap_or(drawn);
        db.set_meta(WRITER, &writer)?;
        db.set_meta(HOME, &home)?;
        Ok(writer)
    })
}

/// Where a database lies: another text for any copy of it, as far as the system tells.
fn home(path: &Path) -> Result<String> {
    let failed = |error: std::io::Error| Error::store(format!("cannot look at {}: {error}", path.display()));
    // Some systems have no such file; then it says nothing.
    let machine = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
    #[cfg(unix)]
    let place = {
        use std::os::unix::fs::MetadataExt;
        let file = std::fs::metadata(path).map_err(failed)?;
        format!("{} {}", file.dev(), file.ino())
    };
    #[cfg(not(unix))]
    let place = path.canonicalize().map_err(failed)?.display().to_string();
    // Hashed: nobody should learn from a database which machine it lay on.
    Ok(Hash::of([machine.trim(), &place]).to_string())
}

/// Whether what is in the database fits the configuration.
enum Fit {
    Well,
    /// Rules, limits or the order of sources changed: derived state must be made anew.
    OtherPolicy,
    /// Records must be read again first.
    Unready(Error),
}

fn fit(db: &Db, desk: &Desk) -> Result<Fit> {
    let Some(shape) = db.meta("shape")? else {
        let why = Error::user("nothing is loaded yet").hint("`goldsmith load` loads the sources and the match groups");
        return Ok(Fit::Unready(why));
    };
    if shape != shape_of(desk) {
        let why = Error::user("the domain or the mapping of columns in goldsmith.toml has changed since the last load")
            .hint("`goldsmith load` reads the sources again; decisions stay");
        return Ok(Fit::Unready(why));
    }
    let known = db.meta("configuration")?;
    Ok(if known.as_deref() == Some(&desk.digest) { Fit::Well } else { Fit::OtherPolicy })
}

/// Notes what the database was last made to fit.
pub fn note_configuration(db: &Db, desk: &Desk) -> Result<()> {
    db.set_meta("shape", &shape_of(desk))?;
    db.set_meta("configuration", &desk.digest)
}

/// What the stored records and scores depend on.
fn shape_of(desk: &Desk) -> String {
    let Config { domain, sources, .. } = &desk.config;
    let attributes = domain.attributes.iter().map(|attribute| format!("{}:{}", attribute.name, attribute.kind.word()));
    let columns = sources.iter().map(|source| format!("{}:{:?}", source.name, source.columns));
    let parts = std::iter::once(domain.name.clone()).chain(attributes).chain(columns);
    Hash::of(parts.collect::<Vec<_>>()).to_string()
}

/// What tells one configuration from another.
pub fn digest(text: &str) -> String {
    // What the program derives may change with its version, so the version counts as configuration.
    Hash::of([text, env!("CARGO_PKG_VERSION"), DERIVED]).to_string()
}
