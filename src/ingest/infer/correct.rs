//! What a person sets right in a guess before it is written: ids, times, names of sources, which column is which attribute.
//!
//! No column is ever lost: one that is taken away from something is left out, and can be put to use again.

use super::guess::{AttributeGuess, Guess, Sure, free};
use super::header::Header;
use crate::config::domain::RESERVED;
use crate::config::{AttributeKind, Sensitivity};
use crate::error::{Error, Result};

/// The longest name of a source.
const LONGEST: usize = 40;
/// Why something is as it is that a person set.
const BY_HAND: &str = "set by hand at the import";

impl Guess {
    /// The columns of a source, whatever they are taken for.
    pub fn columns(&self, source: usize) -> Vec<String> {
        let Some(held) = self.sources.get(source) else { return Vec::new() };
        let attributes = self.attributes.iter().filter_map(|attribute| attribute.columns.get(source)?.clone());
        let special = std::iter::once(held.id.clone()).chain(held.updated_at.clone());
        let system = held.system.iter().map(|(column, _)| column.clone());
        let rest = held.empty.iter().chain(&held.left_out).cloned();
        let mut all: Vec<String> = special.chain(system).chain(attributes).chain(rest).collect();
        all.sort();
        all.dedup();
        all
    }

    /// What a column of a source is taken for, in a few words.
    pub fn taken_for(&self, source: usize, column: &str) -> String {
        let Some(held) = self.sources.get(source) else { return String::new() };
        let has = |attribute: &&AttributeGuess| {
            attribute.columns.get(source).is_some_and(|held| held.as_deref() == Some(column))
        };
        match self.attributes.iter().find(has) {
            _ if held.id == column => "the record id".to_owned(),
            _ if held.updated_at.as_deref() == Some(column) => "the time of the last change".to_owned(),
            _ if held.system.as_ref().is_some_and(|(other, _)| other == column) => "the source's name".to_owned(),
            Some(attribute) => attribute.name.clone(),
            None if held.empty.iter().any(|other| other == column) => "no values".to_owned(),
            None => "left out".to_owned(),
        }
    }

    /// Calls a source something else.
    ///
    /// # Errors
    /// A name that no source can have, or that another one has.
    pub fn rename(&mut self, source: usize, name: &str) -> Result<()> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(|c| c == ':' || c.is_control()) {
            return Err(Error::user(format!("a source's name has 1 to {LONGEST} characters, and no colon")));
        }
        if self.sources.iter().enumerate().any(|(other, held)| other != source && held.name == name) {
            return Err(Error::user(format!("another source is called {name:?}")));
        }
        if let Some(held) = self.sources.get_mut(source) {
            name.clone_into(&mut held.name);
        }
        Ok(())
    }

    /// Makes a column the record id of a source. The one before becomes an attribute that is no evidence.
    pub fn set_id(&mut self, source: usize, column: &str) {
        let Some(held) = self.sources.get(source).filter(|held| held.id != column) else { return };
        let before = held.id.clone();
        self.release(source, column);
        if let Some(held) = self.sources.get_mut(source) {
            column.clone_into(&mut held.id);
            BY_HAND.clone_into(&mut held.id_why);
        }
        self.tidy();
        self.add(source, before, AttributeKind::Identifier);
    }

    /// Makes a column the time of the last change of a source; `None`: it has none. The one before is left out.
    pub fn set_updated_at(&mut self, source: usize, column: Option<&str>) {
        let Some(held) = self.sources.get(source).filter(|held| held.updated_at.as_deref() != column) else { return };
        if column == Some(held.id.as_str()) {
            return;
        }
        let before = held.updated_at.clone();
        if let Some(column) = column {
            self.release(source, column);
        }
        if let Some(held) = self.sources.get_mut(source) {
            held.updated_at = column.map(str::to_owned);
            held.updated_why = column.map(|_| BY_HAND.to_owned());
            held.left_out.extend(before);
        }
        self.tidy();
    }

    /// Lets a column of a source hold an attribute; `None`: none does. What held it before is left out; what the column
    /// held before has no column of this source any more.
    pub fn map(&mut self, attribute: usize, source: usize, column: Option<&str>) {
        let now = self.attributes.get(attribute).and_then(|held| held.columns.get(source)).cloned().flatten();
        let is_id = self.sources.get(source).is_some_and(|held| column == Some(held.id.as_str()));
        if now.as_deref() == column || is_id {
            return;
        }
        if let Some(column) = column {
            self.release(source, column);
        }
        if let Some(held) = self.sources.get_mut(source) {
            held.left_out.extend(now);
        }
        if let Some(held) = self.attributes.get_mut(attribute) {
            if let Some(place) = held.columns.get_mut(source) {
                *place = column.map(str::to_owned);
            }
            held.settle();
        }
    }

    /// Takes a column away from whatever it is taken for.
    fn release(&mut self, source: usize, column: &str) {
        for attribute in &mut self.attributes {
            if let Some(place) = attribute.columns.get_mut(source).filter(|held| held.as_deref() == Some(column)) {
                *place = None;
            }
        }
        let Some(held) = self.sources.get_mut(source) else { return };
        held.empty.retain(|other| other != column);
        held.left_out.retain(|other| other != column);
        if held.updated_at.as_deref() == Some(column) {
            (held.updated_at, held.updated_why) = (None, None);
        }
        held.system = held.system.take().filter(|(other, _)| other != column);
    }

    /// Attributes without any column are none.
    pub fn tidy(&mut self) {
        self.attributes.retain(|attribute| attribute.columns.iter().any(Option::is_some));
    }

    /// A column of its own, as an attribute that is no evidence.
    fn add(&mut self, source: usize, column: String, kind: AttributeKind) {
        let name = Header::read(&column).attribute(|| "column".to_owned());
        let is_free = |name: &str| {
            !RESERVED.contains(&name) && name != "groups" && !self.attributes.iter().any(|held| held.name == name)
        };
        let mut attribute = AttributeGuess {
            name: free(&name, is_free),
            kind,
            sensitivity: Sensitivity::Identifier,
            matched: false,
            sure: Sure::Sure,
            why: String::new(),
            also: Vec::new(),
            columns: vec![None; self.sources.len()],
            examples: Vec::new(),
        };
        if let Some(place) = attribute.columns.get_mut(source) {
            *place = Some(column);
        }
        attribute.settle();
        self.attributes.push(attribute);
    }
}

