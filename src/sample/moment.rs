//! Moments: when a system last touched a record. Three habits of writing them, all ISO 8601.

use super::origin::Origin;
use super::rng::Rng;

/// A moment between the first of January 2023 and the end of October 2026.
#[derive(Clone, Copy)]
pub struct Moment {
    year: usize,
    month: usize,
    day: usize,
    second: usize,
}

impl Moment {
    /// A moment of recent years.
    pub fn recent(rng: &mut Rng) -> Self {
        let month = rng.below(22);
        Self { year: 2025 + month / 12, month: month % 12 + 1, day: rng.below(28) + 1, second: rng.below(86_400) }
    }

    /// A moment long before any recent one.
    pub fn old(rng: &mut Rng) -> Self {
        Self { year: 2023, month: rng.below(12) + 1, day: rng.below(28) + 1, second: rng.below(86_400) }
    }

    /// As `origin` writes it.
    pub fn written_by(self, origin: Origin) -> String {
        let Self { year, month, day, second } = self;
        let (h, m, s) = (second / 3600, second / 60 % 60, second % 60);
        match origin {
            Origin::Crm => format!("{year}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}Z"),
            Origin::Erp => format!("{year}-{month:02}-{day:02}"),
            // The shop runs on central European time and says so.
            Origin::Ecommerce => {
                let zone = if (4..=10).contains(&month) { 2 } else { 1 };
                format!("{year}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}+{zone:02}:00")
            }
        }
    }
}
