//! How customers write themselves down in a web shop: lower case, nicknames, private mail, what the form lets pass.

use super::company::Person;
use super::mess::{slug, sometimes_missing, sometimes_typo, spell_out};
use super::origin::COLUMNS;
use super::place::Site;
use super::profile::Profile;
use super::rng::Rng;

/// Providers of private mail, all of them names that nobody can register.
pub const FREEMAIL: [&str; 4] = ["freemail.example", "postbox.example", "mail.test", "example.com"];

/// The values of a record, in the order of [`super::Origin::header`].
pub fn values(profile: &Profile, site: &Site, person: &Person, rng: &mut Rng) -> [String; COLUMNS] {
    let buyer = match rng.below(10) {
        0..5 => person.nickname(),
        5 => person.initial(),
        6 => person.native(),
        _ => person.full(),
    };
    let buyer = if rng.percent(40) { buyer.to_lowercase() } else { buyer };
    let city = if rng.percent(10) || profile.country.script.is_some() { site.place.other } else { site.place.city };
    let country = if rng.percent(60) { profile.country.name.to_owned() } else { profile.country.code.to_lowercase() };
    [
        company(profile, rng),
        sometimes_missing(sometimes_typo(buyer, 5, rng), 5, rng),
        email(profile, person, rng),
        sometimes_missing(phone(profile, rng), 45, rng),
        sometimes_typo(address(site, rng), 6, rng),
        if rng.percent(50) { city.to_lowercase() } else { city.to_owned() },
        sometimes_missing(site.postal_code.clone(), 4, rng),
        country,
        rng.below(60).saturating_sub(5).to_string(),
    ]
}

fn company(profile: &Profile, rng: &mut Rng) -> String {
    let name = &profile.name;
    let with_form = format!("{} {}", name.core, name.form.short);
    if let Some(brand) = name.brand.as_ref().filter(|_| rng.percent(70)) {
        return if rng.percent(50) { brand.to_lowercase() } else { brand.clone() };
    }
    match (rng.below(100), &name.native) {
        (0..30, _) => slug(&name.core),
        (30..42, _) => slug(&with_form),
        (42..60, _) => sometimes_typo(name.core.to_lowercase(), 10, rng),
        (60..72, _) => name.short.to_lowercase(),
        (72..78, Some(native)) => native.clone(),
        (78..83, _) => String::new(),
        _ => sometimes_typo(with_form, 10, rng),
    }
}

fn email(profile: &Profile, person: &Person, rng: &mut Rng) -> String {
    match rng.below(100) {
        0..36 => format!("{}@{}", person.private_mailbox(rng.below(90) + 10), rng.pick(&FREEMAIL)),
        36..46 => format!("info@{}", profile.mail_domain),
        46..55 => format!("{}+shop@{}", person.mailbox(profile.mail_style), profile.mail_domain),
        _ => format!("{}@{}", person.mailbox(profile.mail_style), profile.mail_domain),
    }
}

/// `02214710123`, `+492214710123` or, with an extension, `02214710123x101`.
fn phone(profile: &Profile, rng: &mut Rng) -> String {
    let phone = if rng.percent(35) { &profile.second_phone } else { &profile.phone };
    let national = phone.split_once(' ').map_or("", |(_, rest)| rest);
    let digits = |text: &str| text.replace(" ext. ", "x").replace(' ', "");
    if rng.percent(70) { format!("{}{}", profile.country.trunk, digits(national)) } else { digits(phone) }
}

fn address(site: &Site, rng: &mut Rng) -> String {
    match rng.below(100) {
        0..12 => site.street_short.to_lowercase(),
        12..24 => spell_out(&site.street),
        24..32 => format!("{}, {} floor", site.street, rng.pick(&["2nd", "3rd", "4th"])),
        _ => site.street.clone(),
    }
}
