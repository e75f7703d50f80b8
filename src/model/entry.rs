//! An assertion as copies of a workspace exchange it: header, commitment, nonce, and the payload as it is stored.
//!
//! An entry is checked by itself ([`Entry::verify`]) and against what its reader holds (the chain of its writer, and
//! the times of what it had seen), before anything of it is believed.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::assertion::{Assertion, Authority};
use super::hash::Hash;
use super::seal::{self, Payload};
use super::statement::Statement;

/// The latest time that is believed, microseconds since 1970 (UTC): the year 9000. What is said after it must still
/// have a time that can be written.
const LATEST_US: i64 = 221_845_392_000_000_000;

/// A link of the journal's chain, on its way from one copy of a workspace to another: one line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The copy of the workspace that wrote it: 32 hexadecimal digits.
    pub writer: String,
    /// Its number among that writer's, gapless from 1.
    pub writer_seq: u64,
    /// Content address: the hash of all that follows but the last two.
    pub id: Hash,
    /// Content address of the same writer's one before; [`Hash::ZERO`] for the first.
    pub previous: Hash,
    /// Hybrid logical time, microseconds since 1970 (UTC).
    pub time_us: i64,
    /// What the writer had seen: the last number of every other writer.
    pub seen: BTreeMap<String, u64>,
    /// The kind of statement.
    pub kind: String,
    /// Who said it.
    pub author: String,
    /// How much they may say.
    pub authority: Authority,
    /// Chosen before the write.
    pub request: String,
    /// The match run that was current where it was written.
    pub run: Option<i64>,
    /// What the header commits to.
    pub commitment: Hash,
    /// What the commitment is salted with; empty where the payload was erased.
    #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
    pub nonce: Vec<u8>,
    /// The payload, exactly as it is stored.
    pub body: String,
}

/// How an entry's payload is vouched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// By the commitment in its header.
    Whole,
    /// By nobody yet: it was emptied, and holds if an erasure says that this stands in its place.
    Emptied {
        /// Hash of the body that is there.
        body: Hash,
    },
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not what its writer wrote.
    Altered(&'static str),
    /// It is sealed, and says what this version cannot read.
    Unreadable(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered(what) => f.write_str(what),
            Self::Unreadable(why) => write!(f, "this version cannot read it ({why})"),
        }
    }
}

impl Entry {
    /// An assertion with what seals it.
    pub fn new(said: &Assertion, commitment: Hash, nonce: Vec<u8>, body: String) -> Self {
        Self {
            writer: said.writer.clone(),
            writer_seq: said.writer_seq,
            id: said.id,
            previous: said.previous,
            time_us: said.time_us,
            seen: said.seen.clone(),
            kind: said.statement.kind().to_owned(),
            author: said.author.clone(),
            authority: said.authority,
            request: said.request.clone(),
            run: said.run,
            commitment,
            nonce,
            body,
        }
    }

