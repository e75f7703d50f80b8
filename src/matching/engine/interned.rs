//! Texts with numbers: equal ones have one number, in the order in which they came.

use std::hint::black_box;

use hashbrown::HashTable;

use super::hash;

/// Texts, each once, without the means to find them.
#[derive(Clone, Debug, Default)]
pub struct Interned {
    /// One after the other.
    arena: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Interned {
    /// The text with a number.
    pub fn text(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.arena[start..self.ends[number]]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Gives numbers.
#[derive(Clone, Debug, Default)]
pub struct Interning {
    texts: Interned,
    /// Half of a hash, with the number: a table that grows does not look at the texts again.
    numbers: HashTable<(u32, u32)>,
}

impl Interning {
    /// The number of a text, and whether it is a new one.
    pub fn number(&mut self, text: &str) -> (u32, bool) {
        let half = hash::text(text) as u32;
        if let Some((_, number)) = self.find(half, text) {
            return (number, false);
        }
        let number = self.texts.ends.len() as u32;
        self.texts.arena.push_str(text);
        self.texts.ends.push(self.texts.arena.len());
        self.numbers.insert_unique(spread(half), (half, number), |(half, _)| spread(*half));
        (number, true)
    }

    /// Makes room for so many texts in all, if they are as long as those so far: to grow by and by takes twice the memory.
    pub fn expect(&mut self, texts: usize) {
        let Interned { arena, ends } = &mut self.texts;
        let more = texts.saturating_sub(ends.len());
        arena.reserve(more * arena.len().div_ceil(ends.len().max(1)));
        ends.reserve(more);
    }

    /// The numbers of texts; those that did not come before get new ones.
    pub fn all<S: AsRef<str>>(&mut self, texts: &[S]) -> Vec<u32> {
        let known = self.known(texts);
        texts.iter().zip(known).map(|(text, known)| known.unwrap_or_else(|| self.number(text.as_ref()).0)).collect()
    }

    /// The numbers of those of some texts that came before. To fetch what is known from memory takes longer than all
    /// else, and here is done for all of them at once: none waits for another.
    pub fn known<S: AsRef<str>>(&self, texts: &[S]) -> Vec<Option<u32>> {
        let likely = |text: &S| {
            let half = hash::text(text.as_ref()) as u32;
            self.numbers.find(spread(half), |(own, _)| *own == half).map(|(_, number)| *number)
        };
        let mut found: Vec<Option<u32>> = texts.iter().map(likely).collect();
        for number in found.iter().flatten() {
            black_box(self.texts.ends[*number as usize]);
        }
        for number in found.iter().flatten() {
            black_box(self.texts.text(*number).as_bytes().first().copied());
        }
        for (text, found) in texts.iter().map(AsRef::as_ref).zip(&mut found) {
            // Two texts may share half a hash.
            if found.is_some_and(|number| self.texts.text(number) != text) {
                *found = self.find(hash::text(text) as u32, text).map(|(_, number)| number);
            }
        }
        found
    }

    /// The texts.
    pub fn finish(self) -> Interned {
        self.texts
    }

    fn find(&self, half: u32, text: &str) -> Option<(u32, u32)> {
        self.numbers.find(spread(half), |(own, number)| *own == half && self.texts.text(*number) == text).copied()
    }
}

fn spread(half: u32) -> u64 {
    hash::mix(u64::from(half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_number() {
        let mut interning = Interning::default();
        let numbers = ["", "york", "bath", "york", ""].map(|text| interning.number(text));
        assert_eq!(numbers, [(0, true), (1, true), (2, true), (1, false), (0, false)]);
        assert_eq!(interning.known(&["bath", "leeds", "york"]), [Some(2), None, Some(1)]);
        assert_eq!(interning.all(&["leeds", "bath", "hull", "leeds"]), [3, 2, 4, 3]);
        let texts = interning.finish();
        assert_eq!((texts.len(), texts.text(0), texts.text(1), texts.text(2)), (5, "", "york", "bath"));
    }

    #[test]
    fn many_texts_are_found_again() {
        let mut interning = Interning::default();
        let texts: Vec<String> = (0..10_000).map(|n| format!("text {n}")).collect();
        assert!(texts.iter().enumerate().all(|(n, text)| interning.number(text) == (n as u32, true)));
        assert!(interning.known(&texts).into_iter().eq((0..10_000).map(Some)));
    }
}
