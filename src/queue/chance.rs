//! Draws by chance that come out the same everywhere: by the hash of what is drawn and of what it is drawn for.

use crate::model::Hash;

/// Whether `what` is among the share `rate` (0..=1) that is drawn for `purpose`.
///
/// The first 53 bits of a SHA-256 are taken as a number in 0..1, as even as any; a larger rate draws all that a
/// smaller one does.
pub fn is_drawn(purpose: &str, what: &[u8], rate: f64) -> bool {
    let hash = Hash::of([purpose.as_bytes(), what]);
    let bits = hash.0.iter().take(8).fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte)) >> 11;
    let number = bits as f64 / (1_u64 << 53) as f64;
    number < rate
}

/// A rate for people: `1 in 50`, or `3.0 %` where it is no such share.
pub fn one_in(rate: f64) -> String {
    let each = 1.0 / rate;
    if (each - each.round()).abs() < 1e-6 { format!("1 in {each:.0}") } else { format!("{:.1} %", rate * 100.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_the_rate_and_the_ends_are_none_and_all() {
        let drawn = |rate| (0..10_000_u32).filter(|n| is_drawn("test", &n.to_be_bytes(), rate)).count();
        assert_eq!((drawn(0.0), drawn(1.0)), (0, 10_000));
        assert!((1_900..2_100).contains(&drawn(0.2)), "{}", drawn(0.2));
    }

    #[test]
    fn what_is_drawn_for_one_purpose_is_not_for_another() {
        let both = |n: &u32| is_drawn("a", &n.to_be_bytes(), 0.1) && is_drawn("b", &n.to_be_bytes(), 0.1);
        assert!((0..10_000_u32).filter(both).count() < 200);
    }

    #[test]
    fn rates_in_words() {
        assert_eq!((one_in(0.02), one_in(1.0), one_in(0.03)), ("1 in 50".into(), "1 in 1".into(), "3.0 %".into()));
    }
}