    /// Holds the entry against itself: its form, its address, its commitment.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn verify(&self) -> Result<Seal, Fault> {
        if !is_writer(&self.writer) || self.writer_seq == 0 || i64::try_from(self.writer_seq).is_err() {
            return Err(Fault::Altered("its writer is none"));
        }
        if self.seen.contains_key(&self.writer) || !self.seen.keys().all(|writer| is_writer(writer)) {
            return Err(Fault::Altered("what it had seen makes no sense"));
        }
        if !(0..=LATEST_US).contains(&self.time_us) {
            return Err(Fault::Altered("its time lies outside of all calendars"));
        }
        if self.kind.is_empty() || self.request.is_empty() {
            return Err(Fault::Altered("its header is not whole"));
        }
        // The address is over the header alone, so it is known before the payload is read.
        if seal::address(&self.outline(), self.commitment) != self.id {
            return Err(Fault::Altered("its header was altered"));
        }
        if !self.nonce.is_empty() && seal::commitment(&self.nonce, &self.body) != self.commitment {
            return Err(Fault::Altered("its payload was altered"));
        }
        if self.assertion()?.statement.kind() != self.kind {
            return Err(Fault::Altered("its payload is of another kind than its header says"));
        }
        Ok(if self.nonce.is_empty() { Seal::Emptied { body: seal::body_hash(&self.body) } } else { Seal::Whole })
    }

    /// The assertion that it is; without a local number.
    ///
    /// # Errors
    /// A payload that this version cannot read.
    pub fn assertion(&self) -> Result<Assertion, Fault> {
        let unreadable = |why: String| Fault::Unreadable(why);
        let payload = Payload::read(&self.body, &self.kind).map_err(|error| unreadable(error.to_string()))?;
        if let Statement::Unknown { .. } = payload.statement {
            let value: Value = serde_json::from_str(&self.body).map_err(|error| unreadable(error.to_string()))?;
            if value["statement"]["kind"] != self.kind.as_str() {
                return Err(Fault::Altered("its payload is of another kind than its header says"));
            }
        }
        Ok(Assertion {
            statement: payload.statement,
            comment: payload.comment,
            content: payload.content,
            shown: payload.shown,
            ..self.outline()
        })
    }

    /// The header, with a statement of which nothing but its kind is known.
    fn outline(&self) -> Assertion {
        Assertion {
            seq: 0,
            id: self.id,
            writer: self.writer.clone(),
            writer_seq: self.writer_seq,
            previous: self.previous,
            author: self.author.clone(),
            authority: self.authority,
            time_us: self.time_us,
            seen: self.seen.clone(),
            request: self.request.clone(),
            run: self.run,
            statement: Statement::Unknown { kind: self.kind.clone() },
            comment: None,
            content: BTreeMap::new(),
            shown: super::Shown::default(),
        }
    }

    /// As one line, without its end.
    ///
    /// # Errors
    /// None that these types can cause.
    pub fn line(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// Whether a text can be a writer's name: 32 hexadecimal digits in lower case.
pub fn is_writer(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

// What serde asks for: a reference to the field.
#[allow(clippy::ptr_arg)]
fn to_hex<S: Serializer>(bytes: &Vec<u8>, serializer: S) -> Result<S::Ok, S::Error> {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let text: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
    serializer.serialize_str(&text)
}

fn from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let digits = |i: usize| text.get(i..i + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(digits).collect();
    bytes.ok_or_else(|| serde::de::Error::custom("not a nonce in hexadecimal digits"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RecordKey, Shown};

    fn entry() -> Entry {
        let statement = Statement::Same { a: RecordKey::new("crm", "1"), b: RecordKey::new("erp", "2") };
        let payload = Payload { statement, comment: None, content: BTreeMap::new(), shown: Shown::default() };
        sealed("same", &payload.text().unwrap())
    }

    fn sealed(kind: &str, body: &str) -> Entry {
        let nonce = vec![7; 16];
        let commitment = seal::commitment(&nonce, body);
        let mut entry = Entry {
            writer: "0123456789abcdef0123456789abcdef".into(),
            writer_seq: 1,
            id: Hash::ZERO,
            previous: Hash::ZERO,
            time_us: 1,
            seen: BTreeMap::new(),
            kind: kind.into(),
            author: "ada".into(),
            authority: Authority::Human,
            request: "r".into(),
            run: Some(1),
            commitment,
            nonce,
            body: body.into(),
        };
        entry.id = seal::address(&entry.outline(), commitment);
        entry
    }

    #[test]
    fn a_line_holds_all_of_it() {
        let entry = entry();
        assert_eq!(entry.verify(), Ok(Seal::Whole));
        let read: Entry = serde_json::from_str(&entry.line().unwrap()).unwrap();
        assert_eq!(read, entry);
        assert!(!entry.line().unwrap().contains('\n'));
    }

    #[test]
    fn every_field_is_sealed() {
        let good = entry();
        let changes: [fn(&mut Entry); 12] = [
            |entry| entry.writer = "f".repeat(32),
            |entry| entry.writer_seq = 2,
            |entry| entry.id = Hash::of(["x"]),
            |entry| entry.previous = Hash::of(["x"]),
            |entry| entry.time_us = 2,
            |entry| entry.seen = BTreeMap::from([("f".repeat(32), 1)]),
            |entry| entry.kind = "different".into(),
            |entry| entry.author = "ben".into(),
            |entry| entry.authority = Authority::Rule,
            |entry| entry.run = None,
            |entry| entry.commitment = Hash::of(["x"]),
            |entry| entry.body = entry.body.replace("erp:2", "erp:3"),
        ];
        for (n, change) in changes.into_iter().enumerate() {
            let mut entry = good.clone();
            change(&mut entry);
            assert!(matches!(entry.verify(), Err(Fault::Altered(_))), "change {n}");
        }
    }

    #[test]
    fn every_byte_of_a_line_is_sealed() {
        let (good, line) = (entry(), entry().line().unwrap());
        for at in 0..line.len() {
            for change in [0x01, 0x20] {
                let mut bytes = line.clone().into_bytes();
                bytes[at] ^= change;
                // What is no line any more cannot be read; a hash may be written in capitals.
                let Ok(entry) = serde_json::from_slice::<Entry>(&bytes) else { continue };
                assert!(entry == good || matches!(entry.verify(), Err(Fault::Altered(_))), "byte {at}: {entry:?}");
            }
        }
    }

    #[test]
    fn an_emptied_payload_is_vouched_for_by_somebody_else() {
        let mut entry = entry();
        entry.nonce.clear();
        let body = seal::body_hash(&entry.body);
        assert_eq!(entry.verify(), Ok(Seal::Emptied { body }));
        assert_eq!(serde_json::from_str::<Entry>(&entry.line().unwrap()).unwrap(), entry);
    }

    #[test]
    fn what_a_newer_version_says_is_known_by_its_kind() {
        let newer = sealed("pledge", r#"{"statement":{"kind":"pledge","of":["crm:1"]},"more":1}"#);
        assert_eq!(newer.verify(), Ok(Seal::Whole));
        assert_eq!(newer.assertion().unwrap().statement, Statement::Unknown { kind: "pledge".into() });
        let disguised = sealed("pledge", &entry().body);
        assert!(matches!(disguised.verify(), Err(Fault::Altered(_))));
        let odd = sealed("same", r#"{"statement":{"kind":"same","a":"crm:1","b":7}}"#);
        assert!(matches!(odd.verify(), Err(Fault::Unreadable(_))));
    }

    #[test]
    fn a_writer_is_no_path() {
        assert!(is_writer(&"0a".repeat(16)));
        for wrong in ["", "..", "0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A", "../../../../../../../../../../../x"] {
            assert!(!is_writer(wrong), "{wrong}");
        }
    }
}
