//! CSV and TSV after RFC 4180, read strictly.
//!
//! A reader of our own because a wrong quote must never join or split rows unseen: fields, quotes and line numbers
//! come out of one pass. Lenient readers take a quote that is never closed for the end of the data.

use super::Rejected;
use super::lines::{LONGEST, Lines};
use super::table::{Row, quoted};
use crate::error::{Error, Result};

/// A file with a header and rows of delimited fields.
pub struct Delimited {
    lines: Lines,
    delimiter: char,
    header: Vec<String>,
    row: Row,
}

impl Delimited {
    /// Reads the header. Without a `delimiter`, it is whichever of comma, semicolon and tab the header has most of.
    ///
    /// # Errors
    /// There is no header, or two of its columns have the same name.
    pub fn new(mut lines: Lines, delimiter: Option<char>) -> Result<Self> {
        let delimiter = delimiter.map_or_else(|| lines.head().map(sniff), Ok)?;
        let mut table = Self { lines, delimiter, header: Vec::new(), row: Row::default() };
        if !table.read_row()? {
            return Err(Error::data(format!("{} is empty: it has not even a header", table.lines.file())));
        }
        table.header = (0..table.row.fields()).map(|position| table.row.get(position).to_owned()).collect();
        for (position, name) in table.header.iter().enumerate() {
            if !name.is_empty() && table.header.iter().take(position).any(|earlier| earlier == name) {
                let all = quoted(table.header.iter().map(String::as_str));
                let (file, line) = (table.lines.file(), table.row.line);
                return Err(Error::data(format!(
                    "{file}:{line}: two columns are called {name:?}; columns found: {all}"
                )));
            }
        }
        Ok(table)
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The file behind it.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The next row with as many fields as the header; others are rejected. Empty lines hold no row.
    ///
    /// # Errors
    /// A quote is not closed or closed in the wrong place: from there on nothing can be trusted.
    pub fn next(&mut self, rejected: &mut Vec<Rejected>) -> Result<Option<&Row>> {
        while self.read_row()? {
            let (found, expected) = (self.row.fields(), self.header.len());
            if found == expected {
                return Ok(Some(&self.row));
            }
            let reason = format!("{found} fields where the header has {expected}");
            rejected.push(Rejected { file: self.lines.file().to_owned(), line: self.row.line, reason });
        }
        Ok(None)
    }

    /// Reads the next row whole, over as many lines as its quotes take; `false` at the end of the file.
    fn read_row(&mut self) -> Result<bool> {
        let mut quote = Quote::default();
        loop {
            if !self.lines.advance()? {
                let why = "a quote opens here and is still open at the end of the file";
                return if quote.open { Err(self.error(quote.line, why)) } else { Ok(false) };
            }
            let (line, number) = (self.lines.line(), self.lines.number());
            if !quote.open {
                if bare(line).is_empty() {
                    continue;
                }
                self.row.clear(number);
            }
            let (before, continued) = (self.row.fields(), quote.open);
            let Ok(open) = split(line, self.delimiter, quote.open, &mut self.row) else {
                let column = self.header.get(self.row.fields().saturating_sub(1));
                let column = column.map(|name| format!("column {name:?}: ")).unwrap_or_default();
                let why = format!("{column}text follows a closing quote; inside quotes, a quote is written twice");
                let error = self.error(number, &why);
                let hint = "Spark writes \\\" instead unless told .option(\"escape\", \"\\\"\")";
                return Err(if line.contains("\\\"") { error.hint(hint) } else { error });
            };
            if continued && self.row.fields() == before {
                quote.inner += 1;
                quote.like_rows += u64::from(line.matches(self.delimiter).count() + 1 == self.header.len());
            } else if quote.swallows_rows(self.header.len()) {
                let why = format!("a quote opens here and closes in line {number}, over lines that look like rows");
                return Err(self.error(quote.line, &why));
            } else {
                quote = Quote { line: number, ..Quote::default() };
            }
            quote.open = open;
            if !open {
                return Ok(true);
            }
            if self.row.size() > LONGEST {
                let why = format!("a quote opens here and is still open {} MiB later", LONGEST >> 20);
                return Err(self.error(quote.line, &why));
            }
        }
    }

    fn error(&self, line: u64, why: &str) -> Error {
        Error::data(format!("{}:{line}: {why}", self.lines.file()))
    }
}

/// The quote of a field that goes over more than one line.
#[derive(Default)]
struct Quote {
    open: bool,
    /// The line where it opened.
    line: u64,
    /// Lines wholly inside it.
    inner: u64,
    /// Those of them that have as many delimiters as a row.
    like_rows: u64,
}

impl Quote {
    /// Whether it looks forgotten rather than meant: three or more lines inside, and all of them shaped like rows.
    fn swallows_rows(&self, columns: usize) -> bool {
        columns > 2 && self.inner > 2 && self.inner == self.like_rows
    }
}

/// Text follows a closing quote, which RFC 4180 does not know.
struct Stray;

/// Adds the fields of one line to `row`. `quoted`: the line begins inside quotes. Returns whether it ends so.
fn split(line: &str, delimiter: char, mut quoted: bool, row: &mut Row) -> std::result::Result<bool, Stray> {
    let mut rest = line;
    loop {
        if quoted {
            let Some((before, after)) = rest.split_once('"') else {
                row.push(rest);
                return Ok(true);
            };
            row.push(before);
            if let Some(after) = after.strip_prefix('"') {
                row.push("\"");
                rest = after;
                continue;
            }
            row.end_field();
            quoted = false;
            if bare(after).is_empty() {
                return Ok(false);
            }
            rest = after.strip_prefix(delimiter).ok_or(Stray)?;
        } else if let Some(after) = rest.strip_prefix('"') {
            quoted = true;
            rest = after;
        } else if let Some(end) = end_of_field(rest, delimiter) {
            row.push(&rest[..end]);
            row.end_field();
            rest = &rest[end + delimiter.len_utf8()..];
        } else {
            row.push(bare(rest));
            row.end_field();
            return Ok(false);
        }
    }
}

/// Where the next delimiter stands. Fields are short: to look byte by byte is quicker than to search.
fn end_of_field(rest: &str, delimiter: char) -> Option<usize> {
    match u8::try_from(delimiter) {
        Ok(delimiter) if delimiter.is_ascii() => rest.bytes().position(|byte| byte == delimiter),
        _ => rest.find(delimiter),
    }
}

/// A line without its ending.
fn bare(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// The delimiter that the first line of `head` has most of outside quotes; a comma where there is none.
fn sniff(head: &[u8]) -> char {
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut quoted = false;
    let ends = |byte: u8| byte == b'\n' || byte == b'\r';
    for byte in head.iter().copied().skip_while(|byte| ends(*byte)) {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted && ends(byte) {
            break;
        } else if !quoted && let Some((_, count)) = counts.iter_mut().find(|(c, _)| *c == char::from(byte)) {
            *count += 1;
        }
    }
    // Of equal counts the first wins.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(delimiter, _)| delimiter)
}
