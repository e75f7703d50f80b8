//! A file as a table, whatever its format: named columns, and rows that say on which line they begin.

use std::path::Path;

use super::delimited::Delimited;
use super::jsonl::JsonLines;
use super::lines::Lines;
use super::{Progress, Rejected};
use crate::config::suggest;
use crate::error::{Error, Result};

/// One row. An empty field and a missing one are the same: no value.
#[derive(Debug, Default)]
pub struct Row {
    /// The line where it begins.
    pub line: u64,
    text: String,
    ends: Vec<usize>,
}

impl Row {
    /// No fields, and on line `line`.
    pub fn clear(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.ends.clear();
    }

    /// Adds text to the field that is being read.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The field that is being read is complete.
    pub fn end_field(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Number of complete fields.
    pub fn fields(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all fields.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// The field at `position`; empty where there is none.
    pub fn get(&self, position: usize) -> &str {
        let start = position.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(position).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// The value of the field at `position`, if it has one.
    pub fn value(&self, position: usize) -> Option<String> {
        Some(self.get(position)).filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

/// An open file of a known format.
pub enum Table {
    /// CSV, TSV.
    Delimited(Delimited),
    /// JSON Lines.
    JsonLines(JsonLines),
}

impl Table {
    /// Opens a file by its name. `wanted`: the columns that matter, for formats that have no header.
    ///
    /// # Errors
    /// See [`Lines::open`]; also a name that says no known format, and a bad header.
    pub fn open(path: &Path, wanted: Vec<String>) -> Result<Self> {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let plain = name.strip_suffix(".gz").unwrap_or(&name);
        match plain.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "csv" => Ok(Self::Delimited(Delimited::new(Lines::open(path)?, None)?)),
            "tsv" => Ok(Self::Delimited(Delimited::new(Lines::open(path)?, Some('\t'))?)),
            "jsonl" | "ndjson" => Ok(Self::JsonLines(JsonLines::new(Lines::open(path)?, wanted)?)),
            _ => {
                let known = ".csv, .tsv, .jsonl or .ndjson, each also with .gz";
                Err(Error::data(format!("{}: unknown kind of file; its name has to end in {known}", path.display())))
            }
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        match self {
            Self::Delimited(table) => table.header(),
            Self::JsonLines(table) => table.header(),
        }
    }

    /// The next row that could be read; those that could not are added to `rejected`.
    pub fn next(&mut self, rejected: &mut Vec<Rejected>) -> Result<Option<&Row>> {
        match self {
            Self::Delimited(table) => table.next(rejected),
            Self::JsonLines(table) => table.next(rejected),
        }
    }

    /// The file behind it.
    pub fn lines(&self) -> &Lines {
        match self {
            Self::Delimited(table) => table.lines(),
            Self::JsonLines(table) => table.lines(),
        }
    }

    /// How far it has been read.
    pub fn progress(&self, rows: u64) -> Progress {
        let (done_bytes, total_bytes) = self.lines().bytes();
        Progress { done_bytes, total_bytes, rows }
    }
}

/// The error that column `wanted` is not among those of the file. `purpose` says who wants it.
pub fn missing_column(file: &str, wanted: &str, purpose: &str, header: &[String]) -> Error {
    let found = quoted(header.iter().map(String::as_str));
    let near = suggest::closest(wanted, header.iter().map(String::as_str));
    let near = near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
    let error = Error::data(format!("{file}: no column {wanted:?} ({purpose}); columns found: {found}{near}"));
    if header.len() > 1 {
        return error;
    }
    error.hint("one column only: the fields of a row are divided by comma, semicolon or tab")
}

/// Names in quotes, divided by commas.
pub fn quoted<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}
