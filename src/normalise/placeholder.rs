//! Values that mean nothing: what sources write where they have nothing to say (`n/a`, `unknown`), what keyboards offer
//! (`asdf`, `1234567890`), and what forms insist on (`none@none.com`, `1900-01-01`, `00000`).
//!
//! Two records that share one have nothing in common, so they count as missing. Values that are merely common are not
//! known here; only the data can tell.

use std::sync::LazyLock;

use super::fold::words;
use super::table::{Table, lines};
use crate::config::AttributeKind;

struct Placeholders {
    /// Folded words; `true` where they mean nothing whatever the value is of.
    words: Table<bool>,
    /// Bytes of the longest.
    longest: usize,
}

static PLACEHOLDERS: LazyLock<Placeholders> = LazyLock::new(|| {
    let mut table = Placeholders { words: Table::default(), longest: 0 };
    for line in lines(include_str!("../../assets/placeholders.txt")) {
        let phrase = line.trim_start_matches('-');
        table.longest = table.longest.max(phrase.len());
        *table.words.entry(phrase).or_default() |= phrase.len() == line.len();
    }
    table
});

/// Whether `value` means nothing as a value of `kind`.
pub fn is_placeholder(kind: AttributeKind, value: &str) -> bool {
    means_nothing(kind, value, &words(value))
}

/// The same of a comparable form, which for most kinds is words already.
pub(super) fn form_means_nothing(kind: AttributeKind, form: &str) -> bool {
    match kind {
        AttributeKind::Email | AttributeKind::Url | AttributeKind::Text => is_placeholder(kind, form),
        _ => means_nothing(kind, form, form),
    }
}

fn means_nothing(kind: AttributeKind, value: &str, words: &str) -> bool {
    // `NA` is Namibia, `NULL` is no country.
    if kind == AttributeKind::Country && words == "na" {
        return false;
    }
    if words.is_empty() {
        // Punctuation only (`-`, `???`); letters that fold to nothing may still be an emoji somebody chose as a name.
        return value.is_ascii();
    }
    phrase(kind, words)
        || match kind {
            AttributeKind::Email => email(value),
            AttributeKind::Phone => phone(value),
            AttributeKind::Date => date(words),
            AttributeKind::PostalCode => repeats(words, &['0', '9'], 3) || repeats(words, &['x'], 2),
            AttributeKind::Identifier => identifier(words),
            AttributeKind::Url => url(value),
            _ => false,
        }
}

/// Whether folded words are a phrase that means nothing as a value of `kind`.
fn phrase(kind: AttributeKind, words: &str) -> bool {
    let table = &*PLACEHOLDERS;
    let names = !matches!(
        kind,
        AttributeKind::Category | AttributeKind::Text | AttributeKind::Identifier | AttributeKind::Country
    );
    words.len() <= table.longest && table.words.get(words).is_some_and(|always| *always || names)
}

/// Mailboxes that say there is none, whatever the domain.
const NO_MAILBOX: [&str; 34] = [
    "none",
    "na",
    "n/a",
    "null",
    "nil",
    "noemail",
    "nomail",
    "noemailaddress",
    "noaddress",
    "noreply",
    "donotreply",
    "notprovided",
    "notavailable",
    "notapplicable",
    "notgiven",
    "unknown",
    "undefined",
    "invalid",
    "declined",
    "refused",
    "test",
    "tester",
    "testing",
    "testtest",
    "testuser",
    "example",
    "nobody",
    "nowhere",
    "anonymous",
    "dummy",
    "fake",
    "asdf",
    "qwerty",
    "keine",
];

/// Mailboxes that say so only at a domain that belongs to nobody in particular.
const NO_MAILBOX_THERE: [&str; 20] = [
    "a", "aa", "aaa", "abc", "x", "xx", "xxx", "me", "no", "user", "username", "name", "email", "mail", "you",
    "someone", "somebody", "customer", "123", "1234",
];

/// Domains, without their ending, that say there is no address.
const NO_DOMAIN: [&str; 17] = [
    "none",
    "noemail",
    "nomail",
    "noaddress",
    "nodomain",
    "noreply",
    "na",
    "unknown",
    "notprovided",
    "notavailable",
    "test",
    "nowhere",
    "invalid",
    "asdf",
    "fake",
    "dummy",
    "xxx",
];

/// Domains that belong to nobody in particular.
const ANYBODY: [&str; 8] = ["example", "email", "mail", "domain", "abc", "aa", "no", "x"];