impl AttributeGuess {
    /// What a person set is no guess any more, and the configuration says so.
    pub fn settle(&mut self) {
        self.sure = Sure::Sure;
        BY_HAND.clone_into(&mut self.why);
        self.also.retain(|reason| reason.contains("taken for one"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::ingest::infer::guess::SourceGuess;

    fn source(name: &str) -> SourceGuess {
        SourceGuess {
            name: name.to_owned(),
            file: format!("{name}.csv"),
            id: "id".to_owned(),
            id_why: "unique".to_owned(),
            updated_at: Some("changed".to_owned()),
            updated_why: Some("times".to_owned()),
            system: None,
            rows: 3,
            rejected: 0,
            empty: vec!["fax".to_owned()],
            left_out: Vec::new(),
        }
    }

    fn attribute(name: &str, columns: [Option<&str>; 2]) -> AttributeGuess {
        AttributeGuess {
            name: name.to_owned(),
            kind: AttributeKind::Text,
            sensitivity: Sensitivity::Pii,
            matched: true,
            sure: Sure::Guess,
            why: "a guess".to_owned(),
            also: Vec::new(),
            columns: columns.map(|column| column.map(str::to_owned)).to_vec(),
            examples: Vec::new(),
        }
    }

    fn guess() -> Guess {
        Guess {
            domain: "customer".to_owned(),
            sources: vec![source("crm"), source("erp")],
            attributes: vec![
                attribute("name", [Some("name"), Some("name1")]),
                attribute("number", [Some("customer_no"), None]),
            ],
            remarks: Vec::new(),
        }
    }

    /// Every column of every source has its use once, or is left out, and the configuration can be read back.
    fn check(guess: &Guess, before: &Guess) {
        for source in 0..2 {
            assert_eq!(guess.columns(source), before.columns(source));
        }
        Config::parse(&guess.to_toml(), "goldsmith.toml").unwrap();
    }

    #[test]
    fn another_column_becomes_the_id_and_the_one_before_an_attribute() {
        let (mut guess, before) = (guess(), guess());
        guess.set_id(0, "customer_no");
        check(&guess, &before);
        assert_eq!(guess.sources[0].id, "customer_no");
        assert!(guess.attributes.iter().all(|attribute| attribute.name != "number"), "its only column is the id now");
        let id = guess.attributes.last().unwrap();
        assert_eq!((id.columns[0].as_deref(), id.matched), (Some("id"), false));
        assert!(guess.to_toml().contains("set by hand at the import"));
        guess.set_id(0, "id");
        check(&guess, &before);
        assert_eq!(guess.sources[0].id, "id");
    }

    #[test]
    fn columns_change_hands_and_none_is_lost() {
        let (mut guess, before) = (guess(), guess());
        guess.map(0, 1, Some("fax"));
        assert_eq!(
            (guess.attributes[0].columns[1].as_deref(), &guess.sources[1].left_out),
            (Some("fax"), &vec!["name1".to_owned()])
        );
        guess.map(0, 0, Some("customer_no"));
        assert_eq!(guess.attributes[1].columns[0], None, "one column, one attribute");
        guess.tidy();
        check(&guess, &before);
        guess.map(0, 0, Some("id"));
        assert_eq!(guess.attributes[0].columns[0].as_deref(), Some("customer_no"), "the id stays the id");
        guess.set_updated_at(0, None);
        guess.set_updated_at(1, Some("name1"));
        check(&guess, &before);
        assert_eq!(
            (guess.sources[0].updated_at.as_ref(), guess.sources[1].updated_at.as_deref()),
            (None, Some("name1"))
        );
        guess.map(0, 1, None);
        check(&guess, &before);
    }

    #[test]
    fn names_of_sources_are_checked() {
        let mut guess = guess();
        guess.rename(0, " sales ").unwrap();
        assert_eq!(guess.sources[0].name, "sales");
        guess.rename(0, "sales").unwrap();
        for wrong in ["", "a:b", "erp", "x\ny", &"n".repeat(41)] {
            assert!(guess.rename(0, wrong).is_err(), "{wrong:?}");
        }
    }
}
