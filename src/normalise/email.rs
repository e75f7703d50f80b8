//! E-mail addresses, and the domains of web addresses.

use std::borrow::Cow;

use super::fold::{fold, words};
use super::punycode;
use crate::config::{Normalising, Step};

/// Providers that so many people use that a domain one slip away from theirs is a slip. Only long names: near short
/// ones there are honest domains.
const COMMON: [&str; 6] = ["gmail.com", "hotmail.com", "yahoo.com", "outlook.com", "icloud.com", "comcast.net"];

/// Providers that ignore dots in a mailbox.
const DOTLESS: [&str; 1] = ["gmail.com"];

/// An e-mail address in lower case, without name, comment and `mailto:`; the mailbox without plus tag and, where the
/// provider ignores them, dots. `Anna.Moreau+shop@GoogleMail.com` is `annamoreau@gmail.com`.
///
/// Of several addresses the first counts. What is no address is compared as words.
pub fn comparable(value: &str, how: Normalising) -> String {
    let folded = fold(value.trim());
    let bare = match (folded.rfind('<'), folded.rfind('>')) {
        (Some(open), Some(close)) if open < close => folded.get(open + 1..close).unwrap_or_default(),
        _ => folded.as_str(),
    };
    let spelt: Cow<str> = if bare.contains(['(', '[', '{']) { signs(bare).into() } else { bare.into() };
    let bare = spelt.trim().trim_start_matches("mailto:");
    let first = bare.split([';', ',', '?']).find(|part| part.contains('@')).unwrap_or(bare);
    let Some((name, domain)) = first.trim().rsplit_once('@') else { return words(bare) };
    let name = name.trim().rsplit([' ', '\t', '"', '\'']).find(|part| !part.is_empty()).unwrap_or_default();
    let domain = domain.trim().split([' ', '\t', '/', '"', '\'']).next().unwrap_or_default().trim_matches('.');
    if name.is_empty() || domain.is_empty() || first.chars().any(char::is_control) {
        return words(bare);
    }
    let domain = provider(host(domain), how);
    let name = match name.split_once('+') {
        Some((before, _)) if !before.is_empty() && how.takes(Step::Tags) => before,
        _ => name,
    };
    let mut form = String::with_capacity(name.len() + 1 + domain.len());
    if how.takes(Step::Dots) && DOTLESS.contains(&&*domain) && name.contains(|c| c != '.') {
        form.extend(name.split('.'));
    } else {
        form.push_str(name);
    }
    form.push('@');
    form.push_str(&domain);
    form
}

/// `(at)` and `[dot]`, as people write them against harvesters.
fn signs(text: &str) -> String {
    let mut out = text.to_owned();
    for (word, sign) in [("at", "@"), ("dot", "."), ("punkt", ".")] {
        for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
            let spelt = format!("{open}{word}{close}");
            if out.contains(&spelt) {
                out = out.replace(&spelt, sign);
            }
        }
    }
    out
}

/// A folded host in letters, also where it is written in ASCII (`xn--mller-kva.de`).
pub(super) fn host(domain: &str) -> Cow<'_, str> {
    if !domain.contains("xn--") {
        return domain.into();
    }
    let letters = |label: &str| {
        let decoded = label.strip_prefix("xn--").and_then(punycode::decode).map(|letters| fold(&letters));
        decoded.filter(|letters| is_label(letters)).unwrap_or_else(|| label.to_owned())
    };
    domain.split('.').map(letters).collect::<Vec<_>>().join(".").into()
}

/// Whether folded letters can stand between the dots of a host. Anything may be written in ASCII, signs, blanks and
/// another such label among it.
fn is_label(letters: &str) -> bool {
    let fits = |c: char| {
        if c.is_ascii() { c.is_ascii_alphanumeric() || c == '-' } else { !c.is_control() && !c.is_whitespace() }
    };
    !letters.is_empty() && letters.chars().all(fits) && !letters.contains("xn--") && letters != "www"
}

/// The domain of the very common provider that `domain` is another name or a slip of.
fn provider(domain: Cow<'_, str>, how: Normalising) -> Cow<'_, str> {
    if domain == "googlemail.com" {
        return "gmail.com".into();
    }
    if !how.takes(Step::Typos) || COMMON.contains(&&*domain) {
        return domain;
    }
    // A slip in the first letter leads to honest providers: ymail.com, fmail.com.
    let slip = |common: &&&str| common.bytes().next() == domain.bytes().next() && one_edit(&domain, common);
    match COMMON.iter().find(slip) {
        Some(common) => (*common).into(),
        None => domain,
    }
}

/// Whether one letter more, less or other, or two neighbours swapped, make `b` of `a`.
fn one_edit(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    match (a, b) {
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([_, rest @ ..], other) if rest == other => true,
        (rest, [_, other @ ..]) if rest == other => true,
        ([first, second, rest @ ..], [third, fourth, other @ ..]) => {
            (first, second) == (fourth, third) && rest == other
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Steps;

    fn form(value: &str) -> String {
        comparable(value, Normalising::default())
    }

    #[test]
    fn one_form_for_one_mailbox() {
        for (value, address) in [
            ("Anna.Moreau+news@Example.ORG", "anna.moreau@example.org"),
            ("Anna <anna@x.example>", "anna@x.example"),
            ("\"Moreau, Anna\" <anna@x.example>", "anna@x.example"),
            ("mailto:a@b.example.", "a@b.example"),
            ("mailto:a@b.example?subject=x", "a@b.example"),
            ("+tag@b.example", "+tag@b.example"),
            ("anna @ x.example", "anna@x.example"),
            ("anna(at)x[dot]example", "anna@x.example"),
            ("anna@x.example; bert@x.example", "anna@x.example"),
            ("call me", "call me"),
            ("Anna.Moreau@gmail.com", "annamoreau@gmail.com"),
            ("annamoreau+x@googlemail.com", "annamoreau@gmail.com"),
            ("anna.moreau@yahoo.com", "anna.moreau@yahoo.com"),
            ("info@müller.example", "info@muller.example"),
            ("info@xn--mller-kva.example", "info@muller.example"),
            ("info@xn--!.example", "info@xn--!.example"),
        ] {
            assert_eq!(form(value), address, "{value}");
        }
    }

    #[test]
    fn slips_in_common_providers() {
        for domain in ["gmial.com", "gmai.com", "gmaill.com", "gmail.co", "gnail.com", "gmail.cm"] {
            assert_eq!(form(&format!("anna@{domain}")), "anna@gmail.com", "{domain}");
        }
        assert_eq!(form("anna@hotmial.com"), "anna@hotmail.com");
        for honest in ["ymail.com", "email.com", "mail.com", "aol.com", "yahoo.co.uk", "gmx.com", "hotmail.de"] {
            assert_eq!(form(&format!("anna@{honest}")), format!("anna@{honest}"));
        }
    }

    #[test]
    fn steps_can_be_left_out() {
        let without = |step| Normalising::Steps(Steps::DEFAULT.with(step, false));
        assert_eq!(comparable("a.b+c@gmail.com", without(Step::Tags)), "ab+c@gmail.com");
        assert_eq!(comparable("a.b+c@gmail.com", without(Step::Dots)), "a.b@gmail.com");
        assert_eq!(comparable("ab@gmial.com", without(Step::Typos)), "ab@gmial.com");
    }
}