fn email(value: &str) -> bool {
    let (mut one, mut other, mut whole) = ([0; LONGEST], [0; LONGEST], [0; LONGEST]);
    let Some((name, domain)) = value.trim().trim_matches(['<', '>']).rsplit_once('@') else {
        return squeezed(value, &mut whole).is_some_and(|value| NO_DOMAIN.contains(&value));
    };
    let Some(name) = squeezed(name, &mut one) else { return false };
    let (owner, end) = domain.split_once('.').unwrap_or((domain, ""));
    let owner = squeezed(owner, &mut other).unwrap_or("-");
    let nobodys = NO_DOMAIN.contains(&owner);
    name.is_empty()
        || NO_MAILBOX.contains(&name)
        // A company may be called `None`: there only a mailbox of the same sort is no mailbox.
        || nobodys && (name == owner || NO_MAILBOX_THERE.contains(&name) || end.eq_ignore_ascii_case("invalid"))
        || matches!(owner, "noemail" | "nomail")
        || owner == "invalid" && end.is_empty()
        || ANYBODY.contains(&owner) && (name == owner || NO_MAILBOX_THERE.contains(&name))
}

/// Letters of the longest mailbox or domain that says there is none.
const LONGEST: usize = 16;

/// `text` in lower case without dots, hyphens and blanks; `None` where it is too long to say that there is nothing.
fn squeezed<'b>(text: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b str> {
    let mut count = 0;
    for byte in text.bytes().filter(|byte| !matches!(byte, b'.' | b'-' | b'_' | b' ' | b'"')) {
        *buffer.get_mut(count)? = byte.to_ascii_lowercase();
        count += 1;
    }
    buffer.get(..count).and_then(|bytes| std::str::from_utf8(bytes).ok())
}

/// A digit repeated throughout, also after an area or country code, or digits as they stand on the keyboard.
fn phone(value: &str) -> bool {
    let mut digits = [0_u8; 24];
    let mut count = 0;
    for byte in value.bytes().filter(u8::is_ascii_digit) {
        let Some(place) = digits.get_mut(count) else { return false };
        *place = byte;
        count += 1;
    }
    let digits = digits.get(..count).unwrap_or_default();
    let all = std::str::from_utf8(digits).unwrap_or_default();
    let national = all.trim_start_matches('0');
    national.len() < 2
        || same(all)
        || same(national)
        || all.len() >= 7 && all.get(all.len() - 7..).is_some_and(same)
        || all.len() >= 6 && (in_order(all) || in_order(national))
        || all.strip_prefix('1').is_some_and(|rest| rest.len() == 10 && in_order(rest))
}

/// First and last moments of calendars, and what forms are pre-filled with. Years first, months and days after.
fn date(words: &str) -> bool {
    let mut parts =
        words.split([' ', 't']).filter(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let (Some(first), second, third) = (parts.next(), parts.next(), parts.next()) else { return false };
    let (year, month, day) = match (first.len(), second, third) {
        (8, ..) => (first.get(..4), first.get(4..6), first.get(6..8)),
        (4, Some(month), Some(day)) => (Some(first), Some(month), Some(day)),
        (_, Some(month), Some(year)) if year.len() == 4 => (Some(year), Some(month), Some(first)),
        _ => return words.bytes().all(|byte| matches!(byte, b'0' | b' ')),
    };
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u16>().ok()).unwrap_or(u16::MAX);
    let (year, month, day) = (number(year), number(month), number(day));
    let new_year = (month, day) == (1, 1);
    let new_years_eve = (month, day) == (12, 31) || (day, month) == (12, 31);
    match year {
        0 => true,
        1 | 1753 | 1800 | 1900 | 1901 | 1970 => new_year,
        1899 => new_years_eve || (month, day) == (12, 30) || (day, month) == (12, 30),
        1111 => (month, day) == (11, 11),
        2099 | 2100 | 2199 | 2999 | 3000 | 4712 | 5999 | 9999 => new_year || new_years_eve || (month, day) == (9, 9),
        _ => false,
    }
}

fn identifier(words: &str) -> bool {
    let mut id = words.to_owned();
    id.retain(|c| c != ' ');
    repeats(&id, &['0'], 1) || repeats(&id, &['x'], 2) || id.len() >= 5 && same(&id) || id.len() >= 6 && in_order(&id)
}

fn url(value: &str) -> bool {
    let address = value.trim().to_ascii_lowercase();
    let bare = address.trim_start_matches("http").trim_start_matches('s').trim_start_matches("://");
    let bare = bare.trim_start_matches("www").trim_matches(['.', '/', ':']);
    let owner = bare.split(['.', '/']).next().unwrap_or_default();
    bare.is_empty() || bare.split('.').count() <= 2 && NO_DOMAIN.contains(&owner)
}

/// Whether `text` is one of `signs`, at least `least` times and nothing else but blanks.
fn repeats(text: &str, signs: &[char], least: usize) -> bool {
    let mut found = text.chars().filter(|c| *c != ' ');
    let Some(first) = found.next().filter(|first| signs.contains(first)) else { return false };
    let mut count = 1;
    found.all(|c| {
        count += 1;
        c == first
    }) && count >= least
}

