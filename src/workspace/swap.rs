//! Which id should stay with whom: when a decision takes a golden id that was handed out away from most of the records
//! that the world knows by it, an exchange of ids is offered.

use super::change::{Change, SwapOffer};
use super::overlay::Sight;
use crate::model::RecordKey;

/// The exchange that would leave a handed-out id with most of its records: the first by golden id.
///
/// The majority must come out under an id that named no cluster before and was never handed out: otherwise the
/// exchange would take another id away from where it is known.
pub fn offer(before: &Sight, after: &Sight) -> Option<SwapOffer> {
    let mut offers: Vec<SwapOffer> =
        before.derived.clusters.iter().enumerate().filter_map(|(i, _)| of_cluster(before, i, after)).collect();
    offers.sort_by(|a, b| a.id.cmp(&b.id));
    offers.into_iter().next()
}

/// Whether a change promises the ids that were before: taking back restores, and offers nothing.
pub fn restores(change: &Change) -> bool {
    matches!(change, Change::Retract { .. } | Change::Undo | Change::Redo)
}

fn of_cluster(before: &Sight, cluster: usize, after: &Sight) -> Option<SwapOffer> {
    let id = &before.derived.clusters[cluster].stored.golden_id;
    if !before.identity(id)?.published {
        return None;
    }
    let members = before.keys(cluster);
    let named = |id: &str| before.derived.clusters.iter().any(|cluster| cluster.stored.golden_id == id);
    let keeps = after.cluster_of(after.bearer(id)?);
    let majority = (0..after.derived.clusters.len()).find_map(|other| {
        let theirs = after.keys(other);
        let both = members.iter().filter(|key| theirs.binary_search(key).is_ok()).count();
        (both * 2 > members.len()).then_some((other, both))
    });
    let (other, both) = majority.filter(|(other, _)| keeps.is_some_and(|keeps| keeps != *other))?;
    let new = &after.derived.clusters[other].stored.golden_id;
    let fresh = !named(new) && after.identity(new).is_some_and(|identity| !identity.published);
    fresh.then(|| SwapOffer { id: id.clone(), other: new.clone(), members: members.len(), majority: both })
}

impl Sight {
    /// The record that bears a golden id.
    pub fn bearer(&self, golden_id: &str) -> Option<&RecordKey> {
        let island = &self.material.island;
        let bears = |&(_, &born): &(usize, &usize)| island.nodes[born].golden_id == golden_id;
        self.derived.borne.iter().enumerate().find(bears).map(|(node, _)| &island.nodes[node].key)
    }

    /// What a golden id was born as.
    fn identity(&self, golden_id: &str) -> Option<&crate::resolve::Node> {
        self.material.island.nodes.iter().find(|node| node.golden_id == golden_id)
    }
}

#[cfg(test)]
mod tests {
    use crate::workspace::change::SwapOffer;
    use crate::workspace::tests_support::{Place, decide, key, load, members, merge, refused, split};
    use crate::workspace::{Change, Request, Workspace};

    fn id(workspace: &Workspace, of: &str) -> String {
        workspace.cluster(of).unwrap().golden_id
    }

    /// The cluster of three, handed out under the id of `crm:01`.
    fn published() -> (Place, Workspace, String) {
        let (place, mut workspace) = Place::loaded("single");
        let old = id(&workspace, "crm:01");
        workspace.publish(std::slice::from_ref(&old), "somewhere").unwrap();
        (place, workspace, old)
    }

    fn offered(workspace: &Workspace, change: Change) -> Option<SwapOffer> {
        workspace.propose(&[Request::from(change)]).unwrap().swap
    }

