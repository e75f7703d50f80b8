//! How well a few typed letters fit a text: they must all stand in it, in order, and fit the better the closer they
//! stand together and the more of them begin words.

/// A fit: the higher the score the better; `at` are the positions, in characters, of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// How well it fits.
    pub score: i32,
    /// Where, in characters from 0.
    pub at: Vec<usize>,
}

const LETTER: i32 = 16;
const AT_WORD: i32 = 12;
const AT_START: i32 = 8;
const JOINED: i32 = 14;
/// What a character that is skipped between two letters costs, and at most.
const SKIPPED: i32 = 2;
const MOST_SKIPPED: i32 = 12;

/// How well `typed` fits `text`; `None` where a letter of it does not stand there, in order. Case does not matter, and
/// blanks that were typed part words, each of which may begin anew anywhere after the one before.
///
/// The best of all ways to find the letters is sought: `best[j]` is the score of the letters so far where the last one
/// stands at `j`.
pub fn fit(typed: &str, text: &str) -> Option<Fit> {
    let lower = |c: char| c.to_lowercase().next().unwrap_or(c);
    let letters: Vec<char> = typed.chars().filter(|c| !c.is_whitespace()).map(lower).collect();
    let chars: Vec<char> = text.chars().map(lower).collect();
    if letters.is_empty() {
        return Some(Fit { score: 0, at: Vec::new() });
    }
    let begins = |j: usize| j == 0 || chars.get(j - 1).is_some_and(|before| !before.is_alphanumeric());
    let own = |j: usize| LETTER + if begins(j) { AT_WORD } else { 0 } + if j == 0 { AT_START } else { 0 };
    // Score and predecessor of each letter at each position.
    let mut table: Vec<Vec<Option<(i32, usize)>>> = Vec::with_capacity(letters.len());
    for (i, letter) in letters.iter().enumerate() {
        let mut row = vec![None; chars.len()];
        for (j, _) in chars.iter().enumerate().filter(|(_, c)| *c == letter) {
            row[j] = match table.last() {
                None => Some((own(j) - skipped(j), j)),
                Some(before) => (i - 1..j)
                    .filter_map(|k| {
                        let (score, _) = before.get(k).copied().flatten()?;
                        let tie = if k + 1 == j { JOINED } else { -skipped(j - k - 1) };
                        Some((score + own(j) + tie, k))
                    })
                    .max_by_key(|(score, k)| (*score, *k)),
            };
        }
        table.push(row);
    }
    let last = table.last()?;
    let scored = last.iter().enumerate().filter_map(|(j, cell)| cell.map(|(score, _)| (score, j)));
    let (score, mut j) = scored.max_by_key(|(score, j)| (*score, std::cmp::Reverse(*j)))?;
    let mut at = Vec::with_capacity(letters.len());
    for row in table.iter().rev() {
        at.push(j);
        j = row.get(j).copied().flatten().map_or(j, |(_, before)| before);
    }
    at.reverse();
    Some(Fit { score, at })
}

fn skipped(characters: usize) -> i32 {
    i32::try_from(characters).map_or(MOST_SKIPPED, |n| (n * SKIPPED).min(MOST_SKIPPED))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn score(typed: &str, text: &str) -> i32 {
        fit(typed, text).map_or(i32::MIN, |fit| fit.score)
    }

    #[test]
    fn all_letters_must_stand_there_in_order() {
        assert!(fit("ndo", "undo").is_some() && fit("UNDO", "undo").is_some());
        assert!(fit("odnu", "undo").is_none() && fit("undoo", "undo").is_none());
        assert_eq!(fit("", "undo"), Some(Fit { score: 0, at: vec![] }));
    }

    #[test]
    fn words_and_neighbours_count_more_than_scattered_letters() {
        assert!(score("nt", "next task") > score("nt", "unmeant"));
        assert!(score("mer", "merge") > score("mer", "make record"));
        assert!(
            score("split", "split and merge") > score("split", "see the clusters that would exist, apart, in turn")
        );
        assert!(score("re", "redo") > score("re", "prefer"));
    }

    #[test]
    fn the_best_way_is_shown_not_the_first() {
        assert_eq!(fit("ta", "the task").map(|fit| fit.at), Some(vec![4, 5]));
        assert_eq!(fit("sb", "send back").map(|fit| fit.at), Some(vec![0, 5]));
    }

    proptest! {
        #[test]
        fn positions_spell_what_was_typed(typed in "[a-dä ]{0,6}", text in "[a-dä ]{0,20}") {
            if let Some(fit) = fit(&typed, &text) {
                let chars: Vec<char> = text.chars().collect();
                let spelt: String = fit.at.iter().map(|at| chars[*at]).collect();
                prop_assert_eq!(spelt, typed.replace(' ', ""));
                prop_assert!(fit.at.windows(2).all(|two| two[0] < two[1]));
            }
        }
    }
}
