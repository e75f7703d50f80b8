//! Exports that cannot be written, or that a role may not have.

use std::fs;

use crate::trial::{state, worked};

#[test]
fn nowhere_to_write_leaves_nothing_behind() {
    let place = worked();
    fs::create_dir(place.path("folder")).unwrap();
    place.write("golden.csv", "yesterday's");
    let before = state(&place);
    for (out, said) in [
        ("folder", "folder is a directory"),
        ("folder/", "folder/ is a directory"),
        ("no/such.csv", "no/such.csv: its folder does not exist"),
        ("crm.csv/golden.csv", "cannot write crm.csv/golden.csv: "),
        ("goldsmith.db", "goldsmith.db belongs to the workspace"),
        ("matches.csv", "matches.csv belongs to the workspace"),
        ("./folder/../crm.csv", "crm.csv belongs to the workspace"),
    ] {
        for what in ["golden", "crosswalk", "lineage", "pairs", "journal"] {
            let ran = place.run(&["export", what, "--out", out]);
            assert!(ran.failed(1).contains(said), "{what} to {out} should say {said:?}: {}", ran.stderr);
        }
        let approved = place.run(&["export", "golden", "--approved-only", "--out", out]);
        assert!(approved.failed(1).contains(said), "{}", approved.stderr);
    }
    assert_eq!(state(&place), before, "an export that failed is no publication");
    assert_eq!(place.read("golden.csv"), "yesterday's");
    assert_eq!(fs::read_dir(place.path("folder")).unwrap().count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_nothing_is_published() {
    let place = worked();
    let before = state(&place);
    let ran = place.run(&["export", "golden", "--approved-only", "--out", "/dev/full"]);
    assert!(ran.failed(1).contains("cannot write /dev/full: No space left on device"), "{}", ran.stderr);
    assert_eq!(state(&place), before);
}

#[test]
fn what_a_role_may_not_have_is_not_even_begun() {
    let place = worked();
    place.write("out.csv", "yesterday's");
    for (what, role, said) in [
        ("golden", "bi", "role bi may have counts only"),
        ("journal", "bi", "role bi may have counts only"),
        ("crosswalk", "auditor", "role auditor may not have the crosswalk"),
        ("lineage", "data_science", "role data_science may not have the lineage"),
        ("pairs", "auditor", "role auditor may not have labelled pairs"),
        ("golden", "Steward", "no role Steward"),
    ] {
        let ran = place.run(&["export", what, "--role", role, "--out", "out.csv"]);
        assert!(ran.failed(1).contains(said), "{what} for {role} should say {said:?}: {}", ran.stderr);
        assert_eq!(place.read("out.csv"), "yesterday's");
    }
}
