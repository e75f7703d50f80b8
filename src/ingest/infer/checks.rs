//! Identifiers that prove themselves: by check digits, or by a form that hardly anything else has.

/// What kind of identifier a value is by its own check.
pub fn name(value: &str) -> Option<&'static str> {
    let bare: String = value.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
    if !(8..=34).contains(&bare.len()) || !bare.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let upper = bare.to_ascii_uppercase();
    let digits = upper.bytes().all(|byte| byte.is_ascii_digit());
    match upper.len() {
        _ if is_ssn(value) => Some("US social security number"),
        8 | 12 | 13 | 14 if digits && is_gtin(&upper) => Some("EAN, UPC or ISBN"),
        10 if is_isbn10(&upper) => Some("ISBN"),
        20 if mod97(&upper) == Some(1) => Some("LEI"),
        15..=34 if is_iban(&upper) => Some("IBAN"),
        _ if is_vat(&upper) => Some("VAT number"),
        _ => None,
    }
}

/// `ddd-dd-dddd`, without the areas that are never given out.
fn is_ssn(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let [area, group, serial] = parts.as_slice() else { return false };
    let numeric = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    numeric(area, 3) && numeric(group, 2) && numeric(serial, 4) && *area != "000" && *group != "00" && *serial != "0000"
}

/// Weights 3 and 1 from the right, the check digit at the end (GS1).
fn is_gtin(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| u32::from(digit - b'0') * if place % 2 == 1 { 3 } else { 1 })
        .sum();
    sum.is_multiple_of(10) && digits.bytes().any(|digit| digit != b'0')
}

/// Weights 10 to 1, `X` is ten.
fn is_isbn10(text: &str) -> bool {
    let digit = |(place, byte): (usize, u8)| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'X' if place == 9 => Some(10),
        _ => None,
    };
    let digits: Option<Vec<u32>> = text.bytes().enumerate().map(digit).collect();
    digits.is_some_and(|digits| {
        let sum: u32 = digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum();
        sum > 0 && sum.is_multiple_of(11)
    })
}

/// The remainder of ISO 7064 MOD 97-10, letters being 10 to 35.
fn mod97(text: &str) -> Option<u32> {
    text.chars().try_fold(0, |rest, c| {
        let value = c.to_digit(36)?;
        Some((rest * if value > 9 { 100 } else { 10 } + value) % 97)
    })
}

fn is_iban(text: &str) -> bool {
    let Some((head, tail)) = text.split_at_checked(4) else { return false };
    let country = head.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    country && head.bytes().skip(2).all(|byte| byte.is_ascii_digit()) && mod97(&format!("{tail}{head}")) == Some(1)
}

/// A country of the European Union and as many digits as it uses.
fn is_vat(text: &str) -> bool {
    const COUNTRIES: [(&str, usize, usize); 14] = [
        ("DE", 9, 9),
        ("FR", 11, 11),
        ("IT", 11, 11),
        ("ES", 9, 9),
        ("AT", 9, 9),
        ("BE", 10, 10),
        ("NL", 12, 12),
        ("PL", 10, 10),
        ("SE", 12, 12),
        ("DK", 8, 8),
        ("FI", 8, 8),
        ("PT", 9, 9),
        ("IE", 8, 9),
        ("GB", 9, 12),
    ];
    let Some((country, number)) = text.split_at_checked(2) else { return false };
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    COUNTRIES.iter().any(|(code, least, most)| {
        *code == country && (*least..=*most).contains(&number.len()) && digits + 3 >= number.len()
    })
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn check_digits_decide() {
        for (value, kind) in [
            ("4006381333931", Some("EAN, UPC or ISBN")),
            ("4006381333932", None),
            ("0-306-40615-2", Some("ISBN")),
            ("DE89 3704 0044 0532 0130 00", Some("IBAN")),
            ("DE88 3704 0044 0532 0130 00", None),
            ("5493001KJTIIGC8Y1R12", Some("LEI")),
            ("DE123456789", Some("VAT number")),
            ("123-45-6789", Some("US social security number")),
            ("000-45-6789", None),
            ("hello world", None),
        ] {
            assert_eq!(name(value), kind, "{value}");
        }
    }
}
