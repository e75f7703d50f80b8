//! How a cluster formed, link by link, with who or what made each.

use super::given_up::named;
use super::island::Material;
use super::view::Joined;
use crate::normalise::time;
use crate::resolve::ties::By;
use crate::resolve::{Constraints, formation};

/// The links by which the records of a cluster became one, in the order in which they were followed.
pub fn formed(material: &Material, constraints: &Constraints, nodes: &[usize]) -> Vec<Joined> {
    if nodes.len() < 2 {
        return Vec::new();
    }
    let island = &material.island;
    let here = formation(island, constraints).into_iter().filter(|join| nodes.binary_search(&join.a).is_ok());
    let joined = here.map(|join| Joined {
        tie: named(island, join.a, join.b, join.by),
        time: match join.by {
            By::Said(at) => Some(time::rfc3339(island.assertions[at].time_us)),
            By::Run(_) => None,
        },
        sizes: join.sizes,
    });
    joined.collect()
}

#[cfg(test)]
mod tests {
    use crate::workspace::tests_support::{Place, decide, merge};

    #[test]
    fn decisions_come_with_author_and_time_and_the_run_with_its_score() {
        let (_place, mut ana) = Place::loaded("single");
        let view = ana.cluster("crm:01").unwrap();
        assert_eq!(view.formed.len(), 2);
        assert!(view.formed.iter().all(|joined| joined.tie.kind == "match" && joined.tie.probability.is_some()));
        decide(&mut ana, merge("crm:01", "web:09")).unwrap();
        let view = ana.cluster("crm:01").unwrap();
        let first = &view.formed[0];
        assert_eq!((first.tie.kind.as_str(), first.tie.author.as_deref()), ("merge", Some("ana")));
        assert!(first.time.is_some() && first.tie.seq.is_some() && first.sizes == (1, 1));
        assert_eq!(view.formed.len(), view.members.len() - 1, "a tree spans the cluster");
    }
}
