//! `goldsmith.toml`.

use crate::trial::{Fault, refused, state, worked};

use Fault::{Directory, Is, Replaced};

#[test]
fn what_is_wrong_is_named_with_line_and_key_whatever_the_command() {
    let place = worked();
    let before = state(&place);
    let cases: &[(Fault, &[&str])] = &[
        (Is(b""), &["goldsmith.toml:1: "]),
        (Is(b"\xFF\xFE\0"), &["goldsmith.toml is not UTF-8 text"]),
        (Directory, &["goldsmith.toml is a directory; expected a file"]),
        (Replaced("name = \"customer\"", b"name = customer"), &["goldsmith.toml:3: not TOML: "]),
        (
            Replaced("updated_at =", b"update_at ="),
            &["goldsmith.toml:9: source \"crm\": unknown key \"update_at\"", "did you mean \"updated_at\"?"],
        ),
        (
            Replaced("kind = \"email\"", b"kind = \"mail\""),
            &["goldsmith.toml:26: attribute \"email\": unknown kind \"mail\"; expected one of"],
        ),
        (Replaced("prefer = [\"erp\"]", b"strategy = \"newest\""), &["unknown strategy \"newest\"; expected one of"]),
        (Replaced("[\"erp\"]", b"[\"epr\"]"), &["unknown source \"epr\"", "did you mean \"erp\"?"]),
        (
            Replaced("[health]", b"[review]\nband = [0.9, 0.5]\n[health]"),
            &["[review]: band: expected two numbers between 0 and 1, the smaller first"],
        ),
        (Replaced("[health]", b"[review]\nband = [0.5, 9]\n[health]"), &["[review]: band: expected"]),
        (Replaced("email = \"mail\"", b"emial = \"mail\""), &["source \"crm\": columns: unknown attribute \"emial\""]),
        (Replaced("mask = [\"pii\"]", b"mask = [\"pi\"]"), &["role \"auditor\": unknown sensitivity \"pi\""]),
        (
            Replaced("match_rate_min = 0.99", b"match_rate_min = 99"),
            &["match_rate_min: expected a number between 0 and 1"],
        ),
        (Replaced("name = \"crm\"", b"name = \"\\u001b[2Jcrm\""), &["a character in it that cannot be seen"]),
        (Replaced("name = \"erp\"", b"name = \"crm\""), &["goldsmith.toml:1"]),
    ];
    for (fault, said) in cases {
        for arguments in
            [&["queue"][..], &["load"], &["decide", "confirm", "crm:2"], &["export", "golden", "--out", "-"]]
        {
            refused(&place, "goldsmith.toml", fault, arguments, said);
        }
    }
    assert_eq!(state(&place), before);
}

#[test]
fn attributes_changed_after_a_load_ask_for_a_load_and_lose_nothing() {
    let place = worked();
    let before = state(&place);
    for (from, to) in [
        ("kind = \"number\"", "kind = \"text\""),
        ("orders = \"orders\"", "orders = \"customer_id\""),
        ("name = \"customer\"", "name = \"client\""),
    ] {
        for arguments in [
            &["queue"][..],
            &["show", "crm:1"],
            &["decide", "confirm", "crm:1"],
            &["undo"],
            &["log"],
            &["export", "golden", "--out", "-"],
            &["rebuild"],
        ] {
            let said =
                ["has changed since the last load", "hint: `goldsmith load` reads the sources again; decisions stay"];
            refused(&place, "goldsmith.toml", &Fault::Replaced(from, to.as_bytes()), arguments, &said);
        }
    }
    assert_eq!(state(&place), before);
    let config = place.read("goldsmith.toml").replace("kind = \"number\"", "kind = \"text\"");
    place.write("goldsmith.toml", &config);
    let report = place.run(&["load", "--json"]).json(0);
    assert_eq!(report["decisions_kept"], 3);
    assert_eq!(place.members("crm:2"), ["crm:2"]);
}

#[test]
fn the_users_own_settings_are_checked_alike() {
    let place = worked();
    std::fs::create_dir_all(place.path("no-home/goldsmith")).unwrap();
    place.write("no-home/goldsmith/settings.toml", "stewart = \"ada\"\n");
    let mut command = place.command(&["queue"]);
    let output = command.env_remove("GOLDSMITH_STEWARD").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{stderr}");
    assert!(stderr.contains("settings.toml:1: ") && stderr.contains("unknown key \"stewart\""), "{stderr}");
}
