//! Words by their sound, as keys for blocking: what sounds alike gets one key, and some of what does not.
//!
//! Two keys: Soundex, which everybody knows, and one after Lawrence Philips' Metaphone (Computer Language 7/12, 1990),
//! which hears better. The rules here are our own, wider than his: they also serve spellings of German, Romance and
//! Slavic languages, since the surnames of one country come from many (`Schmidt`, `Smit`; `Meyer`, `Maier`; `Kowalczyk`).
//!
//! Words come folded, in lower case; what is no Latin letter is passed over.

use std::fmt;

/// A key of at most eight letters, without allocation.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sound {
    letters: [u8; 8],
}

impl Sound {
    /// The key as text; empty where the word has no sound.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.letters.get(..self.len()).unwrap_or_default()).unwrap_or_default()
    }

    /// The key as a number, in the order of the text.
    pub fn packed(self) -> u64 {
        u64::from_be_bytes(self.letters)
    }

    /// Whether the word has no sound.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    fn len(self) -> usize {
        self.letters.iter().position(|letter| *letter == 0).unwrap_or(self.letters.len())
    }

    /// One more letter, unless the last is the same or the key is full.
    fn push(&mut self, letter: u8) {
        let len = self.len();
        let repeated = len.checked_sub(1).and_then(|last| self.letters.get(last)) == Some(&letter);
        if let Some(place) = self.letters.get_mut(len).filter(|_| !repeated) {
            *place = letter;
        }
    }
}

impl fmt::Display for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// American Soundex, as the National Archives of the United States define it: `robert` is `R163`. Letters that `h` or
/// `w` divides count as neighbours; those that a vowel divides do not.
pub fn soundex(word: &str) -> Sound {
    let code = |letter: u8| match letter {
        b'b' | b'f' | b'p' | b'v' => b'1',
        b'c' | b'g' | b'j' | b'k' | b'q' | b's' | b'x' | b'z' => b'2',
        b'd' | b't' => b'3',
        b'l' => b'4',
        b'm' | b'n' => b'5',
        b'r' => b'6',
        _ => b'0',
    };
    let mut letters = word.bytes().filter(u8::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase());
    let mut sound = Sound::default();
    let Some(first) = letters.next() else { return sound };
    let mut out = [first.to_ascii_uppercase(), b'0', b'0', b'0'];
    let (mut count, mut last) = (1, code(first));
    for letter in letters.filter(|letter| !matches!(letter, b'h' | b'w')) {
        let digit = code(letter);
        if digit != b'0' && digit != last {
            let Some(place) = out.get_mut(count) else { break };
            *place = digit;
            count += 1;
        }
        last = digit;
    }
    for (place, letter) in sound.letters.iter_mut().zip(out) {
        *place = letter;
    }
    sound
}

/// The word by its consonants; a vowel counts at the beginning only, as `A`. `X` is the sound of *sh* and *ch*, `0` that
/// of *th*; `v` sounds as `f`, and so does `w` between vowels.
pub fn metaphone(word: &str) -> Sound {
    let mut sound = Sound::default();
    let bytes = word.as_bytes();
    let mut at = beginning(bytes, &mut sound);
    while at < bytes.len() && sound.len() < 8 {
        at += step(bytes, at, &mut sound);
    }
    sound
}

