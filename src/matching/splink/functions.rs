//! The functions of `DuckDB` that models use.

use std::borrow::Cow;

use super::strings;
use super::value::Value;

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Function {
    Levenshtein,
    DamerauLevenshtein,
    Hamming,
    Jaro,
    JaroWinkler,
    Jaccard,
    Lower,
    Upper,
    Trim,
    TrimLeft,
    TrimRight,
    Length,
    ListLength,
    ListIntersect,
    Substring,
    Left,
    Right,
    Replace,
    SplitPart,
    StartsWith,
    Contains,
    Concat,
    Joined,
    Coalesce,
    NullIf,
    Greatest,
    Least,
    Abs,
    Round,
    Floor,
    Ceiling,
    SquareRoot,
    Sine,
    Cosine,
    ArcCosine,
    Radians,
    Epoch,
}

/// What `||` does.
pub const JOINED: Function = Function::Joined;

/// Each name with the fewest and the most values that it takes.
const NAMES: [(&str, Function, usize, usize); 46] = [
    ("levenshtein", Function::Levenshtein, 2, 2),
    ("editdist3", Function::Levenshtein, 2, 2),
    ("damerau_levenshtein", Function::DamerauLevenshtein, 2, 2),
    ("hamming", Function::Hamming, 2, 2),
    ("mismatches", Function::Hamming, 2, 2),
    ("jaro_similarity", Function::Jaro, 2, 2),
    ("jaro_winkler_similarity", Function::JaroWinkler, 2, 2),
    ("jaccard", Function::Jaccard, 2, 2),
    ("lower", Function::Lower, 1, 1),
    ("lcase", Function::Lower, 1, 1),
    ("upper", Function::Upper, 1, 1),
    ("ucase", Function::Upper, 1, 1),
    ("trim", Function::Trim, 1, 1),
    ("ltrim", Function::TrimLeft, 1, 1),
    ("rtrim", Function::TrimRight, 1, 1),
    ("length", Function::Length, 1, 1),
    ("array_length", Function::ListLength, 1, 1),
    ("list_count", Function::ListLength, 1, 1),
    ("list_intersect", Function::ListIntersect, 2, 2),
    ("array_intersect", Function::ListIntersect, 2, 2),
    ("substr", Function::Substring, 2, 3),
    ("substring", Function::Substring, 2, 3),
    ("left", Function::Left, 2, 2),
    ("right", Function::Right, 2, 2),
    ("replace", Function::Replace, 3, 3),
    ("split_part", Function::SplitPart, 3, 3),
    ("starts_with", Function::StartsWith, 2, 2),
    ("contains", Function::Contains, 2, 2),
    ("concat", Function::Concat, 1, 20),
    ("coalesce", Function::Coalesce, 1, 20),
    ("ifnull", Function::Coalesce, 2, 2),
    ("nullif", Function::NullIf, 2, 2),
    ("greatest", Function::Greatest, 1, 20),
    ("least", Function::Least, 1, 20),
    ("abs", Function::Abs, 1, 1),
    ("round", Function::Round, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("ceil", Function::Ceiling, 1, 1),
    ("ceiling", Function::Ceiling, 1, 1),
    ("sqrt", Function::SquareRoot, 1, 1),
    ("sin", Function::Sine, 1, 1),
    ("cos", Function::Cosine, 1, 1),
    ("acos", Function::ArcCosine, 1, 1),
    ("radians", Function::Radians, 1, 1),
    ("epoch", Function::Epoch, 1, 1),
    ("strlen", Function::Length, 1, 1),
];

/// The function of a name, given so many values.
///
/// # Errors
/// It is not known, or takes another number of values.
pub fn named(name: &str, values: usize) -> Result<Function, String> {
    match NAMES.iter().find(|(known, ..)| *known == name) {
        Some((_, function, fewest, most)) if (*fewest..=*most).contains(&values) => Ok(*function),
        Some(_) => Err(format!("the function {name} with {values} values is not understood")),
        None => Err(format!("the function {name} is not understood")),
    }
}

impl Function {
    /// What it makes of its values.
    pub fn of<'v>(self, values: Vec<Value<'v>>) -> Value<'v> {
        match self {
            Self::Coalesce => values.into_iter().find(|value| *value != Value::Null).unwrap_or(Value::Null),
            Self::Concat => {
                let texts = values.into_iter().filter_map(Value::text);
                Value::Text(texts.fold(String::new(), |all, text| all + &text).into())
            }
            Self::Greatest | Self::Least => {
                let better = |a: Value<'v>, b: Value<'v>| {
                    let wanted =
                        if self == Self::Greatest { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater };
                    if a.order(&b) == Some(wanted) { b } else { a }
                };
                values.into_iter().filter(|value| *value != Value::Null).reduce(better).unwrap_or(Value::Null)
            }
            _ => self.of_known(values).unwrap_or(Value::Null),
        }
    }

    /// Of functions that know nothing where a value is missing.
    fn of_known<'v>(self, values: Vec<Value<'v>>) -> Option<Value<'v>> {
        let mut values = values.into_iter();
        let first = values.next()?;
        if self.is_of_numbers() {
            return self.of_number(&first).map(Value::Number);
        }
        if self == Self::ListLength {
            return Some(Value::Number(first.list()?.len() as f64));
        }
        let (second, third) = (values.next(), values.next());
        if self == Self::ListIntersect {
            let (a, b) = (first.list()?, second?.list()?);
            let mut both: Vec<Cow<'v, str>> = a.into_iter().filter(|item| b.contains(item)).collect();
            both.sort();
            both.dedup();
            return Some(Value::List(both));
        }
        if self == Self::NullIf {
            let same = first.order(&second?) == Some(std::cmp::Ordering::Equal);
            return (!same).then_some(first);
        }
        let text = first.text()?;
        let part = |range: std::ops::Range<usize>| Some(Value::Text(characters(&text, range).into()));
        let count = text.chars().count();
        match self {
            Self::Lower => return Some(Value::Text(lower(&text).into())),
            Self::Upper => return Some(Value::Text(upper(&text).into())),
            Self::Trim => return Some(Value::Text(text.trim_matches(' ').to_owned().into())),
            Self::TrimLeft => return Some(Value::Text(text.trim_start_matches(' ').to_owned().into())),
            Self::TrimRight => return Some(Value::Text(text.trim_end_matches(' ').to_owned().into())),
            Self::Length => return Some(Value::Number(count as f64)),
            Self::Left | Self::Right => {
                let wanted = second?.number()? as i64;
                // Negative: all but so many of the other end.
                let kept = if wanted < 0 {
                    count.saturating_add_signed(wanted as isize)
                } else {
                    (wanted as usize).min(count)
                };
                return if self == Self::Left { part(0..kept) } else { part(count - kept..count) };
            }
            Self::Substring => {
                let from = second?.number()? as i64;
                let length = third.map_or(Some(i64::MAX), |value| value.number().map(|number| number as i64))?;
                // Counted from one, or from the end; what lies before the beginning counts as taken.
                let start = if from < 0 { (count as i64 + from).max(0) } else { from - 1 };
                let end = start.saturating_add(length.max(0)).clamp(0, count as i64);
                return part(start.max(0) as usize..end as usize);
            }
            _ => {}
        }
        self.of_texts(text, &second?.text()?, third)
    }

    fn is_of_numbers(self) -> bool {
        use Function::{Abs, ArcCosine, Ceiling, Cosine, Epoch, Floor, Radians, Round, Sine, SquareRoot};
        matches!(self, Abs | Round | Floor | Ceiling | SquareRoot | Sine | Cosine | ArcCosine | Radians | Epoch)
    }

    fn of_number(self, value: &Value) -> Option<f64> {
        let number = match self {
            Self::Epoch => return value.moment(),
            _ => value.number()?,
        };
        Some(match self {
            Self::Abs => number.abs(),
            Self::Round => number.round(),
            Self::Floor => number.floor(),
            Self::Ceiling => number.ceil(),
            Self::SquareRoot => number.sqrt(),
            Self::Sine => number.sin(),
            Self::Cosine => number.cos(),
            Self::ArcCosine => number.acos(),
            Self::Radians => number.to_radians(),
            _ => return None,
        })
    }

    fn of_texts<'v>(self, a: Cow<'v, str>, b: &str, third: Option<Value<'v>>) -> Option<Value<'v>> {
        Some(match self {
            Self::Levenshtein => Value::Number(strings::levenshtein(&a, b)),
            Self::DamerauLevenshtein => Value::Number(strings::damerau_levenshtein(&a, b)),
            Self::Hamming => Value::Number(strings::hamming(&a, b)?),
            Self::Jaro => Value::Number(strings::jaro(&a, b)),
            Self::JaroWinkler => Value::Number(strings::jaro_winkler(&a, b)),
            Self::Jaccard => Value::Number(strings::jaccard(&a, b)?),
            Self::StartsWith => Value::Truth(a.starts_with(b)),
            Self::Contains => Value::Truth(a.contains(b)),
            Self::Joined => Value::Text((a.into_owned() + b).into()),
            Self::Replace => Value::Text(a.replace(b, &third?.text()?).into()),
            Self::SplitPart => {
                let place = third?.number()? as usize;
                let part = a.split(b).nth(place.checked_sub(1)?).unwrap_or_default();
                Value::Text(part.to_owned().into())
            }
            _ => return None,
        })
    }
}

fn characters(text: &str, range: std::ops::Range<usize>) -> String {
    text.chars().skip(range.start).take(range.end.saturating_sub(range.start)).collect()
}

/// Letter by letter, as `DuckDB` does it: without the rules that look at neighbours.
fn lower(text: &str) -> String {
    text.chars().filter_map(|c| c.to_lowercase().next()).collect()
}

fn upper(text: &str) -> String {
    let one = |c: char| {
        let mut larger = c.to_uppercase();
        match (c, larger.next(), larger.next()) {
            ('ß', ..) => 'ẞ',
            (_, Some(only), None) => only,
            _ => c,
        }
    };
    text.chars().map(one).collect()
}
