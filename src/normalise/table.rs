//! The tables in `assets/`: one entry a line, `#` before a comment; and the map they are looked up in.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Lines of a table that are neither empty nor a comment.
pub fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A map built once from a table of our own. Only lookups depend on it, never an order.
pub type Table<V> = HashMap<&'static str, V, BuildHasherDefault<Quick>>;

/// A hash for short words, several times faster than the standard one. It does not withstand keys made to collide,
/// which is no danger here: the data is only looked up, never put in.
#[derive(Clone, Copy, Default)]
pub struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        // The constant is 2^64 divided by the golden ratio, made odd: multiplying spreads every bit upwards.
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let last = rest.iter().fold(rest.len() as u64, |word, byte| (word << 8) | u64::from(*byte));
        self.mix(last);
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The map takes its place from the low bits and its tag from the high ones.
        self.0 ^ (self.0 >> 32)
    }
}
