//! Names of companies, put together from parts; and of the people who work there.

use super::mess::{slug, spell_out};
use super::rng::Rng;
use super::words::{Country, Form, SYLLABLES};

/// Companies past this number get coined names only: by then those made of two common words would all be taken
/// several times over, and a million records would hold more namesakes than any real million.
const COMMON_NAMES_UP_TO: u64 = 1_200;

/// The name of a company.
#[derive(Clone)]
pub struct CompanyName {
    /// What sets it apart: `Kessler`.
    first: String,
    /// Without its legal form: `Kessler Metallbau`.
    pub core: String,
    /// The same, abbreviated: `Kessler Metallb.`
    pub short: String,
    /// What it calls itself on its shop fronts, where that is something else: `Velora`.
    pub brand: Option<String>,
    /// Its name in its country's own script, where that is not Latin.
    pub native: Option<String>,
    /// Its legal form.
    pub form: &'static Form,
}

impl CompanyName {
    /// The name of company number `serial`.
    pub fn new(country: &'static Country, serial: u64, rng: &mut Rng) -> Self {
        let [trade, trade_short, trade_native] = *rng.pick(&country.trades);
        let form = rng.weighted(&country.forms, |form| form.weight);
        let common = country.script.is_none() && serial < COMMON_NAMES_UP_TO;
        let (first, native) = match rng.below(100) {
            0..35 if common => (rng.pick(&country.family)[0].to_owned(), None),
            35..55 if common => (partners(country, rng), None),
            _ => coined(country, serial, rng),
        };
        Self {
            core: format!("{first} {trade}"),
            short: format!("{first} {trade_short}"),
            native: native.map(|native| format!("{native} {trade_native}")),
            brand: rng.percent(12).then(|| coined(country, serial, rng).0),
            form,
            first,
        }
    }

    /// The same company's holding.
    pub fn holding(&self) -> Self {
        Self {
            core: format!("{} Holding", self.first),
            short: format!("{} Hldg.", self.first),
            native: None,
            brand: None,
            ..self.clone()
        }
    }
}

/// Two family names: `Kessler & Brückmann`.
fn partners(country: &Country, rng: &mut Rng) -> String {
    let one = rng.below(country.family.len());
    let other = one + 1 + rng.below(country.family.len() - 1);
    [one, other].map(|at| country.family[at % country.family.len()][0]).join(" & ")
}

/// An invented word, and the same sounds in the country's own script.
fn coined(country: &Country, serial: u64, rng: &mut Rng) -> (String, Option<String>) {
    let length = if serial < COMMON_NAMES_UP_TO { 3 } else { 4 };
    let parts: Vec<&[&str; 5]> = (0..length).map(|_| rng.pick(&SYLLABLES)).collect();
    let latin = capitalised(&parts.iter().map(|part| part[0]).collect::<String>());
    let native =
        country.script.map(|script| capitalised(&parts.iter().map(|part| part[script as usize]).collect::<String>()));
    (latin, native)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A person at a company.
#[derive(Clone)]
pub struct Person {
    given: [&'static str; 3],
    family: [&'static str; 2],
}

impl Person {
    /// Somebody of `country`.
    pub fn new(country: &Country, rng: &mut Rng) -> Self {
        Self { given: *rng.pick(&country.given), family: *rng.pick(&country.family) }
    }

    /// `Jana Brückmann`
    pub fn full(&self) -> String {
        format!("{} {}", self.given[0], self.family[0])
    }

    /// `Jani Brückmann`
    pub fn nickname(&self) -> String {
        format!("{} {}", self.given[1], self.family[0])
    }

    /// `J. Brückmann`
    pub fn initial(&self) -> String {
        format!("{}. {}", self.given[0].chars().next().unwrap_or('N'), self.family[0])
    }

    /// `Brückmann, Jana`
    pub fn register(&self) -> String {
        format!("{}, {}", self.family[0], self.given[0])
    }

    /// In the country's own script; Latin where that is the one.
    pub fn native(&self) -> String {
        if self.family[1].is_empty() { self.full() } else { format!("{} {}", self.given[2], self.family[1]) }
    }

    /// What stands before the `@` at a company of mail style 0, 1 or 2.
    pub fn mailbox(&self, style: usize) -> String {
        let plain = |name: &str| slug(&spell_out(name)).replace('-', "");
        let (given, family) = (plain(self.given[0]), plain(self.family[0]));
        match style {
            0 => format!("{given}.{family}"),
            1 => format!("{}.{family}", given.get(..1).unwrap_or_default()),
            _ => format!("{family}.{given}"),
        }
    }

    /// What stands before the `@` of a private mail account.
    pub fn private_mailbox(&self, number: usize) -> String {
        let plain = |name: &str| slug(name).replace('-', "");
        format!("{}.{}{number}", plain(self.given[1]), plain(self.family[0]))
    }
}
