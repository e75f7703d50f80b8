//! How salespeople write a customer down: well, with slips, and sometimes after the customer's own card.

use super::company::Person;
use super::mess::{sometimes_missing, sometimes_typo};
use super::origin::COLUMNS;
use super::place::Site;
use super::profile::Profile;
use super::rng::Rng;

const SEGMENTS: [&str; 4] = ["Enterprise", "Mid-market", "Small business", "Public sector"];

/// The values of a record, in the order of [`super::Origin::header`].
pub fn values(profile: &Profile, site: &Site, person: &Person, rng: &mut Rng) -> [String; COLUMNS] {
    let foreign = profile.country.script.is_some();
    let contact = match rng.below(10) {
        0 => person.initial(),
        1 => person.register(),
        2 => person.native(),
        _ => person.full(),
    };
    let other_city = rng.percent(if foreign { 85 } else { 12 });
    let street = if rng.percent(70) { &site.street } else { &site.street_short };
    [
        company(profile, rng),
        sometimes_missing(sometimes_typo(contact, 4, rng), 8, rng),
        email(profile, person, rng),
        sometimes_missing(phone(profile, rng), 25, rng),
        sometimes_missing(sometimes_typo(street.clone(), 4, rng), 6, rng),
        (if other_city { site.place.other } else { site.place.city }).to_owned(),
        sometimes_missing(site.postal_code.clone(), 5, rng),
        profile.country.name.to_owned(),
        sometimes_missing((*rng.pick(&SEGMENTS)).to_owned(), 10, rng),
    ]
}

fn company(profile: &Profile, rng: &mut Rng) -> String {
    let name = &profile.name;
    let core = match (&name.native, &name.brand) {
        (Some(native), _) if rng.percent(25) => native,
        (_, Some(brand)) if rng.percent(30) => brand,
        _ if rng.percent(9) => &name.short,
        _ => &name.core,
    };
    let core = sometimes_typo(core.clone(), 9, rng);
    match rng.below(100) {
        0..22 => core,
        22..26 => format!("{core} {}", name.form.long),
        26..29 => format!("{core}, {}", name.form.short),
        _ => format!("{core} {}", name.form.short),
    }
}

fn email(profile: &Profile, person: &Person, rng: &mut Rng) -> String {
    let mailbox = match rng.below(100) {
        0..14 => return String::new(),
        14..40 if profile.shared_mailbox => "info".to_owned(),
        14..20 => "info".to_owned(),
        _ => sometimes_typo(person.mailbox(profile.mail_style), 3, rng),
    };
    format!("{mailbox}@{}", profile.mail_domain)
}

fn phone(profile: &Profile, rng: &mut Rng) -> String {
    match rng.below(10) {
        0 => profile.phone.replace(' ', "-"),
        1 => profile.phone.replacen('+', "00", 1),
        _ => profile.phone.clone(),
    }
}
