//! Numbers and amounts of money: without thousands separators, currency and needless zeros.

/// A number in plain decimal notation: `1,234.50`, `1.234,50` and `EUR 1 234.5` are all `1234.5`.
///
/// One separator followed by exactly three digits divides thousands where a sign of it stands more than once, else
/// decimals (`1.234` is a little over one). What holds no digit has no form. The currency does not count.
pub fn comparable(value: &str) -> String {
    let kept: String = value.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let kept = kept.trim_matches(['.', ',']);
    if kept.is_empty() {
        return String::new();
    }
    let last = kept.rfind(['.', ',']);
    let decimal = last.filter(|at| {
        let sign = kept.get(*at..=*at).unwrap_or_default();
        kept.matches(sign).count() == 1
    });
    let (whole, fraction) = match decimal {
        Some(at) => (kept.get(..at).unwrap_or_default(), kept.get(at + 1..).unwrap_or_default()),
        None => (kept, ""),
    };
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let whole = digits.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let negative = value.trim().starts_with(['-', '−', '(']) && (whole != "0" || !fraction.is_empty());
    let sign = if negative { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn one_form_for_all_notations() {
        for value in ["1234.5", "1,234.50", "1.234,50", "EUR 1 234.5", "1'234.5 CHF", "€1234,5"] {
            assert_eq!(comparable(value), "1234.5", "{value}");
        }
        for (value, form) in
            [("007", "7"), ("-0.0", "0"), ("(12)", "-12"), ("1,234,567", "1234567"), ("abc", ""), ("1.234", "1.234")]
        {
            assert_eq!(comparable(value), form);
        }
    }
}
