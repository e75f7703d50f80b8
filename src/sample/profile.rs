//! What is true of an entity, whatever the systems say: one company at one place.
//!
//! Companies come as families: most are alone, some have branches in other cities (same name and mail domain, often
//! one switchboard), some a holding at the same address. Every member of a family is an entity of its own.

use super::company::{CompanyName, Person};
use super::mess::slug;
use super::place::{PhoneBook, Site, shaped};
use super::rng::Rng;
use super::words::{COUNTRIES, Country, Place};

/// The truth about one entity.
#[derive(Clone)]
pub struct Profile {
    /// Its country.
    pub country: &'static Country,
    /// Its name.
    pub name: CompanyName,
    /// Where it is.
    pub site: Site,
    /// Where it was before it moved.
    pub former_site: Option<Site>,
    /// Where its bills go, if elsewhere.
    pub billing_site: Option<Site>,
    /// Where its parcels go, if elsewhere.
    pub delivery_site: Option<Site>,
    /// Its phone number, international.
    pub phone: String,
    /// The line of whoever orders its parcels, international.
    pub second_phone: String,
    /// Whom the systems may know.
    pub people: [Person; 2],
    /// Its mail domain, reserved for documents.
    pub mail_domain: String,
    /// How its mailboxes are named.
    pub mail_style: usize,
    /// Part of a family: mail to `info@` arrives at one desk.
    pub shared_mailbox: bool,
    /// A branch or a holding, not the family's first member.
    pub dependent: bool,
    /// Tax number.
    pub tax_number: String,
}

impl Profile {
    /// A family's first member.
    fn head(serial: u64, phones: &mut PhoneBook, rng: &mut Rng) -> Self {
        let country: &'static Country = rng.weighted(&COUNTRIES, |country| country.weight);
        let name = CompanyName::new(country, serial, rng);
        let place = rng.pick(&country.places);
        let site = Site::new(country, place, rng);
        // Two companies of one name rarely share a domain: the later one adds its country or its city.
        let extra = match rng.below(4) {
            0 => format!("-{}", country.code.to_lowercase()),
            1 => format!("-{}", slug(place.other)),
            _ => String::new(),
        };
        let top = if rng.percent(85) { "example" } else { "test" };
        Self {
            country,
            mail_domain: format!("{}{extra}.{top}", slug(&name.core)),
            mail_style: rng.below(3),
            shared_mailbox: false,
            dependent: false,
            name,
            former_site: Self::another_site(12, country, place, rng),
            billing_site: Self::another_site(35, country, place, rng),
            delivery_site: Self::another_site(70, country, place, rng),
            site,
            phone: phones.number(place),
            second_phone: phones.number(place),
            people: [Person::new(country, rng), Person::new(country, rng)],
            tax_number: shaped(country.tax, rng),
        }
    }

    /// In `percent` of a hundred cases an address besides the one in `home`, mostly in the same city.
    fn another_site(percent: usize, country: &Country, home: &'static Place, rng: &mut Rng) -> Option<Site> {
        rng.percent(percent).then(|| {
            let place = if rng.percent(75) { home } else { *rng.pick(&country.places) };
            Site::new(country, place, rng)
        })
    }

    /// A branch of the same company in another city, or at least another street.
    fn branch(&self, phones: &mut PhoneBook, rng: &mut Rng) -> Self {
        let home = self.site.place;
        let elsewhere: Vec<_> = self.country.places.iter().filter(|place| place.index != home.index).collect();
        let place = if elsewhere.is_empty() || rng.percent(6) { home } else { rng.pick(&elsewhere) };
        let phone = if rng.percent(35) { self.phone.clone() } else { phones.number(place) };
        Self {
            site: Site::new(self.country, place, rng),
            second_phone: phones.number(place),
            former_site: None,
            billing_site: None,
            delivery_site: None,
            phone,
            people: [Person::new(self.country, rng), Person::new(self.country, rng)],
            shared_mailbox: true,
            dependent: true,
            tax_number: if rng.percent(50) { self.tax_number.clone() } else { shaped(self.country.tax, rng) },
            ..self.clone()
        }
    }

    /// The holding above it, at the same address.
    fn holding(&self, phones: &mut PhoneBook, rng: &mut Rng) -> Self {
        Self {
            name: self.name.holding(),
            former_site: None,
            billing_site: None,
            delivery_site: None,
            phone: if rng.percent(40) { self.phone.clone() } else { phones.number(self.site.place) },
            people: [self.people[0].clone(), Person::new(self.country, rng)],
            shared_mailbox: true,
            dependent: true,
            tax_number: shaped(self.country.tax, rng),
            ..self.clone()
        }
    }
}

/// Company number `serial` with all that belongs to it; at least one entity.
pub fn family(serial: u64, phones: &mut PhoneBook, rng: &mut Rng) -> Vec<Profile> {
    let mut head = Profile::head(serial, phones, rng);
    let mut others = Vec::new();
    match rng.below(100) {
        0..6 => others.extend((0..=rng.below(6) / 4).map(|_| head.branch(phones, rng))),
        6..8 => others.push(head.holding(phones, rng)),
        _ => {}
    }
    head.shared_mailbox = !others.is_empty();
    others.insert(0, head);
    others
}
