//! Numbers and amounts of money: without thousands separators, currency and needless zeros.

/// A number in plain decimal notation: `1,234.50`, `1.234,50` and `EUR 1 234.5` are all `1234.5`.
///
/// Where one sign divides, a point is decimal (`1.234` is a little over one, as programs write it), and a comma divides
/// thousands before exactly three digits (`1,234`), else decimals. What holds no digit has no form. The currency does not
/// count.
pub fn comparable(value: &str) -> String {
    let trimmed = value.trim();
    if trimmed.bytes().any(|byte| matches!(byte, b'e' | b'E'))
        && let Some(plain) = scientific(trimmed)
    {
        return plain;
    }
    let kept: String = value.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let kept = kept.trim_matches(['.', ',']);
    if kept.is_empty() {
        return String::new();
    }
    let decimal = kept.rfind(['.', ',']).filter(|at| {
        let (whole, after) = kept.split_at(*at);
        let sign = after.chars().next().unwrap_or('.');
        let thousands = sign == ',' && after.len() == 4 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
        kept.matches(sign).count() == 1 && !(thousands && whole.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let (whole, fraction) = match decimal {
        Some(at) => (kept.get(..at).unwrap_or_default(), kept.get(at + 1..).unwrap_or_default()),
        None => (kept, ""),
    };
    let negative = trimmed.starts_with(['-', '−', '(']) || trimmed.ends_with('-');
    joined(negative, &whole.replace(['.', ','], ""), fraction)
}

/// `1.5e3` as `1500`; `None` where it is not written so.
fn scientific(text: &str) -> Option<String> {
    let (mantissa, _) = text.split_once(['e', 'E'])?;
    let number: f64 = text.parse().ok()?;
    let small = mantissa.ends_with(|c: char| c.is_ascii_digit() || c == '.') && number.abs() < 1e15;
    let plain = format!("{:.12}", number.abs());
    let (whole, fraction) = plain.split_once('.')?;
    small.then(|| joined(number < 0.0, whole, fraction))
}

fn joined(negative: bool, whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative && (whole != "0" || !fraction.is_empty()) { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    [sign, whole, point, fraction].concat()
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn one_form_for_all_notations() {
        for value in
            ["1234.5", "1,234.50", "1.234,50", "EUR 1 234.5", "1'234.5 CHF", "€1234,5", "1.2345e3", "USD 1,234.5"]
        {
            assert_eq!(comparable(value), "1234.5", "{value}");
        }
        for (value, form) in [
            ("007", "7"),
            ("-0.0", "0"),
            ("(12)", "-12"),
            ("12-", "-12"),
            ("1,234,567", "1234567"),
            ("$1,234", "1234"),
            ("12,34", "12.34"),
            ("0,125", "0.125"),
            ("abc", ""),
            ("1.234", "1.234"),
            ("1e400", "1400"),
        ] {
            assert_eq!(comparable(value), form, "{value}");
        }
    }
}
