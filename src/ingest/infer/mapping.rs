//! Columns of all files that are one attribute: the same name, else a synonym, else what the values say.

use super::guess::{AttributeGuess, SourceGuess, Sure, free, is_evidence};
use super::header::{Header, Use};
use super::judge::{Judged, Setting, Thing, fits, judge, percent};
use super::keys::Known;
use super::profile::Profile;
use crate::config::AttributeKind;
use crate::config::domain::RESERVED;

/// Columns that are one attribute.
pub struct Bucket {
    /// Its name, so far.
    pub name: String,
    /// Source and position of each column, at most one a source.
    pub columns: Vec<At>,
    /// What its name says.
    pub header: Header,
    /// All its values.
    pub profile: Profile,
    /// What it was found to be.
    pub judged: Judged,
    /// Why columns of different names are one, or why it is no evidence.
    pub also: Vec<String>,
}

impl Bucket {
    fn new(name: String, columns: Vec<At>, header: Header, tables: &[Vec<Known>], thing: Thing) -> Self {
        let profile = Profile::merged(columns.iter().filter_map(|at| known(tables, *at)).map(|known| &known.profile));
        let judged = judge(&header, &profile, setting(&columns, tables, thing));
        Self { name, columns, header, profile, judged, also: Vec::new() }
    }

    fn shares_a_source(&self, other: &Self) -> bool {
        self.columns.iter().any(|(source, _)| other.columns.iter().any(|(theirs, _)| theirs == source))
    }

    fn concept(&self) -> Option<&'static str> {
        self.header.concept.map(|concept| concept.name)
    }
}

fn known(tables: &[Vec<Known>], (source, position): (usize, usize)) -> Option<&Known> {
    tables.get(source)?.get(position)
}

fn setting(columns: &[At], tables: &[Vec<Known>], thing: Thing) -> Setting {
    let holds = |source: usize| {
        tables.get(source).into_iter().flatten().any(|known| known.header.means("surname") && !known.profile.is_empty())
    };
    Setting { thing, surname_beside: columns.iter().any(|(source, _)| holds(*source)) }
}

/// The attributes of all files. `special`: for each file, the columns that are none.
pub fn buckets(tables: &[Vec<Known>], special: &[Vec<usize>], thing: Thing) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    for (name, columns) in same_names(tables, special) {
        for (name, columns) in divided(name, columns, tables, thing) {
            let Some(header) = columns.first().and_then(|at| known(tables, *at)).map(|known| known.header.clone())
            else {
                continue;
            };
            buckets.push(Bucket::new(name, columns, header, tables, thing));
        }
    }
    // The surest reason first, so that a weaker one cannot take its partner away.
    for reason in [synonyms, names, alike, same_values, only_ones] {
        join(&mut buckets, tables, thing, reason);
    }
    buckets
}

/// Where a column is: its source, and its position there.
type At = (usize, usize);

type Named = (String, Vec<At>);

/// Columns by their folded names, in the order of the files; the same name twice in one file stays apart.
fn same_names(tables: &[Vec<Known>], special: &[Vec<usize>]) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    let mut index: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (source, table) in tables.iter().enumerate() {
        for (position, known) in table.iter().enumerate() {
            if special.get(source).is_some_and(|special| special.contains(&position)) {
                continue;
            }
            let mut name = known.header.attribute(|| format!("column_{}", position + 1));
            loop {
                match index.get(&name).and_then(|at| named.get_mut(*at)) {
                    None => {
                        index.insert(name.clone(), named.len());
                        named.push((name, vec![(source, position)]));
                        break;
                    }
                    Some((_, columns)) if columns.iter().all(|(theirs, _)| *theirs != source) => {
                        columns.push((source, position));
                        break;
                    }
                    Some(_) => name.push_str("_2"),
                }
            }
        }
    }
    named
}

