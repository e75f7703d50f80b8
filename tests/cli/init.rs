//! `goldsmith init`: a stranger's files become a workspace.

use std::fs;
use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use crate::support::{Place, has};

const SHOP: &str = "\
kunden_id,Firma,E-Mail,PLZ,Ort,Umsatz
K-01,Nordlicht Möbel GmbH,info@nordlicht.example,24103,Kiel,12000
K-02,Hafen Logistik AG,post@hafen.example,20457,Hamburg,4000
K-03,Bäckerei Alster,brot@alster.example,20099,Hamburg,900
";

const CRM: &str = "\
id,company_name,mail_address,zip,city,modified
7,Nordlicht Moebel,info@nordlicht.example,24103,Kiel,2026-01-02
8,Hafen Logistik,kontakt@hafen.example,20457,Hamburg,2026-01-03
9,Elbe Druck GmbH,druck@elbe.example,22767,Hamburg,2026-01-04
";

#[test]
fn a_strangers_files_load_untouched() {
    let place = Place::empty();
    place.write("crm.csv", CRM);
    let mut gz = GzEncoder::new(fs::File::create(place.path("shop.csv.gz")).unwrap(), Compression::default());
    gz.write_all(SHOP.as_bytes()).unwrap();
    gz.finish().unwrap();
    let report = place.run(&["init", "--domain", "customer", "--json"]).json(0);
    has(&report, &["written", "domain", "sources", "attributes", "remarks"]);
    assert_eq!(report["domain"], "customer");
    let names: Vec<_> = report["attributes"].as_array().unwrap().iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["company_name", "mail_address", "zip", "city", "umsatz"]);
    assert_eq!(report["attributes"][1]["columns"], serde_json::json!(["mail_address", "E-Mail"]));
    let loaded = place.run(&["load", "--json"]).json(0);
    assert_eq!(loaded["sources"], serde_json::json!({"crm": 3, "shop": 3}));
    place.run(&["verify"]).ok();
    let shown = place.run(&["show", "shop:K-01", "--json"]).json(0);
    assert_eq!(shown["golden"]["company_name"]["value"], "Nordlicht Möbel GmbH");
}

#[test]
fn files_elsewhere_are_named_from_the_workspace() {
    let place = Place::empty();
    fs::create_dir(place.path("in")).unwrap();
    place.write("in/b.csv", SHOP);
    place.write("in/a.csv", CRM);
    place.run(&["init", "work", "--domain", "customer", "in/b.csv", "in/a.csv"]).ok();
    let text = place.read("work/goldsmith.toml");
    let (b, a) = (text.find("file = \"../in/b.csv\"").unwrap(), text.find("file = \"../in/a.csv\"").unwrap());
    assert!(b < a, "the order of the files is the order of trust");
    place.run(&["-w", "work", "load"]).ok();
}

#[test]
fn what_is_there_stays() {
    let place = Place::unloaded();
    let before = place.read("goldsmith.toml");
    let said = place.run(&["init", "--domain", "customer", "crm.csv"]);
    assert!(said.failed(1).contains("is there already and stays as it is"));
    assert_eq!(place.read("goldsmith.toml"), before);
    let shown = place.run(&["init", "--domain", "customer", "--dry-run", "crm.csv"]);
    assert!(shown.ok().contains("[[attribute]]"));
    assert_eq!(place.read("goldsmith.toml"), before);
    place.run(&["init", "--domain", "customer", "--force", "crm.csv"]).ok();
    assert_eq!(place.read("goldsmith.toml.bak"), before);
    assert_ne!(place.read("goldsmith.toml"), before);
}

#[test]
fn nothing_is_written_where_nothing_can_be_made_of_it() {
    let place = Place::empty();
    for (content, reason) in [
        ("", "is empty"),
        ("id,name\n", "has a header and no records"),
        ("a,b\nx,y\nx,z\n", "no column can be the record id"),
        ("id,id\n1,2\n", "two columns are called"),
    ] {
        place.write("a.csv", content);
        let said = place.run(&["init", "--domain", "customer"]);
        assert!(said.failed(1).contains(reason), "{content:?}: {}", said.stderr);
        assert!(said.stderr.contains("a.csv"), "{}", said.stderr);
        assert!(!place.path("goldsmith.toml").exists());
    }
    fs::remove_file(place.path("a.csv")).unwrap();
    place.write("truth.csv", "source_system,record_id,entity_id\na,1,1\n");
    let said = place.run(&["init"]);
    assert!(said.failed(1).contains("truth.csv is left aside"), "{}", said.stderr);
    assert_eq!(place.run(&["init", "no-such.csv"]).failed(1).lines().count(), 1);
}

#[test]
fn a_column_that_the_user_names_is_the_id() {
    let place = Place::empty();
    place.write("a.csv", "label,name\nx,Ann\ny,Bo\n");
    let said = place.run(&["init"]);
    assert!(said.failed(1).contains("\"label\" is filled and unique: `--id` takes it"), "{}", said.stderr);
    let report = place.run(&["init", "--id", "label", "--json"]).json(0);
    assert_eq!(report["sources"][0]["id"], "label");
}
