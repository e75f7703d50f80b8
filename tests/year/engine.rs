//! The engine: groups records by the truth and errs, differently every time; but what confuses it once may do so again.

use std::fmt::Write as _;

use goldsmith::model::RecordKey;
use goldsmith::sample::MATCHES_FILE;

use crate::chance::Chance;
use crate::world::World;

/// The match output of a run. Its groups are the true entities, but some fall apart and some neighbours run together:
/// neighbours of the sample are often branches of one company.
pub fn run(world: &World, number: usize, chance: &mut Chance) -> (String, String) {
    let mut groups: Vec<Vec<&RecordKey>> = Vec::new();
    let mut run_together = false;
    for (entity, keys) in &world.entities {
        let mut parts = [Vec::new(), Vec::new()];
        let falls_apart = chance.permille(if is_prone(*entity, 30) { 350 } else { 20 });
        for key in keys.iter().filter(|key| world.rows[*key].present) {
            parts[usize::from(falls_apart && chance.permille(500))].push(key);
        }
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            match groups.last_mut() {
                Some(last) if run_together => last.extend(part),
                _ => groups.push(part),
            }
            run_together = chance.permille(if is_prone(entity + 7, 20) { 350 } else { 2 });
        }
    }
    if groups.is_empty() {
        return (MATCHES_FILE.to_owned(), grouped(&[], number));
    }
    let turned = chance.below(groups.len());
    groups.rotate_left(turned);
    (MATCHES_FILE.to_owned(), grouped(&groups, number))
}

/// Whether an entity is one of those, so many in a hundred, that confuse the engine (Knuth's multiplicative hash).
fn is_prone(entity: usize, percent: u64) -> bool {
    (entity as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32 & 0xffff < percent * 0xffff / 100
}

/// Every record of the world alone.
pub fn alone(world: &World) -> (String, String) {
    let groups: Vec<Vec<&RecordKey>> = world.rows.keys().map(|key| vec![key]).collect();
    (MATCHES_FILE.to_owned(), grouped(&groups, 0))
}

fn grouped(groups: &[Vec<&RecordKey>], number: usize) -> String {
    let mut text = String::from("InputSourceARN,RecordId,MatchID,MatchRule\n");
    for (group, keys) in groups.iter().enumerate() {
        for RecordKey { source, id } in keys {
            let arn = format!("arn:aws:glue:eu-west-1:111122223333:table/customer_mdm/{source}_customers");
            writeln!(text, "{arn},{id},run{number}-{group},Rule").unwrap();
        }
    }
    text
}
