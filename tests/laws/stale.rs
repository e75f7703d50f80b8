//! The oracle's reading of what changed since somebody decided.

use goldsmith::model::RecordKey;

use crate::files::{ATTRIBUTES, Row};
use crate::oracle::{Cluster, Oracle, Said};

impl Oracle {
    /// Whether a standing decision about who is who speaks of a record of the cluster that is not what it was then, and
    /// nobody has decided all of that decision's records again since the record is what it is.
    pub fn is_stale(&self, cluster: &Cluster) -> bool {
        let links: Vec<usize> = self.standing().into_iter().filter(|&seq| self.is_link(seq)).collect();
        let present = |key: &&RecordKey| self.is_present(key);
        links.iter().any(|&seq| {
            let records = self.records(seq);
            records.intersection(cluster).filter(present).any(|key| {
                let rows = |seq: usize| self.journal[seq - 1].rows.get(key).copied().flatten();
                let knew = |seq: usize| content(rows(seq)) == content(self.known[key].last);
                let again = |later: &usize| {
                    let saw = *later > seq && !self.journal[later - 1].unseen.contains(&seq);
                    saw && self.records(*later).is_superset(&records) && knew(*later)
                };
                !knew(seq) && !links.iter().any(again)
            })
        })
    }

    /// Whether anybody signed or sent back something of the cluster: then it may have lapsed for other reasons.
    pub fn is_signed(&self, cluster: &Cluster) -> bool {
        let signs = |seq: &usize| matches!(self.said(*seq), Said::Confirm(_) | Said::Approve(_) | Said::SendBack(_));
        self.standing().iter().filter(|seq| signs(seq)).any(|seq| !self.records(*seq).is_disjoint(cluster))
    }

    fn is_link(&self, seq: usize) -> bool {
        matches!(
            self.said(seq),
            Said::Same(..) | Said::Different(..) | Said::Confirm(_) | Said::Split(..) | Said::Merge(_)
        )
    }
}

/// What a source says of a record: other numbers may stand for the same words.
fn content(row: Option<Row>) -> (Vec<Option<&'static str>>, Option<u8>) {
    let values = (0..ATTRIBUTES.len()).map(|attribute| row.and_then(|row| row.value(attribute)));
    (values.collect(), row.and_then(Row::changed))
}
