//! Which of many byte strings occur in a long run of bytes: a file, or the texts of a million records.

use std::collections::HashMap;
use std::io::{self, Read};

/// A needle has at least so many bytes; shorter ones would be met by chance.
pub const LEAST: usize = 4;
/// Bytes read at a time.
const CHUNK: usize = 1 << 20;
/// A run of so many hexadecimal digits is a hash or a random id, in which short numbers occur by chance.
const HASH_DIGITS: usize = 32;

/// Byte strings to look for, all at once.
#[derive(Clone, Debug)]
pub struct Needles {
    all: Vec<Vec<u8>>,
    by_start: HashMap<[u8; LEAST], Vec<usize>>,
    /// Whether any needle begins with two bytes: most places of a file are passed over by this alone.
    first_two: Vec<bool>,
    longest: usize,
}

impl Needles {
    /// Needles, known by their position; those of less than [`LEAST`] bytes are never found.
    pub fn new(all: Vec<Vec<u8>>) -> Self {
        let mut by_start: HashMap<[u8; LEAST], Vec<usize>> = HashMap::new();
        let mut first_two = vec![false; 1 << 16];
        for (position, needle) in all.iter().enumerate() {
            if let Some(start) = needle.first_chunk::<LEAST>() {
                by_start.entry(*start).or_default().push(position);
                first_two[two(*start)] = true;
            }
        }
        let longest = all.iter().map(Vec::len).max().unwrap_or(0);
        Self { all, by_start, first_two, longest }
    }

    /// Calls `found` at every place where a needle occurs, with the place and the needle's position.
    pub fn search(&self, bytes: &[u8], mut found: impl FnMut(usize, usize)) {
        for at in 0..bytes.len().saturating_sub(LEAST - 1) {
            let rest = &bytes[at..];
            let Some(start) = rest.first_chunk::<LEAST>() else { return };
            if !self.first_two[two(*start)] {
                continue;
            }
            for &needle in self.by_start.get(start).map_or(&[][..], Vec::as_slice) {
                if rest.starts_with(&self.all[needle]) && !in_a_hash(bytes, at, self.all[needle].len()) {
                    found(at, needle);
                }
            }
        }
    }

    /// How often any needle occurs in what `from` reads.
    ///
    /// # Errors
    /// What reading fails with.
    pub fn count_in(&self, mut from: impl Read) -> io::Result<u64> {
        // A needle may lie across two chunks, and the digits around it tell a hash.
        let margin = self.longest + HASH_DIGITS;
        let mut window: Vec<u8> = Vec::new();
        // Places before this one are counted; they are kept for what they say of those after.
        let mut counted = 0;
        let mut count = 0;
        loop {
            let kept = window.len();
            window.resize(kept + CHUNK, 0);
            let read = from.read(&mut window[kept..])?;
            window.truncate(kept + read);
            let whole = if read == 0 { window.len() } else { window.len().saturating_sub(margin) };
            self.search(&window, |at, _| count += u64::from((counted..whole).contains(&at)));
            if read == 0 {
                return Ok(count);
            }
            counted = counted.max(whole);
            let dropped = counted.saturating_sub(margin);
            window.drain(..dropped);
            counted -= dropped;
        }
    }
}

fn two(start: [u8; LEAST]) -> usize {
    usize::from(start[0]) << 8 | usize::from(start[1])
}

/// A needle of hexadecimal digits that is a part of many more of them was met by chance.
fn in_a_hash(bytes: &[u8], at: usize, length: usize) -> bool {
    let hex = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    if length >= HASH_DIGITS / 2 || !bytes[at..at + length].iter().all(hex) {
        return false;
    }
    let before = bytes[..at].iter().rev().take(HASH_DIGITS).take_while(|byte| hex(byte)).count();
    let after = bytes[at + length..].iter().take(HASH_DIGITS).take_while(|byte| hex(byte)).count();
    before + length + after >= HASH_DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(all: &[&str]) -> Needles {
        Needles::new(all.iter().map(|needle| needle.as_bytes().to_vec()).collect())
    }

    #[test]
    fn every_needle_is_found_wherever_it_lies() {
        let mut found = Vec::new();
        needles(&["York", "Yorkshire", "abc", "müller"])
            .search("xYorkshire müller abc".as_bytes(), |_, needle| found.push(needle));
        assert_eq!(found, [0, 1, 3]);
    }

    #[test]
    fn a_number_within_a_hash_is_chance_and_one_on_its_own_is_not() {
        let hash = "0f".repeat(8) + "1998" + &"a1".repeat(22);
        let count = |text: &str| needles(&["1998"]).count_in(text.as_bytes()).unwrap();
        assert_eq!(count(&format!("{{\"id\":\"{hash}\"}}")), 0);
        assert_eq!(count("[\"1998\"]"), 1);
        assert_eq!(count("0049 1998 01"), 1);
    }

    #[test]
    fn chunks_hide_nothing_and_count_nothing_twice() {
        let mut bytes = vec![b'.'; 3 * CHUNK + 17];
        for at in [0, CHUNK - 300, CHUNK - 3, CHUNK - 190, 2 * CHUNK - 5, 2 * CHUNK + 40, 3 * CHUNK + 17 - 6] {
            bytes[at..at + 6].copy_from_slice(b"secret");
        }
        assert_eq!(needles(&["secret"]).count_in(bytes.as_slice()).unwrap(), 7);
    }
}
