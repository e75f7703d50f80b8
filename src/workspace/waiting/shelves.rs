//! What waits, as it lies beside the database: laid down, taken off, rid of what an erasure takes, counted.

use std::path::Path;

use super::Waiting;
use crate::error::{Error, Result};
use crate::model::Choice;
use crate::store::{Shelf, shelves};
use crate::workspace::change::Change;
use crate::workspace::desk::random_id;
use crate::workspace::redact::Evidence;

/// How often a shelf is made: somebody may look for shelves that were left behind just then.
const TRIES: usize = 10;

/// What lies on shelves.
#[derive(Debug, Default)]
pub struct Shelves {
    /// Those of this open workspace: its own, and what it has taken over.
    own: Vec<Shelf>,
    /// Which decision lies where.
    places: Vec<(String, usize, u64)>,
}

/// Decisions that wait in a workspace, as far as this program can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftBehind {
    /// By steward: how many.
    pub stewards: Vec<(String, usize)>,
    /// Files with lines that cannot be read.
    pub unreadable: Vec<String>,
}

impl Shelves {
    /// Lays a decision down, durably.
    pub fn lay(&mut self, database: &Path, waiting: &Waiting) -> Result<()> {
        let at = if let Some(at) = self.own.iter().position(Shelf::is_used) {
            at
        } else {
            self.own.push(make(database)?);
            self.own.len() - 1
        };
        let place = self.own[at].lay(&written(waiting)?)?;
        self.places.push((waiting.id.clone(), at, place));
        Ok(())
    }

    /// Takes over a shelf that was left behind.
    pub fn add(&mut self, shelf: Shelf, lines: Vec<(u64, Waiting)>) -> Result<Vec<Waiting>> {
        if lines.is_empty() {
            // Its program died between making it and laying something on it, or between taking the last off and it.
            shelf.remove()?;
            return Ok(Vec::new());
        }
        let at = self.own.len();
        self.own.push(shelf);
        self.places.extend(lines.iter().map(|(place, waiting)| (waiting.id.clone(), at, *place)));
        Ok(lines.into_iter().map(|(_, waiting)| waiting).collect())
    }

    /// Takes a decision off, wherever it lies.
    pub fn clear(&mut self, id: &str) -> Result<()> {
        let Some(known) = self.places.iter().position(|(other, ..)| other == id) else { return Ok(()) };
        let (_, at, place) = self.places.remove(known);
        self.own[at].clear(place)
    }
}

fn make(database: &Path) -> Result<Shelf> {
    for _ in 0..TRIES {
        if let Some(shelf) = Shelf::make(database, &random_id()?)? {
            return Ok(shelf);
        }
    }
    Err(Error::store("not saved: what should wait cannot be kept beside the database").hint("try again"))
}

/// An erasure: what waits, here or left behind by whomever, loses the words and the typed values that quote what goes.
/// What a program that runs holds stays its own; the proof finds it.
pub fn erase(own: &mut Shelves, database: &Path, evidence: &Evidence) -> Result<()> {
    for at in 0..own.own.len() {
        for (from, to, id) in without(&mut own.own[at], evidence)? {
            own.places.retain(|(other, ..)| *other != id);
            own.places.push((id, at, to));
            own.own[at].clear(from)?;
        }
    }
    for path in shelves(database)? {
        if let Some(mut shelf) = Shelf::take(&path)? {
            for (from, ..) in without(&mut shelf, evidence)? {
                shelf.clear(from)?;
            }
        }
    }
    Ok(())
}

/// Lays the decisions that quote what goes down anew, without it: where each lay, where it lies, and its id.
fn without(shelf: &mut Shelf, evidence: &Evidence) -> Result<Vec<(u64, u64, String)>> {
    let mut moved = Vec::new();
    for (from, mut waiting) in read(shelf)?.unwrap_or_default() {
        if !evidence.is_in(&written(&waiting)?) {
            continue;
        }
        for request in &mut waiting.requests {
            request.comment = None;
            if let Change::Override { choice: choice @ Choice::Value(_), .. } = &mut request.change {
                *choice = Choice::Erased;
            }
        }
        moved.push((from, shelf.lay(&written(&waiting)?)?, waiting.id));
    }
    Ok(moved)
}

/// What waits beside a database and belongs to no program that runs.
pub fn left_behind(database: &Path) -> Result<LeftBehind> {
    let mut found = LeftBehind::default();
    for path in shelves(database)? {
        let Some(mut shelf) = Shelf::take(&path)? else { continue };
        let Some(lines) = read(&mut shelf)? else {
            found.unreadable.push(path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into()));
            continue;
        };
        for (_, waiting) in lines {
            match found.stewards.iter_mut().find(|(steward, _)| *steward == waiting.steward) {
                Some((_, count)) => *count += 1,
                None => found.stewards.push((waiting.steward, 1)),
            }
        }
    }
    found.stewards.sort();
    Ok(found)
}

/// The decisions on a shelf, and where they lie; `None`: not all of them can be read.
pub fn read(shelf: &mut Shelf) -> Result<Option<Vec<(u64, Waiting)>>> {
    let lines = shelf.lines()?;
    Ok(lines.into_iter().map(|(at, text)| serde_json::from_str(&text).ok().map(|waiting| (at, waiting))).collect())
}

fn written(waiting: &Waiting) -> Result<String> {
    serde_json::to_string(waiting).map_err(|error| Error::internal(error.to_string()))
}
