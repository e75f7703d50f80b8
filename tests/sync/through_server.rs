//! Through PostgreSQL: two tables, encrypted or not, and what happens when the line breaks.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use goldsmith::error::Result;
use goldsmith::workspace::{SyncReport, Workspace};
use postgres::{Client, NoTls};

use crate::command::{goldsmith, text};
use crate::place::{Place, because, confirm, decide, merge, notes, split, state, typed};
use crate::server::{PASSWORD, Server, USER, hanging_up};

fn sync(workspace: &mut Workspace, address: &str) -> Result<SyncReport> {
    workspace.sync(&address.parse()?, &mut |_| {})
}

fn count(address: &str) -> i64 {
    let mut client = Client::connect(address, NoTls).unwrap();
    client.query_one("SELECT count(*) FROM goldsmith_assertion", &[]).unwrap().get(0)
}

#[test]
fn three_workspaces_come_to_one_state_over_an_encrypted_line() {
    let server = Server::start(true);
    let plain = server.database("team");
    let root = server.path("root.crt");
    let named = format!("{plain}?sslmode=verify-full&sslrootcert={}", root.display());
    let places = ["ana", "ben", "cem"].map(Place::loaded);
    let (_kept, mut desks): (Vec<Place>, Vec<_>) = places.into_iter().unzip();
    because(&mut desks[0], split("crm:01", "web:01"), "another company");
    decide(&mut desks[1], confirm("crm:01"));
    decide(&mut desks[1], merge("crm:02", "web:09"));
    decide(&mut desks[2], typed("crm:02", "Goole"));
    desks[2].receive(notes(1_099)).unwrap(); // More than go over the line at once.
    let first = sync(&mut desks[2], &named).unwrap();
    assert_eq!((first.sent, first.received), (1_100, 0));
    assert!(!format!("{first:?}").contains(PASSWORD));
    for who in [0, 1, 2, 0, 1, 2] {
        let address = if who == 1 { format!("{plain}?sslmode=require") } else { named.clone() };
        sync(&mut desks[who], &address).unwrap();
    }
    let states: Vec<_> = desks.iter().map(state).collect();
    assert!(states.iter().all(|state| *state == states[0]));
    assert_eq!(count(&plain), 1_103);
    let again = sync(&mut desks[0], &named).unwrap();
    assert_eq!((again.received, again.sent, again.conflicts.len()), (0, 0, 0));

    let mut client = Client::connect(&plain, NoTls).unwrap();
    // Whoever may use the tables need not be allowed to make any; and another domain is another journal.
    client
        .batch_execute(
            "CREATE ROLE guest LOGIN PASSWORD 'guest'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
             GRANT SELECT, INSERT ON goldsmith_domain, goldsmith_assertion TO guest;",
        )
        .unwrap();
    let guest = plain.replace(&format!("{USER}:{PASSWORD}"), "guest:guest");
    let (_d, mut dan) = Place::loaded("dan");
    assert_eq!(sync(&mut dan, &guest).unwrap().received, 1_103);
    let supplier = Place::of_domain("supplier");
    let mut sue = supplier.open("sue");
    crate::place::load(&mut sue);
    assert_eq!(sync(&mut sue, &guest).unwrap().received, 0);

    // What somebody changed there is not taken.
    decide(&mut desks[0], typed("crm:01", "Ripon"));
    sync(&mut desks[0], &named).unwrap();
    client.execute("UPDATE goldsmith_assertion SET author = 'eve' WHERE body LIKE '%Ripon%'", &[]).unwrap();
    let before = state(&desks[1]);
    let error = sync(&mut desks[1], &named).unwrap_err();
    assert!(error.message.ends_with("(eve): its header was altered"), "{error}");
    assert_eq!(state(&desks[1]), before);
    client.execute("UPDATE goldsmith_domain SET format = 7", &[]).unwrap();
    assert!(sync(&mut desks[1], &named).unwrap_err().message.ends_with("belongs to a newer Goldsmith"));

    // Certificates.
    let other = server.path("other.crt");
    std::fs::write(&other, "no certificate").unwrap();
    let wrong = sync(&mut desks[1], &format!("{plain}?sslmode=verify-full&sslrootcert={}", other.display()));
    assert!(wrong.unwrap_err().message.ends_with("holds no certificate"));
    let by_number = named.replace("localhost", "127.0.0.1");
    let wrong = sync(&mut desks[1], &by_number).unwrap_err();
    assert!(wrong.message.contains("certificate not valid for name"), "{wrong}");
    let signed = by_number.replace("verify-full", "verify-ca");
    assert!(sync(&mut desks[1], &signed).unwrap_err().message.ends_with("belongs to a newer Goldsmith"));
}

