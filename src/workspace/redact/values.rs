//! What a record said of somebody: its values, those it had before, those that were typed for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::model::{Choice, RecordKey, Statement};
use crate::normalise::search_text;
use crate::store::Db;
use crate::text::{Needles, needles::LEAST};

/// The values of a record, of any attribute, past and typed ones included.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// As they are written, without blanks around them.
    pub all: BTreeSet<String>,
    /// Those of them that no other record holds, alike but for case, also within longer values; and that, where they
    /// were only typed for this record, were not typed for another one too.
    pub own: BTreeSet<String>,
}

/// How values are compared: without blanks around them, and without case.
pub fn folded(value: &str) -> String {
    value.trim().to_lowercase()
}

/// Gathers the values of a record.
pub fn values(db: &Db, rid: i64, key: &RecordKey) -> Result<Values> {
    let record = db.record(rid)?.record;
    let mut recorded: BTreeSet<String> = record.values.into_iter().flatten().chain(record.updated_at).collect();
    for past in db.past_values(rid)? {
        let past: Vec<Option<String>> = serde_json::from_str(&past).map_err(|error| Error::store(error.to_string()))?;
        recorded.extend(past.into_iter().flatten());
    }
    let mut typed = BTreeSet::new();
    for seq in db.mentions_of(rid)? {
        let said = db.assertion(seq)?.map(|stored| stored.assertion.statement);
        if let Some(Statement::Override { anchor, choice: Choice::Value(value), .. }) = said
            && anchor == *key
        {
            typed.insert(value);
        }
    }
    let trimmed = |values: BTreeSet<String>| -> BTreeSet<String> {
        values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    };
    let recorded = trimmed(recorded);
    let all: BTreeSet<String> = recorded.union(&trimmed(typed)).cloned().collect();
    let held = held_by_others(db, rid, &all)?;
    let elsewhere = typed_elsewhere(db, key)?;
    let typed_for_others = |value: &str| elsewhere.iter().any(|other| other.contains(&folded(value)));
    let own = all.iter().filter(|value| !held.contains(&folded(value)));
    let own = own.filter(|value| recorded.contains(*value) || !typed_for_others(value)).cloned().collect();
    Ok(Values { all, own })
}

/// Golden values that were typed for other records, folded.
fn typed_elsewhere(db: &Db, key: &RecordKey) -> Result<BTreeSet<String>> {
    let mut typed = BTreeSet::new();
    db.for_each_assertion(|stored| {
        if let Statement::Override { anchor, choice: Choice::Value(value), .. } = stored.assertion.statement
            && anchor != *key
        {
            typed.insert(folded(&value));
        }
        Ok(())
    })?;
    Ok(typed)
}

/// Which of some values, folded, another record holds. Those that are too short to look for are taken as held only
/// where a whole value equals them.
fn held_by_others(db: &Db, rid: i64, values: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    let wanted: Vec<String> = values.iter().map(|value| folded(value)).collect();
    let short: BTreeSet<&str> = wanted.iter().map(String::as_str).filter(|value| value.len() < LEAST).collect();
    let needles = Needles::new(wanted.iter().map(|value| value.clone().into_bytes()).collect());
    let mut held = BTreeSet::new();
    db.for_each_other_values(rid, |attrs| {
        let others: Vec<Option<String>> = serde_json::from_str(attrs).unwrap_or_else(|_| vec![Some(attrs.to_owned())]);
        for other in others.into_iter().flatten() {
            let other = folded(&other);
            needles.search(other.as_bytes(), |_, needle| {
                held.insert(wanted[needle].clone());
            });
            if short.contains(other.as_str()) {
                held.insert(other);
            }
        }
    })?;
    Ok(held)
}

/// The forms in which a value may lie in the file: as it is written, within JSON, in lower case, and the words that the
/// search index made of it.
pub fn forms(value: &str) -> BTreeMap<String, bool> {
    let escaped = serde_json::to_string(value).unwrap_or_default();
    let escaped = escaped.trim_matches('"').to_owned();
    let words = search_text([value]);
    let mut forms: BTreeMap<String, bool> = words.split(' ').map(|word| (word.to_owned(), false)).collect();
    // `true`: the value itself, whole.
    forms.extend([value.to_owned(), escaped, value.to_lowercase()].map(|whole| (whole, true)));
    forms.retain(|form, _| form.len() >= LEAST);
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_looked_for_as_it_is_as_json_and_by_its_words() {
        let forms = forms("Jörg \"Jo\" Doe");
        let whole: Vec<&str> = forms.iter().filter(|(_, whole)| **whole).map(|(form, _)| form.as_str()).collect();
        assert_eq!(whole, ["Jörg \"Jo\" Doe", "Jörg \\\"Jo\\\" Doe", "jörg \"jo\" doe"]);
        assert_eq!(forms.iter().filter(|(_, whole)| !**whole).count(), 1, "{forms:?}");
    }
}
