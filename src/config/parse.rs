//! `goldsmith.toml` as text → [`Config`], or every problem found, each with file, line, key and what was expected.
//!
//! `table.rs` takes TOML tables apart; `sources.rs` reads what the data is, `policy.rs` what is done with it, `rule.rs`
//! matching rules, `quality.rs` how stewards are checked; `settings.rs` reads what a person sets for themselves.

mod policy;
mod quality;
mod rule;
mod settings;
mod sources;
mod table;

use toml::de::DeTable;

use self::table::{Problems, Table, Value, Word};
use super::{Attribute, Config, Domain, Matches, Source, suggest};
use crate::error::Result;
use crate::text::SafeText;

/// Everything that names can refer to, once it has been read.
struct Names<'c> {
    domain: &'c Domain,
    sources: &'c [Source],
}

impl Config {
    /// Reads a configuration. `path_for_messages` is what messages call the file.
    ///
    /// # Errors
    /// A configuration error at the first problem; the other problems follow as hints.
    pub fn parse(text: &str, path_for_messages: &str) -> Result<Self> {
        let mut problems = Problems::new(path_for_messages, text);
        let config = match DeTable::parse(text) {
            Ok(root) => Some(read(Table::new("the file", 0, root.into_inner()), &mut problems)),
            Err(error) => {
                problems.add(error.span().map_or(0, |span| span.start), format!("not TOML: {}", error.message()));
                None
            }
        };
        problems.into_result(config)
    }
}

fn read(mut root: Table, problems: &mut Problems) -> Config {
    let name = domain_name(&mut root, problems);
    let attributes = sources::attributes(root.take("attribute"), problems);
    if attributes.is_empty() {
        problems.add(0, "no attributes: a domain needs at least one [[attribute]] with a name");
    }
    let domain = Domain { name: name.unwrap_or_default(), attributes };
    let matches = root.take("matches");
    let sources = sources::sources(root.take("source"), &domain, matches.is_some(), problems);
    let matches = matches.and_then(|value| self::matches(value, problems));
    let names = Names { domain: &domain, sources: &sources };
    let matching = policy::matching(root.take("matching"), &domain, problems);
    let survivorship = policy::survivorship(root.take("survivorship"), &names, problems);
    let review = policy::review(root.take("review"), &names, problems);
    let roles = policy::roles(root.take("roles"), problems);
    let health = policy::health(root.take("health"), problems);
    let sync_target = root.take("sync").and_then(|value| sync_target(value, problems));
    root.finish(problems);
    Config { domain, sources, matches, matching, survivorship, review, roles, health, sync_target }
}

fn domain_name(root: &mut Table, problems: &mut Problems) -> Option<String> {
    let mut table = root.need("domain", problems)?.table(problems)?.called("[domain]");
    let name = table.need("name", problems).and_then(|value| plain_name(value, problems));
    table.finish(problems);
    name.map(|word| word.text)
}

fn matches(value: Value, problems: &mut Problems) -> Option<Matches> {
    let mut table = value.table(problems)?.called("[matches]");
    let formats = Matches::FORMATS.map(|name| (name, name));
    let file = table.need("file", problems).and_then(|value| value.text(problems));
    let format = table.take("format").map_or(Some("auto"), |value| value.choice("format", &formats, problems));
    let incremental = table.take("incremental").map_or(Some(false), |value| value.flag(problems));
    table.finish(problems);
    Some(Matches { file: file?.text.into(), format: format?.to_owned(), incremental: incremental? })
}

fn sync_target(value: Value, problems: &mut Problems) -> Option<String> {
    let mut table = value.table(problems)?.called("[sync]");
    let target = table.need("target", problems).and_then(|value| value.text(problems));
    table.finish(problems);
    target.map(|word| word.text)
}

/// A name as messages, keys and column headers can carry it: no white space at its ends, nothing that steers a
/// terminal or cannot be seen.
fn plain_name(value: Value, problems: &mut Problems) -> Option<Word> {
    let what = value.what.clone();
    let word = value.text(problems)?;
    if word.text.trim() != word.text || SafeText::whole(&word.text).has_hidden() {
        let rule = "has white space at an end or a character in it that cannot be seen";
        problems.add(word.at, format!("{what}: {:?} {rule}", word.text));
        return None;
    }
    Some(word)
}

impl Names<'_> {
    /// The position of the attribute that `word` names; an unknown one is a problem.
    fn attribute(&self, what: &str, word: &Word, problems: &mut Problems) -> Option<usize> {
        let position = self.domain.position(&word.text);
        if position.is_none() {
            problems.add(word.at, unknown_attribute(what, &word.text, &self.domain.attributes));
        }
        position
    }

    /// The sources that `words` name; unknown ones are problems and left out.
    fn sources(&self, what: &str, words: Vec<Word>, problems: &mut Problems) -> Vec<String> {
        let known = |word: &Word| self.sources.iter().any(|source| source.name == word.text);
        let (good, bad): (Vec<_>, Vec<_>) = words.into_iter().partition(known);
        for word in bad {
            let expected = suggest::expected(&word.text, self.sources.iter().map(|source| source.name.as_str()));
            problems.add(word.at, format!("{what}: unknown source {:?}; {expected}", word.text));
        }
        good.into_iter().map(|word| word.text).collect()
    }
}

fn unknown_attribute(what: &str, name: &str, attributes: &[Attribute]) -> String {
    let expected = suggest::expected(name, attributes.iter().map(|attribute| attribute.name.as_str()));
    format!("{what}: unknown attribute {name:?}; {expected}")
}

#[cfg(test)]
mod tests;
