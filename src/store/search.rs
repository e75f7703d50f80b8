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
