//! An ordinary rule-based matcher: it stands in for the engine whose groups are reviewed.
//!
//! It looks at values only, never at the truth, and errs the way such matchers do: a shared switchboard or `info@`
//! joins branches, a spelling, a nickname or another script keeps twins apart.

use super::ecommerce::FREEMAIL;
use super::mess::spell_out;
use super::origin::column::{CITY, COMPANY, EMAIL, PHONE, POSTAL_CODE};
use super::stream::SampleRecord;

/// A rule: records with equal keys are one. Strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The same e-mail address.
    Email,
    /// The same company name and postal code.
    NameAndPostalCode,
    /// The same phone number.
    Phone,
    /// The same company name and city.
    NameAndCity,
    /// A company's own mail domain and the same city.
    DomainAndCity,
}

impl Rule {
    /// All of them, strongest first.
    pub const ALL: [Self; 5] =
        [Self::Email, Self::NameAndPostalCode, Self::Phone, Self::NameAndCity, Self::DomainAndCity];

    /// Its name in the match output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "Rule 1: email",
            Self::NameAndPostalCode => "Rule 2: company and postal code",
            Self::Phone => "Rule 3: phone",
            Self::NameAndCity => "Rule 4: company and city",
            Self::DomainAndCity => "Rule 5: mail domain and city",
        }
    }

    /// Hash of what it compares; `None` where the record lacks it.
    fn key(self, values: &[String]) -> Option<u64> {
        let value = |at: usize| values.get(at).map_or("", String::as_str);
        let key = match self {
            Self::Email => email_key(value(EMAIL)),
            Self::Phone => phone_key(value(PHONE)),
            Self::NameAndPostalCode => both(&name_key(value(COMPANY)), &plain(value(POSTAL_CODE))),
            Self::NameAndCity => both(&name_key(value(COMPANY)), &plain(value(CITY))),
            Self::DomainAndCity => both(domain_key(value(EMAIL)), &plain(value(CITY))),
        };
        (!key.is_empty()).then(|| fnv1a(key.as_bytes()))
    }
}

/// More records than this under one key say that the key is worthless.
const COMMON_KEY: usize = 12;

/// The groups that the matcher found.
pub struct Grouping {
    /// For each record by position: the smallest position of its group.
    pub leader: Vec<u32>,
    /// For each leader: the weakest rule that was needed to hold its group together; `None` for a record alone.
    pub weakest: Vec<Option<Rule>>,
}

/// Groups records, which must come in the order of their positions. About 100 bytes a record at its peak.
pub fn group<'a>(records: impl Iterator<Item = &'a SampleRecord>) -> Grouping {
    let mut matcher = Matcher::default();
    records.for_each(|record| matcher.add(record));
    matcher.group()
}

/// Collects the keys of records, one by one.
#[derive(Default)]
pub(super) struct Matcher {
    keys: [Vec<(u64, u32)>; Rule::ALL.len()],
    records: u32,
}

impl Matcher {
    /// Takes in the record at the next position.
    pub(super) fn add(&mut self, record: &SampleRecord) {
        for (rule, keys) in Rule::ALL.into_iter().zip(&mut self.keys) {
            keys.extend(rule.key(&record.values).map(|key| (key, self.records)));
        }
        self.records += 1;
    }

    /// Joins records with equal keys, strongest rule first.
    pub(super) fn group(self) -> Grouping {
        let mut found = Grouping { leader: (0..self.records).collect(), weakest: vec![None; self.records as usize] };
        for (rule, mut keys) in Rule::ALL.into_iter().zip(self.keys) {
            keys.sort_unstable();
            for same in keys.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() <= COMMON_KEY) {
                same.windows(2).for_each(|pair| found.join(pair[0].1, pair[1].1, rule));
            }
        }
        for position in 0..self.records {
            found.leader[position as usize] = found.find(position);
        }
        found
    }
}

impl Grouping {
    fn find(&mut self, mut position: u32) -> u32 {
        while self.leader[position as usize] != position {
            let above = self.leader[self.leader[position as usize] as usize];
            self.leader[position as usize] = above;
            position = above;
        }
        position
    }

    fn join(&mut self, a: u32, b: u32, rule: Rule) {
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            self.leader[a.max(b) as usize] = a.min(b);
            // Rules come strongest first, so the one at hand is the weakest so far.
            self.weakest[a.min(b) as usize] = Some(rule);
        }
    }
}

/// Words of legal forms, spelt out and without dots.
#[rustfmt::skip]
const LEGAL: [&str; 57] = [
    "gmbh", "co", "kg", "ag", "ek", "og", "ltd", "limited", "plc", "llp", "inc", "incorporated", "corp", "corporation",
    "llc", "sarl", "sas", "sa", "bv", "nv", "ab", "aktiebolag", "sro", "as", "spol", "s", "ro", "akciova",
    "spolecnost", "sp", "z", "oo", "spolka", "akcyjna", "sl", "sociedad", "limitada", "anonima", "srl", "spa",
    "societa", "a", "responsabilita", "limitata", "per", "azioni", "ae", "epe", "ood", "ad", "kk", "gk",
    "gesellschaft", "aktiengesellschaft", "mbh", "kommanditgesellschaft", "rl",
];

/// `Kessler Metallbau GmbH` and `kessler-metallbau` alike; empty where only a legal form is left.
fn name_key(name: &str) -> String {
    let spelt = spell_out(name).to_lowercase().replace('.', "");
    let words = spelt.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !LEGAL.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The domain of a company's own mail; empty for private mail.
fn domain_key(email: &str) -> &str {
    email.split_once('@').map(|(_, domain)| domain).filter(|domain| !FREEMAIL.contains(domain)).unwrap_or_default()
}

/// The last eight digits, which international and national numbers share; and the extension.
fn phone_key(phone: &str) -> String {
    let (number, extension) = phone.split_once(['e', 'x']).unwrap_or((phone, ""));
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let Some(last) = digits.len().checked_sub(8).and_then(|from| digits.get(from..)) else { return String::new() };
    let extension = extension.chars().filter(char::is_ascii_digit);
    last.iter().copied().chain(['x']).chain(extension).collect()
}

fn plain(text: &str) -> String {
    spell_out(text).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

fn both(a: &str, b: &str) -> String {
    if a.is_empty() || b.is_empty() { String::new() } else { format!("{a}|{b}") }
}

/// The FNV-1a hash: the same on every machine.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_many_dresses() {
        for name in ["Acme Corp.", "ACME Corporation Ltd.", "acme-corp", "Acme"] {
            assert_eq!(name_key(name), "acme", "{name}");
        }
        assert_eq!(name_key("GmbH & Co. KG"), "");
    }

    #[test]
    fn one_phone_number_in_many_dresses() {
        let key = phone_key("+49 221 4710 123");
        for phone in ["0221/4710 123", "0049 221 4710 123", "02214710123", "+49-221-4710-123"] {
            assert_eq!(phone_key(phone), key, "{phone}");
        }
        assert_eq!(phone_key("+1 617 555 0142 ext. 101"), phone_key("6175550142x101"));
        assert_ne!(phone_key("+1 617 555 0142 ext. 101"), phone_key("6175550142"));
        assert_eq!(phone_key("0142"), "");
    }
}
