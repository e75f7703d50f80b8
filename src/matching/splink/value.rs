//! Values of SQL, as far as models use them.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::moment;

/// A value. What cannot be made of another (`x` as a number) is [`Value::Null`], where `DuckDB` would stop.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'v> {
    /// Nothing known.
    Null,
    /// Yes or no.
    Truth(bool),
    /// Any number.
    Number(f64),
    /// A text.
    Text(Cow<'v, str>),
    /// A list of texts.
    List(Vec<Cow<'v, str>>),
    /// A date or a time, in seconds since 1970.
    Moment(f64),
}

impl<'v> Value<'v> {
    /// It as a number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Truth(truth) => Some(f64::from(u8::from(*truth))),
            _ => None,
        }
    }

    /// It as a text.
    pub fn text(self) -> Option<Cow<'v, str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string().into()),
            Self::Truth(truth) => Some(truth.to_string().into()),
            _ => None,
        }
    }

    /// It as a moment.
    pub fn moment(&self) -> Option<f64> {
        match self {
            Self::Moment(seconds) => Some(*seconds),
            Self::Text(text) => ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"]
                .iter()
                .find_map(|format| moment::read(text, format)),
            _ => None,
        }
    }

    /// It as a list: records hold one as the text `[a, b]` or as JSON; any other text is a list of one.
    pub fn list(self) -> Option<Vec<Cow<'v, str>>> {
        match self {
            Self::List(items) => Some(items),
            Self::Text(text) => Some(items(&text).unwrap_or_else(|| vec![text])),
            _ => None,
        }
    }

    /// It as a truth.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The order of two; `None` where one is unknown or they have nothing in common.
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
            (Self::List(a), Self::List(b)) => Some(a.cmp(b)),
            (Self::Moment(_), _) | (_, Self::Moment(_)) => self.moment()?.partial_cmp(&other.moment()?),
            _ => self.number()?.partial_cmp(&other.number()?),
        }
    }
}

fn items<'t>(text: &str) -> Option<Vec<Cow<'t, str>>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    if let Ok(read) = serde_json::from_str::<Vec<String>>(text) {
        return Some(read.into_iter().map(Cow::Owned).collect());
    }
    let plain = |item: &str| Cow::Owned(item.trim().trim_matches('\'').to_owned());
    Some(if inner.is_empty() { Vec::new() } else { inner.split(',').map(plain).collect() })
}
