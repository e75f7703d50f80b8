//! The same records row by row: what a comparison needs of a record lies together, since fetching it from memory costs
//! more than comparing it.

use std::hint::black_box;
use std::ops::Range;

use super::name::{Name, Traits};
use super::parallel;
use super::table::{MISSING, Table};
use crate::config::AttributeKind;

/// Records of a part.
const PART: usize = 1 << 14;
/// Bytes that come from memory together.
const LINE: usize = 64;

/// All records, row by row.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    layout: Layout,
    parts: Vec<Part>,
}

/// Where in the numbers of a record what stands: of each column the number of its form, then where that ends in the
/// record's text; then what is known of each name.
#[derive(Clone, Debug, Default)]
struct Layout {
    columns: usize,
    /// For each column where the traits of its names begin; `None` where it holds none.
    names: Vec<Option<usize>>,
    /// Numbers of a record.
    each: usize,
}

/// Some of the records, one after the other.
#[derive(Clone, Debug)]
struct Part {
    numbers: Vec<u32>,
    /// Where the text of each begins. Not among its numbers: whoever waits for these need not wait for the text after.
    starts: Vec<u32>,
    text: String,
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    /// The number of each form.
    pub ids: &'r [u32],
    ends: &'r [u32],
    text: &'r str,
    numbers: &'r [u32],
    layout: &'r Layout,
}

impl Rows {
    /// Of a table.
    pub fn of(table: &Table) -> Self {
        let layout = Layout::of(table);
        let least = parallel::columns_worth_it(table.len());
        let traits = parallel::map(&table.columns, least, |column| match column.kind {
            AttributeKind::PersonName => (0..column.forms() as u32).map(|id| Traits::of(column.form(id))).collect(),
            _ => Vec::new(),
        });
        let starts: Vec<usize> = (0..table.len()).step_by(PART).collect();
        let part = |&start: &usize| Part::of(table, &traits, layout.each, start..table.len().min(start + PART));
        let parts = parallel::map(&starts, 1, part);
        Self { layout, parts }
    }

    /// Looks at a record and waits for nothing: it comes near while others are looked at.
    pub fn fetch(&self, record: u32) {
        let (part, record) = (&self.parts[record as usize / PART], record as usize % PART);
        let (numbers, text) = (self.numbers(part, record), part.text.as_bytes());
        let start = part.starts[record] as usize;
        // Its numbers and its text, as far as they lie in other lines of the memory.
        for number in [numbers.first(), numbers.get(LINE / size_of::<u32>()), numbers.last()] {
            black_box(number.copied());
        }
        for letter in [text.get(start), text.get(start + LINE)] {
            black_box(letter.copied());
        }
    }

    /// One record.
    pub fn row(&self, record: u32) -> Row<'_> {
        let (part, record) = (&self.parts[record as usize / PART], record as usize % PART);
        let numbers = self.numbers(part, record);
        let (ids, rest) = numbers.split_at(self.layout.columns);
        let (ends, _) = rest.split_at(self.layout.columns);
        let start = part.starts[record] as usize;
        let length = ends.last().map_or(0, |end| *end as usize);
        Row { ids, ends, text: &part.text[start..start + length], numbers, layout: &self.layout }
    }

    fn numbers<'r>(&self, part: &'r Part, record: usize) -> &'r [u32] {
        &part.numbers[record * self.layout.each..(record + 1) * self.layout.each]
    }
}

impl Layout {
    fn of(table: &Table) -> Self {
        let columns = table.columns.len();
        let mut each = 2 * columns;
        let mut place = |size: usize| {
            each += size;
            each - size
        };
        let names = table.columns.iter().map(|column| column.kind == AttributeKind::PersonName);
        let names = names.map(|name| name.then(|| place(Traits::NUMBERS))).collect();
        Self { columns, names, each }
    }
}

impl Part {
    fn of(table: &Table, traits: &[Vec<Traits>], each: usize, records: Range<usize>) -> Self {
        let mut numbers = Vec::with_capacity(records.len() * each);
        let mut starts = Vec::with_capacity(records.len());
        let forms =
            || table.columns.iter().flat_map(|column| column.ids[records.clone()].iter().map(|&id| column.form(id)));
        let mut text = String::with_capacity(forms().map(str::len).sum());
        for record in records {
            let start = text.len();
            let ids = || table.columns.iter().map(|column| (column, column.ids[record]));
            numbers.extend(ids().map(|(_, id)| id));
            for (column, id) in ids() {
                if id != MISSING {
                    text.push_str(column.form(id));
                }
                numbers.push((text.len() - start) as u32);
            }
            for ((_, id), traits) in ids().zip(traits).filter(|(_, traits)| !traits.is_empty()) {
                numbers.extend(traits[id as usize].to_numbers());
            }
            starts.push(start as u32);
        }
        Self { numbers, starts, text }
    }
}

impl<'r> Row<'r> {
    /// The form in a column.
    pub fn form(&self, column: usize) -> &'r str {
        let start = if column == 0 { 0 } else { self.ends[column - 1] as usize };
        &self.text[start..self.ends[column] as usize]
    }

    /// The name in a column of names.
    pub fn name(&self, column: usize) -> Option<Name<'r>> {
        let traits = self.numbers.get(self.layout.names[column]?..)?.first_chunk()?;
        Some(Name::new(self.form(column), Traits::from_numbers(*traits)))
    }
}
