//! Full-text search over the comparable text of records.

use rusqlite::params;

use super::Db;
use super::pages::at_most;
use crate::error::Result;

impl Db<'_> {
    /// Makes a record findable by its text; `replaces`: it was findable before.
    pub fn index_text(&self, rid: i64, text: &str, replaces: bool) -> Result<()> {
        if replaces {
            self.unindex_text(rid)?;
        }
        self.execute("INSERT INTO search (rowid, text) VALUES (?1, ?2)", params![rid, text])
    }

    /// Makes a record unfindable.
    pub fn unindex_text(&self, rid: i64) -> Result<()> {
        self.execute("DELETE FROM search WHERE rowid = ?1", [rid])
    }

    /// Up to `limit` records that hold every word of `text`, each the beginning of a word; by number.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<i64>> {
        let Some(query) = query(text) else { return Ok(Vec::new()) };
        self.all(
            "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid LIMIT ?2",
            params![query, at_most(limit)],
            |row| row.get(0),
        )
    }

    /// Up to `limit` records that hold all of these words, whole ones; by number. Words are as [`Db::index_text`] has them.
    pub fn holding(&self, words: &[&str], limit: usize) -> Result<Vec<i64>> {
        self.matching(&words.iter().filter_map(|word| term(word)).collect::<Vec<_>>(), limit)
    }

    /// Up to `limit` records that hold a word which begins like this; by number.
    pub fn holding_beginning(&self, beginning: &str, limit: usize) -> Result<Vec<i64>> {
        self.matching(&term(beginning).map(|term| format!("{term}*")).into_iter().collect::<Vec<_>>(), limit)
    }

    fn matching(&self, terms: &[String], limit: usize) -> Result<Vec<i64>> {
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        self.all(
            "SELECT rowid FROM search WHERE search MATCH ?1 LIMIT ?2",
            params![terms.join(" AND "), at_most(limit)],
            |row| row.get(0),
        )
    }

    /// Among the first `limit` records that hold these words: how many there are, and how many of them have exactly this
    /// value at this position. Words as in [`Db::holding`].
    pub fn having(&self, words: &[&str], position: usize, value: &str, limit: usize) -> Result<(usize, usize)> {
        let terms: Vec<String> = words.iter().filter_map(|word| term(word)).collect();
        if terms.is_empty() {
            return Ok((0, 0));
        }
        self.one(
            "SELECT count(*), coalesce(sum(gone = 0 AND attrs ->> ?2 IS ?3), 0) FROM record
             WHERE rid IN (SELECT rowid FROM search WHERE search MATCH ?1 LIMIT ?4)",
            params![terms.join(" AND "), at_most(position), value, at_most(limit)],
            |row| {
                let (held, had): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok((usize::try_from(held).unwrap_or(0), usize::try_from(had).unwrap_or(0)))
            },
        )
    }
}

/// A word as a term of a query; `None` for what is no word.
fn term(word: &str) -> Option<String> {
    (!word.is_empty() && word.chars().all(char::is_alphanumeric)).then(|| format!("\"{word}\""))
}

/// What a person typed as a query: every word a prefix, none an operator. `None` where there is no word.
pub fn query(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_is_an_operator() {
        assert_eq!(query("acme OR \"x\" NEAR(").as_deref(), Some("\"acme\"* AND \"OR\"* AND \"x\"* AND \"NEAR\"*"));
        assert_eq!(query(" -*\" "), None);
    }
}
