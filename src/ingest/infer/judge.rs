//! The kind of a column: what its header says, unless its values clearly say otherwise.

use super::guess::Sure;
use super::header::{Header, Use};
use super::profile::Profile;
use super::shape::Look;
use crate::config::{AttributeKind, Sensitivity};

/// What the files are about, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thing {
    /// People.
    Person,
    /// Companies, sites, places of business.
    Organisation,
    /// Goods.
    Product,
    /// Books, papers, films.
    Work,
    /// Not known.
    #[default]
    Unknown,
}

/// What is known besides the column itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting {
    /// What the files are about.
    pub thing: Thing,
    /// Another column of the same file holds surnames.
    pub surname_beside: bool,
}

/// What a column was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// What it holds.
    pub kind: AttributeKind,
    /// What it is for.
    pub purpose: Use,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// How sure that is.
    pub sure: Sure,
    /// From what that follows, in words.
    pub why: String,
}

/// Values that must be able to be of a kind before it is believed.
const ENOUGH: f64 = 0.5;

/// What a column is.
pub fn judge(header: &Header, profile: &Profile, setting: Setting) -> Judged {
    let known = header.concept.map(|concept| {
        let kind = concept.kind.or_else(|| name_kind(profile, setting)).unwrap_or(AttributeKind::Text);
        (concept, kind)
    });
    let Some((concept, kind)) = known else { return by_values(profile, setting, None) };
    let named = format!("the header says {}", concept.name.replace('_', " "));
    if profile.is_empty() {
        let why = format!("{named}; there are no values yet");
        return Judged { kind, purpose: concept.purpose, sensitivity: concept.sensitivity, sure: Sure::Guess, why };
    }
    let fitting = fits(kind, profile);
    if fitting < ENOUGH && concept.purpose != Use::Key {
        return by_values(profile, setting, Some(concept.name));
    }
    // A category of many different values is none.
    let kind = match kind {
        AttributeKind::Category if concept.purpose == Use::Skip && !profile.is_category() && profile.words > 6.0 => {
            AttributeKind::Text
        }
        other => other,
    };
    let seen = seen(kind, profile);
    let sure = if seen.is_some() || concept.kind.is_some() && fitting > 0.9 { Sure::Sure } else { Sure::Likely };
    let why = match seen {
        Some(seen) => format!("{named}, and {seen}"),
        None => format!("{named}; {} of the values can be that", percent(fitting)),
    };
    let mut purpose = concept.purpose;
    if header.of_identifier && purpose == Use::Match && kind != AttributeKind::Identifier {
        purpose = Use::Skip;
    }
    Judged { kind, purpose, sensitivity: sensitivity(concept.sensitivity, kind, concept.kind.is_none()), sure, why }
}

/// Names of something: sensitive where it is people.
fn sensitivity(said: Sensitivity, kind: AttributeKind, by_values: bool) -> Sensitivity {
    match kind {
        AttributeKind::PersonName => Sensitivity::Pii,
        _ if by_values => Sensitivity::Public,
        _ => said,
    }
}

/// What a column called just `name` names; `None`: nothing that is known.
fn name_kind(profile: &Profile, setting: Setting) -> Option<AttributeKind> {
    if setting.surname_beside {
        return Some(AttributeKind::PersonName);
    }
    let (person, business) = (profile.share(Look::Person), profile.share(Look::Organisation));
    let models = profile.share(Look::HasDigit) > 0.3 && profile.words > 3.0;
    match setting.thing {
        Thing::Product | Thing::Work => Some(AttributeKind::Text),
        _ if models && business < 0.3 => Some(AttributeKind::Text),
        _ if person > 0.2 && person > 1.5 * business => Some(AttributeKind::PersonName),
        _ if business > 0.1 => Some(AttributeKind::Organisation),
        Thing::Person => Some(AttributeKind::PersonName),
        Thing::Organisation => Some(AttributeKind::Organisation),
        Thing::Unknown => None,
    }
}

/// The share of values that can be of a kind.
pub fn fits(kind: AttributeKind, profile: &Profile) -> f64 {
    use AttributeKind as K;
    let share = |look| profile.share(look);
    let other = share(Look::Email) + share(Look::Url);
    let lettered = |most_digits: f64| {
        let plain = share(Look::HasLetter) - other - share(Look::Flag) - share(Look::Date).min(share(Look::HasLetter));
        if share(Look::HasDigit) > most_digits { plain.min(1.0 - share(Look::HasDigit)) } else { plain }
    };
    let fitting = match kind {
        K::Email => share(Look::Email),
        K::Url => share(Look::Url),
        K::Phone => share(Look::Digits).max(share(Look::Phone)),
        K::Date => share(Look::Date) + if share(Look::Date) < ENOUGH { share(Look::Year) } else { 0.0 },
        K::Number => share(Look::Number).max(share(Look::Year)),
        K::Money => share(Look::Money) + share(Look::Number),
        K::PostalCode => share(Look::PostalLike).max(share(Look::Postal)) - share(Look::Date),
        K::PersonName => lettered(0.3),
        K::City | K::Country => lettered(0.4),
        K::Organisation => lettered(1.0),
        K::Address => 1.0 - other - share(Look::Flag) - share(Look::Date),
        K::Identifier => {
            share(Look::HasDigit)
                - share(Look::Date).min(share(Look::HasDigit))
                    * f64::from(share(Look::Code) < ENOUGH && share(Look::Digits) < ENOUGH)
        }
        K::Category => 1.0 - other,
        K::Text => share(Look::HasLetter) - other,
    };
    fitting.clamp(0.0, 1.0)
}

