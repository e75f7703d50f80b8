//! What two things have in common: features to learn from, and what can be said before anything is learnt.

use super::super::compare::{Comparison, DIFFERENT, SAME};
use super::super::table::{Aspect, MISSING};
use crate::config::AttributeKind;
use crate::matching::names;
use crate::normalise::variant::{self, Variant};

/// What a price is worth beside names and words in a first guess, and how near prices are taken to be that nobody knows.
const PRICE: f64 = 0.3;
const USUAL_NEARNESS: f64 = 0.67;
/// How alike names are, at least, of pairs that are plainly one thing.
const PLAIN: f64 = 0.8;

/// The features of a pair, with the column that each belongs to.
pub fn features(comparison: &Comparison, a: u32, b: u32) -> Vec<(usize, f64)> {
    let mut features = Vec::new();
    for (position, column) in comparison.table.columns.iter().enumerate() {
        let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
        let missing = x == MISSING || y == MISSING;
        let grade = if missing { 0 } else { comparison.grade(position, x, y) };
        let flag = |yes: bool| f64::from(u8::from(yes));
        let mut add = |values: &[f64]| features.extend(values.iter().map(|&value| (column.of, value)));
        match (&comparison.words.tokens[position], column.aspect) {
            (_, Aspect::Numbers) => {
                add(&[flag(missing), flag(grade == DIFFERENT), flag(grade == 5), flag(grade == SAME)]);
            }
            (_, Aspect::Codes) => {
                add(&[flag(missing), flag(grade == DIFFERENT), flag(matches!(grade, 2..=5)), flag(grade >= 6)]);
            }
            (_, Aspect::Variants) => {
                for (differ, one, same) in variants(column.form(x), column.form(y)) {
                    add(&[flag(differ), flag(one), flag(same)]);
                }
            }
            (Some(tokens), Aspect::Words) => {
                let similarity = if missing { 0.0 } else { tokens.common(x, y, names::words_alike).similarity };
                // What one says in its title, the other may say elsewhere.
                let title = &comparison.table.columns[column.of];
                let (one, other) = (tokens.covers(y, title.form_of(a)), tokens.covers(x, title.form_of(b)));
                add(&[flag(missing), similarity, one.min(other), one.max(other)]);
                for maker in comparison.table.columns.iter().filter(|maker| maker.kind == AttributeKind::Organisation) {
                    let said = match (maker.form_of(a), maker.form_of(b)) {
                        ("", "") => 0.5,
                        ("", maker) => tokens.covers(x, maker),
                        (maker, _) => tokens.covers(y, maker),
                    };
                    features.push((maker.of, said));
                }
            }
            (Some(_), _) if missing => add(&[1.0, 0.0, 0.0, 0.0, 0.0]),
            (Some(tokens), _) => {
                let common = tokens.common(x, y, names::words_alike);
                let (one, other) = common.only;
                add(&[0.0, common.similarity, one.min(other), one.max(other), flag(grade == SAME)]);
            }
            _ if matches!(column.kind, AttributeKind::Number | AttributeKind::Money) => {
                let near = nearness(column.kind, column.form(x), column.form(y));
                let value = near.unwrap_or(0.0);
                add(&[flag(near.is_none()), value, flag(grade == SAME && near.is_some()), flag(value > 0.95)]);
            }
            _ => add(&[flag(missing), flag(grade == DIFFERENT), flag(grade >= 5), flag(grade == SAME)]),
        }
    }
    features
}

/// For each group of variants: whether both name one and none in common, only one of them does, both name the same.
fn variants(a: &str, b: &str) -> [(bool, bool, bool); variant::GROUPS] {
    let (a, b) = (variant::all(a), variant::all(b));
    std::array::from_fn(|group| {
        let of = |all: &[Variant]| all.iter().filter(|variant| variant.group == group).copied().collect::<Vec<_>>();
        let (x, y) = (of(&a), of(&b));
        let shared = x.iter().any(|variant| y.contains(variant));
        (!x.is_empty() && !y.is_empty() && !shared, x.is_empty() != y.is_empty(), shared && x == y)
    })
}

/// How near two amounts are, 0..=1. A price of nought is one that nobody knows.
fn nearness(kind: AttributeKind, a: &str, b: &str) -> Option<f64> {
    let (a, b): (f64, f64) = (a.parse().ok()?, b.parse().ok()?);
    if kind == AttributeKind::Money && (a == 0.0 || b == 0.0) {
        return None;
    }
    Some(1.0 - ((a - b).abs() / a.abs().max(b.abs()).max(1e-9)).min(1.0))
}

/// Whether two records are plainly one thing: they share a model number or most of their names, and nothing of what
/// tells things apart differs.
pub fn is_plain(comparison: &Comparison, a: u32, b: u32) -> bool {
    let mut alike_by_name = false;
    for (position, column) in comparison.table.columns.iter().enumerate() {
        let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
        let grade = if x == MISSING || y == MISSING { 0 } else { comparison.grade(position, x, y) };
        let differs = match (column.aspect, column.kind) {
            (Aspect::Codes, _) => {
                alike_by_name |= grade >= 6;
                grade == DIFFERENT
            }
            (Aspect::Numbers, _) => grade == DIFFERENT,
            (Aspect::Variants, _) => {
                variants(column.form(x), column.form(y)).iter().any(|(differ, one, _)| *differ || *one)
            }
            (Aspect::Name, _) => {
                let tokens = comparison.words.tokens[position].as_ref();
                alike_by_name |=
                    tokens.is_some_and(|tokens| tokens.common(x, y, names::words_alike).similarity >= PLAIN);
                false
            }
            (_, AttributeKind::Money) => {
                nearness(column.kind, column.form(x), column.form(y)).is_some_and(|near| near < 0.5)
            }
            (_, AttributeKind::Number) => grade > 0 && grade != SAME,
            _ => false,
        };
        if differs {
            return false;
        }
    }
    alike_by_name
}

/// A first guess at how close two records are: names and all words, and prices where both are known.
pub fn closeness(comparison: &Comparison, a: u32, b: u32) -> f64 {
    let columns = comparison.table.columns.iter().zip(&comparison.words.tokens);
    columns
        .map(|(column, tokens)| {
            let (x, y) = (column.ids[a as usize], column.ids[b as usize]);
            match (column.aspect, tokens) {
                (Aspect::Name | Aspect::Words, Some(tokens)) => tokens.common(x, y, names::words_alike).similarity,
                (Aspect::Value, None) if column.kind == AttributeKind::Money => {
                    let near = nearness(column.kind, column.form(x), column.form(y));
                    PRICE * near.unwrap_or(USUAL_NEARNESS)
                }
                _ => 0.0,
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_differ_where_both_name_one() {
        let all = |a, b| variants(a, b)[0];
        assert_eq!(all("windows pro", "mac pro"), (true, false, false));
        assert_eq!(all("windows mac", "mac"), (false, false, false));
        assert_eq!(all("pro", "mac"), (false, true, false));
        assert_eq!(all("mac", "mac"), (false, false, true));
    }
}
