//! Masking: a fixed text a kind, which keeps nothing of the value, its length included.

use crate::config::AttributeKind;

/// What stands for a hidden value of no particular form, and for a hidden record id.
pub const MASKED: &str = "•••";

/// What stands for a hidden value of `kind`: it shows the form, never the value, which it therefore does not take.
///
/// Hashes and first letters would be recovered by trying all names; equal values cannot be told apart from others.
pub fn mask(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Email => "•••@•••",
        AttributeKind::Url => "•••://•••",
        AttributeKind::Date => "••••-••-••",
        _ => MASKED,
    }
}
