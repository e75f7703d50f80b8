//! Record keys in one argument: `crm:1,erp:2/web:3`.
//!
//! Ids may hold commas and slashes, so a divider only divides where the name of a source and a colon follow it.

use crate::model::RecordKey;

/// The parts of a split: slashes between parts, commas within.
pub(super) fn parts(text: &str, sources: &[&str]) -> Result<Vec<Vec<RecordKey>>, String> {
    divide(text, '/', sources).into_iter().map(|part| keys(part, sources)).collect()
}

/// The records of one part: commas between them.
pub(super) fn keys(text: &str, sources: &[&str]) -> Result<Vec<RecordKey>, String> {
    divide(text, ',', sources).into_iter().map(str::parse).collect()
}

fn divide<'a>(text: &'a str, divider: char, sources: &[&str]) -> Vec<&'a str> {
    let begins_key =
        |rest: &str| sources.iter().any(|name| rest.strip_prefix(name).is_some_and(|r| r.starts_with(':')));
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|tail| tail.find(divider)).map(|at| at + from) {
        let (head, tail) = (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
        if begins_key(tail) {
            pieces.push(head);
            (rest, from) = (tail, 0);
        } else {
            from = at + 1;
        }
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: [&str; 3] = ["crm", "erp", "web"];

    fn read(text: &str) -> Vec<Vec<String>> {
        let parts = parts(text, &SOURCES).unwrap();
        parts.iter().map(|part| part.iter().map(ToString::to_string).collect()).collect()
    }

    #[test]
    fn slashes_divide_parts_and_commas_records() {
        assert_eq!(read("crm:1,erp:2/web:3"), [vec!["crm:1", "erp:2"], vec!["web:3"]]);
        assert_eq!(read("crm:1"), [["crm:1"]]);
    }

    #[test]
    fn ids_may_hold_dividers() {
        assert_eq!(read("crm:a/b,c,erp:2/web:x:y"), [vec!["crm:a/b,c", "erp:2"], vec!["web:x:y"]]);
    }

    #[test]
    fn what_is_no_key_is_an_error() {
        assert!(parts("crm", &SOURCES).is_err());
        assert!(parts("", &SOURCES).is_err());
    }
}
