//! The golden records of the bundled sample data, against an independent oracle: the rules of its `goldsmith.toml`
//! written by hand as SQL window functions over the same files, read by nothing of ours.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::collections::BTreeMap;
use std::path::Path;

use goldsmith::workspace::{LoadOptions, Workspace};
use rusqlite::{Connection, params_from_iter};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/customer");

const TABLES: &str = "
    CREATE TABLE crm(customer_id, company_name, contact_name, email, phone, street, city, postal_code, country, segment,
                     updated_at);
    CREATE TABLE erp(customer_no, name1, contact, email_address, telephone, street, town, zip, country_code, tax_number,
                     changed_on);
    CREATE TABLE shop(account_id, company, buyer_name, login_email, phone, address, city, postcode, country, orders_12m,
                      last_login_at);
    CREATE TABLE matched(arn, company, email, phone, city, record_id, match_id, rule);
    CREATE TABLE record(source, id, trust INTEGER, changed, company_name, contact_name, email, phone, street, city,
                        postal_code, country, tax_number, segment, orders_12m, cluster);";

/// The common schema, and to each record its cluster: that of its match group, or one of its own.
const RECORDS: &str = "
    INSERT INTO record
      SELECT 'crm', customer_id, 0, unixepoch(updated_at), company_name, contact_name, email, phone, street, city,
             postal_code, country, '', segment, '', NULL FROM crm
      UNION ALL
      SELECT 'erp', customer_no, 1, unixepoch(changed_on), name1, contact, email_address, telephone, street, town,
             zip, country_code, tax_number, '', '', NULL FROM erp
      UNION ALL
      SELECT 'ecommerce', account_id, 2, unixepoch(last_login_at), company, buyer_name, login_email, phone, address,
             city, postcode, country, '', '', orders_12m, NULL FROM shop;
    UPDATE record SET cluster = coalesce(
      (SELECT match_id FROM matched WHERE record_id = id AND arn LIKE '%/' || source || '_customers'),
      source || ':' || id);";

/// How the records that hold an attribute are ordered: the declared rule, then the fallback without the key.
/// `holders` is how many records of the cluster hold the same value.
const RULES: [(&str, &str); 7] = [
    (
        "company_name",
        "CASE source WHEN 'crm' THEN 1 WHEN 'erp' THEN 2 ELSE 3 END, length(company_name) DESC,
         trust, changed DESC NULLS LAST",
    ),
    ("contact_name", "changed DESC NULLS LAST, trust, length(contact_name) DESC"),
    (
        "email",
        "CASE source WHEN 'crm' THEN 1 WHEN 'erp' THEN 2 WHEN 'ecommerce' THEN 3 END, changed DESC NULLS LAST,
         length(email) DESC",
    ),
    ("phone", "changed DESC NULLS LAST, trust, length(phone) DESC"),
    ("tax_number", "source <> 'erp', trust, changed DESC NULLS LAST, length(tax_number) DESC"),
    ("segment", "holders DESC, trust, changed DESC NULLS LAST, length(segment) DESC"),
    ("orders_12m", "source <> 'ecommerce', trust, changed DESC NULLS LAST, length(orders_12m) DESC"),
];

const ADDRESS: [&str; 4] = ["street", "city", "postal_code", "country"];

/// The record whose address survives whole: of those with any part of one the newest.
const ADDRESS_WINNERS: &str = "
    CREATE TABLE address AS SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY cluster ORDER BY changed DESC NULLS LAST, trust,
               length(street) + length(city) + length(postal_code) + length(country) DESC, source, id) AS line
      FROM record WHERE street <> '' OR city <> '' OR postal_code <> '' OR country <> '')
    WHERE line = 1";

/// Members in order, and to each attribute the value and the record that supplied it.
type Golden = (Vec<String>, BTreeMap<String, (String, String)>);

#[test]
fn the_sample_s_golden_records_are_those_of_the_query() {
    let (expected, found) = (by_query(), by_workspace());
    assert!(expected.len() > 500, "{} clusters", expected.len());
    assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
    for (first, golden) in &expected {
        assert_eq!(golden.0, found[first].0, "cluster of {first}");
        for (attribute, value) in &golden.1 {
            assert_eq!(Some(value), found[first].1.get(attribute), "{attribute} of the cluster of {first}");
        }
        assert_eq!(golden.1.len(), found[first].1.len(), "cluster of {first}");
    }
}

