//! The whole guess: sources, attributes, what each rests on, and what a person may change before it is written.

use serde::Serialize;

use super::evidence;
use super::header::{Header, Use};
use super::judge::Thing;
use super::keys::{self, Known};
use super::mapping;
use super::profile::Profile;
use super::scan::Scan;
use crate::config::{AttributeKind, Sensitivity};
use crate::error::{Error, Result};
use crate::matching::engine::parallel;

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    /// Little speaks for it.
    Guess,
    /// Header or values speak for it.
    Likely,
    /// Both do.
    Sure,
}

impl Sure {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Guess => "a guess",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// What the files hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// The name of the domain.
    pub domain: String,
    /// The sources, in the order of the files.
    pub sources: Vec<SourceGuess>,
    /// The attributes, in the order in which screens show them.
    pub attributes: Vec<AttributeGuess>,
    /// What a person should know.
    pub remarks: Vec<String>,
}

/// A source and its columns that are no attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceGuess {
    /// Its name.
    pub name: String,
    /// Its file, as `goldsmith.toml` names it.
    pub file: String,
    /// The column of the record id, and why.
    pub id: String,
    /// Why that one.
    pub id_why: String,
    /// The column of the time of the last change.
    pub updated_at: Option<String>,
    /// Why that one.
    pub updated_why: Option<String>,
    /// A column with one value that says which system this is, and that value.
    pub system: Option<(String, String)>,
    /// Rows that can be read.
    pub rows: u64,
    /// Rows that cannot.
    pub rejected: u64,
    /// Columns that hold nothing, in no source.
    pub empty: Vec<String>,
    /// Columns that a person took their use from.
    #[serde(skip)]
    pub left_out: Vec<String>,
}

/// An attribute and the columns that hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttributeGuess {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: AttributeKind,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// Whether it says who or what a record is.
    pub matched: bool,
    /// How sure the kind is.
    pub sure: Sure,
    /// From what that follows.
    pub why: String,
    /// Why it is no evidence, or why columns of different names are one.
    pub also: Vec<String>,
    /// For each source, the column that holds it.
    pub columns: Vec<Option<String>>,
    /// Some of its values.
    #[serde(skip)]
    pub examples: Vec<String>,
}

/// A file with its scan, as the guess sees it.
pub struct File<'f> {
    /// Its name without folder and ending.
    pub stem: &'f str,
    /// As `goldsmith.toml` is to name it.
    pub path: String,
    /// What was read of it.
    pub scan: &'f Scan,
}

/// Guesses what files hold. `domain`: what they are about, if the user said; `id`: the column of the record ids.
///
/// # Errors
/// A file has no column that can be the record id, or nothing else.
pub fn guess(domain: Option<&str>, files: &[File], id: Option<&str>) -> Result<Guess> {
    let mut sources = Vec::new();
    let mut tables: Vec<Vec<Known>> = Vec::new();
    let mut special: Vec<Vec<usize>> = Vec::new();
    let mut remarks = Vec::new();
    for file in files {
        let known = known(file.scan);
        let (id, id_why) = keys::id(file.scan, &known, file.stem, id)?;
        let updated = keys::updated_at(&known);
        let system = keys::system(&known);
        let column = |position: usize| known.get(position).map(|known| known.column.name.clone()).unwrap_or_default();
        let constant =
            system.and_then(|position| Some((column(position), known.get(position)?.column.constant.clone()?)));
        let name = source_name(file.stem, constant.as_ref().map(|(_, value)| value.as_str()), &sources);
        let unnamed =
            known.iter().enumerate().filter(|(_, known)| known.column.name.trim().is_empty()).map(|(at, _)| at);
        let unnamed: Vec<usize> = unnamed.collect();
        if let Some(first) = unnamed.first() {
            let column = first + 1;
            remarks.push(format!("{}: column {column} has no name and is left out", file.path));
        }
        if !file.scan.rejected.is_empty() {
            remarks.push(format!(
                "{}: {} rows cannot be read; `goldsmith load` lists them",
                file.path,
                file.scan.rejected.len()
            ));
        }
        let taken =
            [Some(id), updated.as_ref().map(|(position, _)| *position), system].into_iter().flatten().chain(unnamed);
        special.push(taken.collect());
        sources.push(SourceGuess {
            name,
            file: file.path.clone(),
            id: column(id),
            id_why,
            updated_at: updated.as_ref().map(|(position, _)| column(*position)),
            updated_why: updated.map(|(_, why)| why),
            system: constant,
            rows: file.scan.rows,
            rejected: file.scan.rejected.len() as u64,
            empty: Vec::new(),
            left_out: Vec::new(),
        });
        tables.push(known);
    }
    let thing = thing(domain, &tables);
    let mut buckets = mapping::buckets(&tables, &special, thing);
    evidence::weigh(&mut buckets, &tables, files, &special);
    let attributes = mapping::attributes(buckets, &tables, &mut sources);
    if attributes.is_empty() {
        let file = files.first().map_or("", |file| file.scan.file.as_str());
        return Err(Error::data(format!("{file}: besides the record id there is no column with a value")));
    }
    if !attributes.iter().any(|attribute| attribute.matched) {
        remarks.push(
            "no column says who or what a record is: match has nothing to go by until one is `match = true`".into(),
        );
    }
    let domain = domain.map_or_else(|| thing.or_named_by(&attributes).domain().to_owned(), str::to_owned);
    Ok(Guess { domain, sources, attributes, remarks })
}

