//! Strategies, groups and overrides choose golden values, each with its provenance. Pure.
//!
//! `scope.rs` holds what records contend for, `criterion.rs` what may decide, `contest.rs` lets them contend,
//! `overrides.rs` hears what people said, and `step.rs` has the words for what decided. May use `model` and `config` only.

mod contest;
mod criterion;
#[cfg(test)]
mod laws;
mod overrides;
mod scope;
mod step;

use crate::config::{AttributeRule, Config, Group};
use crate::model::{Golden, Record};

use contest::{Outcome, contest};
use scope::{Contestant, Scope};

pub use overrides::Override;
pub use step::{Reason, Step};

/// The golden record of a cluster: one value an attribute, in the domain's order.
///
/// The same whatever the order of `members`, since every choice ends in the order of record keys. `overrides` are
/// the standing ones of these members; see [`Override`] for who wins where several speak of one attribute.
///
/// ```text
/// override ─► group's rule ─► attribute's rule ─► fallback: trust, newest, longest, smallest key
/// ```
pub fn golden(config: &Config, members: &[&Record], overrides: &[Override]) -> Golden {
    let default = AttributeRule::default();
    let contestants: Vec<Contestant> = members.iter().map(|record| Contestant::new(config, record)).collect();
    let mut standing = Vec::with_capacity(members.len());
    let groups: Vec<(&Group, Outcome)> = config
        .survivorship
        .groups
        .iter()
        .map(|group| (group, contest(&Scope::group(group), &contestants, &mut standing)))
        .collect();
    let values = (0..config.domain.attributes.len())
        .map(|attribute| {
            let grouped = groups.iter().find(|(group, _)| group.attributes.contains(&attribute));
            let ruled = if let Some((_, outcome)) = grouped {
                outcome.value(attribute)
            } else {
                let rule = config.survivorship.rules.get(attribute).unwrap_or(&default);
                contest(&Scope::attribute(&attribute, rule), &contestants, &mut standing).value(attribute)
            };
            overrides::hear(attribute, members, overrides, ruled)
        })
        .collect();
    Golden { values }
}