    #[test]
    fn an_id_that_was_handed_out_may_stay_with_most_of_its_records() {
        let (_place, mut workspace, old) = published();
        let alone = split("crm:01", &[&["crm:01"]]);
        let offer = offered(&workspace, alone.clone()).unwrap();
        assert_eq!((&offer.id, offer.members, offer.majority), (&old, 3, 2));
        let swap = Change::SwapIds { id: offer.id.clone(), other: offer.other.clone() };
        let proposal = workspace.propose(&[Request::from(alone), Request::from(swap)]).unwrap();
        assert_eq!(proposal.swap, None);
        assert_eq!(
            (proposal.ids.kept.as_slice(), proposal.ids.created.as_slice()),
            (&[old.clone()][..], &[offer.other.clone()][..])
        );
        workspace.commit(proposal).unwrap();
        assert_eq!(members(&workspace, &old), ["erp:01", "web:01"]);
        assert_eq!(members(&workspace, &offer.other), ["crm:01"]);
        assert_eq!(id(&workspace, "crm:01"), offer.other);
        assert!(workspace.verify().unwrap().ok);
        workspace.rebuild(&mut |_| {}).unwrap();
        load(&mut workspace);
        assert_eq!(members(&workspace, &old), ["erp:01", "web:01"]);
        assert!(workspace.verify().unwrap().ok);
        // One stroke: the split goes with the exchange.
        decide(&mut workspace, Change::Undo).unwrap();
        assert_eq!((members(&workspace, &old).len(), id(&workspace, "crm:01")), (3, old.clone()));
        assert!(workspace.verify().unwrap().ok);
        decide(&mut workspace, Change::Redo).unwrap();
        assert_eq!(members(&workspace, &old), ["erp:01", "web:01"]);
        assert!(workspace.verify().unwrap().ok);
    }

    #[test]
    fn nothing_is_offered_where_nobody_would_miss_the_id() {
        let (_place, mut workspace, _) = published();
        assert_eq!(offered(&workspace, split("crm:01", &[&["web:01"]])), None, "the majority keeps it");
        assert_eq!(offered(&workspace, split("crm:02", &[&["crm:02"]])), None, "it was never handed out");
        assert_eq!(offered(&workspace, merge("crm:01", "crm:02")), None);
        decide(&mut workspace, merge("crm:01", "crm:02")).unwrap();
        assert_eq!(offered(&workspace, Change::Undo), None, "an undo restores the very same ids");
    }

    #[test]
    fn two_golden_records_exchange_their_ids_and_take_it_back() {
        let (_place, mut workspace, old) = published();
        let other = id(&workspace, "web:09");
        decide(&mut workspace, Change::SwapIds { id: "crm:01".into(), other: other.clone() }).unwrap();
        assert_eq!((id(&workspace, "web:09"), members(&workspace, &old)), (old.clone(), vec!["web:09".to_owned()]));
        let now = workspace.cluster("crm:01").unwrap();
        assert!(now.redirected_from.contains(&other) || now.golden_id == other);
        // What is handed out next is the id, not the record: that one is older now.
        let handed_out = now.golden_id.clone();
        workspace.publish(std::slice::from_ref(&handed_out), "somewhere").unwrap();
        assert_eq!(id(&workspace, "crm:01"), handed_out);
        assert!(workspace.verify().unwrap().ok);
        let seq = workspace.log(None, None, 10).unwrap().iter().find(|entry| entry.kind == "swap_ids").unwrap().seq;
        decide(&mut workspace, Change::Retract { seq }).unwrap();
        assert_eq!((id(&workspace, "crm:01"), id(&workspace, "web:09")), (old, other));
        assert!(workspace.verify().unwrap().ok);
    }

    #[test]
    fn one_golden_record_has_nothing_to_exchange() {
        let (_place, workspace, old) = published();
        let message = refused(&workspace, Change::SwapIds { id: old, other: "web:01".into() }).message;
        assert!(message.ends_with("are one golden record already"), "{message}");
        assert!(
            workspace.propose(&[Change::Same { a: key("crm:01"), b: key("web:09") }.into()]).unwrap().swap.is_none()
        );
    }
}
