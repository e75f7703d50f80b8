//! Identifiers: tax numbers, account numbers, part numbers.

use super::fold::words;

/// An identifier in lower case without blanks and punctuation. Leading zeros stay: `0012` is not `12`.
pub fn comparable(value: &str) -> String {
    // A number that went through a table of floats.
    let digits = |rest: &&str| rest.len() > 1 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let mut form = words(value.trim().strip_suffix(".0").filter(digits).unwrap_or(value));
    form.retain(|c| c != ' ');
    form
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn punctuation_does_not_count_and_zeros_do() {
        assert_eq!(comparable("DE 123.456-789"), "de123456789");
        assert_eq!(comparable("123456.0"), "123456");
        assert_eq!(comparable("1.0"), "10");
        assert_ne!(comparable("0012"), comparable("12"));
    }
}