#[test]
fn a_line_that_breaks_changes_nothing_and_the_next_exchange_goes_on() {
    let server = Server::start(false);
    let address = server.database("team");
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    for n in 0..20 {
        decide(&mut ana, typed("crm:01", &format!("Ripon {n}")));
        decide(&mut ben, typed("crm:02", &format!("Goole {n}")));
    }
    assert_eq!(sync(&mut ben, &address).unwrap().sent, 20);
    let before = state(&ana);
    let mut broken = 0;
    for after in [0, 30, 120, 600, 1_500, 2_500, 6_000, 12_000] {
        let through = hanging_up(server.port, after);
        let address = address.replace(&format!(":{}/", server.port), &format!(":{through}/"));
        let Err(error) = sync(&mut ana, &address) else { break };
        broken += 1;
        assert!(!error.message.contains(PASSWORD) && !error.hints.concat().contains(PASSWORD), "{error:?}");
        assert_eq!(state(&ana), before, "after {after} bytes");
        assert!([20, 40].contains(&count(&self::address(&server))), "all or nothing");
    }
    assert!(broken >= 5, "the lines did break");
    sync(&mut ana, &address).unwrap();
    sync(&mut ben, &address).unwrap();
    assert_eq!(ana.heads().unwrap().len(), 2);
    assert_eq!(state(&ana), state(&ben));

    // Encryption was asked for, and there is none.
    let error = sync(&mut ana, &format!("{address}?sslmode=require")).unwrap_err();
    assert!(error.message.contains("server does not support TLS"), "{error}");
    assert_eq!(sync(&mut ana, &format!("{address}?sslmode=prefer")).unwrap().received, 0);
}

fn address(server: &Server) -> String {
    format!("postgres://{USER}:{PASSWORD}@localhost:{}/team", server.port)
}

#[test]
fn the_command_says_why_it_could_not_and_never_the_password() {
    let server = Server::start(false);
    let address = server.database("team");
    let (place, mut ana) = Place::loaded("ana");
    decide(&mut ana, typed("crm:01", "Ripon"));
    let before = state(&ana);
    drop(ana);
    let failed = |target: &str, why: &str| {
        let ran = goldsmith(&place, &["sync", target]);
        let told = text(&ran);
        assert_eq!(ran.status.code(), Some(1), "{told}");
        assert!(told.contains(why), "{why} in {told}");
        assert!(!told.contains(PASSWORD) && !told.contains("wr0ng"), "{told}");
        assert_eq!(state(&place.open("ana")), before);
    };
    failed(&address.replace(PASSWORD, "wr0ng"), "password authentication failed");
    failed(&address.replace("/team", "/nothing"), "database \"nothing\" does not exist");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = |port: u16| address.replace(&server.port.to_string(), &port.to_string());
    let silent = nobody.local_addr().unwrap().port();
    let began = Instant::now();
    failed(&format!("{}?connect_timeout=1", port(silent)), "it does not answer");
    assert!(began.elapsed() < Duration::from_secs(20));
    drop(nobody);
    failed(&port(silent), "Connection refused");

    // The password from a file that only its owner may read.
    let without = address.replace(&format!(":{PASSWORD}"), "");
    failed(&without, "password missing");
    failed(&without, "hint: the server asks for a password: in the address, PGPASSWORD or ~/.pgpass");
    place.write(".pgpass", &format!("localhost:{}:team:{USER}:{PASSWORD}\n", server.port));
    let pgpass = place.path().join(".pgpass");
    failed(&without, "password missing");
    let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&pgpass, owner_only).unwrap();
    let ran = goldsmith(&place, &["sync", &without]);
    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran));
    assert!(text(&ran).contains("0 entries received, 1 sent (postgres://gold@localhost:"), "{}", text(&ran));
}