/// Columns of one name whose values are of different kinds do not belong together.
fn divided(name: String, columns: Vec<At>, tables: &[Vec<Known>], thing: Thing) -> Vec<Named> {
    let single = |at: &At| {
        let known = known(tables, *at)?;
        let kind = judge(&known.header, &known.profile, setting(&[*at], tables, thing)).kind;
        (!known.profile.is_empty()).then_some((kind, known))
    };
    let mut weights: Vec<(AttributeKind, u64)> = Vec::new();
    for (kind, known) in columns.iter().filter_map(single) {
        match weights.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, weight)) => *weight += known.profile.filled,
            None => weights.push((kind, known.profile.filled)),
        }
    }
    let Some(main) = weights.iter().rev().max_by_key(|(_, weight)| *weight).map(|(kind, _)| *kind) else {
        return vec![(name, columns)];
    };
    let mut parts: Vec<(Option<AttributeKind>, Vec<At>)> = vec![(None, Vec::new())];
    for at in columns {
        let other =
            single(&at).filter(|(kind, known)| *kind != main && fits(main, &known.profile) < 0.5).map(|(kind, _)| kind);
        match parts.iter_mut().find(|(kind, _)| *kind == other) {
            Some((_, columns)) => columns.push(at),
            None => parts.push((other, vec![at])),
        }
    }
    let named = |kind: Option<AttributeKind>| kind.map_or(name.clone(), |kind| format!("{name}_{}", kind.word()));
    parts.into_iter().map(|(kind, columns)| (named(kind), columns)).collect()
}

/// Why two attributes are one; `None`: they are not.
type Reason = fn(&Bucket, &Bucket, &[Bucket]) -> Option<String>;

fn join(buckets: &mut Vec<Bucket>, tables: &[Vec<Known>], thing: Thing, reason: Reason) {
    let mut left = 0;
    while left < buckets.len() {
        let found = (left + 1..buckets.len()).find_map(|right| {
            let (a, b) = (buckets.get(left)?, buckets.get(right)?);
            let usable = !a.profile.is_empty() && !b.profile.is_empty() && !a.shares_a_source(b);
            let same = a.judged.kind == b.judged.kind && a.judged.purpose == b.judged.purpose;
            let why = if usable && same { reason(a, b, buckets) } else { None }?;
            Some((right, why))
        });
        match found {
            None => left += 1,
            Some((right, why)) => {
                let other = buckets.remove(right);
                let Some(bucket) = buckets.get_mut(left) else { continue };
                let also = format!("`{}` and `{}` are taken for one: {why}", bucket.name, other.name);
                let columns = bucket.columns.iter().chain(&other.columns).copied().collect();
                // `name` says less than `title`, which says what it means.
                let concept = |bucket: &Bucket| bucket.concept() == Some(bucket.name.as_str()) && bucket.name != "name";
                let name = if concept(&other) && !concept(bucket) { other.name } else { bucket.name.clone() };
                let header = if bucket.header.concept.is_none() { other.header } else { bucket.header.clone() };
                let mut joined = Bucket::new(name, columns, header, tables, thing);
                joined.also = bucket.also.iter().chain(&other.also).cloned().chain([also]).collect();
                *bucket = joined;
            }
        }
    }
}

fn synonyms(a: &Bucket, b: &Bucket, _: &[Bucket]) -> Option<String> {
    let concept = a.concept()?;
    let same = b.concept() == Some(concept) && a.header.ordinal == b.header.ordinal;
    (same && !matches!(concept, "key" | "cluster" | "category" | "processed" | "quantity" | "amount"))
        .then(|| format!("both headers say {}", concept.replace('_', " ")))
}

/// What a thing is called goes by several words.
fn names(a: &Bucket, b: &Bucket, _: &[Bucket]) -> Option<String> {
    const NAMES: [&str; 5] = ["name", "title", "organisation", "full_name", "contact_name"];
    let named = |bucket: &Bucket| bucket.concept().is_some_and(|concept| NAMES.contains(&concept));
    let generic = [a, b].iter().any(|bucket| matches!(bucket.concept(), Some("name" | "title")));
    (named(a) && named(b) && generic && a.header.ordinal == b.header.ordinal)
        .then(|| format!("both name what the record is about, and their values are {}", a.judged.kind.word()))
}

/// Names that are nearly the same.
fn alike(a: &Bucket, b: &Bucket, _: &[Bucket]) -> Option<String> {
    if a.header.concept.is_some() && b.header.concept.is_some() || a.header.ordinal != b.header.ordinal {
        return None;
    }
    let within = |a: &Header, b: &Header| a.words.iter().all(|word| b.words.contains(word));
    let near =
        strsim::jaro_winkler(&a.name, &b.name) >= 0.92 || within(&a.header, &b.header) || within(&b.header, &a.header);
    near.then(|| format!("the names are alike, and the values of both are {}", a.judged.kind.word()))
}

