//! Columns made of others: of texts, where records are things that these describe, and of what some records say in full
//! and others in parts (`whole.rs`).

mod whole;

use std::collections::HashSet;

use super::model::{Entity, entity};
use super::table::{Aspect, Column, Table};
use crate::config::AttributeKind;
use crate::normalise::{title, variant};

pub use whole::Whole;

/// In one source, titles that so many records share in the mean, as each record sees it, name no thing by themselves.
const CROWD: f64 = 3.0;

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
        // Things are told apart by their closest rivals; in a crowd of one thing all are close.
        if !table.has_sources() && crowd(&table.columns[title]) >= CROWD {
            return None;
        }
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
        let known = Known::of(self.all.iter().map(|&i| &table.columns[i]));
        let words: Vec<String> =
            records.clone().map(|r| known.joined(self.all.iter().map(|&i| table.columns[i].form_of(r)))).collect();
        let makers: Vec<usize> =
            self.all.iter().copied().filter(|&i| table.columns[i].kind == AttributeKind::Organisation).collect();
        let names: Vec<String> = records
            .map(|r| known.joined(makers.iter().chain([&self.title]).map(|&i| table.columns[i].form_of(r))))
            .collect();
        let variants: Vec<String> = names
            .iter()
            .map(|name| variant::all(name).into_iter().map(|variant| variant.form).collect::<Vec<_>>().join(" "))
            .collect();
        table.add(self.title, Aspect::Codes, codes.into_iter());
        table.add(self.title, Aspect::Numbers, numbers.into_iter());
        table.add(self.title, Aspect::Variants, variants.into_iter());
        table.add(self.title, Aspect::Name, names.into_iter());
        table.add(self.title, Aspect::Words, words.into_iter());
    }
}

/// The words that texts know.
struct Known<'t>(HashSet<&'t str>);

impl<'t> Known<'t> {
    fn of(columns: impl Iterator<Item = &'t Column>) -> Self {
        let forms = columns.flat_map(|column| (1..column.forms() as u32).map(|id| column.form(id)));
        Self(forms.flat_map(|form| form.split(' ')).filter(|word| word.len() >= 6).collect())
    }

    /// Texts as one, two words in one where others write them so: `print shop`, `printshop`.
    fn joined<'a>(&self, texts: impl Iterator<Item = &'a str>) -> String {
        let words: Vec<&str> = texts.flat_map(|text| text.split(' ')).filter(|word| !word.is_empty()).collect();
        let letters = |word: &str| word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let mut out = String::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
            at += 1;
            if let Some(next) = words.get(at).filter(|next| letters(word) && letters(next))
                && self.0.contains([*word, next].concat().as_str())
            {
                out.push_str(next);
                at += 1;
            }
        }
        out
    }
}

/// How many records have the form that a record has, in the mean over records.
fn crowd(column: &Column) -> f64 {
    let shared: f64 = column.counts.iter().skip(1).map(|&count| f64::from(count).powi(2)).sum();
    shared / column.filled().max(1) as f64
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

#[cfg(test)]
mod tests {
    use super::super::table::Builder;
    use super::*;

    #[test]
    fn words_written_apart_are_one_where_others_write_them_so() {
        let mut builder = Builder::new(&[AttributeKind::Text, AttributeKind::Organisation]);
        builder.push(0, ["print shop 22 deluxe for win", "northwind"]);
        builder.push(1, ["printshop 22 in to deluxe", ""]);
        let mut table = builder.finish();
        assert!(Made::of(&mut table).texts.is_some());
        let forms = |aspect| {
            let column = table.columns.iter().find(|column| column.aspect == aspect).unwrap();
            [column.form_of(0).to_owned(), column.form_of(1).to_owned()]
        };
        assert_eq!(forms(Aspect::Name), ["northwind printshop 22 deluxe for win", "printshop 22 in to deluxe"]);
        assert_eq!(forms(Aspect::Variants), ["windows deluxe", "deluxe"]);
        assert_eq!(forms(Aspect::Numbers), ["22", "22"]);
    }

    #[test]
    fn what_one_source_holds_many_times_is_not_told_apart_by_rivals() {
        let made = |sources: u16, times: usize| {
            let mut builder = Builder::new(&[AttributeKind::Text]);
            for record in 0..40 {
                builder.push(record as u16 % sources, [format!("on the growth of lamps part {}", record / times)]);
            }
            Made::of(&mut builder.finish()).texts.is_some()
        };
        assert!(made(1, 1) && made(1, 2) && made(2, 5));
        assert!(!made(1, 5));
    }
}
