//! Rows of cells as CSV or as JSON Lines.
//!
//! CSV is UTF-8 without a byte order mark, LF, RFC 4180 with as few quotes as it allows. A missing value and an
//! empty one look alike in it; in JSON Lines a missing value is `null`.

use std::borrow::Cow;
use std::io::{self, Write};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a header.
    Csv,
    /// One JSON object a line, its members in the order of the columns.
    Jsonl,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// No value: empty in CSV, `null` in JSON Lines.
    Null,
    /// Text, as it is.
    Text(Cow<'a, str>),
    /// A whole number.
    Count(i64),
    /// A number: a probability, a match weight.
    Number(f64),
    /// Yes or no: `true`, `false`.
    Flag(bool),
    /// JSON text: as it stands in JSON Lines, as text in CSV.
    Json(String),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        // JSON knows no infinity; a number that is none says nothing.
        if number.is_finite() { Self::Number(number) } else { Self::Null }
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows, the header not counted.
    pub rows: u64,
    /// CSV cells that a spreadsheet would take for a formula.
    pub formulas: u64,
}

/// Writes rows of one table.
pub struct Table<W: Write> {
    columns: Vec<String>,
    sink: Sink<W>,
    spreadsheet_safe: bool,
    totals: Totals,
}

enum Sink<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Jsonl(W),
}

impl<W: Write> Table<W> {
    /// A table with these columns; CSV gets its header at once. With `spreadsheet_safe`, CSV cells that a
    /// spreadsheet would take for a formula are preceded by `'`: such a file is for eyes, not for machines.
    pub fn new(columns: Vec<String>, format: Format, spreadsheet_safe: bool, out: W) -> io::Result<Self> {
        let mut table = Self::continued(columns, format, spreadsheet_safe, out);
        if let Sink::Csv(writer) = &mut table.sink {
            writer.write_record(&table.columns)?;
        }
        Ok(table)
    }

    /// More rows of such a table, in CSV without the header: what goes behind others.
    pub fn continued(columns: Vec<String>, format: Format, spreadsheet_safe: bool, out: W) -> Self {
        let sink = match format {
            Format::Csv => Sink::Csv(Box::new(csv::WriterBuilder::new().from_writer(out))),
            Format::Jsonl => Sink::Jsonl(out),
        };
        Self { columns, sink, spreadsheet_safe, totals: Totals::default() }
    }

    /// Writes one row: one cell a column.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.totals.rows += 1;
        match &mut self.sink {
            Sink::Csv(writer) => {
                for cell in cells {
                    let mut text = csv_text(cell);
                    if matches!(cell, Cell::Text(_)) && is_formula(&text) {
                        self.totals.formulas += 1;
                        if self.spreadsheet_safe {
                            text = Cow::Owned(format!("'{text}"));
                        }
                    }
                    writer.write_field(text.as_ref())?;
                }
                writer.write_record(None::<&[u8]>)?;
            }
            Sink::Jsonl(out) => {
                let mut line = String::from("{");
                for (column, cell) in self.columns.iter().zip(cells) {
                    if line.len() > 1 {
                        line.push(',');
                    }
                    line.push_str(&serde_json::to_string(column)?);
                    line.push(':');
                    line.push_str(&json_text(cell)?);
                }
                line.push_str("}\n");
                out.write_all(line.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Hands the output back, everything written, with what was counted.
    pub fn finish(self) -> io::Result<(W, Totals)> {
        let mut out = match self.sink {
            Sink::Csv(writer) => writer.into_inner().map_err(csv::IntoInnerError::into_error)?,
            Sink::Jsonl(out) => out,
        };
        out.flush()?;
        Ok((out, self.totals))
    }
}

/// Whether a spreadsheet would take the cell for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

fn csv_text<'a>(cell: &'a Cell<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Json(text) => Cow::Borrowed(text),
        Cell::Count(count) => Cow::Owned(count.to_string()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Flag(flag) => Cow::Owned(flag.to_string()),
    }
}

fn json_text(cell: &Cell<'_>) -> serde_json::Result<String> {
    match cell {
        Cell::Null => Ok("null".to_owned()),
        Cell::Text(text) => serde_json::to_string(text),
        Cell::Json(text) => Ok(text.clone()),
        Cell::Count(count) => serde_json::to_string(count),
        Cell::Number(number) => serde_json::to_string(number),
        Cell::Flag(flag) => serde_json::to_string(flag),
    }
}

/// A JSON object as text, its members in the order given. Numbers that JSON cannot hold are `null`.
pub fn object<'a>(members: impl IntoIterator<Item = (&'a str, Cell<'a>)>) -> serde_json::Result<String> {
    let mut text = String::from("{");
    for (name, cell) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(name)?);
        text.push(':');
        text.push_str(&json_text(&cell)?);
    }
    text.push('}');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn write(format: Format, safe: bool, rows: &[Vec<Cell<'_>>]) -> (String, Totals) {
        let columns = vec!["id".to_owned(), "value".to_owned()];
        let mut table = Table::new(columns, format, safe, Vec::new()).unwrap();
        for row in rows {
            table.row(row).unwrap();
        }
        let (bytes, totals) = table.finish().unwrap();
        (String::from_utf8(bytes).unwrap(), totals)
    }

    #[test]
    fn csv_quotes_only_where_it_must() {
        let rows = [
            vec![Cell::from("0012"), Cell::from("plain")],
            vec![Cell::from("a,b"), Cell::from("said \"so\"\nand left")],
            vec![Cell::Null, Cell::from(0.5)],
        ];
        let (text, totals) = write(Format::Csv, false, &rows);
        assert_eq!(text, "id,value\n0012,plain\n\"a,b\",\"said \"\"so\"\"\nand left\"\n,0.5\n");
        assert_eq!(totals, Totals { rows: 3, formulas: 0 });
    }

    #[test]
    fn json_lines_keep_the_columns_order_and_say_null() {
        let rows = [vec![Cell::Null, Cell::Json("{\"z\":1,\"a\":2}".to_owned())]];
        let (text, _) = write(Format::Jsonl, false, &rows);
        assert_eq!(text, "{\"id\":null,\"value\":{\"z\":1,\"a\":2}}\n");
    }

    #[test]
    fn formulas_are_counted_and_on_request_disarmed() {
        let rows = [vec![Cell::from("=1+1"), Cell::from("+44 20")], vec![Cell::Count(-1), Cell::from("a=b")]];
        assert_eq!(
            write(Format::Csv, false, &rows),
            ("id,value\n=1+1,+44 20\n-1,a=b\n".into(), Totals { rows: 2, formulas: 2 })
        );
        assert_eq!(write(Format::Csv, true, &rows).0, "id,value\n'=1+1,'+44 20\n-1,a=b\n");
    }

    #[test]
    fn numbers_that_are_none_are_null() {
        assert_eq!(Cell::from(f64::NAN), Cell::Null);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(values in prop::collection::vec(any::<String>(), 1..20)) {
            let rows: Vec<_> = values.iter().map(|v| vec![Cell::from("k"), Cell::from(v.as_str())]).collect();
            let (csv_file, _) = write(Format::Csv, false, &rows);
            let read: Vec<String> =
                csv::Reader::from_reader(csv_file.as_bytes()).records().map(|r| r.unwrap()[1].to_owned()).collect();
            prop_assert_eq!(&read, &values);
            let (lines, _) = write(Format::Jsonl, false, &rows);
            let read: Vec<String> = lines
                .split_terminator('\n')
                .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["value"].as_str().unwrap().to_owned())
                .collect();
            prop_assert_eq!(read, values);
        }
    }
}