/// By the first member of each cluster; attributes without a value are left out.
fn by_query() -> BTreeMap<String, Golden> {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(TABLES).unwrap();
    for (table, file) in [
        ("crm", "crm_customers.csv"),
        ("erp", "erp_customers.csv"),
        ("shop", "ecommerce_customers.csv"),
        ("matched", "match_output.csv"),
    ] {
        copy_in(&db, table, &Path::new(SAMPLE).join(file));
    }
    db.execute_batch(RECORDS).unwrap();
    db.execute_batch(ADDRESS_WINNERS).unwrap();
    let undated: i64 = db.query_row("SELECT count(*) FROM record WHERE changed IS NULL", [], |row| row.get(0)).unwrap();
    assert_eq!(undated, 0, "SQLite cannot read a time");

    let mut all: BTreeMap<String, Golden> = BTreeMap::new();
    let mut first_of: BTreeMap<String, String> = BTreeMap::new();
    for [cluster, key] in rows(&db, "SELECT cluster, source || ':' || id FROM record ORDER BY source, id") {
        let first = first_of.entry(cluster).or_insert_with(|| key.clone());
        all.entry(first.clone()).or_default().0.push(key);
    }
    let mut put = |attribute: &str, sql: &str| {
        for [cluster, value, key] in rows(&db, sql) {
            all.get_mut(&first_of[&cluster]).unwrap().1.insert(attribute.to_owned(), (value, key));
        }
    };
    for (attribute, order) in RULES {
        put(
            attribute,
            &format!(
                "WITH held AS (SELECT *, count(*) OVER (PARTITION BY cluster, {attribute}) AS holders
                               FROM record WHERE {attribute} <> ''),
                      ranked AS (SELECT *, row_number() OVER (PARTITION BY cluster ORDER BY {order}, source, id) AS line
                                 FROM held)
                 SELECT cluster, {attribute}, source || ':' || id FROM ranked WHERE line = 1"
            ),
        );
    }
    for attribute in ADDRESS {
        let sql = format!("SELECT cluster, {attribute}, source || ':' || id FROM address WHERE {attribute} <> ''");
        put(attribute, &sql);
    }
    all
}

fn copy_in(db: &Connection, table: &str, file: &Path) {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let width = reader.headers().unwrap().len();
    let sql = format!("INSERT INTO {table} VALUES ({})", vec!["?"; width].join(","));
    let mut insert = db.prepare(&sql).unwrap();
    for row in reader.records() {
        insert.execute(params_from_iter(row.unwrap().iter())).unwrap();
    }
}

fn rows<const N: usize>(db: &Connection, sql: &str) -> Vec<[String; N]> {
    let mut select = db.prepare(sql).unwrap();
    let rows = select.query_map([], |row| Ok(std::array::from_fn(|column| row.get_unwrap(column)))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn by_workspace() -> BTreeMap<String, Golden> {
    let dir = tempfile::tempdir().unwrap();
    for file in
        ["goldsmith.toml", "crm_customers.csv", "erp_customers.csv", "ecommerce_customers.csv", "match_output.csv"]
    {
        std::fs::copy(Path::new(SAMPLE).join(file), dir.path().join(file)).unwrap();
    }
    let mut workspace = Workspace::open(dir.path(), "ada").unwrap();
    workspace.load(&LoadOptions::default(), &mut |_| {}).unwrap();
    let attributes: Vec<String> = workspace.config().domain.attributes.iter().map(|a| a.name.clone()).collect();
    assert_eq!(attributes.len(), RULES.len() + ADDRESS.len());
    let mut all = BTreeMap::new();
    workspace
        .for_each_entity(&mut |entity| {
            let members: Vec<String> = entity.members.iter().map(|member| member.record.key.to_string()).collect();
            let mut values = BTreeMap::new();
            for (attribute, golden) in attributes.iter().zip(&entity.golden.values) {
                assert_eq!(golden.value.is_some(), golden.record.is_some(), "{} {attribute}", entity.golden_id);
                if let (Some(value), Some(record)) = (&golden.value, &golden.record) {
                    values.insert(attribute.clone(), (value.clone(), record.to_string()));
                }
            }
            all.insert(members[0].clone(), (members, values));
            Ok(())
        })
        .unwrap();
    all
}
