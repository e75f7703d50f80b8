//! The stream of entities with their records, of any length, in a memory that does not grow.

use std::collections::VecDeque;

use super::moment::Moment;
use super::origin::{COLUMNS, Origin};
use super::place::PhoneBook;
use super::profile::{Profile, family};
use super::rng::Rng;
use super::{crm, ecommerce, erp, showcase};

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many records, over all sources.
    pub records: usize,
    /// Another seed gives other data.
    pub seed: u64,
}

impl Default for Options {
    /// The sample that the program carries.
    fn default() -> Self {
        Self { records: 1_200, seed: 5 }
    }
}

/// An entity and everything that the sources hold of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// `E000001` and so on: the truth that no product sees.
    pub id: String,
    /// Its records, at least one.
    pub records: Vec<SampleRecord>,
}

/// A record as its source holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleRecord {
    /// The source.
    pub origin: Origin,
    /// Its number in that source; its id is made of it.
    pub number: usize,
    /// Its position in the whole stream, from 0.
    pub position: usize,
    /// Its values, in the order of [`Origin::header`] without the first and the last.
    pub values: [String; COLUMNS],
    /// When the source last changed it.
    pub updated_at: String,
}

impl SampleRecord {
    /// Its id in its source.
    pub fn id(&self) -> String {
        self.origin.record_id(self.number)
    }
}

/// A record before it has a number.
pub(super) struct Draft {
    pub(super) origin: Origin,
    pub(super) values: [String; COLUMNS],
    pub(super) updated_at: String,
}

/// The entities of `options`, the hand-made ones of the showcase first.
pub fn generate(options: Options) -> Stream {
    Stream {
        options,
        showcase: showcase::entities().into(),
        family: VecDeque::new(),
        companies: 0,
        entities: 0,
        records: 0,
        counts: [0; Origin::ALL.len()],
        phones: PhoneBook::new(),
    }
}

/// The entities, one after another.
pub struct Stream {
    options: Options,
    showcase: VecDeque<Vec<Draft>>,
    family: VecDeque<Vec<Draft>>,
    companies: u64,
    entities: usize,
    records: usize,
    counts: [usize; Origin::ALL.len()],
    phones: PhoneBook,
}

impl Iterator for Stream {
    type Item = Entity;

    fn next(&mut self) -> Option<Entity> {
        let left = self.options.records.saturating_sub(self.records);
        if left == 0 {
            return None;
        }
        let mut drafts = self.showcase.pop_front().or_else(|| self.family.pop_front());
        while drafts.is_none() {
            let mut rng = Rng::of(self.options.seed, self.companies);
            let profiles = family(self.companies, &mut self.phones, &mut rng);
            self.companies += 1;
            self.family = profiles.iter().map(|profile| records_of(profile, &mut rng)).collect();
            drafts = self.family.pop_front();
        }
        self.entities += 1;
        let records = drafts?.into_iter().take(left).map(|draft| self.numbered(draft)).collect();
        Some(Entity { id: format!("E{:06}", self.entities), records })
    }
}

impl Stream {
    fn numbered(&mut self, draft: Draft) -> SampleRecord {
        let count = &mut self.counts[draft.origin as usize];
        let number = draft.origin.number(*count);
        *count += 1;
        self.records += 1;
        let Draft { origin, values, updated_at } = draft;
        SampleRecord { origin, number, position: self.records - 1, values, updated_at }
    }
}

/// What the sources hold of one entity: nearly every second entity is in several sources, and some twice in one.
fn records_of(profile: &Profile, rng: &mut Rng) -> Vec<Draft> {
    // A branch or a holding is a smaller customer: fewer systems have met it.
    let well_known = if profile.dependent && rng.percent(80) { 54 } else { 100 };
    let mut origins = match rng.below(well_known) {
        0..22 => vec![Origin::Crm],
        22..39 => vec![Origin::Erp],
        39..54 => vec![Origin::Ecommerce],
        54..63 => vec![Origin::Crm, Origin::Erp],
        63..73 => vec![Origin::Crm, Origin::Ecommerce],
        73..79 => vec![Origin::Erp, Origin::Ecommerce],
        _ => Origin::ALL.to_vec(),
    };
    for origin in origins.clone() {
        if rng.percent(6) {
            origins.push(origin);
        }
    }
    let who_has_not_heard_of_the_move = rng.below(origins.len());
    origins
        .into_iter()
        .enumerate()
        .map(|(i, origin)| {
            let former = profile.former_site.as_ref().filter(|_| i == who_has_not_heard_of_the_move);
            let moment = if former.is_some() { Moment::old(rng) } else { Moment::recent(rng) };
            let (own_site, somebody_else) = match origin {
                Origin::Crm => (None, 20),
                Origin::Erp => (profile.billing_site.as_ref(), 35),
                Origin::Ecommerce => (profile.delivery_site.as_ref(), 60),
            };
            let site = former.or(own_site).unwrap_or(&profile.site);
            let person = &profile.people[usize::from(rng.percent(somebody_else))];
            let values = match origin {
                Origin::Crm => crm::values(profile, site, person, rng),
                Origin::Erp => erp::values(profile, site, person, rng),
                Origin::Ecommerce => ecommerce::values(profile, site, person, rng),
            };
            Draft { origin, values, updated_at: moment.written_by(origin) }
        })
        .collect()
}
