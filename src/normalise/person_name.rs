//! Names of people: given names first, without titles, with the mark of a generation last.

use std::sync::LazyLock;

use super::fold::{umlauts, words};
use super::nickname::is_given_name;
use super::table::{Table, lines};
use crate::config::{Normalising, Step};

/// Titles and forms of address; `true` for those that count as such behind a comma only.
static TITLES: LazyLock<Table<bool>> = LazyLock::new(|| {
    let mut titles = Table::default();
    for word in lines(include_str!("../../assets/titles.txt")).flat_map(|line| line.split(' ')) {
        let bare = word.trim_start_matches(',');
        // What is a title anywhere is not narrowed by a second entry.
        titles.entry(bare).and_modify(|behind: &mut bool| *behind &= bare != word).or_insert(bare != word);
    }
    titles
});

/// Words that belong to the name that follows them. None that is also a common initial or given name.
const PARTICLES: [&str; 37] = [
    "van", "von", "vom", "der", "den", "de", "del", "della", "delle", "dello", "degli", "di", "da", "das", "dos", "do",
    "du", "des", "la", "le", "los", "las", "el", "al", "bin", "ibn", "abu", "mc", "mac", "fitz", "zu", "zum", "zur",
    "ter", "ten", "te", "op",
];

/// Marks of a generation, and the one form of each. Father and son are told apart by nothing else.
const GENERATIONS: [(&str, &str); 14] = [
    ("jr", "jr"),
    ("jnr", "jr"),
    ("jun", "jr"),
    ("junior", "jr"),
    ("sr", "sr"),
    ("snr", "sr"),
    ("sen", "sr"),
    ("senior", "sr"),
    ("ii", "ii"),
    ("2nd", "ii"),
    ("iii", "iii"),
    ("3rd", "iii"),
    ("iv", "iv"),
    ("4th", "iv"),
];

/// The comparable form of a person's name: `MOREAU, Dr. Anna` and `Anna Moreau` are one.
///
/// A name that consists of titles only keeps them. What stands in brackets or quotation marks (`Robert "Bob" Smith`)
/// does not count beside other words. The mark of a generation (`jr`, `sr`, `ii` …) stands last.
pub fn comparable(value: &str, how: Normalising) -> String {
    let bare = without_asides(value);
    let mut form = if bare.contains(',') { natural_order(&bare, how) } else { words(&bare) };
    loop {
        let (next, settled) = joined(&form, how);
        // Words that were put together or written otherwise may be particles or titles in their turn.
        if settled || next == form {
            return next;
        }
        form = next;
    }
}

/// The mark of a generation that a form ends with.
pub fn generation(form: &str) -> Option<&str> {
    let last = form.rsplit_once(' ')?.1;
    GENERATIONS.iter().any(|(_, mark)| *mark == last).then_some(last)
}

fn is_title(word: &str) -> bool {
    TITLES.get(word) == Some(&false)
}

fn mark(word: &str) -> Option<&'static str> {
    GENERATIONS.iter().find(|(spelling, _)| *spelling == word).map(|(_, mark)| *mark)
}

/// The words without titles, particles put together with their names, marks of generations last; and whether every word
/// is one of the words that were.
fn joined(words: &str, how: Normalising) -> (String, bool) {
    let mut kept: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    if how.takes(Step::Titles) && kept.iter().any(|word| !is_title(word)) {
        kept.retain(|word| !is_title(word));
        // In front it is the Spanish form of address, behind the mark of the elder.
        let addressed = kept.iter().take_while(|word| **word == "sr").count();
        kept.drain(..addressed.min(kept.len().saturating_sub(1)));
    }
    let mut form = String::with_capacity(words.len());
    let mut marks: Vec<&str> = Vec::new();
    let mut at = 0;
    // In front, `junior` is a name.
    kept.retain(|word| {
        at += 1;
        let mark = mark(word).filter(|_| at > 1);
        marks.extend(mark);
        mark.is_none()
    });
    let mut settled = true;
    let mut open = false; // the word goes on with the next one
    for (at, word) in kept.iter().enumerate() {
        if at > 0 && !open {
            form.push(' ');
        }
        settled &= !open;
        let before = form.len();
        if how.takes(Step::Umlauts) && !is_given_name(word) {
            umlauts(word, &mut form);
            settled &= form.len() - before == word.len();
        } else {
            form.push_str(word);
        }
        let next = kept.get(at + 1);
        // Al Pacino, Van Morrison: in front, what is a given name is one, unless particles follow.
        let stands_alone = at == 0 && is_given_name(word) && next.is_some_and(|next| !PARTICLES.contains(next));
        open = how.takes(Step::Particles) && next.is_some() && PARTICLES.contains(word) && !stands_alone;
    }
    for mark in marks {
        form.push(' ');
        form.push_str(mark);
    }
    (form, settled)
}

