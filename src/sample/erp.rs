//! How accounts write a customer down: capitals, complete legal forms, national numbers, short of room.

use super::company::Person;
use super::mess::{sometimes_missing, sometimes_typo, spell_out};
use super::origin::COLUMNS;
use super::place::Site;
use super::profile::Profile;
use super::rng::Rng;

/// The values of a record, in the order of [`super::Origin::header`].
pub fn values(profile: &Profile, site: &Site, person: &Person, rng: &mut Rng) -> [String; COLUMNS] {
    let capitals = rng.percent(55);
    let ascii = rng.percent(45);
    let written = |text: String| {
        let text = if ascii { spell_out(&text) } else { text };
        if capitals { text.to_uppercase() } else { text }
    };
    let contact = match rng.below(4) {
        0 => person.initial(),
        1 => person.native(),
        _ => person.register(),
    };
    let street = if rng.percent(30) { &site.street } else { &site.street_short };
    [
        written(company(profile, rng)),
        sometimes_missing(written(contact), 35, rng),
        email(profile, person, rng),
        sometimes_missing(phone(profile, rng), 22, rng),
        sometimes_missing(written(street.clone()), 4, rng),
        written(site.place.city.to_owned()),
        sometimes_missing(site.postal_code.clone(), 3, rng),
        profile.country.code.to_owned(),
        sometimes_missing(profile.tax_number.clone(), 10, rng),
    ]
}

fn company(profile: &Profile, rng: &mut Rng) -> String {
    let name = &profile.name;
    let form = if rng.percent(40) { name.form.long } else { name.form.short };
    match &name.native {
        Some(native) if rng.percent(60) => format!("{native} {}", name.form.long),
        _ if rng.percent(12) => format!("{} {form}", name.short),
        _ => format!("{} {form}", sometimes_typo(name.core.clone(), 7, rng)),
    }
}

fn email(profile: &Profile, person: &Person, rng: &mut Rng) -> String {
    let mailbox = match rng.below(100) {
        0..55 => return String::new(),
        55..70 => "info".to_owned(),
        70..76 => "invoices".to_owned(),
        _ => person.mailbox(profile.mail_style),
    };
    format!("{mailbox}@{}", profile.mail_domain)
}

/// `0221/4710 123`; in the United States `(617) 555-0142`.
fn phone(profile: &Profile, rng: &mut Rng) -> String {
    let national = profile.phone.split_once(' ').map_or("", |(_, rest)| rest);
    match national.split_once(' ') {
        _ if rng.percent(15) => profile.phone.clone(),
        Some((area, rest)) if profile.country.code == "US" => format!("({area}) {}", rest.replacen(' ', "-", 1)),
        Some((area, rest)) => format!("{}{area}/{rest}", profile.country.trunk),
        None => profile.phone.clone(),
    }
}
