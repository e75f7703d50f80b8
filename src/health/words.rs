//! Percentages and times in the words of people.

/// A share as a percentage of at most two decimals: `80 %`, `62.5 %`.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}

/// A time in its two largest units: `2 d 3 h`, `90 min` as `1 h 30 min`, `0 s`.
pub(super) fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut left = seconds;
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        if left >= size {
            parts.push(format!("{} {unit}", left / size));
            left %= size;
        }
    }
    parts.truncate(2);
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_drop_idle_zeros() {
        assert_eq!([0.8, 0.625, 1.0, 0.0, 1.0 / 3.0].map(percent), ["80 %", "62.5 %", "100 %", "0 %", "33.33 %"]);
    }

    #[test]
    fn times_show_their_two_largest_units() {
        assert_eq!([0, 59, 5_400, 86_400, 97_265].map(span), ["0 s", "59 s", "1 h 30 min", "1 d", "1 d 3 h"]);
    }
}
