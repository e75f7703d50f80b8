//! Columns made of others, where records are things that texts describe.

use super::model::{Entity, entity};
use super::table::{Aspect, Column, Table};
use crate::config::AttributeKind;

/// Adds the model numbers of the title, and the words of all texts.
pub fn derive(table: &mut Table) {
    if entity(table) != Entity::Thing {
        return;
    }
    let texts: Vec<usize> = (0..table.columns.len())
        .filter(|&i| matches!(table.columns[i].kind, AttributeKind::Text | AttributeKind::Organisation))
        .collect();
    let Some(title) = title(table) else { return };
    let form = |column: &Column, record: usize| column.form(column.ids[record]).to_owned();
    let codes: Vec<String> = (0..table.len())
        .map(|record| {
            let title = form(&table.columns[title], record);
            let mut codes: Vec<&str> = title.split(' ').filter(|word| is_code(word)).collect();
            codes.sort_unstable();
            codes.dedup();
            codes.join(" ")
        })
        .collect();
    let numbers: Vec<String> = (0..table.len())
        .map(|record| {
            let title = form(&table.columns[title], record);
            let is_number = |word: &&str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
            let mut numbers: Vec<&str> = title.split(' ').filter(is_number).filter(|word| *word != "0").collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.join(" ")
        })
        .collect();
    let words: Vec<String> = (0..table.len())
        .map(|record| texts.iter().map(|&i| form(&table.columns[i], record)).collect::<Vec<_>>().join(" "))
        .collect();
    table.add(title, Aspect::Codes, codes.into_iter());
    table.add(title, Aspect::Numbers, numbers.into_iter());
    table.add(title, Aspect::Words, words.into_iter());
}

/// The text that names a thing: the one that most records have and that differs most, if it is not long.
pub fn title(table: &Table) -> Option<usize> {
    let n = table.len().max(1) as f64;
    let worth = |column: &Column| {
        let words: usize = (1..column.forms() as u32).map(|id| column.form(id).split(' ').count()).sum();
        let mean = words as f64 / column.forms().max(2) as f64;
        column.forms() as f64 / n * (column.filled() as f64 / n) / (1.0 + mean / 30.0)
    };
    (0..table.columns.len())
        .filter(|&i| table.columns[i].kind == AttributeKind::Text && table.columns[i].aspect == Aspect::Value)
        .max_by(|&a, &b| worth(&table.columns[a]).total_cmp(&worth(&table.columns[b])).then(b.cmp(&a)))
}

/// Letters and digits in one word, or a longer number.
fn is_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    digits >= 1 && letters >= 1 && word.len() >= 4 || digits >= 4 && letters == 0
}