/// Columns that hold the same values.
fn same_values(a: &Bucket, b: &Bucket, _: &[Bucket]) -> Option<String> {
    use AttributeKind as K;
    let says_something =
        !matches!(a.judged.kind, K::Number | K::Money | K::Category | K::Date) && is_evidence(a.judged.purpose);
    if !says_something || a.profile.distinct.min(b.profile.distinct) < 20 || a.header.of_identifier {
        return None;
    }
    let known_apart = a.concept().is_some() && b.concept().is_some();
    let shared = a.profile.overlap(&b.profile);
    (shared > if known_apart { 0.6 } else { 0.3 })
        .then(|| format!("{} of the values of one stand in the other", percent(shared)))
}

/// The only column of its kind in every file that has one.
fn only_ones(a: &Bucket, b: &Bucket, all: &[Bucket]) -> Option<String> {
    use AttributeKind as K;
    let kind = a.judged.kind;
    let telling = matches!(kind, K::Email | K::Phone | K::Url | K::PostalCode | K::Country | K::Address);
    let open = a.concept().is_none() || b.concept().is_none() || kind == K::Phone;
    let faxes = [a, b].iter().any(|bucket| bucket.concept() == Some("fax"));
    if !telling || !open || faxes {
        return None;
    }
    let alone = |one: &Bucket| {
        let rivals = all
            .iter()
            .filter(|other| other.judged.kind == kind && !other.profile.is_empty() && other.shares_a_source(one));
        rivals.count() == 1
    };
    (alone(a) && alone(b)).then(|| format!("each is the only {} of its file", kind.word().replace('_', " ")))
}

/// The attributes that are left, in the order of the files; the one that names a record for people comes first.
pub fn attributes(buckets: Vec<Bucket>, tables: &[Vec<Known>], sources: &mut [SourceGuess]) -> Vec<AttributeGuess> {
    let mut attributes: Vec<AttributeGuess> = Vec::new();
    let mut first = None;
    for bucket in buckets {
        if bucket.profile.filled == 0 {
            for (source, position) in &bucket.columns {
                if let (Some(guess), Some(known)) = (sources.get_mut(*source), known(tables, (*source, *position))) {
                    guess.empty.push(known.column.name.clone());
                }
            }
            continue;
        }
        let mut columns = vec![None; sources.len()];
        for at in &bucket.columns {
            if let (Some(slot), Some(known)) = (columns.get_mut(at.0), known(tables, *at)) {
                *slot = Some(known.column.name.clone());
            }
        }
        let matched = is_evidence(bucket.judged.purpose);
        let names = matches!(bucket.judged.kind, AttributeKind::PersonName | AttributeKind::Organisation)
            || matches!(bucket.concept(), Some("title" | "name"));
        if first.is_none() && matched && names && bucket.profile.filled * 3 > bucket.profile.rows {
            first = Some(attributes.len());
        }
        let joined = !bucket.also.is_empty() && bucket.also.iter().any(|reason| reason.contains("taken for one"));
        attributes.push(AttributeGuess {
            name: free_name(&bucket.name, &attributes),
            kind: bucket.judged.kind,
            sensitivity: bucket.judged.sensitivity,
            matched,
            sure: if joined { bucket.judged.sure.min(Sure::Likely) } else { bucket.judged.sure },
            why: bucket.judged.why,
            also: bucket.also,
            columns,
            examples: bucket.profile.examples,
        });
    }
    if let Some(position) = first {
        let naming = attributes.remove(position);
        attributes.insert(0, naming);
    }
    attributes
}

fn free_name(name: &str, taken: &[AttributeGuess]) -> String {
    let name = if RESERVED.contains(&name) || name == "groups" { format!("source_{name}") } else { name.to_owned() };
    free(&name, |name| !taken.iter().any(|attribute| attribute.name == name))
}

/// What a column of this purpose does not say, for people.
pub fn why_skipped(purpose: Use) -> Option<&'static str> {
    match purpose {
        Use::Key => Some("it names a row of a system, not what the row is about"),
        Use::Skip => Some("it does not say who or what a record is"),
        Use::Time => Some("it says when a row was changed"),
        Use::Source => Some("it says where a row is from"),
        Use::Match => None,
    }
}