/// Whether one sign is repeated throughout.
fn same(text: &str) -> bool {
    let mut bytes = text.bytes();
    let first = bytes.next();
    bytes.all(|byte| Some(byte) == first)
}

/// Whether digits go up or down by one throughout, with 0 after 9.
fn in_order(digits: &str) -> bool {
    let steps =
        |by: u8| digits.as_bytes().windows(2).all(|pair| matches!(pair, [a, b] if (a - b'0' + by) % 10 == b - b'0'));
    digits.bytes().all(|byte| byte.is_ascii_digit()) && (steps(1) || steps(9))
}

#[cfg(test)]
mod tests {
    use super::AttributeKind::*;
    use super::*;

    #[test]
    fn words_that_say_there_is_nothing() {
        for value in
            ["", " ", "-", "--", "?", ".", "***", "n/a", "N.A.", "NULL", "(none)", "not  applicable", "XXXX", "K.A."]
        {
            for (kind, _) in AttributeKind::WORDS.iter().filter(|(kind, _)| *kind != Country) {
                assert!(is_placeholder(*kind, value), "{kind:?} of {value:?}");
            }
        }
        for value in ["Unknown", "self", "TEST", "Inconnu", "keine Angabe", "Неизвестно", "不明", "No Name", "as above"]
        {
            assert!(is_placeholder(PersonName, value) && is_placeholder(Address, value), "{value}");
        }
    }

    #[test]
    fn words_that_may_mean_something() {
        assert!(!is_placeholder(Country, "NA"), "Namibia");
        assert!(!is_placeholder(Category, "Self"), "a relation");
        assert!(!is_placeholder(Category, "Other"));
        assert!(!is_placeholder(Text, "Test"), "a title");
        assert!(!is_placeholder(PersonName, "Anna Test"));
        assert!(!is_placeholder(PersonName, "Nana"));
        assert!(!is_placeholder(Number, "0"));
        assert!(!is_placeholder(PersonName, "\u{1f642}"));
    }

    #[test]
    fn mailboxes() {
        for value in [
            "none@none.com",
            "test@acme.example",
            "noemail@acme.example",
            "no-email@x.example",
            "No.Email@x.example",
            "n/a@na.com",
            "unknown@gmail.com",
            "x@x.com",
            "a@aa.com",
            "abc@abc.com",
            "email@email.com",
            "@",
            "@x.example",
            "anna@noemail.com",
            "anna@x.invalid@invalid",
            "user@example.com",
        ] {
            assert!(is_placeholder(Email, value), "{value}");
        }
        for value in
            ["anna@example.com", "a@kessler.example", "info@none.example", "testa@x.example", "abc@kessler.example"]
        {
            assert!(!is_placeholder(Email, value), "{value}");
        }
    }

    #[test]
    fn phones() {
        for value in [
            "0000000000",
            "9999999999",
            "(999) 999-9999",
            "1234567890",
            "123-456-7890",
            "0123456789",
            "987-654-3210",
            "+1 000 000 0000",
            "212-555-5555",
            "555-5555",
            "1 123 456 7890",
            "none",
            "+49 0000 0000000",
        ] {
            assert!(is_placeholder(Phone, value), "{value}");
        }
        for value in ["+44 20 7946 0123", "212 555 0199", "5355380", "030 123 999 99", "123-4599"] {
            assert!(!is_placeholder(Phone, value), "{value}");
        }
    }

    #[test]
    fn dates() {
        for value in [
            "1900-01-01",
            "01/01/1900",
            "1.1.1900",
            "19000101",
            "1970-01-01",
            "9999-12-31",
            "31.12.9999",
            "12/31/9999",
            "0000-00-00",
            "00/00/0000",
            "1899-12-30",
            "1900-01-01T00:00:00Z",
            "1111-11-11",
            "0001-01-01",
        ] {
            assert!(is_placeholder(Date, value), "{value}");
        }
        for value in ["1900-01-02", "1984-01-01", "31.12.1999", "2000-01-01", "1970-02-01"] {
            assert!(!is_placeholder(Date, value), "{value}");
        }
    }

    #[test]
    fn codes() {
        for value in ["00000", "99999", "0000", "xxxxx", "000 00"] {
            assert!(is_placeholder(PostalCode, value), "{value}");
        }
        for value in ["0", "000-00-0000", "111111111", "123456789", "123-45-6789", "xx", "987654321"] {
            assert!(is_placeholder(Identifier, value), "{value}");
        }
        assert!(!is_placeholder(PostalCode, "10115") && !is_placeholder(PostalCode, "90210"));
        assert!(!is_placeholder(Identifier, "12345") && !is_placeholder(Identifier, "1111"));
        for value in ["http://", "www.", "https://www.none.com/", "n/a"] {
            assert!(is_placeholder(Url, value), "{value}");
        }
        assert!(!is_placeholder(Url, "kessler.example"));
    }
}
