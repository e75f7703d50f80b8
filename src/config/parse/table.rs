//! A TOML table that is taken apart key by key: every wrong type and every unknown key becomes a problem that
//! points at its line, and reading goes on, so that one run shows all of them.

use toml::de::{DeTable, DeValue};

use crate::config::suggest;
use crate::error::{Error, Result};

/// What is wrong with a file, in the order of its lines.
pub struct Problems<'t> {
    file: &'t str,
    text: &'t str,
    found: Vec<(usize, String)>,
}

impl<'t> Problems<'t> {
    /// No problems yet with `text`, which messages call `file`.
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, found: Vec::new() }
    }

    /// One more problem, at byte `at` of the text.
    pub fn add(&mut self, at: usize, message: impl Into<String>) {
        self.found.push((at, message.into()));
    }

    /// One more problem, at byte `offset` of the text of `word`. Where that is written with escapes, at its beginning.
    pub fn add_within(&mut self, word: &Word, offset: usize, message: impl Into<String>) {
        let from = self.text.get(word.at..).unwrap_or_default();
        // Quotation marks, and the line break that follows three of them, come before the text.
        let begins = (1..=5).find(|skip| from.get(*skip..).is_some_and(|rest| rest.starts_with(&word.text)));
        self.add(begins.map_or(word.at, |begins| word.at + begins + offset), message);
    }

    /// The line of byte `at`, from 1 on.
    pub fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count()
    }

    /// `value`, or the first problem as the message and the others as hints.
    pub fn into_result<T>(mut self, value: Option<T>) -> Result<T> {
        self.found.sort();
        self.found.dedup();
        let mut messages = self.found.iter().map(|(at, text)| format!("{}:{}: {text}", self.file, self.line(*at)));
        match (messages.next(), value) {
            (None, Some(value)) => Ok(value),
            (None, None) => Err(Error::internal(format!("{}: incomplete, and no problem was noted", self.file))),
            (Some(first), _) => Err(messages.fold(Error::config(first), Error::hint)),
        }
    }
}

/// A text and where it stands.
#[derive(Clone, Debug)]
pub struct Word {
    /// The text.
    pub text: String,
    /// Its byte offset.
    pub at: usize,
}

/// A value, what messages call it, and where it stands.
pub struct Value<'t> {
    /// As messages name it: `source "crm": file`.
    pub what: String,
    /// Its byte offset.
    pub at: usize,
    raw: DeValue<'t>,
}

/// A table whose keys have not all been asked for yet.
pub struct Table<'t> {
    /// As messages name it: `source "crm"`.
    pub what: String,
    /// Its byte offset.
    pub at: usize,
    entries: Vec<(Word, DeValue<'t>, usize)>,
    asked: Vec<&'static str>,
}

impl<'t> Table<'t> {
    /// The table `table` that starts at byte `at`; keys in the order of the file.
    pub fn new(what: impl Into<String>, at: usize, table: DeTable<'t>) -> Self {
        let mut entries: Vec<_> = table
            .into_iter()
            .map(|(key, value)| {
                let (word, at) =
                    (Word { at: key.span().start, text: key.into_inner().into_owned() }, value.span().start);
                (word, value.into_inner(), at)
            })
            .collect();
        entries.sort_by_key(|(key, ..)| key.at);
        Self { what: what.into(), at, entries, asked: Vec::new() }
    }

    /// The same table, which messages call `what` from now on.
    pub fn called(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }

    /// The value of `key`, if it is there.
    pub fn take(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        let position = self.entries.iter().position(|(name, ..)| name.text == key)?;
        let (_, value, at) = self.entries.remove(position);
        Some(Value { what: format!("{}: {key}", self.what), at, raw: value })
    }

    /// The value of `key`, which has to be there.
    pub fn need(&mut self, key: &'static str, problems: &mut Problems) -> Option<Value<'t>> {
        let value = self.take(key);
        if value.is_none() {
            problems.add(self.at, format!("{}: {key} is missing", self.what));
        }
        value
    }

    /// All keys that were not asked for, where the person chooses the keys.
    pub fn take_rest(&mut self) -> Vec<(Word, Value<'t>)> {
        let name = |key: &Word| format!("{}: {}", self.what, key.text);
        self.entries
            .drain(..)
            .map(|(key, value, at)| (key.clone(), Value { what: name(&key), at, raw: value }))
            .collect()
    }

    /// Every key that was not asked for is unknown.
    pub fn finish(self, problems: &mut Problems) {
        for (key, ..) in &self.entries {
            let expected = suggest::expected(&key.text, self.asked.iter().copied());
            problems.add(key.at, format!("{}: unknown key {:?}; {expected}", self.what, key.text));
        }
    }
}

impl<'t> Value<'t> {
    fn wrong<T>(&self, expected: &str, problems: &mut Problems) -> Option<T> {
        problems.add(self.at, format!("{}: expected {expected}, found {}", self.what, self.found()));
        None
    }

