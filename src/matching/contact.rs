//! E-mail addresses, phone numbers, web addresses. Both forms are comparable ones, not empty, different, the smaller
//! first.

use super::similarity::{edits_leave, is_one_edit};
use crate::model::Level;

/// Providers whose domain says nothing about the owner; besides them, every domain with `mail` in it.
const PROVIDERS: [&str; 20] = [
    "yahoo", "outlook", "live", "msn", "icloud", "me", "mac", "aol", "gmx", "web", "t-online", "freenet", "orange",
    "wanadoo", "free", "laposte", "libero", "yandex", "qq", "163",
];

/// Mailboxes that every organisation has.
const SHARED_BOXES: [&str; 12] = [
    "info", "sales", "office", "contact", "admin", "service", "support", "billing", "accounts", "mail", "post", "hello",
];

/// E-mail addresses by their two parts. The domain alone is something in common where it is the owner's own.
pub fn email(a: &str, b: &str) -> (Level, f64) {
    let (Some((name_a, domain_a)), Some((name_b, domain_b))) = (mailbox(a), mailbox(b)) else {
        return (Level::Different, 0.0);
    };
    let same_name = name_a == name_b;
    let telling_name = name_a.len() >= 4 && !SHARED_BOXES.contains(&name_a);
    if domain_a == domain_b {
        let typo = name_a.len().min(name_b.len()) >= 4 && is_one_edit(name_a, name_b);
        return match (typo, is_provider(domain_a)) {
            (true, _) => (Level::Close, 0.95),
            (false, false) => (Level::Distant, 0.5),
            (false, true) => (Level::Different, 0.1),
        };
    }
    let alike = |a, b| edits_leave(a, b, 0.7);
    if telling_name && !same_name && alike(domain_a, domain_b) && alike(name_a, name_b) {
        return (Level::Distant, 0.6);
    }
    let domain_typo = || is_one_edit(domain_a, domain_b) || owner(domain_a) == owner(domain_b);
    match same_name {
        true if domain_typo() => (Level::Close, 0.95),
        true if telling_name => (Level::Distant, 0.6),
        false if domain_typo() && !is_provider(domain_a) => (Level::Distant, 0.4),
        _ => (Level::Different, 0.0),
    }
}

/// What stands before the last `@`, and what behind it. Addresses are short: to look byte by byte is quicker than to
/// search.
pub fn mailbox(email: &str) -> Option<(&str, &str)> {
    let at = email.bytes().rposition(|byte| byte == b'@')?;
    Some((&email[..at], &email[at + 1..]))
}

/// The first part of a domain, where the owner's name usually stands.
fn owner(domain: &str) -> &str {
    domain.split('.').next().unwrap_or(domain)
}

fn is_provider(domain: &str) -> bool {
    domain.contains("mail") || PROVIDERS.contains(&owner(domain))
}

/// Phone numbers by their ends, since one may lack the country or the area. Numbers that differ in their last two or
/// three digits only are extensions of one switchboard.
pub fn phone(a: &str, b: &str) -> (Level, f64) {
    let shorter = a.len().min(b.len());
    let same_end = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    if same_end >= 8 || same_end == shorter && shorter >= 7 {
        return (Level::Equivalent, 1.0);
    }
    let extension = if shorter > 8 { 3 } else { 2 };
    let same_start = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let one_board = same_start >= 6 && a.len().max(b.len()) - same_start <= extension;
    let stem = |text: &'_ str| text.len().saturating_sub(extension);
    let stems = (a.get(..stem(a)).unwrap_or_default(), b.get(..stem(b)).unwrap_or_default());
    if one_board || shorter >= 7 && (stems.0.ends_with(stems.1) || stems.1.ends_with(stems.0)) {
        return (Level::Distant, 0.7);
    }
    if shorter >= 7 && is_one_edit(a, b) {
        return (Level::Close, 0.9);
    }
    (Level::Different, 0.0)
}

/// Web addresses by their host.
pub fn url(a: &str, b: &str) -> (Level, f64) {
    let host = |text: &'_ str| text.split('/').next().map_or(0, str::len);
    let (host_a, host_b) = (a.get(..host(a)).unwrap_or(a), b.get(..host(b)).unwrap_or(b));
    match (host_a == host_b, owner(host_a) == owner(host_b)) {
        (true, _) => (Level::Close, 0.9),
        (false, true) => (Level::Distant, 0.6),
        (false, false) => (Level::Different, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails() {
        for (a, b, level) in [
            ("anna.moreau@x.example", "anna.morea@x.example", Level::Close),
            ("anna@acme.example", "anna@acme.test", Level::Close),
            ("anna@acme.example", "sales@acme.example", Level::Distant),
            ("anna.moreau@acme.example", "anna.moreau@mail.example", Level::Distant),
            ("anna@freemail.example", "bert@freemail.example", Level::Different),
            ("info@acme.example", "info@zenith.example", Level::Different),
            ("not an address", "anna@acme.example", Level::Different),
        ] {
            assert_eq!(email(a, b).0, level, "{a} / {b}");
        }
    }

    #[test]
    fn phones() {
        for (a, b, level) in [
            ("2079460123", "442079460123", Level::Equivalent),
            ("7732026551", "2026551", Level::Equivalent),
            ("2125550123", "2125550187", Level::Distant),
            ("493012340", "4930123456", Level::Distant),
            ("2125550123", "2155250123", Level::Different),
            ("2125550123", "2125500123", Level::Close),
            ("5355380", "5355399", Level::Distant),
            ("5355380", "7627383", Level::Different),
        ] {
            assert_eq!(phone(a, b).0, level, "{a} / {b}");
        }
    }

    #[test]
    fn urls() {
        assert_eq!(url("acme.example", "acme.example/de").0, Level::Close);
        assert_eq!(url("acme.example", "acme.test").0, Level::Distant);
        assert_eq!(url("acme.example", "zenith.example").0, Level::Different);
    }
}
