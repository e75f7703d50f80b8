//! The conditions of levels: a part of `DuckDB`'s SQL without subqueries, lambdas and structs.

mod parser;

use super::functions::Function;
use super::pattern::Pattern;
pub use parser::parse;

/// Left or right record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `…_l`
    Left,
    /// `…_r`
    Right,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Comparing {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a value is made into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Kind {
    Double,
    Float,
    Whole,
    Text,
    Date,
    Time,
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Expression {
    /// `NULL`
    Null,
    /// `TRUE`, `FALSE`
    Truth(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A column of the model, of one of the records.
    Column(usize, Side),
    /// Not this.
    Not(Box<Self>),
    /// All of these.
    All(Vec<Self>),
    /// Any of these.
    Any(Vec<Self>),
    /// `IS NULL`
    IsNull(Box<Self>),
    /// Two values compared.
    Compare(Comparing, Box<(Self, Self)>),
    /// One of these.
    In(Box<Self>, Vec<Self>),
    /// `LIKE`; the pattern with `%` and `_`, and whether letters' case does not matter.
    Like(Box<Self>, String, bool),
    /// `+ - * / %`
    Arithmetic(char, Box<(Self, Self)>),
    /// A function.
    Call(Function, Vec<Self>),
    /// `regexp_extract`
    Extract(Box<Self>, Pattern),
    /// `try_strptime` with a format
    Moment(Box<Self>, String),
    /// `CAST`, `TRY_CAST`
    Cast(Box<Self>, Kind),
    /// `CASE WHEN … THEN … ELSE … END`
    Case(Vec<(Self, Self)>, Box<Self>),
}

/// The columns of a model, as they come up.
#[derive(Debug, Default)]
pub struct Columns {
    /// Their names, without `_l` and `_r`.
    pub names: Vec<String>,
}

impl Columns {
    /// The position of a column; SQL does not mind upper and lower case.
    pub fn position(&mut self, name: &str) -> usize {
        let known = self.names.iter().position(|known| known.eq_ignore_ascii_case(name));
        known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }
}

/// A column's name without quotation marks.
pub fn bare(name: &str) -> &str {
    name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name)
}

impl Expression {
    /// The column that this says is equal, if it says nothing else.
    pub fn equal_column(&self) -> Option<usize> {
        match self {
            Self::Compare(Comparing::Equal, sides) => match **sides {
                (Self::Column(left, a), Self::Column(right, b)) if left == right && a != b => Some(left),
                _ => None,
            },
            _ => None,
        }
    }

    /// Calls `each` with every column in it.
    pub fn columns(&self, each: &mut impl FnMut(usize)) {
        match self {
            Self::Null | Self::Truth(_) | Self::Number(_) | Self::Text(_) => {}
            Self::Column(column, _) => each(*column),
            Self::Not(one)
            | Self::IsNull(one)
            | Self::Like(one, ..)
            | Self::Extract(one, _)
            | Self::Moment(one, _)
            | Self::Cast(one, _) => one.columns(each),
            Self::All(all) | Self::Any(all) | Self::Call(_, all) => {
                for one in all {
                    one.columns(each);
                }
            }
            Self::Compare(_, two) | Self::Arithmetic(_, two) => {
                two.0.columns(each);
                two.1.columns(each);
            }
            Self::In(one, all) => {
                one.columns(each);
                for other in all {
                    other.columns(each);
                }
            }
            Self::Case(cases, other) => {
                for (when, then) in cases {
                    when.columns(each);
                    then.columns(each);
                }
                other.columns(each);
            }
        }
    }
}
