//! Columns made of others: of texts, where records are things that these describe, and of what some records say in full
//! and others in parts (`whole.rs`).

mod whole;

use super::model::{Entity, entity};
use super::table::{Aspect, Column, Table};
use crate::config::AttributeKind;
use crate::normalise::title;

pub use whole::Whole;

/// What is made of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Of its texts.
    pub texts: Option<Texts>,
    /// Of what is said in full and in parts.
    pub wholes: Vec<Whole>,
}

impl Made {
    /// Finds out what is to be made, and adds it to the table.
    pub fn of(table: &mut Table) -> Self {
        let wholes = Whole::all(table);
        for whole in &wholes {
            whole.add_to(table);
        }
        let texts = Texts::of(table);
        if let Some(texts) = &texts {
            texts.add_to(table);
        }
        Self { texts, wholes }
    }
}

/// What is made of a table's texts: which is the title, and which others there are.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Texts {
    title: usize,
    all: Vec<usize>,
}

impl Texts {
    /// Of a table; `None` where its records are no things that a text names.
    pub fn of(table: &Table) -> Option<Self> {
        let worded = |i: &usize| matches!(table.columns[*i].kind, AttributeKind::Text | AttributeKind::Organisation);
        let title = (entity(table) == Entity::Thing).then(|| title_of(table)).flatten()?;
        Some(Self { title, all: (0..table.columns.len()).filter(worded).collect() })
    }

    /// Adds the model numbers and other numbers of the title, and the words of all texts.
    pub fn add_to(&self, table: &mut Table) {
        let title = &table.columns[self.title];
        let records = 0..table.len() as u32;
        let some = |words: &mut dyn Iterator<Item = &str>| {
            let mut words: Vec<&str> = words.collect();
            words.sort_unstable();
            words.dedup();
            words.join(" ")
        };
        let is_number = |word: &&str| word.len() <= 4 && *word != "0" && word.bytes().all(|b| b.is_ascii_digit());
        let codes: Vec<String> = records.clone().map(|r| some(&mut title::codes(title.form_of(r)))).collect();
        let numbers: Vec<String> =
            records.clone().map(|r| some(&mut title.form_of(r).split(' ').filter(is_number))).collect();
        let words: Vec<String> = records
            .map(|r| self.all.iter().map(|&i| table.columns[i].form_of(r)).collect::<Vec<_>>().join(" "))
            .map(|words| words.trim().to_owned())
            .collect();
        table.add(self.title, Aspect::Codes, codes.into_iter());
        table.add(self.title, Aspect::Numbers, numbers.into_iter());
        table.add(self.title, Aspect::Words, words.into_iter());
    }
}

/// The text that names a thing: the one that most records have and that differs most, if it is not long.
fn title_of(table: &Table) -> Option<usize> {
    let n = table.len().max(1) as f64;
    let worth = |column: &Column| {
        let words: usize = (1..column.forms() as u32).map(|id| column.form(id).split(' ').count()).sum();
        let mean = words as f64 / column.forms() as f64;
        column.forms() as f64 / n * (column.filled() as f64 / n) / (1.0 + mean / 30.0)
    };
    (0..table.columns.len())
        .filter(|&i| table.columns[i].kind == AttributeKind::Text)
        .max_by(|&a, &b| worth(&table.columns[a]).total_cmp(&worth(&table.columns[b])).then(b.cmp(&a)))
}
