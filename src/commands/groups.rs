//! Places that belong together: where a command of the table works.

use super::Place;

pub const SCREENS: &[Place] =
    &[Place::Queue, Place::Review, Place::Partition, Place::Golden, Place::History, Place::Health];
pub const REVIEW: &[Place] = &[Place::Review, Place::Partition];
/// Screens with columns that can be made wider.
pub const COLUMNS: &[Place] = &[Place::Queue, Place::Review, Place::Partition, Place::Golden, Place::History];
pub const LISTS: &[Place] = &[Place::Queue, Place::Golden, Place::History];
/// Where `Tab` leads to the next tab; in Review it leads to the next way to split.
pub const TABBED: &[Place] = &[Place::Queue, Place::Golden, Place::History, Place::Health];
pub const OVERLAYS: &[Place] = &[
    Place::Help,
    Place::Palette,
    Place::Why,
    Place::Value,
    Place::Entry,
    Place::Picker,
    Place::Merge,
    Place::Preview,
    Place::Conflict,
    Place::Formed,
    Place::Scores,
    Place::Tour,
    Place::Welcome,
    Place::Files,
    Place::Working,
    Place::Guess,
    Place::Facets,
    Place::Bulk,
    Place::Graph,
    Place::Columns,
];
pub const READING: &[Place] = &[
    Place::Queue,
    Place::Review,
    Place::Partition,
    Place::Golden,
    Place::History,
    Place::Why,
    Place::Value,
    Place::Picker,
    Place::Preview,
    Place::Conflict,
    Place::Formed,
    Place::Scores,
    Place::Health,
    Place::Facets,
    Place::Bulk,
    Place::Graph,
];
pub const VERTICAL: &[Place] = &[
    Place::Queue,
    Place::Review,
    Place::Partition,
    Place::Golden,
    Place::History,
    Place::Help,
    Place::Palette,
    Place::Why,
    Place::Value,
    Place::Picker,
    Place::Merge,
    Place::Preview,
    Place::Conflict,
    Place::Formed,
    Place::Scores,
    Place::Welcome,
    Place::Files,
    Place::Guess,
    Place::Health,
    Place::Facets,
    Place::Bulk,
    Place::Columns,
];
pub const PAGED: &[Place] = &[
    Place::Queue,
    Place::Review,
    Place::Partition,
    Place::Golden,
    Place::History,
    Place::Help,
    Place::Why,
    Place::Value,
    Place::Preview,
    Place::Formed,
    Place::Scores,
    Place::Files,
    Place::Guess,
    Place::Health,
    Place::Facets,
    Place::Bulk,
    Place::Columns,
];
pub const SIDEWAYS: &[Place] = &[
    Place::Review,
    Place::Partition,
    Place::Why,
    Place::Picker,
    Place::Conflict,
    Place::Guess,
    Place::Health,
    Place::Facets,
    Place::Columns,
];
pub const EVERYWHERE: &[Place] = &Place::ALL;
