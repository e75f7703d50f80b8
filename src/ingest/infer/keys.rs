//! Which column names the records, which says when they changed, which says where they are from.

use super::header::{Header, Use};
use super::profile::Profile;
use super::scan::{Column, Scan};
use super::shape::Look;
use crate::config::suggest;
use crate::error::{Error, Result};

/// A column as all of this room sees it.
#[derive(Clone, Debug)]
pub struct Known {
    /// What all rows tell.
    pub column: Column,
    /// What its name says.
    pub header: Header,
    /// What its values say.
    pub profile: Profile,
}

/// The column that holds the record id: its position, and why.
///
/// # Errors
/// No column can be it. `wanted` is the one that the user named.
pub fn id(scan: &Scan, known: &[Known], source: &str, wanted: Option<&str>) -> Result<(usize, String)> {
    if let Some(wanted) = wanted {
        let Some(position) = known.iter().position(|known| known.column.name == wanted) else {
            let expected = suggest::expected(wanted, known.iter().map(|known| known.column.name.as_str()));
            return Err(Error::data(format!("{}: no column {wanted:?}; {expected}", scan.file)));
        };
        return match known.get(position).and_then(|known| unfit(&known.column, scan.rows)) {
            Some(why) => Err(Error::data(format!("{}: column {wanted:?} cannot be the record id: {why}", scan.file))),
            None => Ok((position, "you said so".to_owned())),
        };
    }
    let ranked = known
        .iter()
        .enumerate()
        .filter(|(_, known)| known.column.is_unique(scan.rows))
        .filter_map(|(position, known)| Some((rank(position, known, source)?, std::cmp::Reverse(position))));
    match ranked.max() {
        // Read as headers, the first record would be lost.
        Some((rank, std::cmp::Reverse(position)))
            if rank < NAMED
                && begins_with_a_record(known)
                && known
                    .get(position)
                    .is_some_and(|known| known.column.name.contains(|c: char| c.is_ascii_digit())) =>
        {
            Err(none(scan, known))
        }
        Some((rank, std::cmp::Reverse(position))) => {
            let how =
                if rank >= NAMED { "its name says so, and its" } else { "no column is called id, and this one's" };
            Ok((position, format!("{how} {} values are all different", scan.rows)))
        }
        None => Err(none(scan, known)),
    }
}

/// From here on the name of a column says that it is an id.
const NAMED: u32 = 40;

fn rank(position: usize, known: &Known, source: &str) -> Option<u32> {
    let Known { column, header, profile } = known;
    let snake = header.snake();
    let first = if position == 0 { 20 } else { 0 };
    let codes = || profile.share(Look::Code) > 0.8 || profile.share(Look::Url) > 0.8;
    let base = match (header.concept.map(|concept| concept.name), header.purpose()) {
        (Some("key"), _) => {
            let exact = matches!(snake.as_str(), "record_id" | "recordid" | "id");
            let own =
                snake.split('_').next().is_some_and(|word| word.len() > 2 && source.to_lowercase().starts_with(word));
            let foreign = ["parent", "anchor", "pointer", "foreign", "ref", "reference"];
            if header.words.iter().any(|word| foreign.contains(&word.as_str())) {
                25
            } else {
                50 + if exact { 30 } else { 0 } + if own { 15 } else { 0 }
            }
        }
        (Some("cluster"), _) => return None,
        (Some("product_code" | "registration_number"), _) => 22,
        (_, Some(Use::Key)) => 12,
        (None, _) if codes() && !column.name.trim().is_empty() => 14,
        (Some("tax_number" | "national_id" | "licence" | "passport"), _) => 10,
        _ => return None,
    };
    Some(base + first)
}

/// Why a column cannot be the record id.
fn unfit(column: &Column, rows: u64) -> Option<String> {
    if let Some(repeated) = &column.repeated {
        let (first, second) = repeated.lines;
        return Some(format!("{:?} stands in line {first} and again in line {second}", repeated.value));
    }
    (column.filled < rows).then(|| format!("{} of {rows} rows have none", rows - column.filled))
}

/// Whether the first line is a record: names of columns are no bare numbers and no e-mail addresses.
fn begins_with_a_record(known: &[Known]) -> bool {
    let is_value = |name: &str| {
        let name = name.trim();
        name.contains('@') || name.bytes().any(|b| b.is_ascii_digit()) && !name.chars().any(char::is_alphabetic)
    };
    known.len() > 2 && known.iter().filter(|known| is_value(&known.column.name)).count() > 1
}

fn none(scan: &Scan, known: &[Known]) -> Error {
    let mut error =
        Error::data(format!("{}: no column can be the record id: it has to be filled and unique", scan.file));
    if begins_with_a_record(known) {
        let first: Vec<&str> = known.iter().take(3).map(|known| known.column.name.trim()).collect();
        return error
            .hint(format!("its first line looks like a record: {} …", first.join(", ")))
            .hint("put a line of headers before it, such as record_id,first_name,last_name");
    }
    let named = known.iter().filter(|known| known.header.purpose() == Some(Use::Key));
    for Known { column, .. } in named.take(3) {
        if let Some(why) = unfit(column, scan.rows) {
            error = error.hint(format!("column {:?}: {why}", column.name));
        }
    }
    let mixed = known.iter().find(|known| known.header.purpose() == Some(Use::Source) && known.profile.distinct > 1);
    if let Some(Known { column, .. }) = mixed {
        return error.hint(format!("column {:?} names several systems: write one file a system", column.name));
    }
    if let Some(free) = known.iter().find(|known| known.column.is_unique(scan.rows)) {
        return error.hint(format!("column {:?} is filled and unique: `--id` takes it", free.column.name));
    }
    error.hint("number the rows in a column of their own, called record_id")
}

/// The column that says when the source changed a record: its position, and why.
pub fn updated_at(known: &[Known]) -> Option<(usize, String)> {
    let times = known.iter().enumerate().filter(|(_, known)| known.header.purpose() == Some(Use::Time));
    let readable = times.filter(|(_, known)| known.profile.is_empty() || known.profile.share(Look::Moment) > 0.9);
    let best = readable.max_by_key(|(position, known)| (known.column.filled, std::cmp::Reverse(*position)))?;
    let why = if best.1.profile.is_empty() { "no row has one yet" } else { "its values are times that can be read" };
    Some((best.0, format!("its name says so, and {why}")))
}

/// The column that says which system the records are from, where all of them are from one: its position.
pub fn system(known: &[Known]) -> Option<usize> {
    known.iter().position(|known| known.header.purpose() == Some(Use::Source) && known.column.constant.is_some())
}
