//! Names of people: without titles, in an order that does not depend on how the source writes them.

use super::fold::words;

/// Titles and forms of address; degrees are too often also names or initials.
const TITLES: [&str; 19] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "rev",
    "herr",
    "frau",
    "dipl",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "phd",
];

/// The comparable form of a person's name: its words, sorted, so that `Moreau, Anna` and `Anna Moreau` are one.
///
/// A name that consists of titles only keeps them.
pub fn comparable(value: &str) -> String {
    let folded = words(value);
    let mut all: Vec<&str> = folded.split(' ').collect();
    all.sort_unstable();
    let named: Vec<&str> = all.iter().copied().filter(|word| !TITLES.contains(word)).collect();
    if named.is_empty() { all.join(" ") } else { named.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn order_and_titles_do_not_count() {
        assert_eq!(comparable("Dr. Anna Moreau"), comparable("MOREAU, Anna"));
        assert_eq!(comparable("Zoë O'Neill-Smith"), "oneill smith zoe");
        assert_eq!(comparable("Dr."), "dr");
        assert_eq!(comparable("Anna Maria"), comparable("Maria, Anna"));
    }
}
