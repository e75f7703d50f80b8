//! Ways to reach somebody: e-mail addresses, phone numbers, web addresses.

use super::fold::{fold, words};

/// An e-mail address in lower case without name, `mailto:` and plus tag: `anna+shop@x.example` is `anna@x.example`.
///
/// What is no address is compared as words.
pub fn email(value: &str) -> String {
    let folded = fold(value.trim());
    let bare = match (folded.rfind('<'), folded.rfind('>')) {
        (Some(open), Some(close)) if open < close => folded.get(open + 1..close).unwrap_or_default(),
        _ => folded.as_str(),
    };
    let bare = bare.trim().trim_start_matches("mailto:");
    match bare.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => {
            let local = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(local);
            format!("{}@{}", local.trim(), domain.trim_end_matches('.').trim())
        }
        _ => words(bare),
    }
}

/// The significant digits of a phone number: without `+`, `00`, trunk zeros, `(0)` and extension.
///
/// `+44 (0)20 7946 0123` is `442079460123`, `020 7946 0123` is `2079460123`: compare their ends, since only a table
/// of all countries could tell where a country's code ends. A digit repeated throughout is a placeholder.
pub fn phone(value: &str) -> String {
    let mut digits = String::new();
    for c in fold(value).replace("(0)", "").chars() {
        // A letter after the number begins an extension: `ext. 12`, `x12`, `Durchwahl 5`.
        if digits.len() >= 5 && c.is_alphabetic() || c == ';' {
            break;
        }
        digits.extend(Some(c).filter(char::is_ascii_digit));
    }
    let significant = digits.trim_start_matches('0');
    let mut bytes = significant.bytes();
    let first = bytes.next();
    if bytes.all(|digit| Some(digit) == first) {
        return String::new();
    }
    significant.to_owned()
}

/// A web address as host and path: without scheme, `www.`, port, query, fragment and last slash.
pub fn url(value: &str) -> String {
    let folded = fold(value.trim());
    let bare = folded.split_once("://").map_or(folded.as_str(), |(_, rest)| rest);
    let bare = bare.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).trim_end_matches('.');
    let path = path.trim_end_matches('/');
    let joined = if path.is_empty() { host.to_owned() } else { format!("{host}/{path}") };
    joined.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails() {
        for (value, form) in [
            ("Anna.Moreau+news@Example.ORG", "anna.moreau@example.org"),
            ("Anna <anna@x.example>", "anna@x.example"),
            ("mailto:a@b.example.", "a@b.example"),
            ("+tag@b.example", "+tag@b.example"),
            ("call me", "call me"),
        ] {
            assert_eq!(email(value), form);
        }
    }

    #[test]
    fn phones() {
        for (value, form) in [
            ("+44 (0)20 7946 0123", "442079460123"),
            ("0044 20 7946 0123", "442079460123"),
            ("020-7946-0123 ext. 12", "2079460123"),
            ("(212) 555-0123 x4", "2125550123"),
            ("Tel./Fax: 212 555 0123", "2125550123"),
            ("000 000 0000", ""),
            ("9999999999", ""),
            ("none yet", ""),
        ] {
            assert_eq!(phone(value), form);
        }
    }

    #[test]
    fn urls() {
        assert_eq!(url("https://www.Kessler.example/"), "kessler.example");
        assert_eq!(url("kessler.example:443/de/index.html?x=1#top"), "kessler.example/de/index.html");
    }
}
