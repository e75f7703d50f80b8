//! Keys in words, as `block_on` writes them: `email`, `soundex(surname)`, `first(postal_code, 3)`.

use serde::{Deserialize, Serialize};

use super::feature::{Feature, Part};

/// A key: records that agree on all of its features are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key(pub Vec<Feature>);

impl Key {
    /// Reads one; `column` knows the columns by the names of their attributes.
    ///
    /// # Errors
    /// What cannot be read, in words.
    pub fn parse(words: &[String], column: &dyn Fn(&str) -> Option<usize>) -> Result<Self, String> {
        if words.is_empty() {
            return Err("a key needs an attribute at least".to_owned());
        }
        words.iter().map(|word| feature(word.trim(), column)).collect::<Result<_, _>>().map(Self)
    }

    /// The column whose rare words it is, if it is of that sort.
    pub fn rare_words(&self) -> Option<usize> {
        self.0.iter().find(|feature| feature.part == Part::RareWords).map(|feature| feature.column)
    }

    /// What a record has of it, feature by feature, given the form of any column.
    pub fn texts<'t>(&self, form: &dyn Fn(usize) -> &'t str) -> Vec<String> {
        self.0.iter().map(|feature| super::text(form(feature.column), feature.part).into_owned()).collect()
    }

    /// The key in words; `name` knows the attributes of the columns.
    pub fn words<'a>(&self, name: &dyn Fn(usize) -> &'a str) -> Vec<String> {
        let word = |Feature { column, part }: &Feature| {
            let name = name(*column);
            match part {
                Part::Whole => name.to_owned(),
                Part::Sound => format!("soundex({name})"),
                Part::Start(letters) => format!("first({name}, {letters})"),
                Part::End(letters) => format!("last({name}, {letters})"),
                Part::User => format!("user({name})"),
                Part::Domain => format!("domain({name})"),
                Part::House => format!("house({name})"),
                Part::RareWords => format!("rare_words({name})"),
            }
        };
        self.0.iter().map(word).collect()
    }
}

fn feature(word: &str, column: &dyn Fn(&str) -> Option<usize>) -> Result<Feature, String> {
    let known =
        |name: &str| column(name.trim()).ok_or_else(|| format!("{:?} is no attribute that is matched", name.trim()));
    let Some((function, rest)) = word.split_once('(') else {
        return Ok(Feature { column: known(word)?, part: Part::Whole });
    };
    let inside = rest.strip_suffix(')').ok_or_else(|| format!("{word:?} lacks its closing bracket"))?;
    let (name, count) = inside.split_once(',').map_or((inside, None), |(name, count)| (name, Some(count.trim())));
    let letters = || {
        let count = count.and_then(|count| count.parse::<usize>().ok()).filter(|count| (1..=64).contains(count));
        count.ok_or_else(|| format!("{word:?} needs a number of letters: {}({}, 3)", function.trim(), name.trim()))
    };
    let part = match function.trim() {
        "soundex" => Part::Sound,
        "first" => Part::Start(letters()?),
        "last" => Part::End(letters()?),
        "user" => Part::User,
        "domain" => Part::Domain,
        "house" => Part::House,
        other => {
            return Err(format!("unknown function {other:?}; expected soundex, first, last, user, domain or house"));
        }
    };
    Ok(Feature { column: known(name)?, part })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_back() {
        let names = ["email", "surname", "postal_code"];
        let column = |name: &str| names.iter().position(|own| *own == name);
        let words = ["soundex(surname)", "first(postal_code, 3)", "email"].map(str::to_owned);
        let key = Key::parse(&words, &column).unwrap();
        assert_eq!(key.words(&|column| names[column]), words);
        for wrong in ["nobody", "first(email)", "soundex(surname", "sound(surname)", "last(email, 0)"] {
            assert!(Key::parse(&[wrong.to_owned()], &column).is_err(), "{wrong}");
        }
    }
}