    fn found(&self) -> String {
        match &self.raw {
            DeValue::String(text) => format!("{:?}", text.as_ref()),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            other => format!("{} {}", if other.is_array() { "an" } else { "a" }, other.type_str()),
        }
    }

    /// A text that is not empty.
    pub fn text(self, problems: &mut Problems) -> Option<Word> {
        match self.raw {
            DeValue::String(text) if !text.trim().is_empty() => Some(Word { text: text.into_owned(), at: self.at }),
            _ => self.wrong("a text that is not empty", problems),
        }
    }

    /// The text as it stands, blank or not; empty where it is none.
    pub fn any_text(self) -> String {
        match self.raw {
            DeValue::String(text) => text.into_owned(),
            _ => String::new(),
        }
    }

    /// A list of texts, blank or not.
    pub fn any_texts(self, problems: &mut Problems) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(problems).unwrap_or_default() {
            if item.is_text() {
                texts.push(item.any_text());
            } else {
                let _: Option<()> = item.wrong("a text", problems);
            }
        }
        texts
    }

    /// A list of values.
    pub fn list(self, problems: &mut Problems) -> Option<Vec<Value<'t>>> {
        let what = self.what.clone();
        match self.raw {
            DeValue::Array(items) => {
                let item = |item: toml::Spanned<DeValue<'t>>| Value {
                    what: what.clone(),
                    at: item.span().start,
                    raw: item.into_inner(),
                };
                Some(items.into_iter().map(item).collect())
            }
            _ => self.wrong("a list in [ ]", problems),
        }
    }

    /// A list of texts, none twice.
    pub fn texts(self, problems: &mut Problems) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        for item in self.list(problems).unwrap_or_default() {
            let what = item.what.clone();
            let Some(word) = item.text(problems) else { continue };
            if words.iter().any(|earlier| earlier.text == word.text) {
                problems.add(word.at, format!("{what}: {:?} stands here twice", word.text));
            } else {
                words.push(word);
            }
        }
        words
    }

    /// Whether it is a table, for keys that take a table or a list.
    pub fn is_table(&self) -> bool {
        self.raw.is_table()
    }

    /// A table.
    pub fn table(self, problems: &mut Problems) -> Option<Table<'t>> {
        match self.raw {
            DeValue::Table(table) => Some(Table::new(self.what, self.at, table)),
            _ => self.wrong("a table", problems),
        }
    }

    /// `true` or `false`.
    pub fn flag(self, problems: &mut Problems) -> Option<bool> {
        match self.raw {
            DeValue::Boolean(flag) => Some(flag),
            _ => self.wrong("true or false", problems),
        }
    }

    /// A number between 0 and 1.
    pub fn share(self, problems: &mut Problems) -> Option<f64> {
        let number = match &self.raw {
            DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if (0.0..=1.0).contains(&number) => Some(number),
            _ => self.wrong("a number between 0 and 1", problems),
        }
    }

    /// A whole number of at least `least`.
    pub fn count(self, least: usize, problems: &mut Problems) -> Option<usize> {
        let number = match &self.raw {
            DeValue::Integer(number) => usize::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        match number {
            Some(number) if number >= least => Some(number),
            _ => self.wrong(&format!("a whole number of at least {least}"), problems),
        }
    }

    /// One of the words of `words`; messages call what it says `noun`.
    pub fn choice<T: Copy>(self, noun: &str, words: &[(T, &'static str)], problems: &mut Problems) -> Option<T> {
        // The key says what the noun says: `attribute "email": unknown kind …`, not `attribute "email": kind: …`.
        let what = self.what.rsplit_once(": ").map_or(self.what.clone(), |(owner, _)| owner.to_owned());
        let word = self.text(problems)?;
        let known = words.iter().find(|(_, name)| *name == word.text).map(|(choice, _)| *choice);
        if known.is_none() {
            let expected = suggest::expected(&word.text, words.iter().map(|(_, name)| *name));
            problems.add(word.at, format!("{what}: unknown {noun} {:?}; {expected}", word.text));
        }
        known
    }

    /// Whether it is a text, for keys that take a text or a list.
    pub fn is_text(&self) -> bool {
        self.raw.is_str()
    }
}
