//! JSON Lines: one object a line, its values texts, numbers, `true`, `false` or `null`.
//!
//! Numbers keep the text they are written as (`007` is no number, but `1.50` stays `1.50`), whatever their size.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Rejected;
use super::lines::Lines;
use super::table::Row;
use crate::error::{Error, Result};

/// A file of objects, read as rows of the wanted columns.
pub struct JsonLines {
    lines: Lines,
    header: Vec<String>,
    keys: BTreeSet<String>,
    row: Row,
}

/// So many different keys are remembered for messages.
const KEYS: usize = 200;

impl JsonLines {
    /// The columns `wanted` of a file.
    ///
    /// # Errors
    /// The file is empty, or is one JSON array.
    pub fn new(mut lines: Lines, wanted: Vec<String>) -> Result<Self> {
        match lines.head()?.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => Err(Error::data(format!("{} is empty", lines.file()))),
            Some(b'[') => {
                let message = format!("{} is a JSON array; expected JSON Lines: one object a line", lines.file());
                Err(Error::data(message).hint("jq -c '.[]' makes JSON Lines of an array"))
            }
            Some(_) => Ok(Self { lines, header: wanted, keys: BTreeSet::new(), row: Row::default() }),
        }
    }

    /// The wanted columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The file behind it.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// Keys that were seen so far; some hundred of them where there are more.
    pub fn keys(&self) -> &BTreeSet<String> {
        &self.keys
    }

    /// The next object that could be read; lines that could not are rejected. Empty lines hold none.
    pub fn next(&mut self, rejected: &mut Vec<Rejected>) -> Result<Option<&Row>> {
        while self.lines.advance()? {
            let (line, number) = (self.lines.line().trim(), self.lines.number());
            if line.is_empty() {
                continue;
            }
            match members(line) {
                Ok(members) => {
                    self.row.clear(number);
                    for name in &self.header {
                        let value = members.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.as_deref());
                        self.row.push(value.unwrap_or_default());
                        self.row.end_field();
                    }
                    for (key, _) in members {
                        if self.keys.len() < KEYS || self.header.contains(&key) {
                            self.keys.insert(key);
                        }
                    }
                    return Ok(Some(&self.row));
                }
                Err(reason) => rejected.push(Rejected { file: self.lines.file().to_owned(), line: number, reason }),
            }
        }
        Ok(None)
    }
}

/// The members of one flat object, in its order; `None` is `null`. On failure, why.
fn members(line: &str) -> std::result::Result<Vec<(String, Option<String>)>, String> {
    let wrong = |rest: &str| format!("not a JSON object, from byte {}", line.len() - rest.len() + 1);
    let mut members: Vec<(String, Option<String>)> = Vec::new();
    let mut rest = line.strip_prefix('{').ok_or("expected one JSON object a line")?.trim_start();
    if rest == "}" {
        return Ok(members);
    }
    loop {
        let (key, _, after) = one::<String>(rest).ok_or_else(|| wrong(rest))?;
        rest = after.trim_start().strip_prefix(':').ok_or_else(|| wrong(after))?.trim_start();
        let (value, after) = match rest.bytes().next() {
            Some(b'{' | b'[') => return Err(format!("{key:?} holds an object or a list; expected a single value")),
            Some(b'"') => one::<String>(rest).map(|(text, _, after)| (Some(text), after)),
            _ => {
                one::<IgnoredAny>(rest).map(|(_, raw, after)| (Some(raw.to_owned()).filter(|raw| raw != "null"), after))
            }
        }
        .ok_or_else(|| wrong(rest))?;
        if value.as_ref().is_some_and(|value| value.contains('\0')) {
            return Err(format!("{key:?} holds a NUL, which no text holds"));
        }
        if members.iter().any(|(earlier, _)| *earlier == key) {
            return Err(format!("{key:?} stands in the object twice"));
        }
        members.push((key, value));
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None if rest == "}" => return Ok(members),
            None => return Err(wrong(rest)),
        }
    }
}

/// The value at the beginning of `text`, as it is written, and what follows it.
fn one<'t, T: Deserialize<'t>>(text: &'t str) -> Option<(T, &'t str, &'t str)> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<T>();
    let value = stream.next()?.ok()?;
    let (raw, rest) = text.split_at_checked(stream.byte_offset())?;
    Some((value, raw, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_the_text_they_are_written_as() {
        let line = r#"{"a": 1.50, "b":1e400 , "c":18446744073709551616,"d":true,"e":null,"f":"x\n\u00e9\"","g":-0}"#;
        let values: Vec<_> = members(line).unwrap().into_iter().map(|(_, value)| value).collect();
        let expected = ["1.50", "1e400", "18446744073709551616", "true", "", "x\né\"", "-0"];
        assert_eq!(values.iter().map(|v| v.as_deref().unwrap_or("")).collect::<Vec<_>>(), expected);
        assert_eq!(members("{}"), Ok(Vec::new()));
        assert_eq!(members("{ }"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_flat_object_is_refused() {
        let deep = format!("{{\"a\": {}", "[".repeat(1_000_000));
        for (line, reason) in [
            ("7", "expected one JSON object a line"),
            ("{", "not a JSON object, from byte 2"),
            (r#"{"a":1"#, "not a JSON object, from byte 7"),
            (r#"{"a":1} x"#, "not a JSON object, from byte 7"),
            (r#"{"a":01}"#, "not a JSON object, from byte 6"),
            (r#"{"a" 1}"#, "not a JSON object, from byte 5"),
            (r#"{"a":1,}"#, "not a JSON object, from byte 8"),
            ("{a:1}", "not a JSON object, from byte 2"),
            (r#"{"a":NaN}"#, "not a JSON object, from byte 6"),
            (r#"{"a":"\ud800"}"#, "not a JSON object, from byte 6"),
            (r#"{"a":1,"a":1}"#, "\"a\" stands in the object twice"),
            (r#"{"a":"\u0000"}"#, "\"a\" holds a NUL, which no text holds"),
            (r#"{"a":{}}"#, "\"a\" holds an object or a list; expected a single value"),
            (&deep, "\"a\" holds an object or a list; expected a single value"),
        ] {
            assert_eq!(members(line), Err(reason.to_owned()), "{}", line.chars().take(40).collect::<String>());
        }
    }
}
