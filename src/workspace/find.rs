//! From what a person types to a record: a golden id, the beginning of one, or `source:record_id`.

use crate::error::{Error, Result};
use crate::model::RecordKey;
use crate::store::Db;

/// A record of the cluster that `id` names. A golden id that was given up leads to the cluster of its record.
pub fn record_of(db: &Db, id: &str) -> Result<i64> {
    if let Some(rid) = db.rid_of_golden_id(id)? {
        return Ok(rid);
    }
    if let Ok(key) = id.parse::<RecordKey>() {
        return present_record(db, &key);
    }
    if id.len() >= 3 && id.starts_with("G-") {
        let found = db.golden_ids_from(id, 4)?;
        if let [only] = found.as_slice()
            && let Some(rid) = db.rid_of_golden_id(only)?
        {
            return Ok(rid);
        }
        if found.len() > 1 {
            return Err(Error::user(format!("{id} begins several golden ids: {}, …", found.join(", "))));
        }
    }
    Err(Error::user(format!("no golden record or record {id:?} here"))
        .hint("an id is a golden id (G-…) or a record, written source:record_id"))
}

/// The number of a record that is still in its source, or of which decisions speak.
pub fn present_record(db: &Db, key: &RecordKey) -> Result<i64> {
    let Some(rid) = db.rid(key)? else {
        let sources: Vec<String> = db.records_by_source()?.into_iter().map(|(name, _)| name).collect();
        return Err(Error::user(format!("no record {key} in this workspace"))
            .hint(format!("records are written source:record_id; its sources are {}", sources.join(", "))));
    };
    match db.island_of(rid)? {
        Some(_) => Ok(rid),
        None => Err(Error::user(format!("record {key} is no longer in its source"))),
    }
}

#[cfg(test)]
mod tests {
    use crate::workspace::tests_support::{Place, decide, members, merge};
    use crate::workspace::{Page, Query};

    #[test]
    fn golden_ids_their_beginnings_and_records_name_a_cluster() {
        let (_place, workspace) = Place::loaded("single");
        let id = workspace.cluster("crm:01").unwrap().golden_id;
        for name in [id.as_str(), &id[..7], "erp:01", "web:01"] {
            assert_eq!(workspace.cluster(name).unwrap().golden_id, id);
        }
    }

    #[test]
    fn what_names_a_cluster_finds_it_first() {
        let (_place, workspace) = Place::loaded("single");
        let id = workspace.cluster("web:09").unwrap().golden_id;
        let found = |text: &str| -> Vec<String> {
            let hits = workspace.search(text, 5).unwrap();
            hits.into_iter().map(|hit| hit.row.golden_id).collect()
        };
        for name in [id.as_str(), &id[..7], "web:09", " web:09 "] {
            assert_eq!(found(name).first(), Some(&id), "{name}");
        }
        assert_eq!(found("amberley").len(), workspace.search("Amberley", 5).unwrap().len());
        assert_eq!(found("web:77"), [""; 0]);
    }

    #[test]
    fn the_lists_are_narrowed_to_what_a_text_names() {
        let (_place, workspace) = Place::loaded("single");
        let id = workspace.cluster("web:09").unwrap().golden_id;
        let listed = |text: &str| -> Vec<String> {
            let query = Query { text: Some(text.to_owned()), ..Query::default() };
            let rows = workspace.entities(&query, &Page::first(10)).unwrap();
            let tasks = workspace.queue(&query, &Page::first(10)).unwrap();
            assert!(tasks.iter().all(|task| rows.iter().any(|row| row.golden_id == task.golden_id)));
            rows.into_iter().map(|row| row.golden_id).collect()
        };
        for name in [id.as_str(), "web:09", " web:09 "] {
            assert_eq!(listed(name), std::slice::from_ref(&id), "{name}");
        }
        let task = workspace.cluster("crm:01").unwrap().golden_id;
        let named = Query { text: Some("crm:01".to_owned()), ..Query::default() };
        let tasks = workspace.queue(&named, &Page::first(10)).unwrap();
        assert_eq!(tasks.iter().map(|task| &task.golden_id).collect::<Vec<_>>(), [&task]);
        assert!(listed("amberley").len() == 1 && listed("web:77").is_empty());
    }

    #[test]
    fn an_id_that_was_given_up_leads_to_its_record() {
        let (_place, mut workspace) = Place::loaded("single");
        let given_up = workspace.cluster("web:09").unwrap().golden_id;
        let committed = decide(&mut workspace, merge("crm:01", "web:09")).unwrap();
        let ids = committed.proposal.ids;
        let (old, new) = ids.redirected.first_key_value().unwrap();
        assert_eq!(members(&workspace, &given_up).len(), 4);
        assert_eq!(workspace.cluster(old).unwrap().golden_id, *new);
        assert!(workspace.cluster(new).unwrap().redirected_from.contains(old));
    }

    #[test]
    fn what_names_nothing_is_said_so() {
        let (_place, workspace) = Place::loaded("single");
        let message = |id: &str| workspace.cluster(id).unwrap_err().message;
        assert_eq!(message("crm:1"), "no record crm:1 in this workspace");
        assert_eq!(message("G-0000"), "no golden record or record \"G-0000\" here");
        assert_eq!(message("G-"), "no golden record or record \"G-\" here");
    }
}
