//! What an expression comes to for two records.

use std::cmp::Ordering;

use super::moment;
use super::sql::{Comparing, Expression, Kind, Side};
use super::value::Value;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

impl Expression {
    /// Whether it holds: neither false nor unknown. One value for each column of the model, left and right.
    pub fn holds(&self, left: &[Option<&str>], right: &[Option<&str>]) -> bool {
        self.value(&Sides { left, right }) == Value::Truth(true)
    }

    fn value<'v>(&'v self, sides: &Sides<'_, 'v>) -> Value<'v> {
        match self {
            Self::Null => Value::Null,
            Self::Truth(truth) => Value::Truth(*truth),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text.as_str().into()),
            Self::Column(column, side) => sides.column(*column, *side),
            Self::Not(one) => truth(one.value(sides).truth().map(|held| !held)),
            Self::All(all) => joined(all, sides, true),
            Self::Any(all) => joined(all, sides, false),
            Self::IsNull(one) => Value::Truth(one.value(sides) == Value::Null),
            Self::Compare(how, two) => compared(*how, &two.0.value(sides), &two.1.value(sides)),
            Self::In(one, all) => {
                let one = one.value(sides);
                let each = all.iter().map(|other| compared(Comparing::Equal, &one, &other.value(sides)));
                each.fold(Value::Truth(false), |found, equal| match (found, equal) {
                    (Value::Truth(true), _) | (_, Value::Truth(true)) => Value::Truth(true),
                    (Value::Null, _) | (_, Value::Null) => Value::Null,
                    _ => Value::Truth(false),
                })
            }
            Self::Like(one, pattern, folded) => {
                let held = one.value(sides).text().map(|text| {
                    if *folded { like(&text.to_lowercase(), &pattern.to_lowercase()) } else { like(&text, pattern) }
                });
                truth(held)
            }
            Self::Arithmetic(sign, two) => arithmetic(*sign, &two.0.value(sides), &two.1.value(sides)),
            Self::Call(function, values) => function.of(values.iter().map(|value| value.value(sides)).collect()),
            Self::Extract(one, pattern) => match one.value(sides).text() {
                Some(text) => Value::Text(pattern.find(&text).unwrap_or_default().to_owned().into()),
                None => Value::Null,
            },
            Self::Moment(one, format) => {
                let read = one.value(sides).text().and_then(|text| moment::read(&text, format));
                read.map_or(Value::Null, Value::Moment)
            }
            Self::Cast(one, kind) => cast(one.value(sides), *kind).unwrap_or(Value::Null),
            Self::Case(cases, other) => {
                let found = cases.iter().find(|(when, _)| when.value(sides) == Value::Truth(true));
                found.map_or(&**other, |(_, then)| then).value(sides)
            }
        }
    }
}

struct Sides<'s, 'v> {
    left: &'s [Option<&'v str>],
    right: &'s [Option<&'v str>],
}

impl<'v> Sides<'_, 'v> {
    fn column(&self, column: usize, side: Side) -> Value<'v> {
        let values = if side == Side::Left { self.left } else { self.right };
        values.get(column).copied().flatten().map_or(Value::Null, |text| Value::Text(text.into()))
    }
}

fn truth<'v>(held: Option<bool>) -> Value<'v> {
    held.map_or(Value::Null, Value::Truth)
}

/// `neutral` unless one says the opposite, or is unknown.
fn joined<'v>(all: &'v [Expression], sides: &Sides<'_, 'v>, neutral: bool) -> Value<'v> {
    let mut known = true;
    for one in all {
        match one.value(sides).truth() {
            Some(held) if held != neutral => return Value::Truth(held),
            Some(_) => {}
            None => known = false,
        }
    }
    truth(known.then_some(neutral))
}

fn compared<'v>(how: Comparing, a: &Value, b: &Value) -> Value<'v> {
    if let (Value::Truth(a), Value::Truth(b)) = (a, b) {
        match how {
            Comparing::Equal => return Value::Truth(a == b),
            Comparing::Unequal => return Value::Truth(a != b),
            _ => {}
        }
    }
    let held = |order: Ordering| match how {
        Comparing::Equal => order.is_eq(),
        Comparing::Unequal => order.is_ne(),
        Comparing::Less => order.is_lt(),
        Comparing::LessOrEqual => order.is_le(),
        Comparing::Greater => order.is_gt(),
        Comparing::GreaterOrEqual => order.is_ge(),
    };
    truth(a.order(b).map(held))
}

fn arithmetic<'v>(sign: char, a: &Value, b: &Value) -> Value<'v> {
    // The difference of two dates is in days.
    if let (Value::Moment(a), Value::Moment(b), '-') = (a, b, sign) {
        return Value::Number((a - b) / DAY);
    }
    let (Some(a), Some(b)) = (a.number(), b.number()) else { return Value::Null };
    match sign {
        '+' => Value::Number(a + b),
        '-' => Value::Number(a - b),
        '*' => Value::Number(a * b),
        _ if b == 0.0 => Value::Null,
        '/' => Value::Number(a / b),
        _ => Value::Number(a % b),
    }
}

fn cast(value: Value<'_>, kind: Kind) -> Option<Value<'_>> {
    Some(match kind {
        Kind::Double => Value::Number(value.number()?),
        Kind::Float => Value::Number(f64::from(value.number()? as f32)),
        Kind::Whole => Value::Number(value.number()?.round()),
        Kind::Text => Value::Text(value.text()?),
        Kind::Date => Value::Moment((value.moment()? / DAY).floor() * DAY),
        Kind::Time => Value::Moment(value.moment()?),
    })
}

/// `%` stands for anything, `_` for one character.
fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    // How much of the text the pattern so far can have taken.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for sign in pattern {
        if sign == '%' {
            let first = reached.iter().position(|at| *at).unwrap_or(reached.len());
            reached.iter_mut().skip(first).for_each(|at| *at = true);
        } else {
            for at in (0..text.len()).rev() {
                reached[at + 1] = reached[at] && (sign == '_' || text[at] == sign);
            }
            reached[0] = false;
        }
    }
    reached[text.len()]
}
