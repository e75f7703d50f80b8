//! Phone numbers: one form, whether they are written for callers at home or abroad.

use std::borrow::Cow;

use super::fold::fold;
use crate::config::{Normalising, Step};

/// Countries' codes of two digits, after ITU-T E.164; `1` and `7` have one digit, all others three.
const TWO_DIGITS: [&str; 43] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95",
];

/// The digits that a caller at home dials after the trunk zero: `+44 (0)20 7946 0123`, `0044 20 7946 0123` and
/// `020-7946-0123 ext. 12` are `2079460123`, `1-212-555-0123` is `2125550123`.
///
/// The country's code goes where the number shows that it is one: after `+` or `00`, or `1` apart before ten digits.
/// That two countries share a number is rarer than that one number is written both ways. Of several numbers the first
/// counts.
pub fn comparable(value: &str, how: Normalising) -> String {
    let plain: Cow<str> = if value.is_ascii() { value.into() } else { fold(value).into() };
    // A number that went through a table of floats.
    let plain = plain.trim();
    let plain = plain.strip_suffix(".0").filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(plain);
    let mut digits = String::with_capacity(16);
    let mut extension = String::new();
    let mut plus = false;
    let mut one_apart = false;
    let bytes = plain.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = plain.get(at..).unwrap_or_default();
        match byte {
            b'0'..=b'9' => digits.push(char::from(*byte)),
            b'+' if digits.is_empty() => plus = true,
            // The trunk zero that callers from abroad leave out.
            b'(' if !digits.is_empty() && rest.starts_with("(0)") => at += 2,
            b'a'..=b'z' | b'A'..=b'Z' | b'#' | b';' if digits.len() >= 5 => {
                extension.extend(rest.chars().filter(char::is_ascii_digit));
                break;
            }
            b'/' | b',' | b'|' | b'&' if digits.len() >= 7 && rest.bytes().filter(u8::is_ascii_digit).count() >= 7 => {
                break;
            }
            b'-' | b'.' | b' ' | b'(' if digits == "1" => one_apart = true,
            _ => {}
        }
        at += 1;
    }
    let mut form = national(&digits, plus, one_apart, how);
    if !extension.is_empty() && !how.takes(Step::Extensions) && !form.is_empty() {
        form.push('x');
        form.push_str(&extension);
    }
    form
}

fn national(digits: &str, plus: bool, one_apart: bool, how: Normalising) -> String {
    let abroad = if plus { Some(digits) } else { digits.strip_prefix("00").filter(|rest| rest.len() >= 8) };
    let abroad = abroad.map(|number| number.trim_start_matches('0'));
    let number = match abroad {
        Some(number) if how.takes(Step::CountryCodes) => number.get(code(number)..).unwrap_or_default(),
        Some(number) => number,
        None if one_apart && digits.len() == 11 && how.takes(Step::CountryCodes) => digits.get(1..).unwrap_or_default(),
        None => digits,
    };
    number.trim_start_matches('0').to_owned()
}

/// Digits of the country's code that an international number begins with; none where too little would remain.
fn code(number: &str) -> usize {
    let length = match number.as_bytes() {
        [b'1' | b'7', ..] => 1,
        _ if number.get(..2).is_some_and(|two| TWO_DIGITS.contains(&two)) => 2,
        _ => 3,
    };
    if number.len() >= length + 5 { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Steps;

    fn form(value: &str) -> String {
        comparable(value, Normalising::default())
    }

    #[test]
    fn one_form_at_home_and_abroad() {
        for (value, number) in [
            ("+44 (0)20 7946 0123", "2079460123"),
            ("0044 20 7946 0123", "2079460123"),
            ("020-7946-0123 ext. 12", "2079460123"),
            ("tel:+44-20-7946-0123", "2079460123"),
            ("+49 30 123456", "30123456"),
            ("030/123456", "30123456"),
            ("(212) 555-0123 x4", "2125550123"),
            ("212-555-0123 #4", "2125550123"),
            ("1-212-555-0123", "2125550123"),
            ("1 (212) 555-0123", "2125550123"),
            ("+1 212 555 0123", "2125550123"),
            ("12125550123", "12125550123"),
            ("2125550123.0", "2125550123"),
            ("Tel./Fax: 212 555 0123", "2125550123"),
            ("212-555-0123 / 212-555-0187", "2125550123"),
            ("+353 1 555 0123", "15550123"),
            ("+7 495 555-01-23", "4955550123"),
            ("5550123", "5550123"),
            ("٠٢٠٧٩٤٦٠١٢٣", "2079460123"),
            ("none yet", ""),
            ("+", ""),
        ] {
            assert_eq!(form(value), number, "{value}");
        }
    }

    #[test]
    fn steps_can_be_left_out() {
        let without = |step| Normalising::Steps(Steps::DEFAULT.with(step, false));
        assert_eq!(comparable("+44 20 7946 0123", without(Step::CountryCodes)), "442079460123");
        assert_eq!(comparable("020 7946 0123 ext 12", without(Step::Extensions)), "2079460123x12");
    }
}
