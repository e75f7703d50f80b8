//! Identifiers: tax numbers, account numbers, part numbers.

use super::fold::words;

/// An identifier in lower case without blanks and punctuation. Leading zeros stay: `0012` is not `12`.
pub fn comparable(value: &str) -> String {
    words(value).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn punctuation_does_not_count_and_zeros_do() {
        assert_eq!(comparable("DE 123.456-789"), "de123456789");
        assert_ne!(comparable("0012"), comparable("12"));
    }
}