/// What the values themselves say for a kind, in words; `None`: nothing.
fn seen(kind: AttributeKind, profile: &Profile) -> Option<String> {
    use AttributeKind as K;
    let (look, least, what) = match kind {
        K::Email => (Look::Email, 0.5, "look like e-mail addresses"),
        K::Url => (Look::Url, 0.5, "look like web addresses"),
        K::Phone if profile.share(Look::Phone) > 0.5 => (Look::Phone, 0.5, "look like phone numbers"),
        K::Phone => (Look::Digits, 0.5, "have the digits of a phone number"),
        K::Date if profile.share(Look::Date) < 0.5 => (Look::Year, 0.5, "are years"),
        K::Date => (Look::Date, 0.5, "are dates"),
        K::Number => (Look::Number, 0.5, "are numbers"),
        K::Money if profile.share(Look::Money) < 0.5 => (Look::Number, 0.5, "are numbers"),
        K::Money => (Look::Money, 0.5, "are amounts with a currency"),
        K::PostalCode if profile.share(Look::Postal) < 0.5 => {
            (Look::PostalLike, 0.5, "have the length of postal codes")
        }
        K::PostalCode => (Look::Postal, 0.5, "are written like postal codes"),
        K::Country => (Look::Country, 0.5, "are names or codes of countries"),
        K::Address => (Look::Street, 0.2, "have a house number and a word for a street"),
        K::Organisation => (Look::Organisation, 0.1, "have a legal form or a word of organisations"),
        K::PersonName => (Look::Person, 0.15, "hold a common given name"),
        K::City => (Look::City, 0.1, "are large towns"),
        K::Identifier if profile.share(Look::Checked) > 0.5 => (Look::Checked, 0.5, "pass the check of an identifier"),
        K::Identifier => (Look::Code, 0.5, "are codes"),
        K::Category if profile.is_category() => {
            let (distinct, values) = (profile.distinct, profile.sampled);
            return Some(format!("{distinct} different values stand in {values} rows"));
        }
        K::Category => return None,
        K::Text => (Look::HasLetter, 0.5, "are text"),
    };
    let share = profile.share(look);
    (share >= least).then(|| format!("{} of the values {what}", percent(share)))
}

/// What a column is by its values alone. `contradicts`: what its header says, which they are not.
fn by_values(profile: &Profile, setting: Setting, contradicts: Option<&str>) -> Judged {
    use AttributeKind as K;
    let share = |look| profile.share(look);
    let kind = if profile.is_empty() {
        K::Text
    } else if share(Look::Email) > 0.8 {
        K::Email
    } else if share(Look::Url) > 0.8 {
        K::Url
    } else if share(Look::Money) > 0.8 {
        K::Money
    } else if share(Look::Date) > 0.8 {
        K::Date
    } else if share(Look::Flag) > 0.8 {
        K::Category
    } else if share(Look::Postal) > 0.7 {
        K::PostalCode
    } else if share(Look::Phone) > 0.7 {
        K::Phone
    } else if share(Look::Checked) > 0.8 {
        K::Identifier
    } else if share(Look::Number) > 0.9 {
        if profile.is_category() { K::Category } else { K::Number }
    } else if share(Look::Country) > 0.8 && share(Look::NameLike) > 0.8 {
        K::Country
    } else if share(Look::Street) > 0.5 {
        K::Address
    } else if share(Look::Long) > 0.4 {
        K::Text
    } else if share(Look::City) > 0.4 {
        K::City
    } else if share(Look::Person) > 0.4 && share(Look::Person) > share(Look::Organisation) && share(Look::List) < 0.3 {
        K::PersonName
    } else if profile.is_category() {
        K::Category
    } else if share(Look::Organisation) > 0.3 {
        K::Organisation
    } else if share(Look::Code) > 0.8 {
        K::Identifier
    } else {
        K::Text
    };
    let alone = seen(kind, profile).unwrap_or_else(|| "the values are of no other kind".to_owned());
    let (why, sure) = match contradicts {
        Some(said) => (format!("the header says {}, but {alone}", said.replace('_', " ")), Sure::Guess),
        None if profile.is_empty() => ("there are no values yet".to_owned(), Sure::Guess),
        None => (format!("the header says nothing, and {alone}"), Sure::Likely),
    };
    let strong = matches!(kind, K::Email | K::Phone | K::Url | K::Address);
    let names = matches!(kind, K::PersonName | K::Organisation | K::PostalCode | K::City | K::Country | K::Identifier);
    let short_text = kind == K::Text && share(Look::Long) < 0.4 && profile.distinct * 5 > profile.sampled;
    let matched = if contradicts.is_some() { strong } else { strong || names || short_text };
    let works = matches!(setting.thing, Thing::Product | Thing::Work);
    let sensitivity = match kind {
        K::Organisation | K::City | K::Country | K::PostalCode | K::Url => Sensitivity::Public,
        K::Number | K::Money | K::Category | K::Date => Sensitivity::Behavioural,
        K::Text | K::Identifier if works => Sensitivity::Public,
        K::Identifier => Sensitivity::Identifier,
        _ => Sensitivity::Pii,
    };
    Judged { kind, purpose: if matched { Use::Match } else { Use::Skip }, sensitivity, sure, why }
}

/// A share in words; never 100 % where a value stands apart.
pub fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    if rounded >= 100.0 && share < 1.0 { "over 99 %".to_owned() } else { format!("{rounded} %") }
}
