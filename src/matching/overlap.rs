//! Words that two texts have in common, in any order.

use super::similarity::word_similarity;

/// Words of a text that are looked at.
const MOST: usize = 64;

/// The words of a text (divided by blanks), as far as they are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Words<'t> {
    words: [&'t str; MOST],
    count: usize,
}

/// How much two texts have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Common words ÷ all words, 0..=1 (Dice).
    pub both: f64,
    /// Common words ÷ words of the text with fewer, 0..=1.
    pub contained: f64,
}

impl<'t> Words<'t> {
    /// Of a text.
    pub fn of(text: &'t str) -> Self {
        let mut words = Self { words: [""; MOST], count: 0 };
        let mut rest = text;
        while words.count < MOST {
            let end = rest.bytes().position(|byte| byte == b' ');
            words.words[words.count] = end.map_or(rest, |end| &rest[..end]);
            words.count += 1;
            let Some(end) = end else { break };
            rest = &rest[end + 1..];
        }
        words
    }

    /// They, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'t str> {
        self.words.iter().take(self.count).copied()
    }

    /// Whether it is one of them.
    pub fn contains(&self, word: &str) -> bool {
        self.iter().any(|own| own == word)
    }

    fn importance(&self) -> f64 {
        self.iter().map(importance).sum()
    }

    /// What is common, word by word, each used once; `alike` gives 0..=1.
    fn common(&self, other: &Self, alike: impl Fn(&str, &str) -> f64) -> f64 {
        let mut used = 0_u64;
        let mut common = 0.0;
        for word in self.iter() {
            let mut best = (0.0, None);
            for (i, other) in other.iter().enumerate() {
                if used & (1 << i) == 0 {
                    let similarity = alike(word, other);
                    if similarity > best.0 {
                        best = (similarity, Some((i, other)));
                    }
                }
            }
            if let (similarity, Some((i, other))) = best {
                used |= 1 << i;
                common += similarity * f64::midpoint(importance(word), importance(other));
            }
        }
        common
    }
}

impl Overlap {
    /// One number of the two: a text within another is more alike than Dice says, and less than the same.
    pub fn similarity(self) -> f64 {
        0.6 * self.both + 0.4 * self.contained
    }

    fn new(common: f64, a: f64, b: f64) -> Self {
        Self { both: (2.0 * common / (a + b)).min(1.0), contained: (common / a.min(b)).min(1.0) }
    }
}

/// The words that `a` and `b` have in common, in any order, each used once; `alike` gives 0..=1.
///
/// Words of up to three letters (directions, articles, initials) count half. At most 64 words are looked at.
/// Greedy, so its result may depend on which text comes first: callers put them in order.
pub fn overlap(a: &str, b: &str, alike: impl Fn(&str, &str) -> f64) -> Overlap {
    let (a, b) = (Words::of(a), Words::of(b));
    Overlap::new(a.common(&b, alike), a.importance(), b.importance())
}

/// The same without and with those words that `counts` as numbers, which are the same or not at all alike.
pub fn overlaps(a: &Words, b: &Words, counts: impl Fn(&str) -> bool) -> (Overlap, Overlap) {
    let words = a.common(b, |x, y| if counts(x) || counts(y) { 0.0 } else { word_similarity(x, y) });
    let numbers =
        if a.iter().any(&counts) { a.common(b, |x, y| f64::from(u8::from(x == y && counts(x)))) } else { 0.0 };
    let (in_a, in_b) = (a.importance(), b.importance());
    (Overlap::new(words, in_a, in_b), Overlap::new(words + numbers, in_a, in_b))
}

fn importance(word: &str) -> f64 {
    if word.len() <= 3 { 0.5 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn order_of_words_does_not_count() {
        let overlap = overlap("kessler metall", "metall kesler", word_similarity);
        assert!(overlap.both > 0.95 && overlap.contained > 0.95);
    }

    proptest! {
        #[test]
        fn words_are_what_blanks_divide(text in "[ab é]{0,90}") {
            prop_assert!(Words::of(&text).iter().eq(text.split(' ').take(MOST)));
        }

        #[test]
        fn numbers_can_be_told_apart_at_once(a in "([a-c]{1,5}|[1-3]{1,2})( ([a-c]{1,5}|[1-3]{1,2})){0,5}", b in "([a-c]{1,5}|[1-3]{1,2})( ([a-c]{1,5}|[1-3]{1,2})){0,5}") {
            let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
            let (words, all) = overlaps(&Words::of(&a), &Words::of(&b), is_number);
            let apart = overlap(&a, &b, |x, y| if is_number(x) || is_number(y) { 0.0 } else { word_similarity(x, y) });
            let together = overlap(&a, &b, word_similarity);
            prop_assert!((words.similarity() - apart.similarity()).abs() < 1e-12);
            prop_assert!((all.similarity() - together.similarity()).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&all.similarity()));
        }
    }
}