/// Letters at the beginning that are silent or sound otherwise than elsewhere; how many were dealt with.
fn beginning(word: &[u8], sound: &mut Sound) -> usize {
    match word {
        [b'k' | b'g' | b'p' | b'm', b'n', ..] | [b'w', b'r', ..] | [b'p', b's', ..] | [b'c', b'z', ..] => 1,
        [b'w', b'h', ..] => {
            sound.push(b'W');
            2
        }
        [b'x', ..] => {
            sound.push(b'S');
            1
        }
        [b'a' | b'e' | b'i' | b'o' | b'u', ..] => {
            sound.push(b'A');
            1
        }
        // `Yves`, `Ypsilanti` begin with a vowel; `Young`, `Jung` do not.
        [b'y', next, ..] if !is_vowel(*next) => {
            sound.push(b'A');
            1
        }
        _ => 0,
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

fn is_front(letter: u8) -> bool {
    matches!(letter, b'e' | b'i' | b'y')
}

/// Hears what stands at `at`; how many letters that was.
#[allow(clippy::match_same_arms)] // One rule a line, in the order in which they are tried.
fn step(word: &[u8], at: usize, sound: &mut Sound) -> usize {
    let rest = word.get(at..).unwrap_or_default();
    let before = at.checked_sub(1).and_then(|i| word.get(i)).copied().unwrap_or(0);
    let (heard, letters): (&[u8], usize) = match rest {
        // A doubled letter is one, except where `cc` is two sounds.
        [a, b, ..] if a == b && *a != b'c' => (b"", 1),
        [b's', b'c', b'h', b't', b's', b'c', b'h', ..] => (b"X", 7),
        [b't' | b'd', b's', b'c', b'h', ..] | [b's', b'h', b'c', b'h', ..] => (b"X", 4),
        // Before `m`, `n`, `l`, `w` German writes `sch` where English has `s`: Schmidt, Smith.
        [b's', b'c', b'h', b'm' | b'n' | b'l' | b'w', ..] => (b"S", 3),
        [b's' | b't', b'c', b'h', ..] | [b's', b'c', b'z', ..] => (b"X", 3),
        [b's', b'h' | b'z', ..]
        | [b'c', b'z', ..]
        | [b'z', b'h', ..]
        | [b'c', b's']
        | [b's' | b't', b'i', b'o' | b'a', ..] => (b"X", 2),
        [b's', b'c', next, ..] if is_front(*next) => (b"S", 2),
        [b'c', b'h', b'r' | b'l' | b's' | b't' | b'n' | b'm', ..] | [b'c', b'h'] => (b"K", 2),
        [b'c', b'h', ..] => (b"X", 2),
        [b'c', b'k' | b'q', ..] => (b"K", 2),
        [b'c', next, ..] if is_front(*next) => (b"S", 1),
        [b'c' | b'q' | b'k', ..] => (b"K", 1),
        [b'd', b'g', next, ..] if is_front(*next) => (b"J", 2),
        [b'd', b't', ..] | [b't', b'd', ..] => (b"T", 2),
        // A hard ending: Schmid, Schmit.
        [b'd'] => (b"T", 1),
        [b'd' | b't', b's' | b'z'] | [b't', b'z', ..] => (b"S", 2),
        // `Smith`, `Schmidt`: at the end of a word most languages have no `th`.
        [b't', b'h'] => (b"T", 2),
        [b't', b'h', b'm', ..] => (b"T", 2),
        [b't', b'h', ..] => (b"0", 2),
        [b'g', b'h', next, ..] if !is_vowel(*next) => (b"", 2),
        [b'g', b'h'] => (b"", 2),
        [b'g', b'h', ..] => (b"K", 2),
        [b'g', b'n', ..] if at > 0 => (b"N", 2),
        [b'g', next, ..] if is_front(*next) && before != b'g' => (b"J", 1),
        [b'g', ..] => (b"K", 1),
        [b'p', b'h' | b'f', ..] => (b"F", 2),
        [b'v' | b'f', ..] => (b"F", 1),
        // Slavic endings: Ivanow, Ivanov, Ivanoff.
        [b'w'] if is_vowel(before) && before != b'y' => (b"F", 1),
        [b'w', b's', b'k', ..] => (b"F", 1),
        [b'w', next, ..] if is_vowel(*next) => (if is_vowel(before) { b"F" } else { b"W" }, 1),
        // Elsewhere `y` is a vowel, and so is the `j` of Romance and Slavic endings.
        [b'y', next, ..] if is_vowel(*next) && at == 0 => (b"J", 1),
        [b'j', ..] if at == 0 || is_vowel(rest.get(1).copied().unwrap_or(0)) && !is_vowel(before) => (b"J", 1),
        [b'x', ..] => (b"KS", 1),
        [b'z', ..] => (b"S", 1),
        [b'b'] | [b'p', b's' | b't', ..] if before == b'm' => (b"", 1),
        [letter @ (b'b' | b'd' | b'l' | b'm' | b'n' | b'p' | b'r' | b's' | b't'), ..] => {
            sound.push(letter.to_ascii_uppercase());
            (b"", 1)
        }
        _ => (b"", 1),
    };
    for letter in heard {
        sound.push(*letter);
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soundex_as_the_archives_define_it() {
        for (word, code) in [
            ("robert", "R163"),
            ("rupert", "R163"),
            ("rubin", "R150"),
            ("ashcraft", "A261"),
            ("tymczak", "T522"),
            ("pfister", "P236"),
            ("honeyman", "H555"),
            ("lee", "L000"),
            ("gutierrez", "G362"),
            ("vandeusen", "V532"),
            ("", ""),
            ("123", ""),
        ] {
            assert_eq!(soundex(word).as_str(), code, "{word}");
        }
    }

    #[test]
    fn what_sounds_alike_has_one_key() {
        for (a, b) in [
            ("smith", "smyth"),
            ("smith", "schmidt"),
            ("schmidt", "schmitt"),
            ("schmid", "schmit"),
            ("meyer", "maier"),
            ("meier", "mayr"),
            ("stephen", "steven"),
            ("philip", "filip"),
            ("catherine", "katherine"),
            ("knight", "night"),
            ("wright", "right"),
            ("clark", "clarke"),
            ("thompson", "thomson"),
            ("johnson", "jonson"),
            ("ivanov", "ivanoff"),
            ("ivanov", "ivanow"),
            ("shchukin", "schukin"),
            ("jackson", "jaxon"),
            ("reilly", "riley"),
            ("mueller", "muller"),
            ("hoffmann", "hofman"),
            ("kowalczyk", "kovalchik"),
        ] {
            assert_eq!(metaphone(a), metaphone(b), "{a} {b}");
        }
    }

    #[test]
    fn what_sounds_apart_has_not() {
        for (a, b) in
            [("smith", "jones"), ("maria", "anna"), ("peter", "philip"), ("martin", "morris"), ("ball", "wall")]
        {
            assert_ne!(metaphone(a), metaphone(b), "{a} {b}");
        }
    }

    #[test]
    fn keys_are_short_and_ordered_as_text() {
        assert_eq!(metaphone("supercalifragilistic").as_str().len(), 8);
        assert!(metaphone("").is_empty() && metaphone("123").is_empty() && metaphone("\u{5d0}\u{5d1}").is_empty());
        let (a, b) = (metaphone("anna"), metaphone("bert"));
        assert_eq!(a.packed() < b.packed(), a.as_str() < b.as_str());
        assert_eq!(format!("{:>6}|", soundex("lee")), "  L000|");
    }
}
