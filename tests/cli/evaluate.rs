//! `goldsmith evaluate`: clusters against truths of three layouts.

use serde_json::json;

use crate::support::{Place, has};

/// Acme is one company in both systems; what the matcher made of Borealis is two.
const TRUTH: &str = "\
source_system,record_id,entity_id
crm,1,acme
erp,0007,acme
crm,2,borealis
erp,0008,fisheries
crm,3,cumulus
erp,0009,delta
erp,9999,acme
";

#[test]
fn a_clustering_is_held_against_the_clusters() {
    let place = Place::loaded();
    place.write("truth.csv", TRUTH);
    let found = place.run(&["evaluate", "--truth", "truth.csv", "--json"]).json(0);
    has(&found, &["pairwise", "bcubed", "clusters", "true_pairs", "predicted_pairs", "thresholds", "calibration"]);
    assert_eq!((&found["true_pairs"], &found["predicted_pairs"]), (&json!(1), &json!(2)));
    assert_eq!(found["pairwise"]["precision"], 0.5);
    assert_eq!(found["pairwise"]["recall"], 1.0);
    assert_eq!(found["clusters"]["exact"], 3);
    assert_eq!(found["clusters"]["total"], 5);
    assert_eq!(found["truth"]["unknown"], json!(["erp:9999"]));
    assert_eq!(found["truth"]["unreachable_pairs"], 2);
    let wrong = &found["false_merges"][0];
    assert_eq!((&wrong["a"], &wrong["b"], &wrong["pairs"]), (&json!("crm:2"), &json!("erp:0008"), &json!(1)));
    assert_eq!(found["calibration"]["links"], 2);

    let text = place.run(&["evaluate", "--truth", "truth.csv"]);
    assert!(text.ok().contains("2 pairs in one cluster, 1 truly one, 1 both"), "{}", text.stdout);
    assert!(text.stderr.contains("1 record of the truth are not loaded (2 true pairs out of reach"), "{}", text.stderr);

    // Decisions count: they are in the clusters.
    place.run(&["decide", "different", "crm:2", "erp:0008"]).ok();
    let found = place.run(&["evaluate", "--truth", "truth.csv", "--json"]).json(0);
    assert_eq!((&found["pairwise"]["f1"], &found["clusters"]["exact"]), (&json!(1.0), &json!(5)));
    assert_eq!(found["false_merges"], json!([]));
}

#[test]
fn links_and_labels_count_only_what_they_judge() {
    let place = Place::loaded();
    place.write("links.csv", "left_source,left_id,right_source,right_id\ncrm,1,erp,0007\ncrm,3,erp,0009\n");
    let found = place.run(&["evaluate", "--truth", "links.csv", "--json"]).json(0);
    assert_eq!(found["pairwise"]["precision"], 0.5);
    assert_eq!(found["pairwise"]["recall"], 0.5);
    assert_eq!(found["bcubed"]["f1"], json!(null));
    assert_eq!(found["misses"][0]["a"], "crm:3");
    assert_eq!(found["misses"][0]["run_probability"], json!(null));
    place.write(
        "pairs.csv",
        "left_source,left_id,right_source,right_id,label\ncrm,1,erp,0007,match\ncrm,1,crm,2,unsure\n",
    );
    let found = place.run(&["evaluate", "--truth", "pairs.csv", "--json"]).json(0);
    assert_eq!((&found["pairwise"]["f1"], &found["truth"]["unsure"]), (&json!(1.0), &json!(1)));
}

#[test]
fn a_truth_that_says_nothing_here_is_refused() {
    let place = Place::loaded();
    place.write("other.csv", "source_system,record_id,entity_id\nshop,1,a\n");
    assert!(place.run(&["evaluate", "--truth", "other.csv"]).failed(1).contains("none of its records is loaded"));
    place.write("no.csv", "a,b\n1,2\n");
    assert!(place.run(&["evaluate", "--truth", "no.csv"]).failed(1).contains("is no truth"));
    place.run(&["evaluate"]).failed(2);
}