fn known(scan: &Scan) -> Vec<Known> {
    let column = |&(position, column): &(usize, &super::scan::Column)| {
        let values = scan.sample.iter().filter_map(|row| row.get(position)).map(String::as_str);
        let mut profile = Profile::of(values);
        profile.rows = scan.rows;
        profile.filled = column.filled;
        profile.constant.clone_from(&column.constant);
        profile.unique = column.is_unique(scan.rows);
        Known { column: column.clone(), header: Header::read(&column.name), profile }
    };
    let columns: Vec<_> = scan.columns.iter().enumerate().collect();
    parallel::map(&columns, 1, column)
}

/// What a source is called: as its records say themselves, else as its file.
fn source_name(stem: &str, constant: Option<&str>, taken: &[SourceGuess]) -> String {
    let plain = |text: &str| -> String {
        let kept = text.chars().map(|c| if c == ':' || c.is_control() { '_' } else { c }).collect::<String>();
        kept.trim().to_owned()
    };
    let said = constant.map(plain).filter(|name| !name.is_empty() && name.chars().count() <= 40);
    let name = said.unwrap_or_else(|| plain(stem));
    free(&name, |name| !taken.iter().any(|source| source.name == name))
}

/// `name`, or the first of `name_2`, `name_3` … that is free.
pub fn free(name: &str, is_free: impl Fn(&str) -> bool) -> String {
    let (mut candidate, mut number) = (name.to_owned(), 1);
    while !is_free(&candidate) {
        number += 1;
        candidate = format!("{name}_{number}");
    }
    candidate
}

/// What the files are about: as the domain's name says, else as most columns say.
fn thing(domain: Option<&str>, tables: &[Vec<Known>]) -> Thing {
    let said = domain.map(str::to_lowercase).unwrap_or_default();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if says(&["product", "article", "item", "good", "material"]) {
        return Thing::Product;
    }
    if says(&["publication", "paper", "book", "movie", "film", "music", "bibliograph", "song", "citation"]) {
        return Thing::Work;
    }
    let columns = || tables.iter().flatten().filter(|known| !known.profile.is_empty());
    let count =
        |concepts: &[&str]| columns().filter(|known| concepts.iter().any(|name| known.header.means(name))).count();
    let person = count(&["given_name", "surname", "birth_date", "gender", "national_id", "full_name"]);
    let organisation = count(&["organisation", "registration_number"]);
    let product = count(&["brand", "price", "product_code"]) + count(&["title", "description"]).min(1);
    let work = count(&["authors", "venue", "director", "year"]) + count(&["title"]).min(1);
    let best = person.max(organisation).max(product).max(work);
    match best {
        0 if says(&["person", "people", "employee", "patient", "contact", "member"]) => Thing::Person,
        0 if says(&["supplier", "location", "organi", "compan", "site", "restaurant", "vendor", "store"]) => {
            Thing::Organisation
        }
        0 => Thing::Unknown,
        _ if person == best => Thing::Person,
        _ if organisation == best => Thing::Organisation,
        1 => Thing::Unknown,
        _ if work == best && work > product => Thing::Work,
        _ => Thing::Product,
    }
}

impl Thing {
    /// Where nothing else tells, the attribute that names a record does.
    fn or_named_by(self, attributes: &[AttributeGuess]) -> Self {
        match attributes.first().map(|first| first.kind) {
            Some(AttributeKind::PersonName) if self == Self::Unknown => Self::Person,
            Some(AttributeKind::Organisation) if self == Self::Unknown => Self::Organisation,
            _ => self,
        }
    }

    fn domain(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Product => "product",
            Self::Work => "publication",
            Self::Unknown => "record",
        }
    }
}

/// Whether a purpose makes an attribute evidence.
pub fn is_evidence(purpose: Use) -> bool {
    purpose == Use::Match
}