/// `Moreau, Anna` the other way round; what stands behind commas and is a title or a mark stays out of it.
fn natural_order(value: &str, how: Normalising) -> String {
    let mut family = String::new();
    let mut given = String::new();
    let mut marks = String::new();
    for (at, segment) in value.split(',').enumerate() {
        let segment = words(segment);
        let is_behind = |word: &str| TITLES.contains_key(word) && how.takes(Step::Titles);
        let several = family.contains(' ') || !given.is_empty();
        let place = if at == 0 || family.is_empty() {
            &mut family
        } else if segment.split(' ').all(|word| mark(word).is_some()) {
            &mut marks
        } else if segment.split(' ').all(|word| is_title(word) && how.takes(Step::Titles) || several && is_behind(word))
        {
            continue;
        } else {
            &mut given
        };
        if !segment.is_empty() {
            place.extend([if place.is_empty() { "" } else { " " }, &segment]);
        }
    }
    let order = if how.takes(Step::Order) { [given, family, marks] } else { [family, given, marks] };
    order.join(" ")
}

/// The name without what stands in brackets or quotation marks, where something else remains.
fn without_asides(value: &str) -> std::borrow::Cow<'_, str> {
    if !value.contains(['(', '"', '\u{201c}', '[']) {
        return value.into();
    }
    let mut bare = String::with_capacity(value.len());
    let mut closing = None;
    for c in value.chars() {
        match (closing, c) {
            (None, '(') => closing = Some(')'),
            (None, '[') => closing = Some(']'),
            (None, '"') => closing = Some('"'),
            (None, '\u{201c}') => closing = Some('\u{201d}'),
            (None, _) => bare.push(c),
            (Some(end), _) if c == end => {
                closing = None;
                bare.push(' ');
            }
            _ => {}
        }
    }
    let lost = closing.is_some() || words(&bare).is_empty();
    if lost { value.into() } else { bare.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Steps;

    fn form(value: &str) -> String {
        comparable(value, Normalising::default())
    }

    #[test]
    fn order_and_titles_do_not_count() {
        for value in [
            "Dr. Anna Moreau",
            "MOREAU, Anna",
            "Moreau, Dr. Anna",
            "Anna Moreau, PhD",
            "Anna Moreau, MD",
            "Frau Anna Moreau",
        ] {
            assert_eq!(form(value), "anna moreau", "{value}");
        }
        for (value, name) in [
            ("Zoë O'Neill-Smith", "zoe oneill smith"),
            ("Dr.", "dr"),
            ("Maria, Anna", "anna maria"),
            ("Robert \"Bob\" Smith", "robert smith"),
            ("Robert (Bob) Smith", "robert smith"),
            ("(Bob)", "bob"),
            ("Anna (", "anna"),
            ("Sr. Juan Pérez", "juan perez"),
            ("Андрей Щукин", "andrey shchukin"),
            ("Smith, Md", "md smith"),
            ("Md Rahman", "md rahman"),
            (", Anna", "anna"),
            ("J.R.R. Tolkien", "j r r tolkien"),
        ] {
            assert_eq!(form(value), name, "{value}");
        }
    }

    #[test]
    fn the_mark_of_a_generation_is_never_lost() {
        for value in [
            "John Smith Jr.",
            "John Smith, Jr",
            "Smith Jr., John",
            "Smith, John, Jr.",
            "JOHN SMITH JUNIOR",
            "Jr. John Smith Jr",
        ] {
            let value = value.trim_start_matches("Jr. ");
            assert_eq!(form(value), "john smith jr", "{value}");
        }
        assert_eq!(form("John Smith III"), "john smith iii");
        assert_eq!(form("John Smith 3rd"), "john smith iii");
        assert_eq!(form("John Smith Sr."), "john smith sr");
        assert_eq!(form("Junior Smith"), "junior smith", "a given name");
        assert_eq!(generation("john smith jr"), Some("jr"));
        assert_eq!(generation("john smith"), None);
        assert_eq!(generation("jr"), None);
    }

    #[test]
    fn particles_belong_to_their_name() {
        for (value, name) in [
            ("Ludwig van Beethoven", "ludwig vanbeethoven"),
            ("Beethoven, Ludwig van", "ludwig vanbeethoven"),
            ("Jan van der Berg", "jan vanderberg"),
            ("van der Berg", "vanderberg"),
            ("Maria de la Cruz", "maria delacruz"),
            ("Maria Delacruz", "maria delacruz"),
            ("Ronald Mc Donald", "ronald mcdonald"),
            ("Al Smith", "al smith"),
            ("Di Smith", "di smith"),
            ("Anna Di", "anna di"),
        ] {
            assert_eq!(form(value), name, "{value}");
        }
    }

    #[test]
    fn umlauts_written_out_are_umlauts() {
        assert_eq!(form("Jürgen Müller"), "jurgen muller");
        assert_eq!(form("Juergen Mueller"), "jurgen muller");
        assert_eq!(form("Jurgen Muller"), "jurgen muller");
        for name in ["michael", "joe", "samuel", "zoe", "phoebe", "sue", "miguel", "joel", "noel", "israel"] {
            assert_eq!(form(name), name);
        }
    }

    #[test]
    fn steps_can_be_left_out() {
        let without = |step| Normalising::Steps(Steps::DEFAULT.with(step, false));
        assert_eq!(comparable("Moreau, Anna", without(Step::Order)), "moreau anna");
        assert_eq!(comparable("Dr. Anna Moreau", without(Step::Titles)), "dr anna moreau");
        assert_eq!(comparable("Jan van der Berg", without(Step::Particles)), "jan van der berg");
        assert_eq!(comparable("Mueller", without(Step::Umlauts)), "mueller");
    }
}
