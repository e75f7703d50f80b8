//! Matching rules as data: a name and an expression over attributes. `parse/rule.rs` reads them, `matching` applies them.

use std::fmt::{self, Display, Formatter};

use super::domain::{AttributeKind, Domain};

/// When two records are one.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What links that it makes are called; a rule without a name goes by its own words.
    pub name: String,
    /// When it holds.
    pub expression: Expression,
}

/// Conditions, joined. [`Expression::all`] and [`Expression::any`] keep it flat, so that equal texts are equal trees.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// Every one of these, two or more, none of them an `All`.
    All(Vec<Expression>),
    /// One of these at least, two or more, none of them an `Any`.
    Any(Vec<Expression>),
    /// Not this.
    Not(Box<Expression>),
    /// A condition.
    Is(Condition),
}

/// Something about one attribute of two records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// Position of the attribute in the domain.
    pub attribute: usize,
    /// What it holds.
    pub kind: AttributeKind,
    /// What is asked of it.
    pub test: Test,
}

/// What is asked of two values, in their comparable forms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Test {
    /// The same.
    Exact,
    /// The same or nearly so, as the comparison of their kind judges.
    Similar,
    /// One or both are not there.
    Missing,
    /// Jaro–Winkler similarity of at least this, 0..=1.
    JaroWinkler(f64),
    /// At most a share of one minus this of the longer one's letters are edits.
    EditSimilarity(f64),
    /// So much of their words in common at least, likely typos included, 0..=1.
    Tokens(f64),
    /// At most so many letters inserted, dropped or replaced.
    Levenshtein(usize),
    /// Every word sounds the same.
    Soundex,
    /// Every word is the same name, or one is short for the other.
    Nickname,
    /// Dates at most so far apart.
    Time(usize, Unit),
    /// Numbers that differ by at most so many hundredths of the larger one.
    Percent(f64),
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Unit {
    Days,
    Months,
    Years,
}

impl Unit {
    /// All units with the words for one and for many.
    pub const WORDS: [(Self, &'static str, &'static str); 3] =
        [(Self::Days, "day", "days"), (Self::Months, "month", "months"), (Self::Years, "year", "years")];
}

impl Test {
    /// The functions, with what is compared with a number.
    pub const FUNCTIONS: [&'static str; 6] =
        ["jaro_winkler", "edit_similarity", "tokens", "levenshtein", "soundex", "nickname"];
}

/// Words that are no attributes' names, unless in quotation marks.
pub const KEYWORDS: [&str; 7] = ["and", "or", "not", "exact", "similar", "missing", "within"];

impl Expression {
    /// Every one of `parts`, of which there is at least one.
    pub fn all(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::All, |part| match part {
            Self::All(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// One of `parts` at least, of which there is at least one.
    pub fn any(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::Any, |part| match part {
            Self::Any(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn joined(parts: Vec<Self>, join: fn(Vec<Self>) -> Self, open: fn(Self) -> Result<Vec<Self>, Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match open(part) {
                Ok(inner) => flat.extend(inner),
                Err(part) => flat.push(part),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { join(flat) }
    }

    /// As `goldsmith.toml` writes it, with the attributes' names of `domain`.
    pub fn shown<'e>(&'e self, domain: &'e Domain) -> impl Display + 'e {
        Shown { expression: self, domain }
    }
}

struct Shown<'e> {
    expression: &'e Expression,
    domain: &'e Domain,
}

impl<'e> Shown<'e> {
    fn part(&self, expression: &'e Expression) -> Self {
        Self { expression, domain: self.domain }
    }

    fn list(&self, f: &mut Formatter<'_>, parts: &'e [Expression], word: &str) -> fmt::Result {
        for (i, one) in parts.iter().enumerate() {
            let between = if i == 0 { "" } else { word };
            // `and` binds closer than `or`, so only an `or` within an `and` needs its parentheses.
            match (one, word) {
                (Expression::Any(_), " and ") => write!(f, "{between}({})", self.part(one))?,
                _ => write!(f, "{between}{}", self.part(one))?,
            }
        }
        Ok(())
    }
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.expression {
            Expression::All(parts) => self.list(f, parts, " and "),
            Expression::Any(parts) => self.list(f, parts, " or "),
            Expression::Not(inner) => match **inner {
                Expression::All(_) | Expression::Any(_) => write!(f, "not ({})", self.part(inner)),
                _ => write!(f, "not {}", self.part(inner)),
            },
            Expression::Is(condition) => {
                let attribute = self.domain.attributes.get(condition.attribute);
                condition.test.write(f, &quoted(attribute.map_or("", |attribute| &attribute.name)))
            }
        }
    }
}

/// A name as an expression can carry it.
fn quoted(name: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let plain = name.chars().all(word) && !name.starts_with(|c: char| c.is_ascii_digit());
    if plain && !name.is_empty() && !KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(name)) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Test {
    fn write(self, f: &mut Formatter<'_>, name: &str) -> fmt::Result {
        match self {
            Self::Exact => write!(f, "{name} exact"),
            Self::Similar => write!(f, "{name} similar"),
            Self::Missing => write!(f, "{name} missing"),
            Self::JaroWinkler(least) => write!(f, "jaro_winkler({name}) >= {least}"),
            Self::EditSimilarity(least) => write!(f, "edit_similarity({name}) >= {least}"),
            Self::Tokens(least) => write!(f, "tokens({name}) >= {least}"),
            Self::Levenshtein(most) => write!(f, "levenshtein({name}) <= {most}"),
            Self::Soundex => write!(f, "soundex({name})"),
            Self::Nickname => write!(f, "nickname({name})"),
            Self::Percent(most) => write!(f, "{name} within {most}%"),
            Self::Time(most, unit) => {
                let words = Unit::WORDS.iter().find(|(other, ..)| *other == unit);
                let word = words.map_or("", |(_, one, many)| if most == 1 { one } else { many });
                write!(f, "{name} within {most} {word}")
            }
        }
    }
}
