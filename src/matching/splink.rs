//! A model of Splink 4: the same match weights and probabilities, comparison by comparison.
//!
//! `read.rs` reads its JSON; the SQL of its levels is parsed by `sql.rs` (words by `lexer.rs`) and evaluated by
//! `evaluate.rs` over `value.rs`, with the functions of `DuckDB` in `functions.rs`, `strings.rs`, `pattern.rs` and
//! `moment.rs`; `score.rs` adds up. What the SQL asks for beyond these is refused when the model is read, by the name
//! of the level. Values are compared as they are, not in comparable forms: the model was learnt from them so.

mod evaluate;
mod functions;
mod lexer;
mod moment;
mod pattern;
mod read;
mod score;
mod sql;
mod strings;
#[cfg(test)]
mod tests;
mod value;

use self::sql::Expression;
pub use score::{Frequencies, Part, Score};

/// A model.
#[derive(Clone, Debug)]
pub struct Model {
    /// Match weight before anything is compared.
    pub prior: f64,
    /// Names of the columns that it looks at, in the order in which it first does.
    pub columns: Vec<String>,
    /// What it compares.
    pub comparisons: Vec<Comparison>,
}

/// A comparison: the first of its levels that holds tells what it weighs.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Its name.
    pub name: String,
    /// The columns that it looks at, by position among the model's.
    pub columns: Vec<usize>,
    /// Its levels, the last of which always holds.
    pub levels: Vec<Level>,
}

/// A level of a comparison.
#[derive(Clone, Debug)]
pub struct Level {
    /// What charts call it.
    pub label: String,
    /// Splink's number for it: -1 where a value is missing, 0 for "all other", larger is closer.
    pub gamma: i32,
    /// log2 of m/u; 0 where a value is missing.
    pub weight: f64,
    /// What the rarity of the value adds.
    rarity: Option<Rarity>,
    /// When it holds; `None`: always.
    condition: Option<Expression>,
}

/// How much more a rare value says.
#[derive(Clone, Copy, Debug)]
struct Rarity {
    /// The column whose values are counted.
    column: usize,
    /// How much of the difference counts.
    weight: f64,
    /// u of the level where that column is equal.
    exact_u: f64,
    /// A value is not taken to be rarer than this.
    least: f64,
}

impl Model {
    /// Reads a model from the JSON that Splink saves.
    ///
    /// # Errors
    /// What is wrong with it, naming the comparison and the level.
    pub fn parse(json: &str) -> Result<Self, String> {
        read::model(json)
    }

    /// The columns whose values are counted, by position.
    pub fn counted(&self) -> impl Iterator<Item = usize> {
        let levels = self.comparisons.iter().flat_map(|comparison| &comparison.levels);
        levels.filter_map(|level| level.rarity).map(|rarity| rarity.column)
    }
}
